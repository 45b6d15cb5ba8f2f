"""The demo's processes: each under a warden, with its own log, and none left at the end."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from counterseal.errors import KnownError

END_SECONDS = 8.0
_TAIL = 400
_KEPT_OUT = ("COUNTERSEAL_", "LANGSMITH_", "LANGCHAIN_", "LANGGRAPH_")


@dataclass(slots=True)
class Child:
    """One started program."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.process.poll()

    def check(self) -> None:
        """Raises KnownError when it has ended although it should run."""
        if self.exit_code is not None:
            raise KnownError(
                f"The {self.name} ended with code {self.exit_code}",
                where=f"{self.log.name}: {self.words()[-_TAIL:].strip()}",
                todo=f"Look into {self.log}.",
                code="agent_ended",
            )

    def words(self) -> str:
        """What it has written so far."""
        return self.log.read_text("utf-8", "replace")

    def end(self) -> None:
        """End it and what it started."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass(slots=True)
class Processes:
    """All processes of one demo. Use as a context manager."""

    logs: Path
    children: list[Child] = field(default_factory=list)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_error: object) -> None:
        # All are told before any is waited for, so that their endings overlap.
        for child in self.children:
            if child.process.stdin is not None and child.exit_code is None:
                child.process.stdin.close()
        for child in self.children:
            child.end()

    def start(self, name: str, command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Child:
        """Start a program in ``folder``; its words go to a log of its name."""
        log = self.logs / f"{name.replace(' ', '-')}.log"
        # Neither this person's own gateway and token nor their language model's tracing may reach the demo.
        kept = {key: value for key, value in os.environ.items() if not key.startswith(_KEPT_OUT)}
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603  (our own programs)
                [sys.executable, "-m", "counterseal.demo.warden", *command],
                cwd=folder,
                env={**kept, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", **environment},
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )
        child = Child(name, process, log)
        self.children.append(child)
        return child
