"""Whatever is sent to the chat, the server answers in its one form and never fails."""

import json
import os

import pytest
import requests
from conftest import serving
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.slow

# FUZZ=5000 tries more of them.
REQUESTS = int(os.environ.get("FUZZ", "600"))

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=8,
)
texts = st.text(max_size=60) | st.sampled_from(
    [
        "how long is a session",
        "/restart",
        "\0",
        "\ud800",
        "{name}",
        "{0.__class__}",
        "%s",
        "' OR 1=1 --",
        "🙂" * 999,
    ]
)
tokens = st.text(max_size=40) | st.sampled_from(["a.b.c", ".", "..", "default"])
messages = st.fixed_dictionaries(
    {},
    optional={
        "text": texts | anything,
        "choice": st.sampled_from(["aftercare", "nlu_fallback", "../faq"]) | anything,
        "message_id": texts | anything,
        "token": tokens | anything,
        "entry": st.sampled_from(["aftercare"]) | anything,
        "helpful": anything,
    },
)
plain_messages = texts.map(lambda text: json.dumps({"text": text}))
bodies = plain_messages | st.binary(max_size=200) | anything.map(json.dumps) | messages.map(json.dumps)
header_text = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@pytest.fixture(scope="module")
def unlimited_server(model, tmp_path_factory):
    limits = {"messages_per_minute": "1000000", "messages_per_minute_per_address": "1000000"}
    with serving(tmp_path_factory.mktemp("fuzz"), model, **limits) as address:
        yield address


def test_no_request_makes_the_server_fail(unlimited_server):
    session = requests.Session()
    sent = {"all": 0, "answered": 0}

    @settings(
        max_examples=REQUESTS,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        method=st.sampled_from(["POST", "POST", "POST", "GET", "DELETE", "PUT", "OPTIONS"]),
        path=st.sampled_from(
            ["messages", "messages", "messages", "feedback", "sessions", "config", "nothing"]
        ),
        body=bodies,
        authorization=st.none() | header_text | header_text.map("Bearer {}".format),
        origin=st.none() | st.none() | header_text,
    )
    def send(method, path, body, authorization, origin):
        headers = {"Authorization": authorization, "Origin": origin}
        answer = session.request(
            method,
            f"{unlimited_server}/chat/{path}",
            data=body.encode() if isinstance(body, str) else body,
            headers={name: value for name, value in headers.items() if value is not None},
            timeout=30,
        )
        sent["all"] += 1
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) == {"code", "message"}
        elif method == "POST" and path == "messages":
            sent["answered"] += 1
            assert all(reply["text"] for reply in answer.json()["replies"])
            assert answer.json()["replies"]

    send()
    assert sent["answered"] > REQUESTS / 500
    print(sent)
