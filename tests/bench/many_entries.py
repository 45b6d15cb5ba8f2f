"""Builds a large ledger quickly: real entries, real commitments and signatures, but a signed head only now and then.

What the log's own ``append`` writes for each entry is written here for thousands at a time, straight through the
driver and without syncing. The result is a ledger like any other, which ``verify_log`` finds good.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any
from uuid import UUID

from counterseal.clock import stamp
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import LISTING, TILE
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.quick_check import commitment
from counterseal.ledger.tree import fold, leaf_hash, perfect_root, push
from counterseal.model.actions import Action
from counterseal.model.decisions import Verdict
from counterseal.seal.digests import action_sha256
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import Basis, DecisionContent, Who, sign_decision
from counterseal.sync.profile import Profile

from .measuring import new_profile

CHUNK = 20_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
AGENTS = tuple(f"agent-{number:02d}" for number in range(40))
TOOLS = ("refunds.issue", "orders.get", "mail.send", "crm.update", "storage.delete", "prices.set", "carrier.book")
WORDS = [
    "display",
    "cracked",
    "on",
    "arrival",
    "parcel",
    "photo",
    "warranty",
    "customer",
    "asks",
    "again",
    "carrier",
    "late",
    "invoice",
    "price",
    "list",
    "contract",
    "renewal",
    "offer",
    "stock",
    "missing",
    "address",
    "changed",
    "duplicate",
    "payment",
    "recall",
    "credit",
    "note",
    "manual",
    "draft",
]
_PRAGMAS = ("PRAGMA synchronous=OFF", "PRAGMA cache_size=-100000", "PRAGMA wal_autocheckpoint=20000")
_INSERTS = {
    "entries": "INSERT INTO entries (seq, leaf, leaf_hash, envelope) VALUES (?, ?, ?, ?)",
    "envelopes": "INSERT INTO envelopes (sha256, envelope) VALUES (?, ?)",
    "payloads": "INSERT INTO payloads (seq, name, salt, bytes) VALUES (?, ?, ?, ?)",
    "listing": (
        "INSERT INTO listing (seq, at, type, verdict, subject, agent, person, title) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    ),
    "search": "INSERT INTO search (rowid, body) VALUES (?, ?)",
    "tiles": "INSERT INTO tiles (level, idx, hashes, root) VALUES (?, ?, ?, ?)",
}


@dataclass(slots=True)
class _New:
    """An entry to be; the members are those of ``ledger.log.Draft``."""

    type: str
    at: str
    subject: str
    verdict: str
    agent: str
    title: str
    payloads: dict[str, bytes]
    search: str = ""
    person: str = ""
    envelope: Envelope | None = None


@dataclass(slots=True)
class _Rows:
    """Rows by table, in the order of ``_INSERTS``."""

    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in _INSERTS})


def grow(profile: Profile, size: int, per_day: int = 50_000) -> None:
    """Let the log reach ``size`` entries: nineteen of twenty actions run alone, the others are decided by a person.

    Args:
        per_day: how many entries a day has; times go on from the log's newest one, at first from 1 January 2026.
    """
    if profile.locked:
        profile.unlock("bench")
    with profile.reading() as connection:
        done = ledger_log.head(connection)[0].size
        frontier = ledger_log.unpack(
            connection.exec_driver_sql("SELECT frontier FROM log_state WHERE id = 1").scalar_one()
        )
        tiers = [ledger_log.tile_hashes(connection, tier, done >> 8 * (tier + 1)) for tier in range(4)]
    story = _story(profile, done, timedelta(days=1) / per_day)
    raw: Any = profile.database.engine.raw_connection()
    try:
        cursor = raw.driver_connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        while done < size:
            count = min(CHUNK, size - done)
            cursor.execute("BEGIN IMMEDIATE")
            made = _Rows()
            for _ in range(count):
                hashed = _write(profile, made, done, next(story))
                push(frontier, done, hashed)
                done += 1
                _tile(made, tiers, 0, hashed, done)
            for table, rows in made.rows.items():
                cursor.executemany(_INSERTS[table], rows)
            head = Head(profile.log.origin, done, fold(frontier))
            note = sign_head(head, profile.log.key)
            cursor.execute("INSERT INTO heads (size, root, note) VALUES (?, ?, ?)", (done, head.root, note))
            cursor.execute("UPDATE log_state SET size = ?, frontier = ?", (done, b"".join(frontier)))
            cursor.execute("COMMIT")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()
    finally:
        raw.detach()
        raw.close()


def grown_at(home: Path, size: int) -> None:
    """Let the log of the profile there reach ``size`` entries; made if there is none. For a process of its own."""
    profile = Profile.open(home) if home.exists() else new_profile(home)
    try:
        grow(profile, size)
    finally:
        profile.close()


def _write(profile: Profile, made: _Rows, seq: int, new: _New) -> bytes:
    body = " ".join(filter(None, (new.title, new.agent, new.search)))
    words = (
        f'{{"agent":{quoted(new.agent)},"body":{quoted(body)},"person":{quoted(new.person)},'
        f'"title":{quoted(new.title)},"verdict":{quoted(new.verdict)}}}'
    )
    commits = []
    for name, data in sorted({**new.payloads, LISTING: words.encode()}.items()):
        salt = os.urandom(32)
        commits.append(f'{{"c":"{commitment(salt, data)}","name":{quoted(name)}}}')
        made.rows["payloads"].append((seq, name, salt, b"" if name == LISTING else data))
    sha = signed = ""
    key = profile.log.key.id
    if new.envelope is not None:
        sha, key = new.envelope.sha256, new.envelope.keyid
        signed = f'"dsse_sha256":"{sha}",'
        made.rows["envelopes"].append((sha, new.envelope.to_bytes()))
    leaf = (
        f'{{"at":"{new.at}","commits":[{",".join(commits)}],{signed}"key":"{key}","log":"{profile.log.origin}",'
        f'"seq":{seq},"subject":"{new.subject}","type":"{new.type}","v":1}}'
    ).encode()
    hashed = leaf_hash(leaf)
    made.rows["entries"].append((seq, leaf, hashed, sha or None))
    made.rows["listing"].append((seq, new.at, new.type, new.verdict, new.subject, new.agent, new.person, new.title))
    made.rows["search"].append((seq, body))
    return hashed


def _tile(made: _Rows, tiers: list[list[bytes]], tier: int, node: bytes, size: int) -> None:
    part = tiers[tier]
    part.append(node)
    if len(part) == TILE:
        root = perfect_root(part)
        made.rows["tiles"].append((tier, (size >> 8 * (tier + 1)) - 1, b"".join(part), root))
        part.clear()
        _tile(made, tiers, tier + 1, root, size)


def _story(profile: Profile, start: int, step: timedelta) -> Iterator[_New]:
    """Entries without end. The same start gives the same story, apart from salts and nonces."""
    chance = random.Random(start)
    who = Who(profile.person_id, "Bench Person", "owner")
    basis = Basis(risk="R3", level="L3", roster_sha256=profile.roster().sha256, solo=True)
    at = FIRST + start * step
    for number in range(start, 1 << 62):
        agent, tool = AGENTS[min(int(chance.expovariate(0.15)), len(AGENTS) - 1)], chance.choice(TOOLS)
        action = Action(_uuid(number, chance), agent, tool, {"order": str(number), "amount_minor": number % 90_000})
        summary = " ".join(chance.choices(WORDS, k=6))
        title = f"{tool.replace('.', ' ').capitalize()} for order {number}"
        common = {"subject": action.id, "agent": agent, "title": title}
        told = f"{tool} {summary}"
        lot = chance.random()
        kind, effect = ("policy_refused", "refuse") if lot < 0.01 else ("policy_allowed", "allow")
        if lot > 0.95:
            kind, effect = "action_received", "hold"
        policy = {"effect": effect, "level": "L3", "risk": chance.choice(("R1", "R2", "R2", "R3")), "rules": []}
        asked = {
            "action": _json({"v": 1, **action.members()}),
            "claims": _json({"summary": summary, "confidence": 0.9}),
            "policy": _json(policy),
        }
        at += step
        verdict = {"refuse": "refused", "allow": "allowed", "hold": "asked"}[effect]
        yield _New(kind, stamp(at), verdict=verdict, payloads=asked, search=told, **common)
        if kind == "policy_refused":
            continue
        verdict = "approve"
        if kind == "action_received":
            verdict = chance.choice(("approve", "approve", "approve", "reject"))
            content = DecisionContent(
                Verdict(verdict), action, action_sha256(action), who, profile.log.origin, os.urandom(16).hex(), 0,
                stamp(at), None, reason=summary, basis=basis,
            )  # fmt: skip
            envelope = sign_decision(content, profile.key)
            at += step
            yield _New(
                "decision", stamp(at), verdict=verdict, payloads={}, search=told, person=who.id, envelope=envelope,
                **common,
            )  # fmt: skip
            at += step
            said = _json({"envelope": envelope.sha256, "state": "approved"})
            yield _New("delivered", stamp(at), verdict=verdict, payloads={"delivered": said}, **common)
        if verdict == "approve":
            at += step
            outcome = "failed" if chance.random() < 0.002 else "done"
            body = {"action_sha256": "0" * 64, "envelopes": [], "note": f"RF-{number}", "outcome": outcome}
            yield _New("outcome", stamp(at), verdict=outcome, payloads={"outcome": _json(body)}, **common)


def _uuid(number: int, chance: random.Random) -> str:
    """Ordered as UUIDs of version 7 are."""
    return str(UUID(int=number << 80 | 0x7000 << 64 | 0x8000 << 48 | chance.getrandbits(48)))


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
