"""Orders about agents made by hand: bodies that are good as they stand, and a pen that signs, stores and delivers."""

from __future__ import annotations

import itertools
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx

from counterseal.clock import SystemClock, stamp
from counterseal.model.decisions import order_verdict
from counterseal.model.ids import uuid7
from counterseal.seal.dsse import Envelope
from gateway.desks import REFUND, Agent, Bench, expect_problem
from gateway.forging import Forge, Signer

AGENT = "refunds"
LOOK: dict[str, Any] = {"tool": "orders.look", "risk": "R0", "title": "Look at order {order}"}
# Up to €500 a refund is Moderate.
BOUNDED: dict[str, Any] = {**REFUND, "when": [{"field": "amount", "at_most": 50_000, "risk": "R2"}]}
_ORDER_OF = {"level": "coalesce(level_envelope, order_envelope)", "mandate": "mandate_envelope",
             "charter": "charter_envelope", "registry": "coalesce(registry_envelope, order_envelope)",
             "agent": "order_envelope"}  # fmt: skip
_TYPES = ("halt", "reset", "pause", "incident")
AUTO = "the order in force"
_numbers = itertools.count(1)


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
    return {**said, "token_sha256": secrets.token_hex(32), **members}


def incident(action: str | None, **members: Any) -> dict[str, Any]:
    said = {"incident": uuid7(SystemClock()), "agent": AGENT, "action": action, "step": "opened"}
    return {**said, "what": "It paid the wrong customer", "compensating": None, **members}


class Pen:
    """Signs orders about one agent beside a desk, stores them in its log, and delivers them.

    Attributes:
        agent: the agent's id; in bodies, ``AGENT`` stands for it.
        other: who seconds what ``chartered`` signs, where the roster is not solo.
    """

    def __init__(self, bench: Bench, agent: str = AGENT, other: Signer | None = None) -> None:
        self.bench = bench
        self.agent = agent
        self.other = other
        self.forge = Forge(bench)

    @property
    def owner(self) -> Signer:
        return self.forge.owner

    def order(
        self,
        kind: str,
        body: Mapping[str, Any],
        by: Signer | None = None,
        supersedes: Any = AUTO,
        subject: str = AGENT,
        reason: str = "the tests say so",
        **more: str,
    ) -> Envelope:
        """A signed order, not stored yet. ``more``: times."""
        said = {name: self.agent if value == AGENT else value for name, value in body.items()}
        if supersedes == AUTO:
            supersedes = self.in_force(kind)
        subject = self.agent if subject == AGENT else subject
        return self.forge.order(kind, said, by, supersedes=supersedes, subject=subject, reason=reason, **more)

    def deliver(self, order: Envelope) -> httpx.Response:
        """Store an order as a desk would, and hand it to the gateway."""
        statement = json.loads(order.payload)
        predicate, subject = statement["predicate"], statement["subject"][0]["name"]
        kind, person = predicate["kind"], predicate["person"]["id"]
        said = order_verdict(kind, predicate["body"])
        agent = "" if subject.startswith("counterseal/") else subject
        stored = self.forge.store(
            order, kind if kind in _TYPES else "order", subject, verdict=said, person=person, agent=agent
        )
        return self.forge.post(self.forge.delivery(order, stored), "/v1/orders")

    def post(self, kind: str, body: Mapping[str, Any], by: Signer | None = None, **more: Any) -> httpx.Response:
        return self.deliver(self.order(kind, body, by, **more))

    def sign(self, kind: str, body: Mapping[str, Any], by: Signer | None = None, **more: Any) -> str:
        """The state that the order leads to."""
        answer = self.post(kind, body, by, **more)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def expect_refusal(self, kind: str, body: Mapping[str, Any], status: int, code: str, **more: Any) -> None:
        expect_problem(self.post(kind, body, **more), status, code)

    def in_force(self, kind: str) -> str | None:
        """The digest that the next order of this kind supersedes."""
        column = _ORDER_OF.get(kind)
        if column is None:
            return None
        with self.bench.profile.reading() as connection:
            query = f"SELECT {column} FROM agents WHERE id = ?"
            found = connection.exec_driver_sql(query, (self.agent,)).scalar()
        return None if found is None else str(found)

    def detail(self) -> dict[str, Any]:
        with self.bench.people() as people:
            answer = people.get(f"/v1/agents/{self.agent}")
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

    def chartered(self, to: str = "L1", *tools: Mapping[str, Any], **bounds: Any) -> None:
        """A charter, these tools, a mandate and a level, by as many people as that takes."""
        self._settle("charter", charter(self.owner.id))
        if tools:
            self._settle("registry", registry(*tools))
        self._settle("mandate", mandate(**bounds))
        self._settle("level", level(to))

    def _settle(self, kind: str, body: Mapping[str, Any]) -> None:
        state = self.sign(kind, body)
        if state == "needs_second" and self.other is not None:
            state = self.sign(kind, body, self.other)
        assert state == "in_force"

    def lowerings(self) -> list[dict[str, Any]]:
        """What the ledger says of the agent's falls, oldest first."""
        query = (
            "SELECT p.bytes FROM payloads p JOIN listing l ON l.seq = p.seq"
            " WHERE l.subject = ? AND l.type = 'incident' AND l.verdict = 'lowered' AND p.name = 'lowering'"
            " ORDER BY l.seq"
        )
        with self.bench.profile.reading() as connection:
            return [json.loads(row[0]) for row in connection.exec_driver_sql(query, (self.agent,))]


@dataclass(frozen=True)
class Team:
    """A desk whose roster holds Maria and these: another owner, a reviewer, an auditor."""

    bench: Bench
    jonas: Signer
    rita: Signer
    aud: Signer


def make_team(bench: Bench) -> Team:
    forge = Forge(bench)
    return Team(
        bench,
        forge.enrol("Jonas Öberg"),
        forge.enrol("Rita Reviewer", ("reviewer",)),
        forge.enrol("Aud Auditor", ("auditor",)),
    )


def new_agent(bench: Bench, other: Signer | None = None) -> tuple[Pen, Agent]:
    """An agent of its own at a desk that tests share, and the pen that signs about it."""
    name = f"refunds-{next(_numbers)}"
    agent = bench.agent(name)
    return Pen(bench, name, other), agent
