"""The figures as one table, a line for each, so that a file can hold them.

Figures about how the person at this desk decides are not in it: they are for that person's eyes, and files are passed
on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from counterseal.insights.days import Span, over
from counterseal.insights.views import LOWERED, SERIES, Insights, WaitPoint
from counterseal.model.history import HistoryFilter

MEMBERS = (
    "figure", "from", "until", "agent", "agent_name", "tool", "person", "person_name", "value", "of", "low", "high",
    "before",
)  # fmt: skip
"""``value``: a count, a share from 0 to 1, or seconds where the figure's name ends with ``_s``; ``of``: what a share is
of, or how many values a time was taken from; ``low`` and ``high``: the limits it should lie within; ``before``: what it
was. Times are UTC."""
_KINDS = ("decision", "action_received", "policy_allowed", "policy_refused", "expired", "outcome", "incident")


def behind(found: Insights) -> HistoryFilter:
    """The entries of the period that the figures were made of; with a person only what that person decided."""
    wanted, period = found.wanted, over(found.days)
    kinds = ("decision",) if wanted.person else _KINDS
    return HistoryFilter(agent=wanted.agent, person=wanted.person, kinds=kinds, since=period.since, until=period.until)


def lines(found: Insights) -> Iterator[Mapping[str, Any]]:
    """Every figure that has a value, each with all of ``MEMBERS``."""
    for made in (_totals, _days, _drift, _charters, _load):
        for line in made(found):
            if line["value"] is not None:
                yield {**dict.fromkeys(MEMBERS), **line, **_named(found, line)}


def _named(found: Insights, line: Mapping[str, Any]) -> dict[str, Any]:
    agent = line.get("agent", found.wanted.agent)
    person = line.get("person", found.wanted.person)
    names = {"agent_name": found.names.get(agent, ""), "person_name": found.names.get(person, "")}
    return {"agent": agent, "person": person, **names}


def _line(figure: str, span: Span, value: float | None, **more: Any) -> dict[str, Any]:
    return {"figure": figure, "from": span.since, "until": span.until, "value": value, **more}


def _totals(found: Insights) -> Iterator[dict[str, Any]]:
    totals, period = found.totals, over(found.days)
    values = {
        "actions": None if totals.actions is None else totals.actions.value,
        "ran_alone": totals.alone,
        "asked": totals.asked,
        "decided": totals.decided.value,
        "taken_back": totals.taken_back,
        "edited_or_rejected": totals.corrected.value,
        "marked_as_wrong": totals.wrong.value,
        "ended": totals.ended,
        "time_to_decide_p50_s": totals.median,
        "time_to_decide_p90_s": totals.p90,
    }
    for figure, value in values.items():
        yield _line(figure, period, value)
    share, before = totals.corrected_share, totals.corrected_before
    yield _line("edited_or_rejected_share", period, share, of=totals.decided.value, before=before)


def _days(found: Insights) -> Iterator[dict[str, Any]]:
    for day in found.volume:
        for series in SERIES:
            yield _line(f"day_{series}", day.span, day.counts.get(series))
    for name, points in (("day", found.by_day), ("week", found.by_week)):
        for point in points:
            yield from _waits(name, point)
    for one in found.rate.points:
        limits = {"of": one.trials, "low": one.low, "high": one.high}
        yield _line("day_edited_or_rejected_share", one.span, one.share, **limits)
    for one_day in found.backlog:
        yield _line("day_waiting", one_day.span, one_day.waiting)


def _waits(name: str, point: WaitPoint) -> Iterator[dict[str, Any]]:
    for part, value in (("p50", point.p50), ("p90", point.p90), ("p99", point.p99)):
        yield _line(f"{name}_time_to_decide_{part}_s", point.span, value, of=point.count)


def _drift(found: Insights) -> Iterator[dict[str, Any]]:
    until = found.days[-1].until
    for alert in found.drift.alerts:
        about = {"agent": alert.agent, "tool": alert.tool, "of": alert.count, "before": alert.before, "until": until}
        value = alert.count if alert.figure == LOWERED else alert.after
        yield {**_line(f"since_{alert.figure}", alert.since, value), **about}


def _charters(found: Insights) -> Iterator[dict[str, Any]]:
    period = over(found.days)
    for one in found.charters:
        bound = {"low" if one.at_least else "high": one.bound}
        yield _line(f"charter_{one.measure}", period, one.value, agent=one.agent, of=one.count, **bound)


def _load(found: Insights) -> Iterator[dict[str, Any]]:
    period = over(found.days)
    for one in found.load:
        values = {"decided": one.decisions, "days": one.days, "at_night": one.night, "at_weekends": one.weekend}
        for name, value in values.items():
            yield _line(f"person_{name}", period, value, person=one.person)
        yield _line("person_most_in_a_day", one.most_on, one.most, person=one.person)
