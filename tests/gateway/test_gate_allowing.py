"""What runs alone: an action inside level, mandate and lease is allowed by one entry, and only as things stand then."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from counterseal.gateway import service, windows
from counterseal.seal.digests import canonical
from gateway.agent_orders import AGENT, BOUNDED, LOOK, Pen, level, mandate, registry
from gateway.desks import Agent, Bench, make_profile, open_bench

WINDOW = {"name": "refunds a day", "tools": ["refunds.*"], "field": "amount", "at_most": 100_000, "seconds": 86_400}
SMALL = {"amount": 40_000, "order": "88213"}


@pytest.fixture(autouse=True)
def quick_sweeper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.02)


@pytest.fixture
def pen(bench: Bench, agent: Agent) -> Pen:
    """The agent at L4 with a mandate of a thousand euros a day, refunds up to €500 each being Moderate."""
    pen = Pen(bench)
    pen.chartered("L4", BOUNDED, LOOK, windows=[WINDOW])
    return pen


def payload(bench: Bench, action: str, entry: str, name: str) -> dict[str, Any]:
    """The newest entry of a type about an action, its payload."""
    query = (
        "SELECT p.bytes FROM payloads p JOIN listing l ON l.seq = p.seq"
        " WHERE l.subject = ? AND l.type = ? AND p.name = ? ORDER BY l.seq DESC LIMIT 1"
    )
    with bench.profile.reading() as connection:
        return dict(json.loads(connection.exec_driver_sql(query, (action, entry, name)).scalar_one()))


def used(bench: Bench) -> int:
    """What the window of the mandate has spent, by its charges and by its sums, which agree."""
    with bench.profile.reading() as connection:
        charges = connection.exec_driver_sql("SELECT coalesce(sum(amount), 0) FROM charges").scalar_one()
        sums = connection.exec_driver_sql("SELECT coalesce(sum(amount), 0) FROM charge_sums").scalar_one()
    assert charges == sums
    return int(charges)


def test_an_action_inside_its_mandate_costs_two_entries(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments=SMALL)
    assert asked["state"] == "allowed"
    permit = agent.permit(asked["id"])
    assert permit["arguments"] == SMALL
    assert agent.outcome(asked["id"], permit["permit"])["state"] == "done"
    assert bench.entries(asked["id"]) == ["policy_allowed", "outcome"]
    said = payload(bench, asked["id"], "policy_allowed", "policy")
    assert said["action_sha256"] == asked["digest"]
    assert said["permit"] == permit["permit"]
    assert said["charges"] == [["refunds a day", 40_000]]
    assert len(said["envelopes"]) == 5, "registration, level, mandate, charter and registry"
    assert payload(bench, asked["id"], "outcome", "outcome")["envelopes"] == said["envelopes"]
    assert used(bench) == 40_000
    assert bench.desk.verify().result(20).ok


def test_what_is_not_inside_waits_and_says_why(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments={"amount": 50_001, "order": "88213"})
    assert asked["state"] == "held"
    assert any("High (R3) at L4 Approver" in why for why in bench.held(asked["id"]).item.why)
    assert bench.entries(asked["id"]) == ["action_received"]
    assert used(bench) == 0


def test_the_third_of_three_that_fit_one_by_one_is_over_the_window(bench: Bench, agent: Agent, pen: Pen) -> None:
    for _ in range(2):
        agent.permit(agent.propose(arguments=SMALL)["id"])
    assert agent.propose(arguments=SMALL)["state"] == "held"
    assert used(bench) == 80_000


def test_a_window_slides_and_survives_a_restart(tmp_path: Path) -> None:
    make_profile(tmp_path / "profile")
    bench = open_bench(tmp_path / "profile")
    try:
        agent = bench.agent()
        Pen(bench).chartered("L4", BOUNDED, windows=[WINDOW])
        assert [agent.propose(arguments=SMALL)["state"] for _ in range(2)] == ["allowed"] * 2
    finally:
        bench.close()
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


def test_a_refusal_is_one_entry_and_ends_it(bench: Bench, agent: Agent, pen: Pen) -> None:
    pen.sign("mandate", mandate(tools=["orders.look"], outside="refuse"))
    asked = agent.propose(arguments=SMALL)
    assert asked["state"] == "refused"
    assert "not among the mandate's tools" in asked["reason"]
    assert bench.entries(asked["id"]) == ["policy_refused"]
    assert agent.permit(asked["id"], expect=409)["code"] == "not_approved"


def test_an_allowed_action_is_permitted_once(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments=SMALL)
    agent.permit(asked["id"])
    assert agent.permit(asked["id"], expect=409)["code"] == "not_approved"
    bench.by_hand("UPDATE actions SET state = 'allowed' WHERE id = ?", asked["id"])
    assert agent.permit(asked["id"], expect=403)["code"] == "not_in_force"
    assert bench.entries(asked["id"]) == ["policy_allowed", "policy_refused"]


def test_a_late_permit_makes_policy_rule_again(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments=SMALL)
    bench.clock.advance(20)
    agent.lease()
    permit = agent.permit(asked["id"])
    assert bench.entries(asked["id"]) == ["policy_allowed", "policy_allowed"]
    assert payload(bench, asked["id"], "policy_allowed", "policy")["permit"] == permit["permit"]
    assert used(bench) == 40_000
    agent.outcome(asked["id"], permit["permit"])
    assert bench.desk.verify().result(20).ok


def test_an_allowance_that_nobody_uses_ends_and_gives_its_budget_back(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments=SMALL)
    bench.clock.advance(301)
    bench.ear.until(lambda: bench.entries(asked["id"])[-1] == "expired", "the end of what nobody began")
    assert agent.status(asked["id"])["state"] == "expired"
    assert used(bench) == 0


@pytest.mark.parametrize("change", ["level", "mandate", "registry", "pause"])
def test_a_change_makes_what_was_allowed_wait(bench: Bench, agent: Agent, pen: Pen, change: str) -> None:
    asked = agent.propose(arguments=SMALL)
    if change == "level":
        pen.sign("level", level("L3"))
    elif change == "mandate":
        pen.sign("mandate", mandate())
    elif change == "registry":
        pen.sign("registry", registry(BOUNDED))
    else:
        pen.sign("pause", {"scope": "agent", "target": AGENT, "paused": True})
    assert agent.status(asked["id"])["state"] == "held"
    assert bench.entries(asked["id"]) == ["policy_allowed", "expired"]
    assert used(bench) == 0
    assert agent.permit(asked["id"], expect=409)["code"] == ("paused" if change == "pause" else "not_approved")
    bench.decide(asked["id"])
    if change != "pause":
        assert agent.permit(asked["id"])["arguments"] == SMALL


def test_a_halt_voids_what_was_allowed(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose(arguments=SMALL)
    bench.desk.halt("agent", AGENT, "test").result(20)
    assert bench.entries(asked["id"]) == ["policy_allowed", "voided"]
    assert used(bench) == 0


def test_without_a_lease_nothing_runs_alone(bench: Bench, agent: Agent, pen: Pen) -> None:
    bench.clock.advance(31)
    asked = agent.propose(arguments=SMALL)
    assert asked["state"] == "held"
    assert "no lease" in " ".join(bench.held(asked["id"]).item.why)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE actions SET action = ? WHERE id = ?", "digest_mismatch"),
        ("UPDATE actions SET action = ?, digest = 'DIGEST' WHERE id = ?", "digest_mismatch"),
    ],
)
def test_changed_arguments_do_not_ride_on_the_allowance(
    bench: Bench, agent: Agent, pen: Pen, statement: str, code: str
) -> None:
    asked = agent.propose(arguments=SMALL)
    with bench.profile.reading() as connection:
        row = connection.exec_driver_sql("SELECT action FROM actions WHERE id = ?", (asked["id"],))
        action = json.loads(bytes(row.scalar_one()))
    action["arguments"]["amount"] = 9_000_000
    bench.by_hand(statement.replace("DIGEST", "0" * 64), canonical(action), asked["id"])
    assert agent.permit(asked["id"], expect=403)["code"] == code
    assert bench.entries(asked["id"])[-1] == "policy_refused"


def test_a_held_action_is_not_allowed_by_a_column(bench: Bench, agent: Agent, pen: Pen) -> None:
    asked = agent.propose()
    bench.by_hand("UPDATE actions SET state = 'allowed', permit = 'x' WHERE id = ?", asked["id"])
    assert agent.permit(asked["id"], expect=403)["code"] == "not_in_force"
    assert bench.entries(asked["id"])[-1] == "policy_refused"


@pytest.mark.parametrize(
    "column",
    [
        "level_envelope = NULL, autonomy = NULL",
        "mandate_envelope = charter_envelope",
        "charter_envelope = NULL, charter = NULL",
        "registry_envelope = NULL",
        "level_envelope = 'x'",
        "tools = '[]'",
        "owner = 'somebody'",
    ],
)
def test_columns_that_name_other_orders_let_nothing_run_alone(
    bench: Bench, agent: Agent, pen: Pen, column: str
) -> None:
    bench.by_hand(f"UPDATE agents SET {column} WHERE id = 'refunds'")
    assert agent.propose(arguments=SMALL)["state"] == "held"


def test_an_order_that_was_superseded_is_not_put_back_by_a_column(bench: Bench, agent: Agent, pen: Pen) -> None:
    before = pen.detail()["autonomy_order"]
    pen.sign("level", level("L2"))
    assert agent.propose(arguments=SMALL)["state"] == "held"
    bench.by_hand("UPDATE agents SET level_envelope = ?, level = 'L4' WHERE id = 'refunds'", before)
    assert agent.propose(arguments=SMALL)["state"] == "held"


def test_a_secret_is_masked_before_it_is_stored_and_makes_a_person_look(bench: Bench, agent: Agent, pen: Pen) -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    asked = agent.propose(
        arguments={"amount": 1, "order": f"token {secret}"},
        claims={"summary": f"I use {secret}"},
        context=[{"kind": "note", "title": "n", "text": secret}],
        trace=[{"id": "1", "kind": "tool", "name": "t", "text": secret}],
    )
    assert asked["state"] == "held"
    detail = bench.held(asked["id"])
    assert detail.redacted[0][0] == "/order"
    assert secret not in json.dumps([detail.canonical, detail.claims.summary, detail.context[0].text])
    bench.desk.close()
    for file in bench.home.iterdir():
        if file.is_file():
            assert secret.encode() not in file.read_bytes(), file.name


def test_a_budget_is_read_exactly_whatever_the_spans_are(bench: Bench, agent: Agent, pen: Pen) -> None:
    context = bench.desk.linked().embedded.gateway.context
    start = context.earliest()
    with bench.profile.database.write() as connection:
        for minutes in range(0, 60, 7):
            at = start + timedelta(minutes=minutes, seconds=minutes)
            windows.charge(connection, "a", f"act{minutes}", [windows.Charge("w", 10 + minutes)], at)
        for minute in range(0, 90, 3):
            now = start + timedelta(minutes=minute)
            expected = sum(
                10 + m for m in range(0, 60, 7) if start + timedelta(minutes=m, seconds=m) > now - timedelta(minutes=25)
            )
            assert windows.used(connection, "a", {"w": 1500}, now) == {"w": expected}
        windows.release(connection, "act14")
        assert windows.used(connection, "a", {"w": 86_400}, start)["w"] == sum(10 + m for m in range(0, 60, 7)) - 24
        assert (
            windows.used(connection, "a", {"w": 86_400}, start, "act7")["w"]
            == sum(10 + m for m in range(0, 60, 7)) - 24 - 17
        )
