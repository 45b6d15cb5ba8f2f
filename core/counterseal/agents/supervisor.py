"""``counterseal run``: a command with everything that it starts, ended when its agent is halted or its lease ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from counterseal.agents.lease import SUPERVISOR, LeaseKeeper
from counterseal.agents.process_tree import Process
from counterseal.agents.refusals import Halted

GRACE_SECONDS = 5.0
# As timeout(1) and env(1) have it; the command's own codes are passed on.
STOPPED_EXIT = 124
# The HALT file is looked for at least this often.
LOOK_SECONDS = 0.5
ENDING_LOOK_SECONDS = 0.02
# Longer than this no process takes to die of SIGKILL unless it hangs inside the system.
KILL_SECONDS = 10.0


class Tree(Protocol):
    """A command and everything below it, as one system knows them."""

    def start(self, command: Sequence[str], environment: Mapping[str, str]) -> None: ...

    def poll(self) -> int | None: ...

    def wait(self, seconds: float) -> None: ...

    def wake(self) -> None: ...

    def resume(self) -> None: ...

    def alive(self) -> list[Process]: ...

    def ask(self, processes: Iterable[Process]) -> None: ...

    def force(self, processes: Iterable[Process]) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class RunReport:
    """How a run ended.

    Attributes:
        code: the exit code to end with.
        why: the halt or the silence that ended it; None when the command ended by itself.
        ended: processes that the supervisor ended; ``killed`` those of them that would not; ``left`` those that it
            could not end at all.
        seconds: from the reason until the last of them was gone.
    """

    code: int
    why: str | None
    ended: tuple[Process, ...] = ()
    killed: tuple[Process, ...] = ()
    left: tuple[Process, ...] = ()
    seconds: float = 0.0


def tree_of_this_system() -> Tree:
    """What keeps a command's processes together here."""
    if sys.platform == "win32":
        from counterseal.agents.supervised_windows import WindowsTree

        return WindowsTree()
    from counterseal.agents.supervised_posix import PosixTree

    return PosixTree()


class Supervisor:
    """Runs one command under one lease. For the main thread.

    Args:
        keeper: a lease that has not been taken yet, with ``supervises``.
        home: the data folder whose ``HALT`` file stops everything on this machine; None: there is none here.
        grace: seconds between being told to end and being killed; a halt may say less.
    """

    def __init__(self, keeper: LeaseKeeper, home: Path | None, grace: float = GRACE_SECONDS) -> None:
        self._keeper = keeper
        self._file = None if home is None else home / "HALT"
        self._grace = grace
        self._tree = tree_of_this_system()

    def wake(self) -> None:
        """Look now; for the lease's ``on_stop``."""
        self._tree.wake()

    def run(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> RunReport:
        """Run the command to its end, or to the agent's.

        Raises:
            Halted: halted already, so nothing was started. Unreachable, Unauthorised: no lease, likewise.
            NotFound: no such command.
        """
        try:
            if self._halt_file():
                raise Halted(
                    "Everything on this machine is halted by its HALT file",
                    where=str(self._file),
                    todo="Remove the file when it is safe to go on.",
                )
            self._keeper.take()
            below = {**(os.environ if environment is None else environment), SUPERVISOR: self._keeper.holder}
            self._tree.start(command, below)
            try:
                return self._follow()
            except BaseException:
                # Whatever went wrong in here, nothing may go on without its supervisor.
                self._end(time.monotonic(), "the supervisor failed")
                raise
        finally:
            self._keeper.close()
            self._tree.close()

    def _follow(self) -> RunReport:
        self._keeper.keep()
        while True:
            code, why = self._tree.poll(), self._must_stop()
            if code is not None or why is not None:
                break
            self._tree.resume()
            self._tree.wait(min(LOOK_SECONDS, max(self._keeper.left - self._margin, 0.0)))
        started = time.monotonic()
        ended, killed, left = self._end(started + self._patience(why), why)
        self._keeper.give_back(len(ended), len(killed), len(left))
        seconds = time.monotonic() - started
        exit_code = STOPPED_EXIT if code is None else code
        return RunReport(exit_code, why if code is None else None, ended, killed, left, seconds)

    # -- when to stop -------------------------------------------------------------------------------------------
    def _halt_file(self) -> bool:
        return self._file is not None and self._file.exists()

    @property
    def _margin(self) -> float:
        """Processes are told this long before the lease ends, so that the last is gone when it does."""
        return min(self._grace, GRACE_SECONDS, self._keeper.seconds / 6)

    def _must_stop(self) -> str | None:
        if self._keeper.stopped is not None:
            return self._keeper.stopped
        if self._halt_file():
            return f"everything on this machine is halted by {self._file}"
        if self._keeper.left <= self._margin:
            return "the gateway has been silent, and the lease ends"
        return None

    def _patience(self, why: str | None) -> float:
        given = self._keeper.grace_s
        grace = self._grace if given is None else min(self._grace, given)
        # Nothing outlives the lease; where the command ended by itself, what it left has the usual time.
        return grace if why is None else min(grace, max(self._keeper.left, 0.0))

    # -- ending -------------------------------------------------------------------------------------------------
    def _end(
        self, deadline: float, why: str | None
    ) -> tuple[tuple[Process, ...], tuple[Process, ...], tuple[Process, ...]]:
        """End all that runs; returns what was ended, what of it by force, and what is left."""
        told: dict[Process, None] = {}
        killed: dict[Process, None] = {}
        while found := self._tree.alive():
            now = time.monotonic()
            if why is None and (why := self._must_stop()) is not None:
                # Halted while it ended by itself: the halt's time counts, if that is shorter.
                deadline = min(deadline, now + self._patience(why))
            if now >= deadline + KILL_SECONDS:
                break
            if now < deadline:
                self._tree.ask([one for one in found if one not in told])
            else:
                killed |= dict.fromkeys(found)
                self._tree.force(found)
            told |= dict.fromkeys(found)
            self._tree.wait(min(ENDING_LOOK_SECONDS, max(deadline - now, 0.0)) or ENDING_LOOK_SECONDS)
        left = tuple(found)
        return tuple(one for one in told if one not in left), tuple(one for one in killed if one not in left), left
