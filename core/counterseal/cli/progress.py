"""How far a long check has come, on the error stream and only where a person watches."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from counterseal.cli.session import Session

FIRST_AFTER = 0.5
EVERY = 0.1


class Progress:
    """Called with (done, all), on any thread. Short work shows nothing."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + FIRST_AFTER
        self._shown = 0

    def __call__(self, done: int, whole: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + EVERY
        share = 100 * done // whole if whole else 100
        line = f"{self._what}: {done:,} of {whole:,} ({share} %)"
        print(f"\r{line:<{self._shown}}", end="", file=sys.stderr, flush=True)
        self._shown = len(line)

    def end(self) -> None:
        """Take the line away again."""
        if self._shown:
            print(f"\r{'':<{self._shown}}\r", end="", file=sys.stderr, flush=True)


@contextmanager
def shown(session: Session, what: str, wanted: bool | None = None) -> Iterator[Progress | None]:
    """The progress to pass on; None where nobody watches.

    Args:
        wanted: True shows it in any case, False never; None on a terminal only.
    """
    if not (sys.stderr.isatty() and not session.terminal.as_json if wanted is None else wanted):
        yield None
        return
    progress = Progress(what)
    try:
        yield progress
    finally:
        progress.end()
