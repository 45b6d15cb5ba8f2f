"""``desk.insights``: the figures, on a reader thread, the newest question only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from counterseal.insights.composing import insights
from counterseal.insights.shelf import Shelf
from counterseal.insights.views import Insights, InsightsWanted
from counterseal.ledger.history_rows import Book
from counterseal.model.views import QueueItem
from counterseal.sync.core import DeskCore
from counterseal.sync.records import Records, names_of


class InsightsOfDesk:
    """Implements ``InsightsApi``.

    Args:
        records: reads the replicas, as History does.
        queue: what waits now, as far as this desk knows.
    """

    def __init__(self, desk: DeskCore, records: Records, queue: Callable[[], tuple[QueueItem, ...]]) -> None:
        self._desk = desk
        self._records = records
        self._queue = queue
        self._shelf = Shelf()
        self._newest = threading.Event()

    def look(self, wanted: InsightsWanted, step: Callable[[int, int], None] | None = None) -> Future[Insights]:
        self.stop()
        over = self._newest = threading.Event()

        def work() -> Insights:
            waiting = [item.id for item in self._queue()]
            with self._desk.profile.reading() as connection, self._records.books() as others:
                return insights(
                    (Book(connection, names=names_of(connection)), *others),
                    self._shelf,
                    wanted,
                    self._desk.clock.now(),
                    self._desk.profile.person_id,
                    open_now=waiting,
                    cancelled=over.is_set,
                    step=step or _nobody,
                )

        return self._desk.readers.submit(work)

    def stop(self) -> None:
        self._newest.set()


def _nobody(_done: int, _all: int) -> None:
    return None
