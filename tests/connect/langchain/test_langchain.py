"""Tools of a LangChain agent, gated as the page shows, against a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, page_code, put_page
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

CHAIN = "LangChain"
DRIVE = Path(__file__).with_name("drive.py")
TOOL = {"tool": "issue_refund", "risk": "R2", "verb": "Refund"}
CALL = {"order": "88213", "amount_minor": 124000}
RESULT = "refunded 124000 for order 88213"


@contextmanager
def asking(bench: Bench, agent: Agent, folder: Path, block: str = "agent", **changed: str) -> Iterator[Program]:
    """An agent's program whose model asks for one refund; ``changed`` replaces words of the page's code."""
    env = {"COUNTERSEAL_URL": bench.desk.gateway_url, "COUNTERSEAL_TOKEN": agent.token}
    put_page("langchain", folder)
    code = page_code("langchain", "agent.py")
    for old, new in changed.items():
        assert old in code
        code = code.replace(old, new)
    (folder / "agent.py").write_text(code, "utf-8")
    with Program([FRAMEWORKS[CHAIN].python, DRIVE, folder, block], env=env, cwd=folder) as program:
        yield program


def waiting(bench: Bench, agent: Agent) -> str:
    """The id of what the agent waits for."""

    def look() -> str | None:
        held = (one.id for one in bench.desk.queue() if one.state is State.HELD and one.agent == agent.name)
        return next(held, None)

    return bench.ear.until(look, f"a call of {agent.name}")


@pytest.mark.connects(CHAIN, "approve")
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("chain-approve", [TOOL])
    with asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        detail = desk.held(found)
        assert dict(detail.action.arguments) == CALL
        assert detail.trace[-1].proposes
        assert detail.trace[-1].calls[0].id == "call_77"
        assert "Refund it" in [step.text for step in detail.trace]
        desk.decide(found)
        assert program.expect_line("told") == RESULT
        assert program.lines[-1]["final"] == "Done."
        assert program.expect_end() == 0
    assert desk.entries(found)[-2:] == ["permit_taken", "outcome"]
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"


@pytest.mark.connects(CHAIN, ["edit", "reject", "answer"])
@pytest.mark.parametrize("block", ["agent", "agent_async"])
@pytest.mark.parametrize(
    ("verdict", "more", "told"),
    [
        (Verdict.EDIT, {"arguments": {**CALL, "amount_minor": 91000}}, "refunded 91000 for order 88213"),
        (Verdict.REJECT, {"reason": "no receipt"}, "This call was not run. A person rejected it: no receipt"),
        (Verdict.ANSWER, {"answer": "ask billing"}, "A person answered in its place: ask billing"),
    ],
)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str, block: str
) -> None:
    agent = desk.agent(f"chain-{verdict.value}-{block}".replace("_", "-"), [TOOL])
    with asking(desk, agent, tmp_path, block) as program:
        found = waiting(desk, agent)
        desk.decide(found, verdict, **more)
        said = program.expect_line("told")
        assert told in said
        assert ("A person changed the arguments" in said) == (verdict is Verdict.EDIT)
        assert program.expect_end() == 0
    assert ("permit_taken" in desk.entries(found)) == (verdict is Verdict.EDIT)


@pytest.mark.connects(CHAIN, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    folder = tmp_path / "agent"
    folder.mkdir()
    with asking(fresh_desk, agent, folder, **{"gate(desk, [": "gate(desk, expires_in=3600, tools=["}) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.clock.advance(3601)
        assert "This action is expired" in program.expect_line("told")
        assert program.expect_end() == 0
    assert fresh_desk.entries(found)[-1] == "expired"


def test_a_tool_that_raises_is_reported_as_failed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("chain-failing", [TOOL])
    with asking(desk, agent, tmp_path, **{'return f"refunded': 'raise RuntimeError("down")  # f"'}) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "RuntimeError" in program.expect_line("raised")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


@pytest.mark.connects(CHAIN, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("chain-halted", [TOOL])
    with asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.desk.halt("agent", agent.name, "a test", 0).result(PATIENCE)
        assert {"Voided", "Halted"} & set(program.expect_line("raised"))
    with asking(desk, agent, tmp_path) as program:
        assert "Halted" in program.expect_line("raised")
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(CHAIN, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    folder = tmp_path / "agent"
    folder.mkdir()
    with asking(fresh_desk, agent, folder) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.close()
        again = open_bench(fresh_desk.home)
        try:
            again.decide(found)
            assert program.expect_line("told") == RESULT
        finally:
            again.close()
