"""The public AAP client and three of its framework integrations, unchanged, against a real gateway."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from connect.frameworks import FRAMEWORKS
from connect.programs import Program, put_page
from connect.refunds import waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

AAP = "Agent Approval Protocol"
DRIVE = Path(__file__).with_name("drive.py")
CALL = {"order": "88213", "amount_minor": 124000}
INTEGRATIONS = ("plain", "LangChain", "OpenAI", "Pydantic AI")
TOOL = {"tool": "issue_refund", "risk": "R2", "verb": "Refund"}


@contextmanager
def asking(bench: Bench, agent: Agent, kind: str, folder: Path) -> Iterator[Program]:
    """An agent's program that asks for one refund."""
    env = {"AAP_URL": f"{bench.desk.gateway_url}/aap", "AAP_TOKEN": agent.token}
    python = FRAMEWORKS[AAP].python
    with Program([python, DRIVE, kind, put_page("aap", folder), uuid4().hex], env=env, cwd=folder) as program:
        yield program


@pytest.mark.connects(AAP, ["approve", "reject"])
@pytest.mark.parametrize("kind", INTEGRATIONS)
def test_a_call_runs_when_it_is_approved_and_the_model_reads_why_when_not(
    desk: Bench, tmp_path: Path, kind: str
) -> None:
    agent = desk.agent(f"aap-{kind.lower().replace(' ', '-')}", [TOOL])
    with asking(desk, agent, kind, tmp_path) as program:
        found = waiting(desk, agent)
        detail = desk.held(found)
        assert dict(detail.action.arguments) == CALL
        if kind != "plain":
            assert detail.claims.summary == "The customer was charged twice."
        desk.decide(found)
        assert program.expect_line("ran") == [CALL]
        assert program.lines[-1]["said"] == "refunded 88213"
        assert program.expect_end() == 0
    assert desk.entries(found)[-2:] == ["permit_taken", "outcome"]
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"
    with asking(desk, agent, kind, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.REJECT, reason="no receipt")
        assert program.expect_line("ran") == []
        assert "no receipt" in program.lines[-1]["said"]
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(AAP, "answer")
def test_an_answer_reaches_the_model_as_the_note_of_a_denial(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("aap-answer", [TOOL])
    with asking(desk, agent, "plain", tmp_path) as program:
        desk.decide(waiting(desk, agent), Verdict.ANSWER, answer="ask billing first")
        assert program.expect_line("ran") == []
        assert "ask billing first" in program.lines[-1]["said"]


@pytest.mark.connects(AAP, "expiry")
def test_what_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, "plain", tmp_path) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.clock.advance(31 * 60)
        assert program.expect_line("ran") == []
        assert "expired" in program.lines[-1]["said"]
    assert fresh_desk.entries(found)[-1] == "expired"


@pytest.mark.connects(AAP, "halt")
def test_a_halt_denies_what_waits_and_what_comes_later(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, "plain", tmp_path) as program:
        waiting(fresh_desk, agent)
        fresh_desk.desk.halt("agent", "support", "a test", 0).result(PATIENCE)
        assert program.expect_line("ran") == []
        assert "halted" in program.lines[-1]["said"] or "refused" in program.lines[-1]["said"]
    with asking(fresh_desk, agent, "plain", tmp_path) as program:
        assert program.expect_line("ran") == []
        assert "refused this agent's credential" in program.lines[-1]["said"]


@pytest.mark.connects(AAP, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("support", [TOOL])
    with asking(fresh_desk, agent, "plain", tmp_path) as program:
        found = waiting(fresh_desk, agent)
        fresh_desk.close()
        again = open_bench(fresh_desk.home)
        try:
            again.decide(found)
            assert program.expect_line("ran") == [CALL]
        finally:
            again.close()
