"""Says what can be asked, to somebody who only asks for help."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionHelp(FaqAction):
    """Runs when the client has a question without asking it, or wants to know what can be asked."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_help"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Name what the FAQ is about, with the questions that most clients begin with."""
        return [reply.notice(knowledge, "help", said.channel, reply.STARTERS)]
