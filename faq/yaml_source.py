"""A YAML file together with the lines that its values stand on, for error messages that point."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, Hashable, List, NamedTuple, Sequence, Union

import yaml


class Fault(NamedTuple):
    """One thing that is wrong: where it is, what it is and what to write instead."""

    path: Path
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.problem} {self.remedy}".rstrip()


class InvalidYaml(Exception):
    """A file that is not YAML at all, or not UTF-8. `fault` says where."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class YamlSource:
    """One YAML file, read once.

    Attributes:
        path: where it was read.
        data: what it holds, as plain Python.

    Raises:
        InvalidYaml: if the file cannot be read as YAML in UTF-8, or holds a key twice.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            text = path.read_text(encoding="utf-8")
            self._root = yaml.compose(text, Loader=yaml.CSafeLoader)
            self.data: Any = yaml.load(text, Loader=yaml.CSafeLoader)
        except UnicodeDecodeError as error:
            raise InvalidYaml(
                Fault(path, 1, f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8.")
            ) from error
        except OSError as error:
            raise InvalidYaml(Fault(path, 1, f"Cannot be read: {error.strerror}.", "")) from error
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error).splitlines()[0]
            raise InvalidYaml(
                Fault(
                    path,
                    mark.line + 1 if mark else 1,
                    f"Not valid YAML: {problem}.",
                    "Check the indentation, and put texts that hold a colon or a # in quotes.",
                )
            ) from error
        self._refuse_repeated_keys()

    def line(self, location: Sequence[Union[str, int]]) -> int:
        """Return the line, from 1, of the value at `location` (keys and indexes from the top)."""
        node = self._root
        for step in location:
            child = _child(node, step)
            if child is None:
                break
            node = child
        return node.start_mark.line + 1 if node is not None else 1

    def _refuse_repeated_keys(self) -> None:
        pending: List[yaml.Node] = [self._root] if self._root is not None else []
        while pending:
            node = pending.pop()
            if isinstance(node, yaml.SequenceNode):
                pending.extend(node.value)
            elif isinstance(node, yaml.MappingNode):
                seen: Dict[Hashable, int] = {}
                for key, value in node.value:
                    line = key.start_mark.line + 1
                    if key.value in seen:
                        raise InvalidYaml(
                            Fault(
                                self.path,
                                line,
                                f"'{key.value}' stands here and on line {seen[key.value]}.",
                                "Keep one of the two.",
                            )
                        )
                    seen[key.value] = line
                    pending.append(value)


def read(path: Path) -> YamlSource:
    """Return the YAML file at `path`, read again only once it has changed.

    A running server reads all files whenever one is edited, and the large ones take half a second.

    Raises:
        InvalidYaml: as `YamlSource` does.
    """
    try:
        stamp = path.stat()
    except OSError:
        return YamlSource(path)
    return _read(path, stamp.st_mtime_ns, stamp.st_size, stamp.st_ino)


@lru_cache(maxsize=256)
def _read(path: Path, *_: int) -> YamlSource:
    return YamlSource(path)


def _child(node: Any, step: Union[str, int]) -> Any:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step]
    return None
