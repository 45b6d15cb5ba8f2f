"""Turns at writing, among the processes that have one database open: who waits goes before who has just written.

SQLite lets whoever looks first write next, and those who wait look ever more rarely: beside a gateway that writes one
transaction after the other, a person's decision waited for seconds. So whoever wants to write takes this lock first and
keeps it until it is its turn; who comes back meanwhile waits behind. It orders only: without it, or when somebody keeps
it for too long, SQLite's own lock still lets one write at a time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from counterseal import file_lock

LOOK_AGAIN = 0.001
PATIENCE = 5.0


class Turns:
    """The lock of one opened database. Used by one thread at a time.

    Args:
        path: the lock's file; made if need be, and left.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    @contextmanager
    def next(self) -> Iterator[None]:
        """Hold the place of who writes next; inside, wait for the writing itself."""
        file = self._opened()
        held = file is not None and _wait(file)
        try:
            yield
        finally:
            if held and file is not None:
                file_lock.free(file)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _opened(self) -> IO[bytes] | None:
        if self._file is None:
            try:
                self._file = open(self._path, "a+b")  # noqa: SIM115  (kept open for as long as the database is)
            except OSError:
                # Nothing can be written here; what is tried next says so.
                return None
        return self._file


def _wait(file: IO[bytes]) -> bool:
    """Whether the place is ours; False where nobody gives it up in time, or the file system knows no locks."""
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            file_lock.take(file)
        except BlockingIOError:
            if time.monotonic() >= ends:
                return False
            time.sleep(LOOK_AGAIN)
        except OSError:
            return False
        else:
            return True
