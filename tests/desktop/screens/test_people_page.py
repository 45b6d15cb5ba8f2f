"""People and keys: the list, enrolling by a compared code, revoking, rotating, the recovery sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import evidence_double
import people_double
import pytest
import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Unreachable
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.people.away_sheet import AwaySheet
from counterseal_desktop.people.card_sheet import CardSheet
from counterseal_desktop.people.enrol_sheet import EnrolSheet
from counterseal_desktop.people.page import PeoplePage
from counterseal_desktop.people.person_row import span_words
from counterseal_desktop.people.recovery_view import RecoveryView
from counterseal_desktop.people.revoke_sheet import RevokeSheet
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.key_chip import KeyChip

CARD = people_double.card_of("Sara Holm")
CODE = people_double.code_of(CARD)


class Room(QWidget):
    """People and keys without the rest of the window."""

    def __init__(self, desk: DeskDouble, clock: MovedClock) -> None:
        super().__init__()
        self.bridge = DeskBridge(desk, self)
        self.step_up = StepUp(clock.monotonic)
        self.deck = SheetDeck(self, self)
        self.page = PeoplePage(self.bridge, self.deck, self.step_up, clock)
        QVBoxLayout(self).addWidget(self.page)
        self.bridge.status_changed.connect(self.page.set_status)
        self.page.set_status(desk.status())
        self.page.reload()

    def sheet(self) -> Sheet | None:
        return self.deck.top()


@pytest.fixture
def people(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> Iterator[Room]:
    """People and keys, open and filled."""
    room = Room(desk, clock)
    room.resize(1000, 860)
    room.show()
    until(qtbot, lambda: room.page.view is not None)
    yield room
    room.bridge.close()
    room.close()
    room.deleteLater()


def fill(sheet: SignedSheet, **texts: str) -> None:
    for name, text in texts.items():
        field = sheet.findChild(QLineEdit, name) or sheet.findChild(QPlainTextEdit, name)
        set_text: Any = field.setText if isinstance(field, QLineEdit) else field.setPlainText
        set_text(text)


def test_everybody_is_listed_with_roles_and_keys(qtbot: QtBot, people: Room) -> None:
    card = people.findChild(QWidget, "peopleCard")
    sees(qtbot, card, people_double.RULE, "Maria Lind, owner, reviewer", "Jonas Öberg, reviewer", "Ana Kovač, auditor",
         "was reviewer")  # fmt: skip
    states = sorted(chip.state() for chip in card.findChildren(KeyChip))
    assert states == ["active", "active", "active", "active", "compromised", "ended", "ended", "recovery"]
    sees(qtbot, card, "Key: Compromised", "doubtful from entry 22 on")


@pytest.mark.parametrize(
    ("state", "until", "since", "said"),
    [
        ("active", None, None, "from entry 4 on"),
        ("ended", 12, None, "entries 4 to 11"),
        ("compromised", 12, 7, "doubtful from entry 7 on"),
        ("recovery", None, None, "from entry 4 on; signs nothing but a new key of this person"),
    ],
)
def test_a_key_says_for_which_entries_it_counts(state: str, until: int | None, since: int | None, said: str) -> None:
    assert span_words(people_double.KeyView("ab" * 32, state, 4, until, since)) == said


def test_enrolling_takes_the_code_from_the_other_screen(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    click(qtbot, people, "enrolButton")
    sheet = people.sheet()
    assert isinstance(sheet, EnrolSheet)
    fill(sheet, enrolCard=CARD)
    until(qtbot, lambda: sheet.name.shown_text() == "Sara Holm")
    assert CODE not in words(sheet), "the code must come from the newcomer, not from this screen"
    fill(sheet, enrolCode="00000-00000-00000", enrolSheetPassphrase=PASSPHRASE)
    sees(qtbot, sheet, "Not the same")
    click(qtbot, people, "enrolSheetAct")
    assert desk.people.enrolled == []
    assert CODE not in words(sheet)
    fill(sheet, enrolCode=CODE.lower().replace("-", " ").replace("0", "o"))
    assert sheet.same.isVisible()
    sees(qtbot, sheet, "The same on both screens")
    fill(sheet, enrolCode=CODE)
    click(qtbot, people, "enrolSheetAct")
    until(qtbot, lambda: desk.people.enrolled == [("Sara Holm", ("reviewer",), CODE, "")])
    until(qtbot, lambda: "Announced: signed, entry 48,174." in people.page.report.message())
    pending = people.findChild(QWidget, "pendingCard")
    until(qtbot, pending.isVisible)
    sees(qtbot, pending, "Another owner or reviewer seconds it.")
    sees(qtbot, pending, "The last one left may finish it alone from 24 Nov 2026")
    finish = next(b for b in pending.findChildren(QPushButton) if b.objectName().startswith("finish_"))
    assert not finish.isEnabled(), "the one who announced it has to wait"


def test_what_is_no_card_is_said_and_nothing_can_be_enrolled(
    qtbot: QtBot, people: Room, desk: DeskDouble, tmp_path: Path
) -> None:
    people.page.open_enrol()
    sheet = people.sheet()
    assert isinstance(sheet, EnrolSheet)
    sheet.open_card(tmp_path / "absent.json")
    sees(qtbot, sheet, "cannot be read")
    (tmp_path / "card.json").write_text("no card", "utf-8")
    sheet.open_card(tmp_path / "card.json")
    sees(qtbot, sheet, "This is not a card")
    click(qtbot, people, "enrolSheetAct")
    sees(qtbot, sheet, "Paste the newcomer's card first")
    (tmp_path / "card.json").write_text(CARD, "utf-8")
    sheet.open_card(tmp_path / "card.json")
    fill(sheet, enrolCode=CODE, enrolSheetPassphrase=PASSPHRASE)
    for box in sheet.roles.values():
        box.setChecked(False)
    click(qtbot, people, "enrolSheetAct")
    sees(qtbot, sheet, "Choose at least one role.")
    assert desk.people.enrolled == []


def test_a_hostile_name_on_a_card_is_shown_as_plain_text(qtbot: QtBot, people: Room) -> None:
    people.page.open_enrol()
    sheet = people.sheet()
    assert isinstance(sheet, EnrolSheet)
    fill(sheet, enrolCard=people_double.card_of("<b>Sara</b>\u202e mloH"))
    until(qtbot, lambda: "⟦U+202E" in sheet.name.shown_text())
    assert "<b>Sara</b>" in sheet.name.shown_text()


def test_revoking_takes_a_reason_but_no_step_up(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    click(qtbot, people, f"revoke_{story.JONAS}")
    sheet = people.sheet()
    assert isinstance(sheet, RevokeSheet)
    assert sheet.passphrase.isHidden()
    click(qtbot, people, "revokeSheetAct")
    sees(qtbot, sheet, "A reason is required")
    fill(sheet, revokeSheetReason="left the company")
    click(qtbot, people, "revokeSheetAct")
    until(qtbot, lambda: desk.people.revoked == [(story.JONAS, None, "left the company")])
    row = f"person_{story.JONAS}"
    until(qtbot, lambda: "No longer on the roster" in words(people.findChild(QWidget, row)))


def test_one_key_can_be_revoked_as_compromised(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    key = people_double.key_id("jonas 2")
    click(qtbot, people, f"revokeKey_{key[:16]}")
    sheet = people.sheet()
    assert isinstance(sheet, RevokeSheet)
    sheet.doubtful.setChecked(True)
    sheet.since.setValue(22)
    fill(sheet, revokeSheetReason="laptop stolen")
    click(qtbot, people, "revokeSheetAct")
    until(qtbot, lambda: desk.people.revoked == [(key, 22, "laptop stolen")])


def test_an_auditor_can_revoke_and_enrol_nobody(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    desk.tell("status", replace(desk.state, identity=replace(desk.state.identity, roles=("auditor",))))
    until(qtbot, lambda: not people.page.enrol.isEnabled())
    until(qtbot, lambda: people.findChild(QPushButton, f"revoke_{story.JONAS}") is None)
    assert people.findChild(QPushButton, f"revoke_{story.MARIA}") is not None


def test_a_new_key_takes_two_equal_passphrases_and_a_step_up(
    qtbot: QtBot, people: Room, desk: DeskDouble, clock: MovedClock
) -> None:
    click(qtbot, people, "rotateButton")
    sheet = people.sheet()
    assert isinstance(sheet, SignedSheet)
    fill(sheet, rotateNew="better horse", rotateAgain="other horse", rotateSheetReason="yearly",
         rotateSheetPassphrase=PASSPHRASE)  # fmt: skip
    click(qtbot, people, "rotateSheetAct")
    sees(qtbot, sheet, "The two new passphrases differ.")
    fill(sheet, rotateAgain="better horse", rotateSheetPassphrase="wrong")
    click(qtbot, people, "rotateSheetAct")
    sees(qtbot, sheet, "The passphrase is wrong")
    fill(sheet, rotateSheetPassphrase=PASSPHRASE)
    click(qtbot, people, "rotateSheetAct")
    until(qtbot, lambda: desk.people.rotated == [("better horse", "yearly")])
    assert people.step_up.fresh()
    clock.move(301)
    assert not people.step_up.fresh()


def test_the_passphrase_can_be_changed_and_left_away_only_on_purpose(
    qtbot: QtBot, people: Room, desk: DeskDouble
) -> None:
    click(qtbot, people, "changeButton")
    sheet = people.sheet()
    assert isinstance(sheet, SignedSheet)
    fill(sheet, changeOld=PASSPHRASE)
    click(qtbot, people, "changeSheetAct")
    sees(qtbot, sheet, "Type the new passphrase.")
    click(qtbot, people, "changeUnguarded")
    click(qtbot, people, "changeSheetAct")
    until(qtbot, lambda: desk.passphrase == "")


def test_the_recovery_sheet_is_shown_once_saved_for_me_alone_and_forgotten(
    qtbot: QtBot, people: Room, tmp_path: Path
) -> None:
    click(qtbot, people, "recoveryButton")
    fill(people.sheet(), newRecoveryPassphrase=PASSPHRASE)  # type: ignore[arg-type]
    click(qtbot, people, "newRecoveryAct")
    until(qtbot, lambda: isinstance(people.sheet(), RecoveryView))
    sheet = people.sheet()
    assert isinstance(sheet, RecoveryView)
    assert people_double.SHEET_CODE[:34] in sheet.text.toPlainText()
    assert people_double.SHEET_CODE[:34] in sheet.document().toPlainText()
    sheet.save_to(tmp_path / "sheet.txt")
    assert (tmp_path / "sheet.txt").stat().st_mode & 0o077 == 0
    assert people_double.SHEET_CODE[:34] in (tmp_path / "sheet.txt").read_text("utf-8")
    click(qtbot, people, "recoveryClose")
    assert sheet.text.toPlainText() == ""


def test_recovering_takes_the_sheet_and_a_new_passphrase(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    desk.set_locked(True)
    click(qtbot, people, "recoverButton")
    sheet = people.sheet()
    assert isinstance(sheet, SignedSheet)
    assert sheet.passphrase.isHidden(), "who recovers has no passphrase"
    fill(sheet, recoverCode="not the code", recoverNew="new horse", recoverAgain="new horse")
    click(qtbot, people, "recoverSheetAct")
    sees(qtbot, sheet, "This is not the sheet's code")
    fill(sheet, recoverCode=people_double.SHEET_CODE)
    click(qtbot, people, "recoverSheetAct")
    until(qtbot, lambda: [passphrase for _code, passphrase in desk.people.recovered] == ["new horse"])


def test_my_card_shows_its_code_and_can_be_handed_over(qtbot: QtBot, people: Room, tmp_path: Path) -> None:
    click(qtbot, people, "cardButton")
    sheet = people.sheet()
    assert isinstance(sheet, CardSheet)
    mine = people_double.card_of("Maria Lind", story.MARIA)
    assert sheet.code.text() == people_double.code_of(mine)
    click(qtbot, people, "cardSave")
    dialog = sheet.findChild(QFileDialog, "cardDialog")
    assert dialog.isVisible()
    dialog.reject()
    click(qtbot, people, "cardCopy")
    assert QGuiApplication.clipboard().text() == mine
    sheet.save_to(tmp_path / "card.json")
    assert (tmp_path / "card.json").read_text("utf-8") == mine
    sheet.save_to(tmp_path / "absent" / "card.json")
    sees(qtbot, sheet, "could not be written")


def test_a_refusal_is_said_in_the_sheet_and_what_was_typed_stays(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    desk.fail["revoke"] = Conflict("Somebody was faster", todo="Look again.")
    people.page.open_revoke(story.JONAS, "Jonas Öberg")
    sheet = people.sheet()
    assert isinstance(sheet, RevokeSheet)
    fill(sheet, revokeSheetReason="left")
    click(qtbot, people, "revokeSheetAct")
    sees(qtbot, sheet, "Somebody was faster. Look again.")
    assert sheet.reason.text() == "left"
    assert sheet.act.isEnabled()
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert desk.people.revoked == []


def test_a_separate_gateway_s_roster_is_shown_and_changed_there(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    there = desk.rosters["counterseal/eu"] = people_double.PeopleDouble(desk)
    there.shown = replace(there.shown, rule="At this gateway two owners enrol.")
    people.page.set_replicas(evidence_double.evidence().replicas)
    click(qtbot, people, "roster_1")
    card = people.findChild(QWidget, "peopleCard")
    sees(qtbot, card, "People at eu-gateway", "At this gateway two owners enrol.")
    click(qtbot, people, f"revoke_{story.JONAS}")
    sheet = people.sheet()
    assert isinstance(sheet, RevokeSheet)
    assert sheet.since.maximum() == 9120, "entries count in the gateway's log"
    fill(sheet, revokeSheetReason="left")
    click(qtbot, people, "revokeSheetAct")
    until(qtbot, lambda: there.revoked == [(story.JONAS, None, "left")])
    assert desk.people.revoked == []
    click(qtbot, people, "roster_2")
    sees(qtbot, card, "There is no such gateway")
    click(qtbot, people, "roster_0")
    sees(qtbot, card, people_double.RULE)


def test_a_roster_that_cannot_be_read_says_why_and_is_asked_again(
    qtbot: QtBot, desk: DeskDouble, clock: MovedClock
) -> None:
    desk.failing["people"] = Unreachable("The roster cannot be read now", todo="Try again in a moment.")
    room = Room(desk, clock)
    room.show()
    card = room.findChild(QWidget, "peopleCard")
    sees(qtbot, card, "The roster cannot be read now")
    assert "Asking" not in words(card)
    assert room.page.report.isHidden(), "it is said once, where the people would stand"
    del desk.failing["people"]
    click(qtbot, room, "peopleAgain")
    sees(qtbot, card, people_double.RULE, "Jonas Öberg")
    # What is shown stays when it cannot be read anew.
    desk.failing["people"] = Unreachable("The roster cannot be read now", todo="Try again in a moment.")
    room.page.reload()
    until(qtbot, lambda: "cannot be read now" in room.page.report.message())
    assert "Jonas Öberg" in words(card)
    room.bridge.close()
    room.close()
    room.deleteLater()


def test_i_mark_myself_away_until_tomorrow_and_come_back(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    click(qtbot, people, f"away_{story.MARIA}")
    sees(qtbot, people, "goes on at once")
    click(qtbot, people, "awaySheetAct")
    until(qtbot, lambda: bool(desk.autonomy.told_away))
    ((away, stamp, person),) = desk.autonomy.told_away
    assert (away, person) == (True, "")
    assert parse_stamp(stamp).astimezone().hour == 8
    sees(qtbot, people, "You are away: signed, entry 48,220.", "I am back…")
    click(qtbot, people, f"away_{story.MARIA}")
    click(qtbot, people, "awaySheetAct")
    until(qtbot, lambda: desk.autonomy.told_away[-1] == (False, None, ""))
    sees(qtbot, people, "You are back: signed", "I am away…")


def test_an_owner_marks_somebody_else_who_decides_but_no_auditor(qtbot: QtBot, people: Room, desk: DeskDouble) -> None:
    assert people.findChild(QPushButton, "away_0191f0a0-0000-7000-8000-000000000003") is None
    click(qtbot, people, f"away_{story.JONAS}")
    sheet = people.sheet()
    assert isinstance(sheet, AwaySheet)
    sheet.until.setCurrentIndex(sheet.until.count() - 1)
    click(qtbot, people, "awaySheetAct")
    until(qtbot, lambda: desk.autonomy.told_away == [(True, None, story.JONAS)])
    sees(qtbot, people, "Jonas Öberg is away: signed", "Mark as back…")
