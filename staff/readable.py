"""The entries that can be read, even while other parts of the knowledge base cannot."""

from __future__ import annotations

from pathlib import Path
from typing import Dict, NamedTuple

from pydantic import ValidationError, parse_obj_as

from faq.schema import Entry
from faq.yaml_source import Fault, InvalidYaml, YamlSource


class ReadableEntry(NamedTuple):
    """An entry with the lines that its values stand on."""

    source: YamlSource
    entry: Entry

    def fault(self, *location: object, problem: str, remedy: str) -> Fault:
        """Return a fault of the value at `location` (keys and indexes from the top)."""
        return Fault(self.source.path, self.source.line(list(location)), problem, remedy)  # type: ignore[arg-type]


Entries = Dict[str, ReadableEntry]


def entries(folder: Path) -> Entries:
    """Return the entries of the knowledge base in `folder` that are without fault in themselves."""
    found: Entries = {}
    for path in sorted((folder / "entries").glob("*.yml")):
        try:
            source = YamlSource(path)
            found[path.stem] = ReadableEntry(source, parse_obj_as(Entry, source.data))
        except (InvalidYaml, ValidationError):
            # Loading the knowledge base has told of these already.
            continue
    return found
