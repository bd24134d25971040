"""Which websites may use the chat: the server's own, and those that the settings list."""

from __future__ import annotations

from typing import Dict, Iterable, Optional
from urllib.parse import urlsplit

from sanic import Request

from channels.errors import ApiError


class Origins:
    """Tells own and allowed origins from all others.

    A browser says with `Origin` which page a request comes from; other programs send none.
    """

    def __init__(self, allowed: Iterable[str], public_url: Optional[str]) -> None:
        self._allowed = {origin.rstrip("/") for origin in allowed}
        self._own_host = urlsplit(public_url).netloc if public_url else None

    def check(self, request: Request) -> None:
        """Refuse a request that comes from a page of another site.

        Raises:
            ApiError: 403, if its origin is not allowed.
        """
        if "origin" in request.headers and not self._is_allowed(request):
            raise ApiError(
                403,
                "origin_not_allowed",
                "This website may not use the chat. Whoever runs the server can add it to "
                "FAQBOT_ALLOWED_ORIGINS.",
            )

    def headers(self, request: Request) -> Dict[str, str]:
        """Return what lets a page of an allowed site read the response."""
        headers = {"Vary": "Origin"}
        if "origin" in request.headers and self._is_allowed(request):
            headers["Access-Control-Allow-Origin"] = request.headers["origin"]
            headers["Access-Control-Expose-Headers"] = "Retry-After"
        return headers

    def preflight_headers(self, request: Request) -> Dict[str, str]:
        """Return what a browser asks for before it sends a request from an allowed site."""
        return {
            **self.headers(request),
            "Access-Control-Allow-Methods": "GET, POST, DELETE",
            "Access-Control-Allow-Headers": "Authorization, Content-Type",
            "Access-Control-Max-Age": "600",
        }

    def _is_allowed(self, request: Request) -> bool:
        origin = request.headers["origin"]
        if origin in self._allowed:
            return True
        scheme, _, host = origin.partition("://")
        return scheme in ("http", "https") and host in (request.host, self._own_host)
