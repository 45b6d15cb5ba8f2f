"""The desk's line to its gateway: find or start it, poll the queue, carry the outbox. On one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from counterseal.clock import Clock
from counterseal.errors import Conflict, KnownError, Locked, Unauthorised, Unreachable
from counterseal.model import wire
from counterseal.model.actions import State
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync import outbox
from counterseal.sync.api import SourceView
from counterseal.sync.profile import Profile
from counterseal.sync.serving import EmbeddedGateway, read_address
from counterseal.sync.transport import GatewayClient

POLL_WAIT = 25.0
SOURCES_EVERY = 2.0
RETRY_MOST = 5.0
_log = logging.getLogger(__name__)
_GUARD = "guards this desk only"


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
        self._version = 0
        self._seen = 0
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect once now, so that the first answers are there when this returns; then keep going."""
        await self._connect()
        self._tasks = [
            asyncio.create_task(self._poll(), name="counterseal-poller"),
            asyncio.create_task(self._carry(), name="counterseal-outbox"),
            asyncio.create_task(self._watch_sources(), name="counterseal-sources"),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self.client is not None:
            await self.client.close()
            self.client = None
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
        if self.client is None or self.client.url != address.url:
            if self.client is not None:
                await self.client.close()
            self.client = GatewayClient(address.url, address.token)
            self._version = self._seen = 0
        try:
            await self._take_queue(0.0)
            await self._take_sources()
            self._set("live", "")
        except KnownError as error:
            self._set("reconnecting", error.text())

    def _set(self, state: str, note: str) -> None:
        if (state, note) != (self.state, self.note):
            self.state, self.note = state, note
            self._heard("status", None)
            if state == "live":
                self._wake.set()

    async def _poll(self) -> None:
        pause = 0.1
        while True:
            if self.state != "live":
                await self._connect()
            if self.state != "live":
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_MOST)
                continue
            pause = 0.1
            try:
                await self._take_queue(POLL_WAIT)
            except KnownError as error:
                self._set("reconnecting", error.text())

    async def _take_queue(self, wait: float) -> None:
        if self.client is None:
            raise Unreachable("No gateway of this profile is running")
        answer = await self.client.get("/v1/queue", wait=wait, after=self._version)
        found = [wire.read_queue_item(raw) for raw in answer["items"]]
        fresh = {item.id: item for item in found}
        merged = fresh if answer["full"] else {**self.items, **fresh}
        self.items = {key: item for key, item in merged.items() if not item.state.ended or key in fresh}
        self._version = answer["version"]
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
            except KnownError as error:
                self._set("reconnecting", error.text())
            if self.sources != before:
                self._heard("status", None)

    async def _take_sources(self) -> None:
        if self.client is not None:
            answer = await self.client.get("/v1/sources")
            self.sources = tuple(
                SourceView(s["name"], s["kind"], s["state"], s["note"], _GUARD) for s in answer["sources"]
            )

    # -- outbox -------------------------------------------------------------------------------------------------
    async def _carry(self) -> None:
        pause = 0.2
        while True:
            if self.state != "live" or not await self._carry_one():
                self._wake.clear()
                try:
                    await asyncio.wait_for(self._wake.wait(), pause)
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
        except (Unreachable, Locked, Unauthorised) as error:
            await loop.run_in_executor(self._writer, self._finish, row, "queued", error.text())
            if not isinstance(error, Locked):
                self._set("reconnecting", error.text())
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
        for attempt in range(4):
            body = await loop.run_in_executor(self._readers, self._body, row)
            self._on_step("posting")
            try:
                answer = await client.post(path, body)
            except Conflict as error:
                if error.code != "head_mismatch" or attempt == 3:
                    raise
                self._seen = int(error.extra.get("seen_size", 0))
                continue
            self._seen = int(answer.get("seen_size", 0))
            return answer
        raise AssertionError("unreachable")

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


def open_items(items: dict[str, QueueItem]) -> tuple[QueueItem, ...]:
    """What waits for a person: held first by deadline within risk, then the unknown ones to resolve."""
    waiting = [item for item in items.values() if item.state in (State.HELD, State.UNKNOWN, State.APPROVED)]
    return tuple(sorted(waiting, key=lambda i: (-i.risk.rank, i.expires_at or "9999", i.asked_at, i.id)))
