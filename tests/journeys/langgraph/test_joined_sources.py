"""Sources that are changed, removed or fail while something is on its way, and approvals that wait for too long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from real_langgraph import calls, mail, money
from sqlalchemy import delete

from counterseal.clock import SystemClock
from counterseal.gateway.upstreams.finding import kind_at
from counterseal.gateway.upstreams.langgraph.adapter import LangGraphUpstream
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.ledger import schema
from counterseal.model.actions import State
from langgraph_server import Server

from .joint import AGENT, Joint, started, until

pytestmark = pytest.mark.server
Opening = Callable[..., Joint]


class _Ahead(SystemClock):
    """The machine's clock, some hours ahead."""

    hours = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(hours=self.hours)


def test_it_is_found_out_what_it_is(server: Server) -> None:
    assert asyncio.run(kind_at(server.url)) == "langgraph"


def test_a_source_that_is_changed_says_that_it_lost_sight_of_an_answer(server: Server, joint: Opening) -> None:
    """The answer is with the server, and whoever followed it is gone: unknown, and neither running for ever nor sent
    again."""
    desk = joint()
    (thread,) = started(server, ("batched", calls(mail("lost sight"))))
    (item,) = desk.finds(thread)
    desk.decides(item, "approve")
    until(lambda: desk.row(item.id).state is State.PERMITTED, lambda: f"no permit was taken: {desk.row(item.id)}")
    config = UpstreamConfig("lab", "langgraph", server.url, AGENT, every=0.3)
    desk.desk.add_source(config, api_key="a new key").result(30)
    row = desk.row(item.id)
    assert row.state is State.UNKNOWN
    assert row.note == "its source was changed or removed while it ran"
    assert desk.history(item.id)[-1] == "outcome Unknown"
    until(lambda: bool(server.agents().effects("lost sight")), lambda: "the mail never went out")
    desk.shows("live")
    assert len(server.agents().effects("lost sight")) == 1
    assert desk.held(thread) == []
    desk.verifies()


def test_what_waits_of_a_removed_source_is_closed_and_asked_again_when_it_is_back(
    server: Server, joint: Opening
) -> None:
    desk = joint()
    (thread,) = started(server, ("question", {"ask": "go?", "test": "removed"}))
    (item,) = desk.finds(thread)
    with desk.desk.profile.database.write() as connection:
        connection.execute(delete(schema.sources).where(schema.sources.c.name == "lab"))
    assert [row.state for row in desk.settles(item.id)] == [State.STALE]
    assert desk.row(item.id).note == "its source was removed"
    until(lambda: len(desk.desk.status().sources) == 1, lambda: f"still shown: {desk.desk.status().sources}")
    desk.add_source(server.url)
    (again,) = desk.finds(thread)
    assert again.id != item.id
    desk.decides(again, "answer", answer="yes")
    desk.settles(again.id)
    assert [effect["answer"] for effect in server.agents().effects("removed")] == ["yes"]


def test_a_defect_is_shown_while_it_lasts_and_no_longer(
    server: Server, joint: Opening, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    desk = joint()
    desk.shows("live")

    async def broken(*_given: object) -> None:
        raise RuntimeError("a defect for this test")

    with monkeypatch.context() as patched:
        patched.setattr(LangGraphUpstream, "_list", broken)
        shown = desk.shows("reconnecting")
        assert shown.note == "a defect in Counterseal's adapter; see the log"
    assert desk.shows("live").note == ""
    assert "a defect for this test" in caplog.text


@pytest.mark.connects("LangGraph server", "expiry")
def test_an_approval_that_lapsed_before_it_was_sent_is_asked_anew(server: Server, joint: Opening) -> None:
    """Half a batch is approved, the other half a day later: the first approval has expired, so nothing runs and both
    are asked again."""
    clock = _Ahead()
    desk = joint(clock=clock)
    (thread,) = started(server, ("batched", calls(mail("lapsed"), money("lapsed"))))
    first, second = desk.finds(thread, 2)
    desk.decides(first, "approve")
    until(lambda: desk.row(first.id).state is State.APPROVED, lambda: "the decision never reached the gateway")
    clock.hours = 25
    desk.decides(second, "approve")
    rows = desk.settles(first.id, second.id)
    assert rows[0].state is State.STALE, rows[0].note
    assert "The approval has expired" in rows[0].note
    assert rows[1].state is State.STALE, rows[1].note
    assert server.agents().effects("lapsed") == []
    again = desk.finds(thread, 2)
    assert not {item.id for item in again} & {first.id, second.id}
    for item in again:
        desk.decides(item, "approve")
    assert [row.state for row in desk.settles(*(item.id for item in again))] == [State.DONE, State.DONE]
    assert len(server.agents().effects("lapsed")) == 2
    desk.verifies()
