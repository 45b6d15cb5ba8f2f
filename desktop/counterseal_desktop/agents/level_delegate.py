"""Paints the agents' table: bold names, level bars, state chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counterseal.model.views import AgentView
from counterseal_desktop import theme
from counterseal_desktop.agents.agents_model import AGENT, LEVEL, STATE, AgentRole
from counterseal_desktop.agents.standing import paint_standing, standing, standing_size
from counterseal_desktop.widgets.untrusted import paint_untrusted

BARS = 5


class AgentDelegate(QStyledItemDelegate):
    """One delegate for every column: one role read per cell, no style sheet."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        painter.setPen(QColor(tokens.hairline))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(12), 0, -theme.px(6), 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        column = index.column()
        if column == LEVEL:
            agent: AgentView = index.data(AgentRole)
            inner.setLeft(round(_paint_bars(painter, QRectF(inner), agent.level)) + theme.px(8))
        if column == STATE:
            agent = index.data(AgentRole)
            words = standing(agent)
            width, height = standing_size(words)
            chip = QRectF(inner.left(), 0, min(width, inner.width()), height)
            chip.moveTop(QRectF(inner).center().y() - height / 2)
            paint_standing(painter, chip, words)
        else:
            bold = column == AGENT
            painter.setFont(theme.ui_font("semibold" if bold else "regular", 0.0 if bold else -0.5))
            lowered = column == LEVEL and bool(index.data(AgentRole).cap)
            painter.setPen(QColor(tokens.text if bold else tokens.amber if lowered else tokens.muted))
            paint_untrusted(painter, inner, text, escaped=True)
        painter.restore()


def _paint_bars(painter: QPainter, inner: QRectF, level: str) -> float:
    """Five bars, filled up to the level. Returns where they end."""
    tokens = theme.current()
    filled = int(level[1]) if len(level) == 2 and level[1].isdigit() else 0
    width, height, gap = theme.px(18), theme.px(7), theme.px(3)
    left = inner.left()
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(BARS):
        painter.setBrush(QColor(tokens.accent if number < filled else tokens.border))
        painter.drawRoundedRect(QRectF(left, inner.center().y() - height / 2, width, height), 2, 2)
        left += width + gap
    return left - gap
