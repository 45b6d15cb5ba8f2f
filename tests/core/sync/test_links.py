"""The list of gateways: followed whatever goes wrong once, and never held up by one that is slow to answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import pytest

from counterseal.ledger.note import VerifierKey
from counterseal.seal.keys import SigningKey
from counterseal.sync import gateways, links
from counterseal.sync.link import Link
from gateway.desks import PATIENCE, Bench


def stranger(name: str, number: int) -> gateways.SeparateGateway:
    vkey = VerifierKey(f"counterseal/01900000-0000-7000-8000-{number:012d}", SigningKey.generate().public)
    return gateways.read(name, "http://127.0.0.1:9", vkey.text())


def test_a_defect_in_following_the_list_is_logged_and_the_list_followed(
    opens: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = threading.Semaphore(0)

    async def breaks(_self: links.Links) -> None:
        tried.release()
        raise ZeroDivisionError("a defect in reading the list")

    monkeypatch.setattr(links, "RELOAD_SECONDS", 0.01)
    monkeypatch.setattr(links.Links, "_reload", breaks)
    opens()
    for _ in range(3):
        assert tried.acquire(timeout=PATIENCE)
    assert "the list of gateways could not be followed" in caplog.text


def test_a_slow_gateway_holds_up_neither_the_next_one_nor_its_own_removal(
    opens: Callable[..., Bench], monkeypatch: pytest.MonkeyPatch
) -> None:
    started, real = threading.Event(), Link.start

    async def start(self: Link) -> None:
        if self.endpoint.name == "slow":
            self._starting = asyncio.current_task()
            started.set()
            await asyncio.Event().wait()
        await real(self)

    monkeypatch.setattr(Link, "start", start)
    # These gateways stand in no list, and are dropped where it is read again.
    monkeypatch.setattr(links, "RELOAD_SECONDS", 3_600.0)
    desk = opens().desk

    def add(gateway: gateways.SeparateGateway) -> Any:
        return desk.call(desk.linked().add(gateway))

    slow, quick = stranger("slow", 1), stranger("quick", 2)
    waiting = add(slow)
    assert started.wait(PATIENCE)
    add(quick).result(PATIENCE)
    assert quick.origin in desk.linked().separate
    assert not waiting.done()
    desk.call(desk.linked().drop(slow.origin)).result(PATIENCE)
    waiting.result(PATIENCE)
    assert slow.origin not in desk.linked().separate
