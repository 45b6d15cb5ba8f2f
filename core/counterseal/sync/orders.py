"""Signed orders from a desk: registering agents, halting with honest progress.

An order is addressed to one gateway. What concerns several is signed once for each of them.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from counterseal.clock import stamp
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked, NotFound
from counterseal.model.actions import check_agent_id
from counterseal.model.autonomy import Level
from counterseal.seal.keystore import write_private
from counterseal.sync import gateways
from counterseal.sync.api import Event, HaltLine, HaltProgress
from counterseal.sync.api_autonomy import Registered
from counterseal.sync.autonomy_agents import Agents
from counterseal.sync.core import DeskCore
from counterseal.sync.link import Link
from counterseal.sync.placing import NOT_YET, Placed, Placing

HALT_WATCH = 60.0
_log = logging.getLogger(__name__)


class Orders:
    """Makes, stores and follows the orders of one desk."""

    def __init__(self, desk: DeskCore, placing: Placing, agents: Agents) -> None:
        self._desk = desk
        self._placing = placing
        self._agents = agents
        self._following: set[asyncio.Task[None]] = set()

    def register(
        self, agent_id: str, name: str, tools: Sequence[Mapping[str, Any]] = (), runbook: str = "", gateway: str = ""
    ) -> Future[Registered]:
        """Register an agent that this profile's person answers for; the token is told once. Raises KnownError.

        Registered again it gets a new token and falls to L1 at most.

        Args:
            tools: descriptors; none, for one that is registered already, leaves those in force.
            gateway: name or origin of a separate gateway that shall enforce it; empty for the profile's own one.
        """
        from counterseal.gateway import registering

        token = secrets.token_urlsafe(32)
        body = {
            "id": check_agent_id(agent_id),
            "name": name,
            "owner": self._desk.profile.person_id,
            "level": "L1",
            "tools": list(tools),
            "runbook": runbook,
            "token_sha256": hashlib.sha256(token.encode()).hexdigest(),
        }
        registering.check_agent(body)

        async def work() -> Registered:
            self._desk.profile.high_water.check()
            link = self._desk.linked().of(gateway)
            # Stored for later, the order would be in force with a token that nobody was told.
            client = link.ready()
            in_force = await self._placing.registration(link, agent_id)
            title = f"Register agent {name}"
            said = body if in_force is None else {**body, **await self._as_before(link, agent_id, bool(tools))}
            placed = await self._placing.place([link], "agent", said, agent_id, title, "", in_force)
            state = await self._placing.answer(placed[0])
            return Registered(agent_id, token, client.url, client.pin, state == registering.NEEDS_SECOND)

        return self._desk.call(work())

    async def _as_before(self, link: Link, agent_id: str, described: bool) -> dict[str, Any]:
        """What a new token alone must not change: suspended stays suspended, and tools stay unless described anew."""
        detail = (await self._agents.look_at(link, agent_id)).detail
        stands = min(Level.L1, detail.autonomy.level, detail.cap or Level.L5, key=lambda one: one.rank)
        kept: dict[str, Any] = {"level": stands.value}
        if not described:
            kept["tools"] = [dict(tool.descriptor) for tool in detail.tools if tool.descriptor is not None]
        return kept

    def halt(self, scope: str, target: str, reason: str, grace_s: int | None = None) -> Future[HaltProgress]:
        """Halt. ``scope`` gateway takes a gateway's name as ``target``; empty is the profile's own one.

        ``all`` and ``owner`` go to every gateway, ``agent`` to each that has the agent, or cannot say now.

        Args:
            grace_s: seconds that supervised processes have before they are killed; None for the gateway's default.
        """
        from counterseal.gateway.halting_orders import SCOPES

        if scope not in SCOPES:
            raise InvalidInput("A halt's scope is agent, owner, gateway or all", where=scope)
        if self._desk.profile.locked or self._desk.profile.high_water.found is not None:
            return self._desk.readers.submit(self._halt_locally, scope, target)

        async def work() -> HaltProgress:
            started = time.monotonic()
            links = await self._placing.reached(scope, target)
            named = target or "all agents"
            body: dict[str, Any] = {"scope": scope, "target": "" if scope == "gateway" else target}
            if grace_s is not None:
                body["grace_s"] = grace_s
            subject = target if scope == "agent" else ""
            placed = await self._placing.place(links, "halt", body, subject, f"Halt {named}", reason, None)
            progress = await self._first_progress(placed, scope)
            if not progress.done:
                task = asyncio.create_task(self._watch_halt(placed, scope, started), name="counterseal-halt-watch")
                self._following.add(task)
                task.add_done_callback(self._following.discard)
            return progress

        return self._desk.call(work())

    def halt_local(self) -> Path:
        """Write the ``HALT`` file: no key, network or gateway is needed; every permit is refused while it is there."""
        from counterseal.gateway.context import HALT_FILE

        path = self._desk.home / HALT_FILE
        write_private(path, b"halted\n")
        return path

    # -- following a halt ---------------------------------------------------------------------------------------
    def _halt_locally(self, scope: str, target: str) -> HaltProgress:
        """Where nothing can be signed or stored, a halt still works, by the file that stops everything."""
        locked = self._desk.profile.locked
        why = "your key is locked" if locked else "this profile is read-only"
        if scope in ("agent", "owner") or (scope == "gateway" and target):
            raise Locked(
                f"{why[0].upper()}{why[1:]}, so only everything can be halted at once",
                todo="Choose everything, or unlock and halt this one." if locked else "Choose everything.",
                code="key_locked" if locked else "read_only",
            )
        self.halt_local()
        names = []
        if scope == "all":
            with self._desk.profile.reading() as connection:
                names = [one.name for one in gateways.known(connection)]
        note = f"not halted: {why}, and this gateway takes signed halts only"
        note += "; unlock, then halt again" if locked else "; halt it at its own folder, or from another desk"
        lines = tuple(HaltLine(name, f"All agents at {name}", "", "failed", note, None) for name in names)
        return HaltProgress(scope, "HALT file", stamp(self._desk.clock.now()), -1, lines, True)

    async def _first_progress(self, placed: list[Placed], scope: str) -> HaltProgress:
        # Nobody waits here for a gateway that is away while others have long answered.
        asked = [one for one in placed if one.link.state == "live"] or placed
        results = await asyncio.gather(*(self._placing.answer(one) for one in asked), return_exceptions=True)
        refused: KnownError | None = None
        taken = 0
        for result in results:
            if isinstance(result, Conflict) and result.code == "refused":
                refused = refused or result
            elif isinstance(result, BaseException) and not isinstance(result, KnownError):
                raise result
            else:
                taken += 1
        # A gateway that could not say whether it has the agent may refuse; that all refused is a failure.
        if refused is not None and not taken and asked == placed:
            raise refused
        return await self._halt_progress(placed, scope)

    async def _halt_progress(self, placed: list[Placed], scope: str) -> HaltProgress:
        found = await asyncio.gather(*(self._lines(one) for one in placed))
        lines = tuple(line for lines, _final in found for line in lines)
        profile = self._desk.profile
        name = profile.roster().person(profile.person_id).name
        first = placed[0].stored
        return HaltProgress(scope, name, first.at, first.seq, lines, all(final for _lines, final in found))

    async def _lines(self, placed: Placed) -> tuple[tuple[HaltLine, ...], bool]:
        """What one gateway says of its agents, and whether nothing more can come."""
        link = placed.link
        state, note = await asyncio.get_running_loop().run_in_executor(
            self._desk.readers, self._desk.outbox_state, placed.stored.envelope
        )
        if state == "refused":
            return (placed.line("failed", note),), True
        if state != "delivered":
            said = f"{NOT_YET}." if link.state == "live" else placed.stored_only().text()
            return (placed.line("failed", said),), False
        try:
            told = await link.halt_lines(placed.stored.envelope)
        except NotFound:
            return (placed.line("stopped", "halted; the gateway has restarted since and tells no times"),), True
        except KnownError as error:
            # The halt itself was taken; one gateway's odd answer must not hide what the others say.
            return (placed.line("stopping", f"halted; how far it is cannot be asked now: {error.text()}"),), False
        try:
            lines = tuple(
                HaltLine(
                    line["agent"],
                    line["name"],
                    line["owner"],
                    line["state"],
                    line["note"],
                    line["seconds"],
                    line["stops_at"],
                    tuple(line["in_flight"]),
                )
                for line in told
            )
        except (KeyError, TypeError) as error:
            # A gateway of another version: it has halted, and that is the news.
            said = f"halted; how far it is cannot be read ({type(error).__name__}); is it of another version?"
            return (placed.line("stopping", said),), False
        return lines, all(line.state in ("stopped", "failed") for line in lines)

    async def _watch_halt(self, placed: list[Placed], scope: str, started: float) -> None:
        shown = 0
        while time.monotonic() - started < HALT_WATCH:
            # Rarer for many: what answers us has to answer them.
            await asyncio.sleep(0.05 + shown / 2_000)
            try:
                progress = await self._halt_progress(placed, scope)
                shown = len(progress.lines)
            except KnownError as error:
                _log.warning("a halt (%s) cannot be followed: %s", scope, error.text())
                continue
            self._desk.emit(Event("halt", progress))
            if progress.done:
                return

    async def stop(self) -> None:
        """End following; the halts themselves go on at the gateways."""
        tasks = tuple(self._following)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
