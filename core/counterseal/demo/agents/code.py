"""The code agent: looks at branches that are ahead of main, and asks before it merges one.

Run as ``python -m counterseal.demo.agents.code REPOSITORY`` with ``COUNTERSEAL_URL`` and ``COUNTERSEAL_TOKEN`` set.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from counterseal.agents.client import AgentClient
from counterseal.clock import SystemClock, later
from counterseal.demo import repository
from counterseal.demo.agents.scripted import Trace, resource
from counterseal.demo.agents.worker import say, serve
from counterseal.model.actions import ContextItem

TOOL = "git.merge"
_one_merge = threading.Lock()


def work(folder: Path, client: AgentClient, branch: str) -> str:
    """One branch, from reading it to the merge. Raises NotRun when a person says otherwise."""
    script = resource("code_script.json")[branch]
    trace = Trace()
    between = f"{repository.MAIN}...{branch}"
    commit = trace.step("retrieval", f"Read branch {branch}", lambda: _twice(repository.head(folder, branch)))
    trace.think("Plan: read it, check it, propose", script["plan"])
    log = trace.step(
        "tool",
        f"git log {repository.MAIN}..{branch}",
        lambda: _twice(
            repository.git(
                folder, "log", "--format=%h %an, %ad%n%s", "--date=iso-strict", f"{repository.MAIN}..{branch}"
            )
        ),
    )
    stat = trace.step("tool", "git diff --stat", lambda: _twice(repository.git(folder, "diff", "--stat", between)))
    trace.step("tool", "git diff --check", lambda: _checked(folder, between))
    trace.think("Review the change", script["decide"])
    diff = repository.git(folder, "diff", between)
    context = [
        ContextItem("message", f"Commit on {branch}", log, log.splitlines()[0].split(" ", 1)[1].split(",")[0]),
        ContextItem("document", "What it changes", diff),
        ContextItem("table", "Files", _table(stat)),
    ]
    arguments = {"repository": folder.name, "branch": branch, "commit": commit, "into": repository.MAIN}
    return client.run(
        TOOL,
        arguments,
        lambda permitted: _merge(folder, permitted["branch"], permitted["commit"], permitted["into"]),
        note=lambda merged: f"merge commit {merged}",
        summary=script["summary"],
        confidence=script["confidence"],
        context=context,
        trace=trace.propose(TOOL, arguments),
        expires_at=later(SystemClock().now(), script["expires_minutes"] * 60),
        idempotency_key=f"merge-{branch}-{commit}",
    )


def _merge(folder: Path, branch: str, commit: str, into: str) -> str:
    # One work tree, so two approved merges take turns.
    with _one_merge:
        return repository.merge(folder, branch, commit, into)


def _twice(text: str) -> tuple[str, str]:
    return text, text


def _checked(folder: Path, between: str) -> tuple[None, str]:
    return None, repository.git(folder, "diff", "--check", between) or "no conflict marks, no stray blanks"


def _table(stat: str) -> str:
    rows = [line.split("|") for line in stat.splitlines() if "|" in line]
    return "\n".join(["Lines\tFile", *(f"{lines.split()[0]}\t{name.strip()}" for name, lines in rows)])


def main(arguments: list[str]) -> int:
    """Serve the repository named on the command line until stopped."""
    folder = Path(arguments[0])
    with AgentClient(on_stop=lambda why: say(f"told to stop: {why}")) as client:
        say("code agent at work")
        return serve(client, lambda: repository.branches_ahead(folder), lambda branch: work(folder, client, branch))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
