"""When an action was decided, begun and ended, as its entries in the ledger say."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from counterseal.ledger import schema

_DECIDED = ("policy_allowed", "policy_refused", "decision", "delivered", "expired", "voided")


@dataclass(frozen=True, slots=True)
class Moments:
    """When an action was decided, its permit taken, its outcome reported; None for what has not been."""

    decided: str | None = None
    consumed: str | None = None
    reported: str | None = None


def moments(connection: Connection, action_id: str) -> Moments:
    """The moments of one action; what was allowed has no entry of its own for its permit."""
    listing = schema.listing.c
    query = select(listing.type, listing.at).where(listing.subject == action_id).order_by(listing.seq)
    found: dict[str, str] = {}
    for entry in connection.execute(query):
        found["decided" if entry.type in _DECIDED else entry.type] = entry.at
    return Moments(found.get("decided"), found.get("permit_taken"), found.get("outcome"))
