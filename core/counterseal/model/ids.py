"""Ids that sort by time."""

from __future__ import annotations

import os
from uuid import UUID

from counterseal.clock import Clock


def uuid7(clock: Clock) -> str:
    """A UUIDv7 (RFC 9562 section 5.7) from the clock and 74 random bits."""
    millis = int(clock.now().timestamp() * 1000)
    random = int.from_bytes(os.urandom(10), "big")
    value = (
        (millis & (1 << 48) - 1) << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    )
    return str(UUID(int=value))
