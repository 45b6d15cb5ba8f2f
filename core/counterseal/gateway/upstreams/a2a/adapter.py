"""A2A behind ``port.Upstream``: what an agent asks becomes proposals, what was decided goes back to it.

A poll first settles and sends, then lists; in that order nothing this desk has just answered is offered again. While
many tasks wait, most polls read only what has changed since the newest of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.gateway.upstreams.a2a import doctor
from counterseal.gateway.upstreams.a2a.carrying import Carrier, answer_id
from counterseal.gateway.upstreams.a2a.client import A2AClient, RpcRefused
from counterseal.gateway.upstreams.a2a.halting import halt
from counterseal.gateway.upstreams.a2a.listing import Listing, list_tasks
from counterseal.gateway.upstreams.a2a.tasks import INPUT, WAITING, Asked, history_of, read_question
from counterseal.gateway.upstreams.a2a.templates import read_options
from counterseal.gateway.upstreams.a2a.trace import context_of, trace_of
from counterseal.gateway.upstreams.json_client import Refused, TooLarge, is_gone
from counterseal.gateway.upstreams.langgraph.identity import action_id
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.model.actions import Action, Claims, Proposal, State

# States after which a question that is still asked stands for a new action.
_OVER = {State.DONE, State.FAILED, State.STALE, State.VOID}
# These are over once their answer has been returned, or, after a restart, once they have stood for so many seconds
# without being handed out.
_DECIDED = {State.REJECTED, State.ANSWERED, State.EXPIRED}
_SETTLED_SECONDS = 60.0
_CARRIED = {State.PERMITTED, State.UNKNOWN}
# With more pages than this, only every so many polls read all of them.
_FEW_PAGES = 2
_WHOLE_EVERY = 10
# New questions whose tasks are read whole in one poll; the others come with the next ones.
_NEW_PER_POLL = 100


class A2AUpstream:
    """One A2A agent as a source of actions. ``transport`` and ``clock`` are for tests.

    Raises:
        InvalidInput: ``config.url`` is not a server's address, or ``config.options`` are not those of
            ``templates.read_options``.
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
        self._templates = read_options(config.options)
        self._client = A2AClient(config.url, config.api_key, transport)
        self._carrier = Carrier(self._client, self._clock, self._templates, config.agent)
        self._said: str | None = None
        # What this process has learned; all of it can be learned again. Actions by id, tasks by theirs.
        self._task_of: dict[str, str] = {}
        self._again: dict[tuple[str, str], int] = {}
        self._offered: dict[str, str] = {}
        self._ended: dict[str, tuple[str, float]] = {}
        self._since = ""
        self._partial_polls = 0

    async def close(self) -> None:
        """Close the client."""
        await self._client.close()

    async def test(self) -> tuple[Check, ...]:
        """Try the connection step by step; the first failed check names the cause."""
        return await doctor.test(self._client, self._templates)

    async def halt(self, port: GatewayPort, agent: str) -> HaltReport:
        """Cancel every open task of this agent: what runs, and what waits."""
        if agent != self.config.agent:
            return HaltReport()
        return await halt(self._client, self._known())

    async def poll(self, port: GatewayPort) -> None:
        """Report what arrived, send what was decided, propose what newly waits, mark what is gone."""
        problems: list[str] = []
        try:
            problems += await self._carrier.settle(port)
            problems += await self._carrier.carry(port, await port.decided(self.config.name))
            await self._list(port, problems)
        except KnownError as error:
            self._client.forget_server()
            self._since = ""
            problems.append(error.text())
        said = " ".join(dict.fromkeys(problems))
        if said != self._said:
            self._said = said
            await port.problem(self.config.name, said)

    # Listing ---------------------------------------------------------------------------------------------------

    async def _list(self, port: GatewayPort, problems: list[str]) -> None:
        since = self._since if self._partial_polls < _WHOLE_EVERY else ""
        listing = await list_tasks(self._client, WAITING, self._known(), since)
        problems += listing.problems
        self._partial_polls = self._partial_polls + 1 if since else 0
        if not since:
            self._since = listing.newest if listing.pages > _FEW_PAGES else ""
        else:
            self._since = max(self._since, listing.newest)
        open_ids = dict(await port.open_ids(self.config.name))
        decided = {one.id for one in await port.decided(self.config.name)}
        seen: set[str] = set()
        budget = _NEW_PER_POLL
        for task in listing.tasks.values():
            asked = read_question(task)
            if asked is None:
                continue
            try:
                budget -= await self._take_in(port, asked, open_ids, decided, seen, budget)
            except (Refused, RpcRefused, TooLarge) as error:
                if is_gone(error):
                    raise
                listing.whole = False
                problems.append(error.text())
        if budget <= 0:
            # Those left for the next poll must not wait until all is read again.
            self._since = ""
        if listing.whole:
            await self._find_gone(port, listing, open_ids, seen)
            self._forget(seen | set(open_ids))

    async def _take_in(
        self,
        port: GatewayPort,
        asked: Asked,
        open_ids: Mapping[str, str],
        decided: set[str],
        seen: set[str],
        budget: int,
    ) -> int:
        """Offer one question, or see that it is offered. Returns how many new ones that made."""
        where = (asked.task, asked.key)
        again = self._again.get(where, 0)
        while True:
            identifier = self._action_id(asked, again)
            seen.add(identifier)
            self._task_of[identifier] = asked.task
            if identifier in open_ids:
                await self._watch_content(port, identifier, asked, open_ids[identifier])
                return 0
            if identifier in decided or identifier in self._carrier.in_flight():
                return 0
            if identifier not in self._ended:
                if budget <= 0 or await port.halted(self.config.agent):
                    return 0
                if not await self._propose(port, asked, identifier, again):
                    return 1
            # Another process may have asked it under the next number already.
            if not self._is_over(identifier) and self._action_id(asked, again + 1) not in open_ids:
                return 0
            again += 1
            self._again[where] = again

    def _action_id(self, asked: Asked, again: int) -> str:
        # As with LangGraph: a question whose action has ended is asked again under the next number.
        return action_id(self._client.server, asked.task, asked.key, 0, again)

    async def _propose(self, port: GatewayPort, asked: Asked, identifier: str, again: int) -> bool:
        """Offer a question with its task's history. True when its action had ended before."""
        task = await self._client.task(asked.task) or {}
        now = read_question(task)
        if now is None or now.key != asked.key or answer_id(self._client.server, identifier) in _ids(task):
            # It went on between the listing and now, or has the answer that another process has sent.
            return False
        proposal = Proposal(
            action=Action(id=identifier, agent=self.config.agent, tool=now.tool, arguments=now.arguments),
            claims=Claims(summary=now.summary),
            context=context_of(task),
            trace=trace_of(task, now),
            source=self.config.name,
            upstream={
                "server": self._client.server,
                "task": now.task,
                "context": now.context,
                "key": now.key,
                "index": 0,
            },
            verdicts=self._templates.offered(approvable=now.state == INPUT),
            problem=now.problem,
        )
        state = await port.propose(proposal)
        self._offered[identifier] = _content(now)
        if State(state).ended:
            self._ended[identifier] = (state, self._clock.monotonic())
        return State(state).ended

    def _is_over(self, identifier: str) -> bool:
        """Whether a question that is still asked stands for a new action, because this one is over."""
        state, since = self._ended[identifier]
        if state in _OVER or identifier in self._carrier.returned:
            return True
        return state in _DECIDED and self._clock.monotonic() - since > _SETTLED_SECONDS

    async def _watch_content(self, port: GatewayPort, identifier: str, asked: Asked, state: str) -> None:
        """An open action whose question changed under the same id is over; the next poll offers the new one."""
        content = _content(asked)
        if self._offered.setdefault(identifier, content) != content and state not in _CARRIED:
            await port.gone(identifier, "The agent changed its question under the same id.")
            del self._offered[identifier]

    async def _find_gone(
        self, port: GatewayPort, listing: Listing, open_ids: Mapping[str, str], seen: set[str]
    ) -> None:
        """Mark open actions that the agent no longer asks: answered or cancelled elsewhere, ended, or asked anew."""
        for identifier, state in open_ids.items():
            if identifier in seen or state in _CARRIED or identifier in self._carrier.in_flight():
                continue
            known = self._task_of.get(identifier)
            if known is not None and known not in listing.tasks:
                task = await self._client.task(known)
                asked = None if task is None else read_question(task)
                if (
                    asked is not None
                    and self._action_id(asked, self._again.get((asked.task, asked.key), 0)) == identifier
                ):
                    # It came back between the listing and now.
                    continue
            await port.gone(identifier, "The agent no longer asks for this: it was answered elsewhere, or it ended.")

    def _known(self) -> tuple[str, ...]:
        """Tasks that are known by id, for servers that cannot list."""
        return tuple(dict.fromkeys((*self._templates.tasks, *self._task_of.values())))

    def _forget(self, kept: set[str]) -> None:
        """Keep only what questions that are still asked and actions that are still open need."""
        self._task_of = {one: task for one, task in self._task_of.items() if one in kept}
        self._offered = {one: content for one, content in self._offered.items() if one in kept}
        self._ended = {one: known for one, known in self._ended.items() if one in kept}
        self._carrier.returned &= kept
        tasks = set(self._task_of.values())
        self._again = {where: count for where, count in self._again.items() if where[0] in tasks}


def _ids(task: Mapping[str, Any]) -> set[Any]:
    return {message.get("messageId") for message in history_of(task) if isinstance(message.get("messageId"), str)}


def _content(asked: Asked) -> str:
    return json.dumps([asked.tool, asked.arguments, asked.problem], sort_keys=True, ensure_ascii=False)
