"""The lines of ``entries.jsonl`` (DESIGN 4.3): what bundles hold, and what pages of a log are made of."""

from __future__ import annotations

import json
from binascii import b2a_base64
from collections.abc import Iterator, Mapping
from json.encoder import encode_basestring as quoted
from json.encoder import encode_basestring_ascii as ascii_quoted
from typing import Any

from sqlalchemy import Connection

from counterseal.errors import LedgerDamaged
from counterseal.ledger import erasures
from counterseal.ledger.erasures import Erased
from counterseal.ledger.log import LISTING

_ENTRIES = (
    "SELECT e.seq, e.leaf, e.envelope, v.envelope FROM entries e LEFT JOIN envelopes v ON v.sha256 = e.envelope"
    " WHERE e.seq >= ? AND e.seq < ? ORDER BY e.seq"
)
_PAYLOADS = "SELECT seq, name, salt, bytes FROM payloads WHERE seq >= ? AND seq < ? ORDER BY seq, name"
_LISTING = "SELECT seq, verdict, agent, person, title FROM listing WHERE seq >= ? AND seq < ? ORDER BY seq"
_SEARCH = "SELECT rowid, body FROM search WHERE rowid >= ? AND rowid < ? ORDER BY rowid"


def entry_lines(connection: Connection, origin: str, start: int, end: int) -> Iterator[bytes]:
    """Entries ``start`` up to ``end`` (exclusive) of a log as compact JSON lines, each with its newline.

    A line is ``{"seq","leaf":base64,"envelope":DSSE | null | {"erased":seq},"payloads":{name: {"salt","bytes"} |
    {"erased":seq}}}``. Rows are read in step, so that one entry is in memory at a time. Nothing is verified here:
    who writes a bundle, and who takes a page, verifies the lines.

    Args:
        connection: a read transaction; it must stay open while the lines are taken.
        origin: the log's name, which its erasure orders are held to.

    Raises:
        LedgerDamaged: an entry is not stored as it was written, or content is missing that no erasure names.
    """
    gone = _Gone(connection, origin)
    both = (start, end)
    words = _Step(_words(connection, both))
    payloads = _Step(iter(connection.exec_driver_sql(_PAYLOADS, both)))
    for seq, leaf, named, signed in connection.exec_driver_sql(_ENTRIES, both):
        try:
            yield _line(seq, leaf, named, signed, payloads.at(seq), words.at(seq), gone)
        except (ValueError, LookupError, TypeError) as error:
            raise LedgerDamaged("An entry is damaged", where=f"entry {seq}") from error


class _Step:
    """Rows that begin with a sequence number, taken in step with the entries they belong to."""

    def __init__(self, rows: Iterator[Any]) -> None:
        self._rows = rows
        self._next: Any = next(rows, None)

    def at(self, seq: int) -> list[Any]:
        found: list[Any] = []
        while self._next is not None and self._next[0] <= seq:
            if self._next[0] == seq:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


class _Gone:
    """What was erased by order, read when the first content is missing."""

    def __init__(self, connection: Connection, origin: str) -> None:
        self._connection = connection
        self._origin = origin
        self._found: Mapping[int, Erased] | None = None

    def mark(self, seq: int, *, envelope: bool = False) -> str:
        """The mark in place of an attachment, or of the signed statement, which another order may have taken."""
        if self._found is None:
            self._found = erasures.load(self._connection, self._origin)
        erased = self._found.get(seq)
        by = None if erased is None else erased.envelope_by if envelope else erased.by
        if by is None:
            raise LedgerDamaged(
                "Content is missing that no erasure order names",
                where=f"entry {seq}",
                todo="Run: counterseal ledger verify",
            )
        return f'{{"erased":{by}}}'


def _words(connection: Connection, both: tuple[int, int]) -> Iterator[tuple[int, bytes]]:
    """The bytes that each entry's ``listing`` commit covers, where its rows are still there."""
    bodies = _Step(iter(connection.exec_driver_sql(_SEARCH, both)))
    for seq, verdict, agent, person, title in connection.exec_driver_sql(_LISTING, both):
        for _rowid, body in bodies.at(seq):
            # JCS escapes strings exactly as this function does; the members stand in the order of their names.
            text = (
                f'{{"agent":{quoted(agent)},"body":{quoted(body)},"person":{quoted(person)},'
                f'"title":{quoted(title)},"verdict":{quoted(verdict)}}}'
            )
            yield seq, text.encode()


def _line(
    seq: int, leaf: bytes, named: str | None, signed: bytes | None, rows: list[Any], words: list[Any], gone: _Gone
) -> bytes:
    envelope = "null"
    if named is not None:
        # An envelope is stored in the very form that the line calls for; any other form does not verify.
        envelope = signed.decode("ascii") if signed is not None else gone.mark(seq, envelope=True)
    stored: dict[str, str] = {}
    for _seq, name, salt, data in rows:
        content = words[0][1] if name == LISTING else data
        stored[name] = f'{{"salt":"{_base64(salt)}","bytes":"{_base64(content)}"}}'
    names = [commit["name"] for commit in json.loads(leaf)["commits"]]
    parts = [f"{ascii_quoted(name)}:{stored[name] if name in stored else gone.mark(seq)}" for name in names]
    line = f'{{"seq":{seq},"leaf":"{_base64(leaf)}","envelope":{envelope},"payloads":{{{",".join(parts)}}}}}\n'
    return line.encode("ascii")


def _base64(data: bytes) -> str:
    return b2a_base64(data, newline=False).decode("ascii")
