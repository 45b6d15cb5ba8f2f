"""Events as Claude Code 2.1 writes them to a hook's standard input, and the hook run as it runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from counterseal.agents.claude_settings import command
from gateway.desks import Agent, Bench

PROGRAM = [sys.executable, "-m", "counterseal.cli.main"]
LONG_ENOUGH = 90


def before(**changed: Any) -> dict[str, Any]:
    """A Bash call that is about to run."""
    return {
        "session_id": "11111111-2222-3333-4444-555555555555",
        "transcript_path": "",
        "cwd": "/repo",
        "permission_mode": "default",
        "hook_event_name": "PreToolUse",
        "tool_name": "Bash",
        "tool_input": {"command": "git push --force", "description": "Push"},
        "tool_use_id": f"toolu_{uuid4().hex}",
        **changed,
    }


def after(event: Mapping[str, Any], **changed: Any) -> dict[str, Any]:
    """The event that follows when the call of ``event`` has ended well."""
    return {**event, "hook_event_name": "PostToolUse", "tool_response": {"stdout": "pushed"}, **changed}


def line_of(agent: Agent, bench: Bench, state: Path) -> dict[str, str]:
    """The variables that the hook finds in its host."""
    return {
        "COUNTERSEAL_URL": bench.desk.gateway_url,
        "COUNTERSEAL_TOKEN": agent.token,
        "COUNTERSEAL_STATE": str(state),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


@contextmanager
def running(event: Any, env: Mapping[str, str], patience: float = 60) -> Iterator[subprocess.Popen[bytes]]:
    """The installed shell line with one event on its standard input; ended on leaving."""
    raw = event if isinstance(event, bytes) else json.dumps(event).encode()
    shell = subprocess.Popen(
        ["/bin/sh", "-c", command(PROGRAM, patience)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **env},
        start_new_session=True,
    )
    try:
        assert shell.stdin is not None
        shell.stdin.write(raw)
        shell.stdin.close()
        shell.stdin = None
        yield shell
    finally:
        # The hook may outlive its shell.
        with suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        shell.communicate(timeout=LONG_ENOUGH)


def ended(shell: subprocess.Popen[bytes]) -> tuple[int, dict[str, Any], str]:
    """Its exit code, what it said to its host, and its words to the model."""
    out, error = shell.communicate(timeout=LONG_ENOUGH)
    said = json.loads(out)["hookSpecificOutput"] if out.strip() else {}
    return shell.returncode, said, error.decode()


def call(event: Any, env: Mapping[str, str], patience: float = 60) -> tuple[int, dict[str, Any], str]:
    """Run the hook to its end."""
    with running(event, env, patience) as shell:
        return ended(shell)
