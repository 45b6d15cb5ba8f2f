"""The agents screen's side: who answers, how far the agent may go, what waits, and the brake, always in reach."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from counterseal.clock import Clock, parse_stamp
from counterseal.errors import KnownError
from counterseal.model.autonomy import Level
from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.agent_cards import ReadinessCard, ToolsCard
from counterseal_desktop.agents.autonomy_card import AutonomyCard
from counterseal_desktop.agents.mandate_card import MandateCard
from counterseal_desktop.agents.standing import address, level_words, standing, when
from counterseal_desktop.agents.success_card import SuccessCard
from counterseal_desktop.agents.traces_card import TracesCard
from counterseal_desktop.agents.waiting_cards import IncidentsCard, PendingCard
from counterseal_desktop.history.history_model import clock_time
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import ActionButton, Banner, LinkButton
from counterseal_desktop.widgets.card import short_digest
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

WITHOUT_LEASE = mark("Unreachable. It holds no lease, so it does not go on.")


class AgentSide(QWidget):
    """Shows one agent.

    Signals:
        halt_wanted, reset_wanted, history_wanted: (str id).
        pause_wanted, resume_wanted, drill_wanted, charter_wanted, mandate_wanted, tools_wanted, traces_wanted:
        (str address).
        level_wanted(str address, Level or None), describe_wanted(str address, str tool).
        second_wanted(PendingOrder), incident_wanted(IncidentView).
    """

    halt_wanted = Signal(str)
    reset_wanted = Signal(str)
    history_wanted = Signal(str)
    pause_wanted = Signal(str)
    resume_wanted = Signal(str)
    drill_wanted = Signal(str)
    charter_wanted = Signal(str)
    mandate_wanted = Signal(str)
    tools_wanted = Signal(str)
    traces_wanted = Signal(str)
    level_wanted = Signal(str, object)
    describe_wanted = Signal(str, str)
    second_wanted = Signal(object)
    incident_wanted = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agentSide")
        self.setAccessibleName(tr("The selected agent"))
        self._clock = clock
        self._agent: AgentView | None = None
        self.detail: AgentDetail | None = None
        self._verified = ""
        self._make_cards()
        self._build()
        self._wire()
        self.page.hide()
        self._foot.hide()

    def set_agent(self, agent: AgentView | None) -> None:
        """Show what the table knows of an agent; ``set_detail`` brings the rest. None shows nothing."""
        other = self._agent is None or agent is None or address(agent) != address(self._agent)
        self._agent = agent
        self.page.setVisible(agent is not None)
        self._foot.setVisible(agent is not None)
        if agent is None:
            self.detail = None
            return
        if other:
            self.detail = None
            self.trouble.hide()
            self.purpose.hide()
            for card in self._later:
                card.hide()
            self.page.verticalScrollBar().setValue(0)
            self.autonomy.clear_rows()
            if agent.level in Level.__members__:
                self.autonomy.set_level(Level(agent.level))
        self.title.say(display_line(agent.name, 120))
        self._say_answers()
        self._say_state(agent)
        halted, paused = agent.state == "halted", agent.state == "paused"
        self.halt.setVisible(not halted)
        self.reset.setVisible(halted)
        self.pause.setVisible(not halted and not paused)
        self.resume.setVisible(paused)
        self.drill.setEnabled(not halted)

    def set_detail(self, detail: AgentDetail) -> None:
        """The rest about the shown agent."""
        if self._agent is None or address(detail.view) != address(self._agent):
            return
        self.detail = detail
        now = self._clock.now()
        self.trouble.hide()
        if detail.charter is not None:
            self.purpose.set_text(detail.charter.workflow, max_lines=2)
        self.purpose.setVisible(detail.charter is not None)
        self.autonomy.set_detail(detail, now)
        self.mandate.set_detail(detail, now)
        self.success.set_detail(detail)
        self.tools.set_detail(detail)
        self.traces.set_detail(detail)
        for card in (self.mandate, self.success, self.tools, self.traces):
            card.show()
        self.pending.set_detail(detail, now)
        self.incidents.set_detail(detail, now)
        self.readiness.set_detail(detail)
        self._say_answers()
        self._say_state(self._agent)

    def show_error(self, agent: str, error: KnownError) -> None:
        """The rest cannot be read now; what was shown of this agent before stays."""
        if self._agent is not None and address(self._agent) == agent:
            self.trouble.set_message(tr("Not all of it can be read: {why}", why=display_line(error.text(), 300)))
            self.trouble.show()

    def set_status(self, status: DeskStatus) -> None:
        """How far the ledger is verified, for the sentence about who answers; and whether who sits here decides."""
        self.pending.may_sign = not {"owner", "reviewer"}.isdisjoint(status.identity.roles)
        ledger = status.ledger
        self._verified = figure(ledger.verified_to) if ledger.verified_to else ""
        self._say_answers()

    def _say_answers(self) -> None:
        agent, detail = self._agent, self.detail
        if agent is None:
            return
        owner = display_line(agent.owner, 80)
        if not agent.owner_id:
            self.answers.say(tr("Nobody answers for it, so nothing runs. Register it again as its new owner."))
            return
        said = tr("{owner} answers for every decision it makes.", owner=owner)
        self.answers.say(said if detail is None else f"{said} {_proof(detail, self._verified)}")

    def _say_state(self, agent: AgentView) -> None:
        words, tone = self._state_words(agent)
        self.state.set_tone(tone)
        self.state.set_message(words)
        self.state.setVisible(bool(words))

    def _state_words(self, agent: AgentView) -> tuple[str, str]:
        now = self._clock.now()
        key = standing(agent).key
        if key == "halted":
            return _halted(agent, now), "red"
        if key == "paused":
            return _paused(agent, self.detail.paused_at if self.detail is not None else "", now), "amber"
        if key == "unreachable":
            return _unreachable(agent, now), "amber"
        if key == "lowered":
            why = display_line(self.detail.capped_why, 300).rstrip(".") if self.detail is not None else ""
            return _lowered(agent, why), "amber"
        return "", "grey"

    # Building

    def _make_cards(self) -> None:
        self._content = QWidget()
        self.title = OwnLabel("", "title", wrap=True, parent=self._content)
        self.title.setObjectName("agentTitle")
        self.purpose = UntrustedText(tint="muted")
        self.purpose.setObjectName("agentPurpose")
        self.answers = OwnLabel("", "muted", wrap=True)
        self.answers.setObjectName("agentAnswers")
        self.record = LinkButton(tr("Show its records"))
        self.record.setObjectName("agentHistory")
        self.state = Banner("red")
        self.state.setObjectName("agentState")
        self.trouble = Banner("amber")
        self.trouble.setObjectName("agentTrouble")
        self.trouble.hide()
        self.pending = PendingCard()
        self.autonomy = AutonomyCard()
        self.mandate = MandateCard()
        self.incidents = IncidentsCard()
        self.readiness = ReadinessCard()
        self.success = SuccessCard()
        self.tools = ToolsCard()
        self.traces = TracesCard()
        made_later = (self.pending, self.mandate, self.incidents, self.readiness, self.success, self.tools, self.traces)
        self._later = made_later

    def _build(self) -> None:
        head = QVBoxLayout()
        head.setSpacing(theme.px(3))
        head.addWidget(self.title)
        head.addWidget(self.purpose)
        head.addWidget(self.answers)
        head.addWidget(self.record, 0, Qt.AlignmentFlag.AlignLeft)
        rows = QVBoxLayout(self._content)
        # Large text needs the room that would go to margins.
        side = min(theme.px(20), 24)
        rows.setContentsMargins(side, theme.px(18), side, theme.px(14))
        rows.setSpacing(theme.px(12))
        rows.addLayout(head)
        first = (self.state, self.trouble, self.pending, self.incidents)
        for widget in (*first, self.autonomy, self.mandate, self.readiness, self.success, self.tools, self.traces):
            rows.addWidget(widget)
        rows.addStretch(1)
        # Otherwise the scroll area would hold it to wrapped labels' hints, which ask for more than they take.
        self._content.setMinimumHeight(1)
        self.page = QScrollArea()
        self.page.setWidget(self._content)
        self.page.setWidgetResizable(True)
        self.page.setFrameShape(QFrame.Shape.NoFrame)
        self.page.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._foot = QFrame()
        self._foot.setProperty("panel", "bottom")
        around = QVBoxLayout(self._foot)
        around.setContentsMargins(side - theme.px(3), theme.px(8), side - theme.px(3), theme.px(8))
        holder = QWidget()
        around.addWidget(holder)
        buttons = WrapLayout(holder, theme.px(4))
        for button in self._make_buttons():
            buttons.addWidget(button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.page, 1)
        outer.addWidget(self._foot)

    def _make_buttons(self) -> tuple[ActionButton, ...]:
        self.halt = _named(ActionButton(tr("Halt this agent"), kind="danger"), "haltAgent")
        self.reset = _named(ActionButton(tr("Reset…")), "resetAgent")
        self.pause = _named(ActionButton(tr("Pause…")), "pauseAgent")
        self.resume = _named(ActionButton(tr("Resume…")), "resumeAgent")
        self.drill = _named(ActionButton(tr("Try the kill switch")), "drillAgent")
        return self.halt, self.reset, self.pause, self.resume, self.drill

    def _wire(self) -> None:
        for pressed, wanted in (
            (self.pause.clicked, self.pause_wanted),
            (self.resume.clicked, self.resume_wanted),
            (self.drill.clicked, self.drill_wanted),
            (self.autonomy.charter_wanted, self.charter_wanted),
            (self.mandate.mandate_wanted, self.mandate_wanted),
            (self.tools.tools_wanted, self.tools_wanted),
            (self.traces.traces_wanted, self.traces_wanted),
        ):
            pressed.connect(lambda *_, wanted=wanted: self._tell(wanted))
        self.autonomy.level_wanted.connect(lambda level: self._tell(self.level_wanted, level))
        self.tools.describe_wanted.connect(lambda tool: self._tell(self.describe_wanted, tool))
        self.pending.second_wanted.connect(self.second_wanted)
        self.incidents.incident_wanted.connect(self.incident_wanted)

        # Halts, resets and the history know an agent by its id, wherever it is enforced.
        for button, asked in (
            (self.halt, self.halt_wanted),
            (self.reset, self.reset_wanted),
            (self.record, self.history_wanted),
        ):
            button.clicked.connect(lambda *_, asked=asked: self._agent and asked.emit(self._agent.id))

    def _tell(self, wanted: SignalInstance, *more: object) -> None:
        if self._agent is not None:
            wanted.emit(address(self._agent), *more)


def _proof(detail: AgentDetail, verified: str) -> str:
    """Which signed record says who answers, and up to which entry the ledger is verified where it is."""
    record = detail.charter_order or detail.autonomy_order
    digest = short_digest(record) if record else ""
    if not verified:
        if not record:
            return tr("The signed registration proves it.")
        if detail.charter_order:
            return tr("The charter {digest} proves it.", digest=digest)
        return tr("The order {digest} proves it.", digest=digest)
    if not record:
        return tr("The signed registration proves it; the ledger is verified to entry {entry}.", entry=verified)
    if detail.charter_order:
        return tr(
            "The charter {digest} proves it; the ledger is verified to entry {entry}.", digest=digest, entry=verified
        )
    return tr("The order {digest} proves it; the ledger is verified to entry {entry}.", digest=digest, entry=verified)


def _halted(agent: AgentView, now: datetime) -> str:
    who = display_line(agent.halted_by, 80) or tr("somebody")
    if not agent.halted_at:
        return tr("Halted by {person}. Nothing starts again by itself.", person=who)
    since = when(agent.halted_at, now)
    return tr("Halted by {person} {when}. Nothing starts again by itself.", person=who, when=since)


def _paused(agent: AgentView, at: str, now: datetime) -> str:
    who = display_line(agent.paused_by, 80) or tr("somebody")
    if not at:
        return tr("Paused by {person}. Everything it asks for waits; nothing is voided.", person=who)
    since = when(at, now)
    return tr("Paused by {person} {when}. Everything it asks for waits; nothing is voided.", person=who, when=since)


def _unreachable(agent: AgentView, now: datetime) -> str:
    lease = agent.lease_until
    if not lease:
        return tr(WITHOUT_LEASE)
    ends = clock_time(lease)
    if parse_stamp(lease) <= now:
        return tr("Unreachable. It has stopped by itself: its lease ended at {time}.", time=ends)
    return tr("Unreachable. It stops by itself when its lease ends, at {time}.", time=ends)


def _lowered(agent: AgentView, why: str) -> str:
    level = level_words(agent.cap)
    if not why:
        return tr("Lowered to {level} by itself. It stays there until its owner signs a level again.", level=level)
    return tr(
        "Lowered to {level} by itself: {why}. It stays there until its owner signs a level again.", level=level, why=why
    )


def _named(button: ActionButton, name: str) -> ActionButton:
    button.setObjectName(name)
    return button
