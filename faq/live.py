"""The knowledge base as it stands on disk now: an edited answer is served without a restart."""

from __future__ import annotations

import logging
import time
from functools import lru_cache
from pathlib import Path
from typing import Dict, Optional

from faq import project
from faq.knowledge_base import KnowledgeBase, KnowledgeBaseError, load

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 1.0


class LiveKnowledgeBase:
    """Looks at the files at most once a second, and reads them again when one has changed.

    A broken edit is refused: what was read before stays in use, and the log names file and line.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps = self._look()
        self._current = load(folder)
        self._looked_at = time.monotonic()

    def current(self) -> KnowledgeBase:
        """Return the newest knowledge base that was without fault when it was read."""
        now = time.monotonic()
        if now - self._looked_at >= SECONDS_BETWEEN_LOOKS:
            self._looked_at = now
            stamps = self._look()
            if stamps != self._stamps:
                self._stamps = stamps
                self._reload()
        return self._current

    def _reload(self) -> None:
        try:
            self._current = load(self._folder)
            logger.info("The knowledge base has changed and was read again.")
        except KnowledgeBaseError as error:
            logger.error("The knowledge base has faults; the old one stays in use.\n%s", error)

    def _look(self) -> Dict[Path, int]:
        files = self._folder.rglob("*.yml")
        return {path: stamp for path in files if (stamp := _modified(path)) is not None}


def _modified(path: Path) -> Optional[int]:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None


@lru_cache(maxsize=None)
def shared() -> LiveKnowledgeBase:
    """Return the one live knowledge base of this process, read at the first call.

    Raises:
        KnowledgeBaseError: if it has faults at the first call.
    """
    return LiveKnowledgeBase(project.root() / "faq")
