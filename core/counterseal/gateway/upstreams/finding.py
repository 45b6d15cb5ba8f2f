"""What kind of server answers at an address: asked without a key, so that none is sent to who may not have it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from counterseal.errors import InvalidInput, NotFound, Unreachable
from counterseal.gateway.upstreams import a2a, adk
from counterseal.gateway.upstreams.port import GATEWAY
from counterseal.gateway.upstreams.probing import answer_at
from counterseal.loopback import is_loopback

_MOST = 1 << 20
_SECONDS = 5.0
Asked = Callable[[str, httpx.AsyncClient], Awaitable[bool]]


async def kind_at(url: str) -> str:
    """The kind of what answers at an address: ``gateway``, ``langgraph``, ``adk`` or ``a2a``.

    Raises:
        InvalidInput: not an http address. Unreachable: nothing answers there, with the cause. NotFound: what answers is
            not known here.
    """
    base = url.rstrip("/")
    parts = urlsplit(base)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput("An address looks like https://agents.example.com", where=ascii(url)[:80])
    # A LangGraph server speaks A2A as well, so it is asked about first.
    known: tuple[tuple[str, Asked], ...] = (
        (GATEWAY, _is_gateway),
        ("langgraph", _is_langgraph),
        ("adk", adk.looks_like),
        ("a2a", a2a.looks_like),
    )
    # A proxy from the environment knows nothing of this machine's own addresses.
    local = is_loopback(parts.hostname)
    async with httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False, trust_env=not local) as client:
        await _reach(base, client)
        for kind, asks in known:
            if await asks(base, client):
                return kind
    raise NotFound(
        "Nothing that Counterseal knows answers there",
        where=base,
        todo="Say what it is; the test then names what is missing.",
        code="unknown_server",
    )


async def _reach(url: str, client: httpx.AsyncClient) -> None:
    """Raises Unreachable with the cause when nothing answers, whatever it is."""
    try:
        async with client.stream("GET", url):
            pass
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Unreachable(
            "Nothing answers there",
            where=f"{url}: {str(error) or type(error).__name__}",
            todo="Check the address, and that the server is running.",
        ) from error


async def _is_gateway(url: str, client: httpx.AsyncClient) -> bool:
    found = await _object(f"{url}/healthz", client)
    return (found.get("kind") in ("embedded", "separate") and "origin" in found) or found.get("code") == "halted"


async def _is_langgraph(url: str, client: httpx.AsyncClient) -> bool:
    found = await _object(f"{url}/info", client)
    return isinstance(found.get("version"), str) and ("langgraph_py_version" in found or "flags" in found)


async def _object(url: str, client: httpx.AsyncClient) -> Mapping[str, Any]:
    """A JSON object from an address; empty when something else, or nothing, answers."""
    # A gateway that is halted says so with an error's status.
    found = await answer_at(url, client, _MOST, status=None)
    return found if isinstance(found, dict) else {}
