"""What to say of a decision that was taken in and does not let the action run yet."""

from __future__ import annotations

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict

# Between the state that a gateway answered and whom the action waits for, in the note of a delivered decision.
WAITS = "; waits for "


def waiting_words(verdict: Verdict, note: str) -> str:
    """What to say of a delivered decision that does not let the action run yet; empty when nothing more is needed.

    Args:
        note: the state that the gateway answered, and whom it waits for where it said so.
    """
    state, _mark, whom = note.partition(WAITS)
    if verdict not in (Verdict.APPROVE, Verdict.EDIT) or state != State.HELD.value:
        return ""
    mine = "approval" if verdict is Verdict.APPROVE else "change"
    return f"Your {mine} is in; it waits for {whom or 'a second person'}"
