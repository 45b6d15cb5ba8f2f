"""Signed orders from a desk: registering agents, halting with honest progress, resetting."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from counterseal.clock import Clock, stamp
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked, Unreachable
from counterseal.gateway import ordering, rows
from counterseal.gateway.context import HALT_FILE
from counterseal.model.actions import check_agent_id
from counterseal.seal.keystore import write_private
from counterseal.sync import signing
from counterseal.sync.api import Event, HaltLine, HaltProgress
from counterseal.sync.link import Link
from counterseal.sync.profile import Profile

T = TypeVar("T")
ORDER_WAIT = 10.0
AWAY_WAIT = 2.0
HALT_WATCH = 60.0
_log = logging.getLogger(__name__)


class OrderDesk(Protocol):
    """What orders need of their desk."""

    profile: Profile
    home: Path
    clock: Clock
    writer: ThreadPoolExecutor
    readers: ThreadPoolExecutor

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]: ...
    def linked(self) -> Link: ...
    def emit(self, event: Event) -> None: ...
    def after_store(self) -> None: ...
    def outbox_state(self, envelope_sha256: str) -> tuple[str, str]: ...


class Orders:
    """Makes, stores and follows the orders of one desk."""

    def __init__(self, desk: OrderDesk) -> None:
        self._desk = desk
        self._following: set[asyncio.Task[None]] = set()

    def register_agent(
        self, agent_id: str, name: str, tools: list[dict[str, Any]] | None = None, runbook: str = ""
    ) -> Future[str]:
        """Register an agent that this profile's person answers for; the token is told once. Raises KnownError."""
        token = secrets.token_urlsafe(32)
        body = {
            "id": check_agent_id(agent_id),
            "name": name,
            "owner": self._desk.profile.person_id,
            "level": "L1",
            "tools": tools or [],
            "runbook": runbook,
            "token_sha256": hashlib.sha256(token.encode()).hexdigest(),
        }
        ordering.check_agent(body)

        def store() -> signing.Stored:
            with self._desk.profile.reading() as connection:
                known = {row.id: row.order_envelope for row in rows.agents(connection)}
            title = f"Register agent {name}"
            return self._order("agent", body, agent_id, title, "", known.get(agent_id))

        async def work() -> str:
            # Stored for later, the order would be in force with a token that nobody was told.
            self._desk.linked().ready()
            await self._settled(await asyncio.wrap_future(self._desk.writer.submit(store)))
            return token

        return self._desk.call(work())

    def halt(self, scope: str, target: str, reason: str) -> Future[HaltProgress]:
        if scope not in ordering.SCOPES:
            raise InvalidInput("A halt's scope is agent, owner, gateway or all", where=scope)
        if self._desk.profile.locked:
            return self._desk.readers.submit(self._halt_locally, scope, target)

        def store() -> signing.Stored:
            title = f"Halt {target or 'all agents'}"
            subject = target if scope == "agent" else self._desk.profile.log.origin
            return self._order("halt", {"scope": scope, "target": target}, subject, title, reason, None)

        async def work() -> HaltProgress:
            started = time.monotonic()
            stored = await asyncio.wrap_future(self._desk.writer.submit(store))
            progress = await self._first_progress(stored, scope, target)
            if not progress.done:
                task = asyncio.create_task(
                    self._watch_halt(stored, scope, target, started), name="counterseal-halt-watch"
                )
                self._following.add(task)
                task.add_done_callback(self._following.discard)
            return progress

        return self._desk.call(work())

    def _halt_locally(self, scope: str, target: str) -> HaltProgress:
        """Without an unlocked key nothing can be signed; a halt still works, by the file that stops everything."""
        if scope in ("agent", "owner"):
            raise Locked(
                "Your key is locked, so only everything can be halted at once",
                todo="Choose everything, or unlock and halt this one.",
                code="key_locked",
            )
        self.halt_local()
        return HaltProgress(scope, "HALT file", stamp(self._desk.clock.now()), -1, (), True)

    def halt_local(self) -> Path:
        """Write the ``HALT`` file: no key, network or gateway is needed; every permit is refused while it is there."""
        path = self._desk.home / HALT_FILE
        write_private(path, b"halted\n")
        return path

    def reset(self, agent: str, reason: str) -> Future[None]:
        if not reason.strip():
            raise InvalidInput("A reset needs a reason", where="reason", code="reason_missing")

        def store() -> signing.Stored:
            return self._order("reset", {"agent": agent}, agent, f"Reset {agent}", reason, None)

        async def work() -> None:
            await self._settled(await asyncio.wrap_future(self._desk.writer.submit(store)))

        return self._desk.call(work())

    def _order(
        self, kind: str, body: Mapping[str, Any], subject: str, title: str, reason: str, supersedes: str | None
    ) -> signing.Stored:
        stored = signing.store_order(
            self._desk.profile,
            self._desk.clock,
            kind,
            body,
            subject=subject,
            title=title,
            reason=reason,
            supersedes=supersedes,
        )
        self._desk.after_store()
        return stored

    async def _settled(self, stored: signing.Stored) -> None:
        """Wait until the gateway has taken or refused an order; without a gateway it stays in the outbox."""
        if self._desk.linked().state == "off":
            raise _stored_only(stored)
        loop = asyncio.get_running_loop()
        ends = loop.time() + ORDER_WAIT
        away = loop.time() + AWAY_WAIT
        while loop.time() < ends:
            if self._desk.linked().state == "live":
                away = loop.time() + AWAY_WAIT
            elif loop.time() > away:
                raise _stored_only(stored)
            state, note = await asyncio.get_running_loop().run_in_executor(
                self._desk.readers, self._desk.outbox_state, stored.envelope
            )
            if state == "delivered":
                return
            if state == "refused":
                raise Conflict(note, code="refused")
            await asyncio.sleep(0.02)
        raise Unreachable("The gateway has not answered yet; the order is signed, stored and on its way")

    async def _first_progress(self, stored: signing.Stored, scope: str, target: str) -> HaltProgress:
        try:
            await self._settled(stored)
        except Unreachable as error:
            line = HaltLine(target or "all", target or "All agents", "", "failed", error.text(), None)
            return self._progress(stored, scope, (line,), False)
        return await self._halt_progress(stored, scope)

    async def _halt_progress(self, stored: signing.Stored, scope: str) -> HaltProgress:
        link = self._desk.linked()
        names = {agent.id: agent for agent in await link.agents()}
        lines = tuple(
            HaltLine(
                line["agent"],
                names[line["agent"]].name,
                names[line["agent"]].owner,
                line["state"],
                line["note"],
                line["seconds"],
                line["stops_at"],
            )
            for line in await link.halt_lines(stored.envelope)
        )
        return self._progress(stored, scope, lines, all(line.state in ("stopped", "failed") for line in lines))

    async def _watch_halt(self, stored: signing.Stored, scope: str, target: str, started: float) -> None:
        while time.monotonic() - started < HALT_WATCH:
            await asyncio.sleep(0.05)
            try:
                progress = await self._halt_progress(stored, scope)
            except KnownError as error:
                _log.warning("halt %s cannot be followed: %s", target or scope, error.text())
                continue
            self._desk.emit(Event("halt", progress))
            if progress.done:
                return

    def _progress(self, stored: signing.Stored, scope: str, lines: tuple[HaltLine, ...], done: bool) -> HaltProgress:
        name = self._desk.profile.roster().person(self._desk.profile.person_id).name
        return HaltProgress(scope, name, stored.at, stored.seq, lines, done)

    async def stop(self) -> None:
        """End following; the halts themselves go on at the gateway."""
        tasks = tuple(self._following)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _stored_only(stored: signing.Stored) -> Unreachable:
    return Unreachable(
        f"Signed and stored as entry {stored.seq}; it is delivered when a gateway runs",
        todo="Start the desktop, or: counterseal gateway serve",
        code="stored_only",
        seq=stored.seq,
    )
