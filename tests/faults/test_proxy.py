"""The servers behind the proxy die: the client gets a sentence, and a retry that works."""

import json
import shutil
import time
import urllib.error

import pytest
from deploy.proxy import Nginx

pytestmark = pytest.mark.slow


@pytest.fixture
def proxy(faulty, tmp_path):
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed (.ci/run installs it)")
    nginx = Nginx(tmp_path / "nginx", [faulty, faulty])
    yield nginx
    nginx.stop()


def test_servers_that_die(faulty, proxy):
    token = json.loads(proxy.get("/chat/sessions", b""))["token"]
    message = json.dumps({"text": "how long is a session", "message_id": "1", "token": token}).encode()
    faulty.kill()
    with pytest.raises(urllib.error.HTTPError) as refused:
        proxy.get("/chat/messages", message)
    assert refused.value.code == 503
    assert refused.value.headers["Retry-After"]
    assert "contact the practice" in json.load(refused.value)["error"]["message"]
    faulty.start()
    assert "60 minutes" in persistently(proxy, message)["replies"][0]["text"]


def persistently(proxy, message):
    """Send a message again and again, as the widget does; the proxy takes some seconds to look again."""
    for _ in range(30):
        try:
            return json.loads(proxy.get("/chat/messages", message))
        except urllib.error.HTTPError:
            time.sleep(0.5)
    raise AssertionError("It was not answered again.")
