"""Context and reasoning trace of a request, from a session's events. Pure; all of it is outside text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterseal.gateway.upstreams.adk.confirmations import REQUEST, Asked, calls, live_events, responses, texts
from counterseal.model.actions import ContextItem, TraceStep
from counterseal.model.attachments import read_context, read_trace
from counterseal.traces.outside_json import shown


def context_of(session: Mapping[str, Any], asked: Asked) -> tuple[ContextItem, ...]:
    """The messages up to the call, oldest first, then the session's state as one document."""
    items: list[dict[str, Any]] = []
    for event in _until(session, asked):
        text = "\n".join(texts(event))
        if text:
            author = _author(event)
            items.append({"kind": "message", "title": author, "author": author, "text": text})
    state = session.get("state")
    if isinstance(state, Mapping) and state:
        items.append({"kind": "document", "title": "The session's state", "text": shown(state)})
    return read_context(items)


def trace_of(session: Mapping[str, Any], asked: Asked) -> tuple[TraceStep, ...]:
    """The steps up to the one that proposes the call, which is marked."""
    events = _until(session, asked)
    began = _seconds(events[0]) if events else 0.0
    callers: dict[Any, str] = {}
    steps: list[dict[str, Any]] = []
    for index, event in enumerate(events):
        steps.append(_step(event, index, began, asked, callers))
    if not any(step["proposes"] for step in steps):
        steps.append(_asking_step(asked, steps))
    return read_trace(steps)


def _until(session: Mapping[str, Any], asked: Asked) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for event in live_events(session):
        if any(one.get("name") == REQUEST for one in calls(event)):
            if event.get("id") == asked.event:
                break
            continue
        found.append(event)
        # What follows the call is its placeholder, which says only that it waits.
        if any(asked.call and one.get("id") == asked.call for one in calls(event)):
            break
    return found


def _step(event: Mapping[str, Any], index: int, began: float, asked: Asked, callers: dict[Any, str]) -> dict[str, Any]:
    identifier = str(event.get("id") or f"event-{index}")
    made, answered = list(calls(event)), list(responses(event))
    callers.update({call.get("id"): identifier for call in made if isinstance(call.get("id"), str)})
    text = "\n".join([*texts(event), *(shown(one.get("response")) for one in answered)])
    usage = event.get("usageMetadata")
    counted = usage if isinstance(usage, Mapping) else {}
    kind = "tool" if answered else "message" if event.get("author") == "user" else "model"
    parent = answered[0].get("id") if answered else None
    return {
        "id": identifier,
        "kind": kind,
        "name": str(answered[0].get("name")) if answered else _author(event),
        "text": text,
        "parent": callers.get(parent) if isinstance(parent, str) else None,
        "start_ms": max(0, round((_seconds(event) - began) * 1000)),
        "tokens": counted.get("totalTokenCount"),
        "tokens_in": counted.get("promptTokenCount"),
        "tokens_out": counted.get("candidatesTokenCount"),
        "model": event.get("modelVersion"),
        "failed": bool(event.get("errorCode")),
        "proposes": bool(asked.call) and any(call.get("id") == asked.call for call in made),
        "calls": [{"id": one.get("id"), "tool": one.get("name"), "arguments": one.get("args")} for one in made],
    }


def _asking_step(asked: Asked, steps: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "id": f"asks-{asked.key}",
        "kind": "propose",
        "name": asked.tool,
        "text": asked.summary,
        "start_ms": steps[-1]["start_ms"] if steps else 0,
        "proposes": True,
        "calls": [{"tool": asked.tool, "arguments": asked.arguments}],
    }


def _author(event: Mapping[str, Any]) -> str:
    author = event.get("author")
    return "User" if author == "user" else author if isinstance(author, str) and author else "Agent"


def _seconds(event: Mapping[str, Any]) -> float:
    at = event.get("timestamp")
    return float(at) if isinstance(at, int | float) and not isinstance(at, bool) and abs(at) < 1e12 else 0.0
