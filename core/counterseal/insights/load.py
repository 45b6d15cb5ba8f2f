"""How much each person decides, when, and how much waits."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import tzinfo

from counterseal.insights import behind
from counterseal.insights.days import Span, at_night, at_weekend, local, over
from counterseal.insights.gathered import Gathered
from counterseal.insights.views import OF_PEOPLE, Backlog, InsightsWanted, Load
from counterseal.insights.volume import fits


def load(found: Gathered, wanted: InsightsWanted, shown: Sequence[Span], zone: tzinfo | None) -> tuple[Load, ...]:
    """What people decided in the period, who decided most first."""
    period, first = over(shown), len(found.spans) - len(shown)
    days: dict[str, list[int]] = defaultdict(lambda: [0] * len(shown))
    nights, weekends = Counter[str](), Counter[str]()
    for one in found.decisions:
        # Whose decision it was went with an erasure: it is nobody's load.
        if one.person and one.at >= period.begin and fits(wanted, one):
            days[one.person][found.number(one.at) - first] += 1
            moment = local(one.at, zone)
            nights[one.person] += at_night(moment)
            weekends[one.person] += at_weekend(moment)
    lines = []
    for person, by_day in days.items():
        most = max(range(len(by_day)), key=by_day.__getitem__)
        lines.append(
            Load(
                person=person,
                decisions=sum(by_day),
                days=sum(1 for count in by_day if count),
                most=by_day[most],
                most_on=shown[most],
                night=nights[person],
                weekend=weekends[person],
                rows=behind.decisions(replace(wanted, person=person), period, OF_PEOPLE),
                by_day=tuple(by_day),
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
        if asked is None or wanted.agent not in ("", asked[0]):
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
