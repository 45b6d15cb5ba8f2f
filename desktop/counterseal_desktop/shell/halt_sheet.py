"""Halt: one sheet to order it, one to watch it happen. Ordering takes no passphrase and no reason."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLineEdit, QWidget

from counterseal.clock import Clock, parse_stamp
from counterseal.model.views import AgentView
from counterseal.sync.api import HaltLine, HaltProgress
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import clock_ms, clock_time
from counterseal_desktop.shell.choices import DropDown, RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.translating import figure as in_figures
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line

SCOPE_AGENT, SCOPE_OWNER, SCOPE_ALL = "agent", "owner", "all"
GRACE_S = 5
RESET_WORDS = mark("A reset needs a reason and your passphrase, and the signature of a second person.")
RESET_ALONE = mark("A reset needs a reason and your passphrase.")
UNSIGNED = mark("Nothing is halted yet. Everything here can be halted without a key; that halt is not signed.")


class HaltSheet(Sheet):
    """It stays until the order is taken, so that one that could not be is told where it was given.

    Signals: ordered(str scope, str target, str reason, int grace): grace in seconds.
    """

    ordered = Signal(str, str, str, int)

    def __init__(self, host: QWidget, agents: tuple[AgentView, ...], preferred: str = "", solo: bool = False) -> None:
        super().__init__(
            host,
            "haltSheet",
            tr("Halt agents"),
            tr(
                "Takes effect at once and stays: approvals that were not used become void, and nothing starts again "
                "by itself. {reset}",
                reset=tr(RESET_ALONE if solo else RESET_WORDS),
            ),
        )
        running = tuple(agent for agent in agents if agent.state != "halted") or agents
        self.agent = DropDown()
        self.agent.setObjectName("haltAgentChoice")
        self.agent.setAccessibleName(tr("Agent to halt"))
        for agent in running:
            self.agent.addItem(display_line(agent.name, 80), agent.id)
        self.owner = DropDown()
        self.owner.setObjectName("haltOwnerChoice")
        self.owner.setAccessibleName(tr("Owner whose agents to halt"))
        for owner_id, name in dict.fromkeys((agent.owner_id, agent.owner) for agent in running):
            count = sum(1 for agent in running if agent.owner_id == owner_id)
            self.owner.addItem(tr("{name} ({figure})", name=display_line(name, 80), figure=count), owner_id)
        self.scopes: dict[str, RadioButton] = {}
        group = QButtonGroup(self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(1, 1)
        choices = (
            (SCOPE_AGENT, tr("One agent"), self.agent),
            (SCOPE_OWNER, tr("All agents of an owner"), self.owner),
            (SCOPE_ALL, _everything(len(agents)), None),
        )
        for row, (scope, text, choice) in enumerate(choices):
            button = RadioButton(text)
            button.setObjectName(f"haltScope_{scope}")
            button.toggled.connect(self._on_scope)
            group.addButton(button)
            grid.addWidget(button, row, 0)
            if choice is not None:
                grid.addWidget(choice, row, 1)
            self.scopes[scope] = button
        self.body.addLayout(grid)
        self.reason = QLineEdit()
        self.reason.setObjectName("haltReason")
        self.reason.setPlaceholderText(tr("Reason (optional)"))
        self.reason.setAccessibleName(tr("Reason, optional"))
        self.body.addWidget(self.reason)
        self.grace = DropDown()
        self.grace.setObjectName("haltGrace")
        for choice in (self.agent, self.owner, self.grace):
            # A long name or a long language must not widen the sheet.
            choice.setSizeAdjustPolicy(DropDown.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            choice.setMinimumContentsLength(12)
        self.grace.setAccessibleName(tr("How long supervised processes may finish"))
        self.grace.addItem(
            tr("Supervised processes have {count} seconds to finish, then they are ended", count=GRACE_S), GRACE_S
        )
        self.grace.addItem(tr("Supervised processes are ended at once"), 0)
        self.body.addWidget(self.grace)
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("haltWrong")
        self.wrong.hide()
        self.body.addWidget(self.wrong)
        cancel = ActionButton(tr("Cancel"), "Esc")
        cancel.setObjectName("haltCancel")
        cancel.clicked.connect(self.leave)
        self.now = ActionButton(tr("Halt now"), kind="danger", icon_name="square")
        self.now.setObjectName("haltNow")
        self.now.clicked.connect(lambda: self._order(*self.scope()))
        self.everything = ActionButton(tr("Halt everything here"), kind="danger", icon_name="square")
        self.everything.setObjectName("haltEverything")
        self.everything.clicked.connect(lambda: self._order(SCOPE_ALL, ""))
        self.everything.hide()
        self.foot.addWidget(cancel)
        self.foot.addWidget(self.now)
        self.foot.addWidget(self.everything)
        at = self.agent.findData(preferred) if preferred else -1
        if at >= 0:
            self.agent.setCurrentIndex(at)
        self.scopes[SCOPE_AGENT if at >= 0 else SCOPE_ALL].setChecked(True)
        for scope, choice in ((SCOPE_AGENT, self.agent), (SCOPE_OWNER, self.owner)):
            self.scopes[scope].setEnabled(choice.count() > 0)
        self.start_at(self.scopes[SCOPE_AGENT if at >= 0 else SCOPE_ALL])

    def scope(self) -> tuple[str, str]:
        """The chosen scope and its target."""
        if self.scopes[SCOPE_AGENT].isChecked():
            return SCOPE_AGENT, self.agent.currentData()
        if self.scopes[SCOPE_OWNER].isChecked():
            return SCOPE_OWNER, self.owner.currentData()
        return SCOPE_ALL, ""

    def _on_scope(self) -> None:
        if len(self.scopes) == 3:
            self.agent.setEnabled(self.scopes[SCOPE_AGENT].isChecked())
            self.owner.setEnabled(self.scopes[SCOPE_OWNER].isChecked())

    def say_wrong(self, text: str, unsigned: bool) -> None:
        """Nothing was halted, and why. ``unsigned``: it could not be signed, and everything needs no signature."""
        self._set_busy(False)
        said = f"{text} {tr(UNSIGNED)}" if unsigned else text
        self.wrong.say(said)
        self.wrong.show()
        self.everything.setVisible(unsigned)
        announce(self.wrong, said, urgent=True)
        self.refit()

    def _order(self, scope: str, target: str) -> None:
        self._set_busy(True)
        self.wrong.hide()
        self.ordered.emit(scope, target, self.reason.text().strip(), self.grace.currentData())

    def _set_busy(self, busy: bool) -> None:
        for button in (self.now, self.everything):
            button.setEnabled(not busy)


class HaltReport(Sheet):
    """Follows a halt until every agent is known to have stopped. Signals: history_wanted(int seq)."""

    history_wanted = Signal(int)
    tabular = True

    def __init__(self, host: QWidget, clock: Clock, solo: bool = False) -> None:
        super().__init__(host, "haltReport", tr("Halt ordered"), " ", width=660)
        self._clock = clock
        self._progress: HaltProgress | None = None
        self._holder: QWidget | None = None
        self.body.setContentsMargins(0, 0, 0, 0)
        self.note.say(tr("Nothing starts again by itself. {reset}", reset=tr(RESET_ALONE if solo else RESET_WORDS)))
        history = ActionButton(tr("Show in history"))
        history.setObjectName("haltShowHistory")
        history.clicked.connect(self._on_history)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("haltClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(history)
        self.foot.addWidget(close)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._refresh)
        self.closed.connect(self._timer.stop)

    @property
    def seq(self) -> int | None:
        return self._progress.seq if self._progress else None

    def set_progress(self, progress: HaltProgress) -> None:
        """Show the newest state of this halt."""
        self._progress = progress
        if progress.done:
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()
        self._refresh()

    def lines(self) -> list[str]:
        """The sentences on the screen, for tests and screen readers."""
        return [self._sentence(line)[0] for line in self._progress.lines] if self._progress else []

    def _refresh(self) -> None:
        progress = self._progress
        if progress is None:
            return
        stopped = sum(1 for line in progress.lines if line.state == "stopped")
        title = _ordered(progress)
        self.title.say(title)
        self.setAccessibleName(title)
        self.card.setAccessibleName(title)
        before = self.subtitle.text()
        self.subtitle.say(
            tr(
                "by {person}, {time} · {stopped} of {all} stopped · ledger entry {seq}",
                person=display_line(progress.by, 80),
                time=clock_ms(progress.at),
                stopped=stopped,
                all=len(progress.lines),
                seq=in_figures(progress.seq),
            )
        )
        if self.subtitle.text() != before:
            announce(self, f"{title}: {self.subtitle.text()}")
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(theme.px(16), theme.px(4), theme.px(16), theme.px(4))
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnMinimumWidth(0, theme.px(150))
        grid.setColumnMinimumWidth(1, theme.px(110))
        grid.setColumnStretch(2, 1)
        for number, line in enumerate(progress.lines):
            row = 2 * number
            text, role = self._sentence(line)
            if number:
                grid.addWidget(hairline(), row - 1, 0, 1, 4)
            grid.addWidget(OwnLabel(display_line(line.agent_name, 60), "strong"), row, 0)
            grid.addWidget(OwnLabel(display_line(line.owner, 60), "muted"), row, 1)
            grid.addWidget(OwnLabel(text, role, wrap=True), row, 2)
            figure = OwnLabel(self._figure(line), "mono")
            figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(figure, row, 3)
        self.body.addWidget(self._holder)
        # A widget that was never shown counts as empty when the card is measured.
        self._holder.show()
        self.refit()

    def _sentence(self, line: HaltLine) -> tuple[str, str]:
        note = display_line(line.note, 300)
        if line.state == "stopped":
            return note or tr("Stopped"), "good"
        if line.state == "stopping":
            return note or tr("Stopping"), "warn"
        if line.state == "lease":
            said = f"{(note or tr('Unreachable')).rstrip('.')}."
            if line.stops_at:
                said = tr("{note} Stops by itself at {time}", note=said, time=clock_time(line.stops_at))
            return said, "warn"
        return note or tr("Not stopped"), "bad"

    def _figure(self, line: HaltLine) -> str:
        if line.seconds is not None:
            return tr("{seconds} s", seconds=f"{line.seconds:.3f}")
        word = {"lease": mark("lease {seconds} s"), "stopping": mark("grace {seconds} s")}.get(line.state)
        if word is not None and line.stops_at:
            left = (parse_stamp(line.stops_at) - self._clock.now()).total_seconds()
            return tr(word, seconds=max(int(left), 0))
        return ""

    def _on_history(self) -> None:
        seq = self.seq
        self.leave()
        if seq is not None:
            self.history_wanted.emit(seq)


def _everything(agents: int) -> str:
    if agents == 1:
        return tr("Everything: 1 agent")
    return tr("Everything: all {count} agents", count=agents) if agents else tr("Everything")


def _ordered(progress: HaltProgress) -> str:
    """For whom the halt was ordered."""
    if progress.scope == SCOPE_ALL:
        return tr("Halt ordered for all agents")
    if progress.scope == "gateway":
        return tr("Halt ordered for all agents of a gateway")
    if len(progress.lines) != 1:
        return tr("Halt ordered for {count} agents", count=len(progress.lines))
    return tr("Halt ordered for {name}", name=display_line(progress.lines[0].agent_name, 80))
