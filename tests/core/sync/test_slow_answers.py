"""A gateway that answers one byte at a time: no wait for it lasts for ever."""

from __future__ import annotations

import asyncio

import pytest

from counterseal.errors import Unreachable
from counterseal.sync import transport
from counterseal.sync.transport import GatewayClient

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
