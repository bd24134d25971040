"""The knowledge base as it stands on disk now: an edited answer is served without a restart."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Dict, Optional

from faq import project
from faq.knowledge_base import KnowledgeBase, KnowledgeBaseError, load

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 0.5


class LiveKnowledgeBase:
    """Looks at the files at most twice a second, and reads them again when one has changed.

    They are read in a thread of their own, so that no client waits for it. A broken edit is refused:
    what was read before stays in use, and the log names file and line.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamps = self._look()
        self._current = load(folder)
        self._looked_at = time.monotonic()
        self._reading = threading.Lock()

    def current(self) -> KnowledgeBase:
        """Return the newest knowledge base that was without fault when it was read."""
        now = time.monotonic()
        if now - self._looked_at >= SECONDS_BETWEEN_LOOKS:
            self._looked_at = now
            stamps = self._look()
            if stamps != self._stamps:
                self._stamps = stamps
                threading.Thread(target=self._reload, daemon=True).start()
        return self._current

    def _reload(self) -> None:
        with self._reading:
            try:
                self._current = _sharing(load(self._folder), self._current)
                logger.info("The knowledge base has changed and was read again.")
            except KnowledgeBaseError as error:
                logger.error("The knowledge base has faults; the old one stays in use.\n%s", error)

    def _look(self) -> Dict[Path, int]:
        files = self._folder.rglob("*.yml")
        return {path: stamp for path in files if (stamp := _modified(path)) is not None}


def _sharing(new: KnowledgeBase, old: KnowledgeBase) -> KnowledgeBase:
    """Return `new` with the very objects of `old` where they are equal.

    Whoever has built something from the conditions sees by that whether it has to be built again.
    """
    conditions = old.conditions if new.conditions == old.conditions else new.conditions
    cues = old.cues if new.cues == old.cues else new.cues
    return replace(new, conditions=conditions, cues=cues)


def _modified(path: Path) -> Optional[int]:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return None


@cache
def shared() -> LiveKnowledgeBase:
    """Return the one live knowledge base of this process, read at the first call.

    Raises:
        KnowledgeBaseError: if it has faults at the first call.
    """
    return LiveKnowledgeBase(project.root() / "faq")
