"""Tool descriptors: what the owner signed about a tool. Facts and risk come from these, never from an agent's words.

The stored form (JSON, part of a signed order)::

    {"tool": "refunds.issue", "risk": "R3", "verb": "Refund", "title": "Refund {amount_minor} for order {order}",
     "fields": {"amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
                "order": {"label": "Order", "role": "target"}, "card": {"label": "Pay to", "role": "payee"}},
     "when": [{"field": "amount_minor", "at_most": 50000, "risk": "R2"}],
     "undo": {"minutes": 30, "how": "Payments / recall"}, "schema": {…JSON Schema of the arguments…},
     "pin": "…SHA-256, hex, of the tool's definition as the agent's runtime knows it…"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.actions import check_tool
from counterseal.model.risk import Risk

ROLES = ("money", "payee", "target", "plain")
_CURRENCY = re.compile(r"[A-Z]{3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class FieldDescriptor:
    """One argument. A ``money`` field holds integer minor units of ``currency`` (ISO 4217) or a decimal string."""

    label: str
    role: str = "plain"
    currency: str | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """Until when and how the effect can be taken back. ``minutes`` None means it cannot."""

    minutes: int | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class LowerCase:
    """A bounded case of lower risk: ``field`` is a number and at most ``at_most``."""

    field: str
    at_most: int
    risk: Risk


@dataclass(frozen=True, slots=True)
class ToolDescriptor:
    """What the owner signed about a tool. ``pin``: a runtime that knows another definition has a changed tool."""

    tool: str
    risk: Risk
    verb: str = ""
    title: str = ""
    fields: Mapping[str, FieldDescriptor] = field(default_factory=dict)
    when: tuple[LowerCase, ...] = ()
    undo: Undo = Undo()
    schema: Mapping[str, Any] | None = None
    pin: str | None = None


def read_descriptor(raw: Any, where: str = "tool") -> ToolDescriptor:
    """Check and read one stored descriptor.

    Raises:
        InvalidInput: an unknown member, a wrong type, or a bound that raises risk instead of lowering it.
    """
    strict_json.check(raw)
    members = _object(raw, where, {"tool", "risk", "verb", "title", "fields", "when", "undo", "schema", "pin"})
    risk = _risk(members.get("risk"), f"{where}/risk")
    fields = {
        name: _field(entry, f"{where}/fields/{name}")
        for name, entry in _object(members.get("fields", {}), f"{where}/fields", None).items()
    }
    undo = _object(members.get("undo", {}), f"{where}/undo", {"minutes", "how"})
    minutes = undo.get("minutes")
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int) or minutes < 0):
        raise InvalidInput("Undo minutes are a whole number", where=f"{where}/undo/minutes")
    cases = members.get("when", [])
    if not isinstance(cases, list | tuple):
        raise InvalidInput("Bounded cases are a list", where=f"{where}/when")
    schema = members.get("schema")
    if schema is not None and not isinstance(schema, Mapping):
        raise InvalidInput("A tool's schema is a JSON Schema object", where=f"{where}/schema")
    return ToolDescriptor(
        tool=check_tool(members.get("tool"), f"{where}/tool"),
        risk=risk,
        verb=_text(members.get("verb", ""), f"{where}/verb"),
        title=_text(members.get("title", ""), f"{where}/title"),
        fields=fields,
        when=tuple(_lower(entry, risk, f"{where}/when/{i}") for i, entry in enumerate(cases)),
        undo=Undo(minutes, _text(undo.get("how", ""), f"{where}/undo/how")),
        schema=schema,
        pin=_pin(members.get("pin"), f"{where}/pin"),
    )


def risk_of(descriptor: ToolDescriptor | None, arguments: Mapping[str, Any]) -> Risk:
    """The risk of one call: R4 without a descriptor; the lowest bound that holds; the base on any error."""
    if descriptor is None:
        return Risk.R4
    risk = descriptor.risk
    for case in descriptor.when:
        value = arguments.get(case.field)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= case.at_most:
            risk = min(risk, case.risk, key=lambda r: r.rank)
    return risk


def _field(raw: Any, where: str) -> FieldDescriptor:
    members = _object(raw, where, {"label", "role", "currency", "unit"})
    role = members.get("role", "plain")
    if role not in ROLES:
        raise InvalidInput(f"A field's role is one of {', '.join(ROLES)}", where=f"{where}/role")
    currency = members.get("currency")
    if currency is not None and not (isinstance(currency, str) and _CURRENCY.fullmatch(currency)):
        raise InvalidInput("A currency has three capital letters (ISO 4217)", where=f"{where}/currency")
    if role == "money" and currency is None:
        raise InvalidInput("A money field names its currency", where=where)
    return FieldDescriptor(
        label=_text(members.get("label", ""), f"{where}/label"),
        role=role,
        currency=currency,
        unit=_text(members.get("unit", ""), f"{where}/unit"),
    )


def _lower(raw: Any, base: Risk, where: str) -> LowerCase:
    members = _object(raw, where, {"field", "at_most", "risk"})
    at_most = members.get("at_most")
    if isinstance(at_most, bool) or not isinstance(at_most, int):
        raise InvalidInput("A bound is a whole number", where=f"{where}/at_most")
    risk = _risk(members.get("risk"), f"{where}/risk")
    if risk.rank >= base.rank:
        raise InvalidInput("A bounded case must be of lower risk than the tool", where=f"{where}/risk")
    return LowerCase(_text(members.get("field"), f"{where}/field"), at_most, risk)


def _risk(raw: Any, where: str) -> Risk:
    if isinstance(raw, str) and raw in Risk.__members__:
        return Risk(raw)
    raise InvalidInput("A risk is one of R0, R1, R2, R3, R4", where=where)


def _pin(raw: Any, where: str) -> str | None:
    if raw is None or (isinstance(raw, str) and _SHA256.fullmatch(raw)):
        return raw
    raise InvalidInput("A pin is a SHA-256 in lower-case hex", where=where)


def _text(raw: Any, where: str) -> str:
    if isinstance(raw, str) and len(raw) <= 300:
        return raw
    raise InvalidInput("A text of at most 300 characters is expected", where=where)


def _object(raw: Any, where: str, allowed: set[str] | None) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidInput("A JSON object is expected", where=where)
    unknown = set(raw) - allowed if allowed is not None else set()
    if unknown:
        raise InvalidInput(f"Unknown member {sorted(unknown)[0]!r}", where=where)
    return raw
