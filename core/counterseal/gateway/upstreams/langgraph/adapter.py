"""LangGraph Agent Server behind ``port.Upstream``: what it asks becomes proposals, what was decided goes back.

A poll first settles and sends, then lists. In that order an answer that has arrived is reported before the list is
compared, and nothing this desk has just answered is offered again. Threads are listed without their values; state
and history are read only for a request that is new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.gateway.upstreams.json_client import TooLarge, is_gone, normal_url
from counterseal.gateway.upstreams.langgraph import doctor
from counterseal.gateway.upstreams.langgraph.carrying import Carrier
from counterseal.gateway.upstreams.langgraph.client import EXAMPLE, PRODUCT, LangGraphClient
from counterseal.gateway.upstreams.langgraph.ending import can_be_freed, free, halt
from counterseal.gateway.upstreams.langgraph.identity import action_id, group_id, is_safe
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, read_breakpoint, read_error, read_thread
from counterseal.gateway.upstreams.langgraph.listing import error_of, list_threads, look
from counterseal.gateway.upstreams.langgraph.outcomes import match_calls
from counterseal.gateway.upstreams.langgraph.trace import context_of, trace_of
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.model.actions import Action, Claims, Proposal, State

# States after which a server that still asks is asking anew: before langgraph 1.2 the next question of a node has
# the same id, and an answer that was certainly not sent leaves its question open.
_OVER = {State.DONE, State.FAILED, State.STALE, State.VOID}
# These may still be on their way: their undo runs, or their batch waits for others. They are over once this process
# has returned them, or, after a restart, once they have stood for so many seconds without being handed out.
_DECIDED = {State.REJECTED, State.ANSWERED, State.EXPIRED}
_SETTLED_SECONDS = 60.0
_CARRIED = {State.PERMITTED, State.UNKNOWN}
_HISTORY = 20
# Failed threads whose state is read in one poll: a server may hold thousands that failed for reasons of their own.
_ERRORS_PER_POLL = 20
_FREE_ATTEMPTS = 2
# An action of an earlier process, unseen this many polls while nothing is busy, is gone.
_UNSEEN_POLLS = 3

Key = tuple[str, str]


@dataclass(slots=True)
class _Poll:
    """What one poll has read so far. ``keys`` are those each listed thread asks under; ``unsure`` threads could not
    be read, so that nothing of theirs may be called gone.
    """

    problems: list[str] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    states: dict[str, tuple[Mapping[str, Any], list[Any]]] = field(default_factory=dict)
    halted: dict[str, bool] = field(default_factory=dict)
    error_budget: int = _ERRORS_PER_POLL


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
        self._clock = clock or SystemClock()
        self._client = LangGraphClient(normal_url(config.url, PRODUCT, EXAMPLE), config.api_key, transport)
        self._carrier = Carrier(self._client, self._clock, self._agent_of)
        self._said: str | None = None
        # What this process has learned; all of it can be learned again.
        self._where: dict[str, Key] = {}
        self._asked_before: dict[Key, int] = {}
        self._never: set[str] = set()
        self._offered: dict[str, str] = {}
        self._ended: dict[str, tuple[str, float]] = {}
        self._still: dict[str, tuple[str, Asked | None]] = {}
        self._freed: dict[str, int] = {}
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
        poll = _Poll()
        try:
            poll.problems += await self._carrier.settle(port)
            poll.problems += await self._carrier.carry(port, await port.decided(self.config.name))
            await self._list(port, poll)
        except KnownError as error:
            self._carrier.forget_server()
            poll.problems.append(error.text())
        await self._say(port, " ".join(dict.fromkeys(poll.problems)))

    async def _say(self, port: GatewayPort, problem: str) -> None:
        if problem != self._said:
            self._said = problem
            await port.problem(self.config.name, problem)

    # Listing ---------------------------------------------------------------------------------------------------

    async def _list(self, port: GatewayPort, poll: _Poll) -> None:
        threads = await list_threads(self._client, "interrupted") + await list_threads(self._client, "error")
        open_ids = dict(await port.open_ids(self.config.name))
        decided = {one.id for one in await port.decided(self.config.name)}
        for thread in threads:
            identifier = thread.get("thread_id")
            if not is_safe(identifier):
                poll.problems.append("The server lists a thread whose id cannot be used.")
                continue
            try:
                await self._take_in(port, poll, str(identifier), thread, open_ids, decided)
            except KnownError as error:
                if is_gone(error):
                    raise
                poll.unsure.add(str(identifier))
                poll.problems.append(error.text())
        await self._find_gone(port, poll, open_ids)
        self._forget(poll, set(open_ids))

    def _forget(self, poll: _Poll, open_ids: set[str]) -> None:
        """Keep only what threads that still ask and actions that are still open need."""
        kept = open_ids | poll.seen
        keys = {self._where[one] for one in kept if one in self._where}
        self._where = {one: where for one, where in self._where.items() if one in kept}
        self._offered = {one: content for one, content in self._offered.items() if one in kept}
        self._asked_before = {key: count for key, count in self._asked_before.items() if key in keys}
        self._never &= kept
        self._carrier.returned &= kept
        self._ended = {one: known for one, known in self._ended.items() if one in poll.seen and one not in open_ids}
        listed = poll.keys.keys() | poll.unsure
        self._still = {thread: found for thread, found in self._still.items() if thread in listed}
        self._freed = {thread: count for thread, count in self._freed.items() if thread in listed}

    async def _take_in(
        self,
        port: GatewayPort,
        poll: _Poll,
        thread: str,
        found: Mapping[str, Any],
        open_ids: Mapping[str, str],
        decided: set[str],
    ) -> None:
        asked = read_thread(found)
        if not asked:
            single = await self._standing_still(port, poll, thread, found)
            asked = [single] if single is not None else []
        poll.keys[thread] = {one.key for one in asked}
        groups: dict[str, list[Asked]] = {}
        for one in asked:
            groups.setdefault(one.key, []).append(one)
        for group in groups.values():
            await self._take_in_group(port, poll, thread, found, group, open_ids, decided)

    async def _standing_still(
        self, port: GatewayPort, poll: _Poll, thread: str, found: Mapping[str, Any]
    ) -> Asked | None:
        """What a thread without interrupts waits for: a breakpoint, a poisoned answer, or nobody."""
        version = f"{found.get('status')} {found.get('state_updated_at')} {found.get('updated_at')}"
        known = self._still.get(thread)
        if known is not None and known[0] == version:
            return known[1]
        if self._carrier.is_waiting_for(thread):
            poll.unsure.add(thread)
            return None
        if found.get("status") == "error":
            poll.error_budget -= 1
            if poll.error_budget < 0:
                poll.unsure.add(thread)
                return None
        state = await self._client.state(thread)
        if found.get("status") == "error":
            single = read_error(state, await error_of(self._client, thread))
            if single is not None and await self._try_to_free(port, poll, thread, found, state):
                return None
        else:
            single = read_breakpoint(state)
        self._still[thread] = (version, single)
        return single

    async def _try_to_free(
        self, port: GatewayPort, poll: _Poll, thread: str, found: Mapping[str, Any], state: Mapping[str, Any]
    ) -> bool:
        """Free a thread that an answer of a desk like this one has broken. True when the server took it."""
        if self._freed.get(thread, 0) >= _FREE_ATTEMPTS or not can_be_freed(state):
            return False
        runs = await self._client.runs(thread, limit=1)
        metadata = runs[0].get("metadata") if runs and runs[0].get("status") == "error" else None
        if not isinstance(metadata, Mapping) or "decision_id" not in metadata:
            return False
        if await self._is_halted(port, poll, self._agent_of(found)):
            return False
        self._freed[thread] = self._freed.get(thread, 0) + 1
        await free(self._client, thread, _assistant(found), state)
        poll.unsure.add(thread)
        poll.problems.append(f"Thread {thread} failed on an answer; it was set back and asks again.")
        return True

    # Proposing -------------------------------------------------------------------------------------------------

    async def _take_in_group(
        self,
        port: GatewayPort,
        poll: _Poll,
        thread: str,
        found: Mapping[str, Any],
        group: Sequence[Asked],
        open_ids: Mapping[str, str],
        decided: set[str],
    ) -> None:
        key = (thread, group[0].key)
        again = self._asked_before.get(key, 0)
        while True:
            ids = [action_id(self._client.url, thread, one.key, one.index, again) for one in group]
            poll.seen.update(ids)
            for identifier in ids:
                self._where[identifier] = key
            busy = self._carrier.in_flight() | decided
            if any(identifier in busy or identifier in self._never for identifier in ids):
                return
            if all(identifier in open_ids for identifier in ids):
                await self._watch_content(port, ids, group, open_ids)
                return
            if await self._is_halted(port, poll, self._agent_of(found)):
                return
            if any(identifier not in open_ids and identifier not in self._ended for identifier in ids):
                states = await self._propose(port, poll, thread, found, group, again)
                self._remember_ended(ids, states)
            if not self._asks_anew(ids, open_ids):
                return
            for identifier in ids:
                if open_ids.get(identifier) in (State.HELD, State.APPROVED):
                    await port.gone(identifier, "Another of this batch has ended; the server asks for all anew.")
            again += 1
            self._asked_before[key] = again

    def _remember_ended(self, ids: Sequence[str], states: Sequence[str]) -> None:
        for identifier, state in zip(ids, states, strict=True):
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

    async def _propose(
        self,
        port: GatewayPort,
        poll: _Poll,
        thread: str,
        found: Mapping[str, Any],
        group: Sequence[Asked],
        again: int,
    ) -> list[str]:
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
            states.append(await port.propose(proposal))
            self._offered[identifier] = _content(one)
        return states

    async def _read_around(self, poll: _Poll, thread: str) -> tuple[Mapping[str, Any], list[Any]]:
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
        """Mark open actions that the server no longer asks. A busy thread may still ask: its run is not over."""
        busy: bool | None = None
        looked: dict[str, Mapping[str, Any] | None] = {}
        self._unseen = {one: count for one, count in self._unseen.items() if one in open_ids}
        for identifier, state in open_ids.items():
            if identifier in poll.seen or state in _CARRIED or identifier in self._carrier.in_flight():
                self._unseen.pop(identifier, None)
                continue
            where = self._where.get(identifier)
            if where is None:
                if busy is None:
                    busy = bool(await list_threads(self._client, "busy"))
                self._unseen[identifier] = self._unseen.get(identifier, 0) + (not busy and not poll.unsure)
                if self._unseen[identifier] >= _UNSEEN_POLLS:
                    await port.gone(identifier, "The server no longer asks for this.")
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
            await port.gone(identifier, "The server no longer asks for this: it was answered elsewhere, or ended.")

    # Agents ----------------------------------------------------------------------------------------------------

    def _agent_of(self, thread: Mapping[str, Any]) -> str:
        metadata = thread.get("metadata")
        if isinstance(metadata, Mapping):
            for name in ("graph_id", "assistant_id"):
                agent = self.config.agents.get(str(metadata.get(name)))
                if agent:
                    return agent
        return self.config.agent

    async def _is_halted(self, port: GatewayPort, poll: _Poll, agent: str) -> bool:
        if agent not in poll.halted:
            poll.halted[agent] = await port.halted(agent)
        return poll.halted[agent]


def _content(one: Asked) -> str:
    return json.dumps([one.tool, one.arguments, one.problem], sort_keys=True, ensure_ascii=False)


def _assistant(found: Mapping[str, Any]) -> str:
    metadata = found.get("metadata")
    both = metadata if isinstance(metadata, Mapping) else {}
    return str(both.get("assistant_id") or both.get("graph_id") or "")
