"""The story the screen tests tell: seven agents, ten waiting actions, a page of history. Made, not recorded."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from counterseal.clock import later, stamp
from counterseal.model import facts as facts_of
from counterseal.model.actions import Action, Claims, ContextItem, State, TraceStep
from counterseal.model.risk import Risk
from counterseal.model.tools import read_descriptor
from counterseal.model.views import ActionDetail, AgentView, QueueItem
from counterseal.sync.api import DeskStatus, HistoryRow, IdentityView, LedgerView, SourceView

NOON = datetime(2026, 11, 21, 13, 2, 0, tzinfo=UTC)
MARIA = "0191f0a0-0000-7000-8000-000000000001"
JONAS = "0191f0a0-0000-7000-8000-000000000002"
REFUND = "0191f0a0-0000-7000-8000-00000000a001"

REFUND_TOOL: dict[str, Any] = {
    "tool": "refunds.issue",
    "risk": "R4",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "order": {"label": "Order", "role": "target"},
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
        "reason_code": {"label": "Reason code"},
        "notify": {"label": "Notify customer"},
    },
    "undo": {"minutes": 30, "how": "Payments / recall"},
    "schema": {
        "type": "object",
        "required": ["order", "amount_minor", "card"],
        "properties": {
            "order": {"type": "string"},
            "amount_minor": {"type": "integer", "minimum": 1, "maximum": 124000},
            "card": {"type": "string", "enum": ["card ••4417, Visa", "card ••9020, Maestro"]},
            "reason_code": {"type": "string", "enum": ["damaged_on_arrival", "partial_damage", "late", "other"]},
            "notify": {"type": "boolean"},
        },
        "additionalProperties": False,
    },
}

_ROWS: tuple[tuple[str, str, str, str, Risk, float | None], ...] = (
    ("Refund €1,240.00 for order 88213", "refunds", "Refunds agent", "Maria Lind", Risk.R4, 252),
    ("Merge PR 512 into main", "code", "Code agent", "Jonas Öberg", Risk.R4, 700),
    ("Send offer to Nordfrakt AB: 12 months", "procurement", "Procurement agent", "Maria Lind", Risk.R3, 785),
    ("Reclassify 37 CRM deals as Closed won", "crm", "CRM agent", "Ana Kovač", Risk.R3, 6600),
    ("Write visit note for patient 4471", "clinic", "Clinic scribe", "Dr Elias Roth", Risk.R3, 7800),
    ("Delete 1,204 stale S3 objects", "storage", "Storage agent", "Jonas Öberg", Risk.R3, 10800),
    ("Rebook carrier for shipment PN-309", "logistics", "Logistics agent", "Sara Holm", Risk.R2, 14400),
    ("Reply to ticket 20931 with credit", "support", "Support agent", "Ana Kovač", Risk.R2, 18000),
    ("Update price list B2B-EU", "pricing", "Pricing agent", "Maria Lind", Risk.R1, 21600),
    ("Grant read access to data room 7", "it", "IT agent", "Jonas Öberg", Risk.R0, None),
)


def action_id(number: int) -> str:
    return f"0191f0a0-0000-7000-8000-00000000a{number:03d}"


def item(number: int, now: datetime = NOON, **changes: Any) -> QueueItem:
    """One of the ten waiting items (1 to 10), or a made-up Moderate one beyond them."""
    title, agent, name, owner, risk, seconds = (
        _ROWS[number - 1]
        if number <= len(_ROWS)
        else (f"Action number {number}", "refunds", "Refunds agent", "Maria Lind", Risk.R2, 30000)
    )
    made = QueueItem(
        id=action_id(number),
        agent=agent,
        agent_name=name,
        owner=owner,
        owner_id=MARIA if owner == "Maria Lind" else JONAS,
        tool="refunds.issue" if agent == "refunds" else f"{agent}.run",
        title=title,
        risk=risk,
        state=State.HELD,
        asked_at=later(now, -108),
        expires_at=None if seconds is None else later(now, seconds),
        digest=hashlib.sha256(f"{number}".encode()).hexdigest(),
        source="local",
        nonce=hashlib.sha256(f"nonce {number}".encode()).hexdigest()[:32],
        halt_epoch=0,
        verdicts=("approve", "edit", "reject", "answer"),
        needs=2 if number == 1 else 1,
        has=1 if number == 1 else 0,
        why=("amount 1,240 is over the mandate's 500", "confidence 0.62 is under 0.80") if number == 1 else (),
    )
    return replace(made, **changes)


def queue(now: datetime = NOON) -> tuple[QueueItem, ...]:
    return tuple(item(number, now) for number in range(1, len(_ROWS) + 1))


def detail(of: QueueItem, now: datetime = NOON) -> ActionDetail:
    """A full detail for an item; the refund's is the one of the design's picture."""
    refund = of.tool == "refunds.issue"
    arguments: dict[str, Any] = (
        {
            "order": "88213",
            "amount_minor": 124000,
            "card": "card ••4417, Visa",
            "reason_code": "damaged_on_arrival",
            "notify": True,
        }
        if refund
        else {"target": of.title.split()[-1], "count": 37}
    )
    tool = REFUND_TOOL if refund else _plain_tool(of)
    descriptor = read_descriptor({**tool, "risk": of.risk.value})
    action = Action(of.id, of.agent, of.tool, arguments, of.expires_at)
    canonical = json.dumps(action.members(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return ActionDetail(
        item=of,
        action=action,
        canonical=canonical,
        facts=facts_of.render(action, descriptor),
        claims=Claims(
            "The customer reports a cracked display on arrival and attached two photos. The warranty covers the full "
            "price, so I propose a full refund instead of a replacement because the model is out of stock until March.",
            0.62,
        ),
        context=(
            ContextItem("message", "Ticket 20877", "The display was cracked when I opened the box.", "Ana K.", "12:58"),
            ContextItem("table", "Order 88213", "item\tprice\nPhone\t€1,240.00"),
            ContextItem("document", "Photo 1 of the parcel", "A cracked display, lower left corner."),
        ),
        trace=_trace(of.tool),
        schema=tool.get("schema"),
        descriptor={**tool, "risk": of.risk.value},
        runbook="Payments / recall",
        guards="",
        audience="counterseal/0191f0a0-0000-7000-8000-00000000feed",
    )


def _plain_tool(of: QueueItem) -> dict[str, Any]:
    return {
        "tool": of.tool,
        "risk": of.risk.value,
        "verb": of.title.split()[0],
        "title": of.title,
        "fields": {"target": {"label": "Target", "role": "target"}, "count": {"label": "How many"}},
        "schema": {
            "type": "object",
            "required": ["target"],
            "properties": {"target": {"type": "string"}, "count": {"type": "integer", "minimum": 0}},
        },
        "undo": {"minutes": None, "how": ""},
    }


def _trace(tool: str) -> tuple[TraceStep, ...]:
    return (
        TraceStep("1", "retrieval", "Read ticket 20877", "4 messages, 2 photos", None, 0, 400, 120),
        TraceStep("2", "model", "Plan: verify order, then policy", "First the order.", None, 400, 2100, 900),
        TraceStep("3", "tool", "orders.get(88213)", '{"order":"88213"}', None, 2500, 700, 80),
        TraceStep("4", "retrieval", 'policy.search("damaged")', "3 passages; RP-12 §4.", None, 3200, 1100, 612),
        TraceStep("5", "model", "Decide: refund in full", "Above €500 a person decides.", None, 4300, 3600, 2400),
        TraceStep("6", "propose", f"Propose {tool}", "", None, 7900, 100, 0, proposes=True),
    )


def agents() -> tuple[AgentView, ...]:
    rows = (
        ("refunds", "Refunds agent", "Maria Lind", "L4", "running", 118, 4, 0.966),
        ("procurement", "Procurement agent", "Maria Lind", "L2", "running", 22, 1, 0.954),
        ("code", "Code agent", "Jonas Öberg", "L2", "running", 61, 1, 0.885),
        ("crm", "CRM agent", "Ana Kovač", "L1", "running", 9, 1, 0.667),
        ("clinic", "Clinic scribe", "Dr Elias Roth", "L3", "running", 340, 1, 0.991),
        ("logistics", "Logistics agent", "Sara Holm", "L4", "unreachable", 1204, 1, 0.988),
        ("storage", "Storage agent", "Jonas Öberg", "L4", "halted", 77, 0, 0.974),
    )
    return tuple(
        AgentView(
            id=agent,
            name=name,
            owner=owner,
            owner_id=MARIA if owner == "Maria Lind" else JONAS,
            level=level,
            state=state,
            halt_epoch=1 if state == "halted" else 0,
            waiting=waiting,
            today=today,
            lease_until=stamp(NOON),
            halted_by="Jonas Öberg" if state == "halted" else "",
            halted_at=later(NOON, -2400) if state == "halted" else "",
            tools=("refunds.issue", "orders.get") if agent == "refunds" else (f"{agent}.run",),
            unedited=unedited,
        )
        for agent, name, owner, level, state, today, waiting, unedited in rows
    )


def status(**changes: Any) -> DeskStatus:
    identity = IdentityView(
        MARIA, "Maria Lind", ("owner", "reviewer"), "7f" * 32, "Key 7Qf2…c9 in system keyring", "", False, False
    )
    made = DeskStatus(
        identity=identity,
        ledger=LedgerView("counterseal/0191f0a0", 48173, 48173, "verified", holder="eu-gateway", newer=12),
        sources=(
            SourceView("Local gateway", "gateway", "live"),
            SourceView("langgraph-prod", "langgraph", "live", guard="guards this desk only"),
            SourceView("claims-a2a", "a2a", "live"),
            SourceView(
                "eu-gateway",
                "gateway",
                "reconnecting",
                "reconnecting, last heard 41 s ago",
                heard_at=later(NOON, -41),
            ),
        ),
        outbox=0,
        gateway="embedded",
    )
    return replace(made, **changes)


def history_row(seq: int) -> HistoryRow:
    words = (
        ("decision", "Approved", "Maria Lind", "Executed"),
        ("policy_allowed", "Allowed", "policy v14", "Executed"),
        ("decision", "Rejected", "Ana Kovač", "Stopped"),
        ("decision", "Edited", "Maria Lind", "Executed"),
        ("halt", "Halted", "Jonas Öberg", "Stopped in 0.21 s"),
        ("expired", "Expired", "deadline", "Stopped"),
        ("policy_refused", "Refused", "policy v14", "Stopped"),
    )
    kind, verdict, who, outcome = words[seq % len(words)]
    source = item(seq % 10 + 1)
    return HistoryRow(
        seq=seq,
        at=later(NOON, (seq - 1000) * 31.0),
        kind=kind,
        verdict=verdict,
        who=who,
        title=source.title,
        agent=source.agent,
        agent_name=source.agent_name,
        subject=source.id,
        outcome=outcome,
    )
