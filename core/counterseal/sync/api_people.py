"""What a screen or a command line may ask about people and keys: enrolment, rotation, revocation, recovery, locking.

The rules behind it are those of the roster (``ledger.roster``): towards safety one person suffices; enrolling a person
or a key takes two, alone only in a solo roster or, for the last one left, 72 hours after an announcement.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key of a person. ``state`` is active, ended (rotated or revoked), compromised or recovery.

    Entry numbers count in the log; ``until_seq`` is exclusive, ``compromised_since`` the first doubtful entry.
    """

    id: str
    state: str
    from_seq: int
    until_seq: int | None
    compromised_since: int | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person of the roster, active or former. ``roles`` of a former person are their last ones.

    ``away``: what waits for them escalates at once; until the UTC stamp ``away_until``, or None for until they say so.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    active: bool
    me: bool
    keys: tuple[KeyView, ...]
    away: bool = False
    away_until: str | None = None


@dataclass(frozen=True, slots=True)
class PendingEnrolment:
    """An announced enrolment that still needs somebody, or time.

    ``code`` is the comparison code of the card; ``needs`` says in one sentence what is missing; ``ready_at`` is when
    the last one left may finish alone (UTC time), else empty; ``can_finish`` whether this profile's person may now.
    """

    envelope_sha256: str
    person_id: str
    name: str
    roles: tuple[str, ...]
    code: str
    by: str
    at: str
    seq: int
    needs: str
    ready_at: str
    can_finish: bool


@dataclass(frozen=True, slots=True)
class PeopleView:
    """Everybody on one log's roster. ``rule`` says in one sentence what enrolling takes right now."""

    origin: str
    people: tuple[PersonView, ...]
    pending: tuple[PendingEnrolment, ...]
    solo: bool
    rule: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A read card of somebody who wants to be enrolled. ``code`` is to be compared on both screens."""

    person_id: str
    name: str
    keys: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class PeopleChange:
    """What a call did. ``kind`` is announced, enrolled, rotated, revoked or recovered; ``note`` what comes next."""

    kind: str
    seq: int
    note: str


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What the person prints and keeps away from the machine. ``code`` is told once and stored nowhere.

    ``text`` is the whole sheet as plain text; ``seq`` the entry that enrolled its key, None before it is in a log.
    """

    person_id: str
    name: str
    origin: str
    made_at: str
    code: str
    text: str
    seq: int | None


class RosterApi(Protocol):
    """Who is on one roster, the own one or a separate gateway's, and changing that."""

    def view(self) -> Future[PeopleView]: ...

    def read_card(self, text: str) -> CardView:
        """Pure. Raises InvalidInput: not a card, or one that does not prove its keys."""

    def enrol(self, card: str, roles: tuple[str, ...], code: str, reason: str) -> Future[PeopleChange]:
        """Announce, second or finish an enrolment, whichever is due. ``code`` as read from the newcomer's screen.

        Raises (in the future): Forbidden: the code differs, or the role may not. Locked: the key is locked.
        """

    def revoke(self, target: str, compromised_since: int | None, reason: str) -> Future[PeopleChange]:
        """End a person (id) or one key (key id). ``compromised_since``: the first entry whose signature is doubtful."""


class PeopleApi(RosterApi, Protocol):
    """People and keys of an opened profile. Futures fail with ``KnownError``."""

    def card(self) -> str:
        """The own card as JSON text: public keys only, to hand to who enrols. Raises Locked while locked."""

    def rotate(self, passphrase: str, reason: str) -> Future[PeopleChange]:
        """Make a new personal key, signed for by the old one; ``passphrase`` guards it from now on."""

    def recovery_sheet(self) -> Future[RecoverySheet]:
        """Make a new recovery key; the one before ends. Needs the unlocked key."""

    def recover(self, code: str, passphrase: str) -> Future[PeopleChange]:
        """With the sheet: make a new personal key under a new passphrase; old keys and the sheet end."""

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the same key anew; empty ``new`` leaves it unguarded, which the status then says."""

    def lock(self) -> None:
        """Forget the unlocked key at once; never blocks."""
