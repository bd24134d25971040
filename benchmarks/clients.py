"""The clients that locust plays: each asks its questions one after the other and checks every answer.

benchmarks/serve.py starts locust with this file, once for each system and number of clients. It reads from
the environment what to ask and whom, and writes what it saw as JSON when it stops: locust's own figures are
rounded.
"""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List

from locust import events, task
from locust.contrib.fasthttp import FastHttpUser

QUESTIONS: List[str] = json.loads(Path(os.environ["BENCHMARK_QUESTIONS"]).read_text(encoding="utf-8"))
SYSTEM = os.environ["BENCHMARK_SYSTEM"]
RESULT = Path(os.environ["BENCHMARK_RESULT"])
# Turns of one conversation before a client begins the next.
TURNS = int(os.environ["BENCHMARK_TURNS"])
# Seconds at the beginning that do not count.
WARM_UP = float(os.environ["BENCHMARK_WARM_UP"])
# Whether a client stops after its first conversation.
ONCE = os.environ["BENCHMARK_ONCE"] == "yes"
# What ours says when it fails.
FAILURE = os.environ["BENCHMARK_FAILURE"]

seen: Dict[str, Any] = {"milliseconds": [], "errors": 0, "began": 0.0, "ended": 0.0}


class Client(FastHttpUser):
    """One client, who asks the next question when the last one was answered."""

    network_timeout = 120.0
    connection_timeout = 120.0

    def on_start(self) -> None:
        """Begin at a question of its own."""
        self._draw = random.Random(len(self.environment.runner.user_greenlets))
        self._next_conversation()

    @task
    def ask(self) -> None:
        """Ask one question and see whether something was answered."""
        if self._turn == TURNS:
            if ONCE:
                self.environment.runner.quit()
                return
            self._next_conversation()
        self._turn += 1
        text = self._draw.choice(QUESTIONS)
        began = time.perf_counter()
        is_answered = self._ask_stock(text) if SYSTEM == "stock" else self._ask_ours(text)
        ended = time.perf_counter()
        if not seen["began"]:
            seen["began"] = began
        if ended - seen["began"] < WARM_UP:
            return
        seen["milliseconds"].append(1000 * (ended - began))
        seen["errors"] += not is_answered
        seen["ended"] = ended

    def _next_conversation(self) -> None:
        self._turn = 0
        self._conversation = uuid.uuid4().hex
        self._token = None

    def _ask_stock(self, text: str) -> bool:
        message = {"sender": self._conversation, "message": text}
        with self.client.post("/webhooks/rest/webhook", json=message, catch_response=True) as response:
            # Rasa says that it failed by saying nothing.
            return response.status_code == 200 and any(said.get("text") for said in response.json())

    def _ask_ours(self, text: str) -> bool:
        # As the widget sends it: every message has an id, so that it may be sent twice.
        message = {"text": text, "message_id": uuid.uuid4().hex}
        if self._token:
            message["token"] = self._token
        with self.client.post("/chat/messages", json=message, catch_response=True) as response:
            if response.status_code != 200:
                return False
            answer = response.json()
            self._token = answer["token"]
            return bool(answer["replies"]) and all(said["text"] != FAILURE for said in answer["replies"])


@events.quitting.add_listener
def write(**_: Any) -> None:
    """Write what was seen."""
    RESULT.write_text(json.dumps(seen), encoding="utf-8")
