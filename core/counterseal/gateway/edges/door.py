"""What the edges share: who asks, and answers in the words of their protocol also when something is wrong."""

# No "from __future__ import annotations" here: FastAPI must see the annotations made inside the functions.

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from counterseal.errors import InvalidInput, KnownError, Unauthorised
from counterseal.gateway import observing
from counterseal.gateway.caller import Caller
from counterseal.gateway.service import Gateway
from counterseal.model import strict_json

LIMITS = strict_json.Limits(size=4 << 20, depth=64, keys=100_000)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a handler answers: a status and a JSON object."""

    status: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of an agent. ``body`` is None where there is none; ``path`` holds the address's parameters."""

    caller: Caller
    body: Any
    path: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]


Handler = Callable[[Asked], Awaitable[Answer]]
Refusal = Callable[[KnownError], Answer]


class Door:
    """The addresses of one edge.

    Args:
        refuse: the protocol's own shape of an error.
    """

    def __init__(self, app: FastAPI, gateway: Gateway, prefix: str, refuse: Refusal) -> None:
        self._app = app
        self._gateway = gateway
        self._prefix = prefix
        self._refuse = refuse

    def add(self, method: str, path: str, handler: Handler, told: str) -> None:
        """One address. ``told`` says in ``/openapi.json`` what it is for."""

        async def answer(request: Request) -> JSONResponse:
            try:
                found = await self._asked(request)
                said = await handler(found)
            except KnownError as error:
                observing.note(request.scope, code=error.code)
                said = self._refuse(error)
            return JSONResponse(dict(said.body), said.status)

        self._app.add_api_route(
            self._prefix + path, answer, methods=[method], description=told, name=f"{self._prefix} {method} {path}"
        )

    async def _asked(self, request: Request) -> Asked:
        scheme, _space, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Unauthorised(
                "A bearer token is needed", todo="counterseal agents register prints it.", code="no_token"
            )
        caller = await self._gateway.caller(token)
        observing.note(request.scope, agent=caller.agent)
        raw = await request.body()
        body = strict_json.parse(raw, LIMITS) if raw else None
        return Asked(caller, body, request.path_params, dict(request.query_params), request.headers)


def members(body: Any, allowed: Mapping[str, bool]) -> Mapping[str, Any]:
    """The members of a JSON object that has no others.

    Args:
        allowed: names, and whether each has to be there.

    Raises:
        InvalidInput: not an object, a member is missing, unknown or null.
    """
    if not isinstance(body, Mapping):
        raise InvalidInput("The body must be a JSON object", code="invalid_request")
    for name, value in body.items():
        if name not in allowed or value is None:
            raise InvalidInput("This member is not known, or is null", where=str(name)[:80], code="invalid_request")
    for name, needed in allowed.items():
        if needed and name not in body:
            raise InvalidInput("This member is missing", where=name, code="invalid_request")
    return body


def text(said: Mapping[str, Any], name: str, most: int, *, empty: bool = False) -> str:
    """A text member. Raises InvalidInput: not a text, empty or too long."""
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > most or (name in said and not value and not empty):
        raise InvalidInput(f"This must be a text of 1 to {most:,} characters", where=name, code="invalid_request")
    return value
