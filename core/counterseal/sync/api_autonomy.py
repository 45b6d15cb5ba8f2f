"""What a screen or a command line may ask about an agent's autonomy: level, mandate, charter, tools, pause, drill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Protocol

from counterseal.model.autonomy import Autonomy, Charter, Level, Mandate
from counterseal.model.figures import ChangedCase, Figures, Proposal
from counterseal.model.traces import Capture
from counterseal.model.views import ActionDetail, AgentView


@dataclass(frozen=True, slots=True)
class BudgetView:
    """Use of one window of the mandate. ``unit`` is a currency, or empty for a count."""

    name: str
    used: int
    at_most: int
    seconds: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class PendingOrder:
    """An order that waits for a second person's signature.

    ``changes`` are sentences that say what it would change; ``by_me``: I signed it, so somebody else must second it.
    """

    sha256: str
    kind: str
    agent: str
    by: str
    at: str
    reason: str
    changes: tuple[str, ...]
    by_me: bool
    until: str


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An action that was marked as wrong. ``state`` is open or closed; ``steps`` are (time, who, what) in order.

    ``action`` and ``compensating`` are action ids or None.
    """

    id: str
    agent: str
    action: str | None
    title: str
    state: str
    opened_at: str
    opened_by: str
    what: str
    runbook: str
    compensating: str | None
    steps: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DrillView:
    """A tried kill switch. ``lines`` are (agent name, seconds or None, words); ``done`` when all have answered."""

    sha256: str
    at: str
    by: str
    lines: tuple[tuple[str, float | None, str], ...]
    done: bool


@dataclass(frozen=True, slots=True)
class ToolView:
    """One tool of the signed registry, or one that was asked for without a descriptor (``described`` False)."""

    tool: str
    described: bool
    descriptor: Mapping[str, Any] | None
    risk: str
    asked: int = 0


@dataclass(frozen=True, slots=True)
class AgentDetail:
    """Everything the agents screen shows of one agent.

    Attributes:
        autonomy: what its owner signed; ``cap`` the lower level it fell to by itself, with ``capped_why``.
        autonomy_order: digest of the order in force, which the next one must supersede; likewise the others. None: the
            registration itself.
        paused_by, paused_at: empty while it is not paused.
        last_drill: UTC stamp of the newest tried kill switch, or None.
    """

    view: AgentView
    autonomy: Autonomy
    cap: Level | None
    capped_why: str
    autonomy_order: str | None
    mandate: Mandate | None
    mandate_order: str | None
    budgets: tuple[BudgetView, ...]
    charter: Charter | None
    charter_order: str | None
    tools: tuple[ToolView, ...]
    registry_order: str | None
    runbook: str
    figures: Figures
    proposal: Proposal | None
    pending: tuple[PendingOrder, ...] = ()
    incidents: tuple[IncidentView, ...] = ()
    paused_by: str = ""
    paused_at: str = ""
    last_drill: str | None = None
    readiness: tuple[tuple[str, str, str], ...] = ()  # (ok | warning | missing, name, sentence)
    halt_order: str | None = None  # digest of the halt in force, which a reset names
    capture: Capture = Capture.OFF  # what is kept of the spans that its program exports
    capture_order: str | None = None


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What a change would have changed in the last ``days``: of ``looked_at`` actions, by effect, with examples."""

    days: int
    looked_at: int
    now_alone: int
    would_alone: int
    would_wait: int
    would_refuse: int
    cases: tuple[ChangedCase, ...]
    needs_second: bool
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OrderDone:
    """A signed order. ``state`` is in_force, needs_second, stored (not delivered yet); ``note`` is for people."""

    seq: int
    sha256: str
    state: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MandateDraft:
    """What "Next time…" fills in from one approved action: a mandate and level under which it would have run alone."""

    autonomy: Autonomy
    mandate: Mandate
    why: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered agent with the token that is told this once, and the address its process calls the gateway at.

    ``pin`` is the key that the gateway proves over TLS (``COUNTERSEAL_PIN``); empty without TLS.
    ``waits``: it changes who answers for the agent, so the token is good only when a second owner has signed it too.
    """

    agent: str
    token: str
    url: str
    pin: str = ""
    waits: bool = False

    @property
    def settings(self) -> str:
        """What its process needs in its environment, one setting a line."""
        lines = [f"COUNTERSEAL_URL={self.url}", f"COUNTERSEAL_TOKEN={self.token}"]
        return "\n".join([*lines, f"COUNTERSEAL_PIN={self.pin}"] if self.pin else lines)


class AutonomyApi(Protocol):
    """Autonomy of the agents of an opened profile. Futures fail with ``KnownError`` for what a person can mend.

    Calls that move towards risk raise ``Locked`` with code ``step_up`` unless ``unlock`` was called within 5 minutes.
    ``seen`` is what the person was shown before signing: when that part is no more as it was, nothing is signed and the
    call raises ``Conflict`` with code ``superseded``. None signs over whatever is in force.
    """

    def agent(self, agent: str) -> Future[AgentDetail]: ...

    def register(
        self, agent: str, name: str, tools: Sequence[Mapping[str, Any]] = (), runbook: str = "", gateway: str = ""
    ) -> Future[Registered]:
        """Register an agent that I answer for. ``gateway``: a separate gateway's name; empty for the profile's own."""

    def what_if(
        self,
        agent: str,
        autonomy: Autonomy | None = None,
        mandate: Mandate | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        drop_mandate: bool = False,
    ) -> Future[WhatIf]:
        """What the last 30 days would have been; None leaves a part as it is."""

    def set_level(
        self, agent: str, autonomy: Autonomy, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]: ...

    def set_mandate(
        self, agent: str, mandate: Mandate | None, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]: ...

    def set_charter(
        self, agent: str, charter: Charter, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]: ...

    def set_tools(
        self, agent: str, tools: Sequence[Mapping[str, Any]], reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        """``tools``: the whole registry, as stored descriptors."""

    def set_capture(
        self, agent: str, capture: Capture, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        """Say what is kept of the spans that its program exports."""

    def second(self, pending: str) -> Future[OrderDone]:
        """Sign what another person signed; ``pending`` is its digest."""

    def suggest_descriptor(self, detail: ActionDetail) -> Mapping[str, Any]:
        """A descriptor to start "Describe this tool…" from; pure. Risk R4, labels from names, schema as offered."""

    def next_time(self, detail: ActionDetail) -> Future[MandateDraft]: ...

    def pause(self, scope: str, target: str, reason: str) -> Future[OrderDone]:
        """``scope`` agent, owner, gateway or all, as for a halt. Anyone on the roster."""

    def resume(self, agent: str, reason: str) -> Future[OrderDone]: ...

    def drill(self, scope: str, target: str) -> Future[DrillView]:
        """Try the kill switch without stopping anything; news comes as ``drill`` events with a ``DrillView``."""

    def open_incident(self, agent: str, action_id: str | None, what: str) -> Future[OrderDone]:
        """Mark an executed action as wrong."""

    def note_incident(self, incident: str, what: str, compensating: str | None = None) -> Future[OrderDone]: ...

    def close_incident(self, incident: str, what: str) -> Future[OrderDone]: ...

    def incidents(self, agent: str = "") -> Future[tuple[IncidentView, ...]]: ...

    def claim(self, action_id: str, claim: bool = True) -> Future[str]:
        """Say that I work on it, or no more. Returns who holds it (a name), which may be somebody else."""

    def resolve(self, action_id: str, outcome: str, reason: str) -> Future[OrderDone]:
        """Say what became of an action with unknown outcome: ``done`` or ``failed``."""

    def away(self, away: bool, until: str | None = None, person: str = "") -> Future[OrderDone]:
        """Mark me (or, as owner, ``person``) away; what waits for me escalates at once."""
