"""The Agent Approval Protocol's provider over real HTTP: its objects, its conflicts, and nothing beside the permit."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx
import pytest

from counterseal.errors import KnownError
from counterseal.gateway.permits import PERMIT_SECONDS, REPORT_SECONDS
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, REFUND, Agent, Bench

CALL = {"tool": "issue", "server": "refunds", "arguments": {"amount": 124_000, "order": "88213"}, "timeout": "10m"}
MOST = {**CALL, "agent_reasoning": "charged twice", "context": {"run": 7, "note": "first\nsecond"}}


def submit(agent: Agent, body: Any, *, key: str | None = None, status: int = 201) -> dict[str, Any]:
    headers = {"Idempotency-Key": key or str(uuid4())}
    answer = agent.http.post("/aap/v1/requests", json=body, headers=headers)
    assert answer.status_code == status, (answer.status_code, answer.text)
    return dict(answer.json())


def look(agent: Agent, request: dict[str, Any], wait: str = "") -> dict[str, Any]:
    answer = agent.http.get(f"/aap/v1/requests/{request['id']}", params={"wait": wait} if wait else {})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def consume(agent: Agent, request: dict[str, Any], key: str | None = None) -> httpx.Response:
    # As its client does: no body, and no word about the type of what is not there.
    path = f"/aap/v1/requests/{request['id']}/consume"
    return agent.http.post(path, headers={"Idempotency-Key": key or str(uuid4())})


def code(answer: httpx.Response, status: int) -> str:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == {"type", "code", "message", "request_id"}
    return str(error["code"])


def test_an_approved_request_is_consumed_once_and_tells_its_outcome(shared: Bench, refunds: Agent) -> None:
    request = submit(refunds, MOST)
    assert {name: request[name] for name in MOST} == MOST
    assert request["status"] == "pending"
    assert not {"decision", "consumption"} & set(request)
    assert request["deadline_at"] > request["created_at"]
    detail = shared.held(request["id"])
    assert detail.action.tool == "refunds.issue"
    assert detail.claims.summary == "charged twice"
    assert "first" in detail.context[0].text
    assert code(consume(refunds, request), 409) == "not_approved"
    shared.decide(request["id"])
    approved = look(refunds, request, "20s")
    assert approved["status"] == approved["decision"]["status"] == "approved"
    assert request["created_at"] <= approved["decision"]["decided_at"] < approved["decision"]["expires_at"]
    key = str(uuid4())
    taken = consume(refunds, request, key)
    assert taken.status_code == 200
    assert taken.json()["consumption"]["consumed_at"] >= approved["decision"]["decided_at"]
    assert consume(refunds, request, key).json() == taken.json()
    assert code(consume(refunds, request), 409) == "already_consumed"
    for _again in range(2):
        told = refunds.http.post(
            f"/aap/v1/requests/{request['id']}/outcome", json={"status": "succeeded", "note": "RF-1"}
        )
        assert told.json()["consumption"]["outcome"]["status"] == "succeeded"
        assert told.json()["consumption"]["outcome"]["note"] == "RF-1"
    other = refunds.http.post(f"/aap/v1/requests/{request['id']}/outcome", json={"status": "failed"})
    assert code(other, 409) == "outcome_conflict"
    expected = ["action_received", "decision", "delivered", "permit_taken", "outcome"]
    assert [one for one in shared.entries(request["id"]) if one != "viewed"] == expected


@pytest.mark.parametrize(
    ("verdict", "words", "note"),
    [
        (Verdict.REJECT, {"reason": "no receipt"}, "no receipt"),
        (Verdict.ANSWER, {"answer": "ask billing"}, "A person answered in place of letting it run: ask billing"),
    ],
)
def test_a_denial_carries_the_persons_words(
    shared: Bench, refunds: Agent, verdict: Verdict, words: dict[str, str], note: str
) -> None:
    request = submit(refunds, CALL)
    shared.decide(request["id"], verdict, **words)
    told = look(refunds, request, "20s")
    assert (told["status"], told["decision"]["note"]) == ("denied", note)
    assert "expires_at" not in told["decision"]
    assert code(consume(refunds, request), 409) == "not_approved"


def test_nobody_is_offered_an_edit_that_the_protocol_cannot_carry(shared: Bench, refunds: Agent) -> None:
    request = submit(refunds, CALL)
    assert shared.held(request["id"]).item.verdicts == ("approve", "reject", "answer")
    draft = shared.draft(request["id"], Verdict.EDIT, arguments={"amount": 1, "order": "88213"})
    with pytest.raises(KnownError) as refused:
        shared.ear.receipt(shared.desk.decide(draft).result(PATIENCE))
    assert refused.value.code
    assert look(refunds, request)["status"] == "pending"


def test_the_same_key_is_the_same_request_and_another_submission_is_a_conflict(refunds: Agent) -> None:
    key = str(uuid4())
    first = submit(refunds, MOST, key=key)
    assert submit(refunds, MOST, key=key, status=200) == first
    for changed in ({"timeout": "11m"}, {"context": {"run": 8}}, {"arguments": {"amount": 1, "order": "88213"}}):
        answer = refunds.http.post("/aap/v1/requests", json={**MOST, **changed}, headers={"Idempotency-Key": key})
        assert code(answer, 409) == "idempotency_conflict"


def test_a_cancelled_request_is_over(shared: Bench, refunds: Agent) -> None:
    request = submit(refunds, CALL)
    for _again in range(2):
        assert refunds.http.delete(f"/aap/v1/requests/{request['id']}").json()["status"] == "cancelled"
    assert look(refunds, request)["decision"]["status"] == "cancelled"
    decided = submit(refunds, CALL)
    shared.decide(decided["id"])
    look(refunds, decided, "20s")
    assert code(refunds.http.delete(f"/aap/v1/requests/{decided['id']}"), 409) == "already_terminal"


def test_a_deadline_and_a_halt_end_it(bench: Bench, agent: Agent) -> None:
    late, open_, approved = (submit(agent, {**CALL, "timeout": one}) for one in ("1m", "1h", "1h"))
    bench.decide(approved["id"])
    look(agent, approved, "20s")
    bench.clock.advance(90)
    bench.ear.until(lambda: look(agent, late)["status"] == "expired", "the deadline")
    assert code(consume(agent, late), 409) == "approval_expired"
    bench.desk.halt("agent", "refunds", "a test", 0).result(PATIENCE)
    bench.ear.until(lambda: look(agent, open_)["status"] == "denied", "the halt")
    assert look(agent, open_)["decision"]["note"] == "This agent was halted."
    assert consume(agent, approved).status_code in (403, 409)
    assert agent.http.post("/aap/v1/requests", json=CALL, headers={"Idempotency-Key": "h"}).status_code == 403
    assert "permit_taken" not in bench.entries(approved["id"])


def test_what_nobody_reports_is_unknown_until_a_person_says_what_became_of_it(bench: Bench) -> None:
    token = bench.desk.register_agent("refunds", "Refunds agent", [REFUND]).result(PATIENCE)
    # Without a lease, as the protocol's agents are.
    agent = Agent(bench.desk.gateway_url, token)
    bench.agents.append(agent)
    request = submit(agent, CALL)
    bench.decide(request["id"])
    look(agent, request, "20s")
    assert consume(agent, request).status_code == 200
    bench.clock.advance(REPORT_SECONDS / 2)
    reported = submit(agent, CALL)
    bench.decide(reported["id"])
    look(agent, reported, "20s")
    assert consume(agent, reported).status_code == 200
    bench.clock.advance(REPORT_SECONDS / 2 + 2 * PERMIT_SECONDS)
    item = bench.ear.until(lambda: next((one for one in bench.desk.queue() if one.state is State.UNKNOWN), None), "it")
    assert item.id == request["id"]
    assert "did not say within ten minutes" in bench.desk.detail(item.id).result(PATIENCE).outcome_note
    assert "outcome" not in look(agent, request)["consumption"]
    late = {"status": "succeeded"}
    assert agent.http.post(f"/aap/v1/requests/{reported['id']}/outcome", json=late).status_code == 200
    assert code(agent.http.post(f"/aap/v1/requests/{request['id']}/outcome", json=late), 409) == "outcome_conflict"
    bench.desk.autonomy.resolve(request["id"], "done", "seen at the bank").result(PATIENCE)
    told = look(agent, request)["consumption"]["outcome"]
    assert (told["status"], told["note"]) == ("succeeded", "Maria Lind says so: seen at the bank")


def test_a_secret_is_masked_in_the_ledger_and_comes_back_as_it_was_sent(shared: Bench, refunds: Agent) -> None:
    secret = "sk-proj-" + "a1B2c3D4" * 5
    body = {**CALL, "arguments": {"amount": 5, "order": "88213", "api_key": secret}}
    request = submit(refunds, body)
    assert request["arguments"] == body["arguments"]
    shown = shared.held(request["id"])
    assert secret not in str(shown)
    assert look(refunds, request)["arguments"] == body["arguments"]


@pytest.mark.parametrize(
    "change",
    [
        {"arguments": [1]},
        {"timeout": "soon"},
        {"timeout": "0s"},
        {"timeout": "500d"},
        {"server": None},
        {"unknown": 1},
        {"tool": ""},
        {"context": "text"},
        {"arguments": None},
    ],
    ids=str,
)
def test_what_breaks_the_protocol_is_refused(refunds: Agent, change: dict[str, Any]) -> None:
    answer = refunds.http.post("/aap/v1/requests", json={**CALL, **change}, headers={"Idempotency-Key": str(uuid4())})
    assert code(answer, 400) in ("invalid_request", "invalid_input")


def test_who_may_ask(shared: Bench, refunds: Agent, other: Agent) -> None:
    request = submit(refunds, CALL)
    assert code(refunds.http.post("/aap/v1/requests", json=CALL), 400) == "missing_idempotency_key"
    assert code(other.http.get(f"/aap/v1/requests/{request['id']}"), 404) == "not_found"
    assert code(consume(other, request), 404) == "not_found"
    assert code(other.http.get(f"/aap/v1/requests/{uuid4()}"), 404) == "not_found"
    plain = refunds.propose()
    assert code(refunds.http.get(f"/aap/v1/requests/{plain['id']}"), 404) == "not_found"
    stranger = refunds.http.get(f"/aap/v1/requests/{request['id']}", headers={"Authorization": "Bearer nobody"})
    assert code(stranger, 401)
    assert code(refunds.http.post("/aap/v1/instances", json={}), 403) == "provisioning_disabled"
