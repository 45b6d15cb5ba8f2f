"""What evidence needs beyond the log: separate gateways, conflicting heads, cosignatures, addressees, and erasures.

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
    # Which entry ordered that an entry's attachments go, and its signed statement. The orders themselves prove it.
    "CREATE TABLE erased (seq INTEGER PRIMARY KEY, by_seq INTEGER NOT NULL, envelope_by INTEGER) STRICT",
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
# Content goes only where a row of ``erased`` says so, and such a row only where a later entry is an erasure.
# Each guard: table, statement, when it is refused, what is said then.
_ORDERED = "SELECT 1 FROM listing WHERE seq = {0} AND type IN ('erasure', 'retention_cut') AND seq > NEW.seq"
_OTHERS = (
    "SELECT 1 FROM entries e LEFT JOIN erased x ON x.seq = e.seq"
    " WHERE e.envelope = OLD.sha256 AND x.envelope_by IS NULL"
)
_BLANKED = "SELECT 1 FROM erased WHERE seq = OLD.seq AND (NEW.title, NEW.person, NEW.agent) = ('', '', '')"
# A copy of a log that was made after the erasure learns the verdict only from the order.
_KEPT = (
    "(NEW.seq, NEW.at, NEW.type, NEW.subject) IS (OLD.seq, OLD.at, OLD.type, OLD.subject)"
    " AND OLD.verdict IN (NEW.verdict, '')"
)
_SAME = "(NEW.seq, NEW.by_seq) IS (OLD.seq, OLD.by_seq) AND OLD.envelope_by IS NULL"
GUARDS = (
    ("erased", "INSERT", f"NOT EXISTS ({_ORDERED.format('NEW.by_seq')})", "no entry orders this erasure"),
    (
        "erased",
        "UPDATE",
        f"NOT ({_SAME} AND EXISTS ({_ORDERED.format('NEW.envelope_by')}))",
        "what was erased is append only",
    ),
    ("erased", "DELETE", "1", "what was erased is append only"),
    ("payloads", "UPDATE", "1", "payloads are append only"),
    ("payloads", "DELETE", "NOT EXISTS (SELECT 1 FROM erased WHERE seq = OLD.seq)", "no erasure names this payload"),
    ("envelopes", "UPDATE", "1", "envelopes are append only"),
    ("envelopes", "DELETE", f"EXISTS ({_OTHERS})", "an entry still needs this envelope"),
    ("listing", "UPDATE", f"NOT ({_KEPT} AND EXISTS ({_BLANKED}))", "listing is append only"),
    ("listing", "DELETE", "1", "listing is append only"),
)


def upgrade() -> None:
    for statement in TABLES + COLUMNS + INDEXES:
        op.execute(statement)
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
    for table, verb, refused, said in GUARDS:
        op.execute(
            f"CREATE TRIGGER {table}_guard_{verb.lower()} BEFORE {verb} ON {table} WHEN {refused}"
            f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
        )
