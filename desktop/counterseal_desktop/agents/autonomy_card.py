"""How far the agent may go alone: its level, what it fell to by itself, and what the figures would allow."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counterseal.model.autonomy import Level
from counterseal.model.figures import Proposal
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.level_scale import LevelScale
from counterseal_desktop.agents.mandate_words import names_words
from counterseal_desktop.agents.rows_card import RowsCard, dotted
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line

USUAL_PEOPLE = {Risk.R0: 1, Risk.R1: 1, Risk.R2: 1, Risk.R3: 1, Risk.R4: 2}


class AutonomyCard(RowsCard):
    """Signals: charter_wanted(), level_wanted(object): None, or the level that is proposed."""

    charter_wanted = Signal()
    level_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Autonomy", (("openCharter", "Charter…"), ("openLevel", "Sign a change…")), parent)
        self.setObjectName("autonomyCard")
        self.link["openCharter"].clicked.connect(self.charter_wanted)
        self.link["openLevel"].clicked.connect(lambda: self.level_wanted.emit(None))
        self.scale = LevelScale()
        self.sentence = OwnLabel("", "muted", wrap=True)
        self.sentence.setObjectName("agentLevelSentence")
        self.body.addWidget(self.scale)
        self.body.addWidget(self.sentence)

    def set_level(self, level: Level) -> None:
        """What the table knows already, while the rest is on its way."""
        self.scale.set_level(level)
        self.sentence.say(_sentence(level, True))

    def set_detail(self, detail: AgentDetail, now: datetime) -> None:
        counts = detail.cap or detail.autonomy.level
        self.scale.set_level(detail.autonomy.level, cap=detail.cap)
        self.sentence.say(_sentence(counts, detail.mandate is not None or counts.rank < 2))
        if not self.is_new(detail.autonomy, detail.cap, detail.charter is None, detail.proposal):
            return
        rows: list[QWidget] = []
        if detail.cap is not None:
            signed = f"{detail.autonomy.level.value} {detail.autonomy.level.word}"
            rows.append(dotted("amber", "Lowered", f"{signed} was signed; until it is signed again, this counts."))
        for group in detail.autonomy.groups:
            level = min(group.level, detail.cap or group.level, key=lambda one: one.rank)
            name = display_line(group.name, 40)
            rows.append(
                OwnLabel(f"{name} ({names_words(group.tools)}): {level.value} {level.word}.", "muted", wrap=True)
            )
        for risk, people in sorted(detail.autonomy.quorum.items()):
            if people > USUAL_PEOPLE.get(risk, 1):
                rows.append(OwnLabel(f"{risk.word} takes {people} people here.", "muted", wrap=True))
        if detail.charter is None:
            rows.append(dotted("amber", "Missing", "No charter is signed, so it cannot leave L1."))
        if detail.proposal is not None:
            rows.append(self._proposal(detail.proposal))
        self.set_rows(rows)

    def _proposal(self, proposal: Proposal) -> QWidget:
        """A level the figures would allow; it is only ever proposed."""
        box = RowsCard(f"{proposal.level.value} {proposal.level.word} can be proposed")
        box.setObjectName("proposal")
        box.set_tones("accent_soft", "accent_soft", "accent_soft")
        rows: list[QWidget] = [OwnLabel(display_line(line, 300), wrap=True) for line in proposal.evidence[:6]]
        look = ActionButton("Look at it…")
        look.setObjectName("openProposal")
        look.clicked.connect(lambda: self.level_wanted.emit(proposal.level))
        rows.append(look)
        box.set_rows(rows)
        box.body.setContentsMargins(theme.px(14), 0, theme.px(14), theme.px(10))
        return box


def _sentence(level: Level, mandated: bool) -> str:
    where = " inside the mandate" if level.rank > 1 else ""
    words = {
        0: "Nothing runs; everything is refused.",
        1: "Nothing runs alone. A person approves everything.",
        2: f"Read-only runs alone{where}. A person approves every change.",
        3: f"Read-only and Low run alone{where}. A person approves Moderate and above.",
        4: f"Moderate and below run alone{where}, everything else waits. A person approves High and Critical.",
        5: f"High and below run alone{where}. A person approves Critical, and watches.",
    }[level.rank]
    lacking = "" if mandated else " It has no mandate, so for now everything waits."
    return f"{level.value} {level.word}. {words}{lacking}"
