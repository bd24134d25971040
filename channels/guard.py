"""One message in, something to say out, whatever fails. Every channel and `faqbot ask` go through it."""

from __future__ import annotations

import asyncio
import logging
import re
from typing import Any, Dict, List, NamedTuple, Optional, Sequence

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage

from actions import reply
from actions.reply import Reply
from channels import in_order, metrics
from channels.phone_numbers import hidden, hidden_in
from faq import live
from faq.knowledge_base import KnowledgeBase
from nlu import mentions
from nlu.mentions import Mention
from nlu.tokens import plain

logger = logging.getLogger(__name__)

# The longest message that is understood; the web widget and the SMS standard send no longer ones.
MAX_CHARACTERS = 1600

# Of what is far too long, only the beginning and the end are looked through for conditions, since nobody
# else is answered meanwhile. The notice sends whoever asks about health to the therapist.
MOST_LOOKED_THROUGH = 4 * MAX_CHARACTERS

# Twilio waits 15 seconds for a reply, and a person not much longer.
SECONDS_TO_ANSWER = 8.0

# Rasa strips white space, and takes a slash at the beginning of what is left for a command.
_BEFORE_THE_WORDS = re.compile(r"\A[\s/]+")


class Turn(NamedTuple):
    """What came of one message.

    Attributes:
        parsed: Rasa's parse data: intent, ranking, mentions, questions ...; None if it never came to that.
        replies: what to say, in order; never empty.
    """

    parsed: Optional[Dict[str, Any]]
    replies: List[Reply]


class Replies(CollectingOutputChannel):
    """Collects what the actions say, as `Reply` objects."""

    async def send_response(self, recipient_id: str, message: Dict[str, Any]) -> None:
        """Keep one utterance (see parent class)."""
        said = message.get("reply")
        if said:
            self.messages.append(Reply.from_dict(said))


class Guard:
    """Puts messages to the agent, and answers from approved texts where the agent cannot."""

    def __init__(self, agent: Agent) -> None:
        """Guard `agent`, whose model is loaded."""
        self.agent = agent

    async def turn(
        self,
        conversation: str,
        text: str,
        channel: str,
        choice: Optional[str] = None,
        message_id: Optional[str] = None,
    ) -> Turn:
        """Answer one message of a conversation.

        Args:
            conversation: the id that Rasa's tracker is kept under.
            text: what the client wrote; it is text whatever it looks like, never a command.
            channel: "web" or "sms".
            choice: the entry picked from a list instead of words.
            message_id: the id of the message, if the channel has one.
        """
        knowledge = live.shared().current()
        if choice is None and not plain(text).strip():
            return _counted(channel, Turn(None, [reply.notice(knowledge, "empty_message", channel)]))
        if len(text) > MAX_CHARACTERS:
            return _counted(channel, Turn(None, self.too_long(text, channel)))
        parsed = None
        try:
            with metrics.step("understand"):
                parsed = await self._parse(text, choice, knowledge)
            saying = asyncio.ensure_future(self._say(conversation, text, channel, parsed, message_id))
            # However late, the turn is finished if it can be, so that the conversation remembers it.
            with metrics.step("answer"):
                done, _ = await asyncio.wait({saying}, timeout=SECONDS_TO_ANSWER)
            if not done:
                in_order.goes_on(saying)
                raise asyncio.TimeoutError
            said = saying.result()
            if said:
                return _counted(channel, Turn(parsed, said))
            logger.error("The agent said nothing.")
        except Exception as error:  # noqa: BLE001 - a client is never left without an answer
            # The class alone: a message may quote what the client wrote.
            logger.error("The agent failed with %s.", type(error).__name__)
        instead = Turn(parsed, self._without_agent(knowledge, text, channel, "failure", parsed))
        return _counted(channel, instead, failed=True)

    def instead(self, text: str, channel: str) -> List[Reply]:
        """Return what to say where there is no time for a turn; it is counted as a failure."""
        replies = self._without_agent(live.shared().current(), text, channel, "failure")
        return _counted(channel, Turn(None, replies), failed=True).replies

    def warns_of(self, text: str) -> bool:
        """Return whether `text` mentions a health condition, as far as that shows without the agent."""
        return bool(_examine(text))

    async def parse(self, text: str) -> Dict[str, Any]:
        """Return how the agent understands `text`: intent, questions, mentions ..."""
        cleaned = _BEFORE_THE_WORDS.sub("", text) or text
        assert self.agent.processor is not None
        return await self.agent.processor.parse_message(UserMessage(cleaned))

    def too_long(self, text: str, channel: str) -> List[Reply]:
        """Return what to say to a message that is too long to be understood."""
        return self._without_agent(live.shared().current(), text, channel, "too_long")

    async def _parse(self, text: str, choice: Optional[str], knowledge: KnowledgeBase) -> Dict[str, Any]:
        if choice is not None and choice in knowledge.entries:
            intent = {"name": choice, "confidence": 1.0}
            return {
                "text": text,
                "intent": intent,
                "intent_ranking": [intent],
                "entities": [],
                "questions": [choice],
                "mentions": [],
            }
        return await self.parse(text)

    async def _say(
        self,
        conversation: str,
        text: str,
        channel: str,
        parsed: Dict[str, Any],
        message_id: Optional[str],
    ) -> List[Reply]:
        replies = Replies()
        await self.agent.handle_message(
            UserMessage(
                hidden(text),
                replies,
                conversation,
                parse_data=hidden_in(parsed),
                input_channel=channel,
                message_id=message_id,
            )
        )
        return replies.messages

    def _without_agent(
        self,
        knowledge: KnowledgeBase,
        text: str,
        channel: str,
        otherwise: str,
        parsed: Optional[Dict[str, Any]] = None,
    ) -> List[Reply]:
        found = (parsed or {}).get("mentions") or [mention.as_dict() for mention in _examine(text)]
        if found:
            return reply.escalate(knowledge, found, [], channel)
        return [reply.notice(knowledge, otherwise, channel)]


def _counted(channel: str, turn: Turn, failed: bool = False) -> Turn:
    metrics.count(channel, turn.parsed, turn.replies, failed)
    return turn


def _examine(text: str) -> Sequence[Mention]:
    if len(text) > MOST_LOOKED_THROUGH:
        half = MOST_LOOKED_THROUGH // 2
        text = f"{text[:half]}\n{text[-half:]}"
    try:
        return [mention for mention in mentions.shared().current().examine(text) if not mention.dismissed]
    except Exception as error:  # noqa: BLE001 - the text used then sends to the therapist anyway
        logger.error("The condition matcher failed with %s.", type(error).__name__)
        return []
