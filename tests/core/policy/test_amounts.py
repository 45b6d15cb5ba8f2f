"""Why a number could not be read, in words, and the largest that can."""

from __future__ import annotations

from typing import Any

import pytest

from counterseal.model.strict_json import MAX_SAFE_INTEGER
from counterseal.policy.amounts import Amount, in_words, label, quote, read_amount, whole

from .asking import REFUNDS


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("1.240", "“amount_minor” has more decimals than EUR has"),
        ("1,240", "“amount_minor” is not an amount that can be read in one way only"),
        ("99999999999999.99", "“amount_minor” is too large to count"),
        (True, "“amount_minor” is yes or no, not a whole number"),
        (10**30, "“amount_minor” is too large a number, not a whole number"),
        (0.5, "“amount_minor” is a fraction, not a whole number"),
        (None, "“amount_minor” is empty, not a whole number"),
        ([1], "“amount_minor” is a list or object, not a whole number"),
    ],
)
def test_why_a_number_cannot_be_read(value: Any, problem: str) -> None:
    assert read_amount({"amount_minor": value}, "amount_minor", REFUNDS) == Amount(None, problem)


def test_text_is_a_number_only_in_a_described_money_field() -> None:
    assert read_amount({"rows": "5"}, "rows", REFUNDS).problem == "“rows” is text, not a whole number"
    assert read_amount({"amount_minor": "5"}, "amount_minor", None).value is None
    assert read_amount({}, "amount_minor", REFUNDS).problem == "“amount_minor” is missing"


def test_the_largest_numbers() -> None:
    assert whole(MAX_SAFE_INTEGER)
    assert whole(-MAX_SAFE_INTEGER)
    assert not whole(MAX_SAFE_INTEGER + 1)
    assert not whole(-MAX_SAFE_INTEGER - 1)
    assert read_amount({"amount_minor": "90071992547409.91"}, "amount_minor", REFUNDS).value == MAX_SAFE_INTEGER
    assert read_amount({"amount_minor": "90071992547409.92"}, "amount_minor", REFUNDS).value is None


def test_words_of_amounts() -> None:
    assert in_words(124_000, "amount_minor", REFUNDS) == "€1,240.00"
    assert in_words(5_000, "rows", REFUNDS) == "5,000 rows"
    assert in_words(5_000, None, REFUNDS) == in_words(5_000, "x", None) == "5,000"
    assert (label("amount_minor", REFUNDS), label("x", REFUNDS)) == ("Amount", "“x”")
    assert quote("a" * 60) == f"“{'a' * 60}”"
    assert quote("a" * 61) == f"“{'a' * 59}…”"
    assert quote(" a\tb\n\nc ") == "“a b c”"
