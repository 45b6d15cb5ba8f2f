"""Tool descriptors: strict reading, and a risk that only a bound can lower (DESIGN 4.5)."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from json_values import ANY_JSON, GOOD_OBJECTS

from counterseal.errors import InvalidInput
from counterseal.model.risk import Risk
from counterseal.model.tools import FieldDescriptor, LowerCase, ToolDescriptor, Undo, read_descriptor, risk_of

RAW: dict[str, Any] = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "order": {"label": "Order", "role": "target"},
        "wait": {"label": "Wait", "unit": "days"},
    },
    "when": [
        {"field": "amount_minor", "at_most": 50_000, "risk": "R2"},
        {"field": "amount_minor", "at_most": 100, "risk": "R1"},
    ],
    "undo": {"minutes": 30, "how": "Payments / recall"},
    "schema": {"type": "object"},
}


def test_a_whole_descriptor_is_read() -> None:
    read = read_descriptor(RAW)
    assert (read.tool, read.risk, read.verb, read.title) == ("refunds.issue", Risk.R3, "Refund", RAW["title"])
    assert read.fields["amount_minor"] == FieldDescriptor("Amount", "money", "EUR")
    assert read.fields["wait"] == FieldDescriptor("Wait", unit="days")
    assert read.when == (LowerCase("amount_minor", 50_000, Risk.R2), LowerCase("amount_minor", 100, Risk.R1))
    assert read.undo == Undo(30, "Payments / recall")
    assert read.schema == {"type": "object"}


def test_the_least_descriptor_is_a_name_and_a_risk() -> None:
    assert read_descriptor({"tool": "t", "risk": "R0"}) == ToolDescriptor("t", Risk.R0)


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ((), None, "tool"),
        ((), [], "tool"),
        (("tool",), "", "tool/tool"),
        (("tool",), None, "tool/tool"),
        (("risk",), "R5", "tool/risk"),
        (("risk",), 3, "tool/risk"),
        (("risk",), "High", "tool/risk"),
        (("verb",), 5, "tool/verb"),
        (("title",), "x" * 301, "tool/title"),
        (("extra",), 1, "tool"),
        (("fields",), [], "tool/fields"),
        (("fields",), None, "tool/fields"),
        (("fields", "order"), "Order", "tool/fields/order"),
        (("fields", "order", "role"), "secret", "tool/fields/order/role"),
        (("fields", "order", "role"), ["money"], "tool/fields/order/role"),
        (("fields", "order", "mask"), True, "tool/fields/order"),
        (("fields", "order", "label"), None, "tool/fields/order/label"),
        (("fields", "amount_minor", "currency"), None, "tool/fields/amount_minor"),
        (("fields", "amount_minor", "currency"), "eur", "tool/fields/amount_minor/currency"),
        (("fields", "amount_minor", "currency"), "A1B", "tool/fields/amount_minor/currency"),
        (("fields", "amount_minor", "currency"), "ÄÖÜ", "tool/fields/amount_minor/currency"),
        (("fields", "amount_minor", "currency"), "EUR\n", "tool/fields/amount_minor/currency"),
        (("when",), 5, "tool/when"),
        (("when",), None, "tool/when"),
        (("when",), {"field": "x"}, "tool/when"),
        (("when", 0), "R2", "tool/when/0"),
        (("when", 0, "at_most"), True, "tool/when/0/at_most"),
        (("when", 0, "at_most"), 5.0, "tool/when/0/at_most"),
        (("when", 0, "at_most"), "500", "tool/when/0/at_most"),
        (("when", 0, "field"), None, "tool/when/0/field"),
        (("when", 0, "risk"), None, "tool/when/0/risk"),
        (("when", 0, "risk"), "R3", "tool/when/0/risk"),
        (("when", 0, "risk"), "R4", "tool/when/0/risk"),
        (("when", 0, "at_least"), 1, "tool/when/0"),
        (("undo",), 30, "tool/undo"),
        (("undo", "minutes"), -1, "tool/undo/minutes"),
        (("undo", "minutes"), True, "tool/undo/minutes"),
        (("undo", "minutes"), 1.5, "tool/undo/minutes"),
        (("undo", "how"), 5, "tool/undo/how"),
        (("schema",), "object", "tool/schema"),
        (("schema",), True, "tool/schema"),
        (("schema",), {"maximum": 2**53}, "/schema/maximum"),
    ],
)
def test_a_fault_is_refused_where_it_stands(path: tuple[Any, ...], value: Any, where: str) -> None:
    raw: Any = copy.deepcopy(RAW)
    if path:
        node = raw
        for name in path[:-1]:
            node = node[name]
        node[path[-1]] = value
    else:
        raw = value
    with pytest.raises(InvalidInput) as caught:
        read_descriptor(raw)
    assert caught.value.where == where


@pytest.mark.parametrize("base", list(Risk))
@pytest.mark.parametrize("bound", list(Risk))
def test_a_bound_can_only_lower(base: Risk, bound: Risk) -> None:
    raw = {"tool": "t", "risk": base.value, "when": [{"field": "n", "at_most": 1, "risk": bound.value}]}
    if bound.rank < base.rank:
        assert risk_of(read_descriptor(raw), {"n": 1}) is bound
    else:
        with pytest.raises(InvalidInput, match="lower risk"):
            read_descriptor(raw)


@given(st.dictionaries(st.sampled_from([*RAW, "other"]), ANY_JSON | st.sampled_from(list(RAW.values()))))
def test_reading_anything_gives_a_descriptor_or_a_refusal(raw: dict[str, Any]) -> None:
    refusal = None
    read = None
    try:
        read = read_descriptor(raw)
    except InvalidInput as error:
        refusal = error
    assert (read is None) != (refusal is None)
    assert read is None or all(case.risk.rank < read.risk.rank for case in read.when)


def test_an_unknown_tool_is_critical() -> None:
    assert risk_of(None, {}) is Risk.R4
    assert risk_of(None, {"amount_minor": 1}) is Risk.R4


@pytest.mark.parametrize(
    ("value", "risk"),
    [
        (0, Risk.R1), (100, Risk.R1), (101, Risk.R2), (50_000, Risk.R2), (50_001, Risk.R3), (2**53 - 1, Risk.R3),
        (-1, Risk.R3), (True, Risk.R3), (False, Risk.R3), (None, Risk.R3), ("100", Risk.R3), (100.0, Risk.R3),
        (float("nan"), Risk.R3), ([100], Risk.R3), ({"amount_minor": 100}, Risk.R3),
    ],
)  # fmt: skip
def test_the_lowest_bound_that_surely_holds_counts_and_every_doubt_gives_the_base(value: Any, risk: Risk) -> None:
    assert risk_of(read_descriptor(RAW), {"amount_minor": value, "order": "A-17"}) is risk


def test_a_missing_argument_gives_the_base() -> None:
    assert risk_of(read_descriptor(RAW), {}) is Risk.R3


@given(GOOD_OBJECTS, st.sampled_from(["amount_minor", "order"]), ANY_JSON)
def test_no_arguments_lift_the_risk_over_the_base(arguments: dict[str, Any], name: str, value: Any) -> None:
    risk = risk_of(read_descriptor(RAW), {**arguments, name: value})
    assert risk.rank <= Risk.R3.rank
    if risk is not Risk.R3:
        amount = {**arguments, name: value}["amount_minor"]
        assert type(amount) is int
        assert 0 <= amount <= 50_000
