"""The history's table and its delegate."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from counterseal_desktop import theme
from counterseal_desktop.history.history_model import HistoryModel, RowRole
from counterseal_desktop.translating import day_month, tr
from counterseal_desktop.widgets.chips import chip_size, paint_chip
from counterseal_desktop.widgets.untrusted import paint_untrusted

TIME, WHO, VERDICT, TITLE, AGENT, OUTCOME = range(6)
WIDTHS = (132, 122, 132, 0, 142, 122)
KIND_TONES = {
    "policy_allowed": "grey",
    "policy_refused": "red",
    "halt": "red",
    "voided": "red",
    "incident": "red",
    "expired": "amber",
    "escalated": "amber",
    "order": "amber",
    "pause": "amber",
    "reset": "amber",
    "key_revoked": "amber",
    "key_rotated": "blue",
    "key_enrolled": "blue",
    "erasure": "amber",
    "retention_cut": "amber",
    "restored": "red",
    "outcome": "blue",
    "permit_taken": "grey",
}
VERDICT_TONES = {
    "approved": "green",
    "edited": "blue",
    "answered": "blue",
    "rejected": "red",
    "withdrawn": "amber",
    "done": "green",
    "executed": "green",
    "failed": "red",
    "unknown": "amber",
    "incident": "amber",
    "resumed": "green",
    "away": "grey",
    "back": "grey",
}
# A tried kill switch has the type of a halt and stops nothing.
TRIED = "halt tried"


def tone_of(kind: str, verdict: str) -> str:
    """The chip's colour: the first word of the verdict decides, else the entry's type."""
    if verdict.casefold() == TRIED:
        return "blue"
    first = verdict.split(" ")[0].casefold() if verdict else ""
    return VERDICT_TONES.get(first) or KIND_TONES.get(kind, "grey")


class HistoryDelegate(QStyledItemDelegate):
    """Paints cells from one role each."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        rect = option.rect
        column = index.column()
        text = index.data(Qt.ItemDataRole.DisplayRole)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        painter.setPen(QColor(tokens.hairline))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(12), 0, -theme.px(6), 0)
        if column == VERDICT:
            size = chip_size(text)
            chip = QRectF(inner.left(), 0, min(size.width(), inner.width()), size.height())
            chip.moveTop(QRectF(inner).center().y() - size.height() / 2)
            if text:
                paint_chip(painter, chip, text, tone_of(index.data(RowRole).kind, text))
        else:
            painter.setFont(theme.mono_font() if column == TIME else theme.ui_font("regular", _delta(column)))
            painter.setPen(QColor(tokens.text if column == TITLE else tokens.muted))
            paint_untrusted(painter, inner, text, escaped=True)
        painter.restore()


def _delta(column: int) -> float:
    return 0.0 if column == TITLE else -0.5


def make_table(model: HistoryModel) -> QTableView:
    """The table for a history model."""
    table = QTableView()
    table.setObjectName("historyTable")
    table.setAccessibleName(tr("History"))
    table.setModel(model)
    table.setItemDelegate(HistoryDelegate(table))
    table.setShowGrid(False)
    table.setMouseTracking(True)
    table.setTabKeyNavigation(False)
    table.setWordWrap(False)
    table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    table.verticalHeader().setDefaultSectionSize(theme.px(38))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
    for column, width in enumerate(WIDTHS):
        if width:
            header.resizeSection(column, theme.px(width))
    header.resizeSection(TIME, max(header.sectionSize(TIME), _time_width()))
    return table


def _time_width() -> int:
    """Room for the longest day and time of the window's language."""
    words = QFontMetrics(theme.mono_font())
    days = (day_month(date(2026, month, 28)) for month in range(1, 13))
    return max(words.horizontalAdvance(f"{day} 00:00:00") for day in days) + theme.px(24)
