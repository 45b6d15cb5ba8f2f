"""The tree, the totals and the proposing step that follow from a trace's steps."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.traces import (
    MatchedBy,
    is_marked,
    marked_call_ids,
    proposing_step,
    tokens_of,
    totals_of,
    tree_of,
)

IDS = st.sampled_from("abcdefg")


def _step(identifier: str, parent: str | None = None, **more: Any) -> TraceStep:
    return TraceStep(identifier, more.pop("kind", "model"), identifier, parent=parent, **more)


@given(st.lists(st.tuples(IDS, st.none() | IDS)))
def test_every_step_stands_once_and_below_its_parent(links: list[tuple[str, str | None]]) -> None:
    steps = tuple(_step(identifier, parent) for identifier, parent in links)
    tree = tree_of(steps)
    assert sorted(tree.order) == list(range(len(steps)))
    place = {step: number for number, step in enumerate(tree.order)}
    for number, parent in enumerate(tree.parents):
        if parent < 0:
            assert tree.depths[number] == 0
            assert (number in tree.strays) == (steps[number].parent is not None)
        else:
            assert tree.depths[number] == tree.depths[parent] + 1
            assert place[parent] < place[number] <= place[parent] + tree.below[parent]


@pytest.mark.parametrize(
    ("links", "order", "depths", "strays"),
    [
        ("a b a", "a b a", "0 0 0", ""),
        ("b:a a", "a b", "1 0", ""),
        ("a:b b:a", "a b", "0 1", "a"),
        ("a:a", "a", "0", "a"),
        ("a:b b:c c:a d:b", "a c b d", "0 2 1 3", "a"),
        ("a:gone b:a", "a b", "0 1", "a"),
        ("a b:a c d:b", "a b d c", "0 1 0 2", ""),
    ],
)
def test_trees(links: str, order: str, depths: str, strays: str) -> None:
    pairs = [each.partition(":")[::2] for each in links.split()]
    steps = tuple(_step(identifier, parent or None) for identifier, parent in pairs)
    tree = tree_of(steps)
    assert " ".join(steps[number].id for number in tree.order) == order
    assert " ".join(str(depth) for depth in tree.depths) == depths
    assert {steps[number].id for number in tree.strays} == set(strays)


def test_a_chain_of_five_thousand_is_no_recursion() -> None:
    steps = tuple(_step(str(n), str(n + 1)) for n in range(5_000))
    tree = tree_of(steps)
    assert max(tree.depths) == 4_999
    assert tree.below[4_999] == 4_999


def test_totals_count_what_was_told_and_nothing_else() -> None:
    steps = (
        _step("a", start_ms=100, duration_ms=50, tokens=7),
        _step("b", start_ms=120, tokens_in=3, tokens_out=4),
        _step("c", start_ms=130, duration_ms=90, tokens_in=2),
    )
    totals = totals_of(steps)
    assert (totals.steps, totals.begin_ms, totals.total_ms) == (3, 100, 120)
    assert (totals.tokens, totals.tokens_in, totals.tokens_out) == (16, 5, 4)
    nothing = totals_of((_step("a"),))
    assert (nothing.tokens, nothing.tokens_in, nothing.tokens_out, nothing.total_ms) == (None, None, None, 0)
    assert totals_of(()).steps == 0
    assert [tokens_of(step) for step in steps] == [7, 7, 2]


REFUND = {"order": "88213", "amount_minor": 124000}


def _calling(identifier: str, call: ToolCall, **more: Any) -> TraceStep:
    return _step(identifier, calls=(call,), **more)


RIGHT = ToolCall("c1", "refunds.issue", REFUND)
OTHER = ToolCall("c2", "refunds.issue", {**REFUND, "amount_minor": 1})


@pytest.mark.parametrize(
    ("steps", "ids", "found"),
    [
        ((), set(), None),
        ((_step("a"),), set(), None),
        ((_calling("a", RIGHT), _calling("b", OTHER)), {"c2"}, (1, MatchedBy.CALL_ID, 0)),
        ((_calling("a", RIGHT), _calling("b", OTHER)), {"c9"}, (0, MatchedBy.CALL, 0)),
        ((_calling("a", RIGHT), _calling("b", RIGHT)), set(), (1, MatchedBy.CALL, 1)),
        ((_calling("a", RIGHT, proposes=True), _calling("b", RIGHT)), set(), (0, MatchedBy.CALL, 1)),
        ((_calling("a", RIGHT), _calling("b", RIGHT, kind="tool")), set(), (0, MatchedBy.CALL, 0)),
        ((_calling("b", RIGHT, kind="tool"),), set(), (0, MatchedBy.CALL, 0)),
        ((_calling("a", OTHER), _step("b", kind="propose")), set(), (1, MatchedBy.MARK, 0)),
        ((_calling("a", OTHER),), set(), None),
        ((_calling("a", ToolCall("", "refunds.issue", None)),), {""}, None),
        ((_calling("a", ToolCall("", "other.tool", REFUND)),), set(), None),
        ((_calling("a", ToolCall("c1", "x", {"n": 1.0})),), set(), None),
    ],
)
def test_the_proposing_step(
    steps: tuple[TraceStep, ...], ids: set[str], found: tuple[int, MatchedBy, int] | None
) -> None:
    match = proposing_step(steps, "refunds.issue", REFUND, frozenset(ids))
    assert (match and (match.index, match.by, match.others)) == found


@pytest.mark.parametrize(
    ("masked", "told", "fits"),
    [
        ("⟦masked: a key⟧", "sk-1", True),
        ("⟦masked: a key⟧", 5, True),
        ("Bearer ⟦masked: a key⟧!", "Bearer abc!", True),
        ("Bearer ⟦masked: a key⟧!", "Bearer !", True),
        ("Bearer ⟦masked: a key⟧!", "Basic abc!", False),
        ("Bearer ⟦masked: a key⟧!", "Bearer abc", False),
        ("a⟦masked: x⟧b⟦masked: y⟧c", "a1b2c", True),
        ("a⟦masked: x⟧b⟦masked: y⟧c", "a12c", False),
        ("aa⟦masked: x⟧aa", "aaa", False),
        ("plain", "other", False),
        ({"n": ["⟦masked: x⟧", 1]}, {"n": ["y", 1.0]}, True),
        ({"n": ["⟦masked: x⟧", 1]}, {"n": ["y", True]}, False),
        ({"n": ["⟦masked: x⟧"]}, {"n": ["y", "z"]}, False),
        ({"n": 1}, {"m": 1}, False),
    ],
)
def test_what_the_gateway_masked_may_have_been_anything(masked: Any, told: Any, fits: bool) -> None:
    step = _calling("a", ToolCall("", "pay", {"value": told}))
    assert (proposing_step((step,), "pay", {"value": masked}) is not None) is fits


SMALL = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.sampled_from(["", "x", "⟦masked: k⟧", "a⟦masked: k⟧b"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@given(SMALL, SMALL)
def test_comparing_any_values_ends_well_and_a_value_fits_itself(one: Any, other: Any) -> None:
    for asked, told in ((one, other), (one, one)):
        match = proposing_step((_calling("a", ToolCall("", "t", {"v": told})),), "t", {"v": asked})
        assert match is None or match.index == 0
        assert match is not None or asked is not told


def test_ids_to_look_for_elsewhere_come_from_the_marked_steps_of_that_tool() -> None:
    steps = (
        _calling("a", RIGHT, proposes=True),
        _calling("b", OTHER),
        _calling("c", ToolCall("c3", "mail.send"), kind="propose"),
        _calling("d", ToolCall("", "refunds.issue"), proposes=True),
    )
    assert marked_call_ids(steps, "refunds.issue") == {"c1"}
    assert [is_marked(step) for step in steps] == [True, False, True, True]
