"""A trace file of any known kind: which kind it is follows from what stands in it, never from its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from counterseal.clock import stamp
from counterseal.errors import InvalidInput
from counterseal.model.attachments import STEP_KINDS, clean, read_trace
from counterseal.model.traces import OpenedTrace
from counterseal.traces import claude_code, langgraph, otel_steps
from counterseal.traces.otel_json import LOG_GROUPS, SPAN_GROUPS, Span, is_printed_span, read_spans
from counterseal.traces.outside_json import Members, read_records

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_NAME = 200
# In how many of a file's first records its kind is looked for: transcripts begin with records that are no steps.
_LOOKED_AT = 200


def read_file(data: bytes, name: str = "") -> OpenedTrace:
    """The trace in a file's bytes.

    Args:
        data: OTLP JSON or JSON Lines, a Claude Code transcript, a LangGraph state or history, or steps of our own.
        name: what the file is called, for the reader.

    Raises:
        InvalidInput: none of these kinds, or broken; says the line, the member and what to do.
    """
    records, torn = read_records(data)
    if len(records) == 1 and isinstance(records[0], list):
        opened = _of_list(records[0], name)
    else:
        opened = _of_objects([record for record in records if isinstance(record, Members)], name, torn)
    if not opened.steps:
        raise InvalidInput(
            "There is no step in this file", where=clean(name)[:_MOST_NAME], todo="Choose another.", code="bad_trace"
        )
    return opened


def of_spans(spans: Sequence[Span], name: str = "", passed: int = 0) -> OpenedTrace:
    """The trace that OpenTelemetry spans make."""
    steps, begin = otel_steps.steps_of(spans)
    return _opened(name, "opentelemetry", steps, None if begin is None else begin // 1_000_000, passed)


def _of_objects(records: list[Members], name: str, torn: bool) -> OpenedTrace:
    first = records[:_LOOKED_AT]
    if any(_is_spans(record.value) for record in first):
        spans, passed = read_spans(records)
        opened = of_spans(spans, name, passed)
    elif any(_is_transcript(record.value) for record in first):
        steps, begin, passed = claude_code.steps_of(records)
        opened = _opened(name, "claude_code", steps, begin, passed)
    elif any(_is_state(record.value) for record in first):
        opened = _of_states([record.value for record in records], name)
    elif len(records) == 1 and (found := _own(records[0].value)) is not None:
        opened = _opened(name, "counterseal", found, None)
    elif all(_is_step(record.value) for record in first):
        opened = _opened(name, "counterseal", [record.value for record in records], None)
    else:
        raise _unknown(first[0].place if first else "line 1")
    return replace(opened, torn=torn)


def _of_list(values: list[Any], name: str) -> OpenedTrace:
    first = [value for value in values[:_LOOKED_AT] if isinstance(value, Mapping)]
    if first and all(_is_state(value) for value in first):
        return _of_states(values, name)
    if any(_is_transcript(value) or _is_spans(value) for value in first):
        # The records of a file of lines, put into one list.
        places = Members({"list": values}, "the document").each("list")
        return _of_objects(list(places), name, torn=False)
    if first and all(_is_step(value) for value in first):
        return _opened(name, "counterseal", values, None)
    raise _unknown("the list")


def _of_states(values: Sequence[Any], name: str) -> OpenedTrace:
    """Checkpoints, newest first as the server gives them; a single state is its own history."""
    states = [value for value in values if isinstance(value, Mapping)]
    steps, began = langgraph.steps_of(states[0], states)
    return _opened(name, "langgraph", steps, None if began is None else round((began - _EPOCH).total_seconds() * 1000))


def _opened(name: str, source: str, steps: Iterable[Any], begin_ms: int | None, passed: int = 0) -> OpenedTrace:
    return OpenedTrace(clean(name)[:_MOST_NAME], source, read_trace(list(steps)), _written(begin_ms), passed)


def _written(begin_ms: int | None) -> str:
    try:
        return "" if begin_ms is None else stamp(_EPOCH + timedelta(milliseconds=begin_ms))
    except OverflowError:
        return ""


def _is_spans(value: Mapping[str, Any]) -> bool:
    return any(group in value for group in (*SPAN_GROUPS, *LOG_GROUPS)) or is_printed_span(value)


def _is_transcript(value: Mapping[str, Any]) -> bool:
    return value.get("type") in claude_code.RECORDS and any(
        name in value for name in ("sessionId", "session_id", "uuid", "parentUuid")
    )


def _is_state(value: Mapping[str, Any]) -> bool:
    values = value.get("values")
    return isinstance(values, Mapping) and (
        "messages" in values or any(name in value for name in ("checkpoint", "next", "tasks", "created_at"))
    )


def _own(value: Mapping[str, Any]) -> list[Any] | None:
    """The steps within a request or a detail of our own interface."""
    for name in ("trace", "steps"):
        found = value.get(name)
        if isinstance(found, list) and found and all(isinstance(one, Mapping) and _is_step(one) for one in found):
            return found
    return None


def _is_step(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("name"), str) and value.get("kind") in STEP_KINDS


def _unknown(place: str) -> InvalidInput:
    return InvalidInput(
        "This is no trace of a kind that is known here",
        where=place,
        todo="Open OTLP JSON, a Claude Code transcript, a LangGraph state or history, or a list of steps.",
        code="bad_trace",
    )
