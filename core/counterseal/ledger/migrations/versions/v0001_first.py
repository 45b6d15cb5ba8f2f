"""The first schema: log, heads, tiles, outbox, and the embedded gateway's tables."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

TABLES = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE entries (seq INTEGER PRIMARY KEY, leaf BLOB NOT NULL, leaf_hash BLOB NOT NULL, envelope TEXT) STRICT",
    "CREATE TABLE envelopes (sha256 TEXT PRIMARY KEY, envelope BLOB NOT NULL) STRICT",
    "CREATE TABLE payloads (seq INTEGER NOT NULL, name TEXT NOT NULL, salt BLOB NOT NULL, bytes BLOB NOT NULL,"
    " PRIMARY KEY (seq, name)) STRICT",
    "CREATE TABLE tiles (level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, root BLOB NOT NULL,"
    " PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID",
    "CREATE TABLE heads (size INTEGER PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL) STRICT",
    "CREATE TABLE log_state (id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, frontier BLOB NOT NULL)"
    " STRICT",
    "CREATE TABLE listing (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, type TEXT NOT NULL, verdict TEXT NOT NULL,"
    " subject TEXT NOT NULL, agent TEXT NOT NULL, person TEXT NOT NULL, title TEXT NOT NULL) STRICT",
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY, envelope TEXT NOT NULL UNIQUE, seq INTEGER NOT NULL,"
    " kind TEXT NOT NULL, subject TEXT NOT NULL, not_before TEXT, state TEXT NOT NULL, claimed_by TEXT,"
    " claimed_until TEXT, attempts INTEGER NOT NULL, note TEXT NOT NULL) STRICT",
    "CREATE TABLE witnessed (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL)"
    " STRICT",
    "CREATE TABLE accepted (envelope TEXT PRIMARY KEY, seq INTEGER NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL)"
    " STRICT",
    "CREATE TABLE agents (id TEXT PRIMARY KEY, name TEXT NOT NULL, owner TEXT NOT NULL, level TEXT NOT NULL,"
    " tools TEXT NOT NULL, runbook TEXT NOT NULL, token_sha256 TEXT NOT NULL, order_envelope TEXT NOT NULL,"
    " halt_epoch INTEGER NOT NULL, halted_by TEXT, halted_at TEXT, halt_envelope TEXT) STRICT",
    "CREATE TABLE actions (id TEXT PRIMARY KEY, agent TEXT NOT NULL, tool TEXT NOT NULL, action BLOB NOT NULL,"
    " digest TEXT NOT NULL, state TEXT NOT NULL, risk TEXT NOT NULL, title TEXT NOT NULL, asked_at TEXT NOT NULL,"
    " expires_at TEXT, source TEXT NOT NULL, upstream TEXT NOT NULL, grp TEXT, verdicts TEXT NOT NULL, schema TEXT,"
    " problem TEXT, nonce TEXT NOT NULL, halt_epoch INTEGER NOT NULL, received_seq INTEGER NOT NULL, decision TEXT,"
    " not_before TEXT, permit TEXT, permit_until TEXT, note TEXT NOT NULL, returned INTEGER NOT NULL, idempotency TEXT,"
    " version INTEGER NOT NULL) STRICT",
    "CREATE TABLE sources (name TEXT PRIMARY KEY, kind TEXT NOT NULL, url TEXT NOT NULL, agent TEXT NOT NULL,"
    " agents TEXT NOT NULL) STRICT",
    "CREATE VIRTUAL TABLE search USING fts5(body)",
)
INDEXES = (
    "CREATE INDEX listing_subject ON listing (subject, seq)",
    "CREATE INDEX listing_agent ON listing (agent, seq)",
    "CREATE INDEX listing_person ON listing (person, seq)",
    "CREATE INDEX listing_type ON listing (type, seq)",
    "CREATE INDEX listing_at ON listing (at, seq)",
    "CREATE INDEX outbox_open ON outbox (state, id) WHERE state IN ('queued', 'claimed')",
    "CREATE INDEX actions_open ON actions (state, asked_at)",
    "CREATE INDEX actions_version ON actions (version)",
    "CREATE INDEX actions_source ON actions (source, state)",
    "CREATE INDEX actions_agent ON actions (agent, asked_at)",
    "CREATE UNIQUE INDEX actions_idempotency ON actions (agent, idempotency) WHERE idempotency IS NOT NULL",
    "CREATE UNIQUE INDEX agents_token ON agents (token_sha256)",
)
# Guard-rails against our own mistakes, not evidence: whoever can write the file can drop a trigger.
APPEND_ONLY = ("entries", "tiles", "heads")


def upgrade() -> None:
    for statement in TABLES + INDEXES:
        op.execute(statement)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
