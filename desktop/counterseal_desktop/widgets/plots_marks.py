"""The shapes, hatches and dashes by which plots tell series apart without colour, and the legend made of them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from counterseal_desktop import theme
from counterseal_desktop.theme.tokens import contrast
from counterseal_desktop.widgets.plots_data import PlotData, Series

LEAST_CONTRAST = 3.0
"""What a shape must have against its ground to be made out (WCAG 2.2, 1.4.11); a paler one gets a darker edge."""


def colour(series: Series) -> QColor:
    """The series' colour in the present look."""
    return QColor(getattr(theme.current(), series.tone))


def small_font() -> QFont:
    """The font of axes and legends."""
    return theme.ui_font("regular", -1.5)


def paint_mark(painter: QPainter, centre: QPointF, side: float, mark: str, ink: QColor) -> None:
    """One shape, ``side`` pixels wide, with a thin edge in the card's colour so that it stands out from a line."""
    box = QRectF(0, 0, side, side)
    box.moveCenter(centre)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    tokens = theme.current()
    pale = contrast(ink.name(), tokens.surface) < LEAST_CONTRAST
    painter.setPen(QPen(QColor(tokens.border_strong if pale else tokens.surface), 1))
    painter.setBrush(ink)
    if mark == "disc":
        painter.drawEllipse(box)
    elif mark == "triangle":
        top = QPointF(centre.x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
    elif mark == "diamond":
        grown = box.adjusted(-1, -1, 1, 1)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(centre.x(), grown.top()),
                    QPointF(grown.right(), centre.y()),
                    QPointF(centre.x(), grown.bottom()),
                    QPointF(grown.left(), centre.y()),
                ]
            )
        )
    elif mark in ("ring", "cross", "bar"):
        _paint_open(painter, box, mark, ink)
    else:
        painter.drawRect(box)
    painter.restore()


def _paint_open(painter: QPainter, box: QRectF, mark: str, ink: QColor) -> None:
    width = max(box.width() / 4, 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, width))
    inner = box.adjusted(width / 2, width / 2, -width / 2, -width / 2)
    if mark == "ring":
        painter.drawEllipse(inner)
    elif mark == "cross":
        painter.drawLine(inner.topLeft(), inner.bottomRight())
        painter.drawLine(inner.topRight(), inner.bottomLeft())
    else:
        painter.drawLine(QPointF(inner.left(), inner.center().y()), QPointF(inner.right(), inner.center().y()))


def fill_area(painter: QPainter, box: QRectF, series: Series) -> None:
    """A bar's part: plain, or hatched over a lighter ground, with an edge that stands out from the card."""
    ink, tokens = colour(series), theme.current()
    if not series.hatch:
        painter.fillRect(box, ink)
        if contrast(ink.name(), tokens.surface) < LEAST_CONTRAST:
            painter.setPen(QPen(QColor(tokens.border_strong), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        return
    ground = QColor(ink)
    ground.setAlphaF(0.35)
    painter.fillRect(box, QColor(tokens.surface))
    painter.fillRect(box, ground)
    painter.fillRect(box, QBrush(ink, Qt.BrushStyle.BDiagPattern))
    painter.setPen(QPen(ink, 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))


class Legend:
    """The names of the series with their shapes, in as many lines as the width needs; painted into a plot."""

    def __init__(self, data: PlotData, shown: tuple[int, ...]) -> None:
        self._items: list[tuple[str, Series | None]] = [(data.series[n].name, data.series[n]) for n in shown]
        if data.band_name:
            self._items.append((data.band_name, None))
        if data.bound_name:
            self._items.append((data.bound_name, Series(data.bound_name, "text", "bound")))
        if data.flag_name and any(slot.flagged for slot in data.slots):
            self._items.append((data.flag_name, Series(data.flag_name, "red", "diamond")))

    def height(self, width: float) -> float:
        """How much room it takes."""
        lines = self._lines(width)
        return len(lines) * self._line_height() + theme.px(4) if lines else 0.0

    def paint(self, painter: QPainter, box: QRectF) -> None:
        painter.setFont(small_font())
        metrics = QFontMetricsF(small_font())
        side, top = theme.px(9), box.top()
        for line in self._lines(box.width()):
            left = box.left()
            for name, series in line:
                middle = QPointF(left + side / 2 + 1, top + self._line_height() / 2)
                self._paint_sign(painter, middle, side, series)
                painter.setPen(QColor(theme.current().muted))
                words = QRectF(left + side + theme.px(5), top, box.right() - left, self._line_height())
                painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), name)
                left += side + theme.px(5) + metrics.horizontalAdvance(name) + theme.px(14)
            top += self._line_height()

    def _paint_sign(self, painter: QPainter, middle: QPointF, side: float, series: Series | None) -> None:
        tokens = theme.current()
        if series is None:
            box = QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side)
            painter.fillRect(box, QColor(tokens.chart_band))
            painter.setPen(QPen(QColor(tokens.border_strong), 1, Qt.PenStyle.DotLine))
            painter.drawLine(box.topLeft(), box.topRight())
            painter.drawLine(box.bottomLeft(), box.bottomRight())
        elif series.mark == "bound":
            painter.setPen(QPen(QColor(tokens.text), 2))
            painter.drawLine(middle - QPointF(0, side / 2), middle + QPointF(0, side / 2))
        else:
            paint_mark(painter, middle, side, series.mark, colour(series))

    def _line_height(self) -> float:
        return max(QFontMetricsF(small_font()).height(), theme.px(10)) + theme.px(3)

    def _lines(self, width: float) -> list[list[tuple[str, Series | None]]]:
        metrics = QFontMetricsF(small_font())
        lines: list[list[tuple[str, Series | None]]] = []
        left = 0.0
        for item in self._items:
            wide = theme.px(9) + theme.px(5) + metrics.horizontalAdvance(item[0])
            if not lines or left + wide > width:
                lines.append([])
                left = 0.0
            lines[-1].append(item)
            left += wide + theme.px(14)
        return lines
