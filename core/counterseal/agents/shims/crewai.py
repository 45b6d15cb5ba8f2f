"""Tools of CrewAI that ask before they run (``docs/connect/crewai.md``).

Seen to work with crewai 1.15.30, which is imported when ``gate`` is called.

CrewAI cannot pause at a call, and goes on with it when a hook before it fails: so the tool itself asks and waits. Hooks
only tell what led to a call, and end the run: of what a tool raises CrewAI makes words, or it repeats the call.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from counterseal.agents.client import AgentClient
from counterseal.agents.refusals import Answered, Halted, NotRun, OutcomeUnknown
from counterseal.agents.shims.told import edited, library, misfit, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import WrongUse
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json

# The call that this thread is in, as CrewAI's hooks know it.
_CALL: ContextVar[Any] = ContextVar("counterseal_crewai_call", default=None)
# Results in whose place a run ends, by identity, until the hook after the call has seen them.
_ENDING: dict[int, tuple[Any, Exception]] = {}


class _Words(str):
    """What a model is told as it is, whatever the tool makes of its results."""

    __slots__ = ()


class _Failed(Exception):
    """The tool failed, and there is a result for the model that says so."""

    def __init__(self, failure: Any) -> None:
        self.failure = failure
        super().__init__(failure.message)


@dataclass(frozen=True, slots=True)
class _Gate:
    """What gated tools ask with.

    Args:
        failure: the class of results that say that a tool did not do what it was asked.
        reasons: why it did not, as CrewAI sorts it.
        plain: makes of a tool's name the one that its model knows.
        jsonable: values of a tool's types as JSON.
    """

    client: AgentClient
    timeout: float | None
    expires_in: float | None
    failure: Any
    reasons: Any
    plain: Any
    jsonable: Any

    def patience(self, call: Any) -> float | None:
        """Seconds to wait: its own, or what is left of the time that CrewAI gives the agent."""
        given = getattr(getattr(call, "agent", None), "max_execution_time", None)
        begun = getattr(getattr(call, "task", None), "start_time", None)
        if given is None or begun is None:
            return self.timeout
        left = max(float(begun.timestamp() + given) - time.time(), 0.0)
        return left if self.timeout is None else min(left, self.timeout)

    def failed(self, message: str, reason: str = "TOOL_REPORTED", code: str | None = None) -> Any:
        return self.failure(message=message, reason=self.reasons[reason], code=code)


def gate(
    client: AgentClient, tools: Iterable[Any], *, timeout: float | None = None, expires_in: float | None = None
) -> list[Any]:
    """Copies of tools that run only as a person approved; for an ``Agent``'s or a ``Task``'s ``tools``.

    A model is told of a rejection, an answer, an expiry and an edit in place of or before the result. A halt, silence,
    a lost permit or a lost report end the run: CrewAI raises ``HookAborted``, with the reason as its cause.

    Args:
        client: open while the crew runs.
        tools: CrewAI's own (``@tool``, a ``BaseTool``).
        timeout: own patience in seconds for each call; after it the action is withdrawn. An agent's
            ``max_execution_time`` ends it too.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: CrewAI is not installed, or this cannot be gated.
    """
    if not isinstance(client, AgentClient):
        raise WrongUse(
            f"CrewAI runs its tools in threads, which a client of the kind {type(client).__name__} cannot serve",
            todo="Give it an AgentClient (from counterseal.agents.client); kickoff_async and akickoff do with it too.",
        )
    sdk = library("crewai.tools.base_tool", "crewai")
    failures = library("crewai.tools.tool_failure", "crewai")
    plain = library("crewai.utilities.string_utils", "crewai").sanitize_tool_name
    jsonable = library("pydantic_core", "pydantic").to_jsonable_python
    own = _Gate(client, timeout, expires_in, failures.ToolFailure, failures.ToolFailureReason, plain, jsonable)
    _listen()
    return [_gated(sdk.BaseTool, own, tool) for tool in tools]


def _gated(base: Any, own: _Gate, tool: Any) -> Any:
    if not isinstance(tool, base):
        raise WrongUse(
            "Only CrewAI's own tools can be gated", where=str(getattr(tool, "name", tool))[:80], todo="Make it a @tool."
        )

    def _run(_self: Any, *args: Any, **kwargs: Any) -> Any:
        return _asked(own, tool, {**dict(zip(tool.args_schema.model_fields, args, strict=False)), **kwargs})

    def format_output_for_agent(_self: Any, result: Any) -> str:
        if isinstance(result, own.failure):
            return str(result.as_agent_message())
        return str(result) if isinstance(result, _Words) else str(tool.format_output_for_agent(result))

    # Made here, because its base is imported late.
    parts = {"_run": _run, "format_output_for_agent": format_output_for_agent, "__module__": __name__}
    kept = ("name", "description", "env_vars", "args_schema", "result_schema", "result_as_answer", "max_usage_count")
    more = {name: getattr(tool, name) for name in (*kept, "tool_failure_policy")}
    return type("GatedTool", (base,), parts)(**more, cache_function=_never)


def _never(_arguments: Any = None, _result: Any = None) -> bool:
    """Nothing is remembered of what was decided: the same call again is a new question."""
    return False


def _asked(own: _Gate, tool: Any, values: dict[str, Any]) -> Any:
    """The tool's result, or what its model is told in its place."""
    _listen()
    call = _CALL.get()
    name = own.plain(tool.name)
    schema = tool.args_schema if tool.args_schema.model_fields else None

    def effect(permitted: dict[str, Any]) -> Any:
        # Asked anew: what runs is what was shown, whatever others did to it meanwhile.
        same = same_json(permitted, own.jsonable(values))
        try:
            fitting = values if same or schema is None else schema.model_validate(permitted).model_dump()
        except ValueError as error:
            raise _Failed(own.failed(misfit(error), "INVALID_INPUT")) from error
        result = _ran(own, tool, fitting if same or schema is not None else permitted)
        return result if same else _Words(edited(permitted) + tool.format_output_for_agent(result))

    try:
        proposed = own.jsonable(values)
        return own.client.run(
            name,
            proposed,
            effect,
            timeout=own.patience(call),
            note=lambda result: str(result if isinstance(result, _Words) else tool.format_output_for_agent(result)),
            trace=trace_of(call, name, proposed),
            expires_at=until(own.expires_in),
        )
    except _Failed as error:
        return error.failure
    except Exception as error:  # noqa: BLE001
        if not isinstance(error, NotRun) or isinstance(error, Halted):
            return _end(own.failed(str(error), "EXCEPTION", type(error).__name__), error)
        told = not_run(error)
        # What did not run is nobody's final answer.
        return _Words(told) if isinstance(error, Answered) and not tool.result_as_answer else own.failed(told)


def _ran(own: _Gate, tool: Any, values: dict[str, Any]) -> Any:
    """Raises _Failed, OutcomeUnknown."""
    try:
        result = tool._run(**values)
        if asyncio.iscoroutine(result):
            result = asyncio.run(result)
    except OutcomeUnknown:
        raise
    except Exception as error:
        # CrewAI may repeat a call that raises.
        raise _Failed(own.failed(str(error) or type(error).__name__, "EXCEPTION", type(error).__name__)) from error
    if isinstance(result, own.failure):
        raise _Failed(result)
    return result


def _end(failure: Any, error: Exception) -> Any:
    _ENDING[id(failure)] = (failure, error)
    return failure


def _before(call: Any) -> None:
    _CALL.set(call)


def _after(call: Any) -> None:
    _CALL.set(None)
    _failure, error = _ENDING.pop(id(call.raw_tool_result), (None, None))
    if error is not None:
        # The one error of a hook that CrewAI does not go on after.
        raise library("crewai.hooks.dispatch", "crewai").HookAborted(str(error), source="counterseal") from error


def _listen() -> None:
    """Be told of calls, once; again should somebody have cleared all hooks."""
    hooks = library("crewai.hooks.tool_hooks", "crewai")
    if _before not in hooks.get_before_tool_call_hooks():
        hooks.register_before_tool_call_hook(_before)
    if _after not in hooks.get_after_tool_call_hooks():
        hooks.register_after_tool_call_hook(_after)


def trace_of(call: Any, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The task and the agent's messages as steps, and the call that asks as the last of them."""
    messages = list(getattr(getattr(getattr(call, "agent", None), "agent_executor", None), "messages", None) or ())
    asked = getattr(call, "tool_input", arguments)
    ids = [
        made.id
        for message in messages
        for made, given in _calls(message)
        if made.tool == tool and same_json(_parsed(given), asked)
    ]
    task = getattr(getattr(call, "task", None), "description", None)
    steps = [None if task is None else TraceStep("task", "message", "task", said(task))]
    steps += [_step(f"m-{place}", message) for place, message in enumerate(messages)]
    # A model that calls in prose gives its calls no ids.
    return asking(steps, ids[-1] if ids else "call", tool, arguments)


def _calls(message: Mapping[str, Any]) -> list[tuple[ToolCall, Any]]:
    """The calls of a message, each with its arguments as they stand there; those of another form are left out."""
    made = [(one.get("id"), one.get("function")) for one in message.get("tool_calls") or () if isinstance(one, Mapping)]
    return [
        (ToolCall(str(call), str(function["name"])), function.get("arguments"))
        for call, function in made
        if isinstance(function, Mapping) and "name" in function
    ]


def _parsed(raw: Any) -> Any:
    try:
        return json.loads(raw) if isinstance(raw, str) else raw
    except ValueError:
        return None


def _step(place: str, message: Mapping[str, Any]) -> TraceStep:
    role = str(message.get("role", "user"))
    calls = tuple(made for made, _given in _calls(message))
    kind = {"assistant": "model", "tool": "tool"}.get(role, "message")
    return TraceStep(place, kind, role, said(message.get("content")), calls=calls)
