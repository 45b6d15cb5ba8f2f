"""People and keys in memory: the whole of ``PeopleApi``, with a roster the tests can change."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING

import screen_story as story

from counterseal.clock import later
from counterseal.errors import Forbidden, InvalidInput, Locked
from counterseal.sync.api_people import (
    CardView,
    KeyView,
    PendingEnrolment,
    PeopleChange,
    PeopleView,
    PersonView,
    RecoverySheet,
)

if TYPE_CHECKING:
    from desk_double import DeskDouble

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RULE = "Enrolling takes two: you announce, another owner or reviewer seconds."
SHEET_CODE = "7QF2 KM3X TA9P DRW4 HBN6 Y0C1 E8GS VZ5J 7QF2 KM3X TA9P DRW4 HBN6 Y0C1"


def key_id(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def card_of(name: str, person_id: str = "0191f0a0-0000-7000-8000-0000000000aa") -> str:
    """A newcomer's card; the double proves nothing but that it is one."""
    return json.dumps({"v": 1, "id": person_id, "name": name, "keys": [key_id(name)], "proofs": {}})


def code_of(card: str) -> str:
    number = int.from_bytes(hashlib.sha256(card.encode()).digest()[:10], "big")
    signs = "".join(SIGNS[number >> (5 * place) & 31] for place in range(15))
    return f"{signs[:5]}-{signs[5:10]}-{signs[10:]}"


def roster() -> tuple[PersonView, ...]:
    jonas = (
        KeyView(key_id("jonas 2"), "active", 31, None, None),
        KeyView(key_id("jonas 3"), "active", 402, None, None),
        KeyView(key_id("jonas 1"), "compromised", 4, 31, 22),
    )
    maria = (
        KeyView("7f" * 32, "active", 0, None, None),
        KeyView(key_id("maria sheet"), "recovery", 0, None, None),
        KeyView(key_id("maria 0"), "ended", 0, 12, None),
    )
    return (
        PersonView(story.MARIA, "Maria Lind", ("owner", "reviewer"), True, True, maria),
        PersonView(story.JONAS, "Jonas Öberg", ("reviewer",), True, False, jonas),
        PersonView("0191f0a0-0000-7000-8000-000000000003", "Ana Kovač", ("auditor",), True, False,
                   (KeyView(key_id("ana"), "active", 210, None, None),)),
        PersonView("0191f0a0-0000-7000-8000-000000000004", "Elias Roth", ("reviewer",), False, False,
                   (KeyView(key_id("elias"), "ended", 18, 377, None),)),
    )  # fmt: skip


class PeopleDouble:
    """Keeps what was asked in ``enrolled``, ``revoked``, ``rotated``, ``recovered``."""

    def __init__(self, desk: DeskDouble) -> None:
        self._desk = desk
        self.shown = PeopleView("counterseal/0191f0a0", roster(), (), False, RULE)
        self.enrolled: list[tuple[str, tuple[str, ...], str, str]] = []
        self.revoked: list[tuple[str, int | None, str]] = []
        self.rotated: list[tuple[str, str]] = []
        self.recovered: list[tuple[str, str]] = []
        self.locks = 0

    def view(self) -> Future[PeopleView]:
        return self._desk.answer("people", lambda: self.shown)

    def card(self) -> str:
        if self._desk.state.identity.locked:
            raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
        return card_of("Maria Lind", story.MARIA)

    def read_card(self, text: str) -> CardView:
        try:
            card = json.loads(text)
            return CardView(card["id"], card["name"], tuple(card["keys"]), code_of(text.strip()))
        except (ValueError, KeyError, TypeError):
            raise InvalidInput("This is not a card", todo="Ask for it again.", code="bad_card") from None

    def enrol(self, card: str, roles: tuple[str, ...], code: str, reason: str) -> Future[PeopleChange]:
        def make() -> PeopleChange:
            self._unlocked()
            view = self.read_card(card)
            if code.upper() != view.code:
                raise Forbidden("The code is not the card's", todo="Compare it again.", code="code_differs")
            self.enrolled.append((view.name, roles, code, reason))
            pending = PendingEnrolment(
                "ab" * 32, view.person_id, view.name, roles, view.code, "Maria Lind", later(story.NOON, 0), 48174,
                "Another owner or reviewer seconds it.", later(story.NOON, 72 * 3600), False,
            )  # fmt: skip
            self.shown = replace(self.shown, pending=(pending,))
            return PeopleChange("announced", 48174, "Somebody else seconds it, or you finish it in 72 hours.")

        return self._desk.answer("enrol", make)

    def revoke(self, target: str, compromised_since: int | None, reason: str) -> Future[PeopleChange]:
        def make() -> PeopleChange:
            self._unlocked()
            self.revoked.append((target, compromised_since, reason))
            people = tuple(
                replace(person, active=False) if person.id == target else person for person in self.shown.people
            )
            self.shown = replace(self.shown, people=people)
            return PeopleChange("revoked", 48175, "")

        return self._desk.answer("revoke", make)

    def rotate(self, passphrase: str, reason: str) -> Future[PeopleChange]:
        def make() -> PeopleChange:
            self._unlocked()
            self.rotated.append((passphrase, reason))
            self._desk.passphrase = passphrase
            return PeopleChange("rotated", 48176, "Make a backup of the profile.")

        return self._desk.answer("rotate", make)

    def recovery_sheet(self) -> Future[RecoverySheet]:
        def make() -> RecoverySheet:
            self._unlocked()
            text = (
                "COUNTERSEAL RECOVERY SHEET\n\nName     Maria Lind\nLedger   counterseal/0191f0a0\nMade     21 Nov "
                f"2026 14:02\n\n    {SHEET_CODE[:34]}\n    {SHEET_CODE[35:]}\n\nWhoever holds this can make a new "
                "key in this name.\nUse it with: counterseal people recover"
            )
            return RecoverySheet(
                story.MARIA, "Maria Lind", "counterseal/0191f0a0", later(story.NOON, 0), SHEET_CODE, text, 48177
            )

        return self._desk.answer("recovery_sheet", make)

    def recover(self, code: str, passphrase: str) -> Future[PeopleChange]:
        def make() -> PeopleChange:
            if code.replace(" ", "") != SHEET_CODE.replace(" ", ""):
                raise InvalidInput("This is not the sheet's code", todo="Look for a mistyped sign.", code="bad_sheet")
            self.recovered.append((code, passphrase))
            self._desk.passphrase = passphrase
            return PeopleChange("recovered", 48178, "Make a new recovery sheet.")

        return self._desk.answer("recover", make)

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        def make() -> None:
            if old != self._desk.passphrase:
                raise Locked("The passphrase is wrong", todo="Try again.")
            self._desk.passphrase = new

        return self._desk.answer("change_passphrase", make)

    def lock(self) -> None:
        self.locks += 1
        self._desk.set_locked(True)

    def _unlocked(self) -> None:
        if self._desk.state.identity.locked:
            raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
