"""Days and weeks as the wall clock has them, over a change of summer time too."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from counterseal.insights.days import at_night, at_weekend, last_days, local, over, weeks

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 21, 17, 0, tzinfo=UTC)


def test_the_last_day_is_today_and_not_over() -> None:
    days = last_days(NOW, 7, UTC)
    assert [day.first for day in days][::6] == [date(2026, 11, 15), date(2026, 11, 21)]
    assert [day.whole for day in days] == [True] * 6 + [False]
    assert (days[-1].since, days[-1].until) == ("2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z")
    assert all(one.until == other.since for one, other in pairwise(days))


def test_a_day_begins_at_midnight_where_the_desk_stands() -> None:
    late = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    assert last_days(late, 1, BERLIN)[0].first == date(2026, 11, 22)
    assert last_days(late, 1, BERLIN)[0].since == "2026-11-21T23:00:00.000Z"


def test_the_day_on_which_summer_time_ends_has_25_hours() -> None:
    days = {day.first: day for day in last_days(NOW, 30, BERLIN)}
    long = days[date(2026, 10, 25)]
    assert long.end - long.begin == 25 * 3600
    assert (long.since, long.until) == ("2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z")


@pytest.mark.parametrize(("days", "lengths"), [(7, [7]), (30, [2, 7, 7, 7, 7]), (90, [6, *[7] * 12])])
def test_weeks_end_with_the_last_day(days: int, lengths: list[int]) -> None:
    found = last_days(NOW, days, UTC)
    runs = weeks(found)
    assert [round((run.end - run.begin) / 86_400) for run in runs] == lengths
    assert (runs[0].since, runs[-1].until) == (found[0].since, found[-1].until)
    assert over(found).whole is False


@pytest.mark.parametrize(
    ("moment", "night", "weekend"),
    [
        (datetime(2026, 11, 20, 21, 59, tzinfo=UTC), False, False),
        (datetime(2026, 11, 20, 22, 0, tzinfo=UTC), True, False),
        (datetime(2026, 11, 21, 5, 59, tzinfo=UTC), True, True),
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), False, True),
    ],
)
def test_nights_and_weekends(moment: datetime, night: bool, weekend: bool) -> None:
    assert (at_night(moment), at_weekend(moment)) == (night, weekend)


def test_a_moment_is_told_as_the_wall_clock_showed_it() -> None:
    assert local(datetime(2026, 7, 1, 21, 30, tzinfo=UTC).timestamp(), BERLIN).hour == 23
