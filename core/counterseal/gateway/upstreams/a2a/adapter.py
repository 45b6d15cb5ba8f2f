"""A2A behind ``port.Upstream``: what an agent asks becomes proposals, what was decided goes back to it.

A poll first settles and sends, then lists; in that order nothing this desk has just answered is offered again. While
many tasks wait, most polls read only what has changed since the newest of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
from counterseal.gateway.upstreams.asking import CARRIED, Group, Offers, Round, digest_of
from counterseal.gateway.upstreams.json_client import Refused, TooLarge, is_gone
from counterseal.gateway.upstreams.langgraph.identity import action_id
from counterseal.gateway.upstreams.port import Check, GatewayPort, HaltReport, UpstreamConfig
from counterseal.gateway.upstreams.telling import Telling
from counterseal.model.actions import Action, Claims, Proposal

# With more pages than this, only every so many polls read all of them.
_FEW_PAGES = 2
_WHOLE_EVERY = 10
# New questions whose tasks are read whole in one poll; the others come with the next ones.
_NEW_PER_POLL = 100


@dataclass(slots=True)
class Budget:
    """How many new questions this poll may still offer."""

    left: int


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
        clock = clock or SystemClock()
        self._templates = read_options(config.options)
        self._client = A2AClient(config.url, config.api_key, transport)
        self._carrier = Carrier(self._client, clock, self._templates, config.agent)
        self._telling = Telling(config.name)
        # What this process has learned; all of it can be learned again. Actions by id, tasks by theirs.
        self._offers: Offers[str] = Offers(clock, self._carrier.returned)
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
        await self._telling.problems(port, problems)

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
        decided = {one.id for one in await port.decided(self.config.name)}
        poll = Round(port, dict(await port.open_ids(self.config.name)), self._carrier.in_flight() | decided)
        budget = Budget(_NEW_PER_POLL)
        for task in listing.tasks.values():
            asked = read_question(task)
            if asked is None:
                continue
            try:
                await self._offers.take_in(poll, self._group(port, asked, budget))
            except (Refused, RpcRefused, TooLarge) as error:
                if is_gone(error):
                    raise
                listing.whole = False
                problems.append(error.text())
        if budget.left <= 0:
            # Those left for the next poll must not wait until all is read again.
            self._since = ""
        if listing.whole:
            await self._find_gone(poll, listing)
            self._offers.forget(poll)

    def _group(self, port: GatewayPort, asked: Asked, budget: Budget) -> Group[str]:
        async def propose(again: int) -> list[str] | None:
            if budget.left <= 0:
                return None
            budget.left -= 1
            return await self._propose(port, asked, again)

        return Group(
            agent=self.config.agent,
            key=(asked.task, asked.key),
            place=asked.task,
            contents=[digest_of(asked.tool, asked.arguments, asked.problem)],
            ids=lambda again: [self._action_id(asked, again)],
            propose=propose,
        )

    def _action_id(self, asked: Asked, again: int) -> str:
        # As with LangGraph: a question whose action has ended is asked again under the next number.
        return action_id(self._client.server, asked.task, asked.key, 0, again)

    def _id_now(self, asked: Asked) -> str:
        """The id under which a question is offered now."""
        return self._action_id(asked, self._offers.asked_before((asked.task, asked.key)))

    async def _propose(self, port: GatewayPort, asked: Asked, again: int) -> list[str] | None:
        """Offer a question with its task's history. None when it asks that no more."""
        identifier = self._action_id(asked, again)
        task = await self._client.task(asked.task) or {}
        now = read_question(task)
        if now is None or now.key != asked.key or answer_id(self._client.server, identifier) in _ids(task):
            # It went on between the listing and now, or has the answer that another process has sent.
            return None
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
        return [await port.propose(proposal)]

    async def _find_gone(self, poll: Round, listing: Listing) -> None:
        """Mark open actions that the agent no longer asks: answered or cancelled elsewhere, ended, or asked anew."""
        for identifier, state in poll.open.items():
            if identifier in poll.seen or state in CARRIED or identifier in self._carrier.in_flight():
                continue
            known = self._offers.where.get(identifier)
            if known is not None and known not in listing.tasks:
                task = await self._client.task(known)
                asked = None if task is None else read_question(task)
                if asked is not None and self._id_now(asked) == identifier:
                    # It came back between the listing and now.
                    continue
            await poll.port.gone(
                identifier, "The agent no longer asks for this: it was answered elsewhere, or it ended."
            )

    def _known(self) -> tuple[str, ...]:
        """Tasks that are known by id, for servers that cannot list."""
        return tuple(dict.fromkeys((*self._templates.tasks, *self._offers.where.values())))


def _ids(task: Mapping[str, Any]) -> set[Any]:
    return {message.get("messageId") for message in history_of(task) if isinstance(message.get("messageId"), str)}
