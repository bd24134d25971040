"""Errors have one form everywhere: {"error": {"code", "message"}} with a fitting status."""

from __future__ import annotations

import logging
import traceback
from typing import Any, Mapping, Optional

from prometheus_client import Counter
from sanic import Request, Sanic, response
from sanic.exceptions import SanicException
from sanic.response import HTTPResponse

logger = logging.getLogger(__name__)

REFUSALS = Counter("faqbot_refusals_total", "Requests refused or failed, by the error's code.", ["code"])


class ApiError(SanicException):
    """A request is refused.

    Attributes:
        code: what is wrong, for a program; the widget has a sentence for each.
        headers: headers of the response.
        more: further keys of the response's body.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        headers: Optional[Mapping[str, str]] = None,
        more: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(message, status_code=status, quiet=True)
        self.code = code
        self.headers = dict(headers or {})
        self.more = dict(more or {})


def install(app: Sanic) -> None:
    """Answer every error of `app` in the one form."""

    @app.exception(ApiError)
    async def refused(_: Request, error: ApiError) -> HTTPResponse:
        REFUSALS.labels(error.code).inc()
        body = {"error": {"code": error.code, "message": str(error)}, **error.more}
        return response.json(body, error.status_code, headers=error.headers)

    @app.exception(SanicException)
    async def not_served(_: Request, error: SanicException) -> HTTPResponse:
        status = getattr(error, "status_code", 500)
        code = "".join(
            f"_{letter.lower()}" if letter.isupper() else letter for letter in type(error).__name__
        )
        REFUSALS.labels(code.lstrip("_")).inc()
        body = {"error": {"code": code.lstrip("_"), "message": str(error)}}
        return response.json(body, status, headers=getattr(error, "headers", None))

    @app.exception(Exception)
    async def failed(_: Request, error: Exception) -> HTTPResponse:
        # The class and the place alone: a message may quote what the client wrote.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error("A request failed with %s at %s:%s.", type(error).__name__, place.filename, place.lineno)
        REFUSALS.labels("internal").inc()
        message = "Something went wrong on our side. Try again in a moment."
        return response.json({"error": {"code": "internal", "message": message}}, 500)
