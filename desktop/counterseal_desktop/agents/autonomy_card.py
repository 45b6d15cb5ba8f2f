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
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import level_name, risk_word

USUAL_PEOPLE = {Risk.R0: 1, Risk.R1: 1, Risk.R2: 1, Risk.R3: 1, Risk.R4: 2}

COUNTS = {
    Level.L0: mark("Nothing runs; everything is refused."),
    Level.L1: mark("Nothing runs alone. A person approves everything."),
    Level.L2: mark("Read-only runs alone inside the mandate. A person approves every change."),
    Level.L3: mark("Read-only and Low run alone inside the mandate. A person approves Moderate and above."),
    Level.L4: mark(
        "Moderate and below run alone inside the mandate, everything else waits. A person approves High and Critical."
    ),
    Level.L5: mark("High and below run alone inside the mandate. A person approves Critical, and watches."),
}


class AutonomyCard(RowsCard):
    """Signals: charter_wanted(), level_wanted(object): None, or the level that is proposed."""

    charter_wanted = Signal()
    level_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Autonomy"), (("openCharter", tr("Charter…")), ("openLevel", tr("Sign a change…"))), parent)
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
            signed = level_name(detail.autonomy.level)
            words = tr("{level} was signed; until it is signed again, this counts.", level=signed)
            rows.append(dotted("amber", tr("Lowered"), words))
        for group in detail.autonomy.groups:
            level = min(group.level, detail.cap or group.level, key=lambda one: one.rank)
            words = tr(
                "{group} ({tools}): {level}.",
                group=display_line(group.name, 40),
                tools=names_words(group.tools),
                level=level_name(level),
            )
            rows.append(OwnLabel(words, "muted", wrap=True))
        for risk, people in sorted(detail.autonomy.quorum.items()):
            if people > USUAL_PEOPLE.get(risk, 1):
                words = tr("{risk} takes {count} people here.", count=people, risk=risk_word(risk))
                rows.append(OwnLabel(words, "muted", wrap=True))
        if detail.charter is None:
            rows.append(dotted("amber", tr("Missing"), tr("No charter is signed, so it cannot leave L1.")))
        if detail.proposal is not None:
            rows.append(self._proposal(detail.proposal))
        self.set_rows(rows)

    def _proposal(self, proposal: Proposal) -> QWidget:
        """A level the figures would allow; it is only ever proposed."""
        box = RowsCard(tr("{level} can be proposed", level=level_name(proposal.level)))
        box.setObjectName("proposal")
        box.set_tones("accent_soft", "accent_soft", "accent_soft")
        rows: list[QWidget] = [OwnLabel(display_line(line, 300), wrap=True) for line in proposal.evidence[:6]]
        look = ActionButton(tr("Look at it…"))
        look.setObjectName("openProposal")
        look.clicked.connect(lambda: self.level_wanted.emit(proposal.level))
        rows.append(look)
        box.set_rows(rows)
        box.body.setContentsMargins(theme.px(14), 0, theme.px(14), theme.px(10))
        return box


def _sentence(level: Level, mandated: bool) -> str:
    words = tr("{level}. {words}", level=level_name(level), words=tr(COUNTS[level]))
    return words if mandated else f"{words} {tr('It has no mandate, so for now everything waits.')}"
