"""Claiming rows: one at a time, in order, by one living process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from counterseal.ledger import erasing
from counterseal.ledger.database import Database
from counterseal.sync import following, outbox
from counterseal.sync.profile import Profile
from gateway.desks import MovingClock


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    profile = Profile.open(home)
    yield profile.database
    profile.close()


def fill(database: Database, *rows: tuple[str, str]) -> None:
    """Queue rows of (envelope, kind)."""
    with database.write() as connection:
        for number, (envelope, kind) in enumerate(rows):
            outbox.add(connection, envelope, number, kind, f"subject of {envelope}", None)


def claim(database: Database, clock: MovingClock, claimant: str) -> str | None:
    with database.write() as connection:
        row = outbox.claim(connection, clock, claimant)
        return None if row is None else row.envelope


def finish(database: Database, state: str, note: str = "") -> None:
    with database.write() as connection:
        connection.exec_driver_sql("SELECT 1")
        row = connection.exec_driver_sql("SELECT id FROM outbox WHERE state = 'claimed'").scalar_one()
        outbox.finish(connection, row, state, note)


def dead() -> str:
    """The claimant's name of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return f"{child.pid}:dead"


def test_rows_go_out_one_at_a_time_in_the_order_they_were_signed(database: Database) -> None:
    clock, me = MovingClock(), outbox.claimant()
    fill(database, ("a", "decision"), ("b", "decision"))
    assert claim(database, clock, me) == "a"
    assert claim(database, clock, "1:other") is None, "another living process must wait"
    finish(database, "delivered")
    assert claim(database, clock, "1:other") == "b"
    finish(database, "refused", "no")
    assert claim(database, clock, me) is None


def test_an_order_does_not_wait_behind_decisions(database: Database) -> None:
    fill(database, ("a", "decision"), ("b", "decision"), ("halt", "order"), ("reset", "order"))
    clock, me = MovingClock(), outbox.claimant()
    order = []
    while (name := claim(database, clock, me)) is not None:
        order.append(name)
        finish(database, "delivered")
    assert order == ["halt", "reset", "a", "b"]


def test_a_claim_of_a_dead_process_is_taken_at_once(database: Database) -> None:
    clock = MovingClock()
    fill(database, ("a", "decision"))
    assert claim(database, clock, dead()) == "a"
    assert claim(database, clock, outbox.claimant()) == "a"


def test_a_claim_of_a_living_process_is_taken_when_its_time_is_over(database: Database) -> None:
    clock = MovingClock()
    fill(database, ("a", "decision"))
    assert claim(database, clock, f"{os.getppid()}:alive") == "a"
    clock.advance(outbox.CLAIM_SECONDS - 1)
    assert claim(database, clock, "1:other") is None
    clock.advance(2)
    assert claim(database, clock, "1:other") == "a"


def test_ones_own_claim_is_taken_again(database: Database) -> None:
    clock, me = MovingClock(), outbox.claimant()
    fill(database, ("a", "decision"))
    assert claim(database, clock, me) == claim(database, clock, me) == "a"
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT attempts FROM outbox").scalar_one() == 2


def test_what_could_not_go_out_waits_with_its_reason(database: Database) -> None:
    clock = MovingClock()
    fill(database, ("a", "decision"))
    claim(database, clock, outbox.claimant())
    finish(database, "queued", "x" * 5_000)
    with database.read() as connection:
        state, note = outbox.state_of(connection, "a")
        assert (state, len(note)) == ("queued", 1_000)
        assert outbox.count_open(connection) == 1
        assert outbox.has_open_decision(connection, "subject of a")
        assert not outbox.has_open_decision(connection, "subject of b")
        assert outbox.state_of(connection, "nothing") == ("", "")
    assert claim(database, clock, "1:other") == "a"


def test_two_processes_claim_each_row_once(home: Path, database: Database) -> None:
    fill(database, *((f"e{n:03}", "decision") for n in range(60)))
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from counterseal.clock import SystemClock\n"
        "from counterseal.sync import outbox\n"
        "from counterseal.sync.profile import Profile\n"
        "profile, me = Profile.open(Path(sys.argv[1])), outbox.claimant()\n"
        "print('ready', flush=True)\n"
        "sys.stdin.readline()\n"
        "while True:\n"
        "    with profile.database.write() as c:\n"
        "        row = outbox.claim(c, SystemClock(), me)\n"
        "        left = outbox.count_open(c)\n"
        "    if row is not None:\n"
        "        with profile.database.write() as c:\n"
        "            outbox.finish(c, row.id, 'delivered')\n"
        "        print(row.envelope, flush=True)\n"
        "    elif left == 0:\n"
        "        break\n"
        "profile.close()\n"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    said = []
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in both:
        out, _err = process.communicate(timeout=60)
        assert process.returncode == 0
        said += out.split()
    assert sorted(said) == [f"e{n:03}" for n in range(60)]


@pytest.mark.parametrize("pid", [0, -1, 2**40])
def test_a_process_that_cannot_be_asked_counts_as_living(pid: int) -> None:
    assert outbox.process_lives(pid)
    assert outbox.process_lives(os.getpid())


def test_claims_are_stamped_ahead_of_now(database: Database) -> None:
    clock = MovingClock()
    fill(database, ("a", "decision"))
    claim(database, clock, outbox.claimant())
    with database.read() as connection:
        until = connection.exec_driver_sql("SELECT claimed_until FROM outbox").scalar_one()
    assert until > (clock.now() + timedelta(seconds=outbox.CLAIM_SECONDS - 5)).isoformat()[:19]


def pass_over(database: Database, *names: str, audience: tuple[str, ...] = ("",)) -> str | None:
    """What is claimed when the rows of these envelopes are passed over."""
    with database.write() as connection:
        ids = [
            connection.exec_driver_sql("SELECT id FROM outbox WHERE envelope = ?", (name,)).scalar_one()
            for name in names
        ]
        row = outbox.claim(connection, MovingClock(), "1:me", audience, ids)
        return None if row is None else row.envelope


def queue(database: Database, *rows: tuple[str, str, str, str]) -> None:
    """Queue rows of (envelope, kind, subject, audience)."""
    with database.write() as connection:
        for number, (envelope, kind, subject, audience) in enumerate(rows):
            outbox.add(connection, envelope, number, kind, subject, None, audience)


def test_what_waits_lets_others_pass_but_not_what_is_about_the_same(database: Database) -> None:
    queue(
        database,
        ("first", "decision", "x", ""),
        ("second", "decision", "x", ""),
        ("other", "decision", "y", ""),
    )
    assert pass_over(database, "first") == "other"
    assert pass_over(database, "first", "other") is None, "the second must not overtake the first"
    assert pass_over(database, "second") == "first"


def test_a_halt_overtakes_and_a_reset_that_it_overtook_goes_out_no_more(database: Database) -> None:
    queue(database, ("reset", "reset", "bot", ""), ("order", "order", "bot", ""), ("halt", "halt", "bot", ""))
    assert pass_over(database, "reset") == "halt"
    finish(database, "delivered")
    with database.write() as connection:
        row = outbox.claim(connection, MovingClock(), "1:me")
    assert row is not None
    assert (row.envelope, row.overtaken) == ("reset", True)


def test_a_restore_goes_before_everything_else(database: Database) -> None:
    queue(database, ("halt", "halt", "bot", "gw"), ("restore", "restore", "log", "gw"))
    assert pass_over(database, audience=("gw",)) == "restore"


def test_each_gateway_gets_what_is_addressed_to_it(database: Database) -> None:
    queue(database, ("a", "decision", "x", "gw1"), ("b", "decision", "y", "gw2"), ("c", "decision", "z", ""))
    assert pass_over(database, audience=("gw2",)) == "b"
    assert pass_over(database, audience=("", "own")) == "c"
    assert pass_over(database, audience=("gw3",)) is None
    with database.read() as connection:
        assert (outbox.count_open(connection), outbox.count_open(connection, ("gw1",))) == (3, 1)
        assert outbox.audience_of(connection, "b") == "gw2"
        assert outbox.audience_of(connection, "nothing") == ""


@pytest.mark.parametrize(
    "ask",
    [
        outbox.count_open,
        lambda found: outbox.count_open(found, (outbox.OWN, "counterseal/x")),
        lambda found: outbox.has_open_decision(found, "an action"),
        lambda found: outbox.claim(found, MovingClock(), "me", (outbox.OWN, "counterseal/x")),
        lambda found: following.sent(found, "counterseal/x", 0),
        lambda found: erasing.on_their_way(found),
    ],
)
def test_nothing_looks_through_all_that_was_ever_sent(database: Database, ask: Callable[[Any], object]) -> None:
    """What was delivered long ago stays in the table, as many rows as there were decisions."""
    asked: list[tuple[str, Any]] = []
    with database.write() as connection:
        event.listen(
            connection, "before_cursor_execute", lambda _c, _cursor, sql, values, *_x: asked.append((sql, values))
        )
        ask(connection)
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values).all() for sql, values in tuple(asked)]
    assert plans
    assert not [step for plan in plans for step in plan if step[3].startswith("SCAN outbox") and "USING" not in step[3]]
