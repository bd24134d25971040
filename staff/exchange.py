"""`faqbot export` and `import`: the whole knowledge base as a spreadsheet, and back without loss.

One row for each text: the file, the place in it, and the text. The rows of a list stand in its order;
adding or removing one of them adds or removes an item.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Tuple

from faq.yaml_source import YamlSource
from staff import spreadsheet, yaml_edit
from staff.errors import StaffError

COLUMNS = ["file", "place", "text"]

Place = Tuple[str, str]


def export(folder: Path, path: Path) -> int:
    """Write every text of the knowledge base in `folder` to the spreadsheet `path`.

    Returns:
        the number of rows.
    """
    rows = [
        {"file": name, "place": place, "text": text}
        for name in _files(folder)
        for place, text in _texts(_read(folder / name))
    ]
    spreadsheet.write(path, COLUMNS, rows)
    return len(rows)


def bring_in(folder: Path, path: Path) -> List[str]:
    """Write the texts of the spreadsheet `path` into the knowledge base in `folder`.

    Only files that change are written, and in them only what changes.

    Returns:
        the files that were changed.

    Raises:
        StaffError: if a row names a place that cannot be, or a file of the knowledge base has no row.
    """
    wanted = _wanted(path)
    missing = sorted(set(_files(folder)) - {name for name, _ in wanted})
    if missing:
        raise StaffError(f"{path}: It has no row of {missing[0]}. Export again; nothing was changed.")
    edited: Dict[str, Any] = {}
    for name in dict.fromkeys(name for name, _ in wanted):
        _refuse_outside(path, name)
        target = folder / name
        places = {place: texts for (file, place), texts in wanted.items() if file == name}
        if _by_place(_read(target)) == places:
            continue
        data = yaml_edit.load(target) if target.exists() else {}
        try:
            _apply(data, places)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise StaffError(
                f"{path}: A place of {name} cannot be found ({error}). Nothing was changed."
            ) from error
        edited[name] = data
    for name, data in edited.items():
        yaml_edit.save(folder / name, data)
    return list(edited)


def _files(folder: Path) -> List[str]:
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*.yml"))]


def _texts(data: Any, at: str = "") -> Iterator[Tuple[str, str]]:
    """Yield (place, text); the items of a list of texts share their place."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield from _texts(value, f"{at}.{key}" if at else str(key))
    elif isinstance(data, list):
        for number, item in enumerate(data, 1):
            yield from _texts(item, f"{at}.{number}".lstrip(".") if isinstance(item, Mapping) else at)
    else:
        yield at, _written(data)


def _by_place(data: Any) -> Dict[str, List[str]]:
    found: Dict[str, List[str]] = {}
    for place, text in _texts(data):
        found.setdefault(place, []).append(text)
    return found


def _read(path: Path) -> Any:
    return YamlSource(path).data if path.exists() else {}


def _written(value: Any) -> str:
    return (
        {True: "true", False: "false", None: ""}.get(value, str(value))
        if not isinstance(value, str)
        else value
    )


def _wanted(path: Path) -> Dict[Place, List[str]]:
    wanted: Dict[Place, List[str]] = {}
    for row in spreadsheet.read(path, COLUMNS):
        wanted.setdefault((row["file"], row["place"]), []).append(row["text"].replace("\r\n", "\n"))
    return wanted


def _apply(data: Any, wanted: Mapping[str, List[str]]) -> None:
    present = _by_place(data)
    for place in [place for place in present if place not in wanted]:
        parent, key = _parent(data, place)
        del parent[key]
    for place, texts in wanted.items():
        if present.get(place) == texts:
            continue
        parent, key = _parent(data, place)
        current = parent.get(key)
        if isinstance(current, list):
            yaml_edit.replace_items(current, texts)
        elif current is None and (len(texts) > 1 or key == "phrasings"):
            parent[key] = [yaml_edit.text(text) for text in texts]
        elif isinstance(current, bool):
            parent[key] = texts[0] == "true"
        else:
            # In the style that the text had: quoted, plain or a block.
            kind = (
                type(current)
                if isinstance(current, str) and ("\n" in current) == ("\n" in texts[0])
                else None
            )
            parent[key] = kind(texts[0]) if kind else yaml_edit.text(texts[0])


def _parent(data: Any, place: str) -> Tuple[Any, str]:
    *steps, key = place.split(".")
    for step in steps:
        if isinstance(data, list):
            data = data[int(step) - 1]
        else:
            if step not in data:
                data[step] = {}
            data = data[step]
    return data, key


def _refuse_outside(path: Path, name: str) -> None:
    if Path(name).is_absolute() or ".." in Path(name).parts or not name.endswith(".yml"):
        raise StaffError(f"{path}: '{name}' is not a file of the knowledge base. Nothing was changed.")
