"""Edited conditions are noticed without a restart, and nobody waits while the detector is built anew."""

import shutil
import threading
import time

import pytest

from faq import live, project
from faq.live import LiveKnowledgeBase
from nlu import mentions
from nlu.mentions import LiveDetector

TERM = "glimmerpox"
ENTRY = f"""
- name: {TERM}
  group: other
  kind: health_condition
  clinical: [{TERM}]
  lay: []
  source: a test
"""


@pytest.fixture
def detector(tmp_path, monkeypatch):
    folder = shutil.copytree(project.root() / "faq", tmp_path / "faq")
    knowledge = LiveKnowledgeBase(folder)
    monkeypatch.setattr(live, "shared", lambda: knowledge)
    detector = LiveDetector()
    with (folder / "conditions.yml").open("a") as conditions:
        conditions.write(ENTRY)
    return detector


def notices(detector):
    return [mention.condition for mention in detector.current().examine(f"I have {TERM}")]


def test_an_added_condition_is_noticed(detector):
    deadline = time.monotonic() + 30
    while not notices(detector):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert notices(detector) == [TERM]


def test_the_old_detector_answers_while_the_new_one_is_built(detector, monkeypatch):
    building, may_end = threading.Event(), threading.Event()
    made = []

    class Slow(mentions.Detector):
        def __init__(self, knowledge):
            made.append(self)
            building.set()
            may_end.wait(30)
            super().__init__(knowledge)

    monkeypatch.setattr(mentions, "Detector", Slow)
    old = detector.current()
    while not building.is_set():
        assert detector.current() is old
        time.sleep(0.05)
    assert detector.current() is old
    assert old.examine("I have a fever")
    may_end.set()
    while detector.current() is old:
        time.sleep(0.05)
    assert len(made) == 1
