"""Tools of a CrewAI crew, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.refunds import CALL, DECISIONS, RESULT, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

# CrewAI takes long to import, more so on a loaded machine.
pytestmark = pytest.mark.timeout(600)
CREW = "CrewAI"
SCENE = Scene(CREW, Path(__file__).with_name("drive.py"))
# A model that writes its calls as text, which CrewAI reads and carries out on another path.
IN_PROSE = {"def ask(": "IN_PROSE = True\n\n\ndef ask("}


@pytest.mark.connects(CREW, "approve")
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_run(desk, tmp_path)


@pytest.mark.connects(CREW, ["edit", "reject", "answer"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told)


@pytest.mark.connects(CREW, ["approve", "edit", "reject", "answer"])
@pytest.mark.parametrize(("verdict", "more", "told"), [(Verdict.APPROVE, {}, RESULT), *DECISIONS])
def test_a_model_that_calls_in_prose_asks_too(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str
) -> None:
    agent = desk.agent(f"{verdict.value}-prose", [TOOL])
    with SCENE.asking(desk, agent, tmp_path, changed=IN_PROSE) as program:
        found = waiting(desk, agent)
        assert dict(desk.held(found).action.arguments) == CALL
        desk.decide(found, verdict, **more)
        assert told in program.expect_line("told")
        assert program.expect_end() == 0


@pytest.mark.connects(CREW, "approve")
@pytest.mark.parametrize("kickoff", ["kickoff_async", "akickoff"])
def test_a_crew_that_is_awaited_asks_too(desk: Bench, tmp_path: Path, kickoff: str) -> None:
    agent = desk.agent(kickoff.replace("_", "-"), [TOOL])
    crew = "Crew(agents=[agent], tasks=[task])"
    awaiting = {f"return {crew}.kickoff()": f"import asyncio\n\n        return asyncio.run({crew}.{kickoff}())"}
    with SCENE.asking(desk, agent, tmp_path, changed=awaiting) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert program.expect_line("told") == RESULT
        assert program.expect_end() == 0


@pytest.mark.connects(CREW, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {"[issue_refund])": "[issue_refund], expires_in=3600)"})


@pytest.mark.connects(CREW, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(CREW, "halt")
def test_a_halt_ends_a_run_whose_model_calls_in_prose(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("halted-prose", [TOOL])
    with SCENE.asking(desk, agent, tmp_path, changed=IN_PROSE) as program:
        found = waiting(desk, agent)
        desk.desk.halt("agent", agent.name, "a test", 0).result(PATIENCE)
        assert {"Voided", "Halted"} & set(program.expect_line("raised"))
    assert "permit_taken" not in desk.entries(found)


@pytest.mark.connects(CREW, ["approve", "reject"])
def test_two_calls_at_once_have_questions_of_their_own(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_two_at_once(desk, tmp_path)


@pytest.mark.connects(CREW, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_reconnect(fresh_desk, tmp_path)


@pytest.mark.connects(CREW, "approve")
@pytest.mark.parametrize("path", [{}, IN_PROSE], ids=["native", "prose"])
def test_a_tool_that_raises_runs_once_and_is_reported_as_failed(
    desk: Bench, tmp_path: Path, path: dict[str, str]
) -> None:
    agent = desk.agent("failing-prose" if path else "failing", [TOOL])
    raising = {'return f"refunded': 'raise RuntimeError("down")  # f"'}
    with SCENE.asking(desk, agent, tmp_path, changed={**raising, **path}) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "down (code: RuntimeError)" in program.expect_line("told")
        assert program.expect_end() == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


@pytest.mark.connects(CREW, "edit")
def test_an_edit_that_does_not_fit_the_tool_runs_nothing(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("misfit", [TOOL])
    with SCENE.asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": "much"})
        assert "they do not fit the tool" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


@pytest.mark.connects(CREW, "expiry")
def test_the_time_that_crewai_gives_an_agent_ends_the_question_too(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("hurried", [TOOL])
    hurried = {"llm=model,": "llm=model,\n            max_execution_time=1,"}
    # CrewAI waits for the tool's thread, which would wait for a person.
    with SCENE.asking(desk, agent, tmp_path, changed=hurried) as program:
        assert "TimeoutError" in program.expect_line("raised")
        assert program.expect_end() == 0
