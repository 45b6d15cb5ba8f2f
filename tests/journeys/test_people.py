"""Maria enrols Jonas by the code on his own screen, revokes him, locks her key and goes on, all in the real window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile

from .conftest import PASSPHRASE
from .person import Agent, Person

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def jonas(tmp_path: Path) -> Iterator[Desk]:
    """Jonas's own profile on his own machine, unlocked; it serves nothing."""
    home = tmp_path / "jonas"
    Profile.create(home, "Jonas Öberg", KeyChoice("his own", False, Cost(64, 1, 1))).close()
    secret = tmp_path / "his-passphrase"
    secret.write_text("his own", "utf-8")
    secret.chmod(0o600)
    desk = open_desk(home, secret)
    yield desk
    desk.close()


def opens_people(maria: Person) -> None:
    maria.clicks("nav_settings")
    maria.clicks("settingsPill_people")


def test_enrolling_by_the_newcomer_s_code_and_revoking(maria: Person, jonas: Desk) -> None:
    card = jonas.people.card()
    code = jonas.people.read_card(card).code
    opens_people(maria)
    maria.clicks("enrolButton")
    maria.pastes("enrolCard", card)
    maria.sees("Jonas Öberg")
    maria.types("enrolCode", code[:-1] + ("0" if code[-1] != "0" else "1"))
    maria.types("enrolSheetPassphrase", PASSPHRASE)
    maria.clicks("enrolSheetAct")
    maria.sees("Not the same")
    maria.types("enrolCode", code.lower())
    maria.sees("The same on both screens")
    maria.clicks("enrolSheetAct")
    maria.sees("Enrolled: signed, entry")
    maria.sees("Jonas Öberg, reviewer")
    person = jonas.status().identity.person_id
    assert maria.desk.profile.roster().people[person].keys
    maria.clicks(f"revoke_{person}")
    maria.types("revokeSheetReason", "left the company")
    maria.clicks("revokeSheetAct")
    maria.sees("Revoked: signed, entry")
    maria.sees("No longer on the roster")
    assert maria.desk.verify().result(60).ok


def test_locking_forgets_the_key_and_a_decision_asks_for_it_again(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent()
    maria.opens("Refund €1,240.00 for order 88213")
    maria.presses(Qt.Key.Key_L, CTRL)
    maria.sees("is locked")
    assert maria.desk.profile.locked
    maria.presses(Qt.Key.Key_R)
    maria.sees("Your decision is ready. Signing it needs your key.")
    maria.types("unlockField", "not it")
    maria.clicks("unlockNow")
    maria.waits(lambda: maria.finds("unlockWrong").isVisible(), "the sheet to say that it is wrong")
    assert running.process.poll() is None
    maria.types("unlockField", PASSPHRASE)
    maria.clicks("unlockNow")
    assert maria.hears_from(running).startswith("rejected")
    assert not maria.desk.profile.locked


def test_a_new_passphrase_and_a_new_key_from_the_recovery_sheet(maria: Person) -> None:
    opens_people(maria)
    maria.clicks("recoveryButton")
    maria.types("newRecoveryPassphrase", PASSPHRASE)
    maria.clicks("newRecoveryAct")
    maria.sees("Your recovery sheet")
    sheet = maria.finds("recoveryText").toPlainText()
    code = sheet.split("Recovery code:")[1].split("What it is for")[0].strip()
    maria.clicks("recoveryClose")
    before = maria.desk.status().identity.key_id
    maria.presses(Qt.Key.Key_L, CTRL)
    maria.clicks("recoverButton")
    maria.pastes("recoverCode", code)
    maria.types("recoverNew", "better horse")
    maria.types("recoverAgain", "better horse")
    maria.clicks("recoverSheetAct")
    maria.sees("Recovered: your new key is in force")
    maria.waits(lambda: maria.desk.status().identity.key_id != before, "the new key to be named")
    maria.clicks("changeButton")
    maria.types("changeOld", "better horse")
    maria.types("changeNew", "best horse")
    maria.types("changeAgain", "best horse")
    maria.clicks("changeSheetAct")
    maria.sees("Your passphrase is changed.")
    maria.desk.unlock("best horse").result(30)
    assert maria.desk.verify().result(60).ok
