"""The report, the retention period and the wish to be forgotten, on conversations that were really held."""

import asyncio
import json
import time

import pytest
import sqlalchemy as sa
from conftest import serving
from rasa.core.tracker_store import SQLTrackerStore

from channels import history, retention, settings
from channels.sms_numbers import Numbers, conversation_of
from staff import assistant, conversations, reporting, summary
from staff.conversations import Exchange

DAY = 86_400


QUESTIONS = [
    ("web", "How long does a typical session last?"),
    ("sms", "I have a fever, can I come?"),
    ("web", "Hi, my name is Priya, do you take Aetna insurance?"),
    ("web", "do you take insurance"),
    ("sms", "is insurance taken by you?"),
    ("web", "hello"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("practice")


@pytest.fixture
def practice(folder, monkeypatch):
    """Settings of a practice of its own; call it with what it sets."""

    def choose(**chosen):
        monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(folder))
        for name, value in chosen.items():
            monkeypatch.setenv(f"FAQBOT_{name.upper()}", value)
        settings.current.cache_clear()

    choose()
    yield choose
    monkeypatch.undo()
    settings.current.cache_clear()


@pytest.fixture(scope="module")
def held(folder, model):
    """An assistant that has held conversations, and the rows that they left."""
    store = SQLTrackerStore(dialect="sqlite", db=str(folder / "conversations.db"))
    guard = assistant.load(model, store)

    async def hold():
        for number, (channel, text) in enumerate(QUESTIONS):
            await guard.turn(f"conversation{number}", text, channel)
        await history.keep_feedback(store, "conversation0", "session_length", True)

    asyncio.run(hold())
    with store.engine.connect() as connection:
        return guard, [dict(row) for row in connection.execute(sa.select(retention.events)).mappings()]


@pytest.fixture
def kept(held, practice):
    """The assistant, and in its database those conversations and nothing else."""
    guard, left = held
    with retention.engine().begin() as connection:
        connection.execute(retention.events.delete())
        connection.execute(retention.events.insert(), left)
    return guard


def age(days):
    """Make everything that is kept `days` older."""
    with retention.engine().begin() as connection:
        for row in connection.execute(sa.select(retention.events)).all():
            data = json.dumps({**json.loads(row.data), "timestamp": row.timestamp - days * DAY})
            changed = {"timestamp": row.timestamp - days * DAY, "data": data}
            connection.execute(
                retention.events.update().where(retention.events.c.id == row.id).values(**changed)
            )


def rows():
    with retention.engine().connect() as connection:
        return connection.execute(sa.select(retention.events)).all()


def printed(capsys, html=None):
    from rich.console import Console

    reporting.report(Console(width=80), 30, html)
    return capsys.readouterr().out


@pytest.mark.slow
def test_counts_what_came_of_each_message_and_shows_no_words_by_default(kept, capsys, tmp_path):
    said = printed(capsys, tmp_path / "report.html")
    assert "The last 30 days: 6 messages" in said
    assert "fever_or_contagious" in said
    assert "session_length: yes 1, no 0" in said
    assert "FAQBOT_KEEP_TEXT=true" in said
    page = (tmp_path / "report.html").read_text().casefold()
    for words in ("insurance?", "priya", "aetna"):
        assert words not in said.casefold()
        assert words not in page
    assert max(map(len, said.replace(str(tmp_path), "").splitlines())) <= 80


@pytest.mark.slow
def test_gathers_the_unanswered_and_masks_them_where_text_is_kept(kept, practice, capsys):
    practice(keep_text="true")
    found = summary.summarise(conversations.read(0), set(), with_text=True)
    groups = summary.unanswered(found)
    assert [(group.messages, group.suggestion) for group in groups] == [(3, summary.NEW_QUESTION)]
    said = printed(capsys)
    assert "my name is [name]" in said
    assert "Priya" not in said


@pytest.mark.slow
def test_words_go_after_a_day_and_the_numbers_stay(kept):
    assert retention.enforce() == {"deleted": 0, "blanked": 0}
    age(2)
    assert retention.enforce()["blanked"] >= 6
    clients = [row.data for row in rows() if row.type_name in ("user", "slot")]
    for words in ("Priya", "fever, can", "hello", "typical"):
        assert not any(words in data for data in clients)
    found = summary.summarise(conversations.read(0), {"session_length"}, with_text=True)
    assert found.messages == 6
    assert found.answered["session_length"] == 1
    assert not found.texts
    assert retention.enforce()["blanked"] == 0


@pytest.mark.slow
def test_a_client_is_answered_again_after_their_words_are_gone(kept):
    age(2)
    retention.enforce()
    turn = asyncio.run(kept.turn("conversation0", "Will it hurt?", "web"))
    assert turn.replies[0].answered == ("will_it_hurt",)


@pytest.mark.slow
def test_words_stay_for_the_retention_period_where_that_is_switched_on(kept, practice):
    practice(keep_text="true")
    age(29)
    assert retention.enforce() == {"deleted": 0, "blanked": 0}
    age(2)
    assert retention.enforce()["deleted"] > 0
    assert rows() == []


@pytest.mark.slow
def test_forget_removes_every_trace_and_says_what(kept, faqbot):
    number = "+44 7700 900123"
    asyncio.run(kept.turn(conversation_of(number), "I have a fever", "sms"))
    Numbers().remember(conversation_of(number))
    others = len([row for row in rows() if row.sender_id != conversation_of(number)])

    done = faqbot("forget", "+44 (7700) 900-123")
    assert done.returncode == 0, done.stderr
    assert "Removed: a conversation of" in done.stdout
    assert "Removed: the note of when the number last texted" in done.stdout
    assert "7700" not in done.stdout
    assert len(rows()) == others
    assert Numbers().is_new(conversation_of(number))
    assert "Nothing is kept" in faqbot("forget", number).stdout

    assert "Removed: a conversation of" in faqbot("forget", "conversation0.1700000000.signature").stdout
    assert not [row for row in rows() if row.sender_id == "conversation0"]
    assert "country code" in faqbot("forget", "07700900123").stderr


@pytest.mark.slow
def test_the_server_enforces_the_retention_period_on_its_own(kept, folder, model):
    age(31)
    with serving(folder, model):
        deadline = time.monotonic() + 30
        while rows() and time.monotonic() < deadline:
            time.sleep(0.2)
    assert rows() == []


def test_nothing_kept_is_said_plainly(practice, tmp_path, capsys):
    practice(data_folder=str(tmp_path))
    assert printed(capsys) == "No conversation is kept.\n"
    assert retention.enforce() == {"deleted": 0, "blanked": 0}


@pytest.mark.parametrize(
    ("kinds", "intent", "escalation", "outcome"),
    [
        (["answer"], "session_length", None, conversations.ANSWERED),
        (["question"], "nlu_fallback", None, conversations.ASKED_BACK),
        (["notice"], "nlu_fallback", None, conversations.UNANSWERED),
        (["notice"], "out_of_scope", None, conversations.UNANSWERED),
        (["notice"], "greet", None, conversations.SMALL_TALK),
        (["answer", "escalation"], "mention_health_condition", "health_condition", conversations.ESCALATED),
        ([], "session_length", None, conversations.UNANSWERED),
    ],
)
def test_outcomes(kinds, intent, escalation, outcome):
    exchange = Exchange(0, "web", intent, None, [], [], kinds, [], escalation)
    assert exchange.outcome == outcome
