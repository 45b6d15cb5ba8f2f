"""History: pages by keyset, late pages dropped, filters debounced, proof in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_double import DeskDouble
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from counterseal.errors import KnownError
from counterseal.sync.api import HistoryFilter, VerifyReport
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.history_model import PAGE, HistoryModel
from counterseal_desktop.shell.window import MainWindow

ROOT = QModelIndex()


@pytest.fixture
def bridge(qtbot: QtBot, desk: DeskDouble) -> Iterator[DeskBridge]:
    made = DeskBridge(desk)
    yield made
    made.close()


def make(bridge: DeskBridge) -> HistoryModel:
    return HistoryModel(bridge)


def test_the_model_keeps_its_promises_while_it_grows(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.load(HistoryFilter())
    # The tester itself asks for more whenever it may.
    qtbot.waitUntil(lambda: model.rowCount() == 1000)
    desk.entries = 1003
    model.refresh()
    qtbot.waitUntil(lambda: model.rowCount() == 1003)
    model.load(HistoryFilter(agent="code"))
    qtbot.waitUntil(lambda: model.rowCount() == 101)
    assert tester.model() is model


def test_pages_follow_each_other_by_key(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    model.load(HistoryFilter())
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    while model.canFetchMore(ROOT):
        before = model.rowCount()
        model.fetchMore(ROOT)
        assert not model.canFetchMore(ROOT), "one request at a time"
        qtbot.waitUntil(lambda before=before: model.rowCount() > before)
    assert [model.row(number).seq for number in range(model.rowCount())] == list(range(999, -1, -1))
    assert [before for _wanted, before, _limit in desk.asked] == [None, 744, 488, 232]
    assert {limit for _wanted, _before, limit in desk.asked} == {PAGE}


def test_late_pages_of_an_old_filter_are_dropped(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    desk.hold = True
    model.load(HistoryFilter())
    model.load(HistoryFilter(text="merge"))
    first, second = desk.held
    found: list[int] = []
    model.found.connect(lambda _total, shown, _took: found.append(shown))
    second()
    qtbot.waitUntil(lambda: bool(found))
    first()
    qtbot.wait(30)
    assert len(found) == 1
    assert all("Merge" in model.row(number).title for number in range(model.rowCount()))


def test_a_late_following_page_is_dropped_too(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    model.load(HistoryFilter())
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    desk.hold = True
    model.fetchMore(ROOT)
    model.load(HistoryFilter(agent="code"))
    desk.release()
    qtbot.waitUntil(lambda: model.rowCount() == 100)
    assert {model.row(number).agent for number in range(model.rowCount())} == {"code"}


def test_newer_entries_come_on_top_and_rows_keep_their_identity(
    qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble
) -> None:
    model = make(bridge)
    model.load(HistoryFilter())
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    desk.entries = 1003
    with qtbot.waitSignal(model.rowsInserted) as told:
        model.refresh()
    assert told.args[1:] == [0, 2]
    assert model.row(0).seq == 1002
    assert model.number_of(999) == 3


def test_a_failed_page_is_told_and_can_be_asked_again(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    desk.fail["history"] = KnownError("The ledger is busy")
    with qtbot.waitSignal(model.failed):
        model.load(HistoryFilter())
    model.load(HistoryFilter())
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)


def test_painting_reads_one_role_per_cell(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    qtbot.waitUntil(lambda: window.history.model.rowCount() == PAGE)
    model = window.history.model
    assert model.index(0, 0).data(Qt.ItemDataRole.DecorationRole) is None
    assert model.index(0, 3).data(Qt.ItemDataRole.DisplayRole)


def test_typing_searches_once(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.show_screen("history")
    qtbot.waitUntil(lambda: window.history.model.rowCount() > 0)
    desk.asked.clear()
    qtbot.keyClicks(window.history.filter, "merge")
    qtbot.waitUntil(lambda: bool(desk.asked))
    assert [wanted.text for wanted, _before, _limit in desk.asked] == ["merge"]


def test_an_entry_is_shown_with_its_proof(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    qtbot.waitUntil(lambda: window.history.side.verified.text() == "Verified")
    assert window.history.side.title.text() == "Expired by deadline"
    qtbot.mouseClick(window.findChild(QPushButton, "copyProof"), Qt.MouseButton.LeftButton)
    copied = QGuiApplication.clipboard().text()
    assert "In the ledger: 16 hashes" in copied
    assert '{"seq":1}' in copied


def test_verify_says_what_it_found(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.show_screen("history")
    qtbot.mouseClick(window.history.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1,000 entries checked" in window.history.report.message())
    assert window.history.verify.isEnabled()


def test_a_damaged_ledger_names_its_first_bad_entry(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.evidence.report = VerifyReport(False, 1000, 0.2, ("Entry 7 is not what its head says.",), 7)
    window.show_screen("history")
    qtbot.mouseClick(window.history.verify, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "First bad entry: 7." in window.history.report.message())


def test_export_writes_a_new_folder(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.show_screen("history")
    with qtbot.waitSignal(window.history.exported) as told:
        window.history.proving.export_to("bundle", tmp_path)
    assert told.args[0].parent == tmp_path
    assert told.args[0].name == "counterseal-evidence-20261121-130200"


def test_kind_and_agent_filters(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.show_screen("history")
    window.history._set_kind("Halts and resets")
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 143)
    window.history.show_agent("code")
    qtbot.waitUntil(lambda: 0 < window.history.model.rowCount() < 143)
    assert {window.history.model.row(0).agent} == {"code"}
