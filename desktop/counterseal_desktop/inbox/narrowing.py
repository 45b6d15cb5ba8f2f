"""Which waiting actions are shown, and under which headings. Pure rules over queue items; ``now`` is passed in."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync.api_inbox import GROUPS, PILLS, SavedView
from counterseal_desktop.inbox import standing, words
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line

PILL_ALL, PILL_MINE, PILL_CRITICAL, PILL_EXPIRING = PILLS
PILL_SNOOZED = "snoozed"
BY_DEADLINE, BY_AGENT, BY_SOURCE, BY_NONE = GROUPS
DIRECT = "direct"
"""The source of what an agent's own process proposed."""
_DEADLINES = (words.GROUP_SOON, words.GROUP_TODAY, words.GROUP_LATER, words.GROUP_NONE)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list shows.

    Attributes:
        pill: all, mine, critical, expiring or snoozed.
        group: deadline, agent, source or none.
        agent, person: ids; source: as ``source_of`` says it; empty for any.
        text: in lower case, what title, agent, owner or tool must hold.
    """

    pill: str = PILL_ALL
    group: str = BY_DEADLINE
    agent: str = ""
    source: str = ""
    person: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures behind the pills. ``all`` leaves out what is snoozed."""

    all: int = 0
    mine: int = 0
    critical: int = 0
    expiring: int = 0
    snoozed: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that the list can be narrowed to. ``name`` is safe to show."""

    value: str
    name: str
    count: int


class Hidden(Protocol):
    """What is put off. Asked of every item at every update, so ``ids`` tells the few that may be."""

    @property
    def ids(self) -> Container[str]: ...

    def hides(self, item: QueueItem, now: datetime) -> bool:
        """Whether it is hidden now."""

    def until(self, action_id: str) -> datetime | None:
        """To when it was put off; None when it was not."""


class NothingHidden:
    """A list where nothing is put off."""

    ids: frozenset[str] = frozenset()

    def hides(self, _item: QueueItem, _now: datetime) -> bool:
        return False

    def until(self, _action_id: str) -> datetime | None:
        return None


NOTHING_HIDDEN = NothingHidden()


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the list: whose, when, and what is put off."""

    me: str
    now: datetime
    bounds: words.Bounds
    hidden: Hidden = NOTHING_HIDDEN

    @staticmethod
    def at(now: datetime, me: str = "", hidden: Hidden = NOTHING_HIDDEN) -> Look:
        return Look(me, now, words.Bounds.at(now), hidden)

    def hides(self, item: QueueItem) -> bool:
        return item.id in self.hidden.ids and self.hidden.hides(item, self.now)


def is_mine(item: QueueItem, me: str) -> bool:
    """Whether a person answers for the action's agent, or it was escalated to them."""
    return bool(me) and (item.owner_id == me or me in item.escalated_to)


def concerns(item: QueueItem, person: str) -> bool:
    """Whether a person owns the agent, has the action open, approved or edited it, or had it escalated to them."""
    return person in (item.owner_id, item.claimed_by, item.edited_by, *item.approved_by, *item.escalated_to)


def source_of(item: QueueItem) -> str:
    """Where it comes from: a separate gateway's name, an upstream's, or empty for an agent's own process here."""
    upstream = "" if item.source == DIRECT else item.source
    return " / ".join(part for part in (item.gateway, upstream) if part)


def source_words(source: str) -> str:
    """The same, to show."""
    return display_line(source, 60) if source else tr("Local gateway")


def matches(item: QueueItem, wanted: Narrowing, look: Look) -> bool:
    """Whether an item is shown. What is snoozed is shown under its own pill alone."""
    if look.hides(item) is not (wanted.pill == PILL_SNOOZED):
        return False
    if wanted.pill == PILL_MINE and not is_mine(item, look.me):
        return False
    if wanted.pill == PILL_CRITICAL and item.risk is not Risk.R4:
        return False
    if wanted.pill == PILL_EXPIRING and not look.bounds.is_soon(standing.due(item)):
        return False
    if wanted.agent and item.agent != wanted.agent:
        return False
    if wanted.source and source_of(item) != wanted.source:
        return False
    if wanted.person and not concerns(item, wanted.person):
        return False
    if not wanted.text:
        return True
    return any(wanted.text in part.casefold() for part in (item.title, item.agent_name, item.owner, item.tool))


def grouped(items: Iterable[QueueItem], group: str, bounds: words.Bounds) -> dict[str, list[QueueItem]]:
    """Items under their headings, in the order given; deadlines from near to far, others by what comes first.

    Headings are safe to show; there is one without words where nothing is grouped.
    """
    found: dict[str, list[QueueItem]] = {name: [] for name in _DEADLINES} if group == BY_DEADLINE else {}
    safe: dict[str, str] = {}
    for item in items:
        if group == BY_DEADLINE:
            found[bounds.group(standing.due(item))].append(item)
            continue
        name = item.agent_name if group == BY_AGENT else source_of(item) if group == BY_SOURCE else ""
        heading = safe.get(name)
        if heading is None:
            heading = safe[name] = _heading(name, group)
        found.setdefault(heading, []).append(item)
    return {name: listed for name, listed in found.items() if listed}


def _heading(name: str, group: str) -> str:
    if group == BY_SOURCE:
        return source_words(name)
    return display_line(name, 60) if group == BY_AGENT else ""


def agents(items: Iterable[QueueItem]) -> tuple[Facet, ...]:
    """Agents that something waits of, most first."""
    return _facets((item.agent, item.agent_name) for item in items)


def sources(items: Iterable[QueueItem]) -> tuple[Facet, ...]:
    """Sources that something waits of; there is no facet for what comes from here, which has no name."""
    found = _facets((source_of(item), source_of(item)) for item in items)
    return tuple(replace(one, name=source_words(one.value)) for one in found if one.value)


def people(items: Iterable[QueueItem], names: Mapping[str, str]) -> tuple[Facet, ...]:
    """People who have to do with what waits; ``names`` are those known beside the queue's own."""
    known = dict(names)
    listed = list(items)
    for item in listed:
        known[item.owner_id] = item.owner
        if item.claimed_by:
            known[item.claimed_by] = item.claimed_name
    return _facets((person, name) for item in listed for person, name in known.items() if concerns(item, person))


def _facets(found: Iterable[tuple[str, str]]) -> tuple[Facet, ...]:
    totals: dict[str, int] = {}
    names: dict[str, str] = {}
    for value, name in found:
        totals[value] = totals.get(value, 0) + 1
        names.setdefault(value, name)
    made = [Facet(value, display_line(names[value] or value, 60), count) for value, count in totals.items()]
    return tuple(sorted(made, key=lambda one: (-one.count, one.name)))


def to_view(name: str, wanted: Narrowing) -> SavedView:
    """A narrowing under a name, to keep. What is snoozed is no view."""
    pill = PILL_ALL if wanted.pill == PILL_SNOOZED else wanted.pill
    return SavedView(name, pill, wanted.group, wanted.agent, wanted.source, wanted.person, wanted.text)


def from_view(view: SavedView) -> Narrowing:
    """What a saved view shows."""
    return Narrowing(view.pill, view.group, view.agent, view.source, view.person, view.text)
