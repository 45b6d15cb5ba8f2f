"""Commands on terminals, as a person types them, and the shell lines that a page shows."""

from __future__ import annotations

import errno
import os
import pty
import re
import select
import signal
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from connect.frameworks import ROOT
from connect.programs import PATIENCE

_BLOCK = re.compile(r"^ *```sh\n(?P<lines>.*?)^ *```$", re.MULTILINE | re.DOTALL)


def shell_lines(page: str) -> list[str]:
    """The commands in the shell blocks of a page of ``docs/connect``, from top to bottom."""
    text = (ROOT / "docs" / "connect" / f"{page}.md").read_text("utf-8")
    return [line.strip() for block in _BLOCK.finditer(text) for line in block["lines"].splitlines()]


class Typed:
    """One command line on a terminal of its own; ended, with all that it started, on leaving.

    Args:
        line: as a person types it, for ``sh``.
        env: all of its variables.
        cwd: where.
    """

    def __init__(self, line: str, env: Mapping[str, str], cwd: Path) -> None:
        self.line = line
        self.said = ""
        self._heard = 0
        self._terminal, theirs = pty.openpty()
        try:
            self.process = subprocess.Popen(
                ["sh", "-c", f"exec {line}"],
                stdin=theirs,
                stdout=theirs,
                stderr=theirs,
                env=dict(env),
                cwd=cwd,
                start_new_session=True,
            )
        finally:
            os.close(theirs)

    def __enter__(self) -> Typed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                    os.killpg(self.process.pid, number)
                    self.process.wait(60)
        os.close(self._terminal)

    def _read(self, ends: float) -> bool:
        """Hear more; whether there is more to come. Fails when nothing came in time."""
        left = ends - time.monotonic()
        if left <= 0 or not select.select([self._terminal], [], [], left)[0]:
            raise AssertionError(f"`{self.line}` said no more:\n{self.said}")
        try:
            more = os.read(self._terminal, 65536)
        except OSError as error:
            # Linux tells so that no program has the terminal open any more.
            if error.errno != errno.EIO:
                raise
            more = b""
        self.said += more.decode("utf-8", "replace")
        return bool(more)

    def expect(self, pattern: str) -> re.Match[str]:
        """Read on until the pattern comes, after what came before it."""
        ends = time.monotonic() + PATIENCE
        more = True
        while (found := re.compile(pattern).search(self.said, self._heard)) is None:
            assert more, f"`{self.line}` ended without {pattern!r}:\n{self.said}"
            more = self._read(ends)
        self._heard = found.end()
        return found

    def type(self, text: str) -> None:
        """One line, and Enter."""
        os.write(self._terminal, f"{text}\n".encode())

    def expect_end(self) -> str:
        """Read to the end; all that it said. Fails when it says that it failed."""
        ends = time.monotonic() + PATIENCE
        while self._read(ends):
            pass
        status = self.process.wait(PATIENCE)
        assert status == 0, f"`{self.line}` ended with {status}:\n{self.said}"
        return self.said
