"""The gateway's table of agents as typed rows. SQL only; no rule lives here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from counterseal.errors import Forbidden
from counterseal.ledger import schema
from counterseal.ledger.prepared import Prepared
from counterseal.ledger.remembered import Remembered
from counterseal.model.tools import ToolDescriptor, read_descriptor

# Agents by all of their columns: their tools are long, and every call of theirs reads them.
_AGENTS: Remembered[tuple[Any, ...], AgentRow] = Remembered(256)
_G = schema.agents.c
# What every call of an agent needs.
_AGENT = Prepared(select(schema.agents).where(_G.id == bindparam("agent")))


@dataclass(frozen=True, slots=True)
class AgentRow:
    """A registered agent. ``tools`` are descriptors by tool name; ``raw_tools`` their signed JSON.

    Attributes:
        autonomy, mandate, charter: JSON of the orders in force, read by ``policy.reading``; None where only the
            registration speaks. Each ``…_envelope`` is that order's digest.
        cap: the lower level that it fell to by itself.
        seconded: the first of two people's envelopes, by the second one, of orders in force that took two.
    """

    id: str
    name: str
    owner: str
    level: str
    tools: Mapping[str, ToolDescriptor]
    raw_tools: Mapping[str, Any]
    runbook: str
    order_envelope: str
    halt_epoch: int
    halted_by: str | None
    halted_at: str | None
    halt_envelope: str | None = None
    autonomy: Mapping[str, Any] | None = None
    level_envelope: str | None = None
    mandate: Mapping[str, Any] | None = None
    mandate_envelope: str | None = None
    charter: Mapping[str, Any] | None = None
    charter_envelope: str | None = None
    registry_envelope: str | None = None
    cap: str | None = None
    cap_why: str | None = None
    cap_at: str | None = None
    paused_by: str | None = None
    paused_at: str | None = None
    pause_envelope: str | None = None
    drilled_at: str | None = None
    seconded: Mapping[str, str] = field(default_factory=dict)
    token_sha256: str = ""


def agent(connection: Connection, agent_id: str) -> AgentRow:
    """A registered agent. Raises Forbidden: an agent that nobody answers for may not act."""
    row = _AGENT.run(connection, {"agent": agent_id}).one_or_none()
    if row is None:
        raise Forbidden(
            "Nobody answers for this agent yet",
            where=agent_id,
            todo=f"Its owner registers it with: counterseal agents register {agent_id} --name NAME",
            code="unknown_agent",
        )
    return _agent(row)


def agents(connection: Connection) -> list[AgentRow]:
    return [_agent(row) for row in connection.execute(select(schema.agents).order_by(_G.name, _G.id))]


def agent_by_token(connection: Connection, token_sha256: str) -> str | None:
    return connection.execute(select(_G.id).where(_G.token_sha256 == token_sha256)).scalar_one_or_none()


def change_agents(connection: Connection, ids: Iterable[str], **values: Any) -> None:
    connection.execute(update(schema.agents).where(_G.id.in_(list(ids))).values(**values))


def _agent(row: Row[Any]) -> AgentRow:
    """An agent's row as values, read once for the same columns."""
    columns = tuple(row)
    return _AGENTS.get(columns) or _AGENTS.put(columns, _read_agent(row))


def _read_agent(row: Row[Any]) -> AgentRow:
    raw = json.loads(row.tools)
    return AgentRow(
        id=row.id,
        name=row.name,
        owner=row.owner,
        level=row.level,
        tools={entry["tool"]: read_descriptor(entry) for entry in raw},
        raw_tools={entry["tool"]: entry for entry in raw},
        runbook=row.runbook,
        order_envelope=row.order_envelope,
        halt_epoch=row.halt_epoch,
        halted_by=row.halted_by,
        halted_at=row.halted_at,
        halt_envelope=row.halt_envelope,
        autonomy=json.loads(row.autonomy) if row.autonomy is not None else None,
        level_envelope=row.level_envelope,
        mandate=json.loads(row.mandate) if row.mandate is not None else None,
        mandate_envelope=row.mandate_envelope,
        charter=json.loads(row.charter) if row.charter is not None else None,
        charter_envelope=row.charter_envelope,
        registry_envelope=row.registry_envelope,
        cap=row.cap,
        cap_why=row.cap_why,
        cap_at=row.cap_at,
        paused_by=row.paused_by,
        paused_at=row.paused_at,
        pause_envelope=row.pause_envelope,
        drilled_at=row.drilled_at,
        seconded=json.loads(row.seconded),
        token_sha256=row.token_sha256,
    )
