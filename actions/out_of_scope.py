"""Says that the FAQ does not answer this, and who does."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionOutOfScope(FaqAction):
    """Runs for what the FAQ does not answer."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_out_of_scope"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say the approved text of the topic."""
        return [reply.out_of_scope(knowledge, said.topic, said.closest(knowledge), said.channel)]
