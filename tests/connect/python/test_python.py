"""The page for plain Python, as it stands there, against a real gateway."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, put_page
from connect.refunds import CALL, RESULT, waiting
from counterseal.agents.refusals import Expired, Halted
from counterseal.clock import later
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

PLAIN = "Plain Python"
TOOL = {"tool": "refunds.issue", "risk": "R2", "verb": "Refund"}
T = TypeVar("T")


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Bench, Agent, str], ModuleType]]:
    """Import a block of the page as an agent's program."""
    folder = tmp_path / "page"
    folder.mkdir()
    names = {path.stem for path in put_page("python", folder).glob("*.py")}
    monkeypatch.syspath_prepend(folder)

    def load(bench: Bench, agent: Agent, name: str) -> ModuleType:
        monkeypatch.setenv("COUNTERSEAL_URL", bench.desk.gateway_url)
        monkeypatch.setenv("COUNTERSEAL_TOKEN", agent.token)
        return importlib.import_module(name)

    yield load
    for name in names:
        sys.modules.pop(name, None)


def beside(work: Callable[[], T]) -> Future[T]:
    """The agent's side on another thread, which ends with the future."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future


@pytest.mark.connects(PLAIN, "approve")
def test_the_page_from_top_to_bottom(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("support", [{"tool": "other", "risk": "R0"}])
    env = {"COUNTERSEAL_URL": desk.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token}
    with Program([FRAMEWORKS[PLAIN].python, put_page("python", tmp_path) / "agent.py"], env=env) as program:
        found = waiting(desk, agent)
        detail = desk.held(found)
        assert dict(detail.action.arguments) == CALL
        assert (detail.item.risk.value, detail.claims.summary) == ("R4", "The customer was charged twice.")
        desk.decide(found)
        assert program.expect_line("text") == RESULT
        assert program.expect_end() == 0
    assert desk.entries(found)[-2:] == ["permit_taken", "outcome"]
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"


@pytest.mark.connects(PLAIN, ["edit", "reject", "answer"])
@pytest.mark.parametrize(
    ("verdict", "more", "said"),
    [
        (Verdict.EDIT, {"arguments": {**CALL, "amount_minor": 91000}}, "refunded 91000 for order 88213"),
        (Verdict.REJECT, {"reason": "no receipt"}, "Not run. A person said no: no receipt"),
        (Verdict.ANSWER, {"answer": "ask billing first"}, "Not run. A person answered: ask billing first"),
    ],
)
def test_what_a_person_decides_is_what_the_model_is_told(
    desk: Bench, page: Callable[..., ModuleType], verdict: Verdict, more: dict[str, Any], said: str
) -> None:
    agent = desk.agent(f"told-{verdict.value}", [TOOL])
    told = page(desk, agent, "told")
    with importlib.import_module("agent").desk:
        running = beside(lambda: told.refund_for_model(**CALL))
        desk.decide(waiting(desk, agent), verdict, **more)
        assert running.result(PATIENCE) == said


@pytest.mark.connects(PLAIN, ["approve", "edit"])
def test_the_awaiting_program(desk: Bench, page: Callable[..., ModuleType], capsys: pytest.CaptureFixture[str]) -> None:
    agent = desk.agent("awaiting", [TOOL])
    program = page(desk, agent, "agent_async")
    running = beside(lambda: asyncio.run(program.main()))
    desk.decide(waiting(desk, agent), Verdict.EDIT, arguments={**CALL, "amount_minor": 5})
    running.result(PATIENCE)
    assert capsys.readouterr().out == "refunded 5 for order 88213\n"


@pytest.mark.connects(PLAIN, "expiry")
def test_what_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, page: Callable[..., ModuleType]) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    program = page(fresh_desk, agent, "agent")
    ran: list[Any] = []
    soon = later(fresh_desk.clock.now(), 20)
    with program.desk as client:
        running = beside(lambda: client.run("refunds.issue", CALL, ran.append, expires_at=soon))
        found = waiting(fresh_desk, agent)
        fresh_desk.clock.advance(20)
        with pytest.raises(Expired):
            running.result(PATIENCE)
    assert ran == []
    assert fresh_desk.entries(found)[-1] == "expired"


@pytest.mark.connects(PLAIN, "halt")
def test_a_halt_ends_what_waits_and_refuses_what_comes_later(desk: Bench, page: Callable[..., ModuleType]) -> None:
    agent = desk.agent("halted", [TOOL])
    told = page(desk, agent, "told")
    with importlib.import_module("agent").desk:
        running = beside(lambda: told.refund_for_model(**CALL))
        found = waiting(desk, agent)
        desk.desk.halt("agent", "halted", "a test", 0).result(PATIENCE)
        with pytest.raises(Halted):
            running.result(PATIENCE)
        with pytest.raises(Halted):
            told.refund_for_model(**CALL)
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(PLAIN, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, page: Callable[..., ModuleType]) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    program = page(fresh_desk, agent, "agent")
    with program.desk:
        running = beside(lambda: program.issue_refund(**CALL))
        found = waiting(fresh_desk, agent)
        fresh_desk.close()
        again = open_bench(fresh_desk.home)
        try:
            again.decide(found)
            assert running.result(PATIENCE) == RESULT
            again.ear.until(lambda: again.desk.detail(found).result(PATIENCE).outcome == "done", "the outcome")
        finally:
            again.close()
