"""What a desk's gateways are connected to: sources that the own gateway polls, and separate gateways."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import replace

from counterseal.errors import Conflict, KnownError, NotFound, Unreachable
from counterseal.gateway import agent_rows
from counterseal.gateway.upstreams import stored
from counterseal.gateway.upstreams.port import Check, UpstreamConfig
from counterseal.seal.keystore import write_private
from counterseal.sync import gateways
from counterseal.sync.core import DeskCore
from counterseal.sync.endpoints import Tokens, head_of
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.transport import GatewayClient


class Upstreams:
    """Adds, removes, lists and tries them."""

    def __init__(self, desk: DeskCore) -> None:
        self._desk = desk

    # -- sources of the own gateway -----------------------------------------------------------------------------
    def add_source(self, config: UpstreamConfig, api_key: str | None = None) -> Future[None]:
        """Store a source and poll it from now on, if this process serves the gateway.

        Raises (also in the future) InvalidInput; Conflict: a gateway, or a source of another kind, has the name.
        """
        stored.make_adapter(config)

        def store() -> None:
            with self._desk.profile.database.write() as connection:
                if any(one.name == config.name for one in gateways.known(connection)):
                    raise Conflict("A gateway has this name", where=config.name, todo="Choose another.")
                kinds = {one.name: one.kind for one in stored.configured(connection)}
                if kinds.get(config.name, config.kind) != config.kind:
                    # A screen that does not know a kind shows another in its place, and would store that.
                    raise Conflict(
                        f"A source of kind {kinds[config.name]} has this name",
                        where=config.name,
                        todo="Remove it first, or choose another name.",
                    )
                agent_rows.agent(connection, config.agent)
                stored.store(connection, config)
            # The name was checked by ``store``, so it cannot lead out of the folder.
            if api_key:
                write_private(stored.key_file(self._desk.home, config.name), api_key.encode())

        async def work() -> None:
            await asyncio.wrap_future(self._desk.writer.submit(store))
            await self._desk.linked().server.polls(replace(config, api_key=api_key))

        return self._desk.call(work())

    def sources(self) -> tuple[UpstreamConfig, ...]:
        """The configured sources, without their keys."""
        with self._desk.profile.reading() as connection:
            return tuple(stored.configured(connection))

    def test_source(self, config: UpstreamConfig) -> Future[tuple[Check, ...]]:
        """Try a connection step by step, with the kept API key where ``config`` brings none."""

        async def work() -> tuple[Check, ...]:
            keyed = config if config.api_key is not None else stored.with_key(self._desk.home, config)
            adapter = stored.make_adapter(keyed)
            try:
                return await adapter.test()
            finally:
                await adapter.close()

        return self._desk.call(work())

    # -- separate gateways --------------------------------------------------------------------------------------
    def add_gateway(self, name: str, url: str, vkey: str, pin: str = "") -> Future[SeparateGateway]:
        """Know a gateway from now on, or the known one of this name at a new address or with a new key of its TLS.

        Raises (also in the future) InvalidInput, Conflict.
        """
        gateway = gateways.read(name, url, vkey, pin)

        def store() -> SeparateGateway:
            with self._desk.profile.database.write() as connection:
                if any(one.name == name for one in stored.configured(connection)):
                    raise Conflict("A source has this name", where=name, todo="Choose another.")
                return gateways.store(connection, gateway, self._desk.profile.log.origin)

        async def work() -> SeparateGateway:
            stored = await asyncio.wrap_future(self._desk.writer.submit(store))
            await self._desk.linked().add(stored)
            return stored

        return self._desk.call(work())

    def gateways(self) -> tuple[SeparateGateway, ...]:
        """The separate gateways that are known, in the order they were added."""
        with self._desk.profile.reading() as connection:
            return gateways.known(connection)

    def remove(self, name: str) -> Future[str]:
        """Forget a source or a separate gateway. Gives its kind. Raises NotFound, Conflict."""

        def forget() -> SeparateGateway | str:
            with self._desk.profile.database.write() as connection:
                for config in stored.configured(connection):
                    if config.name == name:
                        stored.forget(connection, name)
                        break
                else:
                    return gateways.remove(connection, name)
            with suppress(FileNotFoundError):
                stored.key_file(self._desk.home, name).unlink()
            return config.kind

        async def work() -> str:
            gone = await asyncio.wrap_future(self._desk.writer.submit(forget))
            if isinstance(gone, str):
                # The gateway that polls it sees that it is gone, and ends what is parked there.
                return gone
            links = self._desk.linked()
            await links.drop(gone.origin)
            await asyncio.get_running_loop().run_in_executor(self._desk.readers, links.replicas.put_aside, gone)
            return "gateway"

        return self._desk.call(work())

    def test_gateway(self, gateway: SeparateGateway) -> Future[tuple[Check, ...]]:
        """Try a gateway step by step: is there one, is it the right one, does it know this desktop."""

        async def work() -> tuple[Check, ...]:
            tokens = Tokens(self._desk.profile, gateway.origin, self._desk.clock)
            client = GatewayClient(gateway.url, tokens, gateway.pin)
            try:
                return await _steps(client, gateway)
            finally:
                await client.close()

        return self._desk.call(work())


async def _steps(client: GatewayClient, gateway: SeparateGateway) -> tuple[Check, ...]:
    done: list[Check] = []
    step = "Connects"
    try:
        health = await client.get("/healthz")
        done.append(Check(step, True, f"A gateway answers at {client.url}"))
        step = "Right gateway"
        origin = health.get("origin") if isinstance(health, dict) else None
        if origin != gateway.origin:
            found = str(origin)[:80] if origin else "something without a log"
            raise Unreachable(f"There answers {found}, not {gateway.origin}", todo="Check the address.")
        done.append(Check(step, True, f"It is {gateway.origin}"))
        step = "Knows this desktop"
        head, _note, _answer = await head_of(client, gateway)
        await client.get("/v1/queue")
        done.append(Check(step, True, "It takes this desktop's access token"))
        done.append(Check("Log key", True, f"Its head over {head.size:,} entries is signed with the key you gave"))
    except NotFound as error:
        todo = "Its owner adopts it first: counterseal people adopt."
        done.append(Check(step, False, f"It has no log yet, or is another program: {error.text()}", todo))
    except KnownError as error:
        todo = error.todo or _mend(step)
        done.append(Check(step, False, error.text(), todo))
    return tuple(done)


def _mend(step: str) -> str:
    if step == "Knows this desktop":
        return "An owner enrols you there, with this desktop's log."
    return "Is it running? Check the address."
