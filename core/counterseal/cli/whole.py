"""Every command of ``counterseal``, put together from the modules that have them."""

from __future__ import annotations

import functools
import sys
from typing import Annotated

import typer
from typer.core import TyperGroup

from counterseal import __version__
from counterseal.cli import (
    agents_commands,
    backup_commands,
    brake_commands,
    case_commands,
    gateway_commands,
    hook_commands,
    ledger_commands,
    mcp_command,
    people_commands,
    profile_commands,
    queue_commands,
    run_command,
    screen_commands,
    upstream_commands,
)
from counterseal.cli.session import Given, JsonOption, PassphraseOption, ProfileOption
from counterseal.cli.terminal import Terminal, safe
from counterseal.errors import KnownError

INTERRUPTED = 130

# Rich would cost start-up time, and its markup would be one more thing that outside text could steer.
app = typer.Typer(
    name="counterseal",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="The human-in-the-loop desk for AI agents: people decide, sign, and can stop.",
)
app.command()(screen_commands.demo)
app.command()(screen_commands.desktop)
app.command()(profile_commands.init)
app.command()(profile_commands.doctor)
app.add_typer(gateway_commands.app, name="gateway")
app.add_typer(upstream_commands.app, name="upstream")
app.add_typer(queue_commands.app, name="queue")
app.add_typer(agents_commands.app, name="agents")
app.add_typer(people_commands.app, name="people")
app.command()(brake_commands.halt)
app.command()(brake_commands.reset)
app.command()(brake_commands.pause)
app.command()(brake_commands.resume)
app.command(context_settings={"allow_interspersed_args": False})(run_command.run)
app.command("mcp-proxy", context_settings={"allow_interspersed_args": False})(mcp_command.mcp_proxy)
app.add_typer(hook_commands.app, name="hook")
app.add_typer(case_commands.app, name="incident")
app.add_typer(ledger_commands.app, name="ledger")
app.add_typer(backup_commands.app, name="profile")


def _version(wanted: bool) -> None:
    if wanted:
        print(f"counterseal {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    del version
    given = context.find_object(Given)
    if given is not None:
        given.profile, given.as_json, given.passphrase_file = profile, as_json, passphrase_file


@functools.cache
def _command() -> TyperGroup:
    """The whole command; it is read off its functions, which takes a while, and is the same for every call."""
    return typer.main.get_group(app)


def run(words: list[str]) -> int:
    """Run one command: the words after ``counterseal``. Returns the exit code."""
    given = Given(terminal=Terminal())
    for stream in (sys.stdout, sys.stderr):
        # A terminal of another encoding must not turn a result into an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        _command()(words, prog_name="counterseal", obj=given)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except KnownError as error:
        return _say(given.terminal, error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        place = f" ({safe(str(error.filename))})" if error.filename else ""
        print(f"counterseal: the system refused: {error.strerror or error}{place}", file=sys.stderr)
        return 1
    return 0


def _say(terminal: Terminal, error: KnownError) -> int:
    """The error in words on the error stream; with ``--json`` also as the result, if there is none yet."""
    if not terminal.answered:
        terminal.json({"error": error.as_problem()})
    terminal.flush()
    terminal.remark(f"counterseal: {error.text()}")
    return error.exit_code
