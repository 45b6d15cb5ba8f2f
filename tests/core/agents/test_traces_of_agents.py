"""What an agent's program sends along: a trace from a file, or from the spans it has recorded."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from counterseal.agents.traces import trace_from_file, trace_from_spans
from counterseal.errors import InvalidInput, NotFound
from counterseal.model.attachments import as_json, read_trace

MESSAGES = [
    {"role": "assistant", "parts": [{"type": "tool_call", "id": "call_7", "name": "pay", "arguments": {"n": 1}}]}
]


def _sdk_span(number: int, parent: int | None, name: str, status: str = "UNSET", **attributes: Any) -> Any:
    """Shaped as the SDK's ``ReadableSpan``: ids are integers, sequences tuples, times nanoseconds."""
    return SimpleNamespace(
        name=name,
        context=SimpleNamespace(trace_id=1, span_id=number),
        parent=None if parent is None else SimpleNamespace(trace_id=1, span_id=parent),
        start_time=10**18 + number * 10**9,
        end_time=None if number == 1 else 10**18 + number * 10**9 + 5_000_000,
        attributes={key.replace("__", "."): value for key, value in attributes.items()} or None,
        events=(SimpleNamespace(name="exception", attributes={"exception.type": "E"}),) if status == "ERROR" else (),
        status=SimpleNamespace(status_code=SimpleNamespace(name=status), description=None),
    )


SPANS = (
    _sdk_span(2, 1, "chat", gen_ai__operation__name="chat", gen_ai__output__messages=json.dumps(MESSAGES)),
    _sdk_span(3, 1, "execute_tool pay", "ERROR", gen_ai__operation__name="execute_tool",
              gen_ai__tool__call__id="call_7", gen_ai__tool__name="pay", tags=("a", "b")),
    _sdk_span(1, None, "invoke_agent"),
)  # fmt: skip


def test_spans_of_this_process_become_steps_with_the_asking_one_marked() -> None:
    steps = trace_from_spans(SPANS, call_id="call_7")
    assert [(step.kind, step.duration_ms, step.proposes, step.failed) for step in steps] == [
        ("other", None, False, False), ("model", 5, True, False), ("tool", 5, False, True),
    ]  # fmt: skip
    assert [step.parent for step in steps] == [None, steps[0].id, steps[0].id]
    assert read_trace(json.loads(json.dumps(as_json(steps)))) == steps, "what is sent is what the desk reads"


def test_without_a_call_nothing_is_marked() -> None:
    assert not any(step.proposes for step in trace_from_spans(SPANS))
    assert not any(step.proposes for step in trace_from_spans(SPANS, call_id="call_8"))
    assert trace_from_spans(()) == ()


@pytest.mark.parametrize("odd", [None, 5, SimpleNamespace(name="x"), "span"])
def test_what_is_no_span_is_named(odd: Any) -> None:
    with pytest.raises(InvalidInput) as raised:
        trace_from_spans([SPANS[0], odd])
    assert raised.value.where.startswith("spans[1]")


def test_a_file_becomes_steps(tmp_path: Path) -> None:
    record = {
        "type": "assistant", "uuid": "u", "sessionId": "s",
        "message": {"id": "m", "content": [{"type": "tool_use", "id": "toolu_1", "name": "Bash", "input": {"a": 1}}]},
    }  # fmt: skip
    path = tmp_path / "session.jsonl"
    path.write_text(json.dumps(record) + "\n", "utf-8")
    assert [step.proposes for step in trace_from_file(path, call_id="toolu_1")] == [True, False]
    assert [step.kind for step in trace_from_file(str(path))] == ["model", "tool"]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as missing:
        trace_from_file(tmp_path / "none")
    assert "none" in missing.value.where
    with pytest.raises((InvalidInput, NotFound)):
        trace_from_file(tmp_path)
    (tmp_path / "odd").write_text("hello", "utf-8")
    with pytest.raises(InvalidInput) as odd:
        trace_from_file(tmp_path / "odd")
    assert odd.value.where == "line 1 column 1"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput) as raised:
        trace_from_file(tmp_path / "pipe")
    assert "no file with content" in raised.value.what
