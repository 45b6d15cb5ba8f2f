"""Messages of language models as text and tool calls, whichever of the common shapes they have.

OpenTelemetry GenAI messages have ``parts`` (semantic-conventions-genai, messages' JSON schemas); Anthropic's and
LangChain's have ``content`` as a text or blocks, and ``tool_calls``; the conventions up to 1.36 had ``tool_calls`` with
a ``function``. All of it is content, so nothing here refuses anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from counterseal.model.actions import ToolCall
from counterseal.traces.outside_json import in_line, shown, unpacked

_SPEAKERS = {
    "user": "Person", "human": "Person", "assistant": "Agent", "ai": "Agent", "model": "Agent", "tool": "Tool",
    "system": "System", "developer": "System",
}  # fmt: skip
_CALL_TYPES = ("tool_call", "tool_use", "server_tool_use", "server_tool_call", "mcp_tool_use", "function_call")
_DEEPEST = 8
_RESULT_TYPES = ("tool_call_response", "tool_result", "server_tool_call_response")


def speaker_of(message: Mapping[str, Any]) -> str:
    """Who speaks, in our words where the role is a known one."""
    role = message.get("role") or message.get("type")
    return _SPEAKERS.get(role, role) if isinstance(role, str) and role else "Message"


def parts_of(message: Mapping[str, Any]) -> list[Any]:
    """The parts of a message, in the order in which they were said."""
    for name in ("parts", "content"):
        found = message.get(name)
        if isinstance(found, list):
            return found
        if isinstance(found, str):
            return [found] if found else []
    return []


def text_of(message: Mapping[str, Any]) -> str:
    """What a message says and, below it, the calls it makes and the results it brings."""
    lines = [_part_text(part) for part in parts_of(message)]
    lines += [f"→ {call.tool} {in_line(dict(call.arguments or {}))}" for call in _listed_calls(message)]
    return "\n".join(line for line in lines if line)


def calls_of(message: Mapping[str, Any]) -> list[ToolCall]:
    """The tool calls that a message makes."""
    found = [_call(part) for part in parts_of(message) if isinstance(part, Mapping) and _is_call(part)]
    return found + _listed_calls(message)


def is_agent(message: Mapping[str, Any]) -> bool:
    """Whether the model said it."""
    return speaker_of(message) == "Agent"


def since_agent(messages: Sequence[Any]) -> tuple[list[Mapping[str, Any]], int]:
    """The messages after the model's last one, which are what is new to it, and how many stand before them."""
    found = [message for message in messages if isinstance(message, Mapping)]
    at = next((place for place in reversed(range(len(found))) if is_agent(found[place])), -1)
    return found[at + 1 :], at + 1


def _part_text(part: Any, depth: int = 0) -> str:
    if isinstance(part, str):
        return part
    if not isinstance(part, Mapping):
        return ""
    if depth > _DEEPEST:
        return shown(part)
    kind = part.get("type")
    if _is_call(part):
        call = _call(part)
        return f"→ {call.tool} {in_line(_arguments_of(part))}"
    if kind in _RESULT_TYPES:
        result = next((part[name] for name in ("result", "response", "content", "output") if part.get(name)), "")
        return f"← {_inner_text(result, depth + 1)}"
    for name in ("content", "text", "reasoning", "thinking"):
        if isinstance(part.get(name), str):
            return str(part[name])
    return f"[{kind}]" if isinstance(kind, str) and kind else shown(part)


def _inner_text(value: Any, depth: int = 0) -> str:
    """A result: a text, blocks of text, or any JSON."""
    if isinstance(value, list) and value and all(isinstance(item, Mapping) and "type" in item for item in value):
        return "\n".join(_part_text(item, depth) for item in value)
    return shown(value)


def result_text(value: Any) -> str:
    """A tool's result as text."""
    return value if isinstance(value, str) else _inner_text(value)


def _is_call(part: Mapping[str, Any]) -> bool:
    return part.get("type") in _CALL_TYPES


def _call(part: Mapping[str, Any]) -> ToolCall:
    function = part.get("function")
    inner = function if isinstance(function, Mapping) else {}
    name = part.get("name") or inner.get("name")
    identifier = part.get("id") or part.get("call_id")
    arguments = _arguments_of(part)
    return ToolCall(
        id=identifier if isinstance(identifier, str) else "",
        tool=name if isinstance(name, str) else "",
        arguments=arguments if isinstance(arguments, Mapping) else None,
    )


def _arguments_of(part: Mapping[str, Any]) -> Any:
    function = part.get("function")
    inner = function if isinstance(function, Mapping) else {}
    for holder in (part, inner):
        for name in ("arguments", "input", "args", "server_tool_call"):
            if holder.get(name) is not None:
                return unpacked(holder[name])
    return {}


def _listed_calls(message: Mapping[str, Any]) -> list[ToolCall]:
    listed = message.get("tool_calls")
    return [_call(call) for call in listed if isinstance(call, Mapping)] if isinstance(listed, list) else []
