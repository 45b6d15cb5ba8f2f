"""Days as people count them, in the zone where the desk stands, and as the ledger finds them, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

from counterseal.clock import stamp

PERIODS = (7, 30, 90)
NIGHT_ENDS, NIGHT_BEGINS = 6, 22
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Span:
    """A day or a week. ``since`` (inclusive) and ``until`` (exclusive) are UTC stamps, as ``HistoryFilter`` takes them.

    Attributes:
        first: its first day in the desk's zone.
        begin, end: the same bounds in seconds since 1970.
        whole: it is over, so that nothing more can happen in it.
    """

    first: date
    since: str
    until: str
    begin: float
    end: float
    whole: bool


def last_days(now: datetime, count: int, zone: tzinfo | None = None) -> tuple[Span, ...]:
    """The last ``count`` days, today's unfinished one included, oldest first.

    Args:
        now: with an offset.
        zone: None for the computer's own zone, summer time as it was on each day.
    """
    today = now.astimezone(zone).date()
    firsts = [today - timedelta(days=count - 1 - number) for number in range(count)]
    return tuple(_span(first, first + timedelta(days=1), now, zone) for first in firsts)


def weeks(days: Sequence[Span]) -> tuple[Span, ...]:
    """Days as runs of seven that end with the last one; the oldest run may be shorter."""
    runs = [days[max(0, end - 7) : end] for end in range(len(days), 0, -7)]
    return tuple(over(run) for run in reversed(runs))


def over(days: Sequence[Span]) -> Span:
    """One span from the first of these days to the last."""
    first, last = days[0], days[-1]
    return Span(first.first, first.since, last.until, first.begin, last.end, last.whole)


def local(at: float, zone: tzinfo | None = None) -> datetime:
    """A moment as the clock on the wall showed it."""
    return datetime.fromtimestamp(at, UTC).astimezone(zone)


def at_night(moment: datetime) -> bool:
    """Between ten in the evening and six in the morning."""
    return moment.hour >= NIGHT_BEGINS or moment.hour < NIGHT_ENDS


def at_weekend(moment: datetime) -> bool:
    """On a Saturday or Sunday."""
    return moment.weekday() >= SATURDAY


def _span(first: date, after: date, now: datetime, zone: tzinfo | None) -> Span:
    begin, end = (_midnight(day, zone) for day in (first, after))
    return Span(first, stamp(begin), stamp(end), begin.timestamp(), end.timestamp(), end <= now)


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    # Without a zone Python takes a naive time as the computer's own, with that day's summer time.
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
