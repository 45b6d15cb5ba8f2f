"""A LangGraph server's lists as the real one keeps them, in memory: cheap enough for hundreds of threads.

Threads have the shape of a recorded one, and search, count and state answer as langgraph-api 0.16 does; ``knows`` takes
away what older servers do not know.
"""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
from spoiling import answered

RECORDED = json.loads((Path(__file__).parent / "recordings.json").read_text())["search with batched and raw"][1]
KNOWS = ("select", "ids", "count", "info", "interrupts")


class ListedServer(httpx.AsyncBaseTransport):
    """The server, and the way to it. ``asked`` counts the requests by path; ``between`` runs before each search."""

    def __init__(self, *, refuses: int = 422) -> None:
        self.threads: dict[str, dict[str, Any]] = {}
        self.knows = set(KNOWS)
        self.asked: Counter[str] = Counter()
        self.between: Callable[[], None] = lambda: None
        self._refuses = refuses
        self._ticks = 0

    def park(self, number: int, status: str = "interrupted", question: Any = None) -> str:
        """A thread that stands there; the same number is the same thread."""
        name = str(UUID(int=number + (1 << 100)))
        interrupts = {f"task {number}": [{"id": f"{number:032x}", "value": question or f"Refund {number}?"}]}
        made = {"created_at": self.threads[name]["created_at"]} if name in self.threads else {}
        self.threads[name] = {
            **copy.deepcopy(RECORDED),
            "thread_id": name,
            "status": status,
            "created_at": self._now(),
            "updated_at": self._now(),
            "state_updated_at": self._now(),
            "interrupts": interrupts if status == "interrupted" else {},
            "error": {"error": "RuntimeError", "message": f"no tool {number}"} if status == "error" else None,
            **made,
        }
        return name

    def _now(self) -> str:
        self._ticks += 1
        return f"2026-11-21T05:00:00.{self._ticks:06}+00:00"

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked[path.rsplit("/", 1)[-1]] += 1
        body = json.loads(request.content) if request.content else {}
        if path == "/threads/search":
            self.between()
            if "select" in body and "select" not in self.knows:
                return answered(request, {"detail": "unknown field"}, self._refuses)
            return answered(request, self._search(body))
        if path == "/threads/count":
            if "count" not in self.knows:
                return answered(request, {"detail": "no"}, self._refuses)
            return answered(request, sum(one["status"] == body["status"] for one in self.threads.values()))
        if path == "/info":
            said = {"version": "0.16.7", "langgraph_py_version": "1.2.22", "flags": {}}
            return answered(request, said) if "info" in self.knows else answered(request, {}, self._refuses)
        if path == "/ok":
            return answered(request, {"ok": True})
        if path == "/runs/crons/search":
            return answered(request, [])
        return self._thread(request, path.split("/"))

    def _thread(self, request: httpx.Request, parts: list[str]) -> httpx.Response:
        found = self.threads.get(parts[2])
        if found is None:
            return answered(request, {"detail": "Thread not found"}, 404)
        if parts[-1] == "history":
            return answered(request, [])
        if parts[-1] == "state":
            tasks = [{"id": task, "interrupts": asked} for task, asked in found["interrupts"].items()]
            return answered(request, {"values": {}, "next": ["act"] if tasks else [], "tasks": tasks})
        return answered(request, found)

    def _search(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        found = [one for one in self.threads.values() if body.get("status") in (None, one["status"])]
        if "ids" in self.knows:
            found = [one for one in found if one["thread_id"] in body.get("ids", self.threads)]
        found.sort(key=lambda one: one[body.get("sort_by", "updated_at")], reverse=body.get("sort_order") != "asc")
        page = found[body.get("offset", 0) :][: body["limit"]]
        without = set() if "interrupts" in self.knows else {"interrupts"}
        wanted = set(body.get("select", RECORDED.keys() | {"interrupts"})) - without
        return [{name: value for name, value in one.items() if name in wanted} for one in page]
