"""Spans over real HTTP: what an owner switched on is put beside its action, and nothing that is signed changes."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx
import pytest
from opentelemetry import trace as opentelemetry

from counterseal.agents.client import AgentClient
from counterseal.clock import later, parse_stamp
from counterseal.gateway import received as receiving
from counterseal.ledger import received_steps
from counterseal.ledger.verify import verify_log
from counterseal.model import wire
from counterseal.model.traces import Capture, ReceivedTrace
from counterseal.model.views import ActionDetail
from gateway.desks import PATIENCE, Agent, Bench, expect_problem
from gateway.otlp import BEGIN, chat, request, span, tool

GZIP = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
BLANKS = b" " * (4 << 20)


@pytest.fixture
def tracing(shared: Bench) -> Agent:
    """An agent of its own whose traces are kept with content."""
    return switched(shared, Capture.CONTENT)


def switched(bench: Bench, capture: Capture) -> Agent:
    agent = bench.agent(f"tracing-{uuid4().hex[:8]}")
    switch(bench, agent, capture)
    return agent


def switch(bench: Bench, agent: Agent, capture: Capture) -> None:
    bench.desk.step_up.entered()
    done = bench.desk.autonomy.set_capture(agent.name, capture, "the tests say so").result(PATIENCE)
    assert done.state == "in_force"


def trace() -> str:
    return uuid4().hex


def send(agent: Agent, *spans: Mapping[str, Any]) -> dict[str, Any]:
    """Export spans; what the gateway says of them."""
    answer = agent.http.post("/v1/traces", json=request(*spans))
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


def asked(agent: Agent, call: str, **more: Any) -> str:
    """The id of an action that is asked for as a tool call."""
    calls = [{"id": call, "tool": "refunds.issue"}]
    step = {"id": "ask", "kind": "propose", "name": "asked here", "calls": calls}
    return str(agent.propose(trace=[step], **more)["id"])


def detail(bench: Bench, action: str) -> ActionDetail:
    return bench.desk.detail(action).result(PATIENCE)


def received(bench: Bench, action: str) -> ReceivedTrace:
    return detail(bench, action).received


def names(steps: Any) -> list[str]:
    return [step.name for step in steps]


def stored(bench: Bench, agent: Agent) -> list[bytes]:
    with bench.profile.reading() as connection:
        query = "SELECT bytes FROM received_steps WHERE agent = ?"
        return [bytes(row[0]) for row in connection.exec_driver_sql(query, (agent.name,))]


def test_nothing_is_kept_until_the_owner_has_signed_for_it(shared: Bench) -> None:
    agent = shared.agent("untraced")
    action, run = asked(agent, "call_off"), trace()
    told = send(agent, chat(1, "call_off", trace=run), tool(2, "call_off", trace=run))["partialSuccess"]
    assert told["rejectedSpans"] == "2"
    assert "counterseal agents traces untraced --on" in told["errorMessage"]
    assert stored(shared, agent) == []
    switch(shared, agent, Capture.CONTENT)
    assert received(shared, action) == ReceivedTrace(), "what came before is gone"


def test_spans_that_came_before_while_and_after(shared: Bench, tracing: Agent) -> None:
    run = trace()
    assert send(tracing, chat(1, "call_77", trace=run)) == {}
    assert stored(shared, tracing) == [], "what belongs to nothing yet is not on the disk"
    action = asked(tracing, "call_77")
    shared.held(action)
    shared.ear.until(lambda: names(received(shared, action).steps) == ["chat some-model"], "what came before")
    before = detail(shared, action)
    look = span(2, {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "orders.look"}, trace=run)
    assert send(tracing, look) == {}
    # Who looks hears of it through the queue, as of any change.
    newer = shared.ear.until(
        lambda: next((i for i in shared.desk.queue() if i.id == action and i.version > before.item.version), None)
    )
    after = detail(shared, action)
    assert names(after.received.steps) == ["chat some-model", "orders.look"]
    assert "I would refund it." in after.received.steps[0].text
    assert (newer.digest, newer.nonce, newer.state) == (before.item.digest, before.item.nonce, before.item.state)
    assert (after.trace, after.canonical) == (before.trace, before.canonical)
    shared.decide(action)
    ran = tool(3, "call_77", trace=run, startTimeUnixNano=str(BEGIN * 2), endTimeUnixNano=str(BEGIN * 2))
    other = chat(4, "call_78", trace=run, startTimeUnixNano=str(BEGIN * 2), endTimeUnixNano=str(BEGIN * 2))
    agent = span(5, {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "R"}, trace=run, name="run")
    send(tracing, ran, other, agent)
    last = received(shared, action)
    assert names(last.steps) == ["chat some-model", "orders.look"], "what was there when she decided stays as it was"
    assert names(last.late) == ["run", "refunds.issue"], "and of what came later, what is about this call"


def test_what_was_received_travels_as_json(shared: Bench, tracing: Agent) -> None:
    run = trace()
    action = asked(tracing, "call_1")
    send(tracing, chat(1, "call_1", trace=run))
    shared.decide(action)
    send(tracing, tool(2, "call_1", trace=run))
    with shared.people() as people:
        told = people.get(f"/v1/queue/{action}").json()
    assert len(told["received"]["steps"]) == len(told["received"]["late"]) == 1
    assert wire.read_detail(told).received == received(shared, action)
    del told["received"]
    assert wire.read_detail(told).received == ReceivedTrace(), "a gateway of before receives none"


def test_what_is_signed_and_recorded_is_not_touched(shared: Bench, tracing: Agent) -> None:
    run = trace()
    action = asked(tracing, "call_1")
    entries = shared.entries(action)
    send(tracing, chat(1, "call_1", trace=run), chat(1, "call_1", said="Another word.", trace=run))
    send(tracing, chat(1, "call_1", said="Told otherwise.", trace=run))
    (kept,) = stored(shared, tracing)
    assert b"I would refund it." in kept, "who tells it again changes nothing"
    shared.decide(action)
    send(tracing, tool(2, "call_1", trace=run))
    assert shared.entries(action)[: len(entries)] == entries
    tracing.permit(action)
    assert verify_log(shared.profile.database, shared.profile.log.verifier).ok


def test_structure_alone_leaves_no_word_on_the_disk(shared: Bench) -> None:
    agent, run = switched(shared, Capture.STRUCTURE), trace()
    action = asked(agent, "call_1")
    told = send(agent, chat(1, "call_1", said="Nachtigall", trace=run), tool(2, "call_1", trace=run))
    assert told["partialSuccess"]["rejectedSpans"] == "0"
    assert "Of 2 only the structure is kept" in told["partialSuccess"]["errorMessage"]
    steps = received(shared, action).steps
    assert [(step.name, step.tokens_in, step.text) for step in steps] == [
        ("chat some-model", 900, ""),
        ("refunds.issue", None, ""),
    ]
    assert b"Nachtigall" not in b"".join(stored(shared, agent))


def test_what_waits_with_content_is_not_kept_once_less_is_switched_on(shared: Bench, tracing: Agent) -> None:
    run = trace()
    send(tracing, chat(1, "call_1", trace=run))
    switch(shared, tracing, Capture.STRUCTURE)
    action = asked(tracing, "call_1")
    send(tracing, tool(2, "call_1", trace=run))
    assert names(received(shared, action).steps) == ["refunds.issue"]
    switch(shared, tracing, Capture.OFF)
    assert send(tracing, tool(3, "call_1", trace=run))["partialSuccess"]["rejectedSpans"] == "1"


def test_an_action_is_joined_by_the_trace_it_was_asked_under(shared: Bench, tracing: Agent) -> None:
    run = trace()
    headers = {"traceparent": f"00-{run}-00f067aa0ba902b7-01"}
    body = {"tool": "refunds.issue", "arguments": {"amount": 5, "order": "1"}}
    action = tracing.post("/v1/actions", body, 201, **headers)["id"]
    send(tracing, chat(1, trace=run))
    assert names(received(shared, action).steps) == ["chat some-model"]
    # A second one of the same run finds what was told before it.
    again = tracing.post("/v1/actions", {**body, "arguments": {"amount": 6, "order": "1"}}, 201, **headers)["id"]
    assert names(received(shared, again).steps) == ["chat some-model"]
    shared.decide(action)
    after = {"startTimeUnixNano": str(BEGIN * 2), "trace": run}
    send(tracing, tool(2, "call_1", **after), tool(3, "call_2", name="the next one", **after))
    assert names(received(shared, action).late) == ["refunds.issue"], "one run of the tool, and no other"
    odd = tracing.post("/v1/actions", {**body, "arguments": {"amount": 7, "order": "1"}}, 201, traceparent="00-x")
    assert received(shared, odd["id"]) == ReceivedTrace()


def test_a_client_says_under_which_trace_it_asks(shared: Bench, tracing: Agent) -> None:
    run, body = trace(), {"amount": 5, "order": "1"}
    context = opentelemetry.SpanContext(int(run, 16), 7, is_remote=False)
    with AgentClient(shared.desk.gateway_url, tracing.token) as client:
        with opentelemetry.use_span(opentelemetry.NonRecordingSpan(context)):
            action = client.propose("refunds.issue", body)
        untraced = client.propose("refunds.issue", {**body, "amount": 6})
        send(tracing, chat(1, trace=run))
        assert names(received(shared, action).steps) == ["chat some-model"]
        assert received(shared, untraced) == ReceivedTrace()


def test_calls_of_one_answer_that_are_asked_for_one_after_the_other(shared: Bench, tracing: Agent) -> None:
    run = trace()
    first = asked(tracing, "call_a", arguments={"amount": 1, "order": "1"})
    send(tracing, chat(1, "call_a", trace=run), chat(2, "call_b", trace=run))
    second = asked(tracing, "call_b", arguments={"amount": 2, "order": "1"})
    assert len(received(shared, first).steps) == len(received(shared, second).steps) == 2


def test_no_agent_tells_of_anothers_action(shared: Bench, tracing: Agent) -> None:
    run = trace()
    action = asked(tracing, "call_1")
    send(tracing, chat(1, "call_1", trace=run))
    stranger = switched(shared, Capture.CONTENT)
    send(stranger, chat(2, "call_1", said="Believe me.", trace=run))
    assert len(received(shared, action).steps) == 1
    assert stored(shared, stranger) == []


def test_an_erasure_takes_what_arrived_along(shared: Bench, tracing: Agent) -> None:
    run = trace()
    action = asked(tracing, "call_1")
    send(tracing, chat(1, "call_1", trace=run))
    tracing.outcome(action, _approved(shared, tracing, action))
    assert len(stored(shared, tracing)) == 1
    shared.desk.erasing.erase((), "the customer asked for it", "asked", action).result(PATIENCE)
    assert stored(shared, tracing) == []
    with shared.profile.reading() as connection:
        for table in ("span_keys", "span_calls"):
            query = f"SELECT count(*) FROM {table} WHERE agent = ?"
            assert connection.exec_driver_sql(query, (tracing.name,)).scalar() == 0


def _approved(bench: Bench, agent: Agent, action: str) -> str:
    bench.decide(action)
    return str(agent.permit(action)["permit"])


def test_of_a_long_trace_the_newest_steps_are_kept(
    shared: Bench, tracing: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MOST_STEPS", 2)
    run = trace()
    action = asked(tracing, "call_1")
    assert send(tracing, chat(1, "call_1", trace=run, name="first")) == {}
    shared.ear.until(lambda: shared.desk.clock.now() > parse_stamp(received(shared, action).at), "another moment")
    told = send(tracing, chat(2, trace=run, name="second"), chat(3, trace=run, name="third"))["partialSuccess"]
    assert (told["rejectedSpans"], "1 older ones" in told["errorMessage"]) == ("0", True)
    found = received(shared, action)
    assert (names(found.steps), found.full) == (["second", "third"], True)


def test_steps_are_kept_for_a_while(shared: Bench, tracing: Agent) -> None:
    run = trace()
    action = asked(tracing, "call_1")
    send(tracing, chat(1, "call_1", trace=run))
    at = received(shared, action).at
    with shared.profile.database.write() as connection:
        received_steps.cut(connection, at)
        assert not received_steps.older(connection, at)
        assert received_steps.older(connection, later(parse_stamp(at), 1))
    assert names(received(shared, action).steps) == ["chat some-model"], "what came just then is not older"
    with shared.profile.database.write() as connection:
        assert received_steps.cut(connection, later(parse_stamp(at), 1)) == 1
    assert received(shared, action) == ReceivedTrace()


def test_packed_requests_are_unpacked_within_bounds(shared: Bench, tracing: Agent) -> None:
    action, run = asked(tracing, "call_1"), trace()
    body = json.dumps(request(chat(1, "call_1", trace=run))).encode()
    answer = tracing.http.post("/v1/traces", content=gzip.compress(body), headers=GZIP)
    assert (answer.status_code, answer.json()) == (200, {})
    assert len(received(shared, action).steps) == 1
    bomb = gzip.compress(b'{"resourceSpans":[]}' + b" " * (8 << 20))
    assert len(bomb) < 20_000
    for packed, code in ((bomb, "too_large"), (body, "bad_gzip"), (gzip.compress(body)[:-9], "bad_gzip")):
        expect_problem(tracing.http.post("/v1/traces", content=packed, headers=GZIP), 400, code)


@pytest.mark.parametrize(
    ("headers", "content", "status", "code", "says"),
    [
        ({"Content-Type": "application/x-protobuf"}, b"\x0a\x00", 415, "not_json", "http/json"),
        ({"Content-Encoding": "deflate"}, b"{}", 415, "encoding", "COMPRESSION=none"),
        ({"Authorization": "Basic abc"}, b"{}", 401, "no_token", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"),
        ({"Authorization": "Bearer nobody"}, b"{}", 401, "bad_token", ""),
        ({"Origin": "https://evil.example"}, b"{}", 403, "browser", ""),
        ({}, b"{", 400, "not_json", ""),
        ({}, b'{"resourceSpans": {}}', 400, "bad_trace", ""),
        ({}, BLANKS + b"{}", 400, "too_large", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE"),
    ],
)
def test_what_is_wrong_with_a_request_is_said_once(
    tracing: Agent, headers: dict[str, str], content: bytes, status: int, code: str, says: str
) -> None:
    sent = {"Content-Type": "application/json", **headers}
    said = expect_problem(tracing.http.post("/v1/traces", content=content, headers=sent), status, code)
    assert says in f"{said['title']} {said.get('todo', '')}"


def test_who_sends_too_much_is_told_when_to_try_again(tracing: Agent) -> None:
    body = b'{"resourceSpans":[]}' + BLANKS[:-64]

    def flooded() -> httpx.Response | None:
        answer = tracing.http.post("/v1/traces", content=body, headers={"Content-Type": "application/json"})
        return answer if answer.status_code != 200 else None

    refused = next(filter(None, (flooded() for _ in range(200))))
    expect_problem(refused, 429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60


def test_what_became_of_spans_is_counted(shared: Bench, tracing: Agent) -> None:
    def counted() -> dict[str, float]:
        with shared.people() as people:
            lines = people.get("/metrics").text.splitlines()
        found = [line.rsplit(" ", 1) for line in lines if line.startswith("counterseal_spans_")]
        return {name: float(count) for name, count in found}

    before = counted()
    asked(tracing, "call_1")
    send(tracing, chat(1, "call_1", trace=trace()), chat(2, trace=trace()), span(3, {}, trace=trace()))
    after = counted()
    grown = {name: after[name] - before[name] for name in after if after[name] != before[name]}
    assert grown == {
        'counterseal_spans_total{result="joined"}': 1,
        'counterseal_spans_total{result="not_genai"}': 1,
        "counterseal_spans_waiting": 1,
    }


def test_an_order_about_traces_that_does_not_verify_switches_off_them_alone(bench: Bench, agent: Agent) -> None:
    switch(bench, agent, Capture.CONTENT)
    order = bench.desk.autonomy.agent(agent.name).result(PATIENCE).capture_order
    bench.by_hand("UPDATE envelopes SET envelope = ? WHERE sha256 = ?", b"{}", order)
    # What was verified once is remembered; another order about the agent has everything read anew.
    bench.agent(agent.name)
    told = bench.desk.autonomy.agent(agent.name).result(PATIENCE)
    assert (told.capture, told.capture_order) == (Capture.OFF, order)
    assert "does not verify" not in " ".join(bench.held(asked(bench.agents[-1], "call_1")).item.why)
