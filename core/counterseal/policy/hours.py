"""Hours of a mandate: whether a moment, or all of an uncertain one, lies inside them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from counterseal.model.autonomy import Hours

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MINUTES = 24 * 60
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
# Stretches that may join end to end, as with all days from 00:00 to 24:00; a longer uncertainty is no certainty.
_MOST_STRETCHES = 8


def minute(text: str) -> int:
    """``08:30`` as minutes after midnight; ``24:00`` is the day's end. Raises ValueError."""
    if not _TIME.fullmatch(text):
        raise ValueError(text)
    return int(text[:2]) * 60 + int(text[3:])


def inside(hours: Hours, earliest: datetime, latest: datetime) -> bool:
    """Whether the whole of the interval lies inside, as the clocks of the hours' zone show it.

    Both ends inside are not enough: a clock that is a day off would have been inside at both and outside between.

    Raises:
        ValueError, KeyError, OSError: the hours name no zone or time that is known here.
    """
    if earliest.tzinfo is None or latest.tzinfo is None or earliest > latest:
        raise ValueError("two aware times in order are needed")
    zone = ZoneInfo(hours.zone)
    first, last = (moment.astimezone(zone).replace(tzinfo=None) for moment in (earliest, latest))
    if _stretch_end(hours, last) is None:
        return False
    moment = first
    for _ in range(_MOST_STRETCHES):
        end = _stretch_end(hours, moment)
        if end is None:
            return False
        if last < end:
            return True
        moment = end
    return False


def known_zone(name: str) -> bool:
    """Whether this machine knows the IANA time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def check(hours: Hours) -> None:
    """Raises ValueError when start or end is no time, or both are the same."""
    _span(hours)


def week_minutes(hours: Hours) -> frozenset[int]:
    """The minutes of a week, counted from Monday 00:00 in the hours' zone, that lie inside. Raises ValueError."""
    found: set[int] = set()
    for day in hours.days:
        start, length = _span(hours)
        found.update((day * _MINUTES + start + index) % (7 * _MINUTES) for index in range(length))
    return frozenset(found)


def in_words(hours: Hours) -> str:
    """``Mon–Fri 08:00–18:00, Europe/Berlin``."""
    days = sorted(hours.days)
    if len(days) == 7:
        named = "every day"
    elif len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        named = f"{DAYS[days[0]]}–{DAYS[days[-1]]}"
    else:
        named = ", ".join(DAYS[day] for day in days)
    return f"{named} {hours.start}–{hours.end}, {hours.zone}"


def local_words(hours: Hours, moment: datetime) -> str:
    """``Sat 21:14`` in the hours' zone."""
    local = moment.astimezone(ZoneInfo(hours.zone))
    return f"{DAYS[local.weekday()]} {local:%H:%M}"


def _span(hours: Hours) -> tuple[int, int]:
    """Start and length in minutes; an end before the start lies on the next day."""
    start, end = minute(hours.start), minute(hours.end)
    if start == end:
        raise ValueError("hours have a length")
    return start, end - start if end > start else end - start + _MINUTES


def _stretch_end(hours: Hours, moment: datetime) -> datetime | None:
    """The end of the stretch that a local time lies in, None outside all. A stretch belongs to the day it starts on."""
    start, length = _span(hours)
    ends = []
    for back in (0, 1):
        day: date = moment.date() - timedelta(days=back)
        begins = datetime.combine(day, datetime.min.time()) + timedelta(minutes=start)
        ends_at = begins + timedelta(minutes=length)
        if day.weekday() in hours.days and begins <= moment < ends_at:
            ends.append(ends_at)
    return max(ends, default=None)
