"""The widget's one file: its modules and its style sheet, joined, hashed and compressed once."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_FOLDER = Path(__file__).with_name("widget")

# Each uses only those before it.
_MODULES = (
    *("words.js", "view.js", "transcript.js", "composer.js"),
    *("connection.js", "patience.js", "chat.js", "element.js"),
)


class WidgetFile(NamedTuple):
    """What `/chat/widget.js` sends.

    Attributes:
        source: the module.
        compressed: the same, compressed with gzip.
        version: names this very source.
        integrity: its hash, for the `integrity` attribute of a script element.
    """

    source: bytes
    compressed: bytes
    version: str
    integrity: str


@lru_cache(maxsize=1)
def current() -> WidgetFile:
    """Return the widget's file, joined at the first call."""
    style = re.sub(r"\s+", " ", (_FOLDER / "style.css").read_text(encoding="utf-8"))
    modules = ["".join(_statements(name)) for name in _MODULES]
    source = "\n".join([f"const STYLE = {json.dumps(style)};", *modules]).encode()
    digest = hashlib.sha384(source).digest()
    return WidgetFile(
        source,
        gzip.compress(source, mtime=0),
        hashlib.sha256(source).hexdigest()[:12],
        f"sha384-{base64.b64encode(digest).decode('ascii')}",
    )


def _statements(module: str) -> list[str]:
    lines = (_FOLDER / module).read_text(encoding="utf-8").splitlines(keepends=True)
    return [line.removeprefix("export ") for line in lines if not line.startswith("import ")]


def versioned_name() -> str:
    """Return the file's name with its version, under which its contents never change."""
    return f"widget-{current().version}.js"
