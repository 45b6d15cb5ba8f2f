"""All the gateways of one desk: its own one and the separate ones, as one queue, one list of agents, one outbox."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from counterseal.clock import Clock
from counterseal.errors import KnownError, NotFound, Unreachable
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync import gateways
from counterseal.sync.api import SourceView
from counterseal.sync.endpoints import Endpoint, OwnEndpoint, SeparateEndpoint, Server
from counterseal.sync.gateways import SeparateGateway
from counterseal.sync.link import Link
from counterseal.sync.profile import Profile
from counterseal.sync.replicas import Replicas
from counterseal.sync.transport import GatewayClient

if TYPE_CHECKING:
    from counterseal.sync.beside import Beside
    from counterseal.sync.serving import EmbeddedGateway

MOST_ROUTES = 20_000
RELOAD_SECONDS = 2.0
FIRST_ANSWERS = 3.0
_log = logging.getLogger(__name__)


class Links:
    """Every line of one desk. Use on its asyncio loop.

    Attributes:
        own: the line to the profile's own gateway.
        server: what serves that gateway for this desk.
        embedded: the same where it serves in this process, else None.
        separate: the lines to separate gateways, by their log's origin, in the order they were added.
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
        replicas: Replicas,
        port: int = 0,
        attended: bool = True,
        beside: Beside | None = None,
    ) -> None:
        self.replicas = replicas
        self._profile = profile
        self._clock = clock
        self._executors = (writer, readers)
        self._on_step = on_step
        self._heard = heard
        self._attended = attended
        self.embedded: EmbeddedGateway | None = None
        if beside is None:
            # A window serves beside, and need not load what only such a process takes.
            from counterseal.sync.serving import EmbeddedGateway

            self.embedded = EmbeddedGateway(profile, clock, writer, readers, on_step, port)
            self.server: Server = self.embedded
        else:
            self.server = beside
            beside.ended = self._server_ended
        self._endpoint = OwnEndpoint(profile, self.server, serve=serve)
        self.own = self._link(self._endpoint)
        self.separate: dict[str, Link] = {}
        # Which gateway an action was last heard from; it may be gone from the queue when it is asked for.
        self._routes: OrderedDict[str, str] = OrderedDict()
        self._tasks: set[asyncio.Future[None]] = set()
        # The list is followed and changed by call at once; a gateway taken up twice would be polled twice.
        self._changing = asyncio.Lock()

    async def start(self) -> None:
        """Connect to all once now; then keep going. Raises KnownError: the own gateway could not be started."""
        await asyncio.get_running_loop().run_in_executor(self._executors[1], self._look)
        for gateway in await asyncio.get_running_loop().run_in_executor(self._executors[1], self._known):
            self.separate[gateway.origin] = self._line(gateway)
        tasks = [asyncio.create_task(link.start()) for link in self.separate.values()]
        for task in tasks:
            self._keep(task)
        await self.own.start()
        if tasks:
            # A gateway that is slow to answer keeps nobody from the brake; it comes in when it does.
            done, late = await asyncio.wait(tasks, timeout=FIRST_ANSWERS)
            for task in done:
                task.result()
            for task in late:
                task.add_done_callback(_say_failure)
        await self._replicate()
        self._keep(asyncio.ensure_future(self._follow()))

    def _look(self) -> None:
        try:
            self._profile.high_water.look()
        except KnownError as error:
            # What cannot be read cannot be served either; starting the gateway says so.
            _log.warning("the history could not be compared with what is held elsewhere: %s", error.text())

    async def stop(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.replicas.stop()
        await asyncio.gather(*(link.stop() for link in self.all()))

    def _server_ended(self, why: str) -> None:
        # The line may have noticed, and knows less of why. One that was given up stays so.
        if self.own.state != "off":
            self.own.set_state("reconnecting", why)

    def compare(self) -> None:
        """How the history stands to what others hold of it has changed. Call on the loop."""
        against = self._profile.high_water.against
        self.server.compare(
            tuple((one.held.name, one.held.audience, one.held.note) for one in against if one.held.place == "gateway")
        )

    async def _replicate(self) -> None:
        """Replicate every separate gateway's log, in the one process of the profile that serves its own gateway."""
        if not self.serving:
            return
        for link in tuple(self.separate.values()):
            if isinstance(link.endpoint, SeparateEndpoint):
                try:
                    await self.replicas.follow(link, link.endpoint.gateway, self._executors[1])
                except KnownError as error:
                    _log.error("the log of %s cannot be replicated: %s", link.endpoint.name, error.text())

    async def replicate_now(self, origin: str, *, newest: bool = False) -> None:
        """Read what is new of a separate gateway's log, where nothing may be following it, or has only begun to.

        Args:
            newest: read it where it is followed too, because what is wanted was entered a moment ago.
        """
        link = self.separate.get(origin)
        if link is None or not isinstance(link.endpoint, SeparateEndpoint):
            return
        loop = asyncio.get_running_loop()
        if not newest and self.serving and await loop.run_in_executor(self._executors[1], self.replicas.begun, origin):
            return
        try:
            await self.replicas.refresh(link, link.endpoint.gateway, self._executors[1])
        except Unreachable as error:
            _log.info("the log of %s is used as it was replicated before: %s", link.endpoint.name, error.text())

    async def add(self, gateway: SeparateGateway) -> None:
        """Take up a gateway that was stored, or one that has moved to another address."""
        async with self._changing:
            link = await self._add(gateway)
        if link is not None:
            await self._begin(link)

    async def drop(self, origin: str) -> None:
        """Give up the line to a gateway, if there is one."""
        async with self._changing:
            await self._drop(origin)

    async def _add(self, gateway: SeparateGateway) -> Link | None:
        """The new line to this gateway, still to be begun; None when there is one already."""
        before = self.separate.get(gateway.origin)
        if before is not None:
            if isinstance(before.endpoint, SeparateEndpoint) and before.endpoint.gateway == gateway:
                return None
            await self._drop(gateway.origin)
        link = self.separate[gateway.origin] = self._line(gateway)
        return link

    async def _begin(self, link: Link) -> None:
        """Start a new line. Not while the list is being changed: a gateway slow to answer would hold up all others."""
        # In a task of its own, which is what stopping the line cancels.
        task = asyncio.create_task(link.start())
        await asyncio.wait([task])
        if self.separate.get(link.endpoint.origin) is not link:
            # Given up again meanwhile, which may have been before it had begun.
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await link.stop()
            return
        await task
        await self._replicate()
        self._heard("status", None)

    async def _drop(self, origin: str) -> None:
        link = self.separate.pop(origin, None)
        if link is not None:
            await self.replicas.leave(origin)
            await link.stop()
            self._heard("queue", self.items())
            self._heard("status", None)

    def _take_over(self) -> None:
        self._keep(asyncio.ensure_future(self._replicate()))

    def _keep(self, task: asyncio.Future[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _follow(self) -> None:
        """Take up and drop what another process of the profile adds and removes."""
        while True:
            await asyncio.sleep(RELOAD_SECONDS)
            try:
                await self._reload()
            except KnownError as error:
                _log.warning("the list of gateways could not be read: %s", error.text())
            except Exception:  # noqa: BLE001
                # Nor may a defect end this task: a gateway added elsewhere would never be taken up here.
                _log.exception("the list of gateways could not be followed")

    async def _reload(self) -> None:
        async with self._changing:
            listed = await asyncio.get_running_loop().run_in_executor(self._executors[1], self._known)
            wanted = {gateway.origin: gateway for gateway in listed}
            for origin in [origin for origin in self.separate if origin not in wanted]:
                await self._drop(origin)
            added = [await self._add(gateway) for gateway in listed]
        await asyncio.gather(*(self._begin(link) for link in added if link is not None))

    def _known(self) -> tuple[SeparateGateway, ...]:
        with self._profile.reading() as connection:
            return gateways.known(connection)

    def _line(self, gateway: SeparateGateway) -> Link:
        return self._link(SeparateEndpoint(self._profile, gateway, self._clock, self._executors[1]))

    def _link(self, endpoint: Endpoint) -> Link:
        return Link(
            self._profile,
            self._clock,
            endpoint,
            *self._executors,
            on_step=self._on_step,
            heard=self._take,
            attended=self._attended,
        )

    # -- all of them --------------------------------------------------------------------------------------------
    def all(self) -> tuple[Link, ...]:
        return (self.own, *self.separate.values())

    def live(self) -> tuple[Link, ...]:
        return tuple(link for link in self.all() if link.state == "live")

    def wake(self) -> None:
        """There is something in the outbox. Call on the loop."""
        for link in self.all():
            link.wake()

    def items(self) -> Mapping[str, QueueItem]:
        """The open queue of all gateways by id, with just-ended items. Of one that two list, the first counts."""
        merged = dict(self.own.items)
        for link in self.separate.values():
            merged = {**link.items, **merged}
        return merged

    def sources(self) -> tuple[SourceView, ...]:
        """The own gateway with what it polls, then each separate gateway with what that one polls."""
        return tuple(one for link in self.all() for one in (self._source(link), *link.sources))

    def _source(self, link: Link) -> SourceView:
        trouble = self.replicas.trouble(link.endpoint.origin)
        if trouble is not None:
            # It answers, but what it answers cannot be trusted.
            return SourceView(link.endpoint.name, "gateway", "failed", trouble[1])
        return link.source()

    def _take(self, link: Link, kind: str, value: Any) -> None:
        if kind in ("queue", "delivered"):
            self.replicas.wake(link.endpoint.origin)
        if kind == "status" and link is self.own and link.state == "live":
            # Another process may have ended that served until now.
            self._take_over()
        if kind == "queue":
            # Of one gateway, and only what is news there.
            for item in value:
                self._routes[item.id] = link.endpoint.origin
                self._routes.move_to_end(item.id)
            while len(self._routes) > MOST_ROUTES:
                self._routes.popitem(last=False)
            value = self.items()
        self._heard(kind, value)

    # -- one of them --------------------------------------------------------------------------------------------
    @property
    def serving(self) -> bool:
        """Whether this process serves the profile's own gateway."""
        return self._endpoint.serving

    @property
    def state(self) -> str:
        """Of the own gateway."""
        return self.own.state

    @property
    def client(self) -> GatewayClient | None:
        """To the own gateway."""
        return self.own.client

    def ready(self) -> GatewayClient:
        """The connected client of the own gateway. Raises Unreachable."""
        return self.own.ready()

    def of(self, gateway: str) -> Link:
        """The line to a gateway by its name or its log's origin; empty for the own one. Raises NotFound."""
        for link in self.all():
            if gateway in (link.endpoint.name, link.endpoint.origin) or (not gateway and link is self.own):
                return link
        raise NotFound(
            "There is no such gateway here", where=gateway, todo="See: counterseal upstream list", code="no_gateway"
        )

    async def detail(self, action_id: str) -> ActionDetail:
        """An action from the gateway it was heard from; else from whichever knows it. Raises KnownError."""
        found = self._heard_from(action_id)
        return await found.detail(action_id) if found else (await self._whichever(action_id))[1]

    async def knowing(self, action_id: str) -> Link:
        """The line to the gateway that has this action. Raises KnownError."""
        return self._heard_from(action_id) or (await self._whichever(action_id))[0]

    def _heard_from(self, action_id: str) -> Link | None:
        # The one whose row is shown, should two gateways list the same id.
        found = [link for link in self.all() if action_id in link.items]
        if not found:
            found = [link for link in self.all() if link.endpoint.origin == self._routes.get(action_id)]
        return found[0] if found else None

    async def _whichever(self, action_id: str) -> tuple[Link, ActionDetail]:
        missing: KnownError | None = None
        for link in self.live() or (self.own,):
            try:
                detail = await link.detail(action_id)
            except NotFound as error:
                missing = missing or error
                continue
            self._routes[action_id] = link.endpoint.origin
            return link, detail
        raise missing or NotFound("There is no such action", where=action_id)

    async def agents(self) -> tuple[AgentView, ...]:
        """The agents of every gateway that answers. Raises Unreachable when none does."""
        links = self.live()
        if not links:
            self.own.ready()
        answers = await asyncio.gather(*(link.agents() for link in links), return_exceptions=True)
        found: list[AgentView] = []
        for link, answer in zip(links, answers, strict=True):
            if isinstance(answer, BaseException):
                if link is self.own or not isinstance(answer, KnownError):
                    raise answer
                continue
            name = "" if link is self.own else link.endpoint.name
            found.extend(replace(agent, gateway=name) for agent in answer)
        return tuple(found)

    def holding(self, agent: str) -> tuple[Link, ...]:
        """The lines to gateways that have this agent; those that cannot say now are among them."""
        return tuple(link for link in self.all() if agent in link.known_agents or link.state != "live")


def _say_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and task.exception() is not None:
        _log.error("a gateway's line could not be started", exc_info=task.exception())
