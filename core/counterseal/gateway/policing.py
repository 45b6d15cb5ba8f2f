"""Putting an action before policy: what the gateway knows as one question, and the ruling as it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from counterseal.gateway import agent_rows, in_force, windows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.actions import Action, Claims
from counterseal.model.attachments import read_claims
from counterseal.model.risk import Risk, highest
from counterseal.model.tools import risk_of
from counterseal.policy.evaluate import evaluate
from counterseal.policy.ruling import ALLOW, HOLD, Question, Rule, Ruling

# What says nothing more once the level alone makes a person decide.
_IDLE = frozenset({"no_mandate", "silence", "no_lease", "no_charter"})


def agent(context: Context, connection: Connection, agent_id: str) -> AgentRow:
    """A registered agent, read once for steps that share a transaction. Raises Forbidden, as ``agent_rows.agent``."""
    return context.once(connection, ("agent", agent_id), lambda: agent_rows.agent(connection, agent_id))


def people(context: Context, connection: Connection) -> Roster:
    """The roster in force, read once for steps that share a transaction. Raises LedgerDamaged, as ``rosters.load``."""
    return context.once(connection, "people", lambda: rosters.load(connection))


def force(context: Context, connection: Connection, of: AgentRow, roster: Roster) -> InForce:
    """What its owner signed and is in force, read once for steps that share a transaction."""
    return context.once(connection, ("force", of.id), lambda: in_force.read(context, connection, of, roster))


def rule(
    context: Context,
    connection: Connection,
    of: AgentRow,
    roster: Roster,
    action: Action,
    claims: Claims,
    *,
    leased: bool,
    problem: str | None = None,
    source: str = "direct",
    again: bool = False,
) -> tuple[Ruling, InForce]:
    """Rule on one action as things stand at this moment.

    Args:
        leased: whether the agent's process holds a lease; True for what an adapter proposes.
        problem: why the action cannot be shown.
        again: it was allowed before, so what it has taken from its budgets is not counted twice.
    """
    standing = force(context, connection, of, roster)
    earliest, latest = context.interval()
    lengths = {} if standing.mandate is None else {window.name: window.seconds for window in standing.mandate.windows}
    descriptor = standing.tools.get(action.tool)
    pinned = descriptor.pin if descriptor is not None else None
    ruling = evaluate(
        Question(
            action=action,
            claims=claims,
            descriptor=descriptor,
            # Saying nothing of a pinned tool proves nothing about it: a claim left out must not lower a risk.
            tool_changed=pinned is not None and claims.tool_sha256 != pinned,
            autonomy=standing.autonomy,
            cap=standing.cap,
            mandate=standing.mandate,
            chartered=standing.charter is not None,
            owner_active=standing.owner_active or bool(standing.problem),
            budgets=windows.used(connection, of.id, lengths, earliest, action.id if again else ""),
            halted=_since(context.stops.halted(of)),
            paused=_since(context.stops.paused(of)),
            leased=leased,
            earliest=earliest,
            latest=latest,
            people_seen=context.people_seen,
            problem=problem,
            source=source,
        )
    )
    return (with_rule(ruling, Rule("orders", HOLD, standing.problem)) if standing.problem else ruling), standing


def _since(stopped: str | None) -> str:
    return "" if stopped is None else f"since {stopped}"


def with_rule(ruling: Ruling, more: Rule) -> Ruling:
    """A ruling with one more rule that holds: it never allows then, and a refusal stays one."""
    effect = HOLD if ruling.effect == ALLOW else ruling.effect
    risk = Risk.R4 if more.code == "orders" else ruling.risk
    return Ruling(effect, risk, ruling.level, (*ruling.rules, more), ())


def kept(ruling: Ruling, force: InForce) -> dict[str, Any]:
    """The ruling as the ledger and the action's row keep it."""
    return {
        "effect": ruling.effect,
        "level": ruling.level.value,
        "risk": ruling.risk.value,
        "rules": [[one.code, one.effect, one.says] for one in ruling.rules],
        "charges": [[one.window, one.amount] for one in ruling.charges],
        "envelopes": list(force.envelopes),
    }


def claims_of(connection: Connection, row: ActionRow) -> Claims:
    """What the agent said of an action when it asked. Raises NotFound: it was erased."""
    return read_claims(json.loads(ledger_log.payload(connection, row.received_seq, "claims")))


def why(said: Mapping[str, Any]) -> tuple[str, ...]:
    """The words of a kept ruling that led to its effect, without what adds nothing to them.

    Those of an allowed action stand in its receipt only.
    """
    led = [(code, says) for code, effect, says in said.get("rules", ()) if effect == said["effect"]]
    if any(code == "level" for code, _says in led):
        led = [(code, says) for code, says in led if code not in _IDLE]
    return tuple(says for _code, says in led)


def risk_now(force: InForce, row: ActionRow) -> Risk:
    """The risk of a waiting action as things stand: never lower than when it was ruled on."""
    described = Risk.R4 if row.problem else risk_of(force.tools.get(row.action.tool), row.action.arguments)
    return highest(Risk(row.risk), described)
