"""The box beside a plot's cursor: the place, each value with its shape, the limits, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.plots_data import PlotData, Series, Slot
from counterseal_desktop.widgets.plots_marks import colour, paint_mark

_MARK, _GAP = 9, 6


@dataclass(frozen=True, slots=True)
class TipLine:
    """One line; with a series, its shape stands before it. ``strong`` is where the cursor is."""

    words: str
    series: Series | None = None
    strong: bool = False


def tip_lines(data: PlotData, slot: Slot, number: int) -> list[TipLine]:
    """What the box says."""
    lines = [TipLine(slot.words, None, True)]
    for place, (series, value) in enumerate(zip(data.series, slot.values, strict=True)):
        if value is None or (not value and len(data.series) > 1):
            continue
        words = tr("{series}: {value}", series=series.name, value=data.value_words(value))
        lines.append(TipLine(words, series, place == number))
    if len(lines) == 1:
        lines.append(TipLine(tr("Nothing")))
    if slot.band is not None:
        low, high = (data.value_words(one) for one in slot.band)
        lines.append(TipLine(tr("Limits {low} to {high}", low=low, high=high)))
    if slot.bound is not None:
        lines.append(TipLine(tr("{name}: {value}", name=data.bound_name, value=data.value_words(slot.bound))))
    if slot.note:
        lines.append(TipLine(slot.note))
    if slot.rows_of(number) is not None:
        lines.append(TipLine(tr("Press to see the rows")))
    return lines


def wrapped(lines: list[TipLine], width: float) -> list[TipLine]:
    """The lines in pieces that fit a width; what goes on in a next line has no shape before it."""
    found = []
    for line in lines:
        metrics = QFontMetricsF(_font(line.strong))
        room = width - (_MARK + _GAP) * theme.scale() if line.series is not None else width
        piece = ""
        for word in line.words.split(" "):
            longer = f"{piece} {word}" if piece else word
            if piece and metrics.horizontalAdvance(longer) > room:
                found.append(replace(line, words=piece))
                line, piece = replace(line, series=None), word
            else:
                piece = longer
        found.append(replace(line, words=piece))
    return found


def paint_tip(painter: QPainter, lines: list[TipLine], at: QPointF, room: QRectF) -> None:
    """Draw the box beside a point, inside ``room``."""
    tokens = theme.current()
    high = QFontMetricsF(_font(True)).height() + theme.px(2)
    side, pad = theme.px(_MARK), theme.px(8)
    lines = wrapped(lines, room.width() - 2 * pad - 4)
    wide = 0.0
    for line in lines:
        metrics = QFontMetricsF(_font(line.strong))
        wide = max(wide, metrics.horizontalAdvance(line.words) + (side + theme.px(_GAP) if line.series else 0))
    box = QRectF(0, 0, min(wide + 2 * pad, room.width() - 4), len(lines) * high + 1.5 * pad)
    box.moveTopLeft(QPointF(at.x() + theme.px(12), at.y() - box.height() / 2))
    if box.right() > room.right() - 2:
        box.moveRight(at.x() - theme.px(12))
    box.moveLeft(max(box.left(), room.left() + 2))
    box.moveTop(min(max(box.top(), room.top() + 2), max(room.bottom() - box.height() - 2, room.top() + 2)))
    painter.save()
    painter.setPen(QPen(QColor(tokens.border_strong), 1))
    painter.setBrush(QColor(tokens.surface))
    painter.drawRoundedRect(box, theme.px(5), theme.px(5))
    top = box.top() + pad * 0.75
    for line in lines:
        left = box.left() + pad
        if line.series is not None:
            paint_mark(painter, QPointF(left + side / 2, top + high / 2), side, line.series.mark, colour(line.series))
            left += side + theme.px(_GAP)
        painter.setFont(_font(line.strong))
        painter.setPen(QColor(tokens.text))
        words = QRectF(left, top, box.right() - left, high)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line.words)
        top += high
    painter.restore()


def _font(strong: bool) -> QFont:
    return theme.ui_font("semibold" if strong else "regular", -1.0)
