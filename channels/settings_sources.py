"""Where settings come from: the environment, files that hold one value each, and the settings file."""

from __future__ import annotations

import difflib
import json
import os
import re
from pathlib import Path
from typing import Any, Dict, Tuple, Type

from pydantic import BaseModel
from pydantic.fields import SHAPE_LIST

from faq import project

PREFIX = "FAQBOT_"

# What names the settings file itself, and where it is looked for otherwise.
SETTINGS_FILE = f"{PREFIX}SETTINGS_FILE"
_USUAL_NAME = "faqbot.env"

_LINE = re.compile(r"\s*(?:export\s+)?(?P<name>\w+)\s*=\s*(?P<value>.*?)\s*$")


class SettingsError(Exception):
    """A setting cannot be used; the message names it."""


def read(shape: Type[BaseModel]) -> Dict[str, Any]:
    """Return the values given for the fields of `shape`, not yet validated.

    The environment wins over the settings file. An empty value counts as none.

    Raises:
        SettingsError: if a name is not known, a file cannot be read or a list is not JSON.
    """
    given = {**_from_file(), **os.environ}
    values = {}
    for name, value in given.items():
        if not name.startswith(PREFIX) or name == SETTINGS_FILE:
            continue
        field, text = _resolve(shape, name, value, given)
        if text.strip():
            values[field] = _parsed(shape, field, text)
    return values


def _from_file() -> Dict[str, str]:
    named = os.environ.get(SETTINGS_FILE)
    path = Path(named) if named else project.root() / _USUAL_NAME
    if not named and not path.is_file():
        return {}
    values = {}
    for number, line in enumerate(_content(path, SETTINGS_FILE).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.match(line)
        if not match or not match["name"].startswith(PREFIX):
            raise SettingsError(f"{path}:{number}: write FAQBOT_<NAME>=<value>, one a line.")
        values[match["name"]] = _unquoted(match["value"])
    return values


def _resolve(shape: Type[BaseModel], name: str, value: str, given: Dict[str, str]) -> Tuple[str, str]:
    field = name[len(PREFIX) :].lower()
    if field in shape.__fields__:
        return field, value
    if field.endswith("_file") and field[: -len("_file")] in shape.__fields__:
        plain = name[: -len("_FILE")]
        if given.get(plain):
            raise SettingsError(f"{plain} and {name} are both set. Set one of them.")
        return field[: -len("_file")], _content(Path(value), name).strip() if value else ""
    near = difflib.get_close_matches(field, shape.__fields__, n=1)
    hint = f" Did you mean {PREFIX}{near[0].upper()}?" if near else " docs/deploying.md lists them all."
    raise SettingsError(f"{name} is not a setting.{hint}")


def _content(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise SettingsError(f"{name}: cannot read {path} ({reason}).") from None


def _parsed(shape: Type[BaseModel], field: str, text: str) -> Any:
    if shape.__fields__[field].shape != SHAPE_LIST:
        return text
    try:
        return json.loads(text)
    except ValueError:
        example = '["https://www.example.com"]'
        raise SettingsError(f"{PREFIX}{field.upper()}: write a list as JSON, such as {example}.") from None


def _unquoted(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if is_quoted else value
