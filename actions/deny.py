"""Takes a no as none of what was offered, or as enough."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionDeny(FaqAction):
    """Runs when the client disagrees."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_deny"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Ask for other words if the last reply asked which entry was meant."""
        return [reply.notice(knowledge, "deny" if said.asked else "declined", said.channel)]
