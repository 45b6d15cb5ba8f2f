"""Masking of secrets before anything is stored: own rules for what common services issue, and names of secrets.

Every pattern is either of bounded length or cannot fail after it has read far, so that the time grows with the length
of the text and no faster, whatever the text. Nothing is masked for looking random: ids, hashes and account numbers are
what a person decides on.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterseal.policy import secret_text
from counterseal.policy.secret_names import is_secret

MOST_FOUND = 200
MAX_NAME = 200
_NAMED = "a secret by its name"


def mask(rule: str) -> str:
    """What stands in place of a secret."""
    return secret_text.mask(rule)


def redact(value: Any) -> tuple[Any, tuple[tuple[str, str], ...]]:
    """A JSON value with its secrets masked.

    Masking again changes nothing. A text grows by at most ``secret_text.MOST_GROWTH`` characters, however many secrets
    it holds. Numbers are masked only under a secret's name.

    Args:
        value: JSON, of bounded depth (``strict_json``).

    Returns:
        The value, and where something was masked: (RFC 6901 pointer, rule), each once, at most ``MOST_FOUND``.
    """
    found: dict[tuple[str, str], None] = {}
    return _visit(value, (), False, found), tuple(found)


def redact_text(text: str) -> tuple[str, tuple[str, ...]]:
    """One text with its secrets masked, and the rules that found them."""
    return secret_text.redact(text)


def _visit(value: Any, path: tuple[str, ...], named: bool, found: dict[tuple[str, str], None]) -> Any:
    if isinstance(value, str):
        if named and value and not secret_text.harmless(value):
            _note(path, _NAMED, found)
            return mask(_NAMED)
        text, rules = secret_text.redact(value)
        for rule in rules:
            _note(path, rule, found)
        return text
    if isinstance(value, int | float) and named and not isinstance(value, bool):
        _note(path, _NAMED, found)
        return mask(_NAMED)
    if isinstance(value, Mapping):
        return _object(value, path, found)
    if isinstance(value, list | tuple):
        return [_visit(item, (*path, str(index)), named, found) for index, item in enumerate(value)]
    return value


def _object(value: Mapping[Any, Any], path: tuple[str, ...], found: dict[tuple[str, str], None]) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for key, item in value.items():
        name, rules = secret_text.redact(key) if isinstance(key, str) else (key, ())
        place = (*path, str(name)[:MAX_NAME])
        for rule in rules:
            _note(place, rule, found)
        result[_free(name, result, value) if rules else name] = _visit(
            item, place, isinstance(key, str) and is_secret(key), found
        )
    return result


def _free(name: str, taken: Mapping[Any, Any], original: Mapping[Any, Any]) -> str:
    """A masked key that no other member has: two secrets must not become one member."""
    number, free = 1, name
    while free in taken or free in original:
        number += 1
        free = f"{name} {number}"
    return free


def _note(path: tuple[str, ...], rule: str, found: dict[tuple[str, str], None]) -> None:
    if len(found) < MOST_FOUND:
        pointer = "".join(f"/{name.replace('~', '~0').replace('/', '~1')}" for name in path)
        found[pointer, rule] = None
