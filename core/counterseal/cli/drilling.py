"""Trying the kill switch: nothing stops, every process answers, and the times are kept in the ledger."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from counterseal.cli.news import follow
from counterseal.cli.session import Session
from counterseal.errors import Conflict

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk

# A process that has not answered when its lease would have ended does not hear.
DRILL_SECONDS = 40.0


def drill(session: Session, desk: Desk, scope: str, target: str) -> None:
    """Order a drill, wait until every process has answered or none can any more, and print what was measured.

    Raises:
        KnownError: it could not be ordered. Conflict: somebody did not answer.
    """
    view = follow(
        desk,
        "drill",
        lambda: desk.autonomy.drill(scope, target).result(),
        lambda heard: heard.sha256,
        lambda heard: heard.done,
        DRILL_SECONDS,
    )
    silent = [name for name, seconds, _how in view.lines if seconds is None]
    session.terminal.text("Tried the halt; nothing was stopped.", *(_line(*line) for line in view.lines))
    if not view.lines:
        session.terminal.text("  no agent is registered here")
    session.terminal.json(asdict(view))
    if not view.done:
        raise Conflict(
            "Not every process has answered yet",
            where=", ".join(silent),
            todo="History keeps the result when the drill is over.",
            code="drill_unfinished",
        )


def _line(name: str, seconds: float | None, how: str) -> str:
    measured = f"answered after {seconds:.3f} s" if seconds is not None else how or "not heard yet"
    return f"  {name}: {measured}"
