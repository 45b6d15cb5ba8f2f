"""An erasure that reaches a separate gateway and every replica of its log, each of which says when it has followed."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from core.sync.separate import NAME, Team, team, verified, wake
from core.sync.test_erasing import GROUND, WHY, check_whole, found_in, live, needles, secrets
from counterseal.errors import Conflict
from counterseal.ledger import log as ledger_log
from counterseal.ledger import retention
from counterseal.ledger.database import Database
from gateway.desks import PATIENCE


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Team]:
    with team(tmp_path) as made:
        yield made


def waits(office: Team, look: Callable[[], object], what: str) -> None:
    """Look again and again, and wake both replications in between: no event tells of the other desk's."""
    ends = time.monotonic() + 3 * PATIENCE
    pause = threading.Event()
    while not look():
        assert time.monotonic() < ends, f"{what} did not come"
        for bench in (office.maria, office.jonas):
            bench.desk.call(wake(bench.desk)).result(PATIENCE)
        pause.wait(0.05)


def replicated(office: Team, entries: int) -> None:
    for bench in (office.maria, office.jonas):
        waits(office, partial(verified, bench, entries), f"{entries} verified entries")


def length(office: Team) -> int:
    with office.office.process.house.database.read() as connection:
        return ledger_log.length(connection)


def test_what_is_open_at_the_gateway_stays_here_too(office: Team) -> None:
    agent = office.agent()
    action = agent.propose()["id"]
    receipt = office.maria.decide(action)
    replicated(office, length(office))
    erasing = office.maria.desk.erasing
    (entry,) = erasing.preview((receipt.seq,)).result(PATIENCE).entries
    assert entry.refused == f"its action is not finished at {NAME}"
    with pytest.raises(Conflict, match="not finished at"):
        erasing.erase((receipt.seq,), GROUND, WHY).result(PATIENCE)
    agent.outcome(action, agent.permit(action)["permit"])
    replicated(office, length(office))
    done = erasing.erase((receipt.seq,), GROUND, WHY).result(PATIENCE)
    assert done.erased == (receipt.seq,)
    assert any(NAME in name for name in done.waiting_for), "nothing of it is left here, so it goes there too"


def test_a_cut_reaches_the_gateway_by_its_own_numbers(
    office: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "LEAST_DAYS", 0)
    agent = office.agent()
    live(office.maria, agent, "Qzjx")
    waiting = agent.propose(**secrets("Wvyk"))["id"]
    replicated(office, length(office))
    erasing = office.maria.desk.erasing
    for name in ("traces-and-context", "decisions"):
        erasing.keep(name, 0).result(PATIENCE)
        size = length(office)
        erasing.cut(name, WHY).result(PATIENCE)
        waits(office, lambda size=size: length(office) > size, "the gateway's own cut")
        replicated(office, length(office))
    gateway_home = office.office.process.house.home
    for home in (office.maria.home, office.jonas.home, gateway_home):
        # The entry is there before the file is wiped: a reader that looks at it just then makes the wiping wait.
        waits(office, lambda home=home: found_in(home, needles("Qzjx")) == {}, f"a clean {home.name}")
    assert found_in(gateway_home, ["orderWvyk"]), "what is open stays"
    assert office.maria.held(waiting).action.arguments["order"] == "orderWvyk"
    for bench in (office.maria, office.jonas):
        check_whole(bench, tmp_path / f"bundle of {bench.home.name}")
    with pytest.raises(Conflict, match="Nothing of decisions"):
        erasing.cut("decisions", WHY).result(PATIENCE)


def test_an_erasure_reaches_the_gateway_and_every_replica(office: Team, tmp_path: Path) -> None:
    agent = office.agent()
    action = live(office.maria, agent, "Qzjx")
    size = length(office)
    replicated(office, size)
    gateway_home = office.office.process.house.home
    homes = (office.maria.home, office.jonas.home, gateway_home)
    for home in homes:
        assert found_in(home, ["orderQzjx"]), home
    erasing = office.maria.desk.erasing
    preview = erasing.preview((), action).result(PATIENCE)
    assert any(f"At {NAME}, " in sentence for sentence in preview.stays)
    done = erasing.erase((), GROUND, WHY, action).result(PATIENCE)
    assert done.waiting_for

    def followed() -> bool:
        return erasing.acknowledgements(done.seq).result(PATIENCE).waiting_for == ()

    replicated(office, size + 1)
    waits(office, followed, "everybody's acknowledgement")
    for home in homes:
        assert found_in(home, needles("Qzjx")) == {}, home
    for bench in (office.maria, office.jonas):
        out = tmp_path / f"bundle of {bench.home.name}"
        check_whole(bench, out)
        assert any((out / "logs").iterdir()), "the replica is in the bundle too"
        assert found_in(out, needles("Qzjx")) == {}
    assert agent.status(action)["state"] == "done"


def impatient(database: Database) -> None:
    """Its connections wait for others for a moment only."""

    def checkout(connection: Any, *_more: object) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    event.listen(database.engine, "checkout", checkout)


def test_bytes_that_readers_hold_on_to_go_when_they_let_go(office: Team) -> None:
    agent = office.agent()
    action = live(office.maria, agent, "Qzjx")
    size = length(office)
    replicated(office, size)
    gateway = office.office.process.house.database
    (replica,) = office.jonas.desk._replicas.readable()
    erasing = office.maria.desk.erasing
    with gateway.read() as one, replica.database.read() as other:
        for reader in (one, other):
            reader.exec_driver_sql("SELECT count(*) FROM entries").scalar_one()
        for database in (gateway, replica.database):
            impatient(database)
        done = erasing.erase((), GROUND, WHY, action).result(PATIENCE)
        replicated(office, size + 1)
        waits(office, lambda: replica.database.pending() and gateway.pending(), "an erasure that waits for readers")
        assert NAME in " ".join(erasing.acknowledgements(done.seq).result(PATIENCE).waiting_for)
    for home in (office.maria.home, office.jonas.home, office.office.process.house.home):
        waits(office, lambda home=home: found_in(home, needles("Qzjx")) == {}, f"a clean {home.name}")
    waits(office, lambda: not erasing.acknowledgements(done.seq).result(PATIENCE).waiting_for, "acknowledgements")
