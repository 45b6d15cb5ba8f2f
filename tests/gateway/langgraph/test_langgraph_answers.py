"""Building answers and ids: tables of what is sent, what is refused, and what every desk must agree on."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.json_client import normal_url
from counterseal.gateway.upstreams.langgraph.answers import Choice, Plan, Way, plan, resume_body
from counterseal.gateway.upstreams.langgraph.carrying import refuses_stale_answers
from counterseal.gateway.upstreams.langgraph.client import EXAMPLE, PRODUCT
from counterseal.gateway.upstreams.langgraph.identity import action_id, group_id, is_safe
from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape

ID = "97f73177d13a0ebe1403e746e0a4ba28"
ALL = ("approve", "edit", "reject", "answer")
SCHEMA = {
    "oneOf": [
        {"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]},
        {
            "type": "object",
            "properties": {
                "type": {"const": "edit"},
                "edited_action": {
                    "type": "object",
                    "properties": {
                        "name": {"const": "pay"},
                        "args": {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]},
                    },
                },
            },
            "required": ["type", "edited_action"],
        },
    ]
}


def asked(shape: Shape, index: int = 0, count: int = 1, **changes: Any) -> Asked:
    made = Asked(shape, ID, ID, index, count, "pay", {"n": 5}, ALL, carries_reject=True)
    return replace(made, **changes)


def choose(verdict: str, n: Any = 5, **details: Any) -> Choice:
    return Choice("pay", verdict, {"n": n}, **details)


SENT: list[tuple[Shape, Choice, Any]] = [
    (Shape.BATCHED, choose("approve"), {"type": "approve"}),
    (Shape.BATCHED, choose("edit", 7), {"type": "edit", "edited_action": {"name": "pay", "args": {"n": 7}}}),
    # A second approver approves what the first changed; an edit that changes nothing approves.
    (Shape.BATCHED, choose("approve", 7.5), {"type": "edit", "edited_action": {"name": "pay", "args": {"n": 7.5}}}),
    (Shape.BATCHED, choose("edit", 5), {"type": "approve"}),
    (Shape.BATCHED, choose("edit", True), {"type": "edit", "edited_action": {"name": "pay", "args": {"n": True}}}),
    (Shape.BATCHED, choose("reject", reason="no"), {"type": "reject", "message": "no"}),
    (Shape.BATCHED, choose("reject"), {"type": "reject"}),
    (Shape.BATCHED, choose("answer", answer="it is 5"), {"type": "respond", "message": "it is 5"}),
    (Shape.LEGACY, choose("approve"), {"type": "accept", "args": None}),
    (Shape.LEGACY, choose("edit", 7), {"type": "edit", "args": {"action": "pay", "args": {"n": 7}}}),
    (Shape.LEGACY, choose("reject"), {"type": "ignore", "args": None}),
    (Shape.LEGACY, choose("answer", answer="hm"), {"type": "response", "args": "hm"}),
]


@pytest.mark.parametrize(("shape", "choice", "wanted"), SENT)
def test_one_decision(shape: Shape, choice: Choice, wanted: Any) -> None:
    made = plan([asked(shape)], [choice])
    assert made.way is Way.RESUME
    assert made.value == ({"decisions": [wanted]} if shape is Shape.BATCHED else [wanted])
    per_call = asked(Shape.PER_CALL)
    if shape is Shape.BATCHED:
        assert plan([per_call], [choice]).value == wanted


def test_a_number_keeps_its_type() -> None:
    value = plan([asked(Shape.PER_CALL)], [choose("edit", 7)]).value
    assert type(value["edited_action"]["args"]["n"]) is int
    value = plan([asked(Shape.PER_CALL)], [choose("edit", 7.0)]).value
    assert type(value["edited_action"]["args"]["n"]) is float


def test_a_batch_goes_out_whole_and_in_order() -> None:
    both = [asked(Shape.BATCHED, 0, 2), asked(Shape.BATCHED, 1, 2)]
    value = plan(both, [choose("reject"), choose("approve")]).value
    assert [one["type"] for one in value["decisions"]] == ["reject", "approve"]
    for fewer in ([both[0]], [both[1]], both[::-1]):
        with pytest.raises(InvalidInput, match="all at once"):
            plan(fewer, [choose("approve")] * len(fewer))
    with pytest.raises(InvalidInput, match="all at once"):
        plan(both, [choose("approve")])


@pytest.mark.parametrize(
    ("request_", "choice", "code"),
    [
        (asked(Shape.BATCHED), Choice("transfer", "edit", {"n": 7}), "renamed_tool"),
        (asked(Shape.PER_CALL), Choice("transfer", "approve", {"n": 5}), "renamed_tool"),
        (asked(Shape.BATCHED, verdicts=("approve", "reject")), choose("edit", 7), "verdict_not_taken"),
        (asked(Shape.BATCHED, verdicts=("approve", "reject")), choose("approve", 7), "verdict_not_taken"),
        (asked(Shape.BATCHED, verdicts=("reject",), problem="?"), choose("approve"), "verdict_not_taken"),
        (asked(Shape.QUESTION, verdicts=("answer", "reject")), choose("approve"), "verdict_not_taken"),
        (asked(Shape.BATCHED), choose("reject", reason="\ud800"), "lone_surrogate"),
        (asked(Shape.PER_CALL, answer_schema=SCHEMA), choose("edit", "7"), "schema_mismatch"),
        (asked(Shape.PER_CALL, answer_schema=SCHEMA), choose("edit", 7.5), "schema_mismatch"),
        (asked(Shape.PER_CALL, answer_schema=SCHEMA), choose("answer", answer="x"), "schema_mismatch"),
        (
            asked(Shape.PER_CALL, answer_schema={"$ref": "https://schemas.example.test/x"}),
            choose("approve"),
            "schema_mismatch",
        ),
    ],
)
def test_what_is_not_sent(request_: Asked, choice: Choice, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        plan([request_], [choice])
    assert caught.value.code == code


def test_a_schema_fault_names_the_field() -> None:
    with pytest.raises(InvalidInput, match=r"'7' is not of type 'integer' \(at edited_action/args/n\)"):
        plan([asked(Shape.PER_CALL, answer_schema=SCHEMA)], [choose("edit", "7")])


def test_a_rejection_the_server_does_not_take_ends_the_thread() -> None:
    both = [asked(Shape.BATCHED, 0, 2, carries_reject=False), asked(Shape.BATCHED, 1, 2)]
    made = plan(both, [choose("reject"), choose("approve")])
    assert made.way is Way.END
    assert "takes no rejection" in made.why
    assert plan(both, [choose("approve"), choose("reject")]).way is Way.RESUME
    assert plan([asked(Shape.QUESTION, carries_reject=False)], [choose("reject")]).way is Way.END
    assert plan([asked(Shape.BREAKPOINT)], [choose("approve")]).way is Way.CONTINUE


@pytest.mark.parametrize(
    ("schema", "text", "wanted"),
    [
        (None, "12", "12"),
        (None, "true", "true"),
        (None, '{"a": 1', '{"a": 1'),
        (None, '{"a": 1.5}', {"a": 1.5}),
        (None, "[1, 2]", [1, 2]),
        ({"type": "integer"}, "12", 12),
        ({"type": "string"}, "12", "12"),
        ({"type": ["string", "integer"]}, "12", "12"),
        ({"type": "boolean"}, "true", True),
    ],
)
def test_free_answers(schema: Any, text: str, wanted: Any) -> None:
    question = asked(Shape.QUESTION, verdicts=("answer", "reject"), answer_schema=schema)
    value = plan([question], [choose("answer", answer=text)]).value
    assert value == wanted
    assert type(value) is type(wanted)


def test_answers_are_keyed_and_never_queued() -> None:
    body = resume_body("graph", [asked(Shape.BATCHED)], Plan(Way.RESUME, "x"), {"decision_id": "d"}, strict=True)
    assert body["command"] == {"resume": {ID: "x"}}
    assert body["multitask_strategy"] == "reject"
    assert body["metadata"] == {"decision_id": "d"}
    assert body["strict_resume"] is True
    loose = resume_body("graph", [asked(Shape.BATCHED)], Plan(Way.RESUME, "x"), {}, strict=False)
    assert "config" not in loose
    assert resume_body("g", [asked(Shape.BREAKPOINT)], Plan(Way.CONTINUE), {}, strict=True)["input"] is None


@pytest.mark.parametrize("value", [{}, {ID: "yes"}])
def test_an_unkeyed_answer_must_not_look_like_a_table_of_answers(value: Any) -> None:
    unnamed = asked(Shape.QUESTION, interrupt=None)
    with pytest.raises(InvalidInput, match="table of answers"):
        resume_body("graph", [unnamed], Plan(Way.RESUME, value), {}, strict=False)
    assert resume_body("g", [unnamed], Plan(Way.RESUME, "y"), {}, strict=False)["command"] == {"resume": "y"}


def test_ids_are_exactly_these_bytes() -> None:
    """The construction of identity.py, done by hand."""
    raw = bytearray(sha256(b"http://h:2024\nthread\nkey\n1").digest()[:16])
    raw[6], raw[8] = (raw[6] & 0x0F) | 0x80, (raw[8] & 0x3F) | 0x80
    assert action_id("http://h:2024", "thread", "key", 1) == str(UUID(bytes=bytes(raw)))
    assert action_id("http://h:2024", "thread", "key", 0) == "2e4126fd-660f-88fd-a599-8e6866fbe009"


NAMES = st.text(st.characters(exclude_characters="\n"), max_size=20)


@given(NAMES, NAMES, st.integers(0, 50), st.integers(0, 3), NAMES, st.integers(0, 50))
def test_ids_are_stable_and_distinct(
    thread: str, key: str, index: int, again: int, other: str, other_index: int
) -> None:
    url = "http://127.0.0.1:2024"
    made = action_id(url, thread, key, index, again)
    assert made == action_id(normal_url(url + "/", PRODUCT, EXAMPLE), thread, key, index, again)
    parsed = UUID(made)
    assert (parsed.version, parsed.variant) == (8, "specified in RFC 4122")
    assert (made == action_id(url, thread, other, other_index, again)) is ((key, index) == (other, other_index))
    assert made != group_id(url, thread, key, again)
    assert made != action_id(url, thread, key, index, again + 1)


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:2024", "ftp://h", "http://", "http://a@h", "http://h?x=1", "http://h#f"]
)
def test_bad_addresses(url: str) -> None:
    with pytest.raises(InvalidInput):
        normal_url(url, PRODUCT, EXAMPLE)


@pytest.mark.parametrize("identifier", ["", "../runs", "a/b", "a?b", "a b", 7, None, "x" * 200])
def test_ids_that_would_leave_their_place_in_a_path(identifier: object) -> None:
    assert not is_safe(identifier)


@pytest.mark.parametrize(
    ("info", "strict"),
    [
        ({"langgraph_py_version": "1.2.22"}, True),
        ({"langgraph_py_version": "1.10.0"}, True),
        ({"langgraph_py_version": "1.2.21"}, False),
        ({"langgraph_py_version": "0.6.11"}, False),
        ({"langgraph_py_version": "1.3.0rc1"}, False),
        ({"flags": {"strict_resume": True}, "langgraph_py_version": "0.6.1"}, True),
        ({}, False),
        (None, False),
    ],
)
def test_which_servers_refuse_stale_answers(info: Any, strict: bool) -> None:
    assert refuses_stale_answers(info) is strict
