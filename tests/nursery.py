"""Programs for tests that start and kill many: processes forked from one that has imported everything already.

A cold start of Python costs a second or two of a core, and the tests of crashes start a hundred programs. What is
forked here is a real process all the same: own memory, own descriptors, nothing opened before the fork, and a signal
kills it.

The nursery forks twice, so that the program loses its parent at once and falls to the nearest process that adopts
orphans, which is the one of the tests (``leftovers.adopt_orphans``): it can wait for it, and sees it when it is left.
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

ROOT = Path(__file__).resolve().parent.parent
PATHS = tuple(str(ROOT / name) for name in ("core", "desktop", "resources", "tests"))
_MOST_OF_A_REQUEST = 200_000


class Program:
    """A running program. It is used like a ``subprocess.Popen`` with three text pipes."""

    def __init__(self, name: str, pid: int, stdin: TextIO, stdout: TextIO, stderr: TextIO) -> None:
        self.name = name
        self.pid = pid
        self.stdin, self.stdout, self.stderr = stdin, stdout, stderr
        self.returncode: int | None = None
        self._said: list[str] = ["", ""]
        self._readers: list[threading.Thread] = []

    def poll(self) -> int | None:
        """Its exit status if it has ended, negative for the signal that ended it."""
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            if ended:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float) -> int:
        """Wait until it has ended. Raises subprocess.TimeoutExpired."""
        if self.poll() is None:
            ends = os.pidfd_open(self.pid)
            try:
                with selectors.DefaultSelector() as selector:
                    selector.register(ends, selectors.EVENT_READ)
                    selector.select(timeout)
            finally:
                os.close(ends)
        code = self.poll()
        if code is None:
            raise subprocess.TimeoutExpired(self.name, timeout)
        return code

    def kill(self) -> None:
        """SIGKILL, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, signal.SIGKILL)

    def communicate(self, timeout: float = 90.0) -> tuple[str, str]:
        """Close its input, wait until it ends, and return what it wrote. Raises subprocess.TimeoutExpired."""
        if not self._readers:
            self.stdin.close()
            for place, pipe in enumerate((self.stdout, self.stderr)):
                self._readers.append(threading.Thread(target=self._read, args=(place, pipe), daemon=True))
                self._readers[-1].start()
        self.wait(timeout)
        for reader in self._readers:
            # What it started may hold its pipes a moment longer than it lived.
            reader.join(timeout)
            if reader.is_alive():
                raise subprocess.TimeoutExpired(self.name, timeout)
        return self._said[0], self._said[1]

    def _read(self, place: int, pipe: TextIO) -> None:
        with pipe:
            self._said[place] = pipe.read()


class ColdStarts:
    """Starts programs one by one, on systems where no process adopts orphans."""

    def start(self, module: str, words: Sequence[str], folder: Path) -> subprocess.Popen[str]:
        """As ``Nursery.start``."""
        run = f"import {module}; raise SystemExit({module}.main())"
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)}
        pipe = subprocess.PIPE
        return subprocess.Popen(
            [sys.executable, "-c", run, *words], stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment,
            cwd=folder,
        )  # fmt: skip

    def close(self) -> None:
        """Nothing is kept running."""


class Nursery:
    """A process that has imported ``modules`` and forks programs."""

    def __init__(self, *modules: str) -> None:
        self._door, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(PATHS)}
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno()), *modules],
                stdin=subprocess.DEVNULL,
                env=environment,
                pass_fds=[theirs.fileno()],
            )

    def start(self, module: str, words: Sequence[str], folder: Path) -> Program:
        """Run the ``main`` of a module with these words, in this folder and this process's environment of now."""
        pipes = [os.pipe() for _ in range(3)]
        (stdin, our_in), (our_out, stdout), (our_err, stderr) = pipes
        request = {"module": module, "words": list(words), "folder": str(folder), "environment": dict(os.environ)}
        try:
            socket.send_fds(self._door, [json.dumps(request).encode()], [stdin, stdout, stderr])
            pid = int(self._door.recv(100))
        finally:
            for end in (stdin, stdout, stderr):
                os.close(end)
        return Program(f"{module} {pid}", pid, open(our_in, "w"), open(our_out), open(our_err))

    def close(self) -> None:
        """End the nursery; what it has forked goes on."""
        self._door.close()
        self._process.wait(60)


Starts = Nursery | ColdStarts
Started = Program | subprocess.Popen[str]


def make_nursery(*modules: str) -> Starts:
    """What starts programs that import these modules."""
    return Nursery(*modules) if sys.platform.startswith("linux") else ColdStarts()


def main(door_number: int, modules: Sequence[str]) -> None:
    """The nursery's own life."""
    door = socket.socket(fileno=door_number)
    for name in modules:
        importlib.import_module(name)
    while True:
        asked, given, _flags, _address = socket.recv_fds(door, _MOST_OF_A_REQUEST, 3)
        if not asked:
            return
        told, tells = os.pipe()
        between = os.fork()
        if between == 0:
            born = os.fork()
            if born:
                os.write(tells, str(born).encode())
                os._exit(0)
            for end in (told, tells, door.detach()):
                os.close(end)
            live(json.loads(asked), given)
        # Its end is waited for before anybody hears of the program, which then has its new parent.
        os.waitpid(between, 0)
        door.send(os.read(told, 100))
        for end in (told, tells, *given):
            os.close(end)


def live(request: Mapping[str, object], given: Sequence[int]) -> None:
    """Be the program that was asked for, to its end."""
    for number, end in enumerate(given):
        os.dup2(end, number)
        os.close(end)
    os.chdir(str(request["folder"]))
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    name = str(request["module"])
    sys.argv = [name, *request["words"]]  # type: ignore[misc]
    raise SystemExit(importlib.import_module(name).main())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
