"""Agents, halt and reset."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from counterseal.clock import later, parse_stamp
from counterseal.errors import Forbidden, Locked, Unreachable
from counterseal.sync.api import HaltLine
from counterseal_desktop.agents.agents_model import AgentsModel
from counterseal_desktop.shell.halt_sheet import HaltReport, HaltSheet
from counterseal_desktop.shell.window import MainWindow


def click(qtbot: QtBot, window: MainWindow, name: str) -> None:
    qtbot.mouseClick(window.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_the_model_changes_in_place(qtbot: QtBot) -> None:
    model = AgentsModel()
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.apply(story.agents())
    resets: list[int] = []
    model.modelReset.connect(lambda: resets.append(1))
    busier = tuple(replace(agent, today=agent.today + 1) for agent in story.agents())
    with qtbot.waitSignal(model.dataChanged):
        model.apply(busier)
    assert resets == []
    model.set_filter("mine", story.MARIA)
    assert model.rowCount() == 2
    model.set_filter("attention", story.MARIA)
    assert model.rowCount() == 2
    assert model.counts() == (7, 2, 2)


def test_the_side_says_who_answers_and_what_stops_an_agent(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("agents")
    side = window.agents.side
    assert window.agents.select("refunds")
    assert "Maria Lind answers for every decision" in side.answers.text()
    assert side.halt.isVisible()
    assert not side.reset.isVisible()
    window.agents.select("storage")
    at = parse_stamp(later(story.NOON, -2400)).astimezone()
    assert side.state.message() == f"Halted by Jonas Öberg 40 minutes ago ({at:%H:%M}). Nothing starts again by itself."
    assert side.reset.isVisible()
    assert not side.drill.isEnabled()


def test_halting_everything_takes_two_clicks_and_no_passphrase(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    click(qtbot, window, "haltButton")
    sheet = window.sheet()
    assert isinstance(sheet, HaltSheet)
    assert sheet.scope() == ("all", "")
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: desk.halts == [("all", "", "")])
    qtbot.waitUntil(lambda: isinstance(window.sheet(), HaltReport))


def test_halt_offers_the_agent_on_the_screen(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.inbox.select(story.action_id(2))
    click(qtbot, window, "haltButton")
    sheet = window.sheet()
    assert isinstance(sheet, HaltSheet)
    assert sheet.scope() == ("agent", "code")
    sheet.scopes["owner"].setChecked(True)
    assert sheet.scope()[0] == "owner"
    qtbot.keyClicks(sheet.reason, "Odd merges")
    sheet.scopes["agent"].setChecked(True)
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: desk.halts == [("agent", "code", "Odd merges")])


def test_one_agent_that_cannot_be_halted_unsigned_leaves_the_choice_of_everything(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    sheet = window.open_halt("refunds")
    assert not sheet.everything.isVisible()
    qtbot.keyClicks(sheet.reason, "Odd refunds")
    desk.fail["halt"] = Locked("Your key is locked, so only everything can be halted at once", code="key_locked")
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: "only everything can be halted" in sheet.wrong.text())
    assert "Nothing is halted yet." in sheet.wrong.text()
    assert window.sheet() is sheet
    assert desk.halts == []
    click(qtbot, window, "haltEverything")
    qtbot.waitUntil(lambda: desk.halts == [("all", "", "Odd refunds")])
    qtbot.waitUntil(lambda: isinstance(window.sheet(), HaltReport))
    assert not window.deck.holds(HaltSheet)


def test_a_halt_that_fails_otherwise_is_told_in_the_sheet_and_may_be_tried_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    sheet = window.open_halt("refunds")
    desk.fail["halt"] = Unreachable("The gateway does not answer")
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: "The gateway does not answer" in sheet.wrong.text())
    assert not sheet.everything.isVisible()
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: desk.halts == [("agent", "refunds", "")])
    qtbot.waitUntil(lambda: isinstance(window.sheet(), HaltReport))


def test_a_halt_whose_sheet_was_left_is_still_told(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.hold = True
    sheet = window.open_halt("refunds")
    desk.fail["halt"] = Unreachable("The gateway does not answer")
    click(qtbot, window, "haltNow")
    qtbot.keyClick(sheet.scopes["agent"], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.sheet() is None)
    desk.hold = False
    desk.release()
    qtbot.waitUntil(lambda: "The gateway does not answer" in window.banner.message())


def test_escape_leaves_the_halt_sheet_without_halting(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    sheet = window.open_halt("refunds")
    qtbot.keyClick(sheet.scopes["agent"], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.sheet() is None)
    assert desk.halts == []


def test_the_report_follows_the_halt(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.halt("all", "", "")
    qtbot.waitUntil(lambda: isinstance(window.sheet(), HaltReport) and bool(window.sheet().lines()))
    report = window.sheet()
    assert "5 of 7 stopped" in report.subtitle.text()
    assert any(line.startswith("Unreachable. Stops by itself at") for line in report.lines())
    progress = desk.progress("all", "")
    lines = tuple(
        HaltLine(line.agent, line.agent_name, line.owner, "stopped", "Stopped", 0.1) for line in progress.lines
    )
    desk.tell("halt", replace(progress, lines=lines, done=True))
    qtbot.waitUntil(lambda: "7 of 7 stopped" in report.subtitle.text())
    click(qtbot, window, "haltShowHistory")
    assert window.screen() == "history"


def test_the_latch_bar_stands_while_anything_is_halted(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    words = window.findChild(QLabel, "latchWords")
    qtbot.waitUntil(words.isVisible)
    assert "Storage agent is halted by Jonas Öberg since" in words.text()
    desk.agent_views = tuple(replace(agent, state="running") for agent in desk.agent_views)
    desk.tell("agents")
    qtbot.waitUntil(lambda: not words.isVisible())


def test_a_reset_needs_reason_and_passphrase(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    click(qtbot, window, "latchReset")
    sheet = window.sheet()
    qtbot.waitUntil(lambda: sheet.act.isEnabled())
    click(qtbot, window, "resetNow")
    assert "reason" in sheet.wrong.text()
    qtbot.keyClicks(sheet.reason, "Looked at it")
    click(qtbot, window, "resetNow")
    assert "passphrase" in sheet.wrong.text()
    qtbot.keyClicks(sheet.passphrase, "wrong")
    click(qtbot, window, "resetNow")
    qtbot.waitUntil(lambda: "The passphrase is wrong" in sheet.wrong.text())
    assert desk.resets == []
    qtbot.keyClicks(sheet.passphrase, PASSPHRASE)
    click(qtbot, window, "resetNow")
    qtbot.waitUntil(lambda: desk.resets == [("storage", "Looked at it")])
    qtbot.waitUntil(lambda: window.sheet() is None)
    shown = desk.autonomy.agent("storage").result(0).halt_order
    assert desk.reset_halts == [("", shown)]
    assert shown is not None


def test_what_halts_it_is_read_before_it_is_ended(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    now = desk.autonomy.agent("storage").result(0)
    view = replace(now.view, halted_by="Sara Holm")
    desk.autonomy.details["storage"] = replace(now, view=view, halt_order="cd" * 32)
    sheet = window.open_reset("storage")
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.act.isEnabled())
    qtbot.waitUntil(lambda: "the halt that Sara Holm placed" in sheet.subtitle.text())


def test_a_reset_of_what_cannot_be_read_signs_nothing(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.failing["agent"] = Unreachable("Its gateway does not answer")
    sheet = window.open_reset("storage")
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.act.isEnabled())
    qtbot.keyClicks(sheet.reason, "Looked at it")
    qtbot.keyClicks(sheet.passphrase, PASSPHRASE)
    click(qtbot, window, "resetNow")
    qtbot.waitUntil(lambda: "Its gateway does not answer" in sheet.wrong.text())
    assert desk.resets == []


def test_a_refused_reset_says_why(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    sheet = window.open_reset("storage")
    assert sheet is not None
    qtbot.waitUntil(lambda: sheet.act.isEnabled())
    desk.fail["reset"] = Forbidden("A second person must agree")
    qtbot.keyClicks(sheet.reason, "Looked at it")
    qtbot.keyClicks(sheet.passphrase, PASSPHRASE)
    click(qtbot, window, "resetNow")
    qtbot.waitUntil(lambda: "A second person must agree" in sheet.wrong.text())
    assert sheet.act.isEnabled()


def test_without_agents_halt_still_offers_everything(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.agent_views = ()
    window = open_window()
    sheet = window.open_halt()
    assert sheet.scope() == ("all", "")
    assert sheet.now.isEnabled()


def test_a_gateway_that_is_still_starting_is_no_alarm(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.fail["agents"] = Unreachable("No gateway is running yet")
    people, desk.agent_views = desk.agent_views, ()
    window = open_window()
    window.show_screen("settings")
    qtbot.waitUntil(lambda: not desk.fail)
    assert not window.banner.isVisible()
    desk.agent_views = people
    desk.tell("status", desk.state)
    desk.tell("agents")
    qtbot.waitUntil(lambda: len(window.agents.model.agents()) == 7)


def test_supervised_processes_may_be_ended_at_once(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    sheet = window.open_halt("refunds")
    assert [sheet.grace.itemData(at) for at in range(sheet.grace.count())] == [5, 0]
    sheet.grace.setCurrentIndex(1)
    click(qtbot, window, "haltNow")
    qtbot.waitUntil(lambda: desk.graces == [0])


def test_what_still_finishes_and_what_cannot_be_reached_count_down(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    window.halt("all", "", "")
    qtbot.waitUntil(lambda: isinstance(window.sheet(), HaltReport) and bool(window.sheet().lines()))
    lines = (
        HaltLine("clinic", "Clinic scribe", "Dr Elias Roth", "stopping", "Ending", None, later(story.NOON, 3)),
        HaltLine("logistics", "Logistics agent", "Sara Holm", "lease", "", None, later(story.NOON, 29)),
    )
    report = window.sheet()
    report.set_progress(replace(desk.progress("all", ""), lines=lines))
    shown = [label.text() for label in report.findChildren(QLabel) if label.isVisibleTo(report)]
    assert "grace 3 s" in shown
    assert "lease 29 s" in shown
    at = parse_stamp(later(story.NOON, 29)).astimezone()
    assert f"Unreachable. Stops by itself at {at:%H:%M:%S}" in shown


def test_a_reset_says_that_the_agent_comes_back_paused(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    sheet = window.open_reset("storage")
    qtbot.waitUntil(lambda: sheet.act.isEnabled())
    assert "comes back paused" in sheet.subtitle.text()
    assert "a second person" in sheet.subtitle.text()
    qtbot.keyClicks(sheet.reason, "Looked at it")
    qtbot.keyClicks(sheet.passphrase, PASSPHRASE)
    click(qtbot, window, "resetNow")
    qtbot.waitUntil(lambda: "is reset and paused" in window.banner.message())
