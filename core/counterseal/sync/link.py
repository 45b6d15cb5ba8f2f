"""A desk's line to one gateway: find it, poll its queue, carry the outbox to it. On one asyncio loop."""

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
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync import outbox
from counterseal.sync.api import SourceView
from counterseal.sync.endpoints import Door, Endpoint, foreign
from counterseal.sync.profile import Profile
from counterseal.sync.transport import GatewayClient

POLL_WAIT = 25.0
SOURCES_EVERY = 2.0
RETRY_MOST = 5.0
# A row that its gateway cannot take now is passed over for so long, doubled every time.
PAUSE_FIRST = 0.2
PAUSE_MOST = 60.0
_log = logging.getLogger(__name__)
# A gateway that answers with a trouble of its own is reached all the same; only these mean that it is not.
_NO_LINE = (
    Unreachable.code, "not_a_gateway", "wrong_gateway", "bad_token", "no_token", "token_expired", "wrong_audience",
)  # fmt: skip


class Link:
    """Everything between one desk and one gateway.

    Attributes:
        endpoint: which gateway, and how it is found.
        items: the open queue by id, as last heard, with just-ended items until the reader moves on.
        known_agents: ids of the agents there, as last heard.
        state: live, reconnecting or off; ``note`` says why.
        seen: the size of our log that the gateway has witnessed, as last heard; 0 before it was heard.
    """

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        endpoint: Endpoint,
        writer: Executor,
        readers: Executor,
        *,
        on_step: Callable[[str], None],
        heard: Callable[[Link, str, Any], None],
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._writer = writer
        self._readers = readers
        self._on_step = on_step
        self._heard = heard
        self._claimant = outbox.claimant()
        self.endpoint = endpoint
        self.client: GatewayClient | None = None
        self.items: dict[str, QueueItem] = {}
        self.known_agents: frozenset[str] = frozenset()
        self.sources: tuple[SourceView, ...] = ()
        self.state = "off"
        self.note = ""
        self.seen = 0
        self._door: Door | None = None
        self._version = 0
        self._paused: dict[int, tuple[float, float]] = {}
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
            await self.endpoint.stop()

    def wake(self) -> None:
        """There is something in the outbox. Call on the loop."""
        self._wake.set()

    def ready(self) -> GatewayClient:
        """The connected client. Raises Unreachable."""
        if self.client is None or self.state != "live":
            if self.endpoint.local:
                raise Unreachable(
                    "No gateway of this profile is running", todo="Start the desktop, or: counterseal gateway serve"
                )
            raise Unreachable(f"The gateway {self.endpoint.name} cannot be reached", where=self.note)
        return self.client

    def source(self) -> SourceView:
        """This gateway itself, as the rail shows it."""
        return SourceView(self.endpoint.name, "gateway", self.state, self.note)

    async def detail(self, action_id: str) -> ActionDetail:
        """Raises KnownError."""
        client = self.ready()
        found = wire.read_detail(await client.get(f"/v1/queue/{action_id}"))
        if found.audience != self.endpoint.origin:
            # The decision would be addressed to whoever is named there.
            raise Unreachable(
                "The gateway shows an action as another gateway's", where=client.url, code="wrong_gateway"
            )
        return found

    async def agents(self) -> tuple[AgentView, ...]:
        """Raises KnownError."""
        client = self.ready()
        answer = await client.get("/v1/agents")
        try:
            found = tuple(wire.read_agent(raw) for raw in answer["agents"])
        except (TypeError, KeyError) as error:
            raise foreign(client.url) from error
        self.known_agents = frozenset(agent.id for agent in found)
        return found

    async def halt_lines(self, sha: str) -> list[dict[str, Any]]:
        """Raises KnownError."""
        answer = await self.ready().get(f"/v1/orders/{sha}")
        return list(answer["lines"])

    # -- connecting ---------------------------------------------------------------------------------------------
    async def _connect(self) -> None:
        door = await self.endpoint.door()
        if door is None:
            self._set("off", self.endpoint.absent)
            return
        try:
            await self._open(door)
        except Unreachable as error:
            if self._door is not None and self.endpoint.ended(self._door):
                self._set("off", "the gateway of this profile has ended")
            else:
                self._set("reconnecting", error.text())
        except KnownError as error:
            self._set("reconnecting", error.text())

    async def _open(self, door: Door) -> None:
        # A gateway that starts again has a new token, maybe at the same address.
        if self._door is None or self._door.life != door.life or self.client is None:
            if self.client is not None:
                await self.client.close()
                self.client = None
            self._door = door
            self.client = GatewayClient(door.url, door.token)
        # Nor does a life of it that began unnoticed count on from the queue that the last one gave.
        self._version = self.seen = 0
        await self.endpoint.greet(self.client)
        await self._take_sources()
        await self._take_queue(0.0)

    def _set(self, state: str, note: str) -> None:
        if (state, note) != (self.state, self.note):
            self.state, self.note = state, note
            self._heard(self, "status", None)
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
            raise foreign(client.url) from error
        found = [wire.read_queue_item(raw) for raw in listed]
        fresh = {item.id: item for item in found}
        merged = fresh if full else {**self.items, **fresh}
        self.items = {key: item for key, item in merged.items() if not item.state.ended or key in fresh}
        self._version = version
        # Before the queue is told: who hears of an item asks for its detail at once.
        self._set("live", "")
        self._heard(self, "queue", tuple(self.items.values()))
        if found:
            self._heard(self, "agents", None)
            self._heard(self, "history", None)

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
                self._heard(self, "status", None)

    async def _take_sources(self) -> None:
        if self.client is not None:
            client = self.client
            answer = await client.get("/v1/sources")
            try:
                self.sources = tuple(
                    SourceView(s["name"], s["kind"], s["state"], s["note"], self.endpoint.guard(s["name"]))
                    for s in answer["sources"]
                )
            except (TypeError, KeyError) as error:
                raise foreign(client.url) from error

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
            answer = await self._post(row)
        except (Unreachable, Locked, Unauthorised, DiskTrouble) as error:
            await loop.run_in_executor(self._writer, self._finish, row, "queued", error.text())
            if error.code in _NO_LINE:
                self._set("reconnecting", error.text())
                return False
            self._pass_over(row)
            _log.warning("entry %d waits in the outbox: %s", row.seq, error.text())
            return True
        except KnownError as error:
            await self._end(row, "refused", error.text())
            return True
        self._on_step("answered")
        await self._end(row, "delivered", str(answer.get("state", "")))
        return True

    async def _end(self, row: outbox.Claimed, state: str, note: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._writer, self._finish, row, state, note)
        self._on_step("marked")
        self._paused.pop(row.id, None)
        self._heard(self, "delivered", (row, state, note))

    def _pass_over(self, row: outbox.Claimed) -> None:
        """What only this row's delivery failed on must not hold up the others; it is tried again, ever more rarely."""
        _until, before = self._paused.get(row.id, (0.0, PAUSE_FIRST / 2))
        pause = min(before * 2, PAUSE_MOST)
        self._paused[row.id] = (self._clock.monotonic() + pause, pause)

    def _passed_over(self) -> tuple[int, ...]:
        now = self._clock.monotonic()
        return tuple(row_id for row_id, (until, _pause) in tuple(self._paused.items()) if until > now)

    async def _post(self, row: outbox.Claimed) -> Any:
        """Post one row, proving from the size the gateway has seen; it names that size when ours is old."""
        path = "/v1/decisions" if row.kind == "decision" else "/v1/orders"
        client = self.ready()
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
            return answer
        raise Unreachable("Other programs of this profile keep moving the head", where=client.url, code="moving_head")

    def _claim(self) -> outbox.Claimed | None:
        with self._profile.database.read() as connection:
            if outbox.count_open(connection, self.endpoint.audience) == 0:
                return None
        with self._profile.database.write() as connection:
            return outbox.claim(connection, self._clock, self._claimant, self.endpoint.audience, self._passed_over())

    def _body(self, row: outbox.Claimed) -> dict[str, Any]:
        with self._profile.database.read() as connection:
            return outbox.body(connection, row, self.seen)

    def _finish(self, row: outbox.Claimed, state: str, note: str) -> None:
        with self._profile.database.write() as connection:
            outbox.finish(connection, row.id, state, note)


def _whole(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
