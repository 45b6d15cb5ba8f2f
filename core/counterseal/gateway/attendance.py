"""Who is there: when a person's desktop last reached this gateway, who is away, and who works on an action now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.clock import later, parse_stamp, stamp
from counterseal.errors import Conflict
from counterseal.gateway import rows
from counterseal.gateway.context import Context
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.model.actions import State
from counterseal.model.people import Person

SEEN = "people_seen"
SEEN_EVERY = timedelta(minutes=1)
CLAIM_SECONDS = 120.0
_M, _W, _C = schema.meta.c, schema.away.c, schema.claimed.c


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on an action now, and until when (UTC stamp)."""

    person: str
    name: str
    until: str


def load(context: Context, connection: Connection) -> None:
    """Take over when a person was last here, as it is stored."""
    said = connection.execute(select(_M.value).where(_M.name == SEEN)).scalar_one_or_none()
    context.people_seen = None if said is None else parse_stamp(said)


def unseen(context: Context) -> bool:
    """Whether it is time again to write down that a person's desktop is here."""
    seen, (earliest, latest) = context.people_seen, context.interval()
    return seen is None or latest - seen >= SEEN_EVERY or seen > earliest


def note_person(context: Context, connection: Connection) -> None:
    """A person's desktop is here now, so the mandates do not sleep."""
    # The earliest: a clock that ran ahead must not keep mandates awake without anybody.
    now = context.earliest()
    statement = upsert(schema.meta).values(name=SEEN, value=stamp(now))
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": stamp(now)}))
    context.people_seen = now


def away(context: Context, connection: Connection) -> frozenset[str]:
    """Ids of the people who are marked away now."""
    latest = context.latest()
    return frozenset(
        row.person
        for row in connection.execute(select(_W.person, _W.until))
        if row.until is None or parse_stamp(row.until) > latest
    )


def who(connection: Connection, person: Person | None) -> Person:
    """The person behind a token; an embedded gateway's token is that of its profile's owner."""
    if person is not None:
        return person
    first = rosters.load(connection, 1).people
    return next(iter(first.values()))


def claim(
    context: Context, connection: Connection, action_id: str, person: Person | None, release: bool
) -> Claim | None:
    """Say that a person works on an action, or no more; who holds it then. A claim binds nobody.

    Raises:
        NotFound: no such action. Conflict: it is not waiting.
    """
    row = rows.action(connection, action_id)
    one = who(connection, person)
    held = claims(context, connection, [action_id]).get(action_id)
    if held is not None and held.person != one.id:
        return held
    if release:
        connection.execute(delete(schema.claimed).where(_C.action == action_id))
        rows.change_action(connection, action_id, context.bump())
        return None
    if row.state is not State.HELD:
        raise Conflict(f"This action is {row.state.value}", where=action_id, code="not_held", state=row.state.value)
    mine = Claim(one.id, one.name, later(context.clock.now(), CLAIM_SECONDS))
    values = {"person": mine.person, "name": mine.name, "until": mine.until}
    statement = upsert(schema.claimed).values(action=action_id, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["action"], set_=values))
    rows.change_action(connection, action_id, context.bump())
    return mine


def claims(context: Context, connection: Connection, actions: list[str] | None = None) -> dict[str, Claim]:
    """The claims that last, of these actions or of all."""
    latest = context.latest()
    query = select(schema.claimed)
    if actions is not None and len(actions) <= 500:
        query = query.where(_C.action.in_(actions))
    found = connection.execute(query).all()
    return {row.action: Claim(row.person, row.name, row.until) for row in found if parse_stamp(row.until) > latest}


def lapsed(context: Context, connection: Connection) -> list[str]:
    """Actions whose claim is over."""
    latest = context.latest()
    found = connection.execute(select(_C.action, _C.until)).all()
    return [row.action for row in found if parse_stamp(row.until) <= latest]


def end_claims(context: Context, connection: Connection, actions: list[str]) -> None:
    """Forget these claims, and tell the queue."""
    for action in actions:
        connection.execute(delete(schema.claimed).where(_C.action == action))
        rows.change_action(connection, action, context.bump())
