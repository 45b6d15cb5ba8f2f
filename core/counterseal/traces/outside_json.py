"""JSON from other programs' files: read with bounds, its envelope checked member by member.

Unlike ``strict_json`` this takes what other writers write (keys that stand twice, large integers, NaN as an unknown
value), because nothing here is digested or signed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from counterseal.errors import InvalidInput

MAX_FILE = 64 << 20
MAX_NESTED = 100
_MOST_DIGITS = 30
_BLANK = re.compile(r"[ \t\r\n]*")


class Members:
    """The members of one JSON object in a file, and where it stands.

    Args:
        value: the object.
        place: where it stands, in words such as ``line 3, resourceSpans[0]``; begins every error's ``where``.
    """

    __slots__ = ("place", "value")

    def __init__(self, value: Mapping[str, Any], place: str) -> None:
        self.value = value
        self.place = place

    def text(self, name: str) -> str:
        """A text; empty when it is absent or null. Raises InvalidInput: it is something else."""
        found = self.value.get(name)
        if found is None:
            return ""
        if not isinstance(found, str):
            raise self.wrong(name, "a text", found)
        return found

    def count(self, name: str) -> int | None:
        """A whole number, or a text of one, as protobuf's JSON writes 64-bit integers; None when it is absent.

        Raises InvalidInput: it is something else.
        """
        found = self.value.get(name)
        if found is None or found == "":
            return None
        if isinstance(found, str) and len(found) <= _MOST_DIGITS and found.isascii() and found.isdigit():
            return int(found)
        if isinstance(found, int | float) and not isinstance(found, bool) and 0 <= found < float("inf"):
            return int(found)
        raise self.wrong(name, "a whole number", found)

    def each(self, name: str) -> Iterator[Members]:
        """The objects of a list; none when it is absent. Raises InvalidInput: no list, or an item that is no object."""
        found = self.value.get(name)
        if found is None:
            return
        if not isinstance(found, list):
            raise self.wrong(name, "a list", found)
        for index, item in enumerate(found):
            if not isinstance(item, Mapping):
                raise self.wrong(f"{name}[{index}]", "an object", item)
            yield Members(item, self.at(f"{name}[{index}]"))

    def inner(self, name: str) -> Members:
        """An object; an empty one when it is absent. Raises InvalidInput: it is something else."""
        found = self.value.get(name)
        if found is None:
            return Members({}, self.at(name))
        if not isinstance(found, Mapping):
            raise self.wrong(name, "an object", found)
        return Members(found, self.at(name))

    def at(self, name: str) -> str:
        """Where a member stands."""
        return f"{self.place}.{name}" if "," in self.place else f"{self.place}, {name}"

    def wrong(self, name: str, wanted: str, found: Any) -> InvalidInput:
        """The error for a member of the wrong type."""
        return InvalidInput(
            f"This must be {wanted} and is {_named(found)}",
            where=self.at(name),
            todo="The file is not what its first lines say it is, or it was changed. Export it again.",
            code="bad_trace",
        )


def read_records(data: bytes) -> tuple[tuple[Members | list[Any], ...], bool]:
    """The JSON values of a file: the one document, or one for each line.

    Returns:
        Objects with their places, or the one list; and whether the last line was torn off and left out, as it is when
        the program that wrote it was killed.

    Raises:
        InvalidInput: too large, empty, not UTF-8 or not JSON; with the line and column.
    """
    if len(data) > MAX_FILE:
        raise InvalidInput(
            f"The file has {len(data):,} bytes; at most {MAX_FILE:,} are read",
            todo="Cut it to the part that led to the action.",
            code="too_large",
        )
    text = _decoded(data)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise InvalidInput("The file is empty", code="bad_trace")
    if len(lines) > 1 and _is_whole(lines[0][1]):
        return _records_of(lines, text)
    values = list(_one_after_another(text))
    if len(values) > 1:
        return tuple(_object(value, f"line {line}") for line, value in values), False
    value = values[0][1]
    return (value if isinstance(value, list) else _object(value, "the document"),), False


def parse(text: str, line: int) -> Any:
    """One JSON value; ``line`` is the number of its first line in the file. Raises InvalidInput."""
    try:
        return json.loads(text, parse_int=_integer, parse_constant=_unknown)
    except json.JSONDecodeError as error:
        raise InvalidInput(
            "This is not JSON",
            where=f"line {line + error.lineno - 1} column {error.colno}",
            todo="Traces are read from OTLP JSON, JSON Lines of Claude Code, LangGraph state or history, or our own.",
            code="not_json",
        ) from None
    except RecursionError:
        raise InvalidInput(
            "This nests deeper than any trace does", where=f"line {line}", todo="Export it again.", code="too_deep"
        ) from None


def _one_after_another(text: str) -> Iterator[tuple[int, Any]]:
    """The values of a text that has one or, as consoles print them, several, and the line that each begins on."""
    decoder = json.JSONDecoder(parse_int=_integer, parse_constant=_unknown)
    at = _filled(text, 0)
    line = 1 + text.count("\n", 0, at)
    while at < len(text):
        try:
            value, end = decoder.raw_decode(text, at)
        except (json.JSONDecodeError, RecursionError):
            # Once more from here, for its words about what is wrong and where.
            parse(text[at:], line)
            raise
        yield line, value
        following = _filled(text, end)
        line += text.count("\n", at, following)
        at = following


def _filled(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def shown(value: Any) -> str:
    """A JSON value as text for a person: texts as they are, everything else as indented JSON."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, indent=1, default=str)
    except (RecursionError, ValueError):
        return "[nested too deep to be shown]"


def in_line(value: Any) -> str:
    """A JSON value in one line."""
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (RecursionError, ValueError):
        return "[nested too deep to be shown]"


def unpacked(value: Any) -> Any:
    """The value that a text of JSON stands for, as spans carry structures; every other value as it is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return value
    try:
        return json.loads(value, parse_int=_integer, parse_constant=_unknown)
    except (ValueError, RecursionError):
        return value


def _records_of(lines: list[tuple[int, str]], text: str) -> tuple[tuple[Members, ...], bool]:
    records: list[Members] = []
    last = lines[-1][0]
    for number, line in lines:
        try:
            value = parse(line, number)
        except InvalidInput as error:
            if number == last and error.code == "not_json" and not text.endswith("\n"):
                return tuple(records), True
            raise
        records.append(_object(value, f"line {number}"))
    return tuple(records), False


def _object(value: Any, place: str) -> Members:
    if not isinstance(value, Mapping):
        raise InvalidInput(
            f"A trace is made of objects, and this is {_named(value)}",
            where=place,
            todo="Choose a file that a tracing program wrote.",
            code="bad_trace",
        )
    return Members(value, place)


def _is_whole(line: str) -> bool:
    try:
        json.loads(line, parse_int=_integer)
    except (ValueError, RecursionError):
        return False
    return True


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInput(
            "The file is not UTF-8 text", where=f"line {line}", todo="Choose a JSON file.", code="not_json"
        ) from None


def _integer(text: str) -> int | float:
    # Longer ones would take time that grows with the square of their length, and no trace counts so far.
    return int(text) if len(text) <= _MOST_DIGITS else float("inf")


def _unknown(_name: str) -> None:
    return None


def _named(value: Any) -> str:
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "a text", list: "a list"}
    return names.get(type(value), "an object")
