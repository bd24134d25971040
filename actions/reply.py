"""Composes what the client reads from the approved texts of the knowledge base. Knows no Rasa."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple

from faq.knowledge_base import KnowledgeBase
from faq.schema import Entry

MAX_SUGGESTIONS = 3

# Offered to whoever has asked nothing yet; one that the practice has removed from its FAQ is left out.
STARTERS = ("what_is_clinical_massage", "first_session", "session_length", "contraindications")

# Entries at least this probable are offered when the assistant is not sure, or as further questions.
WORTH_OFFERING = 0.15

Ranking = Sequence[Tuple[str, float]]


@dataclass(frozen=True)
class Reply:
    """One thing that is said to the client.

    Attributes:
        kind: "answer", "question" (asked back), "escalation", "emergency" or "notice".
        text: the approved text, filled, for the channel.
        answered: the entries that it answers.
        suggestions: entries offered as quick replies, best first.
        escalation: None, "contraindication", "health_condition" or "emergency".
    """

    kind: str
    text: str
    answered: Tuple[str, ...] = ()
    suggestions: Tuple[str, ...] = ()
    escalation: Optional[str] = None

    def as_dict(self) -> Dict[str, Any]:
        """Return the reply as plain data, as it travels with Rasa's utterance."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Reply:
        """Return the reply that `as_dict` made, after its way through JSON."""
        lists = {"answered": tuple(data["answered"]), "suggestions": tuple(data["suggestions"])}
        return cls(**{**data, **lists})


def answer(knowledge: KnowledgeBase, names: Sequence[str], ranking: Ranking, channel: str) -> List[Reply]:
    """Answer each entry in `names`, in order, and suggest what lies near.

    An entry that is gone, since the model learned it or a list offered it, is passed over; if none is
    left, the client is handed over to the practice.
    """
    names = [name for name in names if name in knowledge.entries]
    if not names:
        return [notice(knowledge, "not_understood", channel, [name for name, _ in ranking])]
    entries = [knowledge.entries[name] for name in names]
    near = [name for name, probability in ranking if probability >= WORTH_OFFERING]
    related = [name for entry in entries for name in entry.related]
    offered = _offer(knowledge, [*near, *related], names)
    replies = [
        Reply("answer", knowledge.fill(_answer_text(entry, channel)), answered=(name,))
        for name, entry in zip(names, entries, strict=True)
    ]
    return [*replies[:-1], replace(replies[-1], suggestions=offered)]


def without_gone(knowledge: KnowledgeBase, one: Reply) -> Reply:
    """Return `one` without the entries that are gone since it was said or offered."""
    answered, suggestions = (
        tuple(name for name in names if name in knowledge.entries)
        for names in (one.answered, one.suggestions)
    )
    return replace(one, answered=answered, suggestions=suggestions)


def unsure(knowledge: KnowledgeBase, ranking: Ranking, channel: str) -> Reply:
    """Ask which entry was meant if some come into question, else hand over to the practice."""
    near = [name for name, probability in ranking if probability >= WORTH_OFFERING]
    if near:
        text = knowledge.text("did_you_mean", channel)
        return Reply("question", text, suggestions=_offer(knowledge, near))
    return notice(knowledge, "not_understood", channel, [name for name, _ in ranking])


def out_of_scope(knowledge: KnowledgeBase, topic: Optional[str], ranking: Ranking, channel: str) -> Reply:
    """Say who answers what the FAQ does not: one approved sentence for each topic."""
    name = f"out_of_scope_{topic}"
    if name not in knowledge.texts:
        return notice(knowledge, "not_understood", channel, [entry for entry, _ in ranking])
    near = [entry for entry, probability in ranking if probability >= WORTH_OFFERING]
    return notice(knowledge, name, channel, near)


def notice(knowledge: KnowledgeBase, text: str, channel: str, offered: Sequence[str] = ()) -> Reply:
    """Say the approved sentence named `text`, with quick replies for the entries in `offered`."""
    return Reply("notice", knowledge.text(text, channel), suggestions=_offer(knowledge, offered))


def escalate(
    knowledge: KnowledgeBase,
    mentions: Sequence[Mapping[str, str]],
    questions: Sequence[str],
    channel: str,
    matters: Sequence[str] = (),
) -> List[Reply]:
    """Say what the gravest of `mentions` calls for, with the answers to `questions`.

    An emergency is answered with nothing else, since nothing may delay the call. A contraindication
    comes before the answers, another health condition after them and after the word on `matters`, the
    topics that the practice answers: the advice on a contraindication says itself to call it.
    """
    kinds = {mention["kind"] for mention in mentions}
    if "emergency" in kinds:
        groups = [mention["group"] for mention in mentions if mention["kind"] == "emergency"]
        text = "emergency_suicidal" if "suicidal" in groups else "emergency"
        return [Reply("emergency", knowledge.text(text, channel), escalation="emergency")]
    answers = answer(knowledge, questions, [], channel) if questions else []
    if "contraindication" in kinds:
        groups = [mention["group"] for mention in mentions if mention["kind"] == "contraindication"]
        facts = [f"fact_{group}" for group in dict.fromkeys(groups)]
        # What may need advice today comes first: a text message has no room for many facts.
        facts.sort(key=lambda fact: "{advice_line}" not in knowledge.texts[fact].web)
        names = ["contraindication", *facts]
        text = " ".join(knowledge.text(name, channel) for name in names)
        advice = Reply("escalation", text, escalation="contraindication")
        general = notice(knowledge, "answer_in_general", channel)
        return [advice, general, *answers] if answers else [advice]
    text = knowledge.text("health_condition", channel)
    handed_over = [out_of_scope(knowledge, topic, [], channel) for topic in matters]
    return [*handed_over, *answers, Reply("escalation", text, escalation="health_condition")]


def reminder(knowledge: KnowledgeBase, mentions: Sequence[Mapping[str, str]], channel: str) -> Reply:
    """Recall, in short, that a condition was mentioned earlier in the conversation."""
    kinds = {mention["kind"] for mention in mentions}
    text = "reminder"
    if "emergency" in kinds:
        groups = [mention["group"] for mention in mentions]
        text = "reminder_suicidal" if "suicidal" in groups else "reminder_emergency"
    # Not an emergency again: beside one there would be no answer.
    kind = "health_condition" if kinds == {"health_condition"} else "contraindication"
    return Reply("escalation", knowledge.text(text, channel), escalation=kind)


def _answer_text(entry: Entry, channel: str) -> str:
    return entry.sms if channel == "sms" else entry.answer


def _offer(knowledge: KnowledgeBase, names: Sequence[str], already: Sequence[str] = ()) -> Tuple[str, ...]:
    fresh = [name for name in dict.fromkeys(names) if name in knowledge.entries]
    return tuple(name for name in fresh if name not in already)[:MAX_SUGGESTIONS]
