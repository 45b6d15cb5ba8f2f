"""Steps that arrive beside an action from its agent's exporter, and by what they are joined to it.

Observations that nobody signed: no entry or decision rests on them, and an erasure of the action deletes them.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

STATEMENTS = (
    "CREATE TABLE span_keys (agent TEXT NOT NULL, key TEXT NOT NULL, action TEXT NOT NULL,"
    " PRIMARY KEY (agent, key, action)) STRICT, WITHOUT ROWID",
    "CREATE INDEX span_keys_action ON span_keys (action)",
    "CREATE TABLE span_calls (agent TEXT NOT NULL, key TEXT NOT NULL, trace TEXT NOT NULL,"
    " PRIMARY KEY (agent, key, trace)) STRICT, WITHOUT ROWID",
    "CREATE INDEX span_calls_trace ON span_calls (agent, trace)",
    # With row ids: steps may have many kilobytes, which a table that is its own index reads past slowly.
    "CREATE TABLE received_steps (agent TEXT NOT NULL, step TEXT NOT NULL, trace TEXT NOT NULL,"
    " arrived_at TEXT NOT NULL, start_ns INTEGER, bytes BLOB NOT NULL, PRIMARY KEY (agent, step)) STRICT",
    "CREATE INDEX received_steps_trace ON received_steps (agent, trace, arrived_at)",
    "CREATE INDEX received_steps_age ON received_steps (arrived_at)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
