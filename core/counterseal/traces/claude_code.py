"""Claude Code transcripts (JSON Lines, one record a line) as steps; ``--output-format stream-json`` has the same shape.

One answer of the model is written as several records that share ``message.id`` and repeat its usage, so answers are put
together by that id and counted once. A record's ``parentUuid`` is the record before it, which would nest a whole
session; the tree here is what a person asks, the answers to it, the tools they run, and subagents under the tool that
started them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.model.actions import ToolCall
from counterseal.traces import messages
from counterseal.traces.outside_json import Members, shown

RECORDS = ("user", "assistant", "system")
# Among how many of the latest tools the one that started a subagent is looked for.
_LATEST_TOOLS = 50
_TOKENS_IN = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")


@dataclass(slots=True)
class _Step:
    """A step that is still growing. Times are milliseconds since 1970, None where the record has none."""

    id: str
    kind: str
    name: str
    parent: str | None
    began: int | None
    ended: int | None = None
    # By text, because a model's answer says the same part again in several records.
    texts: dict[str, None] = field(default_factory=dict)
    usage: dict[str, int] = field(default_factory=dict)
    model: str = ""
    failed: bool = False
    calls: list[ToolCall] = field(default_factory=list)


class _Reader:
    """One pass over the records."""

    def __init__(self) -> None:
        self.steps: list[_Step] = []
        self.passed = 0
        self._answers: dict[str, _Step] = {}
        self._tools: dict[str, _Step] = {}
        self._asked: str | None = None
        self._helpers: dict[str, str] = {}
        self._before: int | None = None
        self._moments: dict[str, int] = {}

    def take(self, record: Members) -> None:
        """Raises InvalidInput: a member of the record has the wrong type."""
        kind = record.text("type")
        if kind not in RECORDS:
            self.passed += 1
            return
        moment = _moment(record)
        if kind == "system":
            self._system(record, moment)
        elif kind == "assistant":
            self._answer(record, moment)
        else:
            self._said(record, moment)
        if moment is not None:
            self._before = moment
            self._moments[self._id(record)] = moment

    def _system(self, record: Members, moment: int | None) -> None:
        said = record.value.get("content")
        if not isinstance(said, str) or not said:
            self.passed += 1
            return
        name = record.text("subtype") or "System"
        self._add(_Step(self._id(record), "message", name, self._parent(record), moment, texts={said: None}))

    def _said(self, record: Members, moment: int | None) -> None:
        """What a person, or a tool, gives to the model."""
        message = record.inner("message")
        parts = _parts(message)
        rest: list[Any] = []
        for part in parts:
            if isinstance(part, Mapping) and part.get("type") == "tool_result":
                self._result(part, moment)
            else:
                rest.append(part)
        text = messages.text_of({"parts": rest})
        if not text:
            return
        parent = self._parent(record)
        if record.value.get("isMeta") is True:
            name = "Note to the model"
        elif record.value.get("isCompactSummary") is True:
            name = "Summary of what was said before"
        else:
            name = "Person" if parent is None or not self._is_helper(record) else "Task of the subagent"
        step = _Step(self._id(record), "message", name, parent, moment, texts={text: None})
        self._add(step)
        if name == "Person":
            self._asked = step.id
            step.parent = None

    def _answer(self, record: Members, moment: int | None) -> None:
        message = record.inner("message")
        key = message.text("id") or self._id(record)
        step = self._answers.get(key)
        if step is None:
            began = self._asked_at(record, moment)
            model = message.text("model")
            step = _Step(f"answer {key}", "model", model or "Answer", self._parent(record), began, model=model)
            self._answers[key] = step
            self._add(step)
        step.ended = step.ended if moment is None else moment
        for name, count in _usage(message).items():
            step.usage[name] = max(count, step.usage.get(name, 0))
        step.failed = step.failed or record.value.get("isApiErrorMessage") is True
        for part in _parts(message):
            text = messages.text_of({"parts": [part]})
            if text:
                step.texts.setdefault(text)
            for call in messages.calls_of({"parts": [part]}):
                self._call(call, step, moment)

    def _asked_at(self, record: Members, moment: int | None) -> int | None:
        """When the model was asked: at the record before, which for a subagent may stand far away in the file."""
        asked = self._moments.get(record.text("parentUuid"), self._before)
        return asked if moment is None or (asked is not None and asked <= moment) else moment

    def _call(self, call: ToolCall, answer: _Step, moment: int | None) -> None:
        if call.id and call.id in self._tools:
            return
        answer.calls.append(call)
        key = call.id or f"call {len(self._tools)}"
        tool = _Step(f"tool {key}", "tool", call.tool or "Tool", answer.id, moment, calls=[call])
        tool.texts.setdefault(f"Arguments\n{shown(dict(call.arguments or {}))}")
        self._tools[key] = tool
        self._add(tool)

    def _result(self, part: Mapping[str, Any], moment: int | None) -> None:
        tool = self._tools.get(str(part.get("tool_use_id")))
        text = messages.result_text(part.get("content"))
        if tool is None:
            # A transcript may begin in the middle of a session.
            step = _Step(f"result {len(self.steps)}", "tool", "Result of an earlier call", self._asked, moment)
            self._add(step)
            step.texts.setdefault(text)
            return
        tool.ended = moment
        tool.failed = part.get("is_error") is True
        tool.texts.setdefault(f"Result\n{text}")

    def _parent(self, record: Members) -> str | None:
        """What a record belongs under: the tool that runs its subagent, else what the person asked."""
        if not self._is_helper(record):
            return self._asked
        started = record.text("parent_tool_use_id") or record.text("parentToolUseID")
        if started in self._tools:
            return self._tools[started].id
        above = self._helpers.get(record.text("parentUuid")) or self._started_by(record) or self._asked
        if record.text("uuid") and above is not None:
            self._helpers[record.text("uuid")] = above
        return above

    def _started_by(self, record: Members) -> str | None:
        """The running tool whose prompt a subagent's first record repeats."""
        if record.text("parentUuid"):
            return None
        said = messages.text_of(record.inner("message").value)
        for tool in islice(reversed(self._tools.values()), _LATEST_TOOLS):
            arguments = tool.calls[0].arguments if tool.calls else None
            if tool.ended is None and arguments is not None and said and arguments.get("prompt") == said:
                return tool.id
        return None

    def _is_helper(self, record: Members) -> bool:
        return record.value.get("isSidechain") is True or bool(
            record.text("parent_tool_use_id") or record.text("parentToolUseID")
        )

    def _id(self, record: Members) -> str:
        return record.text("uuid") or f"record {len(self.steps)}"

    def _add(self, step: _Step) -> None:
        self.steps.append(step)


def steps_of(records: Iterable[Members]) -> tuple[list[dict[str, Any]], int | None, int]:
    """Steps for ``attachments.read_trace``, the first moment in milliseconds since 1970, and records passed over.

    Raises:
        InvalidInput: a member of a record has the wrong type; with line and member.
    """
    reader = _Reader()
    for record in records:
        reader.take(record)
    began = [step.began for step in reader.steps if step.began is not None]
    begin = min(began, default=None)
    return [_finished(step, begin or 0) for step in reader.steps], begin, reader.passed


def _finished(step: _Step, begin: int) -> dict[str, Any]:
    given_in = [step.usage[name] for name in _TOKENS_IN if name in step.usage]
    return {
        "id": step.id,
        "kind": step.kind,
        "name": step.name,
        "text": "\n\n".join(step.texts),
        "parent": step.parent,
        "start_ms": 0 if step.began is None else step.began - begin,
        "duration_ms": None if step.began is None or step.ended is None else max(step.ended - step.began, 0),
        "tokens_in": sum(given_in) if given_in else None,
        "tokens_out": step.usage.get("output_tokens"),
        "model": step.model,
        "failed": step.failed,
        "calls": [{"id": call.id, "tool": call.tool, "arguments": call.arguments} for call in step.calls],
    }


def _parts(message: Members) -> list[Any]:
    content = message.value.get("content")
    if content is None or isinstance(content, str):
        return [content] if content else []
    if not isinstance(content, list):
        raise message.wrong("content", "a text or a list", content)
    return content


def _usage(message: Members) -> dict[str, int]:
    usage = message.inner("usage")
    names = (*_TOKENS_IN, "output_tokens")
    return {name: count for name in names if (count := usage.count(name)) is not None}


def _moment(record: Members) -> int | None:
    written = record.text("timestamp")
    if not written:
        return None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        raise InvalidInput(
            "This is not a time", where=record.at("timestamp"), todo="Export the transcript again.", code="bad_trace"
        ) from None
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
