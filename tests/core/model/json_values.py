"""Hypothesis strategies for JSON-able Python values, inside and outside what the format takes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

# Lone surrogates on purpose: Python strings can hold them, UTF-8 cannot.
ANY_TEXT = st.text(st.characters(), max_size=12)
GOOD_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SAFE = 2**53 - 1


def _nested(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5), max_leaves=20
    )


ANY_JSON = _nested(st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT, ANY_TEXT)
GOOD_NUMBERS = st.integers(-SAFE, SAFE) | st.floats(-float(SAFE), float(SAFE))
GOOD_JSON = _nested(st.none() | st.booleans() | GOOD_NUMBERS | GOOD_TEXT, GOOD_TEXT)
GOOD_OBJECTS = st.dictionaries(GOOD_TEXT, GOOD_JSON, max_size=6)
