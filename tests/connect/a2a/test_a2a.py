"""A real A2A server of the protocol's own library, polled by a real gateway and decided in a real desk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, page_code
from counterseal.gateway.upstreams.finding import kind_at
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from counterseal.model.autonomy import Charter
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench, open_bench

A2A = "A2A"
SERVE = Path(__file__).with_name("serve.py")
ANSWERS = json.loads(page_code("a2a", "answers.json"))
TOOLS = [{"tool": "a2a.input", "risk": "R2", "verb": "Answer"}, {"tool": "a2a.auth", "risk": "R2", "verb": "Sign in"}]


class Server:
    """A running server, and what somebody else asks of it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self.folder = folder
        self.http = httpx.Client(base_url=url, timeout=60.0, trust_env=False)

    def call(self, method: str, params: dict[str, Any], *, old: bool = False) -> dict[str, Any]:
        body = {"jsonrpc": "2.0", "id": "1", "method": method, "params": params}
        answer = self.http.post("/a2a", json=body, headers={} if old else {"A2A-Version": "1.0"})
        assert answer.status_code == 200, answer.text
        said = answer.json()
        assert "error" not in said, said
        return dict(said["result"])

    def order(self, text: str) -> str:
        """A new task; its id."""
        message = {"messageId": str(uuid4()), "role": "ROLE_USER", "parts": [{"text": text}]}
        return str(self.call("SendMessage", {"message": message})["task"]["id"])

    def state(self, task: str) -> str:
        return str(self.call("GetTask", {"id": task})["status"]["state"])

    @property
    def paid(self) -> list[str]:
        """The lines the agent has written: task, order and what it was told."""
        file = self.folder / "paid.txt"
        return file.read_text("utf-8").splitlines() if file.exists() else []


@contextmanager
def serving(folder: Path, *more: str, port: int = 0) -> Iterator[Server]:
    with Program([FRAMEWORKS[A2A].python, SERVE, folder, str(port), *more], cwd=folder) as program:
        server = Server(program.expect_line("url"), folder)
        try:
            yield server
        finally:
            server.http.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path) as running:
        yield running


def connect(bench: Bench, server: Server, name: str, **options: Any) -> None:
    """Register an agent of this name and poll its server."""
    bench.agent(name, TOOLS)
    config = UpstreamConfig(name, "a2a", server.url, name, every=0.1, options={**ANSWERS, **options})
    bench.desk.add_source(config).result(PATIENCE)


def waiting(bench: Bench, task: str, but: str = "") -> str:
    """The id of the action that waits for this task."""

    def look() -> str | None:
        held = [one.id for one in bench.desk.queue() if one.state is State.HELD and one.id != but]
        return next((one for one in held if _task_of(bench, one) == task), None)

    return bench.ear.until(look, f"a question of task {task}")


def _task_of(bench: Bench, action: str) -> Any:
    return bench.desk.detail(action).result(PATIENCE).action.arguments["task"]


def expect_ending(bench: Bench, action: str, ending: str) -> None:
    """The last entry about the action says this."""
    bench.ear.until(lambda: bench.entries(action)[-1] == ending, f"{ending} of {action}, now {bench.entries(action)}")


def test_it_is_found_out_what_it_is(server: Server) -> None:
    assert asyncio.run(kind_at(server.url)) == "a2a"


@pytest.mark.connects(A2A, "approve", how="What the agent reads as an approval is configured for each agent.")
def test_an_approval_runs_the_task_once_and_its_end_is_read_back(desk: Bench, server: Server) -> None:
    connect(desk, server, "a2a-approve")
    task = server.order("pay 5 to bob")
    found = waiting(desk, task)
    detail = desk.held(found)
    assert dict(detail.action.arguments) == {
        "task": task,
        "message": "Shall I pay 5 to bob?",
        "data": [{"order": "pay 5 to bob", "amount_minor": 500}],
    }
    assert detail.action.tool == "a2a.input"
    assert server.paid == []
    desk.decide(found)
    expect_ending(desk, found, "outcome")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"
    assert server.paid == [f"{task} pay 5 to bob approve"]
    assert desk.entries(found)[-2:] == ["permit_taken", "outcome"]


@pytest.mark.connects(
    A2A, "reject", how="What the agent reads as a rejection is configured; else its task is cancelled."
)
def test_a_rejection_says_why(desk: Bench, server: Server) -> None:
    connect(desk, server, "a2a-reject")
    task = server.order("pay 6 to eve")
    desk.decide(waiting(desk, task), Verdict.REJECT, reason="not eve")
    desk.ear.until(lambda: server.state(task) == "TASK_STATE_REJECTED", "the task's rejection")
    told = server.call("GetTask", {"id": task})["status"]["message"]["parts"][0]["text"]
    assert told == "Not paid, because: reject: not eve"
    assert server.paid == []


def test_without_a_template_a_rejection_cancels_the_task(desk: Bench, server: Server) -> None:
    desk.agent("a2a-cancel", TOOLS)
    config = UpstreamConfig("a2a-cancel", "a2a", server.url, "a2a-cancel", every=0.1)
    desk.desk.add_source(config).result(PATIENCE)
    task = server.order("pay 7 to eve")
    found = waiting(desk, task)
    assert set(desk.held(found).item.verdicts) == {"reject", "answer"}
    desk.decide(found, Verdict.REJECT, reason="not eve")
    desk.ear.until(lambda: server.state(task) == "TASK_STATE_CANCELED", "the task's end")
    assert server.paid == []


@pytest.mark.connects(A2A, "answer")
def test_an_answer_reaches_the_agent_and_its_next_question_is_a_new_action(desk: Bench, server: Server) -> None:
    connect(desk, server, "a2a-answer")
    task = server.order("ask")
    first = waiting(desk, task)
    desk.decide(first, Verdict.ANSWER, answer="bob")
    second = waiting(desk, task, but=first)
    assert desk.held(second).action.arguments["message"] == "bob: from which account?"
    desk.decide(second, Verdict.ANSWER, answer="savings")
    desk.ear.until(lambda: server.paid == [f"{task} ask savings"], "the answer's effect")
    task = server.order("sign in")
    asked = waiting(desk, task)
    detail = desk.held(asked)
    assert detail.action.tool == "a2a.auth"
    assert set(detail.item.verdicts) == {"reject", "answer"}


@pytest.mark.connects(A2A, "expiry", how="A task names no deadline: that of the agent's charter rejects it.")
def test_what_nobody_decides_in_time_is_rejected_at_the_server(fresh_desk: Bench, server: Server) -> None:
    connect(fresh_desk, server, "payer")
    charter = Charter(
        workflow="Payments",
        bounds="Only to known payees",
        owner=fresh_desk.profile.person_id,
        deputy=None,
        metric="payments that needed no second look",
        target=0.9,
        failure_rate=0.1,
        share_to_people=0.5,
        runbook="Recall the payment",
        answer_within=3600,
    )
    fresh_desk.desk.autonomy.set_charter("payer", charter, "a test").result(PATIENCE)
    task = server.order("pay 5 to bob")
    found = waiting(fresh_desk, task)
    fresh_desk.clock.advance(3700)
    fresh_desk.ear.until(lambda: server.state(task) == "TASK_STATE_REJECTED", "the rejection at the server")
    assert server.paid == []
    assert "permit_taken" not in fresh_desk.entries(found)


@pytest.mark.connects(A2A, "halt")
def test_a_halt_cancels_what_waits_and_nothing_is_paid(fresh_desk: Bench, server: Server) -> None:
    connect(fresh_desk, server, "payer")
    tasks = [server.order("pay 5 to bob"), server.order("sign in")]
    found = [waiting(fresh_desk, task) for task in tasks]
    fresh_desk.desk.halt("agent", "payer", "a test", 0).result(PATIENCE)
    for task in tasks:
        fresh_desk.ear.until(lambda task=task: server.state(task) == "TASK_STATE_CANCELED", "its tasks' end")
    assert server.paid == []
    assert all("permit_taken" not in fresh_desk.entries(one) for one in found)


@pytest.mark.connects(A2A, "reconnect")
def test_a_gateway_that_comes_back_finds_the_same_question(fresh_desk: Bench, server: Server) -> None:
    connect(fresh_desk, server, "payer")
    task = server.order("pay 5 to bob")
    found = waiting(fresh_desk, task)
    fresh_desk.close()
    again = open_bench(fresh_desk.home)
    try:
        assert waiting(again, task) == found
        again.decide(found)
        expect_ending(again, found, "outcome")
        assert server.paid == [f"{task} pay 5 to bob approve"]
    finally:
        again.close()


def test_a_task_that_ends_elsewhere_leaves_the_inbox(desk: Bench, server: Server) -> None:
    connect(desk, server, "a2a-elsewhere")
    task = server.order("pay 5 to bob")
    found = waiting(desk, task)
    server.call("CancelTask", {"id": task})
    expect_ending(desk, found, "voided")


def test_a_server_of_protocol_0_3_is_asked_for_the_tasks_that_are_named(desk: Bench, tmp_path: Path) -> None:
    with serving(tmp_path, "old") as server:
        message = {"kind": "message", "messageId": str(uuid4()), "role": "user"}
        message["parts"] = [{"kind": "text", "text": "pay 5 to bob"}]  # type: ignore[assignment]
        task = str(server.call("message/send", {"message": message}, old=True)["id"])
        connect(desk, server, "a2a-old", tasks=[task])
        found = waiting(desk, task)
        desk.decide(found)
        expect_ending(desk, found, "outcome")
        assert server.paid == [f"{task} pay 5 to bob approve"]
