"""The line above the buttons: what happened or is missing, and what can be done about that besides deciding."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.inbox import standing
from counterseal_desktop.inbox.flow import DecisionFlow, Stage
from counterseal_desktop.inbox.receipt_words import receipt_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton, StatusDot

_NEXT = (Stage.DECIDED, Stage.CLOSED, Stage.SIGNED, Stage.TAKEN, Stage.UNKNOWN)
UNKNOWN_WORDS = mark(
    "It was let go and never reported back, so nobody knows whether it ran. Look at the other side, then say what "
    "became of it."
)


class MessageRow(QWidget):
    """Shows a flow's sentence; hidden while there is none.

    Attributes:
        hidden_lines: lines of the facts that are folded away. offers_next_time: whether a mandate may be made from
            the approval that is shown. taken: who is looking at the action, in safe words.

    Signals:
        next_wanted(), reload_wanted(), show_all_wanted(), take_back_wanted(), resolve_wanted(), next_time_wanted().
    """

    next_wanted = Signal()
    reload_wanted = Signal()
    show_all_wanted = Signal()
    take_back_wanted = Signal()
    resolve_wanted = Signal()
    next_time_wanted = Signal()

    def __init__(self, flow: DecisionFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = flow
        self.hidden_lines = 0
        self.offers_next_time = False
        self.taken = ""
        self._aloud = ""
        self._dot = StatusDot("amber")
        self.message = OwnLabel("", wrap=True)
        self.message.setObjectName("decisionMessage")
        self.show_all = LinkButton(tr("Show all"))
        self.next_time = LinkButton(tr("Next time…"))
        self.reload = ActionButton(tr("Show it as it is now"))
        self.take_back = ActionButton(tr("Take back"))
        self.go_on = ActionButton(tr("Go on anyway"))
        self.resolve = ActionButton(tr("Say what became of it…"))
        self.next = ActionButton(tr("Next"), "J")
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(8))
        words, row = QHBoxLayout(), QHBoxLayout()
        for line in (words, row):
            line.setSpacing(theme.px(8))
        words.addWidget(self._dot)
        words.addWidget(self.message, 1)
        row.addStretch(1)
        self._lines.addLayout(words, 1)
        self._lines.addLayout(row)
        self._buttons: list[QWidget] = []
        for button, name, wanted in (
            (self.show_all, "showAllFacts", self.show_all_wanted),
            (self.next_time, "nextTimeButton", self.next_time_wanted),
            (self.reload, "reloadButton", self.reload_wanted),
            (self.take_back, "takeBackButton", self.take_back_wanted),
            (self.go_on, "goOnButton", None),
            (self.resolve, "resolveButton", self.resolve_wanted),
            (self.next, "nextButton", self.next_wanted),
        ):
            button.setObjectName(name)
            button.clicked.connect(wanted or (lambda: self._flow.go_on()))
            row.addWidget(button)
            self._buttons.append(button)

    def say(self) -> None:
        """Show what the flow's stage has to say now."""
        flow = self._flow
        text, tone = self._words()
        folded = flow.stage in (Stage.READY, Stage.CONFIRM) and self.hidden_lines > 0
        if folded and not text:
            text = _folded(self.hidden_lines)
        self.message.say(text)
        self._dot.set_tone(tone, text)
        self._read_out(text, urgent=tone == "red" or text == flow.hint)
        self.show_all.setVisible(folded)
        self.next.setVisible(flow.stage in _NEXT)
        self.reload.setVisible(flow.stage is Stage.CLOSED and flow.again)
        self.take_back.setVisible(flow.stage is Stage.SIGNED)
        self.go_on.setVisible(flow.stage is Stage.TAKEN)
        self.resolve.setVisible(flow.stage is Stage.UNKNOWN)
        self.next_time.setVisible(self.offers_next_time and flow.stage in (Stage.DECIDED, Stage.CLOSED))
        self.setVisible(bool(text))
        self._arrange()

    def _read_out(self, text: str, urgent: bool) -> None:
        """What is new, to somebody who does not see it; not what will be gone in a moment."""
        if text != self._aloud and self._flow.stage not in (Stage.LOADING, Stage.SENDING):
            self._aloud = text
            announce(self.message, text, urgent=urgent)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The buttons stand under the sentence where they would leave it a narrow column."""
        taken = sum(one.sizeHint().width() + theme.px(8) for one in self._buttons if not one.isHidden())
        narrow = taken and self.width() - taken < theme.px(200)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._lines.direction() != wanted:
            self._lines.setDirection(wanted)

    def _words(self) -> tuple[str, str]:
        """The sentence and its tone."""
        flow = self._flow
        if flow.stage is Stage.CLOSED:
            return flow.why, "amber"
        if flow.stage is Stage.LOADING:
            return tr("Loading this action…"), "grey"
        if flow.stage is Stage.SENDING:
            return tr("Signing…"), "blue"
        if flow.stage is Stage.DECIDED and flow.receipt is not None:
            return receipt_words(flow.receipt, flow.away)
        if flow.hint:
            return flow.hint, "amber"
        if flow.stage is Stage.SIGNED and flow.detail is not None:
            return standing.signed_words(flow.detail.item, flow.me), "blue"
        if flow.stage is Stage.TAKEN:
            return f"{self.taken or tr('Somebody else is looking at this')}.", "blue"
        if flow.away and flow.stage in (Stage.READY, Stage.CONFIRM, Stage.EDIT, Stage.ANSWER):
            said = tr("{gateway} is away. What you sign waits in the outbox and is checked there.", gateway=flow.away)
            return said, "amber"
        return (tr(UNKNOWN_WORDS) if flow.stage is Stage.UNKNOWN else ""), "amber"


def _folded(lines: int) -> str:
    if lines == 1:
        return tr("1 more line of the facts is folded away.")
    return tr("{figure} more lines of the facts are folded away.", count=lines, figure=figure(lines))
