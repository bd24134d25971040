"""The server: the agent behind its channels, in one process, without Rasa's own HTTP API."""

from __future__ import annotations

from pathlib import Path

from rasa.core.channels.channel import register
from sanic import Sanic
from sqlalchemy.engine.url import make_url
from sqlalchemy.orm import sessionmaker

from channels import errors, headers, health, in_order, metrics, settings, sms, upkeep
from channels.conversations import Conversations
from channels.database import engine
from channels.outages import Outlasting
from channels.pages import pages
from channels.processor import load_agent
from channels.web_chat import WebChat

# Far more than any message needs; a longer body is refused unread.
MAX_BODY_BYTES = 64 * 1024

# A request is small, so that even a bad line brings it in this time; who speaks drop by drop is hung up on.
SECONDS_TO_SEND_HEADERS = 10

# Longer than a proxy keeps an idle connection (nginx: 60 seconds), so that it never sends on a closed one.
SECONDS_TO_KEEP_IDLE = 75

# For the body and the answer together. The widget waits for 20 seconds, Twilio for 15.
SECONDS_TO_ANSWER = 30


def application(model: Path) -> Sanic:
    """Return the server for `model`, not yet running."""
    app = Sanic("faqbot", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = MAX_BODY_BYTES
    app.config.REQUEST_TIMEOUT = SECONDS_TO_SEND_HEADERS
    app.config.RESPONSE_TIMEOUT = SECONDS_TO_ANSWER
    app.config.KEEP_ALIVE_TIMEOUT = SECONDS_TO_KEEP_IDLE
    app.config.GRACEFUL_SHUTDOWN_TIMEOUT = settings.current().stop_seconds
    if settings.current().proxies:
        app.config.PROXIES_COUNT = settings.current().proxies
    errors.install(app)
    headers.install(app)
    app.blueprint(pages)
    register([WebChat(), *sms.channels()], app, route="/")

    @app.before_server_start
    async def load(app: Sanic, _: object) -> None:
        app.ctx.conversations = Outlasting(tracker_store())
        app.ctx.agent = load_agent(model, app.ctx.conversations)
        app.add_task(app.ctx.conversations.write_unsaved(), name="conversations")

    @app.after_server_stop
    async def finish(app: Sanic, _: object) -> None:
        # Who has hung up has no connection to wait for, and what they said is remembered all the same.
        await in_order.finish(settings.current().stop_seconds)
        await app.ctx.conversations.try_to_write()

    metrics.install(app)
    health.install(app)
    upkeep.install(app, model)
    return app


def tracker_store() -> Conversations:
    """Return where conversations are kept, by the settings."""
    url = make_url(settings.current().database_address())
    store = Conversations(
        dialect=url.drivername,
        host=url.host,
        port=url.port,
        db=url.database,
        username=url.username,
        password=url.password,
        query=dict(url.query),
    )
    # Rasa's own engine neither notices that the database has been restarted nor shares a SQLite file.
    store.engine.dispose()
    store.engine = engine()
    store.sessionmaker = sessionmaker(bind=store.engine)
    return store
