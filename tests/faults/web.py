"""A client of the website's chat, as the widget speaks to the server."""

from __future__ import annotations

import http.client
import json
import secrets
import urllib.error
import urllib.request
from typing import List, NamedTuple, Optional

# What goes wrong between a client and a server that dies.
BROKEN = (OSError, http.client.HTTPException)


class Answer(NamedTuple):
    status: int
    body: dict

    @property
    def text(self) -> str:
        """What the client reads: the replies, or the sentence of the error."""
        said = [reply["text"] for reply in self.body.get("replies", [])]
        return "\n".join(said) or self.body["error"]["message"]


class Client:
    """Somebody on the practice's page."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.token: Optional[str] = None

    def begin(self) -> Client:
        self.token = self.request("POST", "/chat/sessions").body["token"]
        return self

    def say(self, text: str, message_id: Optional[str] = None, timeout: float = 30) -> Answer:
        """Send a message; `message_id` is that of an earlier one to send it again."""
        body = {"text": text, "message_id": message_id or secrets.token_hex(8), "token": self.token}
        answer = self.request("POST", "/chat/messages", body, timeout)
        self.token = answer.body.get("token", self.token)
        return answer

    def history(self) -> List[str]:
        """The client's own messages that the server remembers."""
        messages = self.request("GET", "/chat/messages").body["messages"]
        return [message["text"] for message in messages if message["from"] == "client"]

    def request(self, method: str, path: str, body: Optional[dict] = None, timeout: float = 30) -> Answer:
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return Answer(response.status, json.loads(response.read() or b"{}"))
        except urllib.error.HTTPError as error:
            return Answer(error.code, json.loads(error.read()))
