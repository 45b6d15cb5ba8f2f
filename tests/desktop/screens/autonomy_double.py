"""Autonomy in memory: with ``AsideDouble`` the whole of ``AutonomyApi``, with a story that tests can change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import screen_story as story
from aside_double import AsideDouble

from counterseal.clock import later
from counterseal.errors import Locked, NotFound
from counterseal.model.autonomy import (
    Autonomy,
    Charter,
    Hours,
    Level,
    Limit,
    Mandate,
    Payees,
    Window,
)
from counterseal.model.figures import ChangedCase, Figures, Proposal
from counterseal.model.traces import Capture
from counterseal.model.views import AgentView
from counterseal.sync.api_autonomy import (
    AgentDetail,
    BudgetView,
    DrillView,
    OrderDone,
    PendingOrder,
    Registered,
    ToolView,
    WhatIf,
)

if TYPE_CHECKING:
    from desk_double import DeskDouble

TOKEN = "q3xH0tUO2sWmAe6v8yQkD1zrLpN5fJbCgR7iVwXoYtE"
REFUND_TOOL: dict[str, Any] = {
    **story.REFUND_TOOL,
    "risk": "R3",
    "when": [{"field": "amount_minor", "at_most": 50000, "risk": "R2"}],
}
ORDERS_TOOL: dict[str, Any] = {
    "tool": "orders.get",
    "risk": "R0",
    "verb": "Read",
    "title": "Read order {order}",
    "fields": {"order": {"label": "Order", "role": "target"}},
}
MAIL_TOOL: dict[str, Any] = {
    "tool": "mail.send",
    "risk": "R2",
    "verb": "Send",
    "title": "Mail {to}",
    "fields": {"to": {"label": "To", "role": "payee"}, "body": {"label": "Text"}},
    "undo": {"minutes": None, "how": ""},
}
CHARTER = Charter(
    workflow="Refunds for damaged or late orders, from the ticket to the booked refund.",
    bounds="Never above €2,000, never to a card that did not pay, never without a ticket.",
    owner=story.MARIA,
    deputy=story.JONAS,
    metric="Resolved within 10 min",
    target=0.9,
    failure_rate=0.005,
    share_to_people=0.1,
    runbook="Payments / recall, then call the customer back.",
    undo_minutes=30,
    data=("orders", "customer names"),
    systems=("Payments", "Shop"),
    answer_within=3600,
)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def mandate(**changes: Any) -> Mandate:
    made = Mandate(
        tools=("refunds.issue", "orders.get", "mail.send"),
        expires_at=later(story.NOON, 40 * 86_400),
        limits=(Limit("refunds.issue", "amount_minor", 50_000),),
        windows=(
            Window("Refunds a day", ("refunds.issue",), "amount_minor", 200_000),
            Window("Mails an hour", ("mail.send",), None, 20, 3600),
        ),
        payees=(Payees("refunds.issue", "card", ("card ••4417, Visa", "card ••9020, Maestro")),),
        hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4), "08:00", "18:00"),
        confidence=0.8,
    )
    return replace(made, **changes)


def tools() -> tuple[ToolView, ...]:
    return (
        ToolView("refunds.issue", True, REFUND_TOOL, "R3", 96),
        ToolView("orders.get", True, ORDERS_TOOL, "R0", 210),
        ToolView("mail.send", True, MAIL_TOOL, "R2", 41),
        ToolView("crm.export_all", False, None, "R4", 3),
    )


def figures(**changes: Any) -> Figures:
    made = Figures(30, 4118, 3862, 0.062, 0.966, 0.003, 0.931, 1.0, 63)
    return replace(made, **changes)


def full_detail(view: AgentView) -> AgentDetail:
    """The agent of the design's picture, with everything signed."""
    return AgentDetail(
        view=view,
        autonomy=Autonomy(Level.L4),
        cap=None,
        capped_why="",
        autonomy_order=digest("level"),
        mandate=mandate(),
        mandate_order=digest("mandate"),
        budgets=(
            BudgetView("Refunds a day", 161_200, 200_000, 86_400, "EUR"),
            BudgetView("Mails an hour", 6, 20, 3600),
        ),
        charter=CHARTER,
        charter_order=digest("charter"),
        tools=tools(),
        registry_order=digest("registry"),
        runbook="Payments / recall",
        figures=figures(),
        proposal=Proposal(
            Level.L5, ("63 approvals in a row were not edited.", "It would have run 4 more actions alone in 30 days.")
        ),
        last_drill=later(story.NOON, -41 * 86_400),
        readiness=(
            ("ok", "Trust", "vouched for by Maria Lind, key 7Qf2…c9"),
            ("ok", "Identity", "credential valid until 31 Dec 2026"),
            ("ok", "Attestation", "100 % of 118 executions reported back"),
            ("warning", "Governance", "kill switch last tried 41 days ago"),
        ),
        halt_order=digest("halt") if view.state == "halted" else None,
    )


def bare_detail(view: AgentView) -> AgentDetail:
    """An agent that was only registered."""
    level = Level(view.level)
    return AgentDetail(
        view=view,
        autonomy=Autonomy(level if not view.cap else Level.L4),
        cap=Level(view.cap) if view.cap else None,
        capped_why="an incident was opened" if view.cap else "",
        autonomy_order=None,
        mandate=None,
        mandate_order=None,
        budgets=(),
        charter=None,
        charter_order=None,
        tools=(),
        registry_order=None,
        runbook="",
        figures=Figures(30, 0, 0, None, None, None, None, None),
        proposal=None,
        paused_by=view.paused_by,
        paused_at=later(story.NOON, -300) if view.paused_by else "",
        readiness=(("missing", "Governance", "no charter, kill switch never tried"),),
        halt_order=digest("halt") if view.state == "halted" else None,
    )


def pending(**changes: Any) -> PendingOrder:
    made = PendingOrder(
        sha256=digest("pending"),
        kind="level",
        agent="refunds",
        by="Jonas Öberg",
        at=later(story.NOON, -1500),
        reason="Two quiet months; the limits hold.",
        changes=("The level rises from L4 Approver to L5 Observer.", "High and below run alone inside the mandate."),
        by_me=False,
        until=later(story.NOON, 7 * 86_400 - 1500),
    )
    return replace(made, **changes)


class AutonomyDouble(AsideDouble):
    """Keeps what was signed in ``signed`` as (call, arguments…); ``details`` is what is told of each agent.
    ``seen`` is what each of them was signed on.

    ``what`` answers what-if questions. With ``step_up`` everything asks for the passphrase until it was given.
    """

    def __init__(self, desk: DeskDouble) -> None:
        super().__init__(desk)
        self.signed: list[tuple[Any, ...]] = []
        self.seen: list[AgentDetail | None] = []
        self.asked: list[dict[str, Any]] = []
        self.details: dict[str, AgentDetail] = {}
        self.what = WhatIf(
            days=30,
            looked_at=53,
            now_alone=12,
            would_alone=41,
            would_wait=10,
            would_refuse=2,
            cases=(
                ChangedCase(story.action_id(3), "Send offer to Nordfrakt AB: 12 months", "", "hold", "allow", "R2"),
                ChangedCase(story.action_id(7), "Rebook carrier for shipment PN-309", "", "hold", "allow", "R2"),
                ChangedCase(story.action_id(5), "Write visit note for patient 4471", "", "allow", "hold", "R3"),
            ),
            needs_second=False,
        )
        self.done = OrderDone(48_220, digest("order"), "in_force")
        self.step_up = False

    def agent(self, agent: str) -> Future[AgentDetail]:
        return self._desk.answer("agent", lambda: self._detail(agent))

    def _detail(self, agent: str) -> AgentDetail:
        agent = agent.removesuffix("@")
        if agent in self.details:
            return self.details[agent]
        identifier, _at, gateway = agent.partition("@")
        found = (one for one in self._desk.agent_views if (one.id, one.gateway) == (identifier, gateway))
        view = next(found, None)
        if view is None:
            raise NotFound("There is no such agent", where=agent)
        return full_detail(view) if identifier == "refunds" else bare_detail(view)

    def register(
        self, agent: str, name: str, tools: Sequence[Mapping[str, Any]] = (), runbook: str = "", gateway: str = ""
    ) -> Future[Registered]:
        def make() -> Registered:
            self.signed.append(("register", agent, name, runbook, gateway))
            return Registered(agent, TOKEN, "http://127.0.0.1:8741")

        return self._desk.answer("register", make)

    def what_if(
        self,
        agent: str,
        autonomy: Autonomy | None = None,
        mandate: Mandate | None = None,
        tools: Sequence[Mapping[str, Any]] | None = None,
        *,
        drop_mandate: bool = False,
    ) -> Future[WhatIf]:
        asked = {"autonomy": autonomy, "mandate": mandate, "tools": tools, "drop_mandate": drop_mandate}
        self.asked.append(asked)
        return self._desk.answer("what_if", lambda: self.what)

    def set_level(
        self, agent: str, autonomy: Autonomy, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        self.seen.append(seen)
        return self._sign("set_level", agent, autonomy, reason)

    def set_mandate(
        self, agent: str, mandate: Mandate | None, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        self.seen.append(seen)
        return self._sign("set_mandate", agent, mandate, reason)

    def set_charter(
        self, agent: str, charter: Charter, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        self.seen.append(seen)
        return self._sign("set_charter", agent, charter, reason)

    def set_tools(
        self, agent: str, tools: Sequence[Mapping[str, Any]], reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        self.seen.append(seen)
        return self._sign("set_tools", agent, list(tools), reason)

    def set_capture(
        self, agent: str, capture: Capture, reason: str, *, seen: AgentDetail | None = None
    ) -> Future[OrderDone]:
        self.seen.append(seen)
        return self._sign("set_capture", agent, capture, reason)

    def second(self, pending: str) -> Future[OrderDone]:
        return self._sign("second", pending)

    def pause(self, scope: str, target: str, reason: str) -> Future[OrderDone]:
        return self._sign("pause", scope, target, reason)

    def resume(self, agent: str, reason: str) -> Future[OrderDone]:
        return self._sign("resume", agent, reason)

    def drill(self, scope: str, target: str) -> Future[DrillView]:
        def make() -> DrillView:
            self.signed.append(("drill", scope, target))
            lines = (("Refunds agent", None, "asked"), ("Procurement agent", None, "asked"))
            return DrillView(digest("drill"), later(story.NOON, 0), "Maria Lind", lines, False)

        return self._desk.answer("drill", make)

    def _sign(self, call: str, *arguments: Any) -> Future[OrderDone]:
        def make() -> OrderDone:
            if self.step_up:
                raise Locked("This needs your passphrase", todo="Enter it; it counts for 5 minutes.", code="step_up")
            self.signed.append((call, *arguments))
            return self.done

        return self._desk.answer(call, make)
