"""Greets, thanks, says goodbye, says what it is, and hands over to a person."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionSmallTalk(FaqAction):
    """Runs for the intents whose approved text has the intent's own name."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_small_talk"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say the approved text of the intent."""
        return [reply.notice(knowledge, said.intent, said.channel)]
