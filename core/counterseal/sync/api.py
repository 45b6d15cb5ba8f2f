"""What a screen or a command line may ask of an opened profile.

``DeskApi`` is the whole of what the desktop knows about the core: plain frozen values in and out, futures for work,
events for news. Its implementation is ``counterseal.sync.desk``; the desktop imports no SQL, HTTP or cryptography.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from counterseal.model.decisions import NOT_SHOWN, Shown, Verdict
from counterseal.model.facts import Facts
from counterseal.model.history import EntryDetail as EntryDetail
from counterseal.model.history import HistoryFilter as HistoryFilter
from counterseal.model.history import HistoryPage as HistoryPage
from counterseal.model.history import HistoryRow as HistoryRow
from counterseal.model.history import VerifyReport as VerifyReport
from counterseal.model.views import ActionDetail, AgentView, QueueItem

if TYPE_CHECKING:
    # Making their values' classes takes as long as Qt's window does; each is imported with the part that speaks it.
    from counterseal.sync.api_autonomy import AutonomyApi, OrderDone
    from counterseal.sync.api_connections import ConnectionsApi
    from counterseal.sync.api_erasure import ErasureApi
    from counterseal.sync.api_evidence import EvidenceApi
    from counterseal.sync.api_inbox import InboxApi
    from counterseal.sync.api_insights import InsightsApi
    from counterseal.sync.api_notices import NoticesApi
    from counterseal.sync.api_people import PeopleApi, RosterApi
    from counterseal.sync.api_records import RecordsApi
    from counterseal.sync.api_traces import TracesApi


@dataclass(frozen=True, slots=True)
class SourceView:
    """One gateway or upstream in the rail. ``state`` is live, reconnecting, failed or off.

    ``heard_at``: when a gateway that is not live last answered (UTC stamp); empty when it is, or never did.
    """

    name: str
    kind: str
    state: str
    note: str = ""
    guard: str = ""
    heard_at: str = ""


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Who sits here. ``key_place`` says where the key lies, ``key_warning`` what that does not protect against."""

    person_id: str
    name: str
    roles: tuple[str, ...]
    key_id: str
    key_place: str
    key_warning: str
    solo: bool
    locked: bool


@dataclass(frozen=True, slots=True)
class LedgerView:
    """The ledger in the status bar.

    Attributes:
        state: verified, checking, damaged or unverified; shorter or forked when others hold another history.
        holder: who holds the newest head outside this profile; empty when nobody does.
        newer: entries that are newer than that head.
        read_only: nothing can be written until an owner accepts the history here.
    """

    origin: str
    size: int
    verified_to: int
    state: str
    note: str = ""
    holder: str = ""
    newer: int = 0
    read_only: bool = False


@dataclass(frozen=True, slots=True)
class DeskStatus:
    """The status bar's content in one value.

    ``outbox`` counts signed decisions not yet acknowledged. ``gateway`` is ``embedded`` while this desk serves the
    profile's gateway, in its process or beside it, else the address of the one that does, else empty.
    """

    identity: IdentityView
    ledger: LedgerView
    sources: tuple[SourceView, ...]
    outbox: int
    gateway: str


@dataclass(frozen=True, slots=True)
class DecisionDraft:
    """What a person decided, bound to what was on the screen: ``digest`` and ``nonce`` are those of the shown item.

    ``arguments`` are the edited arguments, for an edit only. ``hold_seconds`` is the held undo of the window.
    """

    action_id: str
    digest: str
    nonce: str
    halt_epoch: int
    verdict: Verdict
    reason: str = ""
    answer: str = ""
    arguments: Mapping[str, Any] | None = None
    shown: Shown = NOT_SHOWN
    hold_seconds: float = 0.0
    step_up: bool = False


@dataclass(frozen=True, slots=True)
class DecisionReceipt:
    """A stored decision: its ledger entry and envelope. ``state`` is stored, delivered or refused (with ``note``)."""

    action_id: str
    verdict: Verdict
    seq: int
    envelope_sha256: str
    decided_at: str
    not_before: str | None
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EditPreview:
    """What an edit would make: the new digest and facts, the changed members, and what is wrong with it, if anything.

    ``changes`` are (JSON pointer, old, new) with old or new None-as-``absent`` marked by the strings ``"−absent"``.
    """

    digest: str
    facts: Facts
    changes: tuple[tuple[str, str, str], ...]
    problems: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HaltLine:
    """One agent in the halt report. ``state`` is stopped, stopping, lease or failed; ``stops_at`` for lease.

    ``in_flight`` are titles of the actions that had begun and cannot be recalled; a person looks after them.
    """

    agent: str
    agent_name: str
    owner: str
    state: str
    note: str
    seconds: float | None
    stops_at: str = ""
    in_flight: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HaltProgress:
    """A halt as it goes. ``done`` when every line is final."""

    scope: str
    by: str
    at: str
    seq: int
    lines: tuple[HaltLine, ...]
    done: bool


@dataclass(frozen=True, slots=True)
class Event:
    """News. ``kind`` is queue, status, agents, history, receipt, halt or drill; ``value`` the new value where small.

    queue: tuple[QueueItem, ...] (the whole open queue) · status: DeskStatus · receipt: DecisionReceipt ·
    halt: HaltProgress · drill: DrillView · agents, history: None (ask again).
    """

    kind: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """One finding. ``level`` is ok, note, warning or failure."""

    level: str
    name: str
    found: str
    todo: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


class DeskApi(Protocol):
    """An opened profile. Calls return at once; futures fail with ``KnownError`` for what a person can mend."""

    home: Path

    @property
    def people(self) -> PeopleApi:
        """People and keys."""

    def people_at(self, gateway: str) -> RosterApi:
        """People on a separate gateway's roster, by its name or its log's origin. Raises NotFound, Unreachable."""

    @property
    def autonomy(self) -> AutonomyApi:
        """How far agents may go alone: levels, mandates, charters, tools, pause, incidents."""

    @property
    def erasing(self) -> ErasureApi:
        """Erasure and retention."""

    @property
    def inbox(self) -> InboxApi:
        """What the inbox remembers for one person here."""

    @property
    def evidence(self) -> EvidenceApi:
        """Who holds which head; backup, restore, exports."""

    @property
    def traces(self) -> TracesApi:
        """Trace files that the reader opens beside an action."""

    @property
    def notices(self) -> NoticesApi:
        """Outward notices: webhook and mail."""

    @property
    def connections(self) -> ConnectionsApi:
        """What the gateways are connected to, with a test."""

    @property
    def records(self) -> RecordsApi:
        """The record page by page, exports of its rows, saved searches, bundles opened to read."""

    @property
    def insights(self) -> InsightsApi:
        """Figures over the record: volume, time to decide, drift, load, and how one decides."""

    def start(self, *, wait: bool = True) -> None:
        """Start the background threads: writer, loop, embedded gateway (unless one serves already), poller, outbox.

        With ``wait`` it returns when the first answers are there and raises KnownError when it cannot start; without,
        it returns at once and news comes as events.
        """

    def close(self) -> None:
        """Stop everything, wait for it, close the database. Undelivered decisions stay in the outbox."""

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Hear events, on any thread. Returns the call that ends it."""

    def status(self) -> DeskStatus:
        """The last known status; never blocks."""

    def queue(self) -> tuple[QueueItem, ...]:
        """The last known open queue, ordered by deadline within risk; never blocks."""

    def detail(self, action_id: str) -> Future[ActionDetail]: ...

    def preview_edit(self, detail: ActionDetail, arguments: Mapping[str, Any]) -> EditPreview:
        """Pure and quick; raises InvalidInput for arguments that no action may have."""

    def decide(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        """Sign and store. Resolves after COMMIT; delivery is reported by a ``receipt`` event."""

    def withdraw(self, action_id: str) -> Future[DecisionReceipt]:
        """Undo a held decision of one's own with a signed withdraw."""

    def unlock(self, passphrase: str) -> Future[None]:
        """Unlock the personal key, or check the passphrase again for step-up. Raises Locked when it is wrong."""

    def agents(self) -> Future[tuple[AgentView, ...]]: ...

    def halt(self, scope: str, target: str, reason: str, grace_s: int | None = None) -> Future[HaltProgress]:
        """``scope`` agent, owner, gateway or all; ``target`` the agent or owner id, else empty.

        ``grace_s``: seconds that supervised processes have before they are killed; None for the default, 0 for none.
        """

    def reset(
        self, agent: str, reason: str, gateway: str | None = None, *, halt: str | None = None
    ) -> Future[OrderDone]:
        """Let a halted agent run again, as its owner with step-up; it comes back paused. May need a second person.

        ``gateway``: where, by name (empty: the own one); None: wherever it is halted. ``halt``: ``halt_order`` of what
        was shown; a newer halt is not ended then (Conflict ``superseded``).
        """

    def history(self, wanted: HistoryFilter, before: int | None = None, limit: int = 200) -> Future[HistoryPage]: ...

    def entry(self, seq: int, log: str = "") -> Future[EntryDetail]:
        """One entry of the own log, or of the replicated log whose origin is ``log`` (``HistoryRow.log``)."""

    def verify(self) -> Future[VerifyReport]: ...

    def export(self, out: Path, pdf: bool = False, progress: Callable[[int, int], None] | None = None) -> Future[Path]:
        """Write an evidence bundle into a new folder. What ``progress`` raises ends it, and nothing is left."""

    def doctor(self) -> Future[tuple[DoctorLine, ...]]: ...
