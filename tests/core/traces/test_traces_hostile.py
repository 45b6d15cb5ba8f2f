"""Files from anywhere: whatever they hold, reading ends in steps within bounds or in an error that says where."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trace_samples import OTLP, SPANS, TRANSCRIPT, lines, request, span

from counterseal.errors import InvalidInput
from counterseal.model import attachments
from counterseal.model.attachments import MAX_STEPS, as_json
from counterseal.model.traces import OpenedTrace, tree_of
from counterseal.traces import outside_json
from counterseal.traces.reading import read_file

NAMES = [
    "resourceSpans", "scopeSpans", "spans", "resourceLogs", "traceId", "spanId", "parentSpanId", "attributes", "events",
    "key", "value", "stringValue", "arrayValue", "values", "kvlistValue", "status", "startTimeUnixNano", "type", "uuid",
    "sessionId", "message", "content", "role", "tool_use_id", "tool_calls", "parts", "messages", "created_at", "tasks",
    "name", "kind", "trace", "timestamp", "usage", "isSidechain", "parentUuid", "input", "prompt", "id",
]  # fmt: skip
WORDS = ["user", "assistant", "system", "tool_use", "tool_result", "text", "tool_call", "gen_ai.operation.name", "chat"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(WORDS)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=5,
)
RECORDS = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5)


def expect_steps_or_a_place(data: bytes) -> None:
    try:
        opened = read_file(data, "x")
    except InvalidInput as error:
        refused = error
    else:
        expect_bounds(opened)
        return
    assert refused.what
    assert refused.code in ("bad_trace", "not_json", "too_large", "too_deep")


def expect_bounds(opened: OpenedTrace) -> None:
    assert 0 < len(opened.steps) <= MAX_STEPS + 1
    assert sorted(tree_of(opened.steps).order) == list(range(len(opened.steps)))
    json.dumps(as_json(opened.steps), ensure_ascii=False, allow_nan=False).encode("utf-8")


@given(st.lists(RECORDS, min_size=1, max_size=3))
def test_any_records_end_well(records: list[dict[str, Any]]) -> None:
    expect_steps_or_a_place(lines(records))
    expect_steps_or_a_place(json.dumps(records).encode())


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3), st.sampled_from(range(len(TRANSCRIPT))))
def test_a_spoiled_transcript_ends_well(spoil: dict[str, Any], at: int) -> None:
    records = list(TRANSCRIPT)
    records[at] = {**records[at], **spoil}
    expect_steps_or_a_place(lines(records))


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=3), st.dictionaries(st.text(max_size=30), VALUES))
def test_a_spoiled_span_ends_well(spoil: dict[str, Any], plain: dict[str, Any]) -> None:
    expect_steps_or_a_place(json.dumps(request(*SPANS, {**SPANS[1], "spanId": "s", **spoil})).encode())
    expect_steps_or_a_place(json.dumps(request({**SPANS[1], "attributes": plain})).encode())


@given(st.binary(max_size=200))
def test_any_bytes_end_well(data: bytes) -> None:
    expect_steps_or_a_place(data)


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", ""),
        (b"  \n \n", ""),
        (b"\xff\xfe{}", "line 1"),
        (b'{"a":1}\n\xff', "line 2"),
        (b"not json", "line 1 column 1"),
        (b'{"a":1', "line 1 column 7"),
        (b'{\n "a": }', "line 2 column 7"),
        (b"[" * 200_000, "line 1"),
        (b"{}", "the document"),
        (b"[]", "the list"),
        (b"7", "the document"),
        (b'{"a":1}\n7\n', "line 2"),
        (b'{"hello":"world"}\n{"hello":"again"}\n', "line 1"),
        (b'{"resourceSpans":[]}', "x"),
    ],
)
def test_what_is_no_trace_is_an_error_with_its_place(data: bytes, where: str) -> None:
    with pytest.raises(InvalidInput) as raised:
        read_file(data, "x")
    assert raised.value.where == where


def test_a_file_beyond_the_bound_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outside_json, "MAX_FILE", 100)
    with pytest.raises(InvalidInput) as raised:
        read_file(b" " * 101)
    assert raised.value.code == "too_large"
    assert "100" in raised.value.what


def test_a_flood_of_steps_is_cut_with_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_STEPS", 50)
    opened = read_file(json.dumps(request(*(span(str(n), "", "x", n, 1) for n in range(80)))).encode())
    assert len(opened.steps) == 51
    assert opened.steps[-1].name == "30 more steps were cut here"


def test_content_that_nests_too_deep_is_told_and_does_not_stop_the_rest() -> None:
    nested: Any = "x"
    for _ in range(400):
        nested = {"type": "tool_result", "tool_use_id": "t", "content": [nested]}
    record = {**TRANSCRIPT[2], "message": {"role": "user", "content": [nested, {"type": "text", "text": "hello"}]}}
    opened = read_file(lines([record]))
    assert [step.name for step in opened.steps] == ["Result of an earlier call", "Person"]
    assert opened.steps[1].text == "hello"


def test_a_number_of_a_million_digits_takes_no_time() -> None:
    data = (
        b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"name":"x","startTimeUnixNano":' + b"9" * 1_000_000 + b"}]}]}]}"
    )
    with pytest.raises(InvalidInput) as raised:
        read_file(data)
    assert raised.value.where.endswith("startTimeUnixNano")


def test_hostile_texts_come_through_unchanged_for_the_screen_to_escape() -> None:
    said = "pay\u202ematter <img src=x> \x1b[2J"
    opened = read_file(lines([{**TRANSCRIPT[2], "message": {"role": "user", "content": said}}]), "a\ud800b\u202e.jsonl")
    assert opened.steps[0].text == said
    assert opened.name == "a\ufffdb\u202e.jsonl"


def test_half_of_a_surrogate_pair_becomes_a_replacement_character() -> None:
    raw = json.dumps({**TRANSCRIPT[2], "message": {"role": "user", "content": "a\ud83d"}}).encode()
    assert read_file(raw).steps[0].text == "a\ufffd"


STEPS = [{"id": "1", "kind": "tool", "name": "a"}, {"id": "2", "kind": "model", "name": "b", "parent": "1"}]


@pytest.mark.parametrize(
    "written",
    [
        json.dumps(STEPS).encode(),
        json.dumps({"trace": STEPS, "tool": "x"}).encode(),
        json.dumps({"steps": STEPS}, indent=1).encode(),
        lines(STEPS),
    ],
)
def test_our_own_steps_are_read_from_lists_requests_and_lines(written: bytes) -> None:
    opened = read_file(written)
    assert opened.source == "counterseal"
    assert [(step.kind, step.name, step.parent) for step in opened.steps] == [("tool", "a", None), ("model", "b", "1")]


def test_a_langgraph_history_and_a_single_state() -> None:
    call = {"id": "c1", "name": "pay", "args": {"n": 1}, "type": "tool_call"}
    human = {"type": "human", "id": "h", "content": "pay"}
    usage = {"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}
    model = {"type": "ai", "id": "m", "content": "hm", "tool_calls": [call], "usage_metadata": usage}
    result = {"type": "tool", "id": "t", "tool_call_id": "c1", "name": "pay", "content": "no", "status": "error"}
    history = [
        {"created_at": "2026-11-21T05:00:03+00:00", "values": {"messages": [human, model, result]}, "next": []},
        {"created_at": "2026-11-21T05:00:01+00:00", "values": {"messages": [human]}, "next": ["model"]},
    ]
    opened = read_file(json.dumps(history).encode())
    assert (opened.source, opened.began_at) == ("langgraph", "2026-11-21T05:00:01.000Z")
    assert [(step.kind, step.parent, step.tokens, step.failed) for step in opened.steps] == [
        ("message", None, None, False), ("model", None, 7, False), ("tool", "m", None, True),
    ]  # fmt: skip
    assert opened.steps[1].calls[0].arguments == {"n": 1}
    single = read_file(json.dumps(history[0]).encode())
    assert [step.name for step in single.steps] == ["Person", "Agent", "pay"]


def test_the_known_kinds_are_told_apart() -> None:
    assert [read_file(data).source for data in (json.dumps(OTLP).encode(), lines(TRANSCRIPT))] == [
        "opentelemetry", "claude_code",
    ]  # fmt: skip
