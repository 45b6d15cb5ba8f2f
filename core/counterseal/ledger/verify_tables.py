"""Whole tables, and not entries: rows that no entry knows of, and indexes that hide rows from readers."""

from __future__ import annotations

from sqlalchemy import Connection, text

from counterseal.ledger import sqlite_dialect
from counterseal.ledger.verify_tree import BadEntry

_NUMBERED = ("entries", "listing", "payloads", "search")


def outside(connection: Connection, size: int) -> None:
    """Raises BadEntry: a row has a number that no entry of a log of this size has."""
    for table in _NUMBERED:
        number = "rowid" if table == "search" else "seq"
        found = connection.execute(
            text(f"SELECT min({number}) FROM {table} WHERE {number} >= :size OR {number} < 0"),  # noqa: S608  (our own names)
            {"size": size},
        ).scalar_one()
        if found is not None:
            raise BadEntry(found, f"It stands outside the log of {size:,} entries; it was never added by it.")


def strays(connection: Connection, envelopes: int, payloads: int, searchable: int) -> None:
    """Rows that no entry knows of. Counting is enough: every row that belongs was met on the way.

    Args:
        envelopes, payloads, searchable: how many signed statements, attachments and search rows the entries have.

    Raises:
        BadEntry: there are others, or an index does not fit its table.
    """
    if connection.execute(text("SELECT count(*) FROM envelopes")).scalar_one() != envelopes:
        stray = "SELECT sha256 FROM envelopes WHERE sha256 NOT IN (SELECT envelope FROM entries WHERE envelope > '')"
        named = connection.execute(text(f"{stray} LIMIT 1")).scalar_one_or_none()
        raise BadEntry(None, f"A signed statement is stored that belongs to no entry ({str(named)[:16]}).")
    for table, met, what in (("payloads", payloads, "attachments"), ("search", searchable, "search rows")):
        found = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608  (our own names)
        if found != met:
            raise BadEntry(None, f"There are {found:,} {what} where the entries have {met:,}.")
    for table in ("listing", "search"):
        wrong = sqlite_dialect.trouble_in(connection, table)
        if wrong is not None:
            raise BadEntry(
                None, f"An index of {table} does not fit its rows: readers may not find every entry ({wrong})."
            )
    if connection.execute(text("SELECT count(*) FROM log_state")).scalar_one() != 1:
        raise BadEntry(None, "The log's state is stored more than once.")
