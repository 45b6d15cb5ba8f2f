"""Spans as steps, by the GenAI semantic conventions (semantic-conventions-genai, all in development, November 2026).

Names that the conventions have left behind (``gen_ai.usage.prompt_tokens``, messages as events) are read as well, since
instrumentations keep them for years. A span that is none of GenAI's is kept: it tells what a tool did.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from counterseal.traces import messages
from counterseal.traces.otel_json import Span
from counterseal.traces.outside_json import in_line, shown, unpacked

_KINDS = {
    "chat": "model", "generate_content": "model", "text_completion": "model", "embeddings": "model",
    "execute_tool": "tool", "retrieval": "retrieval", "search_memory": "retrieval",
    "invoke_agent": "agent", "create_agent": "agent", "invoke_workflow": "agent", "plan": "agent",
}  # fmt: skip
_DETAILS = "gen_ai.client.inference.operation.details"
_INPUT, _OUTPUT, _SYSTEM = "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions"
# Events of the conventions up to 1.36, with who speaks in them.
_MESSAGE_EVENTS = {
    "gen_ai.system.message": "system", "gen_ai.user.message": "user", "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}  # fmt: skip
_MOST_ATTRIBUTES = 60
Attributes = Mapping[str, Any]


def steps_of(spans: Sequence[Span]) -> tuple[list[dict[str, Any]], int | None]:
    """Steps for ``attachments.read_trace``, by begin, and the first begin in nanoseconds; None without any time."""
    ordered = sorted(spans, key=lambda span: (span.start_ns is None, span.start_ns or 0))
    begin = next((span.start_ns for span in ordered if span.start_ns is not None), None)
    told_system: set[str] = set()
    steps = [_step(span, begin or 0, told_system) for span in ordered]
    _count_once(steps)
    return steps, begin


def _step(span: Span, begin_ns: int, told_system: set[str]) -> dict[str, Any]:
    attributes = _with_details(span)
    operation = str(attributes.get("gen_ai.operation.name") or "")
    kind = _kind(operation, attributes)
    start = begin_ns if span.start_ns is None else span.start_ns
    tokens_in = _first(attributes, "gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens")
    tokens_out = _first(attributes, "gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens")
    return {
        "id": _key(span.trace, span.id),
        "kind": kind,
        "name": _name(span, kind, operation, attributes),
        "text": _text(span, kind, attributes, told_system),
        "parent": _key(span.trace, span.parent) if span.parent else None,
        "start_ms": max(start - begin_ns, 0) // 1_000_000,
        "duration_ms": _lasted(span),
        "tokens_in": tokens_in,
        "tokens_out": tokens_out,
        "model": _first(attributes, "gen_ai.response.model", "gen_ai.request.model"),
        "failed": span.failed or "error.type" in attributes or any(one.name == "exception" for one in span.events),
        "calls": _calls(kind, attributes, span),
    }


def _lasted(span: Span) -> int | None:
    if span.start_ns is None or span.end_ns is None:
        return None
    return max(span.end_ns - span.start_ns, 0) // 1_000_000


def _count_once(steps: Sequence[dict[str, Any]]) -> None:
    """Take the tokens from a span that only sums up what spans below it have told."""
    told = {step["id"] for step in steps if step["tokens_in"] is not None or step["tokens_out"] is not None}
    above = summed({step["id"]: step["parent"] for step in steps}, told)
    for step in steps:
        if step["kind"] != "model" and step["id"] in above:
            step["tokens_in"] = step["tokens_out"] = None


def summed(parents: Mapping[str, str | None], told: Iterable[str]) -> set[str]:
    """The steps that stand above one which tells its tokens, by id; ``parents`` are those of all steps."""
    found: set[str] = set()
    for step in told:
        above = parents.get(step)
        while above is not None and above in parents and above not in found:
            found.add(above)
            above = parents[above]
    return found


def _kind(operation: str, attributes: Attributes) -> str:
    if operation in _KINDS:
        return _KINDS[operation]
    if operation.endswith("_memory") or any(name.startswith("gen_ai.") for name in attributes):
        return "agent" if "gen_ai.agent.name" in attributes else "message"
    return "other"


def _name(span: Span, kind: str, operation: str, attributes: Attributes) -> str:
    if kind == "tool" and isinstance(attributes.get("gen_ai.tool.name"), str):
        return str(attributes["gen_ai.tool.name"])
    if kind == "retrieval" and isinstance(attributes.get("gen_ai.retrieval.query.text"), str):
        return f"{span.name or operation}: {attributes['gen_ai.retrieval.query.text']}"
    return span.name or operation or "span"


def _with_details(span: Span) -> Attributes:
    """A span's attributes, and under them those of the event that carries its content apart from it."""
    found = dict(span.attributes)
    for event in span.events:
        if event.name == _DETAILS:
            found = {**event.attributes, **found}
    return found


def _text(span: Span, kind: str, attributes: Attributes, told_system: set[str]) -> str:
    parts: list[str] = []
    if kind == "tool":
        parts += _under("Arguments", attributes.get("gen_ai.tool.call.arguments"))
        parts += _under("Result", attributes.get("gen_ai.tool.call.result"))
    elif kind == "retrieval":
        parts += _under("Query", _first(attributes, "gen_ai.retrieval.query.text", "gen_ai.memory.query.text"))
        parts += _documents(_first(attributes, "gen_ai.retrieval.documents", "gen_ai.memory.records"))
    elif kind == "other":
        parts += _listed(attributes)
    parts += _conversation(attributes, span, told_system)
    for event in span.events:
        if event.name in ("exception", "gen_ai.evaluation.result"):
            parts.append(f"{event.name}\n" + "\n".join(_listed(event.attributes)))
    if span.said:
        parts.append(f"Status: {span.said}")
    return "\n\n".join(part for part in parts if part)


def _conversation(attributes: Attributes, span: Span, told_system: set[str]) -> list[str]:
    parts: list[str] = []
    system = unpacked(attributes.get(_SYSTEM))
    if isinstance(system, list) and system:
        said = messages.text_of({"parts": system})
        # The same instructions stand at every call; they are shown at the first.
        if said not in told_system:
            told_system.add(said)
            parts.append(f"System\n{said}")
    asked = _message_list(attributes.get(_INPUT)) or _event_messages(span)
    fresh, before = messages.since_agent(asked)
    if before:
        parts.append(f"[{before:,} earlier messages stand at the steps before]")
    parts += [f"{messages.speaker_of(one)}\n{messages.text_of(one)}" for one in fresh]
    answered = _message_list(attributes.get(_OUTPUT)) or _choices(span)
    parts += [f"{messages.speaker_of(one)}\n{messages.text_of(one)}" for one in answered]
    return parts


def _calls(kind: str, attributes: Attributes, span: Span) -> list[dict[str, Any]]:
    if kind == "tool":
        arguments = unpacked(attributes.get("gen_ai.tool.call.arguments"))
        return [
            {
                "id": attributes.get("gen_ai.tool.call.id"),
                "tool": attributes.get("gen_ai.tool.name"),
                "arguments": arguments if isinstance(arguments, Mapping) else None,
            }
        ]
    answered = _message_list(attributes.get(_OUTPUT)) or _choices(span)
    made = [call for message in answered for call in messages.calls_of(message)]
    return [{"id": call.id, "tool": call.tool, "arguments": call.arguments} for call in made] if kind == "model" else []


def _message_list(value: Any) -> list[Mapping[str, Any]]:
    found = unpacked(value)
    return [message for message in found if isinstance(message, Mapping)] if isinstance(found, list) else []


def _event_messages(span: Span) -> list[Mapping[str, Any]]:
    """Messages that earlier conventions put into events, in the shape of today's."""
    return [
        {**_content(event.attributes), "role": role}
        for event in span.events
        if (role := _MESSAGE_EVENTS.get(event.name)) is not None
    ]


def _choices(span: Span) -> list[Mapping[str, Any]]:
    found: list[Mapping[str, Any]] = []
    for event in span.events:
        if event.name == "gen_ai.choice":
            inner = unpacked(event.attributes.get("message"))
            found.append({**(inner if isinstance(inner, Mapping) else _content(event.attributes)), "role": "assistant"})
    return found


def _content(attributes: Attributes) -> dict[str, Any]:
    calls = unpacked(attributes.get("tool_calls"))
    return {
        "content": attributes.get("content") or attributes.get("gen_ai.event.content") or "",
        "tool_calls": calls if isinstance(calls, list) else [],
    }


def _under(title: str, value: Any) -> list[str]:
    if value is None or value == "":
        return []
    return [f"{title}\n{shown(unpacked(value))}"]


def _documents(value: Any) -> list[str]:
    found = unpacked(value)
    if not isinstance(found, list):
        return _under("Found", found)
    lines = [f"{len(found):,} found"]
    for document in found:
        if isinstance(document, Mapping):
            head = " · ".join(in_line(document[name]) for name in ("id", "score") if document.get(name) is not None)
            body = next((shown(document[name]) for name in ("content", "text") if document.get(name)), "")
            lines.append(f"{head}\n{body}" if head and body else head or body or in_line(dict(document)))
        else:
            lines.append(in_line(document))
    return ["\n".join(lines)]


def _listed(attributes: Attributes) -> list[str]:
    shown_ones = list(attributes.items())[:_MOST_ATTRIBUTES]
    lines = [f"{name} = {in_line(value)}" for name, value in shown_ones]
    if len(attributes) > len(shown_ones):
        lines.append(f"[{len(attributes) - len(shown_ones):,} more attributes]")
    return ["\n".join(lines)] if lines else []


def _first(attributes: Attributes, *names: str) -> Any:
    return next((attributes[name] for name in names if attributes.get(name) is not None), None)


def _key(trace: str, span: str) -> str:
    return f"{trace}/{span}"
