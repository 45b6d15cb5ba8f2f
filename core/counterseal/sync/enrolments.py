"""Enrolling and revoking on the roster of one log: the own one's, or that of a separate gateway.

Every change is an order signed with the personal key and held to the roster's rules before it is stored, in one write
transaction; the gateway gets it through the outbox like any other order.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound
from counterseal.ledger.roster import Roster
from counterseal.ledger.roster_form import Body
from counterseal.ledger.roster_rules import Sort, compare, finishing
from counterseal.model.people import Person, Role
from counterseal.seal import cards
from counterseal.seal.cards import Card
from counterseal.sync.api_people import CardView, PeopleChange, PeopleView
from counterseal.sync.people_orders import Signing, Wanted, announce, change_roster, replaced
from counterseal.sync.people_view import needs, view
from counterseal.sync.profile import Profile

T = TypeVar("T")


class PeopleDesk(Protocol):
    """What this needs of its desk."""

    profile: Profile
    clock: Clock
    writer: ThreadPoolExecutor
    readers: ThreadPoolExecutor

    def after_store(self) -> None: ...


class Enrolments(ABC):
    """Who is on one roster, and changing that.

    Args:
        changed: called after every change, on the thread that made it.
    """

    def __init__(self, desk: PeopleDesk, changed: Callable[[], None]) -> None:
        self._desk = desk
        self._changed = changed

    @property
    def _profile(self) -> Profile:
        return self._desk.profile

    @abstractmethod
    def _roster(self) -> Roster:
        """The roster in force. Raises KnownError."""

    @abstractmethod
    def _signing(self, connection: Connection) -> tuple[Roster, Signing]:
        """The roster in force, and who signs a change of it. Raises KnownError."""

    @abstractmethod
    def _away(self) -> Mapping[str, str | None]:
        """Who is marked as away, and until when."""

    def view(self) -> Future[PeopleView]:
        def work() -> PeopleView:
            return view(self._roster(), self._profile.person_id, self._now(), self._away())

        return self._desk.readers.submit(work)

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
            written = change_roster(connection, people, wanted, by)
        return PeopleChange("enrolled", written.seq, f"{person.name} is on the roster as {_words(person)}.")

    def _announce(
        self, connection: Connection, people: Roster, card: Card, person: Person, reason: str, by: Signing
    ) -> PeopleChange:
        own = [a for a in people.announced if a.person == person and a.by == by.person.id]
        if own:
            todo = needs(people, own[0], by.person.id, by.at)
            raise Conflict(f"You have announced {person.name} already", todo=todo, code="already_announced")
        written = announce(connection, people, person, card.proofs, reason, by)
        made = written.roster.announced[-1]
        return PeopleChange("announced", written.seq, needs(written.roster, made, by.person.id, by.at))

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
                written = change_roster(connection, people, wanted, by)
            return PeopleChange("revoked", written.seq, said)

        return self._write(work)

    def _now(self) -> str:
        return stamp(self._desk.clock.now())

    def _write(self, work: Callable[[], T]) -> Future[T]:
        def done() -> T:
            try:
                result = work()
            finally:
                # Also after a failure, which may have shown that another program changed the key.
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
