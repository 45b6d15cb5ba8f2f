"""The filters that show in History the rows a figure was made of."""

from __future__ import annotations

from collections.abc import Iterable

from counterseal.insights.days import Span
from counterseal.insights.views import InsightsWanted
from counterseal.model.history import HistoryFilter

MOST_SUBJECTS = 300
"""So many actions are named one by one; of more, the first ones."""


def decisions(
    wanted: InsightsWanted, span: Span, verdicts: tuple[str, ...] = (), agent: str = "", tool: str = ""
) -> HistoryFilter:
    """People's decisions within a span."""
    return HistoryFilter(
        agent=agent or wanted.agent,
        person=wanted.person,
        kinds=("decision",),
        since=span.since,
        until=span.until,
        verdicts=verdicts,
        tool=tool,
    )


def entries(
    wanted: InsightsWanted,
    span: Span,
    kinds: tuple[str, ...],
    verdicts: tuple[str, ...] = (),
    agent: str = "",
    tool: str = "",
) -> HistoryFilter:
    """Entries that no person is named in."""
    return HistoryFilter(
        agent=agent or wanted.agent, kinds=kinds, since=span.since, until=span.until, verdicts=verdicts, tool=tool
    )


def named(subjects: Iterable[str], kinds: tuple[str, ...], person: str = "") -> HistoryFilter:
    """Exactly these actions, up to ``MOST_SUBJECTS``; of none, nothing."""
    found = tuple(dict.fromkeys(subjects))[:MOST_SUBJECTS]
    return HistoryFilter(kinds=kinds, person=person, subjects=found or ("none",))
