"""What all actions share: read the conversation, compose, send, remember."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Dict, List, Sequence

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import reply
from actions.apart import apart
from actions.conversation import Conversation
from actions.reply import Reply
from faq import live
from faq.knowledge_base import KnowledgeBase


class FaqAction(Action, ABC):
    """An action that says what `compose` returns, and remembers what that offered."""

    # Whether a mention of a condition earlier in the conversation is to be recalled after the reply.
    reminds = False

    @abstractmethod
    def compose(self, knowledge: KnowledgeBase, said: Conversation) -> List[Reply]:
        """Return what to say to the latest message of the conversation `said`."""

    def remember(self, said: Conversation) -> List[Dict[str, Any]]:
        """Return the mentions to keep with the conversation: those of now and those of before.

        Without the client's words, which are kept for a day only, and a slot is set anew at every turn.
        """
        mentions = [
            {key: value for key, value in mention.items() if key != "text"}
            for mention in [*said.mentions, *said.remembered]
        ]
        return [mention for place, mention in enumerate(mentions) if mention not in mentions[:place]]

    def recalls(self, said: Conversation, replies: Sequence[Reply]) -> bool:
        """Return whether `replies` have to recall what was mentioned earlier in the conversation."""
        if any(mention["kind"] == "emergency" for mention in said.remembered):
            # No thanks and no lesser news ends an emergency.
            return not any(one.kind == "emergency" for one in replies)
        warned = any(one.escalation for one in replies)
        return self.reminds and not said.mentions and not warned

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Dict[str, Any]
    ) -> List[Any]:
        """Send the replies and return the events that remember them (see parent class)."""
        return await apart(lambda: self._act(dispatcher, tracker))

    def _act(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> List[Any]:
        knowledge = live.shared().current()
        said = Conversation(tracker)
        replies = [reply.without_gone(knowledge, one) for one in self.compose(knowledge, said)]
        remembered = self.remember(said)
        warned = any(one.escalation for one in replies)
        if remembered and self.recalls(said, replies):
            reminder = reply.reminder(knowledge, remembered, said.channel)
            replies = [*(one for one in replies if one != reminder), reminder]
        for one in replies:
            dispatcher.utter_message(
                text=one.text,
                buttons=[
                    {"title": knowledge.entries[name].question, "payload": f"/{name}"}
                    for name in one.suggestions
                ],
                reply=one.as_dict(),
            )
        offered = [name for one in replies for name in one.suggestions]
        # A list stays the last one until there is another; a warning takes the client away from it.
        return [
            *([SlotSet("offered", offered)] if offered or warned else []),
            SlotSet("asked", any(one.kind == "question" for one in replies)),
            SlotSet("mentions", remembered),
        ]
