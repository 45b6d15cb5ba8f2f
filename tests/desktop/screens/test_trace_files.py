"""A trace file that the reader opens stands beside the action, labelled, and is never taken for what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import screen_story as story
from desk_double import DeskDouble
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from counterseal.errors import InvalidInput
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.sync.api_traces import OpenedTrace
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.inbox.trace_files import TraceFiles
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.trace_view import TraceView

PATH = Path("/traces/session.jsonl")
REFUND = story.detail(story.item(1)).action.arguments
ASKS = ToolCall("toolu_9", "refunds.issue", REFUND)
FILE = OpenedTrace(
    "session.jsonl",
    "claude_code",
    (TraceStep("a", "message", "Person", "Refund it."), TraceStep("b", "model", "opus", "Yes.", "a", calls=(ASKS,))),
    "2026-11-21T12:00:00.000Z",
    3,
    torn=True,
)


def drop(view: QWidget, *urls: QUrl) -> bool:
    """Drag over and let go; whether it was taken."""
    data = QMimeData()
    data.setUrls(list(urls))
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none)
    enter.ignore()
    QApplication.sendEvent(view, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(view, QDropEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, left, none))
    return True


class Beside:
    """A trace view that is answered by a desk in memory, without the window around it."""

    def __init__(self, qtbot: QtBot, desk: DeskDouble) -> None:
        self.host = QWidget()
        qtbot.addWidget(self.host)
        QVBoxLayout(self.host)
        self.view = TraceView()
        self.host.layout().addWidget(self.view)
        self.bridge = DeskBridge(desk, self.host)
        TraceFiles(self.bridge, self.view)
        self.show(1)
        self.host.resize(700, 900)
        self.host.show()
        qtbot.waitExposed(self.host)
        self.host.activateWindow()

    def show(self, number: int) -> None:
        detail = story.detail(story.item(number))
        self.view.set_trace(detail.trace, detail.action)


@pytest.fixture
def beside(qtbot: QtBot, desk: DeskDouble) -> Iterator[Beside]:
    """The trace of the refund, with one file that can be opened."""
    desk.traces.files[PATH] = FILE
    made = Beside(qtbot, desk)
    yield made
    made.bridge.close()


@pytest.fixture
def trace(beside: Beside) -> TraceView:
    return beside.view


def test_in_the_window_the_key_goes_to_the_proposing_step_and_a_file_is_not_what_was_sent(
    qtbot: QtBot, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    choose(window, 1)
    trace = window.inbox.detail.trace
    seen: list[str] = []
    window.inbox.detail.section_seen.connect(seen.append)
    trace.show_file(FILE)
    trace.file.panel.list.go_to(0, opened=True)
    QApplication.processEvents()
    assert "trace" not in seen
    window.inbox.detail.show_detail(window.inbox.flow.detail)
    assert trace.file.isVisible(), "the same action again closes nothing"
    trace.close_file()
    QTest.keyClick(window, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: trace.view().hasFocus())
    assert "trace" in seen
    assert trace.view().current_place() == 5
    assert trace.view().pane().match_said().startswith("The trace itself marks this step as proposing")
    QTest.keyClick(trace.view(), Qt.Key.Key_Home)
    QTest.keyClick(trace.view(), Qt.Key.Key_Return)
    assert trace.view().model().opened() == 0, "Enter opens the step, not the action"
    QTest.keyClick(trace.view(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(trace.sent.panel.field.hasFocus)
    QTest.keyClicks(trace.sent.panel.field, "are")
    QTest.keyClick(trace.sent.panel.field, Qt.Key.Key_Return)
    assert window.inbox.flow.stage is Stage.READY, "no key of the search decides anything"


def test_a_dropped_file_is_shown_beside_what_was_sent_and_labelled(qtbot: QtBot, trace: TraceView) -> None:
    sent = trace.title()
    assert drop(trace, QUrl.fromLocalFile(str(PATH)))
    qtbot.waitUntil(trace.file.isVisible)
    assert trace.title() == sent
    assert trace.file.title() == "Opened file session.jsonl — 2 steps"
    said = trace._label.message()
    assert said.startswith(
        "You opened this file here. It was not sent with the action and is no part of what is signed."
    )
    for part in ("a Claude Code transcript", "2026-11-21 12:00:00 UTC", "3 records", "torn off"):
        assert part in said
    rows = trace.file.panel.list
    assert rows.current_place() == 1
    assert rows.pane().match_said() == "Proposes this action: matched by tool and arguments."
    assert "Began at 12:00:00.000 UTC" in rows.pane().facts_said()


def test_the_call_id_of_what_was_sent_finds_the_step_in_the_file(
    qtbot: QtBot, desk: DeskDouble, trace: TraceView
) -> None:
    shown = story.detail(story.item(1))
    marked = TraceStep("m", "model", "Decide", proposes=True, calls=(replace(ASKS, arguments={"other": 1}),))
    trace.set_trace((marked,), shown.action)
    other = replace(FILE, steps=(*FILE.steps, TraceStep("c", "model", "x", calls=(replace(ASKS, id="toolu_1"),))))
    desk.traces.files[PATH] = other
    drop(trace, QUrl.fromLocalFile(str(PATH)))
    qtbot.waitUntil(trace.file.isVisible)
    assert trace.file.panel.list.current_place() == 1
    said = trace.file.panel.list.pane().match_said()
    assert said == "Proposes this action: matched by the tool call id toolu_9."


def test_a_file_that_cannot_be_read_says_where_and_the_rest_stays(
    qtbot: QtBot, desk: DeskDouble, trace: TraceView
) -> None:
    desk.fail["open_trace"] = InvalidInput("This must be a list\u202e", where="line 3, spans", todo="Export it again.")
    drop(trace, QUrl.fromLocalFile(str(PATH)))
    qtbot.waitUntil(trace.said.isVisible)
    assert trace.said.message() == "This must be a list⟦U+202E⟧ (line 3, spans). Export it again."
    assert not trace.file.isVisible()
    assert trace.view().isVisible()


def test_another_action_closes_the_file_and_a_late_answer_is_dropped(
    qtbot: QtBot, desk: DeskDouble, beside: Beside, trace: TraceView
) -> None:
    drop(trace, QUrl.fromLocalFile(str(PATH)))
    qtbot.waitUntil(trace.file.isVisible)
    beside.show(2)
    assert not trace.file.isVisible()
    beside.show(1)
    desk.hold = True
    drop(trace, QUrl.fromLocalFile(str(PATH)))
    desk.hold = False
    beside.show(2)
    desk.release()
    QApplication.processEvents()
    assert desk.traces.asked[-1] == PATH
    assert not trace.file.isVisible()


def test_the_file_can_be_closed_and_the_same_action_keeps_it(beside: Beside, trace: TraceView) -> None:
    trace.show_file(FILE)
    beside.show(1)
    assert trace.file.isVisible()
    trace.close_file()
    assert not trace.file.isVisible()
    assert trace.file.panel.rows().steps == ()


@pytest.mark.parametrize(
    "urls",
    [
        (QUrl("https://evil.example/trace.json"),),
        (QUrl.fromLocalFile("/a.json"), QUrl.fromLocalFile("/b.json")),
        (QUrl("file://server/share/trace.json"),),
        (),
    ],
)
def test_only_one_local_file_is_taken(qtbot: QtBot, desk: DeskDouble, trace: TraceView, urls: tuple[QUrl, ...]) -> None:
    assert not drop(trace, *urls)
    assert desk.traces.asked == []


def test_the_dialog_asks_for_one_file(qtbot: QtBot, desk: DeskDouble, trace: TraceView) -> None:
    QTest.mouseClick(trace.open_file, Qt.MouseButton.LeftButton)
    dialog = trace.findChild(QFileDialog, "traceFileDialog")
    qtbot.waitUntil(dialog.isVisible)
    dialog.fileSelected.emit(str(PATH))
    dialog.reject()
    qtbot.waitUntil(trace.file.isVisible)
    assert desk.traces.asked == [PATH]


def test_search_counts_steps_through_and_leaves_by_key(qtbot: QtBot, trace: TraceView) -> None:
    panel = trace.sent.panel
    trace.open()
    QTest.keyClick(trace.view(), Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.field.hasFocus)
    QTest.keyClicks(panel.field, "Order")
    qtbot.waitUntil(lambda: panel.count_said() == "2 found")
    places = []
    for key, shift in (
        (Qt.Key.Key_Return, False),
        (Qt.Key.Key_F3, False),
        (Qt.Key.Key_F3, False),
        (Qt.Key.Key_F3, True),
    ):
        QTest.keyClick(panel.field, key, Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier)
        places.append((trace.view().current_place(), panel.count_said()))
    assert places == [(1, "1 of 2"), (2, "2 of 2"), (1, "1 of 2"), (2, "2 of 2")]
    assert trace.view().pane().found_said() == 'Found in its text: {"order":"88213"}'
    QTest.keyClick(panel.field, Qt.Key.Key_Escape)
    assert (panel.field.text(), panel.count_said()) == ("", "")
    assert trace.view().hasFocus()
    QTest.keyClicks(panel.field, "nowhere to be found")
    qtbot.waitUntil(lambda: panel.count_said() == "0 found")


def test_a_search_through_long_texts_goes_in_slices(qtbot: QtBot, trace: TraceView) -> None:
    text = "lorem " * 40_000
    steps = tuple(TraceStep(str(n), "tool", "step", text + ("needle" if n % 10 == 9 else "")) for n in range(60))
    trace.set_trace(steps, None)
    search = trace.sent.panel.search
    search.start("needle")
    assert search.running()
    assert search.found == []
    qtbot.waitUntil(lambda: not search.running(), timeout=60_000)
    assert search.found == [9, 19, 29, 39, 49, 59]
