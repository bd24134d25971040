"""Texts by Vonage: webhooks signed as its documentation says, replies to a stand-in for its API."""

import base64
import hashlib
import http.server
import json
import threading
import time
import urllib.error
import urllib.request
import uuid

import jwt
import pytest
from conftest import serving

SECRET = "signature-secret-of-the-tests-with-32-bytes"
NUMBER = "447700900321"


@pytest.fixture(scope="module")
def api():
    """A stand-in for api.nexmo.com that keeps what it is asked to send."""

    class Api(http.server.BaseHTTPRequestHandler):
        sent = []
        status = 202

        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.sent.append((self.path, self.headers["Authorization"], body))
            self.send_response(Api.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Api) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        Api.address = f"http://127.0.0.1:{server.server_port}"
        yield Api
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def line(model, api, tmp_path_factory):
    chosen = {
        "vonage_signature_secret": SECRET,
        "vonage_api_key": "key",
        "vonage_api_secret": "secret",
        "vonage_api_url": api.address,
    }
    with serving(tmp_path_factory.mktemp("vonage"), model, **chosen) as address:
        yield f"{address}/webhooks/vonage/webhook"


def _inbound(text, **fields):
    return {
        "to": "447700900000",
        "from": NUMBER,
        "channel": "sms",
        "message_uuid": str(uuid.uuid4()),
        "timestamp": "2026-01-01T14:00:00.000Z",
        "message_type": "text",
        "text": text,
        "sms": {"num_messages": "1"},
        **fields,
    }


def _token(body, secret=SECRET, **claims):
    now = int(time.time())
    standard = {"iat": now, "jti": str(uuid.uuid4()), "iss": "Vonage", "api_key": "key"}
    digest = hashlib.sha256(body).hexdigest()
    return jwt.encode({**standard, "payload_hash": digest, **claims}, secret, algorithm="HS256")


def _post(address, body, token):
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(address, body, headers), timeout=60) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def _deliver(line, message):
    body = json.dumps(message).encode()
    return _post(line, body, _token(body))


def test_a_question_is_answered_by_one_request(line, api):
    api.sent.clear()
    assert _deliver(line, _inbound("how long is a session")) == 204
    [(path, login, message)] = api.sent
    assert path == "/v1/messages"
    assert login == "Basic " + base64.b64encode(b"key:secret").decode()
    assert message["to"] == NUMBER
    assert message["from"] == "447700900000"
    assert message["channel"] == "sms"
    assert message["message_type"] == "text"
    assert "30, 45 or 60" in message["text"]


def test_what_vonage_has_not_signed_is_refused(line, api):
    api.sent.clear()
    body = json.dumps(_inbound("hello")).encode()
    assert _post(line, body, "") == 403
    assert _post(line, body, _token(body, secret="another secret of at least 32 bytes")) == 403
    assert _post(line, body, _token(body, iss="Somebody")) == 403
    assert _post(line, body + b" ", _token(body)) == 403
    assert _post(line, body, jwt.encode({"iss": "Vonage"}, "", algorithm="none")) == 403
    assert api.sent == []


def test_what_vonage_did_not_take_is_tried_again_with_the_same_reply(line, api):
    api.sent.clear()
    message = _inbound("do I need a prescription")
    api.status = 500
    # Not 502, by which nginx would take the server out of use.
    assert _deliver(line, message) == 500
    api.status = 202
    assert _deliver(line, message) == 204
    first, again = api.sent
    assert first == again


def test_a_stop_is_confirmed_since_vonage_does_not_and_then_nothing_is_sent(line, api):
    api.sent.clear()
    number = {"from": "447700900322"}
    for text in ("STOP", "how long is a session", "STOP"):
        assert _deliver(line, _inbound(text, **number)) == 204
    [(_, _, confirmation)] = api.sent
    assert "START" in confirmation["text"]


def test_a_picture_and_its_caption_are_answered(line, api):
    api.sent.clear()
    picture = {"url": "https://example.com/p.jpg", "caption": "how long is a session"}
    message = _inbound("", message_type="image", image=picture, channel="whatsapp")
    del message["text"]
    assert _deliver(line, message) == 204
    [(_, _, reply)] = api.sent
    assert reply["channel"] == "whatsapp"
    assert reply["to"] == NUMBER
    assert "I cannot see pictures." in reply["text"]
    assert "30, 45 or 60" in reply["text"]


def test_a_delivery_receipt_is_taken_and_not_answered(line, api):
    api.sent.clear()
    assert _deliver(line, {"message_uuid": str(uuid.uuid4()), "status": "delivered"}) == 204
    assert api.sent == []
