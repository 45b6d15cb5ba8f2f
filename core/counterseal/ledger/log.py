"""Appending to the log and reading its tree. Everything here runs inside the caller's transaction.

A head leaves the process only after the transaction that wrote it has committed; callers return what ``append`` gives
them only after ``Database.write`` ended without an exception.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text, update

from counterseal.errors import LedgerDamaged, NotFound
from counterseal.ledger import schema
from counterseal.ledger.note import Head, VerifierKey, sign_head
from counterseal.ledger.prepared import Prepared
from counterseal.ledger.tree import (
    consistency_proof,
    fold,
    inclusion_proof,
    leaf_hash,
    perfect_root,
    push,
)
from counterseal.seal.digests import SALT_BYTES, canonical, commitment
from counterseal.seal.dsse import Envelope, parse
from counterseal.seal.keys import SigningKey

TILE = 256
TILE_HEIGHT = 8
# The commit that makes the leaf promise its line in History. Its payload row holds the salt only: the bytes are made
# from the listing and search rows, so that they are stored once.
LISTING = "listing"
_LISTED = ("at", "type", "verdict", "subject", "agent", "person", "title")
ENTRY_TYPES = (
    "action_received", "policy_allowed", "policy_refused", "viewed", "decision", "delivered", "permit_taken",
    "outcome", "expired", "escalated", "voided", "order", "pause", "halt", "reset", "key_enrolled", "key_rotated",
    "key_revoked", "incident", "erasure", "retention_cut", "restored", "export", "cosigned",
)  # fmt: skip


# What every entry needs.
_STATE = Prepared(select(schema.log_state.c.size, schema.log_state.c.frontier))
_NEW_STATE = Prepared(update(schema.log_state), ["size", "frontier"])
_NEW_ENTRY, _NEW_PAYLOAD = Prepared(insert(schema.entries)), Prepared(insert(schema.payloads))
_NEW_ENVELOPE, _NEW_LISTING = Prepared(insert(schema.envelopes)), Prepared(insert(schema.listing))
_NEW_HEAD = Prepared(insert(schema.heads))
_LEAF = Prepared(select(schema.entries.c.leaf).where(schema.entries.c.seq == bindparam("seq")))
_PAYLOAD = Prepared(
    select(schema.payloads.c.salt, schema.payloads.c.bytes).where(
        schema.payloads.c.seq == bindparam("seq"), schema.payloads.c.name == bindparam("name")
    )
)
_NEW_SEARCH = Prepared(text("INSERT INTO search (rowid, body) VALUES (:seq, :body)"))


def as_payload(value: object) -> bytes:
    """JSON in the one spelling that attachments of ours have: sorted, compact, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be. ``payloads`` are exact bytes by name; the listing members are for History and search only."""

    type: str
    at: str
    subject: str = ""
    envelope: Envelope | None = None
    payloads: Mapping[str, bytes] = field(default_factory=dict)
    verdict: str = ""
    agent: str = ""
    person: str = ""
    title: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True)
class Appended:
    """Where drafts ended up: their sequence numbers and the head over them."""

    seqs: tuple[int, ...]
    head: Head
    note: str


class Log:
    """One own log: its origin, its log key, and how entries are added.

    Attributes:
        origin: ``counterseal/<uuid>``.
        key: the log's signing key.
        verifier: the C2SP verifier key of the log.
    """

    def __init__(self, origin: str, key: SigningKey) -> None:
        self.origin = origin
        self.key = key
        self.verifier = VerifierKey(origin, key.public)

    def append(self, connection: Connection, drafts: Sequence[Draft]) -> Appended:
        """Add entries, their payloads, envelopes and listing rows, and one head over them.

        Raises:
            LedgerDamaged: the stored size and the stored tree disagree.
        """
        growth = Growth(self, connection)
        seqs = growth.add(drafts)
        head, note = growth.seal()
        return Appended(seqs, head, note)


class Growth:
    """A log while one transaction adds entries to it, in several goes and under one head. Not thread-safe.

    Nothing of it may leave the transaction before ``seal``, and nobody else may append in between.

    Raises:
        LedgerDamaged: the stored size and the stored tree disagree.
    """

    def __init__(self, log: Log, connection: Connection) -> None:
        self._log = log
        self._connection = connection
        state = _STATE.run(connection, {}).one_or_none()
        self._first = state is None
        self._size = self._sealed = state.size if state else 0
        self._frontier = unpack(state.frontier) if state else []
        if len(self._frontier) != self._size.bit_count():
            raise LedgerDamaged("The log's stored tree does not fit its size", where=f"{self._size} entries")

    def add(self, drafts: Sequence[Draft]) -> tuple[int, ...]:
        """Write entries; their places in the log."""
        seqs = range(self._size, self._size + len(drafts))
        for seq, draft in zip(seqs, drafts, strict=True):
            leaf = self._write_entry(seq, draft)
            push(self._frontier, seq, leaf)
            self._size = seq + 1
            if self._size % TILE == 0:
                write_tiles(self._connection, self._size)
        return tuple(seqs)

    def mark(self) -> tuple[int, tuple[bytes, ...]]:
        """Where it stands, for ``back_to``."""
        return self._size, tuple(self._frontier)

    def back_to(self, mark: tuple[int, tuple[bytes, ...]]) -> None:
        """Forget what was added since ``mark``; the caller has rolled the transaction back to that point."""
        size, frontier = mark
        self._size, self._frontier = size, list(frontier)

    @property
    def open(self) -> bool:
        """Whether something was added that no head covers yet."""
        return self._size != self._sealed

    def seal(self) -> tuple[Head, str]:
        """Write the signed head over all that was added, and what the next append goes on from."""
        head = Head(self._log.origin, self._size, fold(self._frontier))
        note = sign_head(head, self._log.key)
        connection = self._connection
        _NEW_HEAD.run(connection, {"size": self._size, "root": head.root, "note": note})
        values = {"size": self._size, "frontier": b"".join(self._frontier)}
        if self._first:
            connection.execute(insert(schema.log_state), {"id": 1, **values})
        else:
            _NEW_STATE.run(connection, values)
        self._first, self._sealed = False, self._size
        return head, note

    def _write_entry(self, seq: int, draft: Draft) -> bytes:
        if draft.type not in ENTRY_TYPES:
            raise ValueError(f"unknown entry type {draft.type}")
        if LISTING in draft.payloads:
            raise ValueError(f"the payload name {LISTING} is the log's own")
        connection, log = self._connection, self._log
        body = " ".join(filter(None, (draft.title, draft.agent, draft.search)))
        line = listing_bytes(draft.verdict, draft.agent, draft.person, draft.title, body)
        commits, attached = [], []
        named = sorted({**draft.payloads, LISTING: line}.items())
        # Asked for at once: each call of the system lets other threads in, and waits for them.
        chance = os.urandom(SALT_BYTES * len(named))
        for place, (name, data) in enumerate(named):
            salt = chance[place * SALT_BYTES : (place + 1) * SALT_BYTES]
            commits.append({"name": name, "c": commitment(salt, data)})
            attached.append({"seq": seq, "name": name, "salt": salt, "bytes": b"" if name == LISTING else data})
        _NEW_PAYLOAD.run_many(connection, attached)
        leaf: dict[str, Any] = {
            "v": 1,
            "log": log.origin,
            "seq": seq,
            "type": draft.type,
            "at": draft.at,
            "key": draft.envelope.keyid if draft.envelope else log.key.id,
            "commits": commits,
        }
        if draft.subject:
            leaf["subject"] = draft.subject
        sha = None
        if draft.envelope:
            sha = leaf["dsse_sha256"] = draft.envelope.sha256
            _NEW_ENVELOPE.run(connection, {"sha256": sha, "envelope": draft.envelope.to_bytes()})
        data = canonical(leaf)
        hashed = leaf_hash(data)
        _NEW_ENTRY.run(connection, {"seq": seq, "leaf": data, "leaf_hash": hashed, "envelope": sha})
        listed = {name: getattr(draft, name) for name in _LISTED}
        _NEW_LISTING.run(connection, {"seq": seq, **listed})
        _NEW_SEARCH.run(connection, {"seq": seq, "body": body})
        return hashed


def listing_bytes(verdict: str, agent: str, person: str, title: str, body: str) -> bytes:
    """What the ``listing`` commit covers: the words of the line in History, and the text it is found by."""
    return canonical({"verdict": verdict, "agent": agent, "person": person, "title": title, "body": body})


def stored_listing(connection: Connection, seq: int) -> bytes:
    """The bytes of an entry's ``listing`` commit, made from its rows. Raises NotFound when a row is gone."""
    row = connection.execute(select(schema.listing).where(schema.listing.c.seq == seq)).one_or_none()
    body = connection.execute(text("SELECT body FROM search WHERE rowid = :seq"), {"seq": seq}).scalar_one_or_none()
    if row is None or body is None:
        raise NotFound("The entry's line in History is gone", where=str(seq))
    return listing_bytes(row.verdict, row.agent, row.person, row.title, body)


def head(connection: Connection) -> tuple[Head, str]:
    """The newest head and its note. Raises LedgerDamaged when there is none."""
    row = connection.execute(select(schema.heads).order_by(schema.heads.c.size.desc()).limit(1)).one_or_none()
    if row is None:
        raise LedgerDamaged("The log has no head", todo="Restore a backup; keep this file as evidence.")
    return Head(str(row.note).split("\n", 1)[0], row.size, row.root), row.note


def length(connection: Connection) -> int:
    """How many entries the log has; 0 before its first one."""
    return connection.execute(select(schema.log_state.c.size)).scalar_one_or_none() or 0


def leaf_bytes(connection: Connection, seq: int) -> bytes:
    """One leaf. Raises NotFound."""
    leaf = _LEAF.run(connection, {"seq": seq}).scalar_one_or_none()
    if leaf is None:
        raise NotFound("There is no such ledger entry", where=str(seq))
    return stored(leaf)


def envelope(connection: Connection, sha256: str) -> Envelope:
    """A stored envelope by its digest. Raises NotFound, InvalidInput."""
    raw = connection.execute(
        select(schema.envelopes.c.envelope).where(schema.envelopes.c.sha256 == sha256)
    ).scalar_one_or_none()
    if raw is None:
        raise NotFound("There is no such envelope", where=sha256)
    return parse(stored(raw))


def payload(connection: Connection, seq: int, name: str) -> bytes:
    """A payload's exact bytes. Raises NotFound (also when it was erased)."""
    return salted(connection, seq, name)[1]


def salted(connection: Connection, seq: int, name: str) -> tuple[bytes, bytes]:
    """A payload's salt and exact bytes. Raises NotFound (also when it was erased)."""
    row = _PAYLOAD.run(connection, {"seq": seq, "name": name}).one_or_none()
    if row is None:
        raise NotFound("There is no such payload", where=f"{seq}/{name}")
    return stored(row[0]), stored(row[1])


def prove_inclusion(connection: Connection, seq: int, size: int) -> list[bytes]:
    """Inclusion of entry ``seq`` in the tree of ``size``, from stored tiles."""
    return inclusion_proof(node_reader(connection), seq, size)


def prove_consistency(connection: Connection, first: int, second: int) -> list[bytes]:
    """Consistency between two sizes of this log, from stored tiles."""
    return consistency_proof(node_reader(connection), first, second)


class node_reader:  # noqa: N801  (used as a function: the reader of perfect subtree roots that proofs take)
    """Roots of perfect subtrees, read from complete tiles, or from the newest rows where a tile is not complete yet."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cache: dict[tuple[int, int], list[bytes]] = {}

    def __call__(self, level: int, index: int) -> bytes:
        tier, inner = divmod(level, TILE_HEIGHT)
        first = index << inner
        tile, offset = divmod(first, TILE)
        hashes = self._hashes(tier, tile)
        part = hashes[offset : offset + (1 << inner)]
        if len(part) != 1 << inner:
            raise LedgerDamaged("The log lacks tree hashes", where=f"level {level}, index {index}")
        return perfect_root(part)

    def _hashes(self, tier: int, tile: int) -> list[bytes]:
        cached = self._cache.get((tier, tile))
        if cached is None:
            cached = self._cache[tier, tile] = tile_hashes(self._connection, tier, tile)
        return cached


def tile_hashes(connection: Connection, tier: int, tile: int) -> list[bytes]:
    """The hashes of one tile: 256 of a complete one, fewer of the newest one of its tier."""
    table = schema.tiles
    row = connection.execute(
        select(table.c.hashes).where(table.c.level == tier, table.c.idx == tile)
    ).scalar_one_or_none()
    if row is not None:
        return unpack(row)
    low, high = tile * TILE, (tile + 1) * TILE
    if tier == 0:
        rows = select(schema.entries.c.leaf_hash).where(schema.entries.c.seq >= low, schema.entries.c.seq < high)
        return [stored(r[0]) for r in connection.execute(rows.order_by(schema.entries.c.seq))]
    rows = select(table.c.root).where(table.c.level == tier - 1, table.c.idx >= low, table.c.idx < high)
    return [stored(r[0]) for r in connection.execute(rows.order_by(table.c.idx))]


def write_tiles(connection: Connection, size: int) -> None:
    """Store the tiles that the entry before ``size`` has completed. Raises LedgerDamaged."""
    tier, count = 0, size
    while count % TILE == 0 and count:
        count //= TILE
        hashes = tile_hashes(connection, tier, count - 1)
        if len(hashes) != TILE:
            raise LedgerDamaged("The log lacks tree hashes", where=f"tile {tier}/{count - 1}")
        connection.execute(
            insert(schema.tiles).values(level=tier, idx=count - 1, hashes=b"".join(hashes), root=perfect_root(hashes))
        )
        tier += 1


def stored(value: Any) -> bytes:
    """A BLOB as it was read. Raises LedgerDamaged when the table was changed so that it holds something else."""
    if not isinstance(value, bytes):
        raise LedgerDamaged("The ledger's tables were changed: what should be bytes is stored as something else")
    return value


def unpack(blob: bytes) -> list[bytes]:
    """The hashes of a stored tile or frontier."""
    data = stored(blob)
    return [data[i : i + 32] for i in range(0, len(data), 32)]
