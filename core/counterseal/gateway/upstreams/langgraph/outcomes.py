"""What became of an approved call, read from a thread's state. Pure.

Only the server's own record counts: the tool message with the call's id. A finished run proves that something ran,
not that this call did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from counterseal.gateway.upstreams.langgraph.interrupts import Asked, Shape
from counterseal.model.json_equality import same_json
from counterseal.traces.langgraph import text_of

RUNNING = ("pending", "running")


@dataclass(frozen=True, slots=True)
class Ending:
    """``outcome`` is done, failed or unknown; ``note`` says how it is known, quoting the server."""

    outcome: str
    note: str


def match_calls(state: Mapping[str, Any], asked: Sequence[Asked]) -> list[str | None]:
    """The tool call ids that batched or older requests are about.

    Such requests carry no ids. They follow the order of the calls in the last model message, from which calls that
    needed nobody are left out; each request takes the next call of its name with its arguments.
    """
    calls = last_calls(state)
    found: list[str | None] = []
    for request in asked:
        if request.tool_call_id is not None:
            found.append(request.tool_call_id)
            continue
        fits = [
            position
            for position, call in enumerate(calls)
            if call.get("name") == request.tool and same_json(call.get("args"), dict(request.arguments))
        ]
        identifier = calls.pop(fits[0]).get("id") if fits else None
        found.append(identifier if isinstance(identifier, str) else None)
    return found


def last_calls(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tool calls of the newest model message that made any."""
    for message in reversed(list(messages(state))):
        calls = message.get("tool_calls")
        if message.get("type") == "ai" and isinstance(calls, list) and calls:
            return [call for call in calls if isinstance(call, Mapping)]
    return []


def messages(state: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All messages of a thread, then those of finished tasks whose step still waits, then those inside subgraphs."""
    values = state.get("values")
    if isinstance(values, Mapping):
        yield from _messages_in(values)
    tasks = state.get("tasks")
    for task in tasks if isinstance(tasks, list) else []:
        if isinstance(task, Mapping):
            if isinstance(task.get("result"), Mapping):
                yield from _messages_in(task["result"])
            if isinstance(task.get("state"), Mapping):
                yield from messages(task["state"])


def read_ending(run: Mapping[str, Any], state: Mapping[str, Any], call_ids: Sequence[str | None]) -> list[Ending]:
    """The ending of each approved call of one run, in order. ``None`` as an id means that no call could be matched."""
    results = {
        str(message.get("tool_call_id")): message for message in messages(state) if message.get("type") == "tool"
    }
    endings = [_from_message(results.get(call) if call is not None else None, run) for call in call_ids]
    missing = [index for index, ending in enumerate(endings) if ending.outcome == "unknown"]
    errors = [
        str(task.get("error"))[:300]
        for task in state.get("tasks") or []
        if isinstance(task, Mapping) and task.get("error") and not task.get("interrupts")
    ]
    # One call without a message beside one failed task: the server stores a raised error there and nowhere else.
    if run.get("status") == "error" and len(missing) == 1 and len(errors) == 1 and call_ids[missing[0]] is not None:
        endings[missing[0]] = Ending("failed", f"The tool raised: {errors[0]}")
    return endings


def read_continued(run: Mapping[str, Any], thread_error: str) -> Ending:
    """The ending of a breakpoint that was let go: the run itself is the effect."""
    status = str(run.get("status"))
    if status == "success":
        return Ending("done", "The server's run went on and ended well.")
    if status == "error":
        return Ending("failed", f"The server's run failed: {thread_error}")
    return Ending("unknown", f"The server's run ended as {status}.")


def took_part(history: Sequence[Any], run_id: str) -> bool:
    """Whether a run left a checkpoint: proof, on servers that ignore stale answers, that this one was taken."""
    return any(
        isinstance(item, Mapping)
        and isinstance(item.get("metadata"), Mapping)
        and item["metadata"].get("run_id") == run_id
        for item in history
    )


def needs_call(asked: Asked) -> bool:
    """Whether the outcome of this request is a tool message."""
    return asked.shape is not Shape.BREAKPOINT


def _from_message(message: Mapping[str, Any] | None, run: Mapping[str, Any]) -> Ending:
    if message is None:
        return Ending(
            "unknown", f"The run ended as {run.get('status')}, without a tool message that says what happened."
        )
    said = text_of(message.get("content"))[:300]
    if message.get("status") == "error":
        return Ending("failed", f"The tool said: {said}")
    return Ending("done", f"The tool said: {said}")


def _messages_in(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = values.get("messages")
    for message in found if isinstance(found, list) else []:
        if isinstance(message, Mapping):
            yield message
