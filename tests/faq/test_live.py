"""An edit on disk is in use within two seconds; a broken one is refused and the log says why."""

import logging
import shutil
import time

import pytest

from faq import project
from faq.live import LiveKnowledgeBase


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(project.root() / "faq", tmp_path / "faq")


def edit(folder, old, new):
    path = folder / "entries" / "session_length.yml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def wait_for(said, live):
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if said in live.current().entries["session_length"].answer:
            return True
        time.sleep(0.05)
    return False


def test_an_edit_is_taken(folder):
    live = LiveKnowledgeBase(folder)
    before = live.current()
    edit(folder, "30, 45 or 60 minutes. ", "20 or 40 minutes. ")
    assert wait_for("20 or 40 minutes", live)
    assert "30, 45 or 60" in before.entries["session_length"].answer


def test_a_broken_edit_is_refused_and_the_next_good_one_taken(folder, caplog):
    live = LiveKnowledgeBase(folder)
    edit(folder, "question:", "qestion:")
    with caplog.at_level(logging.ERROR, "faq.live"):
        assert not wait_for("20 or 40 minutes", live)
    assert "30, 45 or 60 minutes" in live.current().entries["session_length"].answer
    assert "session_length.yml:1: 'qestion': is not a known key" in caplog.text
    edit(folder, "qestion:", "question:")
    edit(folder, "30, 45 or 60 minutes. ", "20 or 40 minutes. ")
    assert wait_for("20 or 40 minutes", live)


def test_a_new_entry_and_a_removed_one_are_seen(folder):
    live = LiveKnowledgeBase(folder)
    shutil.copy(folder / "entries/prescription.yml", folder / "entries/insurance.yml")
    text = (folder / "entries/insurance.yml").read_text()
    phrasings = "phrasings:\n" + "".join(f'- "insurance {n}"\n' for n in range(10))
    (folder / "entries/insurance.yml").write_text(text[: text.index("phrasings:")] + phrasings)
    deadline = time.monotonic() + 2
    while "insurance" not in live.current().entries and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "insurance" in live.current().entries
    (folder / "entries/insurance.yml").unlink()
    deadline = time.monotonic() + 2
    while "insurance" in live.current().entries and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "insurance" not in live.current().entries
