"""Google ADK's ``api_server`` behind ``port.Upstream``: what waits becomes proposals, what was decided goes back.

A poll first settles and sends, then lists. Sessions are listed without their events; one is read only when it is new
or has changed since it was read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from counterseal.clock import Clock, SystemClock
from counterseal.errors import InvalidInput, KnownError
from counterseal.gateway.upstreams.adk import doctor
from counterseal.gateway.upstreams.adk.carrying import Carrier
from counterseal.gateway.upstreams.adk.client import EXAMPLE, PRODUCT, AdkClient
from counterseal.gateway.upstreams.adk.confirmations import Asked, read_session
from counterseal.gateway.upstreams.adk.places import Owner, Place, agent_of, is_usable, users_of
from counterseal.gateway.upstreams.adk.trace import context_of, trace_of
from counterseal.gateway.upstreams.asking import CARRIED, Group, Offers, Round, digest_of
from counterseal.gateway.upstreams.json_client import is_gone, normal_url
from counterseal.gateway.upstreams.langgraph.identity import action_id, group_id
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.gateway.upstreams.telling import Telling
from counterseal.model.actions import Action, Claims, Proposal

# Sessions that are read in one poll: a server may hold thousands when it is seen for the first time.
_READS_PER_POLL = 50
# An action of an earlier process, unseen in this many whole polls, is gone.
_UNSEEN_POLLS = 3
_GONE = "The server no longer asks for this: it was answered elsewhere, or the session was changed."


@dataclass(slots=True)
class _Poll(Round):
    """What one poll has read. ``unsure`` places could not be read, so nothing of theirs may be called gone."""

    problems: list[str] = field(default_factory=list)
    listed: set[Owner] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    unsure: set[Place] = field(default_factory=set)
    whole: bool = True
    reads: int = _READS_PER_POLL


class AdkUpstream:
    """One ADK server as a source of actions. ``transport`` and ``clock`` are for tests.

    Raises:
        InvalidInput: ``config.url`` is not a server's address, or ``config.agents`` names an impossible user.
    """

    def __init__(
        self,
        config: UpstreamConfig,
        *,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        for key in config.agents:
            app, slash, user = key.partition("/")
            if not is_usable(app) or (slash and not is_usable(user)):
                raise InvalidInput(
                    "An ADK source names an app, a user of it as APP/USER, or a user of every app as */USER",
                    where=ascii(key)[1:-1][:80],
                    code="bad_user",
                )
        self.config = config
        clock = clock or SystemClock()
        self._client = AdkClient(normal_url(config.url, PRODUCT, EXAMPLE), config.api_key, transport)
        self._carrier = Carrier(self._client, clock, self._agent_of)
        self._telling = Telling(config.name)
        # What this process has learned; all of it can be learned again.
        self._read: dict[Place, tuple[Any, list[Asked]]] = {}
        self._offers: Offers[Place] = Offers(clock, self._carrier.returned)
        self._unseen: dict[str, int] = {}

    async def close(self) -> None:
        """Leave the turns that this process has begun, which ends them at the server, and close the client."""
        await self._carrier.close()
        await self._client.close()

    async def test(self) -> tuple[Check, ...]:
        """Try the connection step by step; the first failed check names the cause."""
        return await doctor.test(self._client, self.config.agents)

    async def halt(self, port: GatewayPort, agent: str) -> HaltReport:
        """End this agent's turns that this process has begun.

        ADK has no way to end another caller's turn. What is parked stays parked: an answer, a refusal too, would start
        the agent's next turn. Nothing of it can run, since while the agent is halted nothing is sent.
        """
        return HaltReport(cancelled_runs=self._carrier.cancel(agent))

    async def poll(self, port: GatewayPort) -> None:
        """Report what arrived, send what was decided, propose what newly waits, mark what is gone."""
        problems: list[str] = []
        try:
            problems += await self._carrier.settle(port)
            problems += await self._carrier.carry(port, await port.decided(self.config.name))
            await self._list(port, problems)
        except KnownError as error:
            problems.append(error.text())
        await self._telling.problems(port, problems)

    # Listing ---------------------------------------------------------------------------------------------------

    async def _list(self, port: GatewayPort, problems: list[str]) -> None:
        apps = await self._client.apps()
        poll = _Poll(port, {}, (), problems=problems)
        found: list[tuple[Place, Mapping[str, Any]]] = []
        for owner in [Owner(app, user) for app in apps for user in users_of(app, self.config.agents)]:
            try:
                listed = await self._client.sessions(owner)
            except KnownError as error:
                if is_gone(error):
                    raise
                poll.whole = False
                poll.problems.append(error.text())
                continue
            poll.listed.add(owner)
            for session in listed:
                if is_usable(session.get("id")):
                    found.append((Place(owner, str(session["id"])), session))
                else:
                    poll.problems.append("The server lists a session whose id cannot be used.")
        poll.places = {place for place, _session in found}
        poll.open = dict(await port.open_ids(self.config.name))
        poll.busy = self._carrier.in_flight() | {one.id for one in await port.decided(self.config.name)}
        for place, session in found:
            try:
                await self._take_in(poll, place, session)
            except KnownError as error:
                if is_gone(error):
                    raise
                poll.unsure.add(place)
                poll.problems.append(error.text())
        await self._find_gone(poll)
        self._offers.forget(poll)
        if poll.whole:
            self._read = {place: known for place, known in self._read.items() if place in poll.places}

    async def _take_in(self, poll: _Poll, place: Place, listed: Mapping[str, Any]) -> None:
        version = json.dumps(listed.get("lastUpdateTime"))
        known = self._read.get(place)
        session: Mapping[str, Any] | None = None
        if known is None or known[0] != version:
            if poll.reads <= 0:
                poll.unsure.add(place)
                return
            poll.reads -= 1
            session = await self._client.session(place)
            known = self._read[place] = (version, read_session(session))
        groups: dict[str, list[Asked]] = {}
        for one in known[1]:
            groups.setdefault(one.event, []).append(one)
        for group in groups.values():
            await self._offers.take_in(poll, self._group(poll, place, session, group))

    # Proposing -------------------------------------------------------------------------------------------------

    def _group(
        self, poll: _Poll, place: Place, session: Mapping[str, Any] | None, group: Sequence[Asked]
    ) -> Group[Place]:
        """One event's confirmations. ``session`` is what was read of it in this poll, if it was."""

        async def propose(again: int) -> list[str]:
            whole = session if session is not None else await self._client.session(place)
            return [await poll.port.propose(self._proposal(place, whole, one, again)) for one in group]

        return Group(
            agent=self._agent_of(place.owner),
            key=(place, group[0].event),
            place=place,
            contents=[digest_of(one.tool, one.arguments, one.call, one.problem) for one in group],
            ids=lambda again: [action_id(self._client.url, place.path, one.key, one.index, again) for one in group],
            propose=propose,
            waits=self._carrier.is_busy(place),
        )

    def _proposal(self, place: Place, session: Mapping[str, Any], one: Asked, again: int) -> Proposal:
        url = self._client.url
        identifier = action_id(url, place.path, one.key, one.index, again)
        return Proposal(
            action=Action(id=identifier, agent=self._agent_of(place.owner), tool=one.tool, arguments=one.arguments),
            claims=Claims(summary=one.summary),
            context=context_of(session, one),
            trace=trace_of(session, one),
            source=self.config.name,
            upstream={
                "server": url,
                "thread": place.path,
                "app": place.owner.app,
                "user": place.owner.user,
                "session": place.session,
                "key": one.key,
                "index": one.index,
                "call": one.call,
            },
            group=group_id(url, place.path, one.event, again) if one.count > 1 else None,
            verdicts=one.verdicts,
            schema=one.schema,
            problem=one.problem,
        )

    # Leaving ---------------------------------------------------------------------------------------------------

    async def _find_gone(self, poll: _Poll) -> None:
        """Mark open actions that the server no longer asks."""
        self._unseen = {one: count for one, count in self._unseen.items() if one in poll.open}
        for identifier, state in poll.open.items():
            if identifier in poll.seen or state in CARRIED or identifier in self._carrier.in_flight():
                self._unseen.pop(identifier, None)
                continue
            place = self._offers.where.get(identifier)
            if place is not None:
                if place.owner in poll.listed and place not in poll.unsure and not self._carrier.is_busy(place):
                    await poll.port.gone(identifier, _GONE)
                continue
            self._unseen[identifier] = self._unseen.get(identifier, 0) + (poll.whole and not poll.unsure)
            if self._unseen[identifier] >= _UNSEEN_POLLS:
                await poll.port.gone(identifier, _GONE)

    # Agents ----------------------------------------------------------------------------------------------------

    def _agent_of(self, owner: Owner) -> str:
        return agent_of(owner, self.config.agents, self.config.agent)
