"""What a kind of source takes beside its address and its agents, such as the answers that an agent understands."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    # A JSON object; sources of before have none.
    op.execute("ALTER TABLE sources ADD COLUMN options TEXT NOT NULL DEFAULT '{}'")
