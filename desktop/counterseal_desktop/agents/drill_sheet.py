"""Try the kill switch: every agent process must answer, and nothing is stopped."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api_autonomy import DrillView
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.history_model import clock_time
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, StatusDot
from counterseal_desktop.widgets.untrusted import display_line


class DrillSheet(Sheet):
    """Orders a drill and follows it. Towards safety: no passphrase, no reason."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, agent: AgentView) -> None:
        super().__init__(
            deck.host,
            "drillSheet",
            tr("Try the kill switch"),
            tr(
                "A signed order goes out as a halt would, and each agent process answers that it heard it. Nothing is "
                "stopped and nothing waits for it; the times go into the ledger."
            ),
            width=560,
        )
        self._bridge = bridge
        self._agent = agent
        self.shown: DrillView | None = None
        self._holder: QWidget | None = None
        self.scopes: dict[str, RadioButton] = {}
        self._choice = QWidget()
        rows = QVBoxLayout(self._choice)
        rows.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(self)
        for scope, words in (
            ("agent", tr("Only {agent}", agent=display_line(agent.name, 80))),
            ("owner", tr("All agents of {owner}", owner=display_line(agent.owner, 60))),
            ("all", tr("Every agent")),
        ):
            button = RadioButton(words)
            button.setObjectName(f"drillScope_{scope}")
            group.addButton(button)
            rows.addWidget(button)
            self.scopes[scope] = button
        self.scopes["agent"].setChecked(True)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("drillWrong")
        self.wrong.hide()
        self.body.addWidget(self._choice)
        self.body.addWidget(self.wrong)
        self.close_button = ActionButton(tr("Cancel"), "Esc")
        self.close_button.setObjectName("drillClose")
        self.close_button.clicked.connect(self.leave)
        self.go = ActionButton(tr("Try it now"), kind="primary")
        self.go.setObjectName("drillNow")
        self.go.clicked.connect(self._on_go)
        self.foot.addWidget(self.close_button)
        self.foot.addWidget(self.go)
        bridge.drill.connect(self._on_news)
        self.start_at(self.scopes["agent"])

    def scope(self) -> tuple[str, str]:
        """What is tried, and its target."""
        if self.scopes["all"].isChecked():
            return "all", ""
        if self.scopes["owner"].isChecked():
            return "owner", self._agent.owner_id
        return "agent", self._agent.id

    def lines(self) -> list[str]:
        """The sentences on the screen, for tests and screen readers."""
        return [line_words(name, seconds, words) for name, seconds, words in self.shown.lines] if self.shown else []

    def _on_go(self) -> None:
        self.go.setEnabled(False)
        self.wrong.hide()
        self.note.say(tr("Signing the order…"))
        self._bridge.run(self._bridge.desk.autonomy.drill(*self.scope()), self, self._show, self._on_failed)

    def _on_failed(self, error: KnownError) -> None:
        self.go.setEnabled(True)
        self.note.say("")
        self.wrong.say(display_line(error.text(), 400))
        self.wrong.show()
        self.refit()

    def _on_news(self, drill: DrillView) -> None:
        if self.shown is not None and drill.sha256 == self.shown.sha256:
            self._show(drill)

    def _show(self, drill: DrillView) -> None:
        self.shown = drill
        answered = sum(1 for _name, seconds, _words in drill.lines if seconds is not None)
        self.title.say(tr("The kill switch was tried") if drill.done else tr("Trying the kill switch"))
        told = tr("{number} of {all} answered", number=answered, all=len(drill.lines))
        by, at = display_line(drill.by, 60), clock_time(drill.at)
        self.subtitle.say(tr("by {person}, {time} · {answered}", person=by, time=at, answered=told))
        self.subtitle.show()
        self.setAccessibleDescription(told)
        self._choice.hide()
        self.go.hide()
        self.close_button.setText(tr("Close"))
        self.note.say(self._note(drill, answered))
        if drill.done:
            announce(self, self.note.text())
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = self._table(drill)
        self.body.addWidget(self._holder)
        self._holder.show()
        self.refit()

    @staticmethod
    def _note(drill: DrillView, answered: int) -> str:
        if not drill.lines:
            return tr("No agent process holds a lease now, so there was nothing to try it on.")
        if not drill.done:
            return tr("Waiting for the others. Closing this stops nothing.")
        if answered == len(drill.lines):
            slowest = max(seconds for _name, seconds, _words in drill.lines if seconds is not None)
            return tr("All answered, the slowest after {time}.", time=_seconds(slowest))
        return tr("Who did not answer would stop by itself when its lease ends.")

    @staticmethod
    def _table(drill: DrillView) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnStretch(2, 1)
        for number, (name, seconds, words) in enumerate(drill.lines):
            row = 2 * number
            if number:
                grid.addWidget(hairline(), row - 1, 0, 1, 4)
            tone = "green" if seconds is not None else "amber" if not drill.done else "red"
            state = tr("answered") if seconds is not None else tr("no answer")
            grid.addWidget(StatusDot(tone, state), row, 0)
            grid.addWidget(OwnLabel(display_line(name, 60), "strong"), row, 1)
            grid.addWidget(OwnLabel(display_line(words, 200), "muted", wrap=True), row, 2)
            figure = OwnLabel("" if seconds is None else _seconds(seconds), "mono")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(figure, row, 3)
        return holder


def line_words(name: str, seconds: float | None, words: str) -> str:
    """One agent's line as a sentence."""
    agent, said = display_line(name, 60), display_line(words, 200)
    if seconds is None:
        return tr("{agent}: {state}", agent=agent, state=said)
    return tr("{agent}: {state}, {time}", agent=agent, state=said, time=_seconds(seconds))


def _seconds(seconds: float) -> str:
    return tr("{number} s", number=figure(seconds, 3))
