"""The MCP server that clients see: what is behind the proxy, with a gate before each call of a tool."""

from __future__ import annotations

import itertools
from typing import Any

from mcp import Client, ClientSession
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import NotificationOptions, Server
from mcp.server.models import InitializationOptions
from mcp.server.subscriptions import ListenHandler
from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    CompleteRequest,
    CompleteRequestParams,
    CompleteResult,
    EmptyResult,
    GetPromptRequestParams,
    GetPromptResult,
    InputRequiredResult,
    ListPromptsResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    NotificationParams,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    RootsListChangedNotification,
    SetLevelRequest,
    SetLevelRequestParams,
    SubscribeRequest,
    SubscribeRequestParams,
    UnsubscribeRequest,
    UnsubscribeRequestParams,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from counterseal.agents.mcp_proxy import words
from counterseal.agents.mcp_proxy.gate import Gate
from counterseal.agents.mcp_proxy.relay import Relay
from counterseal.agents.mcp_proxy.upstream import Upstream
from counterseal.errors import InvalidInput, KnownError

Context = ServerRequestContext[Any]
SESSION_HEADER = "mcp-session-id"


class Front:
    """Answers clients of both kinds of the protocol: with sessions (to 2025-11-25) and without (2026-07-28)."""

    def __init__(self, upstream: Upstream, gate: Gate, relay: Relay) -> None:
        self._upstream = upstream
        self._gate = gate
        self._relay = relay

    def server(self) -> Server[Any]:
        """The server, with what the one behind offers and nothing else."""
        client = self._upstream.client
        has, info = client.server_capabilities, client.server_info
        handlers: dict[str, Any] = {}
        if has.tools is not None:
            handlers |= {"on_list_tools": self._list_tools, "on_call_tool": self._call_tool}
        if has.prompts is not None:
            handlers |= {"on_list_prompts": self._list_prompts, "on_get_prompt": self._get_prompt}
        if has.resources is not None:
            handlers |= {
                "on_list_resources": self._list_resources,
                "on_list_resource_templates": self._list_templates,
                "on_read_resource": self._read_resource,
            }
            if has.resources.subscribe and not self._upstream.modern:
                handlers |= {"on_subscribe_resource": self._subscribe, "on_unsubscribe_resource": self._unsubscribe}
        if has.completions is not None:
            handlers["on_completion"] = self._complete
        server = _Server(
            "mcp" if info is None else info.name,
            version="" if info is None else info.version,
            title=None if info is None else info.title,
            instructions=client.instructions,
            on_subscriptions_listen=ListenHandler(self._relay.bus),
            **handlers,
        )
        if has.logging is not None and not self._upstream.modern:
            server.add_request_handler("logging/setLevel", SetLevelRequestParams, self._set_level)
        server.add_notification_handler("notifications/initialized", NotificationParams, self._relay.joined)
        server.add_notification_handler("notifications/roots/list_changed", NotificationParams, self._new_roots)
        return server

    async def _call_tool(self, ctx: Context, params: CallToolRequestParams) -> CallToolResult | InputRequiredResult:
        self._relay.arrived.set()
        steps = itertools.count(1)

        async def progress(message: str) -> None:
            # Nothing is sent to a client that gave no token for it.
            await ctx.session.report_progress(next(steps), None, message)

        try:
            found = await self._gate.call(
                _client(ctx), params.name, params.arguments or {}, params.request_state, progress
            )
        except InvalidInput as error:
            raise MCPError(INVALID_PARAMS, error.text()) from error
        if isinstance(found, CallToolResult):
            return found
        call = found.call
        if _modern(ctx):
            named = {} if call.action_id is None else {words.ACTION: call.action_id}
            return InputRequiredResult(request_state=call.state, _meta=named)
        return words.pending(call.action_id, call.started, failed=call.structured)

    # -- listed through -----------------------------------------------------------------------------------------
    async def _list_tools(self, _ctx: Context, params: PaginatedRequestParams) -> ListToolsResult:
        self._relay.arrived.set()
        listed = await self._session.list_tools(params=_page(params))
        # Tasks (2025-11-25) do not pass the gate, so none are offered.
        return listed.model_copy(
            update={"tools": [tool.model_copy(update={"execution": None}) for tool in listed.tools], "meta": None}
        )

    async def _list_prompts(self, _ctx: Context, params: PaginatedRequestParams) -> ListPromptsResult:
        return (await self._session.list_prompts(params=_page(params))).model_copy(update={"meta": None})

    async def _list_resources(self, _ctx: Context, params: PaginatedRequestParams) -> ListResourcesResult:
        return (await self._session.list_resources(params=_page(params))).model_copy(update={"meta": None})

    async def _list_templates(self, _ctx: Context, params: PaginatedRequestParams) -> ListResourceTemplatesResult:
        listed = await self._session.list_resource_templates(params=_page(params))
        return listed.model_copy(update={"meta": None})

    async def _get_prompt(self, ctx: Context, params: GetPromptRequestParams) -> GetPromptResult | InputRequiredResult:
        if not _modern(ctx):
            # A client of the older kind is asked by itself for what the server wants in between.
            return await self._client.get_prompt(params.name, params.arguments)
        return await self._session.get_prompt(
            params.name,
            params.arguments,
            input_responses=params.input_responses,
            request_state=params.request_state,
            allow_input_required=True,
        )

    async def _read_resource(
        self, ctx: Context, params: ReadResourceRequestParams
    ) -> ReadResourceResult | InputRequiredResult:
        if not _modern(ctx):
            return await self._client.read_resource(params.uri)
        return await self._session.read_resource(
            params.uri,
            input_responses=params.input_responses,
            request_state=params.request_state,
            allow_input_required=True,
        )

    async def _complete(self, _ctx: Context, params: CompleteRequestParams) -> CompleteResult:
        return await self._session.send_request(
            CompleteRequest(params=params.model_copy(update={"meta": None})), CompleteResult
        )

    async def _subscribe(self, _ctx: Context, params: SubscribeRequestParams) -> EmptyResult:
        return await self._session.send_request(
            SubscribeRequest(params=params.model_copy(update={"meta": None})), EmptyResult
        )

    async def _unsubscribe(self, _ctx: Context, params: UnsubscribeRequestParams) -> EmptyResult:
        return await self._session.send_request(
            UnsubscribeRequest(params=params.model_copy(update={"meta": None})), EmptyResult
        )

    async def _new_roots(self, _ctx: Context, _params: NotificationParams) -> None:
        if self._relay.asks and not self._upstream.modern:
            await self._session.send_notification(RootsListChangedNotification())

    async def _set_level(self, _ctx: Context, params: SetLevelRequestParams) -> EmptyResult:
        return await self._session.send_request(
            SetLevelRequest(params=params.model_copy(update={"meta": None})), EmptyResult
        )

    @property
    def _client(self) -> Client:
        try:
            return self._upstream.client
        except KnownError as error:
            raise MCPError(INTERNAL_ERROR, error.text()) from error

    @property
    def _session(self) -> ClientSession:
        return self._client.session


class _Server(Server[Any]):
    """Says to clients with sessions that it tells of changes, whichever transport starts it."""

    def create_initialization_options(
        self,
        notification_options: NotificationOptions | None = None,
        experimental_capabilities: dict[str, dict[str, Any]] | None = None,
        extensions: dict[str, dict[str, Any]] | None = None,
    ) -> InitializationOptions:
        return super().create_initialization_options(
            notification_options
            or NotificationOptions(prompts_changed=True, resources_changed=True, tools_changed=True),
            experimental_capabilities,
            extensions,
        )


def _modern(ctx: Context) -> bool:
    return ctx.protocol_version in MODERN_PROTOCOL_VERSIONS


def _client(ctx: Context) -> str:
    """Which client asks: its session over HTTP, else the only one."""
    return "" if ctx.request is None else str(ctx.request.headers.get(SESSION_HEADER, ""))


def _page(params: PaginatedRequestParams) -> PaginatedRequestParams:
    return PaginatedRequestParams(cursor=params.cursor)
