"""People and keys of an opened profile: enrolling, revoking, exchanging keys, recovering. Implements ``PeopleApi``.

Every change is an order signed with the personal key (or with the recovery sheet's) and held to the roster's rules
before it is stored, in one write transaction; the gateway gets it through the outbox like any other order.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.ledger.roster_form import Body
from counterseal.ledger.roster_rules import Sort, compare, finishing
from counterseal.model.people import Person, Role
from counterseal.seal import cards, recovery
from counterseal.seal.cards import Card
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.sync.api import DeskStatus, Event
from counterseal.sync.api_people import CardView, PeopleChange, PeopleView, RecoverySheet
from counterseal.sync.people_orders import Signing, Wanted, announce, change_roster, replaced
from counterseal.sync.people_view import needs, view
from counterseal.sync.profile import Profile
from counterseal.sync.sheets import make_sheet

T = TypeVar("T")
NEW_SHEET = "The old recovery sheet is void. Make a new one and keep it away from this machine."


class PeopleDesk(Protocol):
    """What this needs of its desk."""

    profile: Profile
    clock: Clock
    writer: ThreadPoolExecutor
    readers: ThreadPoolExecutor

    def after_store(self) -> None: ...
    def emit(self, event: Event) -> None: ...
    def status(self) -> DeskStatus: ...


class People:
    """People and keys of one desk's own log.

    Args:
        changed: called after every change, on the thread that made it; the desk then reads its identity anew.
    """

    def __init__(self, desk: PeopleDesk, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._changed = changed

    @property
    def _profile(self) -> Profile:
        return self._desk.profile

    def view(self) -> Future[PeopleView]:
        def work() -> PeopleView:
            return view(self._profile.roster(), self._profile.person_id, self._now())

        return self._desk.readers.submit(work)

    # -- cards and enrolment ------------------------------------------------------------------------------------
    def card(self) -> str:
        """The own card as JSON text. Raises Locked: the key is locked."""
        people = self._profile.roster()
        key, me = self._profile.signing_key(people), people.person(self._profile.person_id)
        log = self._profile.log
        proofs = {key.id: prove(key, me.id), log.key.id: prove(log.key, me.id)}
        spare = {identity: public for identity, public in me.recovery.items() if identity in people.proofs}
        proofs |= {identity: people.proofs[identity] for identity in spare}
        logs = {log.origin: log.key.public.hex()}
        return Card(me.id, me.name, {key.id: me.keys[key.id]}, logs, spare, proofs).text()

    def read_card(self, text: str) -> CardView:
        """Raises InvalidInput: not a card, or one that does not prove its keys."""
        card = cards.read_card(text)
        return CardView(card.id, card.name, tuple(card.keys), card.code)

    def enrol(self, card: str, roles: tuple[str, ...], code: str, reason: str) -> Future[PeopleChange]:
        """Announce, second or finish an enrolment, whichever is due.

        Raises (in the future):
            Forbidden: the code differs, or the rules do not allow it. Locked: the key is locked.
            Conflict: it is announced already and waits for somebody else, or for time.
        """

        def work() -> PeopleChange:
            read = cards.read_card(card)
            if not cards.same_code(code, read.code):
                raise Forbidden(
                    "The code differs, so this is not the card that the other screen shows",
                    where=read.name,
                    todo="Compare again with the other person, by voice; if it still differs, do not enrol.",
                    code="code_differs",
                )
            return self._enrol(read, read.person(_roles(roles)), reason)

        return self._write(work)

    def _enrol(self, card: Card, person: Person, reason: str) -> PeopleChange:
        with self._profile.database.write() as connection:
            people, by = self._signing(connection)
            if people.people.get(person.id) == person:
                raise Conflict(f"{person.name} stands on the roster just like that", code="nothing_to_do")
            listed = replaced(people.people.values(), person)
            body = Body({p.id: p for p in listed}, people.log_key, people.log, people.compromised)
            widens = compare(people, body).sort is Sort.WIDENING
            named = finishing(people, person, by.person.id, by.at)
            if widens and named is None:
                return self._announce(connection, people, card, person, reason, by)
            wanted = Wanted(
                listed,
                f"Enrol {person.name} as {_words(person)}",
                reason,
                because=tuple(a.sha256 for a in named or ()),
                proofs=card.proofs,
            )
            seq = change_roster(connection, people, wanted, by)
        return PeopleChange("enrolled", seq, f"{person.name} is on the roster as {_words(person)}.")

    def _announce(
        self, connection: Connection, people: Roster, card: Card, person: Person, reason: str, by: Signing
    ) -> PeopleChange:
        own = [a for a in people.announced if a.person == person and a.by == by.person.id]
        if own:
            todo = needs(people, own[0], by.person.id, by.at)
            raise Conflict(f"You have announced {person.name} already", todo=todo, code="already_announced")
        seq = announce(connection, people, person, card.proofs, reason, by)
        made = rosters.load(connection).announced[-1]
        return PeopleChange("announced", seq, needs(people, made, by.person.id, by.at))

    # -- taking away --------------------------------------------------------------------------------------------
    def revoke(self, target: str, compromised_since: int | None, reason: str) -> Future[PeopleChange]:
        """End a person (id) or one key (key id).

        Args:
            compromised_since: the first entry whose signature by these keys is doubtful; None: they are not.

        Raises (in the future):
            NotFound: no such person or key. Forbidden: the rules do not allow it. Locked: the key is locked.
        """

        def work() -> PeopleChange:
            with self._profile.database.write() as connection:
                people, by = self._signing(connection)
                wanted, said = _without(people, target, compromised_since, reason)
                seq = change_roster(connection, people, wanted, by)
            return PeopleChange("revoked", seq, said)

        return self._write(work)

    # -- the own keys -------------------------------------------------------------------------------------------
    def rotate(self, passphrase: str, reason: str) -> Future[PeopleChange]:
        """Make a new personal key, signed for by the old one; ``passphrase`` guards it from now on."""

        def work() -> PeopleChange:
            profile = self._profile
            profile.signing_key(profile.roster())
            with profile.next_key(passphrase) as (key, connection):
                people, by = self._signing(connection)
                keys = {identity: public for identity, public in by.person.keys.items() if identity != by.key.id}
                changed = replace(by.person, keys={**keys, key.id: key.public.hex()})
                seq = self._exchange(connection, people, changed, key, by, reason, f"New key of {by.person.name}")
            return PeopleChange("rotated", seq, "Your new key is in use; what the old one signed stays valid.")

        return self._write(work)

    def recovery_sheet(self) -> Future[RecoverySheet]:
        """Make a new recovery key; the one before ends. Raises (in the future) Locked."""

        def work() -> RecoverySheet:
            with self._profile.database.write() as connection:
                people, by = self._signing(connection)
                spare = recovery.generate()
                changed = replace(by.person, recovery={spare.id: spare.public.hex()})
                title = f"New recovery sheet of {by.person.name}"
                seq = self._exchange(connection, people, changed, spare, by, "", title)
            return make_sheet(changed, people.log, by.at, spare, seq)

        return self._write(work)

    def recover(self, code: str, passphrase: str) -> Future[PeopleChange]:
        """With the sheet: make a new personal key under a new passphrase; old keys and the sheet end.

        Raises (in the future):
            InvalidInput: the code is mistyped. Forbidden: it is not the code of this person's newest sheet.
        """

        def work() -> PeopleChange:
            spare = recovery.read_code(code)
            profile = self._profile
            _sheet_of(profile.roster(), profile.person_id, spare)
            with profile.next_key(passphrase) as (key, connection):
                people = rosters.load(connection)
                me = _sheet_of(people, profile.person_id, spare)
                changed = replace(me, keys={key.id: key.public.hex()}, recovery={})
                by = Signing(profile.log, me, spare, self._now())
                seq = self._exchange(connection, people, changed, key, by, "", f"Key of {me.name} recovered")
            return PeopleChange("recovered", seq, NEW_SHEET)

        return self._write(work)

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the same key anew; empty ``new`` leaves it unguarded. Raises (in the future) Locked."""

        def work() -> None:
            self._profile.change_passphrase(old, new)

        return self._write(work)

    def lock(self) -> None:
        """Forget the unlocked key at once; never blocks."""
        self._profile.lock()
        self._desk.emit(Event("status", self._desk.status()))

    def _exchange(
        self,
        connection: Connection,
        people: Roster,
        changed: Person,
        added: SigningKey,
        by: Signing,
        reason: str,
        title: str,
    ) -> int:
        listed = replaced(people.people.values(), changed)
        wanted = Wanted(listed, title, reason, proofs={added.id: prove(added, changed.id)})
        return change_roster(connection, people, wanted, by)

    def _signing(self, connection: Connection) -> tuple[Roster, Signing]:
        people = rosters.load(connection)
        key = self._profile.signing_key(people)
        return people, Signing(self._profile.log, people.person(self._profile.person_id), key, self._now())

    def _now(self) -> str:
        return stamp(self._desk.clock.now())

    def _write(self, work: Callable[[], T]) -> Future[T]:
        def done() -> T:
            result = work()
            self._changed()
            self._desk.after_store()
            return result

        return self._desk.writer.submit(done)


def _roles(names: tuple[str, ...]) -> tuple[Role, ...]:
    """Raises InvalidInput."""
    if not names or set(names) - {role.value for role in Role}:
        raise InvalidInput("Roles are owner, reviewer, auditor", where=", ".join(names), todo="Choose at least one.")
    return tuple(role for role in Role if role.value in names)


def _words(person: Person) -> str:
    return " and ".join(role.value for role in person.roles)


def _sheet_of(people: Roster, person_id: str, spare: SigningKey) -> Person:
    """The person whose newest recovery sheet this is. Raises Forbidden."""
    me = people.person(person_id)
    if spare.id not in me.recovery:
        raise Forbidden(
            f"This is not the code of {me.name}'s newest recovery sheet",
            todo="Look for a newer sheet; each new one ends the one before.",
            code="wrong_sheet",
        )
    return me


def _without(people: Roster, target: str, since: int | None, reason: str) -> tuple[Wanted, str]:
    """The roster without a person or key, and what to say of it. Raises NotFound."""
    listed = list(people.people.values())
    doubt = "" if since is None else f" What was signed with it from entry {since:,} on is doubtful."
    if target in people.people:
        gone = people.people[target]
        reported = dict.fromkeys([*gone.keys, *gone.recovery], since) if since is not None else {}
        compromised = {key: at for key, at in reported.items() if at is not None}
        rest = tuple(p for p in listed if p.id != target)
        return Wanted(rest, f"Revoke {gone.name}", reason, compromised), f"{gone.name} is off the roster.{doubt}"
    record = next((r for r in reversed(people.keys) if r.id == target), None)
    if record is None:
        raise NotFound(
            "There is no such person or key on this log", where=target[:64], todo="See: counterseal people list"
        )
    compromised = {} if since is None else {target: since}
    title = f"Revoke a key of {record.name}"
    holder = people.people.get(record.person)
    if holder is None or target not in {**holder.keys, **holder.recovery}:
        if since is None:
            raise Conflict("This key has ended already", where=target[:16], code="nothing_to_do")
        return Wanted(tuple(listed), title, reason, compromised), f"The key had ended already.{doubt}"
    left = replace(
        holder,
        keys={i: public for i, public in holder.keys.items() if i != target},
        recovery={i: public for i, public in holder.recovery.items() if i != target},
    )
    # Somebody without a signing key can do nothing here, not even with a recovery sheet.
    rest = replaced(listed, left) if left.keys else tuple(p for p in listed if p.id != holder.id)
    said = "" if left.keys else f" It was the last one of {holder.name}, who is off the roster with it."
    return Wanted(rest, title, reason, compromised), f"The key has ended.{said}{doubt}"
