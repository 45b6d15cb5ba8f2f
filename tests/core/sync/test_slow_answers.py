"""A gateway that answers one byte at a time: no wait for it lasts for ever."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterseal.errors import Unreachable
from counterseal.ledger.note import VerifierKey
from counterseal.seal.keys import SigningKey
from counterseal.sync import gateways, links, transport
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.profile import Profile
from counterseal.sync.transport import SAME_MACHINE, GatewayClient, Patience
from gateway.desks import make_profile, running_bench

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"


async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answers with one space after the other until the other side has had enough."""
    writer.write(HEAD)
    try:
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)
    except ConnectionError:
        pass
    finally:
        writer.close()


@pytest.fixture
def dripping() -> Iterator[SeparateGateway]:
    """A gateway, by its name, that begins an answer and never ends it; on a loop of its own."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="dripping")
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(drip, "127.0.0.1", 0), loop).result(60)
    vkey = VerifierKey("counterseal/01900000-0000-7000-8000-000000000009", SigningKey.generate().public).text()
    yield gateways.read("slow", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", vkey)

    async def end() -> None:
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        await asyncio.wait_for(asyncio.gather(*rest, return_exceptions=True), 30)

    asyncio.run_coroutine_threadsafe(end(), loop).result(40)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_an_answer_that_drips_in_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_MOST", 0.3)

    async def ask() -> None:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        client = GatewayClient(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", "token")
        try:
            async with asyncio.timeout(30):
                with pytest.raises(Unreachable, match="did not answer in time"):
                    await client.get("/v1/queue")
        finally:
            await client.close()
            server.close()
            await server.wait_closed()
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.wait_for(asyncio.gather(*rest, return_exceptions=True), 30)

    asyncio.run(ask())


def test_an_answer_is_waited_for_as_long_as_it_may_take() -> None:
    async def ask() -> None:
        go = asyncio.Event()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            await go.wait()
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}")
            writer.close()

        async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
            url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            hasty = GatewayClient(url, "token", patience=Patience(60.0, 0.05))
            with pytest.raises(Unreachable, match="did not answer in time"):
                await hasty.get("/v1/queue")
            patient = GatewayClient(url, "token", patience=Patience(60.0, 60.0))
            asking = asyncio.ensure_future(patient.get("/v1/queue"))
            go.set()
            assert await asking == {}
            await hasty.close()
            await patient.close()

    asyncio.run(ask())


def test_a_busy_gateway_of_this_machine_is_not_taken_for_one_that_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "profile"
    make_profile(home)
    with running_bench(home) as bench:
        own = bench.desk.linked().own
        assert own.ready().patience == SAME_MACHINE
        monkeypatch.setattr(own, "state", "reconnecting")
        with pytest.raises(Unreachable, match="does not answer now"):
            own.ready()


def test_a_gateway_that_drips_keeps_nobody_from_the_desk(
    tmp_path: Path, dripping: SeparateGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "FIRST_ANSWERS", 0.1)
    home = tmp_path / "profile"
    make_profile(home)
    profile = Profile.open(home)
    try:
        with profile.database.write() as connection:
            gateways.store(connection, dripping, profile.log.origin)
    finally:
        profile.close()
    with running_bench(home) as bench:
        agent = bench.agent()
        assert bench.decide(agent.propose()["id"]).state == "delivered"
        (there,) = [one for one in bench.desk.status().sources if one.name == dripping.name]
        assert there.state != "live"
