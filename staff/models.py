"""The trained models on disk: which one is current, and how a new one is made."""

from __future__ import annotations

import contextlib
import hashlib
import io
import shutil
from datetime import datetime, timezone
from pathlib import Path
from typing import Iterator, Optional, Tuple

from channels import checksum
from faq import project

# What a model is made from. When one of these changes, the model is no longer current.
INPUTS = (
    "config.yml",
    "domain.yml",
    "data/**/*.yml",
    "faq/**/*.yml",
    "faq/importer.py",
    "nlu/**/*.py",
    "nlu/*.npz",
)


class ModelError(Exception):
    """There is no model that can be used; the message says what to do."""


def fingerprint() -> str:
    """Return a short digest of everything that a model is made from."""
    digest = hashlib.sha256()
    for path in _inputs():
        digest.update(str(path.relative_to(project.root())).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def current() -> Optional[Path]:
    """Return the newest model that was made from what is on disk now and is whole, or None."""
    made = sorted(folder().glob(f"*-{fingerprint()}.tar.gz"), reverse=True)
    return next(filter(checksum.is_right, made), None)


def newest() -> Path:
    """Return the newest of the current models, or the newest of all if none is current.

    Raises:
        ModelError: if there is none, or it does not match the checksum beside it.
    """
    found = current() or max(folder().glob("*.tar.gz"), default=None)
    if found is None:
        raise ModelError(f"There is no model in {folder()}. Make one with: faqbot train")
    try:
        checksum.check(found)
    except checksum.ChecksumError as error:
        raise ModelError(str(error)) from None
    return found


def folder() -> Path:
    """Return the folder that models are kept in."""
    return project.root() / "models"


def train() -> Path:
    """Train a model from what is on disk and return its path.

    Raises:
        KnowledgeBaseError: if the knowledge base has faults.
        ModelError: if Rasa could not train.
    """
    from rasa.model_training import train as rasa_train

    from faq.knowledge_base import load

    root = project.root()
    load(root / "faq")
    with contextlib.redirect_stdout(io.StringIO()):
        result = rasa_train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=str(root / "data"),
            output=str(_unfinished()),
            fixed_model_name=_name(),
            # Rasa's cache looks at the components' own code only, not at the modules that they stand on.
            force_training=True,
        )
    if result.model is None:
        raise ModelError("Rasa could not train a model.")
    return _finished(Path(result.model))


def bring_forward(model: Path) -> Path:
    """Return `model`, or a copy of it that is the newest if it is not: servers follow the newest."""
    if model == max(folder().glob("*.tar.gz")):
        return model
    copy = _unfinished() / f"{_name()}.tar.gz"
    copy.parent.mkdir(exist_ok=True)
    return _finished(Path(shutil.copy(model, copy)))


def withdraw() -> Tuple[Path, Path]:
    """Put the newest model away, so that servers go back to the one before it.

    Returns:
        where the model is kept now, and the one that is the newest in its place.

    Raises:
        ModelError: if there is no other.
    """
    found = sorted(folder().glob("*.tar.gz"), key=lambda path: path.name)
    if len(found) < 2:
        raise ModelError(f"There is no earlier model in {folder()} to go back to.")
    put_away = folder() / "withdrawn"
    put_away.mkdir(exist_ok=True)
    return checksum.move(found[-1], put_away), found[-2]


def _unfinished() -> Path:
    # A training that is cut short must not leave an archive that looks finished.
    return folder() / "unfinished"


def _name() -> str:
    return f"{datetime.now(timezone.utc):%Y%m%d-%H%M%S}-{fingerprint()}"


def _finished(model: Path) -> Path:
    checksum.write(model)
    return checksum.move(model, folder())


def _inputs() -> Iterator[Path]:
    root = project.root()
    for pattern in INPUTS:
        yield from sorted(root.glob(pattern))
