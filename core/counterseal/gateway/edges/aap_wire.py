"""The Agent Approval Protocol's requests and answers (client 0.3.3), in its words and in ours.

The protocol knows no change of a call: the client compares what comes back with what it sent. So people are offered
approve, reject and answer, and what they write reaches the model as the note of a denial.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from counterseal.clock import parse_stamp, stamp
from counterseal.errors import InvalidInput
from counterseal.gateway.edges.door import members, text
from counterseal.gateway.edges.moments import Moments
from counterseal.gateway.rows import ActionRow
from counterseal.model.actions import State

VERDICTS = ("approve", "reject", "answer")
_MEMBERS = {
    "tool": True,
    "arguments": True,
    "timeout": True,
    "server": False,
    "agent_reasoning": False,
    "context": False,
}
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(?:[0-9]{1,9}[smhd])+")
_LONGEST = 366 * 86_400
_SECOND = timedelta(milliseconds=1)
_APPROVAL_LIFE = timedelta(days=1)
_CONSUMED = (State.PERMITTED, State.DONE, State.FAILED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Submission:
    """What an agent submitted. ``seconds`` is what ``timeout`` means; ``echo`` all of it, as it has to come back."""

    name: str
    arguments: Mapping[str, Any]
    seconds: float
    reasoning: str
    context: Mapping[str, Any] | None
    echo: Mapping[str, Any]


def read_submission(body: Any) -> Submission:
    """A submission, strictly.

    Raises:
        InvalidInput: unknown or null members, not a tool, not a duration.
    """
    said = members(body, _MEMBERS)
    arguments, context = said["arguments"], said.get("context")
    if not isinstance(arguments, Mapping) or not (context is None or isinstance(context, Mapping)):
        raise InvalidInput("Arguments and context are JSON objects", where="arguments", code="invalid_request")
    server, tool = text(said, "server", 100), text(said, "tool", 100)
    return Submission(
        name=f"{server}.{tool}" if server else tool,
        arguments=arguments,
        seconds=_seconds(text(said, "timeout", 40)),
        reasoning=text(said, "agent_reasoning", 1 << 20, empty=True),
        context=context,
        echo=dict(said),
    )


def read_wait(query: Mapping[str, str]) -> float:
    """``wait=30s`` in seconds; 0 where it is not given. Raises InvalidInput."""
    asked = query.get("wait", "0s")
    found = re.fullmatch(r"([0-9]{1,4})s", asked)
    if found is None:
        raise InvalidInput("How long to wait is written like 30s", where=asked[:20], code="invalid_request")
    return float(found[1])


def read_outcome(body: Any) -> tuple[str, str]:
    """Our word for a reported outcome, and its note. Raises InvalidInput."""
    said = members(body, {"status": True, "note": False})
    ours = {"succeeded": "done", "failed": "failed"}.get(said["status"] if isinstance(said["status"], str) else "")
    if ours is None:
        raise InvalidInput("An outcome is succeeded or failed", where="status", code="invalid_request")
    return ours, text(said, "note", 8_000)


def answer(row: ActionRow, echo: Mapping[str, Any], held: bool, moments: Moments, ends: str | None) -> dict[str, Any]:
    """The request object.

    Args:
        held: whether nobody has decided for good yet.
        ends: until when the approval's envelope says that it may be used.
    """
    created = parse_stamp(row.asked_at)
    body: dict[str, Any] = {**echo, "id": row.id, "created_at": row.asked_at, "deadline_at": row.action.expires_at}
    if held:
        return {**body, "status": "pending"}
    decided = max(created, parse_stamp(moments.decided or row.asked_at))
    status, note = _status(row)
    decision: dict[str, Any] = {"status": status, "decided_at": stamp(decided)}
    if note:
        decision["note"] = note
    if status == "approved":
        decision["expires_at"] = stamp(_expiry(row, decided, ends))
    body |= {"status": status, "decision": decision}
    if row.state in _CONSUMED:
        body["consumption"] = _consumption(row, decided, moments)
    return body


def _consumption(row: ActionRow, decided: datetime, moments: Moments) -> dict[str, Any]:
    consumed = max(decided, parse_stamp(moments.consumed) if moments.consumed else decided)
    body: dict[str, Any] = {"consumed_at": stamp(consumed)}
    if row.state in (State.DONE, State.FAILED):
        reported = max(consumed, parse_stamp(moments.reported) if moments.reported else consumed)
        said = {"status": "succeeded" if row.state is State.DONE else "failed", "reported_at": stamp(reported)}
        body["outcome"] = {**said, **({"note": row.note} if row.note else {})}
    return body


def _status(row: ActionRow) -> tuple[str, str]:
    """The protocol's word for where an action stands, and a note for the model."""
    note = row.note
    match row.state:
        case State.APPROVED | State.ALLOWED | State.PERMITTED | State.DONE | State.FAILED | State.UNKNOWN:
            return "approved", ""
        case State.EXPIRED:
            return "expired", note
        case State.WITHDRAWN:
            return "cancelled", ""
        case State.ANSWERED:
            return "denied", f"A person answered in place of letting it run: {note}"
        case State.REFUSED:
            return "denied", f"The rules for this agent refuse it: {note}"
        case State.VOID:
            return "denied", "This agent was halted."
        case _:
            return "denied", note


def _expiry(row: ActionRow, decided: datetime, ends: str | None) -> datetime:
    """Until when an approval may be used; always after the decision, as the protocol has it."""
    until = parse_stamp(ends) if ends is not None else decided + _APPROVAL_LIFE
    if row.action.expires_at is not None:
        until = min(until, parse_stamp(row.action.expires_at))
    return max(until, decided + _SECOND)


def _seconds(duration: str) -> float:
    if _DURATION.fullmatch(duration) is None:
        raise InvalidInput("A timeout is written like 10m, 24h or 1h30m", where="timeout", code="invalid_request")
    total = sum(int(one[:-1]) * _UNITS[one[-1]] for one in re.findall(r"[0-9]+[smhd]", duration))
    if not 1 <= total <= _LONGEST:
        raise InvalidInput("A timeout is from a second to a year", where="timeout", code="invalid_request")
    return float(total)


def shown(context: Mapping[str, Any]) -> str:
    """A submission's context as a person reads it."""
    return json.dumps(context, ensure_ascii=False, indent=1, sort_keys=True)
