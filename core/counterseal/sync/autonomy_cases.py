"""Single cases: incidents, what became of an action nobody heard the end of, who works on what, and who is away."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from counterseal.clock import parse_stamp
from counterseal.errors import Forbidden, InvalidInput, NotFound, Unreachable
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import Roster
from counterseal.model.actions import State, check_uuid
from counterseal.model.ids import uuid7
from counterseal.model.people import Role
from counterseal.sync.api_autonomy import IncidentView, OrderDone
from counterseal.sync.autonomy_agents import Agents
from counterseal.sync.autonomy_orders import done
from counterseal.sync.core import DeskCore
from counterseal.sync.endpoints import SeparateEndpoint, foreign
from counterseal.sync.link import Link
from counterseal.sync.placing import Placing

OUTCOMES = (State.DONE.value, State.FAILED.value)
_log = logging.getLogger(__name__)


class AutonomyCases:
    """Use on the desk's loop."""

    def __init__(self, desk: DeskCore, placing: Placing, agents: Agents) -> None:
        self._desk = desk
        self._placing = placing
        self._agents = agents

    # -- incidents ----------------------------------------------------------------------------------------------
    async def open_incident(self, agent: str, action_id: str | None, what: str) -> OrderDone:
        """Mark an executed action as wrong; the agent falls one level by itself. Raises KnownError."""
        looked = await self._agents.look(agent)
        body = _step(uuid7(self._desk.clock), looked.id, action_id, "opened", what)
        return await self._place(looked.link, body, f"Incident of {looked.detail.view.name}")

    async def note_incident(self, incident: str, what: str, compensating: str | None) -> OrderDone:
        """Add what was done about it; ``compensating`` is the action that makes up for it. Raises KnownError."""
        link, found = await self._incident(incident)
        if compensating is not None:
            check_uuid(compensating, "compensating")
        body = _step(found.id, found.agent, found.action, "noted", what, compensating)
        return await self._place(link, body, f"Incident of {found.agent}: note")

    async def close_incident(self, incident: str, what: str) -> OrderDone:
        """Raises KnownError."""
        link, found = await self._incident(incident)
        body = _step(found.id, found.agent, found.action, "closed", what)
        return await self._place(link, body, f"Incident of {found.agent} closed")

    async def incidents(self, agent: str) -> tuple[IncidentView, ...]:
        """Of one agent, or (empty) of all; the newest first. Raises KnownError."""
        found = [one for _link, one in await self._agents.incidents(agent)]
        return tuple(sorted(found, key=lambda one: one.opened_at, reverse=True))

    # -- actions ------------------------------------------------------------------------------------------------
    async def claim(self, action_id: str, claim: bool) -> str:
        """Say that I work on it, or no more; who holds it now (a name, or empty). Raises KnownError."""
        link = await self._desk.linked().knowing(action_id)
        client = link.ready()
        body = {} if claim else {"release": True}
        answer = await client.post(f"/v1/queue/{action_id}/claim", body)
        if not isinstance(answer, dict):
            raise foreign(client.url)
        name = answer.get("name")
        return name if isinstance(name, str) else ""

    async def resolve(self, action_id: str, outcome: str, reason: str) -> OrderDone:
        """Say what became of an action with unknown outcome. Raises KnownError."""
        if outcome not in OUTCOMES:
            raise InvalidInput("An outcome is done or failed", where=outcome)
        if not reason.strip():
            raise InvalidInput("Say how you know what became of it", where="reason", code="reason_missing")
        links = self._desk.linked()
        link = await links.knowing(action_id)
        item = (await link.detail(action_id)).item
        if item.state is not State.UNKNOWN:
            raise InvalidInput(
                f"Only an unknown outcome is resolved; this action is {item.state.value}", where=item.id, code="known"
            )
        body = {"agent": item.agent, "action": item.id, "outcome": outcome}
        title = f"{item.title}: {outcome}"
        (placed,) = await self._placing.place([link], "outcome", body, item.id, title, reason, None)
        return await done(self._placing, placed)

    # -- people -------------------------------------------------------------------------------------------------
    async def away(self, away: bool, until: str | None, person: str) -> OrderDone:
        """At every gateway on whose roster the person is. Raises KnownError."""
        target = person or self._desk.profile.person_id
        if until is not None:
            if not away:
                raise InvalidInput("Who is back is not away until a time", where="until")
            parse_stamp(until, "until")
        found: list[tuple[Link, str]] = []
        unheard: list[str] = []
        forbidden = False
        for link in self._desk.linked().all():
            roster = await self._newest_roster(link)
            if roster is None:
                unheard.append(link.endpoint.name)
                continue
            if target not in roster.people:
                continue
            if self._may_mark(roster, target):
                found.append((link, roster.people[target].name))
            else:
                forbidden = True
        if not found and forbidden:
            raise Forbidden("Only an owner marks somebody else away", where=target, code="wrong_role")
        if not found:
            raise NotFound("There is no such person on any roster", where=target, code="not_on_roster")
        body = {"person": target, "away": away, "until": until}
        title = f"{found[0][1]} is {'away' if away else 'back'}"
        placed = await self._placing.place([one for one, _name in found], "away", body, target, title, "", None)
        results = [await done(self._placing, one) for one in placed]
        first = next((one for one in results if one.state == "in_force"), results[0])
        notes = [one.note for one in results if one.note]
        notes += [f"{name} could not be asked and does not know of it; say it again when it can." for name in unheard]
        return OrderDone(first.seq, first.sha256, first.state, " ".join(notes))

    # -- inner --------------------------------------------------------------------------------------------------
    def _may_mark(self, roster: Roster, target: str) -> bool:
        me = roster.people.get(self._desk.profile.person_id)
        return me is not None and (me.id == target or me.has(Role.OWNER))

    async def _newest_roster(self, link: Link) -> Roster | None:
        """As ``_roster``, after asking a separate gateway for what is new: a line that has just begun knows nothing."""
        endpoint = link.endpoint
        if isinstance(endpoint, SeparateEndpoint):
            try:
                await self._desk.linked().replicas.refresh(link, endpoint.gateway, self._desk.readers)
            except Unreachable as error:
                _log.info("%s is judged by what was replicated before: %s", endpoint.name, error.text())
        return await asyncio.get_running_loop().run_in_executor(self._desk.readers, self._roster, link)

    def _roster(self, link: Link) -> Roster | None:
        """The roster by which that gateway judges, as far as it is known here."""
        links = self._desk.linked()
        if link is links.own:
            return self._desk.profile.roster()
        try:
            replica = links.replicas.named(link.endpoint.origin)
        except NotFound:
            return None
        with replica.database.read() as connection:
            return rosters.load(connection)

    async def _incident(self, incident: str) -> tuple[Link, IncidentView]:
        for link, one in await self._agents.incidents():
            if one.id == incident:
                return link, one
        raise NotFound("There is no such incident", where=incident[:40], todo="See: counterseal incident list")

    async def _place(self, link: Link, body: dict[str, Any], title: str) -> OrderDone:
        (placed,) = await self._placing.place([link], "incident", body, body["agent"], title, "", None)
        return await done(self._placing, placed)


def _step(
    incident: str, agent: str, action: str | None, step: str, what: str, compensating: str | None = None
) -> dict[str, Any]:
    if not what.strip():
        raise InvalidInput("Say in a sentence what it is about", where="what", code="reason_missing")
    return {
        "incident": incident,
        "agent": agent,
        "action": action,
        "step": step,
        "what": what.strip(),
        "compensating": compensating,
    }
