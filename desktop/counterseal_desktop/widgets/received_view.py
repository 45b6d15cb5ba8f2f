"""What arrived beside an action from its agent's exporter: apart from what was sent, and told as what nobody signed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from counterseal.model.actions import Action, TraceStep
from counterseal.model.traces import NOTHING_RECEIVED, ReceivedTrace, marked_call_ids, proposing_step
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.trace_model import TraceRows
from counterseal_desktop.widgets.trace_view import TraceCard

STEPS, LATE = "receivedSteps", "receivedLate"


class ReceivedView(QWidget):
    """Two cards: what had arrived when somebody first decided, and what came later. Each is made when first needed.

    Reading them never counts as having read what was sent, since no decision rests on them.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._received = NOTHING_RECEIVED
        self._action: Action | None = None
        self._cards: dict[str, tuple[TraceCard, Banner]] = {}
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(8))
        self.hide()

    def set_received(self, received: ReceivedTrace, action: Action, sent: tuple[TraceStep, ...]) -> None:
        """Show what arrived beside an action; nothing hides the view. The same again changes nothing on the screen."""
        if received == self._received and self._action is not None and action == self._action:
            return
        self._received, self._action = received, action
        self._show(STEPS, received.steps, sent)
        self._show(LATE, received.late, sent)
        self.setVisible(bool(received.steps or received.late))

    def card(self, name: str) -> TraceCard | None:
        """The card of ``STEPS`` or ``LATE``; None while there was none to show."""
        found = self._cards.get(name)
        return found[0] if found is not None else None

    def open(self) -> bool:
        """Give the step that proposed the action, else the list, the keyboard. Returns False when nothing is shown."""
        card = self.card(STEPS)
        if card is None or card.isHidden():
            return False
        if not card.panel.jump_to_proposal():
            card.panel.focus_list()
        return True

    def _show(self, name: str, steps: tuple[TraceStep, ...], sent: tuple[TraceStep, ...]) -> None:
        if not steps and name not in self._cards:
            return
        card, banner = self._cards.get(name) or self._make(name)
        card.setVisible(bool(steps))
        if card.panel.rows().steps == steps and not steps:
            return
        action = self._action
        match = None
        if action is not None:
            match = proposing_step(steps, action.tool, action.arguments, marked_call_ids(sent, action.tool))
        rows = TraceRows(steps, match)
        figures = trace_words.figures(rows.totals)
        late = name == LATE
        title = (
            tr("Arrived after the decision — {figures}", figures=figures)
            if late
            else tr("Received from its exporter — {figures}", figures=figures)
        )
        # What came later need not hold the call, and is not asked about it.
        card.show_rows(rows, "" if action is None or late else action.tool, title)
        banner.set_message(self._words(late))

    def _words(self, late: bool) -> str:
        said = [
            tr("Nobody had seen these steps at the first decision. They are no part of what is signed.")
            if late
            else tr("The agent's program sent these steps by OpenTelemetry. They are no part of what is signed.")
        ]
        if self._received.full:
            said.append(tr("There may be more: only the newest steps of a long trace are kept."))
        return " ".join(said)

    def _make(self, name: str) -> tuple[TraceCard, Banner]:
        card = TraceCard(self)
        card.setObjectName(name)
        card.set_tones("claims_bg", "claims_border")
        banner = Banner("amber" if name == LATE else "blue", card)
        banner.setObjectName(f"{name}Label")
        card.body.insertWidget(0, banner)
        # What came later stands below, whichever came first.
        self._lines.insertWidget(0 if name == STEPS else self._lines.count(), card)
        self._cards[name] = (card, banner)
        return card, banner
