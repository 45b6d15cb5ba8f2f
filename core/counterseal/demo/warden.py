"""Runs one command and ends it, with all that it started, when the demo that started this ends, however it ends.

Run as ``python -m counterseal.demo.warden COMMAND…`` with a pipe as standard input: its end is the signal.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from types import FrameType

GRACE_SECONDS = 4.0


def main(command: list[str]) -> int:
    """Run ``command`` in a process group of its own; returns its exit code."""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603

    def stop(_signal: int, _frame: FrameType | None) -> None:
        _end(child)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    threading.Thread(target=_watch, args=(child,), daemon=True).start()
    code = child.wait()
    _signal_group(child.pid, kill=True)
    return code if code >= 0 else 128 - code


def _watch(child: subprocess.Popen[bytes]) -> None:
    # Not sys.stdin: a thread blocked in its buffer would trip the interpreter's own shutdown.
    while os.read(0, 64):
        continue
    _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    _signal_group(child.pid, kill=False)
    try:
        child.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        _signal_group(child.pid, kill=True)


if sys.platform == "win32":  # pragma: no cover

    def _signal_group(pid: int, *, kill: bool) -> None:
        taskkill = os.path.join(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
        subprocess.run([taskkill, "/F", "/T", "/PID", str(pid)], capture_output=True, check=False)  # noqa: S603

else:

    def _signal_group(pid: int, *, kill: bool) -> None:
        try:
            os.killpg(pid, signal.SIGKILL if kill else signal.SIGTERM)
        except ProcessLookupError:
            return


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
