"""The outbox: signed and stored envelopes on their way to a gateway. Rows are claimed in the database.

Delivery is idempotent by envelope, so a row whose acknowledgement was lost is simply sent again. To each gateway rows
go out one at a time, whoever's process carries them: orders first, so that no halt waits behind decisions, else as
they were signed. A row that its gateway cannot take now is passed over for a while; what is about the same action, or
orders the same thing, waits with it.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, case, exists, func, insert, select, update

from counterseal.clock import Clock, stamp
from counterseal.ledger import log as ledger_log
from counterseal.ledger import schema

CLAIM_SECONDS = 15
OPEN = ("queued", "claimed")
# The audience of rows for the profile's own gateway, as 0.1.0 wrote none.
OWN = ""
_O = schema.outbox.c
# Spelled out in the statement: SQLite cannot know of bound values that the indexes over open rows hold them, and would
# look through everything that was ever sent.
_IS_OPEN = _O.state.in_(bindparam("open_states", OPEN, expanding=True, literal_execute=True))


@dataclass(frozen=True, slots=True)
class Claimed:
    """One row to deliver.

    Attributes:
        kind: decision, order, halt, reset or restore.
        overtaken: a reset that was passed by a later halt; it must not go out any more.
    """

    id: int
    envelope: str
    seq: int
    kind: str
    subject: str
    overtaken: bool = False


def add(
    connection: Connection,
    envelope: str,
    seq: int,
    kind: str,
    subject: str,
    not_before: str | None,
    audience: str = OWN,
) -> None:
    """Queue an envelope, in the transaction that stores it.

    Args:
        audience: the log origin of the gateway that shall take it; empty for the profile's own one.
    """
    connection.execute(
        insert(schema.outbox).values(
            envelope=envelope,
            seq=seq,
            kind=kind,
            subject=subject,
            not_before=not_before,
            state="queued",
            attempts=0,
            note="",
            audience=audience,
        )
    )


def claim(
    connection: Connection,
    clock: Clock,
    claimant: str,
    audience: Collection[str] = (OWN,),
    paused: Collection[int] = (),
) -> Claimed | None:
    """Claim the next open row, unless a living process holds it. None when there is nothing to do now.

    Args:
        audience: the names under which the rows of one gateway were queued.
        paused: rows to pass over for now, together with those that must not overtake them.
    """
    # Until a restore is there, a gateway that has seen more takes nothing else.
    first = case((_O.kind == "restore", 0), (_O.kind == "decision", 2), else_=1)
    query = select(schema.outbox).where(_IS_OPEN, _O.audience.in_(audience))
    if paused:
        query = query.where(_O.id.not_in(paused), ~_behind(paused))
    row = connection.execute(query.order_by(first, _O.id).limit(1)).one_or_none()
    if row is None:
        return None
    now = clock.now()
    held = row.state == "claimed" and row.claimed_by != claimant and row.claimed_until > stamp(now)
    if held and _alive(row.claimed_by):
        return None
    connection.execute(
        update(schema.outbox)
        .where(_O.id == row.id)
        .values(
            state="claimed",
            claimed_by=claimant,
            claimed_until=stamp(now + timedelta(seconds=CLAIM_SECONDS)),
            attempts=row.attempts + 1,
        )
    )
    overtaken = row.kind == "reset" and _halted_since(connection, row.id, audience)
    return Claimed(row.id, row.envelope, row.seq, row.kind, row.subject, overtaken)


def _behind(paused: Collection[int]) -> ColumnElement[bool]:
    """Rows that would overtake a paused one about the same thing. Halts and restores wait for nothing."""
    before = schema.outbox.alias("before")
    same = and_(before.c.subject == _O.subject, (before.c.kind == "decision") == (_O.kind == "decision"))
    return and_(_O.kind.not_in(("halt", "restore")), exists().where(before.c.id.in_(paused), before.c.id < _O.id, same))


def _halted_since(connection: Connection, row_id: int, audience: Collection[str]) -> bool:
    """Whether a halt that was signed after this row went out before it."""
    later = select(_O.id).where(_O.id > row_id, _O.kind == "halt", _O.audience.in_(audience), _O.state == "delivered")
    return connection.execute(later.limit(1)).first() is not None


def finish(connection: Connection, row_id: int, state: str, note: str = "") -> None:
    """Mark a row delivered or refused; or queued again, with the reason that it could not go out."""
    connection.execute(
        update(schema.outbox).where(_O.id == row_id).values(state=state, note=note[:1000], claimed_by=None)
    )


def body(connection: Connection, row: Claimed, seen_size: int) -> dict[str, Any]:
    """What is posted: envelope, leaf, and proofs to the newest head and from the size the gateway has seen."""
    head, note = ledger_log.head(connection)
    first = seen_size if 0 < seen_size <= head.size else 0
    return {
        "envelope": ledger_log.envelope(connection, row.envelope).to_json(),
        "leaf": _text(ledger_log.leaf_bytes(connection, row.seq)),
        "index": row.seq,
        "inclusion": [_text(h) for h in ledger_log.prove_inclusion(connection, row.seq, head.size)],
        "consistency": [_text(h) for h in ledger_log.prove_consistency(connection, first, head.size)],
        "checkpoint": note,
        "old": seen_size,
    }


def count_open(connection: Connection, audience: Collection[str] | None = None) -> int:
    """How many are on their way, to one gateway or (None) to all."""
    query = select(func.count()).select_from(schema.outbox).where(_IS_OPEN)
    if audience is not None:
        query = query.where(_O.audience.in_(audience))
    return int(connection.execute(query).scalar_one())


def has_open_decision(connection: Connection, subject: str) -> bool:
    """Whether a decision on this action is still on its way."""
    query = select(_O.id).where(_O.subject == subject, _O.kind == "decision", _IS_OPEN)
    return connection.execute(query.limit(1)).first() is not None


def state_of(connection: Connection, envelope: str) -> tuple[str, str]:
    """State and note of an envelope's row; empty when it has none."""
    row = connection.execute(select(_O.state, _O.note).where(_O.envelope == envelope)).one_or_none()
    return (row.state, row.note) if row else ("", "")


def audience_of(connection: Connection, envelope: str) -> str:
    """The gateway that an envelope is for, by its log's origin; empty for the profile's own one."""
    return connection.execute(select(_O.audience).where(_O.envelope == envelope)).scalar_one_or_none() or OWN


def claimant() -> str:
    """The name under which this process claims rows."""
    return f"{os.getpid()}:{os.urandom(6).hex()}"


def _alive(name: str | None) -> bool:
    """Whether a claimant's process lives. Where that cannot be asked, the claim's time decides."""
    try:
        return process_lives(int((name or "").split(":", 1)[0]))
    except ValueError:
        return True


def process_lives(pid: int) -> bool:
    """Whether a process lives, as far as this system can say; True when it cannot."""
    if os.name != "posix" or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
