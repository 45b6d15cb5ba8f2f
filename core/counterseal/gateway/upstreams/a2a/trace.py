"""Context and trace of a question, from its task's history and artifacts. Pure; all of it is outside text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from counterseal.gateway.upstreams.a2a.tasks import Asked, history_of, words_of
from counterseal.model.actions import ContextItem, TraceStep
from counterseal.model.attachments import read_context, read_trace
from counterseal.traces.outside_json import shown

_AUTHORS = {"ROLE_USER": "User", "user": "User", "ROLE_AGENT": "Agent", "agent": "Agent"}


def context_of(task: Mapping[str, Any]) -> tuple[ContextItem, ...]:
    """The messages before the question, oldest first, then what the task has made so far."""
    items: list[dict[str, Any]] = []
    for message in history_of(task):
        author = _AUTHORS.get(str(message.get("role")), "Message")
        items.append({"kind": "message", "title": author, "author": author, "text": _whole(message)})
    for artifact in _artifacts(task):
        title = artifact.get("name")
        made = title if isinstance(title, str) and title else "What the task has made"
        items.append({"kind": "document", "title": made, "text": _whole(artifact)})
    return read_context(items)


def trace_of(task: Mapping[str, Any], asked: Asked) -> tuple[TraceStep, ...]:
    """The task's messages as steps; the last one asks. A task tells no times, so the steps only follow each other."""
    steps: list[dict[str, Any]] = []
    for place, message in enumerate(history_of(task)):
        author = _AUTHORS.get(str(message.get("role")), "Message")
        kind = "agent" if author == "Agent" else "message"
        steps.append(
            {"id": f"message-{place}", "kind": kind, "name": author, "text": _whole(message), "start_ms": place}
        )
    steps.append(
        {
            "id": f"asks-{asked.key}",
            "kind": "propose",
            "name": asked.tool,
            "text": asked.summary or "The agent waits, and does not say for what.",
            "start_ms": len(steps),
            "proposes": True,
            "calls": [{"tool": asked.tool, "arguments": asked.arguments}],
        }
    )
    return read_trace(steps)


def _whole(message: Mapping[str, Any]) -> str:
    """Text and data of a message or an artifact; of files, that they are there."""
    parts = message.get("parts")
    told = [words_of(message)]
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, Mapping) and not isinstance(part.get("text"), str):
            told.append(shown(part["data"]) if "data" in part else "(a file, not shown)")
    return "\n".join(text for text in told if text)


def _artifacts(task: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = task.get("artifacts")
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
