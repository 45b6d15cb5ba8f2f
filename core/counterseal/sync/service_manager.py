"""What a gateway tells the service manager that started it: ready, alive, stopping (systemd's sd_notify protocol).

Without ``NOTIFY_SOCKET`` in the environment nobody is told anything. See sd_notify(3) and systemd.service(5).
"""

from __future__ import annotations

import logging
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

# A manager that reads nothing must hold up neither the stop nor the watch.
SEND_SECONDS = 5.0
_log = logging.getLogger(__name__)


def notify(message: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send one datagram, as ``READY=1``. Whether somebody asked to be told and could be reached."""
    path = environment.get("NOTIFY_SOCKET", "")
    if not path or sys.platform == "win32":
        return False
    # "@" stands for the first byte of a name in Linux's abstract space; other kinds of address are not ours.
    address = "\0" + path[1:] if path.startswith("@") else path
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | getattr(socket, "SOCK_CLOEXEC", 0)) as sock:
            sock.settimeout(SEND_SECONDS)
            sock.connect(address)
            sock.sendall(message.encode())
    except OSError as error:
        _log.warning("the service manager could not be told: %s", error.strerror or "it does not read")
        return False
    return True


def watchdog_seconds(environment: Mapping[str, str] = os.environ) -> float | None:
    """How often the service manager wants to hear that we live; None when it does not."""
    wanted, pid = environment.get("WATCHDOG_USEC", ""), environment.get("WATCHDOG_PID", "")
    if not (wanted.isascii() and wanted.isdecimal()) or int(wanted) == 0:
        return None
    return int(wanted) / 1_000_000 if pid in ("", str(os.getpid())) else None


@contextmanager
def told(answers: Callable[[], bool], environment: Mapping[str, str] = os.environ) -> Iterator[None]:
    """Say that the service is ready, then that it lives for as long as ``answers`` says so, then that it stops.

    Args:
        answers: asked from a thread of its own, twice in each of the manager's intervals. When it says no, nothing is
            sent, and the manager restarts the service.
    """
    ended = threading.Event()
    every = watchdog_seconds(environment)

    def watch(seconds: float) -> None:
        while not ended.wait(seconds / 2):
            if answers():
                notify("WATCHDOG=1", environment)
            else:
                _log.error("the gateway does not answer; the service manager is not told that it lives")

    watcher = None if every is None else threading.Thread(target=watch, args=(every,), name="counterseal-watchdog")
    notify("READY=1\nSTATUS=Serving", environment)
    if watcher is not None:
        watcher.start()
    try:
        yield
    finally:
        ended.set()
        notify("STOPPING=1", environment)
        if watcher is not None:
            watcher.join()
