"""Steps that wait for the writer share a transaction, and each of them stands or falls as if it had been alone."""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from counterseal.clock import stamp
from counterseal.errors import Conflict, InvalidInput, KnownError, Unauthorised
from counterseal.gateway import agent_rows, allowed, intake, permits, rows, sharing
from counterseal.gateway.caller import Caller
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.sharing import Sharing
from counterseal.gateway.upstreams.port import Grant
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import DATABASE_NAME, Database, DiskTrouble
from counterseal.ledger.log import Draft
from counterseal.ledger.verify import verify_log
from counterseal.model.actions import Action, Proposal, State
from counterseal.model.ids import uuid7
from counterseal.sync.profile import Profile
from gateway.agent_orders import AGENT, LOOK, Pen
from gateway.desks import make_profile, running_bench
from gateway.sharing_gate import Gate, Step, used, window

NARROW, TIGHT, OTHER, ALONE, TOGETHER = "narrow", "tight", "other", "alone", "together"
CRASH = """
import os, sys
from pathlib import Path
from counterseal.clock import SystemClock
from counterseal.gateway.context import Context
from counterseal.gateway.sharing import Sharing
from counterseal.gateway.upstreams.port import Grant
from counterseal.ledger.log import Draft
from counterseal.sync.profile import Profile
profile = Profile.open(Path(sys.argv[1]))
context = Context(profile.log, None, SystemClock(), profile.home)
def told(connection):
    return context.append(connection, [Draft("viewed", context.now(), "crash")])
def dies(connection):
    told(connection)
    os._exit(9)
Sharing(profile.database, context, None, None)._transaction([told, dies, told], apart=True)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile whose agents may look at orders alone, each as often in a day as said here."""
    home = tmp_path_factory.mktemp("sharing") / "profile"
    make_profile(home, copied=False)
    with running_bench(home) as bench:
        for name, most in ((AGENT, 1_000), (NARROW, 3), (TIGHT, 3), (OTHER, 1_000), (ALONE, 12), (TOGETHER, 12)):
            bench.agent(name)
            Pen(bench, name).chartered("L3", LOOK, tools=["orders.*"], windows=[window(most)])
    return home


@pytest.fixture(scope="module")
def gate(home: Path) -> Iterator[Gate]:
    profile = Profile.open(home)
    gate = Gate(profile)
    yield gate
    gate.writer.shutdown()
    # After whatever was refused, broken or killed in whatever order.
    report = verify_log(profile.database, profile.log.verifier)
    profile.close()
    assert report.ok, report


def test_what_waits_together_is_one_transaction_under_one_head(gate: Gate) -> None:
    before, done = gate.size, gate.done
    gate.steps.clear()
    rows_ = gate.together(*[gate.proposal() for _ in range(6)])
    assert [row.state for row in rows_] == [State.ALLOWED] * 6
    assert [row.received_seq for row in rows_] == list(range(before, before + 6))
    assert gate.heads(before) == [before + 6]
    assert gate.steps == ["gateway.before_commit", "gateway.committed"]
    assert gate.done == done + 1
    assert gate.context.committed == gate.context.version == max(row.version for row in rows_)


def test_as_many_as_a_transaction_takes_go_together_and_the_rest_in_the_next(gate: Gate) -> None:
    before = gate.size
    gate.together(*[gate.entry("many") for _ in range(sharing.MOST_TOGETHER + 3)])
    assert gate.heads(before) == [before + sharing.MOST_TOGETHER, before + sharing.MOST_TOGETHER + 3]


def test_a_lone_step_has_its_own_head_and_its_own_refusal(gate: Gate) -> None:
    before = gate.size
    (row,) = gate.together(gate.proposal())
    assert gate.heads(before) == [before + 1]
    (refused,) = gate.together(gate.proposal(expires_at=stamp(gate.clock.now() - timedelta(seconds=1))))
    assert isinstance(refused, InvalidInput)
    assert refused.code == "expired"
    assert gate.size == before + 1 == row.received_seq + 1


def test_a_refused_one_leaves_nothing_and_takes_nobody_along(gate: Gate) -> None:
    def refused(connection: Connection) -> None:
        gate.proposal()(connection)
        gate.entry("refused")(connection)
        raise Conflict("Not this one", code="not_this_one")

    before, spent = gate.size, used(gate, AGENT)
    first, none, expired, last = gate.together(
        gate.proposal(), refused, gate.proposal(expires_at=stamp(gate.clock.now())), gate.proposal()
    )
    assert (none.code, expired.code) == ("not_this_one", "expired")
    assert [first.received_seq, last.received_seq] == [before, before + 1]
    assert gate.heads(before) == [before + 2]
    assert gate.about("refused") == 0
    assert used(gate, AGENT) == spent + 2


def test_nothing_is_written_where_all_are_refused(gate: Gate) -> None:
    late = stamp(gate.clock.now())
    before = gate.size
    refused = gate.together(gate.proposal(expires_at=late), gate.proposal(expires_at=late))
    assert [one.code for one in refused] == ["expired", "expired"]
    assert gate.size == before
    assert gate.heads(before) == []


@pytest.mark.parametrize("error", [RuntimeError("a defect"), OverflowError("too large")], ids=["defect", "overflow"])
def test_a_defect_is_answered_to_its_own_step_only(gate: Gate, error: Exception) -> None:
    def broken(connection: Connection) -> None:
        gate.entry("broken")(connection)
        raise error

    before = gate.size
    first, none, last = gate.together(gate.proposal(), broken, gate.proposal())
    assert type(none) is (InvalidInput if isinstance(error, OverflowError) else RuntimeError)
    assert [first.received_seq, last.received_seq] == [before, before + 1]
    assert gate.size == before + 2
    assert gate.about("broken") == 0
    # Run once for nothing, then alone: no step may count twice.
    assert [gate.about(row.id) for row in (first, last)] == [1, 1]


def test_a_row_that_the_table_refuses_is_its_own_steps_matter(gate: Gate) -> None:
    twice = Action(uuid7(gate.clock), AGENT, LOOK["tool"], {}, None)

    def clash(connection: Connection) -> None:
        row = intake.propose(gate.context, connection, Proposal(twice))
        rows.insert_action(connection, row)

    first, none = gate.together(gate.proposal(), clash)
    assert isinstance(first, ActionRow)
    assert isinstance(none, IntegrityError)
    assert gate.about(twice.id) == 0


def test_a_disk_that_refuses_is_the_answer_to_all(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    def full() -> None:
        raise DiskTrouble("The disk refused to store")

    before = gate.size
    monkeypatch.setattr(gate.profile.database, "gate", full)
    said = gate.together(gate.proposal(), gate.proposal())
    assert [type(one) for one in said] == [DiskTrouble, DiskTrouble]
    monkeypatch.undo()
    assert gate.size == before
    assert gate.together(gate.proposal())[0].state is State.ALLOWED


def test_a_budget_is_not_overdrawn_within_one_transaction(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    # Else the agent would fall at the fourth, which gives back what has not begun.
    monkeypatch.setattr(intake.lowering, "limit_hit", lambda *_given: None)
    asked = gate.together(*[gate.proposal(TIGHT) for _ in range(6)])
    assert [row.state for row in asked] == [State.ALLOWED] * 3 + [State.HELD] * 3
    assert used(gate, TIGHT) == 3


def test_who_falls_has_fallen_for_the_next_step_of_the_transaction(gate: Gate) -> None:
    begun = gate.together(*[gate.proposal(NARROW) for _ in range(3)])
    gate.together(*[lambda c, row=row: permits.take(gate.context, c, row.id, NARROW) for row in begun])
    asked = gate.together(*[gate.proposal(NARROW) for _ in range(3)])
    assert [row.state for row in asked] == [State.HELD] * 3
    with gate.profile.reading() as connection:
        said = [json.loads(ledger_log.payload(connection, row.received_seq, "policy")) for row in asked]
    assert [one["level"] for one in said] == ["L3", "L2", "L2"]
    assert ["lowered" in [rule[0] for rule in one["rules"]] for one in said] == [False, True, True]


def test_room_is_counted_within_one_transaction(gate: Gate, monkeypatch: pytest.MonkeyPatch) -> None:
    with gate.profile.reading() as connection:
        unused = rows.count_open(connection, AGENT).get(State.ALLOWED, 0)
    monkeypatch.setattr(intake, "MAX_UNUSED", unused + 2)
    said = gate.together(*[gate.proposal() for _ in range(4)])
    assert [one.state if isinstance(one, ActionRow) else one.code for one in said] == ["allowed"] * 2 + [
        "queue_full"
    ] * 2


def _asked(gate: Gate, agent: str, dice: random.Random) -> Step:
    """One of the calls that an agent may make: most of them run alone, the rest end in each way that there is."""
    late = stamp(gate.clock.now())
    return dice.choice(
        [
            *[lambda: gate.proposal(agent)] * 5,
            lambda: gate.proposal(agent, tool="orders.unknown"),
            lambda: gate.proposal(agent, expires_at=late),
            lambda: gate.proposal(agent, order="password=hunter2-Qzjx8"),
            lambda: gate.proposal(agent, idempotency="one"),
            lambda: gate.proposal(agent, idempotency="one", order="another"),
        ]
    )()


def _told(gate: Gate, said: Any) -> tuple[str, ...]:
    """What became of one step: the code of its refusal, or its state, level and rules."""
    if isinstance(said, KnownError):
        return ("refused", said.code)
    if not isinstance(said, ActionRow):
        return (type(said).__name__,)
    with gate.profile.reading() as connection:
        policy = json.loads(ledger_log.payload(connection, said.received_seq, "policy"))
        now = rows.action(connection, said.id).state
    return (said.state.value, now.value, policy["level"], *[f"{code} {effect}" for code, effect, _ in policy["rules"]])


def test_together_each_gets_what_it_would_have_got_alone(gate: Gate) -> None:
    heard: dict[str, list[tuple[str, ...]]] = {ALONE: [], TOGETHER: []}
    for agent, told in heard.items():
        dice = random.Random(41)

        def all_of(steps: list[Step], agent: str = agent) -> list[Any]:
            return gate.together(*steps) if agent == TOGETHER else [gate.together(step)[0] for step in steps]

        for _round in range(4):
            found = all_of([_asked(gate, agent, dice) for _ in range(7)])
            told += [_told(gate, one) for one in found]
            ids = [one.id for one in found if isinstance(one, ActionRow)]
            taken = all_of([lambda c, i=i, a=agent: permits.take(gate.context, c, i, a) for i in ids])
            told += [_told(gate, one) for one in taken]
            done = [(i, one.permit) for i, one in zip(ids, taken, strict=True) if isinstance(one, Grant)]
            ends = [(i, permit, dice.choice(("done", "done", "failed"))) for i, permit in done]
            all_of([lambda c, e=e, a=agent: permits.report(gate.context, c, e[0], a, e[1], e[2], "") for e in ends])
    assert heard[ALONE] == heard[TOGETHER]
    states = {one[0] for one in heard[ALONE]}
    assert {"allowed", "held", "refused", "Grant"} <= states
    assert any("over_window hold" in one for one in heard[ALONE])
    assert used(gate, ALONE) == used(gate, TOGETHER) > 0


def test_one_key_twice_within_a_transaction_is_one_action(gate: Gate) -> None:
    first, again, other = gate.together(
        gate.proposal(idempotency="ticket-1"), gate.proposal(idempotency="ticket-1"), gate.proposal(OTHER, "ticket-1")
    )
    assert first.id == again.id
    assert gate.about(first.id) == 1
    assert other.id != first.id


def test_a_permit_is_given_once_however_many_ask_together(gate: Gate) -> None:
    (row,) = gate.together(gate.proposal())
    said = gate.together(*[lambda c: permits.take(gate.context, c, row.id, AGENT) for _ in range(3)])
    assert [type(one).__name__ for one in said] == ["Grant", "Conflict", "Conflict"]
    permit = said[0].permit
    done = gate.together(*[lambda c: permits.report(gate.context, c, row.id, AGENT, permit, "done", "")] * 2)
    assert done == [State.DONE, State.DONE]
    assert gate.about(row.id) == 2


def test_what_waits_for_people_after_all_gets_a_copy_and_a_nonce_of_its_own(gate: Gate) -> None:
    def kept(action: str) -> tuple[bytes, str, str]:
        with gate.profile.reading() as connection:
            query = "SELECT action, digest, nonce FROM actions WHERE id = ?"
            return tuple(connection.exec_driver_sql(query, (action,)).one())  # type: ignore[return-value]

    def put_back(connection: Connection) -> ActionRow:
        allowed.put_back(gate.context, connection, [rows.action(connection, row.id)], "the tests say so")
        return rows.action(connection, row.id)

    (row,) = gate.together(gate.proposal())
    assert kept(row.id) == (b"", "", ""), "the ledger has its bytes, and nobody decides on it"
    (held,) = gate.together(put_back)
    assert (held.state, held.raw, held.digest) == (State.HELD, row.raw, row.digest)
    assert kept(row.id) == (row.raw, row.digest, held.nonce)
    assert len(held.nonce) == 32


def test_what_another_process_wrote_counts_from_the_next_transaction_on(gate: Gate) -> None:
    assert gate.together(gate.proposal(OTHER))[0].state is State.ALLOWED
    elsewhere = Database.open(gate.profile.home / DATABASE_NAME)

    def write(values: str) -> None:
        with elsewhere.write() as connection:
            connection.exec_driver_sql(f"UPDATE agents SET {values} WHERE id = ?", (OTHER,))

    with closing(elsewhere):
        write("paused_by = 'x', paused_at = 'now'")
        paused = gate.together(gate.proposal(OTHER), gate.proposal(OTHER))
        write("paused_by = NULL, runbook = tools, tools = '[]'")
        undescribed = gate.together(gate.proposal(OTHER), gate.proposal(OTHER))
        write("tools = runbook, runbook = ''")
    assert [row.state for row in (*paused, *undescribed)] == [State.HELD] * 4
    assert "the agent is paused" in str(paused[1].ruling)
    assert "changed by hand" in str(undescribed[1].ruling)
    assert gate.together(gate.proposal(OTHER))[0].state is State.ALLOWED


def test_a_token_counts_only_as_long_as_the_table_says_so(gate: Gate) -> None:
    with gate.profile.reading() as connection:
        digest = agent_rows.agent(connection, AGENT).token_sha256
    before = gate.size
    held = [
        Caller(*who).held(gate.context, gate.proposal()) for who in ((AGENT, digest), (AGENT, "0" * 64), ("no", ""))
    ]
    first, old, nobody = gate.together(*held)
    assert first.state is State.ALLOWED
    assert [type(one) for one in (old, nobody)] == [Unauthorised, Unauthorised]
    assert gate.size == before + 1


def test_nothing_is_remembered_for_who_reads_beside_the_writer(gate: Gate) -> None:
    seen: list[object] = []

    def look(connection: Connection) -> None:
        with gate.profile.reading() as reader:
            gate.context.once(connection, "a name", lambda: "of the writer")
            seen.append(gate.context.once(reader, "a name", lambda: "of the reader"))
            seen.append(gate.context.once(connection, "a name", lambda: "read twice"))

    gate.together(look)
    assert seen == ["of the reader", "of the writer"]
    assert gate.context.sitting is None


def test_who_goes_away_is_missed_by_nobody(gate: Gate) -> None:
    async def run() -> list[Any]:
        free = threading.Event()
        gate.writer.submit(free.wait)
        first, gone, last = [asyncio.ensure_future(gate.sharing.run(gate.proposal())) for _ in range(3)]
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        free.set()
        return await asyncio.gather(first, gone, last, return_exceptions=True)

    before = gate.size
    first, gone, last = asyncio.run(run())
    assert isinstance(gone, asyncio.CancelledError)
    assert [first.state, last.state] == [State.ALLOWED] * 2
    assert gate.size == before + 3, "what was asked for is done, whoever listens"


def test_nobody_gets_in_before_a_step_that_came_between(gate: Gate) -> None:
    async def run() -> list[Any]:
        free = threading.Event()
        gate.writer.submit(free.wait)
        first = asyncio.ensure_future(gate.sharing.run(gate.entry("first")))
        await asyncio.sleep(0)
        # As ``Gateway.write`` does for an order, a halt for one.
        gate.sharing.part()
        between = asyncio.get_running_loop().run_in_executor(gate.writer, write)
        last = asyncio.ensure_future(gate.sharing.run(gate.entry("last")))
        await asyncio.sleep(0)
        free.set()
        return [await first, await between, await last]

    def write() -> tuple[int, ...]:
        with gate.profile.database.write() as connection:
            return gate.context.append(connection, [Draft("viewed", gate.context.now(), "between")])

    before = gate.size
    assert asyncio.run(run()) == [(before,), (before + 1,), (before + 2,)]
    assert gate.heads(before) == [before + 1, before + 2, before + 3]


def test_who_asks_again_as_soon_as_he_is_answered_keeps_his_place(gate: Gate) -> None:
    held, told = threading.Event(), threading.Event()

    class Slow(Sharing):
        """Its writer thread is put aside by the system just when it has answered."""

        def _tell(self, *answered: Any) -> None:
            super()._tell(*answered)
            if not told.is_set():
                told.set()
                held.wait(60)

    async def run() -> list[Any]:
        slow = Slow(gate.profile.database, gate.context, gate.writer, lambda: None)
        await slow.run(gate.entry("answered"))
        again = asyncio.ensure_future(slow.run(gate.entry("again")))
        await asyncio.sleep(0)
        slow.part()
        between = asyncio.get_running_loop().run_in_executor(gate.writer, write)
        held.set()
        return [await again, await between]

    def write() -> tuple[int, ...]:
        with gate.profile.database.write() as connection:
            return gate.context.append(connection, [Draft("viewed", gate.context.now(), "between")])

    before = gate.size
    assert asyncio.run(run()) == [(before + 1,), (before + 2,)]


def test_an_order_waits_for_one_transaction_of_agents_however_many_ask(gate: Gate) -> None:
    most = sharing.MOST_TOGETHER

    async def run() -> tuple[int, ...]:
        free = threading.Event()
        gate.writer.submit(free.wait)
        waiting = [asyncio.ensure_future(gate.sharing.run(gate.entry("crowd"))) for _ in range(3 * most)]
        await asyncio.sleep(0)
        order = asyncio.get_running_loop().run_in_executor(gate.writer, write)
        free.set()
        found = await order
        await asyncio.gather(*waiting)
        return found

    def write() -> tuple[int, ...]:
        with gate.profile.database.write() as connection:
            return gate.context.append(connection, [Draft("viewed", gate.context.now(), "order")])

    before = gate.size
    assert asyncio.run(run()) == (before + most,)
    assert gate.size == before + 3 * most + 1


@pytest.mark.parametrize("dropped", [False, True], ids=["ended", "dropped"])
def test_who_waits_when_the_writer_ends_is_told(gate: Gate, dropped: bool) -> None:
    async def run() -> list[Any]:
        writer, free = ThreadPoolExecutor(1), threading.Event()
        writer.submit(free.wait)
        ending = Sharing(gate.profile.database, gate.context, writer, lambda: None)
        waiting = [asyncio.ensure_future(ending.run(gate.entry("late"))) for _ in range(sharing.MOST_TOGETHER + 1)]
        await asyncio.sleep(0)
        writer.shutdown(wait=False, cancel_futures=dropped)
        free.set()
        said = await asyncio.gather(*waiting, return_exceptions=True)
        return [*said, *await asyncio.gather(ending.run(gate.entry("later")), return_exceptions=True)]

    before = gate.size
    *first, second, later = asyncio.run(run())
    done = 0 if dropped else sharing.MOST_TOGETHER
    assert {type(one) for one in first} == ({RuntimeError} if dropped else {tuple})
    assert [type(second), type(later)] == [RuntimeError, RuntimeError]
    assert gate.size == before + done


def test_killed_between_two_steps_of_a_transaction_neither_has_been(gate: Gate) -> None:
    before = gate.size
    ended = subprocess.run(
        [sys.executable, "-c", CRASH, str(gate.profile.home)], capture_output=True, timeout=60, check=False
    )
    assert ended.returncode == 9, ended.stderr
    assert gate.size == before
    assert gate.about("crash") == 0
    assert gate.together(gate.proposal())[0].received_seq == before


def test_a_commit_that_fails_answers_nobody_with_what_did_not_happen(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(step: str) -> None:
        if step == "gateway.before_commit":
            raise KnownError("The process is about to end", code="ending")

    before = gate.size
    with monkeypatch.context() as broken:
        broken.setattr(gate.context, "on_step", torn)
        said = gate.together(gate.proposal(), gate.proposal())
    assert [one.code for one in said] == ["ending", "ending"]
    assert gate.size == before
