"""Session tokens: made and signed by the server, so that nobody can guess or choose a conversation."""

from __future__ import annotations

import hashlib
import secrets
import time

from itsdangerous import BadSignature, TimestampSigner

from channels.errors import ApiError

# A conversation that rests this long is over; every answer brings a token that begins anew.
SECONDS = 24 * 60 * 60


class Sessions:
    """Signs and reads tokens of the form `<conversation>.<time>.<signature>`.

    The conversation's id comes first and in the clear, so that a proxy can route by it; without the
    signature it opens nothing.
    """

    def __init__(self, secret: str) -> None:
        self._signer = TimestampSigner(secret, salt="web-session", digest_method=hashlib.sha256)

    def begin(self) -> str:
        """Return the id of a new conversation."""
        return secrets.token_hex(16)

    def token(self, conversation: str) -> str:
        """Return a token for `conversation` that is good from now on."""
        return self._signer.sign(conversation).decode("ascii")

    def conversation(self, token: str) -> str:
        """Return the conversation that `token` was made for.

        Raises:
            ApiError: if the server did not make it, or it has expired.
        """
        try:
            conversation, signed = self._signer.unsign(token, return_timestamp=True)
        except (BadSignature, ValueError):
            raise _ended() from None
        # Where the clock was set back, or another server's is ahead, a token is from the future. It is ours.
        if time.time() - signed.timestamp() > SECONDS:
            raise _ended()
        return conversation.decode("ascii")


def _ended() -> ApiError:
    return ApiError(401, "session_ended", "This session has ended or is not one of ours. Begin a new one.")
