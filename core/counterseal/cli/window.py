"""The window is another program, which the command line becomes. Imports little, because the window waits for it."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Sequence

PROGRAM = "counterseal_desktop.app"
FILE = "COUNTERSEAL_PASSPHRASE_FILE"
_OPTIONS = ("--profile", "--passphrase-file")


def asked(words: Sequence[str]) -> list[str] | None:
    """The window's own words where ``words`` plainly ask for it; None where the whole command line has to read them."""
    if os.name != "posix" or list(words[:1]) != ["desktop"] or len(words) % 2 == 0:
        return None
    given = dict(zip(words[1::2], words[2::2], strict=True))
    if set(given) - set(_OPTIONS) or any(not value or value.startswith("-") for value in given.values()):
        return None
    file = os.environ.get(FILE)
    if file:
        given.setdefault("--passphrase-file", file)
    return [word for name in _OPTIONS if name in given for word in (name, given[name])]


def installed() -> bool:
    """Whether the window is there, and what it is drawn with."""
    return all(importlib.util.find_spec(name) is not None for name in ("counterseal_desktop", "PySide6"))


def command(words: Sequence[str]) -> list[str]:
    """The window's program with its words."""
    return [sys.executable, "-m", PROGRAM, *words]


def become(words: Sequence[str]) -> None:
    """Let the window take this process's place, so that signals and the exit code are its own. Does not return."""
    program = command(words)
    os.execv(program[0], program)  # noqa: S606
