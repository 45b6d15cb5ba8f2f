"""``counterseal hook claude-code``: what Claude Code runs before and after each tool call, and its installer."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated, NoReturn

import typer

from counterseal.cli.session import ProfileOption, begin
from counterseal.errors import KnownError, WrongUse

app = typer.Typer(no_args_is_help=True, help="Gate the tool calls of programs that have hooks.")
BLOCKED = 2
MAX_EVENT = 16 << 20


@app.callback()
def _group() -> None:
    """With a callback, the one command keeps its name."""


@app.command("claude-code")
def claude_code(
    context: typer.Context,
    install: Annotated[bool, typer.Option("--install", help="Put the hook into a settings file.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take it out again.")] = False,
    settings: Annotated[
        Path | None,
        typer.Option("--settings", metavar="FILE", help="Which one; .claude/settings.json here when not given."),
    ] = None,
    matcher: Annotated[
        str | None, typer.Option("--matcher", metavar="PATTERN", help="Tools to gate, as Claude Code matches them.")
    ] = None,
    patience: Annotated[
        float | None, typer.Option("--patience", metavar="S", help="Seconds that a person has to decide.")
    ] = None,
    profile: ProfileOption = None,
) -> None:
    """Read an event of Claude Code on standard input and answer it; 2 in every case but an approval.

    Takes COUNTERSEAL_URL and COUNTERSEAL_TOKEN. A call that is approved runs with the approved arguments.
    """
    if not install and not remove:
        _answer(patience)
    session = begin(context, profile)
    from counterseal.agents import claude_settings

    if install and remove:
        raise WrongUse("Either --install or --remove")
    longest = claude_settings.PATIENCE_SECONDS
    seconds = longest if patience is None else patience
    if not 1 <= seconds <= longest:
        raise WrongUse(f"The patience is 1 to {longest} seconds", where=str(patience))
    path = settings or Path(".claude", "settings.json")
    found = claude_settings.read(path)
    if install:
        line = claude_settings.command(_program(), seconds)
        made = claude_settings.installed(found, line, matcher or claude_settings.MATCHER)
    else:
        made = claude_settings.removed(found)
    if made != found:
        claude_settings.write(path, made)
    session.terminal.json({"settings": str(path), "changed": made != found})
    if install:
        session.terminal.text(f"Claude Code asks Counterseal before each tool that matches; in {path}.")
        session.terminal.text("Start it so that a halt ends it too: counterseal run -- claude")
    else:
        session.terminal.text(f"Claude Code asks Counterseal no more; in {path}.")


def _program() -> list[str]:
    """The words that start this program again, by its full path: the host's own PATH may not have it."""
    return [sys.executable, "-m", "counterseal.cli.main"]


def _answer(patience: float | None) -> NoReturn:
    """Answer one event. Ends the process at once: nothing that comes later may change the exit code."""
    signal.signal(signal.SIGTERM, _blocked)
    try:
        said = _said(patience)
    except BaseException as error:  # noqa: BLE001
        # Also an interrupt, and whatever may be raised while importing.
        text = error.text() if isinstance(error, KnownError) else f"{type(error).__name__}: {error}"
        _end(BLOCKED, "", f"Counterseal's hook failed, so nothing runs: {text}")
    _end(*said)


def _said(patience: float | None) -> tuple[int, str, str]:
    from counterseal.agents import claude_settings
    from counterseal.agents.claude_hook import answer
    from counterseal.agents.claude_notes import Notes
    from counterseal.agents.client import AgentClient

    raw = sys.stdin.buffer.read(MAX_EVENT + 1)
    said = answer(raw, AgentClient, Notes(_folder()), patience or claude_settings.PATIENCE_SECONDS)
    return said.code, said.out, said.error


def _folder() -> Path:
    named = os.environ.get("COUNTERSEAL_STATE")
    if named:
        return Path(named) / "hooks"
    from platformdirs import user_state_path

    return user_state_path("counterseal", appauthor=False) / "hooks"


def _blocked(_number: int, _frame: FrameType | None) -> None:
    _end(BLOCKED, "", "Counterseal's hook was ended before anybody decided, so nothing runs.")


def _end(code: int, out: str, error: str) -> NoReturn:
    try:
        if error:
            print(error, file=sys.stderr, flush=True)
        if out:
            print(out, flush=True)
    except BaseException:  # noqa: BLE001
        # An approval that could not be said whole is none.
        code = BLOCKED
    os._exit(code)
