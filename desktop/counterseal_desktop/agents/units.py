"""The numbers and names of a tool that a mandate may bound, and amounts as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from counterseal.errors import InvalidInput
from counterseal.model.autonomy import covers
from counterseal.model.facts import money
from counterseal.model.tools import ToolDescriptor, read_descriptor
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.schema_fields import minor_digits
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import ToolView

_AMOUNT = re.compile(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]{1,4})?|[0-9]{1,15}(\.[0-9]{1,4})?")
_NUMBERS = ("integer", "number")


@dataclass(frozen=True, slots=True)
class BoundField:
    """One argument of one tool. ``currency`` is empty unless it is money; ``unit`` is a word such as ``items``."""

    tool: str
    field: str
    label: str
    currency: str = ""
    unit: str = ""

    @property
    def name(self) -> str:
        """``Amount of refunds.issue`` as it is signed, whatever the window speaks; safe to show."""
        return f"{display_line(self.label or self.field, 40)} of {display_line(self.tool, 60)}"

    @property
    def words(self) -> str:
        """The same in the language of the window."""
        return tr(
            "{field} of {tools}", field=display_line(self.label or self.field, 40), tools=display_line(self.tool, 60)
        )

    @property
    def unit_words(self) -> str:
        return self.currency or display_line(self.unit, 20)


def read_tools(tools: Iterable[ToolView]) -> tuple[ToolDescriptor, ...]:
    """The described tools; one that cannot be read counts as not described, as the gateway has it."""
    read = []
    for tool in tools:
        if tool.described and tool.descriptor is not None:
            try:
                read.append(read_descriptor(tool.descriptor))
            except InvalidInput:
                continue
    return tuple(read)


def number_fields(tools: Iterable[ToolDescriptor]) -> tuple[BoundField, ...]:
    """Every argument that holds an amount or another number."""
    found = []
    for tool in tools:
        kinds = _kinds(tool)
        for name in dict.fromkeys([*tool.fields, *kinds]):
            known = tool.fields.get(name)
            money_field = known is not None and known.role == "money"
            if money_field or kinds.get(name) in _NUMBERS:
                label = known.label if known else ""
                currency = (known.currency or "") if known and money_field else ""
                found.append(BoundField(tool.tool, name, label, currency, known.unit if known else ""))
    return tuple(found)


def name_fields(tools: Iterable[ToolDescriptor]) -> tuple[BoundField, ...]:
    """Every argument that says who is paid or what is reached; payees first, then targets, then other texts."""
    order = {"payee": 0, "target": 1}
    found: list[tuple[int, BoundField]] = []
    for tool in tools:
        kinds = _kinds(tool)
        for name in dict.fromkeys([*tool.fields, *kinds]):
            known = tool.fields.get(name)
            role = known.role if known else "plain"
            if role in order or (role != "money" and kinds.get(name, "string") == "string"):
                found.append((order.get(role, 2), BoundField(tool.tool, name, known.label if known else "")))
    return tuple(field for _, field in sorted(found, key=lambda pair: pair[0]))


def field_for(tools: Iterable[ToolDescriptor], pattern: str, field: str | None) -> BoundField | None:
    """What a bound of a mandate is about: the field of the first described tool that its pattern means."""
    for known in (*number_fields(tools), *name_fields(tools)):
        if known.field == field and covers(pattern, known.tool):
            return known
    return None


def amount_words(value: int, currency: str, unit: str = "") -> str:
    """``€500.00`` for 50000 minor units; another number with its unit."""
    if currency:
        return money(value, currency) or figure(value)
    return f"{figure(value)} {display_line(unit, 20)}".strip()


def amount_text(value: int, currency: str) -> str:
    """The same as it stands in a field to be typed over: ``500.00``."""
    digits = minor_digits(currency) if currency else 0
    return f"{Decimal(value).scaleb(-digits):.{digits}f}"


def read_amount(text: str, currency: str) -> int:
    """What a person typed, in minor units of ``currency`` or as a whole number.

    Raises:
        InvalidInput: it is no amount, or has more decimals than the currency.
    """
    plain = text.strip().replace(" ", "").lstrip("€$£¥")
    if _AMOUNT.fullmatch(plain) is None:
        raise InvalidInput(tr("Write a number such as 500 or 499.90") if currency else tr("Write a number such as 500"))
    digits = minor_digits(currency) if currency else 0
    value = Decimal(plain.replace(",", "")).scaleb(digits)
    if value != value.to_integral_value():
        if not currency:
            raise InvalidInput(tr("Write a whole number"))
        raise InvalidInput(tr("{currency} has {count} decimals", count=digits, currency=currency))
    if value > 2**53 - 1:
        raise InvalidInput(tr("This number is too large"))
    return int(value)


def _kinds(tool: ToolDescriptor) -> dict[str, str]:
    """The JSON types of the tool's arguments, as far as its schema names one."""
    properties = tool.schema.get("properties") if tool.schema else None
    if not isinstance(properties, Mapping):
        return {}
    return {str(name): _kind(entry) for name, entry in properties.items()}


def _kind(entry: Any) -> str:
    kind = entry.get("type") if isinstance(entry, Mapping) else None
    return kind if isinstance(kind, str) else ""
