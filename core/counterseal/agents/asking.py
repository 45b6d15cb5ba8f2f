"""The rules by which an agent proposes, waits, takes its permit, acts once and reports.

They are written once, as generators of steps: ``AgentClient`` carries them out on the calling thread, and
``AsyncAgentClient`` on an event loop.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, TypedDict, TypeVar, Unpack
from uuid import uuid4

from counterseal.agents import refusals, tracing
from counterseal.agents.action_status import ActionStatus, raise_ending, read_status
from counterseal.agents.connection import Connection
from counterseal.agents.lease import LeaseKeeper
from counterseal.agents.steps import Act, Block, Cancelled, Look, Send, Sleep, SleepWhilePaused, Steps
from counterseal.agents.unmasking import Originals
from counterseal.clock import Clock, SystemClock
from counterseal.errors import Conflict, Forbidden, KnownError, Stale, Unreachable, WrongUse
from counterseal.model import strict_json
from counterseal.model.actions import ContextItem, State, TraceStep, check_uuid
from counterseal.policy.unmasking import cover

T = TypeVar("T")
POLL_SECONDS = 30.0
PERMIT_SECONDS = 10.0  # DESIGN 4.4
REPORT_SECONDS = 60.0
PROPOSE_TRIES = 3
RESUME_SECONDS = 1.0
NOTE_LENGTH = 300
_AGAIN = ("not_approved", "too_early", "paused", "quorum", "allowance_over")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Permit:
    """The single-use right to run exactly these ``arguments``, which a person may have edited.

    ``usable_until`` is in seconds of the client's monotonic clock.
    """

    action_id: str
    permit: str
    arguments: Mapping[str, Any]
    usable_until: float
    # What of the arguments the gateway holds masked; a report about the action must not tell it.
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Claims(TypedDict, total=False):
    """What an agent may say along with a proposal.

    Keys:
        summary, confidence: the agent's claims; shown as such and never trusted.
        tool_sha256: digest of the tool's definition that this program has; its owner may have pinned one.
        least_risk: ``R0`` to ``R4``; raises the risk that the owner's description gives, and never lowers it.
        context, trace: what a reviewer sees beside the call, as their dataclasses or as JSON objects.
        expires_at: UTC as 2026-11-21T13:02:11.482Z; None waits without end.
        idempotency_key: the same key with the same call is the same action; made anew when None.
    """

    summary: str
    confidence: float | None
    tool_sha256: str | None
    least_risk: str | None
    context: Sequence[ContextItem | Mapping[str, Any]]
    trace: Sequence[TraceStep | Mapping[str, Any]]
    expires_at: str | None
    idempotency_key: str | None


class Asking:
    """One agent's lease and its rules.

    Args:
        url, token, pin: None takes ``COUNTERSEAL_URL``, ``COUNTERSEAL_TOKEN`` and ``COUNTERSEAL_PIN``.
        on_stop: told once, on one of the lease's threads, when this process must stop.

    Raises:
        WrongUse: no address or token, or an address that a token may not be sent to.
    """

    def __init__(
        self,
        url: str | None,
        token: str | None,
        pin: str | None,
        on_stop: Callable[[str], None] | None,
        clock: Clock | None,
    ) -> None:
        url = url or os.environ.get("COUNTERSEAL_URL", "")
        token = token or os.environ.get("COUNTERSEAL_TOKEN", "")
        for name, value in (("COUNTERSEAL_URL", url), ("COUNTERSEAL_TOKEN", token)):
            if not value:
                raise WrongUse(
                    f"{name} is not set", todo="counterseal agents register prints both.", code="not_configured"
                )
        self.address = (url, token, os.environ.get("COUNTERSEAL_PIN", "") if pin is None else pin)
        self.connection = Connection(*self.address)
        self.clock = clock or SystemClock()
        self.lease = LeaseKeeper(self.connection, self.clock, on_stop, watch=Connection(*self.address))
        self._originals = Originals()
        self._opening = threading.Lock()
        self._opened = False
        self._closed = False

    def close(self, *, give_back: bool = True) -> None:
        """End the lease's threads, give the lease back and close its connection. Blocks."""
        with self._opening:
            if self._closed:
                return
            self._closed = True
        self.lease.close(give_back=give_back)
        self.connection.close()

    def ready(self) -> Steps[None]:
        """Take the lease if this is the first that is asked. Raises Halted, Unreachable, WrongUse."""
        if self._closed:
            raise WrongUse("This client is closed", todo="Make a new one.", code="closed")
        if not self._opened:
            yield Block(self._open)
            yield Look()
        self.lease.check()

    def _open(self) -> None:
        with self._opening:
            if not self._opened and not self._closed:
                self.lease.start()
                self._opened = True

    def propose(self, tool: str, arguments: Mapping[str, Any], **claims: Unpack[Claims]) -> Steps[str]:
        """Ask for one action; a caller that is cancelled meanwhile takes it back."""
        strict_json.check(arguments)
        body = {
            "tool": tool,
            "arguments": dict(arguments),
            "claims": {
                "summary": claims.get("summary", ""),
                "confidence": claims.get("confidence"),
                "tool_sha256": claims.get("tool_sha256"),
                "least_risk": claims.get("least_risk"),
            },
            "context": [_plain(item) for item in claims.get("context", ())],
            "trace": [_plain(step) for step in claims.get("trace", ())],
            "expires_at": claims.get("expires_at"),
        }
        headers = {"Idempotency-Key": claims.get("idempotency_key") or str(uuid4()), **tracing.headers()}
        send = Send("/v1/actions", body, headers)
        action_id = read_status((yield from self._tried(send, PROPOSE_TRIES))).id
        self._originals.keep(action_id, arguments)
        try:
            yield Look()
        except Cancelled:
            yield from self._give_up(action_id)
            raise
        return action_id

    def _tried(self, send: Send, tries: int) -> Steps[Mapping[str, Any]]:
        for attempt in range(1, tries + 1):
            try:
                return (yield from self._call(send))
            except Unreachable:
                # Safe to repeat: the key makes it the same action.
                if attempt == tries:
                    raise
        raise AssertionError("unreachable by construction")

    def status(self, action_id: str) -> Steps[ActionStatus]:
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}"
        return read_status((yield from self._call(Send(path, sheltered=False))))

    def wait(self, action_id: str, timeout: float | None) -> Steps[ActionStatus]:
        """Until the action is decided for good or has ended."""
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}"
        ends = None if timeout is None else self.clock.monotonic() + timeout
        while True:
            left = POLL_SECONDS if ends is None else ends - self.clock.monotonic()
            yield from self.ready()
            # Within the lease, so that a poll that hangs cannot keep this process from stopping in time.
            lease = self.lease.left
            wait = max(min(left, POLL_SECONDS, lease - 1.0), 0.0)
            patience = min(5.0, max(lease - wait, 0.05))
            try:
                answer = yield from self._call(Send(path, wait=wait, patience=patience, sheltered=False))
            except Unreachable:
                yield Sleep(0.25)
            else:
                status = read_status(answer)
                if status.state is State.VOID:
                    yield from self._acknowledge_halt()
                if status.state is not State.HELD:
                    return status
                if wait < 0.1:
                    yield Sleep(0.1)
            if ends is not None and self.clock.monotonic() >= ends:
                raise refusals.NotDecided("Nobody has decided yet", where=action_id, todo="Ask again or withdraw.")

    def permit(self, action_id: str, *, renewed: bool = False) -> Steps[Permit]:
        """Take the permit of an approved action; a caller that is cancelled meanwhile has it reported as not started.

        Args:
            renewed: do not take a new lease when the gateway knows none of this process.
        """
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}/permit"
        sent = self.clock.monotonic()
        try:
            answer = yield from self._ask_permit(path, sent + PERMIT_SECONDS)
        except Conflict as error:
            if error.code != "no_lease" or renewed:
                raise
            # The gateway has restarted: leases do not survive that, permission to ask for one does.
            yield Block(self.lease.renew)
            return (yield from self.permit(action_id, renewed=True))
        except Unreachable as error:
            raise refusals.PermitLost(
                "The gateway did not answer about the permit, so nothing was started", where=error.where or action_id
            ) from error
        permit, arguments = answer.get("permit"), answer.get("arguments")
        if not isinstance(permit, str) or not permit or not isinstance(arguments, Mapping):
            raise refusals.PermitLost("The gateway's answer holds no permit", where=action_id)
        taken = Permit(action_id, permit, arguments, sent + PERMIT_SECONDS)
        try:
            real, secrets = self._originals.restored(action_id, arguments)
            taken = replace(taken, arguments=real, secrets=secrets)
            yield Look()
        except refusals.MaskedArguments as error:
            yield from self.report(taken, "failed", f"Not started: {error.what}", cause=error)
            raise
        except Cancelled as error:
            yield from self.report(taken, "failed", "Not started: cancelled just before.", cause=error)
            raise
        return taken

    def _ask_permit(self, path: str, ends: float) -> Steps[Mapping[str, Any]]:
        headers = {"Idempotency-Key": str(uuid4())}
        delay = 0.1
        while True:
            left = ends - self.clock.monotonic()
            try:
                return (yield from self._call(Send(path, {}, headers, patience=max(left, 0.1))))
            except Unreachable:
                if left <= 2 * delay:
                    raise
            # The permit may be taken already: whoever is cancelled here has to learn of it, to report it.
            yield Sleep(delay, sheltered=True)
            delay = min(delay * 2, 1.0)

    def outcome(self, permit: Permit, outcome: str, note: str) -> Steps[State]:
        """Report; repeated for a minute, and after a halt or a cancellation too: what happened must be recorded."""
        path = f"/v1/actions/{permit.action_id}/outcome"
        body = {"permit": permit.permit, "outcome": outcome, "note": cover(note, permit.secrets)}
        ends = self.clock.monotonic() + REPORT_SECONDS
        delay = 0.1
        while True:
            try:
                answer = yield Send(path, body)
                return State(str(answer.get("state")))
            except ValueError as error:
                raise Unreachable("The gateway's answer names no state", where=path, code="not_a_gateway") from error
            except Unreachable:
                if self.clock.monotonic() + delay >= ends:
                    raise
            yield Sleep(delay, sheltered=True)
            delay = min(delay * 2, 5.0)

    def withdraw(self, action_id: str) -> Steps[State]:
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}/withdraw"
        answer = yield from self._call(Send(path, {}))
        return State(str(answer.get("state")))

    def run(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        effect: Callable[[dict[str, Any]], Any],
        timeout: float | None,
        note: Callable[[Any], str] | None,
        claims: Claims,
    ) -> Steps[Any]:
        """Propose, wait, take the permit, act, report."""
        action_id = yield from self.propose(tool, arguments, **claims)
        permit = yield from self.permitted(action_id, timeout)
        if self.clock.monotonic() >= permit.usable_until or self.lease.stopped is not None or self.lease.left <= 0:
            yield from self.report(permit, "failed", "Not started: the permit or the lease ended first.")
            raise refusals.PermitLost("The permit came too late, so nothing was started", where=action_id)
        try:
            result = yield Act(effect, dict(permit.arguments))
        except GeneratorExit:
            # The driver itself is gone, so nobody could carry a report out: the gateway calls it unknown.
            raise
        except refusals.OutcomeUnknown as error:
            yield from self.report(permit, "unknown", _short(error))
            raise
        except Exception as error:
            yield from self.report(permit, "failed", _short(error), cause=error)
            raise
        except BaseException as error:
            yield from self.report(permit, "unknown", f"Interrupted: {type(error).__name__}", cause=error)
            raise
        try:
            said = note(result) if note is not None else (result if isinstance(result, str) else "")
        except Exception as error:
            # The effect took place, whatever becomes of the words about it.
            yield from self.report(permit, "done", "", result=result, cause=error)
            raise
        yield from self.report(permit, "done", said[:NOTE_LENGTH], result=result)
        return result

    def permitted(self, action_id: str, timeout: float | None) -> Steps[Permit]:
        """Wait for an approval and take its permit, over pauses and decisions that were taken back."""
        ends = None if timeout is None else self.clock.monotonic() + timeout
        paused = False
        while True:
            try:
                if paused:
                    yield from self._wait_for_resume(action_id, ends)
                left = None if ends is None else max(ends - self.clock.monotonic(), 0.0)
                status = yield from self.wait(action_id, left)
            except refusals.NotDecided:
                yield from self.withdraw(action_id)
                raise
            except Cancelled:
                yield from self._give_up(action_id)
                raise
            raise_ending(status)
            try:
                return (yield from self.permit(action_id))
            except Stale as error:
                raise refusals.WentStale(error.what, where=action_id) from error
            except Conflict as error:
                # Taken back, decided anew, or not enough any more between the answer and the permit: look again.
                if error.code not in _AGAIN:
                    raise
                paused = error.code == "paused"

    def report(
        self, permit: Permit, outcome: str, note: str, *, result: Any = None, cause: BaseException | None = None
    ) -> Steps[None]:
        """``outcome`` as part of a run. Raises OutcomeNotReported."""
        try:
            yield from self.outcome(permit, outcome, note)
        except KnownError as error:
            raise refusals.OutcomeNotReported(
                f"The action ended as {outcome}, and the gateway could not be told",
                where=error.text(),
                outcome=outcome,
                result=result,
            ) from (cause or error)

    def _wait_for_resume(self, action_id: str, ends: float | None) -> Steps[None]:
        """A paused agent waits and asks again; its lease goes on. Raises NotDecided: its own patience ended."""
        left = RESUME_SECONDS if ends is None else min(RESUME_SECONDS, ends - self.clock.monotonic())
        if left <= 0:
            raise refusals.NotDecided("This agent is paused", where=action_id, todo="Its owner resumes it.")
        if self.lease.paused:
            yield SleepWhilePaused(left)
        else:
            # Refused before the news of the pause have come, or just after those of its end.
            yield Sleep(min(left, 0.1))

    def _give_up(self, action_id: str) -> Steps[None]:
        """Take back what nobody waits for any more; without this process it could not run anyway."""
        try:
            yield from self.withdraw(action_id)
        except KnownError as error:
            _log.info("%s was not withdrawn: %s", action_id, error.text())

    def _call(self, send: Send) -> Steps[Mapping[str, Any]]:
        yield from self.ready()
        try:
            answer: Mapping[str, Any] = yield send
        except Forbidden as error:
            if error.code != "halted":
                raise
            self.lease.refuse(error.text())
            raise refusals.Halted(error.what, where=error.where, todo=error.todo) from error
        return answer

    def _acknowledge_halt(self) -> Steps[None]:
        """Only a halt voids actions, so ask for the lease now: the refusal tells the gateway that we have stopped."""
        if self.lease.stopped is not None:
            return
        try:
            yield Block(self.lease.renew)
        except KnownError as error:
            _log.info("stopping: %s", error.text())


def _plain(item: ContextItem | TraceStep | Mapping[str, Any]) -> dict[str, Any]:
    return dict(item) if isinstance(item, Mapping) else asdict(item)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:NOTE_LENGTH]
