"""``@gated``: a plain function that asks before it runs."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, ParamSpec, TypeVar

from counterseal.agents.client import AgentClient
from counterseal.errors import WrongUse
from counterseal.model import strict_json

P = ParamSpec("P")
T = TypeVar("T")


def gated(
    client: AgentClient | Callable[[], AgentClient],
    *,
    tool: str | None = None,
    summary: str | Callable[[Mapping[str, Any]], str] = "",
    **asking: Any,
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Let a function run only with a person's approval, with the arguments that the person approved.

    The arguments are proposed by name, defaults included, and must be I-JSON. After an edit the function gets the
    edited ones; ones that do not fit it fail without running it.

    Args:
        client: the client, or a call that gives it when the function is called.
        tool: the tool's name; ``module.function`` when None.
        summary: the claim, or a call that makes it from the arguments.
        asking: further keyword arguments of ``AgentClient.run``.

    Raises:
        WrongUse: the function is asynchronous, or has arguments without a name.
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        signature = _named_only(function)
        name = tool or f"{function.__module__}.{function.__qualname__}"

        def effect(arguments: dict[str, Any]) -> T:
            bound = signature.bind(**arguments)
            return function(*bound.args, **bound.kwargs)

        @functools.wraps(function)
        def ask(*args: P.args, **kwargs: P.kwargs) -> T:
            bound = signature.bind(*args, **kwargs)
            bound.apply_defaults()
            arguments = _flat(signature, bound.arguments)
            strict_json.check(arguments)
            line = client if isinstance(client, AgentClient) else client()
            said = summary if isinstance(summary, str) else summary(arguments)
            result: T = line.run(name, arguments, effect, summary=said, **asking)
            return result

        return ask

    return decorate


def _named_only(function: Callable[..., Any]) -> inspect.Signature:
    if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function):
        raise WrongUse("@gated takes plain functions, this one is asynchronous", where=function.__qualname__)
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
