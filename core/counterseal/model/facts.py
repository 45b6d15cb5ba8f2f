"""The facts card: what would happen, rendered by us from typed arguments and the signed tool descriptor.

Nothing here reads a claim. ``RENDERER`` changes whenever the rendering does, because a decision signs which renderer
made the facts that the person saw.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from counterseal.model.actions import Action
from counterseal.model.risk import Risk
from counterseal.model.tools import FieldDescriptor, ToolDescriptor, risk_of

RENDERER = "counterseal-facts/1"
_SYMBOLS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
# ISO 4217 minor units where they are not two digits; a wrong count here would show an amount ten times off.
_BY_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
_DIGITS = {currency: digits for digits, names in _BY_DIGITS.items() for currency in names.split()}
# ASCII digits only: ``\d`` would also take digits of other scripts, which the tool may read otherwise.
_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,4})?")
_ORDER = {"target": 0, "money": 1, "payee": 2, "plain": 3}
_PLACE = re.compile(r"\{([A-Za-z0-9_.]+)\}")


@dataclass(frozen=True, slots=True)
class FactRow:
    """``value`` may hold outside text; ``exact`` is the argument as canonical text when it differs from ``value``."""

    label: str
    value: str
    role: str = "plain"
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """The rendered card. ``plain`` is False when the tool is unknown, so that labels are only argument names."""

    title: str
    verb: str
    rows: tuple[FactRow, ...]
    risk: Risk
    plain: bool
    undo: str
    confirm: str

    def members(self) -> dict[str, Any]:
        """What ``shown.facts_sha256`` is taken over."""
        return {
            "renderer": RENDERER,
            "title": self.title,
            "verb": self.verb,
            "risk": self.risk.value,
            "undo": self.undo,
            "rows": [[r.label, r.value, r.role, r.exact] for r in self.rows],
        }


def render(action: Action, descriptor: ToolDescriptor | None) -> Facts:
    """Make the facts of one action. Total: any I-JSON arguments give a card.

    ``confirm`` is the fact that must be typed at Critical: the amount, else the payee or target, else the tool's name.
    """
    fields = descriptor.fields if descriptor else {}
    rows: list[FactRow] = []
    # The order is ours, not the sender's: the same action gives the same card, whatever order its JSON had.
    for name in sorted(action.arguments, key=lambda n: field_order(n, fields)):
        rows.extend(_rows(name, action.arguments[name], fields.get(name)))
    verb = descriptor.verb if descriptor and descriptor.verb else f"Call {action.tool}"
    return Facts(
        title=_title(action, descriptor, verb),
        verb=verb,
        rows=tuple(rows),
        risk=risk_of(descriptor, action.arguments),
        plain=descriptor is not None,
        undo=_undo(descriptor),
        confirm=_confirm(action, rows),
    )


def money(value: Any, currency: str) -> str | None:
    """``124000`` minor units or ``"1240.00"`` as ``€1,240.00``; None when the value is not an amount."""
    digits = minor_digits(currency)
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        amount = Decimal(value).scaleb(-digits)
    elif isinstance(value, str) and _AMOUNT.fullmatch(value):
        try:
            amount = Decimal(value)
        except InvalidOperation:
            return None
        digits = max(digits, -int(amount.as_tuple().exponent))
    else:
        return None
    sign = "-" if amount < 0 else ""
    body = f"{abs(amount):,.{digits}f}"
    symbol = _SYMBOLS.get(currency)
    return f"{sign}{symbol}{body}" if symbol else f"{sign}{body} {currency}"


def minor_digits(currency: str) -> int:
    """How many decimals a currency's minor unit has (ISO 4217): 2 for EUR, 0 for JPY."""
    return _DIGITS.get(currency, 2)


def same_fact(typed: str, wanted: str) -> bool:
    """Whether a person typed the fact that matters.

    Exactly as shown, or for an amount without its currency sign and thousands commas, which many keyboards lack:
    ``1240.00`` for ``€1,240.00``. Digits and the decimal point must all be there.
    """
    given = typed.strip()
    if given == wanted.strip():
        return True
    bare = wanted.strip().lstrip("".join(_SYMBOLS.values())).replace(",", "")
    amount = re.fullmatch(r"-?\d+(\.\d+)?( [A-Z]{3})?", bare) is not None
    return amount and given.replace(",", "") in (bare, bare.rsplit(" ", 1)[0])


def field_order(name: str, fields: Mapping[str, FieldDescriptor]) -> tuple[int, str]:
    """The sort key of an argument on a card or form: target, amount, payee, the rest, then what is not described."""
    return (_ORDER[fields[name].role] if name in fields else 4, name)


def _rows(name: str, value: Any, spec: FieldDescriptor | None) -> list[FactRow]:
    label = spec.label if spec and spec.label else name
    role = spec.role if spec else "plain"
    if spec and spec.role == "money" and spec.currency:
        text = money(value, spec.currency)
        if text is not None:
            exact = f"{value} minor units {spec.currency}" if isinstance(value, int) else f"{value} {spec.currency}"
            return [FactRow(label, text, role, exact)]
        return [FactRow(label, f"not an amount: {_plain(value)}", role)]
    if isinstance(value, Mapping) and value and spec is None:
        return [row for key, item in value.items() for row in _rows(f"{name}.{key}", item, None)]
    unit = f" {spec.unit}" if spec and spec.unit else ""
    return [FactRow(label, f"{_plain(value)}{unit}", role)]


def _plain(value: Any) -> str:
    if value is True:
        return "Yes"
    if value is False:
        return "No"
    if value is None:
        return "none"
    if isinstance(value, str):
        return value if value else "(empty text)"
    if isinstance(value, list | tuple):
        if not value:
            return "(empty list)"
        # Further lines of an item are indented, so that a line break inside one cannot pass for the next item.
        items = (_plain(item).replace("\n", "\n   ") for item in value)
        return "\n".join(f"{index}. {item}" for index, item in enumerate(items, 1))
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items()) or "(empty object)"
    return str(value)


def _title(action: Action, descriptor: ToolDescriptor | None, verb: str) -> str:
    if descriptor is None or not descriptor.title:
        return verb

    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        if name not in action.arguments:
            return "?"
        rows = _rows(name, action.arguments[name], descriptor.fields.get(name))
        text = rows[0].value if rows else "?"
        text = " ".join(text.split())
        return text if len(text) <= 60 else f"{text[:59]}…"

    return _PLACE.sub(fill, descriptor.title)


def _undo(descriptor: ToolDescriptor | None) -> str:
    if descriptor is None:
        return "Not known: this tool is not described"
    minutes = descriptor.undo.minutes
    if minutes is None:
        return "Cannot be taken back"
    span = f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"
    return f"Can be taken back within {span}"


def _confirm(action: Action, rows: list[FactRow]) -> str:
    for role in ("money", "payee", "target"):
        for row in rows:
            if row.role == role and row.value and len(row.value) <= 80 and "\n" not in row.value:
                return row.value
    return action.tool
