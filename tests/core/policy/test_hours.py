"""Hours of a mandate: both of an uncertain time's ends and all between, over midnight, weeks and clock changes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.model.autonomy import Hours
from counterseal.policy.hours import in_words, inside, known_zone, local_words, minute, week_minutes
from counterseal.policy.spans import moment, span

WORK = Hours("Europe/Berlin", (0, 1, 2, 3, 4), "08:00", "18:00")
NIGHT = Hours("UTC", (4,), "22:00", "06:00")
ALWAYS = Hours("UTC", (0, 1, 2, 3, 4, 5, 6), "00:00", "24:00")


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "at", "expected"),
    [
        (WORK, "2026-11-20T06:59:59.999", False),
        (WORK, "2026-11-20T07:00", True),
        (WORK, "2026-11-20T16:59:59.999", True),
        (WORK, "2026-11-20T17:00", False),
        (WORK, "2026-11-21T09:00", False),
        (WORK, "2026-07-20T06:00", True),
        (WORK, "2026-07-20T16:00", False),
        (NIGHT, "2026-11-20T21:59", False),
        (NIGHT, "2026-11-20T22:00", True),
        (NIGHT, "2026-11-21T05:59", True),
        (NIGHT, "2026-11-21T06:00", False),
        (NIGHT, "2026-11-20T05:00", False),
        (NIGHT, "2026-11-21T22:00", False),
        (ALWAYS, "2026-11-21T23:59:59.999", True),
    ],
)
def test_a_moment_is_inside_or_not(hours: Hours, at: str, expected: bool) -> None:
    assert inside(hours, _at(at), _at(at)) is expected


def test_an_uncertain_time_is_inside_only_as_a_whole() -> None:
    assert inside(WORK, _at("2026-11-20T07:00"), _at("2026-11-20T16:59"))
    assert not inside(WORK, _at("2026-11-20T06:59"), _at("2026-11-20T12:00"))
    assert not inside(WORK, _at("2026-11-19T12:00"), _at("2026-11-20T12:00"))
    assert inside(NIGHT, _at("2026-11-20T22:00"), _at("2026-11-21T05:59"))
    # Stretches that join end to end are one, but not without end: a clock that is weeks off proves nothing.
    assert inside(ALWAYS, _at("2026-11-20T12:00"), _at("2026-11-21T12:00"))
    assert inside(ALWAYS, _at("2026-11-20T12:00"), _at("2026-11-27T12:00"))
    assert not inside(ALWAYS, _at("2026-11-20T12:00"), _at("2026-11-28T12:00"))


def test_times_out_of_order_or_without_offset_are_errors() -> None:
    now = _at("2026-11-20T12:00")
    for pair in ((now, now - timedelta(seconds=1)), (now.replace(tzinfo=None), now), (now, now.replace(tzinfo=None))):
        with pytest.raises(ValueError, match="aware"):
            inside(WORK, *pair)


def test_the_hour_that_comes_twice_is_counted_by_what_the_clock_shows() -> None:
    """In Berlin 02:30 comes twice on 25 October 2026: at 00:30 and 01:30 UTC."""
    early = Hours("Europe/Berlin", (6,), "02:00", "03:00")
    assert inside(early, _at("2026-10-25T00:30"), _at("2026-10-25T00:30"))
    assert inside(early, _at("2026-10-25T01:30"), _at("2026-10-25T01:30"))
    assert not inside(early, _at("2026-10-25T02:00"), _at("2026-10-25T02:00"))
    # On 29 March 02:30 does not come at all.
    assert not inside(early, _at("2026-03-29T00:59"), _at("2026-03-29T01:00"))


def test_times_and_zones() -> None:
    assert [minute(text) for text in ("00:00", "08:30", "23:59", "24:00")] == [0, 510, 1439, 1440]
    for text in ("24:01", "8:00", "08:60", "08.00", "08:00 ", "٠٨:00"):
        with pytest.raises(ValueError, match=re.escape(text)):
            minute(text)
    assert known_zone("Europe/Berlin")
    assert known_zone("UTC")
    for name in ("Europe/Nowhere", "../UTC", "/etc/localtime", "", "\0", "a" * 100_000, "Europe"):
        assert not known_zone(name)


def test_words() -> None:
    assert in_words(WORK) == "Mon–Fri 08:00–18:00, Europe/Berlin"
    assert in_words(ALWAYS) == "every day 00:00–24:00, UTC"
    assert in_words(Hours("UTC", (6, 0), "08:00", "09:00")) == "Mon, Sun 08:00–09:00, UTC"
    assert in_words(Hours("UTC", (0, 1), "08:00", "09:00")) == "Mon, Tue 08:00–09:00, UTC"
    assert local_words(WORK, _at("2026-11-21T20:14")) == "Sat 21:14"
    said = [span(s) for s in (1, 59, 60, 61, 90, 3600, 7200, 86_400, 172_800, 604_800, 90_000)]
    assert said == [
        "1 second", "59 seconds", "1 minute", "61 seconds", "90 seconds", "1 hour", "2 hours", "24 hours", "2 days",
        "7 days", "25 hours",
    ]  # fmt: skip
    assert moment("2026-11-01T03:04:05.678Z") == "1 Nov 2026 03:04 UTC"


_hours = st.builds(
    Hours,
    st.just("UTC"),
    st.lists(st.integers(0, 6), min_size=1, max_size=7, unique=True).map(tuple),
    st.integers(0, 1439).map(lambda m: f"{m // 60:02}:{m % 60:02}"),
    st.integers(1, 1440).map(lambda m: f"{m // 60:02}:{m % 60:02}"),
).filter(lambda hours: hours.start != hours.end)


@given(_hours, st.integers(0, 14 * 1440), st.integers(0, 3 * 1440))
def test_inside_is_what_the_minutes_of_the_week_say(hours: Hours, start: int, length: int) -> None:
    monday = _at("2026-11-16T00:00")
    earliest, latest = monday + timedelta(minutes=start), monday + timedelta(minutes=start + length)
    minutes = week_minutes(hours)
    expected = all((start + index) % (7 * 1440) in minutes for index in range(length + 1))
    assert inside(hours, earliest, latest) is expected
