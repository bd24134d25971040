"""`faqbot serve --workers 2` with SQLite: one server to those outside."""

from __future__ import annotations

import asyncio
import os
import signal
import time
import urllib.request
from pathlib import Path

import aiohttp
import pytest
from faults.server import FAQBOT, TWILIO_TOKEN, Server
from texting import Phone

pytestmark = pytest.mark.slow

CONVERSATIONS = 12
MESSAGES = 6
LIMIT = 12


@pytest.fixture(scope="module")
def workers(model, tmp_path_factory):
    data = tmp_path_factory.mktemp("workers")
    with Server(data, command=[*FAQBOT, "--workers", "2"], messages_per_minute=str(LIMIT)) as server:
        yield server


def children(server) -> list:
    return [
        int(pid)
        for pid in Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
    ]


async def ask(session, server, message):
    async with session.post(f"{server.address}/chat/messages", json=message) as response:
        return response.status, await response.json()


def connections():
    """Clients whose every request comes by a new connection, so by any of the workers."""
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True, limit=0))


async def test_conversations_that_change_workers_stay_whole_and_in_order(workers):
    async def converse(session):
        token = None
        for number in range(MESSAGES):
            message = {"text": f"how long is a session number {number}", "message_id": str(number)}
            message |= {"token": token} if token else {}
            # Each is sent twice at once, as by a client that is impatient.
            twice = [ask(session, workers, message) for _ in range(2 if token else 1)]
            said = await asyncio.gather(*twice)
            assert {status for status, _ in said} == {200}
            token = said[0][1]["token"]
        headers = {"Authorization": f"Bearer {token}"}
        async with session.get(f"{workers.address}/chat/messages", headers=headers) as response:
            kept = (await response.json())["messages"]
        return [message.get("text") for message in kept if message["from"] == "client"], len(kept)

    async with connections() as session:
        kept = await asyncio.gather(*(converse(session) for _ in range(CONVERSATIONS)))
    texts = [f"how long is a session number {number}" for number in range(MESSAGES)]
    for asked, everything in kept:
        assert asked == texts
        assert everything == 2 * MESSAGES


def test_a_story_told_in_several_texts_is_read_together_whichever_worker_gets_them(workers):
    # Each text comes by a new connection. Neither tells by itself what both tell together.
    parts = ("I am sure that it is a heart", "attack right now")
    for _ in range(CONVERSATIONS):
        phone = Phone(workers.address, TWILIO_TOKEN)
        told = [phone.send(part) for part in parts]
        assert ["emergency number" in text for text in told] == [False, True]


async def test_a_limit_holds_across_workers(workers):
    async with connections() as session:
        token = (await ask(session, workers, {"text": "hello"}))[1]["token"]
        said = [await ask(session, workers, {"text": "hello", "token": token}) for _ in range(LIMIT + 2)]
    statuses = [status for status, _ in said]
    assert statuses == [200] * (LIMIT - 1) + [429] * 3


async def test_metrics_add_up_over_workers(workers):
    async def answered():
        with urllib.request.urlopen(f"{workers.address}/metrics") as response:
            lines = response.read().decode().splitlines()
        return sum(
            float(line.split()[-1])
            for line in lines
            if line.startswith('faqbot_messages_total{channel="web"')
        )

    before = await answered()
    async with connections() as session:
        for _ in range(10):
            await ask(session, workers, {"text": "hello"})
    assert await answered() == before + 10


async def test_a_killed_worker_is_replaced_and_nobody_is_refused(workers):
    before = children(workers)
    os.kill(before[0], signal.SIGKILL)
    async with connections() as session:
        said = [await ask(session, workers, {"text": "hello"}) for _ in range(10)]
    assert {status for status, _ in said} == {200}
    deadline = time.monotonic() + 60
    while len(set(children(workers)) - set(before)) < 1:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.2)


async def test_whoever_is_in_flight_when_it_stops_gets_an_answer(workers):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        asking = [
            asyncio.create_task(ask(session, workers, {"text": f"how long is session {number}"}))
            for number in range(40)
        ]
        while sum(task.done() for task in asking) < 5:
            await asyncio.sleep(0.01)
        workers.terminate()
        said = await asyncio.gather(*asking)
    assert {status for status, _ in said} == {200}
    assert all(answer["replies"] for _, answer in said)
    assert workers.process.wait(40) == 0
