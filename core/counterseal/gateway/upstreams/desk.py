"""The gateway's side of its adapters: polling each source, and the port that adapters speak to."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from counterseal.errors import Conflict, KnownError, Stale
from counterseal.gateway import agent_rows, judging, rows
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.service import Gateway
from counterseal.gateway.upstreams.port import Decided, Grant, HaltReport, Upstream, UpstreamConfig
from counterseal.gateway.upstreams.stored import configured, make_adapter, with_key
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import Proposal, State
from counterseal.seal.statements import read_decision

RELOAD_SECONDS = 2.0
_log = logging.getLogger(__name__)
_VERDICTS = {
    State.REJECTED: "reject",
    State.REFUSED: "reject",
    State.EXPIRED: "reject",
    State.ANSWERED: "answer",
    State.ALLOWED: "approve",
}


@dataclass(slots=True)
class SourceState:
    """How a source is doing, for the rail."""

    name: str
    kind: str
    url: str
    state: str = "starting"
    note: str = ""
    problems: dict[str, str] = field(default_factory=dict)


class Port:
    """``GatewayPort`` on top of a gateway, for one source."""

    def __init__(self, gateway: Gateway, state: SourceState) -> None:
        self.gateway = gateway
        self.state = state
        self._said: str | None = None
        self._failure = ""
        self._remark = ""

    async def propose(self, proposal: Proposal) -> str:
        return (await self.gateway.propose(proposal)).state.value

    async def open_ids(self, source: str) -> Mapping[str, str]:
        return await self.gateway.read(lambda c: rows.open_states(c, source))

    async def gone(self, action_id: str, why: str) -> None:
        row = await self.gateway.read(lambda c: rows.action(c, action_id))
        if row.state in (State.HELD, State.APPROVED, State.ALLOWED):
            await self.gateway.withdraw(action_id, row.action.agent, why, State.STALE)
        else:
            await self.returned(action_id, why)

    async def decided(self, source: str) -> list[Decided]:
        return await self.gateway.read(lambda c: self._decided(c, source))

    async def take_permit(self, action_id: str) -> Grant:
        row = await self.gateway.read(lambda c: rows.action(c, action_id))
        try:
            return await self.gateway.take_permit(action_id, row.action.agent, leased=False)
        except Stale as error:
            # Left approved it would be tried for ever and never be asked again, while the server waits for an answer.
            # A deadline of the action itself is the sweeper's, which ends it as expired.
            if error.code != "expired":
                await self.gone(action_id, f"{error.what}; the server was not answered")
            raise

    async def outcome(self, action_id: str, outcome: str, note: str) -> None:
        row = await self.gateway.read(lambda c: rows.action(c, action_id))
        if row.state is State.UNKNOWN:
            # The gateway gave it up in between. What is unknown only a person resolves, and the adapter is done.
            _log.warning("%s is unknown here, and its source reports %s: %s", action_id, outcome, note)
            return
        await self.gateway.outcome(action_id, row.action.agent, None, outcome, note)

    async def returned(self, action_id: str, note: str) -> None:
        context = self.gateway.context
        await self.gateway.write(lambda c: rows.change_action(c, action_id, context.bump(), returned=1))

    async def problem(self, source: str, what: str) -> None:
        self._said = what
        self._show()

    async def remark(self, source: str, what: str) -> None:
        self._remark = what
        self._show()

    def failed(self, what: str) -> None:
        """What ended a poll although its adapter said nothing of it; empty once a poll ended well.

        Kept apart from what the adapter says: an adapter repeats neither its problem nor that there is none.
        """
        if what != self._failure:
            self._failure = what
            self._show()

    def _show(self) -> None:
        what = self._failure or self._said or ""
        self.state.state, self.state.note = ("reconnecting" if what else "live"), what or self._remark
        self.gateway.notify()

    async def halted(self, agent: str) -> bool:
        def step(connection: Connection) -> bool:
            context = self.gateway.context
            return context.halted_locally or context.stops.halted(agent_rows.agent(connection, agent)) is not None

        return await self.gateway.read(step)

    def _decided(self, connection: Connection, source: str) -> list[Decided]:
        found = rows.unreturned(connection, source)
        context = self.gateway.context
        waiting = {
            row.group
            for row in found
            if row.group and (row.state is State.HELD or judging.waiting_until(context, row) is not None)
        }
        ready = [
            row
            for row in found
            if row.state is not State.HELD
            and row.group not in waiting - {None}
            and judging.waiting_until(context, row) is None
        ]
        return [_decided(connection, row) for row in sorted(ready, key=_position)]


class Sources:
    """Polls the configured sources of one gateway and tells them of halts."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.states: dict[str, SourceState] = {}
        self._adapters: dict[str, tuple[Upstream, Port, asyncio.Task[None]]] = {}
        self._follower: asyncio.Task[None] | None = None
        # The list is followed and changed by call at once; a source added twice would be polled twice.
        self._changing = asyncio.Lock()
        gateway.halting.hooks.append(self._halt)
        gateway.source_list = self

    async def start(self) -> None:
        """Poll whatever is configured, and follow changes that another process makes to it."""
        await self._reload()
        self._follower = asyncio.create_task(self._follow(), name="counterseal-source-list")

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(RELOAD_SECONDS)
            try:
                await self._reload()
            except KnownError as error:
                # What is polled now goes on; the list is read again in a moment.
                _log.warning("the list of sources could not be read: %s", error.text())

    async def _reload(self) -> None:
        async with self._changing:
            await self._take_over()

    async def _take_over(self) -> None:
        wanted = {config.name: config for config in await self.gateway.read(configured)}
        for name in [name for name in self._adapters if name not in wanted]:
            await self._remove(name)
            await self._leave(name)
        for name, config in wanted.items():
            try:
                await self._add(with_key(self.gateway.context.home, config))
            except (KnownError, OSError) as error:
                # One source that cannot be read must not keep the gateway, and with it the brake, from starting.
                said = error.text() if isinstance(error, KnownError) else str(error)
                self.states[name] = SourceState(name, config.kind, config.url, "failed", said)

    async def add(self, config: UpstreamConfig) -> None:
        """Poll one more source; one that is polled just so already goes on. Raises InvalidInput for an unknown kind."""
        async with self._changing:
            await self._add(config)

    async def _add(self, config: UpstreamConfig) -> None:
        polled = self._adapters.get(config.name)
        if polled is not None:
            known = polled[0].config
            # How often to poll is not stored, and ending an adapter loses sight of the answers it has on their way.
            if replace(config, every=known.every) == known:
                return
            await self._remove(config.name)
        adapter = make_adapter(config)
        state = self.states[config.name] = SourceState(config.name, config.kind, config.url)
        port = Port(self.gateway, state)
        task = asyncio.create_task(self._poll(adapter, port), name=f"counterseal-source-{config.name}")
        self._adapters[config.name] = (adapter, port, task)

    async def remove(self, name: str) -> None:
        """Poll a source no longer."""
        async with self._changing:
            await self._remove(name)

    async def _remove(self, name: str) -> None:
        await self._end(name)
        await self._lose(name)

    async def _end(self, name: str) -> None:
        adapter, _port, task = self._adapters.pop(name)
        self.states.pop(name, None)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await adapter.close()

    async def _lose(self, name: str) -> None:
        """Nobody follows the answers any more that this source had on their way: what became of them is unknown."""
        found = await self.gateway.read(lambda c: rows.open_actions(c, source=name, states=(State.PERMITTED,)))
        for row in found:
            with suppress(Conflict):  # Its outcome was being written when the polling ended.
                await self.gateway.outcome(
                    row.id, row.action.agent, None, "unknown", "its source was changed or removed while it ran"
                )

    async def _leave(self, name: str) -> None:
        """A source that is configured no more: nothing that waits here could reach its server."""
        found = await self.gateway.read(
            lambda c: rows.open_actions(c, source=name, states=(State.HELD, State.APPROVED, State.ALLOWED))
        )
        for row in found:
            with suppress(Conflict):  # A decision on it came in between.
                await self.gateway.withdraw(row.id, row.action.agent, "its source was removed", State.STALE)

    async def stop(self) -> None:
        if self._follower is not None:
            self._follower.cancel()
            await asyncio.gather(self._follower, return_exceptions=True)
        for name in list(self._adapters):
            await self._end(name)

    async def _poll(self, adapter: Upstream, port: Port) -> None:
        owed = True
        while True:
            failure = ""
            try:
                if owed:
                    await self._halt_again(adapter, port)
                    owed = False
                if not self.gateway.context.halted_locally:
                    await adapter.poll(port)
            except KnownError as error:
                failure = error.text()
            except Exception:  # noqa: BLE001
                # One adapter's defect must not stop the others; it is shown and logged, and its actions wait.
                _log.exception("source %s failed", adapter.config.name)
                failure = "a defect in Counterseal's adapter; see the log"
            port.failed(failure)
            await asyncio.sleep(adapter.config.every)

    async def _halt_again(self, adapter: Upstream, port: Port) -> None:
        """Halt once more who is halted already: the gateway may have died between the order and the calls it owed."""
        config = adapter.config
        known = {row.id: row for row in await self.gateway.read(agent_rows.agents)}
        for agent in sorted({config.agent, *config.agents.values()}):
            if agent in known and self.gateway.context.stops.halted(known[agent]) is not None:
                report = await adapter.halt(port, agent)
                if report.problems:
                    raise Conflict("; ".join(report.problems), where=agent, code="halt_incomplete")

    async def _halt(self, agent: str) -> str:
        """Halt an agent at each of its sources, whatever another of them answers. Raises Conflict with what failed."""
        notes: list[str] = []
        problems: list[str] = []
        for adapter, port, _task in list(self._adapters.values()):
            name = adapter.config.name
            if agent != adapter.config.agent and agent not in adapter.config.agents.values():
                continue
            try:
                report: HaltReport = await adapter.halt(port, agent)
            except KnownError as error:
                problems.append(f"{name}: {error.text()}")
                continue
            if report.cancelled_runs or report.ended_interrupts:
                runs = f"{report.cancelled_runs} {'run' if report.cancelled_runs == 1 else 'runs'} cancelled"
                parked = (
                    f"{report.ended_interrupts} parked {'question' if report.ended_interrupts == 1 else 'questions'}"
                )
                notes.append(f"{name}: {runs}, {parked} ended")
            if report.switched_off:
                listed = ", ".join(report.switched_off)
                notes.append(f"{name}: schedules switched off, to be put back by hand after the reset: {listed}")
            problems += [f"{name}: {problem}" for problem in report.problems]
        if problems:
            raise Conflict("; ".join([*problems, *notes]), code="halt_incomplete")
        return "; ".join(notes)


def _position(row: ActionRow) -> tuple[str, int]:
    index = row.upstream.get("index", 0)
    return (row.group or row.id, index if isinstance(index, int) else 0)


def _decided(connection: Connection, row: ActionRow) -> Decided:
    original = json.loads(ledger_log.payload(connection, row.received_seq, "action"))["arguments"]
    verdict, reason, answer = _VERDICTS.get(row.state, ""), row.note, ""
    by = "policy" if row.state in (State.ALLOWED, State.REFUSED) else "the deadline"
    # An approval that expired before its permit is no decision any more, and its reason is none to reject.
    if row.decision is not None and row.state is not State.EXPIRED:
        _name, _digest, predicate = read_decision(ledger_log.envelope(connection, row.decision))
        verdict, by = predicate["verdict"], predicate["person"]["name"]
        reason, answer = predicate["reason"] or "", predicate["answer"] or ""
    return Decided(
        id=row.id,
        tool=row.action.tool,
        verdict=verdict,
        arguments=dict(row.action.arguments),
        original=original,
        reason=reason,
        answer=answer,
        upstream=row.upstream,
        group=row.group,
        decided_by=by,
    )
