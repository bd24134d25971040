"""Says again what was said last."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionRepeat(FaqAction):
    """Runs when the client asks to hear it again."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_repeat"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say the last replies again, or that there were none."""
        again = [reply.Reply.from_dict(one) for one in said.last_said]
        return again or [reply.notice(knowledge, "nothing_to_repeat", said.channel)]
