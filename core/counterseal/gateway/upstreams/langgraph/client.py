"""What is asked of one LangGraph server over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from counterseal.gateway.upstreams.json_client import JsonClient, Refused

PRODUCT = "LangGraph"
EXAMPLE = "http://127.0.0.1:2024"
PAGE = 100
# What a server answers to a question, or to words in it, that it does not know.
UNKNOWN = (404, 405, 422)


class LangGraphClient(JsonClient):
    """What the adapter asks of a LangGraph server; ``api_key`` goes into the ``x-api-key`` header.

    Attributes:
        selects, counts, tells: whether the server takes fields and order in a search, can count threads, and says which
            version it is. True until it refused; ``forget_server`` lets each be tried again.
    """

    product = PRODUCT

    def __init__(self, url: str, api_key: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(url, ("x-api-key", api_key) if api_key else None, transport)
        self.forget_server()

    def forget_server(self) -> None:
        """The server was away, and may have come back as another version."""
        self.selects = self.counts = self.tells = True

    def lacking(self) -> list[str]:
        """What an older server does not know, and what that means; one sentence each."""
        found = [] if self.selects else ["This server is older: it sends all threads, and all of each, at every poll."]
        if self.selects and not self.counts:
            found.append("This server is older: it cannot count its threads, so each poll lists all of them.")
        if not self.tells:
            found.append("This server does not say its version, so each answer is checked by reading it back.")
        return found

    async def ok(self) -> Any:
        return await self.read("GET", "/ok")

    async def info(self) -> Any:
        """What the server says of itself; nothing where it is too old to be asked."""
        try:
            return await self.read("GET", "/info")
        except Refused as error:
            if error.status not in UNKNOWN:
                raise
            self.tells = False
            return None

    async def count(self, status: str) -> int | None:
        """How many threads have this status; None where the server cannot count."""
        if not self.counts:
            return None
        try:
            found = await self.read("POST", "/threads/count", {"status": status})
        except Refused as error:
            if error.status not in UNKNOWN:
                raise
            self.counts = False
            return None
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    async def search(self, **query: Any) -> list[Any]:
        found = await self.read("POST", "/threads/search", query)
        if not isinstance(found, list):
            raise self.wrong_kind("/threads/search", "a list of threads")
        return found

    async def thread(self, thread: str) -> Mapping[str, Any]:
        return self._object(await self.read("GET", f"/threads/{thread}"), f"/threads/{thread}")

    async def state(self, thread: str) -> Mapping[str, Any]:
        path = f"/threads/{thread}/state"
        return self._object(await self.read("GET", path, params={"subgraphs": "true"}), path)

    async def history(self, thread: str, limit: int) -> list[Any]:
        path = f"/threads/{thread}/history"
        found = await self.read("POST", path, {"limit": limit})
        return found if isinstance(found, list) else []

    async def runs(self, thread: str, **query: Any) -> list[Mapping[str, Any]]:
        found = await self.read("GET", f"/threads/{thread}/runs", params=query)
        return [run for run in found if isinstance(run, Mapping)] if isinstance(found, list) else []

    async def run(self, thread: str, run: str) -> Mapping[str, Any]:
        path = f"/threads/{thread}/runs/{run}"
        return self._object(await self.read("GET", path), path)
