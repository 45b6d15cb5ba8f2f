"""A desk of its own for each test of the adapter against the real server, and what agents there are given to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from small_gateway import Row, SmallGateway

from counterseal.gateway.upstreams.langgraph import LangGraphUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig
from langgraph_server import until


class Desk:
    """One desk: a gateway of its own and the adapter that polls for it."""

    def __init__(self, url: str, name: str = "lab", **agents: str) -> None:
        self.gateway = SmallGateway()
        self.upstream = LangGraphUpstream(UpstreamConfig(name, "langgraph", url, "lab-agent", agents=agents))

    async def __aenter__(self) -> Desk:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.upstream.close()

    async def poll(self) -> None:
        await self.upstream.poll(self.gateway)

    async def find(self, thread: str, count: int = 1) -> list[Row]:
        """Poll until this many actions of the thread are held."""
        await self.poll_until(lambda: len(self.gateway.held_of(thread)) >= count)
        return self.gateway.held_of(thread)

    async def poll_until(self, done: Callable[[], bool]) -> None:
        async def check() -> bool:
            await self.poll()
            return done()

        await until(check, f"the desk never got there; problems: {self.gateway.problems[-3:]}")

    async def settle(self, *rows: Row) -> None:
        """Poll until decisions on these rows have reached the server and come back."""
        await self.poll_until(
            lambda: all(row.returned or (row.state.ended and row.state not in ANSWERS) for row in rows)
        )


ANSWERS = ("rejected", "answered")


def calls(*made: tuple[str, dict[str, Any]], thinking: str = "") -> dict[str, Any]:
    """The input that makes the scripted model call these tools."""
    script = {"thinking": thinking, "calls": [{"name": name, "args": args} for name, args in made]}
    return {"messages": [{"role": "user", "content": json.dumps(script)}]}


def mail(test: str, to: str = "bob@example.test") -> tuple[str, dict[str, Any]]:
    return "send_mail", {"to": to, "body": "hello", "test": test}


def money(test: str, amount: int = 5, rate: float = 1.5) -> tuple[str, dict[str, Any]]:
    return "move_money", {"amount": amount, "rate": rate, "test": test}
