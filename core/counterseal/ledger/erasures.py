"""What was erased by order: content may be absent only where a signed erasure names the entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import InvalidInput
from counterseal.ledger import entry_check, log, roster, schema


@dataclass(frozen=True, slots=True)
class Erased:
    """One erased entry: which entry ordered it, and what that order says of the erased one."""

    by: int
    type: str
    verdict: str
    key: str


def load(connection: Connection, origin: str) -> dict[int, Erased]:
    """Every erased entry by its sequence number. The orders' signatures are checked.

    Raises:
        KnownError: an erasure order is damaged or not signed by an owner.
    """
    listing = schema.listing.c
    query = (
        select(schema.entries.c.seq, schema.entries.c.leaf)
        .join(schema.listing, listing.seq == schema.entries.c.seq)
        .where(listing.type == "erasure")
        .order_by(schema.entries.c.seq)
    )
    found: dict[int, Erased] = {}
    for row in connection.execute(query).all():
        leaf = entry_check.read_leaf(bytes(row.leaf), origin, row.seq)
        envelope = log.envelope(connection, leaf.dsse_sha256 or "")
        signed, _after = entry_check.check_envelope(leaf, envelope, roster.load(connection, row.seq))
        for seq, (kind, verdict, key) in listed(signed.predicate).items():
            if 0 <= seq < row.seq:
                found.setdefault(seq, Erased(row.seq, kind, verdict, key))
    return found


def listed(predicate: Mapping[str, Any]) -> dict[int, tuple[str, str, str]]:
    """What an erasure order erases: seq to (type, verdict, key), from body ``{"erased": [{seq,type,verdict,key}]}``.

    Raises:
        InvalidInput: another form.
    """
    body = predicate["body"]
    entries = body.get("erased") if isinstance(body, Mapping) else None
    result: dict[int, tuple[str, str, str]] = {}
    for one in entries if isinstance(entries, list) else [None]:
        if not isinstance(one, Mapping) or set(one) != {"seq", "type", "verdict", "key"} or type(one["seq"]) is not int:
            raise InvalidInput("An erasure lists seq, type, verdict and key of each erased entry")
        result[one["seq"]] = (str(one["type"]), str(one["verdict"]), str(one["key"]))
    return result
