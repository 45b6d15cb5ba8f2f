"""What of a whole queue is another than the last time, and the figures behind the pills, kept up by that alone.

The queue arrives whole, many times a second under load, and has ten thousand items then. What has not changed is the
same object as before, so that it is told apart without being looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import compress
from operator import attrgetter, is_not

from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal_desktop.inbox import standing
from counterseal_desktop.inbox.narrowing import Counts, Look

FEW = 1_000
"""So many cost little to count anew, which is exact at every moment."""
COUNT_AGAIN = timedelta(seconds=30)
"""With more of them a deadline may come near unnoticed until the list is looked at again, or for so long."""
_ID = attrgetter("id")
_MINE, _CRITICAL, _EXPIRING, _SNOOZED = 1, 2, 4, 8


@dataclass(frozen=True, slots=True)
class News:
    """One look at the queue.

    Attributes:
        items: all of it by id, in its order. changed: what is new or another. gone: ids that it no longer has.
    """

    items: Mapping[str, QueueItem]
    changed: tuple[QueueItem, ...]
    gone: frozenset[str]


class QueueNews:
    """Remembers the last queue."""

    def __init__(self) -> None:
        self._items: dict[str, QueueItem] = {}

    def take(self, queue: Iterable[QueueItem]) -> News:
        """What is news about a newer whole queue."""
        before, listed = self._items, tuple(queue)
        # Each of these goes through the queue without a step of Python for an item.
        now = dict(zip(map(_ID, listed), listed, strict=True))
        self._items = now
        another = map(is_not, map(before.get, now), now.values())
        changed = tuple(compress(now.values(), another))
        came = sum(1 for item in changed if item.id not in before)
        # Mostly nothing has gone, and the numbers tell so without going through the queue once more.
        left = frozenset(key for key in before if key not in now) if len(before) + came != len(now) else frozenset()
        return News(now, changed, left)


class Tally:
    """How many open items each pill would show.

    Args:
        few: up to so many are counted anew each time.
    """

    def __init__(self, few: int = FEW) -> None:
        self._few = few
        self._marks: dict[str, int] = {}
        self._sums: Counter[int] = Counter()
        self._look: Look | None = None

    def change(self, changed: Iterable[QueueItem], gone: Iterable[str]) -> None:
        """Some items are others now, and some are no longer open; judged as ``count`` looked at them last."""
        if self._look is None:
            return
        for action_id in gone:
            self._sums[self._marks.pop(action_id, -1)] -= 1
        items = tuple(changed)
        for item, mark in zip(items, _marks(items, self._look), strict=True):
            self._sums[self._marks.get(item.id, -1)] -= 1
            self._sums[mark] += 1
            self._marks[item.id] = mark

    def count(self, items: Mapping[str, QueueItem], look: Look, *, anew: bool = False) -> Counts:
        """The figures now.

        Args:
            items: all that are open. anew: who is put off may be another although no item changed.
        """
        if anew or not self._holds(look) or len(items) <= self._few:
            self._look = look
            self._marks = dict(zip(items, _marks(items.values(), look), strict=True))
            self._sums = Counter(self._marks.values())
        return self._counts()

    def _holds(self, look: Look) -> bool:
        last = self._look
        same = last is not None and (last.me, last.hidden) == (look.me, look.hidden)
        return last is not None and same and timedelta() <= look.now - last.now < COUNT_AGAIN

    def _counts(self) -> Counts:
        def having(bit: int) -> int:
            return sum(n for mark, n in self._sums.items() if mark >= 0 and mark & bit and not mark & _SNOOZED)

        snoozed = sum(n for mark, n in self._sums.items() if mark >= 0 and mark & _SNOOZED)
        return Counts(len(self._marks) - snoozed, having(_MINE), having(_CRITICAL), having(_EXPIRING), snoozed)


def _marks(items: Iterable[QueueItem], look: Look) -> Iterator[int]:
    me, put_off, soon, critical = look.me, look.hidden.ids, look.bounds.soon, Risk.R4
    for item in items:
        if item.id in put_off and look.hides(item):
            yield _SNOOZED
            continue
        mark = _MINE if me and (item.owner_id == me or me in item.escalated_to) else 0
        if item.risk is critical:
            mark |= _CRITICAL
        due = standing.due(item)
        yield mark | _EXPIRING if due is not None and due <= soon else mark
