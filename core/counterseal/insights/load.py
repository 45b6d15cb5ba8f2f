"""How much each person decides, when, and how much waits."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from counterseal.insights import behind
from counterseal.insights.days import Span, at_night, at_weekend, local, over
from counterseal.insights.gathered import Gathered
from counterseal.insights.rows import Decision
from counterseal.insights.views import OF_PEOPLE, Backlog, InsightsWanted, Load
from counterseal.insights.volume import fits


def load(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span], zone: tzinfo | None) -> tuple[Load, ...]:
    """What people decided in the period, who decided most first."""
    period, first = over(shown), len(found.spans) - len(shown)
    by_person: dict[str, list[Decision]] = defaultdict(list)
    for one in found.decisions:
        if one.at >= period.begin and fits(wanted, one):
            by_person[one.person].append(one)
    lines = []
    for person, decisions in by_person.items():
        days = [0] * len(shown)
        for one in decisions:
            days[found.number(one.at) - first] += 1
        most = max(range(len(days)), key=days.__getitem__)
        moments = [local(one.at, zone) for one in decisions]
        lines.append(
            Load(
                person=person,
                decisions=len(decisions),
                days=sum(1 for count in days if count),
                most=days[most],
                most_on=shown[most],
                night=sum(at_night(moment) for moment in moments),
                weekend=sum(at_weekend(moment) for moment in moments),
                rows=behind.decisions(replace(wanted, person=person), period, OF_PEOPLE),
                by_day=tuple(days),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.decisions, line.person)))


def backlog(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span], now: float) -> tuple[Backlog, ...]:
    """What nobody had decided yet at the end of each day, and now.

    Known are actions that were asked, decided or ended in the days that were read, and those that are open now.
    """
    counts: list[list[str]] = [[] for _ in shown]
    moments = [min(span.end, now) for span in shown]
    for subject, begun in found.waits.items():
        asked = found.asked.get(subject)
        if asked is None or wanted.agent not in ("", asked.agent):
            continue
        for number in _open_at(begun, found.ends.get(subject, ()), moments):
            counts[number].append(subject)
    kinds = ("action_received",)
    return tuple(
        Backlog(span, len(subjects), behind.named(subjects, kinds))
        for span, subjects in zip(shown, counts, strict=True)
    )


def _open_at(begun: Sequence[float], ended: Sequence[float], moments: Sequence[float]) -> Iterable[int]:
    """At which of the moments an action was waiting; it may have begun and ended to wait several times."""
    found: set[int] = set()
    for begin in begun:
        place = bisect_left(ended, begin)
        end = ended[place] if place < len(ended) else float("inf")
        found.update(range(bisect_left(moments, begin), bisect_left(moments, end)))
    return found
