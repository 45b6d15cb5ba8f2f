"""Finding the day since which a share or a daily count is another one.

Every day is tried as the first of the new time, and the likelihood ratio of "two rates" against "one rate" is kept for
the best (D. V. Hinkley and E. A. Hinkley, "Inference about the change-point in a sequence of binomial variables",
Biometrika 57(3), 1970, pp. 477-488). It is divided by how much more the days scatter within the two times than chance
alone would make them (the dispersion of quasi-likelihood: P. McCullagh and J. A. Nelder, "Generalized Linear Models",
2nd ed. 1989, section 4.5), so that weekends are no news. ``ENOUGH`` was set by simulation: among series of 28 and 90
days that do not change, about one in 500 reaches it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 16.0
LEAST_BEFORE = 20
LEAST_AFTER = 10
LEAST_DAYS = 3
# A change that is smaller than this is none that a person would act on, however sure it is.
LEAST_FACTOR = 1.5
LEAST_POINTS = 0.03
LEAST_COUNT_FACTOR = 2.0


@dataclass(frozen=True, slots=True)
class Shift:
    """From day ``start`` on (an index) the rate is ``after``; it was ``before``. ``trials`` are those after it.

    A rate is a share, 0 to 1, or a count a day. ``score`` is the likelihood ratio over the dispersion.
    """

    start: int
    before: float
    after: float
    trials: int
    score: float


def shift_in_share(hits: Sequence[int], trials: Sequence[int]) -> Shift | None:
    """The change of a share that is sure and large enough to be told; None when there is none.

    Args:
        hits, trials: by finished day, as long as each other.
    """
    whole_hits, whole = sum(hits), sum(trials)
    base = _share_fit(whole_hits, whole)
    best: tuple[float, int, int, int] | None = None
    x = n = 0
    for day in range(1, len(hits)):
        x, n = x + hits[day - 1], n + trials[day - 1]
        # Days without trials belong to either side; the first one with some is where the new time begins.
        if n < LEAST_BEFORE or whole - n < LEAST_AFTER or not trials[day]:
            continue
        ratio = 2 * (_share_fit(x, n) + _share_fit(whole_hits - x, whole - n) - base)
        if best is None or ratio > best[0]:
            best = (ratio, day, x, n)
    if best is None:
        return None
    ratio, day, x, n = best
    before, after = x / n, (whole_hits - x) / (whole - n)
    scatter = _pearson_shares(hits[:day], trials[:day], before) + _pearson_shares(hits[day:], trials[day:], after)
    degrees = sum(1 for number in trials if number) - 2
    score = ratio / _dispersion(scatter, degrees)
    if score < ENOUGH or abs(after - before) < LEAST_POINTS or not _is_large(before, after, LEAST_FACTOR):
        return None
    return Shift(day, before, after, whole - n, score)


def shift_in_count(counts: Sequence[int]) -> Shift | None:
    """The change of a count a day that is sure and large enough to be told; None when there is none."""
    whole, days = sum(counts), len(counts)
    base = _count_fit(whole, days)
    best: tuple[float, int, int] | None = None
    x = 0
    for day in range(1, days):
        x += counts[day - 1]
        if day < LEAST_DAYS or days - day < LEAST_DAYS or whole < LEAST_BEFORE + LEAST_AFTER:
            continue
        ratio = 2 * (_count_fit(x, day) + _count_fit(whole - x, days - day) - base)
        if best is None or ratio > best[0]:
            best = (ratio, day, x)
    if best is None:
        return None
    ratio, day, x = best
    before, after = x / day, (whole - x) / (days - day)
    scatter = _pearson_counts(counts[:day], before) + _pearson_counts(counts[day:], after)
    score = ratio / _dispersion(scatter, days - 2)
    if score < ENOUGH or not _is_large(before, after, LEAST_COUNT_FACTOR):
        return None
    return Shift(day, before, after, whole - x, score)


def _share_fit(hits: int, trials: int) -> float:
    """The log likelihood of a binomial share at its best; 0 where it is certain."""
    if hits <= 0 or hits >= trials:
        return 0.0
    share = hits / trials
    return hits * math.log(share) + (trials - hits) * math.log(1 - share)


def _count_fit(count: int, days: int) -> float:
    """The log likelihood of a Poisson rate at its best, without what does not depend on the rate."""
    return count * math.log(count / days) - count if count else 0.0


def _pearson_shares(hits: Sequence[int], trials: Sequence[int], share: float) -> float:
    if not 0 < share < 1:
        return 0.0
    pairs = [(hit, number) for hit, number in zip(hits, trials, strict=True) if number]
    return sum((hit - number * share) ** 2 / (number * share * (1 - share)) for hit, number in pairs)


def _pearson_counts(counts: Sequence[int], rate: float) -> float:
    return sum((count - rate) ** 2 / rate for count in counts) if rate else 0.0


def _dispersion(scatter: float, degrees: int) -> float:
    return max(1.0, scatter / degrees) if degrees > 0 else 1.0


def _is_large(before: float, after: float, factor: float) -> bool:
    low, high = sorted((before, after))
    return high >= low * factor and high > 0
