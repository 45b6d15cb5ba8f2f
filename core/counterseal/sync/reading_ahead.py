"""Reading ahead what waits at separate gateways, so that it can be read and decided on while one is away.

Only in memory: a copy on the disk would be one that no erasure reaches.
"""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from itertools import islice

from counterseal.clock import stamp
from counterseal.errors import KnownError
from counterseal.model.actions import State
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.core import DeskCore

MOST_KEPT = 500
MOST_AHEAD = 200
# Attachments may have 16 MiB each; what is kept in vain must not grow with them.
MOST_TEXT = 64 << 20
_log = logging.getLogger(__name__)


class Readings:
    """The details that this desk read last, the newest kept. Use on the desk's loop and its writer.

    Whatever is decided must be in here: it is what a decision is held to.
    """

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk
        self._kept: OrderedDict[str, tuple[ActionDetail, str, int]] = OrderedDict()
        self._text = 0
        self._lock = threading.Lock()
        self._wanted: tuple[QueueItem, ...] = ()
        self._running: asyncio.Task[None] | None = None

    def keep(self, detail: ActionDetail) -> None:
        """This is how its gateway shows an action now."""
        size, now = _size(detail), stamp(self._desk.clock.now())
        with self._lock:
            self._drop(detail.item.id)
            self._kept[detail.item.id] = (detail, now, size)
            self._text += size
            while len(self._kept) > MOST_KEPT or (self._text > MOST_TEXT and len(self._kept) > 1):
                self._drop(next(iter(self._kept)))

    def of(self, action_id: str) -> ActionDetail | None:
        """As it was read last."""
        found = self._kept.get(action_id)
        return None if found is None else found[0]

    def from_before(self, action_id: str) -> ActionDetail | None:
        """The same of a gateway that cannot be reached now, with ``read_at``."""
        found = self._kept.get(action_id)
        return None if found is None else replace(found[0], read_at=found[1])

    def look(self, queue: Iterable[QueueItem]) -> None:
        """Take a new queue, and read ahead what of it waits elsewhere. Call on the loop."""
        elsewhere = (item for item in queue if item.gateway and item.state is State.HELD)
        self._wanted = tuple(islice(elsewhere, MOST_AHEAD))
        if self._wanted and (self._running is None or self._running.done()):
            self._running = asyncio.get_running_loop().create_task(self._read(), name="counterseal-ahead")

    async def _read(self) -> None:
        """One after the other, so that what a person asks for does not stand behind two hundred others."""
        tried: set[tuple[str, str, str]] = set()
        while True:
            due = next((item for item in self._wanted if self._missing(item) and _key(item) not in tried), None)
            if due is None or self._text > MOST_TEXT // 2:
                return
            tried.add(_key(due))
            try:
                self.keep(await self._desk.linked().detail(due.id))
            except KnownError as error:
                # It is read when somebody opens it, and fails in front of them.
                _log.info("%s could not be read ahead: %s", due.id, error.text())

    def _missing(self, item: QueueItem) -> bool:
        known = self.of(item.id)
        return known is None or _key(known.item) != _key(item)

    def _drop(self, action_id: str) -> None:
        gone = self._kept.pop(action_id, None)
        if gone is not None:
            self._text -= gone[2]


def _key(item: QueueItem) -> tuple[str, str, str]:
    return item.id, item.digest, item.nonce


def _size(detail: ActionDetail) -> int:
    context = sum(
        len(item.text) + len(item.image) + sum(len(turn.text) for turn in item.turns) for item in detail.context
    )
    steps = (*detail.trace, *detail.received.steps, *detail.received.late)
    trace = sum(len(step.name) + len(step.text) for step in steps)
    return len(detail.canonical) + context + trace
