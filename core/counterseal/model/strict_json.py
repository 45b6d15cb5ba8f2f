"""JSON as DESIGN 4.1 takes it: the I-JSON subset (RFC 7493) with bounds, so that every reader sees the same value.

Python's ``json`` keeps the last of two equal keys and accepts NaN; both would let two programs see two actions in one
text, so they are refused here before anything is digested or stored.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.errors import InvalidInput

MAX_SAFE_INTEGER = 2**53 - 1


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one document. ``size`` in bytes of UTF-8, ``depth`` in nested containers, ``keys`` over the whole."""

    size: int
    depth: int
    keys: int


ACTION_LIMITS = Limits(size=1 << 20, depth=32, keys=2_000)
ATTACHMENT_LIMITS = Limits(size=16 << 20, depth=64, keys=500_000)


def parse(data: bytes | str, limits: Limits = ACTION_LIMITS) -> Any:
    """Parse one strict JSON document.

    Raises:
        InvalidInput: with a ``code`` of ``too_large``, ``not_json``, ``duplicate_key``, ``not_a_number``,
            ``lone_surrogate``, ``integer_range``, ``too_deep`` or ``too_many_keys`` and a JSON pointer in ``where``.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > limits.size:
        raise InvalidInput(
            f"The document has {len(raw):,} bytes; at most {limits.size:,} are taken",
            todo="Send large material as context or trace, not as arguments.",
            code="too_large",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidInput("The document is not UTF-8", where=f"byte {error.start}", code="not_json") from None
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            "The document is not JSON", where=f"line {error.lineno} column {error.colno}", code="not_json"
        ) from None
    except RecursionError:
        raise InvalidInput(f"The document nests deeper than {limits.depth} levels", code="too_deep") from None
    check(value, limits)
    return value


def check(value: Any, limits: Limits = ACTION_LIMITS) -> None:
    """Hold an already parsed value to the same rules as ``parse`` (size excepted). Raises InvalidInput likewise."""
    _Walk(limits).visit(value, None, 0)


# A place in the document: its parent and its name there. Written out only for an error, since the paths of all values
# together can be far larger than the document.
_Place = tuple[Any, str | int] | None
MAX_WHERE = 200


class _Walk:
    """One pass over a value; recursion is bounded by the depth that it refuses."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.keys = 0

    def visit(self, node: Any, place: _Place, depth: int) -> None:
        if isinstance(node, str):
            _text(node, place)
        elif node is None or isinstance(node, bool):
            return
        elif isinstance(node, int | float):
            _number(node, place)
        elif isinstance(node, dict | Mapping):  # the plain kind first, which is told at once
            self._object(node, place, depth)
        elif isinstance(node, list | tuple):
            self._depth(place, depth)
            for index, item in enumerate(node):
                self.visit(item, (place, index), depth + 1)
        else:
            raise InvalidInput(f"{type(node).__name__} is not a JSON type", where=_pointer(place), code="not_json")

    def _object(self, node: Mapping[Any, Any], place: _Place, depth: int) -> None:
        self._depth(place, depth)
        self.keys += len(node)
        if self.keys > self.limits.keys:
            raise InvalidInput(f"The document has more than {self.limits.keys:,} keys", code="too_many_keys")
        for key, item in node.items():
            if not isinstance(key, str):
                raise InvalidInput("An object key is not text", where=_pointer(place), code="not_json")
            _text(key, place)
            self.visit(item, (place, key), depth + 1)

    def _depth(self, place: _Place, depth: int) -> None:
        if depth >= self.limits.depth:
            raise InvalidInput(
                f"The document nests deeper than {self.limits.depth} levels", where=_pointer(place), code="too_deep"
            )


def _pointer(place: _Place) -> str:
    """An RFC 6901 pointer, cut after ``MAX_WHERE`` characters."""
    names: list[str] = []
    while place is not None:
        place, name = place
        names.append(str(name)[:MAX_WHERE].replace("~", "~0").replace("/", "~1"))
    text = "".join(f"/{name}" for name in reversed(names))
    return text if len(text) <= MAX_WHERE else f"{text[:MAX_WHERE]}…"


def _number(number: int | float, place: _Place) -> None:
    if isinstance(number, float) and not math.isfinite(number):
        raise InvalidInput("NaN and Infinity are not JSON numbers", where=_pointer(place), code="not_a_number")
    # Floats too: beyond 2^53 each is a whole number, and JCS writes most of them as one that could not be read back.
    if abs(number) > MAX_SAFE_INTEGER:
        raise InvalidInput(
            "An integer is beyond 2^53-1, where programs stop agreeing on its value",
            where=_pointer(place),
            todo="Send it as text.",
            code="integer_range",
        )


def _text(text: str, place: _Place) -> None:
    if text.isascii():
        return
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInput(
            "A text holds half of a surrogate pair", where=_pointer(place), code="lone_surrogate"
        ) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            _text(key, None)  # before it is quoted: an error must be writable as UTF-8
            raise InvalidInput("A key stands twice in one object", where=key[:80], code="duplicate_key")
        result[key] = value
    return result


def _constant(name: str) -> Any:
    raise InvalidInput("NaN and Infinity are not JSON numbers", where=name, code="not_a_number")


def _integer(text: str) -> int:
    if len(text) > 20:
        raise InvalidInput(
            "An integer is beyond 2^53-1, where programs stop agreeing on its value",
            where=f"{text[:20]}…",
            todo="Send it as text.",
            code="integer_range",
        )
    return int(text)
