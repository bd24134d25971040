"""Sends the client to their therapist, or to the emergency number."""

from typing import List

from actions import reply
from actions.asked_besides import asked_besides, asks_besides
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
        avoids_massage = any(mention["kind"] == "contraindication" for mention in said.mentions)
        questions = asked_besides(said.text, said.questions, avoids_massage, knowledge)
        matters = said.matters if asks_besides(said.text) else []
        return reply.escalate(knowledge, said.mentions, questions, said.channel, matters)
