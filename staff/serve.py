"""`faqbot serve`: the website's chat, its pages and the text messages, from one process or several."""

from __future__ import annotations

import resource
import socket
from typing import Optional

import sqlalchemy as sa
import typer

from channels import database, logs, server, settings, sms
from channels.connection import Connection
from staff import assistant, models
from staff.workers import Workers

# A rush of new connections waits here instead of being refused.
BACKLOG = 1024


def serve() -> None:
    """Serve the newest model at the address of the settings until interrupted.

    Raises:
        ModelError: if there is no model.
        SettingsError: if a setting cannot be used, the port is taken or the database is not reached.
    """
    chosen = settings.current()
    assistant.check(models.newest())
    _refuse_taken_port(chosen.host, chosen.port)
    _refuse_database_out_of_reach()
    # One secret, made before there are several who would.
    chosen.signing_secret()
    _allow_many_connections()
    logs.install()
    typer.echo("Loading the model ...")
    if chosen.workers == 1:
        _run()
    else:
        Workers(chosen.host, chosen.port, chosen.workers, _run).run(chosen.stop_seconds)


def _run(listening: Optional[socket.socket] = None, is_first: bool = True) -> None:
    chosen = settings.current()
    app = server.application(models.newest())

    @app.after_server_start
    async def say_where(*_: object) -> None:
        if not is_first:
            return
        typer.echo(f"Open http://{chosen.host}:{chosen.port}/ (Ctrl-C stops)")
        typer.echo(sms.announcement())

    where = {"sock": listening} if listening else {"host": chosen.host, "port": chosen.port}
    app.run(**where, protocol=Connection, access_log=False, motd=False, backlog=BACKLOG)


def _refuse_database_out_of_reach() -> None:
    try:
        with database.engine().connect():
            pass
    except sa.exc.SQLAlchemyError as error:
        # The class alone: the message may hold the password.
        raise settings.SettingsError(
            f"The database cannot be reached ({type(error).__name__}). Start it, or correct "
            "FAQBOT_DATABASE_URL."
        ) from None


def _allow_many_connections() -> None:
    # Each is an open file, of which a shell allows far fewer than the system does.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise settings.SettingsError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose another "
                "port: FAQBOT_PORT=5006"
            ) from None
