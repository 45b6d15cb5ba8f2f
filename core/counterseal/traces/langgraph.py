"""LangGraph thread states and histories as steps; what the adapter reads from a server, and what a file may hold.

History gives times: a message is dated by the first checkpoint whose values hold it. A tool's message stands under the
message that called it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from counterseal.traces.outside_json import in_line, shown

AUTHORS = {"human": "Person", "ai": "Agent", "tool": "Tool", "system": "System"}
_KINDS = {"ai": "model", "tool": "tool"}
Message = Mapping[str, Any]


def steps_of(
    state: Mapping[str, Any], history: Sequence[Any], call_id: str | None = None
) -> tuple[list[dict[str, Any]], datetime | None]:
    """Steps for ``attachments.read_trace``, and when the first began; without messages the graph's nodes are the steps.

    Args:
        state: the newest state or checkpoint.
        history: checkpoints, newest first, as the server gives them.
        call_id: the tool call whose message is marked as proposing.
    """
    checkpoints = [item for item in reversed(history) if isinstance(item, Mapping)]
    found = messages_of(state)
    if found:
        dates = _dates(checkpoints)
        begin = min((moment for moment, _ in dates.values()), default=None)
        return _message_steps(found, dates, begin, call_id), begin
    return _node_steps(checkpoints), moment_of(checkpoints[0]) if checkpoints else None


def messages_of(state: Mapping[str, Any]) -> list[Message]:
    """The messages of a state; none where it has none."""
    values = state.get("values")
    found = values.get("messages") if isinstance(values, Mapping) else None
    return [message for message in found if isinstance(message, Mapping)] if isinstance(found, list) else []


def proposes(message: Message, call_id: str | None) -> bool:
    """Whether a message makes this tool call."""
    return call_id is not None and any(call.get("id") == call_id for call in _calls_of(message))


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


def whole_text(message: Message) -> str:
    """A message's text and, below it, the calls it makes."""
    lines = [text_of(message.get("content"))]
    lines += [f"→ {call.get('name')} {in_line(call.get('args'))}" for call in _calls_of(message)]
    return "\n".join(line for line in lines if line)


def moment_of(checkpoint: Mapping[str, Any]) -> datetime | None:
    """When a checkpoint was made; None when it does not say so in a form that can be compared."""
    written = checkpoint.get("created_at")
    try:
        moment = datetime.fromisoformat(written) if isinstance(written, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _message_steps(
    found: Sequence[Message],
    dates: Mapping[str, tuple[datetime, datetime | None]],
    begin: datetime | None,
    call_id: str | None,
) -> list[dict[str, Any]]:
    callers: dict[str, str] = {}
    steps: list[dict[str, Any]] = []
    for index, message in enumerate(found):
        kind = str(message.get("type"))
        identifier = str(message.get("id") or f"message-{index}")
        moment, before = dates.get(identifier, (None, None))
        usage = message.get("usage_metadata")
        counted = usage if isinstance(usage, Mapping) else {}
        name = message.get("name")
        calls = _calls_of(message)
        callers.update({call["id"]: identifier for call in calls if isinstance(call.get("id"), str)})
        answers = message.get("tool_call_id")
        steps.append(
            {
                "id": identifier,
                "kind": _KINDS.get(kind, "message"),
                "name": name if isinstance(name, str) and name else AUTHORS.get(kind, "Message"),
                "text": whole_text(message),
                "parent": callers.get(answers) if kind == "tool" and isinstance(answers, str) else None,
                "start_ms": _milliseconds(begin, before or moment),
                "duration_ms": _milliseconds(before, moment) if before and moment else None,
                "tokens": counted.get("total_tokens"),
                "tokens_in": counted.get("input_tokens"),
                "tokens_out": counted.get("output_tokens"),
                "model": _model(message),
                "failed": message.get("status") == "error",
                "proposes": proposes(message, call_id),
                "calls": [
                    {"id": call.get("id"), "tool": call.get("name"), "arguments": call.get("args")} for call in calls
                ],
            }
        )
    return steps


def _node_steps(checkpoints: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    steps: list[dict[str, Any]] = []
    begin = moment_of(checkpoints[0]) if checkpoints else None
    for checkpoint, after in pairwise(checkpoints):
        moment, end = moment_of(checkpoint), moment_of(after)
        tasks = checkpoint.get("tasks")
        for task in tasks if isinstance(tasks, list) else []:
            if not isinstance(task, Mapping):
                continue
            steps.append(
                {
                    "id": str(task.get("id")),
                    "kind": "message" if task.get("name") == "__start__" else "tool",
                    "name": "Input" if task.get("name") == "__start__" else str(task.get("name")),
                    "text": shown(task["result"]) if task.get("result") else "",
                    "start_ms": _milliseconds(begin, moment),
                    "duration_ms": _milliseconds(moment, end) if moment and end else None,
                    "failed": bool(task.get("error")),
                    "proposes": False,
                }
            )
    return steps


def _dates(checkpoints: Sequence[Mapping[str, Any]]) -> dict[str, tuple[datetime, datetime | None]]:
    """For each message id: when it first stood in a checkpoint, and when the checkpoint before was made."""
    dates: dict[str, tuple[datetime, datetime | None]] = {}
    before: datetime | None = None
    for checkpoint in checkpoints:
        moment = moment_of(checkpoint)
        if moment is None:
            continue
        for message in messages_of(checkpoint):
            identifier = message.get("id")
            if isinstance(identifier, str):
                dates.setdefault(identifier, (moment, before))
        before = moment
    return dates


def _calls_of(message: Message) -> list[Mapping[str, Any]]:
    calls = message.get("tool_calls")
    return [call for call in calls if isinstance(call, Mapping)] if isinstance(calls, list) else []


def _model(message: Message) -> str:
    told = message.get("response_metadata")
    name = told.get("model_name") or told.get("model") if isinstance(told, Mapping) else None
    return name if isinstance(name, str) else ""


def _milliseconds(start: datetime | None, end: datetime | None) -> int:
    return max(0, round((end - start).total_seconds() * 1000)) if start and end else 0
