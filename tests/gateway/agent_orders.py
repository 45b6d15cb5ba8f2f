"""Orders about agents made by hand: bodies that are good as they stand, and a pen that signs, stores and delivers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import httpx

from counterseal.clock import SystemClock, stamp
from counterseal.model.ids import uuid7
from counterseal.model.tools import ToolDescriptor, read_descriptor
from gateway.desks import REFUND, Bench, expect_problem
from gateway.forging import Forge, Signer

AGENT = "refunds"
LOOK: dict[str, Any] = {"tool": "orders.look", "risk": "R0", "title": "Look at order {order}"}
# Up to €500 a refund is Moderate.
BOUNDED: dict[str, Any] = {**REFUND, "when": [{"field": "amount", "at_most": 50_000, "risk": "R2"}]}
_ORDER_OF = {"level": "autonomy_order", "mandate": "mandate_order", "charter": "charter_order",
             "registry": "registry_order", "agent": "registration"}  # fmt: skip
_TYPES = ("halt", "reset", "pause", "incident")
AUTO = "the order in force"


def level(to: str, **members: Any) -> dict[str, Any]:
    return {"agent": AGENT, "level": to, "groups": [], "quorum": {}, **members}


def mandate(**members: Any) -> dict[str, Any]:
    ends = stamp(SystemClock().now() + timedelta(days=30))
    return {"agent": AGENT, "mandate": {"tools": ["refunds.*"], "expires_at": ends, **members}}


def charter(owner: str, **members: Any) -> dict[str, Any]:
    said = {
        "workflow": "Refund what was charged twice",
        "bounds": "Only to the card that paid",
        "owner": owner,
        "deputy": None,
        "metric": "refunds that needed no second look",
        "target": 0.9,
        "failure_rate": 0.1,
        "share_to_people": 0.5,
        "runbook": "Recall the payment, then call the customer",
    }
    return {"agent": AGENT, "charter": {**said, **members}}


def registry(*tools: Mapping[str, Any]) -> dict[str, Any]:
    return {"agent": AGENT, "tools": [dict(tool) for tool in tools]}


def registration(owner: str, **members: Any) -> dict[str, Any]:
    said = {"id": AGENT, "name": "Refunds agent", "owner": owner, "level": "L1", "tools": [REFUND], "runbook": ""}
    return {**said, "token_sha256": "0" * 64, **members}


def incident(action: str | None, **members: Any) -> dict[str, Any]:
    said = {"incident": uuid7(SystemClock()), "agent": AGENT, "action": action, "step": "opened"}
    return {**said, "what": "It paid the wrong customer", "compensating": None, **members}


def descriptor(raw: Mapping[str, Any]) -> ToolDescriptor:
    return read_descriptor(raw)


class Pen:
    """Signs orders beside a desk, stores them in its log, and delivers them."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.forge = Forge(bench)

    @property
    def owner(self) -> Signer:
        return self.forge.owner

    def post(
        self,
        kind: str,
        body: Mapping[str, Any],
        by: Signer | None = None,
        supersedes: str | None = AUTO,
        subject: str = AGENT,
        reason: str = "the tests say so",
    ) -> httpx.Response:
        if supersedes == AUTO:
            supersedes = self.in_force(kind)
        order = self.forge.order(kind, body, by, supersedes=supersedes, subject=subject, reason=reason)
        entry = kind if kind in _TYPES else "order"
        said = "resume" if kind == "pause" and body.get("paused") is False else kind
        if kind == "incident" and body.get("step") in ("noted", "closed"):
            said = str(body["step"])
        signer = by or self.owner
        agent = "" if subject.startswith("counterseal/") else subject
        stored = self.forge.store(order, entry, subject, verdict=said, person=signer.id, agent=agent)
        return self.forge.post(self.forge.delivery(order, stored), "/v1/orders")

    def sign(self, kind: str, body: Mapping[str, Any], by: Signer | None = None, **more: Any) -> str:
        """The state that the order leads to."""
        answer = self.post(kind, body, by, **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def expect_refusal(self, kind: str, body: Mapping[str, Any], status: int, code: str, **more: Any) -> None:
        expect_problem(self.post(kind, body, **more), status, code)

    def in_force(self, kind: str) -> str | None:
        if kind not in _ORDER_OF:
            return None
        if kind == "agent":
            with self.bench.profile.reading() as connection:
                query = "SELECT order_envelope FROM agents WHERE id = ?"
                row = connection.exec_driver_sql(query, (AGENT,)).one_or_none()
                return None if row is None else str(row[0])
        found = self.detail()[_ORDER_OF[kind]]
        return None if found is None else str(found)

    def detail(self, agent: str = AGENT) -> dict[str, Any]:
        with self.bench.people() as people:
            answer = people.get(f"/v1/agents/{agent}")
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

    def chartered(self, to: str = "L1", *tools: Mapping[str, Any], **bounds: Any) -> None:
        """As the only owner: a charter, these tools, a mandate and a level."""
        assert self.sign("charter", charter(self.owner.id)) == "in_force"
        if tools:
            assert self.sign("registry", registry(*tools)) == "in_force"
        assert self.sign("mandate", mandate(**bounds)) == "in_force"
        assert self.sign("level", level(to)) == "in_force"

    def lowerings(self) -> list[dict[str, Any]]:
        """What the ledger says of the agent's falls, oldest first."""
        query = (
            "SELECT p.bytes FROM payloads p JOIN listing l ON l.seq = p.seq"
            " WHERE l.type = 'incident' AND l.verdict = 'lowered' AND p.name = 'lowering' ORDER BY l.seq"
        )
        with self.bench.profile.reading() as connection:
            return [json.loads(row[0]) for row in connection.exec_driver_sql(query)]
