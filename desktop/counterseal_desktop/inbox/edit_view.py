"""The edit of an action: the agent's value beside mine, what changes, and what the change means.

Edited arguments make a new action with a new digest. The gateway runs policy on it again; the view says what this
person's signature will then count for, no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.model.facts import field_order
from counterseal.model.precedent import Precedent
from counterseal.model.risk import Risk
from counterseal.model.tools import FieldDescriptor, read_descriptor
from counterseal.model.views import ActionDetail
from counterseal.sync.api import DeskApi, EditPreview
from counterseal_desktop import theme
from counterseal_desktop.inbox.words import digest_short
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.diff_view import DiffView
from counterseal_desktop.widgets.schema_form import SchemaForm
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

PREVIEW_DELAY_MS = 60
ALONE = mark("Your changes make a new action with a new digest. Policy runs on it again before it runs.")
WITH_OTHERS = mark(
    "Your changes make a new action. Policy runs on it again, and at High or Critical somebody else must approve it."
)


class EditView(QScrollArea):
    """One edit at a time: ``open`` begins it, ``arguments`` and ``preview`` hold its present state.

    Signals:
        valid_changed(bool): whether what stands there can be signed.
    """

    valid_changed = Signal(bool)

    def __init__(self, desk: DeskApi, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editView")
        self.setAccessibleName(tr("Edit the action"))
        self._desk = desk
        self._detail: ActionDetail | None = None
        self._solo = False
        self._form: SchemaForm | None = None
        self.preview: EditPreview | None = None
        self.arguments: Mapping[str, Any] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        content = QWidget()
        self.setWidget(content)
        self.title = OwnLabel("", "title", wrap=True, parent=content)
        self._subtitle = OwnLabel("", "muted", wrap=True, parent=content)
        self._before = OwnLabel("", "muted", wrap=True, parent=content)
        self._before.setObjectName("editPrecedent")
        self._form_place = QVBoxLayout()
        self._digests = OwnLabel("", "mono")
        self._digests.setObjectName("editDigests")
        self._changes_card = Card(tr("What changes"), self._digests, content)
        self.changes = DiffView()
        self._changes_card.body.addWidget(self.changes)
        self._policy_card = Card(tr("Policy on the edited action"), None, content)
        self._policy_card.set_tones("surface", "amber", "hairline")
        self.policy = OwnLabel("", wrap=True)
        self.policy.setObjectName("editPolicy")
        self._policy_card.body.addWidget(self.policy)
        for card in (self._changes_card, self._policy_card):
            let_grow(card)
        rows = QVBoxLayout(content)
        rows.setContentsMargins(theme.px(22), theme.px(18), theme.px(22), theme.px(18))
        rows.setSpacing(theme.px(12))
        head = QVBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(self.title)
        head.addWidget(self._subtitle)
        head.addWidget(self._before)
        rows.addLayout(head)
        rows.addLayout(self._form_place)
        for card in (self._changes_card, self._policy_card):
            rows.addWidget(card)
        rows.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PREVIEW_DELAY_MS)
        self._timer.timeout.connect(self.refresh)

    @property
    def form(self) -> SchemaForm | None:
        return self._form

    def open(self, detail: ActionDetail, solo: bool) -> None:
        """Begin an edit of what is on the screen."""
        self.finish()
        self._detail, self._solo = detail, solo
        self.title.say(tr("Edit: {title}", title=display_line(detail.facts.title, 200)))
        self._subtitle.say(tr(ALONE if solo else WITH_OTHERS))
        said = precedent_line(detail.precedent)
        self._before.say(said)
        self._before.setVisible(bool(said))
        self._form = SchemaForm(
            detail.action.arguments, detail.schema, _labels(detail), title=display_line(detail.item.tool, 120)
        )
        self._form.setObjectName("editForm")
        let_grow(self._form)
        self._form.changed.connect(self._timer.start)
        self._form_place.addWidget(self._form)
        self.refresh()
        self.verticalScrollBar().setValue(0)

    def finish(self) -> None:
        """Drop the form."""
        self._timer.stop()
        if self._form is not None:
            self._form_place.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
        self.preview = None

    def refresh(self) -> None:
        """Ask core what the present values would make; called before signing too, so that nothing lags behind."""
        self._timer.stop()
        if self._form is None or self._detail is None:
            return
        try:
            self.arguments = self._form.value()
            self.preview = self._desk.preview_edit(self._detail, self.arguments)
        except KnownError as error:
            self.preview = None
            self._say_problem([display_line(error.text(), 300)])
            return
        old = digest_short(self._detail.item.digest)
        self._digests.say(f"{old} → {digest_short(self.preview.digest)}" if self.preview.changes else old)
        self.changes.set_changes(self.preview.changes)
        if not self.preview.changes:
            self._policy_card.set_tones("surface", "border", "hairline")
            self.policy.say(tr("Change a value; then the changed action can be signed."))
            self.policy.set_role("muted")
            self.valid_changed.emit(False)
            return
        problems = self._form.problems() + self.preview.problems
        if problems:
            self._say_problem([f"{display_line(where, 80)}: {display_line(what, 200)}" for where, what in problems[:5]])
            return
        risk = max(self._detail.item.risk, self.preview.facts.risk, key=lambda one: one.rank)
        self._policy_card.set_tones("surface", "amber" if risk.rank >= 3 else "border", "hairline")
        self.policy.say(policy_line(self._detail.item.risk, self.preview.facts.risk, self._solo))
        self.policy.set_role("")
        self.valid_changed.emit(bool(self.preview.changes))

    def _say_problem(self, problems: list[str]) -> None:
        self._policy_card.set_tones("surface", "red", "hairline")
        self.policy.say(tr("This cannot be signed. {problems}", problems=" ".join(problems)))
        self.policy.set_role("bad")
        self.valid_changed.emit(False)


def policy_line(before: Risk, after: Risk, solo: bool) -> str:
    """What the signature under the edit will mean."""
    word = risk_word(after)
    word = word if after is not before else tr("Still {risk}", risk=word)
    if after.rank <= 2:
        return tr("{risk}: your signature approves exactly this changed action, once.", risk=word)
    if solo:
        return tr(
            "{risk}: a reason and your passphrase are needed. You are the only reviewer of this profile; the record "
            "says so.",
            risk=word,
        )
    if after is Risk.R3:
        return tr(
            "{risk}: a reason and your passphrase are needed. It needs one approval from somebody other than you.",
            risk=word,
        )
    return tr(
        "{risk}: a reason and your passphrase are needed. It counts as your approval; another person must approve it "
        "too, and one of you two must not be its owner.",
        risk=word,
    )


def precedent_line(known: Precedent) -> str:
    """How calls like it were changed before; empty when none was."""
    edits = known.times("edit")
    said = tr("1 earlier call was edited.") if edits == 1 else tr("{count} earlier calls were edited.", count=edits)
    largest = tr("Largest approved so far {amount}.", amount=display_line(known.largest, 60)) if known.largest else ""
    return " ".join(part for part in (said if edits else "", largest) if part)


def _labels(detail: ActionDetail) -> Mapping[str, FieldDescriptor]:
    fields = read_descriptor(detail.descriptor).fields if detail.descriptor else {}
    # The form has the order of the facts card, so that the eye finds each value where it was.
    return {name: fields[name] for name in sorted(fields, key=lambda one: field_order(one, fields))}
