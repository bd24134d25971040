"""The widget in a real browser, against the real server with the real model."""

import re

import pytest
from conftest import free_port, serving
from playwright.sync_api import expect

from browser.conftest import PHONE, Chat

pytestmark = pytest.mark.slow

QUESTION = "how long is a session"
ANSWER = "Sessions commonly last 30, 45 or 60 minutes"


@pytest.fixture
def chat(new_page, server):
    return Chat(new_page(server)).open()


def test_a_question_is_answered_with_a_real_list(chat):
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    expect(chat.log.locator(".answer li")).to_have_count(2)


def test_a_starter_and_a_suggestion_are_asked_by_a_click(chat):
    chat.log.get_by_role("button", name="How long does a typical session last?").click()
    chat.wait_for(ANSWER)
    chat.log.get_by_role("button", name="How often will I need treatments?").click()
    chat.wait_for("It depends on your condition")
    expect(chat.log.get_by_role("button", name="How often will I need treatments?")).to_have_count(0)


def test_an_escalation_and_an_emergency_look_different_from_an_answer(chat):
    chat.ask("I have deep vein thrombosis")
    expect(chat.log.locator(".escalation .title")).to_have_text("Please talk to your therapist first")
    chat.ask("I am having a heart attack")
    expect(chat.log.locator(".emergency .title")).to_have_text("Get help now")
    colours = [
        chat.log.locator(f".{kind}").last.evaluate("element => getComputedStyle(element).backgroundColor")
        for kind in ("escalation", "emergency", "notice")
    ]
    assert len(set(colours)) == 3


def test_a_person_is_reached_by_a_telephone_link(chat):
    chat.page.get_by_role("button", name="Talk to a person").click()
    expect(chat.log.get_by_role("link", name="01632 960123")).to_have_attribute("href", "tel:01632960123")


def test_feedback_reaches_the_server(chat):
    chat.ask(QUESTION)
    with chat.page.expect_request("**/chat/feedback") as sent:
        chat.log.get_by_role("button", name="Yes").click()
    assert sent.value.post_data_json == {"entry": "session_length", "helpful": True}
    assert sent.value.response().status == 204
    chat.wait_for("Thank you for telling us")


def test_a_reload_keeps_the_conversation_and_clearing_forgets_it(chat):
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    chat.page.reload()
    chat.wait_for(ANSWER)
    assert chat.messages() == [f"You:\n\n{QUESTION}"]
    chat.page.get_by_role("button", name="Clear conversation").click()
    expect(chat.log.get_by_text(ANSWER)).to_have_count(0)
    chat.page.reload()
    chat.wait_for("I am the automated assistant")
    assert chat.messages() == []


def test_two_tabs_are_two_conversations(chat, server):
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    second = chat.page.context.new_page()
    second.goto(server)
    other = Chat(second).open()
    other.ask("will it hurt?")
    other.wait_for("some discomfort at times")
    assert other.messages() == ["You:\n\nwill it hurt?"]
    assert chat.messages() == [f"You:\n\n{QUESTION}"]


def test_a_double_click_sends_once(chat):
    chat.box.fill(QUESTION)
    chat.page.get_by_role("button", name="Send").dblclick()
    chat.wait_for(ANSWER)
    assert len(chat.messages()) == 1
    assert len(chat.messages("answer")) == 1


def test_an_over_long_text_stays_in_the_box_with_the_reason(chat):
    text = "a" * 1001
    chat.ask(text)
    expect(chat.page.get_by_role("alert")).to_contain_text("1001 of 1000 characters")
    expect(chat.box).to_have_value(text)
    assert chat.messages() == []
    chat.box.fill(QUESTION)
    expect(chat.page.get_by_role("alert")).to_be_hidden()
    chat.box.press("Enter")
    chat.wait_for(ANSWER)


def test_a_script_in_a_message_is_only_text(chat):
    attack = "<img src=x onerror=alert(1)><script>alert(2)</script> [a](javascript:alert(3))"
    dialogs = []
    chat.page.on("dialog", lambda dialog: dialogs.append(dialog.dismiss()))
    chat.ask(attack)
    chat.log.locator(".assistant").nth(1).wait_for()
    chat.page.reload()
    expect(chat.log.locator(".client p")).to_have_text(attack)
    assert chat.log.locator("img, script, a[href^=javascript]").count() == 0
    assert not dialogs


def test_the_keyboard_alone_is_enough(new_page, server):
    page = new_page(server)
    chat = Chat(page)
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "faq-chat":
            break
    page.keyboard.press("Enter")
    expect(chat.box).to_be_focused()
    chat.wait_for("I am the automated assistant")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    chat.wait_for(ANSWER)
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if chat.log.get_by_role("button", name="How often will I need treatments?").evaluate(
            "button => button.getRootNode().activeElement === button"
        ):
            break
    page.keyboard.press("Enter")
    chat.wait_for("It depends on your condition")
    expect(chat.box).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Ask a question")).to_be_focused()


def test_events_count_use_without_a_word_of_the_client(new_page, server):
    page = new_page(server)
    page.evaluate(
        """() => {
          window.told = [];
          for (const name of ["open", "message", "reply", "feedback", "error", "close"]) {
            addEventListener(`faq-chat:${name}`, (event) => told.push([name, event.detail]));
          }
        }"""
    )
    chat = Chat(page).open()
    chat.ask("I have DVT, how long is a session?")
    chat.log.get_by_role("button", name="No").click()
    page.keyboard.press("Escape")
    assert page.evaluate("told") == [
        ["open", {}],
        ["message", {"kind": "text"}],
        ["reply", {"replies": 3}],
        ["feedback", {"helpful": False}],
        ["close", {}],
    ]


def test_a_phone_shows_the_chat_on_its_whole_screen(new_page, server):
    page = new_page(server, PHONE, has_touch=True, is_mobile=True)
    chat = Chat(page).open()
    assert page.get_by_role("dialog").bounding_box() == {"x": 0, "y": 0, **PHONE}
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)


def test_lost_connections_and_limits_lose_nothing(new_page, model, tmp_path):
    port = str(free_port())
    with serving(tmp_path, model, port=port, messages_per_minute="2") as address:
        chat = Chat(new_page(address)).open()
        chat.ask(QUESTION)
        chat.wait_for(ANSWER)
    chat.ask("will it hurt?")
    chat.wait_for("No connection. Your message is kept here")
    with serving(tmp_path, model, port=port, messages_per_minute="2"):
        chat.log.get_by_role("button", name="Try now").click()
        chat.wait_for("some discomfort at times")
        assert len(chat.messages()) == 2
        chat.page.reload()
        chat.wait_for("some discomfort at times")
        assert len(chat.messages()) == 2
        chat.ask("do I have to undress?")
        chat.wait_for("covered with a sheet")
        chat.page.clock.install()
        chat.ask("what do I do afterwards?")
        chat.wait_for("sent by itself in")
        seconds = int(re.search(r"in (\d+) seconds", chat.messages()[-1])[1])
        assert 1 <= seconds <= 60
        assert chat.messages()[-1].startswith("You:\n\nwhat do I do afterwards?")


def test_a_message_that_waits_when_the_page_is_left_is_sent_after_the_reload(chat):
    chat.page.context.set_offline(True)
    chat.ask(QUESTION)
    chat.wait_for("No connection")
    # By now the dots would be there that say that an answer is on its way.
    chat.page.wait_for_timeout(500)
    expect(chat.log.locator(".typing")).to_have_count(0)
    chat.page.context.set_offline(False)
    chat.page.reload()
    chat.wait_for(ANSWER)
    assert chat.messages() == [f"You:\n\n{QUESTION}"]


def test_an_ended_session_is_begun_anew_with_the_same_message(chat):
    chat.ask(QUESTION)
    chat.wait_for(ANSWER)
    chat.page.evaluate(
        """sessionStorage.setItem("faq-chat", JSON.stringify({ open: true, token: "a.b.c" }))"""
    )
    chat.page.reload()
    chat.ask("will it hurt?")
    chat.wait_for("some discomfort at times")
