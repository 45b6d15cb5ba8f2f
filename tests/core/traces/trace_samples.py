"""Small trace files shaped as their programs write them; every word in them is ours."""

from __future__ import annotations

import json
from typing import Any

NOON_NS = 1_795_262_400_000_000_000  # 2026-11-21T12:00:00Z
REFUND = {"order": "88213", "amount_minor": 124000}


def attribute(key: str, value: Any) -> dict[str, Any]:
    """A key and its ``AnyValue``."""
    return {"key": key, "value": any_value(value)}


def any_value(value: Any) -> dict[str, Any]:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, int):
        return {"intValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [any_value(item) for item in value]}}
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [attribute(key, item) for key, item in value.items()]}}
    return {"stringValue": value}


def span(identifier: str, parent: str, name: str, at_ms: int, took_ms: int, **more: Any) -> dict[str, Any]:
    """A span of OTLP JSON. ``attributes`` is a plain dict; everything else goes in as it is."""
    attributes = more.pop("attributes", {})
    made: dict[str, Any] = {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": identifier,
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(NOON_NS + at_ms * 1_000_000),
        "endTimeUnixNano": str(NOON_NS + (at_ms + took_ms) * 1_000_000),
        "attributes": [attribute(key, value) for key, value in attributes.items()],
        "status": {},
    }
    if parent:
        made["parentSpanId"] = parent
    return {**made, **more}


def request(*spans: dict[str, Any]) -> dict[str, Any]:
    """An export request."""
    return {
        "resourceSpans": [
            {
                "resource": {"attributes": [attribute("service.name", "refunds")]},
                "scopeSpans": [{"scope": {"name": "ours"}, "spans": list(spans)}],
            }
        ]
    }


def text_message(role: str, text: str) -> dict[str, Any]:
    return {"role": role, "parts": [{"type": "text", "content": text}]}


ASKED = [text_message("user", "Please refund order 88213.")]
CALLED = [
    {
        "role": "assistant",
        "parts": [
            {"type": "reasoning", "content": "The display was cracked."},
            {"type": "tool_call", "id": "call_77", "name": "refunds.issue", "arguments": REFUND},
        ],
        "finish_reason": "tool_calls",
    }
]
# Ended spans come first, as exporters send them: children before their parent.
SPANS = (
    span("c1", "a1", "retrieval policy", 400, 1100, attributes={
        "gen_ai.operation.name": "retrieval",
        "gen_ai.retrieval.query.text": "cracked display",
        "gen_ai.retrieval.documents": [{"id": "RP-12", "score": 0.95, "content": "Above 500 a person decides."}],
    }),
    span("c2", "a1", "chat opus", 1500, 2100, attributes={
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "anthropic",
        "gen_ai.request.model": "opus",
        "gen_ai.response.model": "opus-2026",
        "gen_ai.usage.input_tokens": 3000,
        "gen_ai.usage.output_tokens": 112,
        "gen_ai.input.messages": json.dumps(ASKED),
        "gen_ai.output.messages": json.dumps(CALLED),
    }),
    span("c4", "c3", "POST", 3700, 200, attributes={"http.request.method": "POST", "url.full": "https://pay.example"}),
    span("c3", "a1", "execute_tool refunds.issue", 3600, 400, attributes={
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "refunds.issue",
        "gen_ai.tool.call.id": "call_77",
        "gen_ai.tool.call.arguments": json.dumps(REFUND),
        "gen_ai.tool.call.result": "held for a person",
    }, status={"code": 2, "message": "held"}),
    span("a1", "", "invoke_agent refunds", 0, 4000, attributes={
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "refunds",
        "gen_ai.usage.input_tokens": 3000,
        "gen_ai.usage.output_tokens": 112,
    }),
)  # fmt: skip
OTLP = request(*SPANS)


def claude(kind: str, at_s: float, number: int, **more: Any) -> dict[str, Any]:
    """A record of a transcript."""
    minute, second = divmod(at_s, 60)
    return {
        "parentUuid": f"u{number - 1}" if number > 1 else None,
        "isSidechain": False,
        "sessionId": "4de9291e-061e-414a-85cb-de615826aded",
        "version": "2.1.319",
        "cwd": "/home/ana/shop",
        "type": kind,
        "uuid": f"u{number}",
        "timestamp": f"2026-11-21T12:{int(minute):02}:{second:06.3f}Z",
        **more,
    }


def answer(key: str, *blocks: dict[str, Any], out: int = 40) -> dict[str, Any]:
    """The message of one record of an answer; the records of one answer repeat its usage."""
    return {
        "id": key,
        "type": "message",
        "role": "assistant",
        "model": "claude-opus-4-6",
        "content": list(blocks),
        "usage": {
            "input_tokens": 3,
            "cache_creation_input_tokens": 500,
            "cache_read_input_tokens": 9000,
            "output_tokens": out,
        },
    }


def tool_use(key: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    return {"type": "tool_use", "id": key, "name": name, "input": arguments}


def tool_result(key: str, content: Any, failed: bool = False) -> dict[str, Any]:
    result = {"tool_use_id": key, "type": "tool_result", "content": content}
    return {**result, "is_error": True} if failed else result


MERGE = {"command": "git merge release"}
TRANSCRIPT = (
    {"type": "permission-mode", "permissionMode": "default", "sessionId": "4de9"},
    {"type": "file-history-snapshot", "messageId": "m", "snapshot": {}},
    claude("user", 0, 1, message={"role": "user", "content": "Merge the release branch."}),
    claude("assistant", 2, 2, message=answer("msg_1", {"type": "thinking", "thinking": "First the tests."}, out=7)),
    claude("assistant", 3, 3, message=answer("msg_1", {"type": "text", "text": "I run the tests."}, out=40)),
    claude("assistant", 3.5, 4, message=answer("msg_1", tool_use("toolu_1", "Bash", {"command": "make test"}))),
    claude("user", 9.5, 5, message={"role": "user", "content": [tool_result("toolu_1", "412 passed")]}),
    claude("assistant", 12, 6, message=answer("msg_2", tool_use("toolu_2", "Bash", MERGE), out=25)),
    claude("system", 12.2, 7, subtype="informational", content="Waiting for permission", level="info"),
    claude("user", 20, 8, message={"role": "user", "content": [tool_result("toolu_2", "denied", failed=True)]}),
)


def lines(records: Any) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)
