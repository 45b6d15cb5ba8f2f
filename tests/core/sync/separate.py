"""A separate gateway and two real desks that know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from counterseal.ledger import log as ledger_log
from counterseal.ledger.note import VerifierKey
from counterseal.model.history import HistoryFilter, HistoryRow
from counterseal.model.people import Role
from counterseal.sync.api_evidence import ReplicaView
from gateway.desks import PASSPHRASE, REFUND, Agent, Bench, running_bench
from gateway.offices import Desktop, Office, running_office

T = TypeVar("T")
NAME = "payments"


@dataclass
class Team:
    """Maria and Jonas, each with a desk, at one gateway."""

    office: Office
    maria: Bench
    jonas: Bench

    @property
    def origin(self) -> str:
        return self.office.origin

    def agent(self, name: str = "refunds") -> Agent:
        """An agent at the separate gateway, registered from Maria's desk."""
        token = self.maria.desk.register_agent(name, f"{name.title()} agent", [REFUND], gateway=NAME).result(60)
        agent = Agent(self.office.url, token, name)
        self.maria.agents.append(agent)
        agent.lease()
        return agent


def verified(bench: Bench, least: int = 0) -> ReplicaView | None:
    """The desk's replica once it is verified, with so many entries at least."""
    (view,) = bench.desk.replicas()
    return view if view.state == "verified" and view.size >= least else None


def log_size(team: Team) -> int:
    """Entries in the gateway's own log."""
    with team.office.process.house.reading() as connection:
        return ledger_log.length(connection)


def history(bench: Bench, action: str) -> tuple[HistoryRow, ...]:
    return bench.desk.history(HistoryFilter(subject=action)).result(60).rows


def row(bench: Bench, action: str, outcome: str) -> list[HistoryRow]:
    return [r for r in history(bench, action) if r.kind == "decision" and r.outcome == outcome]


def until(bench: Bench, look: Callable[[], T | None], what: str) -> T:
    """Wait for what a replica or a gateway brings; each look also wakes the replication."""

    def looked() -> T | None:
        found = look()
        if not found:
            desk = bench.desk
            desk.call(wake(desk)).result(60)
        return found

    return bench.ear.until(looked, what)


async def wake(desk: object) -> None:
    """Let a desk's replications look for news now."""
    links = desk.linked()  # type: ignore[attr-defined]
    for origin in tuple(links.separate):
        links.replicas.wake(origin)


@contextmanager
def team(folder: Path) -> Iterator[Team]:
    """The team, with both desks connected to the gateway."""
    with ExitStack() as stack:
        office = stack.enter_context(running_office(folder))
        jonas = office.desktop(folder / "jonas", "Jonas Weber")
        office.enrol(jonas, (Role.REVIEWER,))
        vkey = office.process.house.log.verifier
        for desktop in tuple(office.desktops):
            hand_over(desktop)
        office.desktops.clear()
        benches = [stack.enter_context(running_bench(folder / name)) for name in ("maria", "jonas")]
        for bench in benches:
            know(bench, office.url, vkey)
        yield Team(office, *benches)


def hand_over(desktop: Desktop) -> None:
    """Close a hand-made desktop, so that a real desk opens its profile."""
    home = desktop.profile.home
    desktop.close()
    file = home.parent / f"{home.name}.passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)


def know(bench: Bench, url: str, vkey: VerifierKey) -> None:
    bench.desk.add_gateway(NAME, url, vkey.text()).result(60)
