"""Spans that no action has been asked for yet, and how often an agent may send some: both bounded, both in memory only.

In memory, because most of them never belong to anything that a person looks at: on the disk each would be a copy that
no erasure reaches. A restart loses what an exporter sent before its action was asked for, and nothing that is signed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from counterseal.gateway.span_receipt import ReceivedSpan

KEPT_SECONDS = 600.0
MOST_WAITING = 2_000
MOST_BYTES = 4 << 20
MOST_OF_ALL = 32 << 20


class Allowance:
    """So much at once, and so much a second after that.

    Args:
        most: what may be taken at once. per_second: how fast it comes back.
    """

    def __init__(self, most: float, per_second: float) -> None:
        self._most, self._per_second = most, per_second
        self._left: dict[str, tuple[float, float]] = {}

    def wait(self, who: str, amount: float, now: float) -> float:
        """Take an amount; 0, or after how many seconds it may be asked for again, and then nothing was taken.

        What is more than can ever be saved up is taken once all is there.
        """
        left, since = self._left.get(who, (self._most, now))
        left = min(left + (now - since) * self._per_second, self._most)
        wanted = min(amount, self._most)
        if left < wanted:
            self._left[who] = (left, now)
            return (wanted - left) / self._per_second
        self._left[who] = (left - wanted, now)
        return 0.0

    def forget(self, now: float) -> None:
        """Forget who has saved up all of it."""
        whole = self._most / self._per_second
        self._left = {who: (left, since) for who, (left, since) in self._left.items() if now - since < whole}


@dataclass(frozen=True, slots=True)
class _Waiting:
    span: ReceivedSpan
    until: float


class SpanRoom:
    """Use on the event loop only. ``monotonic`` is in seconds."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._now = monotonic
        self._waiting: dict[str, OrderedDict[str, _Waiting]] = {}
        self._bytes: dict[str, int] = {}

    def put(self, agent: str, spans: Iterable[ReceivedSpan]) -> int:
        """Keep an agent's spans, its oldest ones giving way; how many gave way, these among them."""
        mine = self._waiting.setdefault(agent, OrderedDict())
        until, lost = self._now() + KEPT_SECONDS, 0
        for span in spans:
            if span.step in mine:
                continue
            mine[span.step] = _Waiting(span, until)
            self._bytes[agent] = self._bytes.get(agent, 0) + len(span.stored)
            while len(mine) > MOST_WAITING or self._bytes[agent] > MOST_BYTES or self.size > MOST_OF_ALL:
                if not mine:
                    break
                self._drop(agent, next(iter(mine)))
                lost += 1
        self._tidy(agent)
        return lost

    def of(self, agent: str) -> list[ReceivedSpan]:
        """All that wait, oldest first."""
        return [one.span for one in self._waiting.get(agent, {}).values()]

    def waits(self, agent: str) -> bool:
        """Whether anything of an agent's waits."""
        return agent in self._waiting

    def take(self, agent: str, steps: Iterable[str]) -> None:
        """These wait no more."""
        for step in steps:
            if step in self._waiting.get(agent, {}):
                self._drop(agent, step)
        self._tidy(agent)

    def forget(self, agent: str) -> int:
        """Drop all of an agent's; how many."""
        self._bytes.pop(agent, None)
        return len(self._waiting.pop(agent, {}))

    def expire(self) -> int:
        """Drop what has waited for ``KEPT_SECONDS``; how many."""
        now, gone = self._now(), 0
        for agent, mine in list(self._waiting.items()):
            while mine and next(iter(mine.values())).until <= now:
                self._drop(agent, next(iter(mine)))
                gone += 1
            self._tidy(agent)
        return gone

    @property
    def size(self) -> int:
        """Bytes of all that waits."""
        return sum(self._bytes.values())

    @property
    def count(self) -> int:
        """How many wait."""
        return sum(len(mine) for mine in self._waiting.values())

    def _drop(self, agent: str, step: str) -> None:
        gone = self._waiting[agent].pop(step)
        self._bytes[agent] -= len(gone.span.stored)

    def _tidy(self, agent: str) -> None:
        if not self._waiting.get(agent):
            self._waiting.pop(agent, None)
            self._bytes.pop(agent, None)
