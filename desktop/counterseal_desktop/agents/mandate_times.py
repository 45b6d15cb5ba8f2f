"""When a mandate holds: its end, hours of the week, and how long it holds with nobody at a desk."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDate, Qt, QTimeZone, Signal
from PySide6.QtGui import QColor, QIcon, QPaintEvent, QTextCharFormat, QWheelEvent
from PySide6.QtWidgets import (
    QCalendarWidget,
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from counterseal.clock import parse_stamp, stamp
from counterseal.model.autonomy import DEFAULT_SILENCE, Hours, Mandate
from counterseal_desktop import theme
from counterseal_desktop.agents.form import Problem
from counterseal_desktop.agents.mandate_words import DAYS
from counterseal_desktop.shell.choices import CheckBox
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import FilterPill
from counterseal_desktop.widgets.choice_box import ChoiceBox, paint_arrow
from counterseal_desktop.widgets.number_box import NumberBox

USUAL_DAYS = 90
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class EndField(QDateEdit):
    """The last day of the mandate, in this machine's time."""

    def __init__(self, mandate: Mandate | None, now: datetime) -> None:
        super().__init__()
        self.setObjectName("mandateEnds")
        self.setCalendarPopup(True)
        self.setDisplayFormat("d MMM yyyy")
        self.setMinimumWidth(theme.px(140))
        _restyle(self.calendarWidget())
        self._kept = mandate.expires_at if mandate and parse_stamp(mandate.expires_at) > now else ""
        last = parse_stamp(self._kept) if self._kept else now + timedelta(days=USUAL_DAYS)
        day = last.astimezone().date()
        self._first = QDate(day.year, day.month, day.day)
        self.setDate(self._first)

    def stamp(self) -> str:
        """When it ends: what was signed while the day is the same, else the end of the chosen day."""
        if self._kept and self.date() == self._first:
            return self._kept
        day = self.date()
        # The last second of it in this machine's zone, which is why it begins without one.
        ends = datetime(day.year(), day.month(), day.day(), 23, 59, 59)  # noqa: DTZ001
        return stamp(ends.astimezone(UTC))

    def wheelEvent(self, event: QWheelEvent) -> None:
        # The wheel scrolls the page instead of changing the day.
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_arrow(self)


def _restyle(calendar: QCalendarWidget) -> None:
    """Weekends in our grey instead of Qt's red, which means danger here; arrows that follow the theme."""
    weekend = QTextCharFormat()
    weekend.setForeground(QColor(theme.current().muted))
    for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(day, weekend)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    for name, sign, words in (("prev", "‹", tr("Month before")), ("next", "›", tr("Next month"))):
        button = calendar.findChild(QToolButton, f"qt_calendar_{name}month")
        if button is not None:
            button.setIcon(QIcon())
            button.setText(sign)  # trusted: a literal above
            button.setAccessibleName(words)


class SilenceField(NumberBox):
    """Hours with nobody at a desk after which it lapses."""

    def __init__(self, mandate: Mandate | None) -> None:
        self._kept = mandate.silence if mandate else DEFAULT_SILENCE
        self._hours = max(self._kept // 3600, 1)
        super().__init__(tr("Hours without anybody at a desk"), 1, 720, self._hours)
        self.setObjectName("mandateSilence")
        self.setSuffix(f" {tr('hours')}")

    def seconds(self) -> int:
        return self._kept if self.value() == self._hours else self.value() * 3600


class HoursField(QWidget):
    """Days and times of the week, in a time zone; or always.

    Signals:
        changed(), resized(): it takes another height.
    """

    changed = Signal()
    resized = Signal()

    def __init__(self, hours: Hours | None) -> None:
        super().__init__()
        self.setObjectName("mandateHours")
        self.only = CheckBox(tr("Only at certain hours"))
        self.only.setObjectName("mandateOnlyHours")
        self._days: list[FilterPill] = []
        self._detail = QWidget()
        rows = QVBoxLayout(self._detail)
        rows.setContentsMargins(theme.px(22), 0, 0, 0)
        rows.setSpacing(theme.px(4))
        holder = QWidget()
        row = WrapLayout(holder, theme.px(2))
        rows.addWidget(holder)
        chosen = hours.days if hours else (0, 1, 2, 3, 4)
        for number, word in enumerate(DAYS):
            pill = FilterPill(tr(word))
            pill.setChecked(number in chosen)
            pill.toggled.connect(lambda _on: self.changed.emit())
            row.addWidget(pill)
            self._days.append(pill)
        self.start = self._clock(tr("From"), hours.start if hours else "08:00")
        self.end = self._clock(tr("Until"), hours.end if hours else "18:00")
        self.zone = ChoiceBox()
        self.zone.setObjectName("mandateZone")
        self.zone.setAccessibleName(tr("Time zone"))
        self.zone.setMinimumContentsLength(16)
        names = sorted(bytes(name.data()).decode("ascii") for name in QTimeZone.availableTimeZoneIds())
        self.zone.addItems(names)
        here = hours.zone if hours else bytes(QTimeZone.systemTimeZoneId().data()).decode("ascii")
        if here not in names:
            self.zone.insertItem(0, here)
        self.zone.setCurrentText(here)
        self.zone.currentIndexChanged.connect(lambda _index: self.changed.emit())
        times = QHBoxLayout()
        times.setSpacing(theme.px(6))
        for widget in (self.start, OwnLabel(tr("to"), "muted"), self.end, OwnLabel(tr("in"), "muted"), self.zone):
            times.addWidget(widget)
        times.addStretch(1)
        rows.addLayout(times)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.setSpacing(theme.px(4))
        around.addWidget(self.only)
        around.addWidget(self._detail)
        self.only.toggled.connect(self._on_only)
        self.only.setChecked(hours is not None)
        self._detail.setVisible(hours is not None)

    def read(self) -> Hours | None:
        """None for always. Raises Problem."""
        if not self.only.isChecked():
            return None
        days = tuple(number for number, pill in enumerate(self._days) if pill.isChecked())
        if not days:
            raise Problem(tr("Choose at least one day."), self._days[0])
        for field in (self.start, self.end):
            if _CLOCK.fullmatch(field.text().strip()) is None:
                raise Problem(tr("Write the time as 08:00."), field)
        if _minutes(self.start.text()) == _minutes(self.end.text()):
            raise Problem(tr("The hours begin and end at the same time."), self.end)
        return Hours(self.zone.currentText(), days, self.start.text().strip(), self.end.text().strip())

    def _clock(self, name: str, text: str) -> QLineEdit:
        field = QLineEdit(text)
        field.setAccessibleName(name)
        field.setMaxLength(5)
        field.setFixedWidth(theme.px(64))
        field.textEdited.connect(lambda _text: self.changed.emit())
        return field

    def _on_only(self, on: bool) -> None:
        self._detail.setVisible(on)
        self.changed.emit()
        self.resized.emit()


def _minutes(text: str) -> int:
    hour, minute = text.strip().split(":")
    return int(hour) * 60 + int(minute)
