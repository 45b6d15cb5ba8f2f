"""The first looks at an address: whether its name leads anywhere, and what a stranger there answers."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any
from urllib.parse import urlsplit

import httpx

from counterseal.gateway.upstreams.port import Check


async def resolves(url: str) -> Check:
    """The first step of every connection test: whether the address' host has a number."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, parts.port or 0, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as error:
        reason = error.strerror if isinstance(error, socket.gaierror) else "not a host name"
        return Check("Resolves", False, f"{host}: {reason}", "Check the spelling of the address and the network.")
    return Check("Resolves", True, f"{host} is {found[0][4][0]}")


async def answer_at(url: str, client: httpx.AsyncClient, most: int, status: int | None = 200) -> Any:
    """The JSON that a GET is answered with; None for anything else: no answer, no JSON, more than ``most`` bytes.

    Args:
        status: the answer's, or None for any.
        client: brings timeout, proxies and credentials; redirects are not followed.
    """
    raw = b""
    try:
        async with client.stream("GET", url, follow_redirects=False) as answer:
            async for chunk in answer.aiter_bytes():
                raw += chunk
                if status not in (None, answer.status_code) or len(raw) > most:
                    return None
        return json.loads(raw)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError):
        return None
