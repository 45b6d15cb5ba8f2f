"""What Claude Code's hooks call: each gated tool call waits for a person, and runs as it was approved or not at all.

Claude Code goes on with a call when a hook fails in any other way than with exit code 2, so every way that is not an
approval ends with 2 here, and its words go to the model (hooks reference of Claude Code 2.1, November 2026).
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.agents.claude_notes import Note, Notes
from counterseal.agents.client import AgentClient, Permit
from counterseal.agents.refusals import Answered, Expired, Halted, NotDecided, NotRun, Refused, Rejected
from counterseal.agents.traces import trace_from_file
from counterseal.errors import Conflict, InvalidInput, KnownError
from counterseal.model import strict_json
from counterseal.model.actions import TraceStep

ALLOWED, BLOCKED, NOT_REPORTED = 0, 2, 1
BEFORE, AFTER, FAILED, OVER = "PreToolUse", "PostToolUse", "PostToolUseFailure", "SessionEnd"
# A written file comes whole as an argument.
LIMITS = strict_json.Limits(size=16 << 20, depth=64, keys=100_000)
SHOWN = 300
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Said:
    """What the hook answers its host: an exit code, and what goes to standard output and to standard error."""

    code: int
    out: str = ""
    error: str = ""


def answer(raw: bytes, open_client: Callable[[], AgentClient], notes: Notes, patience: float) -> Said:
    """One event of a session.

    Args:
        raw: the event as it comes on standard input.
        open_client: makes the agent's line; called for what is gated only.
        notes: what is kept between the hook before a call and the one after it.
        patience: seconds that a person has; less than the host's own limit, after which it would go on by itself.

    Returns:
        what to answer; no failure of any kind is ever an approval.
    """
    try:
        event = _event(raw)
        kind = _text(event, "hook_event_name")
    except KnownError as error:
        return Said(BLOCKED, error=f"Counterseal could not read the hook's input, so nothing runs: {error.text()}")
    if kind == BEFORE:
        return _before(event, open_client, notes, patience)
    if kind in (AFTER, FAILED):
        return _after(event, open_client, notes, "done" if kind == AFTER else "failed")
    if kind == OVER:
        return _over(event, open_client, notes)
    return Said(BLOCKED, error=f"Counterseal's hook is not made for {kind!r}; remove it there")


def _before(event: Mapping[str, Any], open_client: Callable[[], AgentClient], notes: Notes, patience: float) -> Said:
    try:
        tool, call = _text(event, "tool_name"), _text(event, "tool_use_id")
        session, arguments = _text(event, "session_id"), event.get("tool_input")
        if not isinstance(arguments, Mapping):
            raise InvalidInput("A tool's input must be a JSON object", where="tool_input")
        client = open_client()
        try:
            permitted = _ask(client, event, tool, arguments, f"claude-code:{session}:{call}", patience)
            # Before the answer: a call whose permit nobody can find again could never be reported.
            notes.keep(Note(session, call, permitted.action_id, permitted.permit))
        finally:
            # The call runs in the host, without this process.
            client.close(give_back=False)
    except KnownError as error:
        return Said(BLOCKED, error=_why(error))
    except Exception as error:  # noqa: BLE001
        # Whatever it is, the host would take any other end than this one for leave to go on.
        _log.exception("the hook failed")
        return Said(
            BLOCKED, error=f"Counterseal's hook failed, so nothing runs: {type(error).__name__}: {error}"[:1000]
        )
    decision: dict[str, Any] = {
        "hookEventName": BEFORE,
        "permissionDecision": "allow",
        "permissionDecisionReason": f"Approved in Counterseal, action {permitted.action_id}",
        # Replaces the whole input; the approved arguments are those that run, also where nobody changed them.
        "updatedInput": dict(permitted.arguments),
    }
    return Said(ALLOWED, out=json.dumps({"hookSpecificOutput": decision}, ensure_ascii=False))


def _ask(
    client: AgentClient, event: Mapping[str, Any], tool: str, arguments: Mapping[str, Any], key: str, patience: float
) -> Permit:
    trace, told = _trace(event, key.rsplit(":", 1)[1])
    context = [{"kind": "note", "title": "Where", "text": _where(event)}]
    if told:
        context.append({"kind": "note", "title": "Transcript", "text": told})
    action_id = client.propose(tool, arguments, context=context, trace=trace, idempotency_key=key)
    return client.permitted(action_id, patience)


def _after(event: Mapping[str, Any], open_client: Callable[[], AgentClient], notes: Notes, outcome: str) -> Said:
    """Report how a gated call ended; one that was not gated is nobody's business."""
    try:
        session, call = _text(event, "session_id"), _text(event, "tool_use_id")
        note = notes.find(session, call)
        if note is None:
            return Said(ALLOWED)
        said = event.get("error") if outcome == "failed" else ""
        _report(open_client, [note], outcome, said if isinstance(said, str) else "")
        notes.forget(note)
    except Exception as error:  # noqa: BLE001
        # The call has run; the host shows this and goes on, and the gateway makes it unknown by itself.
        return Said(NOT_REPORTED, error=f"Counterseal could not be told how the call ended: {error}"[:1000])
    return Said(ALLOWED)


def _over(event: Mapping[str, Any], open_client: Callable[[], AgentClient], notes: Notes) -> Said:
    """The session ends: of calls that nothing was heard of it cannot be said whether they took place."""
    try:
        left = notes.of(_text(event, "session_id"))
        if left:
            _report(open_client, left, "unknown", "The session ended and did not tell how the call ended.")
        for note in left:
            notes.forget(note)
    except Exception as error:  # noqa: BLE001
        return Said(NOT_REPORTED, error=f"Counterseal could not be told that the session ended: {error}"[:1000])
    return Said(ALLOWED)


def _report(open_client: Callable[[], AgentClient], ended: list[Note], outcome: str, said: str) -> None:
    client = open_client()
    try:
        for note in ended:
            try:
                client.outcome(Permit(note.action, note.permit, {}, 0.0), outcome, said[:SHOWN])
            except Conflict as error:
                # It is unknown by now, or was told before; a person says more if there is more to say.
                _log.info("%s: %s", note.action, error.text())
    finally:
        client.close(give_back=False)


def _trace(event: Mapping[str, Any], call: str) -> tuple[tuple[TraceStep, ...], str]:
    """The session's transcript as steps; why there is none, where it cannot be read: it is only told along."""
    path = event.get("transcript_path")
    if not isinstance(path, str) or not path:
        return (), ""
    try:
        return trace_from_file(path, call_id=call), ""
    except KnownError as error:
        return (), f"The session's transcript could not be read: {error.text()}"


def _where(event: Mapping[str, Any]) -> str:
    names = ("cwd", "permission_mode", "agent_type", "session_id")
    return "\n".join(f"{name}: {event[name]}" for name in names if isinstance(event.get(name), str))


def _why(error: KnownError) -> str:
    """What the model reads of a call that does not run."""
    if isinstance(error, Rejected):
        return (
            f"A person rejected this call. Their reason: {error.reason}"
            if error.reason
            else "A person rejected this call."
        )
    if isinstance(error, Answered):
        return f"A person answered in place of letting this call run: {error.answer}"
    if isinstance(error, Refused):
        return f"The rules for this agent refuse this call: {error.what}"
    if isinstance(error, NotDecided):
        return "Nobody decided about this call in time, so it was withdrawn and did not run."
    if isinstance(error, Expired):
        return "The time for this call ended before anybody decided. It did not run."
    if isinstance(error, Halted):
        return "This agent is halted. Nothing runs until its owner resets it; do not try again."
    if isinstance(error, NotRun):
        return f"This call did not run: {error.text()}"
    return f"This call could not be gated, so it did not run: {error.text()}"


def _event(raw: bytes) -> Mapping[str, Any]:
    event = strict_json.parse(raw, LIMITS)
    if not isinstance(event, Mapping):
        raise InvalidInput("An event is a JSON object", where="standard input")
    return event


def _text(event: Mapping[str, Any], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 500:
        raise InvalidInput("This must be a text", where=name, todo="Is this Claude Code 2?")
    return value
