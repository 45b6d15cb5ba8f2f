"""A desk in memory for widget tests: the whole of ``DeskApi``, with answers a test can hold back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import screen_story as story
from autonomy_double import AutonomyDouble
from evidence_double import ErasingDouble, EvidenceDouble
from inbox_double import InboxDouble
from insights_double import InsightsDouble
from outside_double import ConnectionsDouble, NoticesDouble
from people_double import PeopleDouble
from records_double import RecordsDouble, timeline
from traces_double import TracesDouble

from counterseal.clock import later
from counterseal.errors import KnownError, Locked, NotFound
from counterseal.model import facts as facts_of
from counterseal.model.decisions import Verdict
from counterseal.model.tools import read_descriptor
from counterseal.model.views import ActionDetail, AgentView, QueueItem
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
    VerifyReport,
)
from counterseal.sync.api_autonomy import OrderDone
from counterseal.sync.api_people import RosterApi

PASSPHRASE = "correct horse"


class DeskDouble:
    """Keeps what the window asked for in ``drafts``, ``halts``, ``asked``; tests speak through ``tell``.

    With ``hold`` set, futures stay open until ``release`` is called. ``fail`` makes the next call of a name fail,
    ``failing`` each one.
    """

    def __init__(self, home: Path, entries: int = 1000) -> None:
        self.home = home
        self.items: tuple[QueueItem, ...] = story.queue()
        self.agent_views: tuple[AgentView, ...] = story.agents()
        self.state: DeskStatus = story.status()
        self.entries = entries
        self.drafts: list[DecisionDraft] = []
        self.withdrawn: list[str] = []
        self.halts: list[tuple[str, str, str]] = []
        self.graces: list[int | None] = []
        self.resets: list[tuple[str, str]] = []
        self.reset_halts: list[tuple[str | None, str | None]] = []
        self.asked: list[tuple[HistoryFilter, int | None, int]] = []
        self.hold = False
        self.held: list[Callable[[], None]] = []
        self.fail: dict[str, Exception] = {}
        self.failing: dict[str, Exception] = {}
        self.details: dict[str, ActionDetail] = {}
        self.closed = False
        self.passphrase = PASSPHRASE
        self._listeners: list[Callable[[Event], None]] = []
        self.people = PeopleDouble(self)
        self.evidence = EvidenceDouble(self)
        self.inbox = InboxDouble(self)
        self.autonomy = AutonomyDouble(self)
        self.erasing = ErasingDouble(self)
        self.notices = NoticesDouble(self)
        self.connections = ConnectionsDouble(self)
        self.insights = InsightsDouble(self)
        self.records = RecordsDouble(self)
        self.traces = TracesDouble(self)
        self.rosters: dict[str, PeopleDouble] = {}

    def people_at(self, gateway: str) -> RosterApi:
        if gateway not in self.rosters:
            raise NotFound("There is no such gateway", where=gateway)
        return self.rosters[gateway]

    def start(self, *, wait: bool = True) -> None:
        self.closed = False

    def close(self) -> None:
        self.closed = True

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self, kind: str, value: Any = None) -> None:
        for listener in list(self._listeners):
            listener(Event(kind, value))

    def set_queue(self, items: tuple[QueueItem, ...]) -> None:
        self.items = items
        self.tell("queue", items)

    def release(self) -> None:
        held, self.held = self.held, []
        for finish in held:
            finish()

    def set_locked(self, locked: bool) -> None:
        if self.state.identity.locked != locked:
            self.state = replace(self.state, identity=replace(self.state.identity, locked=locked))
            self.tell("status", self.state)

    def status(self) -> DeskStatus:
        return self.state

    def queue(self) -> tuple[QueueItem, ...]:
        return self.items

    def detail(self, action_id: str) -> Future[ActionDetail]:
        def make() -> ActionDetail:
            if action_id in self.details:
                return self.details[action_id]
            for item in self.items:
                if item.id == action_id:
                    return story.detail(item)
            raise NotFound("There is no such action", where=action_id)

        return self.answer("detail", make)

    def preview_edit(self, detail: ActionDetail, arguments: Mapping[str, Any]) -> EditPreview:
        descriptor = read_descriptor(detail.descriptor) if detail.descriptor else None
        action = replace(detail.action, arguments=dict(arguments))
        old = detail.action.arguments
        changes = tuple(
            (f"/{key}", json.dumps(old[key], ensure_ascii=False), json.dumps(arguments[key], ensure_ascii=False))
            for key in arguments
            if key in old and old[key] != arguments[key]
        )
        digest = hashlib.sha256(json.dumps(action.members(), sort_keys=True).encode()).hexdigest()
        return EditPreview(digest, facts_of.render(action, descriptor), changes, ())

    def decide(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        def make() -> DecisionReceipt:
            if self.state.identity.locked:
                raise Locked("Your key is locked", todo="Unlock it with your passphrase.", code="key_locked")
            self.drafts.append(draft)
            return self.receipt(draft)

        return self.answer("decide", make)

    def receipt(self, draft: DecisionDraft, **changes: Any) -> DecisionReceipt:
        until = later(story.NOON, draft.hold_seconds) if draft.hold_seconds else None
        made = DecisionReceipt(
            action_id=draft.action_id,
            verdict=draft.verdict,
            seq=40 + len(self.drafts),
            envelope_sha256="ab" * 32,
            decided_at=later(story.NOON, 0),
            not_before=until,
            state="stored",
        )
        return replace(made, **changes)

    def withdraw(self, action_id: str) -> Future[DecisionReceipt]:
        def make() -> DecisionReceipt:
            self.withdrawn.append(action_id)
            draft = DecisionDraft(action_id, "", "", 0, Verdict.WITHDRAW)
            return self.receipt(draft)

        return self.answer("withdraw", make)

    def unlock(self, passphrase: str) -> Future[None]:
        def make() -> None:
            if passphrase != self.passphrase:
                raise Locked("The passphrase is wrong", todo="Try again.")
            self.autonomy.step_up = False
            self.set_locked(False)

        return self.answer("unlock", make)

    def agents(self) -> Future[tuple[AgentView, ...]]:
        return self.answer("agents", lambda: self.agent_views)

    def halt(self, scope: str, target: str, reason: str, grace_s: int | None = None) -> Future[HaltProgress]:
        def make() -> HaltProgress:
            self.halts.append((scope, target, reason))
            self.graces.append(grace_s)
            return self.progress(scope, target)

        return self.answer("halt", make)

    def progress(self, scope: str, target: str) -> HaltProgress:
        """The report of the design's picture, narrowed to the scope."""
        notes = {
            "refunds": ("stopped", "Stopped. 4 waiting actions closed", 0.041),
            "procurement": ("stopped", "Stopped. 1 approval not yet used is void", 0.044),
            "code": ("stopped", "Stopped. Process tree ended", 0.212),
            "crm": ("stopped", "Stopped. 1 run cancelled at langgraph-prod", 0.388),
            "clinic": ("stopping", 'In flight: finishing "write visit note"', None),
            "logistics": ("lease", "Unreachable", None),
            "storage": ("stopped", "Was halted at 13:22:08", None),
        }
        lines = tuple(
            HaltLine(a.id, a.name, a.owner, *notes[a.id], stops_at=later(story.NOON, 91) if a.id == "logistics" else "")
            for a in self.agent_views
            if scope in ("all", "gateway") or target in (a.id, a.owner_id)
        )
        return HaltProgress(scope, "Maria Lind", later(story.NOON, 62.118), 48219, lines, False)

    def reset(
        self, agent: str, reason: str, gateway: str | None = None, *, halt: str | None = None
    ) -> Future[OrderDone]:
        def make() -> OrderDone:
            self.resets.append((agent, reason))
            self.reset_halts.append((gateway, halt))
            return OrderDone(48_220, "ab" * 32, "in_force")

        return self.answer("reset", make)

    def history(self, wanted: HistoryFilter, before: int | None = None, limit: int = 200) -> Future[HistoryPage]:
        self.asked.append((wanted, before, limit))

        def make() -> HistoryPage:
            top = self.entries if before is None else before
            rows = [story.history_row(seq) for seq in range(top - 1, -1, -1)]
            rows = [row for row in rows if wanted.text.lower() in row.title.lower()]
            rows = [row for row in rows if not wanted.agent or row.agent == wanted.agent]
            rows = [row for row in rows if not wanted.kinds or row.kind in wanted.kinds]
            rows = [row for row in rows if row.at >= wanted.since and (not wanted.until or row.at < wanted.until)]
            page = tuple(rows[:limit])
            return HistoryPage(page, page[-1].seq if len(rows) > limit else None, self.entries, 3.0)

        return self.answer("history", make)

    def entry(self, seq: int, log: str = "") -> Future[EntryDetail]:
        def make() -> EntryDetail:
            row = story.history_row(seq)
            return EntryDetail(
                row=row,
                heading=f"{row.verdict} by {row.who}",
                verified=True,
                proof=(
                    "Signed with Maria Lind's key 7Qf2…c9, valid then",
                    "In the ledger: 16 hashes to checkpoint 48,214",
                    "Checkpoint seen by nobody else yet",
                ),
                facts=(
                    ("Action", "refunds.issue"),
                    ("Digest", "9f3c 71aa … e0b4"),
                    ("Reason", "Photos show the crack; stock confirmed out"),
                    ("Authority", "Owner, roster 9"),
                    ("Looked at it for", "48 s, trace opened"),
                ),
                followed=(
                    ("2026-11-21T14:02:11.530Z", "delivered to Local gateway"),
                    ("2026-11-21T14:02:11.544Z", "released to the agent"),
                    ("2026-11-21T14:02:12.201Z", "executed, refund RF-9921"),
                ),
                raw='{"seq":1}',
                timeline=timeline() if row.kind == "decision" else (),
            )

        return self.answer("entry", make)

    def verify(self) -> Future[VerifyReport]:
        return self.answer("verify", lambda: VerifyReport(True, 1000, 0.2, ("Every entry fits its head.",)))

    def export(self, out: Path, pdf: bool = False, progress: Any = None) -> Future[Path]:
        return self.answer("export", lambda: out)

    def doctor(self) -> Future[tuple[DoctorLine, ...]]:
        return self.answer(
            "doctor",
            lambda: (
                DoctorLine("ok", "Database", "SQLite 3.53, write-ahead log, synchronous FULL"),
                DoctorLine("warning", "Key", "An encrypted key file", "Use the system keyring where there is one."),
                DoctorLine("failure", "eu-gateway", "No answer for 41 s", "Look whether the machine is up."),
            ),
        )

    def answer(self, name: str, make: Callable[[], Any]) -> Future[Any]:
        future: Future[Any] = Future()

        def finish() -> None:
            error = self.fail.pop(name, None) or self.failing.get(name)
            if error is not None:
                future.set_exception(error)
                return
            try:
                future.set_result(make())
            except KnownError as known:
                future.set_exception(known)

        if self.hold:
            self.held.append(finish)
        else:
            finish()
        return future
