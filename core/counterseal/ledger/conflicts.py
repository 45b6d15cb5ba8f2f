"""Two heads of one log that cannot both be true: kept for good, because each is signed by that log."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from counterseal.ledger import schema

# One stolen log key could otherwise fill the disk with forked heads; the first ones prove enough.
MOST_PER_LOG = 200


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What was known, and what contradicts it.

    Attributes:
        origin: the log.
        kind: ``forked``: entries under the held head are other ones; ``shorter``: some of them are missing.
        held_size, held_note: the head held before, as a signed note.
        shown_size, shown_note: the head shown now.
    """

    origin: str
    kind: str
    held_size: int
    held_note: str
    shown_size: int
    shown_note: str


def keep(connection: Connection, found: Contradiction, at: str) -> None:
    """Keep both notes; the same pair once. ``at``: UTC time."""
    table = schema.conflicts
    known = connection.execute(select(func.count()).select_from(table).where(table.c.origin == found.origin))
    if known.scalar_one() < MOST_PER_LOG:
        connection.execute(insert(table).values(**asdict(found), at=at).on_conflict_do_nothing())


def count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(schema.conflicts)).scalar_one())


def listed(connection: Connection) -> list[tuple[str, Contradiction]]:
    """All that were kept, oldest first, each with its time."""
    rows = connection.execute(select(schema.conflicts).order_by(schema.conflicts.c.id))
    return [(r.at, Contradiction(r.origin, r.kind, r.held_size, r.held_note, r.shown_size, r.shown_note)) for r in rows]
