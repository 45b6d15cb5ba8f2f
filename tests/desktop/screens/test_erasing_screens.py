"""Erasing from History and cutting what is past its time, each asked for with what goes and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from desk_double import PASSPHRASE, DeskDouble
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.errors import Unreachable
from counterseal.sync.api import EntryDetail
from counterseal_desktop.history.entry_side import EntrySide
from counterseal_desktop.history.erase_sheet import ErasedSheet, EraseSheet
from counterseal_desktop.settings.retention_sheets import CutSheet, KeepSheet
from counterseal_desktop.shell.window import MainWindow


@pytest.fixture
def chosen(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """History with the entries 998 (a halt), 996 and 994 selected."""
    window.show_screen("history")
    until(qtbot, lambda: window.history.model.rowCount() > 9)
    window.history.table.selectRow(1)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for row in (3, 5):
        window.history.table.selectionModel().select(window.history.model.index(row, 0), flags)
    return window


def test_erasing_shows_what_goes_and_stays_and_asks_for_ground_and_reason(
    qtbot: QtBot, chosen: MainWindow, desk: DeskDouble
) -> None:
    assert chosen.history.side.erase.text() == "Erase 3 entries…"
    click(qtbot, chosen, "eraseButton")
    sheet = chosen.sheet()
    assert isinstance(sheet, EraseSheet)
    until(qtbot, lambda: sheet.seqs == (994, 996))
    sees(qtbot, sheet, "It says who may sign", "arguments, reason, trace",
         "Backups and bundles made before: they are out of reach.")  # fmt: skip
    assert sheet.act.text() == "Erase 2 entries"
    click(qtbot, chosen, "eraseSheetAct")
    sees(qtbot, sheet, "Name the ground")
    sheet.ground.setText("GDPR art. 17")
    sheet.reason.setText("Request of 20 November")
    click(qtbot, chosen, "eraseSheetAct")
    sees(qtbot, sheet, "Your passphrase is asked for this.")
    assert desk.erasing.erased == []
    sheet.passphrase.setText(PASSPHRASE)
    click(qtbot, chosen, "eraseSheetAct")
    until(qtbot, lambda: desk.erasing.erased == [((994, 996), "GDPR art. 17", "Request of 20 November")])
    until(qtbot, lambda: isinstance(chosen.sheet(), ErasedSheet))
    sees(qtbot, chosen.sheet(), "Not acknowledged yet by eu-gateway, Jonas Öberg's desktop.")  # type: ignore[arg-type]
    desk.erasing.waiting = ()
    click(qtbot, chosen, "erasedAgain")
    done = chosen.sheet()
    assert isinstance(done, ErasedSheet)
    sees(qtbot, done, "Everybody who replicates this ledger has acknowledged it.")


def test_everything_about_one_action_can_be_erased_at_once(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.show_screen("history")
    until(qtbot, lambda: window.history.model.rowCount() > 9)
    window.history.table.selectRow(2)
    window.history.open_erase()
    sheet = window.sheet()
    assert isinstance(sheet, EraseSheet)
    until(qtbot, lambda: sheet.seqs == (997,))
    sheet.subject.click()
    until(qtbot, lambda: sheet.seqs == (976, 983))
    sees(qtbot, sheet, "984 Write")


def test_who_is_no_owner_is_not_offered_to_erase(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.state = replace(desk.state, identity=replace(desk.state.identity, roles=("reviewer",)))
    window = open_window()
    window.show_screen("history")
    until(qtbot, lambda: window.history.model.rowCount() > 9)
    window.history.table.selectRow(2)
    assert window.history.side.erase.isHidden()
    window.history.open_erase()
    assert window.sheet() is None


def test_what_is_past_its_time_is_cut_with_a_reason(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.show_screen("settings")
    window.settings.show_page("storage")
    card = window.findChild(QWidget, "retentionCard")
    sees(qtbot, card, "1,204 past their time")
    assert not window.findChild(QAbstractButton, "cut_decisions").isEnabled(), "nothing of it is due"
    click(qtbot, window, "cut_traces-and-context")
    sheet = window.sheet()
    assert isinstance(sheet, CutSheet)
    sees(qtbot, sheet, "their attachments, not the statements")
    sheet.reason.setText("Yearly")
    sheet.passphrase.setText(PASSPHRASE)
    click(qtbot, window, "cutSheetAct")
    until(qtbot, lambda: desk.erasing.cuts == [("traces-and-context", "Yearly")])
    until(qtbot, lambda: "1,204 past their time" not in words(card))


def test_a_time_among_the_facts_is_local_and_readable(qtbot: QtBot, desk: DeskDouble) -> None:
    side = EntrySide()
    qtbot.addWidget(side)
    plain: EntryDetail = desk.entry(994).result()
    side.show_entry(replace(plain, facts=(("Good until", "2026-11-21T14:02:11.482Z"), ("Reason", "2026 was long"))))
    values = [w.accessibleName() for w in side.findChildren(QWidget) if w.accessibleName().startswith("2")]
    assert not [value for value in values if value.endswith("Z")]
    assert "2026 was long" in values
    assert any(":02:11.482" in value for value in values)


def test_an_entry_of_another_log_says_whose(qtbot: QtBot, desk: DeskDouble) -> None:
    side = EntrySide()
    qtbot.addWidget(side)
    plain: EntryDetail = desk.entry(994).result()
    side.show_entry(replace(plain, row=replace(plain.row, log="counterseal/eu", log_name="eu-gateway")))
    assert side.subtitle.text().startswith("Entry 994 of eu-gateway's log · ")
    assert "entry 994 of counterseal/eu" in side.proof_text()


def test_how_long_a_class_is_kept_can_be_changed(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("settings")
    window.settings.show_page("storage")
    card = window.findChild(QWidget, "retentionCard")
    sees(qtbot, card, "kept for 400 days")
    click(qtbot, window, "keep_traces-and-context")
    sheet = window.sheet()
    assert isinstance(sheet, KeepSheet)
    assert sheet.days.minimum() == 183
    sheet.days.setValue(500)
    click(qtbot, window, "keepSheetAct")
    sees(qtbot, card, "kept for 500 days")


@pytest.mark.parametrize(
    ("verified", "sentence", "chip"),
    [
        (True, "Signed with Maria Lind's key 7f…, valid then", "Verified"),
        (True, "Signed with Jonas's key, valid, but its key was later reported compromised from entry 22 on",
         "Verified, key doubtful"),
        (False, "The signature does not hold", "Not verified"),
    ],
)  # fmt: skip
def test_a_signature_whose_key_was_compromised_later_is_told_apart(
    qtbot: QtBot, desk: DeskDouble, verified: bool, sentence: str, chip: str
) -> None:
    side = EntrySide()
    qtbot.addWidget(side)
    plain: EntryDetail = desk.entry(994).result()
    side.show_entry(replace(plain, verified=verified, proof=(sentence,)))
    assert side.verified.text() == chip
    sees(qtbot, side, sentence)


def test_a_failed_answer_about_retention_says_why_and_is_asked_again(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    desk.failing["retention"] = Unreachable("The disk does not answer", where="/mnt/profile")
    window.show_screen("settings")
    window.settings.show_page("storage")
    card = window.findChild(QWidget, "retentionCard")
    sees(qtbot, card, "How long content is kept cannot be shown: The disk does not answer")
    assert "Asking…" not in words(card)
    desk.failing.clear()
    click(qtbot, window, "retentionAgain")
    sees(qtbot, card, "1,204 past their time")
    assert "Try again" not in words(card)
