"""Amounts as policy counts them: whole minor units, exactly, or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeGuard

from counterseal.model.facts import minor_digits, money
from counterseal.model.strict_json import MAX_SAFE_INTEGER
from counterseal.model.tools import FieldDescriptor, ToolDescriptor

# One reading only: no sign, leading zeros or thousands separators, which programs read differently.
_DECIMAL = re.compile(r"(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,4}))?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number of one call: ``value`` in minor units or as it is, or None with the ``problem`` in words."""

    value: int | None
    problem: str = ""


def whole(value: Any) -> TypeGuard[int]:
    """Whether a value is a whole number that every program reads alike. A bool is none."""
    return type(value) is int and abs(value) <= MAX_SAFE_INTEGER


def read_amount(arguments: Mapping[str, Any], name: str, descriptor: ToolDescriptor | None) -> Amount:
    """The number that an argument holds: an integer, or a decimal string of a described money field."""
    if name not in arguments:
        return Amount(None, f"{quote(name)} is missing")
    value = arguments[name]
    if whole(value):
        return Amount(value)
    spec = _field(descriptor, name)
    if isinstance(value, str) and spec is not None and spec.role == "money" and spec.currency:
        return _from_decimal(value, spec.currency, name)
    return Amount(None, f"{quote(name)} is {_kind(value)}, not a whole number")


def in_words(value: int, name: str | None, descriptor: ToolDescriptor | None) -> str:
    """An amount of a field as its tool's descriptor shows it: ``€1,240.00``, ``5,000 rows``, or the number."""
    spec = _field(descriptor, name) if name is not None else None
    if spec is not None and spec.role == "money" and spec.currency:
        return money(value, spec.currency) or f"{value:,}"
    return f"{value:,} {spec.unit}" if spec is not None and spec.unit else f"{value:,}"


def label(name: str, descriptor: ToolDescriptor | None) -> str:
    """What the owner calls an argument, else its name."""
    spec = _field(descriptor, name)
    return spec.label if spec is not None and spec.label else quote(name)


def quote(text: Any, most: int = 60) -> str:
    """Outside text inside a sentence of ours: one line, cut, and always valid as UTF-8."""
    flat = " ".join(str(text)[: most * 4].split()).encode("utf-8", "replace").decode("utf-8")
    return f"“{flat if len(flat) <= most else f'{flat[: most - 1]}…'}”"


def _from_decimal(text: str, currency: str, name: str) -> Amount:
    found = _DECIMAL.fullmatch(text)
    if found is None:
        return Amount(None, f"{quote(name)} is not an amount that can be read in one way only")
    units, decimals = found.group(1), found.group(2) or ""
    digits = minor_digits(currency)
    # More decimals than the currency has: "1.240" euros is 1.24 to one program and 1,240 to another.
    if len(decimals) > digits:
        return Amount(None, f"{quote(name)} has more decimals than {currency} has")
    value = int(units) * 10**digits + int((decimals or "0").ljust(digits, "0") if digits else "0")
    if not whole(value):
        return Amount(None, f"{quote(name)} is too large to count")
    return Amount(value)


def _field(descriptor: ToolDescriptor | None, name: str) -> FieldDescriptor | None:
    return descriptor.fields.get(name) if descriptor is not None else None


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "yes or no"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int):
        return "too large a number"
    if isinstance(value, float):
        return "a fraction"
    return "empty" if value is None else "a list or object"
