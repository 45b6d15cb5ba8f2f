"""Reading threads: recordings of a real server, and shapes that no server should send but one will."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.gateway.upstreams.json_client import DoubledKeys, _parse
from counterseal.gateway.upstreams.langgraph.ending import can_be_freed, has_ended
from counterseal.gateway.upstreams.langgraph.interrupts import (
    Asked,
    Shape,
    error_text,
    read_breakpoint,
    read_error,
    read_thread,
    same_json,
    strict_arguments,
)
from counterseal.gateway.upstreams.langgraph.outcomes import match_calls, read_ending, took_part
from counterseal.gateway.upstreams.langgraph.trace import context_of, trace_of
from counterseal.model.actions import Action
from counterseal.traces.langgraph import text_of

RECORDED = json.loads((Path(__file__).parent / "recordings.json").read_text())
ID = "97f73177d13a0ebe1403e746e0a4ba28"
CONFIG = {"allow_accept": True, "allow_edit": False, "allow_respond": True, "allow_ignore": False}


def thread(value: Any, **more: Any) -> dict[str, Any]:
    return {"thread_id": "t", "interrupts": {"task": [{"id": ID, "value": value, **more}]}}


def batch(*requests: Any, configs: Any = None) -> dict[str, Any]:
    named = [{"action_name": r.get("name"), "allowed_decisions": ["approve"]} for r in requests if isinstance(r, dict)]
    return thread({"action_requests": list(requests), "review_configs": named if configs is None else configs})


def test_recorded_batch() -> None:
    batched, raw = RECORDED["search with batched and raw"]
    mail, row = read_thread(batched)
    assert (mail.tool, mail.arguments) == ("send_email", {"to": "bob@example.test", "body": "hello"})
    assert mail.verdicts == ("approve", "edit", "reject")
    assert row.verdicts == ("approve", "edit", "reject", "answer")
    assert [(one.interrupt, one.index, one.count) for one in (mail, row)] == [(ID, 0, 2), (ID, 1, 2)]
    assert mail.summary == "Email needs review"
    assert match_calls(RECORDED["batched state"], [mail, row]) == ["call_b2c5d359", "call_416bb59d"]
    (question,) = read_thread(raw)
    assert (question.shape, question.tool, question.verdicts) == (
        Shape.QUESTION,
        "langgraph.question",
        ("answer", "reject"),
    )
    assert question.arguments == {"value": {"kind": "payment", "amount": 1200, "question": "approve?"}}


def test_recorded_parallel_and_following_questions() -> None:
    first, second = read_thread(RECORDED["parallel"])
    assert first.key != second.key
    (left,) = read_thread(RECORDED["parallel after one"])
    assert left.arguments == {"value": {"q": "b?"}}
    (following,) = read_thread(RECORDED["second question"])
    assert following.arguments == {"value": {"q": "delete production?"}}


def test_recorded_ends() -> None:
    assert has_ended(RECORDED["ended"])
    for name in ("ended", "wrong count", "cancelled"):
        assert read_thread(RECORDED[name]) == []
    assert not has_ended(RECORDED["cancelled"])
    assert not has_ended(RECORDED["wrong count"])


def test_recorded_outcomes() -> None:
    run = {"status": "success"}
    after = RECORDED["batched after resume"]
    edited, approved = read_ending(run, after, ["call_b2c5d359", "call_416bb59d"])
    assert (edited.outcome, approved.outcome) == ("done", "done")
    assert approved.note == "The tool said: deleted 7"
    sent, rejected, missing, unmatched = read_ending(
        run, {"values": RECORDED["rejected one"]}, ["call_e20e08ee", "call_d5923b8f", "call_none", None]
    )
    assert [one.outcome for one in (sent, rejected, missing, unmatched)] == ["done", "failed", "unknown", "unknown"]


def test_a_stale_answer_leaves_no_checkpoint() -> None:
    """The recorded second answer ran with success and changed nothing: only the first run's id is in the state."""
    state = RECORDED["state after stale answer"]
    assert took_part([state], "01a1fc7c-1e74-75fb-9f85-8c16a1765754")
    assert not took_part([state], "01a1fc7c-2260-717b-8491-a7878a3b27c5")


def test_legacy_in_all_its_wrappings() -> None:
    recorded = RECORDED["legacy"]["__interrupt__"][0]["value"]
    for value in (recorded, recorded[0], json.dumps(recorded), json.dumps(recorded[0])):
        (one,) = read_thread(thread(value))
        assert (one.shape, one.tool) == (Shape.LEGACY, "send_email")
        assert one.verdicts == ("approve", "edit", "reject", "answer")
        assert one.carries_reject
    (narrow,) = read_thread(thread({"action_request": {"action": "x", "args": {}}, "config": CONFIG}))
    assert narrow.verdicts == ("approve", "reject", "answer")
    assert not narrow.carries_reject


def test_arguments_was_the_word_before_args() -> None:
    (one,) = read_thread(batch({"name": "x", "arguments": {"n": 1}}))
    assert (one.arguments, one.problem) == ({"n": 1}, None)


def test_older_servers_have_no_usable_ids() -> None:
    """Without a 32-digit hex id the server would take a keyed answer for the value itself."""
    old = {"interrupts": {"task-9": [{"value": "go?", "ns": ["a:b"], "resumable": True, "when": "during"}]}}
    (one,) = read_thread(old)
    assert (one.interrupt, one.key) == (None, "task:task-9:0")
    (named,) = read_thread({"interrupts": {"task": [{"interrupt_id": "short", "value": "go?"}]}})
    assert (named.interrupt, named.key) == (None, "short")


BAD: list[tuple[str, dict[str, Any], str]] = [
    ("interrupts is text", {"interrupts": "too large"}, "not an object"),
    ("task is no list", {"interrupts": {"task": {"id": ID}}}, "not a list"),
    ("entry is no object", {"interrupts": {"task": ["?"]}}, "not an object"),
    ("no requests", thread({"action_requests": [], "review_configs": []}), "not a list with entries"),
    ("requests no list", thread({"action_requests": {"a": 1}}), "not a list with entries"),
    ("request no object", batch("?"), "not an object"),
    ("name is a number", batch({"name": 7, "args": {}}), "tool name"),
    ("name too long", batch({"name": "x" * 201, "args": {}}), "tool name"),
    ("name missing", batch({"args": {}}), "tool name"),
    ("args no object", batch({"name": "x", "args": [1]}), "not a JSON object"),
    ("args missing", batch({"name": "x"}), "not a JSON object"),
    ("args and arguments differ", batch({"name": "x", "args": {"n": 1}, "arguments": {"n": True}}), "differ"),
    ("integer too large", batch({"name": "x", "args": {"n": 2**53}}), "2^53-1"),
    ("not a number", batch({"name": "x", "args": {"n": float("nan")}}), "not JSON numbers"),
    ("half a surrogate pair", batch({"name": "x", "args": {"n": "\ud800"}}), "surrogate"),
    ("two megabytes", batch({"name": "x", "args": {"n": "x" * (2 << 20)}}), "bytes"),
    ("too many keys", batch({"name": "x", "args": {str(n): n for n in range(2_001)}}), "2,000 keys"),
    ("doubled key", batch({"name": "x", "args": {"a": DoubledKeys(b=1)}}), "stands twice"),
    ("doubled key in the request", batch(DoubledKeys(name="x", args={})), "stands twice"),
    ("no review config", batch({"name": "x", "args": {}}, configs=[]), "review_config"),
    ("review configs no list", batch({"name": "x", "args": {}}, configs={"x": 1}), "review_config"),
    ("per call without schema", thread({"type": "tool_approval", "name": "x", "args": {}}), "response_schema"),
    (
        "per call with a broken schema",
        thread({"type": "tool_approval", "name": "x", "args": {}}, response_schema={"type": 7}),
        "response_schema",
    ),
    ("legacy without config", thread({"action_request": {"action": "x", "args": {}}}), "config"),
    ("legacy request no object", thread([{"action_request": 3, "config": CONFIG}]), "not an object"),
    ("question too deep", thread(json.loads("[" * 40 + "]" * 40)), "deeper"),
    ("question with a broken schema", thread("go?", response_schema=[1]), "response_schema"),
]


@pytest.mark.parametrize(("name", "found", "why"), BAD, ids=[name.replace(" ", "-") for name, _, _ in BAD])
def test_what_cannot_be_shown_can_only_be_rejected(name: str, found: dict[str, Any], why: str) -> None:
    (one,) = read_thread(found)
    assert one.problem is not None
    assert why in one.problem
    assert one.verdicts == ("reject",)
    assert one.arguments == {}


def test_one_bad_request_does_not_hide_its_neighbours() -> None:
    bad, good = read_thread(batch({"name": "x", "args": 5}, {"name": "y", "args": {"n": 1.5}}))
    assert bad.problem is not None
    assert (good.problem, good.tool, good.arguments, good.count) == (None, "y", {"n": 1.5}, 2)


WORDS = [
    "id",
    "value",
    "action_requests",
    "review_configs",
    "name",
    "args",
    "type",
    "action_request",
    "config",
    "response_schema",
    "allowed_decisions",
    "action_name",
    "oneOf",
    "properties",
    "const",
    "$ref",
    "enum",
    "next",
    "tasks",
    "checkpoint",
    "messages",
]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("action_requests"),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(WORDS),
            inner | st.sampled_from(["tool_approval", "approve", "edit", "#/oneOf"]),
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(ANY_JSON)
def test_nothing_a_server_sends_breaks_the_reading(value: Any) -> None:
    """Whatever comes is either one that an action can carry, or has a problem and can only be rejected."""
    for found in (value, {"interrupts": value}, {"interrupts": {"t": [value]}}, thread(value, response_schema=value)):
        for one in read_thread(found) if isinstance(found, dict) else []:
            Action.from_members(Action("01a1fc7b-f848-75ca-85a1-55b8df29cb56", "a", one.tool, one.arguments).members())
            assert "reject" in one.verdicts
            assert one.problem is None or (one.verdicts == ("reject",) and one.arguments == {})
            context_of(value if isinstance(value, dict) else {}, None)
            trace_of(value if isinstance(value, dict) else {}, [value], one, "call")


def test_a_breakpoint_is_named_by_its_checkpoint() -> None:
    state = {"next": ["act"], "checkpoint": {"checkpoint_id": "c1"}, "tasks": []}
    one = read_breakpoint(state)
    assert one is not None
    assert (one.key, one.arguments, one.verdicts) == ("checkpoint:c1", {"next": ["act"]}, ("approve", "reject"))
    assert read_breakpoint({"next": []}) is None


def test_only_a_thread_that_still_holds_its_question_is_poisoned() -> None:
    asks = {"interrupts": [{"id": ID}], "error": "ValueError()", "result": None}
    state = {"checkpoint": {"checkpoint_id": "c1"}, "tasks": [asks]}
    one = read_error(state, error_text(RECORDED["wrong count"]))
    assert one is not None
    assert "Number of human decisions (1)" in (one.problem or "")
    assert can_be_freed(state)
    assert read_error({"tasks": [{"interrupts": [], "error": "x"}]}, "") is None


@pytest.mark.parametrize(
    "other",
    [
        {"interrupts": [], "error": "RuntimeError()", "result": None},
        {"interrupts": [{"id": ID}], "error": None, "result": {"messages": []} | {"x": 1}},
    ],
    ids=["failed-after-its-answer", "has-a-result"],
)
def test_a_thread_whose_effects_may_have_run_is_not_set_back(other: dict[str, Any]) -> None:
    asks = {"interrupts": [{"id": ID}], "error": "ValueError()", "result": None}
    assert not can_be_freed({"checkpoint": {"checkpoint_id": "c1"}, "tasks": [asks, other]})


def test_equal_calls_are_matched_in_order() -> None:
    state = {"values": {"messages": [{"type": "ai", "tool_calls": [_call("a", 1), _call("b", 1), _call("c", True)]}]}}
    asked = [_request(0, 1), _request(1, 1), _request(2, 1)]
    assert match_calls(state, asked) == ["a", "b", None]


def _call(identifier: str, n: Any) -> dict[str, Any]:
    return {"id": identifier, "name": "x", "args": {"n": n}}


def _request(index: int, n: Any) -> Asked:
    return Asked(Shape.BATCHED, ID, ID, index, 3, "x", {"n": n})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (None, False, False),
        ("1", 1, False),
        ([1, {"a": 2}], [1.0, {"a": 2}], True),
        ({"a": 1}, {"a": 1, "b": 2}, False),
        ([1], [1, 2], False),
    ],
)
def test_values_are_compared_by_type(one: Any, other: Any, same: bool) -> None:
    assert same_json(one, other) is same


def test_doubled_keys_survive_parsing_as_doubled() -> None:
    parsed = _parse(b'{"a": {"to": "bob", "to": "mallory"}, "b": {"x": 1}}', "", "", "LangGraph")
    assert strict_arguments(parsed["a"])[1] == "a key stands twice in one object"
    assert strict_arguments(parsed["b"]) == ({"x": 1}, None)


def test_reasoning_blocks_are_text() -> None:
    blocks = [{"type": "reasoning", "reasoning": "hm"}, {"type": "text", "text": "so"}, {"type": "image"}, "end", 7]
    assert text_of(blocks) == "hm\nso\n[image]\nend"


def test_trace_is_dated_by_history() -> None:
    human = {"type": "human", "id": "h", "content": "pay"}
    ai = {
        "type": "ai",
        "id": "m",
        "content": "hm",
        "tool_calls": [_call("c1", 1)],
        "usage_metadata": {"total_tokens": 7},
    }
    history = [
        {"created_at": "2026-11-21T05:00:03+00:00", "values": {"messages": [human, ai]}},
        {"created_at": "2026-11-21T05:00:01+00:00", "values": {"messages": [human]}},
        {"created_at": "2026-11-21T05:00:00+00:00", "values": {"messages": []}},
    ]
    state = {"values": {"messages": [human, ai], "budget": 5}}
    first, second = trace_of(state, history, _request(0, 1), "c1")
    assert (second.proposes, second.parent, second.tokens, second.duration_ms) == (True, None, 7, 2_000)
    assert second.text == 'hm\n→ x {"n": 1}'
    assert not first.proposes
    message, values = context_of(state, "c1")
    assert (message.kind, message.title, message.text) == ("message", "Person", "pay")
    assert (values.kind, values.text) == ("document", '{\n "budget": 5\n}')
