"""A stand-in for the OpenTelemetry SDK and its exporter, which no environment of the tests has together.

Each span that ends is sent at once, as OTLP in JSON, to where the exporter's own variables say. Run as
``exporting.py PROGRAM``.
"""

from __future__ import annotations

import json
import os
import runpy
import secrets
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from opentelemetry import trace


class Recording(trace.NonRecordingSpan):
    """A span that tells itself when it ends."""

    def __init__(self, name: str, parent: trace.SpanContext, attributes: Mapping[str, Any]) -> None:
        run = parent.trace_id if parent.is_valid else secrets.randbits(128) | 1
        super().__init__(trace.SpanContext(run, secrets.randbits(64) | 1, False, trace.TraceFlags(1)))
        self._name, self._parent, self._attributes = name, parent, dict(attributes)
        self._began = time.time_ns()

    def set_attribute(self, key: str, value: Any) -> None:
        self._attributes[key] = value

    def end(self, end_time: int | None = None) -> None:
        context = self.get_span_context()
        send(
            {
                "traceId": f"{context.trace_id:032x}",
                "spanId": f"{context.span_id:016x}",
                "parentSpanId": f"{self._parent.span_id:016x}" if self._parent.is_valid else "",
                "name": self._name,
                "startTimeUnixNano": str(self._began),
                "endTimeUnixNano": str(end_time or time.time_ns()),
                "attributes": [{"key": name, "value": told(value)} for name, value in self._attributes.items()],
            }
        )


def told(value: Any) -> dict[str, Any]:
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": str(value)}


def send(span: Mapping[str, Any]) -> None:
    name, _equals, value = os.environ["OTEL_EXPORTER_OTLP_TRACES_HEADERS"].partition("=")
    request = urllib.request.Request(
        os.environ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"],
        json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode(),
        {"Content-Type": "application/json", name: unquote(value)},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()


class Tracer(trace.NoOpTracer):
    @contextmanager
    def start_as_current_span(self, name: str, *_: Any, attributes: Any = None, **__: Any) -> Iterator[trace.Span]:
        span = Recording(name, trace.get_current_span().get_span_context(), attributes or {})
        with trace.use_span(span, end_on_exit=True):
            yield span


class Provider(trace.NoOpTracerProvider):
    def get_tracer(self, *_: Any, **__: Any) -> trace.Tracer:
        return Tracer()


if __name__ == "__main__":
    assert os.environ["OTEL_TRACES_EXPORTER"] == "otlp_json_http"
    trace.set_tracer_provider(Provider())
    sys.path.insert(0, os.path.dirname(sys.argv[1]))
    runpy.run_path(sys.argv[1], run_name="__main__")
