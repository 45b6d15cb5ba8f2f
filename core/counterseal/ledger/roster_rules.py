"""The rules by which one roster order follows another: pure functions of the orders, their places and their times.

Three sorts of change, told apart by comparing the people before and after:

- *narrowing*: nothing is added; people, roles, keys go, or a key is reported compromised. An owner signs, or the
  person concerned when only their own go. One person suffices.
- *rotation*: one person gets other keys, not more; nothing else of theirs changes. One of their old keys signs, or the
  key of their recovery sheet; a change of recovery keys alone takes a signing key. One person suffices.
- *widening*: everything else. In a log that never held a second decider its owner signs. Otherwise everybody who gains
  something needs two deciders, one of them an owner: who signs the order, and who announced exactly that entry; or the
  only decider left, who announced it in this log 72 hours before. A reviewer's takes nothing from anybody else.

An announcement ends when a roster order changes the entry of the person it is about, and it counts only while who made
it still decides and its key is not reported compromised from before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.ledger.roster_form import Body, all_keys, check_possession, read_announcement, read_body
from counterseal.ledger.roster_state import Announcement, KeyRecord, Roster, extend
from counterseal.model.decisions import ORDER_TYPE, read_statement
from counterseal.model.people import Person, Role
from counterseal.seal import possession
from counterseal.seal.dsse import Envelope

ALONE_AFTER = timedelta(hours=72)
ENROLLED, ROTATED, REVOKED, PLAIN = "key_enrolled", "key_rotated", "key_revoked", "order"
ENTRY_TYPES = frozenset({ENROLLED, ROTATED, REVOKED, PLAIN})


class Sort(StrEnum):
    NARROWING = "narrowing"
    ROTATION = "rotation"
    WIDENING = "widening"


@dataclass(frozen=True, slots=True)
class Change:
    """What a roster order does.

    Attributes:
        gaining: ids of people who gain a role, key or log, come in, or are named anew.
        concerned: ids of everybody whose entry or whose key changes; empty text for a key that nobody here had.
        types: the entry types that it may stand under.
    """

    sort: Sort
    gaining: tuple[str, ...]
    concerned: frozenset[str]
    types: frozenset[str]

    @property
    def entry_type(self) -> str:
        """The type that it does stand under when this program writes it."""
        return PLAIN if PLAIN in self.types else min(self.types, default=ENROLLED)


def first(envelope: Envelope) -> Roster:
    """The roster of entry 0, which its own first owner signs. Raises InvalidInput, Forbidden."""
    body, _predicate = read_body(envelope)
    keys = extend((), body.people, body.compromised, 0)
    proofs = _holding(body.people, body.proofs)
    roster = Roster(body.people, keys, envelope.sha256, body.log_key, 0, body.log, body.compromised, (), proofs)
    if any(seq > 0 for seq in body.compromised.values()):
        raise InvalidInput("A key cannot be compromised from a later entry on")
    if not roster.signer(envelope, 0).has(Role.OWNER):
        raise Forbidden("The first roster is not signed by an owner")
    return roster


def following(roster: Roster, envelope: Envelope, seq: int, at: str, entry_type: str) -> Roster:
    """The roster after a later roster order, held to every rule.

    Args:
        roster: in force just before it, with the announcements known there.
        seq: the entry it is, or would be.
        at: the UTC time of that entry's leaf.
        entry_type: the type that entry has.

    Raises:
        InvalidInput: wrong form, or an entry type that does not fit. Forbidden: not allowed like this.
    """
    record = roster.record(envelope, seq)
    body, predicate = read_body(envelope)
    if predicate["audience"] != roster.log or body.log != roster.log:
        raise InvalidInput("The roster is that of another log")
    if body.log_key != roster.log_key:
        raise InvalidInput("A later roster names another log key than entry 0")
    if predicate["supersedes"] != roster.sha256:
        raise Forbidden("A roster order does not follow from the one before", code="superseded")
    check_owned(body.people.values())
    _check_compromised(roster.compromised, body.compromised, seq)
    change = compare(roster, body)
    if entry_type not in change.types:
        raise InvalidInput(f"A roster order of this sort does not belong under {entry_type}")
    for person in body.people.values():
        check_possession(person, _added(roster.people.get(person.id), person), body.proofs)
    _allow(roster, body, change, record, at)
    return Roster(
        people=body.people,
        keys=extend(roster.keys, body.people, body.compromised, seq),
        sha256=envelope.sha256,
        log_key=roster.log_key,
        seq=seq,
        log=roster.log,
        compromised=body.compromised,
        announced=tuple(a for a in roster.announced if a.person.id not in change.concerned),
        proofs=_holding(body.people, {**roster.proofs, **body.proofs}),
    )


def announcing(roster: Roster, envelope: Envelope, seq: int, at: str) -> Roster:
    """The same roster with one more announced enrolment, which a decider signs.

    Raises:
        InvalidInput: wrong form, or keys that are not proven. Forbidden: who signed may not announce, or the roster
        that it was written for is no longer in force.
    """
    signer = roster.signer(envelope, seq)
    _name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    person, proofs = read_announcement(predicate)
    if predicate["audience"] != roster.log:
        raise InvalidInput("The announcement is for another log")
    if predicate["supersedes"] != roster.sha256:
        raise Forbidden("The announcement is for a roster that is not in force", code="superseded")
    if not signer.decides:
        raise Forbidden("Only owners and reviewers announce an enrolment", where=signer.name, code="wrong_role")
    check_possession(person, _added(roster.people.get(person.id), person), proofs)
    made = Announcement(envelope.sha256, seq, at, signer.id, envelope.keyid, person, proofs)
    return replace(roster, announced=(*roster.announced, made))


def compare(roster: Roster, body: Body) -> Change:
    """What a roster order would do to the roster in force."""
    people = {**roster.people, **body.people}
    differing = [i for i in people if roster.people.get(i) != body.people.get(i)]
    gaining = tuple(i for i in differing if _gains(roster.people.get(i), body.people.get(i)))
    grown = {key for key, seq in body.compromised.items() if roster.compromised.get(key) != seq}
    concerned = frozenset(differing) | {_holder(roster, key) for key in grown}
    plain = not grown and all(_same_keys(roster.people.get(i), body.people.get(i)) for i in differing)
    if not gaining:
        return Change(Sort.NARROWING, (), concerned, frozenset({REVOKED, PLAIN} if plain else {REVOKED}))
    if len(differing) == 1 and _rotates(roster.people.get(gaining[0]), body.people[gaining[0]], grown):
        return Change(Sort.ROTATION, gaining, concerned, frozenset({ROTATED}))
    adds = any(_adds(roster.people.get(i), body.people[i]) for i in gaining)
    types = {ENROLLED} if adds else set()
    return Change(Sort.WIDENING, gaining, concerned, frozenset(types | ({PLAIN} if plain else set())))


def check_owned(people: Iterable[Person]) -> None:
    """Raises Forbidden (``last``) when none of them is an owner with a key."""
    if not any(person.keys and person.has(Role.OWNER) for person in people):
        raise Forbidden(
            "Nobody would be left who owns this log", todo="Enrol another owner first, or rotate the key.", code="last"
        )


def standing(roster: Roster, announcement: Announcement) -> bool:
    """Whether an announcement still counts: who made it decides now, with a key that was not compromised then."""
    return announcement.by in roster.deciders and not roster.doubtful(announcement.key, announcement.seq)


def finishing(roster: Roster, person: Person, signer: str, at: str) -> tuple[Announcement, ...] | None:
    """The announcements on which ``signer`` may enrol exactly this person at time ``at``; None when they may not yet.

    Empty in a solo log, which needs none: whoever decides there owns it.
    """
    if signer not in roster.deciders:
        return None
    if roster.solo:
        return ()
    named = [a for a in roster.announced if a.person == person and standing(roster, a)]
    hands = {signer} | {a.by for a in named}
    if len(hands) > 1 and any(roster.people[i].has(Role.OWNER) for i in hands):
        return tuple(named)
    if roster.deciders == {signer}:
        due = [a for a in named if parse_stamp(at) - parse_stamp(a.at) >= ALONE_AFTER]
        return tuple(due) or None
    return None


def _allow(roster: Roster, body: Body, change: Change, record: KeyRecord, at: str) -> None:
    signer = roster.holder(record)
    if change.sort is Sort.ROTATION:
        _allow_rotation(roster, body, change, record)
        return
    if record.recovery:
        raise Forbidden(
            "A recovery key signs nothing but its person's new keys", where=signer.name, code="recovery_key"
        )
    if change.sort is Sort.NARROWING:
        if not signer.has(Role.OWNER) and not change.concerned <= {signer.id}:
            raise Forbidden("Only an owner takes away what is not their own", where=signer.name, code="wrong_role")
        return
    if not signer.decides:
        raise Forbidden("Who signed may not enrol anybody", where=signer.name, code="wrong_role")
    if not roster.solo and not set(body.because) <= {a.sha256 for a in roster.announced}:
        raise Forbidden("It rests on an announcement that is not in this log, or is used up", code="no_announcement")
    named = replace(roster, announced=tuple(a for a in roster.announced if a.sha256 in body.because))
    for identity in change.gaining:
        if finishing(named, body.people[identity], signer.id, at) is None:
            raise Forbidden(
                "Enrolling takes two people, one of them an owner, or the last one left after 72 hours",
                where=body.people[identity].name,
                code="second_person",
            )
    if not signer.has(Role.OWNER) and change.concerned - set(change.gaining) - {signer.id}:
        raise Forbidden("Only an owner takes away what is not their own", where=signer.name, code="wrong_role")


def _allow_rotation(roster: Roster, body: Body, change: Change, record: KeyRecord) -> None:
    (identity,) = change.gaining
    if record.person != identity:
        raise Forbidden("Another person's keys cannot be exchanged", where=record.name, code="not_yours")
    if record.recovery and roster.people[identity].keys == body.people[identity].keys:
        raise Forbidden("A new recovery sheet needs a signing key", where=record.name, code="recovery_key")


def _check_compromised(old: Mapping[str, int], new: Mapping[str, int], seq: int) -> None:
    for key, since in old.items():
        if new.get(key, since + 1) > since:
            raise InvalidInput("What is reported compromised stays so, from no later entry on", where=key[:16])
    if any(since > seq for since in new.values()):
        raise InvalidInput("A key cannot be compromised from a later entry on")


def _holder(roster: Roster, key: str) -> str:
    return next((record.person for record in reversed(roster.keys) if record.id == key), "")


def _gains(before: Person | None, after: Person | None) -> bool:
    if after is None:
        return False
    return before is None or before.name != after.name or _adds(before, after)


def _adds(before: Person | None, after: Person) -> bool:
    """Whether an entry comes in or gains a role, key or log."""
    if before is None:
        return True
    return (
        not set(after.roles) <= set(before.roles)
        or not after.keys.items() <= before.keys.items()
        or not after.recovery.items() <= before.recovery.items()
        or not after.logs.items() <= before.logs.items()
    )


def _same_keys(before: Person | None, after: Person | None) -> bool:
    if before is None or after is None:
        return False
    return (before.keys, before.recovery, before.logs) == (after.keys, after.recovery, after.logs)


def _rotates(before: Person | None, after: Person, grown: set[str]) -> bool:
    if before is None:
        return False
    if (before.name, before.roles, before.logs) != (after.name, after.roles, after.logs):
        return False
    if before.keys != after.keys and after.keys.items() <= before.keys.items():
        return False  # keys only go, so what comes is more than their replacement
    replaced = (before.keys.keys() | before.recovery.keys()) - after.keys.keys() - after.recovery.keys()
    return len(after.keys) <= len(before.keys) and grown <= replaced


def _added(before: Person | None, after: Person) -> set[str]:
    return set(all_keys(after)) - (set(all_keys(before)) if before is not None else set())


def _holding(people: Mapping[str, Person], proofs: Mapping[str, str]) -> dict[str, str]:
    """Those proofs that prove a key of the roster's people."""
    return {
        identity: proofs[identity]
        for person in people.values()
        for identity, public in all_keys(person).items()
        if identity in proofs and possession.proven(public, person.id, proofs[identity])
    }
