"""Asks back when two entries are close, and hands over when nothing is."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionFallback(FaqAction):
    """Runs when the assistant is not sure."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_fallback"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Ask which of the closest entries was meant, or offer the practice's contact.

        Several questions that are each understood look like a doubt between them, and are none.
        """
        if len(said.questions) > 1:
            return reply.answer(knowledge, said.questions, said.closest(knowledge), said.channel)
        return [reply.unsure(knowledge, said.closest(knowledge), said.channel)]
