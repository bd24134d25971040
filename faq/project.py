"""Where the project's files are."""

from __future__ import annotations

from pathlib import Path

_CHECKOUT = Path(__file__).resolve().parent.parent


def root() -> Path:
    """Return the folder that holds `config.yml` and `faq/`.

    The current folder if it is such a one, so that a copy works on itself; else the checkout that
    this code was installed from.
    """
    here = Path.cwd()
    return here if (here / "config.yml").is_file() and (here / "faq" / "entries").is_dir() else _CHECKOUT
