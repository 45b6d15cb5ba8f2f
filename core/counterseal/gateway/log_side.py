"""The log side of a gateway: its head, its entries page by page, and cosignatures from those who replicate it.

A desktop that replicates a log takes pages, each with a signed head over exactly its last entry, recomputes the tree,
and cosigns the newest head that it has verified (C2SP tlog-cosignature, 2026-07).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.sqlite import insert

from counterseal import __version__
from counterseal.clock import parse_stamp, stamp
from counterseal.errors import Forbidden, InvalidInput
from counterseal.gateway import delivery, desktops
from counterseal.gateway.context import Context
from counterseal.gateway.delivery import HeadRefused
from counterseal.gateway.desktops import Reader
from counterseal.ledger import conflicts, cosignature, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.conflicts import Contradiction
from counterseal.ledger.entry_lines import entry_lines
from counterseal.ledger.log import Draft
from counterseal.ledger.note import Head, NoteLine, split_note, verify_head
from counterseal.model.people import Person
from counterseal.seal.digests import canonical

PAGE_ENTRIES = 1_000
# A page of large attachments is cut at the next head beyond this; one entry may be larger, and is then a page.
PAGE_BYTES = 16 << 20
ENTRY_EVERY = timedelta(hours=1)
SKEW = timedelta(minutes=5)
_C = schema.cosignatures.c


def checkpoint(context: Context, connection: Connection, since: int, origin: str | None) -> dict[str, Any]:
    """The newest head, as ``GET /v1/log/checkpoint`` answers.

    Args:
        since: a size to prove consistency from; 0 asks for none.
        origin: a desktop log whose last head seen here is asked for.

    Returns:
        ``checkpoint``: the note with the cosignature lines known for it; ``consistency``: hashes in base64, empty when
        ``since`` is 0, the size itself, or beyond it (then whoever asks has seen more than there is);
        ``seen_size`` and ``seen_checkpoint``: of ``origin``, null when it was never seen; ``witnesses``: for each log
        that cosigned, ``{"log","size","at"}`` of its largest head.
    """
    head, note = ledger_log.head(connection)
    proof = ledger_log.prove_consistency(connection, since, head.size) if 0 < since < head.size else []
    seen_size, seen_note = delivery.seen(connection, origin) if origin else (0, "")
    return {
        "checkpoint": _cosigned(connection, context, head.size, note),
        "consistency": [_base64(one) for one in proof],
        "seen_size": seen_size if origin else None,
        "seen_checkpoint": seen_note or None,
        "witnesses": _witnesses(context, connection),
    }


def page(context: Context, connection: Connection, start: int, end: int) -> bytes:
    """A page of entries as ``GET /v1/log/entries`` answers: ``{"entries":[...],"checkpoint":note}`` in JSON.

    The entries are the objects of ``entries.jsonl``, from ``start`` on; the note is a head over exactly ``start`` and
    so many entries. At most 1,000 entries or 16 MiB, fewer where no head was signed at ``end``; more only when the
    first head beyond ``start`` covers more.

    Raises:
        InvalidInput: ``end`` is not beyond ``start``, or ``start`` is beyond the log (``beyond_end``).
    """
    head, _note = ledger_log.head(connection)
    if end <= start:
        raise InvalidInput("Ask for at least one entry", where="start, end")
    if start > head.size:
        raise InvalidInput(f"The log has {head.size:,} entries", where="start", code="beyond_end", size=head.size)
    if start == head.size:
        return _page(context, connection, start, [])
    sizes = _head_sizes(connection, start, min(end, start + PAGE_ENTRIES))
    lines: list[bytes] = []
    taken, best = 0, 0
    for line in entry_lines(connection, context.log.origin, start, sizes[-1]):
        if taken + len(line) > PAGE_BYTES and best:
            break
        lines.append(line)
        taken += len(line)
        if start + len(lines) in sizes:
            best = len(lines)
    return _page(context, connection, start, lines[:best])


def cosign(context: Context, connection: Connection, who: Reader, body: Any) -> dict[str, Any]:
    """Take a witness's cosignature of one of our heads, as ``POST /v1/log/cosign``.

    Returns:
        ``witness``, ``size``, and ``entry``: the ledger entry made of it, null when there was one within the hour.

    Raises:
        InvalidInput: not our head with one cosignature line, or a wrong signature.
        Forbidden: the witness is not an enrolled desktop log, or not the one whose token this is.
        HeadRefused: we signed no such head: our own log is shorter than, or other than, what was witnessed.
    """
    if not isinstance(body, Mapping) or set(body) != {"checkpoint"} or not isinstance(body["checkpoint"], str):
        raise InvalidInput("A cosignature comes as a checkpoint with its line", where="checkpoint")
    note = body["checkpoint"]
    head = verify_head(note, context.log.verifier)
    line = _foreign_line(note, context)
    verifier, person = desktops.witness(rosters.load(connection), line.name)
    if who.log is not None and who.log != line.name:
        raise Forbidden("A desktop cosigns with its own log's key", where=line.name[:80], code="wrong_log")
    time = cosignature.check(note, line.text(), verifier)
    if time > (context.clock.now() + SKEW).timestamp():
        raise InvalidInput("The cosignature is from the future", where="checkpoint", todo="Check both clocks.")
    own = _check_own(connection, head, note)
    known = connection.execute(select(_C.size).where(_C.origin == head.origin, _C.witness == line.name).limit(1))
    first = known.one_or_none() is None
    row = {"origin": head.origin, "size": head.size, "witness": line.name, "line": line.text()}
    connection.execute(insert(schema.cosignatures).values(**row).on_conflict_do_nothing())
    entry = _enter(context, connection, head, own + line.text(), line.name, person, first)
    return {"witness": line.name, "size": head.size, "entry": entry}


def health(context: Context, connection: Connection) -> dict[str, Any]:
    """What ``GET /healthz`` says: kind of gateway, whether it has its first owner, and how many heads contradict.

    Raises:
        Forbidden: its HALT file lies there.
    """
    if context.halted_locally:
        raise Forbidden("Halted by its HALT file", code="halted")
    return {
        "ok": True,
        "version": __version__,
        "origin": context.log.origin,
        "kind": "separate" if context.separate else "embedded",
        "adopted": ledger_log.length(connection) > 0,
        "conflicts": conflicts.count(connection),
    }


def contradictions(connection: Connection) -> list[dict[str, Any]]:
    """Heads that cannot both be true, with both notes."""
    return [{"at": at, **asdict(found)} for at, found in conflicts.listed(connection)]


def _page(context: Context, connection: Connection, start: int, lines: list[bytes]) -> bytes:
    size = start + len(lines)
    note = connection.execute(select(schema.heads.c.note).where(schema.heads.c.size == size)).scalar_one_or_none()
    if note is None:
        raise InvalidInput("No head was signed over so many entries", where="start", code="no_head")
    signed = json.dumps(_cosigned(connection, context, size, note))
    return b'{"entries":[' + b",".join(one.rstrip(b"\n") for one in lines) + b'],"checkpoint":' + signed.encode() + b"}"


def _head_sizes(connection: Connection, start: int, end: int) -> list[int]:
    """Sizes with a head in (``start``, ``end``]; the first one beyond when there is none."""
    size = schema.heads.c.size
    found = list(connection.execute(select(size).where(size > start, size <= end).order_by(size)).scalars())
    return found or [connection.execute(select(func.min(size)).where(size > start)).scalar_one()]


def _cosigned(connection: Connection, context: Context, size: int, note: str) -> str:
    query = select(_C.line).where(_C.origin == context.log.origin, _C.size == size).order_by(_C.witness)
    return note + "".join(connection.execute(query).scalars())


def _witnesses(context: Context, connection: Connection) -> list[dict[str, Any]]:
    ours = _C.origin == context.log.origin
    found: list[dict[str, Any]] = []
    # From one witness to the next by the index: there are few, and each may have cosigned millions of heads.
    next_one = select(func.min(_C.witness))
    witness = connection.execute(next_one.where(ours)).scalar_one()
    while witness is not None:
        newest = select(func.max(_C.size)).where(ours, _C.witness == witness)
        size = connection.execute(newest).scalar_one()
        line = connection.execute(select(_C.line).where(ours, _C.witness == witness, _C.size == size)).scalar_one()
        moment = datetime.fromtimestamp(cosignature.time_of(line), UTC)
        found.append({"log": witness, "size": size, "at": stamp(moment)})
        witness = connection.execute(next_one.where(ours, _C.witness > witness)).scalar_one()
    return found


def _foreign_line(note: str, context: Context) -> NoteLine:
    _body, lines = split_note(note)
    foreign = [line for line in lines if (line.name, line.hash) != (context.log.origin, context.log.verifier.hash)]
    if len(foreign) != 1:
        raise InvalidInput("There must be one cosignature line under the log's own", where="checkpoint")
    return foreign[0]


def _check_own(connection: Connection, head: Head, note: str) -> str:
    """Our own note of a head that somebody has witnessed. Raises HeadRefused: we have no such head."""
    newest, newest_note = ledger_log.head(connection)
    row = connection.execute(select(schema.heads).where(schema.heads.c.size == head.size)).one_or_none()
    if row is not None and bytes(row.root) == head.root:
        return str(row.note)
    kind = "shorter" if head.size > newest.size else "forked"
    shown = (row.size, row.note) if row is not None else (newest.size, newest_note)
    found = Contradiction(head.origin, kind, head.size, note, *shown)
    raise HeadRefused(
        "This gateway's log is shorter than it was when it was witnessed"
        if kind == "shorter"
        else "This gateway's log is not the one that was witnessed",
        found,
        code=f"history_{kind}",
        todo="Keep this gateway's folder as evidence; find out what was restored, or who holds its log key.",
    )


def _enter(
    context: Context, connection: Connection, head: Head, note: str, witness: str, person: Person, first: bool
) -> int | None:
    """One ``cosigned`` entry per witness and hour, and none for heads that cover nothing but such entries."""
    if not first:
        listing = schema.listing.c
        last = connection.execute(
            select(listing.seq, listing.at)
            .where(listing.subject == witness, listing.type == "cosigned")
            .order_by(listing.seq.desc())
            .limit(1)
        ).one_or_none()
        if last is not None:
            news = select(listing.seq).where(listing.seq > last.seq, listing.seq < head.size)
            other = connection.execute(news.where(listing.type != "cosigned").limit(1)).first()
            if other is None or parse_stamp(last.at) + ENTRY_EVERY > context.clock.now():
                return None
    draft = Draft(
        "cosigned",
        context.now(),
        witness,
        payloads={"cosigned": canonical({"witness": witness, "size": head.size, "note": note})},
        verdict="cosigned",
        person=person.id,
        title=f"Head over {head.size:,} entries witnessed by {person.name}'s desktop",
    )
    return context.log.append(connection, [draft]).seqs[0]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
