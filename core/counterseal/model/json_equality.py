"""When two JSON values are one value."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def same_json(one: Any, other: Any) -> bool:
    """Whether two JSON values are one value: 1 and 1.0 are (RFC 8785 writes both as 1), 1 and true are not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_json(item, other[key]) for key, item in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same_json(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and bool(one == other)
