"""``desk.insights``: the figures, on a reader thread, the newest question only; and as files."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from counterseal.ledger.history_rows import Book
from counterseal.ledger.new_file import new_folder
from counterseal.model.views import QueueItem
from counterseal.sync import records_rows
from counterseal.sync.api_records import Progress
from counterseal.sync.core import DeskCore
from counterseal.sync.records import Records, names_of

if TYPE_CHECKING:
    from counterseal.insights.shelf import Shelf
    from counterseal.insights.views import Insights, InsightsWanted


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
        self._shelf: Shelf | None = None
        self._newest = threading.Event()

    def look(self, wanted: InsightsWanted, step: Callable[[int, int], None] | None = None) -> Future[Insights]:
        self.stop()
        over = self._newest = threading.Event()
        shelf = self._kept()

        def work() -> Insights:
            # What makes the figures is imported for who looks at them.
            from counterseal.insights.composing import insights

            waiting = [item.id for item in self._queue()]
            with self._desk.profile.reading() as connection, self._records.books() as others:
                return insights(
                    (Book(connection, names=names_of(connection)), *others),
                    shelf,
                    wanted,
                    self._desk.clock.now(),
                    self._desk.profile.person_id,
                    open_now=waiting,
                    cancelled=over.is_set,
                    step=step or _nobody,
                )

        return self._desk.readers.submit(work)

    def export(self, out: Path, form: str, found: Insights, progress: Progress | None = None) -> Future[int]:
        def work() -> int:
            from counterseal.insights import table

            own = self._desk.profile.log.origin
            with new_folder(out, "The figures") as folder:
                figures = folder / f"figures.{form}"
                records_rows.write_table(figures, form, table.MEMBERS, table.lines(found), "The figures")
                with closing(self._records.every(table.behind(found), progress, None)) as rows:
                    return records_rows.write(folder / f"rows.{form}", form, rows, own)

        return self._records.submit_long(work)

    def stop(self) -> None:
        self._newest.set()

    def _kept(self) -> Shelf:
        from counterseal.insights.shelf import Shelf

        if self._shelf is None:
            self._shelf = Shelf()
        return self._shelf


def _nobody(_done: int, _all: int) -> None:
    return None
