"""Whoever can write the file, with a tool of their own: no triggers, no foreign keys, no waiting for the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from counterseal.ledger import sqlite_dialect
from counterseal.ledger.log import TILE
from counterseal.ledger.tree import leaf_hash, push

# The columns of a row that say which one it is, and the columns that say what it holds.
KEYS: dict[str, tuple[str, ...]] = {
    "entries": ("seq",),
    "envelopes": ("sha256",),
    "payloads": ("seq", "name"),
    "tiles": ("level", "idx"),
    "heads": ("size",),
    "log_state": ("id",),
    "listing": ("seq",),
    "search": ("rowid",),
    "erased": ("seq",),
}
WORTH: dict[str, tuple[str, ...]] = {
    "entries": ("leaf", "leaf_hash", "envelope"),
    "envelopes": ("envelope",),
    "payloads": ("salt", "bytes"),
    "tiles": ("hashes", "root"),
    "heads": ("root", "note"),
    "log_state": ("size", "frontier"),
    "listing": ("at", "type", "verdict", "subject", "agent", "person", "title"),
    "search": ("body",),
    "erased": ("by_seq", "envelope_by"),
}
Key = tuple[Any, ...]


@contextmanager
def into(path: Path, *, triggers: bool = False) -> Iterator[Any]:
    """A connection that may do anything; what it did is in the file afterwards."""
    with closing(sqlite_dialect.driver().connect(str(path), isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        if not triggers:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.execute("COMMIT")


def where(table: str) -> str:
    return " AND ".join(f"{name} = ?" for name in KEYS[table])


@dataclass
class Rows:
    """What the untouched file holds, row by row, and which entry each row speaks of."""

    cells: dict[str, dict[Key, dict[str, Any]]]
    entry_of: dict[str, int]

    @staticmethod
    def of(path: Path) -> Rows:
        cells: dict[str, dict[Key, dict[str, Any]]] = {}
        with closing(sqlite_dialect.driver().connect(f"file:{path}?mode=ro", uri=True)) as connection:
            for table, key in KEYS.items():
                names = [*key, *WORTH[table]]
                found = connection.execute(f"SELECT {','.join(names)} FROM {table} ORDER BY {','.join(key)}")
                cells[table] = {row[: len(key)]: dict(zip(names, row, strict=True)) for row in found}
            signed = "SELECT envelope, min(seq) FROM entries WHERE envelope IS NOT NULL GROUP BY envelope"
            entry_of = dict(connection.execute(signed).fetchall())
        return Rows(cells, entry_of)

    @property
    def size(self) -> int:
        return len(self.cells["entries"])

    def keys(self, table: str) -> list[Key]:
        return list(self.cells[table])

    def value(self, table: str, column: str, key: Key) -> Any:
        return self.cells[table][key][column]

    def speaks_of(self, table: str, key: Key) -> int:
        """The entry that a finding about this row names; it need not be in the log."""
        if table == "envelopes":
            return self.entry_of[key[0]]
        if table == "heads":
            return int(key[0]) - 1
        if table == "tiles":
            return int((key[1] + 1) * TILE ** (key[0] + 1) - 1)
        if table == "log_state":
            return self.size - 1
        return int(key[0])

    def edge(self, size: int) -> bytes:
        """The frontier over the first ``size`` entries."""
        frontier: list[bytes] = []
        for seq in range(size):
            push(frontier, seq, leaf_hash(self.value("entries", "leaf", (seq,))))
        return b"".join(frontier)


def cut(connection: Any, size: int, edge: bytes | None, spare: Sequence[str] = ()) -> None:
    """Cut the log to ``size`` entries; with the state (``edge``) as it was then, nothing inside gives it away.

    ``spare`` are tables that the attacker forgets.
    """
    statements = {
        "envelopes": f"DELETE FROM envelopes WHERE sha256 IN (SELECT envelope FROM entries WHERE seq >= {size})",
        "entries": f"DELETE FROM entries WHERE seq >= {size}",
        "listing": f"DELETE FROM listing WHERE seq >= {size}",
        "payloads": f"DELETE FROM payloads WHERE seq >= {size}",
        "search": f"DELETE FROM search WHERE rowid >= {size}",
        "heads": f"DELETE FROM heads WHERE size > {size}",
        "erased": f"DELETE FROM erased WHERE by_seq >= {size}",
        "tiles": f"DELETE FROM tiles WHERE level = 0 AND (idx + 1) * {TILE} > {size}",
    }
    for table, statement in statements.items():
        if table not in spare:
            connection.execute(statement)
    if edge is not None:
        connection.execute("UPDATE log_state SET size = ?, frontier = ?", (size, edge))


@dataclass(frozen=True)
class Mutant:
    """One change. ``names`` are the entries that a finding may name; None where it stands for the whole file."""

    name: str
    change: Callable[[Any], object]
    names: frozenset[int] | None
    triggers: bool = False
