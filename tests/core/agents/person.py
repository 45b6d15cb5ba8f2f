"""A person at the desk, through the same calls as the window makes."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from counterseal.model.decisions import Verdict
from counterseal.model.views import QueueItem
from counterseal.sync.api import DecisionDraft, DecisionReceipt
from counterseal.sync.desk import Desk

T = TypeVar("T")
TOOL = "refunds.issue"
DESCRIPTOR: dict[str, Any] = {
    "tool": TOOL,
    "risk": "R2",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {"amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"}},
}
ARGUMENTS = {"order": "88213", "amount_minor": 124000}


class Person:
    """Decides what waits, one action at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def next_item(self, seconds: float = 60.0) -> QueueItem:
        """The first action that waits."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            for item in self.desk.queue():
                if item.state.value == "held":
                    return item
            time.sleep(0.01)
        raise AssertionError("nothing waits")

    def decide(
        self,
        verdict: Verdict,
        *,
        reason: str = "",
        answer: str = "",
        arguments: Mapping[str, Any] | None = None,
        hold: float = 0.0,
    ) -> DecisionReceipt:
        item = self.next_item()
        self.desk.detail(item.id).result(30)
        draft = DecisionDraft(
            item.id, item.digest, item.nonce, item.halt_epoch, verdict, reason, answer, arguments, hold_seconds=hold
        )
        return self.desk.decide(draft).result(30)

    def verdicts(self) -> list[tuple[str, str]]:
        """Type and verdict of the ledger's entries, oldest first."""
        from counterseal.sync.api import HistoryFilter

        page = self.desk.history(HistoryFilter()).result(30)
        return [(row.kind, row.verdict) for row in reversed(page.rows)]

    def entries(self, kind: str) -> int:
        return sum(1 for found, _verdict in self.verdicts() if found == kind)


class Effects:
    """Counts what really ran, with the arguments it ran with."""

    def __init__(self, result: Any = "refund RF-1", error: BaseException | None = None) -> None:
        self.calls: list[dict[str, Any]] = []
        self.result = result
        self.error = error

    def __call__(self, arguments: dict[str, Any]) -> Any:
        self.calls.append(arguments)
        if self.error is not None:
            raise self.error
        return self.result


def beside(work: Callable[[], T]) -> Future[T]:
    """Run the agent's side on another thread, which ends with the future."""
    pool = ThreadPoolExecutor(1)
    future = pool.submit(work)
    pool.shutdown(wait=False)
    return future


def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait for something to become true."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = condition()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError("it did not happen in time")
