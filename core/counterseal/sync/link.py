"""A desk's line to one gateway: find it, poll its queue, look at its sources. On one asyncio loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import replace
from typing import Any

from counterseal.clock import Clock, stamp
from counterseal.errors import KnownError, Unreachable
from counterseal.model import wire
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync.api import SourceView
from counterseal.sync.carrying import Carrier
from counterseal.sync.endpoints import Door, Endpoint, foreign
from counterseal.sync.profile import Profile
from counterseal.sync.transport import SAME_MACHINE, GatewayClient

POLL_WAIT = 25.0
SOURCES_EVERY = 2.0
RETRY_MOST = 5.0
# After news the next question waits so long: a thousand changes a second come in forty answers, not in a thousand.
GATHER = 0.025
# The longer the queue, the rarer: taking an answer in makes the window's thread, which shares the interpreter, wait.
IDLE_SHARE = 3
GATHER_MOST = 0.25
_HALT_LINE = {"agent", "state", "note", "seconds", "stops_at"}
_log = logging.getLogger(__name__)


class Link:
    """Everything between one desk and one gateway.

    Attributes:
        endpoint: which gateway, and how it is found.
        items: the open queue by id, as last heard, with just-ended items until the reader moves on.
        known_agents: ids of the agents there, as last heard.
        state: live, reconnecting or off; ``note`` says why.
        carrier: what brings it the outbox.
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
        attended: bool = True,
    ) -> None:
        self._heard = heard
        # Mandates lapse where no person's program asks; one that serves unattended must not count as one.
        self._asks = {"attended": 1} if attended else {}
        self.endpoint = endpoint
        self.carrier = Carrier(profile, clock, self, writer, readers, on_step)
        self.client: GatewayClient | None = None
        self.items: dict[str, QueueItem] = {}
        self._ended: set[str] = set()
        self.known_agents: frozenset[str] = frozenset()
        self.sources: tuple[SourceView, ...] = ()
        self.state = "off"
        self.note = ""
        self.heard_at = ""
        self._clock = clock
        # What people must know of a gateway that is all right itself.
        self.warning = ""
        self._contradictions = 0
        self._door: Door | None = None
        self._version = 0
        # Seconds that taking in the last answer kept the loop.
        self._took = 0.0
        self._starting: asyncio.Task[Any] | None = None
        self._listening: asyncio.Future[bool] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Connect once now, so that the first answers are there when this returns; then keep going."""
        self._starting = asyncio.current_task()
        await self._connect()
        self._tasks = [
            asyncio.create_task(self._poll(), name="counterseal-poller"),
            asyncio.create_task(self.carrier.run(), name="counterseal-outbox"),
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
        self.carrier.wake()

    def ready(self) -> GatewayClient:
        """The connected client. Raises Unreachable."""
        if self.client is None or self.state != "live":
            if self.endpoint.local and self.state == "reconnecting":
                raise Unreachable("The gateway of this profile does not answer now", where=self.note)
            if self.endpoint.local:
                raise Unreachable(
                    "No gateway of this profile is running", todo="Start the desktop, or: counterseal gateway serve"
                )
            raise Unreachable(f"The gateway {self.endpoint.name} cannot be reached", where=self.note)
        return self.client

    def source(self) -> SourceView:
        """This gateway itself, as the rail shows it."""
        heard_at = "" if self.state == "live" else self.heard_at
        return SourceView(self.endpoint.name, "gateway", self.state, self.note or self.warning, heard_at=heard_at)

    async def detail(self, action_id: str) -> ActionDetail:
        """Raises KnownError."""
        client = self.ready()
        found = wire.read_detail(await client.get(f"/v1/queue/{action_id}"))
        if found.audience != self.endpoint.origin:
            # The decision would be addressed to whoever is named there.
            raise Unreachable(
                "The gateway shows an action as another gateway's", where=client.url, code="wrong_gateway"
            )
        return replace(found, item=self._named(found.item))

    def _named(self, item: QueueItem) -> QueueItem:
        """With this desk's own name for the gateway, whatever it calls itself."""
        name = "" if self.endpoint.local else self.endpoint.name
        return item if item.gateway == name else replace(item, gateway=name)

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
        client = self.ready()
        answer = await client.get(f"/v1/orders/{sha}")
        lines = answer.get("lines") if isinstance(answer, dict) else None
        if not isinstance(lines, list) or not all(isinstance(one, dict) and set(one) >= _HALT_LINE for one in lines):
            raise foreign(client.url)
        return lines

    # -- connecting ---------------------------------------------------------------------------------------------
    async def _connect(self) -> None:
        try:
            door = await self.endpoint.door()
        except Unreachable as error:
            # It is begun again in a moment.
            self.set_state("reconnecting", error.text())
            return
        if door is None:
            self.set_state("off", self.endpoint.absent)
            return
        try:
            await self._open(door)
        except Unreachable as error:
            if self._door is not None and self.endpoint.ended(self._door):
                self.set_state("off", "the gateway of this profile has ended")
            else:
                self.set_state("reconnecting", error.text())
        except Exception as error:  # noqa: BLE001
            # One gateway's strange answer must neither keep the desk from starting nor end what follows the list.
            self.failed("connecting", error)

    async def _open(self, door: Door) -> None:
        # A gateway that starts again has a new token, maybe at the same address.
        if self._door is None or self._door.life != door.life or self.client is None:
            if self.client is not None:
                await self.client.close()
                self.client = None
            self._door = door
            patience = SAME_MACHINE if self.endpoint.local else None
            self.client = GatewayClient(door.url, door.token, door.pin, patience=patience)
        # Nor does a life of it that began unnoticed count on from the queue that the last one gave.
        self._version = self.carrier.seen = 0
        await self.endpoint.greet(self.client)
        await self._take_sources()
        await self._take_queue(0.0)

    def set_state(self, state: str, note: str) -> None:
        """Say how the line is. Call on the loop."""
        if (state, note) != (self.state, self.note):
            self.state, self.note = state, note
            self._heard(self, "status", None)
            if state == "live":
                self.carrier.wake()
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
                self.failed("poll", error)
            if self.state != "live":
                await asyncio.sleep(pause)
                pause = min(pause * 2, RETRY_MOST)

    async def _listen(self) -> None:
        """One long poll, given up early when another task finds the gateway in trouble."""
        self._listening = asyncio.ensure_future(self._take_queue(POLL_WAIT))
        try:
            if await self._listening:
                await asyncio.sleep(min(max(GATHER, self._took * IDLE_SHARE), GATHER_MOST))
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if task is None or task.cancelling() or not self._listening.cancelled():
                raise
        finally:
            self._listening.cancel()

    def heard(self, kind: str, value: Any) -> None:
        """Pass on news that is not the line's own."""
        self._heard(self, kind, value)

    def failed(self, what: str, error: Exception) -> None:
        """Note a failure of a background task, which goes on: a silent end of one would look like a quiet day."""
        if isinstance(error, KnownError):
            self.set_state("reconnecting", error.text())
        else:
            _log.error("%s failed", what, exc_info=error)
            self.set_state("reconnecting", "a defect in Counterseal; see the log")

    async def _take_queue(self, wait: float) -> bool:
        """Take what is new in the queue; whether anything was."""
        if self.client is None:
            raise Unreachable("No gateway of this profile is running")
        client = self.client
        answer = await client.get("/v1/queue", wait=wait, after=self._version, **self._asks)
        began = time.monotonic()
        try:
            listed, full, version = list(answer["items"]), bool(answer["full"]), int(answer["version"])
        except (TypeError, KeyError, ValueError, OverflowError) as error:
            raise foreign(client.url) from error
        found = [self._named(wire.read_queue_item(raw)) for raw in listed]
        fresh = {item.id: item for item in found}
        # What has not changed stays the same object: whoever follows the queue tells the news by that.
        merged = fresh if full else {**self.items, **fresh}
        for key in self._ended - fresh.keys():
            merged.pop(key, None)
        self.items = merged
        self._ended = {key for key, item in fresh.items() if item.state.ended}
        self._version = version
        self.heard_at = stamp(self._clock.now())
        # Before the queue is told: who hears of an item asks for its detail at once.
        self.set_state("live", "")
        self._heard(self, "queue", found)
        if found:
            self._heard(self, "agents", None)
            self._heard(self, "history", None)
        self._took = time.monotonic() - began
        return bool(found)

    async def _watch_sources(self) -> None:
        while True:
            await asyncio.sleep(SOURCES_EVERY)
            if self.state != "live":
                continue
            before = self.sources
            try:
                await self._take_sources()
            except Exception as error:  # noqa: BLE001
                self.failed("looking at sources", error)
            if self.sources != before:
                self._heard(self, "status", None)

    async def _take_contradictions(self, client: GatewayClient, answer: Any) -> None:
        count = answer.get("conflicts") if isinstance(answer, dict) else None
        if isinstance(count, int) and count != self._contradictions:
            self.warning = await self.endpoint.contradictions(client)
            self._contradictions = count
            self._heard(self, "status", None)

    async def _take_sources(self) -> None:
        if self.client is not None:
            client = self.client
            answer = await client.get("/v1/sources")
            await self._take_contradictions(client, answer)
            try:
                self.sources = tuple(
                    SourceView(s["name"], s["kind"], s["state"], s["note"], self.endpoint.guard(s["name"]))
                    for s in answer["sources"]
                )
            except (TypeError, KeyError) as error:
                raise foreign(client.url) from error
