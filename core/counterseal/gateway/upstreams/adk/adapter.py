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
from counterseal.gateway.upstreams.json_client import is_gone, normal_url
from counterseal.gateway.upstreams.langgraph.identity import action_id, group_id
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.model.actions import Action, Claims, Proposal, State

# States after which a server that still asks is asking anew: nothing of the old action was sent.
_OVER = {State.DONE, State.FAILED, State.STALE, State.VOID}
# These may still be on their way. They are over once this process has returned them, or, after a restart, once they
# have stood for so many seconds without being handed out.
_DECIDED = {State.REJECTED, State.ANSWERED, State.EXPIRED}
_SETTLED_SECONDS = 60.0
_CARRIED = {State.PERMITTED, State.UNKNOWN}
# Sessions that are read in one poll: a server may hold thousands when it is seen for the first time.
_READS_PER_POLL = 50
# An action of an earlier process, unseen in this many whole polls, is gone.
_UNSEEN_POLLS = 3
_GONE = "The server no longer asks for this: it was answered elsewhere, or the session was changed."


@dataclass(slots=True)
class _Poll:
    """What one poll has read. ``unsure`` places could not be read, so nothing of theirs may be called gone."""

    problems: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    listed: set[Owner] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    unsure: set[Place] = field(default_factory=set)
    whole: bool = True
    halted: dict[str, bool] = field(default_factory=dict)
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
        self._clock = clock or SystemClock()
        self._client = AdkClient(normal_url(config.url, PRODUCT, EXAMPLE), config.api_key, transport)
        self._carrier = Carrier(self._client, self._clock, self._agent_of)
        self._said: str | None = None
        # What this process has learned; all of it can be learned again.
        self._read: dict[Place, tuple[Any, list[Asked]]] = {}
        self._where: dict[str, Place] = {}
        self._asked_before: dict[tuple[Place, str], int] = {}
        self._never: set[str] = set()
        self._offered: dict[str, str] = {}
        self._ended: dict[str, tuple[str, float]] = {}
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
        poll = _Poll()
        try:
            poll.problems += await self._carrier.settle(port)
            poll.problems += await self._carrier.carry(port, await port.decided(self.config.name))
            await self._list(port, poll)
        except KnownError as error:
            poll.problems.append(error.text())
        problem = " ".join(dict.fromkeys(poll.problems))
        if problem != self._said:
            self._said = problem
            await port.problem(self.config.name, problem)

    # Listing ---------------------------------------------------------------------------------------------------

    async def _list(self, port: GatewayPort, poll: _Poll) -> None:
        apps = await self._client.apps()
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
        open_ids = dict(await port.open_ids(self.config.name))
        decided = {one.id for one in await port.decided(self.config.name)}
        for place, session in found:
            try:
                await self._take_in(port, poll, place, session, open_ids, decided)
            except KnownError as error:
                if is_gone(error):
                    raise
                poll.unsure.add(place)
                poll.problems.append(error.text())
        await self._find_gone(port, poll, open_ids)
        self._forget(poll, set(open_ids))

    def _forget(self, poll: _Poll, open_ids: set[str]) -> None:
        """Keep only what sessions that still ask and actions that are still open need."""
        kept = open_ids | poll.seen
        self._where = {one: place for one, place in self._where.items() if one in kept}
        self._offered = {one: content for one, content in self._offered.items() if one in kept}
        self._never &= kept
        self._carrier.returned &= kept
        self._ended = {one: known for one, known in self._ended.items() if one in poll.seen and one not in open_ids}
        if poll.whole:
            self._read = {place: known for place, known in self._read.items() if place in poll.places}
        places = set(self._where.values())
        self._asked_before = {key: count for key, count in self._asked_before.items() if key[0] in places}

    async def _take_in(
        self,
        port: GatewayPort,
        poll: _Poll,
        place: Place,
        listed: Mapping[str, Any],
        open_ids: Mapping[str, str],
        decided: set[str],
    ) -> None:
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
            session = await self._take_in_group(port, poll, place, session, group, open_ids, decided)

    # Proposing -------------------------------------------------------------------------------------------------

    async def _take_in_group(
        self,
        port: GatewayPort,
        poll: _Poll,
        place: Place,
        session: Mapping[str, Any] | None,
        group: Sequence[Asked],
        open_ids: Mapping[str, str],
        decided: set[str],
    ) -> Mapping[str, Any] | None:
        """Propose what is new of one event's confirmations. Returns the session where it had to be read."""
        key = (place, group[0].event)
        again = self._asked_before.get(key, 0)
        while True:
            ids = [action_id(self._client.url, place.path, one.key, one.index, again) for one in group]
            poll.seen.update(ids)
            for identifier in ids:
                self._where[identifier] = place
            busy = self._carrier.in_flight() | decided
            if self._carrier.is_busy(place) or any(one in busy or one in self._never for one in ids):
                return session
            if all(identifier in open_ids for identifier in ids):
                await self._watch_content(port, ids, group, open_ids)
                return session
            if await self._is_halted(port, poll, self._agent_of(place.owner)):
                return session
            if any(identifier not in open_ids and identifier not in self._ended for identifier in ids):
                session = session if session is not None else await self._client.session(place)
                states = [await port.propose(self._proposal(place, session, one, again)) for one in group]
                self._remember(ids, group, states)
            if not self._asks_anew(ids, open_ids):
                return session
            for identifier in ids:
                if open_ids.get(identifier) in (State.HELD, State.APPROVED):
                    await port.gone(identifier, "Another of this batch has ended; the server asks for all anew.")
            again += 1
            self._asked_before[key] = again

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

    def _remember(self, ids: Sequence[str], group: Sequence[Asked], states: Sequence[str]) -> None:
        for identifier, one, state in zip(ids, group, states, strict=True):
            self._offered[identifier] = _content(one)
            if State(state).ended:
                self._ended.setdefault(identifier, (state, self._clock.monotonic()))
            if state in (State.REFUSED, State.WITHDRAWN):
                self._never.add(identifier)

    def _asks_anew(self, ids: Sequence[str], open_ids: Mapping[str, str]) -> bool:
        """Whether a question that is still asked stands for new actions, because its old ones are over."""
        ended = {one: self._ended[one] for one in ids if one in self._ended and one not in open_ids}
        if any(state in _OVER for state, _ in ended.values()):
            return True
        if len(ended) < len(ids):
            return False
        now = self._clock.monotonic()
        return all(
            one in self._carrier.returned or (state in _DECIDED and now - since > _SETTLED_SECONDS)
            for one, (state, since) in ended.items()
        )

    async def _watch_content(
        self, port: GatewayPort, ids: Sequence[str], group: Sequence[Asked], open_ids: Mapping[str, str]
    ) -> None:
        """An open action whose request changed under the same id is over; the next poll offers the new one."""
        for identifier, one in zip(ids, group, strict=True):
            content = _content(one)
            if self._offered.setdefault(identifier, content) != content and open_ids[identifier] not in _CARRIED:
                await port.gone(identifier, "The server changed the request under the same id.")

    # Leaving ---------------------------------------------------------------------------------------------------

    async def _find_gone(self, port: GatewayPort, poll: _Poll, open_ids: Mapping[str, str]) -> None:
        """Mark open actions that the server no longer asks."""
        self._unseen = {one: count for one, count in self._unseen.items() if one in open_ids}
        for identifier, state in open_ids.items():
            if identifier in poll.seen or state in _CARRIED or identifier in self._carrier.in_flight():
                self._unseen.pop(identifier, None)
                continue
            place = self._where.get(identifier)
            if place is not None:
                if place.owner in poll.listed and place not in poll.unsure and not self._carrier.is_busy(place):
                    await port.gone(identifier, _GONE)
                continue
            self._unseen[identifier] = self._unseen.get(identifier, 0) + (poll.whole and not poll.unsure)
            if self._unseen[identifier] >= _UNSEEN_POLLS:
                await port.gone(identifier, _GONE)

    # Agents ----------------------------------------------------------------------------------------------------

    def _agent_of(self, owner: Owner) -> str:
        return agent_of(owner, self.config.agents, self.config.agent)

    async def _is_halted(self, port: GatewayPort, poll: _Poll, agent: str) -> bool:
        if agent not in poll.halted:
            poll.halted[agent] = await port.halted(agent)
        return poll.halted[agent]


def _content(one: Asked) -> str:
    return json.dumps([one.tool, one.arguments, one.call, one.problem], sort_keys=True, ensure_ascii=False)
