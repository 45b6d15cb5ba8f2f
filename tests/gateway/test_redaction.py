"""Secrets that agents send by mistake: used for the effect, and found in no file, log or answer of ours."""

from __future__ import annotations

import base64
import io
import json
import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from counterseal.agents.client import AgentClient
from counterseal.agents.gated import gated
from counterseal.agents.refusals import MaskedArguments
from counterseal.agents.unmasking import KEPT, Originals
from counterseal.errors import InvalidInput
from counterseal.gateway import rows
from counterseal.gateway.upstreams.langgraph.answers import Choice, plan
from counterseal.gateway.upstreams.langgraph.carrying import _changed, _choices
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape
from counterseal.gateway.upstreams.port import Decided
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.policy.redaction import redact
from counterseal.policy.unmasking import cover, holds_mask, masked_texts, restore
from counterseal.sync import service_log
from gateway.agent_orders import Pen, level
from gateway.desks import Bench, make_profile, running_bench

# Made up for these tests; each would be taken for a real one.
GITHUB = "ghp_" + "a8Kd02mQx7Lw91Zt" + "Yb4Rc6Nf3Pv5Hs"[:14] + "Jq7Xe2"
AWS = "AKIA" + "Q3EGZ7PLM5XTR2VY"
PASSWORD = "correct-horse-9#battery"
BEARER = "sk-" + "proj-T7mQ2xZ9aLw4Rk8Vn1Yc6Bd3"
SEEDS = (GITHUB, AWS, PASSWORD, BEARER)
CALL: dict[str, Any] = {
    "amount": 124_000,
    "order": f"88213 with {GITHUB} in it",
    "login": {"user": "shop", "password": PASSWORD},
    "keys": [AWS, {"note": "second"}],
    "header": f"Authorization: Bearer {BEARER}",
}


def expect_none_in(folder: Path, secrets: tuple[str, ...] = SEEDS) -> int:
    """No file holds one: in plain bytes, in Base64 of any alignment, or escaped as JSON does it. How many were read."""
    wanted: set[bytes] = set()
    for secret in secrets:
        raw = secret.encode()
        wanted |= {raw, raw.hex().encode(), json.dumps(secret)[1:-1].encode(), raw[:24], raw[-16:]}
        for shift in range(3):
            # The middle of it: the ends depend on what stands beside.
            wanted.add(base64.b64encode(b"\0" * shift + raw)[4:-4])
    read = 0
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            read += 1
            assert not [found for found in wanted if found in data], path
    return read


# Moderate, so that the maker's edit is enough; without a schema, so that any arguments are taken.
TOOL = {"tool": "refunds.issue", "risk": "R2", "verb": "Refund", "title": "Refund"}


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """One desk with an agent for all tests here."""
    home = tmp_path_factory.mktemp("masking") / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        bench.agent(tools=[TOOL])
        yield bench


@pytest.fixture
def client(bench: Bench) -> Iterator[AgentClient]:
    """The agent's own client."""
    with AgentClient(bench.address.url, bench.agents[0].token) as client:
        yield client


def test_secrets_reach_the_effect_and_nothing_else(bench: Bench, client: AgentClient, tmp_path: Path) -> None:
    written = io.StringIO()
    seen: list[Mapping[str, Any]] = []
    with service_log.to_stderr(as_json=True, stream=written):
        logging.getLogger().warning("what a source said: %s", CALL)
        action = client.propose(
            "refunds.issue",
            CALL,
            summary=f"With {GITHUB}, as asked",
            context=[{"title": "Mail", "text": f"the key is {AWS}", "source": "inbox"}],
            trace=[{"kind": "tool", "title": "login", "text": f"password={PASSWORD}"}],
        )
        detail = bench.held(action)
        assert dict(detail.action.arguments) == redact(CALL)[0]
        assert {pointer for pointer, _rule in detail.redacted} == {"/order", "/login/password", "/keys/0", "/header"}
        assert not any(seed in repr(detail) for seed in SEEDS)
        bench.decide(action)
        permit = client.permit(client.wait(action, 60).id)
        seen.append(permit.arguments)
        client.outcome(permit, "failed", f"login as shop with {GITHUB} and password={PASSWORD} was refused")
        # Another agent's program masks nothing by itself.
        other = bench.agents[0]
        held = other.propose(arguments=CALL, claims={"summary": f"again {GITHUB}", "confidence": None})["id"]
        bench.held(held)
        bench.decide(held)
        taken = other.permit(held)
        assert taken["arguments"] == redact(CALL)[0]
        other.outcome(held, taken["permit"], "done", note=f"used {AWS}")
        refused = other.http.post("/v1/actions", json={"tool": "refunds.issue", "arguments": {"password": 10**20}})
        assert refused.status_code == 422
    assert seen == [CALL]
    out = tmp_path / "bundle"
    bench.desk.export(out).result(60)
    for seed in SEEDS:
        assert seed not in written.getvalue()
    assert "masked: GitHub token" in (out / "entries.jsonl").read_text("utf-8") + str(detail)
    assert (bench.home / "counterseal.db-wal").exists() or (bench.home / "counterseal.db").exists()
    assert expect_none_in(tmp_path) + expect_none_in(bench.home.parent) > 5


def test_a_refused_call_keeps_no_secret_either(bench: Bench) -> None:
    agent = bench.agent("suspended", [TOOL])
    assert Pen(bench, agent.name).sign("level", level("L0")) == "in_force"
    said = agent.propose(
        arguments=CALL,
        claims={"summary": f"With {GITHUB}"},
        context=[f"the key is {AWS}"],
        trace=[{"kind": "tool", "text": f"password={PASSWORD}"}],
    )
    assert said["state"] == "refused"
    with bench.profile.reading() as connection:
        row = rows.action(connection, said["id"])
        kept = ledger_log.payload(connection, row.received_seq, "action")
    assert json.loads(kept)["arguments"] == dict(row.action.arguments) == redact(CALL)[0]
    assert expect_none_in(bench.home.parent) > 1


def test_a_gated_function_gets_its_own_values(bench: Bench, client: AgentClient) -> None:
    got: list[tuple[int, str]] = []

    @gated(client, tool="refunds.issue")
    def refund(amount: int, password: str) -> str:
        got.append((amount, password))
        return f"refunded with {password}"

    approving = threading.Thread(target=lambda: bench.decide(bench.ear.until(lambda: waiting(bench), "the call")))
    approving.start()
    assert refund(amount=5, password=PASSWORD) == f"refunded with {PASSWORD}"
    approving.join(60)
    assert got == [(5, PASSWORD)]
    assert expect_none_in(bench.home, (PASSWORD,)) > 1


def waiting(bench: Bench) -> str | None:
    return next((item.id for item in bench.desk.queue() if item.state is State.HELD), None)


def test_an_edit_keeps_masked_values_and_what_it_changes(bench: Bench, client: AgentClient) -> None:
    action = client.propose("refunds.issue", CALL)
    masked = dict(bench.held(action).action.arguments)
    bench.decide(action, Verdict.EDIT, arguments={**masked, "amount": 100})
    permit = client.permit(client.wait(action, 60).id)
    assert permit.arguments == {**CALL, "amount": 100}


def test_an_edit_around_a_masked_value_runs_nothing(bench: Bench, client: AgentClient) -> None:
    action = client.propose("refunds.issue", CALL)
    masked = dict(bench.held(action).action.arguments)
    bench.decide(action, Verdict.EDIT, arguments={**masked, "keys": masked["keys"][:1]})
    with pytest.raises(MaskedArguments) as refused:
        client.permit(client.wait(action, 60).id)
    assert refused.value.where == "/keys"
    assert client.status(action).state.value == "failed"


# -- putting values back ----------------------------------------------------------------------------------------------
MASKED: dict[str, Any] = redact(CALL)[0]


@pytest.mark.parametrize(
    ("returned", "runs"),
    [
        (MASKED, CALL),
        ({**MASKED, "amount": 1.0}, {**CALL, "amount": 1.0}),
        ({k: v for k, v in MASKED.items() if k != "login"}, {k: v for k, v in CALL.items() if k != "login"}),
        ({**MASKED, "login": {**MASKED["login"], "user": "x"}}, {**CALL, "login": {**CALL["login"], "user": "x"}}),
        (
            {**MASKED, "login": {**MASKED["login"], "password": "new"}},
            {**CALL, "login": {"user": "shop", "password": "new"}},
        ),
        ({**MASKED, "keys": []}, {**CALL, "keys": []}),
        ({**MASKED, "more": [1]}, {**CALL, "more": [1]}),
    ],
)
def test_untouched_values_are_put_back(returned: dict[str, Any], runs: dict[str, Any]) -> None:
    assert restore(returned, CALL) == runs
    assert not holds_mask(runs)


@pytest.mark.parametrize(
    "returned",
    [
        {**MASKED, "order": MASKED["order"] + "!"},
        {**MASKED, "order": MASKED["keys"][0]},
        {**MASKED, "keys": MASKED["keys"][::-1]},
        {**MASKED, "keys": [MASKED["keys"][0]]},
        {**MASKED, "moved": MASKED["order"]},
        {**MASKED, MASKED["keys"][0]: 1},
        {**MASKED, "login": MASKED["keys"][0]},
        {**MASKED, "amount": MASKED["login"]["password"]},
    ],
)
def test_a_masked_value_that_moved_or_changed_is_not_guessed(returned: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refused:
        restore(returned, CALL)
    assert refused.value.code == "masked"
    assert not any(seed in refused.value.text() for seed in SEEDS)


def test_a_process_that_does_not_know_the_call_does_not_run_it() -> None:
    known = Originals()
    known.keep("1", {"amount": 1})
    assert known.restored("1", {"amount": 2}) == ({"amount": 2}, ())
    with pytest.raises(MaskedArguments):
        known.restored("2", MASKED)
    known.keep("3", CALL)
    runs, secrets = known.restored("3", MASKED)
    assert runs == CALL
    assert set(SEEDS) <= set(secrets)
    with pytest.raises(MaskedArguments):
        known.restored("3", MASKED)
    for number in range(KEPT + 1):
        known.keep(str(number), {"password": f"{PASSWORD}{number}"})
    with pytest.raises(MaskedArguments):
        known.restored("0", redact({"password": f"{PASSWORD}0"})[0])
    changing = {"password": PASSWORD}
    known.keep("mine", changing)
    changing["password"] = "other"
    assert known.restored("mine", redact({"password": PASSWORD})[0]) == ({"password": PASSWORD}, (PASSWORD,))


def test_what_is_said_of_a_call_tells_none_of_its_secrets() -> None:
    call = {"password": "x" * 3 + "Q" * 30, "text": f"a {GITHUB} b {AWS} c", "token": 12_345_678, "pin": "abc"}
    secrets = masked_texts([call])
    told = cover(f"{call['password']} and {GITHUB}, {AWS}; {call['token']}, abc", secrets)
    assert not any(str(one) in told for one in (call["password"], GITHUB, AWS, call["token"]))
    for cut in (4, 10, 32):
        assert cover(f"it said {call['password']}"[: 8 + cut] + "…", secrets).startswith("it said ⟦masked")
    assert cover("it said xxx", secrets) == "it said xxx", "three letters tell nothing"
    assert cover("nothing of it", ()) == "nothing of it"


def test_names_that_are_masked_come_back_too() -> None:
    call = {"a": {GITHUB: 1, AWS: 2, "c": 3}}
    masked = redact(call)[0]
    assert not any(seed in json.dumps(masked) for seed in SEEDS)
    assert restore(masked, call) == call
    assert restore({"a": {**masked["a"], "c": 4}}, call) == {"a": {GITHUB: 1, AWS: 2, "c": 4}}


# -- a LangGraph server's own values --------------------------------------------------------------------------------
def asked(**members: Any) -> Asked:
    wanted: dict[str, Any] = {
        "interrupt": "0" * 32,
        "key": "0" * 32,
        "index": 0,
        "count": 1,
        "tool": "refunds.issue",
        "arguments": CALL,
        "shape": Shape.BATCHED,
        "verdicts": ("approve", "edit", "reject"),
    }
    return Asked(**{**wanted, **members})


def decided(verdict: str, arguments: dict[str, Any], **members: Any) -> Decided:
    wanted: dict[str, Any] = {
        "id": "x",
        "tool": "refunds.issue",
        "verdict": verdict,
        "arguments": arguments,
        "original": MASKED,
        "reason": "",
        "answer": "",
        "upstream": {"index": 0},
        "group": None,
        "decided_by": "Maria Lind",
    }
    return Decided(**{**wanted, **members})


def test_an_approval_sends_no_masked_text_to_the_server() -> None:
    one = decided("approve", MASKED)
    assert _changed([asked()], [one]) is None, "the server's call is the one that was masked and stored"
    assert plan([asked()], _choices([asked()], [one])).value == {"decisions": [{"type": "approve"}]}


def test_an_edit_sends_the_servers_own_values() -> None:
    (choice,) = _choices([asked()], [decided("edit", {**MASKED, "amount": 7})])
    (sent,) = plan([asked()], [choice]).value["decisions"]
    assert sent == {"type": "edit", "edited_action": {"name": "refunds.issue", "args": {**CALL, "amount": 7}}}


def test_an_edit_around_a_masked_value_is_not_sent() -> None:
    with pytest.raises(InvalidInput) as refused:
        _choices([asked()], [decided("edit", {**MASKED, "order": MASKED["order"] + "!"})])
    assert refused.value.code == "masked"


def test_a_call_that_changed_under_its_approval_is_noticed_through_the_mask() -> None:
    changed = asked(arguments={**CALL, "amount": 999})
    assert "other arguments" in str(_changed([changed], [decided("approve", MASKED)]))


def test_a_schemas_complaint_quotes_no_masked_value() -> None:
    schema = {"type": "object", "properties": {"edited_action": {"properties": {"args": {"maxProperties": 1}}}}}
    request = asked(shape=Shape.PER_CALL, answer_schema=schema)
    choice = Choice("refunds.issue", "edit", {**CALL, "amount": 7})
    with pytest.raises(InvalidInput) as refused:
        plan([request], [choice])
    assert refused.value.code == "schema_mismatch"
    assert not any(seed in refused.value.text() for seed in SEEDS)
