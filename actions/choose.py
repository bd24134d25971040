"""Takes a number or an ordinal as a choice from the last list."""

from typing import List

from actions import choice, reply
from actions.conversation import Conversation
from actions.faq_action import FaqAction
from faq.knowledge_base import KnowledgeBase


class ActionChoose(FaqAction):
    """Runs when the client picks by position."""

    def name(self) -> str:
        """Return the name that rules use."""
        return "action_choose"

    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[reply.Reply]:
        """Answer the entry at the position named, or say what there is to choose from."""
        if not said.offered:
            return [reply.notice(knowledge, "nothing_offered", said.channel)]
        chosen = choice.chosen(said.text, said.offered, said.asked)
        if chosen is None:
            text = knowledge.text("not_on_list", said.channel)
            return [reply.Reply("question", text, suggestions=tuple(said.offered))]
        return reply.answer(knowledge, [chosen], [], said.channel)
