"""The life of one action: one vertical line, a point for each step, and how long it took from one to the next."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from counterseal.clock import parse_stamp
from counterseal.errors import InvalidInput
from counterseal.model.history import TimelineStep
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import clock_ms, day_and_time
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.direction import isolated
from counterseal_desktop.widgets.untrusted import display_line

TONES = {
    "proposed": "grey",
    "looked": "blue",
    "decided": "blue",
    "delivered": "grey",
    "released": "grey",
    "outcome": "green",
    "ended": "amber",
    "incident": "red",
    "erased": "amber",
}
MOST = 60
_SHORTEST = timedelta(milliseconds=1)


class Timeline(Card):
    """Hidden while there is nothing to tell."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Timeline"), None, parent)
        self.setObjectName("timelineCard")
        let_grow(self)
        self._holder: QWidget | None = None
        self.hide()

    def set_steps(self, steps: tuple[TimelineStep, ...], here: tuple[str, int]) -> None:
        """Show the steps, the oldest first; ``here`` names the entry that is open."""
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(9))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        shown = steps[:MOST]
        for number, step in enumerate(shown):
            before = shown[number - 1] if number else None
            more = number + 1 < len(shown) or len(steps) > MOST
            mark = Mark(TONES.get(step.kind, "grey"), bool(number), more, (step.log, step.seq) == here)
            grid.addWidget(mark, number, 0)
            grid.addWidget(_words(step, before, (step.log, step.seq) == here), number, 1)
        if len(steps) > MOST:
            left = tr("and {count} more steps", count=len(steps) - MOST)
            grid.addWidget(OwnLabel(left, "muted", wrap=True), len(shown), 1)
        self.body.addWidget(self._holder)
        self.setVisible(bool(steps))


class Mark(QWidget):
    """A point on the line; the shape tells the tone apart without colour, a ring says that this is the open entry."""

    def __init__(self, tone: str, above: bool, below: bool, here: bool) -> None:
        super().__init__()
        self._tone, self._above, self._below, self._here = tone, above, below, here
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(16), theme.px(16))

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        centre = QPointF(self.width() / 2, theme.px(10))
        painter.setPen(QPen(QColor(tokens.border_strong), theme.px(1.5)))
        if self._above:
            painter.drawLine(QPointF(centre.x(), 0), centre)
        if self._below:
            painter.drawLine(centre, QPointF(centre.x(), self.height()))
        side = theme.px(9)
        box = QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)
        painter.setPen(QPen(QColor(tokens.surface), theme.px(2)))
        painter.setBrush(QColor(tokens.tone(self._tone)[0]))
        if self._tone == "red":
            painter.drawRect(box)
        elif self._tone == "amber":
            painter.setPen(QPen(QColor(tokens.tone(self._tone)[0]), theme.px(2)))
            painter.setBrush(QColor(tokens.surface))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        else:
            painter.drawEllipse(box)
        if self._here:
            painter.setPen(QPen(QColor(tokens.accent), theme.px(1.5)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box.adjusted(-2, -2, 2, 2))
        painter.end()


def _words(step: TimelineStep, before: TimelineStep | None, here: bool) -> QWidget:
    """Time, how long after the step before, and what happened."""
    box = QWidget()
    box.setObjectName("timelineStep")
    grid = QGridLayout(box)
    grid.setContentsMargins(0, theme.px(1), 0, theme.px(8))
    grid.setHorizontalSpacing(theme.px(8))
    grid.setVerticalSpacing(0)
    grid.setColumnStretch(1, 1)
    said = display_line(step.words, 300)
    time = _time(step, before)
    took = between(before.at, step.at) if before is not None else ""
    grid.addWidget(OwnLabel(time, "mono"), 0, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(OwnLabel(took, "small"), 0, 1, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(OwnLabel(said, "strong" if here else "", wrap=True), 1, 0, 1, 2)
    box.setAccessibleName(tr("{time} {took}: {what}", time=time, took=took, what=said))
    return box


def _time(step: TimelineStep, before: TimelineStep | None) -> str:
    """The time of day; with the day where it is the first step, or another day than the step before."""
    try:
        if before is not None and _day(before.at) == _day(step.at):
            return clock_ms(step.at)
        return day_and_time(step.at)
    except InvalidInput:
        return display_line(step.at, 24)


def _day(stamp: str) -> str:
    return parse_stamp(stamp).astimezone().date().isoformat()


def between(first: str, then: str) -> str:
    """How long from one UTC stamp to another, in the two largest units."""
    try:
        gap = parse_stamp(then) - parse_stamp(first)
    except InvalidInput:
        return ""
    if gap < timedelta(0):
        return tr("{time} earlier", time=isolated(_long(-gap)))
    if gap < _SHORTEST:
        return tr("at once")
    return tr("{time} later", time=isolated(_long(gap)))


def _long(gap: timedelta) -> str:
    seconds = gap.total_seconds()
    if seconds < 1:
        return tr("{n} ms", n=round(seconds * 1000))
    if seconds < 60:
        return tr("{n} s", n=figure(seconds, 1))
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return tr("{minutes} min {seconds} s", minutes=minutes, seconds=rest) if rest else tr("{n} min", n=minutes)
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes) if minutes else tr("{n} h", n=hours)
    days, hours = divmod(hours, 24)
    return tr("{days} d {hours} h", days=figure(days), hours=hours) if hours else tr("{n} d", n=figure(days))
