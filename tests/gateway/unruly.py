"""An agent that will not end: it ignores SIGTERM, and so do two processes that have left its session and its parents.

Each writes the time (monotonic, which all processes of a machine share) into the file of its own name, again and again.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path


def write(folder: Path, name: str) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with (folder / name).open("w") as file:
        while True:
            file.write(f"{os.getpid()} {time.monotonic()}\n")
            file.flush()
            time.sleep(0.01)


def escape(folder: Path, name: str) -> None:
    """Twice forked, with a session of its own between: by all ordinary means nobody's child any more."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            write(folder, name)
        os._exit(0)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    escape(place, "first")
    escape(place, "second")
    write(place, "main")
