"""Signing how far an agent may go: level, mandate, charter, tools, and seconding what another person signed.

Each order goes to the gateway that enforces the agent and names the order it replaces, as that gateway told it just
before. With what a person was shown (``seen``), an order that would replace anything newer than that is not signed, so
that nobody undoes a change or a fall that they have not read of. What moves towards risk takes a step-up here; what
moves towards safety never does (DESIGN 4.5).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterseal.errors import Conflict, Forbidden, InvalidInput, NotFound, Unreachable
from counterseal.model.autonomy import Autonomy, Charter, Mandate, members
from counterseal.model.traces import Capture
from counterseal.policy import reading
from counterseal.sync import towards_risk
from counterseal.sync.api_autonomy import AgentDetail, OrderDone, PendingOrder
from counterseal.sync.autonomy_agents import Agents, Looked
from counterseal.sync.core import DeskCore
from counterseal.sync.pending_orders import PendingOrders
from counterseal.sync.placing import Placed, Placing

NEEDS_SECOND = "needs_second"
WAITS_FOR_SECOND = "Signed. It is in force when a second person has signed it too; until then nothing changes."
STEPPING_UP: Mapping[str, str] = {
    "level": "Raising a level",
    "mandate": "Widening a mandate",
    "charter": "Changing a charter",
    "registry": "Lowering a tool's risk",
    "traces": "Keeping more of an agent's traces",
    "reset": "A reset",
    "pause": "Resuming an agent",
}
CAPTURE_WORDS: Mapping[Capture, str] = {
    Capture.OFF: "not kept",
    Capture.STRUCTURE: "kept without content",
    Capture.CONTENT: "kept with content",
}
# What one order of each kind replaces. The content counts as well as the digest: a new registration, or a fall that
# the gateway recorded by itself, changes it under the same order.
_IN_FORCE: Mapping[str, Callable[[AgentDetail], tuple[Any, ...]]] = {
    "level": lambda one: (one.view.id, one.autonomy_order, one.autonomy, one.cap),
    "mandate": lambda one: (one.view.id, one.mandate_order, one.mandate),
    "charter": lambda one: (one.view.id, one.charter_order, one.charter),
    "tool registry": lambda one: (
        one.view.id,
        one.registry_order,
        [tool.descriptor for tool in one.tools if tool.described],
    ),
    "trace capture": lambda one: (one.view.id, one.capture_order, one.capture),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One order about an agent, before it is signed. ``risky``: it moves towards risk."""

    kind: str
    body: Mapping[str, Any]
    title: str
    supersedes: str | None
    risky: bool


class AutonomyOrders:
    """Signs and sends. Use on the desk's loop."""

    def __init__(self, desk: DeskCore, placing: Placing, agents: Agents) -> None:
        self._desk = desk
        self._placing = placing
        self._agents = agents
        self.pending = PendingOrders(desk)

    async def set_level(
        self, agent: str, autonomy: Autonomy, reason: str, *, seen: AgentDetail | None = None
    ) -> OrderDone:
        """Raises KnownError."""
        looked = await self._owned(agent, "level", seen)
        detail = looked.detail
        body = {"agent": looked.id, **members(autonomy)}
        reading.read_level_order(body)
        supersedes = detail.autonomy_order or await self._registration(looked)
        before = towards_risk.standing(detail)
        # A new level takes away the lower one that the agent fell to by itself.
        risky = towards_risk.moves(before, replace(before, autonomy=autonomy, cap=None))
        title = f"{detail.view.name}: level {autonomy.level.value} {autonomy.level.word}"
        return await self._sign(looked, Change("level", body, title, supersedes, risky), reason)

    async def set_mandate(
        self, agent: str, mandate: Mandate | None, reason: str, *, seen: AgentDetail | None = None
    ) -> OrderDone:
        """None takes the mandate away. Raises KnownError."""
        looked = await self._owned(agent, "mandate", seen)
        detail = looked.detail
        body = {"agent": looked.id, "mandate": None if mandate is None else members(mandate)}
        reading.read_mandate_order(body)
        before = towards_risk.standing(detail)
        risky = towards_risk.moves(before, replace(before, mandate=mandate))
        title = f"{detail.view.name}: {'no mandate' if mandate is None else 'mandate until ' + mandate.expires_at[:10]}"
        return await self._sign(looked, Change("mandate", body, title, detail.mandate_order, risky), reason)

    async def set_charter(
        self, agent: str, charter: Charter, reason: str, *, seen: AgentDetail | None = None
    ) -> OrderDone:
        """Raises KnownError."""
        looked = await self._owned(agent, "charter", seen)
        detail = looked.detail
        body = {"agent": looked.id, "charter": members(charter)}
        reading.read_charter_order(body)
        if charter.owner != detail.view.owner_id:
            raise InvalidInput("A charter names the agent's owner", where="charter/owner", code="wrong_owner")
        before = towards_risk.standing(detail)
        # With one an agent may leave L1, and what it says bounds when it is lowered again.
        risky = towards_risk.moves(before, replace(before, charter=charter))
        title = f"{detail.view.name}: charter"
        return await self._sign(looked, Change("charter", body, title, detail.charter_order, risky), reason)

    async def set_tools(
        self, agent: str, tools: Sequence[Mapping[str, Any]], reason: str, *, seen: AgentDetail | None = None
    ) -> OrderDone:
        """``tools`` is the whole registry. Raises KnownError."""
        looked = await self._owned(agent, "tool registry", seen)
        detail = looked.detail
        read = reading.read_registry(list(tools))
        body = {"agent": looked.id, "tools": [dict(one) for one in tools]}
        before = towards_risk.standing(detail)
        risky = towards_risk.moves(before, replace(before, tools=read))
        supersedes = detail.registry_order or await self._registration(looked)
        title = f"{detail.view.name}: {len(read)} tool{'' if len(read) == 1 else 's'} described"
        return await self._sign(looked, Change("registry", body, title, supersedes, risky), reason)

    async def set_capture(
        self, agent: str, capture: Capture, reason: str, *, seen: AgentDetail | None = None
    ) -> OrderDone:
        """More of an agent's run than before is kept only after a step-up. Raises KnownError."""
        looked = await self._owned(agent, "trace capture", seen)
        detail = looked.detail
        body = {"agent": looked.id, "capture": capture.value}
        title = f"{detail.view.name}: traces {CAPTURE_WORDS[capture]}"
        risky = capture.rank > detail.capture.rank
        return await self._sign(looked, Change("traces", body, title, detail.capture_order, risky), reason)

    async def second(self, pending: str) -> OrderDone:
        """Sign what another person signed: the same kind, body and predecessor, read from their own envelope.

        Raises:
            NotFound: nothing of this digest waits. Conflict: one's own signature is the first. Locked: step-up.
        """
        self._desk.profile.high_water.check()
        looked, order = await self._waiting(pending)
        if order.by_me:
            raise Conflict(
                "You signed it first; a second person must sign it too", where=pending[:16], code="second_person"
            )
        predicate = await self.pending.first(looked, order)
        self._desk.step_up.require(STEPPING_UP.get(order.kind, "Signing as second person"))
        title = f"{looked.detail.view.name}: {order.kind} by {order.by}, seconded"
        return await self._place(
            looked,
            Change(order.kind, predicate["body"], title, predicate["supersedes"], True),
            str(predicate["reason"] or ""),
        )

    async def reset(self, agent: str, reason: str, gateway: str | None = None, *, halt: str | None = None) -> OrderDone:
        """Let a halted agent run again, wherever it is halted; it comes back paused. Names the halt that it ends.

        Args:
            gateway: name or origin of the gateway to reset it at, empty for the own one; None: where it is halted.
            halt: digest of the halt that the person was shown. No other is ended; None ends whichever is in force.

        Raises:
            Conflict: it is not halted by an order (``not_halted``), or by another one (``superseded``). KnownError.
        """
        if not reason.strip():
            raise InvalidInput("A reset needs a reason", where="reason", code="reason_missing")
        self._desk.profile.high_water.check()
        found = await self._halted(agent, gateway)
        if halt is not None:
            found = [one for one in found if one.detail.halt_order == halt]
            if not found:
                raise _superseded(agent, "It was halted again since this was shown")
        self._desk.step_up.require(STEPPING_UP["reset"])
        results = []
        for looked in found:
            body = {"agent": looked.id, "halt": looked.detail.halt_order}
            change = Change("reset", body, f"Reset {looked.detail.view.name}", None, True)
            results.append(await self._place(looked, change, reason))
        notes = " ".join(dict.fromkeys(one.note for one in results if one.note))
        return replace(results[0], note=notes)

    # -- inner --------------------------------------------------------------------------------------------------
    async def _halted(self, agent: str, gateway: str | None) -> list[Looked]:
        if gateway is not None:
            found = [await self._agents.look_at(self._desk.linked().of(gateway), agent)]
        else:
            found = [one for one in await self._agents.everywhere(agent) if one.detail.view.state == "halted"]
        halted = [one for one in found if one.detail.halt_order is not None]
        if not halted:
            by_file = any(one.detail.view.state == "halted" for one in found)
            raise Conflict(
                "No order halts this agent" if by_file else "This agent is not halted",
                where=agent,
                todo="Remove the HALT file in the gateway's folder." if by_file else "",
                code="not_halted",
            )
        return halted

    async def _owned(self, agent: str, what: str, seen: AgentDetail | None) -> Looked:
        """The agent, which this profile's person must answer for.

        Raises:
            Forbidden, ReadOnly. Conflict: ``what`` is no more as it was ``seen`` (``superseded``).
        """
        self._desk.profile.high_water.check()
        looked = await self._agents.look(agent)
        view = looked.detail.view
        if view.owner_id != self._desk.profile.person_id:
            raise Forbidden(
                f"The {what} of an agent is set by the owner who answers for it",
                where=f"{view.name}: {view.owner}",
                code="not_owner",
            )
        if seen is not None and _IN_FORCE[what](looked.detail) != _IN_FORCE[what](seen):
            raise _superseded(view.name, f"The {what} was changed since this was shown")
        return looked

    async def _sign(self, looked: Looked, change: Change, reason: str) -> OrderDone:
        if change.risky:
            self._desk.step_up.require(STEPPING_UP[change.kind])
        return await self._place(looked, change, reason)

    async def _place(self, looked: Looked, change: Change, reason: str) -> OrderDone:
        (placed,) = await self._placing.place(
            [looked.link], change.kind, change.body, looked.id, change.title, reason, change.supersedes
        )
        return await done(self._placing, placed)

    async def _registration(self, looked: Looked) -> str | None:
        return await self._placing.registration(looked.link, looked.id)

    async def _waiting(self, sha256: str) -> tuple[Looked, PendingOrder]:
        for looked in await self._agents.look_at_all():
            for order in looked.detail.pending:
                if order.sha256 == sha256:
                    return looked, order
        raise NotFound(
            "No order of this digest waits for a second person",
            where=sha256[:16],
            todo="See: counterseal agents pending",
            code="not_pending",
        )


def _superseded(where: str, what: str) -> Conflict:
    return Conflict(what, where=where, todo="Read it again, then sign what you still want.", code="superseded")


async def done(placing: Placing, placed: Placed) -> OrderDone:
    """What became of an order, for a person. Raises Conflict: refused by the gateway."""
    stored = placed.stored
    try:
        state = await placing.answer(placed)
    except Unreachable as error:
        return OrderDone(stored.seq, stored.envelope, "stored", error.text())
    if state == NEEDS_SECOND:
        return OrderDone(stored.seq, stored.envelope, NEEDS_SECOND, WAITS_FOR_SECOND)
    return OrderDone(stored.seq, stored.envelope, "in_force")
