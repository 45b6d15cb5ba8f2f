"""A signed halt, carried out inside the transaction that takes it: everybody whom it covers at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, true, update

from counterseal.errors import InvalidInput
from counterseal.gateway import permits, rows
from counterseal.gateway.agent_views import person_name
from counterseal.gateway.context import Context
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.model.actions import State
from counterseal.model.people import Person

SCOPES = ("agent", "owner", "gateway", "all")
GRACE_SECONDS = 5
LONGEST_GRACE = 300
_MEMBERS = {"scope", "target"}
_OPTIONAL = {"grace_s", "drill"}
_A = schema.agents.c


@dataclass(frozen=True, slots=True)
class Halted:
    """What a halt did here for one agent: how many waiting actions it closed and which are in flight.

    Attributes:
        name, owner: the agent's, and that of who answers for it, for people.
        grace_s: how long supervised processes may take to end, in seconds.
        drill: it was only tried; nothing was stopped.
    """

    agent: str
    name: str
    owner: str
    closed: int
    in_flight: tuple[str, ...]
    already: bool
    grace_s: int = GRACE_SECONDS
    drill: bool = False


def check(body: Any) -> Mapping[str, Any]:
    """The body of a halt, checked. Raises InvalidInput."""
    if not isinstance(body, Mapping) or not _MEMBERS <= set(body) <= _MEMBERS | _OPTIONAL:
        raise InvalidInput("A halt has a scope (agent, owner, gateway, all) and a target", where="body")
    if body["scope"] not in SCOPES or not isinstance(body["target"], str):
        raise InvalidInput("A halt's scope is agent, owner, gateway or all, its target a text", where="body/scope")
    grace, drill = body.get("grace_s", GRACE_SECONDS), body.get("drill", False)
    if isinstance(grace, bool) or not isinstance(grace, int) or not 0 <= grace <= LONGEST_GRACE:
        raise InvalidInput(f"The grace of a halt is 0 to {LONGEST_GRACE} whole seconds", where="body/grace_s")
    if not isinstance(drill, bool):
        raise InvalidInput("Whether it is a drill is true or false", where="body/drill")
    return body


def carry_out(
    context: Context, connection: Connection, predicate: Mapping[str, Any], person: Person, sha: str
) -> tuple[Halted, ...]:
    """Halt everybody whom the order covers, or with ``drill`` nobody. Raises InvalidInput."""
    body = check(predicate["body"])
    covered = _covers(body)
    wanted = select(_A.id, _A.name, _A.owner, _A.halted_by).where(covered).order_by(_A.name, _A.id)
    chosen = connection.execute(wanted).all()
    if not chosen and body["scope"] == "agent":
        raise InvalidInput("There is no such agent to halt", where=str(body["target"]))
    grace, drill = body.get("grace_s", GRACE_SECONDS), body.get("drill", False)
    people = rosters.load(connection)
    owners = {owner: person_name(people, owner) for owner in {row.owner for row in chosen}}
    closed: dict[str, int] = {}
    flying: dict[str, list[str]] = {}
    if not drill:
        closed, flying = _stop(context, connection, body, person, sha)
    return tuple(
        Halted(
            agent=row.id,
            name=row.name,
            owner=owners[row.owner],
            closed=closed.get(row.id, 0),
            in_flight=tuple(flying.get(row.id, ())),
            already=row.halted_by is not None,
            grace_s=grace,
            drill=drill,
        )
        for row in chosen
    )


def _stop(
    context: Context, connection: Connection, body: Mapping[str, Any], person: Person, sha: str
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Latch the halt and void what waits; how much that was and what is in flight, by agent."""
    covered = _covers(body)
    # A reset names the newest halt, so that one which was signed before it lifts nothing.
    connection.execute(update(schema.agents).where(covered).values(halt_epoch=_A.halt_epoch + 1, halt_envelope=sha))
    tag = {"halted_by": person.id, "halted_at": context.now()}
    # Who placed the first halt stays on the tag; only a reset takes it off.
    connection.execute(update(schema.agents).where(covered, _A.halted_by.is_(None)).values(**tag))
    named = body["target"] if body["scope"] == "agent" else None
    ids = set(connection.execute(select(_A.id).where(covered)).scalars())
    states = (State.HELD, State.APPROVED, State.ALLOWED)
    waiting = [row for row in rows.open_actions(connection, agent_id=named, states=states) if row.action.agent in ids]
    permits.close_all(context, connection, waiting, State.VOID, "voided", f"halted by {person.name}")
    closed: dict[str, int] = {}
    flying: dict[str, list[str]] = {}
    for row in waiting:
        closed[row.action.agent] = closed.get(row.action.agent, 0) + 1
    for row in rows.open_actions(connection, agent_id=named, states=(State.PERMITTED,)):
        flying.setdefault(row.action.agent, []).append(row.title)
    return closed, flying


def _covers(body: Mapping[str, Any]) -> ColumnElement[bool]:
    columns: dict[str, ColumnElement[Any]] = {"agent": _A.id, "owner": _A.owner}
    column = columns.get(body["scope"])
    return true() if column is None else column.in_([body["target"]])
