"""Pausing, resuming, and trying the kill switch without stopping anything."""

from __future__ import annotations

import asyncio
import logging
import time

from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, NotFound
from counterseal.sync.api import Event
from counterseal.sync.api_autonomy import DrillView, OrderDone
from counterseal.sync.autonomy_agents import Agents
from counterseal.sync.autonomy_orders import STEPPING_UP, done
from counterseal.sync.autonomy_reading import read_drill
from counterseal.sync.core import DeskCore
from counterseal.sync.placing import Placed, Placing

# An agent that has not answered a drill within a lease and a half has no process that hears.
DRILL_WATCH = 45.0
LOOK_EVERY = 0.1
_log = logging.getLogger(__name__)


class AutonomyBrake:
    """Use on the desk's loop; ``stop`` before it ends."""

    def __init__(self, desk: DeskCore, placing: Placing, agents: Agents) -> None:
        self._desk = desk
        self._placing = placing
        self._agents = agents
        self._following: set[asyncio.Task[None]] = set()

    async def pause(self, scope: str, target: str, reason: str) -> OrderDone:
        """Everything in the scope waits, nothing is voided. Anyone on the roster, without step-up. Raises KnownError.

        Args:
            scope: agent, owner, gateway or all; the wider ones go to every gateway, as a halt does.
        """
        from counterseal.gateway.halting_orders import SCOPES

        if scope not in SCOPES:
            raise InvalidInput("The scope of a pause is agent, owner, gateway or all", where=scope)
        body = {"scope": scope, "target": "" if scope == "gateway" else target, "paused": True}
        subject = target if scope == "agent" else ""
        links = await self._placing.reached(scope, target)
        placed = await self._placing.place(links, "pause", body, subject, f"Pause {target or 'all'}", reason, None)
        return await self._all_done(placed)

    async def resume(self, agent: str, reason: str) -> OrderDone:
        """The agent's owner, with step-up. Raises KnownError."""
        looked = await self._agents.look(agent)
        view = looked.detail.view
        if view.owner_id != self._desk.profile.person_id:
            raise Forbidden("A paused agent is resumed by its owner", where=f"{view.name}: {view.owner}")
        if not looked.detail.paused_by:
            raise Conflict("This agent is not paused", where=looked.id, code="not_paused")
        self._desk.step_up.require(STEPPING_UP["pause"])
        body = {"scope": "agent", "target": looked.id, "paused": False}
        (placed,) = await self._placing.place(
            [looked.link], "pause", body, looked.id, f"Resume {view.name}", reason, None
        )
        return await done(self._placing, placed)

    async def drill(self, scope: str, target: str) -> DrillView:
        """Order a drill and follow it; each look at it is told as a ``drill`` event. Raises KnownError."""
        from counterseal.gateway.halting_orders import SCOPES

        if scope not in SCOPES:
            raise InvalidInput("The scope of a drill is agent, owner, gateway or all", where=scope)
        body = {"scope": scope, "target": "" if scope == "gateway" else target, "drill": True}
        subject = target if scope == "agent" else ""
        links = await self._placing.reached(scope, target)
        # Of gateways that are away nothing could be measured, and a drill that they hear tomorrow is none.
        live = [link for link in links if link.state == "live"]
        if not live:
            self._desk.linked().ready()
        started = time.monotonic()
        placed = await self._placing.place(live, "halt", body, subject, f"Drill of {target or 'all'}", "", None)
        for one in placed:
            await self._placing.answer(one)
        view = await self._drill(placed)
        if not view.done:
            task = asyncio.create_task(self._watch(placed, started), name="counterseal-drill-watch")
            self._following.add(task)
            task.add_done_callback(self._following.discard)
        return view

    async def stop(self) -> None:
        """End following."""
        tasks = tuple(self._following)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- inner --------------------------------------------------------------------------------------------------
    async def _all_done(self, placed: list[Placed]) -> OrderDone:
        """One answer for all gateways: in force where one took it, with a note on those that did not."""
        results = await asyncio.gather(*(done(self._placing, one) for one in placed), return_exceptions=True)
        notes: list[str] = []
        found: list[OrderDone] = []
        refused: Conflict | None = None
        for one, result in zip(placed, results, strict=True):
            if isinstance(result, OrderDone):
                found.append(result)
                if result.note:
                    notes.append(result.note)
            elif isinstance(result, Conflict):
                refused = refused or result
                notes.append(f"{one.link.endpoint.name}: {result.text()}")
            else:
                raise result
        if not found and refused is not None:
            raise refused
        first = next((one for one in found if one.state == "in_force"), found[0])
        return OrderDone(first.seq, first.sha256, first.state, " ".join(notes))

    async def _drill(self, placed: list[Placed]) -> DrillView:
        profile = self._desk.profile
        name = profile.roster().person(profile.person_id).name
        first = placed[0].stored
        lines: list[tuple[str, float | None, str]] = []
        finished = True
        for one in placed:
            try:
                told = await one.link.halt_lines(one.stored.envelope)
            except NotFound:
                lines.append((one.link.endpoint.name, None, "the gateway has restarted since and tells no times"))
                continue
            view = read_drill(one.stored.envelope, one.stored.at, name, told)
            lines += view.lines
            finished = finished and view.done
        return DrillView(first.envelope, first.at, name, tuple(lines), finished)

    async def _watch(self, placed: list[Placed], started: float) -> None:
        while time.monotonic() - started < DRILL_WATCH:
            await asyncio.sleep(LOOK_EVERY)
            try:
                view = await self._drill(placed)
            except KnownError as error:
                _log.warning("a drill cannot be followed: %s", error.text())
                continue
            self._desk.emit(Event("drill", view))
            if view.done:
                return
