"""``counterseal desktop`` and ``demo``. The core needs no screen: the window is another program, started from here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Annotated

import typer

from counterseal.cli import window
from counterseal.cli.session import PassphraseOption, ProfileOption, begin
from counterseal.errors import KnownError


def desktop(context: typer.Context, profile: ProfileOption = None, passphrase_file: PassphraseOption = None) -> None:
    """Open the window."""
    session = begin(context, profile, False, passphrase_file)
    if not window.installed():
        raise KnownError(
            "The desktop is not installed here",
            todo='Install it with: pip install "counterseal[desktop]"',
            code="no_desktop",
        )
    words = ["--profile", str(session.home)]
    if session.passphrase_file is not None:
        words += ["--passphrase-file", str(session.passphrase_file)]
    session.terminal.flush()
    if os.name == "posix":
        window.become(words)
    raise typer.Exit(subprocess.call(window.command(words)))  # noqa: S603  (our own interpreter and module)


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
