"""Registering, halting and resetting, by signed orders and by the HALT file."""

from __future__ import annotations

import time

import pytest

from counterseal.errors import Conflict, InvalidInput, Locked
from counterseal.gateway import service
from counterseal.gateway.context import HALT_FILE
from counterseal.model.actions import State
from counterseal.sync.api import HaltProgress
from gateway.agent_orders import Pen
from gateway.desks import LONGEST, REFUND, Agent, Bench, expect_problem
from gateway.forging import Forge


def test_registering_again_gives_a_new_token_and_ends_the_old_one(bench: Bench) -> None:
    first = bench.agent()
    second = bench.agent()
    assert first.token != second.token
    assert first.post("/v1/lease", expect=401)["code"] == "bad_token"
    assert second.propose()["state"] == "held"
    assert [a.id for a in bench.desk.agents().result(60)] == ["refunds"]
    assert bench.entries("refunds") == ["order", "order"]


def test_registering_again_keeps_a_halt_in_force(bench: Bench, agent: Agent) -> None:
    bench.desk.halt("agent", "refunds", "test").result(60)
    token = bench.desk.register_agent("refunds", "Refunds again", [REFUND]).result(60)
    again = Agent(bench.desk.gateway_url, token)
    bench.agents.append(again)
    assert again.post("/v1/lease", expect=403)["code"] == "halted"


def test_a_token_is_stored_hashed_only(bench: Bench, agent: Agent) -> None:
    token = agent.token.encode()
    for file in bench.home.rglob("*"):
        if file.is_file():
            assert token not in file.read_bytes(), file.name


@pytest.mark.parametrize(
    ("agent_id", "name", "tools"),
    [
        ("Upper", "n", []),
        ("", "n", []),
        ("a b", "n", []),
        ("x" * 65, "n", []),
        ("ok", " ", []),
        ("ok", "n" * 121, []),
        ("ok", "n", [{"tool": "t", "risk": "R9"}]),
        ("ok", "n", [{"tool": "t"}]),
        ("ok", "n", ["t"]),
    ],
)
def test_a_malformed_registration_is_refused_before_it_is_signed(
    bench: Bench, agent_id: str, name: str, tools: list[dict[str, str]]
) -> None:
    with pytest.raises(InvalidInput):
        bench.desk.register_agent(agent_id, name, tools).result(60)
    assert bench.entries(agent_id) == []


def test_a_halt_closes_what_waits_and_refuses_from_then_on(bench: Bench, agent: Agent) -> None:
    held, approved, running = (agent.propose()["id"] for _ in range(3))
    for action in (approved, running):
        bench.decide(action)
    grant = agent.permit(running)
    progress = bench.desk.halt("agent", "refunds", "it repeats itself").result(60)
    (line,) = progress.lines
    assert "2 waiting actions closed" in line.note
    assert "in flight and not recalled: 1" in line.note
    assert line.state == "lease"
    assert line.stops_at
    for action in (held, approved):
        told = agent.status(action)
        assert (told["state"], told["reason"]) == ("void", "halted by Maria Lind")
        assert agent.permit(action, expect=403)["code"] == "halted"
        assert bench.entries(action)[-1] == "voided"
    assert agent.propose(403)["code"] == "halted"
    assert agent.post("/v1/lease", expect=403)["code"] == "halted"
    final = bench.ear.until(lambda: last_halt(bench), "the end of the halt")
    assert final.lines[0].state == "stopped"
    assert "acknowledged" in final.lines[0].note
    # What is in flight still reports: the record matters more than the halt.
    assert agent.outcome(running, grant["permit"])["state"] == "done"


def test_a_halted_agent_that_stays_silent_stops_when_its_lease_ends(
    bench: Bench, agent: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "SWEEP_SECONDS", 0.02)
    progress = bench.desk.halt("agent", "refunds", "test").result(60)
    assert progress.lines[0].state == "lease"
    bench.clock.advance(31)
    final = bench.ear.until(lambda: last_halt(bench), "the end of the halt")
    assert final.lines[0].state == "stopped"
    assert final.lines[0].note.startswith("Its lease ran out, so nothing more runs through here")


def last_halt(bench: Bench) -> HaltProgress | None:
    done = [e.value for e in bench.ear.events if e.kind == "halt" and e.value.done]
    return done[-1] if done else None


def test_a_decision_given_before_a_halt_and_delivered_after_it_is_stale(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    draft = bench.draft(asked["id"])
    bench.desk.halt("agent", "refunds", "test").result(60)
    bench.desk.reset("refunds", "found it").result(60)
    receipt = bench.ear.receipt(bench.desk.decide(draft).result(60))
    assert receipt.state == "refused"
    assert "halted after this was asked" in receipt.note
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["state"] == "void"


def test_an_approval_from_before_a_halt_runs_nothing_after_the_reset(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.desk.halt("agent", "refunds", "test").result(60)
    bench.desk.reset("refunds", "found it").result(60)
    agent.lease()
    assert agent.permit(asked["id"], expect=409)["state"] == "void"
    fresh = agent.propose()
    bench.decide(fresh["id"])
    assert agent.permit(fresh["id"], expect=409)["code"] == "paused"
    Pen(bench).sign("pause", {"scope": "agent", "target": "refunds", "paused": False})
    assert agent.permit(fresh["id"])["permit"]


def test_a_reset_needs_a_reason_and_a_halt(bench: Bench, agent: Agent) -> None:
    for reason in ("", "  \n"):
        with pytest.raises(InvalidInput) as missing:
            bench.desk.reset("refunds", reason).result(60)
        assert missing.value.code == "reason_missing"
    with pytest.raises(Conflict) as refused:
        bench.desk.reset("refunds", "just so").result(60)
    assert "not halted" in refused.value.text()


@pytest.mark.parametrize("scope", ["owner", "gateway", "all"])
def test_a_wider_halt_covers_every_agent_and_raises_each_epoch(bench: Bench, scope: str) -> None:
    one, two = bench.agent("one"), bench.agent("two")
    target = bench.profile.person_id if scope == "owner" else ""
    progress = bench.desk.halt(scope, target, "drill").result(60)
    assert {line.agent for line in progress.lines} == {"one", "two"}
    for agent in (one, two):
        assert agent.propose(403)["code"] == "halted"
    views = bench.desk.agents().result(60)
    assert [(v.state, v.halt_epoch, v.halted_by) for v in views] == [("halted", 1, "Maria Lind")] * 2
    bench.desk.reset("one", "drill is over").result(60)
    assert one.lease()["halt_epoch"] == 1
    assert two.post("/v1/lease", expect=403)["code"] == "halted"


def test_another_owners_agents_go_on(bench: Bench, agent: Agent) -> None:
    progress = bench.desk.halt("owner", "01a1fd42-661b-7e8d-91ae-d057ccd779c4", "test").result(60)
    assert progress.lines == ()
    assert progress.done
    assert agent.propose()["state"] == "held"


def test_halting_twice_raises_the_epoch_again_and_says_so(bench: Bench, agent: Agent) -> None:
    bench.desk.halt("agent", "refunds", "one").result(60)
    agent.post("/v1/lease", expect=403)
    second = bench.desk.halt("agent", "refunds", "two").result(60)
    final = bench.ear.until(lambda: second if second.done else last_halt(bench), "the second halt")
    assert "was halted before" in final.lines[0].note
    assert bench.desk.agents().result(60)[0].halt_epoch == 2


def test_halting_nobody_is_an_error_that_names_them(bench: Bench, agent: Agent) -> None:
    with pytest.raises(Conflict) as refused:
        bench.desk.halt("agent", "refundz", "typo").result(60)
    assert "refundz" in refused.value.text()
    with pytest.raises(InvalidInput):
        bench.desk.halt("everything", "", "").result(60)


def test_a_source_whose_halt_breaks_is_told_as_failed(bench: Bench, agent: Agent) -> None:
    async def breaks(_agent: str) -> str:
        raise ZeroDivisionError("a defect in an adapter")

    gateway = bench.desk.linked().embedded.gateway
    assert gateway is not None
    gateway.halting.hooks.append(breaks)
    first = bench.desk.halt("agent", "refunds", "test").result(60)
    final = bench.ear.until(lambda: first if first.done else last_halt(bench), "the end of the halt")
    assert final.lines[0].state == "failed"
    assert final.lines[0].note.startswith("Refused here")
    assert agent.propose(403)["code"] == "halted"


def test_the_halt_file_stops_everything_without_a_key(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.desk.halt_local()
    assert (bench.home / HALT_FILE).stat().st_mode & 0o777 == 0o600
    assert agent.permit(asked["id"], expect=403)["code"] == "halted"
    assert agent.propose(403)["code"] == "halted"
    assert agent.post("/v1/lease", expect=403)["code"] == "halted"
    assert agent.get("/healthz", expect=403)["code"] == "halted"
    assert [line.level for line in bench.desk.doctor().result(60) if line.name == "Halt"] == ["warning"]
    (view,) = bench.desk.agents().result(60)
    assert (view.state, view.halted_by) == ("halted", "the HALT file")
    (bench.home / HALT_FILE).unlink()
    agent.lease()
    assert agent.permit(asked["id"])["permit"]


def test_with_a_locked_key_everything_can_be_halted_and_one_agent_cannot(bench: Bench, agent: Agent) -> None:
    bench.profile.lock()
    with pytest.raises(Locked):
        bench.desk.halt("agent", "refunds", "test").result(60)
    progress = bench.desk.halt("all", "", "test").result(60)
    assert progress.done
    assert agent.propose(403)["code"] == "halted"


def test_a_running_wait_hears_of_the_halt_at_once(bench: Bench, agent: Agent) -> None:
    asked = agent.propose()
    bench.held(asked["id"])
    halting = bench.desk.halt("agent", "refunds", "test")
    started = time.monotonic()
    assert agent.status(asked["id"], wait=LONGEST)["state"] == "void"
    assert time.monotonic() - started < LONGEST - 5
    halting.result(60)
    assert not [i for i in bench.desk.queue() if i.state is State.HELD]


def test_reports_carry_what_each_source_did(bench: Bench, agent: Agent) -> None:
    async def told(name: str) -> str:
        return f"server: 2 runs cancelled for {name}"

    gateway = bench.desk.linked().embedded.gateway
    assert gateway is not None
    gateway.halting.hooks.append(told)
    bench.clock.advance(31)
    first = bench.desk.halt("agent", "refunds", "test").result(60)
    final = bench.ear.until(lambda: first if first.done else last_halt(bench), "the end of the halt")
    assert final.lines[0].state == "stopped"
    assert "server: 2 runs cancelled for refunds" in final.lines[0].note


def test_no_role_but_owner_registers_or_resets(bench: Bench, agent: Agent) -> None:
    forge = Forge(bench)
    reviewer = forge.enrol("Rita Reviewer", ("reviewer",))
    bench.desk.halt("agent", "refunds", "test").result(60)
    auditor = forge.enrol("Aud Auditor", ("auditor",))
    reset = {"agent": "refunds", "halt": Pen(bench).detail()["halt_order"]}
    answer = forge.post_order(forge.order("reset", reset, by=auditor, reason="please"))
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")
    answer = forge.post_order(forge.order("reset", reset, by=reviewer, reason="please"))
    assert (answer.status_code, answer.json()["state"]) == (200, "needs_second")
    tools = {"id": "new", "name": "New", "owner": reviewer.id, "level": "L1", "tools": [], "runbook": ""}
    order = forge.order("agent", {**tools, "token_sha256": "0" * 64}, by=reviewer)
    answer = forge.post_order(order)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_role")
    assert [view.state for view in bench.desk.agents().result(60)] == ["halted"]


def test_orders_are_refused_for_what_they_say(bench: Bench, agent: Agent) -> None:
    forge = Forge(bench)
    body = {"id": "refunds", "name": "R", "owner": forge.owner.id, "level": "L1", "tools": [], "runbook": ""}
    body["token_sha256"] = "0" * 64
    bench.desk.halt("agent", "refunds", "test").result(60)
    nobody = {"agent": "nobody", "halt": "0" * 64}
    table = [
        (forge.order("agent", body), 409, "superseded"),
        (forge.order("agent", body, supersedes="0" * 64), 409, "superseded"),
        (forge.order("agent", {**body, "id": "new", "level": "L3"}), 403, "charter_missing"),
        (forge.order("agent", {**body, "id": "new", "owner": "somebody"}), 403, "wrong_role"),
        (forge.order("agent", {**body, "id": "new", "more": 1}), 422, "invalid_input"),
        (forge.order("reset", {"agent": "refunds", "halt": "0" * 64}), 422, "reason_missing"),
        (forge.order("reset", {"agent": "refunds"}, reason="x"), 422, "invalid_input"),
        (forge.order("reset", nobody, subject="nobody", reason="x"), 403, "unknown_agent"),
        (forge.order("reset", {"agent": "refunds"}, reason="x", audience="counterseal/other"), 403, "wrong_audience"),
        (forge.order("halt", {"scope": "planet", "target": ""}), 422, "invalid_input"),
        (forge.order("mandate", {}), 422, "invalid_input"),
    ]
    for order, status, code in table:
        expect_problem(forge.post_order(order), status, code)
    (view,) = bench.desk.agents().result(60)
    assert (view.state, view.halt_epoch) == ("halted", 1)


def test_an_order_delivered_twice_is_taken_once(bench: Bench, agent: Agent) -> None:
    forge = Forge(bench)
    order = forge.order("halt", {"scope": "agent", "target": "refunds"})
    stored = forge.store(order, "halt", "refunds")
    first, second = (forge.post(forge.delivery(order, stored), "/v1/orders") for _ in range(2))
    assert (first.json()["state"], first.json()["repeated"]) == ("halted", False)
    assert (second.json()["state"], second.json()["repeated"]) == ("halted", True)
    assert bench.desk.agents().result(60)[0].halt_epoch == 1
