"""The rules that hold between parts of the knowledge base, each a function that returns faults."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from faq import segments
from faq.schema import ENTRY_NAME, REQUIRED_TEXTS, Condition, Country, Entry, Practice, Wording
from faq.yaml_source import Fault, YamlSource

PLACEHOLDERS = (
    "name",
    "phone",
    "booking_link",
    "opening_hours",
    "emergency_number",
    "crisis_line",
    "advice_line",
)

# A text of this name and a topic says that the FAQ does not answer it.
OUT_OF_SCOPE = "out_of_scope_"

Entries = Mapping[str, Optional[Entry]]


def placeholder_values(practice: Practice, country: Country) -> Dict[str, str]:
    """Return what each {placeholder} of a text stands for."""
    values = {**country.dict(), **practice.dict()}
    return {name: values[name] for name in PLACEHOLDERS}


def longest_values(practice: Practice, countries: Mapping[str, Country]) -> Dict[str, str]:
    """Return the longest that each {placeholder} can become, whichever country is chosen."""
    filled = [placeholder_values(practice, country) for country in countries.values()]
    return {name: max((values[name] for values in filled), key=len) for name in PLACEHOLDERS}


def entry_faults(folder: Path, sources: Mapping[str, YamlSource], entries: Entries) -> List[Fault]:
    """Check names, phrasings and neighbours across all entries."""
    if not entries:
        return [Fault(folder / "entries", 1, "There is no entry.", "Add a .yml file for a question.")]
    faults = []
    for name in entries:
        if not re.fullmatch(ENTRY_NAME, name):
            path = folder / "entries" / f"{name}.yml"
            remedy = "Use small letters, digits and _ only, beginning with a letter."
            faults.append(Fault(path, 1, f"'{name}' is not a name for an entry.", remedy))
    # What is wrong elsewhere in a file does not hide this.
    readable = {name: sources[f"entries/{name}.yml"] for name in entries if f"entries/{name}.yml" in sources}
    faults += _repeated_phrasings(readable)
    faults += _unknown_related(readable, set(entries))
    return faults


def country_faults(
    source: YamlSource, practice: Practice, countries: Mapping[str, Country]
) -> Iterator[Fault]:
    """Check that the practice's country is one that numbers are known for."""
    if practice.country not in countries:
        yield Fault(
            source.path,
            source.line(["country"]),
            f"'country': '{practice.country}' is not in countries.yml.",
            f"Write one of: {', '.join(sorted(countries))}.",
        )


def missing_texts(source: YamlSource, texts: Mapping[str, Wording]) -> Iterator[Fault]:
    """Check that every sentence that a reply may need is there."""
    for name in sorted(REQUIRED_TEXTS - set(texts)):
        yield Fault(source.path, 1, f"The text '{name}' is missing.", "Add it with its 'web' wording.")


def condition_faults(
    source: YamlSource, conditions: Sequence[Condition], texts: Mapping[str, Wording]
) -> Iterator[Fault]:
    """Check that each condition has a word to find it by, a name of its own and a text."""
    seen: Dict[str, int] = {}
    for index, condition in enumerate(conditions):
        line = source.line([index, "name"])
        if condition.name in seen:
            problem = f"The condition '{condition.name}' also stands on line {seen[condition.name]}."
            yield Fault(source.path, line, problem, "Put all its words in one place.")
        seen.setdefault(condition.name, line)
        if not condition.terms() and not condition.together:
            problem = f"The condition '{condition.name}' has no word to find it by."
            yield Fault(source.path, line, problem, "Add one under 'lay', for example.")
        if condition.kind == "contraindication" and f"fact_{condition.group}" not in texts:
            problem = f"The group '{condition.group}' has no text 'fact_{condition.group}'."
            yield Fault(
                source.path, source.line([index, "group"]), problem, "Add the text, or name another group."
            )


def closing(texts: Mapping[str, Wording], values: Mapping[str, str]) -> str:
    """Return what the first text message to a number ends with, as far as it can be told."""
    text = texts["sms_first"].for_channel("sms") if "sms_first" in texts else ""
    return text if _unknown_placeholders(text) else text.format_map(values)


def topic_faults(
    sources: Mapping[str, YamlSource], entries: Entries, texts: Mapping[str, Wording]
) -> Iterator[Fault]:
    """Check that each topic that an entry answers is one of those that are out of scope."""
    topics = [name[len(OUT_OF_SCOPE) :] for name in texts if name.startswith(OUT_OF_SCOPE)]
    for name, entry in entries.items():
        if entry and entry.topic and entry.topic not in topics:
            source = sources[f"entries/{name}.yml"]
            yield Fault(
                source.path,
                source.line(["topic"]),
                f"'topic': '{entry.topic}' is not a topic that is out of scope.",
                f"Write one of: {', '.join(topics)}, or remove the line.",
            )


def wording_faults(source: YamlSource, values: Mapping[str, str], closing: str) -> Iterator[Fault]:
    """Check the placeholders of every text in a file, and that what is sent by SMS fits.

    Args:
        source: the file.
        values: what the placeholders stand for.
        closing: the sentence that the first text message to a number ends with.
    """
    for location, text in _texts(source.data):
        unknown = _unknown_placeholders(text)
        if unknown:
            yield Fault(
                source.path,
                source.line(location),
                f"{{{unknown}}} stands for nothing.",
                f"Use {', '.join('{' + name + '}' for name in PLACEHOLDERS)}, or write {{{{ for a brace.",
            )
        elif location[-1] == "sms" or (location[-1] == "web" and "sms" not in _at(source, location)):
            over = segments.excess(f"{text.strip().format_map(values)}\n{closing}")
            if over:
                yield Fault(
                    source.path,
                    source.line(location),
                    f"'{'.'.join(map(str, location))}' is over {segments.MAX_SEGMENTS} SMS segments long "
                    "together with what the first text to a number ends with.",
                    f"Shorten it by {over} characters, or add a shorter 'sms' wording.",
                )


def _repeated_phrasings(entries: Mapping[str, YamlSource]) -> Iterator[Fault]:
    seen: Dict[str, Tuple[str, int]] = {}
    for name, source in entries.items():
        for index, phrasing in _items(source, "phrasings"):
            line = source.line(["phrasings", index])
            key = " ".join(phrasing.casefold().split())
            if key in seen:
                other, other_line = seen[key]
                yield Fault(
                    source.path,
                    line,
                    f"The phrasing '{phrasing}' also stands in {other}.yml, line {other_line}.",
                    "Keep it only where it fits best.",
                )
            else:
                seen[key] = (name, line)


def _unknown_related(entries: Mapping[str, YamlSource], names: set) -> Iterator[Fault]:
    for name, source in entries.items():
        for index, related in _items(source, "related"):
            if related not in names or related == name:
                problem = "is this entry itself" if related == name else "is not an entry"
                yield Fault(
                    source.path,
                    source.line(["related", index]),
                    f"'related': '{related}' {problem}.",
                    f"Write the names of up to three other entries: {', '.join(sorted(names - {name}))}.",
                )


def _items(source: YamlSource, key: str) -> Iterator[Tuple[int, str]]:
    values = source.data.get(key) if isinstance(source.data, dict) else None
    for index, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, str):
            yield index, value


Location = Sequence[Union[str, int]]


def _texts(data: Any, at: Tuple[Union[str, int], ...] = ()) -> Iterator[Tuple[Location, str]]:
    if isinstance(data, dict):
        for key, value in data.items():
            if key in ("question", "answer", "sms", "web"):
                if isinstance(value, str):
                    yield (*at, key), value
            elif isinstance(value, (dict, list)):
                yield from _texts(value, (*at, key))


def _at(source: YamlSource, location: Location) -> Any:
    value = source.data
    for step in location[:-1]:
        value = value[step]
    return value


def _unknown_placeholders(text: str) -> Optional[str]:
    try:
        names = [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return text.strip()[:20]
    return next((name for name in names if name not in PLACEHOLDERS), None)
