"""What one OTLP/HTTP request tells of an agent's run: read within bounds, cut to what is switched on, masked. Pure.

OpenTelemetry protocol 1.x in its JSON encoding, and of its spans those of the GenAI conventions. Whatever its owner has
not switched on is gone before anything leaves this module.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.attachments import as_json, cut_text, masked_trace, read_trace
from counterseal.model.traces import Capture
from counterseal.policy.redaction import redact
from counterseal.traces import otel_steps, outside_json
from counterseal.traces.otel_json import Span, read_spans

MAX_REQUEST = 4 << 20
MOST_SPANS = 1_000
MOST_NESTED = 32
MOST_TEXT = 64 << 10
# The whole stored form of one step; calls lose their arguments first.
MOST_STEP = 192 << 10
MOST_CALL_ID = 200
_TRACE, _SPAN = re.compile(r"[0-9a-f]{32}"), re.compile(r"[0-9a-f]{16}")
_PREFIX = "gen_ai."
_TOO_DEEP = "[nested too deep to be kept]"
# Names, times and counts: what structure alone keeps of a span's attributes.
_SHAPE = frozenset(
    {
        "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.system", "gen_ai.agent.name", "gen_ai.agent.id",
        "gen_ai.tool.name", "gen_ai.tool.type", "gen_ai.tool.call.id", "gen_ai.request.model",
        "gen_ai.response.model", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens",
        "gen_ai.usage.prompt_tokens", "gen_ai.usage.completion_tokens", "error.type",
    }
)  # fmt: skip
OFF, NOT_GENAI, MALFORMED, TOO_MANY = "off", "not_genai", "malformed", "too_many"


@dataclass(frozen=True, slots=True)
class ReceivedSpan:
    """A span as a step that may be kept: cut and masked.

    Attributes:
        trace, step: id of its trace, and the step's, which is the trace's and the span's.
        calls: ids of the tool calls that it makes or runs.
        start_ns: nanoseconds since 1970; None where it does not say.
        stored: the step's stored form, with its begin counted from 0.
        capture: what was switched on when it was read.
    """

    trace: str
    step: str
    calls: frozenset[str]
    start_ns: int | None
    stored: bytes
    capture: Capture = Capture.CONTENT


@dataclass(frozen=True, slots=True)
class SpanReceipt:
    """What one request brought. ``dropped`` counts what is not kept, by reason; ``bare`` spans whose content is not."""

    spans: tuple[ReceivedSpan, ...]
    dropped: Mapping[str, int]
    bare: int = 0


def read_export(data: bytes, capture: Capture) -> SpanReceipt:
    """The spans of one ``ExportTraceServiceRequest`` in JSON, as far as ``capture`` lets them be kept.

    Raises:
        InvalidInput: too large, not JSON, or not of that form; with the member.
    """
    spans, dropped = _told(data), Counter[str]()
    if capture is Capture.OFF:
        return SpanReceipt((), {OFF: len(spans)} if spans else {})
    known = {(span.trace, span.id): span for span in spans}
    kept: list[Span] = []
    for span in spans:
        if not _is_genai(span):
            dropped[NOT_GENAI] += 1
        elif not _TRACE.fullmatch(span.trace) or not _SPAN.fullmatch(span.id):
            dropped[MALFORMED] += 1
        elif len(kept) >= MOST_SPANS:
            dropped[TOO_MANY] += 1
        else:
            kept.append(_bounded(replace(span, parent=_kept_parent(span, known))))
    whole = _steps(kept)
    if capture is Capture.CONTENT:
        return SpanReceipt(tuple(_received(span, whole[_key(span)], capture) for span in kept), dropped)
    bare = sum(bool(step.text or any(call.arguments is not None for call in step.calls)) for step in whole.values())
    shapes = _steps(_shape(span) for span in kept)
    found = tuple(_received(span, _bare(shapes[_key(span)], whole[_key(span)].calls), capture) for span in kept)
    return SpanReceipt(found, dropped, bare)


def stored_step(stored: bytes) -> TraceStep:
    """The step that ``ReceivedSpan.stored`` holds."""
    return masked_trace([json.loads(stored)])[0]


def _told(data: bytes) -> list[Span]:
    """All spans of a request, each once."""
    if len(data) > MAX_REQUEST:
        raise InvalidInput(
            f"A request has at most {MAX_REQUEST >> 20} MiB",
            todo="Let the exporter send smaller batches: OTEL_BSP_MAX_EXPORT_BATCH_SIZE.",
            code="too_large",
        )
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InvalidInput("The request is not UTF-8", where=f"byte {error.start}", code="not_json") from None
    value = outside_json.parse(text, 1)
    if not isinstance(value, Mapping):
        raise InvalidInput("An export request is a JSON object", code="bad_trace")
    # Nothing else that a trace file may hold, such as log records, is taken here.
    only = {name: value[name] for name in ("resourceSpans",) if name in value}
    return read_spans([outside_json.Members(only, "the request")])[0] if only else []


def _is_genai(span: Span) -> bool:
    return any(name.startswith(_PREFIX) for name in span.attributes) or any(
        event.name.startswith(_PREFIX) for event in span.events
    )


def _kept_parent(span: Span, known: Mapping[tuple[str, str], Span]) -> str:
    """The nearest span above that is kept, or that this request does not tell of."""
    above, seen = span.parent, {span.id}
    while above and above not in seen:
        seen.add(above)
        found = known.get((span.trace, above))
        if found is None or _is_genai(found):
            break
        above = found.parent
    return above if _SPAN.fullmatch(above) else ""


def _bounded(span: Span) -> Span:
    """Without attributes of other conventions, and with none that nests deep or begins at no time there can be."""
    events = [replace(event, attributes=_shallow(event.attributes)) for event in span.events]
    named = {name: value for name, value in span.attributes.items() if name in _SHAPE or name.startswith(_PREFIX)}
    begin = span.start_ns if span.start_ns is not None and span.start_ns < 1 << 62 else None
    return replace(span, attributes=_shallow(named), events=events, start_ns=begin)


def _shallow(attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _TOO_DEEP if _depth(outside_json.unpacked(value)) > MOST_NESTED else value
        for name, value in attributes.items()
    }


def _depth(value: Any) -> int:
    """How deep a value nests, looked at no further than matters."""
    depth, level = 0, [value]
    while level and depth <= MOST_NESTED:
        inner: list[Any] = []
        for one in level:
            if isinstance(one, Mapping):
                inner.extend(one.values())
            elif isinstance(one, list):
                inner.extend(one)
        level = [one for one in inner if isinstance(one, Mapping | list)]
        depth += bool(inner)
        if not inner:
            break
    return depth


def _shape(span: Span) -> Span:
    """A span without anything that was said: names, times and counts."""
    attributes = {
        name: value
        for name, value in span.attributes.items()
        if name in _SHAPE and isinstance(value, str | int | float)
    }
    failed = span.failed or any(event.name == "exception" for event in span.events)
    return replace(span, attributes=attributes, events=[], said="", failed=failed)


def _bare(step: TraceStep, calls: Sequence[ToolCall]) -> TraceStep:
    """A step of a shape, with the names and ids of the calls that the whole one makes."""
    return replace(step, text="", calls=tuple(ToolCall(call.id, call.tool) for call in calls))


def _steps(spans: Iterable[Span]) -> dict[str, TraceStep]:
    """Each span as a step, by the step's id."""
    told, _begin = otel_steps.steps_of(list(spans))
    return {step.id: step for step in _read_each(told)}


def _read_each(told: Iterable[Mapping[str, Any]]) -> Iterator[TraceStep]:
    for one in told:
        yield from read_trace([one])


def _received(span: Span, step: TraceStep, capture: Capture) -> ReceivedSpan:
    # Masked before it is cut: half a secret is not recognised.
    masked = masked_trace(redact(as_json((replace(step, start_ms=0),)))[0])[0]
    masked = replace(masked, text=cut_text(masked.text, MOST_TEXT))
    stored = _stored(masked)
    if len(stored) > MOST_STEP:
        stored = _stored(replace(masked, calls=tuple(replace(call, arguments=None) for call in masked.calls)))
    calls = frozenset(call.id for call in masked.calls if 0 < len(call.id) <= MOST_CALL_ID)
    return ReceivedSpan(span.trace, step.id, calls, span.start_ns, stored, capture)


def _stored(step: TraceStep) -> bytes:
    return json.dumps(as_json((step,))[0], ensure_ascii=False, separators=(",", ":")).encode()


def _key(span: Span) -> str:
    return f"{span.trace}/{span.id}"
