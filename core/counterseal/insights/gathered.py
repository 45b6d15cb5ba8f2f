"""The rows of a period, put together: which decisions stand, how long each took, and what waits for one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from counterseal.insights.days import Span
from counterseal.insights.rows import WITHDRAW, DayRows, Decision, Wait

CLOCKS_APART = 120.0
"""Seconds that a gateway's clock may be ahead of a desk's before a wait that ended before it began is left out."""


class Gathered:
    """Everything that the figures read.

    Attributes:
        spans: the days, oldest first; ``days`` their rows.
        decisions: those that were not taken back, oldest first; ``taken_back`` those that were.
        waits: when actions began to wait, by action, ascending.
        ends: when an action stopped to wait for a first decision, by action, ascending.
    """

    def __init__(self, spans: Sequence[Span], days: Sequence[DayRows], earlier: Iterable[Wait] = ()) -> None:
        self.spans = tuple(spans)
        self.days = tuple(days)
        self.decisions, self.taken_back = _standing(one for day in days for one in day.decisions)
        waits: dict[str, list[float]] = defaultdict(list)
        self.asked: dict[str, Wait] = {}
        for wait in (*earlier, *(one for day in days for one in day.waits)):
            waits[wait.subject].append(wait.at)
            self.asked.setdefault(wait.subject, wait)
        self.waits: Mapping[str, list[float]] = {subject: sorted(times) for subject, times in waits.items()}
        ends: dict[str, list[float]] = defaultdict(list)
        for one in self.decisions:
            ends[one.subject].append(one.at)
        for day in days:
            for end in day.ends:
                ends[end.subject].append(end.at)
        self.ends: Mapping[str, list[float]] = {subject: sorted(times) for subject, times in ends.items()}

    def seconds(self, decision: Decision) -> float | None:
        """How long the action had waited when it was decided; None where the asking is not known."""
        times = self.waits.get(decision.subject, ())
        place = bisect_right(times, decision.at)
        if place:
            return decision.at - times[place - 1]
        return 0.0 if times and times[0] - decision.at <= CLOCKS_APART else None

    def number(self, at: float) -> int:
        """The index of the day that a moment lies in; -1 before the first one."""
        return bisect_right(self.spans, at, key=lambda span: span.begin) - 1


def unexplained(days: Sequence[DayRows]) -> list[str]:
    """Actions that were decided or ended here and were asked before the first of these days."""
    known = {wait.subject for day in days for wait in day.waits}
    told = [one.subject for day in days for one in day.decisions]
    told += [one.subject for day in days for one in day.ends]
    return sorted({subject for subject in told if subject not in known})


def _standing(decisions: Iterable[Decision]) -> tuple[tuple[Decision, ...], tuple[Decision, ...]]:
    """The decisions that stand, oldest first, and those that their maker took back."""
    standing: dict[int, Decision] = {}
    newest: dict[tuple[str, str], list[int]] = defaultdict(list)
    taken_back = []
    for number, one in enumerate(sorted(decisions, key=lambda decision: (decision.at, decision.book, decision.seq))):
        mine = newest[one.subject, one.person]
        if one.verdict != WITHDRAW:
            standing[number] = one
            mine.append(number)
        elif mine:
            taken_back.append(standing.pop(mine.pop()))
    return tuple(standing.values()), tuple(taken_back)
