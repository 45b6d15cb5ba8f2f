"""Deciding several actions that are alike: one agent, one tool, at most Moderate, a signature for each.

What stands out comes first. What changes while the sheet is open falls out in front of the reader. Esc and Close decide
nothing; nothing is chosen by a key pressed out of habit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.model.decisions import Verdict
from counterseal.model.facts import FactRow
from counterseal.model.risk import Risk
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import DecisionReceipt
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import batching, friction
from counterseal_desktop.inbox.batch_row import BatchRow, FactLines
from counterseal_desktop.inbox.batch_run import BatchRun
from counterseal_desktop.inbox.decision_bar import ConfirmButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.translating import figure as in_figures
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import state_words


@dataclass(frozen=True, slots=True)
class Reader:
    """Who sits here."""

    me: str
    solo: bool
    roles: tuple[str, ...]


class BatchSheet(Sheet):
    """Reads the details of ``items`` first; only what was read can be decided.

    Signals:
        stored(DecisionReceipt, str): a decision was signed; the digest that it was made on.
    """

    secret = True
    stored = Signal(object, str)

    def __init__(
        self, host: QWidget, bridge: DeskBridge, clock: Clock, items: Sequence[QueueItem], reader: Reader
    ) -> None:
        first = items[0]
        super().__init__(
            host,
            "batchSheet",
            tr("Decide together: {tool}", tool=display_line(first.tool, 80)),
            tr("A signature for each, over exactly what stands here."),
            width=820,
        )
        self._bridge, self._clock, self._reader = bridge, clock, reader
        self._sample = first
        self._wanted = [item.id for item in items[: batching.MOST]]
        self._more = len(items) - len(self._wanted)
        self._read: dict[str, ActionDetail] = {}
        self._unread: list[tuple[str, str]] = []
        self._titles = {item.id: item.title for item in items}
        self._shown_at = clock.monotonic()
        self._since = self._shown_at
        self._confirming = False
        self.rows: list[BatchRow] = []
        self.run = BatchRun(bridge, clock.monotonic, self)
        self._make()
        self._wire()
        self._load()

    # Building

    def _make(self) -> None:
        self.none = LinkButton(tr("Choose none"))
        self.none.setObjectName("batchNone")
        self.none.clicked.connect(self._choose_none)
        self.none.hide()
        who = tr(
            "{agent}, owner {owner}",
            agent=display_line(self._sample.agent_name, 60),
            owner=display_line(self._sample.owner, 60),
        )
        line = QHBoxLayout()
        line.addWidget(OwnLabel(who, "strong", wrap=True), 1)
        line.addWidget(self.none)
        self.body.addLayout(line)
        self.common = QVBoxLayout()
        self.common.setSpacing(theme.px(2))
        self.body.addLayout(self.common)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self.body.addLayout(self._list)
        self.left = OwnLabel("", "warn", wrap=True)
        self.left.setObjectName("batchLeftOut")
        self.left.hide()
        self.body.addWidget(self.left)
        self.reason = QLineEdit()
        self.reason.setObjectName("batchReason")
        self.reason.setPlaceholderText(tr("Reason (optional), the same for all"))
        self.reason.setAccessibleName(tr("Reason, the same for all"))
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("batchPassphrase")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(tr("Your passphrase"))
        self.passphrase.setAccessibleName(tr("Your passphrase"))
        self.passphrase.hide()
        fields = QHBoxLayout()
        fields.setSpacing(theme.px(8))
        fields.addWidget(self.reason, 2)
        fields.addWidget(self.passphrase, 1)
        self.body.addLayout(fields)
        self.close_button = ActionButton(tr("Cancel"), "Esc")
        self.close_button.setObjectName("batchCancel")
        self.reject = ConfirmButton(tr("Reject"), kind="danger-plain")
        self.reject.setObjectName("batchReject")
        self.approve = ConfirmButton(tr("Approve…"), kind="approve")
        self.approve.setObjectName("batchApprove")
        for button in (self.close_button, self.reject, self.approve):
            self.foot.addWidget(button)
        self.note.setObjectName("batchNote")
        self.note.say(tr("Reading them…"))

    def _wire(self) -> None:
        self.close_button.clicked.connect(self.leave)
        self.reject.clicked.connect(lambda: self._press(Verdict.REJECT))
        self.approve.clicked.connect(lambda: self._press(Verdict.APPROVE))
        self.run.stored.connect(self._on_stored)
        self.run.failed.connect(self._on_failed)
        self.run.locked.connect(self._on_locked)
        self.run.ended.connect(self._on_ended)
        self._bridge.queue_changed.connect(self._on_queue)
        self._say()

    # Reading

    def _load(self) -> None:
        for action_id in self._wanted:

            def failed(error: KnownError, action_id: str = action_id) -> None:
                self._unread.append((display_line(self._titles[action_id], 120), display_line(error.text(), 160)))
                self._fill_when_read()

            self._bridge.run(self._bridge.desk.detail(action_id), self, self._on_detail, failed)

    def _on_detail(self, detail: ActionDetail) -> None:
        self._read[detail.item.id] = detail
        self._fill_when_read()

    def _fill_when_read(self) -> None:
        if len(self._read) + len(self._unread) < len(self._wanted):
            return
        details = [self._read[one] for one in self._wanted if one in self._read]
        reader = self._reader
        batch = batching.batch(details, reader.me, reader.solo, reader.roles)
        if batch.common:
            self.common.addWidget(OwnLabel(tr("The same in all of them"), "section"))
            self.common.addWidget(FactLines([FactRow(label, value) for label, value in batch.common]))
        for entry in batch.entries:
            if self.rows:
                self._list.addWidget(hairline())
            row = BatchRow(entry, batching.own_facts(entry.detail, batch.common))
            row.toggled.connect(self._on_toggled)
            self.rows.append(row)
            self._list.addWidget(row)
        self._say_left_out([*batch.left_out, *self._unread])
        self.none.setVisible(len(self.rows) > 1)
        self._shown_at = self._since = self._clock.monotonic()
        self._on_queue(self._bridge.desk.queue())
        self._say()
        self.refit()

    def _say_left_out(self, left: Sequence[tuple[str, str]]) -> None:
        said = [tr("{title}: {why}", title=title, why=why) for title, why in left]
        if self._more:
            said.append(tr("{figure} more wait behind these; decide them next.", figure=in_figures(self._more)))
        self.left.say(tr("To be decided alone: {list}", list="; ".join(said)) if left else "; ".join(said))
        self.left.setVisible(bool(said))

    def _on_queue(self, queue: tuple[QueueItem, ...]) -> None:
        """Another form of what is shown: it was not read, so it cannot be decided here."""
        known = {item.id: item for item in queue}
        for row in self.rows:
            if row.ended:
                continue
            seen, item = row.entry.detail.item, known.get(row.action_id)
            if item is None or item.state.ended:
                why = tr("It no longer waits.") if item is None else _sentence(state_words(item.state))
            elif (item.digest, item.nonce, item.halt_epoch) != (seen.digest, seen.nonce, seen.halt_epoch):
                why = tr("It changed while this was open. Open it alone to read it anew.")
            else:
                found = batching.why_not(item, self._reader.me, self._reader.solo)
                why = _sentence(found) if found else ""
            if why:
                self.run.leave_out(row.action_id)
                row.fall_out(why)
                announce(self, tr("{title} fell out", title=row.title.text()))
                self._step_back()
                self.refit()
        self._say()

    # Deciding

    def chosen(self) -> list[BatchRow]:
        """What would be decided now, in the order shown."""
        return [row for row in self.rows if row.chosen]

    def _press(self, verdict: Verdict) -> None:
        if self.run.running or not self.chosen() or self._clock.monotonic() - self._since < friction.GUARD_SECONDS:
            return
        if verdict is Verdict.APPROVE and self._asks() and not self._confirming:
            self._confirming = True
            # A second press out of habit must not confirm what the first has opened.
            self._since = self._clock.monotonic()
            self._say()
        elif not self.passphrase.isHidden():
            self._unlock(verdict)
        else:
            self._begin(verdict)

    def _asks(self) -> bool:
        """Whether approving takes a second, deliberate press."""
        return any(friction.risk_of(row.entry.detail).rank >= Risk.R2.rank for row in self.chosen())

    def _unlock(self, verdict: Verdict) -> None:
        typed = self.passphrase.text()
        self.passphrase.clear()

        def ok(_none: object) -> None:
            self.passphrase.hide()
            self._begin(verdict)

        self._bridge.run(self._bridge.desk.unlock(typed), self, ok, lambda error: self.note.say(error.text()))

    def _begin(self, verdict: Verdict) -> None:
        details = [row.entry.detail for row in self.chosen()]
        for row in self.rows:
            row.box.setEnabled(False)
        self.reason.setEnabled(False)
        self.run.begin(details, verdict, self.reason.text().strip(), self._shown_at)
        self._say()

    def _on_stored(self, receipt: DecisionReceipt, digest: str) -> None:
        row = next(one for one in self.rows if one.action_id == receipt.action_id)
        row.finish(tr("signed, entry {seq}", seq=in_figures(receipt.seq)), good=True)
        self.stored.emit(receipt, digest)

    def _on_failed(self, action_id: str, error: KnownError) -> None:
        row = next(one for one in self.rows if one.action_id == action_id)
        row.fall_out(display_line(error.text(), 300))

    def _on_locked(self) -> None:
        self.passphrase.show()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)
        self._open_again()
        self._say()
        self.note.say(tr("Your key is locked. Type your passphrase, then press again."))

    def _on_ended(self) -> None:
        self._open_again()
        self._say()
        self.refit()

    def _open_again(self) -> None:
        """What was not signed can be chosen again."""
        self._confirming = False
        self.reason.setEnabled(True)
        for row in self.rows:
            row.box.setEnabled(not row.ended)

    def _on_toggled(self) -> None:
        self._step_back()
        self._say()

    def _choose_none(self) -> None:
        for row in self.rows:
            if not row.ended:
                row.box.setChecked(False)

    def _step_back(self) -> None:
        """The choice is another than the one that was about to be confirmed."""
        self._confirming = False
        self._since = self._clock.monotonic()

    def _say(self) -> None:
        chosen, done = self.chosen(), [row for row in self.rows if row.ended]
        ready = bool(chosen) and not self.run.running
        self.approve.setEnabled(ready)
        self.reject.setEnabled(ready)
        figure = in_figures(len(chosen))
        verb = display_line(chosen[0].entry.detail.facts.verb, 60).lower() if chosen else ""
        if self._confirming:
            self.approve.setText(tr("Approve {figure} × {verb}", figure=figure, verb=verb))  # trusted: escaped
        else:
            more = tr("Approve {figure}…", figure=figure)
            self.approve.setText(more if self._asks() else tr("Approve {figure}", figure=figure))  # trusted: figures
        self.reject.setText(tr("Reject {figure}", figure=figure))  # trusted: a figure
        finished = bool(self.rows) and len(done) == len(self.rows)
        for widget in (self.approve, self.reject, self.none, self.reason):
            widget.setVisible(not finished and (widget is not self.none or len(self.rows) > 1))
        self.close_button.setText(tr("Close") if finished else tr("Cancel"))  # trusted: literals
        # Where large text leaves little room it goes to what is decided on; the buttons have the figures too.
        roomy = self._host.width() > theme.px(640)
        self.subtitle.setVisible(roomy)
        self.note.setVisible(roomy or self.run.running or finished or not self.rows)
        self.close_button.set_key_hint("Esc" if roomy else "")
        if self.run.running:
            self.note.say(tr("Signing…"))
        elif self._confirming:
            self.note.say(tr("Press once more to sign {figure} approvals.", figure=figure))
        elif finished:
            self.note.say(tr("Done."))
        elif self.rows:
            stand_out = sum(bool(row.entry.outlier) for row in chosen)
            said = tr("{figure} chosen", figure=figure)
            if stand_out == 1:
                said = tr("{figure} chosen, 1 of them stands out", figure=figure)
            elif stand_out:
                said = tr("{figure} chosen, {out} of them stand out", figure=figure, out=in_figures(stand_out))
            self.note.say(said)
        elif len(self._read) + len(self._unread) >= len(self._wanted):
            self.note.say(tr("None of them can be decided together."))


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
