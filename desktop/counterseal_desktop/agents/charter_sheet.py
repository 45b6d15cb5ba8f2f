"""The charter: what an agent is for, who answers for it, and what counts as success. No agent leaves L1 without one."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLineEdit, QWidget

from counterseal.model.autonomy import Charter
from counterseal.sync.api_autonomy import AgentDetail
from counterseal.sync.api_people import PeopleView
from counterseal_desktop import theme
from counterseal_desktop.agents.form import Labelled, names_of
from counterseal_desktop.agents.standing import address
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import CheckBox
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.choice_box import ChoiceBox
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.schema_editors import BlockInput
from counterseal_desktop.widgets.untrusted import display_line

NO_DEPUTY = mark("Nobody: it goes straight to the owner")


class CharterSheet(SignedSheet):
    """All members of a charter, each with what it is for."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, detail: AgentDetail) -> None:
        now = detail.charter
        words = (
            tr("Charter of {agent}", agent=display_line(detail.view.name, 80)),
            tr(
                "What it is for, who answers for it, and what counts as success. Above L1 Operator it needs one; it is "
                "lowered again when it fails more often than is said here."
            ),
            tr("Sign the charter"),
        )
        super().__init__(deck, bridge, step_up, "charterSheet", words, asks_reason="optional", width=620)
        self._detail = detail
        self.workflow = _block("charterWorkflow", now.workflow if now else "")
        self.bounds = _block("charterBounds", now.bounds if now else "")
        self.success = _line("charterMetric", now.metric if now else "", tr("Resolved within 10 minutes"))
        self.target = PercentBox("charterTarget", now.target if now else 0.9)
        self.failure = PercentBox("charterFailure", now.failure_rate if now else 0.01)
        self.share = PercentBox("charterShare", now.share_to_people if now else 0.1)
        self.runbook = _block("charterRunbook", now.runbook if now else detail.runbook)
        self.data = _line("charterData", ", ".join(now.data) if now else "", tr("orders, customer names"))
        self.systems = _line("charterSystems", ", ".join(now.systems) if now else "", tr("Payments, Shop"))
        self.deputy = ChoiceBox()
        self.deputy.setObjectName("charterDeputy")
        self.deputy.addItem(tr(NO_DEPUTY), None)
        self._make_times(now)
        self._lay_out()
        bridge.run(bridge.desk.people.view(), self, self._on_people)
        self.start_at(self.workflow)

    def problem(self) -> tuple[str, QWidget] | None:
        for field, words in (
            (self.workflow, tr("Say what it does, from where to where.")),
            (self.bounds, tr("Say what it must never do.")),
            (self.success, tr("Say how success is told.")),
            (self.runbook, tr("Say what a person does when it goes wrong.")),
        ):
            text = field.text() if isinstance(field, QLineEdit) else field.toPlainText()
            if not text.strip():
                return words, field
        return None

    def charter(self) -> Charter:
        """What stands in the form."""
        return Charter(
            workflow=self.workflow.toPlainText().strip(),
            bounds=self.bounds.toPlainText().strip(),
            owner=self._detail.view.owner_id,
            deputy=self.deputy.currentData(),
            metric=self.success.text().strip(),
            target=self.target.share(),
            failure_rate=self.failure.share(),
            share_to_people=self.share.share(),
            runbook=self.runbook.toPlainText().strip(),
            undo_minutes=self.undo.value() if self.can_undo.isChecked() else None,
            data=names_of(self.data.text()),
            systems=names_of(self.systems.text()),
            answer_within=self.answer.value() * 60 if self.has_deadline.isChecked() else None,
        )

    def call(self) -> Future[Any]:
        detail, api = self._detail, self._bridge.desk.autonomy
        return api.set_charter(address(detail.view), self.charter(), self.reason_text(), seen=detail)

    def _make_times(self, now: Charter | None) -> None:
        undo = now.undo_minutes if now else None
        self.can_undo = CheckBox(tr("Can be taken back for"))
        self.can_undo.setObjectName("charterCanUndo")
        self.undo = NumberBox(tr("Minutes in which it can be taken back"), 0, 525_600, undo or 30)
        self.undo.setSuffix(f" {tr('minutes')}")
        self.can_undo.toggled.connect(self.undo.setEnabled)
        self.can_undo.setChecked(undo is not None)
        self.undo.setEnabled(undo is not None)
        within = now.answer_within if now else None
        self.has_deadline = CheckBox(tr("Rejected by itself after"))
        self.has_deadline.setObjectName("charterHasDeadline")
        self.answer = NumberBox(tr("Minutes after which nobody's answer is a no"), 1, 525_600, (within or 3600) // 60)
        self.answer.setSuffix(f" {tr('minutes')}")
        self.has_deadline.toggled.connect(self.answer.setEnabled)
        self.has_deadline.setChecked(within is not None)
        self.answer.setEnabled(within is not None)

    def _lay_out(self) -> None:
        owner = OwnLabel(tr("{owner} answers for it.", owner=display_line(self._detail.view.owner, 80)), wrap=True)
        owner.setObjectName("charterOwner")
        for part in (
            Labelled(tr("What it does"), tr("The workflow, from where it starts to where it ends."), self.workflow),
            Labelled(tr("Its bounds"), tr("What it must never do, and where a person takes over."), self.bounds),
            Labelled(tr("Owner"), "", owner),
            Labelled(tr("Deputy"), tr("Is asked first when a decision is overdue, before the owner."), self.deputy),
            Labelled(tr("What success is"), tr("One figure that is told from its outcomes."), self.success),
        ):
            self.fields.addWidget(part)
        self.fields.addWidget(
            _beside(
                Labelled(tr("Target"), tr("Of its actions, at least"), self.target),
                Labelled(tr("Wrong after it ran"), tr("At most; above it is lowered"), self.failure),
                Labelled(tr("Sent to a person"), tr("At most"), self.share),
            )
        )
        undo = _beside(self.can_undo, self.undo)
        answer = _beside(self.has_deadline, self.answer)
        for part in (
            Labelled(tr("When it goes wrong"), tr("The runbook: who does what, in which order."), self.runbook),
            Labelled(tr("Taking back"), tr("Unticked: what it did cannot be taken back."), undo),
            Labelled(
                tr("A question that nobody answers"), tr("A third of the time each: reviewers, deputy, owner."), answer
            ),
            Labelled(tr("Data it touches"), tr("Apart by commas (optional)."), self.data),
            Labelled(tr("Systems it touches"), tr("Apart by commas (optional)."), self.systems),
        ):
            self.fields.addWidget(part)

    def _on_people(self, view: PeopleView) -> None:
        now = self._detail.charter
        for person in view.people:
            able = {"owner", "reviewer"} & set(person.roles)
            if person.active and able and person.id != self._detail.view.owner_id:
                self.deputy.addItem(display_line(person.name, 80), person.id)
        if now is not None and now.deputy is not None:
            at = self.deputy.findData(now.deputy)
            if at < 0:
                # Signed once and no longer on the roster: it stays until the owner chooses anew.
                self.deputy.addItem(tr("{person}, not on the roster", person=display_line(now.deputy, 40)), now.deputy)
                at = self.deputy.count() - 1
            self.deputy.setCurrentIndex(at)


class PercentBox(QDoubleSpinBox):
    """A share as per cent, one decimal; the wheel scrolls the page."""

    def __init__(self, name: str, share: float) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setRange(0, 100)
        self.setDecimals(1)
        self.setSuffix(" %")
        self.lineEdit().setTextMargins(theme.px(6), 0, 0, 0)
        self.setValue(share * 100)
        self.setMinimumWidth(theme.px(80))

    def share(self) -> float:
        return round(self.value() / 100, 4)

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def _block(name: str, text: str) -> BlockInput:
    field = BlockInput(most_lines=6)
    field.setObjectName(name)
    field.setPlainText(text)  # trusted: a plain-text editor the person sees
    return field


def _line(name: str, text: str, hint: str) -> QLineEdit:
    field = QLineEdit(text)
    field.setObjectName(name)
    field.setPlaceholderText(hint)  # trusted: literals above
    return field


def _beside(*parts: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(theme.px(12))
    for part in parts:
        row.addWidget(part, 1)
    return holder
