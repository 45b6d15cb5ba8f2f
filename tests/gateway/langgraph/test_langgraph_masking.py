"""Masked calls against the real server: it runs its own values, and an answer never carries masked text."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from real_langgraph import Desk, calls, mail

from counterseal.model.actions import Proposal, State
from counterseal.policy.redaction import redact

pytestmark = pytest.mark.server

SECRET = "ghp_" + "a8Kd02mQx7Lw91ZtYb4Rc6Nf3Pv5HsJq7Xe2"
ADDRESS = f"bob@example.test?key={SECRET}"


def masking(desk: Desk) -> None:
    """Let the desk's small gateway store what a real one stores."""
    propose: Callable[[Proposal], Awaitable[str]] = desk.gateway.propose

    async def masked(proposal: Proposal) -> str:
        arguments = redact(dict(proposal.action.arguments))[0]
        return await propose(replace(proposal, action=replace(proposal.action, arguments=arguments)))

    desk.gateway.propose = masked  # type: ignore[method-assign]


@pytest.mark.parametrize("graph", ["batched", "per_call"])
@pytest.mark.parametrize("verdict", ["approve", "edit"])
def test_the_server_runs_its_own_values(server: Any, graph: str, verdict: str) -> None:
    name = f"masked {graph} {verdict}"

    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            masking(desk)
            thread = await agents.parked(graph, calls(mail(name, ADDRESS)))
            (row,) = await desk.find(thread)
            masked = dict(row.proposal.action.arguments)
            assert SECRET not in repr(masked)
            arguments = {**masked, "body": "changed"} if verdict == "edit" else masked
            desk.gateway.decide(row, verdict, arguments=arguments)
            await desk.settle(row)
            assert row.state is State.DONE, row.notes
            (effect,) = agents.effects(name)
            assert effect["to"] == ADDRESS
            # The tool's own answer quotes it.
            assert SECRET[:8] not in repr(row.notes)
            assert verdict == "edit" or "masked" in row.notes[-1]

    asyncio.run(play())


def test_an_edit_of_a_masked_value_is_not_sent(server: Any) -> None:
    async def play() -> None:
        async with server.agents() as agents, Desk(server.url) as desk:
            masking(desk)
            thread = await agents.parked("batched", calls(mail("masked and changed", ADDRESS)))
            (row,) = await desk.find(thread)
            masked = dict(row.proposal.action.arguments)
            desk.gateway.decide(row, "edit", arguments={**masked, "to": masked["to"] + ".evil"})
            await desk.settle(row)
            assert (row.state, row.permits) == (State.STALE, 0)
            assert "masked value" in row.notes[-1]
            assert agents.effects("masked and changed") == []

    asyncio.run(play())
