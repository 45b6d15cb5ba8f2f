"""What to say of a decision that was taken in and does not let the action run yet."""

from __future__ import annotations

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict


def waits(verdict: Verdict, state: str) -> bool:
    """Whether a delivered decision lets the action run only together with somebody else's.

    Args:
        state: what the gateway answered that the action is in now.
    """
    return verdict in (Verdict.APPROVE, Verdict.EDIT) and state == State.HELD.value


def waiting_words(verdict: Verdict, whom: str) -> str:
    """That, in words; ``whom`` is whom the gateway says that it waits for, or empty."""
    mine = "approval" if verdict is Verdict.APPROVE else "change"
    return f"Your {mine} is in; it waits for {whom or 'a second person'}"
