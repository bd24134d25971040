"""Answers what the client asked about."""

from typing import List

from actions import reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionAnswer(FaqAction):
    """Runs for every intent that is an entry."""

    reminds = True

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_answer"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Say who answers what the FAQ does not, then answer each question and suggest what is related."""
        answers = reply.answer(knowledge, said.questions, said.closest(knowledge), said.channel)
        # Before the answers, since suggestions stand below what was said last.
        matters = [reply.out_of_scope(knowledge, topic, [], said.channel) for topic in said.matters]
        return [*matters, *answers]
