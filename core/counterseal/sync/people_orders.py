"""Orders about people and keys: written, held to the roster's rules and stored in one transaction."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.roster import Roster
from counterseal.ledger.roster_form import Body
from counterseal.ledger.roster_rules import check_owned, compare
from counterseal.model.people import Person, Role
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who, sign_order
from counterseal.sync import outbox


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a roster order shall make of the people.

    Attributes:
        people: everybody, as they shall stand on the roster.
        compromised: newly reported keys, by id; those reported before stay.
        because: digests of the announcements it rests on.
        proofs: of the keys that it adds.
    """

    people: tuple[Person, ...]
    title: str
    reason: str = ""
    compromised: Mapping[str, int] = field(default_factory=dict)
    because: tuple[str, ...] = ()
    proofs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """The separate gateway whose roster an order is for: the public key of its log, and how many entries it has."""

    log_public: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Signing:
    """Who signs, with which key, into which log, when (UTC stamp). ``target``: None for that log's own roster."""

    log: Log
    person: Person
    key: SigningKey
    at: str
    target: Target | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A stored order: its entry in the own log, and the roster that it leads to."""

    seq: int
    roster: Roster


def change_roster(connection: Connection, roster: Roster, wanted: Wanted, by: Signing) -> Written:
    """Sign a roster order, hold it to the rules, append it to the own log and queue it.

    Raises:
        Forbidden, InvalidInput: the rules do not allow it; nothing is stored.
    """
    check_owned(wanted.people)
    compromised = {**roster.compromised}
    for key, since in wanted.compromised.items():
        compromised[key] = min(since, compromised.get(key, since))
    body = rosters.roster_body(
        wanted.people,
        by.target.log_public if by.target is not None else by.log.key.public,
        roster.log,
        compromised=compromised,
        because=wanted.because,
        proofs=wanted.proofs,
    )
    listed = Body({p.id: p for p in wanted.people}, roster.log_key, roster.log, compromised)
    entry_type = compare(roster, listed).entry_type
    return _store(connection, roster, "roster", body, entry_type, by, wanted.title, wanted.reason)


def announce(
    connection: Connection,
    roster: Roster,
    person: Person,
    proofs: Mapping[str, str],
    reason: str,
    by: Signing,
) -> Written:
    """Announce an enrolment. Raises Forbidden, InvalidInput."""
    body = rosters.announcement_body(person, proofs)
    return _store(connection, roster, "key", body, "order", by, f"Announce {person.name}", reason)


def acting_role(person: Person) -> str:
    """The role in which a person signs an order."""
    return (Role.OWNER if person.has(Role.OWNER) else person.roles[0]).value


def replaced(people: Iterable[Person], person: Person) -> tuple[Person, ...]:
    """The people with one entry in the place of that of the same id, else added."""
    listed = list(people)
    if any(one.id == person.id for one in listed):
        return tuple(person if one.id == person.id else one for one in listed)
    return (*listed, person)


def _store(
    connection: Connection,
    roster: Roster,
    kind: str,
    body: Mapping[str, object],
    entry_type: str,
    by: Signing,
    title: str,
    reason: str,
) -> Written:
    envelope = sign_order(
        kind,
        body,
        subject=roster.log,
        who=Who(by.person.id, by.person.name, acting_role(by.person)),
        audience=roster.log,
        nonce=os.urandom(16).hex(),
        supersedes=roster.sha256,
        reason=reason.strip(),
        at=by.at,
        key=by.key,
    )
    place = by.target.size if by.target is not None else ledger_log.length(connection)
    after = rosters.after(roster, envelope, place, by.at, entry_type)
    draft = Draft(
        entry_type,
        by.at,
        roster.log,
        envelope,
        verdict=kind,
        person=by.person.id,
        title=title,
        search=reason[:2000],
    )
    (seq,) = by.log.append(connection, [draft]).seqs
    audience = roster.log if by.target is not None else outbox.OWN
    outbox.add(connection, envelope.sha256, seq, "order", roster.log, None, audience)
    return Written(seq, after)
