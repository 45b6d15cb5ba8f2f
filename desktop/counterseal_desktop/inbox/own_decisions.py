"""What this window has signed on each action, and whether it still counts for the action as it is now."""

from __future__ import annotations

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.views import QueueItem
from counterseal.sync.api import DecisionReceipt


class OwnDecisions:
    """Receipts by action; ``me`` is the person they are of."""

    def __init__(self) -> None:
        self.me = ""
        self._receipts: dict[str, DecisionReceipt] = {}
        self._digests: dict[str, str] = {}
        self._taken_back: dict[str, int] = {}

    def note(self, receipt: DecisionReceipt, digest: str = "") -> None:
        """A decision was stored, or there is news of its delivery. ``digest``: of the action it was made on."""
        if receipt.verdict is Verdict.WITHDRAW:
            # The action waits again and can be decided again, so its old decision must not stand in the way.
            self._taken_back[receipt.action_id] = receipt.seq
            self._receipts.pop(receipt.action_id, None)
            return
        self._receipts[receipt.action_id] = receipt
        if digest:
            self._digests[receipt.action_id] = digest

    def old(self, receipt: DecisionReceipt) -> bool:
        """Whether it was taken back since."""
        return receipt.seq < self._taken_back.get(receipt.action_id, 0)

    def of(self, action_id: str) -> DecisionReceipt | None:
        return self._receipts.get(action_id)

    def counting(self, item: QueueItem) -> DecisionReceipt | None:
        """The decision on the action as it is now: somebody's edit makes another action, on which nothing was said."""
        receipt = self._receipts.get(item.id)
        decided = self._digests.get(item.id, item.digest)
        mine = bool(self.me) and item.edited_by == self.me
        if receipt is not None and item.state is State.HELD and decided != item.digest and not mine:
            return None
        return receipt
