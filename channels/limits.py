"""How many messages a conversation and an address may send in a minute."""

from __future__ import annotations

import ipaddress
import math
import time

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from channels import settings
from channels.errors import ApiError
from channels.shared_counts import SharedCounts


class RateLimits:
    """Counts messages, and refuses those above the limits with the time to wait."""

    def __init__(self, by_conversation: int, by_address: int) -> None:
        # The limiter holds its storage by a weak reference only.
        self._storage = storage()
        self._limiter = FixedWindowRateLimiter(self._storage)
        self._by_conversation = RateLimitItemPerMinute(by_conversation)
        self._by_address = RateLimitItemPerMinute(by_address)

    def count_conversation(self, conversation: str) -> None:
        """Count one message of `conversation`.

        Raises:
            ApiError: if it has sent too many in this minute; 429 with `Retry-After`.
        """
        self._count(self._by_conversation, conversation)

    def count_address(self, address: str) -> None:
        """Count one message from `address`.

        A loopback address is that of a proxy on this machine, whose clients must not share one limit.

        Raises:
            ApiError: if it has sent too many in this minute; 429 with `Retry-After`.
        """
        if not _is_loopback(address):
            self._count(self._by_address, address)

    def _count(self, limit: RateLimitItemPerMinute, key: str) -> None:
        if not self._limiter.hit(limit, key):
            ends_at, _ = self._limiter.get_window_stats(limit, key)
            seconds = max(1, math.ceil(ends_at - time.time()))
            raise ApiError(
                429,
                "too_many_messages",
                f"Too many messages in a minute. Wait {seconds} seconds and send it again.",
                {"Retry-After": str(seconds)},
            )


def storage() -> Storage:
    """Return where counts are kept: in memory, or in the database if other processes answer too."""
    return SharedCounts() if settings.current().is_shared() else MemoryStorage()


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address.strip("[]")).is_loopback
    except ValueError:
        return False
