"""Context and reasoning trace of a request, from a thread's state and history. Pure; all of it is outside text.

History gives times: a message is dated by the first checkpoint whose values hold it. The step that proposes the call
is marked, so that a reader starts there and walks back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape
from counterseal.model.actions import ContextItem, TraceStep
from counterseal.model.attachments import read_context, read_trace

_AUTHORS = {"human": "Person", "ai": "Agent", "tool": "Tool", "system": "System"}
_KINDS = {"ai": "model", "tool": "tool"}


def context_of(state: Mapping[str, Any], call_id: str | None) -> tuple[ContextItem, ...]:
    """The messages before the call, oldest first, then the thread's other values as one document."""
    items: list[dict[str, Any]] = []
    for message in _messages(state):
        if _proposes(message, call_id):
            break
        author = _AUTHORS.get(str(message.get("type")), "Message")
        name = message.get("name")
        items.append(
            {
                "kind": "message",
                "title": f"{author} {name}" if isinstance(name, str) and name else author,
                "author": name if isinstance(name, str) else author,
                "text": _whole_text(message),
            }
        )
    values = state.get("values")
    others = {key: value for key, value in values.items() if key != "messages"} if isinstance(values, Mapping) else {}
    if others:
        items.append({"kind": "document", "title": "The thread's other values", "text": _pretty(others)})
    return read_context(items)


def trace_of(
    state: Mapping[str, Any], history: Sequence[Any], asked: Asked, call_id: str | None
) -> tuple[TraceStep, ...]:
    """The steps that led to the request; without messages, the graph's nodes take their place."""
    checkpoints = [item for item in reversed(history) if isinstance(item, Mapping)]
    found = _messages(state)
    steps = _message_steps(found, _dates(checkpoints), call_id) if found else _node_steps(checkpoints)
    if not any(step["proposes"] for step in steps):
        steps.append(_asking_step(asked, state, steps))
    return read_trace(steps)


def text_of(content: Any) -> str:
    """A message's content as text: plain, or the text and reasoning of its blocks."""
    if isinstance(content, str):
        return content
    parts: list[str] = []
    for block in content if isinstance(content, list) else []:
        if isinstance(block, str):
            parts.append(block)
        elif isinstance(block, Mapping):
            words = next(
                (block[key] for key in ("text", "reasoning", "thinking") if isinstance(block.get(key), str)), ""
            )
            parts.append(words or f"[{block.get('type', 'block')}]")
    return "\n".join(parts)


def _message_steps(
    found: Sequence[Mapping[str, Any]], dates: Mapping[str, tuple[datetime, datetime | None]], call_id: str | None
) -> list[dict[str, Any]]:
    begin = min((moment for moment, _ in dates.values()), default=None)
    steps: list[dict[str, Any]] = []
    for index, message in enumerate(found):
        kind = str(message.get("type"))
        identifier = str(message.get("id") or f"message-{index}")
        moment, before = dates.get(identifier, (None, None))
        usage = message.get("usage_metadata")
        name = message.get("name")
        steps.append(
            {
                "id": identifier,
                "kind": _KINDS.get(kind, "message"),
                "name": name if isinstance(name, str) and name else _AUTHORS.get(kind, "Message"),
                "text": _whole_text(message),
                "start_ms": _milliseconds(begin, before or moment),
                "duration_ms": _milliseconds(before, moment) if before and moment else None,
                "tokens": usage.get("total_tokens") if isinstance(usage, Mapping) else None,
                "proposes": _proposes(message, call_id),
            }
        )
    return steps


def _node_steps(checkpoints: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    begin = _moment(checkpoints[0]) if checkpoints else None
    for checkpoint, after in pairwise(checkpoints):
        moment, end = _moment(checkpoint), _moment(after)
        for task in checkpoint.get("tasks") or []:
            if not isinstance(task, Mapping):
                continue
            steps.append(
                {
                    "id": str(task.get("id")),
                    "kind": "message" if task.get("name") == "__start__" else "tool",
                    "name": "Input" if task.get("name") == "__start__" else str(task.get("name")),
                    "text": _pretty(task["result"]) if task.get("result") else "",
                    "start_ms": _milliseconds(begin, moment),
                    "duration_ms": _milliseconds(moment, end) if moment and end else None,
                    "proposes": False,
                }
            )
    return steps


def _asking_step(asked: Asked, state: Mapping[str, Any], steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    nodes = state.get("next")
    names = ", ".join(str(node) for node in nodes) if isinstance(nodes, list) else ""
    verb = "waits at a breakpoint before" if asked.shape is Shape.BREAKPOINT else "asks from"
    return {
        "id": f"asks-{asked.key}-{asked.index}",
        "kind": "propose",
        "name": asked.tool,
        "text": asked.summary or f"The graph {verb} {names or 'its last node'}.",
        "start_ms": (steps[-1]["start_ms"] + (steps[-1].get("duration_ms") or 0)) if steps else 0,
        "proposes": True,
    }


def _dates(checkpoints: Sequence[Mapping[str, Any]]) -> dict[str, tuple[datetime, datetime | None]]:
    """For each message id: when it first stood in a checkpoint, and when the checkpoint before was made."""
    dates: dict[str, tuple[datetime, datetime | None]] = {}
    before: datetime | None = None
    for checkpoint in checkpoints:
        moment = _moment(checkpoint)
        if moment is None:
            continue
        for message in _messages(checkpoint):
            identifier = message.get("id")
            if isinstance(identifier, str):
                dates.setdefault(identifier, (moment, before))
        before = moment
    return dates


def _messages(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    values = state.get("values")
    found = values.get("messages") if isinstance(values, Mapping) else None
    return [message for message in found if isinstance(message, Mapping)] if isinstance(found, list) else []


def _proposes(message: Mapping[str, Any], call_id: str | None) -> bool:
    calls = message.get("tool_calls")
    return (
        call_id is not None
        and isinstance(calls, list)
        and any(isinstance(call, Mapping) and call.get("id") == call_id for call in calls)
    )


def _whole_text(message: Mapping[str, Any]) -> str:
    """A message's text and, below it, the calls it makes."""
    lines = [text_of(message.get("content"))]
    calls = message.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        if isinstance(call, Mapping):
            lines.append(f"→ {call.get('name')} {json.dumps(call.get('args'), ensure_ascii=False)}")
    return "\n".join(line for line in lines if line)


def _pretty(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)


def _moment(checkpoint: Mapping[str, Any]) -> datetime | None:
    written = checkpoint.get("created_at")
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _milliseconds(start: datetime | None, end: datetime | None) -> int:
    return max(0, round((end - start).total_seconds() * 1000)) if start and end else 0
