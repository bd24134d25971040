"""Whatever is typed gets a sentence, and whatever is broken gets a clear line and an exit that is not 0."""

import json
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from channels import checksum

FAQBOT = str(Path(sys.executable).with_name("faqbot"))

LINES = {
    "empty": (b"", "I did not get any words there."),
    "blank": (b"   \t ", "I did not get any words there."),
    "ten thousand characters": (b"how long " * 1112, "That message is too long"),
    "emoji only": ("\U0001f600\U0001f64f\U0001f3fd".encode(), None),
    "control characters": (b"how long \x00\x07\x1b[31m is a session\x7f", "30, 45 or 60 minutes"),
    "not UTF-8": (b"how long is a s\xff\xfe\xe9ssion", None),
    "a command": (b"/contraindications{}", "generally avoid massage"),
    "a command that is none": (b"/restart", None),
    "slashes": (b"////", None),
    "JSON": (b'{"text": "hello"}', None),
}


@pytest.fixture(scope="module")
def answers(model):
    typed = b"\n".join(line for line, _ in LINES.values()) + b"\n"
    ran = subprocess.run([FAQBOT, "ask", "--json"], input=typed, capture_output=True, timeout=120)
    assert ran.returncode == 0
    assert ran.stderr == b""
    return dict(zip(LINES, map(json.loads, ran.stdout.splitlines()), strict=True))


@pytest.mark.parametrize("name", LINES)
def test_every_line_is_answered(answers, name):
    replies = answers[name]["replies"]
    assert replies and all(reply.strip() for reply in replies)
    expected = LINES[name][1]
    assert expected is None or expected in " ".join(replies)


def test_a_question_as_arguments(model, faqbot):
    said = faqbot("ask", "--json", "how", "long", "is", "a", "session")
    assert json.loads(said.stdout)["answered"] == ["session_length"]


def refused(ran, *words):
    assert ran.returncode == 1
    assert ran.stdout in ("", "Loading the model ...\n")
    assert "Traceback" not in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert all(word in ran.stderr for word in words), ran.stderr


@pytest.mark.parametrize("command", [("ask", "hello"), ("serve",)])
def test_no_model(copy, faqbot, command):
    refused(faqbot(*command, cwd=copy), "There is no model in", "faqbot train")


@pytest.mark.parametrize("damage", ["empty", "cut", "not an archive"])
def test_a_damaged_model(copy, faqbot, model, damage):
    whole = model.read_bytes()
    content = {"empty": b"", "cut": whole[: len(whole) // 2], "not an archive": b"PK not a model"}[damage]
    (copy / "models").mkdir()
    damaged = copy / "models/damaged.tar.gz"
    damaged.write_bytes(content)
    # Damaged before its checksum was made: only loading it shows that.
    checksum.write(damaged)
    refused(faqbot("ask", "hello", cwd=copy), "damaged.tar.gz", "faqbot train")


@pytest.mark.parametrize("command", [("ask", "hello"), ("serve",)])
def test_a_model_that_does_not_match_its_checksum(copy, faqbot, command):
    (copy / "models").mkdir()
    changed = copy / "models/changed.tar.gz"
    changed.write_bytes(b"what was trained")
    checksum.write(changed)
    changed.write_bytes(b"what was put in its place")
    refused(faqbot(*command, cwd=copy), "changed.tar.gz", "does not match its checksum", "faqbot train")


def test_a_model_that_nobody_vouches_for(copy, faqbot, model):
    (copy / "models").mkdir()
    shutil.copy(model, copy / "models/mine.tar.gz")
    refused(faqbot("serve", cwd=copy), "mine.tar.gz", "no checksum", "sha256sum", "faqbot train")
    with (copy / "models/mine.tar.gz.sha256").open("w") as written:
        subprocess.run(["sha256sum", "mine.tar.gz"], cwd=copy / "models", stdout=written, check=True)
    assert faqbot("ask", "how long is a session", cwd=copy).returncode == 0


def test_a_model_of_another_version(copy, faqbot, model):
    unpacked = copy / "unpacked"
    shutil.unpack_archive(model, unpacked, "gztar")
    metadata = unpacked / "metadata.json"
    described = json.loads(metadata.read_text())
    metadata.write_text(json.dumps({**described, "rasa_open_source_version": "2.8.0"}))
    (copy / "models").mkdir()
    checksum.write(Path(shutil.make_archive(str(copy / "models/old"), "gztar", unpacked)))
    for command in (("ask", "hello"), ("serve",)):
        refused(faqbot(*command, cwd=copy), "old.tar.gz", "another version", "faqbot train")


def test_a_port_in_use(model, faqbot, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("FAQBOT_PORT", str(port))
        refused(faqbot("serve"), f"Cannot listen on 127.0.0.1:{port}", "FAQBOT_PORT=")


def test_a_broken_entry_stops_training(copy, faqbot):
    (copy / "faq/entries/parking.yml").write_text("question: Is there parking?\n")
    ran = faqbot("train", cwd=copy)
    assert ran.returncode == 1
    assert "parking.yml:1: 'answer': is missing. Add it." in ran.stderr
    assert "Traceback" not in ran.stderr
