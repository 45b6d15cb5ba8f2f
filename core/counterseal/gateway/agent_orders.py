"""An agent as the next order about it finds it: what is in force, and which digest that order must supersede."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection

from counterseal.gateway import agent_rows, in_force
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.in_force import InForce
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.autonomy import Autonomy, Level
from counterseal.policy.standing import Standing


@dataclass(frozen=True, slots=True)
class AgentOrders:
    """An agent's row, and its orders as they were signed."""

    row: AgentRow
    force: InForce

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def standing(self) -> Standing:
        force = self.force
        return Standing(force.autonomy, self.row.owner, force.cap, force.mandate, force.charter, force.tools)

    @property
    def chartered(self) -> bool:
        """Whether the owner who answers for it now has signed what it is for."""
        return self.force.charter is not None and self.force.charter.owner == self.row.owner

    def predecessor(self, kind: str) -> str | None:
        """The digest that the next order of this kind must supersede."""
        row = self.row
        found = {
            "agent": row.order_envelope,
            "level": row.level_envelope or row.order_envelope,
            "registry": row.registry_envelope or row.order_envelope,
            "mandate": row.mandate_envelope,
            "charter": row.charter_envelope,
            "traces": self.force.capture_order,
        }
        return found.get(kind)

    def seconded(self, basis: list[str], kind: str) -> str:
        """The column of first signatures, once ``basis`` is what the order in force of this kind rests on."""
        replaced = self.row.order_envelope if kind == "agent" else self.predecessor(kind)
        kept = {newest: first for newest, first in self.row.seconded.items() if newest != replaced}
        if kind in ("level", "registry") and replaced == self.row.order_envelope:
            # The registration stays in force for all else that it says.
            kept = dict(self.row.seconded)
        if len(basis) > 1:
            kept[basis[0]] = basis[1]
        return json.dumps(kept)


def load(context: Context, connection: Connection, agent_id: str, people: Roster | None = None) -> AgentOrders:
    """Raises Forbidden: nobody registered this agent."""
    row = agent_rows.agent(connection, agent_id)
    return AgentOrders(row, in_force.read(context, connection, row, people or rosters.load(connection)))


def highest(autonomy: Autonomy) -> Level:
    """The highest level of an agent or any group of its tools."""
    return max((autonomy.level, *(group.level for group in autonomy.groups)), key=lambda one: one.rank)
