"""The steps between a click and its acknowledgement, and how a process ends itself at one of them."""

from __future__ import annotations

import os
import signal

STEPS = (
    "signed",
    "inserted",
    "committed",
    "claimed",
    "posting",
    "gateway.before_commit",
    "gateway.committed",
    "answered",
    "marked",
)
BEFORE_COMMIT = ("signed", "inserted")


class KillSwitch:
    """Ends this process by SIGKILL at one step, once armed. ``on_step`` goes into the desk.

    The gateway's steps count once the decision is on its way there: it commits leases and claims in between, when
    nothing need be decided yet.
    """

    def __init__(self, step: str) -> None:
        if step not in (*STEPS, "none"):
            raise ValueError(f"no step {step}")
        self._step = step
        self._armed = False
        self._posted = False

    def arm(self) -> None:
        """From now on; what happened before the click has other steps of the same names."""
        self._armed = True

    def on_step(self, name: str) -> None:
        if not self._armed:
            return
        self._posted = self._posted or name == "posting"
        if name == self._step and (self._posted or not name.startswith("gateway.")):
            os.kill(os.getpid(), signal.SIGKILL)
