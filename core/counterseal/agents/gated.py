"""``@gated``: a plain function that asks before it runs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeAlias, TypeVar, cast

from counterseal.agents.async_client import AsyncAgentClient
from counterseal.agents.client import AgentClient
from counterseal.errors import WrongUse
from counterseal.model import strict_json

P = ParamSpec("P")
T = TypeVar("T")
Client: TypeAlias = AgentClient | AsyncAgentClient


def gated(
    client: Client | Callable[[], Client],
    *,
    tool: str | None = None,
    summary: str | Callable[[Mapping[str, Any]], str] = "",
    **asking: Any,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a function run only with a person's approval, with the arguments that the person approved.

    The arguments are proposed by name, defaults included, and must be I-JSON. After an edit the function gets the
    edited ones; ones that do not fit it fail without running it.

    Args:
        client: the client, or a call that gives it when the function is called. An asynchronous function takes an
            ``AsyncAgentClient``, a plain one an ``AgentClient``.
        tool: the tool's name; ``module.function`` when None.
        summary: the claim, or a call that makes it from the arguments.
        asking: further keyword arguments of ``AgentClient.run``.

    Raises:
        WrongUse: client and function do not fit, or the function has arguments without a name, or it yields.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = _named_only(function)
        name = tool or f"{function.__module__}.{function.__qualname__}"
        awaits = inspect.iscoroutinefunction(function)
        if isinstance(client, Client):
            _fitting(client, awaits, name)

        def effect(arguments: dict[str, Any]) -> T:
            bound = signature.bind(**arguments)
            return function(*bound.args, **bound.kwargs)

        def question(*args: P.args, **kwargs: P.kwargs) -> tuple[Any, dict[str, Any], str]:
            """The client, the arguments by name, and the claim."""
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            arguments = _flat(signature, bound.arguments)
            strict_json.check(arguments)
            line = client if isinstance(client, Client) else client()
            said = summary if isinstance(summary, str) else summary(arguments)
            return _fitting(line, awaits, name), arguments, said

        @functools.wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            line, arguments, said = question(*args, **kwargs)
            result: T = line.run(name, arguments, effect, summary=said, **asking)
            return result

        @functools.wraps(function)
        async def ask_later(*args: P.args, **kwargs: P.kwargs) -> Any:
            line, arguments, said = question(*args, **kwargs)
            return await line.run(name, arguments, effect, summary=said, **asking)

        # What an asynchronous function returns is what its coroutine does, which no type can say of T.
        return cast("Callable[P, T]", ask_later) if awaits else ask

    return decorate


def _fitting(client: object, awaits: bool, name: str) -> Client:
    wanted: type[Client] = AsyncAgentClient if awaits else AgentClient
    if isinstance(client, wanted):
        return client
    kind = "asynchronous" if awaits else "a plain function"
    raise WrongUse(
        f"This is {kind}, which a client of the kind {type(client).__name__} cannot run",
        where=name,
        todo=f"Give it an {wanted.__name__} (from {wanted.__module__}).",
    )


def _named_only(function: Callable[..., Any]) -> inspect.Signature:
    if inspect.isasyncgenfunction(function) or inspect.isgeneratorfunction(function):
        raise WrongUse(
            "@gated takes functions that return, this one yields: it would run after its report",
            where=function.__qualname__,
        )
    signature = inspect.signature(function)
    unnamed = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.VAR_POSITIONAL)
    for parameter in signature.parameters.values():
        if parameter.kind in unnamed:
            raise WrongUse(
                f"Every argument of a gated function has a name; {parameter.name!r} has none",
                where=function.__qualname__,
            )
    return signature


def _flat(signature: inspect.Signature, arguments: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in arguments.items():
        if signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD:
            found.update(value)
        else:
            found[name] = value
    return found
