"""How an agent falls to a lower level by itself (DESIGN 4.5). Every fall is an entry; a newer level order ends it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from counterseal.gateway import agent_orders, agent_rows, rejudging
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.context import Context
from counterseal.ledger import schema
from counterseal.ledger.log import Draft, as_payload
from counterseal.model.autonomy import Level

LAST_OUTCOMES = 50
LEAST_OUTCOMES = 10
# Entries of one agent that are looked through for its last outcomes, so that the cost has a bound.
_LOOKED_THROUGH = 500
_L, _M, _C, _P = schema.listing.c, schema.meta.c, schema.accepted.c, schema.pending.c


def incident_opened(context: Context, connection: Connection, agent_id: str, envelope: str, what: str) -> Level | None:
    """Somebody marked what it did as wrong. The level that it fell to; None when it did not."""
    found = agent_orders.load(context, connection, agent_id)
    why = f"something it did was marked as wrong: {' '.join(what.split())[:200]}"
    return _one_down(context, connection, found, why, "incident", [envelope])


def after_outcome(context: Context, connection: Connection, agent_id: str) -> Level | None:
    """A call of it failed, or turned out to have failed: hold its rate to the one that its charter allows."""
    found = agent_orders.load(context, connection, agent_id)
    charter = found.standing.charter
    if charter is None:
        return None
    total, failed = _outcomes(connection, found)
    if total < LEAST_OUTCOMES or failed <= charter.failure_rate * total:
        return None
    why = (
        f"{failed} of its last {total} calls failed or were marked as wrong; its charter accepts "
        f"{charter.failure_rate * 100:g} %"
    )
    return _one_down(context, connection, found, why, "failure_rate", [found.row.charter_envelope or ""])


def limit_hit(context: Context, connection: Connection, agent_id: str, says: str) -> Level | None:
    """It asked for more than a window of its mandate has left. Once for each mandate order."""
    found = agent_orders.load(context, connection, agent_id)
    mandate = found.row.mandate_envelope
    if mandate is None or not _first_time(connection, f"lowered/limit/{agent_id}", mandate):
        return None
    return _one_down(context, connection, found, f"it reached a limit of its mandate: {says}"[:300], "limit", [mandate])


def descriptor_changed(
    context: Context, connection: Connection, agent_id: str, tool: str, claimed: str
) -> Level | None:
    """Its runtime knows a tool by another definition than the owner pinned. Once for each such definition."""
    found = agent_orders.load(context, connection, agent_id)
    registry = found.predecessor("registry")
    if registry is None or not _first_time(connection, f"lowered/changed/{agent_id}", f"{registry} {tool} {claimed}"):
        return None
    why = f"the tool {tool} is not the one that its owner described any more"
    return _one_down(context, connection, found, why, "changed_tool", [registry])


def fall(
    context: Context, connection: Connection, found: AgentOrders, to: Level, why: str, cause: str, basis: Sequence[str]
) -> Level:
    """Cap the agent's level, say so in the ledger, and let what was allowed wait again; a fall never lifts another.

    Args:
        basis: digests of the envelopes that it rests on.
    """
    cap = found.standing.cap
    before = min(agent_orders.highest(found.standing.autonomy), cap or Level.L5, key=lambda one: one.rank)
    to = to if cap is None else min(to, cap, key=lambda one: one.rank)
    # A first signature from before the fall knows nothing of it, so both have to sign anew.
    connection.execute(
        delete(schema.pending).where(_P.agent == found.id, _P.kind.in_(("level", "mandate", "registry")))
    )
    said = {
        "agent": found.id,
        "from": before.value,
        "to": to.value,
        "why": why,
        "cause": cause,
        "basis": list(basis),
    }
    draft = Draft(
        "incident",
        context.now(),
        found.id,
        payloads={"lowering": as_payload(said)},
        verdict="lowered",
        agent=found.id,
        title=f"{found.row.name} lowered to {to.value} {to.word}: {why}"[:200],
        search=why[:2000],
    )
    context.append(connection, [draft])
    agent_rows.change_agents(connection, [found.id], cap=to.value, cap_why=why[:500], cap_at=context.now())
    rejudging.wait_again(context, connection, found.id, f"it was lowered to {to.value} {to.word}")
    return to


def _one_down(
    context: Context, connection: Connection, found: AgentOrders, why: str, cause: str, basis: Sequence[str]
) -> Level | None:
    """One below the level that counts now, at least L1; a group of tools above that comes down with it."""
    standing = found.standing
    level = _lower(standing.autonomy.level, standing.cap)
    to = Level(f"L{max(level.rank - 1, Level.L1.rank)}")
    highest = _lower(agent_orders.highest(standing.autonomy), standing.cap)
    return fall(context, connection, found, to, why, cause, basis) if highest.rank > to.rank else None


def _lower(level: Level, cap: Level | None) -> Level:
    return level if cap is None or level.rank <= cap.rank else cap


def _outcomes(connection: Connection, found: AgentOrders) -> tuple[int, int]:
    """How many of its last calls ended since its level was last set or fell, and how many of these badly."""
    orders = [one for one in (found.row.level_envelope, found.row.order_envelope) if one is not None]
    since = connection.execute(select(func.max(_C.at)).where(_C.envelope.in_(orders))).scalar_one_or_none() or ""
    newest = (
        select(_L.subject, _L.type, _L.verdict, _L.at, _L.seq)
        .where(_L.agent == found.id)
        .order_by(_L.seq.desc())
        .limit(_LOOKED_THROUGH)
        .subquery()
    )
    ended = (
        select(newest.c.subject, newest.c.verdict)
        .where(
            newest.c.type == "outcome",
            newest.c.verdict.in_(("done", "failed")),
            newest.c.at >= max(since, found.row.cap_at or ""),
        )
        .order_by(newest.c.seq.desc())
        .limit(LAST_OUTCOMES)
    )
    told = {row.subject: row.verdict == "failed" for row in reversed(connection.execute(ended).all())}
    wrong = select(schema.incidents.c.action).where(schema.incidents.c.action.in_(list(told)))
    for action in connection.execute(wrong).scalars():
        told[action] = True
    return len(told), sum(told.values())


def _first_time(connection: Connection, name: str, value: str) -> bool:
    """Whether this cause has not led to a fall before; remembered from now on."""
    if connection.execute(select(_M.value).where(_M.name == name)).scalar_one_or_none() == value:
        return False
    connection.execute(delete(schema.meta).where(_M.name == name))
    connection.execute(insert(schema.meta).values(name=name, value=value))
    return True
