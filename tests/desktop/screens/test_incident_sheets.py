"""Marking an executed action as wrong from the history, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import screen_story as story
from aside_double import incident
from desk_double import DeskDouble
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal_desktop.shell.window import MainWindow

EXECUTED, REJECTED = 994, 996


def open_entry(qtbot: QtBot, window: MainWindow, seq: int) -> QWidget:
    """The side of one entry of the history."""
    if window.screen() != "history":
        window.show_screen("history")
    until(qtbot, lambda: window.history.model.rowCount() > 0)
    window.history.select(seq)
    until(qtbot, lambda: f"Entry {seq:,}" in words(window.history.side))
    return window.history.side


def test_only_what_ran_can_be_marked_as_wrong(qtbot: QtBot, window: MainWindow) -> None:
    side = open_entry(qtbot, window, REJECTED)
    assert not window.history.side.wrong.isVisibleTo(side)
    open_entry(qtbot, window, EXECUTED)
    assert window.history.side.wrong.isVisibleTo(side)


def test_marking_as_wrong_shows_the_runbook_and_what_it_lowers(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    row = story.history_row(EXECUTED)
    desk.details[row.subject] = story.detail(story.item(EXECUTED % 10 + 1))
    side = open_entry(qtbot, window, EXECUTED)
    click(qtbot, side, "markWrong")
    sheet = window.sheet()
    assert sheet is not None
    sees(qtbot, sheet, "Runbook: Payments / recall", "falls one level by itself", row.title)
    click(qtbot, sheet, "wrongSheetAct")
    sees(qtbot, sheet, "A reason is required")
    assert desk.autonomy.opened == []
    qtbot.keyClicks(sheet.reason, "The wrong note was written")
    click(qtbot, sheet, "wrongSheetAct")
    until(qtbot, lambda: desk.autonomy.opened == [(row.agent, row.subject, "The wrong note was written")])
    sees(qtbot, window.history, "Marked as wrong: signed, entry 48,220.", "The wrong note was written", "Open")
    until(qtbot, lambda: not window.history.side.wrong.isVisibleTo(side))


def test_a_note_links_what_made_up_for_it_and_closing_ends_it(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    row = story.history_row(EXECUTED)
    desk.autonomy.known = (incident(1, row.agent, row.subject), incident(2, row.agent, story.action_id(99)))
    side = open_entry(qtbot, window, EXECUTED)
    sees(qtbot, side, "The customer was refunded twice")
    assert len(side.findChildren(QWidget, "incidentNote")) == 1, "another action's incident is not this one's"
    click(qtbot, side, "incidentNote")
    sheet = window.sheet()
    assert sheet is not None
    sheet.compensating.addItem("Recall", story.action_id(4))
    sheet.compensating.setCurrentIndex(sheet.compensating.count() - 1)
    qtbot.keyClicks(sheet.reason, "Recalled at the bank")
    click(qtbot, sheet, "incidentSheetAct")
    wanted = desk.autonomy.known[0].id
    until(qtbot, lambda: desk.autonomy.noted == [(wanted, "Recalled at the bank", story.action_id(4))])
    sees(qtbot, side, "Maria Lind: noted: Recalled at the bank", "Show what made up for it")
    click(qtbot, side, "incidentClose")
    qtbot.keyClicks(window.sheet().reason, "Nothing is open any more")
    click(qtbot, window.sheet(), "incidentSheetAct")
    until(qtbot, lambda: desk.autonomy.closed == [(wanted, "Nothing is open any more")])
    sees(qtbot, side, "Closed")
    until(qtbot, lambda: "Close it…" not in words(side))


def test_an_auditor_reads_incidents_and_signs_nothing(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    row = story.history_row(EXECUTED)
    desk.autonomy.known = (incident(1, row.agent, row.subject, what="twice\u202e paid"),)
    desk.state = replace(desk.state, identity=replace(desk.state.identity, roles=("auditor",)))
    window = open_window()
    side = open_entry(qtbot, window, EXECUTED)
    sees(qtbot, side, "Marked as wrong")
    assert "Add a note…" not in words(side)
    assert not window.history.side.wrong.isVisibleTo(side)
    assert "\u202e" not in words(side)


def test_an_action_that_was_asked_for_is_opened_though_the_list_begins_anew(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    open_entry(qtbot, window, REJECTED)
    desk.hold = True
    row = story.history_row(EXECUTED)
    window.history.show_agent(row.agent)
    window.history.show_action(row.subject)
    listing, found = desk.held[0], desk.held[1]
    desk.held, desk.hold = [], False
    found()
    until(qtbot, lambda: window.history._goal is not None)
    wanted = window.history._goal
    listing()
    until(qtbot, lambda: window.history.model.wanted.agent == row.agent and window.history.model.rowCount() > 0)
    until(qtbot, lambda: window.history.side._detail is not None and window.history.side._detail.row.seq == wanted[0])
    assert window.history.table.currentIndex().row() == window.history.model.number_of(wanted[0])
