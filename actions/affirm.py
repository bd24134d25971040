"""Takes a yes as the first of what was offered."""

from typing import List, Text

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionAffirm(FaqAction):
    """Runs when the client agrees."""

    def name(self) -> Text:
        """Return the name that rules use."""
        return "action_affirm"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Answer the first entry offered if the last reply asked which one was meant."""
        if said.asked and said.offered:
            return reply.answer(knowledge, said.offered[:1], [], said.channel)
        return [reply.notice(knowledge, "acknowledge", said.channel)]
