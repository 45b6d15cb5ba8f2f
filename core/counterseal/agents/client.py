"""What an agent's own program uses to ask before it acts.

Example::

    with AgentClient() as desk:  # COUNTERSEAL_URL, COUNTERSEAL_TOKEN
        desk.run("refunds.issue", {"order": "88213", "amount_minor": 124000}, effect=issue_refund)

Every way that is not an approval raises; no failure ever falls through to the effect.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import iscoroutine
from types import TracebackType
from typing import Any, TypeVar, Unpack

from counterseal.agents.action_status import ActionStatus
from counterseal.agents.asking import Asking, Claims, Permit
from counterseal.agents.steps import Act, Block, Look, Send, Sleep, SleepWhilePaused, Step, Steps
from counterseal.clock import Clock
from counterseal.errors import WrongUse
from counterseal.model.actions import State

__all__ = ["AgentClient", "Claims", "Permit"]
T = TypeVar("T")


class AgentClient:
    """One agent's line to its gateway; holds the lease of this process. Thread-safe.

    Args:
        url: the gateway; ``COUNTERSEAL_URL`` when None.
        token: the agent's token; ``COUNTERSEAL_TOKEN`` when None.
        pin: the key that the gateway proves over TLS; ``COUNTERSEAL_PIN`` when None.
        on_stop: told once, with the reason, when this process must stop. Called on one of the lease's threads.
        clock: replaced by tests.

    Raises:
        WrongUse: no address or token, or an address that a token may not be sent to.
    """

    def __init__(
        self,
        url: str | None = None,
        token: str | None = None,
        *,
        pin: str | None = None,
        on_stop: Callable[[str], None] | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._asking = Asking(url, token, pin, on_stop, clock)

    def __enter__(self) -> AgentClient:
        try:
            self._drive(self._asking.ready())
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def stopped(self) -> str | None:
        """Why this process must stop; None while it may go on."""
        return self._asking.lease.stopped

    @property
    def grace_s(self) -> float | None:
        """Seconds that a halt gives to what this process has started; None when it said nothing of it."""
        return self._asking.lease.grace_s

    def close(self, *, give_back: bool = True) -> None:
        """End the lease's threads, give the lease back and close the connection.

        Args:
            give_back: False where the effect runs on without this process: what is permitted is unknown once the lease
                has run out without a report.
        """
        self._asking.close(give_back=give_back)

    def propose(self, tool: str, arguments: Mapping[str, Any], **claims: Unpack[Claims]) -> str:
        """Ask for one action; returns its id.

        Args:
            claims: see ``Claims``.

        Raises:
            InvalidInput: not I-JSON, or refused by the gateway. Halted. Unreachable.
        """
        return self._drive(self._asking.propose(tool, arguments, **claims))

    def status(self, action_id: str) -> ActionStatus:
        """The action now. Raises Halted, NotFound, Forbidden, Unreachable."""
        return self._drive(self._asking.status(action_id))

    def wait(self, action_id: str, timeout: float | None = None) -> ActionStatus:
        """Wait until the action is decided (and the decision can no longer be taken back) or has ended.

        A gateway that cannot be reached is asked again for as long as the lease lives.

        Args:
            timeout: seconds; None waits without end.

        Raises:
            NotDecided: ``timeout`` passed. Halted: a halt, or silence until the lease ran out.
        """
        return self._drive(self._asking.wait(action_id, timeout))

    def permit(self, action_id: str) -> Permit:
        """Take the permit of an approved action. It lives for ten seconds and is given once.

        A lost answer is asked for again under the same key, for as long as the permit could still be used.

        Raises:
            Conflict: not approved (any more). Stale: too late. Halted.
            PermitLost: no answer; the permit may be taken, so the action must not run.
            MaskedArguments: what may run holds a masked value that is not known here; reported as failed.
        """
        return self._drive(self._asking.permit(action_id))

    def outcome(self, permit: Permit, outcome: str, note: str = "") -> State:
        """Report ``done``, ``failed`` or ``unknown``. Repeated, which is safe, for a minute if the gateway is away.

        Works after a halt too: what has happened must be recorded.

        Raises:
            KnownError: the gateway refused the report. Unreachable: it stayed away.
        """
        return self._drive(self._asking.outcome(permit, outcome, note))

    def withdraw(self, action_id: str) -> State:
        """Take one's own action back. Raises Conflict when it is too late."""
        return self._drive(self._asking.withdraw(action_id))

    def run(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        effect: Callable[[dict[str, Any]], T],
        *,
        timeout: float | None = None,
        note: Callable[[T], str] | None = None,
        **claims: Unpack[Claims],
    ) -> T:
        """Propose, wait, take the permit, run ``effect`` with the permitted arguments, report the outcome.

        Args:
            effect: gets the arguments that may run, which differ from ``arguments`` after an edit. Raise
                ``OutcomeUnknown`` in it when it cannot be said whether the effect took place.
            timeout: own patience in seconds; after it the action is withdrawn.
            note: what to record of the result; a short text result records itself.
            claims: see ``Claims``.

        Returns:
            what ``effect`` returned.

        Raises:
            Rejected, Answered, Expired, WentStale, Voided, Withdrawn, NotDecided, Halted, PermitLost: it did not run.
            OutcomeNotReported: it ran, and the gateway does not know.
            Exception: whatever ``effect`` raised, after it was reported as failed.
        """
        result: T = self._drive(self._asking.run(tool, arguments, effect, timeout, note, claims))
        return result

    def permitted(self, action_id: str, timeout: float | None = None) -> Permit:
        """Wait for an approval and take its permit, over pauses and decisions that were taken back.

        Args:
            timeout: own patience in seconds; after it the action is withdrawn.

        Raises:
            as ``run``, of what did not run.
        """
        return self._drive(self._asking.permitted(action_id, timeout))

    def _drive(self, steps: Steps[T]) -> T:
        """Carry the steps of a rule out on this thread."""
        answer: Any = None
        error: BaseException | None = None
        try:
            while True:
                try:
                    step = steps.send(answer) if error is None else steps.throw(error)
                except StopIteration as ended:
                    result: T = ended.value
                    return result
                answer, error = None, None
                try:
                    answer = self._perform(step)
                except BaseException as raised:  # noqa: BLE001
                    # The rule decides what becomes of it, even of an interruption from the keyboard.
                    error = raised
        finally:
            # Else the error would hold this frame and the frame the error.
            error = None

    def _perform(self, step: Step) -> Any:
        match step:
            case Send(body=None):
                return self._asking.connection.get(step.path, wait=step.wait, patience=step.patience)
            case Send(body=body):
                return self._asking.connection.post(step.path, body or {}, patience=step.patience, headers=step.headers)
            case Sleep():
                self._asking.lease.pause(step.seconds)
            case SleepWhilePaused():
                self._asking.lease.wait_while_paused(step.seconds)
            case Block():
                return step.call()
            case Act():
                result = step.effect(step.arguments)
                if iscoroutine(result):
                    # It has not begun, and would run after it was reported as done.
                    result.close()
                    raise WrongUse("This client cannot await an effect", todo="Use an AsyncAgentClient.")
                return result
            case Look():
                # Nobody cancels a thread.
                return None
        return None
