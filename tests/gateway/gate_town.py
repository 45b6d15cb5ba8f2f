"""Two people's desktops and three gateways in one process, with clocks that tests turn and crashes at a commit.

Everything below the HTTP door is the real thing: the gateway's service, its steps, SQLite, signatures, proofs.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Coroutine
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from counterseal.gateway import agent_rows, delivery, rows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import HALT_FILE, Context
from counterseal.gateway.home import GatewayHome
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.service import Gateway
from counterseal.ledger import roster as rosters
from counterseal.ledger.roster import roster_body
from counterseal.seal.dsse import Envelope
from counterseal.sync.profile import Profile
from gateway.offices import CHEAP, Desktop

T = TypeVar("T")
AGENT = "refunds"
BEGIN = datetime(2026, 11, 16, 9, tzinfo=UTC)
GATES = 3


@dataclass
class Time:
    """What has really passed, in seconds; nobody's clock can go against it but wall clocks that are moved."""

    passed: float = 0.0


@dataclass
class Turned:
    """One machine's clock: its wall clock is moved by ``off`` seconds."""

    time: Time
    off: float = 0.0

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.time.passed + self.off)

    def monotonic(self) -> float:
        return self.time.passed


class Inline(Executor):
    """Runs at once, in the thread that asks: one step after the other, as the writer thread would."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - handed on to whoever waits
            done.set_exception(error)
        return done


class Crashed(Exception):
    """The process ended here."""


@dataclass
class Gate:
    """One separate gateway; ``crash`` names the step at which it ends next."""

    home: Path
    clock: Turned
    runner: asyncio.Runner
    crash: str = ""
    house: GatewayHome = field(init=False)
    service: Gateway = field(init=False)

    def open(self) -> None:
        self.house = GatewayHome.open(self.home)
        context = Context(self.house.log, None, self.clock, self.home, on_step=self._step)
        self.service = Gateway(self.house.database, context, Inline(), Inline())
        self.run(self.service.start())

    def end(self) -> None:
        """End without a word, as a killed process does: nothing in memory is left."""
        sweeper = self.service._sweeper
        assert sweeper is not None
        sweeper.cancel()
        self.run(self.service.halting.stop())
        self.house.close()
        self.crash = ""

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def act(self, work: Coroutine[Any, Any, T], crash: str = "") -> T:
        """Do one thing. Raises Crashed when it ended at the named step; the caller looks, and opens again."""
        self.crash = crash
        try:
            return self.run(work)
        finally:
            self.crash = ""

    def _step(self, name: str) -> None:
        if name == self.crash:
            raise Crashed(name)

    @property
    def origin(self) -> str:
        return self.house.log.origin

    @property
    def halt_file(self) -> Path:
        return self.home / HALT_FILE

    def agent(self) -> AgentRow:
        with self.house.reading() as connection:
            return agent_rows.agent(connection, AGENT)

    def action(self, action_id: str) -> ActionRow | None:
        with self.house.reading() as connection:
            return rows.find_action(connection, action_id)

    def taken(self, envelope: str) -> str | None:
        """The state that an envelope led to here, None when it was not taken."""
        with self.house.reading() as connection:
            return connection.exec_driver_sql("SELECT state FROM accepted WHERE envelope = ?", (envelope,)).scalar()

    def seen(self, desktop: Desktop) -> int:
        with self.house.reading() as connection:
            return delivery.seen_size(connection, desktop.log.origin)

    def deliver(self, desktop: Desktop, envelope: Envelope, index: int, order: bool, crash: str = "") -> None:
        """What an outbox does. Raises KnownError: it was refused. Crashed."""
        body = desktop.body(envelope, index, self.seen(desktop))
        take = self.service.order if order else self.service.decide
        self.act(take(body, desktop.log.origin), crash)

    def roster(self) -> rosters.Roster:
        with self.house.reading() as connection:
            return rosters.load(connection)


@dataclass
class Town:
    """Maria, who answers for the agent at each of three gateways, and Jonas."""

    folder: Path
    time: Time
    maria: Desktop
    jonas: Desktop
    gates: list[Gate]
    runner: asyncio.Runner

    def close(self) -> None:
        for gate in self.gates:
            gate.end()
        self.runner.close()
        self.maria.close()
        self.jonas.close()
        shutil.rmtree(self.folder)


def found_town(folder: Path, orders: list[tuple[str, dict[str, Any]]], registration: dict[str, Any]) -> None:
    """Make the folders that each example starts from: Maria signs ``orders`` alone, then Jonas joins."""
    _keep_marks_in(folder)
    clock = Turned(Time())
    maria, jonas = Desktop(folder / "maria", "Maria Lind", clock), Desktop(folder / "jonas", "Jonas Weber", clock)
    for number in range(GATES):
        home = folder / f"gate{number}"
        made = GatewayHome.create(home, maria.card(), f"Gate {number}", clock)
        maria.gateway = made.log.origin
        made.finish(maria.adoption(made.request.members()), clock)
        made.close()
        gate = Gate(home, clock, asyncio.Runner())
        gate.open()
        for kind, body in [("agent", {**registration, "owner": maria.id}), *orders]:
            said = {**body, "charter": {**body["charter"], "owner": maria.id}} if kind == "charter" else body
            supersedes = predecessor(gate.agent(), kind) if kind != "agent" else None
            order = maria.order(kind, said, AGENT, audience=gate.origin, supersedes=supersedes)
            gate.deliver(maria, order, maria.store(order), True)
        roster = gate.roster()
        body = roster_body(
            [*roster.people.values(), jonas.person()], gate.house.log.key.public, gate.origin, proofs=jonas.proofs()
        )
        order = maria.order("roster", body, gate.origin, audience=gate.origin, supersedes=roster.sha256)
        gate.deliver(maria, order, maria.store(order, "key_enrolled"), True)
        gate.end()
        gate.runner.close()
    maria.close()
    jonas.close()


def _keep_marks_in(folder: Path) -> None:
    """What this account remembers of the newest heads is part of the town: each example has another history."""
    os.environ["COUNTERSEAL_STATE"] = str(folder / "state")


def predecessor(agent: AgentRow, kind: str) -> str | None:
    """The order that the next one of this kind must supersede."""
    return {
        "level": agent.level_envelope or agent.order_envelope,
        "registry": agent.registry_envelope or agent.order_envelope,
        "mandate": agent.mandate_envelope,
        "charter": agent.charter_envelope,
    }.get(kind)


def open_town(template: Path, folder: Path) -> Town:
    """A town of its own, as the template was left."""
    shutil.copytree(template, folder)
    _keep_marks_in(folder)
    time, runner = Time(), asyncio.Runner()
    gates = [Gate(folder / f"gate{number}", Turned(time), runner) for number in range(GATES)]
    for gate in gates:
        gate.open()
    maria, jonas = (
        _desktop(folder / one, name, Turned(time)) for one, name in (("maria", "Maria Lind"), ("jonas", "Jonas Weber"))
    )
    return Town(folder, time, maria, jonas, gates, runner)


def _desktop(home: Path, name: str, clock: Turned) -> Desktop:
    made = Desktop.__new__(Desktop)
    made.clock, made.name, made.url, made.gateway, made.seen = clock, name, "", "", 0
    made.profile = Profile.open(home)
    made.profile.unlock(CHEAP.passphrase)
    return made
