"""Why an agent's action did not run, as exceptions: whoever does not handle them does not proceed."""

from __future__ import annotations

from typing import Any

from counterseal.errors import Conflict, Forbidden, KnownError, Stale, Unreachable


class NotRun(KnownError):
    """The action ended without its effect. Base of the endings that a person, or time, decided."""

    code = "not_run"


class Rejected(NotRun):
    """A person said no. ``reason`` is theirs and may be empty."""

    code = "rejected"

    def __init__(self, reason: str, *, where: str = "") -> None:
        self.reason = reason
        super().__init__(f"Rejected: {reason}" if reason else "Rejected", where=where)


class Answered(NotRun):
    """A person replied in place of letting the action run. ``text`` is their reply."""

    code = "answered"

    def __init__(self, text: str, *, where: str = "") -> None:
        self.text_given = text
        super().__init__(f"Answered in place of running: {text}", where=where)

    @property
    def answer(self) -> str:
        """The reply, for the agent to go on with."""
        return self.text_given


class Refused(NotRun):
    """Policy refused the action; nobody was asked."""

    code = "refused"
    http_status = 403


class Expired(NotRun):
    """Nobody decided in time."""

    code = "expired"


class Withdrawn(NotRun):
    """The action was taken back by its agent."""

    code = "withdrawn"


class WentStale(Stale, NotRun):
    """What was asked is gone or has changed, so the decision on it no longer holds."""

    code = "stale"


class Halted(Forbidden):
    """The agent is halted, or its lease ran out because the gateway fell silent. Everything later raises this too."""

    code = "halted"


class Voided(Halted, NotRun):
    """The action was closed by a halt."""

    code = "void"


class NotDecided(NotRun):
    """The caller's own patience ended before a decision."""

    code = "not_decided"


class PermitLost(Unreachable):
    """The permit may have been taken, but its answer was lost or came too late: the effect was not started."""

    code = "permit_lost"


class MaskedArguments(NotRun):
    """The gateway masked a secret in the arguments, and what came back cannot be told to stand for the agent's own."""

    code = "masked"


class OutcomeNotReported(Conflict):
    """The effect ran (or failed), but the gateway could not be told. It must not be run again.

    Attributes:
        outcome: ``done``, ``failed`` or ``unknown``, as it would have been reported.
        result: what the effect returned, where it did.
    """

    code = "outcome_not_reported"

    def __init__(self, what: str, *, outcome: str, where: str = "", result: Any = None) -> None:
        self.outcome = outcome
        self.result = result
        super().__init__(
            what,
            where=where,
            todo="Do not repeat the action. A person records in History what became of it.",
        )


class OutcomeUnknown(Exception):
    """Raised by an effect that cannot say whether it took place; reported as ``unknown`` and passed on."""
