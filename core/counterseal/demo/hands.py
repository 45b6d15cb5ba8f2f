"""How the demo's person decides: through the desk's own interface, or with a mouse in the real window."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from counterseal.errors import KnownError
from counterseal.model.decisions import Verdict
from counterseal.model.views import QueueItem
from counterseal.sync.api import DecisionDraft, DeskApi

T = TypeVar("T")
LOOK_SECONDS = 0.05


class TookTooLong(KnownError):
    """Something that the story waits for did not happen in time."""

    code = "took_too_long"


class Hands(Protocol):
    """Carries out what the story's person decides. Every call raises KnownError when it cannot be done."""

    @property
    def way(self) -> str:
        """How the decisions are made, in words."""

    def until(self, condition: Callable[[], T | None], seconds: float, what: str) -> T:
        """Wait until ``condition`` gives something. Raises TookTooLong."""

    def look_around(self) -> None:
        """Everything waits and nothing is decided yet."""

    def approve(self, item: QueueItem, reason: str) -> None: ...

    def edit(self, item: QueueItem, changes: Mapping[str, Any], reason: str) -> None: ...

    def reject(self, item: QueueItem, reason: str) -> None: ...

    def answer(self, item: QueueItem, text: str) -> None: ...

    def halt(self, agent: str, agent_name: str, reason: str) -> tuple[str, ...]:
        """Halt one agent; returns the report's sentences once it is known to have stopped."""

    def look_back(self, seq: int) -> None:
        """Everything is decided; ``seq`` is a decision worth showing with its proof."""

    def close(self) -> None: ...


class DeskHands:
    """Decides without a window."""

    way = "through the desk's interface, without a window"

    def __init__(self, desk: DeskApi, passphrase: str) -> None:
        self._desk = desk
        self._passphrase = passphrase

    def until(self, condition: Callable[[], T | None], seconds: float, what: str) -> T:
        ends = time.monotonic() + seconds
        while True:
            found = condition()
            if found:
                return found
            if time.monotonic() >= ends:
                raise TookTooLong(f"Waited {seconds:.0f} s in vain: {what}")
            time.sleep(LOOK_SECONDS)

    def look_around(self) -> None:
        """There is nothing to look at."""

    def look_back(self, seq: int) -> None:
        self._desk.entry(seq).result(10)

    def approve(self, item: QueueItem, reason: str) -> None:
        self._decide(item, Verdict.APPROVE, reason)

    def edit(self, item: QueueItem, changes: Mapping[str, Any], reason: str) -> None:
        self._decide(item, Verdict.EDIT, reason, changes=changes)

    def reject(self, item: QueueItem, reason: str) -> None:
        self._decide(item, Verdict.REJECT, reason)

    def answer(self, item: QueueItem, text: str) -> None:
        self._decide(item, Verdict.ANSWER, "", answer=text)

    def halt(self, agent: str, agent_name: str, reason: str) -> tuple[str, ...]:
        progress = self._desk.halt("agent", agent, reason).result(15)
        return tuple(f"{line.agent_name}: {line.note}" for line in progress.lines)

    def close(self) -> None:
        """Nothing was opened."""

    def _decide(
        self,
        item: QueueItem,
        verdict: Verdict,
        reason: str,
        *,
        answer: str = "",
        changes: Mapping[str, Any] | None = None,
    ) -> None:
        detail = self._desk.detail(item.id).result(10)
        step_up = verdict in (Verdict.APPROVE, Verdict.EDIT) and detail.facts.risk.rank >= 3
        if step_up:
            self._desk.unlock(self._passphrase).result(10)
        draft = DecisionDraft(
            action_id=item.id,
            digest=detail.item.digest,
            nonce=detail.item.nonce,
            halt_epoch=detail.item.halt_epoch,
            verdict=verdict,
            reason=reason,
            answer=answer,
            arguments={**detail.action.arguments, **changes} if changes is not None else None,
            step_up=step_up,
        )
        self._desk.decide(draft).result(10)
