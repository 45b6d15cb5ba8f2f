"""What runs alone: an action inside level, mandate and lease is allowed by one entry, and only as things stand then."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from counterseal.clock import SystemClock, later
from counterseal.gateway import allowed, intake, rows, service, windows
from counterseal.gateway.upstreams.desk import Port, SourceState
from counterseal.model.actions import Action, Proposal
from counterseal.model.ids import uuid7
from counterseal.seal.digests import canonical
from gateway.agent_orders import AGENT, BOUNDED, LOOK, Pen, charter, level, mandate, registry
from gateway.desks import Agent, Bench, make_profile, open_bench, running_bench

T = TypeVar("T")
WINDOW = {"name": "refunds a day", "tools": ["refunds.*"], "field": "amount", "at_most": 100_000, "seconds": 86_400}
SMALL = {"amount": 40_000, "order": "88213"}
_OF_PAYLOADS = "UPDATE payloads"
_OF_ACTION = "WHERE name = '{}' AND seq = (SELECT received_seq FROM actions WHERE id = ?)"


@dataclass
class Stand:
    """A desk whose agent is at L4, with a mandate of a thousand euros a day; refunds up to €500 each are Moderate."""

    bench: Bench
    agent: Agent
    pen: Pen
    window: str = ""

    def payload(self, action: str, entry: str, name: str) -> Any:
        """The payload of the newest entry of a type about an action."""
        query = (
            "SELECT p.bytes FROM payloads p JOIN listing l ON l.seq = p.seq"
            " WHERE l.subject = ? AND l.type = ? AND p.name = ? ORDER BY l.seq DESC LIMIT 1"
        )
        with self.bench.profile.reading() as connection:
            return json.loads(connection.exec_driver_sql(query, (action, entry, name)).scalar_one())

    def used(self) -> int:
        """What the window has spent, by its charges and by its sums, which agree."""
        found = []
        with self.bench.profile.reading() as connection:
            for table in ("charges", "charge_sums"):
                query = f'SELECT coalesce(sum(amount), 0) FROM {table} WHERE "window" = ?'
                found.append(int(connection.exec_driver_sql(query, (self.window,)).scalar_one()))
        assert found[0] == found[1]
        return found[0]

    def expect_refused_and_logged(self, action: str, code: str) -> None:
        assert self.agent.permit(action, expect=403)["code"] == code
        assert self.bench.entries(action)[-1] == "policy_refused"

    def expect_to_wait(self, after: Callable[[], object]) -> None:
        """What is allowed waits for a person once that has happened, and its budget gets back what it took."""
        asked = self.agent.propose(arguments=SMALL)
        assert asked["state"] == "allowed"
        after()
        self.agent.lease()
        assert self.agent.permit(asked["id"], expect=409)["code"] in ("allowance_over", "not_approved")
        assert self.agent.status(asked["id"])["state"] == "held"
        assert self.used() == 0


@pytest.fixture(autouse=True)
def quick_sweeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.02)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    home = tmp_path_factory.mktemp("stand") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        agent = bench.agent(tools=[BOUNDED, LOOK])
        pen = Pen(bench)
        pen.sign("charter", charter(pen.owner.id))
        yield Stand(bench, agent, pen)


@pytest.fixture
def stand(desk: Stand) -> Stand:
    """With a window that nothing was taken from yet. For tests that leave clock and columns alone."""
    desk.window = f"window {uuid4()}"
    desk.pen.sign("registry", registry(BOUNDED, LOOK))
    desk.pen.sign("mandate", mandate(windows=[{**WINDOW, "name": desk.window}]))
    desk.pen.sign("level", level("L4"))
    desk.agent.lease()
    return desk


@pytest.fixture
def own(bench: Bench, agent: Agent) -> Stand:
    """A desk of its own for a test that moves the clock or changes columns."""
    pen = Pen(bench)
    pen.chartered("L4", BOUNDED, LOOK, windows=[WINDOW])
    return Stand(bench, agent, pen, WINDOW["name"])


def test_an_action_inside_its_mandate_costs_two_entries(stand: Stand) -> None:
    agent, bench = stand.agent, stand.bench
    asked = agent.propose(arguments=SMALL)
    assert asked["state"] == "allowed"
    permit = agent.permit(asked["id"])
    assert permit["arguments"] == SMALL
    assert agent.outcome(asked["id"], permit["permit"])["state"] == "done"
    assert bench.entries(asked["id"]) == ["policy_allowed", "outcome"]
    said = stand.payload(asked["id"], "policy_allowed", "policy")
    assert said["action_sha256"] == asked["digest"]
    assert said["permit"] == permit["permit"]
    assert said["charges"] == [[stand.window, 40_000]]
    assert len(said["envelopes"]) == 5, "registration, level, mandate, charter and registry"
    assert stand.payload(asked["id"], "outcome", "outcome")["envelopes"] == said["envelopes"]
    assert stand.used() == 40_000
    assert bench.desk.verify().result(60).ok


def test_what_is_not_inside_waits_and_says_why(stand: Stand) -> None:
    asked = stand.agent.propose(arguments={"amount": 50_001, "order": "88213"})
    assert asked["state"] == "held"
    assert any("High (R3) at L4 Approver" in why for why in stand.bench.held(asked["id"]).item.why)
    assert stand.bench.entries(asked["id"]) == ["action_received"]
    assert stand.used() == 0
    assert stand.agent.propose(arguments={"amount": 500_000, "order": "88213"})["state"] == "held"
    assert stand.pen.detail()["cap"] is None, "what a person decides anyway runs past no budget"


def test_the_third_of_three_that_fit_one_by_one_is_over_the_window(stand: Stand) -> None:
    for _ in range(2):
        stand.agent.permit(stand.agent.propose(arguments=SMALL)["id"])
    asked = stand.agent.propose(arguments=SMALL)
    assert asked["state"] == "held"
    assert stand.used() == 80_000
    detail = stand.bench.held(asked["id"])
    assert detail.budgets == ((stand.window, 80_000, 100_000),)
    assert stand.pen.detail()["cap"] == "L3", "a limit that was hit lowers the agent by itself"


def test_what_is_allowed_and_not_begun_is_bounded(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MAX_UNUSED", 2)
    look = {"tool": "orders.look", "arguments": {"order": "1"}}
    stand.pen.sign("mandate", mandate(tools=["orders.*"]))
    first = stand.agent.propose(**look)["id"]
    stand.agent.propose(**look)
    assert stand.agent.propose(409, **look)["code"] == "queue_full"
    permit = stand.agent.permit(first)["permit"]
    assert stand.agent.propose(**look)["state"] == "allowed"
    stand.agent.outcome(first, permit)


def test_what_runs_or_is_unknown_is_open_too(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    look = {"tool": "orders.look", "arguments": {"order": "1"}}
    stand.pen.sign("mandate", mandate(tools=["orders.*"]))
    with stand.bench.profile.reading() as connection:
        before = sum(rows.count_open(connection, AGENT).values())
    monkeypatch.setattr(intake, "MAX_OPEN", before + 2)
    running, unknown = (stand.agent.propose(**look)["id"] for _ in range(2))
    permits = {one: stand.agent.permit(one)["permit"] for one in (running, unknown)}
    stand.agent.outcome(unknown, permits[unknown], "unknown")
    assert stand.agent.propose(409, **look)["code"] == "queue_full"
    assert stand.agent.propose(409)["code"] == "queue_full", "nor does it wait for a person"
    stand.agent.outcome(running, permits[running])
    assert stand.agent.propose(**look)["state"] == "allowed"


def test_a_refusal_keeps_little_of_what_came_with_it(stand: Stand) -> None:
    stand.pen.sign("mandate", mandate(tools=["orders.look"], outside="refuse"))
    much = "x" * 300_000
    asked = stand.agent.propose(
        arguments=SMALL,
        claims={"summary": much},
        context=[{"kind": "note", "title": "n", "text": much}, {"kind": "note", "title": "m", "text": much}],
        trace=[{"id": str(number), "kind": "tool", "name": "t", "text": "y" * 1_000} for number in range(2_000)],
    )
    assert asked["state"] == "refused"
    said = {name: stand.payload(asked["id"], "policy_refused", name) for name in ("claims", "context", "trace")}
    sizes = {name: len(json.dumps(one)) for name, one in said.items()}
    assert max(sizes.values()) < 67_000, sizes
    assert "bytes were not stored" in said["claims"]["summary"]
    assert "bytes were not stored" in said["context"][0]["text"]
    assert said["context"][-1]["title"] == "1 more items were cut here"
    assert "more steps were cut here" in said["trace"][-1]["name"]


def test_a_refusal_is_one_entry_and_ends_it(stand: Stand) -> None:
    stand.pen.sign("mandate", mandate(tools=["orders.look"], outside="refuse"))
    asked = stand.agent.propose(arguments=SMALL)
    assert asked["state"] == "refused"
    assert "not among the mandate's tools" in asked["reason"]
    assert stand.bench.entries(asked["id"]) == ["policy_refused"]
    assert stand.agent.permit(asked["id"], expect=409)["code"] == "not_approved"


@pytest.mark.parametrize("change", ["level", "mandate", "registry", "pause"])
def test_a_change_makes_what_was_allowed_wait(stand: Stand, change: str) -> None:
    bench, agent, pen = stand.bench, stand.agent, stand.pen
    asked = agent.propose(arguments=SMALL)
    pause = {"scope": "agent", "target": AGENT, "paused": True}
    body = {"level": level("L3"), "mandate": mandate(), "registry": registry(BOUNDED), "pause": pause}[change]
    pen.sign(change, body)
    assert agent.status(asked["id"])["state"] == "held"
    assert bench.entries(asked["id"]) == ["policy_allowed", "expired"]
    assert stand.used() == 0
    assert agent.permit(asked["id"], expect=409)["code"] == "not_approved"
    if change == "pause":
        assert agent.propose(arguments=SMALL)["state"] == "held"
        bench.decide(asked["id"])
        assert agent.permit(asked["id"], expect=409)["code"] == "paused"
        pen.sign("pause", {**pause, "paused": False})
    else:
        bench.decide(asked["id"])
    assert agent.permit(asked["id"])["arguments"] == SMALL


def test_a_mandate_that_ended_within_the_ten_seconds_lets_nothing_begin(
    own: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowed, "PERMIT_SECONDS", 250.0)
    own.pen.sign("mandate", mandate(windows=[WINDOW], expires_at=later(SystemClock().now(), 100)))
    own.expect_to_wait(after=lambda: own.bench.clock.advance(120))


def test_an_owner_who_left_within_the_ten_seconds_lets_nothing_begin(own: Stand) -> None:
    forge = own.pen.forge
    jonas = forge.enrol("Jonas Öberg")
    left = [one for one in own.bench.profile.roster().people.values() if one.id == jonas.id]
    own.expect_to_wait(after=lambda: forge.change(left, "key_revoked", by=jonas))


def test_a_secret_is_masked_before_it_is_stored_and_makes_a_person_look(stand: Stand) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    asked = stand.agent.propose(
        arguments={"amount": 1, "order": f"token {secret}"},
        claims={"summary": f"I use {secret}"},
        context=[{"kind": "note", "title": "n", "text": secret}],
        trace=[{"id": "1", "kind": "tool", "name": "t", "text": secret}],
    )
    assert asked["state"] == "held"
    detail = stand.bench.held(asked["id"])
    assert detail.redacted[0][0] == "/order"
    for file in stand.bench.home.iterdir():
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file.name


def test_a_budget_is_read_exactly_whatever_the_spans_are(stand: Stand) -> None:
    start = stand.bench.desk.linked().embedded.gateway.context.earliest()
    taken = {minute: 10 + minute for minute in range(0, 60, 7)}
    with stand.bench.profile.database.write() as connection:
        for minute, amount in taken.items():
            at = start + timedelta(minutes=minute, seconds=minute)
            windows.charge(connection, "a", f"act{minute}", [windows.Charge("w", amount)], at)
        for minute in range(0, 90, 3):
            now = start + timedelta(minutes=minute)
            since = now - timedelta(minutes=25)
            inside = sum(amount for m, amount in taken.items() if start + timedelta(minutes=m, seconds=m) > since)
            assert windows.used(connection, "a", {"w": 1500}, now) == {"w": inside}
        windows.release(connection, "act14")
        left = sum(taken.values()) - taken[14]
        assert windows.used(connection, "a", {"w": 86_400}, start) == {"w": left}
        assert windows.used(connection, "a", {"w": 86_400}, start, "act7") == {"w": left - taken[7]}


def test_an_allowed_action_is_permitted_once(own: Stand) -> None:
    asked = own.agent.propose(arguments=SMALL)
    own.agent.permit(asked["id"])
    assert own.agent.permit(asked["id"], expect=409)["code"] == "not_approved"
    own.bench.by_hand("UPDATE actions SET state = 'allowed' WHERE id = ?", asked["id"])
    own.expect_refused_and_logged(asked["id"], "not_in_force")
    assert own.bench.entries(asked["id"]) == ["policy_allowed", "policy_refused"]


def test_rows_changed_by_hand_do_not_ride_on_an_allowance(own: Stand) -> None:
    bench, agent = own.bench, own.agent
    changed = agent.propose(arguments={"amount": 1, "order": "1"})["id"]
    with bench.profile.reading() as connection:
        raw = rows.action(connection, changed).raw
    action = json.loads(raw)
    action["arguments"]["amount"] = 9_000_000
    bench.by_hand(f"{_OF_PAYLOADS} SET bytes = ? {_OF_ACTION.format('action')}", canonical(action), changed)
    own.expect_refused_and_logged(changed, "digest_mismatch")
    bench.by_hand(f"{_OF_PAYLOADS} SET bytes = ? {_OF_ACTION.format('action')}", raw, changed)
    for statement, data in (
        ("UPDATE actions SET action = ? WHERE id = ?", raw + b" "),
        ("UPDATE actions SET action = ? WHERE id = ?", canonical(action)),
        (f"UPDATE actions SET action = ?, digest = '{'0' * 64}' WHERE id = ?", canonical(action)),
    ):
        bench.by_hand(statement, data, changed)
        own.expect_refused_and_logged(changed, "digest_mismatch")
    held = agent.propose()["id"]
    bench.by_hand("UPDATE actions SET state = 'allowed', permit = 'x' WHERE id = ?", held)
    own.expect_refused_and_logged(held, "not_in_force")
    receipt = agent.propose(arguments={"amount": 2, "order": "1"})["id"]
    # A sweeper that reads the receipt for the first time after the change would find another level, and ask a person.
    known = bench.desk.linked().embedded.gateway.context
    bench.ear.until(lambda: receipt in known.receipts, "the sweeper's own look at the receipt")
    raised = "SET bytes = CAST(replace(CAST(bytes AS TEXT), 'L4', 'L5') AS BLOB)"
    bench.by_hand(f"{_OF_PAYLOADS} {raised} {_OF_ACTION.format('policy')}", receipt)
    own.expect_refused_and_logged(receipt, "not_in_force")


def test_columns_that_name_other_orders_let_nothing_run_alone(own: Stand) -> None:
    before = own.pen.detail()["autonomy_order"]
    own.pen.sign("level", level("L3"))
    own.pen.sign("level", level("L4"))
    names = (
        "level, autonomy, level_envelope, mandate_envelope, charter, charter_envelope, registry_envelope, tools, owner"
    )
    with own.bench.profile.reading() as connection:
        row = tuple(connection.exec_driver_sql(f"SELECT {names} FROM agents").one())
    for column in (
        "level_envelope = NULL, autonomy = NULL",
        "mandate_envelope = charter_envelope",
        "charter_envelope = NULL, charter = NULL",
        "registry_envelope = NULL",
        "level_envelope = 'x'",
        f"level_envelope = '{before}'",
        "tools = '[]'",
        "owner = 'somebody'",
    ):
        own.bench.by_hand(f"UPDATE agents SET {column}")
        assert own.agent.propose(arguments={"amount": 1, "order": "1"})["state"] == "held", column
        places = ", ".join("?" for _ in row)
        own.bench.by_hand(f"UPDATE agents SET ({names}) = ({places})", *row)
    assert own.agent.propose(arguments={"amount": 1, "order": "1"})["state"] == "allowed"


def test_time_and_an_allowance(own: Stand) -> None:
    """A late permit is ruled on again; what nobody begins ends; without a lease nothing runs alone."""
    bench, agent = own.bench, own.agent
    asked = agent.propose(arguments=SMALL)["id"]
    bench.clock.advance(20)
    agent.lease()
    permit = agent.permit(asked)
    assert bench.entries(asked) == ["policy_allowed", "policy_allowed"]
    assert own.payload(asked, "policy_allowed", "policy")["permit"] == permit["permit"]
    assert own.used() == 40_000
    agent.outcome(asked, permit["permit"])
    unused = agent.propose(arguments=SMALL)["id"]
    assert own.used() == 80_000
    bench.clock.advance(301)
    bench.ear.until(lambda: bench.entries(unused)[-1] == "expired", "the end of what nobody began")
    assert agent.status(unused)["state"] == "expired"
    assert own.used() == 40_000
    late = agent.propose(arguments=SMALL)
    assert late["state"] == "held"
    assert "no lease" in " ".join(bench.held(late["id"]).item.why)
    assert bench.desk.verify().result(60).ok


def test_a_halt_voids_what_was_allowed(own: Stand) -> None:
    asked = own.agent.propose(arguments=SMALL)
    own.bench.desk.halt("agent", AGENT, "test").result(60)
    assert own.bench.entries(asked["id"]) == ["policy_allowed", "voided"]
    assert own.used() == 0


def test_a_window_slides_and_survives_a_restart(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    with running_bench(tmp_path / "profile") as bench:
        agent = bench.agent()
        Pen(bench).chartered("L4", BOUNDED, windows=[WINDOW])
        assert [agent.propose(arguments=SMALL)["state"] for _ in range(2)] == ["allowed"] * 2
    bench = open_bench(tmp_path / "profile")
    try:
        again = Agent(bench.desk.gateway_url, agent.token)
        bench.agents.append(again)
        again.lease()
        assert again.propose(arguments={"amount": 20_001, "order": "1"})["state"] == "held"
        # It fell to a lower level by that, until its owner signs a level again.
        Pen(bench).sign("level", level("L4"))
        bench.clock.advance(86_401)
        with bench.people() as people:
            people.get("/v1/queue", params={"attended": 1}).raise_for_status()
        again.lease()
        assert again.propose(arguments=SMALL)["state"] == "allowed"
    finally:
        bench.close()


def test_a_server_is_answered_for_what_policy_allows_and_refuses(stand: Stand) -> None:
    """Nothing parks for ever: what is allowed is handed out as approved, what is refused as rejected."""
    gateway = stand.bench.desk.linked().embedded.gateway
    port = Port(gateway, SourceState("shop", "langgraph", "http://127.0.0.1"))

    def run(work: Coroutine[Any, Any, T]) -> T:
        return stand.bench.desk.call(work).result(60)

    def propose(tool: str, **arguments: Any) -> str:
        action = Action(uuid7(SystemClock()), AGENT, tool, arguments, None)
        run(port.propose(Proposal(action, source="shop", upstream={"index": 0})))
        return action.id

    allowed = propose("refunds.issue", **SMALL)
    late = propose("refunds.issue", **SMALL)
    stand.pen.sign("mandate", mandate(tools=["orders.look"], outside="refuse"))
    refused = propose("refunds.issue", **SMALL)
    found = {one.id: one for one in run(port.decided("shop"))}
    assert found[refused].verdict == "reject"
    assert "not among the mandate's tools" in found[refused].reason
    assert allowed not in found, "what allowed it has changed, so a person decides"
    stand.pen.sign("mandate", mandate(windows=[{**WINDOW, "name": f"{stand.window} again"}]))
    allowed = propose("refunds.issue", **SMALL)
    (found,) = [one for one in run(port.decided("shop")) if one.id == allowed]
    assert (found.verdict, found.decided_by, dict(found.arguments)) == ("approve", "policy", SMALL)
    grant = run(port.take_permit(allowed))
    assert dict(grant.arguments) == SMALL
    run(port.outcome(allowed, "done", "read back"))
    assert stand.bench.entries(allowed) == ["policy_allowed", "outcome"]
    run(port.gone(late, "the run was cancelled"))
    assert stand.bench.entries(late)[-1] == "voided"


def test_erasing_an_action_leaves_its_charge_without_its_name(own: Stand) -> None:
    agent, bench = own.agent, own.bench
    word = "Nachtigall-88213"
    asked = agent.propose(arguments={"amount": 7, "order": word}, claims={"summary": f"for {word}"})["id"]
    agent.outcome(asked, agent.permit(asked)["permit"])
    waited = agent.propose(arguments={"amount": 70_000, "order": word})["id"]
    with bench.people() as people:
        people.post(f"/v1/queue/{waited}/claim", json={}).raise_for_status()
    bench.decide(waited)
    agent.outcome(waited, agent.permit(waited)["permit"])
    for action in (asked, waited):
        bench.desk.erasing.erase((), "the customer asked for it", "asked", action).result(60)
    assert own.used() == 7, "what was spent still counts"
    (budget,) = own.pen.detail()["budgets"]
    assert budget["used"] == 7, "and so does what the next call is measured by"
    with bench.profile.reading() as connection:
        for table in ("approvals", "claimed", "charges"):
            query = f"SELECT count(*) FROM {table} WHERE action IN (?, ?)"
            assert connection.exec_driver_sql(query, (asked, waited)).scalar_one() == 0, table
        kept = connection.exec_driver_sql("SELECT ruling, redacted, edited_by, title FROM actions").all()
    assert {tuple(row) for row in kept} == {(None, None, None, "Erased")}
    for file in bench.home.iterdir():
        if file.is_file():
            assert word.encode() not in file.read_bytes(), file.name
    assert bench.desk.verify().result(60).ok
