"""What a gateway refuses to take as a decision, and what it takes only once."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from counterseal.clock import SystemClock, stamp
from counterseal.ledger.note import Head, sign_head
from counterseal.model.decisions import Verdict
from counterseal.seal.keys import SigningKey
from counterseal.seal.statements import Who
from gateway.desks import Agent, Bench, expect_problem
from gateway.forging import Forge, Signer


@pytest.fixture
def forge(shared: Bench) -> Forge:
    return Forge(shared)


@pytest.fixture
def asked(refunds: Agent) -> str:
    """A held action of its own."""
    return str(refunds.propose()["id"])


def in_days(days: float) -> str:
    return stamp(SystemClock().now() + timedelta(days=days))


OTHER = "counterseal/01a1fd42-0000-7000-8000-000000000000"
STATEMENTS: dict[str, tuple[dict[str, Any], int, str]] = {
    "another gateway": ({"audience": OTHER}, 403, "wrong_audience"),
    "another question": ({"nonce": "0" * 32}, 409, "wrong_nonce"),
    "a later epoch": ({"halt_epoch": 1}, 409, "old_epoch"),
    "another original": ({"original_sha256": "0" * 64}, 409, "changed"),
    "expiry in the past, kept": ({"expires_at": in_days(8)}, 422, "invalid_input"),
    "held too long": ({"not_before": in_days(1)}, 422, "invalid_input"),
    "no such time": ({"predicate": {"decided_at": "yesterday"}}, 422, "bad_time"),
    "not for single use": ({"predicate": {"single_use": False}}, 422, "invalid_input"),
    "single use as 1": ({"predicate": {"single_use": 1}}, 422, "invalid_input"),
    "unknown verdict": ({"predicate": {"verdict": "sure"}}, 422, "invalid_input"),
    "verdict as a list": ({"predicate": {"verdict": ["approve"]}}, 422, "invalid_input"),
    "reason as an object": ({"predicate": {"reason": {"a": 1}}}, 422, "invalid_input"),
    "no person": ({"predicate": {"person": None}}, 403, "wrong_person"),
    "unknown member": ({"predicate": {"hurry": True}}, 422, "wrong_members"),
    "another statement": ({"statement": {"predicateType": "urn:counterseal:order:v1"}}, 422, "wrong_predicate"),
    "not in-toto": ({"statement": {"_type": "https://in-toto.io/Statement/v0.1"}}, 422, "invalid_input"),
    "no subject": ({"statement": {"subject": []}}, 422, "invalid_input"),
    "an answer without text": ({"verdict": Verdict.ANSWER, "answer": ""}, 422, "invalid_input"),
    "nothing to take back": ({"verdict": Verdict.WITHDRAW}, 409, "too_late"),
    "an edit that changes nothing": ({"verdict": Verdict.EDIT}, 422, "no_change"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_statements_are_refused_for_what_they_say(
    forge: Forge, refunds: Agent, shared: Bench, asked: str, name: str
) -> None:
    content, status, code = STATEMENTS[name]
    expect_problem(forge.send(forge.decision(asked, **content), asked), status, code)
    still_held(shared, refunds, asked)


def still_held(shared: Bench, refunds: Agent, asked: str) -> None:
    assert refunds.status(asked)["state"] == "held"
    assert "delivered" not in shared.entries(asked)
    # Nothing was spoiled either: the person can still decide.
    assert shared.decide(asked).state == "delivered"


def test_an_edit_may_change_nothing_but_arguments(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    action = shared.held(asked).action
    changed = {"amount": 1, "order": "88213"}
    for other in (
        replace(action, tool="refunds.issue_all", arguments=changed),
        replace(action, agent="other", arguments=changed),
        replace(action, expires_at=in_days(1), arguments=changed),
        replace(action, expires_at=in_days(1)),
    ):
        answer = forge.send(forge.decision(asked, Verdict.EDIT, action=other), asked)
        expect_problem(answer, 403, "edit_scope")
    still_held(shared, refunds, asked)


def test_an_approval_of_other_arguments_is_no_approval(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    action = replace(shared.held(asked).action, arguments={"amount": 9, "order": "88213"})
    expect_problem(forge.send(forge.decision(asked, action=action), asked), 409, "changed")
    still_held(shared, refunds, asked)


def test_the_subject_must_be_the_digest_of_the_action(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    subject = [{"name": asked, "digest": {"sha256": "0" * 64}}]
    expect_problem(forge.send(forge.decision(asked, statement={"subject": subject}), asked), 422, "wrong_digest")
    still_held(shared, refunds, asked)


def test_keys_that_are_not_on_the_roster_sign_nothing(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    stranger = Signer(forge.owner.id, "Maria Lind", SigningKey.generate())
    expect_problem(forge.send(forge.decision(asked, by=stranger), asked), 403, "unknown_key")
    gone = forge.enrol("Gerda Gone")
    forge.revoke(gone)
    expect_problem(forge.send(forge.decision(asked, by=gone), asked), 403, "key_not_valid")
    still_held(shared, refunds, asked)


def test_the_log_key_is_nobodys_signature(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    log = Signer(forge.owner.id, "Maria Lind", shared.profile.log.key)
    expect_problem(forge.send(forge.decision(asked, by=log), asked), 403, "unknown_key")
    still_held(shared, refunds, asked)


def test_roles_and_names_are_checked_against_the_key(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    auditor = forge.enrol("Aud Itor", ("auditor",))
    expect_problem(forge.send(forge.decision(asked, by=auditor), asked), 403, "wrong_role")
    posing = forge.decision(asked, by=auditor, who=Who(forge.owner.id, "Maria Lind", "owner"))
    expect_problem(forge.send(posing, asked), 403, "wrong_person")
    still_held(shared, refunds, asked)


# -- delivery ---------------------------------------------------------------------------------------------------
def flip(encoded: str) -> str:
    data = bytearray(base64.b64decode(encoded))
    data[len(data) // 2] ^= 1
    return base64.b64encode(bytes(data)).decode()


def spoil_payload(body: dict[str, Any], _forge: Forge) -> None:
    payload = json.loads(base64.b64decode(body["envelope"]["payload"]))
    payload["predicate"]["reason"] = "changed on the way"
    body["envelope"]["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()


def spoil_signature(body: dict[str, Any], _forge: Forge) -> None:
    body["envelope"]["signatures"][0]["sig"] = flip(body["envelope"]["signatures"][0]["sig"])


def spoil_leaf(body: dict[str, Any], _forge: Forge) -> None:
    leaf = json.loads(base64.b64decode(body["leaf"]))
    leaf["at"] = "2026-01-01T00:00:00.000Z"
    body["leaf"] = base64.b64encode(json.dumps(leaf).encode()).decode()


def spoil_inclusion(body: dict[str, Any], _forge: Forge) -> None:
    body["inclusion"][0] = flip(body["inclusion"][0])


def spoil_consistency(body: dict[str, Any], _forge: Forge) -> None:
    body["consistency"] = [flip(one) for one in body["consistency"]]


def spoil_checkpoint(body: dict[str, Any], _forge: Forge) -> None:
    origin, size, root, *rest = body["checkpoint"].split("\n")
    body["checkpoint"] = "\n".join([origin, size, flip(root), *rest])


def forge_checkpoint(body: dict[str, Any], forge: Forge) -> None:
    origin, size, root, *_rest = body["checkpoint"].split("\n")
    body["checkpoint"] = sign_head(Head(origin, int(size), base64.b64decode(root)), SigningKey.generate())


def rename_log(body: dict[str, Any], forge: Forge) -> None:
    _origin, size, root, *_rest = body["checkpoint"].split("\n")
    body["checkpoint"] = sign_head(Head(OTHER, int(size), base64.b64decode(root)), forge.profile.log.key)


def move(body: dict[str, Any], _forge: Forge) -> None:
    body["index"] -= 1


def huge_index(body: dict[str, Any], _forge: Forge) -> None:
    body["index"] = 2**52


def forget(body: dict[str, Any], _forge: Forge) -> None:
    body["consistency"] = []


DELIVERIES: dict[str, tuple[Callable[[dict[str, Any], Forge], None], int, str]] = {
    "payload": (spoil_payload, 422, "wrong_leaf"),
    "signature": (spoil_signature, 403, "bad_signature"),
    "leaf": (spoil_leaf, 422, "not_included"),
    "inclusion": (spoil_inclusion, 422, "not_included"),
    "consistency": (spoil_consistency, 409, "head_mismatch"),
    "consistency left out": (forget, 409, "head_mismatch"),
    "checkpoint": (spoil_checkpoint, 422, "bad_signature"),
    "checkpoint of another key": (forge_checkpoint, 422, "bad_signature"),
    "checkpoint of another log": (rename_log, 403, "unknown_log"),
    "index": (move, 422, "wrong_leaf"),
    "index far away": (huge_index, 422, "wrong_leaf"),
}


@pytest.mark.parametrize("name", DELIVERIES)
def test_a_delivery_changed_on_its_way_is_refused(
    forge: Forge, refunds: Agent, shared: Bench, asked: str, name: str
) -> None:
    spoil, status, code = DELIVERIES[name]
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "decision", asked))
    spoil(body, forge)
    said = expect_problem(forge.post(body), status, code)
    if code == "head_mismatch":
        assert said["seen_size"] == forge.seen()
    still_held(shared, refunds, asked)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.pop("leaf"),
        lambda body: body.update(more=1),
        lambda body: body.update(index="1"),
        lambda body: body.update(index=True),
        lambda body: body.update(index=-1),
        lambda body: body.update(leaf="%%%"),
        lambda body: body.update(leaf="bm90IGpzb24="),
        lambda body: body.update(inclusion=["AAAA"] * 129),
        lambda body: body.update(inclusion={}),
        lambda body: body.update(consistency=[5]),
        lambda body: body.update(checkpoint=5),
        lambda body: body.update(checkpoint=""),
        lambda body: body.update(envelope=[]),
        lambda body: body["envelope"].update(payloadType="text/plain"),
        lambda body: body["envelope"].update(signatures=[]),
        lambda body: body["envelope"].update(signatures=body["envelope"]["signatures"] * 2),
        lambda body: body["envelope"].update(payload="bm90IGpzb24="),
    ],
    ids=range(17),
)
def test_malformed_deliveries_are_problems_not_defects(
    forge: Forge, asked: str, spoil: Callable[[dict[str, Any]], Any]
) -> None:
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "decision", asked))
    spoil(body)
    answer = forge.post(body)
    assert answer.status_code in (403, 422), answer.text
    assert answer.json()["code"] != "defect"


@pytest.mark.parametrize("body", [[], 5, "text", {}, {"envelope": {}}])
@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/orders"])
def test_other_json_is_refused(forge: Forge, body: Any, path: str) -> None:
    expect_problem(forge.post(body, path), 422, "invalid_input")


def test_a_leaf_of_another_type_or_action_is_refused(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "viewed", asked))
    expect_problem(forge.post(body), 422, "wrong_leaf")
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "decision", "01a1fd42-661b-7e8d-91ae-d057ccd779c4"))
    expect_problem(forge.post(body), 422, "wrong_leaf")
    still_held(shared, refunds, asked)


def test_an_order_is_not_taken_as_a_decision_nor_the_other_way(forge: Forge, asked: str) -> None:
    order = forge.order("halt", {"scope": "agent", "target": "refunds"})
    expect_problem(forge.send(order, asked), 422, "wrong_predicate")
    decision = forge.decision(asked)
    body = forge.delivery(decision, forge.store(decision, "decision", asked))
    expect_problem(forge.post(body, "/v1/orders"), 422, "wrong_predicate")


def test_an_older_head_than_the_one_seen_is_refused(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    envelope = forge.decision(asked)
    old = forge.delivery(envelope, forge.store(envelope, "decision", asked))
    second = str(refunds.propose()["id"])
    assert forge.send(forge.decision(second), second).status_code == 200
    said = expect_problem(forge.post(old), 409, "head_mismatch")
    assert said["seen_size"] > int(old["checkpoint"].split("\n")[1])
    still_held(shared, refunds, asked)


# -- once ---------------------------------------------------------------------------------------------------------
def test_a_replay_gets_the_same_answer_and_changes_nothing(
    forge: Forge, refunds: Agent, shared: Bench, asked: str
) -> None:
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "decision", asked))
    first = forge.post(body).json()
    agent_got = refunds.permit(asked)
    refunds.outcome(asked, agent_got["permit"])
    before = shared.entries(asked)
    again = forge.post(body).json()
    assert (first["state"], first["repeated"]) == ("approved", False)
    assert (again["state"], again["repeated"]) == ("approved", True)
    assert shared.entries(asked) == before
    assert refunds.status(asked)["state"] == "done"


def test_many_deliveries_of_one_decision_at_once_take_it_once(
    forge: Forge, refunds: Agent, shared: Bench, asked: str
) -> None:
    envelope = forge.decision(asked)
    body = forge.delivery(envelope, forge.store(envelope, "decision", asked))
    answers: list[httpx.Response] = []
    senders = [threading.Thread(target=lambda: answers.append(forge.post(body))) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(30)
    assert [a.json()["state"] for a in answers] == ["approved"] * 8
    assert sorted(a.json()["repeated"] for a in answers) == [False] + [True] * 7
    assert shared.entries(asked).count("delivered") == 1


def test_the_first_of_two_people_wins_and_the_other_is_told_by_whom(
    forge: Forge, refunds: Agent, shared: Bench, asked: str
) -> None:
    second = forge.enrol("Sven Second")
    draft = shared.draft(asked, Verdict.REJECT)
    assert forge.send(forge.decision(asked, by=second), asked).json()["state"] == "approved"
    late = shared.ear.receipt(shared.desk.decide(draft).result(60))
    assert late.state == "refused"
    assert "Sven Second was faster: this action is already approved" in late.note
    assert refunds.status(asked)["state"] == "approved"


def test_nobody_takes_back_somebody_elses_decision(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    second = forge.enrol("Thea Third")
    withdrawal = forge.decision(asked, Verdict.WITHDRAW, by=second)
    shared.decide(asked)
    expect_problem(forge.send(withdrawal, asked), 403, "not_yours")
    assert refunds.permit(asked)["permit"]


def test_a_decision_answers_its_own_question_only(forge: Forge, refunds: Agent, shared: Bench, asked: str) -> None:
    other = str(refunds.propose()["id"])
    body_of_one = forge.decision(asked, action=shared.held(other).action)
    expect_problem(forge.send(body_of_one, other), 409, "wrong_nonce")
    still_held(shared, refunds, other)
