"""DESIGN 4.1, encodings: what is refused, with which code and where, and that all else comes through unchanged."""

from __future__ import annotations

import json
import math
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from json_values import ANY_JSON, GOOD_JSON, GOOD_TEXT

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.strict_json import ACTION_LIMITS, MAX_SAFE_INTEGER, Limits, check, parse

BIG = MAX_SAFE_INTEGER + 1


def nested(levels: int) -> str:
    return "[" * levels + "]" * levels


REFUSED = [
    # text, code, what `where` must hold
    ('{"a":1,"a":1}', "duplicate_key", "a"),
    ('{"a":1,"\\u0061":2}', "duplicate_key", "a"),
    ('[{"x":{"k":1,"k":2}}]', "duplicate_key", "k"),
    ('{"":1,"":2}', "duplicate_key", ""),
    ('{"\\ud800":1,"\\ud800":2}', "lone_surrogate", ""),
    ("NaN", "not_a_number", "NaN"),
    ('{"a":[Infinity]}', "not_a_number", "Infinity"),
    ("-Infinity", "not_a_number", "-Infinity"),
    ('{"a":1e400}', "not_a_number", "/a"),
    ("-1e400", "not_a_number", ""),
    ('"\\ud800"', "lone_surrogate", ""),
    ('{"a":["x","\\udfff"]}', "lone_surrogate", "/a/1"),
    ('{"a":{"\\ud83d":1}}', "lone_surrogate", "/a"),
    ('"\\ude00\\ud83d"', "lone_surrogate", ""),
    (str(BIG), "integer_range", ""),
    (str(-BIG), "integer_range", ""),
    (f'{{"a/b":{{"c~d":{BIG}}}}}', "integer_range", "/a~1b/c~0d"),
    ("9" * 5_000, "integer_range", "9999"),
    (f"{BIG}.0", "integer_range", ""),
    ('{"a":1e20}', "integer_range", "/a"),
    ("-1e300", "integer_range", ""),
    (nested(33), "too_deep", "/0/0"),
    (nested(100_000), "too_deep", ""),
    ('{"a":' * 33 + "1" + "}" * 33, "too_deep", "/a/a"),
    (json.dumps({str(n): 0 for n in range(2_001)}), "too_many_keys", ""),
    (json.dumps([{str(n): 0 for n in range(1_001)}] * 2), "too_many_keys", ""),
    ('"' + "x" * (1 << 20) + '"', "too_large", ""),
    ("", "not_json", "line 1"),
    ("{", "not_json", "line 1"),
    ("[1,]", "not_json", "line 1"),
    ("{'a':1}", "not_json", "line 1"),
    ("01", "not_json", "line 1"),
    ("+1", "not_json", "line 1"),
    (".5", "not_json", "line 1"),
    ("1 2", "not_json", "line 1"),
    ('"a\nb"', "not_json", "line 1"),
    ('"\\x41"', "not_json", "line 1"),
    ("{}//", "not_json", "line 1"),
    ("nan", "not_json", "line 1"),
    ("True", "not_json", "line 1"),
    ("\ufeff{}", "not_json", "line 1"),
    (b'"\xff"', "not_json", "byte 1"),
    (b'"\xed\xa0\x80"', "not_json", "byte 1"),
    (b'"\xc0\xaf"', "not_json", "byte 1"),
    ("{}".encode("utf-16"), "not_json", "byte 0"),
    ('"\ud800"', "not_json", "byte 1"),
]


@pytest.mark.parametrize(("text", "code", "where"), REFUSED, ids=[f"{r[1]}-{n}" for n, r in enumerate(REFUSED)])
def test_refusals(text: str | bytes, code: str, where: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    assert caught.value.code == code
    assert where in caught.value.where
    assert caught.value.text().encode("utf-8")  # an error about bad text must itself be writable


TAKEN: list[tuple[str | bytes, Any]] = [
    (str(MAX_SAFE_INTEGER), MAX_SAFE_INTEGER),
    (str(-MAX_SAFE_INTEGER), -MAX_SAFE_INTEGER),
    ("-0", 0),
    ("1e3", 1000.0),
    ("0.1", 0.1),
    ("1e-400", 0.0),
    (' \n{"a" : [ ] }\t', {"a": []}),
    ('"\\ud83d\\ude00"', "\U0001f600"),
    ('"\\u0000"', "\0"),
    ('{"a":1,"A":2,"\\u00e9":3,"e\\u0301":4}', {"a": 1, "A": 2, "é": 3, "e\u0301": 4}),
    (nested(32), None),
    ('{"a":' * 32 + "0" + "}" * 32, None),
    (json.dumps({str(n): 0 for n in range(2_000)}), None),
    ('"' + "x" * ((1 << 20) - 2) + '"', None),
    (b"null", None),
]


@pytest.mark.parametrize(("text", "value"), TAKEN, ids=range(len(TAKEN)))
def test_the_last_value_inside_each_bound_is_taken(text: str | bytes, value: Any) -> None:
    assert parse(text) == (json.loads(text) if value is None else value)


def test_size_counts_bytes_of_utf8_not_characters() -> None:
    text = '"' + "é" * (1 << 19) + '"'
    assert len(text) < ACTION_LIMITS.size
    with pytest.raises(InvalidInput, match="at most 1,048,576") as caught:
        parse(text)
    assert caught.value.code == "too_large"
    assert "context or trace" in caught.value.todo


def test_limits_are_those_that_were_asked_for() -> None:
    tight = Limits(size=20, depth=1, keys=1)
    assert parse('{"a":1}', tight) == {"a": 1}
    for text, code in (
        ('{"a":[]}', "too_deep"),
        ('{"a":1,"b":2}', "too_many_keys"),
        ('"' + "x" * 19 + '"', "too_large"),
    ):
        with pytest.raises(InvalidInput) as caught:
            parse(text, tight)
        assert caught.value.code == code


def attempt(function: Callable[..., Any], value: Any) -> tuple[Any, InvalidInput | None]:
    """The result, or the refusal. Any other exception is a defect and comes through."""
    try:
        return function(value), None
    except InvalidInput as refusal:
        return None, refusal


@given(ANY_JSON)
def test_any_value_comes_back_as_itself_or_is_refused(value: Any) -> None:
    result, refusal = attempt(parse, json.dumps(value))
    _, second = attempt(check, value)
    if refusal is None:
        assert second is None
        assert result == value
    else:
        assert refusal.code in {"not_a_number", "lone_surrogate", "integer_range"}
        assert refusal.text().encode("utf-8")
        assert second is not None


@given(GOOD_JSON)
def test_what_is_taken_can_be_canonicalised_and_read_back(value: Any) -> None:
    canonical = rfc8785.dumps(parse(json.dumps(value)))
    assert rfc8785.dumps(parse(canonical)) == canonical


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_that_is_taken_survives_its_canonical_form(number: float) -> None:
    _, refusal = attempt(check, number)
    if refusal is None:
        assert parse(rfc8785.dumps(number)) == number
    else:
        assert refusal.code == "integer_range"
        assert abs(number) > MAX_SAFE_INTEGER


@given(st.binary(max_size=64) | st.text(st.characters(), max_size=64))
def test_no_input_raises_anything_else(data: bytes | str) -> None:
    value, refusal = attempt(parse, data)
    assert attempt(check, value)[1] is None
    assert refusal is None or refusal.code != InvalidInput.code


@given(st.lists(GOOD_TEXT, min_size=1, max_size=6), st.data())
def test_a_repeated_key_is_refused_wherever_it_stands(keys: list[str], data: st.DataObject) -> None:
    again = data.draw(st.sampled_from(keys))
    members = data.draw(st.permutations([*keys, again]))
    text = "{" + ",".join(f"{json.dumps(key)}:0" for key in members) + "}"
    with pytest.raises(InvalidInput) as caught:
        parse(text)
    assert caught.value.code == "duplicate_key"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({1: "a"}, "not_json"),
        ({"a": b"bytes"}, "not_json"),
        ({"a": {1, 2}}, "not_json"),
        ({"a": object()}, "not_json"),
        (math.nan, "not_a_number"),
        ([math.inf], "not_a_number"),
        (10**400, "integer_range"),
    ],
)
def test_check_refuses_python_values_that_are_not_json(value: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        check(value)
    assert caught.value.code == code


def test_check_ends_on_a_value_that_holds_itself() -> None:
    ring: list[Any] = []
    ring.append(ring)
    with pytest.raises(InvalidInput) as caught:
        check(ring)
    assert caught.value.code == "too_deep"


def test_long_keys_over_long_lists_cost_no_more_than_the_document() -> None:
    value = {"k" * 400_000: [0] * 200_000}
    tracemalloc.start()
    try:
        check(value)
        assert tracemalloc.get_traced_memory()[1] < 10 << 20
    finally:
        tracemalloc.stop()
    value["k" * 400_000].append(BIG)
    with pytest.raises(InvalidInput) as caught:
        check(value)
    assert len(caught.value.where) <= strict_json.MAX_WHERE + 1


def test_objects_nest_as_deep_as_lists() -> None:
    for deep, opens, closes in ((33, '{"a":', "}"), (33, "[", "]")):
        with pytest.raises(InvalidInput) as refused:
            parse(opens * deep + "0" + closes * deep)
        assert refused.value.code == "too_deep"


@pytest.mark.parametrize(("length", "where"), [(199, "/" + "k" * 199), (200, "/" + "k" * 199 + "…")])
def test_a_place_is_named_up_to_its_bound(length: int, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check({"k" * length: math.nan})
    assert refused.value.where == where


@pytest.mark.parametrize(("text", "where"), [("-" + "9" * 19, ""), ("-" + "9" * 20, "-" + "9" * 19 + "…")])
def test_an_integer_too_long_to_be_read_is_quoted_in_part(text: str, where: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse(text)
    assert (refused.value.code, refused.value.where) == ("integer_range", where)
