"""Drives the real window for ``counterseal demo``: with a mouse and keys, as a person would, and takes pictures.

The demo itself is core and imports no screen; it finds ``Tour`` and ``stay`` here by name.
"""

from __future__ import annotations

import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from counterseal.errors import KnownError
from counterseal.model.views import QueueItem
from counterseal.sync.api import DeskApi
from counterseal_desktop import theme
from counterseal_desktop.agents.agents_model import AgentRole
from counterseal_desktop.app import make_application
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.halt_sheet import HaltReport, HaltSheet
from counterseal_desktop.shell.looks import dress
from counterseal_desktop.shell.window import MainWindow

T = TypeVar("T")
SIZE = (1440, 900)
GUARD_MS = 450
SETTLE_MS = 350
PATIENCE = 10.0
_LEFT = Qt.MouseButton.LeftButton


class TourStuck(KnownError):
    """The window did not come to where the tour wanted it."""

    code = "took_too_long"


class Tour:
    """A person's hands on the real window. The desk is started already, and is closed by ``close``.

    Args:
        pictures: the folder that the numbered pictures go to.
    """

    way = "with the mouse in the real window, drawn offscreen"

    def __init__(self, desk: DeskApi, passphrase: str, pictures: Path) -> None:
        self._passphrase = passphrase
        self._pictures = pictures
        self._taken: set[str] = set()
        self._problems: list[str] = []
        # An exception in a slot reaches nobody but this hook; without it the tour would only see that nothing happens.
        self._hook = sys.excepthook
        sys.excepthook = self._note_exception
        self._app = make_application(["counterseal-demo"])
        theme.apply_theme(self._app, "light", 1.0)
        self.window = MainWindow(desk, ask_on_close=False)
        self.window.bridge.defect.connect(self._problems.append)
        self.window.bridge.problem.connect(lambda error: self._problems.append(error.text()))
        self.window.resize(*SIZE)
        self.window.show()
        self.window.activateWindow()
        QTest.qWaitForWindowActive(self.window, 3000)

    def until(self, condition: Callable[[], T | None], seconds: float, what: str) -> T:
        """Let the window work until ``condition`` gives something.

        Raises:
            TourStuck: it does not in time, or the window has shown a problem.
        """
        ends = time.monotonic() + seconds
        while True:
            if self._problems:
                raise TourStuck(f"The window says: {self._problems[0]}", where=what)
            found = condition()
            if found:
                return found
            if time.monotonic() >= ends:
                raise TourStuck(f"Waited {seconds:.0f} s in vain: {what}")
            QTest.qWait(20)

    # What the story asks for

    def look_around(self) -> None:
        """Pictures of the full inbox, light and dark, and of one action read to its trace."""
        inbox = self.window.inbox
        if inbox.new_bar.isVisible():
            self._click(inbox.new_bar)
        self._select(self.until(self._first, PATIENCE, "the queue in the window"))
        self._picture("01-inbox")
        theme.apply_theme(self._app, "dark", 1.0)
        self._picture("02-inbox-dark")
        theme.apply_theme(self._app, "light", 1.0)
        QTest.keyClick(self.window, Qt.Key.Key_T)
        steps = inbox.detail.trace.view()
        self._click_row(steps, steps.model().index(3, 0))
        self._picture("03-detail-trace")

    def approve(self, item: QueueItem, reason: str) -> None:
        """Read it, give the reason, approve, confirm."""
        bar, flow = self.window.inbox.bar, self.window.inbox.flow
        self._read(item)
        self._say_reason(reason)
        self._click(bar.approve)
        if self.until(lambda: flow.stage if flow.stage is not Stage.READY else None, PATIENCE, "the confirmation"):
            self._confirm("04-confirm")

    def edit(self, item: QueueItem, changes: Mapping[str, Any], reason: str) -> None:
        """Open the form, put in the changes, sign, confirm."""
        inbox = self.window.inbox
        self._read(item)
        self._click(inbox.bar.edit)
        self.until(lambda: inbox.flow.stage is Stage.EDIT, PATIENCE, "the edit form")
        for name, value in changes.items():
            self._put(name, value)
        self._say_reason(reason)
        self.until(inbox.bar.edit_sign.isEnabled, PATIENCE, "an edit that can be signed")
        self._picture("05-edit")
        self._click(inbox.bar.edit_sign)
        self._confirm("06-edit-confirm")

    def reject(self, item: QueueItem, reason: str) -> None:
        """Give the reason and reject."""
        self._select(item.id)
        self._say_reason(reason)
        self._picture("07-reject")
        self._click(self.window.inbox.bar.reject)
        self._decided()

    def answer(self, item: QueueItem, text: str) -> None:
        """Answer the agent in place of letting the action run."""
        bar, flow = self.window.inbox.bar, self.window.inbox.flow
        self._select(item.id)
        QTest.keyClick(self.window, Qt.Key.Key_T)
        self._picture("08-trace-from-langgraph")
        self._click(bar.answer_open)
        self.until(lambda: flow.stage is Stage.ANSWER, PATIENCE, "the answer field")
        self._type(bar.answer, text)
        self._picture("09-answer")
        self._click(bar.answer_send)
        self._decided()

    def halt(self, agent: str, agent_name: str, reason: str) -> tuple[str, ...]:
        """Halt one agent by the button that is always there; returns the report's sentences."""
        item = next(one for one in self.window.bridge.desk.queue() if one.agent == agent and not one.state.ended)
        self._select(item.id)
        self._click(self.window.top.halt)
        sheet = self.until(lambda: self._sheet(HaltSheet), PATIENCE, "the halt sheet")
        if sheet.scope() != ("agent", agent):
            raise TourStuck(f"The halt sheet stands on {sheet.scope()}, not on {agent}")
        self._type(sheet.reason, reason)
        self._picture("10-halt")
        self._click(sheet.now)
        report = self.until(lambda: self._sheet(HaltReport), PATIENCE, "the halt report")
        self.until(lambda: _all_stopped(report), 40.0, f"{agent_name} to stop")
        self._picture("11-halt-report")
        said = tuple(report.lines())
        self._click(report.findChild(QWidget, "haltClose"))
        self.until(lambda: self.window.sheet() is None, PATIENCE, "the report to close")
        return said

    def look_back(self, seq: int) -> None:
        """Pictures of History with the proof of one decision, and of the agents."""
        history = self.window.history
        self._go("history")
        self.until(history.model.rowCount, PATIENCE, "the history")
        row = self.until(lambda: history.model.number_of(seq) + 1, PATIENCE, f"entry {seq} in the history") - 1
        self._click_row(history.table, history.model.index(row, 0))
        self.until(lambda: history.side.isVisible(), PATIENCE, "the entry's proof")
        self._click(history.verify)
        self.until(history.verify.isEnabled, 30.0, "the verification")
        self._picture("12-history-proof")
        self._go("agents")
        halted = self.until(lambda: self._agent_row("halted"), PATIENCE, "the halted agent in the list")
        self._click_row(self.window.agents.table, halted)
        self.until(lambda: self.window.agents.side.detail is not None, PATIENCE, "what is known of the halted agent")
        self._picture("13-agents")

    def close(self) -> None:
        """Close the window, which stops the desk."""
        sys.excepthook = self._hook
        self.window.close()
        _drop(self.window)

    # Inside

    def _note_exception(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        self._problems.append("".join(traceback.format_exception(kind, error, trace)))
        self._hook(kind, error, trace)

    def _agent_row(self, state: str) -> Any:
        model = self.window.agents.model
        rows = (model.index(number, 0) for number in range(model.rowCount()))
        return next((index for index in rows if index.data(AgentRole).state == state), None)

    def _first(self) -> str:
        model = self.window.inbox.model
        items = (model.row_at(number).item for number in range(model.rowCount()))
        return next((item.id for item in items if item is not None), "")

    def _select(self, action_id: str) -> None:
        inbox = self.window.inbox
        if self.window.screen() != "inbox":
            self._go("inbox")
        if inbox.new_bar.isVisible():
            self._click(inbox.new_bar)
        row = self.until(lambda: inbox.model.row_of(action_id) + 1, PATIENCE, "the row in the list") - 1
        self._click_row(inbox.view, inbox.model.index(row))
        self.until(lambda: self._shows(action_id), PATIENCE, "the selected action")
        # The guard: no decision within 400 ms after the selection has moved.
        QTest.qWait(GUARD_MS)

    def _shows(self, action_id: str) -> bool:
        flow = self.window.inbox.flow
        return flow.detail is not None and flow.detail.item.id == action_id and flow.stage is Stage.READY

    def _read(self, item: QueueItem) -> None:
        """Page through the detail until its end has been seen."""
        inbox = self.window.inbox
        self._select(item.id)
        bar = inbox.detail.verticalScrollBar()

        def seen() -> bool:
            path = inbox.flow.path
            return path is not None and set(path.seen) <= set(inbox.flow.opened)

        for _page in range(40):
            QTest.qWait(150)
            if seen():
                return
            QTest.keyClick(self.window, Qt.Key.Key_Space)
        raise TourStuck("The detail could not be read to its end", where=f"{item.title}, at {bar.value()}")

    def _confirm(self, picture: str) -> None:
        inbox = self.window.inbox
        self.until(lambda: inbox.flow.stage is Stage.CONFIRM, PATIENCE, f"the confirmation ({inbox.flow.hint})")
        QTest.qWait(GUARD_MS)
        if inbox.flow.asks_passphrase:
            self._type(inbox.bar.passphrase, self._passphrase)
        self._picture(picture)
        self._click(inbox.bar.confirm)
        self._decided()

    def _decided(self) -> None:
        flow = self.window.inbox.flow
        # A delivered decision may already have made way for the next item.
        self.until(
            lambda: flow.stage in (Stage.DECIDED, Stage.CLOSED, Stage.EMPTY), PATIENCE, f"the signature {flow.hint}"
        )

    def _say_reason(self, reason: str) -> None:
        if reason:
            self._type(self.window.inbox.bar.reason, reason)

    def _put(self, name: str, value: Any) -> None:
        form = self.window.inbox.edit.form
        if form is None:
            raise TourStuck("There is no edit form", where=name)
        editor = form.editor(name)
        if isinstance(editor, QComboBox):
            wanted = editor.findText(str(value))
            editor.setFocus()
            while editor.currentIndex() != wanted:
                QTest.keyClick(editor, Qt.Key.Key_Down if editor.currentIndex() < wanted else Qt.Key.Key_Up)
        elif isinstance(editor, QLineEdit):
            field = next(one for one in form.fields() if one.name == name)
            text = f"{value / 100:.2f}" if "MONEY" in field.kind.name else str(value)
            editor.selectAll()
            self._type(editor, text)
        else:
            raise TourStuck("The tour cannot put a value into this input", where=name)

    def _sheet(self, kind: type[T]) -> T | None:
        sheet = self.window.sheet()
        return sheet if isinstance(sheet, kind) else None

    def _go(self, name: str) -> None:
        button = self.window.rail.findChild(QWidget, f"nav_{name}")
        self._click(button)
        self.until(lambda: self.window.screen() == name, PATIENCE, f"the screen {name}")

    def _click(self, widget: QWidget) -> None:
        if not (widget.isVisible() and widget.isEnabled()):
            raise TourStuck("A button that the tour needs cannot be clicked", where=widget.objectName())
        QTest.mouseClick(widget, _LEFT)

    def _click_row(self, view: Any, index: Any) -> None:
        view.scrollTo(index)
        rect = view.visualRect(index)
        QTest.mouseClick(
            view.viewport(), _LEFT, pos=QPoint(rect.left() + min(60, rect.width() // 2), rect.center().y())
        )

    def _type(self, field: QLineEdit | QPlainTextEdit, text: str) -> None:
        """As an input method commits text, which unlike key presses has every letter."""
        QTest.mouseClick(field if isinstance(field, QLineEdit) else field.viewport(), _LEFT)
        if isinstance(field, QLineEdit):
            field.selectAll()
        event = QInputMethodEvent("", [])
        event.setCommitString(text)
        QApplication.sendEvent(field, event)

    def _picture(self, name: str) -> None:
        if name in self._taken:
            return
        self._taken.add(name)
        QTest.qWait(SETTLE_MS)
        if not self.window.grab().save(str(self._pictures / f"{name}.png")):
            raise TourStuck("A picture could not be written", where=f"{name}.png")


def _all_stopped(report: HaltReport) -> bool:
    said = report.lines()
    return bool(said) and all("stopped" in line.lower() for line in said)


def _drop(window: MainWindow) -> None:
    """Delete a window now: its timers must not outlive the demo."""
    window.bridge.close()
    window.hide()
    window.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def stay(desk: DeskApi) -> None:
    """Show the window on a started desk until the person closes it, or ends the demo with Ctrl+C."""
    app = make_application(["counterseal-demo"])
    dress(app, desk.home)
    window = MainWindow(desk)
    window.show()
    # Not quit(): that asks the window first, which asks the person, who has just answered with Ctrl+C.
    before = {one: signal.signal(one, lambda _number, _frame: app.exit(0)) for one in (signal.SIGINT, signal.SIGTERM)}
    # Python sees a signal only when it runs, and under Qt's loop it runs only for events.
    ticker = QTimer()
    ticker.start(250)
    ticker.timeout.connect(lambda: None)
    try:
        app.exec()
    finally:
        ticker.stop()
        for number, handler in before.items():
            signal.signal(number, handler)
        _drop(window)
