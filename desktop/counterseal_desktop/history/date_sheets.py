"""Days typed by hand: from one to another, or one to jump to."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton


class _DaySheet(Sheet):
    """Fields for days as 2026-11-21, and what is wrong with them. Signals: finished(): the person is done typing."""

    finished = Signal()

    def __init__(self, host: QWidget, name: str, title: str, subtitle: str, act: str) -> None:
        super().__init__(host, name, title, subtitle, width=420)
        self.fields = QGridLayout()
        self.fields.setHorizontalSpacing(theme.px(10))
        self.fields.setVerticalSpacing(theme.px(8))
        self.body.addLayout(self.fields)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName(f"{name}Wrong")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.setObjectName(f"{name}Cancel")
        cancel.clicked.connect(self.leave)
        self.act = ActionButton(act, kind="primary")
        self.act.setObjectName(f"{name}Act")
        self.act.clicked.connect(self.finished)
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.act)

    def add_day(self, name: str, label: str, day: str) -> QLineEdit:
        field = QLineEdit(day)
        field.setObjectName(name)
        field.setAccessibleName(label)
        field.setPlaceholderText(tr("Such as 2026-11-21"))
        field.setMaxLength(10)
        field.returnPressed.connect(self.finished)
        row = self.fields.rowCount()
        self.fields.addWidget(OwnLabel(label), row, 0)
        self.fields.addWidget(field, row, 1)
        return field

    def say_wrong(self, words: str, field: QLineEdit) -> None:
        self.wrong.say(words)
        self.wrong.show()
        field.setFocus()
        field.selectAll()
        self.refit()


class DatesSheet(_DaySheet):
    """Signals: chosen(str, str): the first and the last day; one may be empty."""

    chosen = Signal(str, str)

    def __init__(self, host: QWidget, since: str, until: str) -> None:
        words = tr("Both days are included; leave one empty for no end on that side.")
        super().__init__(host, "datesSheet", tr("From one day to another"), words, tr("Show"))
        self.first = self.add_day("datesFirst", tr("From"), since)
        self.last = self.add_day("datesLast", tr("To"), until)
        self.start_at(self.first)
        self.finished.connect(self._finish)

    def _finish(self) -> None:
        first, last = self.first.text().strip(), self.last.text().strip()
        for text, field in ((first, self.first), (last, self.last)):
            if text and not is_day(text):
                self.say_wrong(tr("A day is written as 2026-11-21."), field)
                return
        if first and last and first > last:
            self.say_wrong(tr("The first day comes after the last one."), self.first)
            return
        self.chosen.emit(first, last)
        self.leave()


class JumpSheet(_DaySheet):
    """Signals: chosen(str): the day to go to."""

    chosen = Signal(str)

    def __init__(self, host: QWidget, day: str) -> None:
        words = tr("The list goes on from the end of that day towards earlier ones. Nothing is filtered.")
        super().__init__(host, "jumpSheet", tr("Jump to a day"), words, tr("Go there"))
        self.day = self.add_day("jumpDay", tr("Day"), day)
        self.start_at(self.day)
        self.finished.connect(self._finish)

    def _finish(self) -> None:
        day = self.day.text().strip()
        if not is_day(day):
            self.say_wrong(tr("A day is written as 2026-11-21."), self.day)
            return
        self.chosen.emit(day)
        self.leave()


def is_day(text: str) -> bool:
    """Whether a text is a day as 2026-11-21, within the years that times can be reckoned in."""
    try:
        return len(text) == 10 and 1970 <= date.fromisoformat(text).year < 9000
    except ValueError:
        return False
