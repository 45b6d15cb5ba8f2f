"""Ids: those that sort by time, and those that everybody comes to from the same parts."""

from __future__ import annotations

import os
from hashlib import sha256
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


def uuid8(*parts: str) -> str:
    """A UUIDv8 (RFC 9562 section 5.8) of SHA-256 over the parts in UTF-8, with LF between them (DESIGN 4.7)."""
    raw = bytearray(sha256("\n".join(parts).encode("utf-8", "replace")).digest()[:16])
    raw[6] = raw[6] & 0x0F | 0x80
    raw[8] = raw[8] & 0x3F | 0x80
    return str(UUID(bytes=bytes(raw)))
