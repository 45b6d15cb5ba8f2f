"""A table beside an action: tab-separated lines as a grid of escaped cells; only those to be seen cost anything."""

from __future__ import annotations

import re

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.untrusted import paint_untrusted
from counterseal_desktop.widgets.untrusted_escape import display_line

MOST_ROWS = 20_000
MOST_COLUMNS = 60
_CELL = 300
_MEASURED_ROWS = 60
_VISIBLE_ROWS = 10
_NUMBER = re.compile(r"[-+−(]?[€$£¥]?\s?\d[\d\s,.'’ ]*%?\)?(\s?[A-Z]{3}|\s?[€$£¥%])?")
Index = QModelIndex | QPersistentModelIndex


class TableRows:
    """The cells of tab-separated lines. ``left_out`` says how many rows and columns are beyond the most."""

    def __init__(self, text: str) -> None:
        lines = text.rstrip("\n").split("\n")
        cells = [line.split("\t") for line in lines[: MOST_ROWS + 1]]
        widest = max((len(row) for row in cells), default=0)
        self.columns = min(widest, MOST_COLUMNS)
        self.head = cells[0][: self.columns] if cells else []
        self.rows = [row[: self.columns] for row in cells[1:]]
        self.left_out = (max(len(lines) - 1 - len(self.rows), 0), widest - self.columns)
        self.numeric = [self._is_numeric(column) for column in range(self.columns)]

    def cell(self, row: int, column: int) -> str:
        cells = self.rows[row]
        return cells[column] if column < len(cells) else ""

    def _is_numeric(self, column: int) -> bool:
        told = [cell for row in range(min(len(self.rows), _MEASURED_ROWS)) if (cell := self.cell(row, column).strip())]
        return bool(told) and all(len(cell) <= 40 and _NUMBER.fullmatch(cell) for cell in told)


class ContextTableModel(QAbstractTableModel):
    """Escaped cells, made when they are asked for."""

    def __init__(self, table: TableRows, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._table.columns

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return display_line(self._table.cell(index.row(), index.column()), _CELL)
        if role == Qt.ItemDataRole.TextAlignmentRole and self._table.numeric[index.column()]:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole and section < len(self._table.head):
            return display_line(self._table.head[section], _CELL)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self._table.numeric[section] else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class _CellDelegate(QStyledItemDelegate):
    """Paints a cell with the padding that the header has."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selection))
        painter.setFont(theme.ui_font())
        painter.setPen(QColor(tokens.text))
        numeric = index.data(Qt.ItemDataRole.TextAlignmentRole) is not None
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        room = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
        paint_untrusted(painter, room, str(index.data() or ""), escaped=True, align=side)
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens.focus), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class ContextTable(QTableView):
    """The grid; selected cells can be copied as they are shown."""

    def __init__(self, text: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = TableRows(text)
        self.setModel(ContextTableModel(self.table, self))
        self.setAccessibleName(
            tr("Table {title}, {rows} rows", title=display_line(title, 80), rows=figure(len(self.table.rows)))
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setItemDelegate(_CellDelegate(self))
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(1)
        theme.theme_signals().changed.connect(self._fit)
        self._fit()

    def said(self) -> str:
        """What of the table is not shown at all; empty when all is."""
        rows, columns = self.table.left_out
        if rows and columns:
            return tr("{rows} more rows and {columns} more columns are not shown", rows=figure(rows), columns=columns)
        if rows:
            return tr("{rows} more rows are not shown", rows=figure(rows))
        return tr("{columns} more columns are not shown", columns=figure(columns)) if columns else ""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.maximumHeight())

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys, never a search of cells."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        # A table that shows all its rows leaves the wheel to the page.
        if self.verticalScrollBar().maximum() == 0 and not event.angleDelta().x():
            event.ignore()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def copy_selection(self) -> None:
        """Copy the selected cells as tab-separated lines, escaped as they are shown."""
        chosen = sorted((index.row(), index.column(), str(index.data() or "")) for index in self.selectedIndexes())
        lines: dict[int, list[str]] = {}
        for row, _column, text in chosen:
            lines.setdefault(row, []).append(text)
        QGuiApplication.clipboard().setText("\n".join("\t".join(cells) for cells in lines.values()))

    def _fit(self) -> None:
        metrics = QFontMetrics(theme.ui_font())
        height = metrics.height() + theme.px(8)
        self.verticalHeader().setDefaultSectionSize(height)
        model = self.model()
        for column in range(self.table.columns):
            texts = [str(model.headerData(column, Qt.Orientation.Horizontal) or "")]
            texts += [str(model.index(row, column).data()) for row in range(min(len(self.table.rows), _MEASURED_ROWS))]
            text_width = max(metrics.horizontalAdvance(text[:80]) for text in texts) + theme.px(26)
            self.setColumnWidth(column, min(max(text_width, theme.px(56)), theme.px(280)))
        shown = min(max(len(self.table.rows), 1), _VISIBLE_ROWS)
        wide = self.horizontalHeader().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * height + bar + 2)
