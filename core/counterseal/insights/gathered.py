"""The rows of a period, put together: which decisions stand, how long each took, and what waits for one."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from counterseal.insights.days import Span
from counterseal.insights.rows import WITHDRAW, DayRows, Decision, Packed, Wait

CLOCKS_APART = 120.0
"""Seconds that a gateway's clock may be ahead of a desk's before a wait that ended before it began is left out."""


class Gathered:
    """Everything that the figures read.

    Attributes:
        spans: the days, oldest first; ``days`` their rows.
        decisions: those that were not taken back, oldest first; ``taken_back`` those that were.
        waits: when actions began to wait, by action, ascending.
        ends: when an action stopped to wait for a first decision, by action, ascending.
        asked: whose an action is, and which attachments it came with, by action.
    """

    def __init__(self, spans: Sequence[Span], days: Sequence[DayRows], earlier: Iterable[Wait] = ()) -> None:
        self.spans = tuple(spans)
        self.days = tuple(days)
        self.decisions, self.taken_back = _standing(days)
        self.asked: dict[str, tuple[str, tuple[str, ...]]] = {}
        self.waits: dict[str, tuple[float, ...]] = {}
        self.ends: dict[str, tuple[float, ...]] = {}
        for wait in chain(earlier, *(day.waits for day in days)):
            _insert(self.waits, wait.subject, wait.at)
            self.asked.setdefault(wait.subject, (wait.agent, wait.attached))
        for one in self.decisions:
            _insert(self.ends, one.subject, one.at)
        for end in chain.from_iterable(day.ends for day in days):
            _insert(self.ends, end.subject, end.at)
        self._begins = [span.begin for span in self.spans]

    def seconds(self, decision: Decision) -> float | None:
        """How long the action had waited when it was decided; None where the asking is not known."""
        times = self.waits.get(decision.subject, ())
        place = bisect_right(times, decision.at)
        if place:
            return decision.at - times[place - 1]
        return 0.0 if times and times[0] - decision.at <= CLOCKS_APART else None

    def number(self, at: float) -> int:
        """The index of the day that a moment lies in; -1 before the first one."""
        return bisect_right(self._begins, at) - 1


def unexplained(days: Sequence[DayRows]) -> list[str]:
    """Actions that were decided or ended here and were asked before the first of these days."""
    known = {wait.subject for day in days for wait in day.waits}
    told = [one.subject for day in days for one in day.decisions]
    told += [one.subject for day in days for one in day.ends]
    return sorted({subject for subject in told if subject not in known})


def _insert(times: dict[str, tuple[float, ...]], subject: str, at: float) -> None:
    """One more moment of an action; nearly all have one only."""
    earlier = times.get(subject)
    times[subject] = (at,) if earlier is None else tuple(sorted((*earlier, at)))


def _standing(days: Sequence[DayRows]) -> tuple[Packed[Decision], Packed[Decision]]:
    """The decisions that stand, oldest first, and those that their maker took back."""
    every = Packed(Decision._make)
    for day in days:
        every.extend(day.decisions)
    every.sort(*(Decision._fields.index(name) for name in ("at", "book", "seq")))
    gone: set[int] = set()
    withdrawn = {(one.subject, one.person) for one in every if one.verdict == WITHDRAW}
    mine: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, one in enumerate(every):
        if (one.subject, one.person) not in withdrawn:
            continue
        if one.verdict != WITHDRAW:
            mine[one.subject, one.person].append(number)
        elif mine[one.subject, one.person]:
            gone.add(mine[one.subject, one.person].pop())
    standing, taken_back = Packed(Decision._make), Packed(Decision._make)
    for number, one in enumerate(every):
        if number in gone:
            taken_back.append(one)
        elif one.verdict != WITHDRAW:
            standing.append(one)
    return standing, taken_back
