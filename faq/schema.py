"""The shape of every YAML file in this folder, checked by pydantic.

Nothing here knows Rasa. `knowledge_base.py` loads the files, checks them against these models and
turns what pydantic finds into faults with a file and a line.
"""

from __future__ import annotations

from typing import Dict, List, Literal, Optional

try:
    from pydantic.v1 import BaseModel, ConstrainedStr, Extra, Field
except ImportError:
    # The release that Rasa 3.6 needs, which is the first generation itself.
    from pydantic import BaseModel, ConstrainedStr, Extra, Field


class Text(ConstrainedStr):
    """A string that says something: stripped, not empty, and never a number or a yes."""

    strict = True
    strip_whitespace = True
    min_length = 1


ENTRY_NAME = r"[a-z][a-z0-9_]*"

# The sentences that the code asks for by name. A topic of data/out_of_scope.yml adds one of its own.
REQUIRED_TEXTS = frozenset(
    """
    greet thanks goodbye bot_challenge human_handoff help acknowledge did_you_mean not_understood deny
    declined nothing_offered nothing_to_repeat empty_message too_long failure
    contraindication answer_in_general health_condition emergency emergency_suicidal retracted
    reminder reminder_emergency reminder_suicidal
    sms_first sms_menu sms_ask_again sms_stopped sms_started sms_help not_on_list
    sms_unseen_picture sms_unseen_voice sms_unseen_location sms_unseen_contact sms_unseen_file
    fact_fever_or_contagious fact_dvt fact_severe_osteoporosis fact_skin_condition
    fact_uncontrolled_hypertension fact_recent_surgery_or_acute_injury fact_unnamed
    """.split()
)


class Model(BaseModel):
    """A part of the knowledge base: unknown keys are refused, and nothing changes after loading."""

    class Config:
        extra = Extra.forbid
        allow_mutation = False


class Entry(Model):
    """One question of the FAQ with its answers, its training phrasings and its neighbours.

    `menu` is what a numbered list in a text message calls it; the question if it is left out. `topic` is
    the topic of data/out_of_scope.yml that the entry answers: its messages are out of scope no more.
    """

    question: Text
    answer: Text
    sms: Text
    menu: Optional[Text] = None
    topic: Optional[Text] = None
    phrasings: List[Text] = Field(min_items=5)
    related: List[Text] = Field(default_factory=list, max_items=3)
    notes: Optional[Text] = None


class Practice(Model):
    """What only the practice can say about itself."""

    name: Text
    phone: Text
    booking_link: Text
    opening_hours: Text
    country: Text


class Country(Model):
    """Whom to call in one country. `source` says where the numbers were read."""

    emergency_number: Text
    crisis_line: Text
    advice_line: Text
    source: Text


class Condition(Model):
    """A health condition that a message may mention, with the words that reveal it.

    Attributes:
        name: what staff call it.
        group: which approved text speaks of it.
        kind: what a mention leads to.
        clinical: clinical names and abbreviations.
        lay: what people call it.
        drugs: generic and brand names that reveal it.
        signs: symptoms, consequences and procedures that reveal it.
        together: what reveals it in several words, in any order and a few words apart: the parts
            are joined by " + " and the alternatives of a part by " | ".
        misspellings: those that are too far off to be found by themselves.
        never: expressions that hold one of the words and mean something else.
        past: whether it is over once it was long ago, as a broken arm is and a stroke is not.
        source: where the clinical fact was read.
    """

    name: Text
    group: Text
    kind: Literal["contraindication", "health_condition", "emergency"]
    clinical: List[Text] = []
    lay: List[Text] = []
    drugs: List[Text] = []
    signs: List[Text] = []
    together: List[Text] = []
    misspellings: List[Text] = []
    never: List[Text] = []
    past: bool = False
    source: Text

    def terms(self) -> List[str]:
        """Return everything that reveals the condition by itself."""
        return [*self.clinical, *self.lay, *self.drugs, *self.signs, *self.misspellings]


class Cues(Model):
    """Words around a condition that tell whether anyone present has it; see cues.yml."""

    negation: List[Text]
    negation_after: List[Text]
    not_negation: List[Text]
    between: List[Text]
    stated: List[Text]
    stated_after: List[Text]
    plainly: List[Text]
    plainly_lately: List[Text]
    lately: List[Text]
    filler: List[Text]
    chatter: List[Text]
    past: List[Text]
    not_past: List[Text]
    lasting: List[Text]
    general: List[Text]
    personal: List[Text]
    someone_else: List[Text]
    coming: List[Text]


class Wording(Model):
    """One approved sentence, longer on the web and shorter by text message.

    `sms` is the web wording when it is left out.
    """

    web: Text
    sms: Optional[Text] = None

    def for_channel(self, channel: str) -> str:
        """Return the wording for `channel` ("web" or "sms")."""
        return self.sms if channel == "sms" and self.sms else self.web


class SafetyWording(Model):
    """What texts have to say, with the names of those texts, and what they must not; in small letters."""

    must_say: Dict[Text, List[Text]]
    never_say: List[Text]
    never_say_of_health: List[Text]
