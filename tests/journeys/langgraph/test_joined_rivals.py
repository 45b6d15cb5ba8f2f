"""Two desks at one server, two clicks on one action, and a batch that is answered once."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from real_langgraph import calls, mail, money

from counterseal.errors import Conflict, Stale
from counterseal.model.actions import State
from counterseal.model.views import QueueItem
from langgraph_server import Server

from .joint import Joint, started, until

pytestmark = pytest.mark.server
Opening = Callable[..., Joint]


def at_server(server: Server, thread: str) -> dict[str, Any]:
    """The thread, once nothing runs in it."""

    async def look() -> dict[str, Any]:
        async with server.agents() as agents:
            return await agents.quiet(thread)

    return asyncio.run(look())


def runs_of(server: Server, thread: str) -> list[dict[str, Any]]:
    async def look() -> list[dict[str, Any]]:
        async with server.agents() as agents:
            return list((await agents.http.get(f"/threads/{thread}/runs")).json())

    return asyncio.run(look())


def test_a_batch_is_answered_once_and_only_when_all_of_it_is_decided(server: Server, joint: Opening) -> None:
    desk = joint()
    (thread,) = started(server, ("batched", calls(mail("one answer"), money("one answer"))))
    first, second = desk.finds(thread, 2)
    desk.decides(first, "approve")
    until(lambda: desk.row(first.id).state is State.APPROVED, lambda: "the decision never reached the gateway")
    # Several polls go by; the half that is decided waits for the other.
    time.sleep(1.2)
    assert desk.row(first.id).state is State.APPROVED
    assert len(runs_of(server, thread)) == 1
    assert server.agents().effects("one answer") == []
    desk.decides(second, "edit", arguments={"amount": 6, "rate": 0.5, "test": "one answer"})
    rows = desk.settles(first.id, second.id)
    assert [row.state for row in rows] == [State.DONE, State.DONE], [row.note for row in rows]
    effects = server.agents().effects("one answer")
    assert sorted(effect["effect"] for effect in effects) == ["mail", "money"]
    assert next(effect for effect in effects if effect["effect"] == "money")["amount"] == 6
    assert len(runs_of(server, thread)) == 2
    desk.verifies()


def test_two_desks_that_decide_at_once_leave_one_effect(server: Server, joint: Opening) -> None:
    """Both sign, both are told the truth: one did it, the other came too late or was turned away by the server."""
    maria, bo = joint("Maria Lind"), joint("Bo Ek")
    names = [f"two desks {number}" for number in range(4)]
    threads = started(server, *(("batched", calls(mail(name))) for name in names))
    pairs = [(maria.finds(thread)[0], bo.finds(thread)[0]) for thread in threads]
    assert all(mine.id == yours.id for mine, yours in pairs)
    assert maria.desk.home != bo.desk.home
    with ThreadPoolExecutor(2) as both:
        gate = threading.Barrier(2)
        list(
            both.map(
                lambda side: _approve_all(side, gate), [(maria, [a for a, _ in pairs]), (bo, [b for _, b in pairs])]
            )
        )
    ids = [mine.id for mine, _ in pairs]
    for name, thread, mine, yours in zip(names, threads, maria.settles(*ids), bo.settles(*ids), strict=True):
        (_, winner), (slower, loser) = sorted(
            [(maria, mine), (bo, yours)], key=lambda one: one[1].state is not State.DONE
        )
        assert winner.state is State.DONE, (winner.note, loser.note)
        assert loser.state in (State.STALE, State.FAILED), loser.note
        told = slower.desk.detail(loser.id).result(30)
        assert any(word in told.outcome_note for word in ("answered elsewhere", "busy", "reached the server first"))
        assert slower.history(loser.id)[1] == "decision Approved"
        assert slower.history(loser.id)[-1] in ("voided Voided", "outcome Failed")
        assert len(server.agents().effects(name)) == 1
        assert at_server(server, thread)["status"] == "idle"
    maria.verifies()
    bo.verifies()


def _approve_all(side: tuple[Joint, list[QueueItem]], gate: threading.Barrier) -> None:
    desk, items = side
    drafts = [desk.draft(item, "approve") for item in items]
    gate.wait(60)
    for draft in drafts:
        desk.desk.decide(draft).result(30)


@pytest.mark.parametrize("graph", ["two", "two_nodes"])
def test_a_double_click_never_answers_the_next_question(server: Server, joint: Opening, graph: str) -> None:
    """The second click is on what was on the screen at the first; the agent's next question waits for its own."""
    desk = joint()
    test = f"double click {graph}"
    (thread,) = started(server, (graph, {"test": test}))
    (first,) = desk.finds(thread)
    draft = desk.draft(first, "answer", answer="yes")
    clicks = [desk.desk.decide(draft), desk.desk.decide(draft)]
    receipts = [click.result(30) for click in clicks if click.exception(60) is None]
    refusals = [click.exception(60) for click in clicks if click.exception(60) is not None]
    assert len(receipts) >= 1
    assert all(isinstance(one, Conflict) for one in refusals)
    desk.settles(first.id)
    (second,) = desk.finds(thread)
    assert second.id != first.id
    # A third click, when the first has long arrived: it is signed and stored, and the gateway turns it away.
    late = desk.receipt_of(desk.desk.decide(draft).result(30))
    assert late.state == "refused"
    assert "already answered" in late.note
    # And one that names the next question, but was made while the first was shown, is not even signed.
    desk.desk.detail(second.id).result(30)
    with pytest.raises(Stale):
        desk.desk.decide(replace(draft, action_id=second.id)).result(30)
    time.sleep(0.7)
    assert [effect["effect"] for effect in server.agents().effects(test)] == ["first"]
    assert desk.held(thread) == [second]
    desk.decides(second, "reject", reason="no")
    assert desk.settles(second.id)[0].state is State.REJECTED
    assert "second" not in [effect["effect"] for effect in server.agents().effects(test)]
    desk.verifies()
