"""The gateway as one object on an asyncio loop: waits, leases, halts and upstreams around the pure steps.

All writes run one at a time on ``writer``; reads run on ``readers``. Nothing here trusts a status column for a permit.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from functools import partial
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from counterseal.errors import Conflict, Forbidden, KnownError
from counterseal.gateway import (
    adoption,
    agent_rows,
    agent_views,
    allowed,
    attendance,
    desktops,
    intake,
    judging,
    log_side,
    ordering,
    pausing,
    permits,
    precedents,
    queue_items,
    rows,
    viewing,
)
from counterseal.gateway.caller import Caller
from counterseal.gateway.context import Context
from counterseal.gateway.delivery import HeadRefused
from counterseal.gateway.desktops import Reader
from counterseal.gateway.halting import Halting
from counterseal.gateway.handed import Handed
from counterseal.gateway.leases import Known, LeaseRequest, Leases, no_agents_token
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.spans import Spans
from counterseal.gateway.steps import Steps
from counterseal.gateway.upstreams.port import Grant
from counterseal.ledger import conflicts
from counterseal.ledger.database import Database
from counterseal.model.actions import Proposal, State
from counterseal.model.ids import uuid7
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.policy.redaction import redact_text
from counterseal.seal.dsse import parse

T = TypeVar("T")
SWEEP_SECONDS = 1.0
_TAMPERED = ("bad_approval", "digest_mismatch", "not_approved", "not_in_force")
_log = logging.getLogger(__name__)


class SourceList(Protocol):
    """What polls the upstreams of a gateway, as far as the gateway shows it."""

    states: dict[str, Any]


class Gateway(Steps):
    """One gateway over one database.

    Attributes:
        context: what the steps share.
        leases: live leases, and the news that agents' processes wait for.
        halting: the halts that go on.
        spans: what agents' exporters send.
    """

    def __init__(self, database: Database, context: Context, writer: Executor, readers: Executor) -> None:
        super().__init__(database, context, writer, readers)
        self.leases = Leases(context)
        self.halting = Halting(context, self.leases, self.write)
        self.spans = Spans(context, self.read, self.write)
        self.closing = False
        self._adopted = not context.separate
        self._wiped = True
        self.source_list: SourceList | None = None
        self._handed = Handed(context.clock)
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Continue where the last life ended: what was running then is unknown now, and no lease survives."""

        def recover(connection: Connection) -> None:
            # From 1 on, because 0 asks for the whole queue.
            self.context.version = max(rows.newest_version(connection), 1)
            permits.adopt_approvals(connection)
            permits.resolve_lost(self.context, connection, None, "the gateway restarted while it ran")
            permits.expire_due(self.context, connection)
            precedents.catch_up(connection)
            attendance.load(self.context, connection)

        await self.write(recover)
        await self._learn()
        self._sweeper = asyncio.create_task(self._sweep(), name="counterseal-sweeper")

    async def stop(self) -> None:
        if self._sweeper is not None:
            self._sweeper.cancel()
            await asyncio.gather(self._sweeper, return_exceptions=True)
        await self.halting.stop()
        self.leases.clear()
        self.close_waits()

    def close_waits(self) -> None:
        """Answer everybody who waits for news now, because the gateway ends."""
        self.closing = True
        self.leases.close()
        self.notify()

    async def _learn(self) -> None:
        look = self.leases.look()
        self.leases.learn(look, await self.read(self.leases.read))

    # -- agents' side -------------------------------------------------------------------------------------------
    async def authenticate(self, token: str) -> str:
        """The agent that a token belongs to. Raises Unauthorised."""
        return (await self._read_caller(_sha256(token))).agent

    async def caller(self, token: str) -> Caller:
        """The agent that a token is said to belong to, for what is held to that in its own transaction.

        Raises:
            Unauthorised: it belongs to nobody.
        """
        digest = _sha256(token)
        agent = self.leases.remembered(digest)
        return Caller(agent, digest) if agent is not None else await self._read_caller(digest)

    async def _read_caller(self, digest: str) -> Caller:
        agent = await self.read(lambda c: agent_rows.agent_by_token(c, digest))
        if agent is None:
            raise no_agents_token()
        return Caller(agent, digest)

    async def _for(self, caller: Caller | None, step: Callable[[Connection], T]) -> T:
        """A shared step of an agent; None stands for the gateway's own adapters."""
        return await self.share(step if caller is None else caller.held(self.context, step))

    async def propose(
        self,
        proposal: Proposal,
        idempotency: str | None = None,
        caller: Caller | None = None,
        *,
        leased: bool | None = None,
    ) -> ActionRow:
        """Take in a proposal.

        Args:
            leased: True where a protocol without leases asks for each permit just before the effect, so that silence
                stops it as well; None looks for the lease of the agent's process.
        """
        if leased is None:
            # An adapter's actions run at its server, so no process of an agent needs a lease for them.
            leased = proposal.source != allowed.DIRECT or self.has_lease(proposal.action.agent)
        row = await self._for(caller, lambda c: intake.propose(self.context, c, proposal, idempotency, leased=leased))
        self.spans.asked(row.action.agent)
        return row

    async def status(self, action_id: str, agent_id: str, wait: float) -> ActionRow:
        """The action as its agent sees it; waits up to ``wait`` s while it is held, or its decision is."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait
        while True:
            news = self.news()
            row = await self.read(lambda c: rows.action(c, action_id))
            if row.action.agent != agent_id:
                raise Forbidden("This action belongs to another agent", where=action_id, code="not_yours")
            held_until = judging.waiting_until(self.context, row)
            left = ends - loop.time()
            if (row.state is not State.HELD and held_until is None) or left <= 0 or self.closing:
                return row
            # A held decision ends by time, not by news, so look again soon.
            await self.wait_news(news, min(left, 0.25 if held_until else left))

    async def take_permit(
        self,
        action_id: str,
        agent_id: str,
        *,
        leased: bool = True,
        idempotency: str | None = None,
        caller: Caller | None = None,
    ) -> Grant:
        """Take the permit.

        Args:
            leased: False for the gateway's own adapters, which are the gateway itself.
            idempotency: who asks again under the same key, because the first answer was lost, gets the same permit for
                as long as it lives.
        """
        if leased and not self.has_lease(agent_id):
            raise Conflict(
                "Without a live lease nothing runs", where=agent_id, todo="POST /v1/lease first.", code="no_lease"
            )
        try:
            grant = await self._for(caller, lambda c: permits.take(self.context, c, action_id, agent_id))
            self.context.permitted.add(action_id)
            if idempotency is not None:
                self._handed.keep(action_id, idempotency, grant)
            return grant
        except KnownError as error:
            given = await self._given(action_id, agent_id, idempotency) if isinstance(error, Conflict) else None
            if given is not None:
                return given
            refused = error
            if error.code in _TAMPERED and not isinstance(error, Conflict):
                await self.write(lambda c: permits.note_refusal(self.context, c, action_id, refused))
            elif error.code in permits.WAITS_AGAIN:
                await self.write(lambda c: permits.wait_again(self.context, c, action_id, refused))
            raise

    async def _given(self, action_id: str, agent_id: str, idempotency: str | None) -> Grant | None:
        """The living permit that was given under this key, unless the agent was halted since."""
        grant = self._handed.find(action_id, idempotency)
        if grant is None:
            return None

        def still(connection: Connection) -> bool:
            row = rows.action(connection, action_id)
            self.context.check_going(agent_rows.agent(connection, agent_id))
            return row.action.agent == agent_id and row.state is State.PERMITTED and row.permit == grant.permit

        return grant if await self.read(still) else None

    async def outcome(
        self,
        action_id: str,
        agent_id: str,
        permit: str | None,
        outcome: str,
        note: str,
        caller: Caller | None = None,
    ) -> State:
        # Masked before it is cut: half a secret is not recognised. What is beyond this is cut in any case.
        note, _rules = redact_text(note[:8_000])
        return await self._for(
            caller, lambda c: permits.report(self.context, c, action_id, agent_id, permit, outcome, note)
        )

    async def withdraw(self, action_id: str, agent_id: str, why: str, state: State = State.WITHDRAWN) -> State:
        """The agent (or its adapter, as stale) takes its proposal back."""

        def step(connection: Connection) -> State:
            row = rows.action(connection, action_id)
            if row.action.agent != agent_id:
                raise Forbidden("This action belongs to another agent", where=action_id, code="not_yours")
            if row.state in (State.HELD, State.APPROVED, State.ALLOWED):
                permits.close(self.context, connection, row, state, "voided", why)
                return state
            if row.state in (state, State.WITHDRAWN, State.STALE):
                return row.state
            raise Conflict(f"This action is {row.state.value}", where=action_id, code="too_late", state=row.state.value)

        return await self.write(step)

    def held_until(self, row: ActionRow) -> str | None:
        """Until when a decision on this action can still be taken back; None when it cannot."""
        return judging.waiting_until(self.context, row)

    def new_id(self) -> str:
        return uuid7(self.context.clock)

    def source_states(self) -> list[dict[str, Any]]:
        """Name, kind, url, state and note of each upstream."""
        listed = self.source_list.states.values() if self.source_list else ()
        return [{"name": s.name, "kind": s.kind, "url": s.url, "state": s.state, "note": s.note} for s in listed]

    def has_lease(self, agent_id: str) -> bool:
        return self.leases.has(agent_id)

    def lease(self, agent_id: str, asked: LeaseRequest | None = None) -> dict[str, Any]:
        """Grant or renew the lease of one process. A halted agent is refused, and has thereby been told."""
        return self.halting.lease(agent_id, asked or LeaseRequest())

    async def watch(self, agent_id: str, wait: float, known: Known) -> dict[str, Any]:
        """What this agent may do now; waits up to ``wait`` s for it to become something else than ``known``."""
        return await self.leases.watch(agent_id, wait, known)

    # -- people's side ------------------------------------------------------------------------------------------
    async def queue(self, after: int, wait: float) -> dict[str, Any]:
        """Changed items after a version; waits up to ``wait`` s for one."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + wait
        while True:
            news = self.news()
            found = await self.read(lambda c: viewing.queue(self.context, c, after))
            left = ends - loop.time()
            if found["full"] or found["items"] or left <= 0 or self.closing:
                return found
            await self.wait_news(news, left)

    async def claim(self, action_id: str, who: Reader, release: bool) -> dict[str, Any]:
        """Say that the reader works on an action, or no more: ``claimed_by``, ``name``, ``until`` of who holds it."""
        held = await self.write(lambda c: attendance.claim(self.context, c, action_id, who.person, release))
        if held is None:
            return {"claimed_by": None, "name": None, "until": None}
        return {"claimed_by": held.person, "name": held.name, "until": held.until}

    async def attended(self) -> None:
        """A person's desktop is here: mandates stay awake. Written at most once a minute."""
        if attendance.unseen(self.context):
            await self.write(lambda c: attendance.note_person(self.context, c))

    async def detail(self, action_id: str) -> ActionDetail:
        return await self.read(lambda c: viewing.detail(self.context, c, action_id))

    async def items(self, ids: list[str]) -> list[QueueItem]:
        return await self.read(lambda c: queue_items.items(self.context, c, [rows.action(c, i) for i in ids]))

    async def agents(self) -> list[AgentView]:
        live = self.leases.live()
        return await self.read(lambda c: agent_views.agents(self.context, c, live))

    async def decide(self, body: Any, sender: str | None = None) -> dict[str, Any]:
        """Take a decision. ``sender``: the desktop log whose token it came with, at a separate gateway."""
        return await self._witnessing(lambda c: judging.accept(self.context, c, body, sender))

    async def _witnessing(self, step: Callable[[Connection], T]) -> T:
        """A write step that looks at signed heads; two that contradict each other are kept, whatever the answer."""
        try:
            return await self.write(step)
        except HeadRefused as error:
            evidence = error.evidence
            await self.write(lambda c: conflicts.keep(c, evidence, self.context.now()))
            raise

    async def order(self, body: Any, sender: str | None = None) -> ordering.OrderResult:
        """Take an order; a halt goes on in the background, see ``halting``."""
        started = self.context.clock.monotonic()
        result = await self._witnessing(lambda c: ordering.accept(self.context, c, body, sender))
        if result.kind == "erasure" and not result.repeated:
            await self._wipe()
        # Before anything that can fail: a halt that is in the database is followed and pushed, whatever comes next.
        if result.kind == "halt" and not result.repeated:
            self.halting.begin(envelope_sha256(body), started, result.halted)
        if not result.repeated:
            if result.state == pausing.RESET:
                self.leases.reset(result.subject)
            elif result.state == pausing.RESUMED:
                self.leases.resumed(result.subject)
            await self._learn()
            if result.kind == "traces":
                self.spans.forget(result.subject)
        return result

    async def _wipe(self) -> None:
        """Make erased bytes go from the files; while a reader holds on to them, the sweeper tries again."""
        again = not self._wiped
        work = partial(self.database.settle, again=again)
        self._wiped = await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def adopted(self) -> bool:
        """Whether this gateway has its entry 0; an embedded one always has."""
        if not self._adopted:
            self._adopted = await self.read(adoption.adopted)
        return self._adopted

    async def adopt(self, body: Any) -> dict[str, Any]:
        """Take entry 0 of a new separate gateway."""
        return await self._witnessing(lambda c: adoption.accept(self.context, c, body))

    # -- log side -----------------------------------------------------------------------------------------------
    async def reader(self, token: str) -> Reader:
        """Who a desktop's access token belongs to. Raises Unauthorised."""
        return await self.read(lambda c: desktops.reader(self.context, c, token))

    async def cosign(self, who: Reader, body: Any) -> dict[str, Any]:
        return await self._witnessing(lambda c: log_side.cosign(self.context, c, who, body))

    # -- time ---------------------------------------------------------------------------------------------------
    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            try:
                await self._sweep_once()
            except KnownError as error:
                # A locked or full disk must not end the sweeper; the next round tries again, permits stay refused.
                _log.warning("sweep failed: %s", error.text())
            except Exception:  # noqa: BLE001
                # Nor may a defect: without the sweeper nothing expires and no lost agent's action becomes unknown.
                _log.exception("sweep failed")

    async def _sweep_once(self) -> None:
        self.leases.look_for_halt_file()
        look = self.leases.look()
        standings, due = await self.read(lambda c: (self.leases.read(c), permits.any_due(self.context, c)))
        # Also heals what an order's own look could not read: leases must never go on beside a halt in the database.
        self.leases.learn(look, standings)
        lapsed = self.leases.lapsed()
        if lapsed or due:
            await self.write(lambda c: self._settle(c, lapsed))
        # Only now: a lease forgotten before its running action is settled would leave that running for ever.
        for agent, holder in self.leases.forget():
            self.halting.lapsed(agent, holder)
        self.halting.look()
        if not self._wiped:
            await self._wipe()
        await self.spans.settle()

    def _settle(self, connection: Connection, lapsed: list[str]) -> None:
        for agent in lapsed:
            permits.resolve_lost(self.context, connection, agent, "the agent's lease ran out while it ran")
        permits.settle(self.context, connection)


def _sha256(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def envelope_sha256(body: Mapping[str, Any]) -> str:
    """The envelope digest of a delivered body that was already accepted."""
    return parse(body["envelope"]).sha256
