"""One OTLP request read: what is kept at each grade, within bounds, whatever stands in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterseal.errors import InvalidInput, KnownError
from counterseal.gateway import span_receipt
from counterseal.gateway.span_receipt import SpanReceipt, read_export, stored_step
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.traces import Capture
from gateway.otlp import TRACE, chat, request, span, tool

RECORDED = Path(__file__).parents[1] / "data" / "otlp" / "python-otlp-json-http-0.66b1.json"
SECRET = "sk-proj-abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGH"


def read(*spans: Any, capture: Capture = Capture.CONTENT) -> SpanReceipt:
    return read_export(json.dumps(request(*spans)).encode(), capture)


def steps(receipt: SpanReceipt) -> list[TraceStep]:
    return [stored_step(one.stored) for one in receipt.spans]


def read_or_said(body: bytes, capture: Capture) -> SpanReceipt | str:
    """What was read, or what is said of it."""
    try:
        return read_export(body, capture)
    except KnownError as error:
        return error.text()


def test_with_content_a_span_is_a_whole_step() -> None:
    receipt = read(chat(1, "call_77"))
    (step,) = steps(receipt)
    assert (step.kind, step.name, step.tokens_in, step.model) == ("model", "chat some-model", 900, "some-model")
    assert "I would refund it." in step.text
    assert step.calls[0].arguments == {"amount": 124_000, "order": "88213"}
    assert receipt.spans[0].calls == {"call_77"}
    assert (receipt.spans[0].trace, step.id) == (TRACE, f"{TRACE}/{1:016x}")
    assert (dict(receipt.dropped), receipt.bare) == ({}, 0)


def test_what_the_python_sdk_sent_is_read() -> None:
    """Recorded: opentelemetry-exporter-otlp-json-http 0.66b1, SDK 1.45.2, by opentelemetry-instrument."""
    receipt = read_export(RECORDED.read_bytes(), Capture.CONTENT)
    asked, ran, agent = steps(receipt)
    assert (asked.kind, ran.kind, agent.kind) == ("model", "tool", "agent")
    assert asked.parent == ran.parent == agent.id
    assert asked.calls[0] == ToolCall("call_77", "refunds.issue", {"order": "88213"})
    assert (asked.tokens_in, ran.text) == (900, "Result\nrefunded")
    assert (dict(receipt.dropped), receipt.bare) == ({}, 0)


def test_structure_alone_has_names_times_tokens_and_calls_and_no_word_that_was_said() -> None:
    failed = {"status": {"code": 2, "message": "what was said of it"}, "events": [{"name": "exception"}]}
    searched = {"gen_ai.operation.name": "retrieval", "gen_ai.retrieval.query.text": "the customer's illness"}
    receipt = read(
        chat(1, "call_77"), tool(2, "call_77", parent=1, **failed), span(3, searched), capture=Capture.STRUCTURE
    )
    model, ran, looked = steps(receipt)
    assert (model.tokens_in, model.tokens_out, model.model, model.duration_ms) == (900, 40, "some-model", 5)
    assert [(call.id, call.tool, call.arguments) for call in model.calls] == [("call_77", "refunds.issue", None)]
    assert (ran.name, ran.failed, ran.parent) == ("refunds.issue", True, model.id)
    assert [step.text for step in (model, ran, looked)] == ["", "", ""]
    kept = b"".join(one.stored for one in receipt.spans).decode()
    for said in ("I would", "88213", "refunded", "what was said", "illness"):
        assert said not in kept
    assert receipt.bare == 3


def test_nothing_is_kept_while_nothing_is_switched_on() -> None:
    receipt = read(chat(1), tool(2, "call_77"), capture=Capture.OFF)
    assert (receipt.spans, dict(receipt.dropped)) == ((), {span_receipt.OFF: 2})
    assert dict(read(capture=Capture.OFF).dropped) == {}


def test_other_spans_are_passed_over_and_what_hung_below_them_hangs_above() -> None:
    agent = span(1, {"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "Refunds"})
    http = span(2, {"url.full": "https://shop.example/orders/88213"}, parent=1)
    receipt = read(agent, http, chat(3, parent=2), chat(4, parent=99))
    assert dict(receipt.dropped) == {span_receipt.NOT_GENAI: 1}
    found = {step.id[-1]: step.parent for step in steps(receipt)}
    assert found == {"1": None, "3": f"{TRACE}/{1:016x}", "4": f"{TRACE}/{99:016x}"}


def test_what_only_sums_up_counts_once() -> None:
    used = {"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 900, "gen_ai.usage.output_tokens": 40}
    summed, model = steps(read(span(1, used), chat(2, parent=1)))
    assert (summed.tokens_in, model.tokens_in) == (None, 900)


@pytest.mark.parametrize("odd", [{"traceId": "beef"}, {"spanId": ""}, {"traceId": TRACE.upper()}])
def test_ids_that_are_none_are_passed_over(odd: dict[str, str]) -> None:
    assert dict(read({**chat(1), **odd}).dropped) == {span_receipt.MALFORMED: 1}


def test_secrets_are_masked_before_anything_is_kept() -> None:
    arguments = {"gen_ai.tool.call.arguments": {"password": "hunter2", "note": f"use {SECRET}"}}
    ran = span(1, {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": "login", **arguments})
    for capture in (Capture.STRUCTURE, Capture.CONTENT):
        receipt = read(chat(2, said=f"The key is {SECRET}."), ran, {**chat(3), "name": SECRET}, capture=capture)
        kept = b"".join(one.stored for one in receipt.spans).decode()
        assert SECRET not in kept
        assert "hunter2" not in kept
        assert "⟦masked: " in kept


def test_a_request_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(span_receipt, "MOST_SPANS", 2)
    assert dict(read(chat(1), chat(2), chat(3)).dropped) == {span_receipt.TOO_MANY: 1}
    monkeypatch.setattr(span_receipt, "MAX_REQUEST", 100)
    with pytest.raises(InvalidInput) as refused:
        read(chat(1))
    assert refused.value.code == "too_large"


def test_a_step_has_bounds() -> None:
    long = "word " * 100_000
    (step,) = steps(read(chat(1, said=long)))
    assert len(step.text.encode()) < span_receipt.MOST_TEXT + 200
    assert "more bytes were not stored" in step.text
    calls = [{"type": "tool_call", "id": f"call_{n}", "name": "t", "arguments": {"a": "x" * 60_000}} for n in range(10)]
    messages = {"gen_ai.operation.name": "chat", "gen_ai.output.messages": [{"role": "assistant", "parts": calls}]}
    receipt = read(span(1, messages))
    assert len(receipt.spans[0].stored) < span_receipt.MOST_STEP
    assert len(receipt.spans[0].calls) == 10


@pytest.mark.parametrize("depth", [40, 500, 5_000])
def test_what_nests_deep_is_left_out(depth: int) -> None:
    deep = "[" * depth + "]" * depth
    attributes = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.call.arguments": deep, "gen_ai.tool.name": "t"}
    (step,) = steps(read(span(1, attributes)))
    assert len(step.text) < 12_000
    assert step.calls[0].arguments is None


def test_a_time_that_cannot_be_is_none() -> None:
    assert read({**chat(1), "startTimeUnixNano": "9" * 29}).spans[0].start_ns is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"12", b"[" * 100_000, b'{"resourceSpans": 3}', b"null"])
def test_what_is_no_request_is_refused(body: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_export(body, Capture.CONTENT)


def test_nothing_but_spans_is_taken() -> None:
    log = {"traceId": TRACE, "spanId": f"{1:016x}", "body": {"stringValue": "said"}}
    body = {**request(chat(1)), "resourceLogs": [{"scopeLogs": [{"logRecords": [log]}]}], "more": 1}
    assert len(read_export(json.dumps(body).encode(), Capture.CONTENT).spans) == 1
    assert read_export(b"{}", Capture.CONTENT) == SpanReceipt((), {})


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)
NAMES = st.sampled_from(
    [
        "gen_ai.operation.name", "gen_ai.tool.call.id", "gen_ai.tool.name", "gen_ai.tool.call.arguments",
        "gen_ai.output.messages", "gen_ai.input.messages", "gen_ai.usage.input_tokens", "gen_ai.retrieval.documents",
        "error.type", "url.full",
    ]
)  # fmt: skip
VALUES = st.one_of(
    ANY,
    ANY.map(lambda found: {"stringValue": json.dumps(found)}),
    st.text(max_size=20).map(lambda text: {"stringValue": text}),
    st.integers().map(lambda number: {"intValue": str(number)}),
    ANY.map(lambda found: {"arrayValue": {"values": [found]}}),
    ANY.map(lambda found: {"kvlistValue": {"values": [found, {"key": "a", "value": found}]}}),
)
ATTRIBUTES = st.lists(st.fixed_dictionaries({"key": NAMES, "value": VALUES}), max_size=5)
EVENTS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["exception", "gen_ai.choice", "x"]), "attributes": ATTRIBUTES}),
    max_size=2,
)
SPANS = st.lists(
    st.fixed_dictionaries(
        {"traceId": st.just(TRACE) | st.text(max_size=40), "attributes": ATTRIBUTES},
        optional={
            "spanId": st.integers(0, 4).map(lambda number: f"{number:016x}") | st.text(max_size=20),
            "parentSpanId": st.integers(0, 4).map(lambda number: f"{number:016x}") | ANY,
            "name": st.text(max_size=12) | ANY,
            "startTimeUnixNano": st.integers(0, 1 << 70).map(str) | ANY,
            "endTimeUnixNano": st.integers(0, 1 << 70).map(str) | ANY,
            "events": EVENTS,
            "status": ANY,
        },
    ),
    max_size=4,
)


@settings(max_examples=40)
@given(SPANS | ANY, st.sampled_from(Capture))
def test_whatever_is_sent_is_read_or_refused_in_words(spans: Any, capture: Capture) -> None:
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode()
    receipt = read_or_said(body, capture)
    if isinstance(receipt, str):
        assert "the request" in receipt, "it says where"
        return
    assert not (capture is Capture.OFF and receipt.spans)
    for one in receipt.spans:
        step = stored_step(one.stored)
        assert len(one.stored) <= span_receipt.MOST_STEP
        # What is kept can travel: as strict JSON, in UTF-8, with numbers that a database holds.
        json.dumps(json.loads(one.stored), allow_nan=False).encode()
        assert one.start_ns is None or 0 <= one.start_ns < 1 << 62
        if capture is Capture.STRUCTURE:
            assert step.text == ""
            assert all(call.arguments is None for call in step.calls)


@settings(max_examples=25)
@given(st.binary(max_size=300))
def test_bytes_of_any_kind_are_refused_in_words(body: bytes) -> None:
    found = read_or_said(body, Capture.CONTENT)
    assert found if isinstance(found, str) else found.spans == ()
