"""What a desk lets others do about its sources and separate gateways; the work is ``Upstreams``'."""

from __future__ import annotations

from concurrent.futures import Future

from counterseal.gateway.upstreams.port import Check, UpstreamConfig
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.upstreams import Upstreams


class UpstreamDoor:
    """The part of ``Desk`` that knows, tries and forgets where actions come from."""

    def __init__(self, upstreams: Upstreams) -> None:
        self._upstreams = upstreams

    def add_source(self, config: UpstreamConfig, api_key: str | None = None) -> Future[None]:
        """Store a source and poll it from now on, if this process serves the gateway. Raises InvalidInput."""
        return self._upstreams.add_source(config, api_key)

    def sources(self) -> tuple[UpstreamConfig, ...]:
        """The configured sources, without their keys."""
        return self._upstreams.sources()

    def test_source(self, config: UpstreamConfig) -> Future[tuple[Check, ...]]:
        """Try a connection step by step."""
        return self._upstreams.test_source(config)

    def add_gateway(self, name: str, url: str, vkey: str, pin: str = "") -> Future[SeparateGateway]:
        """Know a separate gateway from now on, or the known one of this name at a new address. Raises KnownError."""
        return self._upstreams.add_gateway(name, url, vkey, pin)

    def gateways(self) -> tuple[SeparateGateway, ...]:
        """The separate gateways known to this profile."""
        return self._upstreams.gateways()

    def test_gateway(self, gateway: SeparateGateway) -> Future[tuple[Check, ...]]:
        """Try a separate gateway step by step."""
        return self._upstreams.test_gateway(gateway)

    def remove_upstream(self, name: str) -> Future[str]:
        """Forget a source or a separate gateway of this name; gives its kind. Raises NotFound."""
        return self._upstreams.remove(name)
