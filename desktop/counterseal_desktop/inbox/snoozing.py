"""Putting an action off until a time. Pure rules: what may be hidden, until when, and what brings it back early.

A snooze hides and does nothing else: the action still expires, escalates and is decided by others meanwhile.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as day_time

from counterseal.clock import parse_stamp, stamp
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync.api_inbox import MOST_SNOOZED, Snooze
from counterseal_desktop.inbox import standing
from counterseal_desktop.translating import tr

NEAR = timedelta(minutes=30)
"""This long before it ends by itself, an action is shown again whatever was chosen."""
SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(days=14)
MORNING = day_time(8, 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A time to put something off to."""

    words: str
    until: datetime


def why_not(item: QueueItem, now: datetime) -> str:
    """Why an action may not be put off at all; empty when it may."""
    if item.risk is Risk.R4:
        return tr("What is Critical is never hidden.")
    if item.state is not State.HELD:
        return tr("Only what waits for a decision can be put off.")
    last = latest(item)
    if last is not None and last - now < SHORTEST:
        return tr("It ends too soon to be put off.")
    return ""


def latest(item: QueueItem) -> datetime | None:
    """When it comes back at the latest: before it ends by itself. None when it does not."""
    due = standing.due(item)
    return None if due is None else parse_stamp(due) - NEAR


def choices(item: QueueItem, now: datetime) -> tuple[Choice, ...]:
    """The times offered, none later than the action may be hidden."""
    if why_not(item, now):
        return ()
    here = now.astimezone()
    noon = here.replace(hour=13, minute=0, second=0, microsecond=0)
    tomorrow = datetime.combine(here.date() + timedelta(days=1), MORNING, here.tzinfo)
    offered = [
        Choice(tr("15 minutes"), now + timedelta(minutes=15)),
        Choice(tr("1 hour"), now + timedelta(hours=1)),
        Choice(tr("3 hours"), now + timedelta(hours=3)),
        Choice(tr("This afternoon, 13:00"), noon),
        Choice(tr("Tomorrow, 08:00"), tomorrow),
        Choice(tr("In a week, 08:00"), tomorrow + timedelta(days=6)),
    ]
    last = latest(item)
    return tuple(one for one in offered if one.until - now >= SHORTEST and (last is None or one.until <= last))


def put_off(item: QueueItem, until: datetime, now: datetime) -> Snooze:
    """The snooze of an action as it stands now.

    Raises:
        ValueError: it may not be hidden until then.
    """
    last = latest(item)
    if why_not(item, now) or not now < until <= now + LONGEST or (last is not None and until > last):
        raise ValueError("this action may not be put off until then")
    return Snooze(item.id, stamp(until), item.digest, stood(item))


def stood(item: QueueItem) -> str:
    """How it stands with people: a change of it brings the action back."""
    return "|".join((item.risk.value, item.escalated, *item.escalated_to, "", *item.approved_by))[:300]


def hides(snooze: Snooze | None, item: QueueItem, now: datetime) -> bool:
    """Whether a snooze hides an action at this moment."""
    if snooze is None or why_not(item, now):
        return False
    until = parse_stamp(snooze.until)
    if now >= until or (snooze.digest, snooze.stood) != (item.digest, stood(item)):
        return False
    last = latest(item)
    # What now ends sooner than it was put off for is not hidden a moment longer.
    return last is None or until <= last


class Snoozes:
    """The snoozes of one person. Not a rule but a memory of them."""

    def __init__(self, kept: Iterable[Snooze] = ()) -> None:
        self._by_action: dict[str, Snooze] = {one.action: one for one in kept}

    @property
    def ids(self) -> Container[str]:
        """The actions that were put off."""
        return self._by_action

    def hides(self, item: QueueItem, now: datetime) -> bool:
        """Whether an action is hidden now."""
        found = self._by_action.get(item.id)
        return found is not None and hides(found, item, now)

    def until(self, action_id: str) -> datetime | None:
        """To when an action was put off; None when it was not."""
        found = self._by_action.get(action_id)
        return parse_stamp(found.until) if found is not None else None

    def of(self, action_id: str) -> Snooze | None:
        return self._by_action.get(action_id)

    def add(self, snooze: Snooze) -> None:
        self._by_action[snooze.action] = snooze

    def drop(self, action_id: str) -> bool:
        """Bring an action back. False when it was not put off."""
        return self._by_action.pop(action_id, None) is not None

    def tidy(self, queue: Iterable[QueueItem], now: datetime) -> bool:
        """Drop what is over or came back: a snooze never hides twice. Returns whether anything was dropped."""
        if not self._by_action:
            return False
        known = {item.id: item for item in queue if item.id in self._by_action}
        over = [
            one.action
            for one in self._by_action.values()
            if parse_stamp(one.until) <= now or (one.action in known and not hides(one, known[one.action], now))
        ]
        for action in over:
            del self._by_action[action]
        return bool(over)

    def next_end(self) -> datetime | None:
        """When the first of them is over; None without any."""
        return min((parse_stamp(one.until) for one in self._by_action.values()), default=None)

    def kept(self) -> tuple[Snooze, ...]:
        """What is to be kept, the soonest first, up to the most that are."""
        return tuple(sorted(self._by_action.values(), key=lambda one: one.until))[:MOST_SNOOZED]
