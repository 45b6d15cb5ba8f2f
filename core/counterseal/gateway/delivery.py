"""What reaches a gateway from a desktop: an envelope with the proof that it was stored before it was sent.

The gateway is a witness of every desktop log: it keeps the last head it verified and takes nothing that does not
extend it (C2SP tlog-witness, 2026-07: check and persist in one transaction; 409 when the proof starts from another size
than the one seen here, 422 when it starts there and is wrong).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import desktops
from counterseal.gateway.context import Context
from counterseal.ledger import schema
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.note import Head, verify_head
from counterseal.ledger.roster import Roster
from counterseal.ledger.tree import leaf_hash, verify_consistency, verify_inclusion
from counterseal.model import strict_json
from counterseal.seal.digests import canonical
from counterseal.seal.dsse import Envelope, decode64, parse

MEMBERS = frozenset({"envelope", "leaf", "index", "inclusion", "consistency", "checkpoint"})
# The size that the consistency proof starts from. Without it a wrong start and a wrong proof look alike.
OLD = "old"
_FORK = "Both heads are kept here as evidence: find out who holds this log's key."
_SHORTER = "An owner can accept a restored history with a signed order."


class HeadRefused(Conflict):
    """A head that its log signed and that contradicts the one held here. Both are to be kept.

    Attributes:
        evidence: both heads.
    """

    def __init__(self, what: str, evidence: Contradiction, *, code: str, status: int = 409, todo: str = "") -> None:
        super().__init__(
            what,
            where=evidence.origin,
            todo=todo,
            code=code,
            seen_size=evidence.held_size,
            seen_checkpoint=evidence.held_note,
        )
        self.evidence = evidence
        self.http_status = status


@dataclass(frozen=True, slots=True)
class Delivery:
    """A read, not yet believed, delivery."""

    envelope: Envelope
    leaf: bytes
    index: int
    inclusion: tuple[bytes, ...]
    consistency: tuple[bytes, ...]
    checkpoint: str
    old: int | None

    @property
    def origin(self) -> str:
        """The log that it says it comes from."""
        return self.checkpoint.split("\n", 1)[0]

    def source(self) -> bytes:
        """What the entry in a separate gateway's log says of where this came from: its ``from`` payload."""
        return canonical({"log": self.origin, "index": self.index})


def read(body: Any, sender: str | None = None) -> Delivery:
    """Read the six members, and ``old`` where it is given.

    Args:
        sender: the log whose access token this came with. Nobody delivers another desktop's head: with a spoilt proof
            it would look like a fork of a log that is whole.

    Raises:
        InvalidInput: another form. Forbidden: from another log than ``sender`` (``wrong_log``).
    """
    if not isinstance(body, Mapping) or set(body) - {OLD} != MEMBERS:
        raise InvalidInput(f"A delivery has exactly {', '.join(sorted(MEMBERS))}")
    index, old = body["index"], body.get(OLD)
    if type(index) is not int or index < 0:
        raise InvalidInput("The index is a whole number", where="index")
    if OLD in body and (type(old) is not int or old < 0):
        raise InvalidInput("The size that the proof starts from is a whole number", where=OLD)
    if not isinstance(body["checkpoint"], str):
        raise InvalidInput("The checkpoint is text", where="checkpoint")
    found = Delivery(
        envelope=parse(body["envelope"]),
        leaf=decode64(body["leaf"], "leaf"),
        index=index,
        inclusion=_hashes(body["inclusion"], "inclusion"),
        consistency=_hashes(body["consistency"], "consistency"),
        checkpoint=body["checkpoint"],
        old=old,
    )
    if sender is not None and sender != found.origin:
        raise Forbidden("A desktop delivers from its own log only", where=found.origin[:80], code="wrong_log")
    return found


def check_stored(
    context: Context, connection: Connection, delivery: Delivery, roster: Roster, *, base: Head | None = None
) -> Mapping[str, Any]:
    """Believe that the envelope is in its log, under a head that extends the last one seen; keep that head.

    Args:
        roster: the one in force here, which says whose logs are enrolled.
        base: the head to extend in place of the last one seen: what is left of a log that was restored.

    Returns:
        the leaf's members.

    Raises:
        Forbidden: a log that is not enrolled here (``unknown_log``).
        HeadRefused: the head contradicts the one seen here (``fork``), or its log has become shorter.
        Conflict: the proof starts from another size than the one seen here (``seen_size`` names it).
        InvalidInput: the leaf or a proof is wrong.
    """
    origin = delivery.origin
    head = verify_head(delivery.checkpoint, desktops.log_key(context, roster, origin))
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
    _witness(connection, delivery, head, base)
    return leaf


def seen(connection: Connection, origin: str) -> tuple[int, str]:
    """Size and note of the last head seen of a log; 0 and nothing when none was."""
    table = schema.witnessed.c
    row = connection.execute(select(table.size, table.note).where(table.origin == origin)).one_or_none()
    return (row.size, row.note) if row is not None else (0, "")


def seen_size(connection: Connection, origin: str) -> int:
    """The size of the last head seen of a log; 0 when none was."""
    return seen(connection, origin)[0]


def _witness(connection: Connection, delivery: Delivery, head: Head, base: Head | None) -> None:
    table = schema.witnessed
    row = connection.execute(select(table).where(table.c.origin == head.origin)).one_or_none()
    held = Head(head.origin, row.size, bytes(row.root)) if row is not None else Head(head.origin, 0, b"")
    if base is None:
        _extends(delivery, head, held, row.note if row is not None else "")
    else:
        _goes_on(delivery, head, base)
    values = {"size": head.size, "root": head.root, "note": delivery.checkpoint}
    if row is None:
        connection.execute(insert(table).values(origin=head.origin, **values))
    else:
        connection.execute(update(table).where(table.c.origin == head.origin).values(**values))


def _extends(delivery: Delivery, head: Head, held: Head, note: str) -> None:
    """Hold a head to the one seen before. Raises HeadRefused, Conflict."""
    claimed = delivery.old == held.size
    evidence = Contradiction(head.origin, "forked", held.size, note, head.size, delivery.checkpoint)
    if head.size == held.size and head.root != held.root:
        raise HeadRefused("This log has signed two heads of one size", evidence, code="fork", todo=_FORK)
    if head.size < held.size and claimed:
        shorter = Contradiction(head.origin, "shorter", held.size, note, head.size, delivery.checkpoint)
        raise HeadRefused(
            "This log is shorter than it was when it was last seen here", shorter, code="head_mismatch", todo=_SHORTER
        )
    if head.size < held.size or (delivery.old is not None and not claimed):
        raise Conflict(
            "Another head of this log was the last one seen here",
            where=head.origin,
            todo="Prove consistency from the size in seen_size.",
            code="head_mismatch",
            seen_size=held.size,
            seen_checkpoint=note,
        )
    if held.size == 0 or verify_consistency(held.size, head.size, held.root, head.root, delivery.consistency):
        return
    if claimed:
        raise HeadRefused(
            "This log's head does not extend the one seen here", evidence, code="fork", status=422, todo=_FORK
        )
    # A proof from another size and a fork look alike here; the sender tells them apart by proving from seen_size.
    raise Conflict(
        "The head is not proven to extend the one seen here",
        where=head.origin,
        todo="Prove consistency from the size in seen_size.",
        code="head_mismatch",
        seen_size=held.size,
        seen_checkpoint=note,
    )


def _goes_on(delivery: Delivery, head: Head, base: Head) -> None:
    """Hold a head to what is left of a restored log, as its restore names it. Raises Conflict, InvalidInput."""
    if delivery.old != base.size:
        raise Conflict(
            "The proof does not start from the history that the restore names",
            where=head.origin,
            todo="Prove consistency from the size in seen_size.",
            code="head_mismatch",
            seen_size=base.size,
        )
    proof = delivery.consistency
    if not 0 < base.size < head.size or not verify_consistency(base.size, head.size, base.root, head.root, proof):
        raise InvalidInput(
            "The head does not extend the history that the restore names", where="body/here", code="wrong_head"
        )


def _hashes(raw: Any, where: str) -> tuple[bytes, ...]:
    if not isinstance(raw, list) or len(raw) > 128:
        raise InvalidInput("A proof is a list of at most 128 hashes", where=where)
    return tuple(decode64(item, f"{where}/{i}") for i, item in enumerate(raw))
