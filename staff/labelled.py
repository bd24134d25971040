"""Messages with the outcome that they should have, from YAML or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Collection, FrozenSet, Iterable, Iterator, List, Optional, Tuple

from faq.yaml_source import InvalidYaml, YamlSource
from staff import spreadsheet
from staff.errors import StaffError

OUT_OF_SCOPE = "out_of_scope"
SMALL_TALK = frozenset({"greet", "thanks", "goodbye", "bot_challenge", "human_handoff", "help"})
NO_ESCALATION = "none"
ESCALATIONS = frozenset({"contraindication", "health_condition", "emergency", NO_ESCALATION})

# Parts of the YAML form whose messages all have one outcome, whatever group they stand in.
_OUTCOMES = {
    "escalate": "contraindication",
    "emergency": "emergency",
    "mention_condition": "health_condition",
    "do_not_escalate": NO_ESCALATION,
    OUT_OF_SCOPE: OUT_OF_SCOPE,
}


class LabelError(StaffError):
    """A labelled file cannot be used; the message says where and why."""


@dataclass(frozen=True)
class Case:
    """One message and what should come of it.

    Attributes:
        text: what the client writes.
        accepted: entries or intents, or escalations ("none" for no escalation); any of them is right.
        section: the part of the file it stands in.
        voice: who speaks, where the file says so.
    """

    text: str
    accepted: FrozenSet[str]
    section: str
    voice: Optional[str] = None

    @property
    def kind(self) -> str:
        """Return what is judged: "safety", "out_of_scope", "small_talk" or "in_scope"."""
        if self.accepted <= ESCALATIONS:
            return "safety"
        if self.accepted == {OUT_OF_SCOPE}:
            return OUT_OF_SCOPE
        return "small_talk" if self.accepted <= SMALL_TALK else "in_scope"


def read(path: Path, entries: Collection[str]) -> List[Case]:
    """Read labelled messages.

    Args:
        path: YAML with the parts in_scope, near_boundary, out_of_scope, chitchat, escalate, emergency,
            mention_condition, do_not_escalate and ambiguous, any of them; or a spreadsheet (.csv,
            .xlsx) with the columns question and expected, and voice if known.
        entries: the names of the knowledge base's entries.

    Raises:
        LabelError: if it is neither, or a label is unknown.
        SpreadsheetError: if a spreadsheet cannot be read.
    """
    known = {*entries, *SMALL_TALK, *ESCALATIONS, OUT_OF_SCOPE}
    cases = []
    for where, case in _spreadsheet(path) if path.suffix.lower() in (".csv", ".xlsx") else _yaml(path):
        unknown = sorted(case.accepted - known)
        if unknown or not case.accepted:
            raise LabelError(
                f"{path}:{where}: '{', '.join(unknown)}' is not an entry or an outcome. "
                f"Write one of: {', '.join(sorted(known))}."
            )
        if case.text.strip():
            cases.append(case)
    if not cases:
        raise LabelError(f"{path}: There is no message in it.")
    return cases


def _spreadsheet(path: Path) -> Iterator[Tuple[int, Case]]:
    for number, row in enumerate(spreadsheet.read(path, ["question", "expected"]), 2):
        accepted = frozenset(label.strip() for label in row["expected"].split("|") if label.strip())
        yield number, Case(row["question"], accepted, "questions", row.get("voice", "").strip() or None)


def _yaml(path: Path) -> Iterator[Tuple[int, Case]]:
    try:
        source = YamlSource(path)
    except InvalidYaml as error:
        raise LabelError(str(error)) from error
    if not isinstance(source.data, dict):
        raise LabelError(f"{path}:1: Write parts such as 'in_scope:', each with its messages.")
    for section, content in source.data.items():
        for keys, label, item in _items(content):
            line = source.line([section, *keys])
            group = f"{section}: {label}" if label else section
            if isinstance(item, str):
                expected = _OUTCOMES.get(section, label or section)
                yield line, Case(item, frozenset({expected}), group)
            elif isinstance(item, dict) and isinstance(item.get("text"), str) and item.get("accept"):
                yield line, Case(item["text"], frozenset(map(str, item["accept"])), group)
            else:
                raise LabelError(f"{path}:{line}: Write a message, or a 'text' and what to 'accept'.")


def _items(content: Any) -> Iterator[Tuple[List[Any], Optional[str], Any]]:
    groups: Iterable[Tuple[Optional[str], Any]] = (
        content.items() if isinstance(content, dict) else [(None, content)]
    )
    for label, items in groups:
        for index, item in enumerate(items if isinstance(items, list) else []):
            yield ([label, index] if label else [index]), label, item
