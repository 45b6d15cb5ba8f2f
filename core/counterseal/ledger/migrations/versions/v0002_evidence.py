"""What evidence needs beyond the log: separate gateways, conflicting heads, cosignatures, whom an envelope is for.

High-water marks are not here: a mark that lies in the database falls together with it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = (
    # ``id`` numbers the logs in the place where a page of History ends, so it is never given out twice.
    "CREATE TABLE gateways (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, url TEXT NOT NULL,"
    " origin TEXT NOT NULL UNIQUE, vkey TEXT NOT NULL) STRICT",
    # Two heads of one log that cannot both be true; both notes are kept, because each is signed by that log.
    "CREATE TABLE conflicts (id INTEGER PRIMARY KEY, origin TEXT NOT NULL,"
    " kind TEXT NOT NULL CHECK (kind IN ('shorter', 'forked')), held_size INTEGER NOT NULL, held_note TEXT NOT NULL,"
    " shown_size INTEGER NOT NULL, shown_note TEXT NOT NULL, at TEXT NOT NULL,"
    " UNIQUE (origin, kind, held_note, shown_note)) STRICT",
    "CREATE TABLE cosignatures (origin TEXT NOT NULL, size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL,"
    " PRIMARY KEY (origin, size, witness)) STRICT, WITHOUT ROWID",
)
COLUMNS = (
    # The log origin of the gateway that shall take the envelope; empty means this profile's own gateway.
    "ALTER TABLE outbox ADD COLUMN audience TEXT NOT NULL DEFAULT ''",
    "UPDATE outbox SET audience = coalesce((SELECT value FROM meta WHERE name = 'origin'), '')",
)
INDEXES = (
    "CREATE INDEX cosignatures_witness ON cosignatures (origin, witness, size)",
    # A replica's entry and the own log's one meet by their envelope.
    "CREATE INDEX entries_envelope ON entries (envelope) WHERE envelope IS NOT NULL",
    "CREATE INDEX outbox_audience ON outbox (audience, state, id) WHERE state IN ('queued', 'claimed')",
)
# Guard-rails against our own mistakes, not evidence: whoever can write the file can drop a trigger.
APPEND_ONLY = ("conflicts", "cosignatures")


def upgrade() -> None:
    for statement in TABLES + COLUMNS + INDEXES:
        op.execute(statement)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
