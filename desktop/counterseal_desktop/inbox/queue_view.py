"""The inbox list and the delegate that paints it.

A table with one column rather than a list: its header keeps row heights, so that ten thousand rows of two heights cost
nothing to lay out, while a list asks the delegate for every row again on each insertion.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from counterseal.model.actions import State
from counterseal_desktop import theme
from counterseal_desktop.inbox import standing, words
from counterseal_desktop.inbox.queue_model import IdRole, QueueModel, Row, RowRole
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.chips import RISK_TONE, chip_size, paint_chip
from counterseal_desktop.widgets.untrusted import paint_untrusted
from counterseal_desktop.widgets.vocabulary import risk_word

# Absolute, because a row keeps its sides where the window reads from right to left: what agents write stays left.
_RIGHT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute)
_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class QueueDelegate(QStyledItemDelegate):
    """Paints headings and rows from the tokens; no style sheet, no widget per row."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget) -> None:
        super().__init__(parent)
        self._now = now

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: Row = index.data(RowRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if row.item is None:
            painter.setFont(theme.ui_font("semibold", -1.25))
            painter.setPen(QColor(theme.current().muted))
            painter.drawText(option.rect.adjusted(theme.px(14), theme.px(4), -theme.px(14), 0), _LEFT, row.heading)
        else:
            self._paint_item(painter, option, row)
        painter.restore()

    def _paint_item(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        # A time would be read backwards.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        tokens = theme.current()
        rect = option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, QColor(tokens.selection))
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(3), rect.height()), QColor(tokens.accent))
        elif option.state & QStyle.StateFlag.State_MouseOver and not row.ended:
            painter.fillRect(rect, QColor(tokens.hover))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), QColor(tokens.hairline))
        inner = rect.adjusted(theme.px(14), theme.px(7), -theme.px(14), -theme.px(7))
        half = inner.height() // 2
        upper = QRect(inner.left(), inner.top(), inner.width(), half)
        lower = QRect(inner.left(), inner.top() + half, inner.width(), inner.height() - half)
        self._paint_upper(painter, upper, row)
        self._paint_lower(painter, lower, row)

    def _paint_upper(self, painter: QPainter, upper: QRect, row: Row) -> None:
        tokens = theme.current()
        assert row.item is not None  # noqa: S101 (headings are painted elsewhere)
        left = None if row.ended else words.seconds_left(standing.due(row.item), self._now())
        text = words.time_left(left)
        soon = left is not None and left <= words.SOON_SECONDS
        font = theme.ui_font("semibold" if soon else "regular", -0.5)
        width = QFontMetrics(font).horizontalAdvance(text) + theme.px(2)
        painter.setFont(font)
        painter.setPen(QColor(tokens.red if soon else tokens.muted))
        painter.drawText(upper, _RIGHT, text)
        painter.setFont(theme.ui_font("semibold"))
        painter.setPen(QColor(tokens.faint if row.ended else tokens.text))
        room = upper.adjusted(0, 0, -(width + theme.px(12)) if text else 0, 0)
        paint_untrusted(painter, room, row.title, escaped=True)

    def _paint_lower(self, painter: QPainter, lower: QRect, row: Row) -> None:
        tokens = theme.current()
        item = row.item
        assert item is not None  # noqa: S101
        size = chip_size(risk_word(item.risk), item.risk)
        chip = QRectF(0, 0, size.width(), size.height())
        chip.moveCenter(QRectF(lower).center())
        chip.moveRight(lower.right() + 1)
        painter.setOpacity(0.5 if row.ended else 1.0)
        paint_chip(painter, chip, risk_word(item.risk), RISK_TONE[item.risk], item.risk)
        painter.setOpacity(1.0)
        painter.setFont(theme.ui_font("regular", -0.75))
        room = lower.adjusted(0, 0, -(size.width() + theme.px(8)), 0)
        if item.needs > 1 and item.state is State.HELD and not row.ended:
            said = tr("{number} of {all}", number=item.has, all=item.needs)
            painter.setPen(QColor(tokens.muted))
            painter.drawText(room, _RIGHT, said)
            room = room.adjusted(0, 0, -(painter.fontMetrics().horizontalAdvance(said) + theme.px(6)), 0)
        painter.setPen(QColor(tokens.tone(row.tone)[0] if row.note else tokens.muted))
        paint_untrusted(painter, room, row.note or row.under, escaped=True)


class QueueView(QTableView):
    """The list. Signals: chosen(str): another item is current; entered(): Enter on it."""

    chosen = Signal(str)
    entered_item = Signal()

    def __init__(self, model: QueueModel, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inboxList")
        self.setAccessibleName(tr("Waiting actions"))
        self._queue = model
        self._sized = 0
        self.setModel(model)
        self.setItemDelegate(QueueDelegate(now, self))
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(8)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.modelReset.connect(self._size_rows)
        theme.theme_signals().changed.connect(self._size_rows)
        self._size_rows()
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self._on_tick)
        self._ticker.start()

    def current_id(self) -> str | None:
        index = self.currentIndex()
        return index.data(IdRole) if index.isValid() else None

    def select(self, action_id: str) -> bool:
        """Make an item current; False when it is not shown."""
        row = self._queue.row_of(action_id)
        if row < 0:
            return False
        self.selectionModel().setCurrentIndex(self._queue.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(self._queue.index(row))
        return True

    def step(self, by: int) -> None:
        """Move the selection over headings; stays at the ends."""
        row = self.currentIndex().row() if self.currentIndex().isValid() else (-1 if by > 0 else self._queue.rowCount())
        row += by
        while 0 <= row < self._queue.rowCount():
            item = self._queue.row_at(row).item
            if item is not None:
                self.select(item.id)
                return
            row += by

    def next_to(self, action_id: str) -> str | None:
        """The item after this one, else the one before it; None when it is alone or not shown."""
        row = self._queue.row_of(action_id)
        numbers = [*range(row + 1, self._queue.rowCount()), *range(row - 1, -1, -1)] if row >= 0 else []
        return next((item.id for item in (self._queue.row_at(number).item for number in numbers) if item), None)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        super().currentChanged(current, previous)
        action_id = current.data(IdRole) if current.isValid() else None
        if action_id is not None:
            self.chosen.emit(action_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.step(1)
        elif event.key() == Qt.Key.Key_Up:
            self.step(-1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_item.emit()
        elif event.text().isprintable() and event.text():
            # Letters are decision keys; the view's own type-ahead would move the selection under them.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            return True
        return super().viewportEvent(event)

    def _size_rows(self) -> None:
        item = max(theme.px(57), 2 * QFontMetrics(theme.ui_font()).height() + theme.px(18))
        heading = max(theme.px(30), QFontMetrics(theme.ui_font()).height() + theme.px(10))
        header = self.verticalHeader()
        # Sets every section at once; only the few headings are then touched one by one.
        header.setDefaultSectionSize(item)
        for row in range(header.count()):
            # Where a heading stood before the rows were put in order, its height is still there.
            if header.sectionSize(row) != item:
                header.resizeSection(row, item)
        for row in self._queue.headings():
            header.resizeSection(row, heading)

    def _on_tick(self) -> None:
        if self.isVisible():
            self.viewport().update()
