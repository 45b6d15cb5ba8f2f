"""Context and reasoning trace of a request, from a thread's state and history. Pure; all of it is outside text.

The step that proposes the call is marked, so that a reader starts there and walks back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape
from counterseal.model.actions import ContextItem, TraceStep
from counterseal.model.attachments import read_context, read_trace
from counterseal.traces.langgraph import AUTHORS, messages_of, proposes, steps_of, whole_text
from counterseal.traces.outside_json import shown


def context_of(state: Mapping[str, Any], call_id: str | None) -> tuple[ContextItem, ...]:
    """The messages before the call, oldest first, then the thread's other values as one document."""
    items: list[dict[str, Any]] = []
    for message in messages_of(state):
        if proposes(message, call_id):
            break
        author = AUTHORS.get(str(message.get("type")), "Message")
        name = message.get("name")
        items.append(
            {
                "kind": "message",
                "title": f"{author} {name}" if isinstance(name, str) and name else author,
                "author": name if isinstance(name, str) else author,
                "text": whole_text(message),
            }
        )
    values = state.get("values")
    others = {key: value for key, value in values.items() if key != "messages"} if isinstance(values, Mapping) else {}
    if others:
        items.append({"kind": "document", "title": "The thread's other values", "text": shown(others)})
    return read_context(items)


def trace_of(
    state: Mapping[str, Any], history: Sequence[Any], asked: Asked, call_id: str | None
) -> tuple[TraceStep, ...]:
    """The steps that led to the request; without messages, the graph's nodes take their place."""
    steps, _began = steps_of(state, history, call_id)
    if not any(step["proposes"] for step in steps):
        steps.append(_asking_step(asked, state, steps))
    return read_trace(steps)


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
        "calls": [{"tool": asked.tool, "arguments": asked.arguments}],
    }
