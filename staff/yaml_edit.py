"""YAML files edited in place: comments, order, quotes and line breaks stay as they were."""

from __future__ import annotations

import difflib
import io
import os
import re
import tempfile
from pathlib import Path
from typing import Any, List, Sequence

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from staff.errors import StaffError

# An emoji that was written as itself: ruamel.yaml writes it as an escape in double quotes.
_ESCAPED = re.compile(r"(?<!\\)((?:\\\\)*)\\U([0-9A-F]{8})", re.IGNORECASE)


def load(path: Path) -> Any:
    """Return what the file holds, with its comments and layout.

    Raises:
        StaffError: if it is not YAML.
    """
    try:
        return _yaml().load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise StaffError(f"{path} cannot be read. See what is wrong with: faqbot check") from error


def save(path: Path, data: Any) -> None:
    """Write `data`, which `load` returned or `text` and `listed` made, to `path` in one step."""
    written = io.StringIO()
    _yaml().dump(data, written)
    content = _ESCAPED.sub(lambda match: match[1] + chr(int(match[2], 16)), written.getvalue())
    # The running server may read the file at any moment, so it is never half-written.
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(content)
    os.chmod(file.name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    os.replace(file.name, path)


def text(value: str) -> Any:
    """Return `value` as it is written by hand: in quotes, or as a block if it has several lines."""
    return LiteralScalarString(value) if "\n" in value else DoubleQuotedScalarString(value)


def replace_items(items: List[Any], wanted: Sequence[str]) -> None:
    """Make the list `items` hold `wanted`, leaving what stays as it was written."""
    is_plain = bool(items) and type(items[0]) is str
    matcher = difflib.SequenceMatcher(None, [str(item) for item in items], list(wanted), autojunk=False)
    for kind, start, end, first, last in reversed(matcher.get_opcodes()):
        if kind == "equal":
            continue
        for index in range(end - 1, start - 1, -1):
            del items[index]
        for offset, value in enumerate(wanted[first:last]):
            items.insert(start + offset, value if is_plain else text(value))


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True  # type: ignore[assignment]
    yaml.width = 1_000_000  # type: ignore[assignment]
    return yaml
