"""Edited arguments from the command line: ``--set path=value`` typed by the tool's schema, or a JSON file.

A value keeps the type that the schema names; where it names none, the type of the agent's own value. Nothing is
guessed: ``12.5`` for a whole number is refused, and ``"5"`` for a text stays a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from counterseal.errors import InvalidInput, WrongUse
from counterseal.model import strict_json

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
_TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")


def from_file(path: Path) -> dict[str, Any]:
    """The arguments in a JSON file. Raises InvalidInput: missing, not strict JSON, or not an object."""
    value = read_json(path)
    if not isinstance(value, dict):
        raise InvalidInput("The file must hold one JSON object, the arguments", where=str(path))
    return value


def read_json(path: Path) -> Any:
    """A strict JSON document from a file. Raises InvalidInput."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"The file cannot be read: {error.strerror}", where=str(path)) from error
    return strict_json.parse(data)


def changed(
    arguments: Mapping[str, Any], schema: Mapping[str, Any] | None, assignments: Sequence[str]
) -> dict[str, Any]:
    """A copy of the arguments with each ``path=value`` applied.

    A path has dots (``customer.name``, ``items.0``) or is a JSON pointer (``/a.b/c``).

    Raises:
        WrongUse: an assignment without ``=`` or path.
        InvalidInput: the place does not exist, or the value does not fit its type.
    """
    result = _copy(arguments)
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals or not path.strip():
            raise WrongUse("--set takes path=value", where=assignment[:80])
        path = path.strip()
        # A member whose own name has a dot is meant before a member of a member.
        _put(result, [path] if path in result else _split(path), schema, text, path)
    strict_json.check(result)
    return dict(result)


def _put(document: Any, path: list[str], schema: Mapping[str, Any] | None, text: str, said: str) -> None:
    node, rule = document, schema
    for part in path[:-1]:
        node, rule = _step(node, part, said), _below(rule, part)
    last = path[-1]
    rule = _below(rule, last)
    if isinstance(node, list):
        index = _index(node, last, said)
        node[index] = _typed(text, rule, node[index], said)
    elif isinstance(node, dict):
        if last not in node and not rule:
            raise InvalidInput(
                "Neither the action nor the tool's schema has this member",
                where=said,
                todo="Check the path, or pass all arguments with --arguments FILE.",
                code="unknown_member",
            )
        node[last] = _typed(text, rule, node.get(last), said)
    else:
        raise InvalidInput("This place holds a plain value, nothing is below it", where=said)


def _step(node: Any, part: str, said: str) -> Any:
    if isinstance(node, list):
        return node[_index(node, part, said)]
    if isinstance(node, dict) and part in node:
        return node[part]
    raise InvalidInput("There is no such member", where=said, todo="Use --arguments FILE to add whole objects.")


def _index(node: list[Any], part: str, said: str) -> int:
    if part.isascii() and part.isdigit() and int(part) < len(node):
        return int(part)
    raise InvalidInput(f"A list of {len(node)} entries is numbered from 0", where=said)


def _below(schema: Any, part: str) -> Mapping[str, Any] | None:
    if not isinstance(schema, Mapping):
        return None
    inside = schema.get("properties")
    found = inside.get(part) if isinstance(inside, Mapping) else None
    if found is None and part.isdigit():
        found = schema.get("items")
    return found if isinstance(found, Mapping) else None


def _typed(text: str, rule: Mapping[str, Any] | None, current: Any, said: str) -> Any:
    kinds = _kinds(rule) or _kind_of(current)
    if "null" in kinds and text == "null":
        return None
    # Text last among several: a value that reads as a number where one may stand is meant as that number.
    for kind in sorted(kinds, key=lambda k: k == "string"):
        value, fits = _convert(kind, text)
        if fits:
            return value
    wanted = " or ".join(sorted(kinds)) or "a value"
    raise InvalidInput(f"The tool takes {wanted} here, this is not one", where=f"{said}={text[:60]}", code="bad_type")


def _kinds(rule: Mapping[str, Any] | None) -> set[str]:
    if rule is None:
        return set()
    named = rule.get("type")
    kinds = {named} if isinstance(named, str) else set(named) if isinstance(named, list) else set()
    for word in ("anyOf", "oneOf"):
        for part in rule.get(word) or ():
            kinds |= _kinds(part) if isinstance(part, Mapping) else set()
    for value in rule.get("enum") or ():
        kinds |= _kind_of(value)
    return {kind for kind in kinds if kind in _TYPES}


def _kind_of(value: Any) -> set[str]:
    if value is None:
        return set(_TYPES)
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer"}
    if isinstance(value, float):
        return {"number"}
    if isinstance(value, str):
        return {"string"}
    return {"array"} if isinstance(value, list) else {"object"}


def _convert(kind: str, text: str) -> tuple[Any, bool]:
    if kind == "string":
        return text, True
    if kind == "boolean":
        return text == "true", text in ("true", "false")
    if kind == "null":
        return None, text == "null"
    if kind == "integer":
        return (int(text), True) if _INTEGER.fullmatch(text) and len(text) < 20 else (None, False)
    if kind == "number":
        if not _NUMBER.fullmatch(text):
            return None, False
        return (int(text) if _INTEGER.fullmatch(text) and len(text) < 20 else float(text)), True
    try:
        value = strict_json.parse(text)
    except InvalidInput:
        return None, False
    return value, isinstance(value, list if kind == "array" else dict)


def _split(path: str) -> list[str]:
    if path.startswith("/"):
        return [part.replace("~1", "/").replace("~0", "~") for part in path[1:].split("/")]
    return path.split(".")


def _copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copy(item) for key, item in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list | tuple) else value
