"""The inbox list: what is waiting, in an order that never changes under the reader's cursor.

New items wait aside until they are asked for. Items that ended stay where they are, disabled, with the reason, until
``sweep`` is called. Only ``show_new`` and a change of the filter put the rows in order again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from counterseal.model.actions import State
from counterseal.model.views import QueueItem
from counterseal_desktop.inbox import narrowing, standing, words
from counterseal_desktop.inbox.narrowing import NOTHING_HIDDEN, Counts, Hidden, Look, Narrowing
from counterseal_desktop.inbox.queue_news import News, QueueNews, Tally
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word, state_words

RowRole = Qt.ItemDataRole.UserRole + 1
IdRole = Qt.ItemDataRole.UserRole + 2

Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True)
class Row:
    """One line. ``item`` is None for a heading. ``note`` replaces the second line, in the colour named by ``tone``.

    ``title`` and ``under`` are already safe to paint.
    """

    heading: str
    item: QueueItem | None = None
    title: str = ""
    under: str = ""
    note: str = ""
    tone: str = "grey"
    ended: bool = False


class QueueModel(QAbstractListModel):
    """Rows of headings and items.

    Signals:
        new_count_changed(int): how many matching items wait behind the bar.
        counts_changed(): the pills' figures.
        ended(str): an item that was shown has left the queue.
        item_changed(QueueItem): an item that is shown has another content.
    """

    new_count_changed = Signal(int)
    counts_changed = Signal()
    ended = Signal(str)
    item_changed = Signal(object)

    def __init__(self, now: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._now = now
        self._rows: list[Row] = []
        self._where: dict[str, int] = {}
        self._live: Mapping[str, QueueItem] = {}
        self._news = QueueNews()
        self._tally = Tally()
        self._ended: set[str] = set()
        self._aside: set[str] = set()
        self._new: set[str] = set()
        self._notes: dict[str, tuple[str, str]] = {}
        self._told_new = 0
        self.narrowing = Narrowing()
        self.hidden: Hidden = NOTHING_HIDDEN
        """Which items are snoozed."""
        self.me = ""
        """Whose list it is: a claim of one's own is no news."""

    # Qt's side

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == RowRole:
            return row
        if role == IdRole:
            return row.item.id if row.item else None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if row.item else row.heading
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(row)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._rows[index.row()].item is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        # An ended row stays selectable: the reader may be in it and must be able to read why it ended.
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    # The screen's side

    @property
    def new_count(self) -> int:
        return self._told_new

    def row_of(self, action_id: str) -> int:
        """The row, or -1 when it is not shown."""
        return self._where.get(action_id, -1)

    def row_at(self, number: int) -> Row:
        return self._rows[number]

    def headings(self) -> list[int]:
        """The rows that are headings."""
        return [number for number, row in enumerate(self._rows) if row.item is None]

    def item(self, action_id: str) -> QueueItem | None:
        """The newest known form of an item, shown or waiting aside."""
        known = self._live.get(action_id)
        if known is None and action_id in self._where:
            return self._rows[self._where[action_id]].item
        return known

    def counts(self) -> Counts:
        """How many open items each pill would show."""
        return self._tally.count(self._live, self.look())

    def look(self) -> Look:
        """Whose list it is, now, and what is put off."""
        return Look.at(self._now(), self.me, self.hidden)

    def items(self) -> tuple[QueueItem, ...]:
        """Every open item, in the order of the queue."""
        return tuple(self._live.values())

    def take(self, queue: Iterable[QueueItem]) -> News:
        """What a newer whole queue brings; ``apply`` it next."""
        return self._news.take(queue)

    def apply(self, queue: Iterable[QueueItem] | News) -> None:
        """Take a new whole queue without moving a row."""
        news = queue if isinstance(queue, News) else self.take(queue)
        nothing_shown = not self._where
        # An item may come once more when it has ended, so that its row can say how.
        over = {item.id for item in news.changed if item.state is not State.HELD and item.state.ended}
        opened = [item for item in news.changed if item.id not in over]
        self._ended = (self._ended - news.gone - {item.id for item in opened}) | over
        live = dict(news.items)
        for key in self._ended:
            live.pop(key, None)
        self._live = live
        gone = news.gone | over
        self._tally.change(opened, gone)
        self._end_rows(gone, news.items)
        for item in opened:
            self._renew_row(item)
        if nothing_shown:
            self._rebuild()
        else:
            self._aside -= gone
            self._new -= gone
            self._put_aside(item for item in opened if item.id not in self._where)
        self._tell_new()
        self.counts_changed.emit()

    def show_new(self) -> None:
        """Put everything in order: new items in, ended ones out. The reader asked for it."""
        self._rebuild()
        self._tell_new()

    def narrow(self, wanted: Narrowing) -> None:
        """Show only what matches, under its headings."""
        if wanted != self.narrowing:
            self.narrowing = wanted
            self._rebuild()
            self._tell_new()

    def look_again(self, took_out: str = "") -> None:
        """What is snoozed is another: what comes back waits behind the bar, ``took_out`` leaves the list."""
        number = self.row_of(took_out)
        if number >= 0:
            self._remove(number)
            self._drop_headings()
        self._aside, self._new = set(), set()
        if self._where:
            self._put_aside(item for key, item in self._live.items() if key not in self._where)
        else:
            self._rebuild()
        self._tell_new()
        self._tally.count(self._live, self.look(), anew=True)
        self.counts_changed.emit()

    def time_passed(self) -> None:
        """Nothing changed but the time, with which deadlines come near and snoozes end."""
        if self.narrowing.pill == narrowing.PILL_EXPIRING or self.hidden.ids:
            self.look_again()
        else:
            self._tally.count(self._live, self.look(), anew=True)
            self.counts_changed.emit()

    def set_note(self, action_id: str, note: str, tone: str = "grey") -> None:
        """Say on an item's row what became of it; kept while the row is shown."""
        self._notes[action_id] = (note, tone)
        number = self.row_of(action_id)
        if number >= 0:
            self._rows[number].note, self._rows[number].tone = note, tone
            self._repaint(number)

    def note_of(self, action_id: str) -> str:
        return self._notes.get(action_id, ("", ""))[0]

    def sweep(self, keep: str | None) -> None:
        """Take ended rows out, save the one being read."""
        for number in range(len(self._rows) - 1, -1, -1):
            row = self._rows[number]
            if row.item is not None and row.ended and row.item.id != keep:
                self._remove(number)
                self._notes.pop(row.item.id, None)
        self._drop_headings()
        self._reindex()
        if not self._where and self._live:
            self.show_new()

    # Inside

    def _drop_headings(self) -> None:
        """Take out headings that nothing is left under."""
        for number in range(len(self._rows) - 1, -1, -1):
            last = number + 1 == len(self._rows)
            if self._rows[number].item is None and (last or self._rows[number + 1].item is None):
                self._remove(number)

    def _rebuild(self) -> None:
        look = self.look()
        shown = [item for item in self._live.values() if narrowing.matches(item, self.narrowing, look)]
        rows: list[Row] = []
        for heading, items in narrowing.grouped(shown, self.narrowing.group, look.bounds).items():
            if heading:
                rows.append(Row(tr(heading) if self.narrowing.group == narrowing.BY_DEADLINE else heading))
            rows.extend(self._row(item) for item in items)
        if self.narrowing.pill == narrowing.PILL_SNOOZED:
            rows = [self._put_off(row) for row in rows]
        self.beginResetModel()
        self._rows = rows
        self._reindex()
        self._notes = {key: value for key, value in self._notes.items() if key in self._where}
        self._aside, self._new = set(), set()
        self.endResetModel()

    def _row(self, item: QueueItem) -> Row:
        known = self._where.get(item.id)
        row = self._rows[known] if known is not None else Row("")
        if row.item is not item or row.ended:
            row.ended = False
            self._fill(row, item)
        return row

    def _put_off(self, row: Row) -> Row:
        """A row of what is snoozed says until when; a row of its own, for elsewhere it says something else."""
        until = self.hidden.until(row.item.id) if row.item is not None and not row.note else None
        if until is None:
            return row
        return replace(row, note=tr("put off until {time}", time=words.day_and_time(until)), tone="blue")

    def _fill(self, row: Row, item: QueueItem) -> None:
        row.item = item
        row.title = display_line(item.title, 160)
        row.under = tr(
            "{agent} · owner {owner}", agent=display_line(item.agent_name, 60), owner=display_line(item.owner, 60)
        )
        row.note, row.tone = self._notes.get(item.id, ("", "grey"))
        if item.state is State.UNKNOWN:
            # Whatever was signed before, this is what there is to do about it now.
            row.note, row.tone = state_words(item.state), "amber"
        elif not row.note and item.problem:
            row.note, row.tone = tr("cannot be shown, can only be rejected"), "red"
        elif not row.note and item.state is not State.HELD:
            row.note = state_words(item.state)
        elif not row.note and self.me and self.me in item.approved_by:
            row.note, row.tone = tr("approved by you"), "blue"
        elif not row.note and standing.taken_by_other(item, self.me):
            row.note, row.tone = standing.claim_words(item, None), "blue"
        elif not row.note and (item.escalated or item.escalated_to):
            row.note, row.tone = standing.escalation_words(item, self.me), "amber"

    def _end(self, row: Row, number: int) -> None:
        row.ended = True
        if not row.note:
            row.note, row.tone = tr("no longer waits"), "grey"
        self._repaint(number)

    def _end_rows(self, gone: Iterable[str], given: Mapping[str, QueueItem]) -> None:
        for action_id in sorted((one for one in gone if one in self._where), key=self._where.__getitem__):
            number = self._where[action_id]
            row = self._rows[number]
            if not row.ended:
                row.item = given.get(action_id, row.item)
                self._end(row, number)
                self.ended.emit(action_id)

    def _renew_row(self, item: QueueItem) -> None:
        number = self.row_of(item.id)
        if number < 0:
            return
        row = self._rows[number]
        if row.ended or item != row.item:
            self._fill(row, item)
            row.ended = False
            self._repaint(number)
            self.item_changed.emit(item)

    def _put_aside(self, items: Iterable[QueueItem]) -> None:
        """These wait behind the bar; it counts those that would be shown."""
        look = self.look()
        for item in items:
            self._aside.add(item.id)
            if narrowing.matches(item, self.narrowing, look):
                self._new.add(item.id)
            else:
                self._new.discard(item.id)

    def _tell_new(self) -> None:
        if len(self._new) != self._told_new:
            self._told_new = len(self._new)
            self.new_count_changed.emit(self._told_new)

    def _remove(self, number: int) -> None:
        self.beginRemoveRows(QModelIndex(), number, number)
        del self._rows[number]
        self._reindex()
        self.endRemoveRows()

    def _reindex(self) -> None:
        self._where = {row.item.id: number for number, row in enumerate(self._rows) if row.item is not None}

    def _repaint(self, number: int) -> None:
        index = self.index(number)
        self.dataChanged.emit(index, index)

    def _spoken(self, row: Row) -> str:
        if row.item is None:
            return row.heading
        item = row.item
        left = words.spoken_left(words.seconds_left(standing.due(item), self._now()))
        said = tr(
            "{risk} risk: {title}, {under}, {left}",
            risk=risk_word(item.risk),
            title=row.title,
            under=row.under,
            left=left,
        )
        return f"{said}, {row.note}" if row.note else said
