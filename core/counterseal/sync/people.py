"""People and keys of an opened profile: enrolling, revoking, exchanging keys, recovering. Implements ``PeopleApi``.

Every change is an order signed with the personal key (or with the recovery sheet's) and held to the roster's rules
before it is stored, in one write transaction; the gateway gets it through the outbox like any other order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.roster import Roster
from counterseal.model.people import Person
from counterseal.seal import recovery
from counterseal.seal.cards import Card
from counterseal.seal.keys import SigningKey
from counterseal.seal.possession import prove
from counterseal.sync.api import DeskStatus, Event
from counterseal.sync.api_people import PeopleChange, RecoverySheet
from counterseal.sync.enrolments import Enrolments, PeopleDesk
from counterseal.sync.gateway_people import Elsewhere
from counterseal.sync.people_orders import Signing, Wanted, change_roster, replaced
from counterseal.sync.replicas import Replicas
from counterseal.sync.sheets import make_sheet
from counterseal.sync.step_up import StepUp

NEW_SHEET = "The old recovery sheet is void. Make a new one and keep it away from this machine."


class OwnDesk(PeopleDesk, Protocol):
    """What the own keys need of their desk beside that."""

    step_up: StepUp

    def emit(self, event: Event) -> None: ...
    def status(self) -> DeskStatus: ...


class People(Enrolments):
    """People and keys of one desk's own log; a new key of one's own also goes to the separate gateways.

    Args:
        changed: called after every change, on the thread that made it; the desk then reads its identity anew.
        replicas: of the separate gateways' logs.
    """

    def __init__(self, desk: OwnDesk, changed: Callable[[], None], replicas: Replicas) -> None:
        super().__init__(desk, changed)
        self._own_desk = desk
        self._replicas = replicas

    def _roster(self) -> Roster:
        return self._profile.roster()

    def _away(self) -> Mapping[str, str | None]:
        """As the profile's own gateway has it."""
        with self._profile.reading() as connection:
            return {row.person: row.until for row in connection.execute(select(schema.away))}

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

    # -- the own keys -------------------------------------------------------------------------------------------
    def rotate(self, passphrase: str, reason: str) -> Future[PeopleChange]:
        """Make a new personal key, signed for by the old one; ``passphrase`` guards it from now on."""

        def work() -> PeopleChange:
            profile = self._profile
            profile.signing_key(profile.roster())
            with profile.next_key(passphrase) as (key, connection):
                people, by = self._signing(connection)

                def changed(person: Person) -> Person:
                    kept = {identity: public for identity, public in person.keys.items() if identity != by.key.id}
                    return replace(person, keys={**kept, key.id: key.public.hex()})

                title = f"New key of {by.person.name}"
                seq, sent = self._exchange(connection, people, changed, key, by, reason, title)
            return PeopleChange("rotated", seq, f"Your new key is in use; what the old one signed stays valid.{sent}")

        return self._write(work)

    def recovery_sheet(self) -> Future[RecoverySheet]:
        """Make a new recovery key; the one before ends. Raises (in the future) Locked."""

        def work() -> RecoverySheet:
            with self._profile.database.write() as connection:
                people, by = self._signing(connection)
                spare = recovery.generate()

                def changed(person: Person) -> Person:
                    return replace(person, recovery={spare.id: spare.public.hex()})

                title = f"New recovery sheet of {by.person.name}"
                seq, _sent = self._exchange(connection, people, changed, spare, by, "", title)
            return make_sheet(changed(by.person), people.log, by.at, spare, seq)

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

                def changed(person: Person) -> Person:
                    return replace(person, keys={key.id: key.public.hex()}, recovery={})

                by = Signing(profile.log, me, spare, self._now())
                seq, sent = self._exchange(connection, people, changed, key, by, "", f"Key of {me.name} recovered")
            return PeopleChange("recovered", seq, NEW_SHEET + sent)

        return self._write(work)

    def change_passphrase(self, old: str, new: str) -> Future[None]:
        """Wrap the same key anew; empty ``new`` leaves it unguarded. Raises (in the future) Locked."""

        def work() -> None:
            self._profile.change_passphrase(old, new)

        return self._write(work)

    def lock(self) -> None:
        """Forget the unlocked key at once; never blocks."""
        self._profile.lock()
        self._own_desk.step_up.forget()
        self._own_desk.emit(Event("status", self._own_desk.status()))

    def _exchange(
        self,
        connection: Connection,
        people: Roster,
        changed: Callable[[Person], Person],
        added: SigningKey,
        by: Signing,
        reason: str,
        title: str,
    ) -> tuple[int, str]:
        """Exchange one's own keys here and, with the same signature's right, at the gateways that know them.

        Returns:
            the entry here, and a sentence on where else the change goes.
        """
        proofs = {added.id: prove(added, by.person.id)}
        sent = []
        # Before the own entry, which ends the key that signs them all.
        for there in self._elsewhere(by):
            listed = replaced(there.roster.people.values(), changed(there.signing.person))
            wanted = Wanted(listed, f"{title} at {there.name}", reason, proofs=proofs)
            change_roster(connection, there.roster, wanted, there.signing)
            sent.append(there.name)
        wanted = Wanted(replaced(people.people.values(), changed(by.person)), title, reason, proofs=proofs)
        written = change_roster(connection, people, wanted, by)
        return written.seq, f" It also goes to {', '.join(sent)}." if sent else ""

    def _elsewhere(self, by: Signing) -> list[Elsewhere]:
        """The separate gateways at which this key may sign for its person, as far as their logs are known here."""
        found = (Elsewhere.of(replica, by) for replica in self._replicas.readable())
        return [one for one in found if one is not None]

    def _signing(self, connection: Connection) -> tuple[Roster, Signing]:
        people = rosters.load(connection)
        key = self._profile.signing_key(people)
        return people, Signing(self._profile.log, people.person(self._profile.person_id), key, self._now())


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
