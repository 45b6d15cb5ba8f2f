"""``counterseal desktop`` and ``demo``. The core needs no screen: the window is another program, started from here."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from counterseal.cli.session import PassphraseOption, ProfileOption, begin
from counterseal.errors import KnownError

WINDOW = "counterseal_desktop.app"


def desktop(context: typer.Context, profile: ProfileOption = None, passphrase_file: PassphraseOption = None) -> None:
    """Open the window."""
    session = begin(context, profile, False, passphrase_file)
    if importlib.util.find_spec("counterseal_desktop") is None or importlib.util.find_spec("PySide6") is None:
        raise KnownError(
            "The desktop is not installed here",
            todo='Install it with: pip install "counterseal[desktop]"',
            code="no_desktop",
        )
    command = [sys.executable, "-m", WINDOW, "--profile", str(session.home)]
    if session.passphrase_file is not None:
        command += ["--passphrase-file", str(session.passphrase_file)]
    session.terminal.flush()
    if os.name == "posix":
        # The window takes this process's place, so that signals and the exit code are its own.
        os.execv(command[0], command)  # noqa: S606
    raise typer.Exit(subprocess.call(command))  # noqa: S603  (our own interpreter and module)


def demo(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where profile, pictures and summary go.")] = Path(
        "demo-output"
    ),
    offscreen: Annotated[
        bool, typer.Option("--offscreen", help="Play it without a window, even with a display.")
    ] = False,
) -> None:
    """Play the story with three small agents that do real things, in a profile of its own."""
    begin(context, None)
    from counterseal.demo.main import run

    # Without the option the demo looks for a display itself.
    raise typer.Exit(run(out, True if offscreen else None))
