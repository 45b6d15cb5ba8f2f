"""A person with a keyboard and no pointer: keys go to whatever has the keyboard, and what is shown is read."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.exceptions import TimeoutError as QtTimeout

from counterseal.clock import SystemClock

from .person import Person

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MOST_TABS = 120


class ReadingClock(SystemClock):
    """The machine's clock, on which a moment of reading takes no time of the test."""

    def __init__(self) -> None:
        self._read = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._read

    def reads_for(self, seconds: float) -> None:
        self._read += seconds


class Typist(Person):
    """Maria without a mouse. Whatever of ``Person`` clicks or sets the focus is not hers."""

    clock: ReadingClock

    def looks_at_it(self) -> None:
        self.clock.reads_for(1.0)

    def clicks(self, name: str) -> None:
        raise AssertionError(f"a pointer would be needed for {name}")

    def writes(self, text: str) -> None:
        """Over what stands in the field that has the keyboard."""
        self.presses(Qt.Key.Key_A, CTRL)
        field = QApplication.focusWidget()
        assert field is not None
        QTest.keyClicks(field, text)

    def focus(self) -> str:
        """The name of what has the keyboard."""
        widget = QApplication.focusWidget()
        return widget.objectName() if widget is not None else ""

    def tabs_to(self, name: str, back: bool = False) -> None:
        """Press Tab until the keyboard is there."""
        self.waits(lambda: self._is_ready(name), f"{name} to be there to be reached")
        for _press in range(MOST_TABS):
            if self.focus() == name:
                return
            self.presses(
                Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab, SHIFT if back else Qt.KeyboardModifier.NoModifier
            )
        raise AssertionError(f"Tab never comes to {name}; it is at {self.focus()!r}")

    def steps_to(self, name: str) -> None:
        """Go along the buttons of a group with the arrow keys, which may stand in several lines."""
        for _press in range(MOST_TABS):
            before = self.focus()
            if before == name:
                return
            self.presses(Qt.Key.Key_Right)
            if self.focus() == before:
                self.presses(Qt.Key.Key_Down)
        raise AssertionError(f"the arrow keys never come to {name}; the keyboard is at {self.focus()!r}")

    def _is_ready(self, name: str) -> bool:
        found = self.window.findChildren(QWidget, name)
        return any(one.isVisible() and one.isEnabled() for one in found)

    def goes_to(self, title: str) -> None:
        """Down the list, and up again, to the action of this title; reads it."""
        self.presses(Qt.Key.Key_Escape)
        for key in (Qt.Key.Key_J, Qt.Key.Key_K):
            for _press in range(self.window.inbox.model.rowCount() + 1):
                if self.title() == title:
                    return self.reads_it(title)
                before = self.selected()
                self.presses(key)
                if self.selected() != before:
                    self.reads_it(self.selected())
        at = f"selected is {self.selected()!r}, keyboard at {self.focus()!r}"
        raise AssertionError(f"{title!r} is not in the list; {at}; sheet {self.window.sheet()}")

    def selected(self) -> str:
        item = self.window.inbox.selected()
        return item.title if item is not None else ""

    def title(self) -> str:
        """The heading of the shown detail, if it is the selected one's."""
        shown = [one for one in self.window.findChildren(QLabel, "detailTitle") if one.isVisible()]
        return shown[0].text() if shown and shown[0].text() == self.selected() else ""

    def reads_it(self, title: str) -> None:
        self.waits(lambda: self.title() == title and self._can_be_decided(), f"{title!r} to be shown")
        self.looks_at_it()

    def waits(self, until: Callable[[], bool], for_what: str) -> None:
        try:
            super().waits(until, for_what)
        except QtTimeout as error:
            flow = self.window.inbox.flow
            where = f"{flow.stage.value}, {flow.hint or flow.why!r}, keyboard at {self.focus()!r}"
            raise AssertionError(f"waited for {for_what}; {where}; shown is: {self.reads()[-2500:]}") from error

    def _can_be_decided(self) -> bool:
        bar = self.window.inbox.flow
        return bar.detail is not None and bar.stage.value != "loading"
