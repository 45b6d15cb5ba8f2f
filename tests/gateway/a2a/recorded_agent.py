"""An A2A agent out of recorded JSON: what a2a-sdk 1.3.0 said over the wire, put together in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from copy import deepcopy
from typing import Any, TypeVar

import httpx

from counterseal.gateway.upstreams.a2a import A2AUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig
from gateway.desks import MovingClock
from gateway.langgraph.small_gateway import Row, SmallGateway

T = TypeVar("T")
URL = "http://127.0.0.1:9999"
WORDS = {"approve": {"text": "approve"}, "reject": {"text": "reject: {reason}"}}
CARD: dict[str, Any] = {
    "name": "Payer",
    "description": "Pays",
    "supportedInterfaces": [{"url": f"{URL}/a2a", "protocolBinding": "JSONRPC", "protocolVersion": "1.0"}],
    "version": "1",
    "capabilities": {},
}
OLD_CARD: dict[str, Any] = {
    "name": "Payer",
    "preferredTransport": "JSONRPC",
    "protocolVersion": "0.3.0",
    "url": f"{URL}/a2a",
}
_FIRST = {"messageId": "m0", "taskId": "t1", "contextId": "c1", "role": "ROLE_USER", "parts": [{"text": "pay 5"}]}
_QUESTION = {
    "messageId": "q1",
    "taskId": "t1",
    "contextId": "c1",
    "role": "ROLE_AGENT",
    "parts": [
        {"text": "Shall I pay 5?", "filename": "", "mediaType": ""},
        {"data": {"order": "pay 5", "amount_minor": 500.0}, "filename": "", "mediaType": ""},
    ],
    "extensions": [],
    "referenceTaskIds": [],
}
_STAMP = "2026-11-21T20:50:47.739137Z"


def asking(task: str = "t1", question: str = "q1", state: str = "INPUT_REQUIRED", **more: Any) -> dict[str, Any]:
    """A task that waits."""
    message = {**deepcopy(_QUESTION), "messageId": question, "taskId": task, **more}
    return {
        "id": task,
        "contextId": "c1",
        "status": {"state": f"TASK_STATE_{state}", "message": message, "timestamp": _STAMP},
        "history": [deepcopy(_FIRST)],
        "artifacts": [],
    }


def error(number: int, message: str) -> dict[str, Any]:
    return {"error": {"code": number, "message": message}}


def said(value: Any) -> httpx.Response:
    """An answer as it comes over a wire, not read yet."""
    body = httpx.ByteStream(json.dumps(value).encode())
    return httpx.Response(200, headers={"content-type": "application/json"}, stream=body)


class Recorded:
    """The server's side. ``tasks`` is what it holds, ``calls`` what it was asked, ``broken`` what ends an exchange."""

    def __init__(self, *tasks: dict[str, Any], card: Any = CARD) -> None:
        self.tasks = {task["id"]: task for task in tasks}
        self.card = card
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.keys: set[str | None] = set()
        self.versions: set[str | None] = set()
        self.after: Callable[[dict[str, Any]], str] = lambda _message: "COMPLETED"
        self.broken: dict[str, Callable[[], Any]] = {}

    @property
    def heard(self) -> list[dict[str, Any]]:
        """The messages that it was sent."""
        return [params["message"] for method, params in self.calls if method in ("SendMessage", "message/send")]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.keys.add(request.headers.get("authorization"))
        if request.method == "GET":
            return said(self.card)
        body = json.loads(request.content)
        method, params = body["method"], body["params"]
        self.versions.add(request.headers.get("a2a-version"))
        self.calls.append((method, params))
        self.fail(f"before {method}")
        answer = self.answer(method, params)
        self.fail(method)
        return said({"jsonrpc": "2.0", "id": body["id"], **answer})

    def fail(self, where: str) -> None:
        if where in self.broken:
            raise self.broken[where]()

    def answer(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        if method == "ListTasks":
            return {"result": self.listed(params)}
        if method in ("SendMessage", "message/send"):
            return self.take(params["message"])
        task = self.tasks.get(params["id"])
        if task is None:
            return error(-32001, "Task not found")
        if method in ("CancelTask", "tasks/cancel"):
            if task["status"]["state"] == "TASK_STATE_COMPLETED":
                return error(-32002, "Task cannot be canceled")
            task["status"] = {"state": "TASK_STATE_CANCELED", "timestamp": _STAMP}
        return {"result": task}

    def listed(self, params: dict[str, Any]) -> dict[str, Any]:
        since = params.get("statusTimestampAfter", "")
        waiting = [one for one in self.tasks.values() if one["status"]["state"] == params["status"]]
        found = [one for one in waiting if one["status"].get("timestamp", "") >= since]
        start = int(params.get("pageToken") or 0)
        end = start + params["pageSize"]
        page = [{**one, "history": one["history"][-1:]} for one in found[start:end]]
        return {"tasks": page, "nextPageToken": str(end) if end < len(found) else "", "totalSize": len(found)}

    def take(self, message: dict[str, Any]) -> dict[str, Any]:
        task = self.tasks[message["taskId"]]
        if task["status"]["state"] == "TASK_STATE_COMPLETED":
            return error(-32004, "Task t1 is in terminal state: TASK_STATE_COMPLETED")
        task["history"] += [task["status"].pop("message"), message]
        task["status"]["state"] = f"TASK_STATE_{self.after(message)}"
        return {"result": {"task": task}}


class Scene:
    """One adapter between a small gateway and a recorded agent."""

    def __init__(self, agent: Recorded, **options: Any) -> None:
        self.agent = agent
        self.clock = MovingClock()
        self.gateway = SmallGateway()
        config = UpstreamConfig("lab", "a2a", URL, "payer", api_key="k", options=options or WORDS)
        self.upstream = A2AUpstream(config, clock=self.clock, transport=httpx.MockTransport(agent))

    @property
    def rows(self) -> list[Row]:
        return list(self.gateway.rows.values())

    async def poll(self, times: int = 1) -> None:
        for _ in range(times):
            await self.upstream.poll(self.gateway)


def play(agent: Recorded, act: Callable[[Scene], Awaitable[T]], **options: Any) -> T:
    """Run ``act`` on a scene, which is closed afterwards."""

    async def run() -> T:
        scene = Scene(agent, **options)
        try:
            return await act(scene)
        finally:
            await scene.upstream.close()

    return asyncio.run(run())
