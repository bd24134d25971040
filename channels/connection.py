"""Connections that are hung up on when they take too long to say what they want."""

from __future__ import annotations

from typing import Any

from sanic.http import Stage
from sanic.server import HttpProtocol


class Connection(HttpProtocol):
    """Sanic's connection, with its clocks put right.

    Sanic starts the clock of a request anew at every byte, and after a late request waits for the rest of
    it, so that one who sends a byte now and then could keep a connection for ever. And it lets one who has
    not said anything yet stay as long as one who waits between two requests, which a proxy does for a minute.
    """

    def connection_made(self, transport: Any) -> None:
        """Expect the first request soon (see parent class)."""
        self.keep_alive_timeout = self.request_timeout
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Let the clock of a request run on (see parent class)."""
        self.keep_alive_timeout = self.app.config.KEEP_ALIVE_TIMEOUT
        # Not there yet when the first bytes come with the connection.
        http: Any = getattr(self, "_http", None)
        if http is not None and http.stage is Stage.IDLE and not http.keep_alive:
            # Answered already; this is the rest of what was too late.
            self.close()
            return
        began = self._time
        super().data_received(data)
        if http is not None and http.stage is not Stage.IDLE:
            self._time = began
