"""The day since which something is different: found where it is, and not found where there is none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.insights.shifts import LEAST_AFTER, LEAST_BEFORE, shift_in_count, shift_in_share


def test_a_share_that_jumps_is_found_on_its_day() -> None:
    shift = shift_in_share([1] * 20 + [8] * 6, [20] * 26)
    assert shift is not None
    assert shift.start == 20
    assert (shift.before, shift.after) == (pytest.approx(0.05), pytest.approx(0.4))
    assert shift.trials == 120


def test_a_share_that_falls_is_found_too() -> None:
    shift = shift_in_share([6] * 15 + [0] * 15, [20] * 30)
    assert shift is not None
    assert (shift.start, shift.after) == (15, 0.0)


def test_days_without_trials_do_not_hide_the_day() -> None:
    shift = shift_in_share([1, 0, 1, 0] * 5 + [0] + [8] * 6, [20, 0, 20, 0] * 5 + [0] + [20] * 6)
    assert shift is not None
    assert shift.start == 21, "the new time begins on the first day that shows it"


@pytest.mark.parametrize(
    ("hits", "trials"),
    [
        ([], []),
        ([5], [10]),
        ([1] * 30, [20] * 30),
        # Sure, and too small to act on: 10 % to 12 %.
        ([100] * 15 + [120] * 15, [1000] * 15 + [1000] * 15),
        # Large, and one decision only.
        ([0] * 20 + [1], [20] * 20 + [1]),
        # Every other day is another world, before as after.
        ([0, 30] * 15, [40] * 30),
    ],
)
def test_no_news_of_a_share(hits: list[int], trials: list[int]) -> None:
    assert shift_in_share(hits, trials) is None


def test_three_times_as_many_asks_are_found() -> None:
    shift = shift_in_count([4, 5, 3, 4, 6, 1, 0] * 3 + [13, 12, 15, 14, 12, 11])
    assert shift is not None
    assert shift.start == 21
    assert shift.after == pytest.approx(77 / 6)


def test_asks_that_begin_and_asks_that_end_are_found() -> None:
    begun = shift_in_count([0] * 20 + [9] * 8)
    ended = shift_in_count([9] * 20 + [0] * 8)
    assert begun is not None
    assert ended is not None
    assert (begun.before, begun.after) == (0, 9)
    assert (ended.start, ended.after) == (20, 0)


@pytest.mark.parametrize(
    "counts", [[], [3], [0] * 30, [2] * 30, [40, 41, 39, 44, 40, 2, 1] * 4, [10] * 14 + [13] * 14, [1] * 9 + [9]]
)
def test_no_news_of_a_count(counts: list[int]) -> None:
    assert shift_in_count(counts) is None


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), max_size=90),
    st.lists(st.integers(0, 500), max_size=90),
)
def test_whatever_the_days_hold_an_answer_is_one_of_them(days: list[list[int]], counts: list[int]) -> None:
    hits, trials = [one[0] for one in days], [one[1] for one in days]
    shift = shift_in_share(hits, trials)
    if shift is not None:
        assert 0 < shift.start < len(days)
        assert trials[shift.start]
        assert sum(trials[: shift.start]) >= LEAST_BEFORE
        assert sum(trials[shift.start :]) == shift.trials >= LEAST_AFTER
        assert shift.after == pytest.approx(sum(hits[shift.start :]) / shift.trials)
    change = shift_in_count(counts)
    assert change is None or 0 < change.start < len(counts)


def test_chance_alone_is_seldom_news() -> None:
    chance = random.Random(7)
    told = 0
    for _ in range(300):
        hits = [sum(chance.random() < 0.08 for _ in range(15)) for _ in range(30)]
        counts = [sum(chance.random() < 0.2 for _ in range(50)) for _ in range(30)]
        told += shift_in_share(hits, [15] * 30) is not None
        told += shift_in_count(counts) is not None
    assert told <= 3
