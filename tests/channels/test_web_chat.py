"""The website's chat over HTTP, as a browser and as an attacker would use it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from conftest import serving
from rasa.core.agent import Agent

QUESTION = "how long is a session"
ANSWER = "30, 45 or 60 minutes"

PRACTICE = "https://www.practice.example"


@pytest.fixture(scope="module")
def strict_server(model, tmp_path_factory):
    settings = {
        "allowed_origins": json.dumps([PRACTICE]),
        "messages_per_minute": "2",
        "messages_per_minute_per_address": "3",
        "proxies": "1",
    }
    with serving(tmp_path_factory.mktemp("strict"), model, **settings) as address:
        yield address


def post(server, body, **options):
    return requests.post(f"{server}/chat/messages", json=body, timeout=30, **options)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def so_far(server, token):
    return requests.get(f"{server}/chat/messages", headers=bearer(token), timeout=30)


def texts(answer):
    return [reply["text"] for reply in answer["replies"]]


def test_a_list_comes_as_parts_without_markup(server):
    reply = post(server, {"text": QUESTION}).json()["replies"][0]
    assert [block["type"] for block in reply["blocks"]] == ["paragraph", "list"]
    assert reply["answered"] == ["session_length"]


def test_a_choice_is_answered_and_shown_as_its_question(server):
    answer = post(server, {"choice": "aftercare"}).json()
    assert "drink plenty of water" in texts(answer)[0]
    said = so_far(server, answer["token"]).json()["messages"]
    assert said[0] == {"from": "client", "text": "What should I do after a clinical massage?"}
    assert said[1]["text"] == texts(answer)[0]


def test_a_contraindication_is_escalated_as_data(server):
    answer = post(server, {"text": "I have deep vein thrombosis, can I come?"}).json()
    assert answer["escalation"] == "contraindication"
    assert answer["replies"][0]["kind"] == "escalation"


def test_a_message_sent_again_is_answered_the_same_and_kept_once(server):
    token = requests.post(f"{server}/chat/sessions", timeout=30).json()["token"]
    message = {"text": QUESTION, "message_id": "one", "token": token}
    first, second = post(server, message).json(), post(server, message).json()
    assert second["replies"] == first["replies"]
    assert second["suggestions"] == first["suggestions"]
    assert len(so_far(server, token).json()["messages"]) == 2


def test_the_same_message_twice_at_once_is_kept_once(server):
    token = requests.post(f"{server}/chat/sessions", timeout=30).json()["token"]
    message = {"text": QUESTION, "message_id": "one", "token": token}
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: post(server, message).json()["replies"], range(6)))
    assert all(answer == answers[0] for answer in answers)
    assert len(so_far(server, token).json()["messages"]) == 2


def test_a_message_answered_before_a_restart_is_not_answered_anew(model, tmp_path):
    with serving(tmp_path, model) as address:
        token = requests.post(f"{address}/chat/sessions", timeout=30).json()["token"]
        message = {"text": QUESTION, "message_id": "one", "token": token}
        first = post(address, message).json()["replies"]
    with serving(tmp_path, model) as address:
        assert post(address, message).json()["replies"] == first
        assert len(so_far(address, token).json()["messages"]) == 2


def test_a_conversation_is_forgotten_on_request(server):
    token = post(server, {"text": QUESTION}).json()["token"]
    gone = requests.delete(f"{server}/chat/messages", headers=bearer(token), timeout=30)
    assert gone.status_code == 204
    assert so_far(server, token).json()["messages"] == []


def test_feedback_is_kept_and_does_not_disturb_the_conversation(server):
    token = post(server, {"text": QUESTION}).json()["token"]
    body = {"entry": "session_length", "helpful": True, "token": token}
    assert requests.post(f"{server}/chat/feedback", json=body, timeout=30).status_code == 204
    answer = post(server, {"text": "and how often?", "token": token}).json()
    assert answer["replies"]


def test_feedback_to_what_is_not_an_entry_is_refused(server):
    token = post(server, {"text": QUESTION}).json()["token"]
    body = {"entry": "nonsense", "helpful": True, "token": token}
    refused = requests.post(f"{server}/chat/feedback", json=body, timeout=30)
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_entry")


# --- What stock Rasa gets wrong ----------------------------------------------------------------


def test_choosing_anothers_session_is_refused(server):
    token = post(server, {"text": "I have DVT"}).json()["token"]
    conversation, when, signature = token.split(".")
    other = post(server, {"text": QUESTION}).json()["token"].split(".")
    for forged in (conversation, f"{conversation}.{when}", ".".join([conversation, *other[1:]]), "default"):
        refused = so_far(server, forged)
        assert (refused.status_code, refused.json()["error"]["code"]) == (401, "session_ended")
        assert post(server, {"text": QUESTION, "token": forged}).status_code == 401
    for key in ("sender", "sender_id", "session_id", "conversation"):
        own = post(server, {"text": QUESTION, key: conversation}).json()["token"]
        assert own.split(".")[0] != conversation


def test_intent_injection_is_only_text(server):
    commands = ("/mention_emergency", "/session_length", '/answer{"offered": ["aftercare"]}', "/restart")
    failure = requests.get(f"{server}/chat/config", timeout=30).json()["failure"]
    for text in (*commands, "/ /restart", "/\u3000\x1c/restart", "/ /"):
        answer = post(server, {"text": text}).json()
        # Of a command that is obeyed nothing comes, and the client is told sorry.
        assert answer["replies"] not in ([], [failure])
        if text == "/mention_emergency":
            # Read as words it may sound like news of health; the intent itself would say this.
            assert answer["escalation"] != "emergency"
        else:
            assert answer["escalation"] is None
    assert ANSWER not in " ".join(texts(post(server, {"text": "/prescription"}).json()))


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example"])
def test_any_origin_but_its_own_is_refused(server, origin):
    refused = post(server, {"text": QUESTION}, headers={"Origin": origin})
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in refused.headers
    asked = requests.options(f"{server}/chat/messages", headers={"Origin": origin}, timeout=30)
    assert asked.status_code == 403


def test_its_own_origin_is_allowed(server):
    assert post(server, {"text": QUESTION}, headers={"Origin": server}).status_code == 200


def test_an_origin_in_the_settings_is_allowed(strict_server):
    practice = {"Origin": PRACTICE}
    answer = post(strict_server, {"text": QUESTION}, headers=practice)
    assert answer.headers["Access-Control-Allow-Origin"] == PRACTICE
    asked = requests.options(f"{strict_server}/chat/messages", headers=practice, timeout=30)
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    other = {"Origin": "https://b.example"}
    assert post(strict_server, {"text": QUESTION}, headers=other).status_code == 403


async def test_silence_on_failure_becomes_a_sentence(guard, monkeypatch):
    async def nothing(*_):
        return None

    monkeypatch.setattr(Agent, "handle_message", nothing)
    turn = await guard.turn("silence", QUESTION, "web")
    assert "call" in turn.replies[0].text


# --- Limits ------------------------------------------------------------------------------------


def test_a_thousand_characters_are_answered_and_one_more_is_refused_in_words(server):
    assert post(server, {"text": "how long is a session? ".ljust(1000, "a")}).status_code == 200
    refused = post(server, {"text": "a" * 1001})
    assert refused.status_code == 422
    assert refused.json()["error"]["code"] == "too_long"
    assert "too long" in refused.json()["error"]["message"]


def test_an_emergency_in_too_long_a_text_is_still_seen(server):
    refused = post(server, {"text": "I have crushing chest pain. " + "and more " * 150}).json()
    assert refused["error"]["code"] == "too_long"
    assert refused["escalation"] == "emergency"


def test_a_large_body_is_refused(server):
    refused = post(server, {"text": "a" * 100_000})
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "payload_too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"[[null, null]]", b'[["text", "a"]]', b"null", b'"text"', b"{}",
     b'{"text": 5}', b'{"text": ["a"]}', b"\xff\xfe",
     b'{"text": "a", "message_id": ""}', b'{"text": "a", "token": {}}', b"[" * 5000],
)  # fmt: skip
def test_what_is_not_a_message_is_refused_in_the_one_form(server, body):
    refused = requests.post(f"{server}/chat/messages", data=body, timeout=30)
    assert refused.status_code == 400
    assert set(refused.json()["error"]) == {"code", "message"}


def test_an_unknown_choice_is_refused(server):
    refused = post(server, {"choice": "mention_emergency"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (422, "unknown_choice")


@pytest.mark.parametrize("path", ["/chat", "/nothing", "/conversations/default/tracker", "/model/parse"])
def test_what_is_not_there_is_said_in_the_one_form(server, path):
    missing = requests.get(f"{server}{path}", timeout=30)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "not_found")


def test_too_many_messages_of_a_conversation_are_refused_with_the_time_to_wait(strict_server):
    token = post(strict_server, {"text": QUESTION}).json()["token"]
    assert post(strict_server, {"text": QUESTION, "token": token}).status_code == 200
    refused = post(strict_server, {"text": QUESTION, "token": token})
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_many_messages")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60


def test_too_many_messages_of_an_address_behind_the_proxy_are_refused(strict_server):
    one, other = ({"X-Forwarded-For": f"203.0.113.{last}"} for last in (9, 10))
    sent = [post(strict_server, {"text": QUESTION}, headers=one).status_code for _ in range(4)]
    assert sent == [200, 200, 200, 429]
    assert post(strict_server, {"text": QUESTION}, headers=other).status_code == 200


def test_text_that_cannot_be_stored_is_answered(server):
    for text in ("how long \ud800 is a session", "how long\0is a session", "\u202e\u200b?", "🙂" * 900):
        answer = requests.post(f"{server}/chat/messages", data=json.dumps({"text": text}), timeout=30)
        assert answer.status_code == 200
        assert answer.json()["replies"]
