"""Tools of Pydantic AI that ask before they run (``docs/connect/pydantic-ai.md``).

Seen to work with pydantic-ai-slim 2.68.0, which is imported when ``gate`` is called.

A toolset that wraps others takes the permit just before the call, and reports just after it. Deferred tools would end
the run, take approvals back as plain values in a new one, and know of an outcome only when that has ended.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.refusals import Answered, NotRun
from counterseal.agents.shims.told import awaiting, edited, library, misfit, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import InvalidInput
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json


@dataclass(frozen=True, slots=True)
class _Asker:
    client: AsyncAgentClient
    timeout: float | None
    expires_in: float | None
    # ToolFailed, which tells a model of a call that did not succeed and ends nothing.
    failed: type[Exception]


def gate(
    client: AsyncAgentClient, toolset: Any, *, timeout: float | None = None, expires_in: float | None = None
) -> Any:
    """A toolset whose tools run only as a person approved; for an ``Agent``'s ``toolsets``.

    A model is told of a rejection, an answer, an expiry and an edit in place of or before the result. A halt, silence,
    a lost permit or a lost report raise, which ends the run.

    Args:
        toolset: any toolset, such as a ``FunctionToolset`` or an MCP server's.
        timeout: own patience in seconds for each call; after it the action is withdrawn.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: Pydantic AI is not installed, or the client does not await.
    """
    toolsets = library("pydantic_ai.toolsets", "pydantic-ai-slim")
    failed = library("pydantic_ai.exceptions", "pydantic-ai-slim").ToolFailed
    awaiting(client, "Pydantic AI")
    asker = _Asker(client, timeout, expires_in, failed)

    async def call_tool(self: Any, name: str, tool_args: dict[str, Any], ctx: Any, tool: Any) -> Any:
        async def run(arguments: dict[str, Any]) -> Any:
            return await self.wrapped.call_tool(name, arguments, ctx, tool)

        try:
            return await _ask(asker, name, tool_args, ctx, tool, run)
        except Answered as error:
            return not_run(error)
        except NotRun as error:
            raise asker.failed(not_run(error)) from error

    # Made here, because its base is imported late.
    return type("Gated", (toolsets.WrapperToolset,), {"call_tool": call_tool})(toolset)


async def _ask(asker: _Asker, name: str, validated: dict[str, Any], context: Any, tool: Any, run: Any) -> Any:
    proposed = _proposed(name, context)

    async def effect(permitted: dict[str, Any]) -> Any:
        if same_json(permitted, proposed):
            return await run(validated)
        # As the model's own arguments are: a value of the tool's types, or an error before anything runs.
        try:
            checked = tool.args_validator.validate_json(json.dumps(permitted), context=context.validation_context)
        except ValueError as error:
            raise asker.failed(misfit(error)) from error
        result = await run(checked)
        return edited(permitted) + result if isinstance(result, str) else {"note": edited(permitted), "result": result}

    trace = trace_of(context.messages, context.tool_call_id, name, proposed)
    return await asker.client.run(
        name, proposed, effect, timeout=asker.timeout, trace=trace, expires_at=until(asker.expires_in)
    )


def _proposed(name: str, context: Any) -> dict[str, Any]:
    """The arguments as the model wrote them: what a tool gets may be objects that no JSON can say."""
    for message in reversed(context.messages):
        for part in message.parts:
            if part.part_kind == "tool-call" and part.tool_call_id == context.tool_call_id:
                return dict(part.args_as_dict(raise_if_invalid=True))
    raise InvalidInput("No model has made this call, so there is nothing to show a person", where=name)


def trace_of(messages: list[Any], call_id: str, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The run's messages as steps, and the call that asks as the last of them."""
    parts = ((f"{place}.{index}", part) for place, one in enumerate(messages) for index, part in enumerate(one.parts))
    return asking((_step(*part) for part in parts), call_id, tool, arguments)


def _step(place: str, part: Any) -> TraceStep | None:
    kind = part.part_kind
    if kind in ("user-prompt", "system-prompt", "text", "thinking"):
        model = kind in ("text", "thinking")
        return TraceStep(place, "model" if model else "message", kind, said(part.content))
    if kind == "tool-call":
        return TraceStep(place, "model", part.tool_name, calls=(ToolCall(part.tool_call_id, part.tool_name),))
    if kind == "tool-return":
        return TraceStep(place, "tool", part.tool_name, said(part.content))
    return None
