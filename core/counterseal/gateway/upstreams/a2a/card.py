"""An agent card: where the agent's JSON-RPC endpoint is, and which protocol it speaks. Pure.

A card is the server's own word. It may name a path; it may not send this desk, and with it the API key, to another
host (A2A 1.0, section 8; the older form is that of 0.3).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from counterseal.errors import InvalidInput, Unreachable
from counterseal.loopback import is_loopback

CARD_PATH = "/.well-known/agent-card.json"
NEW = "1.0"
OLD = "0.3"
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask: ``path`` on the configured server. ``version`` is ``NEW`` or ``OLD``; ``agent`` its own name."""

    agent: str
    path: str
    version: str
    tenant: str = ""


def base_of(url: str) -> str:
    """The server's address from what a person entered, which may be the card's."""
    return url.strip().rstrip("/").removesuffix(CARD_PATH)


def read_card(card: Any, url: str) -> Endpoint:
    """The endpoint of a card that was read at ``url``; of several that of protocol 1.0.

    Raises:
        Unreachable: no card (``not_a2a``), no JSON-RPC interface of a known version (``no_interface``), or only ones at
            another host (``elsewhere``).
    """
    if not isinstance(card, Mapping) or not isinstance(card.get("name"), str):
        raise _no("This is not an agent card", url, "not_a2a", "Check that the address is the A2A server's.")
    found = list(_interfaces(card))
    spoken = [one for one in found if one[1] in (NEW, OLD)]
    if not spoken:
        listed = ", ".join(f"{one[1][:20]} at {one[0][:80]}" for one in found[:4]) or "none"
        raise _no(
            f"The agent card offers no JSON-RPC interface of A2A 1.0 or 0.3; it offers {listed}",
            url,
            "no_interface",
            "Let the server offer JSON-RPC; gRPC and plain HTTP are not spoken here.",
        )
    here = [one for one in spoken if _is_here(one[0], url)]
    if not here:
        raise _no(
            f"The agent card sends to {spoken[0][0][:200]}, which is another server, and that is not followed",
            url,
            "elsewhere",
            "Enter the address that the card names, if that is your agent, or correct the card.",
        )
    address, version, tenant = min(here, key=lambda one: one[1] != NEW)
    return Endpoint(card["name"][:200], urlsplit(address).path or "/", version, tenant)


def _interfaces(card: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Address, version and tenant of each JSON-RPC interface."""
    listed = card.get("supportedInterfaces")
    for one in listed if isinstance(listed, list) else []:
        if isinstance(one, Mapping) and str(one.get("protocolBinding")).upper() == "JSONRPC":
            tenant = one.get("tenant")
            version = _short(one.get("protocolVersion"))
            yield str(one.get("url")), version, tenant if isinstance(tenant, str) else ""
    if isinstance(card.get("url"), str) and str(card.get("preferredTransport", "JSONRPC")).upper() == "JSONRPC":
        yield card["url"], _short(card.get("protocolVersion")), ""


def _short(version: Any) -> str:
    """``0.3.0`` and ``1.0.1`` are 0.3 and 1.0: a patch changes nothing of what is sent."""
    return ".".join(str(version).split(".")[:2])


def _is_here(address: str, url: str) -> bool:
    try:
        return _origin(address) == _origin(url)
    except (ValueError, InvalidInput):
        return False


def _origin(address: str) -> tuple[str, str, int]:
    parts = urlsplit(address)
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password or parts.query:
        raise InvalidInput("This is no address of an endpoint", where=address[:200])
    return parts.scheme, _name(parts.hostname), parts.port or _PORTS[parts.scheme]


def _name(host: str) -> str:
    """A host for comparison: this machine has several names, and all of them mean it."""
    name = host.lower().rstrip(".")
    return "localhost" if is_loopback(name) else name


def _no(what: str, url: str, code: str, todo: str) -> Unreachable:
    return Unreachable(what, where=url + CARD_PATH, todo=todo, code=code)
