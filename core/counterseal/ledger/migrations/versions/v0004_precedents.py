"""What earlier decisions on calls like a waiting one are found by, without looking through the record.

An index of what entries, envelopes and the gateway's working copies say; it decides nothing, and erasures reach it.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENTS = (
    # ``seq`` is the entry of the decision; ``scope`` stands for agent and tool, ``measure`` for one money field in one
    # currency. All three are 64 bits of a digest.
    "CREATE TABLE precedents (seq INTEGER PRIMARY KEY, scope INTEGER NOT NULL, verdict TEXT NOT NULL,"
    " measure INTEGER, amount INTEGER) STRICT",
    # ``term`` stands for agent, tool, argument and value.
    "CREATE TABLE precedent_terms (term INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (term, seq))"
    " STRICT, WITHOUT ROWID",
    "CREATE TABLE precedent_counts (scope INTEGER NOT NULL, verdict TEXT NOT NULL, times INTEGER NOT NULL,"
    " PRIMARY KEY (scope, verdict)) STRICT, WITHOUT ROWID",
    "CREATE INDEX precedents_largest ON precedents (measure, amount)"
    " WHERE measure IS NOT NULL AND verdict IN ('approve', 'edit')",
    # For an erasure, which has to find all that one decision left here.
    "CREATE INDEX precedent_terms_seq ON precedent_terms (seq)",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
