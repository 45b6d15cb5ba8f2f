"""Time as the formats write it, behind an object that tests replace."""

from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

from counterseal.errors import InvalidInput

# ``fromisoformat`` alone would also take week dates, commas and missing minutes, which other readers refuse.
_RFC3339_UTC = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?Z")


class Clock(Protocol):
    """Wall time for records, monotonic time for deadlines."""

    def now(self) -> datetime:
        """Current UTC time."""

    def monotonic(self) -> float:
        """Seconds that never go back."""


# Python's monotonic clock stands still while a Linux or macOS machine sleeps; a lease must not. Each has another that
# goes on.
_SINCE_BOOT: int | None = getattr(time, "CLOCK_MONOTONIC" if sys.platform == "darwin" else "CLOCK_BOOTTIME", None)


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic() if _SINCE_BOOT is None else time.clock_gettime(_SINCE_BOOT)


def stamp(moment: datetime) -> str:
    """``2026-11-21T13:02:11.482Z`` (DESIGN 4.1): UTC, milliseconds, ``Z``."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='milliseconds')}Z"


def parse_stamp(text: str, where: str = "") -> datetime:
    """The inverse of ``stamp``; accepts any RFC 3339 UTC time with ``Z``.

    Raises:
        InvalidInput: not such a time.
    """
    try:
        if not (isinstance(text, str) and _RFC3339_UTC.fullmatch(text)):
            raise ValueError(text)
        return datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            "A time must be UTC as in 2026-11-21T13:02:11.482Z", where=where or ascii(text)[:40], code="bad_time"
        ) from None


def later(moment: datetime, seconds: float) -> str:
    """``stamp`` of a moment that lies ``seconds`` after ``moment``."""
    return stamp(moment + timedelta(seconds=seconds))
