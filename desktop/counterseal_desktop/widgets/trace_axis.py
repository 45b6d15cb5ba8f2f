"""The time axis above the waterfall: ticks at round times, labelled, where the bars stand."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.direction import isolated
from counterseal_desktop.widgets.trace_rows import TIMELINE, columns

_SECOND, _MINUTE, _HOUR, _DAY = 1_000, 60_000, 3_600_000, 86_400_000
_ROUND = (
    *(count * unit for unit in (1, 10, 100, _SECOND) for count in (1, 2, 5)),
    *(count * _SECOND for count in (10, 20, 30)),
    *(count * unit for unit in (_MINUTE, _HOUR) for count in (1, 2, 5, 10, 20, 30)),
)


def ticks(total_ms: int, most: int) -> tuple[int, ...]:
    """Round times from 0 to ``total_ms``, evenly apart, at most ``most`` of them; none for no time."""
    if total_ms <= 0 or most < 2:
        return ()
    step = next((each for each in _ROUND if total_ms // each < most), None)
    while step is None or total_ms // step >= most:
        step = 2 * (step or _DAY)
    return tuple(range(0, total_ms + 1, step))


def tick_words(at_ms: int, step_ms: int) -> str:
    """A tick's label, as precise as the distance of ticks needs."""
    if at_ms == 0:
        return "0"
    if step_ms < _SECOND and at_ms < _SECOND:
        return isolated(tr("{n} ms", n=at_ms))
    if step_ms < _MINUTE:
        decimals = 3 if step_ms < 10 else 2 if step_ms < 100 else 1 if step_ms < _SECOND else 0
        return isolated(tr("{n} s", n=figure(at_ms / _SECOND, decimals)))
    if step_ms < _HOUR:
        return isolated(tr("{n} min", n=figure(at_ms // _MINUTE)))
    return isolated(tr("{n} h", n=figure(at_ms // _HOUR)))


class TraceAxis(QWidget):
    """Paints the labels. ``set_span`` gives the time that the bars cover, ``set_room`` the width of the rows below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._total_ms = 0
        self._room = 0
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self.updateGeometry)

    def set_span(self, total_ms: int) -> None:
        self._total_ms = total_ms
        self._say()

    def set_room(self, width: int) -> None:
        if width != self._room:
            self._room = width
            self._say()

    def ticks(self) -> tuple[int, ...]:
        """The times that are marked, in milliseconds."""
        label = QFontMetrics(self._font()).horizontalAdvance("000,000 ms")
        return ticks(self._total_ms, max(self._bar().width() // max(label, 1), 2))

    def shares(self) -> tuple[float, ...]:
        """The marked times as shares of the whole."""
        return tuple(at / self._total_ms for at in self.ticks())

    def sizeHint(self) -> QSize:
        return QSize(100, QFontMetrics(self._font()).height() + theme.px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setFont(self._font())
        bar = self._bar()
        marked = self.ticks()
        step = marked[1] - marked[0] if len(marked) > 1 else self._total_ms
        end = 0
        for at in marked:
            x = round(bar.left() + bar.width() * at / self._total_ms)
            said = tick_words(at, step)
            width = painter.fontMetrics().horizontalAdvance(said)
            left = min(max(x - width // 2, bar.left() - theme.px(4)), self._room - width - theme.px(4))
            painter.setPen(QPen(QColor(tokens.border), 1))
            painter.drawLine(x, self.height() - theme.px(4), x, self.height())
            if left >= end:
                painter.setPen(QColor(tokens.faint))
                box = QRect(left, 0, width + 2, self.height() - theme.px(4))
                painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), said)
                end = left + width + theme.px(6)
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def _bar(self) -> QRect:
        return columns(QRect(0, 0, self._room or self.width(), 40), 0, TIMELINE).bar

    def _say(self) -> None:
        self.setAccessibleName(tr("Time axis, {n} ms from end to end", n=figure(self._total_ms)))
        self.update()

    def _font(self) -> QFont:
        return theme.ui_font("regular", -1.5)
