"""What agents' exporters send: how much, what of it is kept, and beside which actions it is put."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from counterseal.clock import stamp
from counterseal.errors import KnownError
from counterseal.gateway import policing, received, span_receipt
from counterseal.gateway.caller import Caller
from counterseal.gateway.context import Context
from counterseal.gateway.span_receipt import ReceivedSpan, SpanReceipt
from counterseal.gateway.span_room import Allowance, SpanRoom
from counterseal.ledger import received_steps
from counterseal.model.traces import Capture

T = TypeVar("T")
# Reading a full request takes a reader thread for part of a second; people's questions are answered by the others.
MOST_AT_ONCE = 4
REQUESTS = (200.0, 20.0)
BYTES = (16.0 * (1 << 20), float(1 << 20))
BUSY_SECONDS = 1.0
KEPT = timedelta(days=90)
"""How long steps are kept beside actions, which nobody signed; what is to stay is sent with the action."""
CUT_SECONDS = 3_600.0
JOINED, BEYOND, UNJOINED = "joined", "over_bound", "never_joined"
_WHY = {
    span_receipt.OFF: "{count} while nothing is switched on for this agent"
    " (its owner signs: counterseal agents traces {agent} --on)",
    span_receipt.NOT_GENAI: "{count} without attributes of the GenAI conventions",
    span_receipt.MALFORMED: "{count} without a trace id and span id",
    span_receipt.TOO_MANY: f"{{count}} beyond {span_receipt.MOST_SPANS:,} in one request",
    BEYOND: "{count} older ones, since no more is kept of one trace",
}


class TooMuch(KnownError):
    """An exporter sends more than is taken now. ``seconds``: after how many it may try again."""

    code = "too_many_requests"
    http_status = 429

    def __init__(self, what: str, agent: str, seconds: float) -> None:
        super().__init__(what, where=agent, todo="The exporter tries again by itself.")
        self.seconds = seconds


class Busy(TooMuch):
    """Others are being read at this moment."""

    code = "busy"
    http_status = 503


class Step(Protocol):
    """``Steps.read`` and ``Steps.write``."""

    def __call__(self, step: Callable[[Connection], T], /) -> Awaitable[T]: ...


class Spans:
    """One gateway's receiver. Use on its loop.

    Attributes:
        room: what no action has been asked for yet.
    """

    def __init__(self, context: Context, read: Step, write: Step) -> None:
        self._context = context
        self._read, self._write = read, write
        self.room = SpanRoom(context.clock.monotonic)
        self._requests, self._bytes = Allowance(*REQUESTS), Allowance(*BYTES)
        self._counts: Counter[str] = Counter()
        self._reading = 0
        self._asked: set[str] = set()
        self._cut_at = -math.inf

    def admit(self, agent: str, size: int) -> None:
        """Count one request of ``size`` bytes. Raises TooMuch, Busy."""
        now = self._context.clock.monotonic()
        wait = self._requests.wait(agent, 1.0, now) or self._bytes.wait(agent, float(size), now)
        if wait:
            raise TooMuch("This agent's exporter sends too much", agent, wait)
        if self._reading >= MOST_AT_ONCE:
            raise Busy("Other agents' spans are being read", agent, BUSY_SECONDS)

    async def take(self, caller: Caller, data: bytes) -> dict[str, Any]:
        """Take one request; the members of an ``ExportTraceServiceResponse``.

        Raises:
            Unauthorised: the token is this agent's no more. InvalidInput: no export request within bounds.
        """
        self._reading += 1
        try:
            receipt = await self._read(caller.held(self._context, lambda c: self._receipt(c, caller.agent, data)))
        finally:
            self._reading -= 1
        self._counts.update(receipt.dropped)
        # Before it is looked for: an action that is asked for meanwhile finds it here.
        self._counts[UNJOINED] += self.room.put(caller.agent, receipt.spans)
        beyond = await self._join(caller.agent)
        return _answer(caller.agent, receipt, beyond)

    def asked(self, agent: str) -> None:
        """An action of the agent was taken in: what waits may belong to it."""
        if self.room.waits(agent):
            self._asked.add(agent)

    async def settle(self) -> None:
        """Put what waits beside actions that were asked for since, and drop what has waited long enough."""
        for agent in sorted(self._asked):
            await self._join(agent)
            self._asked.discard(agent)
        self._counts[UNJOINED] += self.room.expire()
        now = self._context.clock.monotonic()
        for allowance in (self._requests, self._bytes):
            allowance.forget(now)
        if now >= self._cut_at:
            self._cut_at = now + CUT_SECONDS
            than = stamp(self._context.earliest() - KEPT)
            if await self._read(lambda c: received_steps.older(c, than)):
                await self._write(lambda c: received_steps.cut(c, than))

    def forget(self, agent: str) -> None:
        """What is switched on for the agent has changed: what waits came under another order."""
        self._counts[UNJOINED] += self.room.forget(agent)

    def figures(self) -> Mapping[str, int]:
        """Counts since the process began, by what became of them."""
        return {name: self._counts[name] for name in (*_WHY, JOINED, UNJOINED)}

    def _receipt(self, connection: Connection, agent: str, data: bytes) -> SpanReceipt:
        return span_receipt.read_export(data, _capture(self._context, connection, agent))

    async def _join(self, agent: str) -> int:
        """Keep what waits of an agent and belongs to its actions; how many older steps gave way."""
        waiting = self.room.of(agent)
        if not waiting or not await self._read(lambda c: received.joins(c, agent, waiting)):
            return 0
        joined = await self._write(lambda c: self._store(c, agent, waiting))
        self.room.take(agent, joined.steps)
        self._counts[JOINED] += len(joined.steps)
        self._counts[BEYOND] += joined.beyond
        return joined.beyond

    def _store(self, connection: Connection, agent: str, waiting: list[ReceivedSpan]) -> received.Joined:
        """Store what its owner has not switched off since it was read."""
        now = _capture(self._context, connection, agent).rank
        return received.store(self._context, connection, agent, [one for one in waiting if one.capture.rank <= now])


def _capture(context: Context, connection: Connection, agent: str) -> Capture:
    row = policing.agent(context, connection, agent)
    return policing.force(context, connection, row, policing.people(context, connection)).capture


def _answer(agent: str, receipt: SpanReceipt, beyond: int) -> dict[str, Any]:
    """OTLP's words for what was taken: empty when all of it was (OTLP 1.x, "Partial Success")."""
    counts = {**receipt.dropped, **({BEYOND: beyond} if beyond else {})}
    said = [_WHY[why].format(count=count, agent=agent) for why, count in counts.items() if count]
    rejected = sum(receipt.dropped.values())
    words = f"Not kept: {'; '.join(said)}." if said else ""
    if receipt.bare:
        words = f"{words} Of {receipt.bare} only the structure is kept, as this agent's owner signed.".strip()
    if not words:
        return {}
    # A 64-bit integer is a text in protobuf's JSON.
    return {"partialSuccess": {"rejectedSpans": str(rejected), "errorMessage": words}}
