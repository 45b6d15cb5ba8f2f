"""Times as the formats write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.clock import SystemClock, later, parse_stamp, stamp
from counterseal.errors import InvalidInput

MOMENT = datetime(2026, 11, 21, 13, 2, 11, 482_999, tzinfo=UTC)


def test_the_written_form_is_utc_with_milliseconds_cut_off() -> None:
    assert stamp(MOMENT) == "2026-11-21T13:02:11.482Z"
    assert stamp(MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))) == "2026-11-21T13:02:11.482Z"
    assert stamp(datetime(33, 1, 2, tzinfo=UTC)) == "0033-01-02T00:00:00.000Z"
    assert later(MOMENT, 47.6) == "2026-11-21T13:02:59.082Z"
    assert later(MOMENT, -11) == "2026-11-21T13:02:00.482Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_reading_undoes_writing(moment: datetime) -> None:
    read = parse_stamp(stamp(moment))
    assert read.utcoffset() == timedelta(0)
    assert timedelta(0) <= moment - read < timedelta(milliseconds=1)
    assert stamp(read) == stamp(moment)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_written_times_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    if stamp(one) < stamp(other):
        assert one < other
    elif stamp(one) == stamp(other):
        assert abs(one - other) < timedelta(milliseconds=1)
    else:
        assert one > other


@pytest.mark.parametrize("text", ["2026-11-21T13:02:11Z", "2026-11-21T13:02:11.4Z", "2026-11-21T13:02:11.482123456Z"])
def test_other_precisions_are_read(text: str) -> None:
    assert parse_stamp(text).replace(microsecond=0) == MOMENT.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    [
        "", "now", "2026-11-21", "2026-11-21T13:02:11", "2026-11-21T13:02:11+00:00", "2026-11-21T13:02:11.482z",
        "2026-11-21 13:02:11Z", "2026-11-21T13:02Z", "20261121T130211Z", "2026-W47-6T13:02:11Z", "2026-13-01T00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21T13:02:61Z", "2026-11-21T13:02:11,482Z",
        "2026-11-21T13:02:11.Z", "2026-11-21T13:02:11Z\n", " 2026-11-21T13:02:11Z", "٢٠٢٦-11-21T13:02:11Z",
        "2026-11-21T13:02:11+01:00Z", "\ud800T00:00:00Z", None, 5, 1.5, True, b"2026-11-21T13:02:11Z", ["x"],
    ],
)  # fmt: skip
def test_anything_else_is_refused(text: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse_stamp(text)  # type: ignore[arg-type]
    assert caught.value.code == "bad_time"
    assert caught.value.text().encode("utf-8")
    with pytest.raises(InvalidInput) as named:
        parse_stamp(text, "action/expires_at")  # type: ignore[arg-type]
    assert named.value.where == "action/expires_at"


def test_the_systems_clocks() -> None:
    clock = SystemClock()
    before = clock.monotonic()
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.monotonic() >= before
