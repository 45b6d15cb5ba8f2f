"""HTTP for people's programs: to gateways, and for outward notices. The one place on this side that uses httpx."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from counterseal.errors import Forbidden, InvalidInput, Unreachable
from counterseal.late_connections import LateConnections
from counterseal.pinning import pinned_context, wrong_key
from counterseal.problems import error_of
from counterseal.sync.network import transport

MAX_ANSWER = 64 << 20
# Seconds for a whole answer. The time-outs of the connection begin anew with every byte that drips in.
ANSWER_MOST = 120.0
NOTICE_MOST = 20.0
# httpx tells the whole address of every request at INFO, and that of a webhook is a secret.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that may pass while it connects, and until the next bytes of an answer come."""

    connect: float = 3.0
    read: float = 10.0


# On this machine nothing gets lost on the way: a gateway that is gone refuses at once, and one that takes long is busy.
SAME_MACHINE = Patience(10.0, 30.0)


class GatewayClient:
    """A client of one gateway's people side. Use on one asyncio loop; ``close`` when done.

    Args:
        token: the bearer token, or what gives the one to use now.
        pin: the key that it must prove over TLS (``counterseal.pinning``); None takes any, to find out which it is.
        patience: how long it may take to answer.

    Attributes:
        pin: the key that it must prove; empty without TLS.
        presented: the pin of the key that was proven last; empty without TLS.
        patience: as given.

    Raises:
        Unreachable: ``url`` is no address, or TLS without a pin (``no_pin``).
    """

    def __init__(
        self, url: str, token: str | Callable[[], str], pin: str | None = "", *, patience: Patience | None = None
    ) -> None:
        self.url = url.rstrip("/")
        self._token = token if callable(token) else lambda: token
        try:
            base = httpx.URL(self.url)
            if base.scheme not in ("http", "https") or not base.host or (base.port or 0) > 65_535:
                raise ValueError(self.url)
        except (httpx.InvalidURL, ValueError) as error:
            raise Unreachable("The gateway's address is no address", where=self.url[:200]) from error
        if base.scheme == "https" and pin == "":
            raise Unreachable(
                "No key of this gateway is pinned here",
                where=self.url[:200],
                todo="Give it, as the gateway's own terminal shows it: counterseal upstream pin NAME PIN",
                code="no_pin",
            )
        self.pin = pin or "" if base.scheme == "https" else ""
        self._late = LateConnections()
        self.patience = patience or Patience()
        self._tls = pinned_context(None if pin is None else frozenset({pin}))
        self._client = httpx.AsyncClient(
            base_url=base,
            headers={"Accept-Encoding": "identity"},
            follow_redirects=False,
            trust_env=False,
            transport=transport(self._tls),
            timeout=self._time(),
        )

    def _time(self, wait: float = 0.0) -> httpx.Timeout:
        return httpx.Timeout(self.patience.read + wait, connect=self.patience.connect)

    @property
    def presented(self) -> str:
        return self._tls.presented

    async def close(self) -> None:
        self._late.ended = True
        await self._client.aclose()

    async def get(self, path: str, *, wait: float = 0.0, **params: Any) -> Any:
        """GET. ``wait`` s are asked of a long poll and added to the read time-out. Raises as ``_answer`` does."""
        if wait:
            params["wait"] = wait
        return await self._send("GET", path, params=params, timeout=self._time(wait))

    async def post(self, path: str, body: Any) -> Any:
        """POST JSON. Raises as ``_answer`` does."""
        return await self._send("POST", path, json=body)

    async def _send(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self._token()}"}
        options["extensions"] = self._late.extensions
        try:
            async with (
                asyncio.timeout(ANSWER_MOST),
                self._client.stream(method, path, headers=headers, **options) as response,
            ):
                data = bytearray()
                async for chunk in response.aiter_raw():
                    data += chunk
                    if len(data) > MAX_ANSWER:
                        raise Unreachable("The gateway's answer is too large", where=f"{self.url}{path}")
                return _answer(response, bytes(data), f"{self.url}{path}")
        except httpx.ConnectError as error:
            other = wrong_key(error)
            if other is not None:
                raise Unreachable(
                    "What answers there has another key than the one pinned here, so nothing was sent",
                    where=f"{self.url}: {other.presented or 'no key'}",
                    todo="If its owner replaced the key, compare it with: counterseal gateway certificate, on the"
                    " gateway's own terminal. Then: counterseal upstream pin NAME PIN. Else somebody is in between.",
                    code="wrong_key",
                ) from error
            raise Unreachable("The gateway cannot be reached", where=self.url, todo="Is it running?") from error
        except (httpx.TimeoutException, TimeoutError) as error:
            raise Unreachable("The gateway did not answer in time", where=self.url) from error
        except (httpx.HTTPError, RuntimeError) as error:
            raise Unreachable("The connection to the gateway broke", where=f"{self.url}: {error}") from error


def _answer(response: httpx.Response, data: bytes, where: str) -> Any:
    """The JSON of an answer.

    Raises:
        KnownError: the gateway's problem, by its status and code.
        Unreachable: not JSON, a redirect, or a passing failure.
    """
    kind = response.headers.get("content-type", "").split(";")[0]
    if not kind.endswith("json"):
        raise Unreachable(
            "Something answers there that is not a Counterseal gateway",
            where=f"{where}: {response.status_code} {kind or 'without content type'}",
            todo="Check the address.",
            code="not_a_gateway",
        )
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Unreachable("The gateway's answer is not JSON", where=where, code="not_a_gateway") from error
    if response.status_code < 300:
        return value
    reported = error_of(response.status_code, value) if isinstance(value, dict) else None
    if reported is None:
        raise Unreachable("The gateway's answer is not a problem report", where=where, code="not_a_gateway")
    raise reported


def can_be_posted_to(url: str) -> bool:
    """Whether this is an address to which a request can be made at all."""
    try:
        return bool(httpx.URL(url).host)
    except (httpx.InvalidURL, UnicodeError):  # idna's own error is one of these
        return False


async def post_notice(url: str, content: bytes, headers: Mapping[str, str], tls: ssl.SSLContext | None = None) -> str:
    """POST JSON to somebody's own server; gives its status and reason.

    Follows no redirect, uses no proxy and reads none of the answer but a little for the error.

    Args:
        tls: replaced in tests; else the system's certificate authorities are believed.

    The address may be a secret: no error names more of it than its host.

    Raises:
        Unreachable: nobody answered, or not now (429 and 5xx). Forbidden: it refused who we are. InvalidInput: it
            refused the notice, or wants us elsewhere.
    """
    host = httpx.URL(url).host
    sending = httpx.AsyncClient(
        headers={"Content-Type": "application/json", "Accept-Encoding": "identity", "User-Agent": "counterseal"},
        follow_redirects=False,
        trust_env=False,
        transport=transport(tls or ssl.create_default_context()),
        timeout=httpx.Timeout(10.0),
    )
    try:
        async with (
            asyncio.timeout(NOTICE_MOST),
            sending,
            sending.stream("POST", url, content=content, headers=dict(headers)) as response,
        ):
            said = f"{response.status_code} {response.reason_phrase}".strip()
            status = response.status_code
    except httpx.ConnectError as error:
        reason = str(error.__cause__ or error)
        if "CERTIFICATE" in reason.upper():
            raise Unreachable("The server's certificate is not trusted", where=f"{host}: {reason}"[:300]) from error
        raise Unreachable("The server cannot be reached", where=f"{host}: {reason}"[:300]) from error
    except (httpx.TimeoutException, TimeoutError) as error:
        raise Unreachable("The server did not answer in time", where=host) from error
    except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError) as error:
        raise Unreachable("The connection broke", where=f"{host}: {error}"[:300]) from error
    if status < 300:
        return said
    if status < 400:
        raise InvalidInput("The server wants the notice at another address", where=f"{host}: {said}", todo="Use that.")
    if status in (401, 403):
        raise Forbidden("The server refused the notice", where=f"{host}: {said}", todo="Check address and secret.")
    if status in (408, 425, 429) or status >= 500:
        raise Unreachable("The server does not take notices now", where=f"{host}: {said}")
    raise InvalidInput("The server does not take this notice", where=f"{host}: {said}", todo="Check the address.")
