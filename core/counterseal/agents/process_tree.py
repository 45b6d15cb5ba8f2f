"""Everything that a process has started, however far it has gone from it: Linux, by ``/proc``.

A process that leaves its session and loses its parent is handed to the nearest *subreaper* above it (prctl(2),
``PR_SET_CHILD_SUBREAPER``). So below a supervisor that is one, parents always lead back to the supervisor, and a walk
down from it finds all that it started directly or indirectly, for as long as the supervisor itself lives: whoever kills
that frees what the command had started. What another service starts on its behalf (a timer, a container, a system
service) is not below it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from counterseal.errors import KnownError

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
_PROC = Path("/proc")
_ZOMBIE = ("Z", "X")


@dataclass(frozen=True, slots=True)
class Process:
    """A running process. ``started`` (clock ticks since boot) tells it from a later one of the same number."""

    pid: int
    started: int
    name: str

    def __str__(self) -> str:
        return f"{self.pid} {self.name}"


@dataclass(frozen=True, slots=True)
class _Stat:
    process: Process
    parent: int
    state: str


def become_subreaper() -> None:
    """Let orphans below this process come to it. Raises KnownError: this system knows no such thing."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    """Be killed when the parent's thread that started this process ends; for use between fork and exec."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def descendants(root: int) -> list[Process]:
    """All running processes below ``root``, parents before children; zombies are no longer running.

    Raises:
        KnownError: ``/proc`` cannot be read, so nobody can tell.
    """
    found = _read_all()
    below: dict[int, list[_Stat]] = {}
    for stat in found:
        below.setdefault(stat.parent, []).append(stat)
    # Oldest first, because a number may have been given anew to a child whose parent's entry we read before.
    todo, seen, listed = [root], {root}, []
    while todo:
        for stat in below.get(todo.pop(0), ()):
            if stat.process.pid in seen:
                continue
            seen.add(stat.process.pid)
            todo.append(stat.process.pid)
            if stat.state not in _ZOMBIE:
                listed.append(stat.process)
    return listed


def send(process: Process, number: signal.Signals) -> bool:
    """Signal exactly this process, not a later one of its number.

    Returns:
        whether it was there and took it; a process of another user does not.
    """
    if sys.platform != "linux":
        return False
    try:
        handle = os.pidfd_open(process.pid)
    except OSError:
        return False
    try:
        # The handle is of whoever has the number now, so look whose that is before using it.
        now = _read(process.pid)
        if now is None or now.process.started != process.started:
            return False
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(handle, number)
            return True
        return False
    except PermissionError:
        return False
    finally:
        os.close(handle)


def send_all(processes: Iterable[Process], number: signal.Signals) -> None:
    """Signal each of these processes."""
    for process in processes:
        send(process, number)


def _read_all() -> list[_Stat]:
    try:
        names = os.listdir(_PROC)
    except OSError as error:
        raise KnownError(
            "The processes of this machine cannot be listed, so none of them could be ended for sure",
            where=f"{_PROC}: {error.strerror}",
            todo="Run the agent where /proc is mounted.",
            code="no_proc",
        ) from error
    found = [_read(int(name)) for name in names if name.isdecimal()]
    return [stat for stat in found if stat is not None]


def _read(pid: int) -> _Stat | None:
    try:
        raw = (_PROC / str(pid) / "stat").read_bytes().decode("utf-8", "replace")
    except OSError:
        # It has ended in between.
        return None
    # The name stands in parentheses and may itself hold any of them, and spaces.
    opened, closed = raw.find("("), raw.rfind(")")
    rest = raw[closed + 2 :].split()
    return _Stat(Process(pid, int(rest[19]), raw[opened + 1 : closed]), int(rest[1]), rest[0])


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise KnownError("The system refused to let processes be supervised", where=os.strerror(number), code="prctl")
