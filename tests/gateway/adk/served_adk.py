"""An ADK server of memory behind httpx, which plays what the real one was recorded to say; and a desk that polls it."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from counterseal.clock import SystemClock
from counterseal.gateway.upstreams.adk import AdkUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from gateway.langgraph.small_gateway import Row, SmallGateway

RECORDED: dict[str, Any] = json.loads(Path(__file__).with_name("recordings.json").read_text())
URL = "http://adk.example:8000/api"
HOME = "/apps/support/users/user/sessions"
Turn = Callable[[dict[str, Any]], Awaitable[httpx.Response]]


def waiting(*, only: int | None = None) -> dict[str, Any]:
    """The recorded session in which two refunds and a credit wait; with ``only``, one of them alone."""
    session: dict[str, Any] = copy.deepcopy(RECORDED["waiting"])
    if only is not None:
        asks = asking(session)
        asks["content"]["parts"] = [asks["content"]["parts"][only]]
        asks["longRunningToolIds"] = [asks["content"]["parts"][0]["functionCall"]["id"]]
    return session


def asking(session: dict[str, Any]) -> dict[str, Any]:
    """The event that asks. The real server lists events by their time, in which it comes after its placeholders."""
    found: dict[str, Any] = next(event for event in session["events"] if event.get("longRunningToolIds"))
    return found


def asks_of(session: dict[str, Any]) -> list[dict[str, Any]]:
    """The recorded calls of ``adk_request_confirmation``."""
    return [part["functionCall"] for part in asking(session)["content"]["parts"]]


class MovableClock(SystemClock):
    """The machine's clocks, moved ahead by as many seconds as a test wants."""

    ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.ahead)

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class ServedAdk(httpx.AsyncBaseTransport):
    """``turn`` answers ``POST /run``; ``runs`` are the bodies that came; ``broken`` is raised in place of an answer."""

    def __init__(self, *sessions: dict[str, Any]) -> None:
        self.apps: Any = ["support", "__own"]
        self.sessions = {one["id"]: one for one in sessions}
        self.runs: list[dict[str, Any]] = []
        self.headers: list[httpx.Headers] = []
        self.turn: Turn = self.answer
        self.broken: Exception | None = None
        self.status: dict[str, int] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.headers.append(request.headers)
        if self.broken is not None:
            raise self.broken
        path = request.url.path.removeprefix("/api")
        if path in self.status:
            return said({"detail": "no"}, self.status[path])
        if path == "/run":
            body = json.loads(await request.aread())
            self.runs.append(body)
            return await self.turn(body)
        if path == "/list-apps":
            return said(self.apps)
        if path == HOME:
            return said([{**one, "events": []} for one in self.sessions.values()])
        session = self.sessions.get(path.removeprefix(f"{HOME}/"))
        if session is not None:
            return said(session)
        return said([]) if path.endswith("/sessions") else said({"detail": "Session not found"}, 404)

    def take(self, body: dict[str, Any], author: str = "user") -> dict[str, Any]:
        """Write the message of a turn into its session, as the server does first."""
        session = self.sessions[body["sessionId"]]
        event = {"id": f"event-{len(session['events'])}", "author": author, "content": body["newMessage"]}
        event.update({"customMetadata": body["customMetadata"]} if "customMetadata" in body else {})
        return self.add(session, event)

    def add(self, session: dict[str, Any], event: dict[str, Any]) -> dict[str, Any]:
        session["events"].append({"timestamp": session["lastUpdateTime"] + 1, **event})
        session["lastUpdateTime"] += 1
        return session

    def result(self, session: dict[str, Any], call: str, response: Any) -> None:
        part = {"functionResponse": {"id": call, "name": "tool", "response": response}}
        self.add(session, {"id": f"result-{call}", "author": "support", "content": {"parts": [part], "role": "user"}})

    async def answer(self, body: dict[str, Any]) -> httpx.Response:
        """What the real server does: run what is confirmed, refuse the rest, end the turn."""
        session = self.take(body)
        originals = {one["id"]: one["args"]["originalFunctionCall"]["id"] for one in asks_of(session)}
        for part in body["newMessage"]["parts"]:
            given = part["functionResponse"]
            ran = given["response"]["confirmed"]
            response = {"refunded": "it"} if ran else {"error": "This tool call is rejected."}
            self.result(session, originals[given["id"]], response)
        return said([])


def said(found: Any, status: int = 200) -> httpx.Response:
    raw = found if isinstance(found, bytes) else json.dumps(found).encode()
    return httpx.Response(status, headers={"content-type": "application/json"}, stream=httpx.ByteStream(raw))


class Desk:
    """An adapter on a served server and a gateway in memory; ``async with`` closes it."""

    def __init__(self, *sessions: dict[str, Any], key: str | None = None, agents: dict[str, str] | None = None) -> None:
        self.server = ServedAdk(*sessions)
        self.gateway = SmallGateway()
        self.clock = MovableClock()
        config = UpstreamConfig("adk", "adk", URL, "support", agents or {}, key)
        self.upstream = AdkUpstream(config, transport=self.server, clock=self.clock)

    async def __aenter__(self) -> Desk:
        return self

    async def __aexit__(self, *failure: object) -> None:
        await self.upstream.close()

    async def poll(self, times: int = 1) -> None:
        for _ in range(times):
            await self.upstream.poll(self.gateway)
            # Whatever was sent gets its turn before the next look.
            for _ in range(20):
                await asyncio.sleep(0)

    @property
    def rows(self) -> list[Row]:
        return list(self.gateway.rows.values())

    @property
    def states(self) -> list[State]:
        return [row.state for row in self.rows]
