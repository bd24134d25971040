"""Pictures of the chat for the documents: PICTURES=docs/images pytest tests/browser/test_pictures.py"""

import os
from pathlib import Path

import pytest

from browser.conftest import DESKTOP, PHONE, Chat

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path):
    chosen = Path(os.environ.get("PICTURES", tmp_path))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("device", "viewport"), [("desktop", DESKTOP), ("phone", PHONE)])
def test_each_state_has_a_picture(new_page, server, folder, device, viewport, scheme):
    page = new_page(server, viewport, color_scheme=scheme)

    def picture(state):
        path = folder / f"chat-{state}-{device}-{scheme}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 5_000

    chat = Chat(page).open()
    picture("greeting")
    chat.ask("how long is a session")
    chat.wait_for("Was this helpful?")
    picture("answer")
    chat.ask("I have deep vein thrombosis, can I come in?")
    chat.wait_for("Please talk to your therapist first")
    picture("escalation")
    chat.ask("I am having a heart attack")
    chat.wait_for("Get help now")
    picture("emergency")
    page.context.set_offline(True)
    chat.ask("will it hurt?")
    chat.wait_for("No connection")
    picture("offline")
