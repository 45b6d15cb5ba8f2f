"""What the demo says while it runs: one line per thing that happened, with the seconds since its start."""

from __future__ import annotations

import sys
import time
from typing import TextIO


class Teller:
    """Writes progress lines."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def __call__(self, text: str) -> None:
        self._out.write(f"[{self.seconds:5.1f} s] {text}\n")
        self._out.flush()

    def plain(self, text: str) -> None:
        """A line without the time."""
        self._out.write(f"{text}\n")
        self._out.flush()
