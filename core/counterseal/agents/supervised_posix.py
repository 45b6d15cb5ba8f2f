"""A supervised command on POSIX: a process group of its own, the terminal, signals, and all that it starts.

On Linux nothing below the supervisor escapes it (``process_tree``). Elsewhere only the process group is ended; that
part follows the standard and has not been run here.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import FrameType
from typing import Any

from counterseal.agents import process_tree
from counterseal.agents.process_tree import Process
from counterseal.errors import NotFound

FORWARDED = (
    signal.SIGINT,
    signal.SIGTERM,
    signal.SIGHUP,
    signal.SIGQUIT,
    signal.SIGUSR1,
    signal.SIGUSR2,
    signal.SIGWINCH,
)
LINUX = sys.platform == "linux"


class PosixTree:
    """The command and everything below it. For the main thread of a process that does nothing else."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._code: int | None = None
        self._terminal: int | None = None
        self._reader, self._writer = os.pipe()
        for end in (self._reader, self._writer):
            os.set_blocking(end, False)
        self._handlers: dict[int, Any] = {}
        self._stopped = False
        self._wakeup = -1

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run the command. Raises NotFound: it is not there, or cannot be run (``code`` not_executable)."""
        if LINUX:
            process_tree.become_subreaper()
            # Looked at now, because to find out later that nothing can be listed would be too late.
            process_tree.descendants(os.getpid())
        self._terminal = _own_terminal()
        self._wakeup = signal.set_wakeup_fd(self._writer, warn_on_full_buffer=False)
        for number in (*FORWARDED, signal.SIGCHLD):
            self._handlers[number] = signal.signal(number, self._note)
        try:
            self._child = subprocess.Popen(  # noqa: S603  (running what it is given is what this is for)
                list(command),
                env=dict(environment),
                # Safe although it runs between fork and exec: no other thread has been started yet.
                preexec_fn=self._before_exec,
            )
        except OSError as error:
            self.close()
            missing = error.errno in (errno.ENOENT, errno.ENOTDIR)
            raise NotFound(
                "There is no such command" if missing else "This command cannot be run",
                where=f"{command[0]}: {error.strerror}",
                code="not_found" if missing else "not_executable",
            ) from error
        # In both processes, because nobody knows which of them comes first.
        with suppress(OSError):
            os.setpgid(self._child.pid, self._child.pid)
        # What follows must not stop us when the terminal is the command's.
        self._handlers[signal.SIGTTOU] = signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        self._give_terminal(self._child.pid)

    def poll(self) -> int | None:
        """The command's exit code, as a shell would tell it; None while it runs. Reaps whatever has ended."""
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED)
            except ChildProcessError:
                return self._code
            if pid == 0:
                return self._code
            if self._child is None or pid != self._child.pid:
                continue
            if os.WIFSTOPPED(status):
                self._suspend()
            else:
                code = os.waitstatus_to_exitcode(status)
                self._child.returncode = code
                self._code = code if code >= 0 else 128 - code

    def wait(self, seconds: float) -> None:
        """Return after a signal, a ``wake``, or ``seconds``; signals that came are passed on."""
        select.select([self._reader], [], [], seconds)
        with suppress(BlockingIOError):
            for number in os.read(self._reader, 4096):
                if number in FORWARDED:
                    self._forward(signal.Signals(number))

    def wake(self) -> None:
        """End ``wait`` from another thread."""
        with suppress(BlockingIOError):
            os.write(self._writer, b"\0")

    def alive(self) -> list[Process]:
        """What still runs of it."""
        self.poll()
        if LINUX:
            return process_tree.descendants(os.getpid())
        if self._child is None or not _group_alive(self._child.pid):
            return []
        return [Process(self._child.pid, 0, "process group")]

    def ask(self, processes: Iterable[Process]) -> None:
        """Tell processes to end."""
        self._signal(processes, signal.SIGTERM)
        # One that is stopped cannot follow.
        self._signal(processes, signal.SIGCONT)

    def force(self, processes: Iterable[Process]) -> None:
        """End processes whether they will or not; all are frozen first, so that none starts another meanwhile."""
        self._signal(processes, signal.SIGSTOP)
        self._signal(self.alive(), signal.SIGKILL)

    def close(self) -> None:
        """Give back terminal, signals and pipe; once."""
        if self._reader < 0:
            return
        if self._terminal is not None:
            self._give_terminal(os.getpgrp())
            os.close(self._terminal)
            self._terminal = None
        if self._handlers:
            signal.set_wakeup_fd(self._wakeup)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._handlers.clear()
        os.close(self._reader)
        os.close(self._writer)
        self._reader = self._writer = -1

    # -- inner --------------------------------------------------------------------------------------------------
    def _before_exec(self) -> None:
        os.setpgid(0, 0)
        if LINUX:
            process_tree.die_with_parent()
        if self._terminal is not None:
            signal.signal(signal.SIGTTOU, signal.SIG_IGN)
            os.tcsetpgrp(self._terminal, os.getpid())
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        """The number is read from the pipe that the system's handler writes it to."""

    def _forward(self, number: signal.Signals) -> None:
        if self._child is not None and self._code is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, number)

    def _signal(self, processes: Iterable[Process], number: signal.Signals) -> None:
        if LINUX:
            process_tree.send_all(processes, number)
        elif self._child is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child.pid, number)

    def _suspend(self) -> None:
        """The command was suspended (Ctrl+Z): so is everything below us and then we, or what it started would go on."""
        if self._terminal is None or self._child is None:
            return
        frozen = self.alive()
        self._signal(frozen, signal.SIGSTOP)
        self._give_terminal(os.getpgrp())
        os.kill(os.getpid(), signal.SIGSTOP)
        # Continued by the shell. Whether the lease still lives is asked before anything else can have happened.
        self._stopped = True

    def resume(self) -> None:
        """Let go on what was suspended together with us."""
        if self._stopped and self._child is not None:
            self._stopped = False
            self._give_terminal(self._child.pid)
            self._signal(self.alive(), signal.SIGCONT)

    def _give_terminal(self, group: int) -> None:
        """Make a group the terminal's foreground, if the foreground is ours to give: the shell may have it again."""
        if self._terminal is None or self._child is None:
            return
        # It may have hung up; then there is nothing to give.
        with suppress(OSError):
            if os.tcgetpgrp(self._terminal) in (os.getpgrp(), self._child.pid):
                os.tcsetpgrp(self._terminal, group)


def _own_terminal() -> int | None:
    """The controlling terminal, if this process is in its foreground; the command takes that place."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_CLOEXEC | os.O_NOCTTY)
    except OSError:
        return None
    try:
        if os.tcgetpgrp(terminal) == os.getpgrp():
            fcntl.fcntl(terminal, fcntl.F_SETFD, fcntl.FD_CLOEXEC)
            return terminal
    except OSError:
        # A terminal that has hung up is none.
        os.close(terminal)
        return None
    os.close(terminal)
    return None


def _group_alive(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
