"""Tools of a Strands agent, gated as the page shows, against a real gateway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from connect.refunds import CALL, DECISIONS, RESULT, TOOL, Scene, waiting
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Bench

STRANDS = "Strands Agents"
SCENE = Scene(STRANDS, Path(__file__).with_name("drive.py"))


@pytest.mark.connects(STRANDS, "approve")
@pytest.mark.parametrize("block", ["agent", "agent_async"])
def test_an_approved_call_runs_once_and_is_reported(desk: Bench, tmp_path: Path, block: str) -> None:
    SCENE.expect_run(desk, tmp_path, block)


@pytest.mark.connects(STRANDS, ["edit", "reject", "answer"])
@pytest.mark.parametrize("block", ["agent", "agent_async"])
@pytest.mark.parametrize(("verdict", "more", "told"), DECISIONS)
def test_the_model_is_told_what_a_person_decided(
    desk: Bench, tmp_path: Path, verdict: Verdict, more: dict[str, Any], told: str, block: str
) -> None:
    SCENE.expect_told(desk, tmp_path, verdict, more, told, block)


@pytest.mark.connects(STRANDS, "expiry")
def test_a_call_that_nobody_decides_expires_and_does_not_run(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_expiry(fresh_desk, tmp_path, {"gate(desk, [": "gate(desk, expires_in=3600, tools=["})


@pytest.mark.connects(STRANDS, "halt")
def test_a_halt_ends_the_run_and_refuses_the_next(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_halt(desk, tmp_path)


@pytest.mark.connects(STRANDS, ["approve", "reject"])
def test_two_calls_at_once_have_questions_of_their_own(desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_two_at_once(desk, tmp_path)


@pytest.mark.connects(STRANDS, "reconnect")
def test_a_gateway_that_comes_back_goes_on_where_it_was(fresh_desk: Bench, tmp_path: Path) -> None:
    SCENE.expect_reconnect(fresh_desk, tmp_path)


@pytest.mark.connects(STRANDS, "approve")
def test_a_tool_that_raises_is_reported_as_failed(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("failing", [TOOL])
    raising = {'return f"refunded': 'raise RuntimeError("down")  # f"'}
    with SCENE.asking(desk, agent, tmp_path, changed=raising) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "RuntimeError - down" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


@pytest.mark.connects(STRANDS, "edit")
def test_an_edit_that_does_not_fit_the_tool_runs_nothing(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("misfit", [TOOL])
    with SCENE.asking(desk, agent, tmp_path) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": "much"})
        assert "Validation failed" in program.expect_line("told")
    assert desk.desk.detail(found).result(PATIENCE).outcome == "failed"


@pytest.mark.connects(STRANDS, "approve")
def test_a_hook_that_repeats_a_call_asks_anew(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("repeating", [TOOL])
    hook = "def repeat(event: AfterToolCallEvent):\n    event.retry = bool(again and again.pop())\n"
    repeating = {
        "def ask(": f"from strands.hooks import AfterToolCallEvent\n\nagain = [True]\n\n\n{hook}\n\ndef ask(",
        "plugins=[": "hooks=[repeat], plugins=[",
    }
    with SCENE.asking(desk, agent, tmp_path, changed=repeating) as program:
        first = waiting(desk, agent)
        desk.decide(first)
        desk.ear.until(lambda: desk.entries(first)[-1] == "outcome", "the first outcome")
        second = waiting(desk, agent)
        assert second != first
        desk.decide(second, Verdict.REJECT, reason="once is enough")
        assert "once is enough" in program.expect_line("told")
    assert "permit_taken" not in desk.entries(second)


@pytest.mark.connects(STRANDS, "halt")
def test_a_cancelled_agent_withdraws_what_waits(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("cancelled", [TOOL])
    cancelling = {
        "        agent(question)": "        import sys, threading\n\n"
        "        threading.Thread(target=lambda: (sys.stdin.readline(), agent.cancel())).start()\n"
        "        agent(question)"
    }
    with SCENE.asking(desk, agent, tmp_path, changed=cancelling, takes_input=True) as program:
        found = waiting(desk, agent)
        program.say(cancel=True)
        assert "cancelled" in program.expect_line("told")
        assert program.expect_end() == 0
    assert desk.entries(found)[-1] == "voided"


@pytest.mark.connects(STRANDS, "approve")
def test_a_direct_call_asks_too(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("direct", [TOOL])
    direct = {"agent(question)": f"agent.tool.issue_refund(**{CALL})"}
    with SCENE.asking(desk, agent, tmp_path, changed=direct) as program:
        found = waiting(desk, agent)
        assert dict(desk.held(found).action.arguments) == CALL
        desk.decide(found)
        assert program.expect_line("told") == RESULT
    assert desk.entries(found)[-1] == "outcome"


@pytest.mark.connects(STRANDS, "halt")
def test_a_run_that_is_cut_off_withdraws_what_waits(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("cut-off", [TOOL])
    cutting = {
        "        await agent.invoke_async(question)": "        import asyncio, sys\n\n"
        "        run = asyncio.ensure_future(agent.invoke_async(question))\n"
        "        await asyncio.to_thread(sys.stdin.readline)\n"
        "        run.cancel()\n"
        "        await asyncio.wait({run})\n"
        "        raise RuntimeError('cut off') if run.cancelled() else AssertionError(run)"
    }
    with SCENE.asking(desk, agent, tmp_path, "agent_async", cutting, takes_input=True) as program:
        found = waiting(desk, agent)
        program.say(cut=True)
        assert "RuntimeError" in program.expect_line("raised")
        assert program.expect_end() == 0
    assert desk.entries(found)[-1] == "voided"


@pytest.mark.connects(STRANDS, "approve")
def test_a_tool_that_asks_for_something_itself_ends_the_run_and_is_unknown(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("interrupted", [TOOL])
    interrupting = {
        "@tool\n": "@tool(context=True)\n",
        "amount_minor: int) -> str:": "amount_minor: int, tool_context) -> str:",
        'return f"refunded': 'return tool_context.interrupt("which account") or f"refunded',
        "        agent(question)": "        raise type(agent(question).stop_reason, (Exception,), {})",
    }
    with SCENE.asking(desk, agent, tmp_path, changed=interrupting) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert "interrupt" in program.expect_line("raised")
        assert program.expect_end() == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "unknown"


@pytest.mark.connects(STRANDS, "edit")
def test_what_a_tool_streams_is_passed_on(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("streaming", [TOOL])
    streaming = {
        "\ndef issue_refund": "\nasync def issue_refund",
        " -> str:": ":",
        'return f"refunded': 'yield "half way"\n    yield f"refunded',
        "        agent = Agent(model, ": "        heard = []\n        agent = Agent(model, "
        'callback_handler=lambda **event: heard.append(event.get("tool_stream_event", {}).get("data")), ',
        "        return agent.messages": '        assert "half way" in heard, heard\n        return agent.messages',
    }
    with SCENE.asking(desk, agent, tmp_path, changed=streaming) as program:
        found = waiting(desk, agent)
        desk.decide(found, Verdict.EDIT, arguments={**CALL, "amount_minor": 91000})
        assert program.expect_line("told").endswith("refunded 91000 for order 88213")
        assert program.expect_end() == 0


SILENT = """from strands.types.tools import AgentTool


class Silent(AgentTool):
    tool_name, tool_type = "issue_refund", "python"
    tool_spec = {"name": "issue_refund", "description": "Refund", "inputSchema": {"json": {"type": "object"}}}

    async def stream(self, tool_use, invocation_state, **more):
        return
        yield


def ask("""

LET_GO = '{"status": "error", "content": [{"text": "let go"}], "cancelled": True}'


@pytest.mark.connects(STRANDS, "approve")
@pytest.mark.parametrize(
    ("name", "changed", "told"),
    [
        ("let-go", {'return f"refunded': f'return {LET_GO}  # f"'}, "let go"),
        ("silent", {"def ask(": SILENT, "tools=[issue_refund]": "tools=[Silent()]"}, "did not return a result"),
    ],
)
def test_a_tool_that_was_let_go_of_or_gave_no_result_is_unknown(
    desk: Bench, tmp_path: Path, name: str, changed: dict[str, str], told: str
) -> None:
    agent = desk.agent(name, [TOOL])
    with SCENE.asking(desk, agent, tmp_path, changed=changed) as program:
        found = waiting(desk, agent)
        desk.decide(found)
        assert told in program.expect_line("told")
        assert program.expect_end() == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "unknown"


@pytest.mark.connects(STRANDS, "approve")
def test_a_name_in_place_of_a_list_of_names_is_refused(desk: Bench, tmp_path: Path) -> None:
    agent = desk.agent("named", [TOOL])
    with SCENE.asking(
        desk, agent, tmp_path, changed={'gate(desk, ["issue_refund"])': 'gate(desk, "issue_refund")'}
    ) as it:
        assert "WrongUse" in it.expect_line("raised")
