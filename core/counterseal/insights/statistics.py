"""Percentiles, control limits and intervals: the textbook figures, each with its source."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

LEAST_DAYS = 8
LEAST_TRIALS = 40
# The mean moving range of two normal values is this many standard deviations (d2 of Shewhart's charts, n = 2).
_D2 = 1.128
_Z95 = 1.959964
# Up to so many trials a day's limits are held against the binomial distribution itself.
FEW = 400
_TAIL = 0.00135


@dataclass(frozen=True, slots=True)
class Limits:
    """A control chart's middle and how far single days may lie from it.

    Attributes:
        centre: share over the whole baseline, 0 to 1.
        spread: Laney's sigma-z, at least 1; 1 is what chance alone gives.
        days, trials: what the baseline holds.
    """

    centre: float
    spread: float
    days: int
    trials: int

    def band(self, trials: int) -> tuple[float, float]:
        """Lower and upper limit of a day with so many trials.

        Three standard deviations are those of a bell curve, which few trials do not make: there the limits are at least
        as wide as the binomial distribution's own, beyond which one day in 740 lies on either side.
        """
        if trials <= 0:
            return 0.0, 1.0
        reach = 3 * self.spread * math.sqrt(self.centre * (1 - self.centre) / trials)
        low, high = max(0.0, self.centre - reach), min(1.0, self.centre + reach)
        if trials > FEW:
            return low, high
        least, most = _binomial_limits(trials, self.centre)
        return min(low, least / trials), max(high, most / trials)


def control_limits(hits: Sequence[int], trials: Sequence[int]) -> Limits | None:
    """The limits of a p' chart over a baseline of days; None when it holds too little for limits to mean anything.

    A p chart takes all days for draws of one binomial share. Real days differ by more than that, and with many trials a
    day every one would lie outside; the p' chart widens the limits by the moving range of the standardised shares
    (D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002, pp. 531-537). They are
    never made narrower than those of the p chart (W. A. Shewhart, "Economic Control of Quality of Manufactured
    Product", 1931), because a moving range of few days is small by chance.

    Args:
        hits, trials: by day, as long as each other; days without trials are passed over.
    """
    days = [(hit, number) for hit, number in zip(hits, trials, strict=True) if number > 0]
    whole = sum(number for _hit, number in days)
    if len(days) < LEAST_DAYS or whole < LEAST_TRIALS:
        return None
    centre = sum(hit for hit, _number in days) / whole
    if not 0 < centre < 1:
        return Limits(centre, 1.0, len(days), whole)
    scores = [(hit / number - centre) / math.sqrt(centre * (1 - centre) / number) for hit, number in days]
    ranges = [abs(later - earlier) for earlier, later in pairwise(scores)]
    return Limits(centre, max(1.0, sum(ranges) / len(ranges) / _D2), len(days), whole)


def _binomial_limits(trials: int, share: float) -> tuple[int, int]:
    """The smallest and largest number of hits that is not beyond three standard deviations' probability."""
    if not 0 < share < 1:
        return (0, 0) if share <= 0 else (trials, trials)
    least, below = -1, 0.0
    for hits in range(trials + 1):
        ways = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
        below += math.exp(ways + hits * math.log(share) + (trials - hits) * math.log(1 - share))
        if least < 0 and below > _TAIL:
            least = hits
        if below >= 1 - _TAIL:
            return max(least, 0), hits
    return max(least, 0), trials


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share, which stays honest where trials are few.

    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American
    Statistical Association 22(158), 1927, pp. 209-212.
    """
    if trials <= 0:
        return 0.0, 1.0
    share, square = hits / trials, _Z95 * _Z95
    middle = share + square / (2 * trials)
    reach = _Z95 * math.sqrt(share * (1 - share) / trials + square / (4 * trials * trials))
    scale = 1 + square / trials
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def percentile(ordered: Sequence[float], share: float) -> float:
    """A percentile of ascending values, between neighbours where it falls between them (definition 7 of R. J. Hyndman
    and Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50(4), 1996, pp. 361-365).

    Raises:
        ValueError: there is no value.
    """
    if not ordered:
        raise ValueError("no values")
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)
