"""Canonical JSON is written in two ways, of which the fast one must never differ from RFC 8785's."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.seal.digests import canonical

MOST = strict_json.MAX_SAFE_INTEGER
# Control characters, quotes and what lies around the borders of UTF-16 are where two writers would part.
TEXT = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\0\x1f"\\/\x7f\u2028\ufffd\uffff𐀀'))
)
LEAF = st.none() | st.booleans() | st.integers(-MOST, MOST) | st.floats(-1e15, 1e15) | TEXT
VALUES = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4))


@given(VALUES)
def test_any_value_is_written_as_rfc_8785_has_it(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


class Kind(StrEnum):
    ONE = "one"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1, "a": [True, None, ()]}, b'{"a":[true,null,[]],"b":1}'),
        (MappingProxyType({"b": (1, 2), "a": "ä"}), '{"a":"ä","b":[1,2]}'.encode()),
        ({"kind": Kind.ONE}, b'{"kind":"one"}'),
        # By UTF-16 units the astral key comes first, by characters it comes last.
        ({"\uffee": 1, "\U00010000": 2}, '{"\U00010000":2,"\uffee":1}'.encode()),
        ({"n": 1.0, "m": -0.0, "k": 1e-7}, b'{"k":1e-7,"m":0,"n":1}'),
        ([MOST, -MOST], b"[9007199254740991,-9007199254740991]"),
    ],
)
def test_values_that_only_one_of_the_writers_takes(value: Any, written: bytes) -> None:
    assert canonical(value) == written


def test_half_a_character_is_refused_even_if_the_check_let_it_by(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(strict_json, "check", lambda _value, _limits: None)
    for value in ("\ud800", {"a": "\udfff"}, {"\udfff": 1}):
        with pytest.raises(InvalidInput) as caught:
            canonical(value)
        assert caught.value.code == "not_canonical"
