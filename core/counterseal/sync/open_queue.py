"""What waits for a person at all gateways of a desk, kept in its order by what changes."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping

from counterseal.model.actions import State
from counterseal.model.views import QueueItem

WAITING = frozenset((State.HELD, State.UNKNOWN, State.APPROVED))
# With more news than this share of the queue, sorting all of it anew is quicker.
_MANY = 16


class OpenQueue:
    """Takes the whole queue again and again; under load it has ten thousand items and few of them are others.

    Attributes:
        waiting: held ones by deadline within risk, then the unknown ones to resolve; replaced, never changed.
    """

    def __init__(self) -> None:
        self.waiting: tuple[QueueItem, ...] = ()
        self._known: Mapping[str, QueueItem] = {}
        self._beside: dict[str, QueueItem] = {}

    def take(self, items: Mapping[str, QueueItem]) -> tuple[QueueItem, ...]:
        """The newest queue by id. What is the same object as before is taken to be the same.

        Returns:
            what waits, in its order, and behind it what has ended just now or runs.
        """
        before = self._known.get
        changed = [item for key, item in items.items() if before(key) is not item]
        known = self._known
        came = sum(1 for item in changed if item.id not in known)
        # Mostly nothing has gone, and the numbers tell so.
        gone = known.keys() - items.keys() if len(known) + came != len(items) else frozenset[str]()
        # What stands among the waiting and may not stay where it is.
        moved = {*gone, *(item.id for item in changed if item.id in known)}
        self._known = items
        for key in gone:
            self._beside.pop(key, None)
        for item in changed:
            if item.state in WAITING:
                self._beside.pop(item.id, None)
            else:
                self._beside[item.id] = item
        if changed or gone:
            self.waiting = self._ordered(items, changed, moved)
        return (*self.waiting, *self._beside.values())

    def _ordered(
        self, items: Mapping[str, QueueItem], changed: list[QueueItem], moved: set[str]
    ) -> tuple[QueueItem, ...]:
        if len(changed) * _MANY > len(items):
            return open_items(items.values())
        kept = [item for item in self.waiting if item.id not in moved] if moved else list(self.waiting)
        for item in changed:
            if item.state in WAITING:
                insort(kept, item, key=_place)
        return tuple(kept)


def open_items(items: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    """What waits for a person: held first by deadline within risk, then the unknown ones to resolve."""
    return tuple(sorted((item for item in items if item.state in WAITING), key=_place))


def _place(item: QueueItem) -> tuple[int, str, str, str]:
    return -item.risk.rank, item.deadline or item.expires_at or "9999", item.asked_at, item.id
