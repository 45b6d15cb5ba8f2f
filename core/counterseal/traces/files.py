"""Reading a trace file from disk; the only part of this package that touches one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from counterseal.errors import InvalidInput, NotFound
from counterseal.model.traces import OpenedTrace
from counterseal.traces import outside_json
from counterseal.traces.reading import read_file


def open_trace(path: Path) -> OpenedTrace:
    """The trace in a file.

    Raises:
        NotFound: there is no such file, or it may not be read.
        InvalidInput: it is no regular file, is larger than ``outside_json.MAX_FILE``, or is no trace; with line and
            member.
    """
    try:
        # A pipe would wait for its writer here, and a device never end.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise NotFound(
            "The file could not be read", where=f"{path}: {error.strerror}", todo="Choose a file that you may read."
        ) from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InvalidInput("This is no file with content", where=str(path), todo="Choose a trace file.")
    with os.fdopen(handle, "rb") as file:
        data = file.read(outside_json.MAX_FILE + 1)
    return read_file(data, path.name)
