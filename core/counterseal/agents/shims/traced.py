"""What led to a call, as a reviewer reads it: what shims for agent frameworks share of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from counterseal.model.actions import ToolCall, TraceStep

LONGEST_TEXT = 4_000
MOST_STEPS = 200


def said(content: Any) -> str:
    """The words in a message's content: a text, or a list of texts and of blocks with a ``text``.

    Half of a surrogate pair, which tools may return and no request can carry, is written as its number.
    """
    parts = content if isinstance(content, list | tuple) else [content]
    texts = [part.get("text") if isinstance(part, Mapping) else part for part in parts]
    whole = "\n".join(text for text in texts if isinstance(text, str))[:LONGEST_TEXT]
    return whole.encode("utf-8", "backslashreplace").decode("utf-8")[:LONGEST_TEXT]


def asking(
    steps: Iterable[TraceStep | None], call_id: str, tool: str, arguments: Mapping[str, Any]
) -> tuple[TraceStep, ...]:
    """The newest steps, without the one that makes the call, and the call that asks as the last of them."""
    led = [step for step in steps if step is not None and not any(call.id == call_id for call in step.calls)]
    call = ToolCall(call_id, tool, arguments)
    return (*led[-MOST_STEPS:], TraceStep("call", "model", tool, proposes=True, calls=(call,)))
