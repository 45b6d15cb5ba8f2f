"""How much was done, by whom, how long it took, and which share was edited or rejected."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from counterseal.insights import behind
from counterseal.insights.days import Span, over, weeks
from counterseal.insights.gathered import Gathered
from counterseal.insights.rows import Decision
from counterseal.insights.statistics import control_limits, percentile, wilson
from counterseal.insights.views import (
    ALONE,
    CORRECTED_VERDICTS,
    EXPIRED,
    OF_PEOPLE,
    REFUSED,
    Figure,
    InsightsWanted,
    RateChart,
    RatePoint,
    Totals,
    VolumeDay,
    WaitPoint,
)
from counterseal.model.history import HistoryFilter

LEAST = {0.5: 1, 0.9: 10, 0.99: 100}
"""So many decisions a percentile takes: below that it would only be the slowest one by another name."""
UNANSWERED = ("expired", "rejected")
"""How an action ended that nobody answered in time: by its own expiry, or by the charter's deadline."""
_KINDS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    ALONE: (("policy_allowed",), ()),
    REFUSED: (("policy_refused",), ()),
    EXPIRED: (("expired",), UNANSWERED),
}


def fits(wanted: InsightsWanted, decision: Decision) -> bool:
    """Whether a decision is of the agent and person that are asked for."""
    return wanted.agent in ("", decision.agent) and wanted.person in ("", decision.person)


def of(counts: Mapping[str, int], agent: str) -> int:
    """The sum over agents, or one agent's part."""
    return counts.get(agent, 0) if agent else sum(counts.values())


def volume(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span]) -> tuple[VolumeDay, ...]:
    """Everything by day and verdict; with a person only what that person decided."""
    first = len(found.spans) - len(shown)
    verdicts = [Counter[str]() for _ in found.spans]
    for one in found.decisions:
        if fits(wanted, one):
            verdicts[found.number(one.at)][one.verdict] += 1
    days = []
    for number, span in enumerate(shown, first):
        counts = {verdict: verdicts[number][verdict] for verdict in OF_PEOPLE}
        if not wanted.person:
            rows = found.days[number]
            counts[ALONE] = of(rows.allowed, wanted.agent)
            counts[REFUSED] = of(rows.refused, wanted.agent)
            counts[EXPIRED] = sum(end.how in UNANSWERED and wanted.agent in ("", end.agent) for end in rows.ends)
        counts = {name: count for name, count in counts.items() if count}
        days.append(VolumeDay(span, counts, {name: _rows(wanted, span, name) for name in counts}))
    return tuple(days)


def totals(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span]) -> Totals:
    """The tiles over the period; the share before is that of the days which were read before it."""
    period, first = over(shown), len(found.spans) - len(shown)
    hits, trials = by_day(found, (one for one in found.decisions if fits(wanted, one)))
    decided, corrected = sum(trials[first:]), sum(hits[first:])
    earlier = sum(trials[:first])
    waits = sorted(
        wait
        for one in found.decisions
        if one.at >= period.begin and fits(wanted, one) and (wait := found.seconds(one)) is not None
    )
    days = found.days[first:]
    asked = sum(wait.first and wanted.agent in ("", wait.agent) for day in days for wait in day.waits)
    alone = sum(of(day.allowed, wanted.agent) for day in days)
    refused = sum(of(day.refused, wanted.agent) for day in days)
    wrong = sum(wanted.agent in ("", one.agent) for day in days for one in day.wrong)
    asking = ("action_received", "policy_allowed", "policy_refused")
    return Totals(
        actions=None if wanted.person else Figure(asked + alone + refused, behind.entries(wanted, period, asking)),
        alone=None if wanted.person else alone,
        asked=asked,
        decided=Figure(decided, behind.decisions(wanted, period, OF_PEOPLE)),
        taken_back=sum(fits(wanted, one) and one.at >= period.begin for one in found.taken_back),
        corrected=Figure(corrected, behind.decisions(wanted, period, CORRECTED_VERDICTS)),
        corrected_share=_share(corrected, decided),
        corrected_before=_share(sum(hits[:first]), earlier) if earlier >= LEAST[0.9] else None,
        wrong=Figure(wrong, behind.entries(wanted, period, ("incident",), ("incident",))),
        ended=ended(found, wanted.agent, first),
        median=_percentile(waits, 0.5),
        p90=_percentile(waits, 0.9),
    )


def ended(found: Gathered, agent: str, first: int) -> int:
    """How many actions came to an end from day ``first`` on, each once, though its outcome was first unknown."""
    done, failed, unknown = outcomes(found, agent, first)
    return done + failed + unknown


def outcomes(found: Gathered, agent: str, first: int) -> tuple[int, int, int]:
    """Done, failed, and still unknown, from day ``first`` on."""
    days = found.days[first:]
    settled = {subject for day in days for subject in day.settled}
    open_ended = {
        subject for day in days for subject, whose in day.unknown if agent in ("", whose) and subject not in settled
    }
    return sum(of(day.done, agent) for day in days), sum(of(day.failed, agent) for day in days), len(open_ended)


def waiting(
    found: Gathered, wanted: InsightsWanted, shown: Sequence[Span]
) -> tuple[tuple[WaitPoint, ...], tuple[WaitPoint, ...]]:
    """Time to decide by day and by week."""
    by_day: list[list[float]] = [[] for _ in found.spans]
    for one in found.decisions:
        wait = found.seconds(one)
        if wait is not None and fits(wanted, one):
            by_day[found.number(one.at)].append(wait)
    kept = by_day[len(found.spans) - len(shown) :]
    runs = weeks(shown)
    starts = {span.since: number for number, span in enumerate(shown)}
    ends = [starts[run.since] for run in runs[1:]] + [len(shown)]
    grouped = [sum(kept[starts[run.since] : end], start=list[float]()) for run, end in zip(runs, ends, strict=True)]
    return (
        tuple(_wait_point(wanted, span, waits) for span, waits in zip(shown, kept, strict=True)),
        tuple(_wait_point(wanted, span, waits) for span, waits in zip(runs, grouped, strict=True)),
    )


def rate(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span]) -> RateChart:
    """Edited or rejected by day. The limits come from all but the last quarter of the days that were read, so that a
    change at the end of the period cannot hide itself by widening them."""
    hits, trials = by_day(found, (one for one in found.decisions if fits(wanted, one)))
    baseline = len(found.spans) - math.ceil(len(found.spans) / 4)
    limits = control_limits(hits[:baseline], trials[:baseline])
    first = len(found.spans) - len(shown)
    points = []
    for number, span in enumerate(shown, first):
        hit, of_all = hits[number], trials[number]
        low, high = limits.band(of_all) if limits is not None and of_all else (None, None)
        outside = low is not None and high is not None and not low <= hit / of_all <= high
        rows = behind.decisions(wanted, span, CORRECTED_VERDICTS if hit else OF_PEOPLE)
        points.append(RatePoint(span, hit, of_all, low, high, wilson(hit, of_all), outside, rows))
    days = sum(1 for number in trials[:baseline] if number)
    return RateChart(tuple(points), limits, days, sum(trials[:baseline]))


def by_day(found: Gathered, decisions: Iterable[Decision]) -> tuple[list[int], list[int]]:
    """Edited or rejected, and all, for each of the days that were read."""
    hits, trials = [0] * len(found.spans), [0] * len(found.spans)
    for one in decisions:
        number = found.number(one.at)
        trials[number] += 1
        hits[number] += one.verdict in CORRECTED_VERDICTS
    return hits, trials


def _rows(wanted: InsightsWanted, span: Span, series: str) -> HistoryFilter:
    if series in OF_PEOPLE:
        return behind.decisions(wanted, span, (series,))
    kinds, verdicts = _KINDS[series]
    return behind.entries(wanted, span, kinds, verdicts)


def _wait_point(wanted: InsightsWanted, span: Span, waits: list[float]) -> WaitPoint:
    waits.sort()
    p50, p90, p99 = (_percentile(waits, share) for share in LEAST)
    return WaitPoint(span, len(waits), p50, p90, p99, behind.decisions(wanted, span, OF_PEOPLE))


def _percentile(ordered: Sequence[float], share: float) -> float | None:
    return percentile(ordered, share) if len(ordered) >= LEAST[share] else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
