"""`faqbot ask` for people: commands, explanations and corrections, in a pipe and in a terminal."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest


@pytest.mark.slow
def test_commands_in_a_pipe(faqbot, copy_with_model):
    lines = [
        "/why",
        "how long does a typical session last",
        "/why",
        "/channel sms",
        "/again",
        "/channel fax",
        "no fever at all, but does it hurt?",
        "/why",
        "/wrong",
        "99",
        "/wrong",
        "7",
        "/nonsense",
        "/reset",
        "/again",
        "/help",
        "/quit",
    ]
    environment = {**os.environ, "COLUMNS": "80", "FAQBOT_DATA_FOLDER": str(copy_with_model / "var")}
    done = faqbot("ask", cwd=copy_with_model, input="\n".join(lines), env=environment)
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "Ask something first." in said
    assert "30, 45 or 60 minutes" in said
    assert "the intent classifier: session_length" in said
    assert "segments)" in said
    assert "Write /channel web or /channel sms." in said
    assert "fever (contraindication): the words 'fever', held back: negated" in said
    assert "'99' is not a number from 1 to 11" in said
    assert "Added to session_length.yml" in said
    assert "/nonsense is not a command." in said
    assert "A new conversation begins." in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 80
    path = copy_with_model / "faq/entries/session_length.yml"
    assert path.read_text().endswith('- "no fever at all, but does it hurt?"\n')


@pytest.mark.slow
def test_the_up_arrow_brings_back_the_last_session(copy_with_model):
    first = in_terminal(copy_with_model, [b"what lengths do you offer\r", b"/quit\r"])
    again = in_terminal(copy_with_model, [b"\x1b[A\x1b[A\r", b"/quit\r"])
    assert "30, 45 or 60 minutes" in first
    assert "30, 45 or 60 minutes" in again
    history = copy_with_model / "var" / "ask_history"
    assert history.stat().st_mode & 0o077 == 0


def in_terminal(folder: Path, keys) -> str:
    """Run `faqbot ask` in a terminal, press `keys` each after the prompt has come, and return the screen."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("faqbot")), "ask"],
        cwd=folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "FAQBOT_DATA_FOLDER": str(folder / "var")},
        close_fds=True,
    )
    os.close(theirs)
    seen = b""
    prompts = 0
    deadline = time.monotonic() + 120
    try:
        while time.monotonic() < deadline:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            if b"\x1b[6n" in part:
                # The terminal's answer to "where is the cursor?".
                os.write(ours, b"\x1b[1;1R")
            seen += part
            if prompts < len(keys) and seen.count(b"You: ") > prompts and (prompts == 0 or b"%)" in seen):
                os.write(ours, keys[prompts])
                prompts += 1
        process.wait(20)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(ours)
    return seen.decode(errors="replace")
