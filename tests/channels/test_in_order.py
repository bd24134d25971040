"""One at a time in a conversation, finished whoever hangs up, and told in time when it takes too long."""

import asyncio

import pytest

from channels import in_order
from channels.errors import ApiError
from channels.in_order import InOrder

pytestmark = pytest.mark.usefixtures("own_data_folder")


class Two:
    """Two turns, of which the first ends when it is told to; `done` holds those that have ended."""

    def __init__(self):
        self.done, self.go_on = [], asyncio.Event()

    async def first(self):
        await self.go_on.wait()
        self.done.append("first")

    async def second(self):
        self.done.append("second")

    async def end_in_order(self, following):
        """See that `following`, a task of the second turn, waits for the first one."""
        await asyncio.sleep(0.05)
        assert self.done == []
        self.go_on.set()
        await following
        assert self.done == ["first", "second"]


async def test_what_is_sent_again_does_not_overtake_what_its_client_hung_up_on():
    turns, two = InOrder(), Two()
    gone = asyncio.create_task(turns.finished("one", two.first))
    await asyncio.sleep(0.05)
    gone.cancel()
    await two.end_in_order(asyncio.create_task(turns.finished("one", two.second)))


async def test_who_waits_too_long_is_told_and_holds_up_nobody(monkeypatch):
    monkeypatch.setattr(in_order, "SECONDS_TO_WAIT", 0.1)
    turns, go_on = InOrder(), asyncio.Event()
    busy = asyncio.create_task(turns.finished("one", go_on.wait))
    await asyncio.sleep(0.01)
    with pytest.raises(ApiError) as told:
        await turns.finished("one", go_on.wait)
    assert (told.value.status_code, told.value.headers) == (503, {"Retry-After": "5"})
    go_on.set()
    assert await busy
    for _ in range(2 * in_order.PLACES):
        assert await turns.finished("one", go_on.wait)


async def test_other_conversations_go_on_while_one_is_slow():
    turns, go_on = InOrder(), asyncio.Event()
    slow = asyncio.create_task(turns.finished("one", go_on.wait))
    done = asyncio.Event()
    done.set()
    assert await turns.finished("two", done.wait)
    go_on.set()
    await slow


async def answered_late(turns, conversation, work):
    """Take a turn whose client is answered at once, though `work` goes on."""

    async def turn():
        in_order.goes_on(asyncio.ensure_future(work))
        return "sorry"

    assert await turns.finished(conversation, turn) == "sorry"


async def test_the_next_message_waits_until_a_late_one_is_finished():
    turns, two = InOrder(), Two()
    await answered_late(turns, "one", two.first())
    await two.end_in_order(asyncio.create_task(turns.finished("one", two.second)))


async def test_late_ones_hold_up_no_other_conversation():
    turns, go_on, done = InOrder(), asyncio.Event(), asyncio.Event()
    done.set()
    for number in range(2 * in_order.PLACES):
        await answered_late(turns, f"late {number}", go_on.wait())
    assert await turns.finished("another", done.wait)
    go_on.set()
    await in_order.finish(5)


async def test_a_late_one_without_hope_is_dropped_before_the_next(monkeypatch):
    monkeypatch.setattr(in_order, "SECONDS_TO_FINISH", 0.1)
    turns, dropped = InOrder(), []

    async def hopeless():
        try:
            await asyncio.Event().wait()
        finally:
            dropped.append(True)

    async def following():
        return list(dropped)

    await answered_late(turns, "one", hopeless())
    assert await turns.finished("one", following) == [True]


async def test_stopping_waits_for_what_is_in_flight():
    turns, done = InOrder(), []

    async def work():
        await asyncio.sleep(0.1)
        done.append(True)

    gone = asyncio.create_task(turns.finished("one", work))
    await asyncio.sleep(0.01)
    gone.cancel()
    await in_order.finish(5)
    assert done == [True]
