"""Who may do what, folded from the signed roster orders of a log; key validity by log position."""

from __future__ import annotations

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged
from counterseal.ledger import log, schema
from counterseal.ledger.roster_form import announcement_body, roster_body
from counterseal.ledger.roster_rules import ENTRY_TYPES, announcing, first, following
from counterseal.ledger.roster_state import Announcement, KeyRecord, Roster
from counterseal.model.decisions import ORDER_TYPE, read_statement
from counterseal.seal.dsse import Envelope

__all__ = [
    "Announcement",
    "KeyRecord",
    "Roster",
    "after",
    "announcement_body",
    "announcing",
    "first",
    "following",
    "load",
    "roster_body",
]


def load(connection: Connection, before: int | None = None) -> Roster:
    """Fold the log's roster orders into the one in force, or the one in force just before entry ``before`` (from 1).

    Raises:
        LedgerDamaged: entry 0 is not a valid roster order, or the chain of orders is broken.
    """
    listing = schema.listing.c
    query = (
        select(schema.entries.c.seq, schema.entries.c.envelope, listing.at, listing.type)
        .join(schema.listing, listing.seq == schema.entries.c.seq)
        .where(listing.type.in_(sorted(ENTRY_TYPES)), listing.verdict.in_(["roster", "key"]))
        .order_by(schema.entries.c.seq)
    )
    if before is not None:
        query = query.where(schema.entries.c.seq < before)
    rows = connection.execute(query).all()
    if not rows or rows[0].seq != 0:
        raise LedgerDamaged("Entry 0 of the log is not its roster", todo="Restore a backup; keep this as evidence.")
    roster: Roster | None = None
    for row in rows:
        try:
            roster = after(roster, log.envelope(connection, row.envelope), row.seq, row.at, row.type)
        except (InvalidInput, Forbidden) as error:
            what = "A roster order is not valid" if row.seq else "Entry 0 is not a roster signed by its owner"
            raise LedgerDamaged(what, where=f"entry {row.seq}: {error.text()}") from error
    if roster is None:
        raise LedgerDamaged("Entry 0 of the log is not its roster", todo="Restore a backup; keep this as evidence.")
    return roster


def after(roster: Roster | None, envelope: Envelope, seq: int, at: str, entry_type: str) -> Roster:
    """The roster after an order of kind ``roster`` or ``key``; None before entry 0.

    An order whose audience is another log changes nothing here: it is on its way to that log's gateway.

    Args:
        seq, at, entry_type: place, leaf time and type of the entry that it has, or would have, in this log.

    Raises:
        InvalidInput, Forbidden: what is wrong with it.
    """
    if roster is None:
        if seq or entry_type != "order":
            raise InvalidInput("Entry 0 is not the log's roster")
        return first(envelope)
    _name, _sha, predicate = read_statement(envelope.statement(), ORDER_TYPE)
    if predicate["audience"] != roster.log:
        roster.record(envelope, seq)
        return roster
    if predicate["kind"] == "roster":
        return following(roster, envelope, seq, at, entry_type)
    if entry_type != "order":
        raise InvalidInput(f"An announcement does not belong under {entry_type}")
    return announcing(roster, envelope, seq, at)
