"""What all actions share: read the conversation, compose, send, remember."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Dict, List, Text

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.conversation import Conversation
from actions.reply import Reply
from faq import live
from faq.knowledge_base import KnowledgeBase


class FaqAction(Action, ABC):
    """An action that says what `compose` returns, and remembers what that offered and answered."""

    @abstractmethod
    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[Reply]:
        """Return what to say to the latest message of the conversation `said`."""

    def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[Text, Any]
    ) -> List[Any]:
        """Send the replies and return the events that remember them (see parent class)."""
        knowledge = live.shared().current()
        replies = self.compose(knowledge, Conversation(tracker))
        for reply in replies:
            dispatcher.utter_message(
                text=reply.text,
                buttons=[
                    {"title": knowledge.entries[name].question, "payload": f"/{name}"}
                    for name in reply.suggestions
                ],
                reply=reply.as_dict(),
            )
        answered = [name for reply in replies for name in reply.answered]
        events = [
            SlotSet("offered", [name for reply in replies for name in reply.suggestions]),
            SlotSet("asked", any(reply.kind == "question" for reply in replies)),
        ]
        return events + ([SlotSet("answered", answered)] if answered else [])
