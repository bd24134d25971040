"""Loads the practice's knowledge base from the YAML files in this folder, or says all that is wrong.

Nothing here knows Rasa, so the knowledge base is read the same way by training, by the actions, by
the channels and by the staff's commands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

try:
    from pydantic.v1 import ValidationError, parse_obj_as
except ImportError:
    from pydantic import ValidationError, parse_obj_as

from faq import rules, yaml_source
from faq.safety_wording import safety_faults
from faq.schema import Condition, Country, Cues, Entry, Practice, SafetyWording, Wording
from faq.yaml_source import Fault, InvalidYaml, YamlSource


class KnowledgeBaseError(Exception):
    """The knowledge base cannot be used. `faults` holds everything that is wrong, in file order."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class KnowledgeBase:
    """All that the assistant knows and may say.

    Attributes:
        entries: FAQ entries by name, which is their intent, sorted by name.
        practice: name, phone, booking link, opening hours and country.
        country: emergency number and crisis line of the practice's country.
        texts: approved sentences by name.
        conditions: health conditions that a message may mention.
        cues: words that tell whether anyone present has a condition.
    """

    entries: Mapping[str, Entry]
    practice: Practice
    country: Country
    texts: Mapping[str, Wording]
    conditions: Sequence[Condition]
    cues: Cues

    def fill(self, text: str) -> str:
        """Return `text` with its {placeholders} filled from the practice and its country."""
        return text.format_map(rules.placeholder_values(self.practice, self.country))

    def text(self, name: str, channel: str) -> str:
        """Return the approved sentence `name` for `channel` ("web" or "sms"), filled."""
        return self.fill(self.texts[name].for_channel(channel))


def load(folder: Path) -> KnowledgeBase:
    """Read the knowledge base in `folder` (the project's `faq/`).

    Raises:
        KnowledgeBaseError: with every fault of every file, never only the first.
    """
    reader = _Reader(folder)
    practice = reader.read("practice.yml", Practice)
    countries = reader.read("countries.yml", Dict[str, Country])
    texts = reader.read("texts.yml", Dict[str, Wording])
    safety_wording = reader.read("safety_wording.yml", SafetyWording)
    conditions = reader.read("conditions.yml", List[Condition])
    cues = reader.read("cues.yml", Cues)
    entries = {
        path.stem: reader.read(f"entries/{path.name}", Entry)
        for path in sorted((folder / "entries").glob("*.yml"))
    }
    reader.faults += rules.entry_faults(folder, reader.sources, entries)
    if practice and countries:
        reader.faults += rules.country_faults(reader.sources["practice.yml"], practice, countries)
    if texts:
        reader.faults += rules.missing_texts(reader.sources["texts.yml"], texts)
        reader.faults += rules.topic_faults(reader.sources, entries, texts)
    if texts and safety_wording:
        reader.faults += safety_faults(reader.sources["texts.yml"], texts, safety_wording)
    if texts and conditions:
        reader.faults += rules.condition_faults(reader.sources["conditions.yml"], conditions, texts)
    if practice and countries:
        values = rules.longest_values(practice, countries)
        closing = rules.closing(texts or {}, values)
        for name, source in reader.sources.items():
            if name == "texts.yml" or name.startswith("entries/"):
                reader.faults += rules.wording_faults(source, values, closing)
    if reader.faults:
        raise KnowledgeBaseError(sorted(reader.faults, key=lambda fault: fault[:2]))
    return KnowledgeBase(entries, practice, countries[practice.country], texts, conditions, cues)


class _Reader:
    """Reads and checks files one by one, and gathers the faults of all of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: Dict[str, YamlSource] = {}
        self.faults: List[Fault] = []

    # None stands for a fault; with one, `load` raises before it uses what was read.
    def read(self, name: str, shape: Any) -> Any:
        try:
            source = yaml_source.read(self.folder / name)
        except InvalidYaml as error:
            self.faults.append(error.fault)
            return None
        self.sources[name] = source
        try:
            return parse_obj_as(shape, source.data)
        except ValidationError as error:
            self.faults += [_fault(source, detail) for detail in error.errors()]
            return None


_REMEDIES = {
    "value_error.missing": "Add it.",
    "value_error.extra": "Remove it, or correct its spelling.",
    "value_error.any_str.min_length": "Write a text, or remove the line.",
    "type_error.str": "Write a text, in quotes if it is a number, a date, yes or no.",
    "type_error.list": "Write a list: one line each, beginning with '- '.",
    "type_error.dict": "Write 'key: value' lines.",
    "type_error.none.not_allowed": "Write a value after the colon.",
    "value_error.list.min_items": "Add more.",
    "value_error.list.max_items": "Remove some.",
    "value_error.str.regex": "Use small letters, digits and _ only, beginning with a letter.",
}


def _fault(source: YamlSource, detail: Mapping[str, Any]) -> Fault:
    location = [step for step in detail["loc"] if step != "__root__"]
    named = ".".join(str(step + 1 if isinstance(step, int) else step) for step in location)
    limit = detail.get("ctx", {}).get("limit_value")
    problem = {
        "value_error.list.min_items": f"has fewer than {limit} lines",
        "value_error.list.max_items": f"has more than {limit} lines",
        "value_error.missing": "is missing",
        "value_error.extra": "is not a known key",
        "type_error.none.not_allowed": "has no value",
    }.get(detail["type"], detail["msg"])
    return Fault(
        source.path,
        source.line(location),
        f"'{named or 'the file'}': {problem}.",
        _REMEDIES.get(detail["type"], "Correct the value."),
    )
