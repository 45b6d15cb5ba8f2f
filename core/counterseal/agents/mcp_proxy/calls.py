"""Calls that were asked for and have no result yet: a client that comes back finds its own, in place of asking anew."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mcp_types import CallToolResult, Tool

from counterseal.seal.digests import canonical

# Ended calls whose result nobody has come for; the oldest go first.
KEPT = 200
Listener = Callable[[str], Awaitable[None]]


@dataclass(eq=False)
class Call:
    """One call of a tool, from the first time it was asked for until its result was handed over.

    Attributes:
        key: who asked for what; an identical call of the same client has the same.
        state: the word by which a client of 2026-07-28 comes back; only to be looked up, it means nothing in itself.
        attended: set while somebody waits for it; nothing is started for nobody.
        given_up: the client cancelled it, or is gone.
        started: the server was called; from here on it may have taken effect.
    """

    key: str
    tool: Tool
    sha256: str
    arguments: dict[str, Any]
    done: asyncio.Future[CallToolResult]
    state: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    action_id: str | None = None
    waiters: int = 0
    attended: asyncio.Event = field(default_factory=asyncio.Event)
    given_up: bool = False
    started: bool = False
    listeners: list[Listener] = field(default_factory=list)
    task: asyncio.Task[None] | None = None

    @property
    def structured(self) -> bool:
        """Whether a success of it must have the shape that the tool declares."""
        return self.tool.output_schema is not None

    def end(self, result: CallToolResult) -> None:
        """Give it its result; the first one counts."""
        if not self.done.done():
            self.done.set_result(result)


class Book:
    """All calls without a handed-over result, by who asked for what, and by the word to come back with."""

    def __init__(self) -> None:
        self._calls: dict[str, Call] = {}
        self._states: dict[str, Call] = {}

    def __iter__(self) -> Iterator[Call]:
        return iter(list(self._calls.values()))

    def find(self, key: str) -> Call | None:
        """The same call of the same client, if it is still to be told of."""
        found = self._calls.get(key)
        return None if found is None or found.given_up else found

    def come_back(self, state: str) -> Call | None:
        """The call that was told to come back with this word."""
        return self._states.get(state)

    def add(self, call: Call) -> None:
        """Keep a new call, in place of one that was given up."""
        old = self._calls.get(call.key)
        if old is not None:
            self.remove(old)
        self._calls[call.key] = call
        self._states[call.state] = call
        ended = [one for one in self._calls.values() if one.done.done() and not one.waiters]
        for one in ended[: max(len(ended) - KEPT, 0)]:
            self.remove(one)

    def remove(self, call: Call) -> None:
        """Forget it: its result was handed over, or nobody will come for it."""
        if self._calls.get(call.key) is call:
            del self._calls[call.key]
        self._states.pop(call.state, None)


def key_of(client: str, tool: str, arguments: dict[str, Any]) -> str:
    """Who asks for what. Raises InvalidInput: the arguments are not I-JSON."""
    return hashlib.sha256(canonical([client, tool, arguments])).hexdigest()
