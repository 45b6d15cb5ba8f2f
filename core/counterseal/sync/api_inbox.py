"""What the inbox remembers for one person on this machine: saved views, and what was put off. None of it is signed."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol

PILLS = ("all", "mine", "critical", "expiring")
GROUPS = ("deadline", "agent", "source", "none")
MOST_VIEWS = 50
MOST_SNOOZED = 5_000


@dataclass(frozen=True, slots=True)
class SavedView:
    """What the list is narrowed to and how it is grouped, under a name.

    Attributes:
        pill: one of ``PILLS``; group: one of ``GROUPS``.
        agent, person: ids; source: as the queue names it; empty for any.
        text: what title, agent, owner or tool must hold.
    """

    name: str
    pill: str = "all"
    group: str = "deadline"
    agent: str = ""
    source: str = ""
    person: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """An action put off until a time.

    Attributes:
        until: a UTC stamp.
        digest, stood: of the action as it was put off, and how it stood with people; a change of either brings it back.
    """

    action: str
    until: str
    digest: str
    stood: str = ""


@dataclass(frozen=True, slots=True)
class InboxMemory:
    """Of one person. ``default`` is the name of the view that the inbox opens with; empty for everything."""

    views: tuple[SavedView, ...] = ()
    default: str = ""
    snoozed: tuple[Snooze, ...] = ()


class InboxApi(Protocol):
    """Futures fail with ``KnownError``."""

    def kept(self) -> Future[InboxMemory]:
        """What this profile's person left here. A file that cannot be read is put aside, and that is the error."""

    def keep(self, memory: InboxMemory) -> Future[None]:
        """Keep it over a restart; the latest call counts."""
