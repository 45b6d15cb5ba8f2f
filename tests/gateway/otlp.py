"""OTLP requests in JSON as exporters send them, for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

TRACE = "5b8efff798038103d269b633813fc60c"
# Long before any action of a test is asked for.
BEGIN = 1_700_000_000_000_000_000


def value(found: Any) -> dict[str, Any]:
    """An ``AnyValue``."""
    if isinstance(found, bool):
        return {"boolValue": found}
    if isinstance(found, int):
        return {"intValue": str(found)}
    if isinstance(found, str):
        return {"stringValue": found}
    return {"stringValue": json.dumps(found)}


def span(
    number: int, attributes: Mapping[str, Any], *, trace: str = TRACE, parent: int = 0, **more: Any
) -> dict[str, Any]:
    """One span; ``number`` is its id. ``more``: members beside these, or in place of them."""
    begin = BEGIN + number * 10_000_000
    return {
        "traceId": trace,
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": str(attributes.get("gen_ai.operation.name", "GET")),
        "kind": 1,
        "startTimeUnixNano": str(begin),
        "endTimeUnixNano": str(begin + 5_000_000),
        "attributes": [{"key": name, "value": value(found)} for name, found in attributes.items()],
        **more,
    }


def request(*spans: Mapping[str, Any]) -> dict[str, Any]:
    """An ``ExportTraceServiceRequest``."""
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "refunds"}}]}
    return {
        "resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {"name": "test"}, "spans": list(spans)}]}]
    }


def chat(number: int, call: str = "", said: str = "I would refund it.", **more: Any) -> dict[str, Any]:
    """A model's call that answers with words, and with a tool call if ``call`` names one."""
    parts: list[dict[str, Any]] = [{"type": "text", "content": said}]
    if call:
        arguments = {"amount": 124_000, "order": "88213"}
        parts.append({"type": "tool_call", "id": call, "name": "refunds.issue", "arguments": arguments})
    attributes = {
        "gen_ai.operation.name": "chat",
        "gen_ai.request.model": "some-model",
        "gen_ai.usage.input_tokens": 900,
        "gen_ai.usage.output_tokens": 40,
        "gen_ai.output.messages": [{"role": "assistant", "parts": parts}],
    }
    return span(number, attributes, **{"name": "chat some-model", **more})


def tool(number: int, call: str, **more: Any) -> dict[str, Any]:
    """A tool's run."""
    attributes = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "refunds.issue",
        "gen_ai.tool.call.id": call,
        "gen_ai.tool.call.result": "refunded",
    }
    return span(number, attributes, **more)
