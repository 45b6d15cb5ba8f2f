"""Counting and logging requests: which address, how it ended, how long it took; never what was in it.

Routes are named by their templates and codes are our own, so no word from outside gets into a label or a line.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from counterseal.errors import InvalidInput
from counterseal.gateway.guard import Receive, Scope, Send
from counterseal.gateway.metrics import Requests
from counterseal.model.actions import check_uuid

REQUESTS = "counterseal.requests"
FACTS = "counterseal.facts"
# What a server notes of a request whose client went away before its answer.
GONE = 499
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
_log = logging.getLogger(REQUESTS)


class Observed:
    """ASGI middleware around everything else."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], requests: Requests) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        # Ours, not the client's: it stands in our log.
        request_id = secrets.token_hex(8)
        facts: dict[str, str] = {}
        scope[FACTS] = facts
        status = GONE
        started = time.perf_counter()

        async def noting(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception:
            status = 500
            raise
        finally:
            self._note(scope, facts, request_id, status, time.perf_counter() - started)

    def _note(self, scope: Scope, facts: dict[str, str], request_id: str, status: int, seconds: float) -> None:
        # What is no function stands in ``endpoint`` itself, and says its path itself.
        found = scope.get("route") or scope.get("endpoint")
        route = str(getattr(found, "path", "other"))
        method = scope["method"] if scope["method"] in _METHODS else "other"
        waited = b"wait=" in scope.get("query_string", b"")
        self.requests.note(route, method, status, None if waited else seconds)
        if _log.isEnabledFor(logging.INFO):
            told = {"request": request_id, "method": method, "route": route, "status": status, **facts}
            action = _action(scope)
            if action:
                told["action"] = action
            _log.info("%s %s %d", method, route, status, extra={"facts": {**told, "ms": round(seconds * 1000, 1)}})


def note(scope: MutableMapping[str, Any], **facts: str) -> None:
    """Add to what is logged of a request. Only ids and codes of our own."""
    scope.get(FACTS, {}).update(facts)


def _action(scope: Scope) -> str:
    try:
        return check_uuid(scope.get("path_params", {}).get("action_id"), "action_id")
    except InvalidInput:
        return ""
