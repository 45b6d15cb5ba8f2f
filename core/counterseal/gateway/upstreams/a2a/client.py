"""JSON-RPC to one A2A agent, in protocol 1.0 or 0.3, behind one set of calls.

The agent card is read first and once; after a failure it is read again, since the server may have come back as another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from counterseal.errors import KnownError, Unauthorised, Unreachable
from counterseal.gateway.upstreams.a2a.card import CARD_PATH, NEW, Endpoint, base_of, read_card
from counterseal.gateway.upstreams.json_client import JsonClient, Lost, NotTaken, Refused, normal_url

PAGE = 100
# What one listing reads at most: 50 pages of 100.
MAX_PAGES = 50
HISTORY = 50
# Each call in the words of protocol 1.0 and of 0.3.
_METHODS = {
    "get": ("GetTask", "tasks/get"),
    "send": ("SendMessage", "message/send"),
    "cancel": ("CancelTask", "tasks/cancel"),
}
NOT_FOUND = -32001
NOT_CANCELABLE = -32002
_VERSION_NOT_SUPPORTED = -32009
_METHOD_NOT_FOUND = -32601
# Errors that a server gives before it hands a message to its agent. Any other may come from the agent's own work.
_NOT_BEGUN = {-32700, -32600, _METHOD_NOT_FOUND, -32602, NOT_FOUND, -32004, -32005, _VERSION_NOT_SUPPORTED}


class RpcRefused(KnownError):
    """The agent answered with a JSON-RPC error; ``number`` is its code."""

    code = "upstream_refused"
    http_status = 502

    def __init__(self, number: int, detail: str, where: str) -> None:
        todo = ""
        if number == _VERSION_NOT_SUPPORTED:
            todo = "The server speaks neither A2A 1.0 nor 0.3 as its card says; bring the server up to date."
        super().__init__(f"The A2A server refused with {number}: {detail}", where=where, todo=todo)
        self.number = number


class A2AClient(JsonClient):
    """What the adapter asks of an A2A server.

    Args:
        url: the server's address as a person entered it; the card's own address is taken too.
        api_key: goes into the ``Authorization`` header as a bearer token.

    Attributes:
        server: the server's address as action ids use it.
    """

    product = "A2A"

    def __init__(self, url: str, api_key: str | None, transport: httpx.AsyncBaseTransport | None = None) -> None:
        key = ("authorization", f"Bearer {api_key}") if api_key else None
        self.server = normal_url(base_of(url), self.product, "http://127.0.0.1:9999")
        parts = urlsplit(self.server)
        # The card names paths of the whole server, wherever on it the card itself lies.
        super().__init__(f"{parts.scheme}://{parts.netloc}", key, transport)
        self._card_path = parts.path + CARD_PATH
        self._endpoint: Endpoint | None = None

    def forget_server(self) -> None:
        """The server was away, and may have come back with another card."""
        self._endpoint = None

    async def endpoint(self) -> Endpoint:
        """Where this agent is asked. Raises Unreachable, Unauthorised, Refused."""
        if self._endpoint is None:
            self._endpoint = read_card(await self.read("GET", self._card_path), self.server)
            if self._endpoint.version == NEW:
                self._http.headers["A2A-Version"] = NEW
            else:
                self._http.headers.pop("A2A-Version", None)
        return self._endpoint

    # Reading ---------------------------------------------------------------------------------------------------

    async def task(self, identifier: str) -> Mapping[str, Any] | None:
        """One task with its history; None where the server has none of this id. Raises as ``ask``."""
        try:
            return await self.ask("get", {"id": identifier, "historyLength": HISTORY})
        except RpcRefused as error:
            if error.number == NOT_FOUND:
                return None
            raise

    async def page(self, state: str, token: str, size: int, since: str) -> tuple[list[Mapping[str, Any]], str]:
        """One page of the tasks in a state (``TASK_STATE_...``) and the token of the next. Raises as ``ask``."""
        wanted: dict[str, Any] = {"status": state, "pageSize": size, "historyLength": 1, "includeArtifacts": False}
        if token:
            wanted["pageToken"] = token
        if since:
            wanted["statusTimestampAfter"] = since
        found = await self._exchange_rpc("ListTasks", wanted, read=True)
        tasks = found.get("tasks", [])
        if not isinstance(tasks, list):
            raise self.wrong_kind((await self.endpoint()).path, "a list of tasks")
        following = found.get("nextPageToken")
        return [one for one in tasks if isinstance(one, Mapping)], following if isinstance(following, str) else ""

    async def ask(self, call: str, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
        """One repeatable call of ``get``, in the server's protocol.

        Raises:
            Unreachable, Unauthorised, Refused: as ``JsonClient.read``.
            RpcRefused: the server answered with a JSON-RPC error.
        """
        return await self._exchange_rpc(await self._method(call), wanted, read=True)

    # Changing --------------------------------------------------------------------------------------------------

    async def say(self, task: str, context: str, message: str, parts: Sequence[Mapping[str, Any]]) -> None:
        """Send one message to a task, once. ``message`` is its id.

        Raises:
            NotTaken: the server certainly did not take it.
            Lost: it may have.
        """
        new = (await self._known_endpoint()).version == NEW
        said: dict[str, Any] = {
            "messageId": message,
            "taskId": task,
            "role": "ROLE_USER" if new else "user",
            "parts": list(parts) if new else [{"kind": next(iter(part)), **part} for part in parts],
        }
        if context:
            said["contextId"] = context
        if not new:
            said["kind"] = "message"
        wait = {"returnImmediately": True} if new else {"blocking": False}
        await self._change("send", {"message": said, "configuration": wait})

    async def cancel(self, task: str) -> None:
        """Cancel one task. Raises NotTaken (its ``__cause__`` is the RpcRefused where there is one), Lost."""
        await self._change("cancel", {"id": task})

    async def _change(self, call: str, wanted: Mapping[str, Any]) -> None:
        await self._known_endpoint()
        where = self.url
        try:
            await self._exchange_rpc(await self._method(call), wanted, read=False)
        except RpcRefused as error:
            if error.number in _NOT_BEGUN or error.number == NOT_CANCELABLE:
                raise NotTaken(error.what, where=where) from error
            raise Lost(error.what, where=where) from error

    async def _known_endpoint(self) -> Endpoint:
        """The endpoint for a send, whose failures are those of a send. Raises NotTaken."""
        try:
            return await self.endpoint()
        except (Unreachable, Unauthorised, Refused) as error:
            raise NotTaken(error.what, where=self.url) from error

    # The wire --------------------------------------------------------------------------------------------------

    async def _method(self, call: str) -> str:
        new, old = _METHODS[call]
        return new if (await self.endpoint()).version == NEW else old

    async def _exchange_rpc(self, method: str, wanted: Mapping[str, Any], *, read: bool) -> Mapping[str, Any]:
        endpoint = await self.endpoint()
        identifier = str(uuid4())
        params = {**wanted, "tenant": endpoint.tenant} if endpoint.tenant else dict(wanted)
        body = {"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}
        call = self.read("POST", endpoint.path, body) if read else self.send(endpoint.path, body)
        answer = await call
        return self._result(answer, identifier, endpoint.path, read=read)

    def _result(self, answer: Any, identifier: str, path: str, *, read: bool) -> Mapping[str, Any]:
        where = self.url + path
        error = answer.get("error") if isinstance(answer, Mapping) else None
        if isinstance(error, Mapping):
            number = error.get("code")
            number = number if isinstance(number, int) and not isinstance(number, bool) else 0
            raise RpcRefused(number, str(error.get("message") or "no reason given")[:300], where)
        result = answer.get("result") if isinstance(answer, Mapping) else None
        if not isinstance(result, Mapping) or answer.get("id") != identifier:
            wrong = self.wrong_kind(path, "a JSON-RPC result")
            if read:
                raise wrong
            raise Lost(wrong.what, where=where)
        return result
