"""What all plots have in common: axes with marks and names, legend, a cursor for pointer and keyboard, a tooltip.

A plot says in words what it shows: its accessible name and description, and each value that the cursor comes to.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.plots_data import COUNT, Axis, PlotData, Slot, axis_for, labelled
from counterseal_desktop.widgets.plots_marks import Legend, colour, paint_mark, small_font
from counterseal_desktop.widgets.plots_tip import paint_tip, tip_lines

INSET = 6
"""Pixels at 100 % text between a plot's edge, where the keyboard's ring is, and what it draws."""
NOTHING = PlotData((), (), "", "", COUNT, str)


class Plot(QWidget):
    """The base of all plots, which marks each value; subclasses draw bars and lines.

    Attributes:
        data: what is shown. slot, number: where the cursor is: place on the axis and series; -1 for nowhere.

    Signals:
        rows_wanted(object): ``Slot.rows`` of the value that was pressed, by pointer or with Enter.
    """

    rows_wanted = Signal(object)
    stacked = False

    def __init__(self, name: str, parent: QWidget | None = None, *, high: int = 200) -> None:
        super().__init__(parent)
        self.data = NOTHING
        self.slot = self.number = -1
        self._name = name
        self._high = high
        self._by_pointer = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        theme.theme_signals().changed.connect(self.updateGeometry)

    def set_data(self, data: PlotData) -> None:
        """Show these values; the cursor stays at its place if there still is one."""
        self.data = data
        if not (0 <= self.slot < len(data.slots) and 0 <= self.number < len(data.series)):
            self.slot = self.number = -1
        self._describe()
        self.updateGeometry()
        self.update()

    def shown_series(self) -> tuple[int, ...]:
        """The numbers of the series that have any value."""
        return tuple(
            number for number in range(len(self.data.series)) if any(slot.values[number] for slot in self.data.slots)
        )

    def sizeHint(self) -> QSize:
        return QSize(theme.px(420), theme.px(self._high))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(180), theme.px(self._high))

    # The cursor

    def set_cursor(self, slot: int, number: int, *, aloud: bool = True) -> None:
        """Put the cursor on a value."""
        if (slot, number) == (self.slot, self.number):
            return
        self.slot, self.number = slot, number
        self._describe()
        self.update()
        if aloud and slot >= 0:
            announce(self, self.said())

    def said(self) -> str:
        """What the cursor is on, in words; empty when it is nowhere."""
        if not 0 <= self.slot < len(self.data.slots):
            return ""
        slot = self.data.slots[self.slot]
        value = slot.values[self.number] if 0 <= self.number < len(slot.values) else None
        if value is None:
            return tr("{place}: nothing", place=slot.words)
        words = tr(
            "{place}, {series}: {value}",
            place=slot.words,
            series=self.data.series[self.number].name,
            value=self.data.value_words(value),
        )
        if self.number in slot.flagged:
            words = tr("{words}, {flag}", words=words, flag=self.data.flag_name)
        return words if slot.rows_of(self.number) is None else tr("{words}. Enter shows the rows.", words=words)

    def hit(self, point: QPointF) -> tuple[int, int]:
        """The place under a point and its nearest series; -1 each for none."""
        area, axis = self.area(), self.axis()
        place = self.slot_at(point.x(), area)
        if place < 0 or not area.adjusted(0, -theme.px(4), 0, theme.px(6)).contains(point):
            return -1, -1
        found = [number for number, value in enumerate(self.data.slots[place].values) if value is not None]
        gaps = {number: abs(self.anchor(place, number, area, axis).y() - point.y()) for number in found}
        return place, min(gaps, key=gaps.__getitem__, default=-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self.data.slots) - 1
        moves = {
            Qt.Key.Key_Left: self.slot - 1,
            Qt.Key.Key_Right: self.slot + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        key = Qt.Key(event.key())
        if last < 0:
            super().keyPressEvent(event)
        elif key in moves:
            self._by_pointer = False
            slot = min(max(moves[key], 0), last)
            self.set_cursor(slot, self._value_near(slot, self.number))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._by_pointer = False
            self._step_series(1 if key == Qt.Key.Key_Up else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.slot >= 0:
            self._ask_for_rows()
        elif key == Qt.Key.Key_Escape and self.slot >= 0:
            # What the tooltip covers can be read without moving the pointer (WCAG 2.2, 1.4.13).
            self.set_cursor(-1, -1)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.slot < 0 and self.data.slots and event.reason() != Qt.FocusReason.MouseFocusReason:
            last = len(self.data.slots) - 1
            self.set_cursor(last, self._value_near(last, 0))
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.set_cursor(-1, -1)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._by_pointer = True
        slot, number = self.hit(event.position())
        self.set_cursor(slot, number, aloud=False)
        rows = self.data.slots[slot].rows_of(number) if slot >= 0 else None
        self.setCursor(Qt.CursorShape.ArrowCursor if rows is None else Qt.CursorShape.PointingHandCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.set_cursor(*self.hit(event.position()), aloud=False)
            self._ask_for_rows()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._by_pointer:
            self.set_cursor(-1, -1, aloud=False)

    def _ask_for_rows(self) -> None:
        if 0 <= self.slot < len(self.data.slots):
            rows = self.data.slots[self.slot].rows_of(self.number)
            if rows is not None:
                self.rows_wanted.emit(rows)

    def _value_near(self, slot: int, number: int) -> int:
        """The series at this place that is nearest to ``number`` and has a value."""
        values = self.data.slots[slot].values
        found = [one for one in range(len(values)) if values[one]]
        return min(found, key=lambda one: abs(one - number)) if found else max(number, 0)

    def _step_series(self, by: int) -> None:
        slot = self.slot if self.slot >= 0 else len(self.data.slots) - 1
        values = self.data.slots[slot].values
        found = [one for one in range(len(values)) if values[one]]
        if found:
            place = found.index(self.number) + by if self.number in found else 0
            self.set_cursor(slot, found[min(max(place, 0), len(found) - 1)])

    def _describe(self) -> None:
        self.setAccessibleDescription(" ".join(filter(None, (self.data.summary, self.said()))))

    # Drawing

    def axis(self) -> Axis:
        return axis_for(self.data, stacked=self.stacked, most_marks=max(3, round(self.height() / theme.px(45))))

    def legend(self) -> Legend:
        return Legend(self.data, self.shown_series())

    def area(self) -> QRectF:
        """Where values are drawn: the widget without axes, names and legend."""
        metrics = QFontMetricsF(small_font())
        marks = [metrics.horizontalAdvance(self.data.value_words(mark)) for mark in self.axis().marks]
        inner = self.inner()
        top = inner.top() + self.legend().height(inner.width()) + 1.5 * metrics.height() + theme.px(4)
        bottom = inner.bottom() - 2 * metrics.height() - theme.px(6)
        left = inner.left() + max(marks, default=0.0) + theme.px(8)
        return QRectF(left, top, max(inner.right() - left - theme.px(2), 1), max(bottom - top, 1))

    def inner(self) -> QRectF:
        """The widget without its edge."""
        return QRectF(self.rect()).adjusted(theme.px(INSET), theme.px(INSET), -theme.px(INSET), -theme.px(INSET))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        # Figures and times run from left to right whatever the window's language, and marks are placed for that.
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.data.slots:
            area, axis = self.area(), self.axis()
            self.legend().paint(painter, self.inner())
            self._paint_axes(painter, area, axis)
            painter.save()
            self.paint_values(painter, area, axis)
            painter.restore()
            if self.slot >= 0:
                self._paint_tip(painter, area)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(5))
        painter.end()

    def paint_values(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        """Draw all values into ``area``, the one under the cursor larger; here as marks alone."""
        for place, slot in enumerate(self.data.slots):
            for number, value in enumerate(slot.values):
                if value is not None:
                    side = theme.px(9 if (place, number) == (self.slot, self.number) else 6)
                    series = self.data.series[number]
                    paint_mark(painter, self.anchor(place, number, area, axis), side, series.mark, colour(series))

    def centre(self, slot: int, area: QRectF) -> float:
        """Where on the x axis a place has its middle."""
        return area.left() + area.width() * (slot + 0.5) / max(len(self.data.slots), 1)

    def slot_at(self, x: float, area: QRectF) -> int:
        """The place over which a point lies; -1 outside."""
        if not area.left() <= x <= area.right() or not self.data.slots:
            return -1
        return min(int((x - area.left()) / area.width() * len(self.data.slots)), len(self.data.slots) - 1)

    def anchor(self, slot: int, number: int, area: QRectF, axis: Axis) -> QPointF:
        """The point that the tooltip stands beside."""
        value = self.data.slots[slot].values[number] if number >= 0 else None
        return QPointF(self.centre(slot, area), area.bottom() - axis.place(value or 0.0) * area.height())

    def _paint_axes(self, painter: QPainter, area: QRectF, axis: Axis) -> None:
        tokens = theme.current()
        metrics = QFontMetricsF(small_font())
        painter.setFont(small_font())
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        for mark in axis.marks:
            y = round(area.bottom() - axis.place(mark) * area.height()) + 0.5
            painter.setPen(QPen(QColor(tokens.border_strong if mark == axis.marks[0] else tokens.hairline), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(tokens.muted))
            box = QRectF(0, y - metrics.height() / 2, area.left() - theme.px(5), metrics.height())
            painter.drawText(box, right, self.data.value_words(mark))
        inner = self.inner()
        high = self.legend().height(inner.width())
        above = QRectF(inner.left(), inner.top() + high, inner.width(), metrics.height())
        painter.drawText(above, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self.data.up)
        wide = max((metrics.horizontalAdvance(slot.label) for slot in self.data.slots), default=0.0) + theme.px(10)
        under = area.bottom() + theme.px(4)
        for number in labelled(len(self.data.slots), area.width(), wide):
            x = self.centre(number, area)
            painter.setPen(QPen(QColor(tokens.border_strong), 1))
            painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + theme.px(3)))
            painter.setPen(QColor(tokens.muted))
            box = QRectF(x - wide / 2, under, wide, metrics.height())
            box.moveLeft(min(max(box.left(), 0.0), self.width() - wide + theme.px(4)))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self.data.slots[number].label)
        last = QRectF(area.left(), under + metrics.height(), area.width(), metrics.height() + theme.px(2))
        painter.drawText(last, int(Qt.AlignmentFlag.AlignCenter), self.data.across)

    def _paint_tip(self, painter: QPainter, area: QRectF) -> None:
        slot: Slot = self.data.slots[self.slot]
        at = self.anchor(self.slot, self.number, area, self.axis())
        paint_tip(painter, tip_lines(self.data, slot, self.number), at, QRectF(self.rect()))
