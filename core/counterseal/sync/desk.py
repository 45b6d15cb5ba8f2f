"""``Desk``: one opened profile for a person's program, as ``sync.api.DeskApi`` describes it.

Threads: one asyncio loop (httpx and the embedded gateway), one writer, two readers. Nothing here touches a widget.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked, Unreachable, WrongUse
from counterseal.gateway import ordering, rows
from counterseal.gateway.context import HALT_FILE
from counterseal.gateway.upstreams import desk as upstream_desk
from counterseal.gateway.upstreams.port import Check, UpstreamConfig
from counterseal.ledger import history, roster, verify
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import check_agent_id
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.seal.keystore import read_passphrase_file, write_private
from counterseal.sync import doctor, outbox, signing
from counterseal.sync.api import (
    DecisionDraft,
    DecisionReceipt,
    DeskStatus,
    DoctorLine,
    EditPreview,
    EntryDetail,
    Event,
    HaltLine,
    HaltProgress,
    HistoryFilter,
    HistoryPage,
    IdentityView,
    LedgerView,
    SourceView,
    VerifyReport,
)
from counterseal.sync.link import Link, open_items
from counterseal.sync.profile import Profile

T = TypeVar("T")
ORDER_WAIT = 10.0
HALT_WATCH = 60.0
_log = logging.getLogger(__name__)


def _no_step(_name: str) -> None:
    return None


def open_desk(
    home: Path,
    passphrase_file: Path | None = None,
    *,
    clock: Clock | None = None,
    on_step: Callable[[str], None] = _no_step,
) -> Desk:
    """Open a profile, and unlock its key when a passphrase file is given or none is set. Raises KnownError."""
    passphrase = read_passphrase_file(passphrase_file) if passphrase_file else None
    profile = Profile.open(home)
    try:
        if passphrase is not None:
            profile.unlock(passphrase)
        elif not profile.has_passphrase:
            profile.unlock("")
    except BaseException:
        profile.close()
        raise
    return Desk(profile, clock or SystemClock(), on_step)


class Desk:
    """Implements ``DeskApi``; further methods serve the command line and the demo."""

    def __init__(self, profile: Profile, clock: Clock, on_step: Callable[[str], None] = _no_step) -> None:
        self.profile = profile
        self.home = profile.home
        self.clock = clock
        self._on_step = on_step
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="counterseal-writer")
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="counterseal-reader")
        self._loop = asyncio.new_event_loop()
        self._thread: threading.Thread | None = None
        self._link: Link | None = None
        self._listeners: list[Callable[[Event], None]] = []
        self._lock = threading.Lock()
        self._details: dict[str, ActionDetail] = {}
        self._receipts: dict[str, DecisionReceipt] = {}
        self._queue: tuple[QueueItem, ...] = ()
        self._ledger = LedgerView(profile.log.origin, 0, 0, "unverified")
        self._outbox = 0
        self._closed = False

    # -- life ---------------------------------------------------------------------------------------------------
    def start(self, serve: bool = True, port: int = 0) -> None:
        """Start the threads. ``serve`` False only uses a gateway that another process runs. Raises KnownError."""
        self._thread = threading.Thread(target=self._run_loop, name="counterseal-loop", daemon=True)
        self._thread.start()
        self._link = Link(
            self.profile,
            self.clock,
            self._writer,
            self._readers,
            serve=serve,
            on_step=self._on_step,
            heard=self._heard,
            port=port,
        )
        try:
            self._call(self._link.start()).result()
        except BaseException:
            self.close()
            raise
        self._readers.submit(self._count)
        if serve:
            self.verify()

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        self._listeners.clear()
        if self._thread is not None:
            if self._link is not None:
                self._call(self._link.stop()).result()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
        self._readers.shutdown(wait=True)
        self._writer.shutdown(wait=True)
        self._loop.close()
        self.profile.close()

    def _run_loop(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _call(self, work: Coroutine[Any, Any, T]) -> Future[T]:
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
        people = self.profile.roster()
        person = people.person(self.profile.person_id)
        place = self.profile.place()
        key = next(iter(person.keys))
        warning = place.protects if self.profile.has_passphrase else "any program of this account can sign"
        identity = IdentityView(
            person.id,
            person.name,
            tuple(r.value for r in person.roles),
            key,
            place.name,
            warning,
            people.solo,
            self.profile.locked,
        )
        link = self._link
        state, note, sources = ("off", "", ()) if link is None else (link.state, link.note, link.sources)
        own = SourceView("Local gateway", "gateway", state, note)
        where = link.client.url if link is not None and link.client is not None else ""
        return DeskStatus(identity, self._ledger, (own, *sources), self._outbox, where)

    def queue(self) -> tuple[QueueItem, ...]:
        return self._queue

    @property
    def gateway_url(self) -> str:
        """Address of the connected gateway. Raises Unreachable."""
        if self._link is None:
            raise Unreachable("The desk is not started")
        return self._link.ready().url

    @property
    def serving(self) -> bool:
        """Whether this process serves the profile's gateway."""
        return self._link is not None and self._link.serving

    def detail(self, action_id: str) -> Future[ActionDetail]:
        async def work() -> ActionDetail:
            found = await self._linked().detail(action_id)
            self._details[action_id] = found
            return found

        return self._call(work())

    def preview_edit(self, detail: ActionDetail, arguments: Mapping[str, Any]) -> EditPreview:
        return signing.preview(detail, arguments)

    # -- deciding -----------------------------------------------------------------------------------------------
    def decide(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        return self._writer.submit(self._decide, draft)

    def _decide(self, draft: DecisionDraft) -> DecisionReceipt:
        detail = self._details.get(draft.action_id)
        if detail is None:
            raise WrongUse("Look at the action before deciding on it", where=draft.action_id)
        receipt = signing.store_decision(self.profile, self.clock, draft, detail, self._on_step)
        self._receipts[receipt.envelope_sha256] = receipt
        self._after_store()
        self._emit(Event("receipt", receipt))
        return receipt

    def withdraw(self, action_id: str) -> Future[DecisionReceipt]:
        async def work() -> DecisionReceipt:
            detail = await self._linked().detail(action_id)
            return await asyncio.wrap_future(self._writer.submit(self._withdraw, detail))

        return self._call(work())

    def _withdraw(self, detail: ActionDetail) -> DecisionReceipt:
        item = detail.item
        with self.profile.reading() as connection:
            signing.last_own_decision(connection, item.id, self.profile.person_id)
        self._details[item.id] = detail
        return self._decide(
            DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, Verdict.WITHDRAW, shown=Shown(None, None))
        )

    def unlock(self, passphrase: str) -> Future[None]:
        def work() -> None:
            self.profile.unlock(passphrase)
            self._emit(Event("status", self.status()))

        return self._readers.submit(work)

    # -- orders -------------------------------------------------------------------------------------------------
    def agents(self) -> Future[tuple[AgentView, ...]]:
        return self._call(self._linked().agents())

    def register_agent(
        self, agent_id: str, name: str, tools: list[dict[str, Any]] | None = None, runbook: str = ""
    ) -> Future[str]:
        """Register an agent that this profile's person answers for; the token is told once. Raises KnownError."""
        token = secrets.token_urlsafe(32)
        body = {
            "id": check_agent_id(agent_id),
            "name": name,
            "owner": self.profile.person_id,
            "level": "L1",
            "tools": tools or [],
            "runbook": runbook,
            "token_sha256": hashlib.sha256(token.encode()).hexdigest(),
        }
        ordering.check_agent(body)

        def store() -> signing.Stored:
            with self.profile.reading() as connection:
                known = {row.id: row.order_envelope for row in rows.agents(connection)}
            title = f"Register agent {name}"
            return self._order("agent", body, agent_id, title, "", known.get(agent_id))

        async def work() -> str:
            await self._settled(await asyncio.wrap_future(self._writer.submit(store)))
            return token

        return self._call(work())

    def halt(self, scope: str, target: str, reason: str) -> Future[HaltProgress]:
        if scope not in ordering.SCOPES:
            raise InvalidInput("A halt's scope is agent, owner, gateway or all", where=scope)
        if self.profile.locked:
            return self._readers.submit(self._halt_locally, scope, target)

        def store() -> signing.Stored:
            title = f"Halt {target or 'all agents'}"
            subject = target if scope == "agent" else self.profile.log.origin
            return self._order("halt", {"scope": scope, "target": target}, subject, title, reason, None)

        async def work() -> HaltProgress:
            started = time.monotonic()
            stored = await asyncio.wrap_future(self._writer.submit(store))
            progress = await self._first_progress(stored, scope, target)
            if not progress.done:
                self._follow = asyncio.create_task(self._watch_halt(stored, scope, target, started))
            return progress

        return self._call(work())

    def _halt_locally(self, scope: str, target: str) -> HaltProgress:
        """Without an unlocked key nothing can be signed; a halt still works, by the file that stops everything."""
        if scope in ("agent", "owner"):
            raise Locked(
                "Your key is locked, so only everything can be halted at once",
                todo="Choose everything, or unlock and halt this one.",
                code="key_locked",
            )
        self.halt_local()
        return HaltProgress(scope, "HALT file", stamp(self.clock.now()), -1, (), True)

    def halt_local(self) -> Path:
        """Write the ``HALT`` file: no key, network or gateway is needed; every permit is refused while it is there."""
        path = self.home / HALT_FILE
        write_private(path, b"halted\n")
        return path

    def reset(self, agent: str, reason: str) -> Future[None]:
        if not reason.strip():
            raise InvalidInput("A reset needs a reason", where="reason", code="reason_missing")

        def store() -> signing.Stored:
            return self._order("reset", {"agent": agent}, agent, f"Reset {agent}", reason, None)

        async def work() -> None:
            await self._settled(await asyncio.wrap_future(self._writer.submit(store)))

        return self._call(work())

    def _order(
        self, kind: str, body: Mapping[str, Any], subject: str, title: str, reason: str, supersedes: str | None
    ) -> signing.Stored:
        stored = signing.store_order(
            self.profile, self.clock, kind, body, subject=subject, title=title, reason=reason, supersedes=supersedes
        )
        self._after_store()
        return stored

    async def _settled(self, stored: signing.Stored) -> None:
        """Wait until the gateway has taken or refused an order; without a gateway it stays in the outbox."""
        if self._linked().state == "off":
            raise Unreachable(
                f"Signed and stored as entry {stored.seq}; it is delivered when a gateway runs",
                todo="Start the desktop, or: counterseal gateway serve",
                code="stored_only",
                seq=stored.seq,
            )
        ends = self._loop.time() + ORDER_WAIT
        while self._loop.time() < ends:
            state, note = await self._loop.run_in_executor(self._readers, self._outbox_state, stored.envelope)
            if state == "delivered":
                return
            if state == "refused":
                raise Conflict(note, code="refused")
            await asyncio.sleep(0.02)
        raise Unreachable("The gateway has not answered yet; the order is signed, stored and on its way")

    async def _first_progress(self, stored: signing.Stored, scope: str, target: str) -> HaltProgress:
        try:
            await self._settled(stored)
        except Unreachable as error:
            line = HaltLine(target or "all", target or "All agents", "", "failed", error.text(), None)
            return self._progress(stored, scope, (line,), False)
        return await self._halt_progress(stored, scope)

    async def _halt_progress(self, stored: signing.Stored, scope: str) -> HaltProgress:
        link = self._linked()
        names = {agent.id: agent for agent in await link.agents()}
        lines = tuple(
            HaltLine(
                line["agent"],
                names[line["agent"]].name,
                names[line["agent"]].owner,
                line["state"],
                line["note"],
                line["seconds"],
                line["stops_at"],
            )
            for line in await link.halt_lines(stored.envelope)
        )
        return self._progress(stored, scope, lines, all(line.state in ("stopped", "failed") for line in lines))

    async def _watch_halt(self, stored: signing.Stored, scope: str, target: str, started: float) -> None:
        while time.monotonic() - started < HALT_WATCH:
            await asyncio.sleep(0.05)
            try:
                progress = await self._halt_progress(stored, scope)
            except KnownError as error:
                _log.warning("halt %s cannot be followed: %s", target or scope, error.text())
                continue
            self._emit(Event("halt", progress))
            if progress.done:
                return

    def _progress(self, stored: signing.Stored, scope: str, lines: tuple[HaltLine, ...], done: bool) -> HaltProgress:
        name = self.profile.roster().person(self.profile.person_id).name
        return HaltProgress(scope, name, stored.at, stored.seq, lines, done)

    # -- sources ------------------------------------------------------------------------------------------------
    def add_source(self, config: UpstreamConfig, api_key: str | None = None) -> Future[None]:
        """Store a source and poll it from now on, if this process serves the gateway. Raises InvalidInput."""
        upstream_desk.make_adapter(config)

        def store() -> None:
            with self.profile.database.write() as connection:
                rows.agent(connection, config.agent)
                upstream_desk.store(connection, config)
            if api_key:
                write_private(upstream_desk.key_file(self.home, config.name), api_key.encode())

        async def work() -> None:
            await asyncio.wrap_future(self._writer.submit(store))
            sources = self._linked().embedded.sources
            if sources is not None:
                await sources.add(replace(config, api_key=api_key))

        return self._call(work())

    def sources(self) -> tuple[UpstreamConfig, ...]:
        """The configured sources, without their keys."""
        with self.profile.reading() as connection:
            return tuple(upstream_desk.configured(connection))

    def test_source(self, config: UpstreamConfig) -> Future[tuple[Check, ...]]:
        """Try a connection step by step."""

        async def work() -> tuple[Check, ...]:
            adapter = upstream_desk.make_adapter(upstream_desk.with_key(self.home, config))
            try:
                return await adapter.test()
            finally:
                await adapter.close()

        return self._call(work())

    # -- ledger -------------------------------------------------------------------------------------------------
    def history(self, wanted: HistoryFilter, before: int | None = None, limit: int = 200) -> Future[HistoryPage]:
        def work() -> HistoryPage:
            with self.profile.reading() as connection:
                return history.page(connection, wanted, before, limit, _names(connection))

        return self._readers.submit(work)

    def entry(self, seq: int) -> Future[EntryDetail]:
        def work() -> EntryDetail:
            log = self.profile.log
            with self.profile.reading() as connection:
                return history.entry_detail(connection, log.origin, log.verifier, seq, _names(connection))

        return self._readers.submit(work)

    def verify(self) -> Future[VerifyReport]:
        def work() -> VerifyReport:
            self._set_ledger(replace(self._ledger, state="checking"))
            report = verify.verify_log(self.profile.database, self.profile.log.verifier)
            note = "" if report.ok else " ".join(report.sentences)
            state = "verified" if report.ok else "damaged"
            self._set_ledger(LedgerView(self.profile.log.origin, report.entries, report.entries, state, note))
            return report

        return self._readers.submit(work)

    def export(self, out: Path) -> Future[Path]:
        def work() -> Path:
            # The report and the stranger's verifier are needed only here.
            from counterseal.ledger import bundle

            return bundle.export(
                self.profile.database, self.profile.log, out, self.clock, person=self.profile.person_id
            )

        return self._writer.submit(work)

    def doctor(self) -> Future[tuple[DoctorLine, ...]]:
        return self._readers.submit(doctor.examine, self.profile, self.status())

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
        return self._outbox_state(envelope_sha256)

    # -- inner --------------------------------------------------------------------------------------------------
    def _linked(self) -> Link:
        if self._link is None:
            raise Unreachable("The desk is not started")
        return self._link

    def _outbox_state(self, envelope: str) -> tuple[str, str]:
        with self.profile.reading() as connection:
            return outbox.state_of(connection, envelope)

    def _after_store(self) -> None:
        link = self._link
        if link is not None and not self._closed:
            self._loop.call_soon_threadsafe(link.wake)
        self._count()
        self._emit(Event("history"))

    def _count(self) -> None:
        with self.profile.reading() as connection:
            self._outbox = outbox.count_open(connection)
            head, _note = ledger_log.head(connection)
        self._set_ledger(replace(self._ledger, size=head.size))

    def _set_ledger(self, view: LedgerView) -> None:
        self._ledger = replace(view, size=max(view.size, self._ledger.size))
        self._emit(Event("status", self.status()))

    def _heard(self, kind: str, value: Any) -> None:
        """News from the link, on the loop's thread."""
        if kind == "queue":
            self._queue = open_items({item.id: item for item in value})
            self._emit(Event("queue", value))
        elif kind == "delivered":
            row, state, note = value
            receipt = self._receipts.pop(row.envelope, None)
            if receipt is not None:
                self._emit(Event("receipt", replace(receipt, state=state, note=note)))
            self._readers.submit(self._count)
        elif kind == "status":
            self._readers.submit(lambda: self._emit(Event("status", self.status())))
        else:
            self._emit(Event(kind))

    def _emit(self, event: Event) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(event)


def _names(connection: Connection) -> dict[str, str]:
    """Names of agents and people by id; their id spaces do not meet (people's are UUIDs)."""
    people = {person.id: person.name for person in roster.load(connection).people.values()}
    return people | {row.id: row.name for row in rows.agents(connection)}
