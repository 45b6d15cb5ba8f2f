"""History: pages by keyset, late pages dropped, filters debounced, proof in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import screen_story as story
from desk_double import DeskDouble
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from counterseal.errors import KnownError
from counterseal.sync.api import HistoryFilter, HistoryPage, LedgerView, VerifyReport
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.history_model import (
    FIRST,
    PAGE,
    HistoryModel,
    clock_ms,
    clock_time,
    day_and_minute,
    day_and_time,
    long_time,
)
from counterseal_desktop.history.looking import Looking, midnight
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.buttons import FilterPill

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
    assert [(before, limit) for _wanted, before, limit in desk.asked] == [
        (None, FIRST), (1000 - FIRST, PAGE - FIRST), (744, PAGE), (488, PAGE), (232, PAGE),
    ]  # fmt: skip
    assert desk.records.counted == [False, True, False, False, False], "matches are counted once, after the first rows"


def test_the_first_rows_wait_for_no_count(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    told: list[tuple[int, int, bool]] = []
    model.found.connect(lambda total, shown, _took: told.append((total, shown, model.capped)))
    rows = tuple(story.history_row(seq) for seq in range(999, 999 - FIRST, -1))
    desk.records.searching = [HistoryPage(rows, rows[-1].seq, FIRST, 1.0, True, counted=False)]
    model.load(HistoryFilter(kinds=("decision", "outcome")))
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0] == (FIRST, FIRST, True)
    assert told[1][0] == 1000
    assert not told[1][2]
    # Another place in what is looked for: its count is known already.
    place = HistoryPage(rows[10:], rows[-1].seq, FIRST - 10, 1.0, True, counted=False)
    desk.records.searching = [place]
    model.load(model.wanted, 990)
    qtbot.waitUntil(lambda: len(told) == 3)
    assert told[2] == (1000, FIRST - 10, False)
    model.load(HistoryFilter(text="merge"))
    qtbot.waitUntil(lambda: len(told) > 3)
    assert model.wanted.text == "merge"


def test_news_that_come_while_a_page_is_fetched_are_looked_at_afterwards(
    qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble
) -> None:
    model = make(bridge)
    desk.hold = True
    model.load(HistoryFilter())
    desk.entries = 1003
    model.refresh()
    assert len(desk.held) == 1, "one request at a time"
    desk.entries = 1000
    desk.held.pop()()
    desk.entries, desk.hold = 1003, False
    qtbot.waitUntil(lambda: model.rowCount() == PAGE)
    assert [model.row(number).seq for number in range(PAGE)] == list(range(1002, 1002 - PAGE, -1))


def test_news_of_a_short_list_bring_nothing_that_is_older(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    page = tuple(story.history_row(seq) for seq in (900, 800))
    desk.records.searching = [HistoryPage(page, 700, 2, 100.0, True, True), HistoryPage((), 500, 0, 100.0, True, True)]
    desk.hold = True
    model.load(HistoryFilter(states=("failed",)))
    desk.release()
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    model.stop()
    desk.hold, resets = False, []
    model.modelReset.connect(lambda: resets.append(1))
    newer = tuple(story.history_row(seq) for seq in (950, 900, 800, 600, 500))
    desk.records.searching = [HistoryPage(newer, None, 5, 1.0)]
    with qtbot.waitSignal(model.rowsInserted) as told:
        model.refresh()
    assert told.args[1:] == [0, 0]
    assert [model.row(number).seq for number in range(model.rowCount())] == [950, 900, 800]
    assert resets == []


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
    desk.hold = False
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
    qtbot.waitUntil(lambda: window.history.model.rowCount() == PAGE)
    desk.asked.clear()
    qtbot.keyClicks(window.history.filter, "merge")
    qtbot.waitUntil(lambda: bool(desk.asked))
    assert [wanted.text for wanted, before, _limit in desk.asked if before is None] == ["merge"]


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
    window.history.bar.set_kind("halts")
    qtbot.waitUntil(lambda: window.history.model.rowCount() == 143)
    window.history.show_agent("code")
    qtbot.waitUntil(lambda: 0 < window.history.model.rowCount() < 143)
    assert {window.history.model.row(0).agent} == {"code"}


def shown(window: MainWindow) -> list[int]:
    model = window.history.model
    return [model.row(number).seq for number in range(model.rowCount())]


def opened(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    qtbot.waitUntil(lambda: window.history.model.rowCount() == PAGE)


def test_pills_say_what_is_looked_for_and_give_it_up(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    bar = window.history.bar
    sought = Looking(text="refund", agent="refunds", kind="rejected", days=7, state="done", risk="R4", tool="x.y")
    bar.set_now(sought)
    wanted = desk.asked[-1][0]
    assert (wanted.text, wanted.agent, wanted.kinds, wanted.verdicts) == (
        "refund",
        "refunds",
        ("decision",),
        ("reject",),
    )
    assert (wanted.states, wanted.risks, wanted.tool) == (("done",), ("R4",), "x.y")
    assert wanted.since == midnight("2026-11-15")
    assert (bar.date_pill.text(), bar.agent_pill.text(), bar.kind_pill.text()) == (
        "Last 7 days", "Refunds agent", "Rejected",
    )  # fmt: skip
    risk = window.findChild(FilterPill, "historyExtra_risk")
    assert risk.text() == "Risk Critical  ✕"
    qtbot.mouseClick(risk, Qt.MouseButton.LeftButton)
    assert bar.now == replace(sought, risk="")
    assert risk.isHidden()
    qtbot.waitUntil(lambda: desk.asked[-1][0].risks == ())


def test_every_choice_is_in_a_menu(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    bar = window.history.bar

    def choose(pill: FilterPill, *path: str) -> None:
        qtbot.mouseClick(pill, Qt.MouseButton.LeftButton)
        menu = top = bar.findChildren(QMenu, f"{pill.objectName()}Menu")[-1]
        for number, words in enumerate(path):
            action = next(one for one in menu.actions() if one.text() == words)
            if number + 1 < len(path):
                menu = action.menu()
        action.trigger()
        top.close()

    choose(bar.date_pill, "Yesterday")
    assert (bar.now.since, bar.now.until) == ("2026-11-20", "2026-11-20")
    choose(bar.agent_pill, "Code agent")
    choose(bar.person_pill, "Jonas Öberg")
    choose(bar.kind_pill, "Marked as wrong")
    choose(bar.more_pill, "Where the action stands", "Outcome unknown")
    choose(bar.more_pill, "Tool", "orders.get")
    choose(bar.more_pill, "Log", "eu-gateway")
    assert bar.now == Looking(
        agent="code", person=story.JONAS, kind="wrong", since="2026-11-20", until="2026-11-20", state="unknown",
        tool="orders.get", log="eu-gateway",
    )  # fmt: skip
    choose(bar.more_pill, "Show everything")
    assert bar.now == Looking()


def test_rows_of_a_figure_stay_until_something_else_is_looked_for(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    wanted = HistoryFilter(kinds=("decision",), subjects=(story.action_id(1), story.action_id(2)))
    window.show_screen("history")
    window.history.show_filter(wanted)
    qtbot.waitUntil(lambda: desk.asked[-1][0] == wanted)
    assert window.findChild(FilterPill, "historyExtra_given").text() == "Rows of a figure  ✕"
    window.history.bar.set_kind("halts")
    assert desk.asked[-1][0] == HistoryFilter(kinds=("pause", "halt", "reset"))
    window.history.show_filter(HistoryFilter(agent="code"))
    assert window.history.bar.now == Looking(agent="code")


def test_days_are_typed_and_wrong_ones_are_named(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    window.history.bar.dates_wanted.emit()
    sheet = window.sheet()
    sheet.first.setText("21.11.2026")
    qtbot.keyClick(sheet.last, Qt.Key.Key_Return)
    assert sheet.wrong.text() == "A day is written as 2026-11-21."
    sheet.first.setText("2026-11-22")
    sheet.last.setText("2026-11-21")
    qtbot.keyClick(sheet.last, Qt.Key.Key_Return)
    assert sheet.wrong.text() == "The first day comes after the last one."
    sheet.first.setText("2026-11-20")
    qtbot.keyClick(sheet.last, Qt.Key.Key_Return)
    assert window.sheet() is None
    assert (desk.asked[-1][0].since, desk.asked[-1][0].until) == (midnight("2026-11-20"), midnight("2026-11-22"))
    assert window.history.bar.date_pill.text() == "20 Nov 2026 to 21 Nov 2026"


def test_a_jump_begins_the_list_elsewhere_and_leads_back(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    window.history.open_jump()
    window.sheet().day.setText("2026-11-21")
    desk.entries = 5000
    qtbot.keyClick(window.sheet().day, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown(window)[0] not in (999, 4999))
    first = window.history.model.row(0)
    assert first.at < midnight("2026-11-22") <= story.history_row(first.seq + 1).at
    assert window.history.foot.text().startswith("From 21 Nov 2026 back")
    desk.tell("history")
    qtbot.mouseClick(window.history.foot.newest, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: shown(window)[:1] == [4999])
    assert window.history.foot.newest.isHidden()


def test_a_random_entry_is_one_of_the_log(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.history.set_status(story.status(ledger=LedgerView("counterseal/x", 1000, 1000, "verified")))
    window.history.jump_at_random()
    assert 1 <= window.history.model.start <= 1000
    qtbot.waitUntil(lambda: shown(window)[0] == window.history.model.start - 1)


def test_a_long_search_shows_what_it_has_and_can_be_stopped(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    opened(qtbot, window)
    rows = tuple(story.history_row(seq) for seq in (900, 800))
    desk.records.searching = [HistoryPage(rows, 700, 2, 100.0, True, True), HistoryPage((), 500, 0, 100.0, True, True)]
    desk.hold = True
    window.history.bar.set_now(Looking(state="failed"))
    desk.release()
    qtbot.waitUntil(lambda: shown(window) == [900, 800])
    assert "Still searching: 2 found so far" in window.history.foot.text()
    desk.release()
    qtbot.waitUntil(lambda: desk.asked[-1][1] == 500)
    question = desk.records.questions[-1]
    assert not question()
    qtbot.mouseClick(window.history.foot.stop, Qt.MouseButton.LeftButton)
    assert question()
    desk.release()
    qtbot.wait(20)
    assert shown(window) == [900, 800]
    assert "More than 2 entries" in window.history.foot.text()
    assert [before for _wanted, before, _limit in desk.asked[-3:]] == [None, 700, 500]
    qtbot.mouseClick(window.history.foot.go_on, Qt.MouseButton.LeftButton)
    assert desk.asked[-1][1] == 500
    desk.release()
    qtbot.waitUntil(lambda: shown(window)[:4] == [900, 800, 499, 498])


def test_a_look_for_newer_rows_that_ends_early_puts_none_in_twice(
    qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble
) -> None:
    model = make(bridge)
    old, new = (tuple(story.history_row(seq) for seq in seqs) for seqs in ((900, 800), (950, 900)))
    desk.records.searching = [HistoryPage(old, None, 2, 1.0)]
    model.load(HistoryFilter(states=("failed",)))
    qtbot.waitUntil(lambda: model.rowCount() == 2)
    desk.records.searching = [HistoryPage(new, 700, 0, 100.0, True, True)]
    asked = len(desk.asked)
    with qtbot.waitSignal(model.found) as found:
        model.refresh()
    assert [model.row(number).seq for number in range(model.rowCount())] == [950, 900, 800]
    assert found.args[:2] == [3, 3]
    assert not model.looking_on
    assert len(desk.asked) == asked + 1, "nothing more is looked for"


@pytest.mark.parametrize("at", ["", "yesterday\u202e", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z"])
def test_a_time_that_is_none_here_is_shown_as_it_is(at: str) -> None:
    for say in (day_and_time, day_and_minute, clock_time, clock_ms, long_time):
        said = say(at)
        assert "\u202e" not in said
        assert bool(said) is bool(at)


def test_a_new_search_ends_the_old_one(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    model = make(bridge)
    desk.hold = True
    model.load(HistoryFilter(text="one"))
    model.load(HistoryFilter(text="two"))
    assert [question() for question in desk.records.questions] == [True, False]


def test_nothing_found_is_said_with_a_way_back(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.history.table.setFocus()
    window.history.bar.set_now(Looking(text="zebra"))
    qtbot.waitUntil(window.history.nothing.isVisible)
    assert not window.history.table.isVisible()
    assert window.history.nothing.everything.hasFocus()
    qtbot.keyClick(window.history.nothing.everything, Qt.Key.Key_Space)
    qtbot.waitUntil(window.history.table.isVisible)


def test_one_pill_stands_for_all_where_there_is_little_room(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    bar = window.history.bar
    bar.set_narrow(True)
    assert bar.agent_pill.isHidden()
    qtbot.mouseClick(bar.all_pill, Qt.MouseButton.LeftButton)
    menu = bar.findChild(QMenu, "historyAllPillMenu")
    titles = [action.text() for action in menu.actions() if action.menu() is not None]
    assert titles[:5] == ["Time", "Agent", "Person", "Decision", "Saved searches"]
    menu.close()
    bar.set_narrow(False)
    assert not bar.agent_pill.isHidden()
