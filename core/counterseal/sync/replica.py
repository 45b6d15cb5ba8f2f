"""A replica: a separate gateway's log in a database of its own, verified page by page before it is stored.

A page is stored and verified in one transaction: its entries, signatures and attachments by the rules of any log, and
the tree recomputed from them against the head that the gateway signed over exactly these entries. What fails is rolled
back, so a replica only ever holds what its gateway has signed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.errors import Forbidden, InvalidInput, LedgerDamaged, NotFound, Unreachable
from counterseal.ledger import entry_check, erasing, erasures, schema
from counterseal.ledger import log as ledger_log
from counterseal.ledger.database import Database
from counterseal.ledger.erasures import Erased
from counterseal.ledger.note import Head, split_note, verify_head
from counterseal.ledger.tree import fold, leaf_hash, push
from counterseal.model import strict_json
from counterseal.seal.dsse import decode64, parse
from counterseal.seal.statements import read_order
from counterseal.sync.gateways import SeparateGateway

FOLDER = "replicas"
# The largest whole number that SQLite stores.
MOST_SEQ = (1 << 63) - 1
_LOOKED_UP = 500
_FORESEEN = "foreseen"
_COSIGNED = "cosigned"
_LISTING = frozenset({"verdict", "agent", "person", "title", "body"})
_LINE = frozenset({"seq", "leaf", "envelope", "payloads"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a page, read but not believed. ``gone_by``: the entry that erased the content that is missing."""

    seq: int
    leaf: bytes
    envelope: bytes | None
    payloads: Mapping[str, tuple[bytes, bytes]]
    gone_by: int | None
    envelope_by: int | None


@dataclass(frozen=True, slots=True)
class Stored:
    """What a page brought. ``erased``: it ordered something erased, which is gone here now too."""

    size: int
    erased: bool


class Replica:
    """One replicated log.

    Attributes:
        gateway: whose log it is.
        database: where it lies.
    """

    def __init__(self, gateway: SeparateGateway, database: Database) -> None:
        self.gateway = gateway
        self.database = database

    @staticmethod
    def path(home: Path, origin: str) -> Path:
        """The file of a log's replica. Raises InvalidInput for an origin that cannot name one."""
        name = origin.removeprefix("counterseal/")
        if not name or set(name) - set("0123456789abcdef-"):
            raise InvalidInput("A log's origin is counterseal/ and a UUID", where=origin[:80])
        return home / FOLDER / f"{name}.db"

    @staticmethod
    def open(home: Path, gateway: SeparateGateway) -> Replica:
        """Open or create. Raises KnownError."""
        path = Replica.path(home, gateway.origin)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Replica(gateway, Database.open(path, create=True))

    def close(self) -> None:
        self.database.close()

    def head(self) -> tuple[Head, str]:
        """The newest replicated head and its note; size 0 and no note before the first page."""
        with self.database.read() as connection:
            return _head(connection, self.gateway.origin)

    def waits_for_erasures(self) -> bool:
        """Whether content is missing whose erasure order has not been replicated yet."""
        with self.database.read() as connection:
            return bool(_remembered(connection, _FORESEEN, {}))

    def cosigned(self) -> tuple[int, float]:
        """Size of the head last cosigned, and when (Unix seconds)."""
        with self.database.read() as connection:
            size, at = _remembered(connection, _COSIGNED, (0, 0.0))
            return int(size), float(at)

    def remember_cosigned(self, size: int, at: float) -> None:
        with self.database.write() as connection:
            _remember(connection, _COSIGNED, (size, at))

    def news_since(self, size: int) -> bool:
        """Whether entries from ``size`` on hold anything but cosignatures; over only these no head needs ours."""
        listing = schema.listing.c
        query = select(listing.seq).where(listing.seq >= size, listing.type != "cosigned").limit(1)
        with self.database.read() as connection:
            return connection.execute(query).first() is not None

    def put_aside(self) -> None:
        """Rename the closed file, so that it stays as evidence and a new replica can begin."""
        path = self.database.path
        kept = next(name for n in count(1) if not (name := path.with_name(f"{path.name}.kept-{n}")).exists())
        for suffix in ("-wal", "-shm", ""):
            part = path.with_name(path.name + suffix)
            if part.exists():
                part.rename(kept.with_name(kept.name + suffix))

    def check_twins(self, own: Callable[[Sequence[str]], Mapping[str, int]]) -> None:
        """Look for twins anew where the own log is no longer the one they were found in, as after a restore."""
        column = schema.accepted.c
        with self.database.read() as connection:
            last = connection.execute(select(column.envelope, column.seq).order_by(column.seq.desc()).limit(1)).first()
        if last is None or own([last.envelope]).get(last.envelope) == last.seq:
            return
        with self.database.write() as connection:
            connection.execute(delete(schema.accepted))
            query = select(schema.entries.c.envelope).where(schema.entries.c.envelope.is_not(None))
            for digests in connection.execute(query).scalars().partitions(_LOOKED_UP):
                _mark_twins(connection, own(list(digests)))

    def store(self, page: Any, own: Callable[[Sequence[str]], Mapping[str, int]], asked: int | None = None) -> Stored:
        """Verify a page of ``GET /v1/log/entries`` and store it, or leave everything as it was.

        Args:
            own: given envelope digests, those that stand in the own log with their entry.
            asked: the entry that was asked for; when another process has stored it meanwhile, the page is left aside.

        Raises:
            Unreachable: not a page.
            LedgerDamaged: the page does not hold (``code`` bad_page).
        """
        from counterseal.ledger.verify import verify_stretch

        entries, note = _read_page(page)
        verifier = self.gateway.verifier
        try:
            head = verify_head(note, verifier)
            with self.database.write() as connection:
                start = ledger_log.length(connection)
                if asked is not None and asked < start:
                    return Stored(start, False)
                if not entries or entries[0].seq != start or head.size != start + len(entries):
                    raise InvalidInput("The page is not the one asked for", where=f"{start:,} to {head.size:,}")
                self._insert(connection, entries, head, _plain(note, self.gateway))
                foreseen = _foreseen(connection, entries)
                erased = self._erase(connection, entries)
                done = erasures.load(connection, verifier.name)
                since = min([start, *(seq for seq in foreseen if seq in done)])
                left = {seq: one for seq, one in foreseen.items() if seq not in done}
                overdue = [seq for seq, one in left.items() if one.by < head.size]
                if overdue:
                    raise InvalidInput("Content is missing that no erasure order names", where=f"entry {overdue[0]}")
                verify_stretch(connection, verifier, since, left)
                _remember(connection, _FORESEEN, {seq: [one.by, one.envelope_by] for seq, one in left.items()})
                digests = [parse(entry.envelope).sha256 for entry in entries if entry.envelope is not None]
                _mark_twins(connection, own(digests))
            if erased:
                self.database.settle()
        except Unreachable:
            raise
        except (InvalidInput, Forbidden, NotFound, LedgerDamaged) as error:
            raise LedgerDamaged(
                f"The log of {self.gateway.name} does not hold, so nothing more of it is taken: {error.what}",
                where=error.where,
                todo="Tell its owner; what was verified before stays here.",
                code="bad_page",
            ) from error
        return Stored(head.size, erased)

    def _insert(self, connection: Connection, entries: Sequence[Entry], head: Head, note: str) -> None:
        row = connection.execute(select(schema.log_state.c.size, schema.log_state.c.frontier)).one_or_none()
        size = row.size if row is not None else 0
        frontier = ledger_log.unpack(row.frontier) if row is not None else []
        for entry in entries:
            hashed = _insert_entry(connection, entry, self.gateway.origin)
            push(frontier, size, hashed)
            size += 1
            if size % ledger_log.TILE == 0:
                ledger_log.write_tiles(connection, size)
        if fold(frontier) != head.root:
            raise InvalidInput("The entries are not those under the head that the gateway signed", where=f"{size:,}")
        connection.execute(insert(schema.heads).values(size=size, root=head.root, note=note))
        values = {"size": size, "frontier": b"".join(frontier)}
        if row is None:
            connection.execute(insert(schema.log_state).values(id=1, **values))
        else:
            connection.execute(update(schema.log_state).values(**values))

    def _erase(self, connection: Connection, entries: Sequence[Entry]) -> bool:
        """Carry out here what the new entries order erased; note the agents that they register."""
        erased = False
        for entry in entries:
            kind = entry_check.read_leaf(entry.leaf, self.gateway.origin, entry.seq).type
            if kind in erasures.TYPES:
                erased = bool(erasing.carry_out(connection, self.gateway.origin, entry.seq).erased) or erased
            elif kind == "order" and entry.envelope is not None:
                _note_agent(connection, entry.envelope)
        return erased


def _mark_twins(connection: Connection, twins: Mapping[str, int]) -> None:
    """Mark entries that stand in the own log too, so that History shows each once."""
    for sha, seq in twins.items():
        values = {"envelope": sha, "seq": seq, "state": "twin", "at": ""}
        connection.execute(upsert(schema.accepted).values(**values).on_conflict_do_nothing())


def _insert_entry(connection: Connection, entry: Entry, origin: str) -> bytes:
    """Insert one entry with its rows; gives its leaf hash. Raises InvalidInput."""
    leaf = entry_check.read_leaf(entry.leaf, origin, entry.seq)
    if entry.envelope is not None:
        envelope = parse(entry.envelope)
        values = {"sha256": envelope.sha256, "envelope": entry.envelope}
        connection.execute(upsert(schema.envelopes).values(**values).on_conflict_do_nothing())
    hashed = leaf_hash(entry.leaf)
    connection.execute(
        insert(schema.entries).values(seq=entry.seq, leaf=entry.leaf, leaf_hash=hashed, envelope=leaf.dsse_sha256)
    )
    line = {"verdict": "", "agent": "", "person": "", "title": "", "body": None}
    for name, (salt, data) in entry.payloads.items():
        stored = data
        if name == ledger_log.LISTING:
            line, stored = _line(data), b""
        connection.execute(insert(schema.payloads).values(seq=entry.seq, name=name, salt=salt, bytes=stored))
    body = line.pop("body")
    connection.execute(
        insert(schema.listing).values(seq=entry.seq, at=leaf.at, type=leaf.type, subject=leaf.subject, **line)
    )
    if body is not None:
        connection.execute(
            text("INSERT INTO search (rowid, body) VALUES (:seq, :body)"), {"seq": entry.seq, "body": body}
        )
    return hashed


def _line(data: bytes) -> dict[str, Any]:
    """The line in History that a ``listing`` attachment stands for. Raises InvalidInput."""
    said = strict_json.parse(data)
    if not isinstance(said, Mapping) or set(said) != _LISTING or not all(isinstance(v, str) for v in said.values()):
        raise InvalidInput("An entry's line in History has another form")
    return dict(said)


def _note_agent(connection: Connection, raw: bytes) -> None:
    """An agent as its registration describes it: for its name, and for the order that a change must supersede."""
    envelope = parse(raw)
    subject, predicate = read_order(envelope)
    if predicate["kind"] != "agent":
        return
    from counterseal.gateway import registering

    body = registering.check_agent(predicate["body"])
    values = {
        "name": body["name"].strip(),
        "owner": body["owner"],
        "level": body["level"],
        "tools": json.dumps(body["tools"]),
        "runbook": body["runbook"],
        "token_sha256": body["token_sha256"],
        "order_envelope": envelope.sha256,
    }
    statement = upsert(schema.agents).values(id=subject, halt_epoch=0, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=values))


def _foreseen(connection: Connection, entries: Sequence[Entry]) -> dict[int, Erased]:
    """Entries whose content is missing although no order here says so yet: those of earlier pages, and of this one."""
    found: dict[int, Erased] = {}
    known = {int(seq): by for seq, by in _remembered(connection, _FORESEEN, {}).items()}
    known |= {e.seq: [e.gone_by, e.envelope_by] for e in entries if e.gone_by is not None}
    for seq, (by, envelope_by) in known.items():
        leaf = json.loads(ledger_log.leaf_bytes(connection, seq))
        found[seq] = Erased(by, leaf["type"], "", leaf["key"], envelope_by)
    return found


def _head(connection: Connection, origin: str) -> tuple[Head, str]:
    if ledger_log.length(connection) == 0:
        return Head(origin, 0, b""), ""
    return ledger_log.head(connection)


def _plain(note: str, gateway: SeparateGateway) -> str:
    """The note with the log's own signature only, as the log itself stores it."""
    body, lines = split_note(note)
    own = next(line for line in lines if (line.name, line.hash) == (gateway.origin, gateway.verifier.hash))
    return f"{body}\n{own.text()}"


def _remembered(connection: Connection, name: str, default: Any) -> Any:
    value = connection.execute(select(schema.meta.c.value).where(schema.meta.c.name == name)).scalar_one_or_none()
    return default if value is None else json.loads(value)


def _remember(connection: Connection, name: str, value: Any) -> None:
    statement = upsert(schema.meta).values(name=name, value=json.dumps(value))
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"value": json.dumps(value)}))


def _read_page(page: Any) -> tuple[list[Entry], str]:
    if not isinstance(page, Mapping) or set(page) != {"entries", "checkpoint"} or not isinstance(page["entries"], list):
        raise _no_page()
    if not isinstance(page["checkpoint"], str):
        raise _no_page()
    try:
        return [_read_entry(raw) for raw in page["entries"]], page["checkpoint"]
    except (InvalidInput, KeyError, TypeError, AttributeError) as error:
        raise _no_page() from error


def _read_entry(raw: Any) -> Entry:
    if not isinstance(raw, Mapping) or set(raw) != _LINE or type(raw["seq"]) is not int or raw["seq"] > MOST_SEQ:
        raise InvalidInput("not an entry")
    envelope, envelope_by = raw["envelope"], _mark(raw["envelope"])
    stored: dict[str, tuple[bytes, bytes]] = {}
    gone = [] if envelope_by is None else [envelope_by]
    for name, payload in raw["payloads"].items():
        by = _mark(payload)
        if by is not None:
            gone.append(by)
            continue
        if set(payload) != {"salt", "bytes"}:
            raise InvalidInput("not a payload")
        stored[name] = decode64(payload["salt"], "salt"), decode64(payload["bytes"], "bytes")
    kept = None
    if envelope is not None and envelope_by is None:
        kept = parse(envelope).to_bytes()
    payload_marks = [by for by in gone if by != envelope_by] or gone
    return Entry(
        raw["seq"],
        decode64(raw["leaf"], "leaf"),
        kept,
        stored,
        min(payload_marks) if payload_marks else None,
        envelope_by,
    )


def _mark(raw: Any) -> int | None:
    if isinstance(raw, Mapping) and set(raw) == {"erased"}:
        if type(raw["erased"]) is not int:
            raise InvalidInput("not a mark")
        return int(raw["erased"])
    return None


def _no_page() -> Unreachable:
    return Unreachable("The gateway's answer is not a page of its log", code="not_a_gateway")
