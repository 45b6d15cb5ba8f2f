"""HumanLayer's REST over real HTTP: what its client 0.7.9 sends and understands."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench

NOTHING = {"channel": None, "reject_options": None, "state": None}


def call(**changed: Any) -> dict[str, Any]:
    """A function call as the client writes it: with null for what is not there."""
    spec = {"fn": "refunds.issue", "kwargs": {"amount": 124_000, "order": "88213"}, **NOTHING, **changed}
    return {"run_id": "run-1", "call_id": f"call-{uuid4()}", "spec": spec, "status": None}


def ask(agent: Agent, body: dict[str, Any], kind: str = "function_calls") -> dict[str, Any]:
    answer = agent.http.post(f"/humanlayer/v1/{kind}", json=body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def status(agent: Agent, body: dict[str, Any], kind: str = "function_calls") -> dict[str, Any]:
    answer = agent.http.get(f"/humanlayer/v1/{kind}/{body['call_id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json()["status"])


def pending(bench: Bench, text: str) -> str:
    """The id of the action whose call has this text in its arguments."""

    def found() -> str | None:
        for item in bench.desk.queue():
            if item.state is State.HELD and text in str(bench.desk.detail(item.id).result(PATIENCE).action.arguments):
                return item.id
        return None

    return bench.ear.until(found, text)


def unique() -> dict[str, Any]:
    return {"amount": 5, "order": str(uuid4())}


def test_telling_an_approval_takes_its_permit_and_the_outcome_stays_unknown(shared: Bench, refunds: Agent) -> None:
    body = call(kwargs=unique())
    told = ask(refunds, body)
    assert (told["run_id"], told["call_id"]) == ("run-1", body["call_id"])
    assert told["spec"] == {"fn": "refunds.issue", "kwargs": body["spec"]["kwargs"]}
    assert status(refunds, body)["approved"] is None
    found = pending(shared, body["spec"]["kwargs"]["order"])
    assert shared.held(found).item.verdicts == ("approve", "reject")
    shared.decide(found)
    shared.ear.until(lambda: status(refunds, body)["approved"], "the approval")
    assert status(refunds, body)["responded_at"]
    assert shared.entries(found)[-2:] == ["permit_taken", "outcome"]
    assert shared.desk.detail(found).result(PATIENCE).outcome == "unknown"


def test_an_approval_is_not_told_for_ever(bench: Bench, agent: Agent) -> None:
    body = call(kwargs=unique())
    ask(agent, body)
    bench.decide(pending(bench, body["spec"]["kwargs"]["order"]))
    bench.ear.until(lambda: status(agent, body)["approved"], "the approval")
    bench.clock.advance(80)
    late = agent.http.get(f"/humanlayer/v1/function_calls/{body['call_id']}")
    assert (late.status_code, late.json()["code"]) == (409, "already_consumed")


def test_a_rejection_always_has_a_comment(shared: Bench, refunds: Agent) -> None:
    for reason, comment in (("no receipt", "no receipt"), ("", "Rejected, without a reason")):
        body = call(kwargs=unique(), reject_options=[{"name": "fraud", "interactive": False}])
        ask(refunds, body)
        found = pending(shared, body["spec"]["kwargs"]["order"])
        assert "fraud" in shared.held(found).context[0].text
        shared.decide(found, Verdict.REJECT, reason=reason)
        shared.ear.until(lambda b=body: status(refunds, b)["approved"] is False, "the rejection")
        assert status(refunds, body)["comment"] == comment
        assert "permit_taken" not in shared.entries(found)


def test_a_question_is_answered(shared: Bench, refunds: Agent) -> None:
    options = [{"name": "yes", "interactive": False}, {"name": "no", "interactive": False}]
    asked = str(uuid4())
    body = {
        "run_id": "r",
        "call_id": f"c-{asked}",
        "spec": {"msg": asked, "subject": None, "response_options": options},
    }
    told = ask(refunds, body, "contact_requests")
    assert told["spec"]["msg"] == asked
    found = pending(shared, asked)
    assert shared.held(found).item.verdicts == ("answer", "reject")
    shared.decide(found, Verdict.ANSWER, answer="yes")
    shared.ear.until(lambda: status(refunds, body, "contact_requests")["response"], "the answer")
    said = status(refunds, body, "contact_requests")
    assert (said["response"], said["response_option_name"]) == ("yes", "yes")


def test_a_halt_denies_what_waits_and_tells_no_approval_again(bench: Bench, agent: Agent) -> None:
    waiting, told = call(kwargs=unique()), call(kwargs=unique())
    ask(agent, waiting)
    ask(agent, told)
    bench.decide(pending(bench, told["spec"]["kwargs"]["order"]))
    bench.ear.until(lambda: status(agent, told)["approved"], "the approval")
    bench.desk.halt("agent", "refunds", "a test", 0).result(PATIENCE)
    bench.ear.until(lambda: status(agent, waiting)["approved"] is False, "the halt")
    assert agent.http.get(f"/humanlayer/v1/function_calls/{told['call_id']}").status_code == 403
    assert agent.http.post("/humanlayer/v1/function_calls", json=call()).status_code == 403


def test_the_same_call_again_is_the_same_and_another_one_under_its_id_is_refused(refunds: Agent) -> None:
    body = call(kwargs=unique())
    assert ask(refunds, body) == ask(refunds, body)
    changed = {**body, "spec": {**body["spec"], "kwargs": {"amount": 6, "order": "x"}}}
    answer = refunds.http.post("/humanlayer/v1/function_calls", json=changed)
    assert (answer.status_code, answer.json()["code"]) == (409, "call_id_used")


@pytest.mark.parametrize("path", ["function_calls/x/respond", "human_contacts/x/escalate_email"])
def test_an_agent_neither_decides_nor_escalates(refunds: Agent, path: str) -> None:
    answer = refunds.http.post(f"/humanlayer/v1/agent/{path}", json={"approved": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_for_agents")


def test_what_cannot_be_read_is_refused_and_others_calls_are_not_there(refunds: Agent, other: Agent) -> None:
    body = call(kwargs=unique())
    ask(refunds, body)
    assert other.http.get(f"/humanlayer/v1/function_calls/{body['call_id']}").status_code == 404
    for wrong in (
        {"run_id": "r"},
        {**body, "spec": {"fn": "x"}},
        {**body, "extra": 1},
        {**body, "run_id": "ghp_" + "a" * 36},
    ):
        answer = refunds.http.post("/humanlayer/v1/function_calls", json=wrong)
        assert answer.status_code == 422, answer.text
        assert answer.json()["error"]
