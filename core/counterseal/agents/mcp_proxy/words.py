"""What the client, and the model behind it, is told in place of a tool's result."""

from __future__ import annotations

from typing import Any

from mcp_types import CallToolResult, TextContent

from counterseal.agents import refusals
from counterseal.errors import KnownError

ACTION, STATE = "counterseal/action", "counterseal/state"


def told(text: str, action_id: str | None, state: str, *, failed: bool = True) -> CallToolResult:
    """A result of ours: one text, and the action's id and state in ``_meta``."""
    meta: dict[str, Any] = {STATE: state} if action_id is None else {ACTION: action_id, STATE: state}
    return CallToolResult(content=[TextContent(text=text)], is_error=failed, _meta=meta)


def pending(action_id: str | None, started: bool, *, failed: bool) -> CallToolResult:
    """Nothing to tell yet.

    Args:
        failed: for a tool with an output schema: a client would not take another shape for a success.
    """
    what = "This call was approved and still runs." if started else "This call waits for a person. It has not run."
    text = f"{what} Call the same tool again with exactly the same arguments to get its result; it runs once only."
    return told(text, action_id, "running" if started else "held", failed=failed)


def ending(error: KnownError, action_id: str | None, *, structured: bool) -> CallToolResult:
    """Why the call did not run. An answer is a person's reply in place of the result, so it is no error.

    Args:
        structured: the tool has an output schema, so a text alone cannot be its success.
    """
    if isinstance(error, refusals.Answered):
        text = f"This call did not run. A person answered in its place: {error.text_given}"
        return told(text, action_id, "answered", failed=structured)
    if isinstance(error, refusals.Rejected):
        because = f" Their reason: {error.reason}" if error.reason else ""
        return told(f"This call did not run. A person rejected it.{because}", action_id, "rejected")
    if isinstance(error, refusals.Halted):
        text = f"This call did not run. The agent must stop: {error.text()}"
        return told(text, action_id, "void" if isinstance(error, refusals.Voided) else "halted")
    if isinstance(error, refusals.Expired):
        return told("This call did not run. Nobody decided on it in time.", action_id, "expired")
    return told(f"This call did not run. {error.text()}", action_id, error.code)


def unknown(why: str, action_id: str) -> CallToolResult:
    """It was started, and nobody can say what became of it."""
    text = (
        f"This call was started and nobody can say whether it took effect: {why}. Do NOT repeat it; find out first what"
        " has happened. A person is told of it too."
    )
    return told(text, action_id, "unknown")


def unreported(result: CallToolResult, why: KnownError, outcome: str, action_id: str) -> CallToolResult:
    """It ended as ``outcome``, and the gateway does not know."""
    text = f"This call ended as {outcome}, but the gateway could not be told ({why.text()}). Do NOT repeat it."
    return result.model_copy(
        update={
            "content": [*result.content, TextContent(text=text)],
            "is_error": True,
            "meta": {**(result.meta or {}), ACTION: action_id, STATE: "unreported"},
        }
    )
