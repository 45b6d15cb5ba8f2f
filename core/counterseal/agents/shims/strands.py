"""Tools of Strands agents that ask before they run, as a plugin (``docs/connect/strands.md``).

Seen to work with strands-agents 1.62.0, which is imported when ``gate`` is called.

An interrupt of the SDK ends the run, and its hooks stand before and after a tool that middleware may still repeat. So
the plugin exchanges the tool itself for one that asks: whatever calls it, and however often, each run has a permit.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
from counterseal.agents.refusals import Answered, Halted, NotRun, OutcomeUnknown
from counterseal.agents.shims.told import chosen, edited, library, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import InvalidInput
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json

DISTRIBUTION = "strands-agents"
LOOK_SECONDS = 0.25
_END = object()


class _Failed(Exception):
    """The tool failed, and the SDK has made a result for the model of it."""

    def __init__(self, event: Any) -> None:
        self.event = event
        super().__init__(said(event.tool_result.get("content")))


class _Unknown(OutcomeUnknown):
    """The tool has begun, and nobody can say whether it did what it was asked.

    Attributes:
        event: what the SDK goes on with; None where the tool gave nothing, or the cause says it.
    """

    def __init__(self, why: str, event: Any = None) -> None:
        self.event = event
        super().__init__(why)


# It starts from its beginning when that has come.
_INTERRUPTED = "The tool interrupted itself to ask for something"


@dataclass(frozen=True, slots=True)
class _Gate:
    """What one plugin asks with.

    Args:
        result: the class of the event that a tool ends with.
        interrupt: what a tool raises to ask for something itself.
    """

    client: AgentClient | AsyncAgentClient
    tools: frozenset[str] | None
    timeout: float | None
    expires_in: float | None
    result: Any
    interrupt: type[Exception]

    def passes(self, tool: Any, name: str) -> bool:
        # A structured answer is a tool's call in form only.
        if tool is None or tool.tool_type == "structured_output":
            return True
        return self.tools is not None and self.tools.isdisjoint((tool.tool_name, name))

    def told(self, use: Mapping[str, Any], text: str, error: Exception | None = None, *, status: str = "error") -> Any:
        """The event that ends a call that did not run."""
        told = {"toolUseId": use["toolUseId"], "status": status, "content": [{"text": text}]}
        return self.result(told, exception=error)


def gate(
    client: AgentClient | AsyncAgentClient,
    tools: Collection[str] | None = None,
    *,
    timeout: float | None = None,
    expires_in: float | None = None,
) -> Any:
    """A plugin for an ``Agent``'s ``plugins``: its tools run only as a person approved.

    Place it last. A model is told of a rejection, an answer, an expiry and an edit. A halt, silence, a lost permit or a
    lost report raise, which ends the run. Of an agent that is cancelled, what waits is withdrawn.

    Args:
        client: open while the agent runs; either kind serves ``agent(...)`` and ``agent.invoke_async(...)`` alike.
        tools: names of the tools that are gated; None gates all.
        timeout: own patience in seconds for each call; after it the action is withdrawn.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: Strands is not installed, or ``tools`` is no list of names.
    """
    hooks = library("strands.hooks", DISTRIBUTION)
    stages = library("strands.middleware", DISTRIBUTION)
    interrupt = library("strands.interrupt", DISTRIBUTION).InterruptException
    own = _Gate(client, chosen(tools), timeout, expires_in, stages.ToolResultEvent, interrupt)
    # Made here, because their bases are imported late.
    asker = type("GatedTool", (_Asker, library("strands.types.tools", DISTRIBUTION).AgentTool), {})

    def init_agent(_plugin: Any, agent: Any) -> None:
        # The SDK makes words for the model of every error around a tool, but for one that is raised by this hook.
        ending: list[Exception] = []

        async def wrap(context: Any, following: Callable[[Any], AsyncIterator[Any]]) -> AsyncIterator[Any]:
            if not own.passes(context.tool, context.tool_use["name"]):
                context = context.replace(tool=asker(own, context, ending))
            async for event in following(context):
                yield event

        def after(event: Any) -> None:
            if any(event.exception is error for error in ending):
                raise event.exception

        agent.add_middleware(stages.ExecuteToolStage, wrap)
        agent.add_hook(after, hooks.AfterToolCallEvent)
        agent.add_hook(lambda _event: ending.clear(), hooks.AfterInvocationEvent)

    base = library("strands.plugins", DISTRIBUTION).Plugin
    return type("CountersealGate", (base,), {"name": "counterseal-gate", "init_agent": init_agent})()


class _Asker:
    """A tool that asks, and runs the one that it stands for as was approved.

    Args:
        context: of the call, with the tool.
        ending: takes the errors that end the agent's run.
    """

    def __init__(self, own: _Gate, context: Any, ending: list[Exception]) -> None:
        super().__init__()
        self._own = own
        self._wrapped = context.tool
        self._agent = context.agent
        self._cancel = context.cancel_signal
        self._ending = ending

    @property
    def tool_name(self) -> str:
        return str(self._wrapped.tool_name)

    @property
    def tool_spec(self) -> Any:
        return self._wrapped.tool_spec

    @property
    def tool_type(self) -> str:
        return str(self._wrapped.tool_type)

    async def stream(self, tool_use: Any, invocation_state: dict[str, Any], **more: Any) -> AsyncIterator[Any]:
        """The tool's events, once it may run; the last is its result, or what the model is told in its place."""
        events: asyncio.Queue[Any] = asyncio.Queue()
        call = _Call(self._own, self._wrapped, self._agent, tool_use, events.put_nowait)
        task = asyncio.ensure_future(call.ask(invocation_state, more))
        task.add_done_callback(lambda _task: events.put_nowait(_END))
        try:
            while True:
                try:
                    event = await asyncio.wait_for(events.get(), LOOK_SECONDS)
                except TimeoutError:
                    if self._cancel.is_set() and not call.started:
                        task.cancel()
                    continue
                if event is _END:
                    break
                yield event
            result = self._result(task, call)
            if result is not None:
                yield result
        finally:
            # Whoever is not listened to any more withdraws, or reports what it cannot know.
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _result(self, task: asyncio.Future[Any], call: _Call) -> Any:
        if task.cancelled() and not call.started:
            return self._own.told(call.use, "This call was not run. The agent's run was cancelled.")
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, self._own.interrupt) or not isinstance(error, Exception):
            raise error
        self._ending.append(error)
        return self._own.told(call.use, str(error), error)


class _Call:
    """One call of a tool, from its question to its result.

    Attributes:
        started: whether the tool has been.
    """

    def __init__(self, own: _Gate, tool: Any, agent: Any, use: Any, stream: Callable[[Any], None]) -> None:
        self.use = use
        self.started = False
        self._own = own
        self._tool = tool
        self._agent = agent
        self._stream = stream

    async def ask(self, state: dict[str, Any], more: Mapping[str, Any]) -> Any:
        """The tool's last event, or what the model is told in its place; None when it had none."""
        own, use, name = self._own, self.use, str(self._tool.tool_name)
        proposed = use.get("input")
        if not isinstance(proposed, dict):
            raise InvalidInput("The model's arguments are not a JSON object", where=name)

        async def effect(permitted: dict[str, Any]) -> Any:
            same = same_json(permitted, proposed)
            self.started = True
            event = await self._run(use if same else {**use, "input": permitted}, state, more)
            return event if same or event is None else self._with_words(event, edited(permitted))

        trace = trace_of(self._agent.messages, str(use["toolUseId"]), name, proposed)
        expires_at = until(own.expires_in)
        try:
            async with AsyncAgentClient.beside(own.client) as line:
                return await line.run(
                    name, proposed, effect, timeout=own.timeout, note=_note, trace=trace, expires_at=expires_at
                )
        except Halted:
            raise
        except NotRun as error:
            return own.told(use, not_run(error), status="success" if isinstance(error, Answered) else "error")
        except _Failed as error:
            return error.event
        except _Unknown as error:
            if error.event is None and error.__cause__ is not None:
                raise error.__cause__ from None
            return error.event

    async def _run(self, use: Any, state: dict[str, Any], more: Mapping[str, Any]) -> Any:
        """Raises _Failed, _Unknown."""
        last: Any = None
        try:
            async for event in self._tool.stream(use, state, **more):
                last = event
                if isinstance(event, self._own.result):
                    break
                if isinstance(event, Mapping) and "tool_interrupt_event" in event:
                    raise _Unknown(_INTERRUPTED, event)
                self._stream(event)
        except self._own.interrupt as error:
            raise _Unknown(_INTERRUPTED) from error
        if last is None:
            raise _Unknown("The tool ended without a result")
        if isinstance(last, Mapping) and "status" in last:
            # A tool of another making: its last word is its result.
            last = self._own.result(last)
        if isinstance(last, self._own.result) and last.tool_result.get("cancelled") is True:
            # It was let go of while it ran, as calls of MCP servers are: what it sent may have been carried out.
            raise _Unknown("The call was cancelled while it ran", last)
        if isinstance(last, self._own.result) and last.tool_result.get("status") == "error":
            raise _Failed(last)
        return last

    def _with_words(self, event: Any, words: str) -> Any:
        if not isinstance(event, self._own.result):
            return event
        content = [{"text": words}, *event.tool_result.get("content", ())]
        return self._own.result({**event.tool_result, "content": content}, exception=event.exception)


def _note(event: Any) -> str:
    return said(event.tool_result.get("content")) if hasattr(event, "tool_result") else ""


def trace_of(messages: Any, call_id: str, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The agent's messages as steps, and the call that asks as the last of them."""
    blocks = [
        (f"{place}.{index}", str(message["role"]), block)
        for place, message in enumerate(messages)
        for index, block in enumerate(message["content"])
    ]
    return asking((_step(*block) for block in blocks), call_id, tool, arguments)


def _step(place: str, role: str, block: Mapping[str, Any]) -> TraceStep | None:
    if "toolUse" in block:
        call = ToolCall(str(block["toolUse"]["toolUseId"]), str(block["toolUse"]["name"]))
        return TraceStep(place, "model", call.tool, calls=(call,))
    if "toolResult" in block:
        return TraceStep(place, "tool", "result", said(block["toolResult"].get("content")))
    if "reasoningContent" in block:
        return TraceStep(place, "model", "thinking", said(block["reasoningContent"].get("reasoningText")))
    if "text" in block:
        return TraceStep(place, "model" if role == "assistant" else "message", role, said(block))
    return None
