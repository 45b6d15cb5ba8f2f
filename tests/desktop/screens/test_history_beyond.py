"""History beyond the list: timelines, saved searches, files of rows, and bundles opened to read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from desk_double import DeskDouble
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from counterseal.errors import InvalidInput
from counterseal.sync.api import HistoryFilter, VerifyReport
from counterseal_desktop.history.history_model import PAGE
from counterseal_desktop.history.looking import Looking
from counterseal_desktop.history.row_menu import as_text
from counterseal_desktop.history.timeline_view import between
from counterseal_desktop.shell.window import MainWindow


def shown(window: MainWindow) -> list[int]:
    model = window.history.model
    return [model.row(number).seq for number in range(model.rowCount())]


def opened(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    qtbot.waitUntil(lambda: window.history.model.rowCount() == PAGE)


def test_searches_are_saved_shown_and_forgotten(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    history = window.history
    history.bar.set_now(Looking(text="refund", kind="failed", days=7))
    history.bar.searches_wanted.emit()
    sheet = window.sheet()
    qtbot.keyClick(sheet.name, Qt.Key.Key_Return)
    assert sheet.note.text() == "A search needs a name."
    qtbot.keyClicks(sheet.name, "Failed refunds")
    qtbot.mouseClick(sheet.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(history.bar.searches))
    kept = desk.records.searches["Failed refunds"]
    assert (kept.days, kept.wanted.since, kept.wanted.verdicts) == (7, "", ("failed", "unknown"))
    sheet.leave()
    history.bar.set_now(Looking())
    history.bar.searches_wanted.emit()
    qtbot.mouseClick(window.sheet().findChild(QPushButton, "searchRowShow"), Qt.MouseButton.LeftButton)
    assert history.bar.now == Looking(text="refund", kind="failed", days=7)
    assert history.filter.text() == "refund"
    history.bar.searches_wanted.emit()
    qtbot.mouseClick(window.sheet().findChild(QPushButton, "searchRowForget"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not history.bar.searches)
    assert desk.records.searches == {}


def test_the_timeline_has_every_step_and_the_time_between(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.history.table.selectRow(2)
    card = window.history.side.timeline
    qtbot.waitUntil(card.isVisible)
    said = [step.accessibleName() for step in card.findChildren(QWidget, "timelineStep")]
    assert len(said) == 7
    assert "2 min 43 s later: opened by Maria Lind, who looked at it for 48.0 s (facts, trace)" in said[1]
    assert "48 ms later: delivered to the gateway" in said[3]
    assert "2 h 37 min later: marked as wrong by Jonas Öberg" in said[6]
    assert window.findChild(QWidget, "followedCard").isHidden()


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ("2026-11-21T13:00:00.000Z", "2026-11-21T13:00:00.000Z", "at once"),
        ("2026-11-21T13:00:01.000Z", "2026-11-21T13:00:00.000Z", "1.0 s earlier"),
        ("2026-11-21T13:00:00.000Z", "2026-11-21T13:01:00.000Z", "1 min later"),
        ("2026-11-21T13:00:00.000Z", "2026-11-24T16:01:00.000Z", "3 d 3 h later"),
        ("rubbish", "2026-11-24T16:01:00.000Z", ""),
    ],
)
def test_times_between_are_said_in_their_largest_units(first: str, then: str, words: str) -> None:
    assert between(first, then) == words


def test_a_bundle_is_shown_as_what_it_is_and_nothing_in_it_can_be_signed(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path
) -> None:
    opened(qtbot, window)
    history = window.history
    history.bar.set_now(Looking(text="refund"))
    history.opening.open(tmp_path)
    qtbot.waitUntil(history.bundle_bar.isVisible)
    (bundle,) = desk.records.bundles
    qtbot.waitUntil(lambda: shown(window) == list(range(19, -1, -1)))
    assert history.bundle_bar.title.text() == "This is not your history"
    assert "20 entries and 4 signatures are good." in history.bundle_bar.said.text()
    assert bundle.asked == [HistoryFilter()]
    history.table.selectAll()
    for button in (history.bar.verify, history.bar.export, history.side.erase, history.side.wrong):
        assert button.isHidden(), button.objectName()
    history.open_erase()
    assert window.sheet() is None
    assert [one.objectName() for one in history.rows.make(history.selected_rows()).actions()] == ["rowCopy"]
    asked = len(desk.asked)
    desk.tell("history")
    qtbot.wait(20)
    assert len(desk.asked) == asked, "news of the own record are none of the bundle's"
    qtbot.mouseClick(history.bundle_bar.leave, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: history.model.rowCount() == PAGE)
    assert bundle.closed
    assert history.bundle_bar.isHidden()
    assert not history.bar.export.isHidden()


def test_a_bundle_that_does_not_verify_says_so_first(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path
) -> None:
    opened(qtbot, window)
    desk.records.verdict = VerifyReport(False, 0, 0.1, ("entries.jsonl line 9: an attachment was changed",), 8)
    window.history.opening.open(tmp_path)
    qtbot.waitUntil(window.history.bundle_bar.isVisible)
    assert window.history.bundle_bar.chip.text() == "Not verified"
    said = "As a whole it does not hold. entries.jsonl line 9: an attachment was changed"
    assert window.history.bundle_bar.said.text() == said
    window.history.search("merge")
    assert window.history.bundle_bar.isHidden()
    assert desk.records.bundles[0].closed


def test_opening_can_be_stopped_and_no_bundle_is_named(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path
) -> None:
    opened(qtbot, window)
    desk.hold = True
    window.history.opening.open(tmp_path)
    qtbot.mouseClick(window.history.report.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert desk.records.questions[-1]()
    desk.hold = False
    desk.release()
    qtbot.waitUntil(lambda: bool(desk.records.bundles))
    qtbot.waitUntil(lambda: desk.records.bundles[0].closed)
    assert window.history.opening.bundle is None
    assert window.history.report.isHidden(), "nothing is being verified any more"
    desk.fail["open_bundle"] = InvalidInput("This is no evidence bundle", where=str(tmp_path))
    window.history.opening.open(tmp_path)
    qtbot.waitUntil(lambda: "no evidence bundle" in window.history.report.message())


def test_rows_are_copied_and_written(qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path) -> None:
    opened(qtbot, window)
    history = window.history
    history.table.selectRow(1)
    history.table.setFocus()
    qtbot.keyClick(history.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    row = history.model.row(1)
    assert QGuiApplication.clipboard().text() == as_text((row,))
    assert as_text((row,)).split("\t")[:2] == [str(row.seq), row.at]
    assert as_text((replace(row, title="=1+1\tx\ny"),)).split("\t")[4] == "'=1+1 x y"
    with qtbot.waitSignal(history.exported) as told:
        history.proving.rows_to("csv", history.selected_rows(), tmp_path)
    assert told.args[0].name == "counterseal-rows-20261121-130200.csv"
    assert desk.records.written[-1][1:] == ("csv", (row,))
    qtbot.waitUntil(lambda: history.report.message().startswith("One row lies in"))
    history.bar.set_now(Looking(agent="code"))
    with qtbot.waitSignal(history.exported):
        history.proving.rows_to("jsonl", history.proving.wanted(), tmp_path)
    assert desk.records.written[-1][1:] == ("jsonl", HistoryFilter(agent="code"))
    with qtbot.waitSignal(history.exported):
        history.proving.proofs_to((row,), tmp_path)
    assert desk.records.written[-1][1] == "proofs"


def test_the_row_menu_narrows_to_what_the_row_is_about(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    history = window.history
    history.table.selectRow(3)
    row = history.model.row(3)
    menu = history.rows.make((row,))
    next(one for one in menu.actions() if one.objectName() == "rowSubject").trigger()
    assert history.bar.now == Looking(subject=row.subject)
    menu.close()
