"""The server: the agent behind its channels, in one process, without Rasa's own HTTP API."""

from __future__ import annotations

from pathlib import Path

from rasa.core.agent import Agent
from rasa.core.channels.channel import register
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from sanic import Request, Sanic, response
from sanic.response import HTTPResponse
from sqlalchemy.engine.url import make_url

from actions.in_process import InProcessActions
from channels import errors, headers, settings, sms, upkeep
from channels.pages import pages
from channels.web_chat import WebChat

# Far more than any message needs; a longer body is refused unread.
MAX_BODY_BYTES = 64 * 1024


def application(model: Path) -> Sanic:
    """Return the server for `model`, not yet running."""
    app = Sanic("faqbot", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    if settings.current().proxies:
        app.config.PROXIES_COUNT = settings.current().proxies
    errors.install(app)
    headers.install(app)
    app.blueprint(pages)
    register([WebChat(), *sms.channels()], app, route="/")

    @app.before_server_start
    async def load(app: Sanic, _: object) -> None:
        app.ctx.agent = Agent.load(model, action_endpoint=InProcessActions(), tracker_store=tracker_store())

    upkeep.install(app, model)

    @app.get("/healthz")
    async def alive(_: Request) -> HTTPResponse:
        return response.json({"status": "alive"})

    @app.get("/readyz")
    async def ready(request: Request) -> HTTPResponse:
        agent = getattr(request.app.ctx, "agent", None)
        is_ready = agent is not None and agent.is_ready()
        return response.json({"status": "ready" if is_ready else "loading"}, 200 if is_ready else 503)

    return app


def tracker_store() -> TrackerStore:
    """Return where conversations are kept, by the settings."""
    chosen = settings.current()
    if chosen.database_url is None:
        return SQLTrackerStore(dialect="sqlite", db=str(chosen.private_folder() / "conversations.db"))
    url = make_url(chosen.database_url)
    return SQLTrackerStore(
        dialect=url.drivername,
        host=url.host,
        port=url.port,
        db=url.database,
        username=url.username,
        password=url.password,
    )
