"""One request to a gateway and its answer, for programs that hold an agent's token.

Every answer that is not the gateway's own JSON is an ``Unreachable``: a proxy's page must never read as a permission.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx

from counterseal.errors import InvalidInput, Unreachable, WrongUse
from counterseal.late_connections import LateConnections
from counterseal.loopback import is_loopback
from counterseal.model import strict_json
from counterseal.pinning import causes, pinned_context, read_pins, wrong_key
from counterseal.problems import error_of

ANSWER_LIMITS = strict_json.Limits(size=4 << 20, depth=64, keys=100_000)
CONNECT_SECONDS = 3.0


class Connection:
    """Speaks JSON to one gateway. Thread-safe.

    Args:
        url: the gateway's address, ``http`` on loopback or ``https``.
        token: the agent's bearer token.
        pin: the keys of its TLS, as ``counterseal.pinning`` writes them, with commas between; when empty, ``https``
            takes what the system's authorities vouch for.

    Raises:
        WrongUse: the address is not one that a token may be sent to. InvalidInput: not a pin.
    """

    def __init__(self, url: str, token: str, pin: str = "") -> None:
        self.url = url.rstrip("/")
        self._client = httpx.Client(**_options(self.url, token, pin))

    def close(self) -> None:
        self._client.close()

    def get(
        self,
        path: str,
        *,
        wait: float = 0.0,
        patience: float = 10.0,
        params: Mapping[str, str] | None = None,
        on_socket: Callable[[socket.socket], None] | None = None,
    ) -> Mapping[str, Any]:
        """``GET`` with an optional long poll of ``wait`` s; ``patience`` s are allowed for the answer beyond it.

        Args:
            on_socket: told of the socket when one is opened for this, so that another thread can end the waiting.
        """
        asked = {**(params or {}), **_wait(wait)}
        extensions = {} if on_socket is None else {"trace": partial(_trace, on_socket)}
        return self._send("GET", path, wait + patience, params=asked, extensions=extensions)

    def post(
        self, path: str, body: Mapping[str, Any], *, patience: float = 10.0, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        """``POST`` of a JSON object, sent once.

        Raises:
            KnownError: what the gateway said. Unreachable: no answer of its own within ``patience`` s.
        """
        return self._send("POST", path, patience, json=body, headers=dict(headers or {}))

    def _send(self, method: str, path: str, seconds: float, **options: Any) -> Mapping[str, Any]:
        try:
            response = self._client.request(method, path, timeout=_timeout(seconds), **options)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _unreachable(error, self.url, seconds) from error
        return _read(response, self.url)


class AsyncConnection:
    """The same for one event loop. Requests are cancelled with the task that awaits them.

    Args:
        url, token, pin: as of ``Connection``.

    Raises:
        as ``Connection``.
    """

    def __init__(self, url: str, token: str, pin: str = "") -> None:
        self.url = url.rstrip("/")
        self._late = LateConnections()
        # As many long polls as the program has actions that wait; the gateway is the one who may find it too many.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(**_options(self.url, token, pin), limits=limits)

    async def close(self) -> None:
        self._late.ended = True
        await self._client.aclose()

    async def get(self, path: str, *, wait: float = 0.0, patience: float = 10.0) -> Mapping[str, Any]:
        """``GET``, as of ``Connection``."""
        return await self._send("GET", path, wait + patience, params=_wait(wait))

    async def post(
        self, path: str, body: Mapping[str, Any], *, patience: float = 10.0, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        """``POST`` of a JSON object, sent once; raises as that of ``Connection``."""
        return await self._send("POST", path, patience, json=body, headers=dict(headers or {}))

    async def _send(self, method: str, path: str, seconds: float, **options: Any) -> Mapping[str, Any]:
        late = self._late.extensions
        try:
            response = await self._client.request(method, path, timeout=_timeout(seconds), extensions=late, **options)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _unreachable(error, self.url, seconds) from error
        return _read(response, self.url)


def _options(url: str, token: str, pin: str) -> dict[str, Any]:
    """What a client of httpx is made with. Raises WrongUse, InvalidInput."""
    local = _check(url)
    return {
        "base_url": url,
        "headers": {"Authorization": f"Bearer {token}", "Accept": "application/json"},
        "follow_redirects": False,
        # A proxy from the environment would hand the token of a loopback gateway to another machine.
        "trust_env": not local,
        "verify": pinned_context(read_pins(pin)) if pin else True,
        "timeout": _timeout(30.0),
    }


def _timeout(seconds: float) -> httpx.Timeout:
    return httpx.Timeout(seconds, connect=min(seconds, CONNECT_SECONDS))


def _wait(seconds: float) -> dict[str, str]:
    return {"wait": f"{seconds:.3f}"} if seconds > 0 else {}


def _unreachable(error: httpx.RequestError, url: str, seconds: float) -> Unreachable:
    """Why no answer came, and what to do about it."""
    if isinstance(error, httpx.TimeoutException):
        return Unreachable(f"The gateway did not answer within {seconds:.0f} s", where=url, code="silent")
    other = wrong_key(error)
    if other is not None:
        return Unreachable(
            "What answers there has another key than the pinned one, so nothing was sent",
            where=f"{url}: {other.presented or 'no key'}",
            todo="Compare it with: counterseal gateway certificate, on the gateway. If its owner replaced the"
            " key, set COUNTERSEAL_PIN to it; else somebody is in between.",
            code="wrong_key",
        )
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes(error)):
        return Unreachable(
            "Nobody that this machine trusts vouches for the gateway's key",
            where=url,
            todo="Set COUNTERSEAL_PIN, as counterseal gateway certificate prints it on the gateway.",
            code="no_pin",
        )
    return Unreachable(
        "The gateway cannot be reached",
        where=f"{url}: {error}",
        todo="Is the desktop, or counterseal gateway serve, running?",
    )


def _trace(on_socket: Callable[[socket.socket], None], event: str, info: Mapping[str, Any]) -> None:
    if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
        line = info["return_value"].get_extra_info("socket")
        if isinstance(line, socket.socket):
            on_socket(line)


def _read(response: httpx.Response, url: str) -> Mapping[str, Any]:
    try:
        body = strict_json.parse(response.content, ANSWER_LIMITS)
    except InvalidInput as error:
        raise _foreign(response, url) from error
    if not isinstance(body, Mapping):
        raise _foreign(response, url)
    if response.is_success:
        return body
    reported = error_of(response.status_code, body)
    if reported is None:
        raise _foreign(response, url)
    raise reported


def _foreign(response: httpx.Response, url: str) -> Unreachable:
    kind = response.headers.get("content-type", "no content type")[:80]
    return Unreachable(
        "The answer is not a gateway's",
        where=f"{url}: HTTP {response.status_code}, {kind}",
        todo="Check COUNTERSEAL_URL: another program may answer there.",
        code="not_a_gateway",
    )


def _check(url: str) -> bool:
    """Whether the address is loopback. Raises WrongUse for one that a token may not be sent to."""
    parts = urlsplit(url)
    try:
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise WrongUse("The gateway's address has no valid port", where=url) from error
    if parts.scheme not in ("http", "https") or not host or parts.query or parts.fragment or parts.username:
        raise WrongUse("A gateway's address looks like http://127.0.0.1:8731", where=url, code="bad_url")
    local = is_loopback(host)
    if parts.scheme == "http" and not local:
        raise WrongUse(
            "A token is sent over plain http to this machine only", where=url, todo="Use https.", code="no_tls"
        )
    return local
