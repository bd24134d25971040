"""Locks and counts that several processes share, in SQLite's folder and in PostgreSQL."""

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT
from faults.postgres import Postgres
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter

from channels import in_order, settings, turn_locks
from channels.in_order import InOrder
from channels.shared_counts import SharedCounts

HOLD = """
import asyncio
from channels import turn_locks
async def hold():
    print("tries", flush=True)
    async with turn_locks.shared().held("one"):
        print("held", flush=True)
        await asyncio.sleep(600)
asyncio.run(hold())
"""
COUNT = """
from limits import RateLimitItemPerMinute
from limits.strategies import FixedWindowRateLimiter
from channels.shared_counts import SharedCounts
counts = SharedCounts()
print(sum(FixedWindowRateLimiter(counts).hit(RateLimitItemPerMinute(100), "one") for _ in range(80)))
"""


@pytest.fixture(scope="module")
def postgres():
    running = Postgres()
    running.start()
    yield running
    running.remove()


@pytest.fixture(params=["sqlite", "postgresql"])
def shared(request, monkeypatch, tmp_path, postgres):
    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    monkeypatch.setenv("FAQBOT_SECRET", "a secret of at least thirty-two characters")
    monkeypatch.setenv("FAQBOT_DATABASE_URL", postgres.url if request.param == "postgresql" else "")
    settings.current.cache_clear()
    yield postgres if request.param == "postgresql" else None
    settings.current.cache_clear()


def python(code):
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True
    )


async def taken(conversation, seconds):
    async def take():
        async with turn_locks.shared().held(conversation):
            return True

    try:
        return await asyncio.wait_for(take(), seconds)
    except asyncio.TimeoutError:
        return False


async def test_a_conversation_that_another_process_answers_waits_and_others_do_not(shared):
    other = python(HOLD)
    try:
        assert [other.stdout.readline() for _ in range(2)] == ["tries\n", "held\n"]
        assert not await taken("one", 0.5)
        assert await taken("two", 5)
        other.send_signal(signal.SIGKILL)
        other.wait()
        assert await taken("one", 5)
        assert await taken("one", 5)
    finally:
        other.kill()
        other.wait()


async def test_a_late_turn_keeps_its_conversation_from_other_processes(shared):
    go_on = asyncio.Event()

    async def late():
        in_order.goes_on(asyncio.ensure_future(go_on.wait()))

    await InOrder().finished("one", late)
    other = python(HOLD)
    try:
        assert await asyncio.to_thread(other.stdout.readline) == "tries\n"
        holding = asyncio.create_task(asyncio.to_thread(other.stdout.readline))
        await asyncio.sleep(0.5)
        assert not holding.done()
        go_on.set()
        assert await holding == "held\n"
    finally:
        other.kill()
        other.wait()


async def test_who_gave_up_waiting_for_a_lock_does_not_hold_it(shared):
    if shared is None:
        pytest.skip("SQLite's locks are taken at once or not at all")
    assert await taken("another", 5)
    with shared.standing_still():
        assert not await taken("one", 0.5)
    other = python(HOLD)
    try:
        assert await asyncio.to_thread(other.stdout.readline) == "tries\n"
        assert await asyncio.wait_for(asyncio.to_thread(other.stdout.readline), 30) == "held\n"
    finally:
        other.kill()
        other.wait()


async def test_counts_of_two_processes_are_one(shared):
    SharedCounts()
    both = [python(COUNT) for _ in range(2)]
    assert sum(int(process.communicate()[0]) for process in both) == 100


def test_a_count_begins_anew_when_its_time_is_over(shared, monkeypatch):
    counts, limit = SharedCounts(), RateLimitItemPerMinute(1)
    limiter = FixedWindowRateLimiter(counts)
    assert limiter.hit(limit, "anew")
    assert not limiter.hit(limit, "anew")
    assert time.time() < limiter.get_window_stats(limit, "anew")[0] <= time.time() + 61
    later = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: later)
    assert limiter.hit(limit, "anew")


async def test_without_the_database_each_process_locks_and_counts_for_itself(shared):
    if shared is None:
        pytest.skip("SQLite does not go away")
    counts, limit = SharedCounts(), RateLimitItemPerMinute(2)
    limiter = FixedWindowRateLimiter(counts)
    assert limiter.hit(limit, "gone")
    shared.stop()
    try:
        assert [limiter.hit(limit, "gone") for _ in range(3)] == [True, True, False]
        assert await taken("one", 5)
    finally:
        shared.start()
    assert await taken("one", 5)
