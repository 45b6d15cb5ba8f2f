"""Who holds which head, a history that is shorter or another one, accepting it, verifying, backup, exports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import evidence_double
import pytest
from desk_double import PASSPHRASE, DeskDouble
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until

from counterseal.errors import KnownError
from counterseal.sync.api import LedgerView
from counterseal.sync.api_evidence import HistoryTrouble
from counterseal_desktop.evidence.accept_sheet import AcceptSheet
from counterseal_desktop.evidence.holders import HoldersPopover
from counterseal_desktop.evidence.words import heads_words, trouble_range
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.buttons import StatusDot

Choose = Callable[[MainWindow, int], None]


@pytest.fixture
def shortened(desk: DeskDouble, open_window: Callable[[], MainWindow]) -> MainWindow:
    """A window on a profile whose history is shorter than a head held elsewhere."""
    return doubted(desk, open_window, evidence_double.trouble())


def doubted(desk: DeskDouble, open_window: Callable[[], MainWindow], trouble: HistoryTrouble) -> MainWindow:
    desk.evidence.shown = replace(desk.evidence.shown, trouble=trouble)
    ledger = replace(desk.state.ledger, state=trouble.kind, size=trouble.size, verified_to=trouble.size, read_only=True)
    desk.state = replace(desk.state, ledger=ledger)
    return open_window()


def test_the_status_bar_says_who_holds_the_newest_head(qtbot: QtBot, window: MainWindow) -> None:
    heads = window.findChild(QAbstractButton, "statusHeads")
    until(qtbot, lambda: heads.text() == "· newest head held by eu-gateway · 12 newer")
    click(qtbot, window, "statusHeads")
    until(qtbot, lambda: isinstance(window.sheet(), HoldersPopover))
    popover = window.sheet()
    assert popover is not None
    sees(qtbot, popover, "12 entries here are newer than any head kept outside this profile",
         "48,161 entries · 12 newer here")  # fmt: skip
    sees(qtbot, popover, *(holder.note for holder in evidence_double.evidence().holders))
    qtbot.mouseClick(popover, Qt.MouseButton.LeftButton, pos=popover.rect().topLeft())
    assert window.sheet() is None, "a click beside it closes it"


def test_nobody_holding_a_head_is_said(qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]) -> None:
    desk.evidence.shown = replace(desk.evidence.shown, holder="", newer=48173, holders=())
    desk.state = replace(desk.state, ledger=replace(desk.state.ledger, holder="", newer=48173))
    window = open_window()
    heads = window.findChild(QAbstractButton, "statusHeads")
    until(qtbot, lambda: heads.text() == "· nobody else holds a head of it")
    click(qtbot, window, "statusHeads")
    until(qtbot, lambda: window.sheet() is not None)
    sees(qtbot, window.sheet(), "could change any entry")
    assert window.sheet().findChildren(QWidget, "headHolder") == []


def test_names_of_holders_are_made_safe() -> None:
    assert "\u202e" not in heads_words(LedgerView("", 9, 9, "verified", holder="eu\u202egateway"))[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "Entries 48,100 to 48,212 are missing here. Here: 48,100 entries, elsewhere: 48,213."),
        ({"held_size": 48101}, "Entry 48,100 is missing here. Here: 48,100, elsewhere: 48,101."),
        ({"kind": "forked", "first_lost": 7, "held_size": 9}, "Entries 7 to 8 are other ones than they were."),
        ({"kind": "forked", "first_lost": 8, "held_size": 9}, "Entry 8 is another one than it was."),
    ],
)
def test_the_range_is_said_in_words(changes: dict[str, object], said: str) -> None:
    assert trouble_range(replace(evidence_double.trouble(), **changes)).startswith(said)  # type: ignore[arg-type]


def test_a_shorter_history_cannot_be_overlooked_or_decided_on(
    qtbot: QtBot, shortened: MainWindow, choose: Choose, desk: DeskDouble
) -> None:
    until(qtbot, shortened.doubt.isVisible)
    sees(qtbot, shortened.doubt, "Read-only. This history is shorter than one that others hold a head of",
         "Entries 48,100 to 48,212 are missing here", "eu-gateway saw 113 entries")  # fmt: skip
    choose(shortened, 9)
    assert shortened.inbox.flow.stage is Stage.CLOSED
    assert shortened.inbox.bar.message.text().startswith("Read-only: this history is shorter")
    assert not shortened.inbox.bar.approve.isVisible()
    assert "shorter" in shortened.findChild(QWidget, "statusLedger").text()
    click(qtbot, shortened, "troubleHeads")
    assert shortened.doubt.here.text() == evidence_double.HERE
    click(qtbot, shortened, "troubleCopy")
    copied = QGuiApplication.clipboard().text()
    assert evidence_double.HERE in copied
    assert evidence_double.ELSEWHERE in copied
    assert desk.drafts == []


def test_an_owner_accepts_it_with_reason_and_step_up_and_goes_on(
    qtbot: QtBot, shortened: MainWindow, choose: Choose, desk: DeskDouble
) -> None:
    until(qtbot, shortened.doubt.isVisible)
    choose(shortened, 9)
    click(qtbot, shortened, "troubleAccept")
    sheet = shortened.sheet()
    assert isinstance(sheet, AcceptSheet)
    click(qtbot, shortened, "acceptSheetAct")
    sees(qtbot, sheet, "A reason is required")
    sheet.reason.setText("Disk died, backup of 20 November")
    click(qtbot, shortened, "acceptSheetAct")
    sees(qtbot, sheet, "Your passphrase is asked for this.")
    assert desk.evidence.accepted == []
    sheet.findChild(QLineEdit, "acceptSheetPassphrase").setText(PASSPHRASE)
    click(qtbot, shortened, "acceptSheetAct")
    until(qtbot, lambda: desk.evidence.accepted == ["Disk died, backup of 20 November"])
    until(qtbot, lambda: not shortened.doubt.isVisible())
    until(qtbot, lambda: shortened.inbox.flow.stage is Stage.READY)
    assert "Accepted: signed, entry 48,100." in shortened.banner.message()


def test_a_reviewer_sees_it_and_cannot_accept_it(
    qtbot: QtBot, desk: DeskDouble, open_window: Callable[[], MainWindow]
) -> None:
    desk.state = replace(desk.state, identity=replace(desk.state.identity, roles=("reviewer",)))
    window = doubted(desk, open_window, evidence_double.trouble("forked"))
    until(qtbot, window.doubt.isVisible)
    sees(qtbot, window.doubt, "not the one that others hold a head of")
    assert not window.doubt.accept.isVisible()
    window.evidence.open_accept()
    assert window.sheet() is None


def test_replicas_stand_in_settings_with_their_state(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("settings")
    replicas = window.findChild(QWidget, "settingsReplicas")
    until(qtbot, replicas.isVisible)
    sees(qtbot, replicas, "9,120 entries, verified", "311 entries, unreachable")
    assert [dot.tone() for dot in replicas.findChildren(StatusDot)] == ["green", "amber"]


def test_verifying_shows_how_far_it_is_and_doubtful_signatures(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    window.show_screen("history")
    desk.evidence.steps = ((250, 1000),)
    sentence = "2 signatures are doubtful: their key was later reported compromised; the first is entry 12."
    said = ("Every entry fits its head.", sentence)
    desk.evidence.report = replace(desk.evidence.report, sentences=said, doubtful=(12, 14))
    desk.hold = True
    window.history.proving.verify()
    until(qtbot, lambda: "250 of 1,000" in window.history.report.message())
    assert window.history.proving.bar.value() == 250
    assert not window.history.verify.isEnabled()
    desk.hold = False
    desk.release()
    until(qtbot, lambda: sentence in window.history.report.message())
    assert window.history.proving.bar.isHidden()
    assert window.history.verify.isEnabled()


def test_a_backup_is_written_and_says_what_was_verified(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path
) -> None:
    window.show_screen("settings")
    window.settings.show_page("storage")
    window.settings.storage.back_up_to(tmp_path)
    report = window.settings.storage.report
    until(qtbot, lambda: "Every entry verified before and after copying." in report.message())
    assert desk.evidence.written[0].parent == tmp_path
    desk.fail["backup"] = KnownError("The disk is full", todo="Make room.")
    window.settings.storage.back_up_to(tmp_path)
    until(qtbot, lambda: "The disk is full" in report.message())
    assert window.settings.storage.backup.isEnabled()


@pytest.mark.parametrize(
    ("name", "file"),
    [("report", "counterseal-report-20261121-130200.pdf"), ("events", "counterseal-events-20261121-130200.jsonl")],
)
def test_report_and_events_are_exported(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, tmp_path: Path, name: str, file: str
) -> None:
    window.show_screen("history")
    with qtbot.waitSignal(window.history.exported):
        window.history.proving.export_to(name, tmp_path)
    assert desk.evidence.written == [tmp_path / file]
    assert file in window.history.report.message()


def test_the_export_menu_offers_bundle_report_and_events(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    click(qtbot, window, "exportButton")
    menu = window.findChild(QMenu, "exportMenu")
    names = [action.objectName() for action in menu.actions()]
    assert names[:3] == ["export_bundle", "export_report", "export_events"]
    menu.close()
