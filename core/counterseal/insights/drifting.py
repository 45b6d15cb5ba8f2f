"""Which agent behaves differently, since when, and in which figure. Only finished days are compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from counterseal.insights import behind
from counterseal.insights.days import Span, over
from counterseal.insights.gathered import Gathered
from counterseal.insights.shifts import LEAST_AFTER, LEAST_BEFORE, Shift, shift_in_count, shift_in_share
from counterseal.insights.views import (
    ASKS,
    CORRECTED,
    CORRECTED_VERDICTS,
    FAILED,
    LOWERED,
    TO_PEOPLE,
    Alert,
    Drift,
    InsightsWanted,
)
from counterseal.model.history import HistoryFilter

MOST_ALERTS = 20


def drift(found: Gathered, wanted: InsightsWanted) -> Drift:
    """All agents, or the one asked for; whoever decided, because drift is the agent's.

    Compared are all days that were read; a change is told if it began within the period that is asked for.
    """
    everybody = InsightsWanted(wanted.days, wanted.agent)
    whole = [number for number, span in enumerate(found.spans) if span.whole]
    series = _Series(found, everybody, len(whole))
    alerts = sorted(series.alerts(), key=lambda alert: (-alert.since.begin, alert.agent, alert.tool))
    watched = sorted(agent for agent, count in series.counts.items() if count >= LEAST_BEFORE + LEAST_AFTER)
    scarce = sorted(agent for agent in series.counts if agent not in watched)
    return Drift(tuple(alerts[:MOST_ALERTS]), tuple(watched), tuple(scarce))


class _Series:
    """Counts by finished day, and what changed in them."""

    def __init__(self, found: Gathered, wanted: InsightsWanted, days: int) -> None:
        self._found, self._wanted, self._days = found, wanted, days
        self._corrected: dict[tuple[str, str], tuple[list[int], list[int]]] = {}
        self._asks: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * days)
        self._asked: dict[str, list[int]] = defaultdict(lambda: [0] * days)
        self._allowed: dict[str, list[int]] = defaultdict(lambda: [0] * days)
        self._done: dict[str, list[int]] = defaultdict(lambda: [0] * days)
        self._failed: dict[str, list[int]] = defaultdict(lambda: [0] * days)
        self.counts: dict[str, int] = defaultdict(int)
        self._fill()

    def alerts(self) -> Iterator[Alert]:
        """One for each figure that changed, and one for each fall to a lower level within the period."""
        for (agent, tool), (hits, trials) in self._corrected.items():
            yield from self._told(agent, tool, CORRECTED, shift_in_share(hits, trials), self._corrections)
        for (agent, tool), asks in self._asks.items():
            yield from self._told(agent, tool, ASKS, shift_in_count(asks), self._askings)
        for agent, asked in self._asked.items():
            trials = [a + b for a, b in zip(asked, self._allowed[agent], strict=True)]
            if any(self._allowed[agent]):
                yield from self._told(agent, "", TO_PEOPLE, shift_in_share(asked, trials), self._askings)
        for agent, failed in self._failed.items():
            trials = [a + b for a, b in zip(failed, self._done[agent], strict=True)]
            yield from self._told(agent, "", FAILED, shift_in_share(failed, trials), self._failures)
        yield from self._falls()

    def _fill(self) -> None:
        for one in self._found.decisions:
            number = self._found.number(one.at)
            if number < self._days and self._of(one.agent):
                none = ([0] * self._days, [0] * self._days)
                hits, trials = self._corrected.setdefault((one.agent, one.tool), none)
                trials[number] += 1
                hits[number] += one.verdict in CORRECTED_VERDICTS
        for number, day in enumerate(self._found.days[: self._days]):
            for wait in day.waits:
                if wait.first and self._of(wait.agent):
                    self._asks[wait.agent, wait.tool][number] += 1
                    self._asked[wait.agent][number] += 1
            for counts, series in ((day.allowed, self._allowed), (day.done, self._done), (day.failed, self._failed)):
                for agent, count in counts.items():
                    if self._of(agent):
                        series[agent][number] += count
        for series in (self._asked, self._allowed):
            for agent, by_day in series.items():
                self.counts[agent] += sum(by_day)
        # Who did something only today is known, and has shown too little.
        for day in self._found.days[self._days :]:
            for agent in (*day.allowed, *(wait.agent for wait in day.waits)):
                if self._of(agent):
                    self.counts[agent] += 0

    def _of(self, agent: str) -> bool:
        """Whether an agent is looked at; whose it was is not known of what was erased."""
        return bool(agent) and self._wanted.agent in ("", agent)

    def _told(
        self, agent: str, tool: str, figure: str, shift: Shift | None, rows: Callable[[str, str, Span], HistoryFilter]
    ) -> Iterator[Alert]:
        if shift is None:
            return
        since = self._found.spans[shift.start]
        if since.begin >= self._found.spans[-self._wanted.days].begin:
            behind_it = rows(agent, tool, over(self._found.spans[shift.start :]))
            yield Alert(agent, tool, figure, since, shift.before, shift.after, shift.trials, behind_it)

    def _falls(self) -> Iterator[Alert]:
        shown = self._found.spans[-self._wanted.days :]
        for span, day in zip(shown, self._found.days[-self._wanted.days :], strict=True):
            for fall in day.falls:
                if self._wanted.agent in ("", fall.agent):
                    rows = behind.entries(self._wanted, span, ("incident",), ("lowered",), fall.agent)
                    yield Alert(fall.agent, "", LOWERED, span, 0, 0, 1, rows, fall.why, fall.to, fall.cause)

    def _corrections(self, agent: str, tool: str, span: Span) -> HistoryFilter:
        return behind.decisions(self._wanted, span, CORRECTED_VERDICTS, agent, tool)

    def _askings(self, agent: str, tool: str, span: Span) -> HistoryFilter:
        return behind.entries(self._wanted, span, ("action_received",), (), agent, tool)

    def _failures(self, agent: str, tool: str, span: Span) -> HistoryFilter:
        return behind.entries(self._wanted, span, ("outcome",), ("failed",), agent, tool)
