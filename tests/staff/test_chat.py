"""`faqbot ask` for people: commands, explanations and corrections."""

import os

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
        # Beside the reminder there is no room for a list, so that a digit means nothing.
        "I have a fever",
        "how long is a session",
        "2",
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
    assert "Nearest phrasings" in said
    assert "session_length: How long does a typical session last?" in said
    assert "I have not offered you a list yet." in said
    assert "/nonsense is not a command." in said
    assert "A new conversation begins." in said
    assert "\x1b" not in said
    assert max(map(len, said.splitlines())) <= 80
    path = copy_with_model / "faq/entries/session_length.yml"
    assert path.read_text().endswith('- "no fever at all, but does it hurt?"\n')
