"""The three kinds of plot: bars stacked by kind, lines with limits, and bars that lie beside their names."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.plots import Plot
from counterseal_desktop.widgets.plots_data import Axis, axis_for, labelled
from counterseal_desktop.widgets.plots_marks import colour, fill_area, paint_mark, small_font

MOST_MARKED = 45
"""With more places than this only single points, flagged ones and the cursor's are marked on a line."""


class StackedBars(Plot):
    """A bar for each place, made of all its series."""

    stacked = True

    def paint_values(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        tokens = theme.current()
        for place, slot in enumerate(self.data.slots):
            for number, box in self._boxes(place, area, axis):
                fill_area(painter, box, self.data.series[number])
                if (place, number) == (self.slot, self.number):
                    painter.setPen(QPen(QColor(tokens.text), 1.5))
                    painter.setBrush(Qt.BrushStyle.NoBrush)
                    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
            if place == self.slot and not any(slot.values):
                self._mark_empty(painter, place, area)

    def hit(self, point: QPointF) -> tuple[int, int]:
        area, axis = self.area(), self.axis()
        place = self.slot_at(point.x(), area)
        if place < 0 or not area.adjusted(0, 0, 0, theme.px(6)).contains(point):
            return -1, -1
        boxes = self._boxes(place, area, axis)
        # Thin parts are hard to meet with a pointer: the nearest one is meant.
        number = min(boxes, key=lambda one: _gap(one[1], point.y()), default=(-1, QRectF()))[0]
        return place, number

    def anchor(self, slot: int, number: int, area: QRectF, axis: Axis) -> QPointF:
        boxes = dict(self._boxes(slot, area, axis))
        return boxes[number].center() if number in boxes else QPointF(self.centre(slot, area), area.center().y())

    def _boxes(self, place: int, area: QRectF, axis: Axis) -> list[tuple[int, QRectF]]:
        """Series number and rectangle of each part of a bar, from below."""
        room = area.width() / len(self.data.slots)
        wide = max(min(room * 0.72, theme.px(46)), 1.0)
        left = self.centre(place, area) - wide / 2
        boxes, below = [], 0.0
        for number, value in enumerate(self.data.slots[place].values):
            if value:
                low, high = (area.bottom() - axis.place(one) * area.height() for one in (below, below + value))
                # What is there is seen, though it be one in ten thousand.
                boxes.append((number, QRectF(left, min(high, low - 1.5), wide, max(low - high, 1.5))))
                below += value
        return boxes

    def _mark_empty(self, painter: QPainter, place: int, area: QRectF) -> None:
        painter.setPen(QPen(QColor(theme.current().border_strong), 1, Qt.PenStyle.DotLine))
        x = self.centre(place, area)
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


class Lines(Plot):
    """A line for each series, with a band of limits where the places have one."""

    def paint_values(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        self._paint_band(painter, area, axis)
        if self.slot >= 0:
            painter.setPen(QPen(QColor(theme.current().border_strong), 1, Qt.PenStyle.DotLine))
            x = self.centre(self.slot, area)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        for number in self.shown_series():
            self._paint_line(painter, number, area, axis)

    def shown_series(self) -> tuple[int, ...]:
        slots = self.data.slots
        return tuple(
            number for number in range(len(self.data.series)) if any(slot.values[number] is not None for slot in slots)
        )

    def _paint_band(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        tokens = theme.current()
        half = area.width() / max(len(self.data.slots), 1) / 2
        for place, slot in enumerate(self.data.slots):
            if slot.band is None:
                continue
            low, high = (area.bottom() - axis.place(one) * area.height() for one in slot.band)
            x = self.centre(place, area)
            painter.fillRect(QRectF(x - half, high, 2 * half, low - high), QColor(tokens.chart_band))
            painter.setPen(QPen(QColor(tokens.border_strong), 1, Qt.PenStyle.DotLine))
            for y in (low, high):
                painter.drawLine(QPointF(x - half, y), QPointF(x + half, y))

    def _paint_line(self, painter: QPainter, number: int, area: QRectF, axis: Axis) -> None:
        series, tokens = self.data.series[number], theme.current()
        ink = colour(series)
        pen = QPen(ink, 2, Qt.PenStyle.DashLine if series.dash else Qt.PenStyle.SolidLine)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        runs: list[list[int]] = [[]]
        for place, slot in enumerate(self.data.slots):
            if slot.values[number] is None:
                runs.append([])
            else:
                runs[-1].append(place)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for run in runs:
            points = [self.anchor(place, number, area, axis) for place in run]
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            for place, point in zip(run, points, strict=True):
                flagged = number in self.data.slots[place].flagged
                here = (place, number) == (self.slot, self.number)
                if flagged:
                    paint_mark(painter, point, theme.px(11 if here else 9), "diamond", QColor(tokens.red))
                elif here or len(self.data.slots) <= MOST_MARKED or len(run) == 1:
                    paint_mark(painter, point, theme.px(9 if here else 6), series.mark, ink)


class SideBars(Plot):
    """One bar a line, its name before it, its value behind it, and a mark where it is held to a bound."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)

    def sizeHint(self) -> QSize:
        lines = max(len(self.data.slots), 1)
        metrics = QFontMetricsF(small_font())
        high = lines * self._line() + self.legend().height(theme.px(360)) + 2 * metrics.height() + theme.px(26)
        return QSize(theme.px(420), math.ceil(high))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Its places lie under each other, so the keys that go along them are up and down.
        turned = {Qt.Key.Key_Up: Qt.Key.Key_Left, Qt.Key.Key_Down: Qt.Key.Key_Right}.get(Qt.Key(event.key()))
        if turned is not None:
            event = QKeyEvent(event.type(), turned, event.modifiers())
        super().keyPressEvent(event)

    def area(self) -> QRectF:
        metrics = QFontMetricsF(theme.ui_font("regular", -1.0))
        names = max((metrics.horizontalAdvance(slot.label) for slot in self.data.slots), default=0.0)
        inner = self.inner()
        left = inner.left() + min(names + theme.px(10), inner.width() * 0.5)
        top = inner.top() + self.legend().height(inner.width()) + theme.px(4)
        bottom = inner.bottom() - 2 * QFontMetricsF(small_font()).height() - theme.px(6)
        right = inner.right() - self._widest_value() - theme.px(8)
        return QRectF(left, top, max(right - left, 1), max(bottom - top, 1))

    def paint_values(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        tokens = theme.current()
        font = theme.ui_font("regular", -1.0)
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        for place, slot in enumerate(self.data.slots):
            line = self._row(place, area)
            if place == self.slot:
                painter.fillRect(QRectF(0, line.top(), self.width(), line.height()), QColor(tokens.hover))
            painter.setPen(QColor(tokens.text))
            start = self.inner().left()
            left = QRectF(start, line.top(), area.left() - theme.px(6) - start, line.height())
            shown = metrics.elidedText(slot.label, Qt.TextElideMode.ElideMiddle, left.width())
            painter.drawText(left, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
            end = area.left()
            value = slot.values[0]
            if value is not None:
                end = area.left() + axis.place(value) * area.width()
                box = QRectF(
                    area.left(), line.top() + line.height() * 0.25, max(end - area.left(), 2), line.height() / 2
                )
                painter.fillRect(box, QColor(tokens.red) if 0 in slot.flagged else colour(self.data.series[0]))
                if 0 in slot.flagged:
                    paint_mark(painter, QPointF(end, box.center().y()), theme.px(9), "diamond", QColor(tokens.red))
            if slot.bound is not None:
                x = area.left() + axis.place(slot.bound) * area.width()
                end = max(end, x)
                painter.setPen(QPen(QColor(tokens.text), 2))
                painter.drawLine(QPointF(x, line.top() + 2), QPointF(x, line.bottom() - 2))
            painter.setPen(QColor(tokens.text if value is not None else tokens.muted))
            words = QRectF(end + theme.px(7), line.top(), self.width() - end, line.height())
            painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._value(place))

    def hit(self, point: QPointF) -> tuple[int, int]:
        area = self.area()
        for place in range(len(self.data.slots)):
            if self._row(place, area).adjusted(-area.left(), 0, self.width(), 0).contains(point):
                return place, 0
        return -1, -1

    def anchor(self, slot: int, number: int, area: QRectF, axis: Axis) -> QPointF:
        value = self.data.slots[slot].values[0]
        return QPointF(area.left() + axis.place(value or 0.0) * area.width(), self._row(slot, area).bottom())

    def axis(self) -> Axis:
        return axis_for(self.data, most_marks=max(3, round(self.width() / theme.px(110))))

    def _paint_axes(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        tokens = theme.current()
        metrics = QFontMetricsF(small_font())
        painter.setFont(small_font())
        wide = max((metrics.horizontalAdvance(self.data.value_words(mark)) for mark in axis.marks), default=0.0)
        shown = labelled(len(axis.marks), area.width(), wide + theme.px(8))
        for number, mark in enumerate(axis.marks):
            x = round(area.left() + axis.place(mark) * area.width()) + 0.5
            painter.setPen(QPen(QColor(tokens.hairline if number else tokens.border_strong), 1))
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if number in shown:
                painter.setPen(QColor(tokens.muted))
                box = QRectF(x - wide, area.bottom() + theme.px(3), 2 * wide, metrics.height())
                painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.data.value_words(mark))
        painter.setPen(QColor(tokens.muted))
        under = area.bottom() + metrics.height() + theme.px(3)
        last = QRectF(area.left(), under, area.width(), metrics.height() + theme.px(2))
        painter.drawText(last, int(Qt.AlignmentFlag.AlignCenter), self.data.up)

    def _row(self, place: int, area: QRectF) -> QRectF:
        high = area.height() / max(len(self.data.slots), 1)
        return QRectF(area.left(), area.top() + place * high, area.width(), high)

    def _line(self) -> float:
        return QFontMetricsF(theme.ui_font("regular", -1.0)).height() + theme.px(10)

    def _value(self, place: int) -> str:
        value = self.data.slots[place].values[0]
        return "–" if value is None else self.data.value_words(value)

    def _widest_value(self) -> float:
        metrics = QFontMetricsF(theme.ui_font("regular", -1.0))
        return max((metrics.horizontalAdvance(self._value(n)) for n in range(len(self.data.slots))), default=0.0)


def _gap(box: QRectF, y: float) -> float:
    """How far a height lies outside a box; 0 inside."""
    return max(box.top() - y, y - box.bottom(), 0.0)
