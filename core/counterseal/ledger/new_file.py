"""Writing a file that people asked for: all of it or nothing, and never over another one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from counterseal.errors import Conflict
from counterseal.ledger.database import DiskTrouble


@contextmanager
def new_file(out: Path, what: str) -> Iterator[Path]:
    """Give a path beside ``out`` to write to; it becomes ``out`` when the block ends without an exception.

    Args:
        what: names the file in a sentence, such as ``The report``.

    Raises:
        Conflict: there is such a file. DiskTrouble: it could not be written.
    """
    if os.path.lexists(out):
        raise Conflict(
            "There is such a file already; it was left as it is",
            where=str(out),
            todo="Choose another name.",
            code="file_exists",
        )
    part = out.with_name(f".{out.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
    try:
        yield part
        part.rename(out)
    except OSError as error:
        raise DiskTrouble(f"{what} could not be written", where=str(error), todo="Choose another folder.") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
