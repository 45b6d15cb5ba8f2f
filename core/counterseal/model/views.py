"""What people's programs read from a gateway: queue rows and details, as they travel over HTTP and reach a screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from counterseal.model.actions import Action, Claims, ContextItem, State, TraceStep
from counterseal.model.facts import Facts
from counterseal.model.precedent import NO_PRECEDENT, Precedent
from counterseal.model.risk import Risk
from counterseal.model.traces import NOTHING_RECEIVED, ReceivedTrace


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One row of the inbox. ``title`` is made by us from facts but may quote outside text."""

    id: str
    agent: str
    agent_name: str
    owner: str
    owner_id: str
    tool: str
    title: str
    risk: Risk
    state: State
    asked_at: str
    expires_at: str | None
    digest: str
    source: str
    nonce: str
    halt_epoch: int
    verdicts: tuple[str, ...]
    needs: int = 1
    has: int = 0
    why: tuple[str, ...] = ()
    problem: str | None = None
    group: str | None = None
    version: int = 0
    approved_by: tuple[str, ...] = ()  # ids of the people whose approval counts so far
    edited_by: str = ""  # id of the person whose edit this is
    waits_for: str = ""  # words: whom it still needs
    claimed_by: str = ""  # id of the person who works on it now
    claimed_name: str = ""
    escalated_to: tuple[str, ...] = ()  # ids of the people whom it was escalated to
    escalated: str = ""  # words
    deadline: str | None = None  # when it is rejected by itself
    verb: str = ""  # of the tool's descriptor; empty when it has none
    gateway: str = ""  # name of the separate gateway that it waits at, as this desk calls it; empty for the own one


@dataclass(frozen=True, slots=True)
class Approval:
    """One person's approval that counts towards the quorum. ``edit`` tells that they changed the action."""

    person: str
    name: str
    at: str
    edit: bool
    envelope_sha256: str


@dataclass(frozen=True, slots=True)
class ActionDetail:
    """Everything a person decides on. ``canonical`` is the JCS text that the digest covers."""

    item: QueueItem
    action: Action
    canonical: str
    facts: Facts
    claims: Claims
    context: tuple[ContextItem, ...]
    trace: tuple[TraceStep, ...]
    schema: Mapping[str, Any] | None
    descriptor: Mapping[str, Any] | None
    runbook: str = ""
    precedent: Precedent = NO_PRECEDENT
    guards: str = ""
    audience: str = ""
    outcome: str = ""
    outcome_note: str = ""
    level: str = "L1"
    mandate_sha256: str | None = None
    policy_sha256: str | None = None
    approvals: tuple[Approval, ...] = ()
    budgets: tuple[tuple[str, int, int], ...] = ()  # of the mandate: name, used, at most
    redacted: tuple[tuple[str, str], ...] = ()  # (JSON pointer, rule) of what the gateway masked in the arguments
    received: ReceivedTrace = NOTHING_RECEIVED  # beside the action, unsigned
    read_at: str = ""  # when this was read of a gateway that cannot be reached now; empty: just now


@dataclass(frozen=True, slots=True)
class AgentView:
    """One registered agent with its figures. ``halted_by`` and ``halted_at`` are empty while it may run.

    ``gateway`` is the name of the separate gateway that enforces it; empty for the profile's own one.
    """

    id: str
    name: str
    owner: str
    owner_id: str
    level: str
    state: str  # running | paused | halted | unreachable
    halt_epoch: int
    waiting: int
    today: int
    lease_until: str | None
    halted_by: str = ""
    halted_at: str = ""
    tools: tuple[str, ...] = ()
    unedited: float | None = None
    gateway: str = ""
    cap: str = ""  # the lower level it fell to by itself; ``level`` is the one that counts
    paused_by: str = ""
    chartered: bool = False
    open_incidents: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """A signed order as read from the ledger."""

    kind: str
    body: Mapping[str, Any]
    person: str
    reason: str
    at: str
    extra: Mapping[str, Any] = field(default_factory=dict)
