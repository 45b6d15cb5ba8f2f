"""What reaches a gateway from a desktop: an envelope with the proof that it was stored before it was sent.

The gateway is a witness of every desktop log: it keeps the last head it verified and takes nothing that does not
extend it (C2SP tlog-witness, 2026-07: check and persist in one transaction).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.ledger import schema
from counterseal.ledger.note import Head, VerifierKey, verify_head
from counterseal.ledger.tree import leaf_hash, verify_consistency, verify_inclusion
from counterseal.model import strict_json
from counterseal.seal.dsse import Envelope, decode64, parse

MEMBERS = {"envelope", "leaf", "index", "inclusion", "consistency", "checkpoint"}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A read, not yet believed, delivery."""

    envelope: Envelope
    leaf: bytes
    index: int
    inclusion: tuple[bytes, ...]
    consistency: tuple[bytes, ...]
    checkpoint: str


def read(body: Any) -> Delivery:
    """Read the six members. Raises InvalidInput."""
    if not isinstance(body, Mapping) or set(body) != MEMBERS:
        raise InvalidInput(f"A delivery has exactly {', '.join(sorted(MEMBERS))}")
    index = body["index"]
    if isinstance(index, bool) or not isinstance(index, int) or index < 0:
        raise InvalidInput("The index is a whole number", where="index")
    if not isinstance(body["checkpoint"], str):
        raise InvalidInput("The checkpoint is text", where="checkpoint")
    return Delivery(
        envelope=parse(body["envelope"]),
        leaf=decode64(body["leaf"], "leaf"),
        index=index,
        inclusion=_hashes(body["inclusion"], "inclusion"),
        consistency=_hashes(body["consistency"], "consistency"),
        checkpoint=body["checkpoint"],
    )


def check_stored(connection: Connection, delivery: Delivery, logs: Mapping[str, VerifierKey]) -> Mapping[str, Any]:
    """Believe that the envelope is in its log, under a head that extends the last one seen; keep that head.

    Args:
        logs: the desktop logs that are enrolled here, by origin.

    Returns:
        the leaf's members.

    Raises:
        Forbidden: unknown log, or a head that does not extend the last one seen (``code`` fork).
        Conflict: the proof starts from another size than the one seen here (``seen_size`` names it).
        InvalidInput: the leaf or a proof is wrong.
    """
    origin = delivery.checkpoint.split("\n", 1)[0]
    verifier = logs.get(origin)
    if verifier is None:
        raise Forbidden("This log is not enrolled here", where=origin[:80], code="unknown_log")
    head = verify_head(delivery.checkpoint, verifier)
    leaf = strict_json.parse(delivery.leaf)
    if not isinstance(leaf, Mapping):
        raise InvalidInput("The leaf is not an object", where="leaf")
    wanted = {"log": origin, "seq": delivery.index, "key": delivery.envelope.keyid}
    if any(leaf.get(name) != value for name, value in wanted.items()):
        raise InvalidInput("The leaf does not name this log, place and key", where="leaf", code="wrong_leaf")
    if leaf.get("dsse_sha256") != delivery.envelope.sha256:
        raise InvalidInput("The leaf is not about this envelope", where="leaf/dsse_sha256", code="wrong_leaf")
    if not verify_inclusion(leaf_hash(delivery.leaf), delivery.index, head.size, delivery.inclusion, head.root):
        raise InvalidInput("The entry is not under this head", where="inclusion", code="not_included")
    _witness(connection, delivery, head)
    return leaf


def seen_size(connection: Connection, origin: str) -> int:
    """The size of the last head seen of a log; 0 when none was."""
    found = connection.execute(select(schema.witnessed.c.size).where(schema.witnessed.c.origin == origin))
    return found.scalar_one_or_none() or 0


def _witness(connection: Connection, delivery: Delivery, head: Head) -> None:
    table = schema.witnessed
    seen = connection.execute(select(table).where(table.c.origin == head.origin)).one_or_none()
    if seen is None:
        values = {"origin": head.origin, "size": head.size, "root": head.root, "note": delivery.checkpoint}
        connection.execute(insert(table).values(**values))
        return
    if head.size < seen.size:
        raise Conflict(
            "A newer head of this log was already seen here",
            where=head.origin,
            code="head_mismatch",
            seen_size=seen.size,
        )
    if not verify_consistency(seen.size, head.size, bytes(seen.root), head.root, delivery.consistency):
        # A proof from another size and a fork look alike here; the sender tells them apart by proving from seen_size.
        raise Conflict(
            "The head is not proven to extend the one seen here",
            where=head.origin,
            todo="Prove consistency from the size in seen_size.",
            code="head_mismatch",
            seen_size=seen.size,
        )
    connection.execute(
        update(table)
        .where(table.c.origin == head.origin)
        .values(size=head.size, root=head.root, note=delivery.checkpoint)
    )


def _hashes(raw: Any, where: str) -> tuple[bytes, ...]:
    if not isinstance(raw, list) or len(raw) > 128:
        raise InvalidInput("A proof is a list of at most 128 hashes", where=where)
    return tuple(decode64(item, f"{where}/{i}") for i, item in enumerate(raw))
