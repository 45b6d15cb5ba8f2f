"""Autonomy of the agents of an opened profile. Implements ``AutonomyApi``: each call runs on the desk's loop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.autonomy import Autonomy, Charter, Mandate, members
from counterseal.model.traces import Capture
from counterseal.model.views import ActionDetail
from counterseal.sync import next_time
from counterseal.sync.api_autonomy import (
    AgentDetail,
    DrillView,
    IncidentView,
    MandateDraft,
    OrderDone,
    PendingOrder,
    Registered,
    WhatIf,
)
from counterseal.sync.autonomy_agents import Agents
from counterseal.sync.autonomy_brake import AutonomyBrake
from counterseal.sync.autonomy_cases import AutonomyCases
from counterseal.sync.autonomy_orders import AutonomyOrders
from counterseal.sync.core import DeskCore
from counterseal.sync.orders import Orders
from counterseal.sync.placing import Placing


class AutonomyOfAgents:
    """One desk's ``AutonomyApi``. ``stop`` on the loop before it ends."""

    def __init__(self, desk: DeskCore, placing: Placing, orders: Orders, agents: Agents) -> None:
        self._desk = desk
        self._registering = orders
        self._agents = agents
        self._orders = AutonomyOrders(desk, placing, agents)
        self._brake = AutonomyBrake(desk, placing, agents)
        self._cases = AutonomyCases(desk, placing, agents)

    async def stop(self) -> None:
        """End following drills."""
        await self._brake.stop()

    # -- looking ------------------------------------------------------------------------------------------------
    def agent(self, agent: str) -> Future[AgentDetail]:
        async def work() -> AgentDetail:
            looked = await self._agents.look(agent)
            return replace(looked.detail, pending=await self._orders.pending.shown(looked))

        return self._desk.call(work())

    def pending(self) -> Future[tuple[PendingOrder, ...]]:
        """What waits for a second person, at every gateway that answers; the oldest first."""

        async def work() -> tuple[PendingOrder, ...]:
            looked = await self._agents.look_at_all()
            found = [order for one in looked for order in await self._orders.pending.shown(one)]
            return tuple(sorted(found, key=lambda order: order.at))

        return self._desk.call(work())

    def what_if(
        self,
        agent: str,
        autonomy: Autonomy | None = None,
        mandate: Mandate | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        drop_mandate: bool = False,
    ) -> Future[WhatIf]:
        if drop_mandate and mandate is not None:
            raise InvalidInput("A mandate is either changed or dropped", where="mandate")
        change: dict[str, Any] = {}
        if autonomy is not None:
            change["autonomy"] = members(autonomy)
        if mandate is not None:
            change["mandate"] = members(mandate)
        if tools is not None:
            change["tools"] = [dict(tool) for tool in tools]
        if drop_mandate:
            change["drop_mandate"] = True
        return self._desk.call(self._agents.what_if(agent, change))

    def suggest_descriptor(self, detail: ActionDetail) -> Mapping[str, Any]:
        return next_time.suggest_descriptor(detail)

    def next_time(self, detail: ActionDetail) -> Future[MandateDraft]:
        async def work() -> MandateDraft:
            looked = await self._agents.look(detail.action.agent)
            return next_time.next_time(self._desk.clock.now(), detail, looked.detail)

        return self._desk.call(work())

    # -- orders -------------------------------------------------------------------------------------------------
    def register(
        self, agent: str, name: str, tools: Sequence[Mapping[str, Any]] = (), runbook: str = "", gateway: str = ""
    ) -> Future[Registered]:
        return self._registering.register(agent, name, tools, runbook, gateway)

    def set_level(
        self, agent: str, autonomy: Autonomy, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        return self._desk.call(self._orders.set_level(agent, autonomy, reason, seen=seen))

    def set_mandate(
        self, agent: str, mandate: Mandate | None, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        return self._desk.call(self._orders.set_mandate(agent, mandate, reason, seen=seen))

    def set_charter(
        self, agent: str, charter: Charter, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        return self._desk.call(self._orders.set_charter(agent, charter, reason, seen=seen))

    def set_tools(
        self, agent: str, tools: Sequence[Mapping[str, Any]], reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        return self._desk.call(self._orders.set_tools(agent, tools, reason, seen=seen))

    def set_capture(
        self, agent: str, capture: Capture, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        return self._desk.call(self._orders.set_capture(agent, capture, reason, seen=seen))

    def second(self, pending: str) -> Future[OrderDone]:
        return self._desk.call(self._orders.second(pending))

    # -- brake --------------------------------------------------------------------------------------------------
    def pause(self, scope: str, target: str, reason: str) -> Future[OrderDone]:
        return self._desk.call(self._brake.pause(scope, target, reason))

    def resume(self, agent: str, reason: str) -> Future[OrderDone]:
        return self._desk.call(self._brake.resume(agent, reason))

    def drill(self, scope: str, target: str) -> Future[DrillView]:
        return self._desk.call(self._brake.drill(scope, target))

    def reset(
        self, agent: str, reason: str, gateway: str | None = None, *, halt: str | None = None
    ) -> Future[OrderDone]:
        """Let a halted agent run again; for ``DeskApi.reset``."""
        return self._desk.call(self._orders.reset(agent, reason, gateway, halt=halt))

    # -- cases --------------------------------------------------------------------------------------------------
    def open_incident(self, agent: str, action_id: str | None, what: str) -> Future[OrderDone]:
        return self._desk.call(self._cases.open_incident(agent, action_id, what))

    def note_incident(self, incident: str, what: str, compensating: str | None = None) -> Future[OrderDone]:
        return self._desk.call(self._cases.note_incident(incident, what, compensating))

    def close_incident(self, incident: str, what: str) -> Future[OrderDone]:
        return self._desk.call(self._cases.close_incident(incident, what))

    def incidents(self, agent: str = "") -> Future[tuple[IncidentView, ...]]:
        return self._desk.call(self._cases.incidents(agent))

    def claim(self, action_id: str, claim: bool = True) -> Future[str]:
        return self._desk.call(self._cases.claim(action_id, claim))

    def resolve(self, action_id: str, outcome: str, reason: str) -> Future[OrderDone]:
        return self._desk.call(self._cases.resolve(action_id, outcome, reason))

    def away(self, away: bool, until: str | None = None, person: str = "") -> Future[OrderDone]:
        return self._desk.call(self._cases.away(away, until, person))
