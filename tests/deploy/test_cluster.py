"""Two servers, one PostgreSQL and nginx: a conversation is one, whoever answers it and whoever dies."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from collections import Counter
from urllib.parse import urlencode

import aiohttp
import pytest
from faults.server import TWILIO_TOKEN
from texting import form, new_number, signed

from faq import live

CONVERSATIONS = 500
MESSAGES = 3
TRIES = 100

pytestmark = pytest.mark.slow


def post(address, path, body, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(address + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


async def persistently(session, method, address, **request):
    """Send until it is answered, as the widget does."""
    for _ in range(TRIES):
        pause = 1.0
        try:
            timeout = aiohttp.ClientTimeout(20)
            async with session.request(method, address, timeout=timeout, **request) as response:
                if response.status < 500:
                    assert response.status in (200, 201), await response.text()
                    return await response.json()
                pause = float(response.headers.get("Retry-After", pause))
        except (aiohttp.ClientError, asyncio.TimeoutError):
            pass
        await asyncio.sleep(pause)
    raise AssertionError("No answer, however often it was asked.")


async def until_answered(session, address, **request):
    """Send again what was answered by a sorry, as when two servers are slow under the rush."""
    sorry = live.shared().current().text("failure", "web")
    for _ in range(TRIES):
        said = await persistently(session, "POST", address, **request)
        if [reply["text"] for reply in said["replies"]] != [sorry]:
            return said
    raise AssertionError("Sorry, however often it was asked.")


async def converse(session, server, number, answered):
    """Ask some questions one after the other; return what went wrong."""
    entries = live.shared().current().entries
    names = [sorted(entries)[(number + turn) % len(entries)] for turn in range(MESSAGES)]
    token = (await persistently(session, "POST", f"{server}/chat/sessions"))["token"]
    wrong = []
    for turn, name in enumerate(names):
        message = {"text": entries[name].question, "message_id": f"{number}-{turn}"}
        headers = {"Authorization": f"Bearer {token}"}
        said = await until_answered(session, f"{server}/chat/messages", json=message, headers=headers)
        token = said["token"]
        if name not in [entry for reply in said["replies"] for entry in reply["answered"]]:
            wrong.append(f"{name} was answered with {said['replies']}")
        answered.append(number)
    headers = {"Authorization": f"Bearer {token}"}
    kept = (await persistently(session, "GET", f"{server}/chat/messages", headers=headers))["messages"]
    asked = [message["text"] for message in kept if message["from"] == "client"]
    if asked != [entries[name].question for name in names]:
        wrong.append(f"asked {names}, kept {asked}")
    replied = [message["answered"] for message in kept if message["from"] == "assistant"]
    if replied != [[name] for name in names]:
        wrong.append(f"asked {names}, replied {replied}")
    return wrong


def test_a_conversation_and_a_number_each_stay_with_one_server(cluster):
    nginx, chosen = cluster.nginx, []
    for _ in range(8):
        token = json.loads(nginx.get("/chat/sessions", b""))["token"]
        before = nginx.requests
        for turn in range(3):
            in_header = {"Authorization": f"Bearer {token}"} if turn else {}
            body = {"text": "does it hurt", **({} if turn else {"token": token})}
            nginx.get("/chat/messages", json.dumps(body).encode(), in_header)
        chosen.append(set(nginx.upstreams()[before:]))
        fields = form(new_number(), "does it hurt")
        before = nginx.requests
        for number in range(3):
            fields["MessageSid"] = f"SM{number}{fields['From']}"
            nginx.get("/webhooks/sms/webhook", urlencode(fields).encode(), signed(fields, TWILIO_TOKEN))
        chosen.append(set(nginx.upstreams()[before:]))
    assert [len(servers) for servers in chosen] == [1] * 16
    assert len(set.union(*chosen)) == 2


async def test_one_message_sent_to_both_servers_at_once_is_answered_once(cluster):
    first, second = (server.address for server in cluster.servers)
    token = post(first, "/chat/sessions", {})[1]["token"]
    asking = [
        asyncio.to_thread(
            post, address, "/chat/messages", {"text": "does it hurt", "message_id": f"{turn}"}, token
        )
        for turn in range(5)
        for address in (first, second)
    ]
    said = await asyncio.gather(*asking)
    assert {status for status, _ in said} == {200}
    request = urllib.request.Request(f"{second}/chat/messages", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as response:
        kept = Counter(message["from"] for message in json.load(response)["messages"])
    assert kept == {"client": 5, "assistant": 5}


def test_what_is_for_those_who_watch_does_not_pass_the_proxy(cluster):
    for path in ("/metrics", "/readyz"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            cluster.nginx.get(path)
    for header in ("X-Forwarded-For", "Forwarded"):
        request = urllib.request.Request(
            f"{cluster.servers[0].address}/metrics", headers={header: "for=1.2.3.4"}
        )
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(request)


def test_logs_and_metrics_hold_neither_words_nor_numbers_nor_sessions(cluster):
    number, words = new_number(), "my grandmother Ermintrude has a headache"
    fields = form(number, words)
    cluster.nginx.get("/webhooks/sms/webhook", urlencode(fields).encode(), signed(fields, TWILIO_TOKEN))
    token = json.loads(cluster.nginx.get("/chat/messages", json.dumps({"text": words}).encode()))["token"]
    written = cluster.nginx.log.read_text() + "".join(server.said() for server in cluster.servers)
    for server in cluster.servers:
        with urllib.request.urlopen(f"{server.address}/metrics") as response:
            written += response.read().decode()
    for secret in ("Ermintrude", number[1:], token.partition(".")[0]):
        assert secret not in written


async def test_500_conversations_at_once_with_a_server_killed_half_way(cluster):
    answered: list = []

    async def kill_half_way():
        while len(answered) < CONVERSATIONS * MESSAGES / 2:
            await asyncio.sleep(0.05)
        cluster.servers[0].kill()

    connector = aiohttp.TCPConnector(limit=0, ssl=cluster.nginx.tls)
    killing = asyncio.create_task(kill_half_way())
    async with aiohttp.ClientSession(connector=connector) as session:
        talks = [converse(session, cluster.nginx.address, n, answered) for n in range(CONVERSATIONS)]
        wrong = [fault for faults in await asyncio.gather(*talks) for fault in faults]
    await killing
    cluster.servers[0].start()
    assert wrong == []
    assert len(answered) == CONVERSATIONS * MESSAGES
