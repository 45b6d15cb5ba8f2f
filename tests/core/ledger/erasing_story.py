"""Erasures and retention cuts for tests, signed and carried out on a story's real ledger."""

from __future__ import annotations

import json
import os
from typing import Any

from sqlalchemy import text

from core.ledger.story import Story, unguard
from counterseal.ledger import erasing
from counterseal.ledger import log as ledger_log
from counterseal.ledger.erasing import Carried
from counterseal.ledger.erasures import Cut
from counterseal.ledger.verify import verify_log
from counterseal.seal.dsse import Envelope
from counterseal.seal.statements import sign_order


def signed(story: Story, body: dict[str, Any], **changes: Any) -> Envelope:
    members: dict[str, Any] = {
        "subject": story.log.origin,
        "who": story.me,
        "audience": story.log.origin,
        "nonce": os.urandom(16).hex(),
        "supersedes": None,
        "reason": "asked by letter",
        "at": story.now(),
        "key": story.profile.key,
    }
    return sign_order("erasure", body, **{**members, **changes})


def listing(story: Story, *seqs: int) -> dict[str, Any]:
    with story.profile.reading() as connection:
        planned = erasing.plan(connection, story.log.origin, seqs)
    return {"erased": [one.members() for one in planned], "ground": "GDPR Art. 17"}


def order(story: Story, body: dict[str, Any], entry_type: str = "erasure", **changes: Any) -> Carried:
    envelope = signed(story, body, **changes)
    with story.profile.database.write() as connection:
        done = erasing.order(connection, story.log, envelope, story.now(), entry_type=entry_type, title="Erase")
    assert story.profile.database.settle()
    return done


def cutting(*types: str, below: int, envelopes: bool = True) -> dict[str, Any]:
    return {"cut": Cut("decisions", types, below, envelopes).members(), "ground": "kept long enough"}


def whole(story: Story) -> tuple[str, ...]:
    report = verify_log(story.profile.database, story.log.verifier)
    assert report.ok, report.sentences
    return report.sentences


def rows(story: Story) -> dict[int, list[tuple[Any, ...]]]:
    """Everything that belongs to each entry."""
    queries = (
        "SELECT e.seq, e.leaf, e.leaf_hash, e.envelope, v.envelope FROM entries e"
        " LEFT JOIN envelopes v ON v.sha256 = e.envelope",
        "SELECT * FROM listing",
        "SELECT seq, name, salt, bytes FROM payloads ORDER BY seq, name",
        "SELECT rowid, body FROM search",
    )
    found: dict[int, list[tuple[Any, ...]]] = {}
    with story.profile.reading() as connection:
        for query in queries:
            for row in connection.execute(text(query)):
                found.setdefault(row[0], []).append(tuple(row))
    return found


def by_hand(story: Story, statement: str, **values: Any) -> None:
    unguard(story)
    with story.profile.database.write() as connection:
        connection.execute(text(statement), values)


def leaf_of(story: Story, seq: int) -> dict[str, Any]:
    with story.profile.reading() as connection:
        return dict(json.loads(ledger_log.leaf_bytes(connection, seq)))
