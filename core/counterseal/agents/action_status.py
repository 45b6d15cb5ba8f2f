"""An action as its agent hears of it, and what each of its ends means for the program that asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.agents import refusals
from counterseal.errors import Conflict, InvalidInput, KnownError, Unreachable
from counterseal.model.actions import State, check_uuid


@dataclass(frozen=True, slots=True)
class ActionStatus:
    """An action as its agent sees it. ``answer`` and ``reason`` are a person's words."""

    id: str
    state: State
    digest: str | None
    answer: str | None
    reason: str | None


def raise_ending(status: ActionStatus) -> None:
    """Raise what an ended action means for its agent; returns for one that may run."""
    said, where = status.reason or "", status.id
    if status.state in (State.APPROVED, State.ALLOWED):
        return
    if status.state is State.REJECTED:
        raise refusals.Rejected(said, where=where)
    if status.state is State.ANSWERED:
        raise refusals.Answered(status.answer or "", where=where)
    kinds: Mapping[State, type[KnownError]] = {
        State.EXPIRED: refusals.Expired,
        State.VOID: refusals.Voided,
        State.STALE: refusals.WentStale,
        State.REFUSED: refusals.Refused,
        State.WITHDRAWN: refusals.Withdrawn,
    }
    kind = kinds.get(status.state)
    if kind is None:
        raise Conflict(f"This action is {status.state.value}", where=where, code="not_approved")
    raise kind(f"This action is {status.state.value}{': ' if said else ''}{said}", where=where)


def read_status(answer: Mapping[str, Any]) -> ActionStatus:
    """An action as the gateway answers it. Raises Unreachable: that is no gateway of ours."""
    try:
        texts = {name: _text(answer.get(name)) for name in ("digest", "answer", "reason")}
        return ActionStatus(check_uuid(answer.get("id"), "id"), State(str(answer.get("state"))), **texts)
    except (ValueError, InvalidInput) as error:
        raise Unreachable("The gateway's answer is not an action", where=str(error), code="not_a_gateway") from error


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
