"""The column beside the detail: what if this is wrong, where it comes from, what came with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.model.tools import ToolDescriptor
from counterseal.model.views import ActionDetail
from counterseal_desktop import theme
from counterseal_desktop.inbox.mandate_side import mandate_lines
from counterseal_desktop.inbox.precedent_card import PrecedentCard
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import AgentDetail

CONTEXT_LINES = 5


class SideCards(QWidget):
    """Signals: context_wanted()."""

    context_wanted = Signal()

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideCards")
        self.precedent = PrecedentCard(now, self)
        self.mandate = _Lines(tr("Mandate"), self)
        self.mandate.setObjectName("mandateCard")
        self.wrong = _Lines(tr("If this is wrong"), self)
        self.wrong.setObjectName("wrongCard")
        self.source = _Lines(tr("Source"), self)
        self.source.setObjectName("sourceCard")
        self.context = _Lines(tr("Context"), self)
        self.context.setObjectName("contextSummary")
        self.names: dict[str, str] = {}
        self._jump = LinkButton(tr("Read it"))
        self._jump.setObjectName("contextJump")
        self._jump.clicked.connect(self.context_wanted)
        self.context.header.addWidget(self._jump)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(12))
        for card in (self.precedent, self.mandate, self.wrong, self.source, self.context):
            rows.addWidget(card)
        rows.addStretch(1)

    def set_detail(self, detail: ActionDetail) -> None:
        """Fill the cards; a card with nothing to say is hidden."""
        self.precedent.set_precedent(detail.precedent)
        self.precedent.setVisible(not detail.item.problem)
        self.mandate.set_lines(mandate_lines(detail, None, ()))
        self._say_wrong(detail, detail.runbook)
        source = [(display_line(detail.item.source, 120), "")]
        if detail.guards:
            source.append((display_line(detail.guards, 200), "warn"))
        if detail.audience:
            source.append((tr("Signed for {log}", log=_short_origin(detail.audience)), "small"))
        self.source.set_lines(source)
        context = [(display_line(entry.title, 120), "") for entry in detail.context[:CONTEXT_LINES]]
        if len(detail.context) > CONTEXT_LINES:
            more = len(detail.context) - CONTEXT_LINES
            context.append((tr("{figure} more", count=more, figure=figure(more)), "small"))
        self.context.set_lines(context)

    def set_agent(
        self, detail: ActionDetail, agent: AgentDetail, tools: Sequence[ToolDescriptor], now: datetime
    ) -> None:
        """What the agent's mandate lets run alone, and what its charter says to do when this is wrong."""
        self.mandate.set_lines(mandate_lines(detail, agent, tools, now))
        charter = agent.charter.runbook if agent.charter is not None else agent.runbook
        deputy = self.names.get(agent.charter.deputy or "", "") if agent.charter is not None else ""
        self._say_wrong(detail, detail.runbook or charter, deputy)

    def _say_wrong(self, detail: ActionDetail, runbook: str, deputy: str = "") -> None:
        wrong = [(detail.facts.undo, "")] if detail.facts.undo else []
        if runbook:
            wrong.append((tr("Runbook: {text}", text=display_line(runbook, 200)), ""))
        wrong.append((tr("Answers for it: {name}", name=display_line(detail.item.owner, 80)), ""))
        if deputy:
            wrong.append((tr("Deputy: {name}", name=display_line(deputy, 80)), ""))
        self.wrong.set_lines([] if detail.item.problem else wrong)


class _Lines(Card):
    """A card of wrapped lines."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, None, parent)
        let_grow(self)
        self._labels: list[OwnLabel] = []

    def set_lines(self, lines: list[tuple[str, str]]) -> None:
        """(text already made safe, role) each."""
        while len(self._labels) < len(lines):
            label = OwnLabel("", wrap=True)
            self.body.addWidget(label)
            self._labels.append(label)
        for label, (text, role) in zip(self._labels, lines, strict=False):
            label.say(text)
            label.set_role(role or "muted")
            label.show()
        for label in self._labels[len(lines) :]:
            label.hide()
        self.setVisible(bool(lines))

    def lines(self) -> list[str]:
        return [label.text() for label in self._labels if not label.isHidden()]


def _short_origin(origin: str) -> str:
    """``counterseal/0191f0a0…feed``: a log's origin, too long to stand in a narrow card."""
    line = display_line(origin, 120)
    return f"{line[:20]}…{line[-4:]}" if len(line) > 32 else line
