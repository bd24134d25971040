"""Text messages to the running server, signed and posted as Twilio does it."""

import concurrent.futures
import json
import sqlite3
import threading
from urllib.parse import urlencode

import pytest
from conftest import serving
from texting import PATH, PUBLIC_URL, Phone, form, post, signed

from faq import live, segments

TOKEN = "primary-token-of-the-tests"
SECONDARY = "secondary-token-of-the-tests"
LIMIT = 12
NOTICE = "Text STOP or CANCEL to stop."
# Stands in messages of these tests, and must stand in no log.
MARKER = "zyxomma"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sms")


@pytest.fixture(scope="module")
def line(model, folder):
    """The address of a server that takes texts."""
    chosen = {
        "twilio_auth_token": TOKEN,
        "twilio_secondary_auth_token": SECONDARY,
        "public_url": PUBLIC_URL,
        "sms_replies_per_hour": str(LIMIT),
    }
    with serving(folder, model, **chosen) as address:
        yield address


@pytest.fixture
def phone(line):
    return Phone(line, TOKEN)


@pytest.fixture(scope="module")
def knowledge():
    return live.shared().current()


def test_a_question_is_answered_with_one_text(phone, knowledge):
    reply = phone.send("how long is a session")
    assert reply.startswith(knowledge.fill(knowledge.entries["session_length"].sms))
    assert segments.count(reply) <= 2


def test_the_first_text_says_how_to_stop_and_the_next_does_not(phone):
    assert phone.send("how long is a session").endswith(NOTICE)
    assert NOTICE not in phone.send("do I need a prescription")


def test_whatsapp_is_answered_too(line):
    assert "30, 45 or 60" in Phone(line, TOKEN, "whatsapp:+447700900111").send("how long is a session")


# --- Genuine ------------------------------------------------------------------------------------


def test_the_secondary_token_is_taken_while_rotating(line):
    assert Phone(line, SECONDARY).send("how long is a session")


@pytest.mark.parametrize("headers", [{}, {"X-Twilio-Signature": ""}, {"X-Twilio-Signature": "nonsense"}])
def test_unsigned_is_refused(line, headers):
    answer = post(line, urlencode(form("+447700900100", "hello")).encode(), headers)
    assert answer.status == 403
    assert json.loads(answer.body)["error"]["code"] == "not_genuine"


def test_a_strange_token_is_refused(line):
    fields = form("+447700900100", "hello")
    assert post(line, urlencode(fields).encode(), signed(fields, "another token")).status == 403


def test_every_changed_byte_is_refused_and_touches_nothing(phone, folder):
    fields = form(phone.number, "how long is a session")
    body, headers = urlencode(fields).encode(), signed(fields, TOKEN)
    before = _turns(folder)
    for position in range(0, len(body), 7):
        changed = bytearray(body)
        changed[position] = ord("x") if body[position] != ord("x") else ord("y")
        assert post(phone.address, bytes(changed), headers).status == 403, position
    assert _turns(folder) == before
    assert post(phone.address, body, headers).status == 200


def test_another_address_is_refused(line):
    fields = form("+447700900100", "hello")
    headers = signed(fields, TOKEN, path=PATH + "/other")
    assert post(line, urlencode(fields).encode(), headers).status == 403


def test_bytes_that_are_no_text_are_refused(line):
    assert post(line, b"Body=\xff\xfe", {"X-Twilio-Signature": "x"}).status == 403


def test_a_form_without_a_sender_is_nothing_to_answer(line):
    fields = {"AccountSid": "AC0"}
    assert post(line, urlencode(fields).encode(), signed(fields, TOKEN)).status == 204


def test_without_a_token_the_channel_is_not_there(server):
    fields = form("+447700900100", "hello")
    assert post(server, urlencode(fields).encode(), signed(fields, "")).status in (404, 405)


# --- Menus --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "place"),
    [("1", 0), ("1 please", 0), ("2)", 1), ("the second", 1), ("the second one", 1), ("3", 2)],
)
def test_a_digit_means_the_list_last_sent(phone, knowledge, words, place):
    reply = phone.send("how long is a session")
    related = knowledge.entries["session_length"].related
    assert f"1 {knowledge.entries[related[0]].menu}, 2 {knowledge.entries[related[1]].menu}" in reply
    assert phone.send(words).startswith(knowledge.fill(knowledge.entries[related[place]].sms))


def test_a_digit_means_what_was_listed_and_not_what_had_no_room(phone, knowledge):
    phone.send("hello")
    listed = phone.send("how often will I need treatments").split("Reply with a number: ")[1].split("\n")[0]
    count = len(listed.split(", "))
    assert count < 3
    assert phone.send(str(count + 1)).startswith(knowledge.text("not_on_list", "sms"))


@pytest.mark.parametrize("words", ["1", "2", "7", "the second"])
def test_a_digit_without_a_list_is_taken_kindly(phone, knowledge, words):
    assert phone.send(words).startswith(knowledge.text("nothing_offered", "sms"))


def test_a_list_stays_the_last_one_while_there_is_no_other(phone, knowledge):
    related = knowledge.entries["session_length"].related
    phone.send("how long is a session")
    without_room = phone.send("2")
    assert "Reply with a number" not in without_room
    assert knowledge.fill(knowledge.entries[related[0]].sms) in phone.send("1 please")


def test_an_emergency_takes_the_list_away(phone, knowledge):
    phone.send("how long is a session")
    phone.send("I am having a heart attack")
    assert knowledge.text("nothing_offered", "sms") in phone.send("1")


def test_an_answer_that_does_not_fit_after_an_escalation_is_one_digit_away(phone, knowledge):
    phone.send("hello")
    reply = phone.send("what should I expect in my first session, I have dvt")
    assert reply.startswith(knowledge.text("contraindication", "sms"))
    assert "1 your first session" in reply
    assert segments.count(reply) <= 2
    assert knowledge.fill(knowledge.entries["first_session"].sms) in phone.send("1")


# --- Carrier words ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word", ["STOP", "stop", " Stop ", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"]
)
def test_the_carrier_answers_its_words_and_nothing_is_sent_after_them(phone, word):
    assert phone.send(word) is None
    assert phone.send("how long is a session") is None
    assert phone.send("HELP") is None


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_after_a_stop_the_carriers_start_brings_answers_back(phone, word):
    phone.send("STOP")
    assert phone.send(word) is None
    assert "30, 45 or 60" in phone.send("how long is a session")


def test_what_advanced_opt_out_has_answered_is_not_answered_again(phone):
    assert phone.send("HELP", OptOutType="HELP") is None
    assert phone.send("ARRET", OptOutType="STOP") is None
    assert phone.send("how long is a session") is None
    assert phone.send("OK", OptOutType="START") is None
    assert phone.send("how long is a session")


def test_yes_is_an_ordinary_word_without_a_stop(phone):
    assert phone.send("yes")


@pytest.mark.parametrize("word", ["HELP", "info"])
def test_help_names_the_practice_and_how_to_stop(phone, knowledge, word):
    reply = phone.send(word)
    assert knowledge.practice.name in reply
    assert "STOP or CANCEL" in reply
    assert segments.count(reply) == 1


@pytest.mark.parametrize(
    "question", ["Can I cancel my session?", "When does the session end", "please help my back"]
)
def test_a_question_with_such_a_word_is_a_question(phone, question):
    assert phone.send(question)
    assert phone.send("how long is a session")


def test_a_wish_in_other_words_is_confirmed_once_and_honoured(phone, knowledge):
    assert phone.send("stop texting me please") == knowledge.text("sms_stopped", "sms")
    assert phone.send("I said stop!") is None
    assert phone.send("how long is a session") is None
    assert phone.send("START") == knowledge.text("sms_started", "sms")
    assert phone.send("how long is a session")


def test_a_wish_with_a_health_condition_gets_the_advice_with_the_confirmation(phone, knowledge):
    reply = phone.send("I have dvt, stop texting me")
    assert reply.startswith(knowledge.text("contraindication", "sms"))
    assert reply.endswith(knowledge.text("sms_stopped", "sms"))
    assert segments.count(reply) <= 2


def test_whatsapp_has_no_carrier_that_confirms_a_stop(line, knowledge):
    phone = Phone(line, TOKEN, "whatsapp:+447700900112")
    assert phone.send("STOP") == knowledge.text("sms_stopped", "sms")
    assert phone.send("how long is a session") is None


# --- As phones really behave --------------------------------------------------------------------


def test_a_text_delivered_again_gets_the_same_reply_and_is_one_turn(phone, folder):
    fields = form(phone.number, "how long is a session")
    before = _turns(folder)
    with concurrent.futures.ThreadPoolExecutor() as pool:
        replies = {answer.text() for answer in pool.map(phone.deliver, [fields] * 5)}
    assert len(replies) == 1
    assert _turns(folder) == before + 1


def test_two_texts_sent_quickly_are_answered_in_order(phone):
    phone.send("hello")
    answered = []

    def send(text):
        answered.append((text, phone.send(text)))

    first = threading.Thread(target=send, args=["how long is a session"])
    second = threading.Thread(target=send, args=["do I need a prescription"])
    first.start()
    # The first has to be on its way for there to be an order.
    first.join(0.02)
    second.start()
    first.join()
    second.join()
    replies = dict(answered)
    assert "30, 45 or 60" in replies["how long is a session"]
    assert "prescription" in replies["do I need a prescription"]


@pytest.mark.parametrize(
    ("media", "sentence"),
    [
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, "I cannot see pictures."),
        ({"NumMedia": "1", "MediaContentType0": "audio/amr"}, "I cannot listen to voice notes."),
        ({"NumMedia": "1", "MediaContentType0": "text/x-vcard"}, "I cannot read contact cards."),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, "I cannot open files."),
        ({"Latitude": "51.5", "Longitude": "-0.1"}, "I cannot use a location."),
    ],
)
def test_what_cannot_be_read_is_said_and_the_words_are_answered(phone, knowledge, media, sentence):
    assert phone.send("", **media).startswith(sentence)
    reply = phone.send("how long is a session", **media)
    assert sentence in reply
    assert "30, 45 or 60" in reply


@pytest.mark.parametrize("text", ["", "   ", "\U0001f642\U0001f64f", "..."])
def test_nothing_to_read_gets_a_fitting_sentence(phone, text):
    assert phone.send(text)


def test_a_long_text_is_handled(phone):
    reply = phone.send(("I was wondering, " * 100)[:1580] + " how long is it")
    assert segments.count(reply) <= 2


def test_another_bot_does_not_loop(phone, line):
    replies = [phone.send("Thank you for your message. We will be in touch.") for _ in range(LIMIT + 3)]
    assert all(replies[:LIMIT])
    assert replies[LIMIT:] == [None] * 3
    assert Phone(line, TOKEN).send("hello")


# --- Private ------------------------------------------------------------------------------------


def test_neither_numbers_nor_words_are_found_anywhere(phone, folder):
    phone.send(f"my {MARKER} hurts")
    phone.send(f"stop texting me about {MARKER}")
    post(phone.address, urlencode(form(phone.number, MARKER)).encode(), {})
    phone.send("how long is a session? call me back on 07700 900123 or 07700900123")
    digits = phone.number.lstrip("+").encode()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.suffix == ".db" for path in files)
    for path in files:
        assert digits not in path.read_bytes(), path
    assert MARKER not in (folder / "server.log").read_text()


def test_no_number_of_these_tests_was_kept(folder):
    for path in folder.rglob("*"):
        if path.is_file():
            assert b"+447" not in path.read_bytes(), path
            assert b"447700900" not in path.read_bytes(), path
            assert b"7700900123" not in path.read_bytes(), path
            assert b"7700 900123" not in path.read_bytes(), path


def _turns(folder):
    with sqlite3.connect(folder / "conversations.db") as database:
        return database.execute("SELECT count(*) FROM events WHERE type_name = 'user'").fetchone()[0]
