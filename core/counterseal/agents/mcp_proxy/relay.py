"""What the MCP server says of its own accord, on its way to the clients in front of the proxy."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from contextlib import suppress
from typing import Any, TypeVar

import anyio
from mcp.client.session import ClientRequestContext, IncomingMessage
from mcp.server.context import ServerRequestContext
from mcp.server.session import ServerSession
from mcp.server.subscriptions import (
    InMemorySubscriptionBus,
    PromptsListChanged,
    ResourcesListChanged,
    ResourceUpdated,
    ToolsListChanged,
)
from mcp.shared.exceptions import MCPError, NoBackChannelError
from mcp_types import (
    INTERNAL_ERROR,
    CreateMessageRequest,
    CreateMessageRequestParams,
    CreateMessageResult,
    CreateMessageResultWithTools,
    ElicitRequest,
    ElicitRequestParams,
    ElicitResult,
    ErrorData,
    ListRootsRequest,
    ListRootsResult,
    LoggingMessageNotification,
    NotificationParams,
    PromptListChangedNotification,
    ResourceListChangedNotification,
    ResourceUpdatedNotification,
    ServerRequest,
    ToolListChangedNotification,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS
from pydantic import BaseModel

R = TypeVar("R", bound=BaseModel)
# Of clients over HTTP the newest; one that has left is forgotten as others come.
MOST_CLIENTS = 64
ARRIVE_SECONDS = 30.0
_log = logging.getLogger(__name__)


class Relay:
    """Passes notifications to every client, and a server's questions to the only one.

    Args:
        asks: there is one client, on standard input, so a server's question has somewhere to go.
    """

    def __init__(self, asks: bool) -> None:
        self.asks = asks
        self.bus = InMemorySubscriptionBus()
        # A server may ask before its client has come: the proxy starts it first.
        self.arrived = asyncio.Event()
        self._sessions: deque[ServerSession] = deque(maxlen=MOST_CLIENTS)

    async def joined(self, ctx: ServerRequestContext[Any], _params: NotificationParams) -> None:
        """A client has said that it is ready. Those of 2026-07-28 never do; they listen to the bus."""
        self._sessions.append(ctx.session)
        self.arrived.set()

    async def heard(self, message: IncomingMessage) -> None:
        """Something that the server said."""
        if isinstance(message, Exception):
            _log.warning("the MCP server said something unreadable: %s", message)
            return
        event: Any = None
        if isinstance(message, ToolListChangedNotification):
            event = ToolsListChanged()
        elif isinstance(message, PromptListChangedNotification):
            event = PromptsListChanged()
        elif isinstance(message, ResourceListChangedNotification):
            event = ResourcesListChanged()
        elif isinstance(message, ResourceUpdatedNotification):
            event = ResourceUpdated(uri=str(message.params.uri))
        elif not isinstance(message, LoggingMessageNotification):
            # Progress comes with its call; what else there is means nothing to another session.
            return
        for session in list(self._sessions):
            if session.protocol_version in MODERN_PROTOCOL_VERSIONS:
                continue
            try:
                await session.send_notification(message)
            except (MCPError, anyio.BrokenResourceError, anyio.ClosedResourceError):
                self._sessions.remove(session)
        if event is not None:
            await self.bus.publish(event)

    async def sampling(
        self, context: ClientRequestContext, params: CreateMessageRequestParams
    ) -> CreateMessageResult | CreateMessageResultWithTools | ErrorData:
        """The server wants a completion of the client's model."""
        del context
        request = CreateMessageRequest(params=params)
        if params.tools or params.tool_choice:
            return await self._ask("sampling", request, CreateMessageResultWithTools)
        return await self._ask("sampling", request, CreateMessageResult)

    async def elicitation(self, context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult | ErrorData:
        """The server wants something of the client's user."""
        del context
        return await self._ask("elicitation", ElicitRequest(params=params), ElicitResult)

    async def roots(self, context: ClientRequestContext) -> ListRootsResult | ErrorData:
        """The server wants to know the client's folders."""
        del context
        return await self._ask("roots", ListRootsRequest(), ListRootsResult)

    async def _ask(self, capability: str, request: ServerRequest, kind: type[R]) -> R | ErrorData:
        with suppress(TimeoutError):
            await asyncio.wait_for(self.arrived.wait(), ARRIVE_SECONDS)
        session = self._sessions[-1] if self._sessions else None
        has = session.client_capabilities if session is not None else None
        if session is None or has is None or getattr(has, capability) is None:
            return ErrorData(code=INTERNAL_ERROR, message=f"The client in front of the proxy has no {capability}")
        try:
            return await session.send_request(request, kind)
        except (MCPError, NoBackChannelError) as error:
            return ErrorData(code=INTERNAL_ERROR, message=f"The client did not answer: {error}")
