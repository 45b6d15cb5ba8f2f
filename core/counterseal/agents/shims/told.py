"""What shims for agent frameworks share: the library that is imported late, and what a model is told of a call."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from importlib import import_module
from typing import Any

from counterseal.agents import refusals
from counterseal.agents.async_client import AsyncAgentClient
from counterseal.clock import SystemClock, later
from counterseal.errors import WrongUse


def library(module: str, distribution: str) -> Any:
    """A framework's module, imported when a shim is used. Raises WrongUse: it is not installed."""
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or error.name.split(".")[0] != module.split(".")[0]:
            raise
        raise WrongUse(
            f"{distribution} is not installed", todo=f'Install it: pip install "{distribution}"', code="not_installed"
        ) from error


def awaiting(client: object, framework: str) -> None:
    """Raises WrongUse: the client cannot await a tool, so that a call would be reported before it has run."""
    if not isinstance(client, AsyncAgentClient):
        raise WrongUse(
            f"{framework} awaits its tools, which a client of the kind {type(client).__name__} cannot serve",
            todo="Give it an AsyncAgentClient (from counterseal.agents.async_client).",
        )


def chosen(tools: Collection[str] | None) -> frozenset[str] | None:
    """The names of the tools that are gated; None for all. Raises WrongUse: no list of names, which gates nothing."""
    if tools is None:
        return None
    if isinstance(tools, str) or not all(isinstance(name, str) and name for name in tools):
        raise WrongUse(
            "The tools that are gated are given as a list of their names",
            where=repr(tools)[:80],
            todo='["issue_refund"]',
        )
    return frozenset(tools)


def not_run(error: refusals.NotRun) -> str:
    """The words for a model whose call did not run.

    Raises:
        Halted: of a halt no model is told, it ends the program.
    """
    if isinstance(error, refusals.Halted):
        raise error
    if isinstance(error, refusals.Answered):
        return f"This call was not run. A person answered in its place: {error.answer}"
    if isinstance(error, refusals.Rejected):
        return f"This call was not run. A person rejected it{': ' if error.reason else '.'}{error.reason}"
    return f"This call was not run. {error.text()}"


def edited(arguments: Mapping[str, Any]) -> str:
    """The words for a model whose call ran with other arguments than its own."""
    said = json.dumps(arguments, ensure_ascii=False, sort_keys=True)
    return f"A person changed the arguments of this call; it ran once, with these: {said}. Its result: "


def misfit(error: Exception) -> str:
    """The words for a model whose call did not run because the tool takes no such arguments as a person wrote."""
    return f"This call was not run. A person changed its arguments, and they do not fit the tool: {error}"


def until(seconds: float | None) -> str | None:
    """When a call that is asked for now expires; None waits without end."""
    return None if seconds is None else later(SystemClock().now(), seconds)
