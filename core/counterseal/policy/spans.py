"""Lengths of time and moments in words."""

from __future__ import annotations

from counterseal.clock import parse_stamp

_UNITS = ((86_400, "day"), (3600, "hour"), (60, "minute"))


def span(seconds: int) -> str:
    """Seconds in words, exactly: ``24 hours``, ``7 days``, ``90 seconds``."""
    for unit, name in _UNITS:
        # A day reads as 24 hours: "in a day" could be taken for the calendar's.
        if seconds % unit == 0 and (seconds > unit or name != "day"):
            count = seconds // unit
            return f"{count:,} {name}" if count == 1 else f"{count:,} {name}s"
    return "1 second" if seconds == 1 else f"{seconds:,} seconds"


def moment(text: str) -> str:
    """A UTC stamp as ``21 Nov 2026 13:00 UTC``. Raises InvalidInput."""
    at = parse_stamp(text)
    return f"{at.day} {at:%b %Y %H:%M} UTC"
