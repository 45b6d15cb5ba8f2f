"""Looking at agents where they are enforced: which gateway has one, and what that gateway tells of it now."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import Conflict, KnownError, NotFound
from counterseal.sync.api_autonomy import AgentDetail, IncidentView, WhatIf
from counterseal.sync.autonomy_reading import read_agent_detail, read_incidents, read_what_if
from counterseal.sync.core import DeskCore
from counterseal.sync.link import Link
from counterseal.sync.placing import Placing

# A gateway's figures take some reading; more at once would only queue there.
AT_ONCE = 4
AT = "@"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Looked:
    """An agent as its gateway showed it, and the line to that gateway."""

    link: Link
    detail: AgentDetail

    @property
    def id(self) -> str:
        return self.detail.view.id


class Agents:
    """The agents of one desk's gateways. Use on its loop.

    Where two gateways have agents of one id, ``id@gateway`` says which is meant, ``id@`` the own one's.
    """

    def __init__(self, desk: DeskCore, placing: Placing) -> None:
        self._desk = desk
        self._placing = placing

    async def look(self, agent: str) -> Looked:
        """The agent as its gateway shows it now. Raises NotFound, Conflict, Unreachable."""
        identifier, at, gateway = agent.partition(AT)
        link = self._desk.linked().of(gateway) if at else await self._holder(identifier, "")
        return await self.look_at(link, identifier)

    async def everywhere(self, agent: str) -> tuple[Looked, ...]:
        """The agent at each gateway that has it and answers, or at the one that is named. Raises NotFound: none has."""
        if AT in agent:
            return (await self.look(agent),)
        links = self._desk.linked()
        views = [view for view in await links.agents() if view.id == agent]
        if not views:
            raise no_agent(agent)
        return tuple([await self.look_at(links.of(view.gateway), agent) for view in views])

    async def look_at_all(self) -> tuple[Looked, ...]:
        """Every agent of every gateway that answers, without those of a separate one that cannot be read.

        One odd gateway must not keep everybody from seconding at the others. Raises Unreachable: none answers.
        KnownError: the own gateway's answer cannot be used.
        """
        links = self._desk.linked()
        views = await links.agents()
        turns = asyncio.Semaphore(AT_ONCE)

        async def one(link: Link, agent: str) -> Looked | None:
            async with turns:
                try:
                    return await self.look_at(link, agent)
                except NotFound:
                    # Gone between the two answers.
                    return None
                except KnownError as error:
                    if link is links.own:
                        raise
                    _log.warning("%s at %s was left out: %s", agent, link.endpoint.name, error.text())
                    return None

        found = await asyncio.gather(*(one(links.of(view.gateway), view.id) for view in views))
        return tuple(looked for looked in found if looked is not None)

    async def incidents(self, agent: str = "") -> tuple[tuple[Link, IncidentView], ...]:
        """Of one agent or (empty) of all, with the line to the gateway that has each.

        Of all: without those of a separate gateway that cannot be read. Raises KnownError.
        """
        links = self._desk.linked()
        identifier, _at, gateway = agent.partition(AT)
        asked = (await self._holder(identifier, gateway),) if agent else links.live() or (links.own,)

        async def of(link: Link) -> list[tuple[Link, IncidentView]]:
            try:
                raw = await link.ready().get("/v1/incidents", agent=identifier)
                return [(link, one) for one in read_incidents(raw)]
            except KnownError as error:
                if agent or link is links.own:
                    raise
                _log.warning("incidents at %s were left out: %s", link.endpoint.name, error.text())
                return []

        found = await asyncio.gather(*(of(link) for link in asked))
        return tuple(one for each in found for one in each)

    async def what_if(self, agent: str, change: Mapping[str, Any]) -> WhatIf:
        """What a change would have changed, as the agent's gateway replays it. Raises as ``look``."""
        identifier, _at, gateway = agent.partition(AT)
        link = await self._holder(identifier, gateway)
        return read_what_if(await link.ready().post(f"/v1/agents/{identifier}/what-if", dict(change)))

    async def look_at(self, link: Link, agent: str) -> Looked:
        """The agent as this gateway shows it now. Raises KnownError."""
        links = self._desk.linked()
        raw = await link.ready().get(f"/v1/agents/{agent}")
        name = "" if link is links.own else link.endpoint.name
        detail = read_agent_detail(raw, name, self._desk.profile.person_id)
        if detail.view.id != agent:
            raise NotFound("The gateway answers with another agent", where=agent, code="no_agent")
        return Looked(link, detail)

    async def _holder(self, agent: str, gateway: str) -> Link:
        links = self._desk.linked()
        if gateway:
            return links.of(gateway)
        if not any(agent in link.known_agents for link in links.all()):
            await self._placing.ask_agents()
        found = [link for link in links.all() if agent in link.known_agents]
        if len(found) > 1:
            names = ", ".join(f"{agent}{AT}{link.endpoint.name}" for link in found if link is not links.own)
            raise Conflict(
                "Several gateways have an agent of this id", where=agent, todo=f"Say which: {names}.", code="ambiguous"
            )
        if not found:
            links.own.ready()
            raise no_agent(agent)
        return found[0]


def no_agent(agent: str) -> NotFound:
    return NotFound("There is no such agent", where=agent, todo="See: counterseal agents list", code="no_agent")
