"""What a screen may ask about the servers that are connected: list, try, add, remove."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from counterseal.gateway.upstreams.port import GATEWAY as GATEWAY
from counterseal.gateway.upstreams.port import SOURCE_KINDS as SOURCE_KINDS
from counterseal.gateway.upstreams.port import Check as Check


@dataclass(frozen=True, slots=True)
class Connection:
    """One server as it is configured here.

    Attributes:
        kind: one of ``SOURCE_KINDS``, or ``GATEWAY`` for a separate Counterseal gateway.
        agent: the registered agent that a source's actions belong to; ``agents`` other ones by graph, app or user.
        options: what else its kind takes, as JSON; an A2A agent's answers.
        vkey, pin: a gateway's log key and the key of its TLS.
        has_key: whether an API key is kept for it.
    """

    name: str
    kind: str
    url: str
    agent: str = ""
    agents: Mapping[str, str] = field(default_factory=dict)
    vkey: str = ""
    pin: str = ""
    has_key: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


class ConnectionsApi(Protocol):
    """Sources and separate gateways of an opened profile. Futures fail with ``KnownError``."""

    def listed(self) -> Future[tuple[Connection, ...]]: ...

    def find(self, url: str) -> Future[str]:
        """The kind of what answers at an address. Fails with Unreachable or NotFound: nothing, or nothing known."""

    def test(self, wanted: Connection, api_key: str | None = None) -> Future[tuple[Check, ...]]:
        """Try a connection step by step; the first failed check names the cause.

        Args:
            api_key: a new one; None for the kept one.
        """

    def add(self, wanted: Connection, api_key: str | None = None) -> Future[None]:
        """Store a connection, or change the one of this name, and use it from now on."""

    def remove(self, name: str) -> Future[str]:
        """Forget a connection of this name; gives its kind."""
