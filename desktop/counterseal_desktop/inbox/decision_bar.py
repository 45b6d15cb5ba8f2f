"""The decision bar: always in the same place, always the same order; what it asks for follows from the flow.

It holds no rule of its own. ``DecisionFlow`` decides what a press means; the bar shows the flow's stage.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from counterseal.model.decisions import Verdict
from counterseal_desktop import theme
from counterseal_desktop.inbox import friction
from counterseal_desktop.inbox.flow import DecisionFlow, Stage
from counterseal_desktop.inbox.message_row import MessageRow
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

_DECIDING = (Stage.READY, Stage.CONFIRM, Stage.ANSWER, Stage.SIGNED, Stage.TAKEN)
_MAIN = (Stage.READY, Stage.LOADING, Stage.EDIT, Stage.SENDING, Stage.CONFIRM, Stage.SIGNED, Stage.TAKEN)


class ConfirmButton(ActionButton):
    """Answers Enter only while the keyboard is on it, and never a held key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            if not event.isAutoRepeat():
                self.click()
            return
        if event.isAutoRepeat():
            event.accept()
            return
        super().keyPressEvent(event)


class DecisionBar(QFrame):
    """Signals: sign_edit_wanted().

    Attributes:
        said: the line above the buttons, with signals of its own.
    """

    sign_edit_wanted = Signal()

    def __init__(self, flow: DecisionFlow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("decisionBar")
        self.setProperty("panel", "bottom")
        self.setAccessibleName(tr("Decision"))
        self._flow = flow
        self._edit_valid = False
        self._shown = Stage.EMPTY
        rows = self._rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(22), theme.px(9), theme.px(19), theme.px(8))
        rows.setSpacing(theme.px(8))
        self.said = MessageRow(flow)
        self.message = self.said.message
        rows.addWidget(self.said)
        rows.addWidget(self._make_confirm())
        rows.addWidget(self._make_answer())
        rows.addWidget(self._make_main())
        flow.changed.connect(self._on_flow_changed)
        flow.missing.connect(self._on_missing)
        self._on_flow_changed()

    def set_edit_valid(self, valid: bool) -> None:
        """Whether the edit form holds something that can be signed."""
        self._edit_valid = valid
        self._on_flow_changed()

    def set_hidden_lines(self, count: int) -> None:
        """How many lines of the facts are folded away."""
        if count != self.said.hidden_lines:
            self.said.hidden_lines = count
            self.said.say()

    def set_next_time(self, offered: bool) -> None:
        """Whether a mandate may be made from the approval that is shown."""
        self.said.offers_next_time = offered
        self.said.say()

    def set_taken(self, words: str) -> None:
        """Who is looking at the action, in safe words."""
        self.said.taken = words
        self.said.say()

    def _make_confirm(self) -> QWidget:
        self._confirm = QWidget()
        self._confirm.setObjectName("confirmSheet")
        self._question = OwnLabel("", "strong", wrap=True)
        self._question.setObjectName("confirmQuestion")
        self.typed = QLineEdit()
        self.typed.setObjectName("typedFact")
        self.typed.textChanged.connect(self._on_typed_changed)
        self.passphrase = QLineEdit()
        self.passphrase.setObjectName("passphraseField")
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(tr("Your passphrase"))
        self.passphrase.setAccessibleName(tr("Your passphrase"))
        self.passphrase.textChanged.connect(self._on_passphrase_changed)
        self.confirm = ConfirmButton("", kind="approve")
        self.confirm.setObjectName("confirmButton")
        self.confirm.clicked.connect(lambda: self._flow.confirm())
        self.confirm_cancel = ActionButton(tr("Cancel"), "Esc")
        self.confirm_cancel.setObjectName("confirmCancel")
        self.confirm_cancel.clicked.connect(lambda: self._flow.cancel())
        lines = self._confirm_lines = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._confirm)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(7))
        lines.addWidget(self._question, 1)
        fields = self._confirm_fields = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        buttons = QHBoxLayout()
        row = self._confirm_row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for part in (fields, buttons, row):
            part.setSpacing(theme.px(8))
        fields.addWidget(self.typed, 1)
        fields.addWidget(self.passphrase, 1)
        buttons.addStretch(1)
        buttons.addWidget(self.confirm_cancel)
        buttons.addWidget(self.confirm)
        row.addLayout(fields, 1)
        row.addLayout(buttons)
        lines.addLayout(row)
        return self._confirm

    def _make_answer(self) -> QWidget:
        self._answer = QWidget()
        self.answer = QPlainTextEdit()
        self.answer.setObjectName("answerField")
        self.answer.setAccessibleName(tr("Answer to the agent"))
        self.answer.setPlaceholderText(tr("Answer the agent. The tool does not run."))
        self.answer.setTabChangesFocus(True)
        self.answer.setFixedHeight(theme.px(84))
        self.answer.textChanged.connect(self._on_answer_changed)
        self.answer_send = ActionButton(tr("Send the answer"), "Ctrl ↵", "primary")
        self.answer_send.setObjectName("answerSend")
        self.answer_send.clicked.connect(lambda: self._flow.send_answer())
        self.answer_cancel = ActionButton(tr("Cancel"), "Esc")
        self.answer_cancel.setObjectName("answerCancel")
        self.answer_cancel.clicked.connect(lambda: self._flow.cancel())
        rows = QVBoxLayout(self._answer)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(8))
        rows.addWidget(self.answer)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        row.addWidget(self.answer_cancel)
        row.addWidget(self.answer_send)
        rows.addLayout(row)
        return self._answer

    def _make_main(self) -> QWidget:
        self._main = QWidget()
        self.reason = QLineEdit()
        self.reason.setObjectName("reasonField")
        self.reason.setAccessibleName(tr("Reason"))
        self.reason.textChanged.connect(self._on_reason_changed)
        self.reject = ConfirmButton(tr("Reject"), "R", "danger-plain")
        self.reject.clicked.connect(lambda: self._flow.press(Verdict.REJECT))
        self.answer_open = ActionButton(tr("Answer instead…"), "Q")
        self.answer_open.clicked.connect(lambda: self._flow.press(Verdict.ANSWER))
        self.edit = ActionButton(tr("Edit…"), "E")
        self.edit.clicked.connect(lambda: self._flow.press(Verdict.EDIT))
        self.approve = ConfirmButton(tr("Approve…"), "A", "approve")
        self.approve.clicked.connect(lambda: self._flow.press(Verdict.APPROVE))
        self.edit_cancel = ActionButton(tr("Cancel"), "Esc")
        self.edit_cancel.clicked.connect(lambda: self._flow.cancel())
        self.edit_sign = ConfirmButton(tr("Sign the edit…"), "Ctrl ↵", "primary")
        self.edit_sign.clicked.connect(self.sign_edit_wanted)
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._main)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(theme.px(5))
        self._lines.addWidget(self.reason, 1)
        self._pairs = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pairs.setSpacing(theme.px(5))
        self._pairs.addStretch(1)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(theme.px(5))
            row.addStretch(1)
            self._pairs.addLayout(row)
        self._lines.addLayout(self._pairs)
        for button, name in (
            (self.reject, "rejectButton"),
            (self.answer_open, "answerButton"),
            (self.edit, "editButton"),
            (self.approve, "approveButton"),
            (self.edit_cancel, "editCancel"),
            (self.edit_sign, "editSign"),
        ):
            button.setObjectName(name)
            (first if button in (self.reject, self.answer_open) else second).addWidget(button)
        self._hints = {button: button.key_hint() for button in self._main.findChildren(ActionButton)}
        return self._main

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def set_keys(self, shown: Mapping[str, str]) -> None:
        """The keys of approve, edit, reject and answer as people read them now; empty for none."""
        named = {"approve": self.approve, "edit": self.edit, "reject": self.reject, "answer": self.answer_open}
        for name, button in named.items():
            self._hints[button] = shown.get(name, "")
        self._arrange()

    def _arrange(self) -> None:
        """The reason stands in its own line where the buttons leave it no room."""
        shown = [button for button in self._main.findChildren(ActionButton) if not button.isHidden()]
        for button, hint in self._hints.items():
            button.set_key_hint(hint)
        taken = sum(button.sizeHint().width() + theme.px(5) for button in shown)
        if taken > self.width() - theme.px(44):
            # The words matter more than the key caps; the help sheet lists the keys.
            for button in self._hints:
                button.set_key_hint("")
        side = theme.px(10 if taken > self.width() - theme.px(44) else 22)
        self._rows.setContentsMargins(side, theme.px(9), side - theme.px(3), theme.px(8))
        cramped = sum(button.sizeHint().width() + theme.px(5) for button in shown) > self.width() - theme.px(44)
        _set(self._pairs, not cramped)
        _set(self._lines, self.width() - taken >= theme.px(230))
        self._arrange_confirm()

    def _arrange_confirm(self) -> None:
        """The fields stand above the buttons, and above each other, where their words would be cut."""
        room = self.width() - theme.px(44)
        fields = [field for field in (self.typed, self.passphrase) if not field.isHidden()]
        needed = [field.fontMetrics().horizontalAdvance(field.placeholderText()) + theme.px(28) for field in fields]
        buttons = self.confirm_cancel.sizeHint().width() + self.confirm.sizeHint().width() + theme.px(16)
        beside = sum(needed) + theme.px(8) * len(needed) + buttons <= room
        _set(self._confirm_row, beside or not fields)
        _set(self._confirm_fields, sum(needed) + theme.px(8) <= room)

    # The flow's news

    def _on_flow_changed(self) -> None:
        flow = self._flow
        stage = flow.stage
        self.setVisible(stage not in (Stage.EMPTY,))
        verdicts = flow.verdicts()
        self._confirm.setVisible(stage is Stage.CONFIRM)
        self._answer.setVisible(stage is Stage.ANSWER)
        editing = stage is Stage.EDIT
        self._main.setVisible(stage in _MAIN)
        for button, verdict in (
            (self.reject, Verdict.REJECT),
            (self.answer_open, Verdict.ANSWER),
            (self.edit, Verdict.EDIT),
            (self.approve, Verdict.APPROVE),
        ):
            offered = verdict in verdicts or stage is Stage.LOADING
            confirming = stage is Stage.CONFIRM and verdict is not Verdict.REJECT
            button.setVisible(offered and not editing and not confirming)
            button.setEnabled(stage is Stage.READY and verdict in verdicts)
        self.reject.setEnabled(stage in _DECIDING and Verdict.REJECT in verdicts)
        for button in (self.edit_cancel, self.edit_sign):
            button.setVisible(editing)
        self.edit_sign.setEnabled(editing and self._edit_valid)
        self.reason.setEnabled(stage in _DECIDING or editing)
        self._arrange()
        self._say_reason()
        self._fill()
        self.said.say()
        if stage is Stage.CONFIRM:
            self._say_confirm()
            if self._shown is not Stage.CONFIRM:
                self._focus_confirm()
        self._shown = stage

    def _fill(self) -> None:
        flow = self._flow
        if self.reason.text() != flow.reason:
            self.reason.setText(flow.reason)  # trusted: what this person typed
        if self.answer.toPlainText() != flow.answer:
            self.answer.setPlainText(flow.answer)  # trusted: what this person typed
        if self.typed.text() != flow.typed:
            self.typed.setText(flow.typed)  # trusted: what this person typed
        if self.passphrase.text() != flow.passphrase:
            self.passphrase.setText(flow.passphrase)  # trusted: what this person typed

    def _say_reason(self) -> None:
        detail = self._flow.detail
        words = tr("Reason (optional)")
        approvable = bool(self._flow.verdicts() & {Verdict.APPROVE, Verdict.EDIT})
        if detail is not None and approvable and friction.risk_of(detail).rank >= 3:
            words = tr("Reason (required to approve at {risk})", risk=risk_word(friction.risk_of(detail)))
        self.reason.setPlaceholderText(words)

    def _say_confirm(self) -> None:
        flow, path, facts = self._flow, self._flow.path, self._flow.facts
        if path is None or facts is None:
            return
        words = display_line(friction.restated(facts), 90)
        if flow.verdict is Verdict.EDIT:
            words = tr("{approve}, as edited", approve=words)
        self.confirm.setText(words)  # trusted: escaped above
        self.confirm.setAccessibleName(words)
        self.confirm.set_key_hint("A" if not path.typed and not flow.asks_passphrase else "")
        asks = [facts.undo] if facts.undo else []
        if path.typed:
            asks.append(tr("Type {fact} to confirm.", fact=display_line(path.typed, 90)))
        self._question.say(". ".join(part.rstrip(".") for part in asks) + "." if asks else words)
        self.typed.setVisible(bool(path.typed))
        self.typed.setPlaceholderText(tr("Type {fact}", fact=display_line(path.typed, 60)))  # trusted: escaped
        self.typed.setAccessibleName(tr("Type {fact} to confirm", fact=display_line(path.typed, 90)))
        self.passphrase.setVisible(flow.asks_passphrase)
        fields = bool(path.typed) or flow.asks_passphrase
        _set(self._confirm_lines, not fields)
        self._arrange_confirm()

    def _focus_confirm(self) -> None:
        """The first thing to fill in; else, from a button that has just gone, Cancel: never the confirm button."""
        for field in (self.typed, self.passphrase):
            if not field.isHidden():
                field.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        if self.confirm.hasFocus() or self.reject.hasFocus() or self.approve.hasFocus() or self.edit_sign.hasFocus():
            self.confirm_cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_missing(self, what: str) -> None:
        field = {
            "reason": self.reason,
            "typed": self.typed,
            "passphrase": self.passphrase,
            "answer": self.answer,
        }.get(what)
        if field is not None:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_reason_changed(self, text: str) -> None:
        self._flow.reason = text

    def _on_typed_changed(self, text: str) -> None:
        self._flow.typed = text

    def _on_passphrase_changed(self, text: str) -> None:
        self._flow.passphrase = text

    def _on_answer_changed(self) -> None:
        self._flow.answer = self.answer.toPlainText()


def _set(lines: QBoxLayout, beside: bool) -> None:
    """Put the parts of a row beside each other, or under each other."""
    wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
    if lines.direction() != wanted:
        lines.setDirection(wanted)
