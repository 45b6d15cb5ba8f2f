"""Tools of Microsoft Agent Framework, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.refunds import CALL, DECISIONS, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

MAF = "Microsoft Agent Framework"
SCENE = Scene(MAF, Path(__file__).with_name("drive.py"))


@pytest.mark.connects(MAF, "approve")
@pytest.mark.parametrize("block", ["agent", "agent_stream"])
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path, block: str) -> None:
    SCENE.expect_run(desk, tmp_path, block)


@pytest.mark.connects(MAF, ["edit", "reject", "answer"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told)


@pytest.mark.parametrize("block", ["agent", "agent_stream"])
def test_what_the_model_said_stands_beside_its_call(desk: Bench, tmp_path: Path, block: str) -> None:
    agent = desk.agent(f"said-{block}".replace("_", "-"), [TOOL])
    with SCENE.asking(desk, agent, tmp_path, block):
        steps = desk.held(waiting(desk, agent)).trace
        assert [(step.kind, step.text) for step in steps[:2]] == [("message", "Refund it"), ("model", "Charged twice.")]


@pytest.mark.parametrize("amount", [124000, 91000])
def test_a_tool_gets_values_of_its_own_types(desk: Bench, tmp_path: Path, amount: int) -> None:
    agent = desk.agent(f"typed-{amount}", [TOOL])
    typed = {
        "import asyncio\n": "import asyncio\nfrom decimal import Decimal\n",
        "order: str": "order: Decimal",
        'return f"refunded': 'return f"{type(order).__name__} refunded',
    }
    with SCENE.asking(desk, agent, tmp_path, changed=typed) as program:
        found = waiting(desk, agent)
        assert dict(desk.held(found).action.arguments) == CALL
        edit = {} if amount == CALL["amount_minor"] else {"arguments": {**CALL, "amount_minor": amount}}
        desk.decide(found, Verdict.EDIT if edit else Verdict.APPROVE, **edit)
        assert f"Decimal refunded {amount} for order 88213" in program.expect_line("told")


@pytest.mark.connects(MAF, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {'gate(desk, ["issue_refund"])': "gate(desk, expires_in=3600)"})


@pytest.mark.connects(MAF, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(MAF, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_reconnect(fresh_desk, tmp_path)


def test_a_tool_that_raises_is_reported_as_failed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("failing", [TOOL])
    raising = {'return f"refunded': 'raise RuntimeError("down")  # f"'}
    with SCENE.asking(desk, agent, tmp_path, changed=raising) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "Function failed" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


def test_an_edit_that_does_not_fit_the_tool_runs_nothing(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("misfit", [TOOL])
    with SCENE.asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": "much"})
        assert "they do not fit the tool" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


def test_a_tool_that_the_framework_asks_for_itself_ends_the_run(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("asked-twice", [TOOL])
    twice = {
        "@tool\n": '@tool(approval_mode="always_require")\n',
        "return (await agent.run(question)).messages[-1].text": (
            "session = agent.create_session()\n"
            "        asked = await agent.run(question, session=session)\n"
            "        yes = asked.user_input_requests[0].to_function_approval_response(True)\n"
            "        await agent.run(Message('user', [yes]), session=session)"
        ),
        "import Agent, tool": "import Agent, Message, tool",
    }
    with SCENE.asking(desk, agent, tmp_path, changed=twice) as program:
        assert program.expect_line("raised") == ["MiddlewareFailure", "WrongUse"]


def test_a_tool_that_asks_for_something_itself_is_unknown(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("asks-itself", [TOOL])
    asking = {
        "from agent_framework import Agent, tool": "from agent_framework import Agent, tool\n"
        "from agent_framework.exceptions import UserInputRequiredException",
        'return f"refunded': 'raise UserInputRequiredException([])  # f"',
    }
    with SCENE.asking(desk, agent, tmp_path, changed=asking) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        desk.ear.until(lambda: desk.entries(found)[-1] == "outcome", "the outcome")
        assert program.expect_end() == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "unknown"


@pytest.mark.parametrize("amount", [124000, 91000])
def test_a_result_of_a_tools_own_making_is_passed_on(desk: Bench, tmp_path: Path, amount: int) -> None:
    agent = desk.agent(f"own-result-{amount}", [TOOL])
    own = {
        "import Agent, tool": "import SKIP_PARSING, Agent, tool",
        "@tool\n": "@tool(result_parser=SKIP_PARSING)\n",
        'return f"refunded': 'return ["refunded", amount_minor]  # f"',
    }
    with SCENE.asking(desk, agent, tmp_path, changed=own) as program:
        found = waiting(desk, agent)
        edit = {} if amount == CALL["amount_minor"] else {"arguments": {**CALL, "amount_minor": amount}}
        desk.decide(found, Verdict.EDIT if edit else Verdict.APPROVE, **edit)
        assert str(amount) in str(program.expect_line("told"))
        assert program.expect_end() == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"


def test_a_client_that_does_not_await_and_a_name_in_place_of_names_are_refused(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("wrong-use", [TOOL])
    plain = {
        ".async_client import AsyncAgentClient": ".client import AgentClient",
        "async with AsyncAgentClient()": "with AgentClient()",
    }
    for changed in (plain, {'gate(desk, ["issue_refund"])': 'gate(desk, "issue_refund")'}):
        with SCENE.asking(desk, agent, tmp_path, changed=changed) as program:
            assert "WrongUse" in program.expect_line("raised")
