"""The form's plan without a screen: types kept, money exact, nothing hidden in an ordinary input."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.tools import FieldDescriptor
from counterseal_desktop.widgets.schema_check import problems
from counterseal_desktop.widgets.schema_fields import (
    ABSENT,
    FieldKind,
    FormField,
    from_text,
    minor_digits,
    plan,
    put_at,
    same,
    thaw,
    to_text,
    value_at,
    visible_json,
)

EUR = {"amount": FieldDescriptor("Amount", "money", "EUR")}
SAFE = st.integers(-(2**53) + 1, 2**53 - 1)
SCALAR = st.none() | st.booleans() | SAFE | st.floats(-1e15, 1e15) | st.text(st.characters(codec="utf-8"), max_size=40)
JSON = st.recursive(
    SCALAR,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc.", max_size=3), inner, max_size=4),
    max_leaves=12,
)


def _one(
    value: Any, schema: dict[str, Any] | None = None, labels: dict[str, FieldDescriptor] | None = None
) -> FormField:
    arguments = {"amount": value}
    fields = plan(arguments, arguments, {"properties": {"amount": schema}} if schema else None, labels)
    assert fields is not None
    return fields[0]


@pytest.mark.parametrize(
    ("value", "schema", "kind"),
    [
        ("short", None, FieldKind.TEXT),
        ("x" * 200, None, FieldKind.LONG_TEXT),
        ("two\nlines", None, FieldKind.LONG_TEXT),
        (7, None, FieldKind.INTEGER),
        (7, {"type": "number"}, FieldKind.NUMBER),
        (7.5, None, FieldKind.NUMBER),
        (True, None, FieldKind.BOOLEAN),
        (None, None, FieldKind.NULL),
        (None, {"type": ["string", "null"]}, FieldKind.TEXT),
        ("2026-11-21", {"format": "date"}, FieldKind.DATE),
        ("not a date", {"format": "date"}, FieldKind.TEXT),
        ("a", {"enum": ["a", "b"]}, FieldKind.ENUM),
        (["a", "b"], None, FieldKind.LIST),
        ([1, 2], None, FieldKind.LIST),
        ([1, "a"], None, FieldKind.JSON),
        ([{"a": 1}], None, FieldKind.JSON),
        ({}, None, FieldKind.JSON),
        ("a\u202eb", None, FieldKind.JSON),
        ("a\u00a0b", None, FieldKind.JSON),
        ("a\rb", None, FieldKind.JSON),
    ],
)
def test_how_a_value_is_edited(value: Any, schema: dict[str, Any] | None, kind: FieldKind) -> None:
    assert _one(value, schema).kind is kind


@given(JSON)
def test_an_untouched_field_gives_back_the_very_value(value: Any) -> None:
    for field in plan({"amount": value}, {"amount": value}, None, None) or ():
        if field.kind not in (FieldKind.BOOLEAN, FieldKind.ENUM, FieldKind.NULL):
            assert from_text(field, to_text(field, field.value)) is field.value


@given(SCALAR)
def test_a_changed_field_keeps_its_type(value: Any) -> None:
    field = _one(value)
    other = {FieldKind.INTEGER: "41", FieldKind.NUMBER: "41", FieldKind.TEXT: "41", FieldKind.LONG_TEXT: "41"}
    if field.kind in other and to_text(field, value) != "41":
        assert type(from_text(field, other[field.kind])) is type(value)


@given(st.integers(-(10**12), 10**12))
def test_money_in_minor_units_goes_out_and_comes_back_exactly(minor: int) -> None:
    field = _one(minor, None, EUR)
    text = to_text(field, minor)
    other = FormField(field.path, field.kind, "", "", minor + 1, minor + 1, (), "EUR")
    assert from_text(other, text) == minor
    assert isinstance(from_text(other, text), int)


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [
        ("EUR", 124000, "1240.00"),
        ("EUR", 5, "0.05"),
        ("EUR", -5, "-0.05"),
        ("JPY", 1240, "1240"),
        ("KWD", 1234, "1.234"),
    ],
)
def test_money_is_edited_in_major_units(currency: str, minor: int, text: str) -> None:
    field = _one(minor, None, {"amount": FieldDescriptor("Amount", "money", currency)})
    assert field.kind is FieldKind.MONEY_MINOR
    assert to_text(field, minor) == text
    assert from_text(FormField(field.path, field.kind, "", "", 1, 1, (), currency), text) == minor


@pytest.mark.parametrize(("text", "minor"), [("910", 91000), ("910.5", 91050), ("1,240.00", 124000), (" 9.10 ", 910)])
def test_ways_to_write_an_amount(text: str, minor: int) -> None:
    assert from_text(_one(1, None, EUR), text) == minor


@pytest.mark.parametrize("text", ["", "9.105", "1.240,00", "12,40", "abc", "1e3", "٣", "€9", "--1", "9" * 40])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        from_text(_one(1, None, EUR), text)
    assert caught.value.where.startswith("/amount")


def test_money_as_text_stays_text() -> None:
    field = _one("1240.00", None, EUR)
    assert field.kind is FieldKind.MONEY_TEXT
    assert from_text(field, "910.00") == "910.00"


def test_minor_digits_follow_the_facts_card() -> None:
    assert (minor_digits("EUR"), minor_digits("JPY"), minor_digits("KWD")) == (2, 0, 3)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7.5"),
        (7, ""),
        (7, "٣"),
        (7, "99999999999999999"),
        (7.5, "nan"),
        (7.5, "1e999"),
        ([1], "a"),
        ([1.5], "x"),
        ({}, "{"),
    ],
)
def test_text_of_another_type_is_refused(value: Any, text: str) -> None:
    with pytest.raises(InvalidInput):
        from_text(_one(value), text)


def test_lists_of_one_type_are_edited_by_line() -> None:
    assert from_text(_one(["a"]), "b\nc") == ["b", "c"]
    assert from_text(_one([1]), "2\n3\n") == [2, 3]
    assert from_text(_one(["a"]), "") == []


def test_described_fields_come_first_and_bear_their_labels() -> None:
    arguments = {"z": 1, "amount": 124000, "nested": {"a": "x"}}
    labels = {"amount": FieldDescriptor("Amount", "money", "EUR"), "gone": FieldDescriptor("Gone")}
    fields = plan(arguments, arguments, {"properties": {"amount": {"maximum": 124000}}}, labels)
    assert fields is not None
    assert [(f.name, f.label, f.hint) for f in fields] == [
        ("amount", "Amount", "EUR, at most €1,240.00"),
        ("z", "z", "whole number"),
        ("nested.a", "nested.a", "text"),
    ]


def test_what_the_agent_left_out_can_be_added() -> None:
    fields = plan({}, {}, {"properties": {"note": {"type": "string"}, "n": {"type": "integer"}}}, None)
    assert fields is not None
    assert [(f.name, f.value) for f in fields] == [("note", ABSENT), ("n", ABSENT)]
    assert from_text(fields[0], "") is ABSENT
    assert from_text(fields[1], "3") == 3


def test_what_was_removed_is_still_listed() -> None:
    fields = plan({"a": 1, "b": 2}, {"b": 2}, None, None)
    assert fields is not None
    assert [(f.name, f.kind) for f in fields] == [("b", FieldKind.INTEGER), ("a", FieldKind.REMOVED)]


@pytest.mark.parametrize("arguments", [{"a.b": 1, "a": {"b": 2}}, {f"k{n}": n for n in range(300)}])
def test_what_fits_no_form_is_left_to_json(arguments: dict[str, Any]) -> None:
    assert plan(arguments, arguments, None, None) is None


@given(JSON)
def test_visible_json_is_json_and_hides_nothing(value: Any) -> None:
    text = visible_json(value)
    assert same(thaw(strict_json.parse(text)), value) or strict_json.parse(text) == value
    assert "\u202e" not in text
    assert "\u00a0" not in text


def test_visible_json_writes_hidden_characters_as_escapes() -> None:
    assert visible_json("a\u202eb\U000e0041", None) == '"a\\u202eb\\udb40\\udc41"'


def test_paths() -> None:
    document: dict[str, Any] = {"a": {"b": 1}}
    assert value_at(document, ("a", "b")) == 1
    assert value_at(document, ("a", "x")) is ABSENT
    put_at(document, ("a", "b"), ABSENT)
    put_at(document, ("c", "d"), 2)
    assert document == {"a": {}, "c": {"d": 2}}
    assert FormField(("a/b", "c~d"), FieldKind.TEXT, "", "", 1, 1).pointer == "/a~1b/c~0d"


@pytest.mark.parametrize(
    ("one", "other", "equal"), [(1, 1.0, True), (1, True, False), ("1", 1, False), (None, False, False)]
)
def test_sameness_minds_the_json_type(one: Any, other: Any, equal: bool) -> None:
    assert same(one, other) is equal


def test_schema_problems_are_in_our_words() -> None:
    schema = {
        "properties": {"n": {"minimum": 5}, "s": {"type": "string"}, "e": {"enum": ["a"]}},
        "required": ["x"],
        "additionalProperties": False,
    }
    found = dict(problems({"n": 1, "s": 2, "e": "b", "x": 1}, schema))
    assert found[("n",)] == "at least 5 is needed"
    assert found[("s",)] == "the tool expects string"
    assert found[("e",)] == "the tool does not know this choice"
    assert found[()] == "the tool does not know this member"


@pytest.mark.parametrize(
    "schema",
    [{"type": 7}, {"$ref": "http://127.0.0.1:9/x"}, {"$ref": "#/nowhere"}, {"properties": []}, {"minimum": "x"}],
)
def test_a_bad_schema_is_said_and_nothing_is_fetched(schema: dict[str, Any]) -> None:
    assert problems({"a": 1}, schema) == (((), "The tool's schema cannot be used here; only types are checked."),)


@pytest.mark.timeout(100)
def test_no_regular_expression_of_the_schema_is_run() -> None:
    slow = {"properties": {"a": {"pattern": "^(a+)+$"}}, "patternProperties": {"^(a+)+$": False}}
    assert problems({"a": "a" * 60 + "!"}, slow) == ()


def test_a_schema_that_refers_to_itself_ends() -> None:
    assert problems({"a": {"a": {}}}, {"properties": {"a": {"$ref": "#"}}}) == ()
