"""Claude Code's hook as a process, against a real gateway: a call goes on when a person approved it, and only then."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from connect.hook.events import after, before, call, ended, line_of, running
from counterseal.agents.claude_hook import answer
from counterseal.agents.claude_notes import Notes
from counterseal.agents.claude_settings import command
from counterseal.agents.client import AgentClient
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from gateway.desks import PATIENCE, Agent, Bench, open_bench

CLAUDE = "Claude Code"
BASH = {"tool": "Bash", "risk": "R2", "verb": "Run", "title": "Run {command}"}
TRANSCRIPT = [
    {"type": "user", "uuid": "u1", "sessionId": "s", "timestamp": "2026-11-21T10:00:00.000Z",
     "message": {"role": "user", "content": "Push it"}},
]  # fmt: skip


@pytest.fixture(scope="module")
def coder(desk: Bench) -> Agent:
    agent = desk.agent("coder", [BASH])
    # A hook takes a lease of its own each time; this one would keep what the tests look at alive.
    agent.leased = 0.0
    return agent


@pytest.fixture
def env(desk: Bench, coder: Agent, tmp_path: Path) -> dict[str, str]:
    return line_of(coder, desk, tmp_path / "state")


def waiting(bench: Bench, event: dict[str, Any]) -> str:
    """The id of the action that the event's call waits as."""

    def look() -> str | None:
        for item in bench.desk.queue():
            if item.state is State.HELD:
                detail = bench.desk.detail(item.id).result(PATIENCE)
                if dict(detail.action.arguments) == event["tool_input"]:
                    return item.id
        return None

    return bench.ear.until(look, "the call in the queue")


def unique(**more: Any) -> dict[str, Any]:
    """An event whose command no other test has."""
    event = before(**more)
    return {**event, "tool_input": {"command": f"git push {event['tool_use_id']}"}}


@pytest.mark.connects(CLAUDE, "approve")
def test_an_approved_call_goes_on_and_its_outcome_is_told(desk: Bench, env: dict[str, str], tmp_path: Path) -> None:
    transcript = tmp_path / "session.jsonl"
    transcript.write_text("\n".join(map(json.dumps, TRANSCRIPT)))
    event = unique(transcript_path=str(transcript))
    with running(event, env) as shell:
        found = waiting(desk, event)
        detail = desk.held(found)
        assert any("Push it" in step.text for step in detail.trace)
        assert "/repo" in detail.context[0].text
        desk.decide(found)
        code, said, _error = ended(shell)
    assert code == 0
    assert (said["hookEventName"], said["permissionDecision"]) == ("PreToolUse", "allow")
    assert said["updatedInput"] == event["tool_input"]
    assert found in said["permissionDecisionReason"]
    assert call(after(event), env)[0] == 0
    assert desk.desk.detail(found).result(PATIENCE).outcome == "done"
    # A second time there is nothing left to tell, and of another call there never was.
    assert call(after(event), env)[0] == 0
    assert call(after(unique()), env)[0] == 0
    assert not list((tmp_path / "state" / "hooks").glob("*"))


@pytest.mark.connects(CLAUDE, "edit")
def test_an_edit_replaces_the_input(desk: Bench, env: dict[str, str]) -> None:
    event = unique()
    with running(event, env) as shell:
        desk.decide(waiting(desk, event), Verdict.EDIT, arguments={"command": "git push"})
        code, said, _error = ended(shell)
    assert (code, said["updatedInput"]) == (0, {"command": "git push"})


@pytest.mark.connects(CLAUDE, ["reject", "answer"])
@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict.REJECT, {"reason": "never force"}), (Verdict.ANSWER, {"answer": "open a request"})],
)
def test_no_is_exit_code_2_with_the_persons_words(
    desk: Bench, env: dict[str, str], verdict: Verdict, words: dict[str, str]
) -> None:
    event = unique()
    with running(event, env) as shell:
        desk.decide(waiting(desk, event), verdict, **words)
        code, said, error = ended(shell)
    assert (code, said) == (2, {})
    assert next(iter(words.values())) in error


@pytest.mark.connects(CLAUDE, "expiry")
def test_what_nobody_decides_in_time_is_withdrawn_and_does_not_run(desk: Bench, env: dict[str, str]) -> None:
    code, said, error = call(unique(), env, patience=1)
    assert (code, said) == (2, {})
    assert "Nobody decided" in error


def test_a_failed_call_and_a_session_that_ends_tell_what_they_know(desk: Bench, env: dict[str, str]) -> None:
    failed, lost = unique(), unique()
    ids = []
    for event in (failed, lost):
        with running(event, env) as shell:
            ids.append(waiting(desk, event))
            desk.decide(ids[-1])
            assert ended(shell)[0] == 0
    told = after(failed, hook_event_name="PostToolUseFailure", error="remote rejected")
    assert call(told, env)[0] == 0
    assert desk.desk.detail(ids[0]).result(PATIENCE).outcome == "failed"
    over = {"session_id": lost["session_id"], "hook_event_name": "SessionEnd", "reason": "exit", "cwd": "/repo"}
    assert call(over, env)[0] == 0
    assert desk.desk.detail(ids[1]).result(PATIENCE).outcome == "unknown"


@pytest.mark.connects(CLAUDE, "reconnect")
def test_the_same_call_asked_again_is_the_same_action(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("coder", [BASH])
    env = line_of(agent, fresh_desk, tmp_path / "state")
    event = unique()
    with running(event, env):
        found = waiting(fresh_desk, event)
    fresh_desk.close()
    code, _said, error = call(event, env)
    assert code == 2
    assert "could not be gated" in error
    again = open_bench(fresh_desk.home)
    try:
        with running(event, env) as shell:
            again.decide(found)
            assert ended(shell)[0] == 0
    finally:
        again.close()


@pytest.mark.connects(CLAUDE, "halt")
def test_a_halt_ends_what_waits_and_refuses_what_comes(fresh_desk: Bench, tmp_path: Path) -> None:
    agent = fresh_desk.agent("coder", [BASH])
    env = line_of(agent, fresh_desk, tmp_path / "state")
    event = unique()
    with running(event, env) as shell:
        waiting(fresh_desk, event)
        fresh_desk.desk.halt("agent", "coder", "a test", 0).result(PATIENCE)
        code, said, error = ended(shell)
    assert (code, said) == (2, {})
    assert "halted" in error
    code, said, error = call(unique(), env)
    assert (code, said) == (2, {})
    assert "halted" in error


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"hook_event_name": "PreToolUse", "hook_event_name": "PostToolUse"}',
        b'{"hook_event_name": "PreToolUse"}',
        b'{"hook_event_name": "PreToolUse", "tool_name": "B", "tool_use_id": "t", "session_id": "s", "tool_input": 1}',
        b'{"hook_event_name": "PermissionRequest"}',
        b'{"hook_event_name": NaN}',
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_read_blocks(tmp_path: Path, raw: bytes) -> None:
    said = answer(raw, no_client, Notes(tmp_path), 1)
    assert (said.code, said.out) == (2, "")
    assert said.error


def no_client() -> AgentClient:
    """Nothing is asked for what cannot be read."""
    raise AssertionError("a client was opened")


def test_the_process_blocks_as_its_function_does(env: dict[str, str]) -> None:
    code, said, error = call(b"{", env)
    assert (code, said) == (2, {})
    assert "could not read" in error


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of something that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def test_no_gateway_no_token_and_a_wrong_token_block(desk: Bench, silent: str, tmp_path: Path) -> None:
    url = desk.desk.gateway_url
    lines = [("http://127.0.0.1:9", "t"), ("", "t"), (url, "nobody"), (url, ""), (silent, "t"), ("ftp://example", "t")]
    for line in lines:
        said = answer(json.dumps(unique()).encode(), partial(AgentClient, *line), Notes(tmp_path), 60)
        assert (said.code, said.out) == (2, ""), line
        assert said.error


def test_a_defect_blocks(tmp_path: Path) -> None:
    def broken() -> AgentClient:
        raise ZeroDivisionError("a defect")

    said = answer(json.dumps(unique()).encode(), broken, Notes(tmp_path), 60)
    assert (said.code, said.out) == (2, "")
    assert "a defect" in said.error


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_hook_that_is_killed_blocks(desk: Bench, env: dict[str, str], number: signal.Signals) -> None:
    event = unique()
    with running(event, env) as shell:
        waiting(desk, event)
        (python,) = Path(f"/proc/{shell.pid}/task/{shell.pid}/children").read_text().split()
        os.kill(int(python), number)
        code, said, _error = ended(shell)
    assert (code, said) == (2, {})


def test_a_note_that_cannot_be_kept_blocks(desk: Bench, env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    event = unique()
    with running(event, {**env, "COUNTERSEAL_STATE": str(tmp_path / "file")}) as shell:
        desk.decide(waiting(desk, event))
        code, said, error = ended(shell)
    assert (code, said) == (2, {})
    assert "nothing runs" in error


def test_a_program_that_is_not_there_blocks() -> None:

    done = subprocess.run(
        ["/bin/sh", "-c", command(["/nowhere/python"], 5)], input=b"{}", capture_output=True, check=False
    )
    assert done.returncode == 2
