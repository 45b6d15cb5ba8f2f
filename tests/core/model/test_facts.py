"""The facts card: rendered from typed arguments and the signed descriptor, total, and never from a claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from json_values import GOOD_OBJECTS, SAFE

from counterseal.model.actions import Action
from counterseal.model.facts import RENDERER, FactRow, Facts, money, render, same_fact
from counterseal.model.risk import Risk
from counterseal.model.tools import ToolDescriptor, read_descriptor

ID = "0193e5a0-7c1e-7b3a-9d52-0a1b2c3d4e5f"
REFUND = read_descriptor(
    {
        "tool": "refunds.issue",
        "risk": "R3",
        "verb": "Refund",
        "title": "Refund {amount_minor} for order {order}",
        "fields": {
            "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
            "card": {"label": "Pay to", "role": "payee"},
            "order": {"label": "Order", "role": "target"},
            "wait": {"label": "Wait", "unit": "days"},
        },
        "when": [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}],
        "undo": {"minutes": 30},
    }
)


def card(arguments: dict[str, Any], descriptor: ToolDescriptor | None = REFUND) -> Facts:
    return render(Action(ID, "refunds", "refunds.issue", arguments), descriptor)


@pytest.mark.parametrize(
    ("value", "currency", "text"),
    [
        (124_000, "EUR", "€1,240.00"),
        (5, "EUR", "€0.05"),
        (0, "USD", "$0.00"),
        (-199, "GBP", "-£1.99"),
        (123_456_789, "CHF", "1,234,567.89 CHF"),
        (-7, "CHF", "-0.07 CHF"),
        (1_240, "JPY", "¥1,240"),
        (-1, "JPY", "-¥1"),
        (1_000, "KRW", "1,000 KRW"),
        (1_234, "KWD", "1.234 KWD"),
        (10_000, "CLF", "1.0000 CLF"),
        (SAFE, "EUR", "€90,071,992,547,409.91"),
        ("1240.00", "EUR", "€1,240.00"),
        ("1240", "EUR", "€1,240.00"),
        ("1240.5", "EUR", "€1,240.50"),
        ("0.0005", "EUR", "€0.0005"),
        ("-3.1", "EUR", "-€3.10"),
        ("-0", "EUR", "€0.00"),
        ("007", "EUR", "€7.00"),
        ("1240.50", "JPY", "¥1,240.50"),
        ("1.5", "KWD", "1.500 KWD"),
        ("999999999999999999.9999", "EUR", "€999,999,999,999,999,999.9999"),
    ],
)
def test_amounts(value: int | str, currency: str, text: str) -> None:
    assert money(value, currency) == text


@pytest.mark.parametrize(
    "value",
    [
        True, False, None, 12.5, 0.0, [], {}, "", " 1", "1 ", "1\n", "+1", "1,240.00", "1e3", ".5", "5.", "0x10",
        "1.23456", "1234567890123456789", "١٢٣", "１２", "NaN", "Infinity", "--1", "€5", "1_000",
    ],
)  # fmt: skip
def test_what_is_no_amount_is_never_shown_as_one(value: Any) -> None:
    assert money(value, "EUR") is None
    (row,) = card({"amount_minor": value}).rows
    assert row.value.startswith("not an amount: ")
    assert row.label == "Amount"


@given(st.integers(-SAFE, SAFE), st.sampled_from(["EUR", "JPY", "KWD", "CHF", "SEK"]))
def test_the_shown_amount_is_exactly_the_amount(minor: int, currency: str) -> None:
    text = money(minor, currency)
    assert text is not None
    number = Decimal("".join(one for one in text if one.isdigit() or one in "-."))
    assert number == Decimal(minor).scaleb(-{"JPY": 0, "KWD": 3}.get(currency, 2))


def test_a_described_action() -> None:
    facts = card({"order": "A-17", "amount_minor": 124_000, "note": "late", "wait": 3})
    assert facts.title == "Refund €1,240.00 for order A-17"
    assert facts.verb == "Refund"
    assert facts.risk is Risk.R3
    assert facts.plain
    assert facts.undo == "Can be taken back within 30 min"
    assert facts.confirm == "€1,240.00"
    assert facts.rows == (
        FactRow("Order", "A-17", "target"),
        FactRow("Amount", "€1,240.00", "money", "124000 minor units EUR"),
        FactRow("Wait", "3 days"),
        FactRow("note", "late"),
    )
    assert card({"amount_minor": 50_000}).risk is Risk.R2
    assert card({"amount_minor": "12.00"}).rows[0].exact == "12.00 EUR"


def test_an_action_without_a_descriptor_is_critical_and_says_that_labels_are_names() -> None:
    facts = card({"a": {"b": [1, None], "c": {}}, "d": True, "e": False, "f": "", "g": []}, None)
    assert (facts.risk, facts.plain, facts.verb, facts.title) == (
        Risk.R4,
        False,
        "Call refunds.issue",
        "Call refunds.issue",
    )
    assert facts.undo == "Not known: this tool is not described"
    assert facts.confirm == "refunds.issue"
    assert [(row.label, row.value) for row in facts.rows] == [
        ("a.b", "1. 1\n2. none"),
        ("a.c", "(empty object)"),
        ("d", "Yes"),
        ("e", "No"),
        ("f", "(empty text)"),
        ("g", "(empty list)"),
    ]


def test_a_line_break_inside_an_item_cannot_pass_for_the_next_item() -> None:
    honest = card({"to": ["a@example.org", "b@example.org"]}, None).rows[0].value
    sly = card({"to": ["a@example.org\n2. b@example.org"]}, None).rows[0].value
    assert honest == "1. a@example.org\n2. b@example.org"
    assert sly == "1. a@example.org\n   2. b@example.org"


def test_a_title_takes_values_and_never_their_braces() -> None:
    assert card({"order": "{amount_minor}", "amount_minor": 100}).title == "Refund €1.00 for order {amount_minor}"
    assert card({"amount_minor": 100}).title == "Refund €1.00 for order ?"
    assert card({"order": "two\n  lines", "amount_minor": 100}).title == "Refund €1.00 for order two lines"
    assert card({"order": "x" * 61, "amount_minor": 100}).title == f"Refund €1.00 for order {'x' * 59}…"


@pytest.mark.parametrize(
    ("undo", "text"),
    [
        ({}, "Cannot be taken back"),
        ({"how": "by letter"}, "Cannot be taken back"),
        ({"minutes": 119}, "Can be taken back within 119 min"),
        ({"minutes": 120}, "Can be taken back within 2 h"),
        ({"minutes": 179}, "Can be taken back within 2 h"),
    ],
)
def test_undo_never_promises_more_than_the_descriptor(undo: dict[str, Any], text: str) -> None:
    descriptor = read_descriptor({"tool": "refunds.issue", "risk": "R1", "undo": undo})
    assert card({}, descriptor).undo == text


@pytest.mark.parametrize(
    ("arguments", "confirm"),
    [
        ({"amount_minor": 100, "card": "DE12", "order": "A-17"}, "€1.00"),
        ({"card": "DE12", "order": "A-17"}, "DE12"),
        ({"card": "x" * 81, "order": "A-17"}, "A-17"),
        ({"card": "two\nlines", "order": "A-17"}, "A-17"),
        ({"note": "x"}, "refunds.issue"),
    ],
)
def test_the_fact_to_type_is_the_one_that_matters_and_can_be_typed(arguments: dict[str, Any], confirm: str) -> None:
    assert card(arguments).confirm == confirm


@given(GOOD_OBJECTS, st.fixed_dictionaries({}, optional={name: GOOD_OBJECTS | st.integers() for name in REFUND.fields}))
def test_any_arguments_give_a_card_that_can_be_digested(arguments: dict[str, Any], known: dict[str, Any]) -> None:
    both = {**arguments, **known}
    for descriptor in (None, REFUND):
        facts = card(both, descriptor)
        assert facts == card(both, descriptor)
        members = facts.members()
        assert members["renderer"] == RENDERER
        assert rfc8785.dumps(members)
        assert facts.title
        assert facts.confirm
        assert all(row.value for row in facts.rows if row.exact)
        shown = {row.label.split(".")[0] for row in facts.rows}
        wanted = {REFUND.fields[n].label if descriptor and n in REFUND.fields else n for n in both}
        assert {name.split(".")[0] for name in wanted} <= shown


@given(GOOD_OBJECTS, st.permutations(["order", "amount_minor", "card", "wait"]))
def test_the_order_of_the_arguments_does_not_change_the_card(arguments: dict[str, Any], names: list[str]) -> None:
    known = {"order": "A-17", "amount_minor": 100, "card": "DE12", "wait": 3}
    plain = {name: value for name, value in arguments.items() if name not in known}
    one = card({**plain, **known})
    other = card({**{name: known[name] for name in names}, **dict(reversed(plain.items()))})
    assert other == one
    assert [row.label for row in one.rows[:4]] == ["Order", "Amount", "Pay to", "Wait"]


@given(GOOD_OBJECTS.filter(bool), st.data())
def test_no_argument_is_left_off_the_card(arguments: dict[str, Any], data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(arguments)))
    fewer = {key: value for key, value in arguments.items() if key != name}
    assert len(card(arguments, None).rows) > len(card(fewer, None).rows)


@pytest.mark.parametrize(
    ("typed", "wanted", "same"),
    [
        ("€1,240.00", "€1,240.00", True),
        ("1240.00", "€1,240.00", True),
        ("1,240.00", "€1,240.00", True),
        (" 1240.00 ", "€1,240.00", True),
        ("1240", "€1,240.00", False),
        ("124000", "€1,240.00", False),
        ("12.40", "€1,240.00", False),
        ("", "€1,240.00", False),
        ("1240.00", "1,240.00 SEK", True),
        ("1240.00 SEK", "1,240.00 SEK", True),
        ("1240.00 EUR", "1,240.00 SEK", False),
        ("main", "main", True),
        ("mai,n", "main", False),
        ("1,2", "1,2 and 3", False),
    ],
)
def test_the_fact_that_matters_is_typed_in_full_but_a_sign_may_be_missing(typed: str, wanted: str, same: bool) -> None:
    assert same_fact(typed, wanted) is same
