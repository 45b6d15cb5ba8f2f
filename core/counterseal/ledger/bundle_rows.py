"""A bundle's entries as the rows of a database of their own, so that History reads them as it reads any log.

Nothing here judges: the lines come from the bundle's verifier as it walks, and what does not hold is told by it, and
for single entries by History's own proof. A line that is no entry at all is left out and counted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select, text

from counterseal.errors import KnownError
from counterseal.ledger import erasures, log, schema
from counterseal.ledger.bundle_forms import Checkpoint
from counterseal.ledger.database import Database
from counterseal.ledger.tree import leaf_hash, push
from counterseal.seal.dsse import decode64, parse
from counterseal.seal.statements import read_order

AT_ONCE = 4096
# A number that History can hold in the place where a page ends.
HIGHEST = 1 << 40
_LOOKED_UP = 500
_WORDS = ("verdict", "agent", "person", "title", "body")
_INSERTS = {
    "entries": "INSERT INTO entries (seq, leaf, leaf_hash, envelope) VALUES (?, ?, ?, ?)",
    "envelopes": "INSERT OR IGNORE INTO envelopes (sha256, envelope) VALUES (?, ?)",
    "payloads": "INSERT INTO payloads (seq, name, salt, bytes) VALUES (?, ?, ?, ?)",
    "listing": (
        "INSERT INTO listing (seq, at, type, verdict, subject, agent, person, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "search": "INSERT INTO search (rowid, body) VALUES (?, ?)",
}
_Rows = dict[str, list[tuple[Any, ...]]]


class BundleRows:
    """Fills one database with the entries of one log, line by line.

    Attributes:
        size: entries taken so far.
        left_out: lines that are no entries.
        agents: names of agents by id, as their registrations in this log have them.
    """

    def __init__(self, database: Database, origin: str) -> None:
        self.database = database
        self.origin = origin
        self.size = 0
        self.left_out = 0
        self.agents: dict[str, str] = {}
        self._next = 0
        self._frontier: list[bytes] = []
        self._waiting: list[_Rows] = []

    def line(self, raw: bytes) -> None:
        """Take one line of ``entries.jsonl``."""
        try:
            rows, seq, hashed = self._rows(raw)
        except (KnownError, ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
            self.left_out += 1
            return
        if self._whole:
            push(self._frontier, self.size, hashed)
        self.size += 1
        self._next = seq + 1
        self._waiting.append(rows)
        if self.size % AT_ONCE == 0:
            self._flush()

    def finish(self, checkpoint: Checkpoint | None) -> None:
        """Store what is left, the head that the bundle shows, and what its erasure orders say.

        Args:
            checkpoint: None where the bundle's own one cannot be read.
        """
        self._flush()
        with self.database.write() as connection:
            values = {"id": 1, "size": self.size, "frontier": b"".join(self._frontier)}
            connection.execute(insert(schema.log_state), values)
            if checkpoint is not None:
                head = {"size": checkpoint.size, "root": checkpoint.root, "note": checkpoint.note}
                connection.execute(insert(schema.heads), head)
            try:
                erased = erasures.load(connection, self.origin)
            except KnownError:
                # Such a bundle has been found not to verify; its entries are shown without what was erased.
                erased = {}
            for seq, one in erased.items():
                if seq < self._next:
                    values = {"seq": seq, "by_seq": one.by, "envelope_by": one.envelope_by}
                    connection.execute(insert(schema.erased), values)
                    change = "UPDATE listing SET verdict = :said, title = '', person = '', agent = '' WHERE seq = :seq"
                    connection.execute(text(change), {"said": one.verdict, "seq": seq})

    def mark_twins(self, own: Database) -> None:
        """Mark the entries that stand in the bundle's own log too, so that History shows each once."""
        column = schema.entries.c
        with self.database.write() as connection, own.read() as other:
            digests = connection.execute(select(column.envelope).where(column.envelope.is_not(None)).distinct())
            for part in digests.scalars().partitions(_LOOKED_UP):
                # One envelope may stand in several entries of a log.
                first = func.min(column.seq).label("seq")
                query = select(column.envelope, first).where(column.envelope.in_(part)).group_by(column.envelope)
                twins = [
                    {"envelope": row.envelope, "seq": row.seq, "state": "twin", "at": ""}
                    for row in other.execute(query)
                ]
                if twins:
                    connection.execute(insert(schema.accepted), twins)

    @property
    def _whole(self) -> bool:
        """Whether no entry is missing so far; without all of them there is no tree that proves one."""
        return not self.left_out and self._next == self.size

    def _rows(self, raw: bytes) -> tuple[_Rows, int, bytes]:
        entry = json.loads(raw)
        leaf = decode64(entry["leaf"], "leaf")
        said = json.loads(leaf)
        seq, named = entry["seq"], said.get("dsse_sha256")
        if type(seq) is not int or not self._next <= seq < HIGHEST or not isinstance(named, str | None):
            raise ValueError("not a following entry")
        rows: _Rows = {table: [] for table in _INSERTS}
        rows["entries"].append((seq, leaf, leaf_hash(leaf), named))
        if isinstance(entry["envelope"], dict) and "payload" in entry["envelope"]:
            envelope = parse(entry["envelope"])
            rows["envelopes"].append((envelope.sha256, envelope.to_bytes()))
            self._note_agent(envelope)
        words = dict.fromkeys(_WORDS, "")
        for name, item in entry["payloads"].items():
            if "salt" not in item:
                continue
            salt, data = decode64(item["salt"], "salt"), decode64(item["bytes"], "bytes")
            if name == log.LISTING:
                words = _words(data)
                rows["search"].append((seq, words["body"]))
                data = b""
            rows["payloads"].append((seq, _text(name), salt, data))
        said = (said["at"], said["type"], words["verdict"], said.get("subject", ""))
        listed = (*said, words["agent"], words["person"], words["title"])
        rows["listing"].append((seq, *map(_text, listed)))
        return rows, seq, rows["entries"][0][2]

    def _note_agent(self, envelope: Any) -> None:
        try:
            subject, predicate = read_order(envelope)
            if predicate["kind"] == "agent":
                self.agents[subject] = _text(predicate["body"]["name"])
        except (KnownError, LookupError, TypeError, ValueError):
            return  # not an order, or not one that holds

    def _flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        with self.database.write() as connection:
            for table, statement in _INSERTS.items():
                values = [row for rows in waiting for row in rows[table]]
                if values:
                    connection.exec_driver_sql(statement, values)
            first = self.size - len(waiting) if self._whole else self.size
            for size in range((first // log.TILE + 1) * log.TILE, self.size + 1, log.TILE):
                log.write_tiles(connection, size)


def _words(data: bytes) -> dict[str, str]:
    said = json.loads(data)
    return {name: _text(said[name]) for name in _WORDS}


def _text(value: Any) -> str:
    """Text that a database can hold. Raises ValueError."""
    if not isinstance(value, str):
        raise ValueError("not text")
    value.encode()
    return value


def names_in(rows: Sequence[BundleRows]) -> dict[str, str]:
    """Names of agents over several logs; the first one's count."""
    found: dict[str, str] = {}
    for one in reversed(rows):
        found |= one.agents
    return found
