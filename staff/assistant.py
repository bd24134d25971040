"""The assistant as the server and `faqbot ask` both use it: the agent, its actions, its guard."""

from __future__ import annotations

import tarfile
import zlib
from pathlib import Path
from typing import Optional

from rasa.core.tracker_store import TrackerStore
from rasa.engine.exceptions import GraphComponentException
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.exceptions import ModelNotFound
from rasa.shared.exceptions import RasaException

from channels.guard import Guard
from channels.processor import load_agent
from staff.models import ModelError

# What loading a model raises, through Rasa, when its archive is damaged or from another version.
_UNUSABLE = (
    ModelNotFound,
    RasaException,
    GraphComponentException,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
)


def load(model: Path, tracker_store: Optional[TrackerStore] = None) -> Guard:
    """Load `model` with the actions in this process.

    Args:
        model: a model archive.
        tracker_store: where conversations are kept; in memory if None.

    Raises:
        ModelError: if the archive is broken or was made by another version.
    """
    try:
        agent = load_agent(model, tracker_store)
    except _UNUSABLE as error:
        raise _refusal(model, error) from error
    return Guard(agent)


def check(model: Path) -> None:
    """Look whether `model` can be unpacked and was made by this version, before a server starts with it.

    Raises:
        ModelError: if not.
    """
    try:
        LocalModelStorage.metadata_from_archive(model)
    except _UNUSABLE as error:
        raise _refusal(model, error) from error


def _refusal(model: Path, error: BaseException) -> ModelError:
    return ModelError(
        f"The model {model.name} cannot be loaded ({type(error).__name__}): it is damaged or was trained by "
        "another version. Make a new one with: faqbot train"
    )
