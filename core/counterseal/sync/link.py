"""The desk's line to its gateway: find or start it, poll the queue, carry the outbox. On one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from counterseal.clock import Clock
from counterseal.errors import Conflict, KnownError, Locked, Unauthorised, Unreachable
from counterseal.ledger.database import DiskTrouble
from counterseal.model import wire
from counterseal.model.actions import State
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync import outbox
from counterseal.sync.api import SourceView
from counterseal.sync.profile import Profile
from counterseal.sync.serving import Address, EmbeddedGateway, read_address
from counterseal.sync.transport import GatewayClient

POLL_WAIT = 25.0
SOURCES_EVERY = 2.0
RETRY_MOST = 5.0
_log = logging.getLogger(__name__)
_GUARD = "guards this desk only"
# A gateway that answers with a trouble of its own is reached all the same; only these mean that it is not.
_NO_LINE = (Unreachable.code, "not_a_gateway", "bad_token", "no_token")


class Link:
    """Everything between one desk and its gateway.

    Attributes:
        items: the open queue by id, as last heard, with just-ended items until the reader moves on.
        state: live, reconnecting or off; ``note`` says why.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        writer: Executor,
        readers: Executor,
        *,
        serve: bool,
        on_step: Callable[[str], None],
        heard: Callable[[str, Any], None],
        port: int = 0,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._writer = writer
        self._readers = readers
        self._serve = serve
        self._on_step = on_step
        self._heard = heard
        self._claimant = outbox.claimant()
        self.embedded = EmbeddedGateway(profile, clock, writer, readers, on_step, port)
        self.client: GatewayClient | None = None
        self.items: dict[str, QueueItem] = {}
        self.sources: tuple[SourceView, ...] = ()
        self.state = "off"
        self.note = ""
        self.serving = False
        self._address: Address | None = None
        self._version = 0
        self._seen = 0
        self._wake = asyncio.Event()
        self._starting: asyncio.Task[Any] | None = None
        self._listening: asyncio.Future[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect once now, so that the first answers are there when this returns; then keep going."""
        self._starting = asyncio.current_task()
        await self._connect()
        self._tasks = [
            asyncio.create_task(self._poll(), name="counterseal-poller"),
            asyncio.create_task(self._carry(), name="counterseal-outbox"),
            asyncio.create_task(self._watch_sources(), name="counterseal-sources"),
        ]

    async def stop(self) -> None:
        if self._starting is not None and not self._starting.done():
            self._starting.cancel()
            await asyncio.gather(self._starting, return_exceptions=True)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        try:
            if self.client is not None:
                await self.client.close()
                self.client = None
        finally:
            await self.embedded.stop()

    def wake(self) -> None:
        """There is something in the outbox. Call on the loop."""
        self._wake.set()

    def ready(self) -> GatewayClient:
        """The connected client. Raises Unreachable."""
        if self.client is None or self.state != "live":
            raise Unreachable(
                "No gateway of this profile is running", todo="Start the desktop, or: counterseal gateway serve"
            )
        return self.client

    async def detail(self, action_id: str) -> ActionDetail:
        return wire.read_detail(await self.ready().get(f"/v1/queue/{action_id}"))

    async def agents(self) -> tuple[AgentView, ...]:
        answer = await self.ready().get("/v1/agents")
        return tuple(wire.read_agent(raw) for raw in answer["agents"])

    async def halt_lines(self, sha: str) -> list[dict[str, Any]]:
        answer = await self.ready().get(f"/v1/orders/{sha}")
        return list(answer["lines"])

    # -- connecting ---------------------------------------------------------------------------------------------
    async def _connect(self) -> None:
        address = None
        if self._serve and not self.serving:
            address = await self.embedded.start()
            self.serving = address is not None
        if address is None:
            address = read_address(self._profile.home)
        if address is None or address.origin != self._profile.log.origin:
            self._set("off", "no gateway of this profile is running")
            return
        # A gateway that starts again has a new token, maybe at the same address.
        if self._address != address or self.client is None:
            if self.client is not None:
                await self.client.close()
            self.client = GatewayClient(address.url, address.token)
            self._address = address
            self._version = self._seen = 0
        try:
            await self._take_sources()
            await self._take_queue(0.0)
        except Unreachable as error:
            if outbox.process_lives(address.pid):
                self._set("reconnecting", error.text())
            else:
                self._set("off", "the gateway of this profile has ended")
        except KnownError as error:
            self._set("reconnecting", error.text())

    def _set(self, state: str, note: str) -> None:
        if (state, note) != (self.state, self.note):
            self.state, self.note = state, note
            self._heard("status", None)
            if state == "live":
                self._wake.set()
            elif self._listening is not None:
                # Else the poller would notice only when its long poll ends, and connect again that much later.
                self._listening.cancel()

    async def _poll(self) -> None:
        pause = 0.1
        while True:
            try:
                if self.state == "live":
                    pause = 0.1
                    await self._listen()
                else:
                    await self._connect()
            except Exception as error:  # noqa: BLE001
                self._failed("poll", error)
            if self.state != "live":
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_MOST)

    async def _listen(self) -> None:
        """One long poll, given up early when another task finds the gateway in trouble."""
        self._listening = asyncio.ensure_future(self._take_queue(POLL_WAIT))
        try:
            await self._listening
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling() or not self._listening.cancelled():
                raise
        finally:
            self._listening.cancel()

    def _failed(self, what: str, error: Exception) -> None:
        """Note a failure of a background task, which goes on: a silent end of one would look like a quiet day."""
        if isinstance(error, KnownError):
            self._set("reconnecting", error.text())
        else:
            _log.error("%s failed", what, exc_info=error)
            self._set("reconnecting", "a defect in Counterseal; see the log")

    async def _take_queue(self, wait: float) -> None:
        if self.client is None:
            raise Unreachable("No gateway of this profile is running")
        client = self.client
        answer = await client.get("/v1/queue", wait=wait, after=self._version)
        try:
            listed, full, version = answer["items"], bool(answer["full"]), int(answer["version"])
        except (TypeError, KeyError, ValueError) as error:
            raise _foreign(client.url) from error
        found = [wire.read_queue_item(raw) for raw in listed]
        fresh = {item.id: item for item in found}
        merged = fresh if full else {**self.items, **fresh}
        self.items = {key: item for key, item in merged.items() if not item.state.ended or key in fresh}
        self._version = version
        # Before the queue is told: who hears of an item asks for its detail at once.
        self._set("live", "")
        self._heard("queue", tuple(self.items.values()))
        if found:
            self._heard("agents", None)
            self._heard("history", None)

    async def _watch_sources(self) -> None:
        while True:
            await asyncio.sleep(SOURCES_EVERY)
            if self.state != "live":
                continue
            before = self.sources
            try:
                await self._take_sources()
            except Exception as error:  # noqa: BLE001
                self._failed("looking at sources", error)
            if self.sources != before:
                self._heard("status", None)

    async def _take_sources(self) -> None:
        if self.client is not None:
            client = self.client
            answer = await client.get("/v1/sources")
            try:
                self.sources = tuple(
                    SourceView(s["name"], s["kind"], s["state"], s["note"], _GUARD) for s in answer["sources"]
                )
            except (TypeError, KeyError) as error:
                raise _foreign(client.url) from error

    # -- outbox -------------------------------------------------------------------------------------------------
    async def _carry(self) -> None:
        pause = 0.2
        while True:
            # Before looking: a row that is stored while we look must be heard afterwards.
            self._wake.clear()
            try:
                if self.state == "live" and await self._carry_one():
                    continue
            except Exception as error:  # noqa: BLE001
                # The row stays claimed by this process and is taken again; a locked disk is no reason to end.
                self._failed("delivery", error)
            try:
                # Not asyncio.wait_for: until 3.12 it can swallow a cancellation, and ``stop`` would wait for ever.
                async with asyncio.timeout(pause):
                    await self._wake.wait()
                pause = 0.2
            except TimeoutError:
                pause = min(pause * 2, 2.0)

    async def _carry_one(self) -> bool:
        """Deliver the oldest open row. False when there was none, or when it must wait."""
        loop = asyncio.get_running_loop()
        row = await loop.run_in_executor(self._writer, self._claim)
        if row is None:
            return False
        self._on_step("claimed")
        try:
            answer = await self._post(row)
        except (Unreachable, Locked, Unauthorised, DiskTrouble) as error:
            await loop.run_in_executor(self._writer, self._finish, row, "queued", error.text())
            if error.code in _NO_LINE:
                self._set("reconnecting", error.text())
            else:
                _log.warning("entry %d waits in the outbox: %s", row.seq, error.text())
            return False
        except KnownError as error:
            await loop.run_in_executor(self._writer, self._finish, row, "refused", error.text())
            self._heard("delivered", (row, "refused", error.text()))
            return True
        self._on_step("answered")
        await loop.run_in_executor(self._writer, self._finish, row, "delivered", str(answer.get("state", "")))
        self._on_step("marked")
        self._heard("delivered", (row, "delivered", str(answer.get("state", ""))))
        return True

    async def _post(self, row: outbox.Claimed) -> Any:
        """Post one row, proving from the size the gateway has seen; it names that size when ours is old."""
        path = "/v1/decisions" if row.kind == "decision" else "/v1/orders"
        client = self.ready()
        loop = asyncio.get_running_loop()
        for _attempt in range(4):
            from_size = self._seen
            body = await loop.run_in_executor(self._readers, self._body, row)
            self._on_step("posting")
            try:
                answer = await client.post(path, body)
            except Conflict as error:
                # The same size refused twice is a fork; another size is another process that was faster.
                if error.code != "head_mismatch" or _whole(error.extra.get("seen_size")) == from_size:
                    raise
                self._seen = _whole(error.extra.get("seen_size"))
                continue
            if not isinstance(answer, dict) or "state" not in answer:
                raise _foreign(client.url)
            self._seen = _whole(answer.get("seen_size"))
            return answer
        raise Unreachable("Other programs of this profile keep moving the head", where=client.url, code="moving_head")

    def _claim(self) -> outbox.Claimed | None:
        with self._profile.database.read() as connection:
            if outbox.count_open(connection) == 0:
                return None
        with self._profile.database.write() as connection:
            return outbox.claim(connection, self._clock, self._claimant)

    def _body(self, row: outbox.Claimed) -> dict[str, Any]:
        with self._profile.database.read() as connection:
            return outbox.body(connection, row, self._seen)

    def _finish(self, row: outbox.Claimed, state: str, note: str) -> None:
        with self._profile.database.write() as connection:
            outbox.finish(connection, row.id, state, note)


def _foreign(url: str) -> Unreachable:
    return Unreachable("The answer is not a gateway's", where=url, todo="Check the address.", code="not_a_gateway")


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def open_items(items: dict[str, QueueItem]) -> tuple[QueueItem, ...]:
    """What waits for a person: held first by deadline within risk, then the unknown ones to resolve."""
    waiting = [item for item in items.values() if item.state in (State.HELD, State.UNKNOWN, State.APPROVED)]
    return tuple(sorted(waiting, key=lambda i: (-i.risk.rank, i.expires_at or "9999", i.asked_at, i.id)))
