"""Who may do what, folded from the signed roster orders of a log; key validity by log position."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged
from counterseal.ledger import log, schema
from counterseal.ledger.remembered import Remembered
from counterseal.ledger.roster_form import announcement_body, roster_body
from counterseal.ledger.roster_rules import ENTRY_TYPES, announcing, first, following
from counterseal.ledger.roster_state import Announcement, KeyRecord, Roster
from counterseal.model.decisions import ORDER_TYPE, read_statement
from counterseal.seal.dsse import Envelope, parse

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


_ENTRIES, _LISTING = schema.entries.c, schema.listing.c
# Made once: every proposal and every decision asks for the roster.
_ORDERS = (
    select(_ENTRIES.seq, _LISTING.at, _LISTING.type, schema.envelopes.c.envelope)
    .join(schema.listing, _LISTING.seq == _ENTRIES.seq)
    .join(schema.envelopes, schema.envelopes.c.sha256 == _ENTRIES.envelope, isouter=True)
    .where(_LISTING.type.in_(sorted(ENTRY_TYPES)), _LISTING.verdict.in_(["roster", "key"]))
    .order_by(_ENTRIES.seq)
)


def load(connection: Connection, before: int | None = None) -> Roster:
    """Fold the log's roster orders into the one in force, or the one in force just before entry ``before`` (from 1).

    Raises:
        LedgerDamaged: entry 0 is not a valid roster order, or the chain of orders is broken.
    """
    query = _ORDERS if before is None else _ORDERS.where(_ENTRIES.seq < before)
    rows = connection.execute(query).all()
    if not rows or rows[0].seq != 0:
        raise LedgerDamaged("Entry 0 of the log is not its roster", todo="Restore a backup; keep this as evidence.")
    chain, roster = _step(b"", None, rows[0])
    for row in rows[1:]:
        chain, roster = _step(chain, roster, row)
    return roster


def _step(chain: bytes, roster: Roster | None, row: Any) -> tuple[bytes, Roster]:
    """One more order: the digest of everything folded so far, and the roster after it."""
    if row.envelope is None:
        raise LedgerDamaged("The signed statement of a roster order is missing", where=f"entry {row.seq}")
    raw = log.stored(row.envelope)
    chain = sha256(chain + f"{row.seq} {row.at} {row.type} ".encode() + raw).digest()
    folded = _FOLDED.get(chain)
    return chain, folded if folded is not None else _FOLDED.put(chain, _next(roster, raw, row.seq, row.at, row.type))


def _next(roster: Roster | None, raw: bytes, seq: int, at: str, entry_type: str) -> Roster:
    try:
        return after(roster, parse(raw), seq, at, entry_type)
    except (InvalidInput, Forbidden) as error:
        what = "A roster order is not valid" if seq else "Entry 0 is not a roster signed by its owner"
        raise LedgerDamaged(what, where=f"entry {seq}: {error.text()}") from error


# A roster order is part of every decision's check; by the digest of all that was folded, no signature is checked twice.
_FOLDED: Remembered[bytes, Roster] = Remembered(256)


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
