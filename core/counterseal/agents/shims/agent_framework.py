"""Tools of Microsoft Agent Framework that ask before they run, as middleware (``docs/connect/agent-framework.md``).

Seen to work with agent-framework-core 1.23.0, which is imported when ``gate`` is called.

The framework's own approvals cannot change a call's arguments and carry no reason. Function middleware can do both, and
takes the permit just before the call.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.refusals import Halted, NotRun, OutcomeUnknown
from counterseal.agents.shims.told import awaiting, chosen, edited, library, misfit, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import InvalidInput, KnownError, WrongUse
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json

# What the model that makes a call was sent and said. Calls run in tasks of their own, which inherit it.
_LED: ContextVar[list[Any] | None] = ContextVar("counterseal_led", default=None)


class _Misfit(Exception):
    """A person's arguments do not fit the tool."""


@dataclass(frozen=True, slots=True)
class _Gate:
    """What one bundle of middleware asks with.

    Args:
        jsonable: values of a tool's types as JSON.
        content: the class of a result's items.
    """

    client: AsyncAgentClient
    tools: frozenset[str] | None
    timeout: float | None
    expires_in: float | None
    jsonable: Callable[[Any], Any]
    content: Any

    def passes(self, tool: Any) -> bool:
        return self.tools is not None and tool.name not in self.tools

    def proposed(self, context: Any) -> dict[str, Any]:
        """What would run, as JSON."""
        tool, arguments = context.function, context.arguments
        if tool.approval_mode == "always_require":
            raise WrongUse(
                "This tool waits for the framework's own approval too",
                where=tool.name,
                todo="Leave approval_mode away.",
            )
        try:
            found = self.jsonable(dict(arguments) if isinstance(arguments, Mapping) else arguments)
        except ValueError as error:
            raise InvalidInput(f"The call's arguments cannot be shown: {error}", where=tool.name) from error
        if not isinstance(found, dict):
            raise InvalidInput("The call's arguments are not a JSON object", where=tool.name)
        return found

    async def run(self, context: Any, call_next: Callable[[], Awaitable[None]]) -> None:
        """Ask, and go on to the tool with what was approved."""
        proposed = self.proposed(context)

        async def effect(permitted: dict[str, Any]) -> Any:
            if same_json(permitted, self.proposed(context)):
                await call_next()
                return context.result
            _expect_fit(context.function, permitted)
            context.arguments = permitted
            await call_next()
            context.result = self.with_words(edited(permitted), context.result)
            return context.result

        tool = context.function.name
        await self.client.run(
            tool,
            proposed,
            effect,
            timeout=self.timeout,
            note=_note,
            trace=trace_of(_LED.get() or [], str(context.metadata.get("call_id", "")), tool, proposed),
            expires_at=until(self.expires_in),
        )

    def with_words(self, words: str, result: Any) -> Any:
        # A tool may return values of its own making, which the framework leaves as they are.
        if isinstance(result, list) and all(isinstance(item, self.content) for item in result):
            return [self.content.from_text(words), *result]
        return words + str(result)


def gate(
    client: AsyncAgentClient,
    tools: Collection[str] | None = None,
    *,
    timeout: float | None = None,
    expires_in: float | None = None,
) -> list[Any]:
    """Middleware for an ``Agent``: tools run only as a person approved.

    One part hears what leads to a call, the other asks. Place them last, so that no middleware between them and a tool
    repeats or changes what was approved once. A model is told of a rejection, an answer, an expiry and an edit. A halt,
    silence, a lost permit or a lost report end the run with ``MiddlewareFailure``, whose cause says which.

    Args:
        tools: names of the tools that are gated; None gates all.
        timeout: own patience in seconds for each call; after it the action is withdrawn.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: the framework is not installed, the client does not await, or ``tools`` is no list of names.
    """
    maf = library("agent_framework", "agent-framework-core")
    jsonable = library("pydantic_core", "pydantic").to_jsonable_python
    awaiting(client, "Microsoft Agent Framework")
    own = _Gate(client, chosen(tools), timeout, expires_in, jsonable, maf.Content)
    asks = library("agent_framework.exceptions", "agent-framework-core").UserInputRequiredException

    async def listen(_self: Any, context: Any, call_next: Callable[[], Awaitable[None]]) -> None:
        led = list(context.messages)
        _LED.set(led)
        context.stream_result_hooks.append(lambda response: led.extend(response.messages))
        await call_next()
        if isinstance(context.result, maf.ChatResponse):
            led.extend(context.result.messages)

    async def ask(_self: Any, context: Any, call_next: Callable[[], Awaitable[None]]) -> None:
        if own.passes(context.function):
            await call_next()
            return
        raised: list[Exception] = []

        async def noticed() -> None:
            try:
                await call_next()
            except asks as error:
                # It has begun, and begins again when somebody has answered what it asks.
                raised.append(error)
                raise OutcomeUnknown("The tool ended to ask for something itself") from error
            except Exception as error:
                raised.append(error)
                raise

        try:
            await own.run(context, noticed)
        except Exception as error:
            if any(error is own_error for own_error in raised):
                raise
            for own_error in raised:
                if isinstance(error, OutcomeUnknown) and error.__cause__ is own_error:
                    raise own_error from None
            if isinstance(error, _Misfit):
                context.result = str(error)
            elif isinstance(error, NotRun) and not isinstance(error, Halted):
                context.result = not_run(error)
            else:
                # The framework makes words for the model of any other error, and goes on.
                why = error.text() if isinstance(error, KnownError) else str(error)
                raise maf.MiddlewareFailure(why) from error

    # Made here, because their bases are imported late.
    parts = ((maf.ChatMiddleware, listen), (maf.FunctionMiddleware, ask))
    return [type("CountersealGate", (base,), {"process": process})() for base, process in parts]


def _expect_fit(tool: Any, permitted: dict[str, Any]) -> None:
    """A tool made of a schema has no model; the framework's lighter check of it is all there is."""
    if tool.input_model is None:
        return
    try:
        tool.input_model.model_validate(permitted)
    except ValueError as error:
        raise _Misfit(misfit(error)) from error


def _note(result: Any) -> str:
    return _text(result) if isinstance(result, list) else str(result)


def trace_of(messages: list[Any], call_id: str, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The model's messages as steps, and the call that asks as the last of them."""
    parts = (
        (f"{place}.{index}", str(message.role), content)
        for place, message in enumerate(messages)
        for index, content in enumerate(message.contents)
    )
    return asking((_step(*part) for part in parts), call_id, tool, arguments)


def _step(place: str, role: str, content: Any) -> TraceStep | None:
    if content.type in ("text", "text_reasoning"):
        return TraceStep(place, "model" if role == "assistant" else "message", role, _text([content]))
    if content.type == "function_call":
        call = ToolCall(str(content.call_id or ""), str(content.name))
        return TraceStep(place, "model", call.tool, calls=(call,))
    if content.type == "function_result":
        return TraceStep(place, "tool", "result", _text(content.items or []))
    return None


def _text(contents: list[Any]) -> str:
    return said([getattr(content, "text", content) for content in contents])
