"""A roster as a screen or command line shows it: people with their keys, and what each pending enrolment needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from counterseal.clock import parse_stamp, stamp
from counterseal.errors import NotFound
from counterseal.ledger.roster_rules import ALONE_AFTER, finishing, standing
from counterseal.ledger.roster_state import Announcement, KeyRecord, Roster
from counterseal.model.people import Person, Role
from counterseal.seal import cards
from counterseal.sync.api import IdentityView
from counterseal.sync.api_people import KeyView, PendingEnrolment, PeopleView, PersonView
from counterseal.sync.profile import Profile

HOURS = int(ALONE_AFTER / timedelta(hours=1))


def view(people: Roster, me: str, now: str, away: Mapping[str, str | None] | None = None) -> PeopleView:
    """Everybody of a log, present and former, as person ``me`` sees them at UTC time ``now``.

    ``away`` maps who is marked as away to until when.
    """
    former = {r.person: r for r in people.keys if r.person not in people.people and not r.recovery}
    shown = [_person(people, person.id, person.name, _words(person), me) for person in people.people.values()]
    shown += [_person(people, r.person, r.name, r.roles, me) for r in former.values()]
    gone = {person: until for person, until in (away or {}).items() if until is None or until > now}
    shown = [
        replace(one, away=True, away_until=gone[one.id]) if one.active and one.id in gone else one for one in shown
    ]
    pending = tuple(_pending(people, a, me, now) for a in people.announced if standing(people, a))
    return PeopleView(people.log, tuple(shown), pending, people.solo, rule(people, me))


def identity(profile: Profile) -> IdentityView:
    """Who this profile belongs to, as the log says it now; a former person is named as before."""
    people = profile.roster()
    person = people.people.get(profile.person_id) or _former(people, profile.person_id)
    return IdentityView(
        person_id=person.id,
        name=person.name,
        roles=_words(person),
        key_id=next(iter(person.keys), ""),
        key_place=profile.place().name,
        key_warning="" if profile.has_passphrase else "any program of this account can sign",
        solo=people.solo,
        locked=profile.locked,
    )


def rule(people: Roster, me: str) -> str:
    """What enrolling somebody takes right now, in one sentence."""
    if people.solo:
        return "You are alone on this log, so you enrol the second person yourself; after that it takes two."
    if me not in people.deciders:
        return "Enrolling takes two owners or reviewers, one of them an owner; you can only look."
    if len(people.deciders) == 1:
        return f"You are the only one left who decides: announce an enrolment, and finish it after {HOURS} hours."
    return "Enrolling takes two people, one of them an owner; taking somebody off takes one."


def needs(people: Roster, announcement: Announcement, me: str, now: str) -> str:
    """What an announced enrolment still needs, in one sentence."""
    if finishing(people, announcement.person, me, now) is not None:
        return "You can finish it now: compare the code and enrol the same card."
    if me not in people.deciders:
        return "Two people who decide here must enrol this card, one of them an owner."
    if len(people.deciders) == 1:
        return f"Nobody else decides here: you can finish it from {_ready(announcement)} on."
    if announcement.by == me:
        whom = "another person" if people.people[me].has(Role.OWNER) else "an owner"
        return f"It needs {whom} who compares the code and enrols the same card."
    return "It needs an owner who compares the code and enrols the same card."


def _pending(people: Roster, announcement: Announcement, me: str, now: str) -> PendingEnrolment:
    person = announcement.person
    alone = people.deciders == {announcement.by}
    return PendingEnrolment(
        envelope_sha256=announcement.sha256,
        person_id=person.id,
        name=person.name,
        roles=_words(person),
        code=cards.of_person(person, announcement.proofs).code,
        by=people.people[announcement.by].name,
        at=announcement.at,
        seq=announcement.seq,
        needs=needs(people, announcement, me, now),
        ready_at=_ready(announcement) if alone else "",
        can_finish=finishing(people, person, me, now) is not None,
    )


def _former(people: Roster, person_id: str) -> Person:
    """Somebody who left the roster: without roles and keys. Raises NotFound."""
    last = next((record for record in reversed(people.keys) if record.person == person_id), None)
    if last is None:
        raise NotFound("This person was never on the roster", where=person_id, code="not_on_roster")
    return Person(person_id, last.name, (), {})


def _ready(announcement: Announcement) -> str:
    return stamp(parse_stamp(announcement.at) + ALONE_AFTER)


def _person(people: Roster, person_id: str, name: str, roles: tuple[str, ...], me: str) -> PersonView:
    spans: dict[str, list[KeyRecord]] = {}
    for record in people.keys:
        if record.person == person_id:
            spans.setdefault(record.id, []).append(record)
    keys = tuple(_key(identity, found) for identity, found in spans.items())
    return PersonView(person_id, name, roles, person_id in people.people, person_id == me, keys)


def _key(identity: str, spans: list[KeyRecord]) -> KeyView:
    last = spans[-1]
    if last.compromised_since is not None:
        state = "compromised"
    elif last.until_seq is not None:
        state = "ended"
    else:
        state = "recovery" if last.recovery else "active"
    return KeyView(identity, state, spans[0].from_seq, last.until_seq, last.compromised_since)


def _words(person: Person) -> tuple[str, ...]:
    return tuple(role.value for role in person.roles)
