"""JSON over HTTP to one polled server: bounded bodies, no redirects, and every failure with its cause named.

Reads may be repeated and are; a send is made once, and its failures are told apart by the only question that matters
then: can the server have taken it? ``NotTaken`` says no, ``Lost`` says that nobody here knows.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx
import stamina

from counterseal.errors import InvalidInput, KnownError, Unauthorised, Unreachable
from counterseal.late_connections import LateConnections
from counterseal.loopback import is_loopback

MAX_BODY = 64 << 20
READ_TIMEOUT = 10.0
# A permit lives ten seconds; an answer that takes longer to hand over counts as lost.
SEND_TIMEOUT = 10.0
# In the place of a key that a server repeats: its refusals are shown, logged and kept.
_HIDDEN = "(the key)"


class TooLarge(Unreachable):
    """The server's answer passes ``MAX_BODY``."""

    code = "answer_too_large"


class Refused(KnownError):
    """The server answered with a 4xx other than 401 and 403; ``status`` holds it."""

    code = "upstream_refused"
    http_status = 502

    def __init__(self, status: int, detail: str, where: str, product: str) -> None:
        super().__init__(f"The {product} server refused with {status}: {detail}", where=where)
        self.status = status


class NotTaken(KnownError):
    """A send failed and the server certainly did not take it.

    ``status`` is that of its refusal, 0 where it never answered; ``busy`` is a 409.
    """

    code = "not_taken"
    http_status = 502

    def __init__(self, what: str, *, where: str = "", status: int = 0) -> None:
        super().__init__(what, where=where)
        self.status = status

    @property
    def busy(self) -> bool:
        return self.status == 409


class Lost(KnownError):
    """A send failed after it may have reached the server."""

    code = "send_lost"
    http_status = 502


class DoubledKeys(dict[str, Any]):
    """A JSON object in whose text a key stood twice. Programs disagree on its value, so nothing may rest on it."""


def normal_url(url: str, product: str, example: str) -> str:
    """The server's address as action ids and requests use it: http or https, no trailing slash.

    Raises:
        InvalidInput: another scheme, no host, or user, query or fragment parts.
    """
    cut = url.strip().rstrip("/")
    try:
        parts = urlsplit(cut)
        broken = parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0
    except ValueError:
        broken = True
    if broken or parts.username or parts.password or parts.query or parts.fragment:
        raise InvalidInput(
            f"An address of a {product} server is http:// or https://, a host, and perhaps a port and a path",
            where=url[:200],
            todo=f"For example {example}",
            code="bad_url",
        )
    return cut


class JsonClient:
    """JSON exchanged with one polled server; a kind of server gives its ``product`` name, which errors say.

    Args:
        url: as from ``normal_url``.
        key: the header that proves who asks, with its value; None where the server asks for none.
    """

    product = "JSON"

    def __init__(
        self, url: str, key: tuple[str, str] | None, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.url = url
        self.has_key = key is not None
        # As it would stand in a refusal that repeats what it was sent.
        self._secret = key[1].removeprefix("Bearer ") if key is not None else ""
        self._late = LateConnections()
        headers = {"accept": "application/json", "accept-encoding": "identity"}
        if key is not None:
            headers[key[0]] = key[1]
        self._http = httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(READ_TIMEOUT, connect=5.0),
            follow_redirects=False,
            # A proxy of the environment is for the network; through it a loopback server is somebody else's.
            trust_env=not is_loopback(urlsplit(url).hostname or ""),
            transport=transport,
        )

    async def close(self) -> None:
        self._late.ended = True
        await self._http.aclose()

    async def read(self, method: str, path: str, body: Any = None, params: Mapping[str, Any] | None = None) -> Any:
        """One repeatable request.

        Raises:
            Unreachable: no connection, a 5xx, a redirect, or an answer that is not JSON; the text names the cause.
            Unauthorised: 401 or 403.
            Refused: another 4xx.
        """
        async for attempt in stamina.retry_context(
            on=_worth_repeating, attempts=3, timeout=15.0, wait_initial=0.05, wait_max=0.4
        ):
            with attempt:
                return await self._exchange(method, path, body, params, READ_TIMEOUT)
        raise AssertionError("stamina ended without a result or an exception")  # pragma: no cover

    async def send(self, path: str, body: Any, *, method: str = "POST", timeout: float = SEND_TIMEOUT) -> Any:
        """One request that changes the server, made once.

        Raises:
            NotTaken: the server certainly did not take it.
            Lost: it may have.
        """
        where = self.url + path
        try:
            return await self._exchange(method, path, body, None, timeout)
        except Refused as error:
            raise NotTaken(error.what, where=where, status=error.status) from error
        except Unauthorised as error:
            raise NotTaken(error.what, where=where) from error
        except Unreachable as error:
            if error.code in ("not_connected", "redirected"):
                raise NotTaken(error.what, where=where) from error
            raise Lost(error.what, where=where) from error

    async def _exchange(self, method: str, path: str, body: Any, params: Any, timeout: float) -> Any:
        where = self.url + path
        if self._late.ended:
            raise Unreachable("This source was closed meanwhile", where=where, code="not_connected")
        content = None if body is None else json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        headers = {"content-type": "application/json"} if content is not None else None
        try:
            async with self._http.stream(
                method,
                where,
                content=content,
                headers=headers,
                params=params,
                timeout=httpx.Timeout(timeout, connect=5.0),
                extensions=self._late.extensions,
            ) as response:
                raw = await _bounded(response, where)
        except httpx.HTTPError as error:
            raise _transport_failure(error, where, self.product) from error
        if response.status_code >= 300 and self._secret:
            raw = raw.replace(self._secret.encode(), _HIDDEN.encode())
            for name in set(response.headers):
                response.headers[name] = response.headers[name].replace(self._secret, _HIDDEN)
        return _understand(response, raw, where, self.product)

    def _object(self, found: Any, path: str) -> Mapping[str, Any]:
        if not isinstance(found, Mapping):
            raise self.wrong_kind(path, "an object")
        return found

    def wrong_kind(self, path: str, wanted: str) -> Unreachable:
        """The error for an answer that no server of this kind gives."""
        return _wrong_kind(self.url + path, wanted, self.product)


async def _bounded(response: httpx.Response, where: str) -> bytes:
    parts: list[bytes] = []
    size = 0
    async for chunk in response.aiter_raw():
        size += len(chunk)
        if size > MAX_BODY:
            raise TooLarge(f"The server's answer passes {MAX_BODY >> 20} MiB", where=where)
        parts.append(chunk)
    return b"".join(parts)


def _understand(response: httpx.Response, raw: bytes, where: str, product: str) -> Any:
    """The parsed body of a 2xx JSON answer; else the error that names what came instead."""
    status = response.status_code
    if 300 <= status < 400:
        target = response.headers.get("location", "nowhere")
        raise Unreachable(
            f"The server redirects to {target[:200]}, and redirects are not followed",
            where=where,
            todo=f"Enter the address it redirects to, if that is your {product} server.",
            code="redirected",
        )
    if status in (401, 403):
        raise Unauthorised(
            f"The {product} server does not accept the key ({status})",
            where=where,
            todo="Check the source's API key.",
            code="wrong_key",
        )
    if status >= 500:
        raise Unreachable(
            f"The {product} server failed with {status}",
            where=where,
            todo="Look into the server's log; this desk tries again.",
            code="server_failed",
        )
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if response.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Unreachable("The server compressed its answer although it was asked not to", where=where)
    if status == 204 or (not raw and 200 <= status < 300):
        return None
    if kind == "text/html":
        raise _wrong_kind(where, "JSON", product, "It answered with a web page.")
    value = _parse(raw, where, kind, product)
    if status >= 400:
        detail = value.get("detail") if isinstance(value, Mapping) else None
        raise Refused(status, str(detail or "no reason given")[:300], where, product)
    return value


def _parse(raw: bytes, where: str, kind: str, product: str) -> Any:
    # Lenient on purpose: one bad thread must not hide the others. What a person decides on is held to strict_json.
    try:
        return json.loads(raw, object_pairs_hook=_object_pairs)
    except (ValueError, RecursionError):
        raise _wrong_kind(where, "JSON", product, f"It answered with {kind or 'untyped bytes'}.") from None


def _object_pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else DoubledKeys(made)


def _wrong_kind(where: str, wanted: str, product: str, got: str = "") -> Unreachable:
    return Unreachable(
        f"This is not the answer of a {product} server: {wanted} was expected. {got}".strip(),
        where=where,
        todo=f"Check that the address is the {product} server's and not its studio or a login page.",
        code=f"not_{product.lower()}",
    )


def is_gone(error: KnownError) -> bool:
    """Whether an error says that the server itself is away, so that asking it for the next thing is in vain."""
    return isinstance(error, Unauthorised) or error.code in ("not_connected", "connection_lost", "timed_out")


def _worth_repeating(error: Exception) -> bool:
    return isinstance(error, Unreachable) and error.code in ("connection_lost", "timed_out", "server_failed")


def _transport_failure(error: httpx.HTTPError, where: str, product: str) -> Unreachable:
    """Name the cause of a failed exchange; ``code`` tells whether anything can have reached the server."""
    causes = list(_causes(error))
    if isinstance(error, httpx.ConnectError | httpx.UnsupportedProtocol | httpx.ProxyError):
        what, todo = _connect_cause(causes, error, product)
        return Unreachable(what, where=where, todo=todo, code="not_connected")
    if isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout):
        return Unreachable(
            "The connection was not made in time",
            where=where,
            todo="Check the address, the network and a firewall in between.",
            code="not_connected",
        )
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(
            "The server did not answer in time", where=where, todo="Is it overloaded or blocked?", code="timed_out"
        )
    return Unreachable(
        f"The connection broke ({type(error).__name__})",
        where=where,
        todo="This desk tries again; if it stays so, check the server's log.",
        code="connection_lost",
    )


def _connect_cause(causes: list[BaseException], error: httpx.HTTPError, product: str) -> tuple[str, str]:
    for cause in causes:
        if isinstance(cause, socket.gaierror):
            return "The server's name cannot be resolved", "Check the spelling of the address and the network."
        if isinstance(cause, ssl.SSLError):
            return (
                f"TLS failed: {cause.reason or 'no reason given'}",
                "Check the certificate, or whether the server speaks plain http.",
            )
        if isinstance(cause, ConnectionRefusedError):
            return "Nothing listens at the server's address", f"Start the {product} server, or check host and port."
    return f"No connection to the server ({error})"[:200], "Check the address and the network."


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it came from, groups included, each once."""
    stack: list[BaseException] = [error]
    seen: set[int] = set()
    while stack:
        one = stack.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        stack.extend(inner for inner in (one.__cause__, one.__context__) if inner is not None)
        if isinstance(one, BaseExceptionGroup):
            stack.extend(one.exceptions)
