"""Context, traces and claims are read leniently: nothing raises, what is dropped is said, what is kept is writable."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_values import ANY_JSON, ANY_TEXT

from counterseal.model import attachments
from counterseal.model.actions import Claims, ContextItem, ToolCall, TraceStep, Turn
from counterseal.model.attachments import (
    as_json,
    clean,
    maskable,
    masked_context,
    masked_trace,
    read_claims,
    read_context,
    read_trace,
)
from counterseal.model.risk import Risk


def test_whole_items_come_through_as_they_are() -> None:
    item = {"kind": "message", "title": "Mail", "text": "Please\nrefund", "author": "kim", "at": "2026-11-21"}
    assert as_json(read_context([item])) == [item]
    step = {
        "id": "s1", "kind": "tool", "name": "lookup", "text": "A-17", "parent": "s0", "start_ms": 5,
        "duration_ms": 12, "tokens": 40, "proposes": True,
    }  # fmt: skip
    assert as_json(read_trace([step])) == [step]


def test_a_bare_text_is_a_note() -> None:
    assert read_context(["look here"]) == (ContextItem(kind="note", title="Note", text="look here"),)


@pytest.mark.parametrize("raw", [None, 5, "text", {"kind": "note"}, True, ()])
def test_what_is_no_list_is_nothing(raw: Any) -> None:
    assert read_context(raw) == ()
    assert read_trace(raw) == ()


@pytest.mark.parametrize(
    ("raw", "claims"),
    [
        ({"summary": "Refund", "confidence": 0.9}, Claims("Refund", 0.9)),
        ({"confidence": 1}, Claims("", 1.0)),
        ({"confidence": 0}, Claims("", 0.0)),
        ({"confidence": 1.01}, Claims()),
        ({"confidence": -0.1}, Claims()),
        ({"confidence": True}, Claims()),
        ({"confidence": "0.9"}, Claims()),
        ({"confidence": float("nan")}, Claims()),
        ({"confidence": float("inf")}, Claims()),
        ({"confidence": 10**400}, Claims()),
        ({"summary": ["x"]}, Claims()),
        ({"summary": "half \ud83d"}, Claims("half \ufffd")),
        ({"summary": "Refund", "urgent": True}, Claims("Refund")),
        ({"least_risk": "R2"}, Claims(least_risk=Risk.R2)),
        ({"least_risk": None}, Claims()),
        ({"least_risk": "high"}, Claims(least_risk=Risk.R4)),
        ({"least_risk": ["R0"]}, Claims(least_risk=Risk.R4)),
        (None, Claims()),
        (["summary"], Claims()),
    ],
)
def test_a_claim_of_the_wrong_type_is_absent(raw: Any, claims: Claims) -> None:
    assert read_claims(raw) == claims


def test_wrong_types_inside_an_item_are_dropped_not_the_item() -> None:
    raw = {"kind": "poem", "title": 5, "text": None, "author": ["x"], "at": {}}
    assert read_context([raw]) == (ContextItem(kind="note", title="Untitled"),)
    step = {
        "id": 7,
        "kind": [],
        "name": None,
        "parent": 3,
        "start_ms": -1,
        "duration_ms": "4",
        "tokens": True,
        "proposes": 1,
    }
    assert read_trace([5, step]) == (TraceStep(id="1", kind="message", name="step"),)


@pytest.mark.parametrize(
    ("raw", "count"), [(1.9, 1), (0, 0), (2**53, None), (float("nan"), None), (float("inf"), None), (-1, None)]
)
def test_counts_are_whole_safe_and_not_negative(raw: Any, count: int | None) -> None:
    (step,) = read_trace([{"duration_ms": raw, "start_ms": raw}])
    assert step.duration_ms == count
    assert step.start_ms == (count or 0)


@given(
    st.lists(ANY_JSON | st.dictionaries(st.sampled_from(["kind", "title", "text", "id", "name", "tokens"]), ANY_JSON))
)
def test_nothing_from_outside_raises_or_cannot_be_written(raw: list[Any]) -> None:
    context, trace = read_context(raw), read_trace(raw)
    assert len(trace) <= len(raw)
    assert len(context) <= len(raw)
    for items in (context, trace):
        assert json.dumps(as_json(items), ensure_ascii=False, allow_nan=False).encode("utf-8")
    claims = read_claims({"summary": raw, "confidence": raw})
    assert claims == Claims()


@given(ANY_TEXT)
def test_cleaning_changes_only_half_pairs(text: str) -> None:
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    if not any("\ud800" <= one <= "\udfff" for one in text):
        assert cleaned == text


def test_half_pairs_become_replacement_characters_and_whole_pairs_one_character() -> None:
    assert clean("a\ud800b") == "a\ufffdb"
    assert clean("\ud83d\ude00") == "\U0001f600"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "MAX_TOTAL", 10)
    monkeypatch.setattr(attachments, "MAX_STEPS", 3)
    monkeypatch.setattr(attachments, "MAX_ITEMS", 3)


@pytest.mark.usefixtures("small")
def test_a_text_over_the_budget_is_cut_with_a_note_that_counts() -> None:
    (item,) = read_context([{"text": "0123456789abcde"}])
    assert item.text == "0123456789\n[cut here: 5 more bytes were not stored]"
    (step,) = read_trace([{"text": "é" * 8}])
    assert step.text == "ééééé\n[cut here: 6 more bytes were not stored]"
    (odd,) = read_context(["x" + "é" * 5])
    assert odd.text == "xéééé\n[cut here: 1 more bytes were not stored]"


@pytest.mark.usefixtures("small")
def test_items_behind_a_spent_budget_are_counted_in_a_note() -> None:
    items = read_context(["0123456789", "more", "and more"])
    assert [item.title for item in items] == ["Note", "2 more items were cut here"]
    steps = read_trace([{"text": "0123456789", "name": "a"}, {"name": "b"}, {"name": "c"}])
    assert [step.name for step in steps] == ["a", "2 more steps were cut here"]


@pytest.mark.usefixtures("small")
def test_a_budget_spent_to_the_last_byte_by_the_last_item_cuts_nothing() -> None:
    assert [item.text for item in read_context(["01234", "56789"])] == ["01234", "56789"]
    assert len(read_trace([{"text": "01234"}, {"text": "56789"}])) == 2


@pytest.mark.usefixtures("small")
def test_more_items_than_the_most_are_counted_in_a_note() -> None:
    assert [item.title for item in read_context([""] * 9)] == ["Note"] * 3 + ["6 more items were cut here"]
    assert [step.name for step in read_trace([{}] * 9)] == ["step"] * 3 + ["6 more steps were cut here"]


def test_the_real_budget_is_sixteen_mebibytes() -> None:
    sizes = [len(item.text.encode()) for item in read_context(["x" * (9 << 20), "y" * (9 << 20), "z"])]
    assert sizes[0] == 9 << 20
    assert 7 << 20 < sizes[1] < (7 << 20) + 100
    assert sizes[2] == 0


def test_long_short_texts_are_cut_visibly() -> None:
    (item,) = read_context([{"title": "t" * 501, "author": "a" * 500}])
    assert item.title == "t" * 500 + "…"
    assert item.author == "a" * 500


PNG = "iVBORw0KGgoAAAANSUhEUg=="
CALL = {
    "kind": "call", "title": "Call", "text": "", "author": "", "at": "",
    "turns": [{"speaker": "Ana", "text": "A refund, please.", "at": "00:27"}], "image": PNG,
}  # fmt: skip
STEP = {
    "id": "s", "kind": "model", "name": "n", "text": "", "parent": None, "start_ms": 0, "duration_ms": None,
    "tokens": None, "proposes": False, "tokens_in": 5, "tokens_out": 0, "model": "m", "failed": True,
    "calls": [{"id": "c", "tool": "pay", "arguments": {"n": 1}}],
}  # fmt: skip


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value))


def test_members_of_later_versions_come_through_as_they_are() -> None:
    assert _plain(as_json(read_context([CALL]))) == [CALL]
    assert _plain(as_json(read_trace([STEP]))) == [STEP]


def test_members_of_later_versions_are_stored_only_where_they_say_something() -> None:
    assert set(as_json(read_context(["x"]))[0]) == {"kind", "title", "text", "author", "at"}
    assert set(as_json(read_trace([{}]))[0]) == {
        "id", "kind", "name", "text", "parent", "start_ms", "duration_ms", "tokens", "proposes",
    }  # fmt: skip


@pytest.mark.parametrize("turns", [None, 5, "x", {}, [5, None], [{"text": 5, "speaker": [], "at": 1}]])
def test_odd_turns_are_dropped_or_empty(turns: Any) -> None:
    (item,) = read_context([{"kind": "call", "turns": turns}])
    assert item.turns in ((), (Turn("", ""),))


@pytest.mark.parametrize(
    "calls", [None, 5, [5], [{}], [{"arguments": [1]}], [{"arguments": {"n": float("nan")}}], [{"arguments": {1: 2}}]]
)
def test_odd_calls_are_dropped_or_unknown(calls: Any) -> None:
    (step,) = read_trace([{"calls": calls}])
    assert step.calls in ((), (ToolCall(),))


def test_arguments_too_deep_or_too_large_are_unknown() -> None:
    deep: Any = {}
    for _ in range(40):
        deep = {"a": deep}
    large = {"a": "x" * (65 << 10)}
    steps = read_trace([{"calls": [{"tool": "t", "arguments": arguments}]} for arguments in (deep, large)])
    assert [step.calls for step in steps] == [(ToolCall("", "t", None),)] * 2
    assert len(read_trace([{"calls": [{"tool": "t"}] * 100}])[0].calls) == attachments.MAX_CALLS


@pytest.mark.parametrize(
    "image", ["file:///etc/passwd", "https://evil.example/a.png", "R0lGODlh", "iVBORw0KGgo" + "x" * (7 << 20), "é"]
)
def test_what_is_no_image_within_bounds_is_left_out_with_a_note(image: str) -> None:
    (item,) = read_context([{"kind": "image", "title": "Photo", "image": image}])
    assert item.image == ""
    assert item.text.startswith(f"[an image of {len(image):,} characters was not stored")


@pytest.mark.usefixtures("small")
def test_turns_and_images_count_towards_the_budget() -> None:
    (item,) = read_context([{"turns": [{"text": "01234567"}, {"text": "89abc"}, {"text": "gone"}]}])
    assert [turn.text for turn in item.turns] == [
        "01234567", "89\n[cut here: 3 more bytes were not stored]", "1 more turns were cut here",
    ]  # fmt: skip
    (picture,) = read_context([{"image": PNG}])
    assert picture.image == ""


def test_masking_reaches_every_text_and_no_image() -> None:
    context, trace = read_context([CALL]), read_trace([STEP])
    shown = _plain(maskable(context))
    assert PNG not in json.dumps(shown)
    shown[0]["turns"][0]["text"] = "hidden"
    masked = masked_context(context, shown)
    assert masked == (ContextItem("call", "Call", turns=(Turn("Ana", "hidden", "00:27"),), image=PNG),)
    told = _plain(as_json(trace))
    told[0]["calls"][0]["arguments"] = {"n": "hidden"}
    assert masked_trace(told)[0].calls == (ToolCall("c", "pay", {"n": "hidden"}),)
    assert masked_context(context, _plain(maskable(context))) == context
    assert masked_trace(_plain(as_json(trace))) == trace
