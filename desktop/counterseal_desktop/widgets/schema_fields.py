"""The edit form's plan: which field is edited how, and how its text becomes a JSON value of the same type again.

No Qt here. A value that nobody touched is returned as the very object that came in, so an edit changes what was
changed and nothing else. Money in integer minor units is edited in major units and converted with ``Decimal``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model import strict_json
from counterseal.model.facts import money
from counterseal.model.tools import FieldDescriptor
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.untrusted_escape import escape_untrusted

MAX_FIELDS = 100
_MAX_DEPTH = 6
_LONG = 60
_STEERED = re.compile("[\r\u00a0\u202f\u2009]")


class Absent:
    """The one value that stands for a member that is not there."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class FieldKind(StrEnum):
    """How a field is edited."""

    TEXT = "text"
    LONG_TEXT = "long text"
    ENUM = "enum"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"
    MONEY_MINOR = "money in minor units"
    MONEY_TEXT = "money as text"
    NULL = "null"
    JSON = "json"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class FormField:
    """One row of the form. ``original`` is the agent's value, ``value`` what the editor starts from."""

    path: tuple[str, ...]
    kind: FieldKind
    label: str
    hint: str
    original: Any
    value: Any
    options: tuple[Any, ...] = ()
    currency: str = ""
    item: str = "string"

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(self.path)

    @property
    def pointer(self) -> str:
        """The JSON pointer (RFC 6901)."""
        return "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in self.path)


def plan(
    original: Mapping[str, Any],
    current: Mapping[str, Any],
    schema: Mapping[str, Any] | None,
    labels: Mapping[str, FieldDescriptor] | None,
) -> tuple[FormField, ...] | None:
    """The form's rows, or None when the arguments do not fit a form and are edited as JSON.

    Order: described fields first, then the arguments' own order, then optional members that the agent left out, then
    members that were removed as JSON.
    """
    fields: list[FormField] = []
    described = dict(labels or {})
    names = [name for name in described if name in current] + [name for name in current if name not in described]
    ordered = {name: current[name] for name in names}
    _walk((), ordered, original, _mapping(schema), described, fields)
    present = {field.path for field in fields}
    fields += _left_out({**original, **current}, _mapping(schema), described)
    removed: list[FormField] = []
    _walk((), dict(original), original, _mapping(schema), described, removed)
    fields += [
        FormField(
            f.path, FieldKind.REMOVED, f.label, tr("taken out"), f.original, ABSENT, f.options, f.currency, f.item
        )
        for f in removed
        if f.path not in present and isinstance(value_at(current, f.path), Absent)
    ]
    names = [field.name for field in fields]
    if len(fields) > MAX_FIELDS or len(set(names)) != len(names):
        return None
    return tuple(fields)


def to_text(field: FormField, value: Any) -> str:
    """The value as it stands in the editor. Total for every value the field's kind was chosen for."""
    if isinstance(value, Absent) or (value is None and field.kind is not FieldKind.JSON):
        return ""
    if field.kind is FieldKind.MONEY_MINOR:
        return f"{Decimal(value).scaleb(-minor_digits(field.currency)):f}"
    if field.kind is FieldKind.LIST:
        return "\n".join(_scalar_text(item) for item in value)
    if field.kind is FieldKind.JSON:
        return visible_json(value, None if not isinstance(value, dict | list) else 2)
    return _scalar_text(value)


def from_text(field: FormField, text: str) -> Any:
    """The JSON value that a text stands for.

    Raises:
        InvalidInput: the text is not of the field's type; ``where`` is the JSON pointer.
    """
    if text == to_text(field, field.value):
        return field.value
    try:
        value = _convert(field, text)
        if not isinstance(value, Absent):
            strict_json.check(value)
    except InvalidInput as error:
        raise InvalidInput(
            error.what, where=f"{field.pointer}{error.where}", todo=error.todo, code=error.code
        ) from None
    return value


def minor_digits(currency: str) -> int:
    """How many digits of a currency are minor units, as the facts card counts them."""
    decimals = re.search(r"\.([0-9]+)", money(1, currency) or "")
    return len(decimals.group(1)) if decimals else 0


def visible_json(value: Any, indent: int | None = 2) -> str:
    """JSON text in which every hidden character is a ``\\u`` escape: what is seen is what is there."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    out: list[str] = []
    for char in text:
        if char != "\n" and (escape_untrusted(char) != char or _STEERED.match(char)) and char != "⟦":
            out.append(json.dumps(char)[1:-1])
        else:
            out.append(char)
    return "".join(out)


def thaw(value: Any) -> Any:
    """A copy of an I-JSON value made of plain dicts and lists, whatever mappings and tuples it came in."""
    if isinstance(value, Mapping):
        return {key: thaw(item) for key, item in value.items()}
    return [thaw(item) for item in value] if isinstance(value, list | tuple) else value


def value_at(document: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    """The value at a path, ``ABSENT`` when there is none."""
    node: Any = document
    for part in path:
        if not isinstance(node, Mapping) or part not in node:
            return ABSENT
        node = node[part]
    return node


def put_at(document: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Set, or for ``ABSENT`` remove, the value at a path in place; objects on the way are made as needed."""
    node = document
    for part in path[:-1]:
        if not isinstance(node.get(part), dict):
            if isinstance(value, Absent):
                return
            node[part] = {}
        node = node[part]
    if isinstance(value, Absent):
        node.pop(path[-1], None)
    else:
        node[path[-1]] = value


def _walk(
    path: tuple[str, ...],
    value: Any,
    original: Mapping[str, Any],
    schema: Mapping[str, Any],
    labels: Mapping[str, FieldDescriptor],
    out: list[FormField],
) -> None:
    properties = _mapping(schema.get("properties"))
    if isinstance(value, Mapping) and len(path) < _MAX_DEPTH and (value or not path):
        for name, item in value.items():
            _walk((*path, name), item, original, _mapping(properties.get(name)), labels, out)
        return
    out.append(_field(path, value, value_at(original, path), schema, labels))


def _field(
    path: tuple[str, ...], value: Any, original: Any, schema: Mapping[str, Any], labels: Mapping[str, FieldDescriptor]
) -> FormField:
    spec = labels.get(".".join(path))
    label = (spec.label if spec else "") or _text(schema.get("title")) or ".".join(path)
    unit = spec.unit if spec else ""
    if spec is not None and spec.role == "money" and spec.currency and money(value, spec.currency) is not None:
        kind = FieldKind.MONEY_MINOR if isinstance(value, int) else FieldKind.MONEY_TEXT
        return FormField(
            path, kind, label, _money_hint(spec.currency, schema, kind), original, value, (), spec.currency
        )
    options = _options(schema, value)
    if options:
        return FormField(
            path, FieldKind.ENUM, label, tr("one of {count}", count=len(options)), original, value, options
        )
    kind, item = _kind(value, schema)
    return FormField(path, kind, label, _hint(kind, item, unit, schema), original, value, (), "", item)


def _left_out(
    given: Mapping[str, Any], schema: Mapping[str, Any], labels: Mapping[str, FieldDescriptor]
) -> list[FormField]:
    fields: list[FormField] = []
    for name, raw in _mapping(schema.get("properties")).items():
        if name in given or not isinstance(name, str):
            continue
        entry = _mapping(raw)
        kinds = {
            "string": FieldKind.DATE if entry.get("format") == "date" else FieldKind.TEXT,
            "integer": FieldKind.INTEGER,
            "number": FieldKind.NUMBER,
        }
        options = _options(entry, ABSENT)
        kind = FieldKind.ENUM if options else kinds.get(str(entry.get("type")))
        if entry.get("type") == "boolean" and not options:
            kind, options = FieldKind.ENUM, (False, True)
        if kind is None:
            continue
        spec = labels.get(name)
        label = (spec.label if spec else "") or _text(entry.get("title")) or name
        hint = tr("optional, not given by the agent")
        fields.append(FormField((name,), kind, label, hint, ABSENT, ABSENT, options))
    return fields


def _kind(value: Any, schema: Mapping[str, Any]) -> tuple[FieldKind, str]:
    if isinstance(value, bool):
        return FieldKind.BOOLEAN, ""
    if isinstance(value, int):
        return (FieldKind.NUMBER if schema.get("type") == "number" else FieldKind.INTEGER), ""
    if isinstance(value, float):
        return FieldKind.NUMBER, ""
    if isinstance(value, str):
        return _text_kind(value, schema), ""
    if value is None:
        kinds = schema.get("type")
        wanted = kinds if isinstance(kinds, list) else [kinds]
        if "string" in wanted:
            return FieldKind.TEXT, ""
        return FieldKind.NULL, ""
    if isinstance(value, list):
        item = _item_type(value, schema)
        return (FieldKind.LIST, item) if item else (FieldKind.JSON, "")
    return FieldKind.JSON, ""


def _text_kind(value: str, schema: Mapping[str, Any]) -> FieldKind:
    if needs_escapes(value):
        return FieldKind.JSON
    if schema.get("format") == "date" and _is_date(value):
        return FieldKind.DATE
    return FieldKind.LONG_TEXT if "\n" in value or len(value) > _LONG else FieldKind.TEXT


def needs_escapes(text: str) -> bool:
    """True when an ordinary text field would hide or change something in the text."""
    return escape_untrusted(text) != text or _STEERED.search(text) is not None


def _item_type(value: list[Any], schema: Mapping[str, Any]) -> str:
    if not value:
        return "string" if _mapping(schema.get("items")).get("type") == "string" else ""
    if all(isinstance(item, str) and item.strip() and "\n" not in item and not needs_escapes(item) for item in value):
        return "string"
    if all(isinstance(item, int) and not isinstance(item, bool) for item in value):
        return "integer"
    if all(isinstance(item, int | float) and not isinstance(item, bool) for item in value):
        return "number"
    return ""


def _options(schema: Mapping[str, Any], value: Any) -> tuple[Any, ...]:
    raw = schema.get("enum")
    if not isinstance(raw, list) or not 0 < len(raw) <= 500:
        return ()
    scalars = [item for item in raw if item is None or isinstance(item, str | int | float | bool)]
    if len(scalars) != len(raw) or isinstance(value, dict | list):
        return ()
    if isinstance(value, Absent) or any(same(item, value) for item in scalars):
        return tuple(scalars)
    return (value, *scalars)


def same(one: Any, other: Any) -> bool:
    """Equal and of the same JSON type: ``1`` is not ``true`` and not ``"1"``."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other
    return type(one) is type(other) and one == other


def _convert(field: FormField, text: str) -> Any:
    kind = field.kind
    stripped = text.strip()
    optional = isinstance(field.value, Absent)
    if optional and text == "":
        return ABSENT
    if kind in (FieldKind.TEXT, FieldKind.LONG_TEXT):
        return text
    if kind is FieldKind.JSON:
        return strict_json.parse(text)
    if kind is FieldKind.LIST:
        return [_list_item(line, field.item) for line in text.split("\n") if line.strip()]
    if not stripped:
        raise InvalidInput(tr("A value is needed"))
    if kind is FieldKind.INTEGER:
        return _integer(stripped)
    if kind is FieldKind.NUMBER:
        number = _number(stripped)
        return float(number) if isinstance(field.value, float) else number
    if kind is FieldKind.DATE:
        if not _is_date(stripped):
            raise InvalidInput(tr("A date reads like 2026-11-21"))
        return stripped
    if kind in (FieldKind.MONEY_MINOR, FieldKind.MONEY_TEXT):
        return _money(field, stripped)
    raise InvalidInput(tr("This value can only be changed as JSON"))


def _money(field: FormField, text: str) -> int | str:
    plain = text.replace(" ", "")
    if "," in plain and re.fullmatch(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", plain) is None:
        raise InvalidInput(tr("Write the amount with a decimal point, as in 1240.00"))
    plain = plain.replace(",", "")
    if re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,4})?", plain) is None:
        raise InvalidInput(tr("Write the amount with a decimal point, as in 1240.00"))
    if field.kind is FieldKind.MONEY_TEXT:
        return plain
    digits = minor_digits(field.currency)
    try:
        minor = Decimal(plain).scaleb(digits)
    except InvalidOperation:
        raise InvalidInput(tr("This is not an amount")) from None
    if minor != minor.to_integral_value():
        raise InvalidInput(tr("{currency} has {count} decimal places", currency=field.currency, count=digits))
    return int(minor)


def _list_item(line: str, item: str) -> Any:
    if item == "string":
        return line
    return _integer(line.strip()) if item == "integer" else _number(line.strip())


def _integer(text: str) -> int:
    if re.fullmatch(r"-?[0-9]{1,16}", text) is None:
        raise InvalidInput(tr("A whole number is needed"))
    return int(text)


def _number(text: str) -> int | float:
    if re.fullmatch(r"-?[0-9]{1,16}", text):
        return int(text)
    if re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?", text) is None:
        raise InvalidInput(tr("A number is needed, with a decimal point"))
    return float(text)


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _scalar_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value)


def _hint(kind: FieldKind, item: str, unit: str, schema: Mapping[str, Any]) -> str:
    lists = {"string": tr("list of texts"), "integer": tr("list of whole numbers")}
    words = {
        FieldKind.TEXT: tr("text"),
        FieldKind.LONG_TEXT: tr("text"),
        FieldKind.INTEGER: tr("whole number"),
        FieldKind.NUMBER: tr("number"),
        FieldKind.BOOLEAN: tr("yes or no"),
        FieldKind.DATE: tr("date, as in 2026-11-21"),
        FieldKind.LIST: lists.get(item, tr("list of numbers")),
        FieldKind.NULL: tr("nothing; change it as JSON"),
        FieldKind.JSON: "JSON",
    }
    parts = [words.get(kind, "")]
    if kind is FieldKind.LIST:
        parts.append(tr("one per line"))
    if unit:
        parts.append(unit)
    if kind in (FieldKind.INTEGER, FieldKind.NUMBER):
        parts += _bounds(schema, _scalar_text)
    return ", ".join(part for part in parts if part)


def _money_hint(currency: str, schema: Mapping[str, Any], kind: FieldKind) -> str:
    bounds = _bounds(schema, lambda value: money(value, currency) or "") if kind is FieldKind.MONEY_MINOR else []
    return ", ".join([currency, *bounds])


def _bounds(schema: Mapping[str, Any], word: Any) -> list[str]:
    parts: list[str] = []
    for key, text in (("minimum", mark("at least {bound}")), ("maximum", mark("at most {bound}"))):
        bound = schema.get(key)
        if isinstance(bound, int | float) and not isinstance(bound, bool):
            parts.append(tr(text, bound=word(bound)))
    return parts


def _mapping(raw: Any) -> Mapping[str, Any]:
    return raw if isinstance(raw, Mapping) else {}


def _text(raw: Any) -> str:
    return raw if isinstance(raw, str) else ""
