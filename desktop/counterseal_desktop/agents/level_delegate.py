"""Paints the agents' table: bold names, level bars, state chips."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counterseal.model.autonomy import Level
from counterseal.model.views import AgentView
from counterseal_desktop import theme
from counterseal_desktop.agents.agents_model import AGENT, LEVEL, STATE, AgentRole
from counterseal_desktop.agents.standing import paint_standing, standing, standing_size, standings
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import paint_untrusted
from counterseal_desktop.widgets.vocabulary import level_name

BARS = 5
BAR, BAR_GAP, BARS_END = 18, 3, 8
BEFORE, AFTER = 12, 6


class AgentDelegate(QStyledItemDelegate):
    """One delegate for every column: one role read per cell, no style sheet."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        rect = option.rect
        painter.save()
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.selection))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(tokens.hover))
        painter.setPen(QColor(tokens.hairline))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(BEFORE), 0, -theme.px(AFTER), 0)
        text = index.data(Qt.ItemDataRole.DisplayRole)
        column = index.column()
        if column == LEVEL:
            agent: AgentView = index.data(AgentRole)
            inner.setLeft(round(_paint_bars(painter, QRectF(inner), agent.level)) + theme.px(BARS_END))
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


def level_width() -> int:
    """The room that bars and the longest name of a level take in their column."""
    metrics = QFontMetrics(theme.ui_font("regular", -0.5))
    bars = BARS * theme.px(BAR) + (BARS - 1) * theme.px(BAR_GAP) + theme.px(BARS_END)
    words = [level_name(level) for level in Level] + [tr("lowered to {level}", level=Level.L1.value)]
    return theme.px(BEFORE) + bars + max(metrics.horizontalAdvance(said) for said in words) + theme.px(AFTER) + 2


def state_width() -> int:
    """The room that the longest word of a state takes in its column."""
    return theme.px(BEFORE) + max(standing_size(words)[0] for words in standings()) + theme.px(AFTER)


def _paint_bars(painter: QPainter, inner: QRectF, level: str) -> float:
    """Five bars, filled up to the level. Returns where they end."""
    tokens = theme.current()
    filled = int(level[1]) if len(level) == 2 and level[1].isdigit() else 0
    width, height, gap = theme.px(BAR), theme.px(7), theme.px(BAR_GAP)
    left = inner.left()
    painter.setPen(Qt.PenStyle.NoPen)
    for number in range(BARS):
        painter.setBrush(QColor(tokens.accent if number < filled else tokens.border))
        painter.drawRoundedRect(QRectF(left, inner.center().y() - height / 2, width, height), 2, 2)
        left += width + gap
    return left - gap
