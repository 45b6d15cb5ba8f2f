"""Carries the outbox to one gateway: claims a row, proves that it was stored, posts it, writes down the answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.dialects.sqlite import insert

from counterseal.clock import Clock
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked, Unauthorised, Unreachable
from counterseal.ledger import cosignature, schema
from counterseal.ledger.database import DiskTrouble
from counterseal.ledger.note import read_head, split_note
from counterseal.sync import outbox
from counterseal.sync.endpoints import Endpoint, foreign
from counterseal.sync.high_water import ReadOnly
from counterseal.sync.profile import Profile
from counterseal.sync.transport import GatewayClient

# A row that its gateway cannot take now is passed over for so long, doubled every time.
PAUSE_FIRST = 0.2
PAUSE_MOST = 60.0
# A gateway that answers with a trouble of its own is reached all the same; only these mean that it is not.
NO_LINE = (
    Unreachable.code, "not_a_gateway", "wrong_gateway", "bad_token", "no_token", "token_expired", "wrong_audience",
)  # fmt: skip
_log = logging.getLogger(__name__)


class Line(Protocol):
    """What a carrier needs of the line to its gateway."""

    endpoint: Endpoint
    state: str

    def ready(self) -> GatewayClient: ...
    def set_state(self, state: str, note: str) -> None: ...
    def heard(self, kind: str, value: Any) -> None: ...
    def failed(self, what: str, error: Exception) -> None: ...


class Carrier:
    """Delivers what is addressed to one gateway, one row at a time.

    Attributes:
        seen: the size of our log that the gateway has witnessed, as last heard; 0 before it was heard.
        claimant: the name under which this process claims rows.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        line: Line,
        writer: Executor,
        readers: Executor,
        on_step: Callable[[str], None],
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._line = line
        self._writer = writer
        self._readers = readers
        self._on_step = on_step
        self._paused: dict[int, tuple[float, float]] = {}
        self._woken = asyncio.Event()
        self.seen = 0
        self.claimant = outbox.claimant()

    def wake(self) -> None:
        """There is something in the outbox, or the line is back. Call on the loop."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        pause = 0.2
        while True:
            # Before looking: a row that is stored while we look must be heard afterwards.
            self._woken.clear()
            try:
                if self._line.state == "live" and await self._carry_one():
                    continue
            except ReadOnly as error:
                # What is written to this history waits until an owner has accepted it; the status says so.
                _log.warning("nothing is delivered: %s", error.text())
                pause = 2.0
            except Exception as error:  # noqa: BLE001
                # The row stays claimed by this process and is taken again; a locked disk is no reason to end.
                self._line.failed("delivery", error)
            try:
                # Not asyncio.wait_for: until 3.12 it can swallow a cancellation, and ``stop`` would wait for ever.
                async with asyncio.timeout(pause):
                    await self._woken.wait()
                pause = 0.2
            except TimeoutError:
                pause = min(pause * 2, 2.0)

    async def _carry_one(self) -> bool:
        """Deliver the next open row. False when there was none, or when all must wait."""
        loop = asyncio.get_running_loop()
        row = await loop.run_in_executor(self._writer, self._claim)
        if row is None:
            return False
        self._on_step("claimed")
        if row.overtaken:
            await self._end(row, "refused", "a halt that you ordered later went out first")
            return True
        try:
            answer, checkpoint = await self._post(row)
        except (Unreachable, Locked, Unauthorised, DiskTrouble) as error:
            await loop.run_in_executor(self._writer, self._finish, row, "queued", error.text())
            if error.code in NO_LINE:
                self._line.set_state("reconnecting", error.text())
                return False
            self._pass_over(row, error)
            return True
        except KnownError as error:
            if await self._told_of_our_head(error):
                # Not this row is refused, but the history that it stands in.
                await loop.run_in_executor(self._writer, self._finish, row, "queued", error.text())
                self._pass_over(row, error)
                return True
            await self._end(row, "refused", error.text())
            return True
        self._on_step("answered")
        await self._end(row, "delivered", str(answer.get("state", "")), (checkpoint, answer.get("cosignature")))
        return True

    async def _end(self, row: outbox.Claimed, state: str, note: str, cosigned: tuple[str, Any] = ("", None)) -> None:
        await asyncio.get_running_loop().run_in_executor(self._writer, self._finish, row, state, note, *cosigned)
        self._on_step("marked")
        self._paused.pop(row.id, None)
        self._line.heard("delivered", (row, state, note))

    def _pass_over(self, row: outbox.Claimed, error: KnownError) -> None:
        """What only this row's delivery failed on must not hold up the others; it is tried again, ever more rarely."""
        _until, before = self._paused.get(row.id, (0.0, PAUSE_FIRST / 2))
        pause = min(before * 2, PAUSE_MOST)
        self._paused[row.id] = (self._clock.monotonic() + pause, pause)
        _log.warning("entry %d waits in the outbox: %s", row.seq, error.text())

    def _passed_over(self) -> tuple[int, ...]:
        now = self._clock.monotonic()
        return tuple(row_id for row_id, (until, _pause) in tuple(self._paused.items()) if until > now)

    async def _told_of_our_head(self, error: KnownError) -> bool:
        """Whether the gateway refused because it holds another head of our log than we show."""
        note = error.extra.get("seen_checkpoint")
        endpoint = self._line.endpoint
        if endpoint.local or not isinstance(note, str) or not note:
            return False
        try:
            heard = self._profile.high_water.heard
            await asyncio.get_running_loop().run_in_executor(self._readers, heard, endpoint.name, endpoint.origin, note)
        except InvalidInput as wrong:
            _log.warning("%s claims a head of this log that this log never signed: %s", endpoint.name, wrong.text())
            return False
        return True

    async def _post(self, row: outbox.Claimed) -> tuple[dict[str, Any], str]:
        """Post one row, proving from the size the gateway has seen; it names that size when ours is old.

        Returns:
            the answer, and the checkpoint that went with the row.
        """
        path = "/v1/decisions" if row.kind == "decision" else "/v1/orders"
        client = self._line.ready()
        loop = asyncio.get_running_loop()
        for _attempt in range(4):
            from_size = self.seen
            body = await loop.run_in_executor(self._readers, self._body, row)
            self._on_step("posting")
            try:
                answer = await client.post(path, body)
            except Conflict as error:
                # The same size refused twice is a fork; another size is another process that was faster.
                if error.code != "head_mismatch" or _whole(error.extra.get("seen_size")) == from_size:
                    raise
                self.seen = _whole(error.extra.get("seen_size"))
                continue
            if not isinstance(answer, dict) or "state" not in answer:
                raise foreign(client.url)
            self.seen = _whole(answer.get("seen_size"))
            return answer, body["checkpoint"]
        raise Unreachable("Other programs of this profile keep moving the head", where=client.url, code="moving_head")

    # -- in the database ----------------------------------------------------------------------------------------
    def _claim(self) -> outbox.Claimed | None:
        audience = self._line.endpoint.audience
        with self._profile.database.read() as connection:
            if outbox.count_open(connection, audience) == 0:
                return None
        with self._profile.database.write() as connection:
            return outbox.claim(connection, self._clock, self.claimant, audience, self._passed_over())

    def _body(self, row: outbox.Claimed) -> dict[str, Any]:
        with self._profile.database.read() as connection:
            return outbox.body(connection, row, self.seen)

    def _finish(self, row: outbox.Claimed, state: str, note: str, checkpoint: str = "", line: Any = None) -> None:
        with self._profile.database.write() as connection:
            outbox.finish(connection, row.id, state, note)
            witness = self._line.endpoint.witness
            if witness is not None and isinstance(line, str):
                self._keep_cosignature(connection, checkpoint, line)

    def _keep_cosignature(self, connection: Connection, checkpoint: str, line: str) -> None:
        """Keep the gateway's word that it holds our head. A wrong one is no reason to doubt the delivery."""
        endpoint = self._line.endpoint
        try:
            if endpoint.witness is not None:
                cosignature.check(checkpoint, line, endpoint.witness)
        except InvalidInput as error:
            _log.warning("%s cosigned our head wrongly: %s", endpoint.name, error.text())
            return
        head = read_head(split_note(checkpoint)[0])
        values = {"origin": head.origin, "size": head.size, "witness": endpoint.origin, "line": line}
        connection.execute(insert(schema.cosignatures).values(**values).on_conflict_do_nothing())


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
