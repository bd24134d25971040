"""Back-ups: what was written can be restored, into either kind of database, and nothing else can."""

import gzip
import json

import pytest
import sqlalchemy as sa
from faults.postgres import Postgres

from channels import database, retention, server, settings
from channels.sms_numbers import Numbers
from staff import backups
from staff.errors import StaffError

SECRET = "a secret of at least thirty-two characters"


@pytest.fixture
def use(monkeypatch, tmp_path):
    """Use a new database: `use("name")` for SQLite, `use("name", address)` for PostgreSQL."""
    monkeypatch.setenv("FAQBOT_SECRET", SECRET)

    def change(name, address=""):
        monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path / name))
        monkeypatch.setenv("FAQBOT_DATABASE_URL", address)
        settings.current.cache_clear()
        server.tracker_store()

    yield change
    settings.current.cache_clear()


@pytest.fixture(scope="module")
def postgres():
    running = Postgres()
    running.start()
    yield running
    running.remove()


def say(count, when=2_000_000_000.0):
    rows = [
        {"sender_id": f"client-{number}", "type_name": "user", "timestamp": when, "data": '{"text": "hé"}'}
        for number in range(count)
    ]
    with database.engine().begin() as connection:
        connection.execute(retention.events.insert(), rows)
    Numbers().remember("sms-1", "words")


def said():
    with database.engine().connect() as connection:
        return connection.execute(sa.select(retention.events).order_by(retention.events.c.id)).all()


def test_from_sqlite_to_postgresql_and_back(use, postgres, tmp_path):
    use("first")
    say(2500)
    before = said()
    assert backups.write(tmp_path / "one.gz")["events"] == 2500
    use("second", postgres.url)
    assert backups.read(tmp_path / "one.gz")["events"] == 2500
    assert said() == before
    # The numbering goes on where it was.
    say(1)
    assert said()[-1].id > before[-1].id
    backups.write(tmp_path / "two.gz")
    use("third")
    backups.read(tmp_path / "two.gz")
    assert len(said()) == 2501
    assert Numbers().stopped_by("sms-1") == "words"


def test_only_its_owner_can_read_it(use, tmp_path):
    use("first")
    say(1)
    backups.write(tmp_path / "one.gz")
    assert (tmp_path / "one.gz").stat().st_mode & 0o777 == 0o600


def test_what_is_over_its_time_is_not_restored(use, tmp_path):
    use("first")
    say(3, when=1.0)
    backups.write(tmp_path / "one.gz")
    use("second")
    backups.read(tmp_path / "one.gz")
    assert said() == []


def test_nothing_is_restored_over_conversations(use, tmp_path):
    use("first")
    say(1)
    backups.write(tmp_path / "one.gz")
    with pytest.raises(StaffError, match="not empty"):
        backups.read(tmp_path / "one.gz")
    assert len(said()) == 1


def test_a_file_that_exists_is_not_written_over(use, tmp_path):
    use("first")
    (tmp_path / "one.gz").write_text("mine")
    with pytest.raises(StaffError, match="exists already"):
        backups.write(tmp_path / "one.gz")
    assert (tmp_path / "one.gz").read_text() == "mine"


def cut(path):
    path.write_bytes(path.read_bytes()[:-40])


def lose_a_row(path):
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join(lines[:3] + lines[4:])))


def name_another_table(path):
    lines = gzip.decompress(path.read_bytes()).splitlines(keepends=True)
    path.write_bytes(gzip.compress(b"".join([*lines[:-1], json.dumps(["more", {}]).encode() + b"\n"])))


def write_text(path):
    path.write_text("not a back-up")


@pytest.mark.parametrize("damage", [cut, lose_a_row, name_another_table, write_text])
def test_nothing_is_restored_from_a_damaged_file(use, tmp_path, damage):
    use("first")
    say(50)
    path = tmp_path / "one.gz"
    backups.write(path)
    damage(path)
    use("second")
    with pytest.raises(StaffError, match="one.gz"):
        backups.read(path)
    assert said() == []
