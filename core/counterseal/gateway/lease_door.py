"""``/v1/lease``: the permission of an agent's process to keep going, and the news that reach it within milliseconds.

Plain ASGI, before the framework's routing: when a thousand agents are halted, each of them is answered twice here, and
the framework's own work for each request would be most of the time until the last one has stopped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI
from starlette.middleware import Middleware

from counterseal.errors import InvalidInput, KnownError, Unauthorised
from counterseal.gateway import observing
from counterseal.gateway.guard import Receive, Scope, Send
from counterseal.gateway.leases import Ended, Known, LeaseRequest
from counterseal.gateway.service import Gateway
from counterseal.model import strict_json

PATH = "/v1/lease"
MAX_WAIT = 60.0
_LIMITS = strict_json.Limits(size=4096, depth=4, keys=16)
_HOLDER = re.compile(r"[A-Za-z0-9_-]{1,40}(\.[A-Za-z0-9_-]{1,40}){0,4}")
_SHA = re.compile(r"[0-9a-f]{64}")
_STATES = ("running", "paused")
_MOST_PROCESSES = 1_000_000


def add(app: FastAPI, gateway: Gateway) -> None:
    """Serve ``/v1/lease`` behind all other middleware, and describe it in the application's OpenAPI document."""
    app.user_middleware.append(Middleware(LeaseDoor, gateway=gateway))
    described = app.openapi

    def openapi() -> dict[str, Any]:
        schema = described()
        schema["paths"][PATH] = DESCRIPTION
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


class LeaseDoor:
    """ASGI middleware that answers this one address itself, a ``KnownError`` as its RFC 9457 problem."""

    path = PATH

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], gateway: Gateway) -> None:
        self._app = app
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or scope["method"] not in ("GET", "POST"):
            await self._app(scope, receive, send)
            return
        # By its ``path`` the request is counted.
        scope["route"] = self
        try:
            agent = self._gateway.leases.agent_of(_token(scope))
            observing.note(scope, agent=agent)
            if scope["method"] == "POST":
                found = self._gateway.lease(agent, read_request(await _body(receive)))
            else:
                wait, known = read_known(scope.get("query_string", b""))
                found = await self._gateway.watch(agent, wait, known)
        except KnownError as error:
            await _answer(send, error.http_status, error.as_problem(), b"application/problem+json")
        else:
            await _answer(send, 200, found, b"application/json")


def read_request(raw: bytes) -> LeaseRequest:
    """The body of ``POST /v1/lease``; an empty one asks for the lease of a nameless process. Raises InvalidInput."""
    said = strict_json.parse(raw, _LIMITS) if raw else {}
    if not isinstance(said, Mapping):
        raise InvalidInput("The body is a JSON object")
    unknown = sorted(set(said) - {"holder", "drill", "ending", "ended"})
    if unknown:
        raise InvalidInput(f"Unknown member {unknown[0]!r}", todo="Known are holder, drill, ending, ended.")
    holder, drill, ending = said.get("holder", ""), said.get("drill"), said.get("ending", False)
    if not isinstance(holder, str) or (holder and not _HOLDER.fullmatch(holder)):
        raise InvalidInput("A process is named by letters, digits, '-', '_' and dots between parts", where="holder")
    if drill is not None and (not isinstance(drill, str) or not _SHA.fullmatch(drill)):
        raise InvalidInput("A drill is named by the SHA-256 of its order", where="drill")
    if not isinstance(ending, bool):
        raise InvalidInput("Whether it ends its processes is true or false", where="ending")
    return LeaseRequest(holder, drill, ending, _ended(said.get("ended")))


def read_known(query: bytes) -> tuple[float, Known]:
    """How long ``GET /v1/lease`` waits, in seconds, and what its process knows. Raises InvalidInput."""
    try:
        said = {
            name: values[-1] for name, values in parse_qs(query.decode("ascii"), strict_parsing=bool(query)).items()
        }
        wait = float(said.get("wait", "0"))
        epoch = int(said["epoch"]) if "epoch" in said else None
    except ValueError as error:
        raise InvalidInput("wait is seconds, epoch a whole number", where="query") from error
    # Written so that a wait that is no number is refused too.
    if not 0 <= wait <= MAX_WAIT:
        raise InvalidInput(f"wait is 0 to {MAX_WAIT:.0f} seconds", where="query/wait")
    state = said.get("state")
    if state is not None and state not in _STATES:
        raise InvalidInput("The state that a process knows is running or paused", where="query/state")
    return wait, Known(state, epoch, said.get("drill"))


def _ended(raw: Any) -> Ended | None:
    if raw is None:
        return None
    names = ("processes", "killed", "left")
    if not isinstance(raw, Mapping) or set(raw) != set(names):
        raise InvalidInput("What a supervisor ended is processes, killed and left", where="ended")
    for name in names:
        if isinstance(raw[name], bool) or not isinstance(raw[name], int) or not 0 <= raw[name] <= _MOST_PROCESSES:
            raise InvalidInput("Processes are counted in whole numbers", where=f"ended/{name}")
    return Ended(raw["processes"], raw["killed"], raw["left"])


def _token(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization":
            scheme, _space, token = value.decode("latin-1").partition(" ")
            if scheme.lower() == "bearer" and token:
                return str(token)
    raise Unauthorised("A bearer token is needed", todo="Set COUNTERSEAL_TOKEN.", code="no_token")


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise InvalidInput("The request ended before its body did")
        parts.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(parts)


async def _answer(send: Send, status: int, body: Mapping[str, Any], kind: bytes) -> None:
    raw = json.dumps(body, separators=(",", ":")).encode()
    headers = [(b"content-type", kind), (b"content-length", str(len(raw)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": raw})


def _members(**members: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": {"type": "object", "properties": members}}}


_WORD, _COUNT = {"type": "string"}, {"type": "integer", "minimum": 0}
_REFUSED = {"description": "RFC 9457; code halted: this process must stop", "content": {"application/problem+json": {}}}
DESCRIPTION: Mapping[str, Any] = {
    "post": {
        "summary": "Take, renew or give back the lease of one process",
        "description": "Being refused with code halted acknowledges a halt; drill acknowledges a drill.",
        "requestBody": {
            "content": _members(
                holder={**_WORD, "description": "which process of the agent asks"},
                drill={**_WORD, "description": "the drill that it has heard of"},
                ending={"type": "boolean", "description": "a supervisor ends its processes and will report"},
                ended={"type": "object", "properties": {"processes": _COUNT, "killed": _COUNT, "left": _COUNT}},
            )
        },
        "responses": {
            "200": {
                "description": "Granted",
                "content": _members(lease=_WORD, seconds={"type": "number"}, halt_epoch=_COUNT, state=_WORD),
            },
            "403": _REFUSED,
        },
    },
    "get": {
        "summary": "What this agent may do now; waits until that becomes something else than what is known",
        "parameters": [
            {"name": "wait", "in": "query", "schema": {"type": "number", "minimum": 0, "maximum": MAX_WAIT}},
            {"name": "epoch", "in": "query", "schema": _COUNT},
            {"name": "state", "in": "query", "schema": {"enum": list(_STATES)}},
            {"name": "drill", "in": "query", "schema": _WORD},
        ],
        "responses": {
            "200": {
                "description": "state is running, paused or halted",
                "content": _members(state=_WORD, halt_epoch=_COUNT, drill=_WORD, grace_s=_COUNT),
            }
        },
    },
}
