"""The checksum beside each model: only what was trained here, and is still whole, is loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path

ENDING = ".sha256"


class ChecksumError(Exception):
    """A model has no checksum beside it, or another one; the message says what to do."""


def write(model: Path) -> None:
    """Write the checksum of `model` beside it, as `sha256sum` does."""
    _beside(model).write_text(f"{_digest(model)}  {model.name}\n", encoding="utf-8")


def check(model: Path) -> None:
    """Compare `model` with the checksum beside it.

    Raises:
        ChecksumError: if it has none, or does not match.
    """
    written = _beside(model)
    if not written.exists():
        raise ChecksumError(
            f"The model {model.name} has no checksum beside it ({written.name}), so nobody vouches for it. "
            "Make a model with: faqbot train. If you trained this one yourself by another command, vouch "
            f"for it: (cd {model.parent.name} && sha256sum {model.name} > {written.name})"
        )
    expected = written.read_text(encoding="utf-8", errors="replace").split(maxsplit=1)
    if not expected or expected[0].lower() != _digest(model):
        raise ChecksumError(
            f"The model {model.name} does not match its checksum ({written.name}): it is damaged, or not the "
            "one that was trained. Make a new one with: faqbot train"
        )


def is_right(model: Path) -> bool:
    """Return whether `model` matches the checksum beside it."""
    try:
        check(model)
    except ChecksumError:
        return False
    return True


def move(model: Path, folder: Path) -> Path:
    """Move `model` and its checksum into `folder` and return where it is now."""
    if _beside(model).exists():
        _beside(model).replace(folder / _beside(model).name)
    return model.replace(folder / model.name)


def _beside(model: Path) -> Path:
    return model.with_name(model.name + ENDING)


def _digest(model: Path) -> str:
    digest = hashlib.sha256()
    with model.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
