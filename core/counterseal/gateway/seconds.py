"""Orders that take two people: the first signature waits, the second one puts the order in force (DESIGN 4.5).

What waits is found by its row and judged by its envelope, at the moment when the second signature comes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from counterseal.clock import later, parse_stamp
from counterseal.errors import Forbidden, KnownError
from counterseal.gateway.context import Context
from counterseal.gateway.given import Given, owner_of
from counterseal.ledger import history_words, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft, as_payload
from counterseal.model.people import Person, Role
from counterseal.model.strict_json import Limits
from counterseal.seal.digests import canonical
from counterseal.seal.statements import read_order

LIFE = timedelta(days=7)
_BODY = Limits(size=3 << 20, depth=48, keys=8_000)
_P = schema.pending.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that waits for a second signature. ``person`` signed it; ``until`` is when it lapses (UTC stamp)."""

    sha256: str
    kind: str
    agent: str
    body: Mapping[str, Any]
    supersedes: str | None
    person: str
    at: str
    until: str
    reason: str


def settled(given: Given, agent_id: str, owner_id: str, why: Sequence[str], *, by_owners: bool = False) -> list[str]:
    """Whether an order is in force now: the envelopes that it rests on, newest first; empty while it waits.

    Args:
        owner_id: who answers for the agent (after the order); one of the signers must be this person.
        why: what makes it take two, in words; empty when one is enough.
        by_owners: both signers must be owners.

    Raises:
        Forbidden: who signed may not (``wrong_role``).
    """
    owner = owner_of(given.people, owner_id)
    if not why or given.people.solo:
        if owner is None or given.person.id != owner.id:
            raise Forbidden(
                "This is for the owner who answers for the agent to sign", where=given.person.name, code="wrong_role"
            )
        _drop(given.connection, given.kind, agent_id)
        return [given.sha]
    _may_sign(given, by_owners)
    first = _first(given, agent_id, by_owners)
    if first is None:
        _wait(given, agent_id)
        return []
    if owner is None or owner.id not in (first[1].id, given.person.id):
        raise Forbidden(
            "One of the two who sign this must be the owner who answers for the agent",
            where=f"{first[1].name} and {given.person.name}",
            code="wrong_role",
        )
    _drop(given.connection, given.kind, agent_id)
    return [given.sha, first[0]]


def waiting(context: Context, connection: Connection, agent_id: str | None = None) -> list[Waiting]:
    """The orders that wait for a second signature now, oldest first."""
    query = select(schema.pending).order_by(_P.seq)
    if agent_id is not None:
        query = query.where(_P.agent == agent_id)
    found = (_waiting(connection, row) for row in connection.execute(query) if not _lapsed(context, row.at))
    return [one for one in found if one is not None]


def _may_sign(given: Given, by_owners: bool) -> None:
    given.by_decider("This")
    if by_owners and not given.person.has(Role.OWNER):
        raise Forbidden("Both who sign this must be owners", where=given.person.name, code="wrong_role")


def _first(given: Given, agent_id: str, by_owners: bool) -> tuple[str, Person] | None:
    """The first signature of the same order by somebody else, if it still counts."""
    query = select(schema.pending).where(_P.kind == given.kind, _P.agent == agent_id)
    row = given.connection.execute(query).one_or_none()
    if row is None or _lapsed(given.context, row.at):
        return None
    try:
        envelope = ledger_log.envelope(given.connection, row.envelope)
        person = given.people.check_still_counts(envelope, row.seq)
        _name, said = read_order(envelope)
    except KnownError:
        # A key that was lost since, or a row that somebody changed: this signature is the first one then.
        return None
    same = all(said[name] == given.predicate[name] for name in ("kind", "supersedes", "audience"))
    if not same or canonical(said["body"], _BODY) != canonical(given.predicate["body"], _BODY):
        return None
    if person.id == given.person.id or (by_owners and not person.has(Role.OWNER)):
        return None
    return row.envelope, person


def _wait(given: Given, agent_id: str) -> None:
    """Keep a first signature, in place of an earlier one of this kind for this agent, and say so in the ledger."""
    context, connection = given.context, given.connection
    _drop(connection, given.kind, agent_id)
    connection.execute(
        insert(schema.pending).values(
            envelope=given.sha,
            kind=given.kind,
            agent=agent_id,
            body=canonical(given.predicate["body"], _BODY).decode(),
            supersedes=given.supersedes,
            person=given.person.id,
            at=context.now(),
            seq=given.place,
        )
    )
    said = {"envelope": given.sha, "state": "needs_second", "note": "it waits for a second person's signature"}
    draft = Draft(
        "delivered",
        context.now(),
        agent_id,
        payloads={"delivered": as_payload(said)},
        verdict=history_words.WAITS + given.kind,
        agent=agent_id,
        person=given.person.id,
        title=f"{history_words.ORDERS.get(given.kind, given.kind)}: first of two signatures",
    )
    context.log.append(connection, [draft])


def _drop(connection: Connection, kind: str, agent_id: str) -> None:
    connection.execute(delete(schema.pending).where(_P.kind == kind, _P.agent == agent_id))


def _lapsed(context: Context, at: str) -> bool:
    return parse_stamp(at) + LIFE <= context.latest()


def _waiting(connection: Connection, row: Row[Any]) -> Waiting | None:
    try:
        _name, said = read_order(ledger_log.envelope(connection, row.envelope))
    except KnownError:
        # Erased since, or a row that somebody changed: nothing that could be seconded.
        return None
    if said["kind"] != row.kind or not isinstance(said["body"], Mapping):
        return None
    until = later(parse_stamp(row.at), LIFE.total_seconds())
    reason = said["reason"] if isinstance(said["reason"], str) else ""
    return Waiting(row.envelope, row.kind, row.agent, said["body"], row.supersedes, row.person, row.at, until, reason)
