"""A card that holds a plot, and the same numbers as a table for who would rather read or copy them."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QSizePolicy,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.plots import NOTHING, Plot
from counterseal_desktop.widgets.plots_data import PlotData

_Index = QModelIndex | QPersistentModelIndex


class PlotTable(QAbstractTableModel):
    """A plot's places as rows: the place, each series, the limits and bound where there are any, and the note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data = NOTHING
        self._heads: list[str] = []
        self._cells: list[list[str]] = []
        self._noted = False

    def set_data(self, data: PlotData) -> None:
        self.beginResetModel()
        self._data = data
        banded = any(slot.band is not None for slot in data.slots)
        noted = self._noted = any(slot.note for slot in data.slots)
        self._heads = [data.across, *(series.name for series in data.series)]
        self._heads += [tr("Lower limit"), tr("Upper limit"), tr("Outside")] if banded else []
        self._heads += [data.bound_name] if data.bound_name else []
        self._heads += [tr("Note")] if noted else []
        self._cells = []
        for slot in data.slots:
            cells = [slot.words, *("" if value is None else data.value_words(value) for value in slot.values)]
            if banded:
                band = ("", "") if slot.band is None else tuple(data.value_words(one) for one in slot.band)
                cells += [*band, tr("Yes") if slot.flagged else ""]
            if data.bound_name:
                cells.append("" if slot.bound is None else data.value_words(slot.bound))
            self._cells.append([*cells, slot.note] if noted else cells)
        self.endResetModel()

    def rows_of(self, index: _Index) -> object | None:
        """What shows the rows of a cell: those of its value, or of its whole place."""
        slot = self._data.slots[index.row()]
        return slot.rows_of(index.column() - 1) or slot.any_rows()

    def as_text(self, rows: list[int]) -> str:
        """The headings and these rows, with tabs, as spreadsheets take them."""
        return "\n".join("\t".join(cells) for cells in [self._heads, *(self._cells[row] for row in rows)])

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self._heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            head, cell = self._heads[index.column()], self._cells[index.row()][index.column()]
            return tr("{column}: {value}", column=head, value=cell or tr("nothing"))
        return None

    def _alignment(self, column: int) -> int:
        """Numbers stand at the right, under headings that do too."""
        numbers = 0 < column < len(self._heads) - (1 if self._noted else 0)
        side = Qt.AlignmentFlag.AlignRight if numbers else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class _Padded(QStyledItemDelegate):
    """Cells with the room at their sides that the headings have."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        words, option.text = option.text, ""
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        painter.save()
        painter.setFont(option.font)
        painter.setPen(QColor(theme.current().text))
        painter.drawText(option.rect.adjusted(theme.px(12), 0, -theme.px(12), 0), int(option.displayAlignment), words)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + theme.px(26), max(hint.height(), theme.px(26)))


class PlotCard(Card):
    """A plot with its title, a sentence under it where there is something to say, and its table.

    Attributes:
        plot, table: of which one is shown. toggle: changes that. caption: a sentence under it.

    Signals:
        rows_wanted(object): rows were asked for, in the plot or the table.
    """

    rows_wanted = Signal(object)

    def __init__(self, title: str, plot: Plot, parent: QWidget | None = None) -> None:
        self.toggle = LinkButton(tr("Show as table"))
        super().__init__(title, self.toggle, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.plot = plot
        self.model = PlotTable(self)
        self.table = _make_table(self.model, title)
        self.caption = OwnLabel("", "small", wrap=True)
        self.caption.hide()
        self._pages = QStackedLayout()
        self._pages.addWidget(plot)
        self._pages.addWidget(self.table)
        self.body.addLayout(self._pages)
        self.body.addWidget(self.caption)
        self.toggle.setCheckable(True)
        self.toggle.setAccessibleName(tr("Show as table: {title}", title=title))
        self.toggle.toggled.connect(self._on_toggled)
        plot.rows_wanted.connect(self.rows_wanted)
        self.table.activated.connect(self._on_activated)
        self.table.copy_wanted.connect(self.copy)

    def set_data(self, data: PlotData, caption: str = "") -> None:
        """Show these values, and a sentence of ours under them, such as why there is less than usual."""
        self.plot.set_data(data)
        self.model.set_data(data)
        self.caption.say(caption)
        self.caption.setVisible(bool(caption))

    def set_corner(self, widget: QWidget) -> None:
        """Put a few words, or a button, between the title and the table's switch."""
        self.header.insertWidget(1, widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def copy(self) -> None:
        """Put the selected rows, or all, on the clipboard."""
        chosen = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        rows = chosen or list(range(self.model.rowCount()))
        QGuiApplication.clipboard().setText(self.model.as_text(rows))

    def _on_toggled(self, on: bool) -> None:
        # Only while it is shown: measuring every cell of every card was half of what new figures took.
        modes = QHeaderView.ResizeMode
        self.table.horizontalHeader().setSectionResizeMode(modes.ResizeToContents if on else modes.Interactive)
        self._pages.setCurrentIndex(1 if on else 0)
        self.toggle.setText(tr("Show as plot") if on else tr("Show as table"))
        words = (
            tr("Show as plot: {title}", title=self.title()) if on else tr("Show as table: {title}", title=self.title())
        )
        self.toggle.setAccessibleName(words)

    def _on_activated(self, index: QModelIndex) -> None:
        rows = self.model.rows_of(index)
        if rows is not None:
            self.rows_wanted.emit(rows)


class _Table(QTableView):
    """Signals: copy_wanted(): instead of the one cell that Qt would copy."""

    copy_wanted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_wanted.emit()
        else:
            super().keyPressEvent(event)


def _make_table(model: PlotTable, name: str) -> _Table:
    table = _Table()
    table.setAccessibleName(tr("{title}, as a table", title=name))
    table.setModel(model)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setItemDelegate(_Padded(table))
    table.setMinimumHeight(theme.px(180))
    table.verticalHeader().hide()
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setStretchLastSection(True)
    return table
