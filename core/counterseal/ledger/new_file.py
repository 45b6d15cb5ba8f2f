"""Writing a file or a folder that people asked for: all of it or nothing, and never over another one."""

from __future__ import annotations

import contextlib
import os
import shutil
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
    _free(out, "file")
    part = _beside(out)
    try:
        yield part
        part.rename(out)
    except OSError as error:
        raise DiskTrouble(f"{what} could not be written", where=str(error), todo="Choose another folder.") from error
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()


@contextmanager
def new_folder(out: Path, what: str) -> Iterator[Path]:
    """Give an empty folder beside ``out`` to write into; it becomes ``out`` when the block ends without an exception.

    Args:
        what: names what lies in it in a sentence, such as ``The proofs``.

    Raises:
        Conflict: there is something at ``out``. DiskTrouble: it could not be written.
    """
    _free(out, "folder")
    part = _beside(out)
    try:
        part.mkdir(parents=True, mode=0o700)
        yield part
        part.rename(out)
    except OSError as error:
        raise DiskTrouble(f"{what} could not be written", where=str(error), todo="Choose another folder.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _free(out: Path, kind: str) -> None:
    if os.path.lexists(out):
        raise Conflict(
            f"There is such a {kind} already; it was left as it is",
            where=str(out),
            todo="Choose another name.",
            code="file_exists",
        )


def _beside(out: Path) -> Path:
    return out.with_name(f".{out.name}.{os.getpid()}.{os.urandom(4).hex()}.part")
