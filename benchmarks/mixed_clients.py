"""Clients who do all that clients do: they ask, mention conditions, rage, ramble, hang up and send nonsense.

For a long load; what came of each step is judged and counted. On the website and by text message.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from typing import Awaitable, Callable, Dict, List, NamedTuple, Tuple
from urllib.parse import urlencode, urlsplit

import aiohttp
from faults.server import TWILIO_TOKEN
from texting import PATH, form, new_number, signed

from faq import live

ESCALATED = ("I have a DVT", "im on warfarin, how long is a session", "i'm pregnant and my back hurts")
ABUSE = (
    "you useless piece of junk",
    "'; DROP TABLE events; --",
    "/restart",
    '{"text": "hello"}',
    "\U0001f600" * 200,
    "A" * 900,
)

NONSENSE = (b"\0" * 50, b"GET / HTTP/9\r\n\r\n", b"POST /chat/messages HTTP/1.1\r\n")


def safe(replied: str) -> bool:
    """Return whether a reply sends to the therapist or to the emergency number."""
    return "therapist" in replied or "emergency number" in replied


class Traffic:
    """What was sent and what came of it."""

    def __init__(self, address: str, seconds: float) -> None:
        self.address = address
        self.began = time.monotonic()
        self.until = self.began + seconds
        self.waited: List[Tuple[float, float]] = []
        self.done: Counter = Counter()
        self.wrong: Counter = Counter()

    def is_over(self) -> bool:
        """Return whether the time is up."""
        return time.monotonic() >= self.until

    def judge(self, kind: str, is_right: bool, what: object) -> None:
        """Count one thing that was done, and as wrong if it did not go right."""
        self.done[kind] += 1
        if not is_right:
            self.wrong[f"{kind}: {what}"] += 1


class Person(NamedTuple):
    """Somebody who talks to the server: on the website, or by text if `number` is set."""

    session: aiohttp.ClientSession
    traffic: Traffic
    number: str = ""

    async def say(self, token: str, text: str) -> Tuple[int, str, str]:
        """Say `text` and return the status, what was replied, and the token to go on with."""
        began = time.monotonic()
        address = self.traffic.address
        if self.number:
            fields = form(self.number, text)
            headers = signed(fields, TWILIO_TOKEN)
            async with self.session.post(address + PATH, data=urlencode(fields), headers=headers) as answer:
                status, replied = answer.status, await answer.text()
        else:
            body = {"text": text, "token": token, "message_id": f"{random.getrandbits(64):x}"}
            async with self.session.post(f"{address}/chat/messages", json=body) as answer:
                status, said = answer.status, await answer.json()
                token = said.get("token", token)
                replied = " ".join(one["text"] for one in said.get("replies", []))
        self.traffic.waited.append((began, time.monotonic() - began))
        return status, replied, token

    async def begin(self) -> str:
        """Begin a conversation and return its token."""
        if self.number:
            return ""
        async with self.session.post(f"{self.traffic.address}/chat/sessions") as answer:
            return (await answer.json())["token"]

    async def ask(self, token: str) -> str:
        """Ask a question of the FAQ."""
        entry = random.choice(list(live.shared().current().entries.values()))
        status, replied, token = await self.say(token, entry.question)
        self.traffic.judge("question", status == 200 and bool(replied), status)
        return token

    async def mention(self, token: str) -> str:
        """Mention a health condition."""
        status, replied, token = await self.say(token, random.choice(ESCALATED))
        self.traffic.judge("escalation", status == 200 and safe(replied), status)
        return token

    async def rage(self, token: str) -> str:
        """Send what nobody should."""
        status, replied, token = await self.say(token, random.choice(ABUSE))
        self.traffic.judge("abuse", status == 200 and bool(replied), status)
        return token

    async def ramble(self, token: str) -> str:
        """Send far too much."""
        status, replied, token = await self.say(token, "my back hurts and " * random.randint(100, 2_000))
        # A web message may be too long to be read, which is a refusal with a sentence; a text is answered.
        self.traffic.judge("over-long", status == (200 if self.number else 422) and bool(replied), status)
        return token

    async def hang_up(self, token: str) -> str:
        """Ask and be gone before the answer."""
        asking = asyncio.create_task(self.say(token, "what should I wear"))
        await asyncio.sleep(random.uniform(0, 0.01))
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking
        self.traffic.done["hung up"] += 1
        return token

    async def send_nonsense(self, token: str) -> str:
        """Send what is no request."""
        address = urlsplit(self.traffic.address)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(random.choice(NONSENSE))
        await writer.drain()
        writer.close()
        self.traffic.done["nonsense"] += 1
        return token


STEPS: Dict[Callable[[Person, str], Awaitable[str]], int] = {
    Person.ask: 60,
    Person.mention: 15,
    Person.rage: 8,
    Person.ramble: 6,
    Person.hang_up: 8,
    Person.send_nonsense: 3,
}


async def talk(session: aiohttp.ClientSession, traffic: Traffic, texts: bool) -> None:
    """Hold one conversation after the other until the time is over."""
    while not traffic.is_over():
        person = Person(session, traffic, new_number() if texts else "")
        try:
            token = await person.begin()
            for step in random.choices(list(STEPS), list(STEPS.values()), k=random.randint(1, 12)):
                token = await step(person, token)
                await asyncio.sleep(random.uniform(0.2, 0.8))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            traffic.wrong[type(error).__name__] += 1
