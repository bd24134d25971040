"""A question that was misunderstood becomes a phrasing of the entry that answers it."""

from __future__ import annotations

from pathlib import Path

from faq import project
from staff import readable, yaml_edit
from staff.errors import StaffError


def add_phrasing(text: str, entry: str) -> Path:
    """Add `text` to the phrasings of `entry`, at the end, and return the file.

    Raises:
        StaffError: if some entry has it already.
    """
    folder = project.root() / "faq" / "entries"
    for name, readable_entry in readable.entries(project.root() / "faq").items():
        if _key(text) in map(_key, readable_entry.entry.phrasings):
            raise StaffError(f"That phrasing already stands in {name}.yml. Remove it there first.")
    path = folder / f"{entry}.yml"
    data = yaml_edit.load(path)
    data["phrasings"].append(yaml_edit.text(" ".join(text.split())))
    yaml_edit.save(path, data)
    return path


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
