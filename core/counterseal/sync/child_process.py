"""The window's own gateway as a process beside it: begun, heard, spoken to, ended. Imports little, because it is the
first thing that a start does; what the process does is ``gateway_child``.

Both speak lines of JSON over the child's standard streams. It says how its start went, once: ``serving`` with its
address, ``taken`` where another process serves this profile, ``refused`` with the error. It hears ``sources`` (the list
of them has changed), ``history`` (heads that others hold of this log); and when its input ends, so does it.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from counterseal.errors import KnownError

PROGRAM = "counterseal.sync.gateway_child"
FROZEN = "--gateway-of"
"""The word with which a frozen program, whose interpreter runs nothing else, becomes the gateway instead."""
END_MOST = 12.0
"""Seconds that it has to end by itself; it gives itself less."""
_LINE_MOST = 1 << 20
# As ``ledger.database`` has it, which would bring SQL along before the process runs.
_DATABASE = "counterseal.db"


class GatewayChild:
    """One life of the process.

    Args:
        command: the program; the profile's folder is added. Replaced by benchmarks and tests.

    Attributes:
        said: how its start went; None before it said so.
        code: its exit code; None while it runs.

    Raises:
        KnownError: the system starts no process (``no_process``).
    """

    def __init__(self, home: Path, command: Sequence[str] = ()) -> None:
        self.said: Mapping[str, Any] | None = None
        self.code: int | None = None
        self._listener: Callable[[], None] = lambda: None
        self._guard = threading.Lock()
        alone: dict[str, Any] = {}
        if sys.platform == "win32":
            alone["creationflags"] = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
        else:
            # An interrupt at the terminal is the window's to take; the gateway ends after it.
            alone["process_group"] = 0
        try:
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [*(command or _command()), str(home)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                **alone,
            )
        except OSError as error:
            raise KnownError(
                "The gateway's process could not be started", where=str(error), code="no_process"
            ) from error
        self.pid = self._process.pid
        self._thread = threading.Thread(target=self._listen, name=f"counterseal-gateway-{self.pid}", daemon=True)
        self._thread.start()

    def listen(self, listener: Callable[[], None]) -> None:
        """Call this, on a thread of its own, when it has said how its start went and when it has ended; and now."""
        self._listener = listener
        listener()

    def tell(self, what: str, **more: Any) -> None:
        """Say something to it. One that has ended hears nothing; that it has is told otherwise."""
        line = json.dumps({"do": what, **more}).encode() + b"\n"
        with self._guard, contextlib.suppress(OSError, ValueError):
            if self._process.stdin is not None:
                self._process.stdin.write(line)

    def ask_to_end(self) -> None:
        """Let its input end. Does not wait."""
        with self._guard, contextlib.suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.close()

    def kill(self) -> None:
        """End it whether it will or not. What it has stored stays; what it was writing is undone by the database."""
        with contextlib.suppress(OSError):
            self._process.kill()

    def end(self, seconds: float = END_MOST) -> None:
        """Ask it to end, wait so long, then end it, and wait until it is gone."""
        self.ask_to_end()
        self._thread.join(seconds)
        if self._thread.is_alive():
            self.kill()
            self._thread.join()

    def _listen(self) -> None:
        pipe = self._process.stdout
        if pipe is None:
            raise TypeError("the process was started without a pipe for what it says")
        with pipe:
            rest = b""
            # By descriptor: a thread that stands in a buffered file when the interpreter ends would make it abort.
            while heard := os.read(pipe.fileno(), 65_536):
                *lines, rest = (rest + heard)[-_LINE_MOST:].split(b"\n")
                for line in lines:
                    self._take(line)
        self.code = self._process.wait()
        self.ask_to_end()
        self._listener()

    def _take(self, line: bytes) -> None:
        try:
            said = json.loads(line)
        except ValueError:
            said = None
        if self.said is None and isinstance(said, dict) and isinstance(said.get("is"), str):
            self.said = said
            self._listener()


def begin(home: Path) -> GatewayChild | None:
    """The process, before anything else of a start; None where there is no profile, or it could not be started: whoever
    serves begins it again then, and says why it cannot.
    """
    if not (home / _DATABASE).exists():
        return None
    try:
        return GatewayChild(home)
    except KnownError:
        return None


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN]
    # ``-P``: the folder that the window was started in is none of the program's, and may hold a ``json.py``.
    return [sys.executable, "-P", "-m", PROGRAM]
