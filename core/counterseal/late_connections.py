"""Connections that come when nobody wants them any more, closed at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpcore

_COMPLETE = {"connection.connect_tcp.complete", "connection.start_tls.complete"}


class LateConnections:
    """Closes what an ``httpx.AsyncClient`` is still connecting when it is closed.

    A pool that is closed while another task's request connects knows nothing of that connection yet, and nothing closes
    it afterwards: its socket stays open until it is collected as garbage. Give ``extensions`` to each request, and set
    ``ended`` before the client is closed.

    Attributes:
        ended: whether the client is being closed. A request that connects later fails with ``httpx.ConnectError``, and
            nothing of it was sent.
    """

    def __init__(self) -> None:
        self.ended = False

    @property
    def extensions(self) -> dict[str, Any]:
        """What httpx is given with a request."""
        return {"trace": self._trace}

    async def _trace(self, event: str, info: Mapping[str, Any]) -> None:
        if self.ended and event in _COMPLETE:
            await info["return_value"].aclose()
            raise httpcore.ConnectError("the client was closed while it connected")
