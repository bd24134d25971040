"""Sends the client to their therapist, or to the emergency number."""

from typing import List

from actions import come_anyway, reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionEscalate(FaqAction):
    """Runs when a message mentions a health condition."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_escalate"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say what to do about what was mentioned, and answer what was asked."""
        questions = come_anyway.asked_besides(said.text, said.questions, knowledge)
        return reply.escalate(knowledge, said.mentions, questions, said.channel)
