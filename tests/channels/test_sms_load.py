"""A hundred numbers text at once, and every webhook is delivered twice."""

import asyncio
import sqlite3
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from conftest import serving
from texting import PATH, PUBLIC_URL, Answer, form, signed

from faq import live

TOKEN = "token-of-the-load-test"
NUMBERS = 100


@pytest.mark.slow
async def test_a_hundred_numbers_at_once(model, tmp_path):
    knowledge = live.shared().current()
    names = sorted(knowledge.entries)
    asked = {f"+4477009{number:05}": names[number % len(names)] for number in range(NUMBERS)}
    forms = [form(number, knowledge.entries[name].question) for number, name in asked.items()]
    chosen = {"twilio_auth_token": TOKEN, "public_url": PUBLIC_URL}
    with serving(tmp_path, model, **chosen) as address:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

            async def deliver(fields):
                began = time.monotonic()
                headers = signed(fields, TOKEN)
                async with session.post(address + PATH, data=urlencode(fields), headers=headers) as response:
                    answer = Answer(response.status, await response.text())
                return answer.text(), time.monotonic() - began

            delivered = await asyncio.gather(*[deliver(fields) for fields in forms for _ in range(2)])
            turns = await _turns(tmp_path / "conversations.db")
    seconds = sorted(taken for _, taken in delivered)
    firsts, repeats = delivered[::2], delivered[1::2]
    alone = knowledge.text("failure", "sms")
    late = 0
    for (reply, _), (again, _), name in zip(firsts, repeats, asked.values(), strict=True):
        own = knowledge.fill(knowledge.entries[name].sms)
        assert reply.startswith((own, alone))
        assert again.startswith((own, alone))
        late += reply.startswith(alone)
    assert late < NUMBERS
    assert len(turns) == NUMBERS
    assert set(turns.values()) == {1}
    print(
        f"\n{NUMBERS} numbers, {len(delivered)} webhooks: {len(turns)} turns, {late} late, "
        f"median {seconds[len(seconds) // 2]:.1f} s, slowest {seconds[-1]:.1f} s"
    )


async def _turns(path):
    """The turns of each conversation, once those of the late are finished too."""
    counts = {}
    for _ in range(120):
        with sqlite3.connect(path) as database:
            rows = database.execute(
                "SELECT sender_id, count(*) FROM events WHERE type_name = 'user' GROUP BY 1"
            )
            counts = dict(rows)
        if len(counts) >= NUMBERS:
            break
        await asyncio.sleep(0.5)
    return counts
