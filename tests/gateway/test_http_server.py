"""How the gateway's server ends: at once when idle, after the answers under way, and never waiting for a stuck one."""

from __future__ import annotations

import asyncio
from typing import Any

from gateway.bare_server import answers, ask, serving


def test_told_by_another_thread_it_closes_an_idle_connection_and_ends() -> None:
    async def play() -> bytes:
        server, task, port = await serving(answers)
        reader, writer = await ask(port)
        assert await reader.readuntil(b"done")
        await asyncio.to_thread(setattr, server, "should_exit", True)
        await asyncio.wait_for(task, 60)
        rest = await reader.read()
        writer.close()
        return rest

    assert asyncio.run(play()) == b""


def test_an_answer_under_way_goes_out_before_the_end() -> None:
    async def play() -> bytes:
        asked, may = asyncio.Event(), asyncio.Event()

        async def slow(scope: Any, receive: Any, send: Any) -> None:
            asked.set()
            await may.wait()
            await answers(scope, receive, send)

        server, task, port = await serving(slow)
        reader, writer = await ask(port)
        await asked.wait()
        server.should_exit = True
        while not server.should_exit:
            await asyncio.sleep(0)
        assert not task.done()
        may.set()
        said = await reader.read()
        await asyncio.wait_for(task, 60)
        writer.close()
        return said

    assert asyncio.run(play()).endswith(b"done")


def test_what_never_answers_is_cancelled_after_its_grace() -> None:
    async def play() -> bool:
        asked, ended = asyncio.Event(), asyncio.Event()

        async def stuck(_scope: Any, _receive: Any, _send: Any) -> None:
            asked.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.set()

        server, task, port = await serving(stuck, grace=0.05)
        _reader, writer = await ask(port)
        await asked.wait()
        server.should_exit = True
        await asyncio.wait_for(task, 60)
        writer.close()
        await asyncio.wait_for(ended.wait(), 60)
        return ended.is_set()

    assert asyncio.run(play())
