"""Says the last answer again."""

from typing import List, Text

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionRepeat(FaqAction):
    """Runs when the client asks to hear it again."""

    def name(self) -> Text:
        """Return the name that rules use."""
        return "action_repeat"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Give the last answer again, or say that there was none."""
        if said.answered:
            return reply.answer(knowledge, said.answered, [], said.channel)
        return [reply.notice(knowledge, "nothing_to_repeat", said.channel)]
