"""What to say of a signed order."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from counterseal.cli import autonomy_cards
from counterseal.cli.session import Session
from counterseal.errors import Unreachable
from counterseal.sync.api_autonomy import OrderDone


def told(session: Session, what: str, done: OrderDone, **facts: Any) -> None:
    """Say what became of an order. Raises Unreachable: stored, and no gateway took it yet."""
    session.terminal.text(autonomy_cards.done_line(what, done))
    session.terminal.json({**asdict(done), **facts})
    if done.state == "stored":
        raise Unreachable(done.note or "Signed and stored, not delivered yet", code="stored_only", entry=done.seq)
