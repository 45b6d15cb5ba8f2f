"""Agents' programs as processes of their framework's own environment, and the code that the pages show."""

from __future__ import annotations

import json
import os
import queue
import re
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from connect.frameworks import ROOT

# An agent framework takes seconds to import, and a loaded machine several times that.
PATIENCE = 90.0
_BLOCK = re.compile(r"^```\w+ title=\"(?P<title>[^\"]+)\"\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def page_code(page: str, title: str) -> str:
    """The code block of that title on a page of ``docs/connect``: what a reader copies is what is tried.

    A block begins with three backticks, a language and ``title="agent.py"``.
    """
    text = (ROOT / "docs" / "connect" / f"{page}.md").read_text("utf-8")
    found = {match["title"]: match["code"] for match in _BLOCK.finditer(text)}
    assert title in found, f"docs/connect/{page}.md shows {sorted(found)}, not {title!r}"
    return found[title]


def put_page(page: str, folder: Path) -> Path:
    """Write every titled block of a page into a folder, so that a program can import it; the folder."""
    text = (ROOT / "docs" / "connect" / f"{page}.md").read_text("utf-8")
    for match in _BLOCK.finditer(text):
        (folder / match["title"]).write_text(match["code"], "utf-8")
    return folder


class Program:
    """A started program that says one JSON object a line; ended, with all that it started, on leaving.

    Args:
        command: what to run.
        env: variables on top of this process's own.
        cwd: where.
        takes_input: whether ``say`` will be used.
    """

    def __init__(
        self,
        command: list[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        takes_input: bool = False,
    ) -> None:
        self.lines: list[dict[str, Any]] = []
        self._news: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._errors: list[str] = []
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.PIPE if takes_input else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=cwd,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **(env or {})},
            text=True,
            start_new_session=True,
        )
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read, self._read_errors)]
        for reader in self._readers:
            reader.start()

    def __enter__(self) -> Program:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.end()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                said = json.loads(line)
            except ValueError:
                said = {"text": line.rstrip("\n")}
            self._news.put(said if isinstance(said, dict) else {"text": said})
        self._news.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        self._errors.extend(self.process.stderr)

    @property
    def errors(self) -> str:
        """What it has written to standard error so far."""
        return "".join(self._errors)

    def expect_line(self, member: str, patience: float = PATIENCE) -> Any:
        """The value of ``member`` in the next line that has it. Fails when the program ends or says nothing."""
        while True:
            try:
                said = self._news.get(timeout=patience)
            except queue.Empty:
                raise AssertionError(
                    f"no {member!r} in {patience:.0f} s; it said {self.lines}\n{self.errors}"
                ) from None
            if said is None:
                self._news.put(None)
                raise AssertionError(f"it ended without {member!r}; it said {self.lines}\n{self.errors}")
            self.lines.append(said)
            if member in said:
                return said[member]

    def say(self, **members: Any) -> None:
        """Give it one line of JSON."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(members) + "\n")
        self.process.stdin.flush()

    def expect_end(self, patience: float = PATIENCE) -> int:
        """Wait until it ends by itself; its exit code."""
        try:
            return self.process.wait(patience)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"it still runs after {patience:.0f} s; it said {self.lines}\n{self.errors}") from None

    def end(self) -> None:
        """End it and everything of its session, and close its pipes."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.process.poll() is None:
                try:
                    os.killpg(self.process.pid, number)
                    self.process.wait(60)
                except (ProcessLookupError, subprocess.TimeoutExpired):
                    continue
        with suppress(ProcessLookupError):  # Nothing of its session is left, as it should be.
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)
        for reader in self._readers:
            reader.join(60)
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()
