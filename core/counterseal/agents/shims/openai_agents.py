"""Function tools of the OpenAI Agents SDK that ask before they run (``docs/connect/openai-agents.md``).

Seen to work with openai-agents 0.24.0, which is imported when ``gate`` is called.

The SDK's own interruptions cannot change a call's arguments, and an approval in its run state is a flag that whoever
holds the state may set. So the tool itself asks, awaits its permit, and is invoked with what was approved.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.refusals import NotRun
from counterseal.agents.shims.told import awaiting, edited, library, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import InvalidInput, WrongUse
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json


def gate(
    client: AsyncAgentClient, tools: Iterable[Any], *, timeout: float | None = None, expires_in: float | None = None
) -> list[Any]:
    """Copies of function tools that run only as a person approved; for an ``Agent``'s ``tools``.

    A model is told of a rejection, an answer, an expiry and an edit in place of or before the result. A halt, silence,
    a lost permit or a lost report raise, which ends the run.

    Args:
        tools: ``FunctionTool`` objects; an agent as a tool is one.
        timeout: own patience in seconds for each call; after it the action is withdrawn.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: the SDK is not installed, the client does not await, or a tool cannot be gated here.
    """
    sdk = library("agents", "openai-agents")
    awaiting(client, "The OpenAI Agents SDK")
    return [_gated(sdk, client, tool, timeout, expires_in) for tool in tools]


class _Failed(Exception):
    """The tool failed, and the SDK has made words for the model of it."""

    def __init__(self, said: Any) -> None:
        self.said = said
        super().__init__(str(said))


def _gated(sdk: Any, client: AsyncAgentClient, tool: Any, timeout: float | None, expires_in: float | None) -> Any:
    if not isinstance(tool, sdk.FunctionTool):
        raise WrongUse(
            "Only function tools can be gated: others run inside the model's provider or on a path of their own",
            where=str(getattr(tool, "name", tool))[:80],
            todo="Wrap what it does in a function tool.",
        )
    if tool.needs_approval is not False:
        raise WrongUse(
            "This tool waits for the SDK's own approval too", where=tool.name, todo="Leave needs_approval away."
        )
    gated = copy.copy(tool)
    invoke = gated.on_invoke_tool

    async def ask(context: Any, raw: str) -> Any:
        proposed = _arguments(raw, tool.name)

        async def effect(permitted: dict[str, Any]) -> Any:
            same = same_json(permitted, proposed)
            result = await invoke(context, raw if same else json.dumps(permitted, ensure_ascii=False))
            if isinstance(result, str) and result == _error_words(sdk, context):
                raise _Failed(result)
            return result if same else _with_words(sdk, edited(permitted), result)

        name = str(context.qualified_tool_name)
        trace = trace_of(getattr(context, "turn_input", ()), str(context.tool_call_id), name, proposed)
        try:
            return await client.run(name, proposed, effect, timeout=timeout, trace=trace, expires_at=until(expires_in))
        except NotRun as error:
            return not_run(error)
        except _Failed as error:
            return error.said

    gated.on_invoke_tool = ask
    return gated


def _arguments(raw: str, tool: str) -> dict[str, Any]:
    try:
        found = json.loads(raw) if raw and raw.strip() else {}
    except ValueError as error:
        raise InvalidInput("The model's arguments are not JSON", where=tool) from error
    if not isinstance(found, dict):
        raise InvalidInput("The model's arguments are not a JSON object", where=tool)
    return found


def _with_words(sdk: Any, words: str, result: Any) -> Any:
    kinds = (sdk.ToolOutputText, sdk.ToolOutputImage, sdk.ToolOutputFileContent)
    return [sdk.ToolOutputText(text=words), result] if isinstance(result, kinds) else words + str(result)


def _error_words(sdk: Any, context: Any) -> str:
    """What the SDK tells a model of a tool that raised, unless the tool has words of its own."""
    return str(sdk.tool.default_tool_error_function(context, Exception()))


def trace_of(items: Sequence[Any], call_id: str, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The turn's items as steps, and the call that asks as the last of them."""
    return asking((_step(f"item-{place}", item) for place, item in enumerate(items)), call_id, tool, arguments)


def _step(place: str, item: Any) -> TraceStep | None:
    if not isinstance(item, Mapping):
        return None
    kind = item.get("type", "message")
    if kind == "message":
        role = str(item.get("role", "user"))
        return TraceStep(place, "model" if role == "assistant" else "message", role, said(item.get("content")))
    if kind == "function_call":
        call = ToolCall(str(item.get("call_id", "")), str(item.get("name", "")))
        return TraceStep(place, "model", call.tool, calls=(call,))
    if kind == "function_call_output":
        return TraceStep(place, "tool", "result", said(item.get("output")))
    return None
