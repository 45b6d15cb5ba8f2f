"""``ConnectionsApi`` on a desk's ``Upstreams``: one list of sources and separate gateways, with their tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

from counterseal.errors import InvalidInput, NotFound
from counterseal.gateway.upstreams import stored
from counterseal.gateway.upstreams.port import Check, UpstreamConfig
from counterseal.model.actions import check_agent_id
from counterseal.sync import gateways
from counterseal.sync.api_connections import GATEWAY, SOURCE_KINDS, Connection
from counterseal.sync.core import DeskCore
from counterseal.sync.upstreams import Upstreams


class Connections:
    """What a desk's gateways are connected to, for a screen."""

    def __init__(self, desk: DeskCore, upstreams: Upstreams) -> None:
        self._desk = desk
        self._upstreams = upstreams

    def listed(self) -> Future[tuple[Connection, ...]]:
        def work() -> tuple[Connection, ...]:
            home = self._desk.home
            sources = (
                Connection(
                    one.name,
                    one.kind,
                    one.url,
                    one.agent,
                    dict(one.agents),
                    has_key=stored.key_file(home, one.name).exists(),
                    options=dict(one.options),
                )
                for one in self._upstreams.sources()
            )
            separate = (
                Connection(one.name, GATEWAY, one.url, vkey=one.verifier.text(), pin=one.pin)
                for one in self._upstreams.gateways()
            )
            return (*sources, *separate)

        return self._desk.readers.submit(work)

    def find(self, url: str) -> Future[str]:
        # Late: it brings every kind's adapter, and a desk starts without any.
        from counterseal.gateway.upstreams.finding import kind_at

        return self._desk.call(kind_at(url))

    def test(self, wanted: Connection, api_key: str | None = None) -> Future[tuple[Check, ...]]:
        if wanted.kind == GATEWAY:
            gateway = gateways.read(wanted.name or GATEWAY, wanted.url, wanted.vkey, wanted.pin)
            return self._upstreams.test_gateway(gateway)
        return self._upstreams.test_source(_config(wanted, api_key))

    def add(self, wanted: Connection, api_key: str | None = None) -> Future[None]:
        if wanted.kind == GATEWAY:
            gateways.read(wanted.name, wanted.url, wanted.vkey, wanted.pin)

            async def work() -> None:
                await asyncio.wrap_future(self._upstreams.add_gateway(wanted.name, wanted.url, wanted.vkey, wanted.pin))

            return self._desk.call(work())
        check_agent_id(wanted.agent, "agent")
        return self._upstreams.add_source(_config(wanted, api_key), api_key)

    def remove(self, name: str) -> Future[str]:
        if not name:
            raise NotFound("There is no connection without a name")
        return self._upstreams.remove(name)


def _config(wanted: Connection, api_key: str | None) -> UpstreamConfig:
    if wanted.kind not in SOURCE_KINDS:
        raise InvalidInput("This is no kind of source", where=ascii(wanted.kind)[:40])
    return UpstreamConfig(
        wanted.name, wanted.kind, wanted.url, wanted.agent, dict(wanted.agents), api_key, options=dict(wanted.options)
    )
