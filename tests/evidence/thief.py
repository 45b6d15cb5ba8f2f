"""Who stole the log key and a person's key: rewrites a decision, and every hash and head above it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from counterseal.ledger.log import LISTING, TILE, listing_bytes
from counterseal.ledger.note import Head, sign_head
from counterseal.ledger.tree import fold, leaf_hash, perfect_root, push
from counterseal.model.actions import Action
from counterseal.model.decisions import MEANINGS, Verdict
from counterseal.seal.digests import action_sha256, canonical, commitment
from counterseal.seal.dsse import Envelope, parse, seal
from evidence.attacker import into
from evidence.long_ledger import LongLedger, copy_of


def rewritten(ledger: LongLedger, path: Path, seq: int) -> Path:
    """A copy in which the decision at ``seq`` is an approval over ten times the money, with nothing out of line."""
    copy_of(ledger, path)
    with into(path) as connection:
        digest = _one(connection, "SELECT envelope FROM entries WHERE seq = ?", seq)
        old = parse(_one(connection, "SELECT envelope FROM envelopes WHERE sha256 = ?", digest))
        new = _dearer(ledger, old)
        connection.execute("DELETE FROM envelopes WHERE sha256 = ?", (old.sha256,))
        connection.execute("INSERT INTO envelopes VALUES (?, ?)", (new.sha256, new.to_bytes()))
        connection.execute("UPDATE listing SET verdict = 'approve' WHERE seq = ?", (seq,))
        leaf = json.loads(_one(connection, "SELECT leaf FROM entries WHERE seq = ?", seq))
        leaf["dsse_sha256"] = new.sha256
        leaf["commits"] = [{"name": LISTING, "c": _line(connection, seq)}]
        data = canonical(leaf)
        connection.execute(
            "UPDATE entries SET leaf = ?, leaf_hash = ?, envelope = ? WHERE seq = ?",
            (data, leaf_hash(data), new.sha256, seq),
        )
        _sign_anew(connection, ledger, seq)
    return path


def _dearer(ledger: LongLedger, old: Envelope) -> Envelope:
    statement = old.statement()
    predicate = statement["predicate"]
    action = predicate["action"]
    action["arguments"]["amount_minor"] *= 10
    predicate |= {"verdict": Verdict.APPROVE.value, "meaning": MEANINGS[Verdict.APPROVE]}
    statement["subject"][0]["digest"]["sha256"] = action_sha256(Action.from_members(action))
    return seal(canonical(statement), ledger.people[predicate["person"]["id"]])


def _line(connection: Any, seq: int) -> str:
    salt = _one(connection, f"SELECT salt FROM payloads WHERE name = '{LISTING}' AND seq = ?", seq)
    words = connection.execute("SELECT verdict, agent, person, title FROM listing WHERE seq = ?", (seq,)).fetchone()
    return commitment(salt, listing_bytes(*words, _one(connection, "SELECT body FROM search WHERE rowid = ?", seq)))


def _sign_anew(connection: Any, ledger: LongLedger, since: int) -> None:
    frontier: list[bytes] = []
    hashes = [row[0] for row in connection.execute("SELECT leaf_hash FROM entries ORDER BY seq")]
    for number, one in enumerate(hashes):
        push(frontier, number, one)
        if number >= since and number + 1 in ledger.heads:
            head = Head(ledger.log.origin, number + 1, fold(frontier))
            note = sign_head(head, ledger.log.key)
            connection.execute("UPDATE heads SET root = ?, note = ? WHERE size = ?", (head.root, note, head.size))
    for tile in range(since // TILE, len(hashes) // TILE):
        part = hashes[tile * TILE : (tile + 1) * TILE]
        values = (b"".join(part), perfect_root(part), tile)
        connection.execute("UPDATE tiles SET hashes = ?, root = ? WHERE level = 0 AND idx = ?", values)
    connection.execute("UPDATE log_state SET frontier = ?", (b"".join(frontier),))


def _one(connection: Any, query: str, key: Any) -> Any:
    return connection.execute(query, (key,)).fetchone()[0]
