"""What the server offers to the network, and what it does not."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from rasa.server import create_app

# What both serve: the start page.
SHARED = {"/"}


def rasa_routes():
    """Every method and path of Rasa's own HTTP API, with something in place of its parameters."""
    app = create_app(agent=None)
    for route in app.router.routes:
        path = "/" + re.sub(r"<[^>]+>", "x", route.path).lstrip("/")
        if path not in SHARED:
            yield from ((method, path) for method in route.methods if method != "OPTIONS")


def status(server, method, path, body=b"", headers=None):
    address = urlsplit(server)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    connection.request(method, path, body, headers or {})
    answer = connection.getresponse()
    connection.close()
    return answer.status


def test_rasas_own_http_api_is_not_there(server):
    routes = sorted(set(rasa_routes()))
    assert ("PUT", "/model") in routes and ("GET", "/conversations/x/tracker") in routes
    assert {route: status(server, *route) for route in routes} == dict.fromkeys(routes, 404)


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/webhooks/socketio/", "/socket.io/"])
def test_rasas_channels_are_not_there(server, path):
    assert status(server, "POST", path, b'{"sender": "x", "message": "/restart"}') == 404


@pytest.mark.parametrize(
    "path",
    [
        "/chat/../../faqbot.env",
        "/chat/%2e%2e/%2e%2e/faqbot.env",
        "/chat/widget.js/../../secret",
        "/..%2f..%2fetc/passwd",
    ],
)
def test_no_path_leads_to_a_file(server, path):
    assert status(server, "GET", path) in (400, 404)


def test_headers_beyond_the_limit_are_refused(server):
    assert status(server, "GET", "/faq", headers={"X-Long": "x" * 20_000}) in (400, 413, 431)


def test_a_transfer_coding_beside_a_length_smuggles_nothing(server):
    """Two ways to say where a request ends, as a proxy and a server might read them differently."""
    address = urlsplit(server)
    hidden = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=20)
    connection.putrequest("POST", "/chat/messages")
    connection.putheader("Content-Length", str(len(hidden) + 5))
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders(b"0\r\n\r\n" + hidden)
    assert connection.getresponse().status == 400
    connection.close()
