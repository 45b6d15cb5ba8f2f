"""A trace to send along with an action, made from what the agent's program records anyway.

Example::

    desk.propose("refunds.issue", arguments, trace=trace_from_spans(exporter.get_finished_spans(), call_id="call_77"))
    desk.propose("Bash", arguments, trace=trace_from_file(hook["transcript_path"], call_id=hook["tool_use_id"]))
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import TraceStep
from counterseal.traces.files import open_trace
from counterseal.traces.otel_json import Span, SpanEvent
from counterseal.traces.reading import of_spans


def trace_from_file(path: str | os.PathLike[str], *, call_id: str | None = None) -> tuple[TraceStep, ...]:
    """The steps in a trace file: OTLP JSON, a Claude Code transcript, a LangGraph state or history, or our own.

    Args:
        call_id: the tool call that is being asked for; the step that makes it is marked as proposing.

    Raises:
        NotFound, InvalidInput: no such file, or no trace; with line and member.
    """
    return _marked(open_trace(Path(path)).steps, call_id)


def trace_from_spans(spans: Iterable[Any], *, call_id: str | None = None) -> tuple[TraceStep, ...]:
    """The steps that OpenTelemetry spans of this process make, ended or still open.

    Args:
        spans: ``ReadableSpan`` of the OpenTelemetry SDK; nothing of it is imported here.
        call_id: as in ``trace_from_file``.

    Raises:
        InvalidInput: something among them is no span.
    """
    return _marked(of_spans([_span(span, place) for place, span in enumerate(spans)]).steps, call_id)


def _marked(steps: tuple[TraceStep, ...], call_id: str | None) -> tuple[TraceStep, ...]:
    if not call_id:
        return steps
    makes = [step.kind != "tool" and any(call.id == call_id for call in step.calls) for step in steps]
    return tuple(replace(step, proposes=step.proposes or found) for step, found in zip(steps, makes, strict=True))


def _span(span: Any, place: int) -> Span:
    try:
        context, parent = span.context, span.parent
        return Span(
            trace=f"{context.trace_id:032x}",
            id=f"{context.span_id:016x}",
            parent="" if parent is None else f"{parent.span_id:016x}",
            name=str(span.name),
            start_ns=span.start_time,
            end_ns=span.end_time,
            attributes=_plain(span.attributes),
            events=[SpanEvent(str(event.name), _plain(event.attributes)) for event in span.events],
            failed=span.status.status_code.name == "ERROR",
            said=span.status.description or "",
        )
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidInput(
            "This is no span of the OpenTelemetry SDK",
            where=f"spans[{place}]: {error}",
            todo="Give ReadableSpan objects, such as an InMemorySpanExporter holds.",
        ) from error


def _plain(attributes: Mapping[str, Any] | None) -> dict[str, Any]:
    """Attributes as JSON has them: the SDK keeps sequences as tuples."""
    return {str(name): list(value) if isinstance(value, tuple) else value for name, value in (attributes or {}).items()}
