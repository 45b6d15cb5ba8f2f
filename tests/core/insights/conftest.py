"""The ledger's stories, read by days here."""

from __future__ import annotations

from core.ledger.conftest import make_story, story

__all__ = ["make_story", "story"]
