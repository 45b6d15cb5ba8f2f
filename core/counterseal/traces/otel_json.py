"""OTLP's JSON encoding read into spans (OpenTelemetry protocol 1.x, ``opentelemetry/proto/trace/v1`` and ``logs/v1``).

A document is one export request; a file of the collector's file exporter has one request a line. Log records that name
a span are its events: current conventions send the content of a model's call that way. What the SDK prints to a
console is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from counterseal.traces.outside_json import MAX_NESTED, Members

SPAN_GROUPS = ("resourceSpans", "scopeSpans", "instrumentationLibrarySpans", "spans")
LOG_GROUPS = ("resourceLogs", "scopeLogs", "logRecords")
_INTEGER = re.compile(r"-?[0-9]{1,19}")
_ERROR_CODES = (2, "2", "STATUS_CODE_ERROR")


@dataclass(frozen=True, slots=True)
class SpanEvent:
    """Something that happened within a span."""

    name: str
    attributes: Mapping[str, Any]


@dataclass(slots=True)
class Span:
    """One span. Times are nanoseconds since 1970, None where the file has none; ``parent`` is empty for a root."""

    trace: str
    id: str
    parent: str
    name: str
    start_ns: int | None
    end_ns: int | None
    attributes: Mapping[str, Any]
    events: list[SpanEvent] = field(default_factory=list)
    failed: bool = False
    said: str = ""


def read_spans(records: Iterable[Members]) -> tuple[list[Span], int]:
    """The spans of all requests, each once, and how many records were passed over as repeated or belonging to none.

    Raises:
        InvalidInput: a member of the envelope has the wrong type; with line and member.
    """
    spans: dict[tuple[str, str], Span] = {}
    events: list[tuple[tuple[str, str], SpanEvent]] = []
    passed = 0
    for record in records:
        for members in _descend(record, SPAN_GROUPS):
            span = _span(members, len(spans))
            key = (span.trace, span.id)
            # An exporter that was not answered sends its spans again.
            passed += key in spans
            spans.setdefault(key, span)
        if is_printed_span(record.value):
            span = _printed_span(record)
            spans.setdefault((span.trace, span.id), span)
        for members in _descend(record, LOG_GROUPS):
            name = members.text("eventName") or str(_attributes(members).get("event.name", ""))
            events.append(((members.text("traceId"), members.text("spanId")), _log_event(members, name)))
    for key, event in events:
        owner = spans.get(key)
        if owner is None:
            passed += 1
        else:
            owner.events.append(event)
    return list(spans.values()), passed


def _descend(record: Members, groups: tuple[str, ...]) -> Iterator[Members]:
    """The innermost objects under a request, whichever of the outer groups it begins with."""
    *outer, last = groups
    present = [name for name in outer if record.value.get(name) is not None]
    if not present:
        yield from record.each(last)
    for name in present:
        for group in record.each(name):
            yield from _descend(group, groups[groups.index(name) + 1 :])


def _span(members: Members, number: int) -> Span:
    status = members.inner("status")
    span = Span(
        trace=members.text("traceId"),
        id=members.text("spanId") or f"span-{number}",
        parent=members.text("parentSpanId"),
        name=members.text("name"),
        start_ns=members.count("startTimeUnixNano"),
        end_ns=members.count("endTimeUnixNano"),
        attributes=_attributes(members),
        failed=status.value.get("code") in _ERROR_CODES,
        said=status.text("message"),
    )
    span.events = [SpanEvent(event.text("name"), _attributes(event)) for event in members.each("events")]
    return span


def is_printed_span(value: Mapping[str, Any]) -> bool:
    """Whether this is a span as the SDK's console exporter and ``ReadableSpan.to_json`` write it."""
    context = value.get("context")
    return isinstance(context, Mapping) and "span_id" in context and "parent_id" in value and "start_time" in value


def _printed_span(members: Members) -> Span:
    context, status = members.inner("context"), members.inner("status")
    span = Span(
        trace=context.text("trace_id"),
        id=context.text("span_id"),
        parent=members.text("parent_id"),
        name=members.text("name"),
        start_ns=_nanoseconds(members, "start_time"),
        end_ns=_nanoseconds(members, "end_time"),
        attributes=_attributes(members),
        failed=status.value.get("status_code") == "ERROR",
        said=status.text("description"),
    )
    span.events = [SpanEvent(event.text("name"), _attributes(event)) for event in members.each("events")]
    return span


def _nanoseconds(members: Members, name: str) -> int | None:
    written = members.text(name)
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise members.wrong(name, "a time", written) from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000) * 1_000


def _log_event(members: Members, name: str) -> SpanEvent:
    attributes = dict(_attributes(members))
    body = members.value.get("body")
    if body is not None:
        inside = _any(body, 0)
        attributes = {**(inside if isinstance(inside, Mapping) else {"body": inside}), **attributes}
    return SpanEvent(name, attributes)


def _attributes(members: Members) -> dict[str, Any]:
    """Key and value of each; a plain object, as some exporters write it, is taken as it is."""
    found = members.value.get("attributes")
    if isinstance(found, Mapping):
        return dict(found)
    return {entry.text("key"): _any(entry.value.get("value"), 0) for entry in members.each("attributes")}


def _any(value: Any, depth: int) -> Any:
    """An ``AnyValue`` as plain JSON; what has none of its members stands for itself."""
    if not isinstance(value, Mapping) or depth > MAX_NESTED:
        return value
    for name in ("stringValue", "boolValue", "doubleValue", "bytesValue"):
        if name in value:
            return value[name]
    if not value:
        return None
    if "intValue" in value:
        found = value["intValue"]
        return int(found) if isinstance(found, str) and _INTEGER.fullmatch(found) else found
    if isinstance(value.get("arrayValue"), Mapping):
        items = value["arrayValue"].get("values")
        return [_any(item, depth + 1) for item in items] if isinstance(items, list) else []
    if isinstance(value.get("kvlistValue"), Mapping):
        pairs = value["kvlistValue"].get("values")
        return {
            str(pair.get("key")): _any(pair.get("value"), depth + 1)
            for pair in (pairs if isinstance(pairs, list) else [])
            if isinstance(pair, Mapping)
        }
    return value
