"""``Desk``: one opened profile for a person's program, as ``sync.api.DeskApi`` describes it.

Threads: one asyncio loop (httpx and the embedded gateway), one writer, two readers, one for each replica that is
followed. Nothing here touches a widget. What a desk does lies in its parts: ``Deciding``, ``Orders``, ``Upstreams``,
``Records``, ``People``.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError, Unreachable
from counterseal.ledger import log as ledger_log
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.seal.keystore import read_passphrase_file
from counterseal.sync import outbox, people_view, signing
from counterseal.sync.api import (
    DecisionDraft,
    DecisionReceipt,
    DeskStatus,
    DoctorLine,
    EditPreview,
    Event,
    HaltProgress,
    SourceView,
)
from counterseal.sync.api_evidence import ReplicaView
from counterseal.sync.beside import Beside
from counterseal.sync.checking import LedgerCheck
from counterseal.sync.deciding import Deciding
from counterseal.sync.endpoints import OWN_NAME
from counterseal.sync.evidence import Evidence
from counterseal.sync.gateway_people import Adopting, GatewayPeople
from counterseal.sync.inbox_memory import Inbox
from counterseal.sync.late_parts import LateParts
from counterseal.sync.ledger_door import LedgerDoor
from counterseal.sync.links import Links
from counterseal.sync.notices import Notices
from counterseal.sync.open_queue import OpenQueue
from counterseal.sync.people import People
from counterseal.sync.placing import Placing
from counterseal.sync.profile import Profile
from counterseal.sync.records import Records
from counterseal.sync.replicas import Replicas
from counterseal.sync.step_up import StepUp
from counterseal.sync.upstream_door import UpstreamDoor
from counterseal.sync.upstreams import Upstreams

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import OrderDone

T = TypeVar("T")
CHECK_AFTER_SECONDS = 1.5
"""A window is shown and filled before the whole log is verified, which no signature waits for."""
_log = logging.getLogger(__name__)


def _no_step(_name: str) -> None:
    return None


def open_desk(
    home: Path,
    passphrase_file: Path | None = None,
    *,
    clock: Clock | None = None,
    on_step: Callable[[str], None] = _no_step,
    beside: Beside | None = None,
) -> Desk:
    """Open a profile, and unlock its key when a passphrase file is given or none is set. Raises KnownError.

    Args:
        beside: serves the profile's gateway in a process of its own; without it the desk serves in this one.
    """
    passphrase = read_passphrase_file(passphrase_file) if passphrase_file else None
    profile = Profile.open(home)
    try:
        if passphrase is not None:
            profile.unlock(passphrase)
        elif not profile.has_passphrase:
            profile.unlock_unguarded()
    except BaseException:
        profile.close()
        raise
    return Desk(profile, clock or SystemClock(), on_step, beside)


class Desk(UpstreamDoor, LedgerDoor, LateParts):
    """Implements ``DeskApi``; further methods serve the command line and the demo."""

    def __init__(
        self,
        profile: Profile,
        clock: Clock,
        on_step: Callable[[str], None] = _no_step,
        beside: Beside | None = None,
    ) -> None:
        self.profile = profile
        self.home = profile.home
        self.clock = clock
        self._on_step = on_step
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="counterseal-writer")
        self.readers = ThreadPoolExecutor(2, thread_name_prefix="counterseal-reader")
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._link: Links | None = None
        self._beside = beside
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.Lock()
        self._counting = threading.Lock()
        self._queue = OpenQueue()
        self._check = LedgerCheck(profile, self.readers, lambda: self.emit(Event("status", self.status())))
        self._following: Future[None] | None = None
        self._outbox = 0
        self._reads_ahead = False
        self._closed = False
        self._replicas = Replicas(profile, clock, self._told)
        self._records = Records(self, self._replicas)
        self.step_up = StepUp(profile, clock)
        self._deciding = Deciding(self, on_step)
        self.placing = Placing(self)
        super().__init__(Upstreams(self))
        self.notices = Notices(self, lambda: self.serving)
        self._identity = people_view.identity(profile)
        self.people = People(self, self._new_identity, self._replicas)
        self.adopting = Adopting(self, self.people.card)
        self.evidence = Evidence(self, self._check, self._replicas)
        self.inbox = Inbox(self)

    # -- life ---------------------------------------------------------------------------------------------------
    def start(self, serve: bool = True, port: int = 0, *, wait: bool = True, attended: bool = True) -> None:
        """Start the threads. Raises KnownError.

        Args:
            serve: False only uses a gateway that another process runs.
            attended: whether a person sits here; gateways are told, because mandates lapse when nobody does.
        """
        # A command that asks one thing leaves the rest alone; a window stays, also when a gateway goes.
        self._reads_ahead = serve and attended
        self._thread = threading.Thread(target=self._run_loop, name="counterseal-loop", daemon=True)
        self._thread.start()
        self._link = Links(
            self.profile,
            self.clock,
            self.writer,
            self.readers,
            serve=serve,
            on_step=self._on_step,
            heard=self._heard,
            replicas=self._replicas,
            port=port,
            attended=attended,
            beside=self._beside,
        )
        if self._beside is not None:
            self.profile.high_water.also(self._compare)
        # The pool makes its threads lazily; both are wanted from the start, so that no first read waits for one.
        both = threading.Barrier(2)
        for _ in range(2):
            self.readers.submit(both.wait, 5.0)
        started = self.call(self._link.start())
        if wait:
            try:
                started.result()
            except BaseException:
                self.close()
                raise
        else:
            started.add_done_callback(self._started)
        self.readers.submit(self._count)
        if serve:
            self._following = self.call(self._check.follow(0.0 if wait else CHECK_AFTER_SECONDS))
            self.call(self.notices.start())

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self.end_looking()
        self._listeners.clear()
        try:
            if self._thread is not None:
                asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result()
        finally:
            if self._thread is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
                self._thread.join()
            if self._beside is not None:
                self._beside.close()
            self.notices.close()
            self.readers.shutdown(wait=True)
            self._records.close()
            self.writer.shutdown(wait=True)
            self._loop.close()
            self.evidence.close()
            self._replicas.close()
            self.profile.close()

    def _compare(self) -> None:
        """The process beside this one must not write either to a history that was found to be older."""
        if self._link is not None and not self._closed:
            self._loop.call_soon_threadsafe(self._link.compare)

    async def _stop(self) -> None:
        """End all that runs on the loop, calls that nobody will answer included."""
        try:
            await self.notices.stop()
            await self.end_following()
            if self._link is not None:
                await self._link.stop()
        finally:
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            for task in rest:
                task.cancel()
            await asyncio.gather(*rest, return_exceptions=True)

    def _started(self, started: Future[None]) -> None:
        error = None if started.cancelled() else started.exception()
        if error is not None:
            _log.error("the desk could not start its gateway", exc_info=error)
            if self._link is not None:
                text = error.text() if isinstance(error, KnownError) else f"a defect: {error}"
                self._link.own.state, self._link.own.note = "off", text
        self._heard("status", None)

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Run on the loop. Raises Unreachable when the desk is not started, or closed."""
        if self._thread is None or self._closed:
            work.close()
            raise Unreachable("The desk is closed" if self._closed else "The desk is not started", code="closed")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return end

    # -- what is known ------------------------------------------------------------------------------------------
    def status(self) -> DeskStatus:
        link = self._link
        sources = (SourceView(OWN_NAME, "gateway", "off"),) if link is None else link.sources()
        where = link.client.url if link is not None and link.client is not None else ""
        where = "embedded" if self.serving else where
        identity = replace(self._identity, locked=self.profile.locked)
        return DeskStatus(identity, self._check.view, sources, self._outbox, where)

    def _new_identity(self) -> None:
        """People or keys have changed, or the key was locked."""
        self._identity = people_view.identity(self.profile)
        self.emit(Event("status", self.status()))

    def queue(self) -> tuple[QueueItem, ...]:
        return self._queue.waiting

    @property
    def gateway_url(self) -> str:
        """Address of the profile's own gateway. Raises Unreachable."""
        return self.linked().ready().url

    @property
    def connected(self) -> bool:
        """Whether any gateway of this profile answers."""
        return self._link is not None and bool(self._link.live())

    def reaches(self, envelope_sha256: str) -> bool:
        """Whether the gateway that a stored envelope is for answers now."""
        with self.profile.reading() as connection:
            audience = outbox.audience_of(connection, envelope_sha256)
        return self.linked().of(audience).state == "live"

    @property
    def serving(self) -> bool:
        """Whether this desk serves the profile's gateway, in its process or beside it."""
        return self._link is not None and self._link.serving

    def detail(self, action_id: str) -> Future[ActionDetail]:
        return self._deciding.detail(action_id)

    def preview_edit(self, detail: ActionDetail, arguments: Mapping[str, Any]) -> EditPreview:
        return signing.preview(detail, arguments)

    # -- deciding -----------------------------------------------------------------------------------------------
    def decide(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        return self._deciding.decide(draft)

    def withdraw(self, action_id: str) -> Future[DecisionReceipt]:
        return self._deciding.withdraw(action_id)

    def unlock(self, passphrase: str) -> Future[None]:
        def work() -> None:
            try:
                self.profile.unlock(passphrase)
                self.step_up.entered()
            finally:
                # A refusal may come from a key that another program exchanged, or from having left the roster.
                self._new_identity()

        return self.readers.submit(work)

    # -- orders -------------------------------------------------------------------------------------------------
    def agents(self) -> Future[tuple[AgentView, ...]]:
        return self.call(self.linked().agents())

    def register_agent(
        self,
        agent_id: str,
        name: str,
        tools: list[dict[str, Any]] | None = None,
        runbook: str = "",
        gateway: str = "",
    ) -> Future[str]:
        """As ``autonomy.register``; the token only."""

        async def work() -> str:
            registering = self._orders.register(agent_id, name, tools or [], runbook, gateway)
            return (await asyncio.wrap_future(registering)).token

        return self.call(work())

    def halt(self, scope: str, target: str, reason: str, grace_s: int | None = None) -> Future[HaltProgress]:
        return self._orders.halt(scope, target, reason, grace_s)

    def halt_local(self) -> Path:
        """Write the ``HALT`` file, which needs no key, network or gateway."""
        return self._orders.halt_local()

    def reset(
        self, agent: str, reason: str, gateway: str | None = None, *, halt: str | None = None
    ) -> Future[OrderDone]:
        return self.autonomy.reset(agent, reason, gateway, halt=halt)

    # -- separate gateways --------------------------------------------------------------------------------------
    def people_at(self, gateway: str) -> GatewayPeople:
        """People on a separate gateway's roster, by its name or its log's origin. Raises NotFound, Unreachable."""
        return GatewayPeople(self, self.linked().of(gateway), self._replicas)

    def replicas(self) -> tuple[ReplicaView, ...]:
        """How the replicas of separate gateways' logs are doing. Reads databases: not on a thread that draws."""
        return self._replicas.views()

    def replica_logs(self) -> Replicas:
        """The replicas themselves, for what verifies or exports them."""
        return self._replicas

    # -- the desk itself ----------------------------------------------------------------------------------------
    def doctor(self) -> Future[tuple[DoctorLine, ...]]:
        from counterseal.sync import doctor

        return self.readers.submit(doctor.examine, self.profile, self.status())

    def wait_delivered(self, timeout: float) -> bool:
        """Block until nothing is left in the outbox; False after ``timeout`` s."""
        ends = time.monotonic() + timeout
        while True:
            with self.profile.reading() as connection:
                if outbox.count_open(connection) == 0:
                    return True
            if time.monotonic() >= ends:
                return False
            time.sleep(0.02)

    def outbox_state(self, envelope_sha256: str) -> tuple[str, str]:
        """State (queued, claimed, delivered, refused) and note of a stored envelope."""
        with self.profile.reading() as connection:
            return outbox.state_of(connection, envelope_sha256)

    # -- inner --------------------------------------------------------------------------------------------------
    def linked(self) -> Links:
        if self._link is None:
            raise Unreachable("The desk is not started")
        return self._link

    def after_store(self) -> None:
        link = self._link
        if link is not None and not self._closed:
            self._loop.call_soon_threadsafe(link.wake)
        try:
            self._count()
        except KnownError as error:
            # The envelope is stored; a figure in the status bar must not make that look like a failure.
            _log.warning("the outbox could not be counted: %s", error.text())
        self.emit(Event("history"))

    def _count(self) -> None:
        # Reading and keeping belong together: an older count must not replace a newer one.
        with self._counting, self.profile.reading() as connection:
            self._outbox, before = outbox.count_open(connection), self._outbox
            head, _note = ledger_log.head(connection)
        if self._outbox != before:
            self.emit(Event("status", self.status()))
        self._check.grown(head.size)

    def _heard(self, kind: str, value: Any) -> None:
        """News from the link, on the loop's thread."""
        if kind == "queue":
            queue = self._queue.take(value)
            if self._reads_ahead:
                self._deciding.readings.look(self._queue.waiting)
            self.emit(Event("queue", queue))
        elif kind == "delivered":
            row, state, note = value
            self._deciding.answered(row, state, note)
            self._later(self._count)
        elif kind == "status":
            self._later(lambda: self.emit(Event("status", self.status())))
        else:
            if kind == "history":
                self._later(self._count)
            self.emit(Event(kind))

    def _told(self, kind: str) -> None:
        """News from a replica, on the loop's thread."""
        self._heard(kind, None)

    def _later(self, work: Callable[[], None]) -> None:
        """Run on a reader, unless the desk is closing: then nobody listens."""
        if not self._closed:
            self.readers.submit(work)

    def emit(self, event: Event) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(event)
            except Exception:  # noqa: BLE001
                # A listener's defect must neither undo what is stored nor end the task that brought the news.
                _log.exception("a listener failed on %s", event.kind)
