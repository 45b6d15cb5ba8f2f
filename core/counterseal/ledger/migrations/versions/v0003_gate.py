"""What the gate needs: autonomy, mandates and charters in force, quorums, budgets, escalation, incidents.

All of it is the gateway's working state. What has an effect is judged from signed envelopes and ledger entries.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

AGENT_COLUMNS = (
    # JSON of the bodies in force; null is what the registration says: its level and tools, no mandate, no charter.
    "autonomy TEXT", "level_envelope TEXT", "mandate TEXT", "mandate_envelope TEXT", "charter TEXT",
    "charter_envelope TEXT", "registry_envelope TEXT",
    # The level that it fell to by itself, until a newer level order.
    "cap TEXT", "cap_why TEXT", "cap_at TEXT",
    "paused_by TEXT", "paused_at TEXT", "pause_envelope TEXT", "drilled_at TEXT",
    # JSON: the first envelope of each order in force that two people signed, by the second one.
    "seconded TEXT NOT NULL DEFAULT '{}'",
)  # fmt: skip
ACTION_COLUMNS = (
    "edited_by TEXT",
    # JSON: the rules that spoke, the level that counted, the charges.
    "ruling TEXT",
    # JSON: [pointer, rule] of what was masked before the action was digested.
    "redacted TEXT",
    "deadline TEXT",
    "escalates_at TEXT",
    # JSON: whom it was escalated to, and words.
    "escalated TEXT",
    "step INTEGER NOT NULL DEFAULT 0",
)
TABLES = (
    # The approvals that count towards an action's quorum, of its present digest.
    "CREATE TABLE approvals (envelope TEXT PRIMARY KEY, action TEXT NOT NULL, person TEXT NOT NULL, at TEXT NOT NULL,"
    " seq INTEGER NOT NULL, verdict TEXT NOT NULL, not_before TEXT, expires_at TEXT) STRICT",
    # ``at`` in milliseconds since 1970. The sums hold the same by spans of ten minutes, so that a budget is read in a
    # time that does not grow with the number of actions.
    'CREATE TABLE charges (id INTEGER PRIMARY KEY, agent TEXT NOT NULL, "window" TEXT NOT NULL, amount INTEGER'
    " NOT NULL, action TEXT NOT NULL, at INTEGER NOT NULL) STRICT",
    'CREATE TABLE charge_sums (agent TEXT NOT NULL, "window" TEXT NOT NULL, span INTEGER NOT NULL, amount INTEGER'
    ' NOT NULL, PRIMARY KEY (agent, "window", span)) STRICT, WITHOUT ROWID',
    # Orders that wait for a second person's signature.
    "CREATE TABLE pending (envelope TEXT PRIMARY KEY, kind TEXT NOT NULL, agent TEXT NOT NULL, body TEXT NOT NULL,"
    " supersedes TEXT, person TEXT NOT NULL, at TEXT NOT NULL, seq INTEGER NOT NULL, UNIQUE (kind, agent)) STRICT",
    "CREATE TABLE claimed (action TEXT PRIMARY KEY, person TEXT NOT NULL, name TEXT NOT NULL, until TEXT NOT NULL)"
    " STRICT",
    "CREATE TABLE away (person TEXT PRIMARY KEY, until TEXT, envelope TEXT NOT NULL) STRICT",
    "CREATE TABLE incidents (id TEXT PRIMARY KEY, agent TEXT NOT NULL, action TEXT, state TEXT NOT NULL,"
    " opened_at TEXT NOT NULL, opened_by TEXT NOT NULL, what TEXT NOT NULL, compensating TEXT, steps TEXT NOT NULL)"
    " STRICT",
)
INDEXES = (
    "CREATE INDEX approvals_action ON approvals (action)",
    "CREATE INDEX approvals_ending ON approvals (expires_at) WHERE expires_at IS NOT NULL",
    'CREATE INDEX charges_window ON charges (agent, "window", at, amount)',
    "CREATE INDEX charges_action ON charges (action)",
    "CREATE INDEX incidents_agent ON incidents (agent, state)",
    "CREATE INDEX incidents_action ON incidents (action)",
    "CREATE INDEX actions_escalating ON actions (escalates_at) WHERE escalates_at IS NOT NULL",
    # What an agent has open, which does not grow with all that it ever did. Questions must spell out the same list.
    "CREATE INDEX actions_unended ON actions (agent, state)"
    " WHERE state IN ('held', 'approved', 'allowed', 'permitted', 'unknown')",
    "CREATE INDEX actions_asked ON actions (asked_at, agent)",
)


def upgrade() -> None:
    for column in AGENT_COLUMNS:
        op.execute(f"ALTER TABLE agents ADD COLUMN {column}")
    for column in ACTION_COLUMNS:
        op.execute(f"ALTER TABLE actions ADD COLUMN {column}")
    # The key that a separate gateway proves over TLS; empty for one that is reached on this machine without it.
    op.execute("ALTER TABLE gateways ADD COLUMN pin TEXT NOT NULL DEFAULT ''")
    for statement in TABLES + INDEXES:
        op.execute(statement)
