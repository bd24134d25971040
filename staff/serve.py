"""`faqbot serve`: the website's chat and its pages from one process."""

from __future__ import annotations

import socket

import typer

from channels import server, settings, sms
from staff import models


def serve() -> None:
    """Serve the newest model at the address of the settings until interrupted.

    Raises:
        ModelError: if there is no model.
        SettingsError: if a setting cannot be used, or the port is taken.
    """
    model = models.newest()
    chosen = settings.current()
    _refuse_taken_port(chosen.host, chosen.port)
    app = server.application(model)

    @app.after_server_start
    async def say_where(*_: object) -> None:
        typer.echo(f"Open http://{chosen.host}:{chosen.port}/ (Ctrl-C stops)")
        typer.echo(sms.announcement())

    typer.echo("Loading the model ...")
    app.run(host=chosen.host, port=chosen.port, access_log=False, motd=False)


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise settings.SettingsError(
                f"Cannot listen on {host}:{port} ({error.strerror}). Stop what uses it, or choose another "
                "port: FAQBOT_PORT=5006"
            ) from None
