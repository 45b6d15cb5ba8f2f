"""What an agent's own program uses to ask before it acts.

Example::

    with AgentClient() as desk:  # COUNTERSEAL_URL, COUNTERSEAL_TOKEN
        desk.run("refunds.issue", {"order": "88213", "amount_minor": 124000}, effect=issue_refund)

Every way that is not an approval raises; no failure ever falls through to the effect.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from types import TracebackType
from typing import Any, TypeVar
from uuid import uuid4

from counterseal.agents import refusals
from counterseal.agents.action_status import ActionStatus, raise_ending, read_status
from counterseal.agents.connection import Connection
from counterseal.agents.lease import LeaseKeeper
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


class AgentClient:
    """One agent's line to its gateway; holds the lease of this process.

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
        url = url or os.environ.get("COUNTERSEAL_URL", "")
        token = token or os.environ.get("COUNTERSEAL_TOKEN", "")
        for name, value in (("COUNTERSEAL_URL", url), ("COUNTERSEAL_TOKEN", token)):
            if not value:
                raise WrongUse(
                    f"{name} is not set", todo="counterseal agents register prints both.", code="not_configured"
                )
        self._clock = clock or SystemClock()
        pin = os.environ.get("COUNTERSEAL_PIN", "") if pin is None else pin
        self._connection = Connection(url, token, pin)
        self._lease = LeaseKeeper(self._connection, self._clock, on_stop, watch=Connection(url, token, pin))
        self._originals = Originals()
        self._opened = False
        self._closed = False

    def __enter__(self) -> AgentClient:
        try:
            self._ready()
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
        return self._lease.stopped

    def close(self, *, give_back: bool = True) -> None:
        """End the lease's threads, give the lease back and close the connection.

        Args:
            give_back: False where the effect runs on without this process: what is permitted is unknown once the lease
                has run out without a report.
        """
        if not self._closed:
            self._closed = True
            self._lease.close(give_back=give_back)
            self._connection.close()

    def propose(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        *,
        summary: str = "",
        confidence: float | None = None,
        tool_sha256: str | None = None,
        context: Sequence[ContextItem | Mapping[str, Any]] = (),
        trace: Sequence[TraceStep | Mapping[str, Any]] = (),
        expires_at: str | None = None,
        idempotency_key: str | None = None,
    ) -> str:
        """Ask for one action; returns its id.

        Args:
            summary, confidence: the agent's claims; shown as such and never trusted.
            tool_sha256: digest of the tool's definition that this program has; its owner may have pinned one.
            expires_at: UTC as 2026-11-21T13:02:11.482Z; None waits without end.
            idempotency_key: the same key with the same call is the same action; made here when None.

        Raises:
            InvalidInput: not I-JSON, or refused by the gateway. Halted. Unreachable.
        """
        strict_json.check(arguments)
        body = {
            "tool": tool,
            "arguments": dict(arguments),
            "claims": {"summary": summary, "confidence": confidence, "tool_sha256": tool_sha256},
            "context": [_plain(item) for item in context],
            "trace": [_plain(step) for step in trace],
            "expires_at": expires_at,
        }
        headers = {"Idempotency-Key": idempotency_key or str(uuid4())}
        for attempt in range(PROPOSE_TRIES):
            try:
                answer = self._call(lambda: self._connection.post("/v1/actions", body, headers=headers))
                action_id = read_status(answer).id
                self._originals.keep(action_id, arguments)
                return action_id
            except Unreachable:
                # Safe to repeat: the key makes it the same action.
                if attempt == PROPOSE_TRIES - 1:
                    raise
        raise AssertionError("unreachable by construction")

    def status(self, action_id: str) -> ActionStatus:
        """The action now. Raises Halted, NotFound, Forbidden, Unreachable."""
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}"
        return read_status(self._call(lambda: self._connection.get(path)))

    def wait(self, action_id: str, timeout: float | None = None) -> ActionStatus:
        """Wait until the action is decided (and the decision can no longer be taken back) or has ended.

        A gateway that cannot be reached is asked again for as long as the lease lives.

        Args:
            timeout: seconds; None waits without end.

        Raises:
            NotDecided: ``timeout`` passed. Halted: a halt, or silence until the lease ran out.
        """
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}"
        ends = None if timeout is None else self._clock.monotonic() + timeout
        while True:
            left = POLL_SECONDS if ends is None else ends - self._clock.monotonic()
            self._ready()
            # Within the lease, so that a poll that hangs cannot keep this process from stopping in time.
            lease = self._lease.left
            wait = max(min(left, POLL_SECONDS, lease - 1.0), 0.0)
            patience = min(5.0, max(lease - wait, 0.05))
            try:
                answer = self._call(lambda w=wait, p=patience: self._connection.get(path, wait=w, patience=p))  # type: ignore[misc]
            except Unreachable:
                self._pause(0.25)
            else:
                status = read_status(answer)
                if status.state is State.VOID:
                    self._acknowledge_halt()
                if status.state is not State.HELD:
                    return status
                if wait < 0.1:
                    self._pause(0.1)
            if ends is not None and self._clock.monotonic() >= ends:
                raise refusals.NotDecided("Nobody has decided yet", where=action_id, todo="Ask again or withdraw.")

    def permit(self, action_id: str, *, renewed: bool = False) -> Permit:
        """Take the permit of an approved action. It lives for ten seconds and is given once.

        A lost answer is asked for again under the same key, for as long as the permit could still be used.

        Args:
            renewed: do not take a new lease when the gateway knows none of this process.

        Raises:
            Conflict: not approved (any more). Stale: too late. Halted.
            PermitLost: no answer; the permit may be taken, so the action must not run.
            MaskedArguments: what may run holds a masked value that is not known here; reported as failed.
        """
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}/permit"
        sent = self._clock.monotonic()
        try:
            answer = self._ask_permit(path, sent + PERMIT_SECONDS)
        except Conflict as error:
            if error.code != "no_lease" or renewed:
                raise
            # The gateway has restarted: leases do not survive that, permission to ask for one does.
            self._lease.renew()
            return self.permit(action_id, renewed=True)
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
            return replace(taken, arguments=real, secrets=secrets)
        except refusals.MaskedArguments as error:
            self._report(taken, "failed", f"Not started: {error.what}", cause=error)
            raise

    def _ask_permit(self, path: str, ends: float) -> Mapping[str, Any]:
        headers = {"Idempotency-Key": str(uuid4())}
        delay = 0.1
        while True:
            left = ends - self._clock.monotonic()
            ask = partial(self._connection.post, path, {}, patience=max(left, 0.1), headers=headers)
            try:
                return self._call(ask)
            except Unreachable:
                if left <= 2 * delay:
                    raise
            self._pause(delay)
            delay = min(delay * 2, 1.0)

    def outcome(self, permit: Permit, outcome: str, note: str = "") -> State:
        """Report ``done``, ``failed`` or ``unknown``. Repeated, which is safe, for a minute if the gateway is away.

        Works after a halt too: what has happened must be recorded.

        Raises:
            KnownError: the gateway refused the report. Unreachable: it stayed away.
        """
        path = f"/v1/actions/{permit.action_id}/outcome"
        body = {"permit": permit.permit, "outcome": outcome, "note": cover(note, permit.secrets)}
        ends = self._clock.monotonic() + REPORT_SECONDS
        delay = 0.1
        while True:
            try:
                answer = self._connection.post(path, body)
                return State(str(answer.get("state")))
            except ValueError as error:
                raise Unreachable("The gateway's answer names no state", where=path, code="not_a_gateway") from error
            except Unreachable:
                if self._clock.monotonic() + delay >= ends:
                    raise
            self._pause(delay)
            delay = min(delay * 2, 5.0)

    def withdraw(self, action_id: str) -> State:
        """Take one's own action back. Raises Conflict when it is too late."""
        path = f"/v1/actions/{check_uuid(action_id, 'action_id')}/withdraw"
        answer = self._call(lambda: self._connection.post(path, {}))
        return State(str(answer.get("state")))

    def run(
        self,
        tool: str,
        arguments: Mapping[str, Any],
        effect: Callable[[dict[str, Any]], T],
        *,
        timeout: float | None = None,
        note: Callable[[T], str] | None = None,
        **asking: Any,
    ) -> T:
        """Propose, wait, take the permit, run ``effect`` with the permitted arguments, report the outcome.

        Args:
            effect: gets the arguments that may run, which differ from ``arguments`` after an edit. Raise
                ``OutcomeUnknown`` in it when it cannot be said whether the effect took place.
            timeout: own patience in seconds; after it the action is withdrawn.
            note: what to record of the result; a short text result records itself.
            asking: the keyword arguments of ``propose``.

        Returns:
            what ``effect`` returned.

        Raises:
            Rejected, Answered, Expired, WentStale, Voided, Withdrawn, NotDecided, Halted, PermitLost: it did not run.
            OutcomeNotReported: it ran, and the gateway does not know.
            Exception: whatever ``effect`` raised, after it was reported as failed.
        """
        action_id = self.propose(tool, arguments, **asking)
        permit = self.permitted(action_id, timeout)
        if self._clock.monotonic() >= permit.usable_until or self._lease.stopped is not None or self._lease.left <= 0:
            self._report(permit, "failed", "Not started: the permit or the lease ended first.")
            raise refusals.PermitLost("The permit came too late, so nothing was started", where=action_id)
        try:
            result = effect(dict(permit.arguments))
        except refusals.OutcomeUnknown as error:
            self._report(permit, "unknown", _short(error))
            raise
        except Exception as error:
            self._report(permit, "failed", _short(error), cause=error)
            raise
        except BaseException as error:
            self._report(permit, "unknown", f"Interrupted: {type(error).__name__}", cause=error)
            raise
        said = note(result) if note is not None else (result if isinstance(result, str) else "")
        self._report(permit, "done", said[:NOTE_LENGTH], result=result)
        return result

    def permitted(self, action_id: str, timeout: float | None = None) -> Permit:
        """Wait for an approval and take its permit, over pauses and decisions that were taken back.

        Args:
            timeout: own patience in seconds; after it the action is withdrawn.

        Raises:
            as ``run``, of what did not run.
        """
        ends = None if timeout is None else self._clock.monotonic() + timeout
        while True:
            left = None if ends is None else max(ends - self._clock.monotonic(), 0.0)
            try:
                status = self.wait(action_id, left)
            except refusals.NotDecided:
                self.withdraw(action_id)
                raise
            raise_ending(status)
            try:
                return self.permit(action_id)
            except Stale as error:
                raise refusals.WentStale(error.what, where=action_id) from error
            except Conflict as error:
                # Taken back, decided anew, or not enough any more between the answer and the permit: look again.
                if error.code not in ("not_approved", "too_early", "paused", "quorum", "allowance_over"):
                    raise
                if error.code == "paused":
                    self._wait_for_resume(action_id, ends)

    # -- inside -------------------------------------------------------------------------------------------------
    def _wait_for_resume(self, action_id: str, ends: float | None) -> None:
        """A paused agent waits and asks again; its lease goes on. Raises NotDecided: its own patience ended."""
        left = RESUME_SECONDS if ends is None else min(RESUME_SECONDS, ends - self._clock.monotonic())
        if left <= 0:
            self.withdraw(action_id)
            raise refusals.NotDecided("This agent is paused", where=action_id, todo="Its owner resumes it.")
        if self._lease.paused:
            self._lease.wait_while_paused(left)
        else:
            # Refused before the news of the pause have come, or just after those of its end.
            self._pause(min(left, 0.1))

    def _report(
        self, permit: Permit, outcome: str, note: str, *, result: Any = None, cause: BaseException | None = None
    ) -> None:
        try:
            self.outcome(permit, outcome, note)
        except KnownError as error:
            raise refusals.OutcomeNotReported(
                f"The action ended as {outcome}, and the gateway could not be told",
                where=error.text(),
                outcome=outcome,
                result=result,
            ) from (cause or error)

    def _ready(self) -> None:
        if self._closed:
            raise WrongUse("This client is closed", todo="Make a new one.", code="closed")
        if not self._opened:
            self._lease.start()
            self._opened = True
        self._lease.check()

    def _call(self, send: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
        self._ready()
        try:
            return send()
        except Forbidden as error:
            if error.code != "halted":
                raise
            self._lease.refuse(error.text())
            raise refusals.Halted(error.what, where=error.where, todo=error.todo) from error

    def _acknowledge_halt(self) -> None:
        """Only a halt voids actions, so ask for the lease now: the refusal tells the gateway that we have stopped."""
        try:
            self._lease.renew()
        except KnownError as error:
            _log.info("stopping: %s", error.text())

    def _pause(self, seconds: float) -> None:
        self._lease.pause(seconds)


def _plain(item: ContextItem | TraceStep | Mapping[str, Any]) -> dict[str, Any]:
    return dict(item) if isinstance(item, Mapping) else asdict(item)


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:NOTE_LENGTH]
