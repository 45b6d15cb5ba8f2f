"""How the person at this desk decides: signs of approving without looking, for that person's eyes only.

Read from the own log, which only this person's desk writes; no other person's decisions are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from counterseal.insights import behind
from counterseal.insights.days import Span, over
from counterseal.insights.gathered import Gathered
from counterseal.insights.rows import APPROVE, EDIT, Decision
from counterseal.insights.statistics import percentile
from counterseal.insights.views import Figure, InsightsWanted, Own
from counterseal.model.history import OWN_LOG, HistoryFilter

FAST_MS = 3_000
PAUSE_S = 600
RISKY = ("R3", "R4")
_KINDS = ("decision",)


def own(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span], person: str) -> Own:
    """The signals over the period, of ``person``, who is the one that the profile belongs to."""
    period = over(shown)
    mine = [
        one
        for one in found.decisions
        if one.book == 0 and one.person == person and one.at >= period.begin and wanted.agent in ("", one.agent)
    ]
    seen = [one for one in mine if one.verdict in (APPROVE, EDIT) and one.dwell_ms is not None]
    risky = [one for one in seen if one.risk in RISKY]
    looks = sorted(float(one.dwell_ms or 0) for one in risky)
    with_trace = [one for one in seen if _had(found, one, "trace")]
    with_context = [one for one in seen if _had(found, one, "context")]
    run = _longest_run(mine)
    return Own(
        seen=len(seen),
        risky=_figure(risky, person),
        risky_median_ms=round(percentile(looks, 0.5)) if looks else None,
        fast=_figure((one for one in seen if (one.dwell_ms or 0) < FAST_MS), person),
        no_trace=_figure((one for one in with_trace if "trace" not in (one.opened or ())), person),
        with_trace=len(with_trace),
        no_context=_figure((one for one in with_context if "context" not in (one.opened or ())), person),
        with_context=len(with_context),
        longest_run=_figure(run, person),
        fast_ms=FAST_MS,
        pause_s=PAUSE_S,
    )


def _had(found: Gathered, decision: Decision, name: str) -> bool:
    """Whether the action came with such an attachment, so that there was something to look at."""
    asked = found.asked.get(decision.subject)
    return asked is not None and name in asked[1]


def _figure(decisions: Iterable[Decision], person: str) -> Figure:
    found = list(decisions)
    rows = behind.named((one.subject for one in found), _KINDS, person)
    return Figure(len(found), _at_home(rows))


def _at_home(rows: HistoryFilter) -> HistoryFilter:
    return HistoryFilter(kinds=rows.kinds, person=rows.person, subjects=rows.subjects, log=OWN_LOG)


def _longest_run(decisions: Sequence[Decision]) -> list[Decision]:
    """The longest row of decisions, none of which is ``PAUSE_S`` or more after the one before it."""
    first = best = length = 0
    for number, one in enumerate(decisions):
        if number and one.at - decisions[number - 1].at >= PAUSE_S:
            first = number
        if number + 1 - first > length:
            best, length = first, number + 1 - first
    return list(decisions[best : best + length])
