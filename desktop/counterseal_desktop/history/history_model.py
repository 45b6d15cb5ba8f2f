"""History as a table that fetches pages as the reader scrolls: keyset pages, one request on its way at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput, KnownError
from counterseal.sync.api import HistoryFilter, HistoryPage, HistoryRow
from counterseal.sync.api_records import RecordSource
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.translating import day_month, day_month_year, mark, tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import record_word

PAGE = 256
# As many rows as a tall window shows come first and uncounted; the rest of the page and the count, once they are drawn.
FIRST = 64
REST_AFTER_MS = 60
# After so long a page comes as far as it was found, and the rest of it follows.
PATIENCE = 0.1
COLUMNS = (mark("Time"), mark("Decided by"), mark("Decision"), mark("Action"), mark("Agent"), mark("Outcome"))
RowRole = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class HistoryModel(QAbstractTableModel):
    """Rows of the ledger, newest first. Cells are worded once, when they are first shown: of a page few are at once.

    Signals:
        found(int total, int shown, float milliseconds): a page has arrived.
        failed(KnownError), searching(): a page is being fetched.
        newer(): the ledger has grown past the first row.

    Attributes:
        source: what is read, the own record or a bundle.
        wanted: the filter. start: the place that the list begins at; None for the newest.
        capped: there are more matches than ``found`` counts, or they are not counted yet.
        looking_on: a page came early, and the rest of it is still being looked for; stopped: no longer.
    """

    found = Signal(int, int, float)
    failed = Signal(object)
    searching = Signal()
    newer = Signal()

    def __init__(self, bridge: DeskBridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._rows: list[HistoryRow] = []
        self._cells: list[tuple[str, ...] | None] = []
        self._generation = 0
        self._waiting = False
        self._next: int | None = None
        self._total = 0
        self._counted = self._refresh_owed = False
        self._question = threading.Event()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_AFTER_MS)
        self._rest.timeout.connect(self._ask_rest)
        self.source: RecordSource = bridge.desk.records
        self.wanted = HistoryFilter()
        self.start: int | None = None
        self.capped = False
        self.looking_on = False
        self.stopped = False

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._worded(index.row())[index.column()]
        if role == RowRole:
            return self._rows[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{tr(COLUMNS[index.column()])}: {self._worded(index.row())[index.column()]}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section]) if 0 <= section < len(COLUMNS) else None
        return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._waiting and not self.stopped

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self.searching.emit()
            self._ask(self._next, self._append, counted=not self._counted)

    def row(self, number: int) -> HistoryRow:
        return self._rows[number]

    def _worded(self, number: int) -> tuple[str, ...]:
        cells = self._cells[number]
        if cells is None:
            cells = self._cells[number] = _cells(self._rows[number])
        return cells

    def number_of(self, seq: int, log: str = "") -> int:
        """The row of an entry of the own log, or of a replicated one, among those fetched; or -1."""
        return next((number for number, row in enumerate(self._rows) if _identity(row) == (log, seq)), -1)

    def load(self, wanted: HistoryFilter, start: int | None = None) -> None:
        """Start again with another filter or place; the search for the old one ends, and its pages are dropped."""
        self._drop()
        if wanted != self.wanted or not self._counted:
            self._total, self.capped = 0, False
        # Else what was counted of the same filter is said until it is counted anew.
        self._counted = False
        self.wanted, self.start = wanted, start
        self._next = None
        self.searching.emit()
        self._ask(start, self._restart, FIRST, counted=False)

    def read_from(self, source: RecordSource) -> None:
        """Show another record, from its newest entry; nothing of the old one stays."""
        self._drop()
        self.source = source
        self._total, self.capped, self._counted = 0, False, False
        self._restart(HistoryPage((), None, 0, 0.0))

    def stop(self) -> None:
        """End a search that goes on; what was found stays."""
        if self.looking_on:
            self._drop()
            self.stopped = True
            self.found.emit(self._total, len(self._rows), 0.0)

    def go_on(self) -> None:
        """Search on from where it was stopped."""
        self.stopped = False
        self.fetchMore(QModelIndex())

    def _drop(self) -> None:
        self._question.set()
        self._generation += 1
        self._rest.stop()
        self._waiting = self.looking_on = self.stopped = self._refresh_owed = False

    def refresh(self) -> None:
        """Fetch what is newer than the first row and put it on top; rows that are shown keep their identity."""
        if self.start is not None:
            return
        if self._waiting:
            self._refresh_owed = True
        elif not self._rows:
            self.load(self.wanted)
        else:
            self.searching.emit()
            self._ask(None, self._prepend)

    def _ask_rest(self) -> None:
        """The first rows are drawn: fetch the rest of their page, and let the matches be counted."""
        if self._bridge.closed:
            return
        if self.canFetchMore(QModelIndex()) and len(self._rows) < PAGE:
            self._ask(self._next, self._append, PAGE - len(self._rows))
        elif self._waiting and not self.looking_on:
            self._rest.start()

    def _ask(
        self, before: int | None, take: Callable[[HistoryPage], None], limit: int = PAGE, *, counted: bool = True
    ) -> None:
        generation, question = self._generation, threading.Event()
        self._question, self._waiting = question, True

        def ok(page: HistoryPage) -> None:
            if generation == self._generation:
                self._waiting = False
                self.looking_on = page.searching
                take(page)
                # What is newer was looked at all the same: the rest of it was looked at when it was new.
                self.looking_on = page.searching and self._next == page.next_before
                if self.looking_on and not self._waiting:
                    self._ask(self._next, self._append)
                elif len(self._rows) < PAGE and self._next is not None:
                    self._rest.start()
                self.found.emit(self._total, len(self._rows), page.took_ms)
                if self._refresh_owed and not self._waiting:
                    self._refresh_owed = False
                    self.refresh()

        def failed(error: KnownError) -> None:
            if generation == self._generation:
                self._waiting = self.looking_on = self._refresh_owed = False
                self.failed.emit(error)

        future = self.source.page(
            replace(self.wanted), before, limit, cancelled=question.is_set, patience=PATIENCE, counted=counted
        )
        self._bridge.run(future, self, ok, failed)

    def _count(self, page: HistoryPage, shown: int) -> None:
        """Take what a page says of how many match, where so many rows are shown with it."""
        self._next = page.next_before
        if page.counted and not page.searching:
            self._total, self.capped, self._counted = page.total, page.capped, True
        elif not self._total:
            self.capped = True
        if self._total < shown:
            self._total, self.capped = shown, self.capped or page.next_before is not None

    def _restart(self, page: HistoryPage) -> None:
        self.beginResetModel()
        self._rows = list(page.rows)
        self._cells = [None] * len(page.rows)
        self._count(page, len(page.rows))
        self.endResetModel()

    def _append(self, page: HistoryPage) -> None:
        self._count(page, len(self._rows) + len(page.rows))
        if page.rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self._cells.extend([None] * len(page.rows))
            self.endInsertRows()

    def _prepend(self, page: HistoryPage) -> None:
        known = {_identity(row) for row in self._rows[: 2 * PAGE]}
        # What is older than the last row that is shown is no news.
        ends = next((n for n, row in enumerate(page.rows) if _identity(row) == _identity(self._rows[-1])), PAGE)
        rows = page.rows[: ends + 1]
        fresh = [row for row in rows if _identity(row) not in known]
        if fresh and fresh != list(rows[: len(fresh)]):
            # Another log's entries arrived late and belong between rows that are shown.
            self._total = 0
            self._restart(page)
            return
        if fresh and len(fresh) == len(page.rows) and page.next_before is not None:
            # More than a whole page is new: what lies between is not known, so the list starts again.
            self._restart(page)
            return
        self._total += len(fresh)
        if page.counted and not page.searching:
            self._total, self.capped, self._counted = page.total, page.capped, True
        if fresh:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - 1)
            self._rows[:0] = fresh
            self._cells[:0] = [None] * len(fresh)
            self.endInsertRows()
            self.newer.emit()
        self._update_outcomes(page)

    def _update_outcomes(self, page: HistoryPage) -> None:
        known = {_identity(row): number for number, row in enumerate(self._rows[: 2 * PAGE])}
        for row in page.rows:
            number = known.get(_identity(row))
            if number is not None and self._rows[number] != row:
                self._rows[number] = row
                self._cells[number] = None
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))


def day_and_time(stamp: str) -> str:
    """``21 Nov 14:02:11`` in local time; this and the following give what is no time as it is, made safe to show."""
    return _told(stamp, lambda local: f"{day_month(local)} {local:%H:%M:%S}")


def day_and_minute(stamp: str) -> str:
    """``21 Nov 2026 14:02`` in local time."""
    return _told(stamp, lambda local: f"{day_month_year(local)} {local:%H:%M}")


def clock_time(stamp: str) -> str:
    """A stamp as local time of day."""
    return _told(stamp, lambda local: f"{local:%H:%M:%S}")


def clock_ms(stamp: str) -> str:
    """A stamp as local time of day with milliseconds."""
    return _told(stamp, lambda local: f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}")


def long_time(stamp: str) -> str:
    """``21 Nov 2026 14:02:11.482 +01:00``."""

    def told(local: datetime) -> str:
        offset = f"{local:%z}"
        moment = f"{local:%H:%M:%S}.{local.microsecond // 1000:03d}"
        return f"{day_month_year(local)} {moment} {offset[:3]}:{offset[3:5]}"

    return _told(stamp, told)


def _told(stamp: str, told: Callable[[datetime], str]) -> str:
    """A bundle or a gateway may hold anything there, and a day that no other zone has."""
    try:
        return told(parse_stamp(stamp).astimezone())
    except (InvalidInput, OverflowError):
        return display_line(stamp, 24)


def _identity(row: HistoryRow) -> tuple[str, int]:
    return row.log, row.seq


def _cells(row: HistoryRow) -> tuple[str, ...]:
    return (
        day_and_time(row.at),
        record_word(row.who),
        record_word(row.verdict),
        display_line(row.title, 160),
        display_line(row.agent_name or row.agent, 60),
        record_word(row.outcome),
    )
