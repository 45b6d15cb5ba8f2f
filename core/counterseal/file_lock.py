"""One lock on an open file, which the system frees when its holder dies. Taken at once or not at all."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def take(file: IO[bytes]) -> None:
        """Raises BlockingIOError: somebody else has it. OSError: this file system knows no locks."""
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error

    def free(file: IO[bytes]) -> None:
        """Give back what was taken."""
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take(file: IO[bytes]) -> None:
        """Raises BlockingIOError: somebody else has it. OSError: this file system knows no locks."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def free(file: IO[bytes]) -> None:
        """Give back what was taken."""
        fcntl.flock(file, fcntl.LOCK_UN)
