"""The quick look at a stretch of entries: yes, or no without a reason.

Verification asks here first. Every leaf is put together anew from the rows that stand beside it and compared byte for
byte, so that a yes means what the row by row check means: form, numbers, line in History, search text, attachments.
Anything out of the ordinary is a no, and the row by row check then finds out what it is; nothing is reported from here.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from json.encoder import encode_basestring as quoted
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DatabaseError

from counterseal.clock import parse_stamp
from counterseal.errors import KnownError
from counterseal.ledger import entry_check, sqlite_dialect
from counterseal.ledger.entry_check import Leaf
from counterseal.ledger.log import ENTRY_TYPES, LISTING
from counterseal.ledger.verify_tree import BadEntry
from counterseal.seal.digests import SALT_BYTES

_ENTRIES = "SELECT seq, leaf, leaf_hash, envelope FROM entries WHERE seq >= ? AND seq < ? ORDER BY seq"
_LISTING = (
    "SELECT seq, at, type, subject, verdict, agent, person, title FROM listing WHERE seq >= ? AND seq < ? ORDER BY seq"
)
_SEARCH = "SELECT rowid, body FROM search WHERE rowid >= ? AND rowid < ? ORDER BY rowid"
_PAYLOADS = "SELECT seq, name, salt, bytes FROM payloads WHERE seq >= ? AND seq < ? ORDER BY seq, name"
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{3}Z")
_UNSIGNED = frozenset(ENTRY_TYPES) - entry_check.MUST_BE_SIGNED
# HMAC-SHA256 (RFC 2104) over a key that fills half a block: the two pads, laid over the key and as the block's rest.
_INNER, _OUTER = bytes(i ^ 0x36 for i in range(256)), bytes(i ^ 0x5C for i in range(256))
_INNER_REST, _OUTER_REST = b"\x36" * 32, b"\x5c" * 32


@dataclass(slots=True)
class Spent:
    """Seconds by what they went into. ``again`` is the row by row check of stretches that were not plainly good."""

    tree: float = 0.0
    heads: float = 0.0
    attachments: float = 0.0
    signatures: float = 0.0
    lines: float = 0.0
    again: float = 0.0

    def sentence(self) -> str:
        said = (
            f"Leaves and tree took {self.tree:.2f} s, heads {self.heads:.2f} s, attachments {self.attachments:.2f} s,"
            f" signatures of people {self.signatures:.2f} s, lines of History {self.lines:.2f} s"
        )
        return f"{said}, a closer look {self.again:.2f} s." if self.again else f"{said}."


@dataclass(frozen=True, slots=True)
class Good:
    """A stretch in order: its leaf hashes, and how many rows were met (the signed entries' own rows aside).

    ``apart`` are the entries that ``closely`` looked at.
    """

    hashes: Sequence[bytes]
    unsigned: int
    attachments: int
    apart: Sequence[int] = ()


@dataclass(slots=True)
class _Line:
    """What History says of one entry; ``words`` are the bytes of its ``listing`` commit."""

    at: str
    type: str
    subject: str
    verdict: str
    words: bytes


class _Odd(Exception):
    """This stretch needs the row by row check."""


class QuickCheck:
    """Looks at stretches of one log.

    Args:
        origin: the log's name.
        log_key: hex id of the key that unsigned entries name.
        closely: checks the signed and the erased entries of a stretch row by row and gives their leaves by sequence
            number; raises BadEntry.
        spent: where the time is written down.
    """

    def __init__(
        self,
        connection: Connection,
        origin: str,
        log_key: str,
        closely: Callable[[int, int], dict[int, Leaf]],
        spent: Spent,
    ) -> None:
        self._connection = connection
        self._middle = f'"key":{quoted(log_key)},"log":{quoted(origin)},"seq":'
        self._closely = closely
        self._spent = spent
        self._days: set[str] = set()
        self._trouble = (_Odd, BadEntry, KnownError, DatabaseError, ValueError, sqlite_dialect.driver().Error)

    def look(self, low: int, high: int, gone: Set[int] = frozenset()) -> Good | None:
        """Whether entries ``low`` up to ``high`` are plainly good; None says nothing about what is wrong.

        Args:
            gone: those of them whose content was erased.
        """
        try:
            return self._look(low, high, gone)
        except self._trouble:
            return None

    def _look(self, low: int, high: int, gone: Set[int]) -> Good:
        times = [time.perf_counter()]
        leaves, hashes, apart = self._leaves(low, high, gone)
        times.append(time.perf_counter())
        lines = self._lines(low, high, gone)
        times.append(time.perf_counter())
        commits, attachments = self._commits(low, high, lines, gone)
        times.append(time.perf_counter())
        read = self._closely(low, high) if apart else {}
        if list(read) != apart:
            raise _Odd
        times.append(time.perf_counter())
        for seq, leaf, line, commit in zip(range(low, high), leaves, lines, commits, strict=True):
            if seq in read:
                promised = () if seq in gone else read[seq].commits
                if ",".join([_commit(name, c) for name, c in promised]) != commit:
                    raise _Odd
                continue
            subject = f',"subject":{quoted(line.subject)}' if line.subject else ""
            built = f'{{"at":"{line.at}","commits":[{commit}],{self._middle}{seq}{subject},"type":"{line.type}","v":1}}'
            if built.encode() != leaf or line.type not in _UNSIGNED or seq == 0:
                raise _Odd
        times.append(time.perf_counter())
        took = [after - before for before, after in pairwise(times)]
        self._spent.tree += took[0] + took[4]
        self._spent.lines += took[1]
        self._spent.attachments += took[2]
        self._spent.signatures += took[3]
        return Good(hashes, high - low - len(apart), attachments, apart)

    @contextmanager
    def _rows(self, query: str, low: int, high: int) -> Iterator[Iterator[Any]]:
        """Rows straight from the driver, which makes no object per row but a tuple, one in memory at a time."""
        driver: Any = self._connection.connection.driver_connection
        with closing(driver.cursor()) as cursor:
            yield cursor.execute(query, (low, high))

    def _leaves(self, low: int, high: int, gone: Set[int]) -> tuple[list[bytes], list[bytes], list[int]]:
        """Leaves, their hashes, and the entries that are looked at row by row."""
        leaves: list[bytes] = []
        hashes: list[bytes] = []
        apart: list[int] = []
        expected = low
        with self._rows(_ENTRIES, low, high) as rows:
            for seq, leaf, stored, envelope in rows:
                if seq != expected or type(leaf) is not bytes or sha256(b"\0" + leaf).digest() != stored:
                    raise _Odd
                leaves.append(leaf)
                hashes.append(stored)
                if envelope is not None or seq in gone:
                    apart.append(seq)
                expected += 1
        if expected != high:
            raise _Odd
        return leaves, hashes, apart

    def _lines(self, low: int, high: int, gone: Set[int]) -> list[_Line]:
        with self._rows(_SEARCH, low, high) as bodies, self._rows(_LISTING, low, high) as listed:
            return self._joined(low, high, gone, bodies, listed)

    def _joined(self, low: int, high: int, gone: Set[int], bodies: Iterator[Any], listed: Iterator[Any]) -> list[_Line]:
        found: list[_Line] = []
        expected = low
        for seq, at, kind, subject, verdict, agent, person, title in listed:
            # An erased entry has no search row; its line is looked at with the entry itself.
            rowid, body = (seq, "") if seq in gone else next(bodies, (-1, ""))
            if seq != expected or rowid != expected:
                raise _Odd
            try:
                # JCS escapes strings exactly as this function does; the members stand in the order of their names.
                words = (
                    f'{{"agent":{quoted(agent)},"body":{quoted(body)},"person":{quoted(person)},'
                    f'"title":{quoted(title)},"verdict":{quoted(verdict)}}}'
                )
                if not _STAMP.fullmatch(at) or type(kind) is not str or type(subject) is not str:
                    raise _Odd
            except TypeError:
                raise _Odd from None  # a column holds something else than text
            if at[:10] not in self._days:
                parse_stamp(at)
                self._days.add(at[:10])
            found.append(_Line(at, kind, subject, verdict, words.encode()))
            expected += 1
        if expected != high or next(bodies, None) is not None:
            raise _Odd
        return found

    def _commits(self, low: int, high: int, lines: Sequence[_Line], gone: Set[int]) -> tuple[list[str], int]:
        """The ``commits`` members that the payload rows call for, and how many are attachments."""
        built: list[list[str]] = [[] for _ in lines]
        last, previous, lined, met = low, "", 0, 0
        with self._rows(_PAYLOADS, low, high) as rows:
            for seq, name, salt, data in rows:
                if seq != last:
                    if type(seq) is not int or seq < last:
                        raise _Odd
                    last, previous = seq, ""
                if type(name) is not str or name <= previous or type(data) is not bytes:
                    raise _Odd
                previous = name
                if name == LISTING:
                    if data:
                        raise _Odd
                    lined += 1
                    data = lines[seq - low].words  # the row holds the salt only
                elif lines[seq - low].type == "outcome" and not entry_check.tells(data, lines[seq - low].verdict):
                    raise _Odd
                met += 1
                built[seq - low].append(_commit(name, commitment(salt, data)))
        if lined != high - low - len(gone):
            raise _Odd
        return [",".join(parts) for parts in built], met - lined


def commitment(salt: Any, data: bytes) -> str:
    """``seal.digests.commitment`` in a third of its time, for salts of the one length that is written.

    Raises:
        _Odd: another salt.
    """
    if type(salt) is not bytes or len(salt) != SALT_BYTES:
        raise _Odd
    inner = sha256(salt.translate(_INNER) + _INNER_REST + data).digest()
    return sha256(salt.translate(_OUTER) + _OUTER_REST + inner).hexdigest()


def _commit(name: str, c: str) -> str:
    return f'{{"c":"{c}","name":{quoted(name)}}}'
