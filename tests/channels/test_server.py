"""The running server, as a browser reaches it."""

import json
import urllib.request


def test_a_question_is_answered(server):
    body = json.dumps({"text": "how long is a session"}).encode()
    with urllib.request.urlopen(f"{server}/chat/messages", body) as response:
        answer = json.load(response)
    assert "30, 45 or 60 minutes" in answer["replies"][0]["text"]
