"""The brake at a real LangGraph server, sources that go away, come back or never were one, and changed sources."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from real_langgraph import calls, mail

from counterseal.gateway.rows import ActionRow
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from counterseal.model.views import QueueItem
from counterseal.sync.api import HaltProgress, SourceView
from counterseal.sync.desk import open_desk
from langgraph_server import Server

from .joint import AGENT, Joint, open_joint, started, until

pytestmark = pytest.mark.server
Opening = Callable[..., Joint]


def at_server(server: Server, thread: str) -> dict[str, Any]:
    async def look() -> dict[str, Any]:
        async with server.agents() as agents:
            return await agents.thread(thread)

    return asyncio.run(look())


def last_progress(desk: Joint, first: HaltProgress) -> HaltProgress:
    """Wait for the halt's final lines."""

    def heard() -> list[HaltProgress]:
        return [first, *(event.value for event in list(desk.events) if event.kind == "halt")]

    until(lambda: heard()[-1].done, lambda: f"the halt never ended: {heard()[-1]}")
    return heard()[-1]


@pytest.mark.connects("LangGraph server", "halt")
def test_halting_the_agent_ends_what_is_parked_and_cancels_what_runs(server: Server, joint: Opening) -> None:
    desk = joint()
    parked, running = started(server, ("batched", calls(mail("halted"))), ("slow", {"test": "halted slow"}))
    (held,) = desk.finds(parked)
    slow = server.agents()
    until(lambda: bool(slow.effects("halted slow")), lambda: "the slow run never started")
    draft = desk.draft(held, "approve")
    final = last_progress(desk, desk.desk.halt("agent", AGENT, "it writes to everyone").result(60))
    (line,) = final.lines
    assert line.state == "stopped", line
    assert "1 waiting action closed" in line.note
    assert "lab: 1 run cancelled, 1 parked question ended" in line.note
    assert line.seconds is not None
    assert desk.row(held.id).state is State.VOID
    for thread in (parked, running):
        assert at_server(server, thread)["status"] == "idle"
        assert not at_server(server, thread)["interrupts"]
    # A click that comes after the halt does not run, and neither does a new question of the halted agent wait here.
    late = desk.receipt_of(desk.desk.decide(draft).result(30))
    assert late.state == "refused"
    (again,) = started(server, ("batched", calls(mail("halted"))))
    until(lambda: at_server(server, again)["status"] == "interrupted", lambda: "the new run never stopped")
    time.sleep(0.7)
    assert desk.held(again) == []
    desk.desk.reset(AGENT, "the list of recipients is right now").result(30)
    desk.desk.autonomy.resume(AGENT, "the list of recipients is right now").result(30)
    (asked,) = desk.finds(again)
    desk.decides(asked, "approve")
    assert desk.settles(asked.id)[0].state is State.DONE
    assert len(server.agents().effects("halted")) == 1
    assert [effect["effect"] for effect in slow.effects("halted slow")] == ["slow started"]
    desk.verifies()


def test_a_halt_whose_calls_never_went_out_is_made_good_at_the_next_start(server: Server, joint: Opening) -> None:
    desk = joint()
    (parked,) = started(server, ("question", {"ask": "go?", "test": "halted before the calls"}))
    desk.finds(parked)
    # As if the gateway had died right after it stored the halt: its servers hear nothing.
    desk.desk.linked().embedded.gateway.halting.hooks.clear()
    last_progress(desk, desk.desk.halt("agent", AGENT, "stop").result(60))
    home = desk.desk.home
    desk.desk.close()
    assert at_server(server, parked)["status"] == "interrupted"
    again = open_desk(home)
    again.start()
    try:
        until(lambda: at_server(server, parked)["status"] == "idle", lambda: "the question stayed at the server")
    finally:
        again.close()


def test_a_halt_says_which_server_it_could_not_reach_and_halts_the_others(server: Server, joint: Opening) -> None:
    desk = joint()
    # Added first and therefore halted first.
    gone = "http://127.0.0.1:1"
    desk.desk.add_source(UpstreamConfig("away", "langgraph", gone, AGENT, every=0.3)).result(30)
    desk.add_source(server.url)
    (parked,) = started(server, ("question", {"ask": "go?", "test": "half halted"}))
    desk.finds(parked)
    final = last_progress(desk, desk.desk.halt("agent", AGENT, "stop").result(60))
    (line,) = final.lines
    assert line.state == "failed"
    assert "away: Nothing listens at the server's address" in line.note
    assert "lab: 0 runs cancelled, 1 parked question ended" in line.note
    assert at_server(server, parked)["status"] == "idle"


# -- a server that goes away --------------------------------------------------------------------------------------


@dataclass
class Restarted:
    away: SourceView
    doctor: list[tuple[str, str]]
    back: SourceView
    approved_while_away: State
    approved: ActionRow
    kept: tuple[QueueItem, QueueItem]
    kept_end: ActionRow
    effects: list[dict[str, Any]]
    answered: ActionRow
    answers: list[dict[str, Any]]


@pytest.fixture(scope="module")
def restarted(tmp_path_factory: pytest.TempPathFactory) -> Restarted:
    """A server is ended and started again while decisions wait.

    A server of its own: once a thread was deleted, this development server forgets the checkpoints of all others when
    it starts again. Here and not in a test, because what is started again outlives the test that did it.
    """
    server = Server(tmp_path_factory.mktemp("restarting"))
    desk = open_joint(tmp_path_factory.mktemp("restart") / "profile")
    try:
        server.start()
        desk.add_source(server.url)
        return _end_and_restart(desk, server, "restart")
    finally:
        desk.desk.close()
        server.end()


def _end_and_restart(desk: Joint, server: Server, test: str) -> Restarted:
    first, second, third = started(
        server,
        ("batched", calls(mail(test))),
        ("per_call", calls(mail(f"{test} kept"))),
        ("question", {"ask": "go?", "test": f"{test} asked"}),
    )
    (approved,), (kept,), (answered,) = desk.finds(first), desk.finds(second), desk.finds(third)
    server.stop()
    away = desk.shows("reconnecting", saying="Nothing listens")
    doctor = [(line.level, f"{line.found} {line.todo}") for line in desk.desk.doctor().result(30) if line.name == "lab"]
    desk.decides(approved, "approve")
    until(lambda: desk.row(approved.id).state is State.APPROVED, lambda: "the gateway never took the approval")
    time.sleep(0.7)
    meanwhile = desk.row(approved.id).state
    desk.decides(answered, "answer", answer="yes")
    server.start()
    back = desk.shows("live")
    carried, replied = desk.settles(approved.id, answered.id)
    (still,) = desk.finds(second)
    desk.decides(still, "reject", reason="late")
    (end,) = desk.settles(still.id)
    desk.verifies()
    return Restarted(
        away,
        doctor,
        back,
        meanwhile,
        carried,
        (kept, still),
        end,
        server.agents().effects(test),
        replied,
        server.agents().effects(f"{test} asked"),
    )


def test_a_server_that_went_away_is_named_with_its_cause_and_is_live_again(restarted: Restarted) -> None:
    assert "Nothing listens at the server's address" in restarted.away.note
    assert "Start the LangGraph server" in restarted.away.note
    ((level, found),) = restarted.doctor
    assert level == "warning"
    assert "Nothing listens" in found
    assert (restarted.back.state, restarted.back.note) == ("live", "")


@pytest.mark.connects("LangGraph server", "reconnect")
def test_nothing_is_lost_while_the_server_is_away(restarted: Restarted) -> None:
    """What was decided meanwhile is carried once it is back; what was not decided waits under the same id."""
    assert restarted.approved_while_away is State.APPROVED
    assert restarted.approved.state is State.DONE, restarted.approved.note
    assert [effect["effect"] for effect in restarted.effects] == ["mail"]
    assert restarted.answered.state is State.ANSWERED
    assert [effect["answer"] for effect in restarted.answers] == ["yes"]
    before, after = restarted.kept
    assert (before.id, before.nonce, before.digest) == (after.id, after.nonce, after.digest)
    assert restarted.kept_end.state is State.REJECTED


# -- a source that is none ----------------------------------------------------------------------------------------


class _Page(BaseHTTPRequestHandler):
    """A login page, whatever is asked."""

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        body = b"<!doctype html><title>Sign in</title>"
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = _answer  # noqa: N815

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


@pytest.fixture
def web_page() -> Iterator[str]:
    page = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = threading.Thread(target=page.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{page.server_port}"
    page.shutdown()
    thread.join()
    page.server_close()


def test_a_source_that_answers_with_a_web_page_is_named_everywhere(
    web_page: str, server: Server, joint: Opening
) -> None:
    desk = joint()
    desk.add_source(web_page, "studio")
    shown = desk.shows("reconnecting", "studio")
    assert "It answered with a web page" in shown.note
    assert "not its studio or a login page" in shown.note
    (line,) = [line for line in desk.desk.doctor().result(30) if line.name == "studio"]
    assert line.level == "warning"
    assert "It answered with a web page" in line.found
    checks = desk.desk.test_source(UpstreamConfig("studio", "langgraph", web_page, AGENT)).result(60)
    assert [check.name for check in checks if not check.ok] == [checks[-1].name]
    assert "web page" in checks[-1].found
    assert checks[-1].todo
    # The source beside it is not held up.
    desk.shows("live")
    (thread,) = started(server, ("question", {"ask": "go?", "test": "beside a page"}))
    desk.finds(thread)
