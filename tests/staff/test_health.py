"""`faqbot health` and `/readyz` tell the truth about a running server."""

from types import SimpleNamespace

from channels import settings
from channels.guard import Guard, Turn
from channels.health import Health


def test_a_server_that_can_answer_says_so(server, faqbot, monkeypatch):
    monkeypatch.setenv("FAQBOT_PORT", server.rpartition(":")[2])
    done = faqbot("health")
    assert done.returncode == 0
    assert done.stdout.split("\n")[:3] == ["model: ok", "database: ok", "canary: ok"]


def test_no_server_is_not_well(faqbot, monkeypatch):
    monkeypatch.setenv("FAQBOT_PORT", "1")
    done = faqbot("health")
    assert done.returncode == 1
    assert "No server answers at http://127.0.0.1:1/readyz" in done.stderr


async def test_a_server_whose_database_is_gone_or_that_cannot_answer_is_not_ready(
    guard, monkeypatch, tmp_path
):
    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    settings.current.cache_clear()
    looked = Health(SimpleNamespace(ctx=SimpleNamespace(agent=guard.agent)))
    assert set((await looked.checks()).values()) == {"ok"}
    assert await guard.agent.tracker_store.retrieve("canary") is None
    monkeypatch.setenv("FAQBOT_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    settings.current.cache_clear()
    monkeypatch.setattr(Guard, "turn", silent)
    looked = Health(SimpleNamespace(ctx=SimpleNamespace(agent=guard.agent)))
    found = await looked.checks()
    settings.current.cache_clear()
    assert found == {"model": "ok", "database": "not reached (OperationalError)", "canary": "not answered"}


async def silent(*_):
    return Turn(None, [])


async def test_before_the_model_is_loaded_it_is_not_ready(monkeypatch, tmp_path):
    monkeypatch.setenv("FAQBOT_DATA_FOLDER", str(tmp_path))
    settings.current.cache_clear()
    found = await Health(SimpleNamespace(ctx=SimpleNamespace())).checks()
    settings.current.cache_clear()
    assert found == {"model": "not loaded", "database": "ok", "canary": "not asked"}
