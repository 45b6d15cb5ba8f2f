"""The sockets below httpx, closed also where a handshake is cancelled: httpcore leaves those to garbage collection."""

from __future__ import annotations

import importlib.util
import ssl
import sys
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

# httpcore tries this import in every request. Where the library is missing, as it is here, each try looks through every
# folder of the search path; None says at once that there is none.
if importlib.util.find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment]


class _Stream(httpcore.AsyncNetworkStream):
    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        self._stream = stream

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return await self._stream.read(max_bytes, timeout)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._stream.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._stream.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            return await self._stream.start_tls(ssl_context, server_hostname, timeout)
        except BaseException:
            # A cancellation is no Exception, and httpcore closes for those only.
            await self._stream.aclose()
            raise

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class _Backend(httpcore.AnyIOBackend):
    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        return _Stream(await super().connect_tcp(host, port, timeout, local_address, socket_options))


def transport(tls: ssl.SSLContext) -> httpx.AsyncHTTPTransport:
    """What an ``httpx.AsyncClient`` sends through, over TLS with this context where the address asks for it."""
    found = httpx.AsyncHTTPTransport(verify=tls, trust_env=False)
    # httpx hands no backend on to its pool, which has a parameter for one.
    found._pool = httpcore.AsyncConnectionPool(
        ssl_context=tls,
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=5.0,
        network_backend=_Backend(),
    )
    return found
