"""Holds a log to a head that somebody else keeps: does it still extend it, is it shorter, or is it another history?

A restore that an owner has signed excuses exactly the heads that it names. Nothing here believes a column: the root
over the first entries is computed from their hashes, and a restore counts by its signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged, NotFound
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger import schema
from counterseal.ledger.note import Head
from counterseal.ledger.tree import frontier_of, range_root
from counterseal.model.people import Role
from counterseal.seal.statements import read_order

SAME, BEHIND, SHORTER, FORKED = "same", "behind", "shorter", "forked"
RESTORE = "restore"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a log stands to a held head.

    Attributes:
        state: same, behind (the held head is older and extended), shorter or forked.
        size: entries here.
        first_lost: the first entry that is missing or may be another one; ``size`` when nothing is lost.
        last_same: how many entries at the beginning are known to be the ones under the held head.
    """

    state: str
    size: int
    first_lost: int
    last_same: int

    @property
    def good(self) -> bool:
        return self.state in (SAME, BEHIND)


def root_at(connection: Connection, size: int) -> bytes:
    """The root over the first ``size`` entries, from the stored tree. Raises LedgerDamaged."""
    return range_root(ledger_log.node_reader(connection), 0, size)


def frontier_at(connection: Connection, size: int) -> list[bytes]:
    """The roots of the perfect subtrees over the first ``size`` entries, largest first. Raises LedgerDamaged."""
    return frontier_of(ledger_log.node_reader(connection), size)


def compare(connection: Connection, held: Head, frontier: Sequence[bytes] = ()) -> Standing:
    """Hold the log to a head.

    Args:
        frontier: what is known of the held tree's perfect subtrees, largest first; it narrows the lost range.

    Raises:
        LedgerDamaged: the log has no head, or its stored tree has holes.
    """
    head, _note = ledger_log.head(connection)
    if held.size <= head.size and (held.size == 0 or root_at(connection, held.size) == held.root):
        return Standing(SAME if held.size == head.size else BEHIND, head.size, head.size, held.size)
    same, another = _same_parts(connection, head.size, held.size, frontier)
    if another or held.size <= head.size:
        return Standing(FORKED, head.size, same, same)
    return Standing(SHORTER, head.size, head.size, same)


def excused(connection: Connection, origin: str, held: Head, audience: str = "") -> bool:
    """Whether an owner has accepted, by a signed restore in this log, that this head is no longer extended.

    Args:
        audience: the gateway that holds the head, which must have been told of it; empty when no gateway does.
    """
    wanted = {"size": held.size, "root": held.root.hex()}
    for seq, told, body in restores(connection, origin):
        named = [{"size": one["size"], "root": one["root"]} for one in body["elsewhere"]]
        if wanted in named and seq >= body["here"]["size"] and told == (audience or origin):
            return True
    return False


def restores(connection: Connection, origin: str) -> list[tuple[int, str, Mapping[str, Any]]]:
    """The restores of this log itself that stand in it with a valid owner's signature, oldest first.

    Returns:
        entry, audience and body of each.
    """
    listing = schema.listing.c
    query = (
        select(schema.entries.c.seq, schema.entries.c.envelope)
        .join(schema.listing, listing.seq == schema.entries.c.seq)
        .where(listing.type == "restored", listing.subject == origin)
        .order_by(schema.entries.c.seq)
    )
    found: list[tuple[int, str, Mapping[str, Any]]] = []
    rows = connection.execute(query).all()
    if not rows:
        return found
    roster = rosters.load(connection)
    for row in rows:
        try:
            envelope = ledger_log.envelope(connection, str(row.envelope))
            signer = roster.signer(envelope, row.seq)
            subject, predicate = read_order(envelope)
            if predicate["kind"] == RESTORE and subject == origin and signer.has(Role.OWNER):
                found.append((row.seq, str(predicate["audience"]), read_restore(predicate["body"])))
        except (Forbidden, InvalidInput, NotFound, LedgerDamaged):
            # It excuses nothing; verification is what says that such an entry is wrong.
            continue
    return found


def read_restore(body: Any) -> Mapping[str, Any]:
    """The body of a restore order, checked: ``here``, ``elsewhere`` and ``first_lost``. Raises InvalidInput."""
    if not isinstance(body, Mapping) or set(body) != {"here", "elsewhere", "first_lost"}:
        raise InvalidInput("A restore has here, elsewhere and first_lost", where="body")
    elsewhere = body["elsewhere"]
    if not isinstance(elsewhere, list) or not 0 < len(elsewhere) <= 1_000:
        raise InvalidInput("A restore names 1 to 1,000 heads that are held elsewhere", where="body/elsewhere")
    _named_head(body["here"], {"size", "root"}, "body/here")
    for index, one in enumerate(elsewhere):
        _named_head(one, {"holder", "size", "root"}, f"body/elsewhere/{index}")
        if not isinstance(one["holder"], str) or not 0 < len(one["holder"]) <= 200:
            raise InvalidInput("A holder has 1 to 200 characters", where=f"body/elsewhere/{index}/holder")
    if not _whole(body["first_lost"]) or body["first_lost"] > body["here"]["size"]:
        raise InvalidInput("The first lost entry is not one of this log", where="body/first_lost")
    return body


def first_order(connection: Connection) -> str:
    """The digest of the envelope in entry 0, which names the log, its key and its first owner.

    Raises:
        LedgerDamaged: entry 0 is not a roster, or the chain of rosters that starts with it is broken.
    """
    rosters.load(connection)
    query = select(schema.entries.c.envelope).where(schema.entries.c.seq == 0)
    return str(connection.execute(query).scalar_one())


def _same_parts(connection: Connection, size: int, held: int, frontier: Sequence[bytes]) -> tuple[int, bool]:
    """How many entries at the beginning are known to be the same, and whether a known part behind them is another."""
    read = ledger_log.node_reader(connection)
    start, levels = 0, [level for level in range(held.bit_length() - 1, -1, -1) if held >> level & 1]
    for node, level in zip(frontier, levels, strict=False):
        if start + (1 << level) > size:
            break
        if read(level, start >> level) != node:
            return start, True
        start += 1 << level
    return start, False


def _named_head(raw: Any, members: set[str], where: str) -> None:
    if not isinstance(raw, Mapping) or set(raw) != members or not _whole(raw["size"]):
        raise InvalidInput("A named head has a size and a root", where=where)
    root = raw["root"]
    if not isinstance(root, str) or len(root) != 64 or set(root) - set("0123456789abcdef"):
        raise InvalidInput("A root is 64 hex digits", where=where)


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0
