"""Answers a text, whoever carried it: once, in order, in time, and not at all to who has asked for that."""

from __future__ import annotations

import asyncio
import logging
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Callable, List, Optional, Set, Tuple, TypeVar

from limits import parse
from limits.strategies import FixedWindowRateLimiter
from prometheus_client import Counter

from actions import reply
from actions.conversation import SMS
from actions.reply import Reply
from channels import history, in_order, limits, metrics, settings, sms_keywords, sms_parts, sms_text
from channels.guard import Guard
from channels.in_order import InOrder
from channels.sms_numbers import Numbers, conversation_of, lacks_tables
from channels.sms_provider import Inbound
from faq import live

logger = logging.getLogger(__name__)

# Twilio gives up after 15 seconds, and a person would like it in 10. A text may have waited a little before
# it is read, too.
SECONDS_TO_REPLY = 9.0

# Nobody waits longer for whether a number has stopped; what is said in a text's place has to come in time.
SECONDS_TO_LOOK_UP = 2.0

# After a failure nobody waits for the database again so soon: a text asks it several times.
SECONDS_TO_PAUSE = 2.0

# Under a rush the first come are served first, instead of all being late together.
TURNS_AT_ONCE = 2

# More than turns at once, for those that are late because the database is.
THREADS = 8

Result = TypeVar("Result")

TEXTS = Counter("faqbot_sms_texts_total", "Texts that came in, by what became of them.", ["outcome"])


class Line:
    """The practice's line for texts."""

    def __init__(self, guard: Guard) -> None:
        """Answer texts through `guard`."""
        self._guard = guard
        self._numbers = Numbers()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="numbers")
        self._in_order = InOrder()
        # The limiter itself holds on to its storage only weakly.
        self._sent = limits.storage()
        self._limiter = FixedWindowRateLimiter(self._sent)
        self._limit = parse(f"{settings.current().sms_replies_per_hour}/hour")
        self._turns: Set[asyncio.Task] = set()
        self._places = asyncio.Semaphore(TURNS_AT_ONCE)
        self._paused_until = 0.0

    async def answer(self, inbound: Inbound) -> Optional[str]:
        """Return the one text to send in reply, or None if nothing is to be sent."""
        with metrics.once():
            return await self._answer(inbound)

    async def _answer(self, inbound: Inbound) -> Optional[str]:
        # A task of its own: the turn is finished and remembered even if the provider hangs up or the
        # time is over.
        turn = asyncio.create_task(self._once(inbound))
        in_order.keep(turn)
        self._turns.add(turn)
        turn.add_done_callback(self._turns.discard)
        done, _ = await asyncio.wait({turn}, timeout=SECONDS_TO_REPLY)
        if done and not turn.exception():
            return turn.result()
        if done:
            # The class alone: a message may quote what the client wrote.
            logger.error("A text could not be answered: %s.", type(turn.exception()).__name__)
        TEXTS.labels("failed" if done else "late").inc()
        if inbound.carrier_did or await self._stopped_by(conversation_of(inbound.sender)):
            return None
        knowledge = live.shared().current()
        return sms_text.compose(knowledge, self._guard.instead(inbound.text, SMS), is_first=True).text

    async def _once(self, inbound: Inbound) -> Optional[str]:
        conversation = conversation_of(inbound.sender)
        arrived = time.time()
        async with self._in_order.turn(conversation):
            earlier = await self._if_reached(None, self._numbers.reply_to, inbound.message_id)
            if earlier is not None:
                TEXTS.labels("repeated").inc()
                return earlier or None
            async with self._places:
                text, outcome = await self._reply(conversation, inbound, arrived)
            TEXTS.labels(outcome).inc()
            await self._if_reached(None, self._numbers.keep_reply, inbound.message_id, text or "")
            return text

    async def _reply(self, conversation: str, inbound: Inbound, arrived: float) -> Tuple[Optional[str], str]:
        knowledge = live.shared().current()
        stopped_by = await self._stopped_by(conversation)
        keyword = sms_keywords.read(inbound.text, has_stopped=stopped_by is not None)
        wish = inbound.carrier_did or (keyword and keyword.wish)
        if wish == "start":
            is_carriers = inbound.carrier_did == "start" or stopped_by == "carrier"
            await self._noted(self._numbers.remember, conversation)
            return None if is_carriers else self._notice("sms_started"), "start"
        if stopped_by:
            return None, "stopped"
        if wish == "stop":
            await self._noted(
                self._numbers.remember, conversation, "carrier" if inbound.carrier_did else "words"
            )
            if inbound.carrier_did:
                return None, "stop"
            grave = await self._grave(conversation, inbound)
            said = [*grave, reply.notice(knowledge, "sms_stopped", SMS)]
            return sms_text.compose(knowledge, said, is_first=False).text, "stop"
        if inbound.carrier_did:
            return None, "help"
        if not self._limiter.hit(self._limit, conversation):
            return None, "limited"
        if wish == "help":
            await self._if_reached(None, self._numbers.remember, conversation)
            return self._notice("sms_help"), "help"
        return await self._turn(conversation, inbound, arrived), "answered"

    async def _turn(self, conversation: str, inbound: Inbound, arrived: float) -> str:
        knowledge = live.shared().current()
        text = await sms_parts.together(self._guard, conversation, inbound.text, arrived)
        replies = await self._replies(conversation, text, inbound)
        unseen = [reply.notice(knowledge, f"sms_unseen_{kind}", SMS) for kind in inbound.unseen]
        is_first = await self._if_reached(True, self._numbers.is_new, conversation)
        message = sms_text.compose(knowledge, [*unseen, *replies], is_first)
        await self._if_reached(None, self._numbers.remember, conversation)
        store = self._guard.agent.tracker_store
        await history.keep_offered(store, conversation, message.listed, replies)
        return message.text

    async def _grave(self, conversation: str, inbound: Inbound) -> List[Reply]:
        replies = await self._replies(conversation, inbound.text, inbound)
        return [said for said in replies if said.escalation]

    async def _replies(self, conversation: str, text: str, inbound: Inbound) -> List[Reply]:
        # A server that was killed may have remembered the turn, but not what it sent.
        earlier = await history.replies_to(self._guard.agent.tracker_store, conversation, inbound.message_id)
        if earlier:
            return earlier
        turn = await self._guard.turn(conversation, text, SMS, message_id=inbound.message_id)
        return turn.replies

    async def _stopped_by(self, conversation: str) -> Optional[str]:
        try:
            asking = self._noted(self._numbers.stopped_by, conversation)
            return await asyncio.wait_for(asking, SECONDS_TO_LOOK_UP)
        except Exception as error:  # noqa: BLE001 - the database may be what failed
            logger.error("It is not known who has stopped texts: %s.", type(error).__name__)
            return None

    async def _if_reached(self, otherwise: Result, look: Callable[..., Result], *args: Any) -> Result:
        # Who texts is answered while the database is out of reach, as the conversation outlasts that too.
        if time.monotonic() < self._paused_until:
            return otherwise
        try:
            return await self._noted(look, *args)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, the client is answered
            logger.error("What is noted of numbers is out of reach (%s).", type(error).__name__)
            self._paused_until = time.monotonic() + SECONDS_TO_PAUSE
            return otherwise

    async def _noted(self, look: Callable[..., Result], *args: Any) -> Result:
        # In a thread: nobody else waits for a database that is slow.
        run = partial(asyncio.get_running_loop().run_in_executor, self._threads)
        try:
            return await run(look, *args)
        except Exception as error:
            if not lacks_tables(error):
                raise
        await run(self._numbers.make_tables)
        return await run(look, *args)

    def _notice(self, name: str) -> str:
        knowledge = live.shared().current()
        return sms_text.compose(knowledge, [reply.notice(knowledge, name, SMS)], is_first=False).text
