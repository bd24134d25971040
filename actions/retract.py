"""Lets go of a condition that the client takes back or that is over, and says so."""

from typing import Any, Dict, List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase

# What can be over, or can have been a slip. A clot or a pacemaker is not taken back by a text.
PASSING_GROUPS = frozenset(
    ["fever_or_contagious", "skin_condition", "infected_skin", "recent_surgery_or_acute_injury", "unnamed"]
)


class ActionRetract(FaqAction):
    """Runs when the client says that a condition was a slip, is gone or was cleared by a doctor."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_retract"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say that it is let go, or why it is not, or that nothing was mentioned."""
        if not said.remembered:
            return [reply.notice(knowledge, "acknowledge", said.channel)]
        if self.remember(said):
            return [reply.reminder(knowledge, self.remember(said), said.channel)]
        return [reply.notice(knowledge, "retracted", said.channel)]

    def remember(self, said: Conversation) -> List[Dict[str, Any]]:
        """Return what is not let go (see parent class)."""
        return [
            mention
            for mention in super().remember(said)
            if mention["kind"] == "emergency" or mention["group"] not in PASSING_GROUPS
        ]
