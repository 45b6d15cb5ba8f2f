"""The agents' side over real HTTP: propose, wait, withdraw, permit, outcome, lease."""

from __future__ import annotations

import threading
import time
from uuid import uuid4

import pytest

from counterseal.model.decisions import Verdict
from gateway.desks import LONGEST, Agent, Bench


def test_an_approved_action_runs_once_with_the_stored_arguments(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose(claims={"summary": "twice charged", "confidence": 0.6})
    assert asked["state"] == "held"
    assert asked["answer"] is None
    assert not asked["reason"]
    receipt = shared.decide(asked["id"])
    assert (receipt.state, receipt.note) == ("delivered", "approved")
    assert refunds.status(asked["id"], wait=10)["state"] == "approved"
    grant = refunds.permit(asked["id"])
    assert grant["arguments"] == {"amount": 124_000, "order": "88213"}
    again = refunds.permit(asked["id"], expect=409)
    assert (again["code"], again["state"]) == ("not_approved", "permitted")
    assert refunds.outcome(asked["id"], grant["permit"], note="RF-1") == {"id": asked["id"], "state": "done"}
    assert refunds.outcome(asked["id"], grant["permit"]) == {"id": asked["id"], "state": "done"}
    late = refunds.outcome(asked["id"], grant["permit"], "failed", expect=409)
    assert late["code"] == "not_running"
    expected = ["action_received", "decision", "delivered", "permit_taken", "outcome"]
    assert shared.entries(asked["id"]) == expected


def test_an_edit_changes_the_digest_and_what_runs(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    changed = {"amount": 91_000, "order": "88213"}
    assert shared.decide(asked["id"], Verdict.EDIT, arguments=changed).state == "delivered"
    now = refunds.status(asked["id"], wait=10)
    assert now["state"] == "approved"
    assert now["digest"] != asked["digest"]
    grant = refunds.permit(asked["id"])
    assert grant["arguments"] == changed
    refunds.outcome(asked["id"], grant["permit"])


def test_a_rejected_or_answered_action_tells_the_agent_why_and_never_runs(shared: Bench, refunds: Agent) -> None:
    for verdict, state, words in (
        (Verdict.REJECT, "rejected", {"reason": "no receipt"}),
        (Verdict.ANSWER, "answered", {"answer": "ask billing", "reason": ""}),
    ):
        asked = refunds.propose()
        shared.decide(asked["id"], verdict, **words)
        told = refunds.status(asked["id"], wait=10)
        assert told["state"] == state
        assert told["answer" if verdict is Verdict.ANSWER else "reason"] in words.values()
        assert refunds.permit(asked["id"], expect=409)["code"] == "not_approved"
        assert "permit_taken" not in shared.entries(asked["id"])


def test_the_same_key_is_the_same_action_and_another_call_is_refused(shared: Bench, refunds: Agent) -> None:
    key = str(uuid4())
    first = refunds.propose(key=key)
    assert refunds.propose(key=key) == first
    assert shared.entries(first["id"]) == ["action_received"]
    other = refunds.propose(409, key=key, arguments={"amount": 124_001, "order": "88213"})
    assert other["code"] == "idempotency_conflict"
    # To Python 1 == True; to whoever reads the arguments they are not the same call.
    key = str(uuid4())
    refunds.propose(key=key, arguments={"flag": True})
    assert refunds.propose(409, key=key, arguments={"flag": 1})["code"] == "idempotency_conflict"


def test_a_repeated_proposal_after_an_edit_is_still_the_same_call(shared: Bench, refunds: Agent) -> None:
    key = str(uuid4())
    first = refunds.propose(key=key)
    shared.decide(first["id"], Verdict.EDIT, arguments={"amount": 5, "order": "88213"}, hold_seconds=30)
    again = refunds.propose(key=key)
    assert again["id"] == first["id"]
    # The decision can still be taken back, so its agent must not hear of it, nor of the new digest.
    assert again["state"] == "held"
    assert again["digest"] is None
    shared.desk.withdraw(first["id"]).result(60)
    assert shared.desk.wait_delivered(20)


def test_two_agents_may_use_the_same_key(refunds: Agent, other: Agent) -> None:
    key = str(uuid4())
    assert refunds.propose(key=key)["id"] != other.propose(key=key)["id"]


def test_withdrawing_ends_it_and_repeats_quietly(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    path = f"/v1/actions/{asked['id']}/withdraw"
    assert refunds.post(path)["state"] == "withdrawn"
    assert refunds.post(path)["state"] == "withdrawn"
    assert shared.entries(asked["id"]) == ["action_received", "voided"]
    assert refunds.permit(asked["id"], expect=409)["state"] == "withdrawn"


def test_withdrawing_too_late_is_refused(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"], Verdict.REJECT)
    assert refunds.post(f"/v1/actions/{asked['id']}/withdraw", expect=409)["code"] == "too_late"


def test_an_approved_action_can_be_withdrawn_before_its_permit(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    assert refunds.post(f"/v1/actions/{asked['id']}/withdraw")["state"] == "withdrawn"
    assert refunds.permit(asked["id"], expect=409)["state"] == "withdrawn"


@pytest.mark.parametrize("path", ["", "/permit", "/withdraw", "/outcome"])
def test_another_agents_action_is_nobody_elses(refunds: Agent, other: Agent, path: str) -> None:
    asked = refunds.propose()
    full = f"/v1/actions/{asked['id']}{path}"
    if path == "":
        said = other.get(full, expect=403)
    else:
        said = other.post(full, {"permit": "0" * 32, "outcome": "done"} if path == "/outcome" else None, expect=403)
    assert said["code"] == "not_yours"
    assert refunds.status(asked["id"])["state"] == "held"


def test_unknown_actions_are_told_as_such(refunds: Agent) -> None:
    assert refunds.get(f"/v1/actions/{uuid4()}", expect=404)["code"] == "not_found"
    assert refunds.permit(str(uuid4()), expect=404)["code"] == "not_found"


def test_no_permit_without_a_lease(bench: Bench) -> None:
    agent = bench.agent()
    asked = agent.propose()
    bench.decide(asked["id"])
    bench.clock.advance(31)
    assert agent.permit(asked["id"], expect=409)["code"] == "no_lease"
    agent.lease()
    assert agent.permit(asked["id"])["permit"]


def test_a_lease_is_renewed_under_its_own_name(refunds: Agent) -> None:
    first, second = refunds.lease(), refunds.lease()
    assert first["lease"] == second["lease"]
    assert first["seconds"] == 30.0
    assert first["halt_epoch"] == 0


def test_outcomes_name_their_permit_and_one_of_three_words(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    shared.decide(asked["id"])
    grant = refunds.permit(asked["id"])
    assert refunds.outcome(asked["id"], "0" * 32, expect=403)["code"] == "wrong_permit"
    assert refunds.outcome(asked["id"], grant["permit"], "perhaps", expect=422)["code"] == "invalid_input"
    assert refunds.post(f"/v1/actions/{asked['id']}/outcome", {"outcome": "done"}, 422)["code"] == "invalid_input"
    assert refunds.outcome(asked["id"], grant["permit"], extra=1, expect=422)["code"] == "invalid_input"
    assert refunds.outcome(asked["id"], grant["permit"], "unknown")["state"] == "unknown"
    # Resolving what is unknown is a person's work (DESIGN 4.4).
    assert refunds.outcome(asked["id"], grant["permit"], "done", expect=409)["code"] == "not_running"


@pytest.mark.parametrize("outcome", ["done", "failed", "unknown"])
def test_an_outcome_before_the_permit_is_refused(shared: Bench, refunds: Agent, outcome: str) -> None:
    asked = refunds.propose()
    assert refunds.outcome(asked["id"], "0" * 32, outcome, expect=403)["code"] == "wrong_permit"


def test_a_waiting_agent_hears_of_the_decision_at_once(shared: Bench, refunds: Agent) -> None:
    asked = refunds.propose()
    told: list[str] = []
    waiting = threading.Thread(target=lambda: told.append(refunds.status(asked["id"], wait=LONGEST)["state"]))
    draft = shared.draft(asked["id"])
    started = time.monotonic()
    waiting.start()
    shared.ear.receipt(shared.desk.decide(draft).result(60))
    waiting.join(100)
    assert told == ["approved"]
    assert time.monotonic() - started < LONGEST - 5, "the long poll ran to its end instead of hearing the decision"


def test_a_wait_ends_unanswered_after_its_time(refunds: Agent) -> None:
    asked = refunds.propose()
    started = time.monotonic()
    assert refunds.status(asked["id"], wait=0.3)["state"] == "held"
    assert 0.25 < time.monotonic() - started < LONGEST - 5


def test_waits_are_bounded(refunds: Agent) -> None:
    asked = refunds.propose()
    for wait in ("61", "-1", "nan", "soon"):
        assert refunds.get(f"/v1/actions/{asked['id']}", expect=422, wait=wait)["code"] == "invalid_input"
