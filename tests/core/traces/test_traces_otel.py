"""OpenTelemetry GenAI spans become steps: kinds, text, times, calls, and tokens counted once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from trace_samples import CALLED, NOON_NS, OTLP, REFUND, SPANS, any_value, attribute, lines, request, span

from counterseal.errors import InvalidInput
from counterseal.model.actions import TraceStep
from counterseal.model.traces import MatchedBy, OpenedTrace, proposing_step, totals_of, tree_of
from counterseal.traces.reading import read_file


def _read(value: Any) -> OpenedTrace:
    return read_file(json.dumps(value).encode(), "spans.json")


def _step(opened: OpenedTrace, name: str) -> TraceStep:
    (found,) = [step for step in opened.steps if step.name == name]
    return found


def _model(**attributes: Any) -> TraceStep:
    told = {"gen_ai.operation.name": "chat", **{name.replace("__", "."): value for name, value in attributes.items()}}
    return _read(request(span("1", "", "chat", 0, 10, attributes=told))).steps[0]


def test_spans_are_steps_in_the_order_they_began() -> None:
    opened = _read(OTLP)
    assert (opened.name, opened.source, opened.began_at) == ("spans.json", "opentelemetry", "2026-11-21T12:00:00.000Z")
    assert [(step.kind, step.name, step.start_ms, step.duration_ms) for step in opened.steps] == [
        ("agent", "invoke_agent refunds", 0, 4000),
        ("retrieval", "retrieval policy: cracked display", 400, 1100),
        ("model", "chat opus", 1500, 2100),
        ("tool", "refunds.issue", 3600, 400),
        ("other", "POST", 3700, 200),
    ]
    tree = tree_of(opened.steps)
    assert (tree.depths, tree.below, tree.strays) == ((0, 1, 1, 1, 2), (4, 0, 0, 1, 0), frozenset())


def test_a_model_step_tells_what_was_new_to_it_what_it_said_and_its_model() -> None:
    step = _step(_read(OTLP), "chat opus")
    assert step.text.startswith(
        "Person\nPlease refund order 88213.\n\nAgent\nThe display was cracked.\n→ refunds.issue"
    )
    assert (step.model, step.tokens_in, step.tokens_out) == ("opus-2026", 3000, 112)
    assert [(call.id, call.tool, call.arguments) for call in step.calls] == [("call_77", "refunds.issue", REFUND)]


def test_tokens_that_an_agent_only_sums_up_are_counted_once() -> None:
    opened = _read(OTLP)
    totals = totals_of(opened.steps)
    assert (totals.tokens, totals.tokens_in, totals.tokens_out, totals.total_ms) == (3112, 3000, 112, 4000)
    lone = _read(request(SPANS[-1]))
    assert totals_of(lone.steps).tokens == 3112, "a sum that nothing below tells is kept"


def test_a_tool_step_tells_arguments_result_and_failure() -> None:
    step = _step(_read(OTLP), "refunds.issue")
    assert step.failed
    assert step.text == (
        'Arguments\n{\n "order": "88213",\n "amount_minor": 124000\n}\n\nResult\nheld for a person\n\nStatus: held'
    )
    assert "http.request.method = POST" in _step(_read(OTLP), "POST").text


def test_documents_and_scores_of_a_retrieval_are_shown() -> None:
    step = _step(_read(OTLP), "retrieval policy: cracked display")
    assert step.text == "Query\ncracked display\n\n1 found\nRP-12 · 0.95\nAbove 500 a person decides."


def test_the_step_that_makes_the_call_is_found_before_the_one_that_runs_it() -> None:
    steps = _read(OTLP).steps
    for ids, by in ((frozenset({"call_77"}), MatchedBy.CALL_ID), (frozenset(), MatchedBy.CALL)):
        match = proposing_step(steps, "refunds.issue", REFUND, ids)
        assert match is not None
        assert (steps[match.index].name, match.by) == ("chat opus", by)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(lines([request(one) for one in SPANS]), id="a request a line"),
        pytest.param(json.dumps([OTLP]).encode(), id="a list of requests"),
        pytest.param(json.dumps(OTLP, indent=2).encode(), id="indented"),
        pytest.param(b"\xef\xbb\xbf" + json.dumps(OTLP).encode(), id="with a byte order mark"),
        pytest.param(json.dumps({"spans": list(SPANS)}).encode(), id="bare spans"),
        pytest.param(json.dumps(OTLP).replace("scopeSpans", "instrumentationLibrarySpans").encode(), id="older scopes"),
        pytest.param(json.dumps(request(*SPANS, *SPANS)).encode(), id="sent twice"),
    ],
)
def test_every_way_of_writing_the_spans_reads_the_same(written: bytes) -> None:
    assert read_file(written).steps == _read(OTLP).steps


def test_what_was_sent_twice_is_told() -> None:
    assert _read(request(*SPANS, SPANS[0])).passed_over == 1


def test_content_in_a_log_record_belongs_to_its_span() -> None:
    bare = span("1", "", "chat", 0, 10, attributes={"gen_ai.operation.name": "chat"})
    record = {
        "traceId": bare["traceId"],
        "spanId": "1",
        "eventName": "gen_ai.client.inference.operation.details",
        "attributes": [attribute("gen_ai.output.messages", CALLED)],
    }
    logs = {"resourceLogs": [{"scopeLogs": [{"logRecords": [record, {**record, "spanId": "none"}]}]}]}
    opened = read_file(lines([request(bare), logs]))
    assert opened.steps[0].calls[0].id == "call_77"
    assert opened.passed_over == 1


def test_messages_as_events_of_earlier_conventions() -> None:
    calls = [{"id": "call_9", "type": "function", "function": {"name": "pay", "arguments": '{"n": 1}'}}]
    events = [
        {"name": "gen_ai.user.message", "attributes": [attribute("content", "pay it")]},
        {"name": "gen_ai.choice", "attributes": [attribute("message", json.dumps({"tool_calls": calls}))]},
        {"name": "exception", "attributes": [attribute("exception.message", "no route")]},
    ]
    told = {"gen_ai.operation.name": "chat", "gen_ai.usage.prompt_tokens": 5, "gen_ai.usage.completion_tokens": 6}
    (step,) = _read(request(span("1", "", "chat", 0, 10, events=events, attributes=told))).steps
    assert step.text == 'Person\npay it\n\nAgent\n→ pay {"n": 1}\n\nexception\nexception.message = no route'
    assert (step.failed, step.tokens_in, step.tokens_out) == (True, 5, 6)
    assert (step.calls[0].id, step.calls[0].arguments) == ("call_9", {"n": 1})


def test_messages_before_the_models_last_one_are_not_repeated() -> None:
    history = [
        {"role": "user", "parts": [{"type": "text", "content": "one"}]},
        {"role": "assistant", "parts": [{"type": "text", "content": "two"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c", "result": {"n": 3}}]},
    ]
    step = _model(
        gen_ai__input__messages=history, gen_ai__system_instructions=[{"type": "text", "content": "Be calm."}]
    )
    assert step.text == ('System\nBe calm.\n\n[2 earlier messages stand at the steps before]\n\nTool\n← {\n "n": 3\n}')


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("chat", "model"), ("generate_content", "model"), ("text_completion", "model"), ("embeddings", "model"),
        ("execute_tool", "tool"), ("retrieval", "retrieval"), ("search_memory", "retrieval"),
        ("update_memory", "message"), ("invoke_agent", "agent"), ("invoke_workflow", "agent"), ("plan", "agent"),
        ("brand_new", "message"),
    ],
)  # fmt: skip
def test_operations_have_kinds(operation: str, kind: str) -> None:
    assert _model(gen_ai__operation__name=operation).kind == kind


def test_missing_times_orphans_and_circles_do_no_harm() -> None:
    first = span("1", "2", "a", 0, 10)
    second = span("2", "1", "b", 5, 10)
    orphan = {"spanId": "3", "parentSpanId": "nowhere", "traceId": first["traceId"], "name": "c"}
    opened = _read(request(first, second, orphan))
    assert [(step.name, step.start_ms, step.duration_ms) for step in opened.steps] == [
        ("a", 0, 10), ("b", 5, 10), ("c", 0, None),
    ]  # fmt: skip
    tree = tree_of(opened.steps)
    assert (tree.depths, tree.strays) == ((0, 1, 0), frozenset({0, 2}))


def test_an_end_before_the_begin_takes_no_time() -> None:
    (step,) = _read(request(span("1", "", "a", 10, -5))).steps
    assert step.duration_ms == 0


@pytest.mark.parametrize(
    ("broken", "where"),
    [
        (request({"spanId": 5}), "the document, resourceSpans[0].scopeSpans[0].spans[0].spanId"),
        (request({"startTimeUnixNano": "soon"}), "spans[0].startTimeUnixNano"),
        (request({"startTimeUnixNano": -1}), "spans[0].startTimeUnixNano"),
        (request({"startTimeUnixNano": "1" * 99}), "spans[0].startTimeUnixNano"),
        (request({"attributes": 5}), "spans[0].attributes"),
        (request({"attributes": ["x"]}), "spans[0].attributes[0]"),
        (request({"events": {"a": 1}}), "spans[0].events"),
        (request({"status": "ok"}), "spans[0].status"),
        ({"resourceSpans": {}}, "the document, resourceSpans"),
        ({"resourceSpans": [7]}, "the document, resourceSpans[0]"),
    ],
)
def test_a_broken_envelope_names_the_member(broken: Any, where: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        _read(broken)
    assert raised.value.where.endswith(where)
    assert raised.value.todo
    assert raised.value.code == "bad_trace"


def test_a_broken_envelope_names_the_line() -> None:
    with pytest.raises(InvalidInput) as raised:
        read_file(lines([OTLP, {"resourceSpans": "x"}]))
    assert raised.value.where == "line 2, resourceSpans"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (any_value({"a": [1, 2.5, True, "x"]}), {"a": [1, 2.5, True, "x"]}),
        ({"intValue": 7}, 7),
        ({"intValue": "--7"}, "--7"),
        ({"intValue": "9" * 400}, "9" * 400),
        ({}, None),
        ({"arrayValue": {}}, []),
        ({"arrayValue": {"values": 5}}, []),
        ({"kvlistValue": {"values": ["x", {"key": 5}]}}, {"5": None}),
        ({"unheard": 1}, {"unheard": 1}),
        ("bare", "bare"),
    ],
)
def test_values_of_attributes(value: Any, read: Any) -> None:
    made = span("1", "", "x", 0, 1)
    made["attributes"] = [{"key": "k", "value": value}]
    (step,) = _read(request(made)).steps
    shown = read if isinstance(read, str) else json.dumps(read)
    assert step.text == f"k = {shown}"


def test_a_span_without_times_at_all_is_read() -> None:
    opened = _read({"spans": [{"name": "only", "spanId": "1"}]})
    assert (opened.began_at, opened.steps[0].name) == ("", "only")


def test_a_time_beyond_the_calendar_is_left_out() -> None:
    made = span("1", "", "x", 0, 1)
    made["startTimeUnixNano"] = "9" * 29
    opened = _read(request(made))
    assert (opened.began_at, opened.steps[0].start_ms) == ("", 0)
    assert NOON_NS < 2**63


def printed(number: int, parent: int | None, name: str, **attributes: Any) -> dict[str, Any]:
    """A span as the SDK's console exporter prints it (opentelemetry-sdk 1.45)."""
    return {
        "name": name,
        "context": {"trace_id": "0x0af7651916cd43dd", "span_id": f"0x{number:016x}", "trace_state": "[]"},
        "kind": "SpanKind.INTERNAL",
        "parent_id": None if parent is None else f"0x{parent:016x}",
        "start_time": f"2026-11-21T12:00:0{number}.000000Z",
        "end_time": f"2026-11-21T12:00:0{number}.250000Z",
        "status": {"status_code": "ERROR", "description": "held"} if number == 2 else {"status_code": "UNSET"},
        "attributes": {key.replace("__", "."): value for key, value in attributes.items()},
        "events": [],
        "links": [],
        "resource": {"attributes": {}, "schema_url": ""},
    }


PRINTED = (
    printed(2, 1, "execute_tool pay", gen_ai__operation__name="execute_tool", gen_ai__tool__name="pay"),
    printed(1, None, "invoke_agent x", gen_ai__operation__name="invoke_agent"),
)


@pytest.mark.parametrize(
    "written",
    [
        pytest.param("\n".join(json.dumps(one, indent=4) for one in PRINTED).encode(), id="one after another"),
        pytest.param(json.dumps(PRINTED).encode(), id="a list"),
        pytest.param(lines(PRINTED), id="a span a line"),
    ],
)
def test_spans_as_the_sdk_prints_them(written: bytes) -> None:
    opened = read_file(written)
    assert (opened.source, opened.began_at) == ("opentelemetry", "2026-11-21T12:00:01.000Z")
    assert [(step.kind, step.name, step.start_ms, step.duration_ms, step.failed) for step in opened.steps] == [
        ("agent", "invoke_agent x", 0, 250, False), ("tool", "pay", 1000, 250, True),
    ]  # fmt: skip
    assert tree_of(opened.steps).depths == (0, 1)


def test_a_printed_span_that_is_broken_names_line_and_member() -> None:
    broken = {**PRINTED[1], "start_time": "noon"}
    with pytest.raises(InvalidInput) as raised:
        read_file("\n".join(json.dumps(one, indent=4) for one in (PRINTED[0], broken)).encode())
    assert raised.value.where == "line 27, start_time"
    with pytest.raises(InvalidInput) as torn:
        read_file(json.dumps(PRINTED[0], indent=4).encode() + b'\n{\n "name": }')
    assert torn.value.where == "line 28 column 10"
