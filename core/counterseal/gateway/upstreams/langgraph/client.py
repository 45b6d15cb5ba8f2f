"""What is asked of one LangGraph server over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

from counterseal.gateway.upstreams.json_client import JsonClient

PRODUCT = "LangGraph"
EXAMPLE = "http://127.0.0.1:2024"
PAGE = 100


class LangGraphClient(JsonClient):
    """What the adapter asks of a LangGraph server; ``api_key`` goes into the ``x-api-key`` header."""

    product = PRODUCT

    def __init__(self, url: str, api_key: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        super().__init__(url, ("x-api-key", api_key) if api_key else None, transport)

    async def ok(self) -> Any:
        return await self.read("GET", "/ok")

    async def info(self) -> Any:
        return await self.read("GET", "/info")

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
