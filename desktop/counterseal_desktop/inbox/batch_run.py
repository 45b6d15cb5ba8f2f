"""Signing a batch: one decision after the other, each bound to the digest that was on the screen, each on its own."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from counterseal.errors import KnownError, Locked
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.facts import RENDERER
from counterseal.model.views import ActionDetail
from counterseal.sync.api import DecisionDraft, DecisionReceipt
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import friction

SEEN = "batch"
"""What the signed statement says was opened: the action stood in a list, with all of its facts."""


class BatchRun(QObject):
    """One at a time, so that a refusal or a locked key stops what has not been signed yet.

    Signals:
        stored(DecisionReceipt, str): signed and in the ledger; the digest that it was made on.
        failed(str, KnownError): this one was not signed; the others go on.
        locked(): the key is locked; nothing more is signed.
        ended(): nothing is left to sign.
    """

    stored = Signal(object, str)
    failed = Signal(str, object)
    locked = Signal()
    ended = Signal()

    def __init__(self, bridge: DeskBridge, monotonic: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._clock = monotonic
        self._left: deque[DecisionDraft] = deque()
        self.running = False

    def begin(self, details: Sequence[ActionDetail], verdict: Verdict, reason: str, shown_at: float) -> None:
        """Sign this verdict on each of them, in this order."""
        dwell = int((self._clock() - shown_at) * 1000)
        self._left = deque(self._draft(one, verdict, reason, dwell) for one in details)
        self.running = True
        self._next()

    def leave_out(self, action_id: str) -> None:
        """One has changed meanwhile: it is not signed, unless it already is."""
        self._left = deque(draft for draft in self._left if draft.action_id != action_id)

    def _draft(self, detail: ActionDetail, verdict: Verdict, reason: str, dwell: int) -> DecisionDraft:
        item = detail.item
        path = friction.path_for(friction.risk_of(detail), detail.facts, bool(detail.trace))
        return DecisionDraft(
            action_id=item.id,
            digest=item.digest,
            nonce=item.nonce,
            halt_epoch=item.halt_epoch,
            verdict=verdict,
            reason=reason,
            shown=Shown(None, RENDERER, (SEEN,), dwell),
            hold_seconds=path.hold if verdict is Verdict.APPROVE else 0.0,
        )

    def _next(self) -> None:
        if not self._left:
            self.running = False
            self.ended.emit()
            return
        draft = self._left.popleft()

        def ok(receipt: DecisionReceipt) -> None:
            self.stored.emit(receipt, draft.digest)
            self._next()

        def failed(error: KnownError) -> None:
            if isinstance(error, Locked):
                self._left.clear()
                self.running = False
                self.locked.emit()
                return
            self.failed.emit(draft.action_id, error)
            self._next()

        self._bridge.run(self._bridge.desk.decide(draft), self, ok, failed)
