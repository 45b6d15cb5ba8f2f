"""Who is away, read from the orders in a replicated log: the gateway that enforces them keeps its own list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from counterseal.gateway.presence import AWAY, BACK
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema
from counterseal.seal.statements import read_order


def read_absences(connection: Connection, people: Iterable[str]) -> dict[str, str | None]:
    """Who of ``people`` the newest such order marks as away, and until when (UTC stamp or None).

    Raises:
        InvalidInput, LedgerDamaged: a stored order cannot be read.
    """
    found = {person: _newest(connection, person) for person in people}
    bodies = {person: body for person, body in found.items() if body is not None and body.get("away") is True}
    return {person: body.get("until") for person, body in bodies.items()}


def _newest(connection: Connection, person: str) -> dict[str, Any] | None:
    """The body of the newest order that says where somebody is; None without one, or when it was erased."""
    line, entry = schema.listing.c, schema.entries.c
    newest = select(func.max(line.seq)).where(
        line.subject == person, line.type == "order", line.verdict.in_((AWAY, BACK))
    )
    seq = connection.execute(newest).scalar_one()
    if seq is None:
        return None
    sha256 = connection.execute(select(entry.envelope).where(entry.seq == seq)).scalar_one_or_none()
    if sha256 is None:
        return None
    _subject, predicate = read_order(ledger_log.envelope(connection, sha256))
    return dict(predicate["body"])
