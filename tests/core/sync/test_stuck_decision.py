"""One decision that the gateway can never take holds up nobody else's."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from gateway.desks import Bench

Opens = Callable[..., Bench]


def test_a_decision_that_is_always_answered_with_a_defect_lets_later_ones_pass(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterseal.sync.carrying.PAUSE_MOST", 0.2)
    bench = opens()
    agent = bench.agent()
    stuck, later = (agent.propose()["id"] for _ in range(2))
    gateway = bench.desk.linked().embedded.gateway
    assert gateway is not None
    decide, failing = gateway.decide, [True]

    async def sometimes(body: Any, *more: Any) -> dict[str, Any]:
        if failing[0] and stuck in base64.b64decode(body["leaf"]).decode():
            raise RuntimeError("a defect")
        return await decide(body, *more)

    monkeypatch.setattr(gateway, "decide", sometimes)
    first = bench.desk.decide(bench.draft(stuck)).result(60)
    assert bench.decide(later).state == "delivered"
    assert bench.desk.outbox_state(first.envelope_sha256)[0] in ("queued", "claimed")
    assert bench.desk.status().sources[0].state == "live"
    failing[0] = False
    assert bench.ear.receipt(first).state == "delivered"
