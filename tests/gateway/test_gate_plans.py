"""What the gate asks for at every proposal, halt and round: its cost does not grow with all that ever happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event

from counterseal.gateway import agent_rows, in_force, rows
from counterseal.ledger import roster as rosters
from counterseal.ledger.database import Database
from counterseal.model.actions import State
from counterseal.sync.profile import Profile
from gateway.agent_orders import AGENT, BOUNDED, Pen
from gateway.desks import make_profile, running_bench

Ask = Callable[[Connection], object]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    home = tmp_path_factory.mktemp("plans") / "profile"
    make_profile(home)
    profile = Profile.open(home)
    yield profile.database
    profile.close()


def plan(connection: Connection, ask: Ask) -> list[str]:
    """The steps by which SQLite answers what is asked."""
    asked: list[tuple[str, Any]] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    ask(connection)
    event.remove(connection, "before_cursor_execute", note)
    return [
        row[3]
        for statement, values in asked
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    ]


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda c: rows.count_open(c, AGENT), "actions_unended (agent=? AND state=?)"),
        (lambda c: rows.open_actions(c, agent_id=AGENT), "actions_unended (agent=? AND state=?)"),
        (
            lambda c: rows.open_actions(c, agent_id=AGENT, states=(State.HELD, State.APPROVED, State.ALLOWED)),
            "actions_unended (agent=? AND state=?)",
        ),
        (
            lambda c: rows.open_actions(c, agent_id=AGENT, states=(State.PERMITTED,)),
            "actions_unended (agent=? AND state=?)",
        ),
        (lambda c: rows.count_today(c, "2026-11-21"), "actions_asked (asked_at>?)"),
        (lambda c: rows.newest_entry(c, "a", ("policy_allowed",)), "listing_subject (subject=?)"),
        (lambda c: rows.newest_entry(c, "a", ("policy_allowed", "outcome")), "listing_subject (subject=?)"),
        (lambda c: in_force._NEWEST.run(c, {"agent": AGENT}).one(), "listing_subject (subject=?)"),
        (lambda c: c.execute(in_force._TAKEN, {"agent": AGENT}).all(), "listing_subject (subject=?)"),
        (lambda c: c.execute(in_force._WAITING, {"agent": AGENT}).all(), "listing_subject (subject=?)"),
    ],
    ids=["count", "open", "halt", "running", "today", "receipt", "told", "newest", "taken", "waiting"],
)
def test_it_is_answered_by_what_is_open_or_of_one_agent(database: Database, ask: Ask, index: str) -> None:
    with database.read() as connection:
        found = [step for step in plan(connection, ask) if " actions" in step or " listing" in step]
    assert found
    assert [step for step in found if not step.endswith((index, "(id=?)"))] == []


def test_the_orders_in_force_are_read_with_one_look_at_those_that_wait(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        bench.agent()
        Pen(bench).chartered("L3", BOUNDED)
        linked = bench.desk.linked().embedded.gateway
        assert linked is not None
        with bench.profile.database.read() as connection:
            agent, people = agent_rows.agent(connection, AGENT), rosters.load(connection)
            in_force._KEPT._values.clear()
            looks = plan(connection, lambda c: in_force.read(linked.context, c, agent, people))
    assert sum("payloads" in step for step in looks) == 1
