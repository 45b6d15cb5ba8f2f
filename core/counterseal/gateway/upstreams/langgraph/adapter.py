"""LangGraph Agent Server behind ``port.Upstream``: what it asks becomes proposals, what was decided goes back.

A poll first settles and sends, then lists. In that order an answer that has arrived is reported before the list is
compared, and nothing this desk has just answered is offered again. Threads are listed without their values; state
and history are read only for a request that is new. A thread all of whose requests are open here is not looked at
again until it changes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.gateway.upstreams.asking import CARRIED, Group, Offers, digest_of
from counterseal.gateway.upstreams.json_client import TooLarge, is_gone, normal_url
from counterseal.gateway.upstreams.langgraph import doctor
from counterseal.gateway.upstreams.langgraph.carrying import Carrier
from counterseal.gateway.upstreams.langgraph.client import EXAMPLE, PRODUCT, LangGraphClient
from counterseal.gateway.upstreams.langgraph.ending import halt
from counterseal.gateway.upstreams.langgraph.identity import action_id, group_id, is_safe
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, read_thread
from counterseal.gateway.upstreams.langgraph.listing import Thread, fetch, is_any, look
from counterseal.gateway.upstreams.langgraph.outcomes import match_calls
from counterseal.gateway.upstreams.langgraph.parked import ParkedThreads
from counterseal.gateway.upstreams.langgraph.standing import Poll, StandingStill
from counterseal.gateway.upstreams.langgraph.trace import context_of, trace_of
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.gateway.upstreams.telling import Telling
from counterseal.model.actions import Action, Claims, Proposal

_HISTORY = 20
# An action of an earlier process, unseen this many polls while nothing is busy, is gone.
_UNSEEN_POLLS = 3

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Settled:
    """A thread for which nothing is left to do: all that it asks, under ``keys``, is open here as ``ids``."""

    keys: frozenset[str]
    ids: frozenset[str]


class LangGraphUpstream:
    """One LangGraph server as a source of actions. ``transport`` and ``clock`` are for tests.

    Raises:
        InvalidInput: ``config.url`` is not a server's address.
    """

    def __init__(
        self,
        config: UpstreamConfig,
        *,
        clock: Clock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.config = config
        clock = clock or SystemClock()
        self._client = LangGraphClient(normal_url(config.url, PRODUCT, EXAMPLE), config.api_key, transport)
        self._carrier = Carrier(self._client, clock, self._agent_of)
        self._telling = Telling(config.name)
        # What this process has learned; all of it can be learned again.
        self._offers: Offers[Key] = Offers(clock, self._carrier.returned)
        self._lists = [ParkedThreads(self._client, clock, status) for status in ("interrupted", "error")]
        self._threads: dict[str, Thread] = {}
        self._settled: dict[str, _Settled] = {}
        self._standing = StandingStill(self._client, self._carrier, self._agent_of)
        self._unseen: dict[str, int] = {}

    async def close(self) -> None:
        """Close the client."""
        await self._client.close()

    async def test(self) -> tuple[Check, ...]:
        """Try the connection step by step; the first failed check names the cause."""
        return await doctor.test(self._client)

    async def halt(self, port: GatewayPort, agent: str) -> HaltReport:
        """Cancel running work of this agent and end what is parked."""
        return await halt(self._client, lambda thread: self._agent_of(thread) == agent)

    async def poll(self, port: GatewayPort) -> None:
        """Report what arrived, send what was decided, propose what is newly parked, mark what is gone."""
        problems: list[str] = []
        try:
            problems += await self._carrier.settle(port)
            problems += await self._carrier.carry(port, await port.decided(self.config.name))
            await self._list(port, problems)
        except KnownError as error:
            self._carrier.forget_server()
            self._client.forget_server()
            problems.append(error.text())
        else:
            await self._telling.remarks(port, [*self._client.lacking(), *self._standing.words()])
        await self._telling.problems(port, problems)

    # Listing ---------------------------------------------------------------------------------------------------

    async def _list(self, port: GatewayPort, problems: list[str]) -> None:
        listed: dict[str, None] = {}
        read: dict[str, Thread] = {}
        for parked in self._lists:
            seen = await parked.read()
            for identifier in seen.changed:
                self._settled.pop(identifier, None)
                self._threads[identifier] = seen.threads[identifier]
            read |= seen.threads
            listed |= dict.fromkeys(seen.threads) | dict.fromkeys(seen.ids)
        open_ids = dict(await port.open_ids(self.config.name))
        decided = {one.id for one in await port.decided(self.config.name)}
        poll = Poll(port, open_ids, self._carrier.in_flight() | decided, problems=problems)
        await self._read_again(poll, listed, read)
        for identifier in listed:
            settled = self._settled.get(identifier)
            if settled is not None:
                poll.seen |= settled.ids
                poll.keys[identifier] = settled.keys
            elif not is_safe(identifier):
                poll.problems.append("The server lists a thread whose id cannot be used.")
            elif identifier in self._threads:
                await self._try_to_take_in(poll, identifier)
        await self._find_gone(poll)
        self._forget(poll)

    async def _read_again(self, poll: Poll, listed: Collection[str], read: Mapping[str, Thread]) -> None:
        """Look again at threads of which an action has ended here, although they stand unchanged at the server."""
        ended = [
            one for one, settled in self._settled.items() if one not in listed or not settled.ids <= poll.open.keys()
        ]
        for identifier in ended:
            del self._settled[identifier]
        self._threads = {one: found for one, found in self._threads.items() if one in listed}
        missing = [one for one in listed if one not in self._settled and one not in self._threads and is_safe(one)]
        self._threads |= {one: read[one] for one in missing if one in read}
        self._threads |= await fetch(self._client, [one for one in missing if one not in read])

    async def _try_to_take_in(self, poll: Poll, thread: str) -> None:
        if poll.new_budget <= 0:
            poll.unsure.add(thread)
            return
        try:
            settled = await self._take_in(poll, thread, self._threads[thread])
        except KnownError as error:
            if is_gone(error):
                raise
            poll.unsure.add(thread)
            poll.problems.append(error.text())
            return
        if settled is not None:
            self._settled[thread] = settled
            del self._threads[thread]

    def _forget(self, poll: Poll) -> None:
        """Keep only what threads that still ask and actions that are still open need."""
        if poll.new_budget > 0:
            # Else not all that asks was looked at.
            self._offers.forget(poll)
        self._standing.keep(poll.keys.keys() | poll.unsure)

    async def _take_in(self, poll: Poll, thread: str, found: Thread) -> _Settled | None:
        asked = read_thread(found) or await self._standing.asked(poll, thread, found)
        poll.keys[thread] = {one.key for one in asked}
        groups: dict[str, list[Asked]] = {}
        for one in asked:
            groups.setdefault(one.key, []).append(one)
        open_here = [await self._offers.take_in(poll, self._group(poll, thread, found, one)) for one in groups.values()]
        if thread in poll.unsure or None in open_here:
            return None
        return _Settled(frozenset(groups), frozenset(one for ids in open_here for one in ids or ()))

    # Proposing -------------------------------------------------------------------------------------------------

    def _group(self, poll: Poll, thread: str, found: Thread, group: Sequence[Asked]) -> Group[Key]:
        where = (thread, group[0].key)
        return Group(
            agent=self._agent_of(found),
            key=where,
            place=where,
            contents=[digest_of(one.tool, one.arguments, one.problem) for one in group],
            ids=lambda again: [action_id(self._client.url, thread, one.key, one.index, again) for one in group],
            propose=lambda again: self._propose(poll, thread, found, group, again),
        )

    async def _propose(self, poll: Poll, thread: str, found: Thread, group: Sequence[Asked], again: int) -> list[str]:
        poll.new_budget -= 1
        state, history = await self._read_around(poll, thread)
        calls = match_calls(state, group)
        agent = self._agent_of(found)
        states: list[str] = []
        for one, call in zip(group, calls, strict=True):
            identifier = action_id(self._client.url, thread, one.key, one.index, again)
            upstream = {
                "server": self._client.url,
                "thread": thread,
                "interrupt": one.interrupt,
                "key": one.key,
                "index": one.index,
                "shape": str(one.shape),
                "call": call,
            }
            proposal = Proposal(
                action=Action(id=identifier, agent=agent, tool=one.tool, arguments=one.arguments),
                claims=Claims(summary=one.summary),
                context=context_of(state, call),
                trace=trace_of(state, history, one, call),
                source=self.config.name,
                upstream=upstream,
                group=group_id(self._client.url, thread, one.key, again) if one.count > 1 else None,
                verdicts=one.verdicts,
                schema=one.schema,
                problem=one.problem,
            )
            states.append(await poll.port.propose(proposal))
        return states

    async def _read_around(self, poll: Poll, thread: str) -> tuple[Mapping[str, Any], list[Any]]:
        """State and history for context and trace; what is too large is left out, the request is not."""
        if thread not in poll.states:
            state: Mapping[str, Any] = {}
            history: list[Any] = []
            try:
                state = await self._client.state(thread)
                history = await self._client.history(thread, _HISTORY)
            except TooLarge as error:
                poll.problems.append(f"Context of thread {thread} was left out: {error.what}.")
            poll.states[thread] = (state, history)
        return poll.states[thread]

    # Leaving ---------------------------------------------------------------------------------------------------

    async def _find_gone(self, poll: Poll) -> None:
        """Mark open actions that the server no longer asks. A busy thread may still ask: its run is not over."""
        busy: bool | None = None
        looked: dict[str, Thread | None] = {}
        self._unseen = {one: count for one, count in self._unseen.items() if one in poll.open}
        for identifier, state in poll.open.items():
            if identifier in poll.seen or state in CARRIED or identifier in self._carrier.in_flight():
                self._unseen.pop(identifier, None)
                continue
            where = self._offers.where.get(identifier)
            if where is None:
                if busy is None:
                    busy = await is_any(self._client, "busy")
                self._unseen[identifier] = self._unseen.get(identifier, 0) + (not busy and not poll.unsure)
                if self._unseen[identifier] >= _UNSEEN_POLLS:
                    await poll.port.gone(identifier, "The server no longer asks for this.")
                continue
            thread, key = where
            if thread in poll.unsure:
                continue
            if thread not in poll.keys:
                if thread not in looked:
                    looked[thread] = await look(self._client, thread)
                found = looked[thread]
                if found is not None and found.get("status") not in ("idle", "error"):
                    continue
            elif key in poll.keys[thread]:
                # Its key is asked under another number of asking; the group said what became of this one.
                continue
            await poll.port.gone(identifier, "The server no longer asks for this: it was answered elsewhere, or ended.")

    # Agents ----------------------------------------------------------------------------------------------------

    def _agent_of(self, thread: Mapping[str, Any]) -> str:
        metadata = thread.get("metadata")
        if isinstance(metadata, Mapping):
            for name in ("graph_id", "assistant_id"):
                agent = self.config.agents.get(str(metadata.get(name)))
                if agent:
                    return agent
        return self.config.agent
