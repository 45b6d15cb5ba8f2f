"""Tools of LangChain agents that ask before they run, as middleware (``docs/connect/langchain.md``).

Seen to work with langchain 1.4.7, which is imported when ``gate`` is called.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import Any

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
from counterseal.agents.refusals import Answered, NotRun
from counterseal.agents.shims.told import chosen, edited, library, not_run, until
from counterseal.agents.shims.traced import asking, said
from counterseal.errors import WrongUse
from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.json_equality import same_json


class _Failed(Exception):
    """The tool failed, and LangChain has made a message for the model of it."""

    def __init__(self, message: Any) -> None:
        self.message = message
        super().__init__(str(message.content))


class _Gate:
    """What one middleware asks with.

    Args:
        message: the class of a tool's message.
    """

    def __init__(
        self,
        client: AgentClient | AsyncAgentClient,
        tools: Collection[str] | None,
        timeout: float | None,
        expires_in: float | None,
        message: Any,
    ) -> None:
        self._client = client
        self._tools = chosen(tools)
        self._timeout = timeout
        self._expires_in = expires_in
        self._message = message

    def passes(self, call: Mapping[str, Any]) -> bool:
        return self._tools is not None and call["name"] not in self._tools

    def client(self, kind: type[Any]) -> Any:
        if not isinstance(self._client, kind):
            raise WrongUse(
                f"This agent runs its tools with a client of the kind {kind.__name__}, not"
                f" {type(self._client).__name__}",
                todo="invoke() and stream() take an AgentClient, ainvoke() and astream() an AsyncAgentClient.",
            )
        return self._client

    def asking(self, request: Any) -> dict[str, Any]:
        """The keyword arguments of ``run``, but for the effect."""
        call = request.tool_call
        return {
            "tool": call["name"],
            "arguments": dict(call["args"]),
            "timeout": self._timeout,
            "expires_at": until(self._expires_in),
            "trace": trace_of(_messages(request.state), call["id"], call["name"], call["args"]),
            "note": _note,
        }

    def told(self, call: Mapping[str, Any], error: NotRun) -> Any:
        status = "success" if isinstance(error, Answered) else "error"
        return self._message(not_run(error), tool_call_id=call["id"], name=call["name"], status=status)

    def finished(self, call: Mapping[str, Any], permitted: Mapping[str, Any], result: Any) -> Any:
        """A tool's result, with the words about an edit. Raises _Failed."""
        if not isinstance(result, self._message):
            return result
        if result.status == "error":
            raise _Failed(result)
        if same_json(permitted, call["args"]) or not isinstance(result.content, str):
            return result
        return result.model_copy(update={"content": edited(permitted) + result.content})


def gate(
    client: AgentClient | AsyncAgentClient,
    tools: Collection[str] | None = None,
    *,
    timeout: float | None = None,
    expires_in: float | None = None,
) -> Any:
    """Middleware for ``create_agent``: tools run only as a person approved.

    Place it last, so that no middleware between it and the tool repeats what was approved once. A model is told of a
    rejection, an answer, an expiry and an edit. A halt, silence, a lost permit or a lost report raise, which ends the
    run.

    Args:
        client: an ``AgentClient`` for ``invoke`` and ``stream``; an ``AsyncAgentClient`` for ``ainvoke`` and
            ``astream``.
        tools: names of the tools that are gated; None gates all.
        timeout: own patience in seconds for each call; after it the action is withdrawn.
        expires_in: seconds after which a call that nobody decided expires at the gateway.

    Raises:
        WrongUse: LangChain is not installed, or ``tools`` is no list of names.
    """
    base = library("langchain.agents.middleware", "langchain").AgentMiddleware
    own = _Gate(client, tools, timeout, expires_in, library("langchain_core.messages", "langchain").ToolMessage)

    def wrap_tool_call(_self: Any, request: Any, handler: Callable[[Any], Any]) -> Any:
        call = request.tool_call
        if own.passes(call):
            return handler(request)

        def effect(permitted: dict[str, Any]) -> Any:
            return own.finished(call, permitted, handler(request.override(tool_call={**call, "args": permitted})))

        try:
            return own.client(AgentClient).run(effect=effect, **own.asking(request))
        except NotRun as error:
            return own.told(call, error)
        except _Failed as error:
            return error.message

    async def awrap_tool_call(_self: Any, request: Any, handler: Callable[[Any], Awaitable[Any]]) -> Any:
        call = request.tool_call
        if own.passes(call):
            return await handler(request)

        async def effect(permitted: dict[str, Any]) -> Any:
            return own.finished(call, permitted, await handler(request.override(tool_call={**call, "args": permitted})))

        try:
            return await own.client(AsyncAgentClient).run(effect=effect, **own.asking(request))
        except NotRun as error:
            return own.told(call, error)
        except _Failed as error:
            return error.message

    # Made here, because its base is imported late.
    wraps = {"wrap_tool_call": wrap_tool_call, "awrap_tool_call": awrap_tool_call}
    return type("CountersealGate", (base,), wraps)()


def _note(result: Any) -> str:
    content = getattr(result, "content", "")
    return content if isinstance(content, str) else ""


def _messages(state: Any) -> list[Any]:
    found = state.get("messages", []) if isinstance(state, Mapping) else getattr(state, "messages", state)
    return list(found) if isinstance(found, list | tuple) else []


def trace_of(messages: list[Any], call_id: str, tool: str, arguments: Mapping[str, Any]) -> tuple[TraceStep, ...]:
    """The agent's messages as steps, and the call that asks as the last of them."""
    kinds = {"ai": "model", "tool": "tool"}
    steps = []
    for place, message in enumerate(messages):
        calls = tuple(ToolCall(str(one["id"] or ""), one["name"]) for one in getattr(message, "tool_calls", None) or ())
        kind = kinds.get(message.type, "message")
        others = tuple(call for call in calls if call.id != call_id)
        steps.append(TraceStep(f"m-{place}", kind, message.type, said(message.content), calls=others))
    return asking(steps, call_id, tool, arguments)
