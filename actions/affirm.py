"""Takes a yes as the first of what was offered."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionAffirm(FaqAction):
    """Runs when the client agrees."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_affirm"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Answer the first entry offered if the last reply asked which one was meant."""
        if said.asked and said.offered:
            meant, *others = said.offered
            return reply.answer(knowledge, [meant], [(name, 1.0) for name in others], said.channel)
        return [reply.notice(knowledge, "acknowledge", said.channel)]
