"""Headers that keep the server's pages and answers from being misused by other sites."""

from __future__ import annotations

from sanic import Request, Sanic
from sanic.response import HTTPResponse

from channels import settings

# The pages load scripts, styles and pictures from this server alone, and nothing may frame them.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
    )
)

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Sanic) -> None:
    """Add the headers to every response of `app` that does not set them itself."""
    headers = dict(HEADERS)
    if (settings.current().public_url or "").startswith("https://"):
        headers["Strict-Transport-Security"] = "max-age=31536000"

    @app.on_response
    async def add(_: Request, response: HTTPResponse) -> None:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
