"""Percentiles, control limits and intervals, against worked figures and against what must always hold."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.insights.statistics import LEAST_DAYS, LEAST_TRIALS, control_limits, percentile, wilson

SHARES = st.floats(0, 1)
DAYS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), min_size=1, max_size=90)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([5.0], 0.99, 5.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.5),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 0.5, 3.0),
        # The worked figure of Hyndman and Fan's definition 7 for a tenth of ten values.
        ([float(n) for n in range(1, 11)], 0.9, 9.1),
        ([0.0, 10.0], 0.0, 0.0),
        ([0.0, 10.0], 1.0, 10.0),
    ],
)
def test_a_percentile_lies_between_its_neighbours(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == pytest.approx(expected)


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


@given(st.lists(st.floats(0, 1e9), min_size=1, max_size=50), SHARES, SHARES)
def test_percentiles_ascend_and_stay_inside(values: list[float], one: float, other: float) -> None:
    values.sort()
    low, high = sorted((one, other))
    assert values[0] <= percentile(values, low) <= percentile(values, high) + 1e-6
    assert percentile(values, high) <= values[-1] + 1e-6


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"),
    # 0 of 10, 5 of 10, 10 of 10 and 81 of 263, the last one as in Newcombe (1998), method 3.
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_wilsons_interval(hits: int, trials: int, low: float, high: float) -> None:
    assert wilson(hits, trials) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@given(st.integers(0, 500), st.integers(0, 500))
def test_an_interval_holds_its_share(one: int, other: int) -> None:
    hits, trials = sorted((one, other))
    low, high = wilson(hits, trials)
    assert 0 <= low <= high <= 1
    if trials:
        assert low - 1e-9 <= hits / trials <= high + 1e-9


def test_steady_days_get_the_limits_of_a_p_chart() -> None:
    limits = control_limits([100, 102, 98, 101, 99, 100, 103, 97, 100, 100], [1000] * 10)
    assert limits is not None
    assert limits.spread == 1.0
    # p-bar 0.1 and n 1000: 0.1 ± 3 √(0.09 / 1000).
    assert limits.band(1000) == (pytest.approx(0.07154, abs=1e-5), pytest.approx(0.12846, abs=1e-5))


def test_days_that_differ_by_more_than_chance_widen_the_limits() -> None:
    hits = [200, 320, 180, 310, 220, 330, 190, 300, 210, 325]
    limits = control_limits(hits, [2000] * 10)
    assert limits is not None
    scores = [(h / 2000 - limits.centre) / math.sqrt(limits.centre * (1 - limits.centre) / 2000) for h in hits]
    moving = sum(abs(b - a) for a, b in pairwise(scores)) / (len(hits) - 1)
    assert limits.spread == pytest.approx(moving / 1.128)
    low, high = limits.band(2000)
    assert all(low <= hit / 2000 <= high for hit in hits), "Laney's limits hold days that a p chart would all accuse"


def test_one_of_three_is_not_outside() -> None:
    limits = control_limits([1, 0, 1, 1, 0, 1, 1, 0, 1, 0], [30] * 10)
    assert limits is not None
    assert limits.band(3)[1] >= 1 / 3, "three standard deviations of a bell curve would accuse a single rejection"
    assert limits.band(30)[1] < 0.5


@pytest.mark.parametrize(
    ("hits", "trials"),
    [
        ([1] * (LEAST_DAYS - 1), [100] * (LEAST_DAYS - 1)),
        ([0] * 30, [1] * 30),
        ([1] * LEAST_DAYS + [0] * 20, [4] * LEAST_DAYS + [0] * 20),
        ([], []),
    ],
)
def test_too_little_gets_no_limits(hits: list[int], trials: list[int]) -> None:
    assert sum(trials) < LEAST_TRIALS or sum(1 for n in trials if n) < LEAST_DAYS
    assert control_limits(hits, trials) is None


@pytest.mark.parametrize("share", [0, 1])
def test_what_never_and_what_always_happens_is_its_own_limit(share: int) -> None:
    limits = control_limits([10 * share] * 10, [10] * 10)
    assert limits is not None
    assert limits.band(10) == (share, share)


@given(DAYS, st.integers(0, 5_000))
def test_limits_lie_around_their_centre(days: list[list[int]], trials: int) -> None:
    limits = control_limits([hits for hits, _number in days], [number for _hits, number in days])
    if limits is None:
        assert sum(number for _hits, number in days) < LEAST_TRIALS or len(days) - days.count([0, 0]) < LEAST_DAYS
        return
    low, high = limits.band(trials)
    assert 0 <= low <= limits.centre + 1e-9
    assert limits.centre - 1e-9 <= high <= 1
    assert limits.spread >= 1
    assert limits.days >= LEAST_DAYS


@pytest.mark.parametrize("trials", [3, 8, 40, 300])
def test_chance_alone_seldom_lies_outside(trials: int) -> None:
    chance = random.Random(trials)
    hits = [sum(chance.random() < 0.05 for _ in range(trials)) for _ in range(400)]
    limits = control_limits(hits, [trials] * 400)
    assert limits is not None
    low, high = limits.band(trials)
    assert sum(not low <= hit / trials <= high for hit in hits) <= 4
