"""Sign a mandate: which tools may run alone, up to what, for whom, when; or take it back."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import datetime
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.model.autonomy import Autonomy, Mandate, ToolGroup
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail, MandateDraft, WhatIf
from counterseal_desktop import theme
from counterseal_desktop.agents.charter_sheet import PercentBox
from counterseal_desktop.agents.form import Labelled, Problem, RowList
from counterseal_desktop.agents.mandate_rows import LimitRow, PayeesRow, WindowRow, apart
from counterseal_desktop.agents.mandate_times import EndField, HoursField, SilenceField
from counterseal_desktop.agents.rows_card import dotted
from counterseal_desktop.agents.shown_names import SPOILT, GivenList
from counterseal_desktop.agents.standing import address
from counterseal_desktop.agents.units import name_fields, number_fields, read_tools
from counterseal_desktop.agents.what_if_view import WhatIfView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import CheckBox, RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.chips import RiskChip
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import level_name


class MandateSheet(SignedSheet):
    """``draft`` fills the form from one approved case.

    Signals:
        level_wanted(Autonomy): the draft needs this level, and these groups besides those there are; the person wants
            to sign it now.
    """

    level_wanted = Signal(object)

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        detail: AgentDetail,
        now: datetime,
        draft: MandateDraft | None = None,
    ) -> None:
        words = (
            tr("Mandate of {agent}", agent=display_line(detail.view.name, 80)),
            tr("What it may do alone, inside its level. Whatever is not said here waits for a person."),
            tr("Sign this mandate"),
        )
        super().__init__(deck, bridge, step_up, "mandateSheet", words, asks_reason="risky", width=720)
        self._detail = detail
        self._draft = draft
        self._start = draft.mandate if draft else detail.mandate
        self._known = read_tools(detail.tools)
        self._fields = number_fields(self._known)
        self._names = name_fields(self._known)
        self.form = QWidget()
        self._rows = QVBoxLayout(self.form)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.px(14))
        self._say_before()
        self.drop = CheckBox(tr("Take the mandate back: from now on everything waits for a person"))
        self.drop.setObjectName("mandateDrop")
        self.drop.setVisible(detail.mandate is not None and draft is None)
        self.drop.toggled.connect(self._on_drop)
        self.fields.addWidget(self.drop)
        self._make_tools()
        self._make_lists()
        self._make_conditions(now)
        self.what_if = WhatIfView(bridge)
        self.what_if.answered.connect(self._on_answer)
        self.what_if.resized.connect(self.refit)
        self.fields.addWidget(self.form)
        self.fields.addWidget(self.what_if)
        self.start_at(next(iter(self.tools.values()), self.others))
        self._on_changed()
        self.what_if.set_question(self._question)

    def mandate(self) -> Mandate | None:
        """What stands in the form; None takes the mandate back. Raises Problem."""
        if self.drop.isChecked():
            return None
        tools = self._chosen()
        if not tools:
            raise Problem(
                tr("Choose at least one tool that it may run alone."), next(iter(self.tools.values()), self.others)
            )
        if self._given.spoilt_in(self.others.text()):
            raise Problem(tr(SPOILT), self.others)
        return Mandate(
            tools=tools,
            expires_at=self.ends.stamp(),
            limits=self.limits.read(),
            windows=apart(self.windows.read()),
            payees=self.payees.read(),
            hours=self.hours.read(),
            confidence=self.least.share() if self.confident.isChecked() else None,
            silence=self.silence.seconds(),
            outside="refuse" if self.refuse.isChecked() else "wait",
        )

    def problem(self) -> tuple[str, QWidget] | None:
        try:
            wanted = self.mandate()
        except Problem as problem:
            return problem.what, problem.widget
        if wanted == self._detail.mandate:
            return tr("Nothing has been changed yet."), self.others
        return None

    def call(self) -> Future[Any]:
        detail, api = self._detail, self._bridge.desk.autonomy
        return api.set_mandate(address(detail.view), self.mandate(), self.reason_text(), seen=detail)

    # Building

    def _say_before(self) -> None:
        """What a person must know before filling this in."""
        draft, level = self._draft, self._detail.cap or self._detail.autonomy.level
        if draft is not None:
            for line in draft.why:
                self.fields.addWidget(dotted("blue", tr("From this case"), display_line(line, 300)))
            if draft.autonomy != self._detail.autonomy:
                sign = LinkButton(tr("Sign the level…"))
                sign.setObjectName("mandateLevel")
                sign.clicked.connect(lambda: self.level_wanted.emit(Autonomy(draft.autonomy.level, self._added(draft))))
                words = tr(
                    "At {level} it would still wait. It also needs {needed}, which is signed by itself. What is "
                    "counted below is this mandate alone.",
                    level=level_name(level),
                    needed=self._needed(draft),
                )
                self.fields.addWidget(dotted("amber", tr("Needs a level"), words, sign))
        elif level.rank < 2 and not self._detail.autonomy.groups:
            words = tr(
                "At {level} nothing runs alone, whatever the mandate says. It counts from L2 on.",
                level=level_name(level),
            )
            self.fields.addWidget(dotted("amber", tr("Counts later"), words))

    def _needed(self, draft: MandateDraft) -> str:
        """The level that a draft needs, in words: of the agent, or of the tools that get one of their own."""
        level, added = draft.autonomy.level, self._added(draft)
        if level is not self._detail.autonomy.level or not added:
            return level_name(level)
        return "; ".join(
            tr(
                "{level} for {tools}",
                level=level_name(group.level),
                tools=display_line(", ".join(group.tools), 120),
            )
            for group in added
        )

    def _added(self, draft: MandateDraft) -> tuple[ToolGroup, ...]:
        return tuple(group for group in draft.autonomy.groups if group not in self._detail.autonomy.groups)

    def _make_tools(self) -> None:
        holder = QWidget()
        rows = QVBoxLayout(holder)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(2))
        self.tools: dict[str, CheckBox] = {}
        chosen = self._start.tools if self._start else ()
        for tool in self._known:
            box = CheckBox(display_line(tool.tool, 100))
            box.setObjectName("mandateTool")
            box.setChecked(tool.tool in chosen)
            box.toggled.connect(lambda _on: self._on_changed())
            line = QHBoxLayout()
            line.addWidget(box, 1)
            line.addWidget(RiskChip(Risk(tool.risk)))
            rows.addLayout(line)
            self.tools[tool.tool] = box
        self._given = GivenList([one for one in chosen if one not in self.tools])
        self.others = QLineEdit(self._given.text())
        self.others.setObjectName("mandateOthers")
        self.others.setPlaceholderText("mail.*, notes.add")
        self.others.setAccessibleName(tr("Other tools, apart by commas; a star ends a prefix"))
        self.others.textEdited.connect(lambda _text: self._on_changed())
        rows.addWidget(self.others)
        said = tr("Tick the tools, or name others below; a star stands for any ending.")
        self._rows.addWidget(Labelled(tr("May run alone"), said, holder))

    def _make_lists(self) -> None:
        names = [tool.tool for tool in self._known]
        start = self._start
        self.limits = RowList(
            "mandateLimits",
            tr("Limits of each call"),
            tr("A call outside them does not run alone."),
            tr("Add a limit"),
            lambda: LimitRow(self._fields, None),
        )
        self.windows = RowList(
            "mandateWindows",
            tr("Budgets over time"),
            tr("Sums and counts, so that many small calls do not walk past a limit."),
            tr("Add a budget"),
            lambda: WindowRow(names, self._fields, None),
        )
        self.payees = RowList(
            "mandatePayees",
            tr("Who may be paid or reached"),
            tr("Without a row, anybody."),
            tr("Add names"),
            lambda: PayeesRow(self._names, None),
        )
        for limit in start.limits if start else ():
            self.limits.add(LimitRow(self._fields, limit))
        for window in start.windows if start else ():
            self.windows.add(WindowRow(names, self._fields, window))
        for payees in start.payees if start else ():
            self.payees.add(PayeesRow(self._names, payees))
        for rows in (self.limits, self.windows, self.payees):
            rows.changed.connect(self._on_changed)
            rows.resized.connect(self.refit)
            self._rows.addWidget(rows)

    def _make_conditions(self, now: datetime) -> None:
        start = self._start
        self.hours = HoursField(start.hours if start else None)
        self.hours.changed.connect(self._on_changed)
        self.hours.resized.connect(self.refit)
        self.confident = CheckBox(tr("Only when the agent claims to be sure, at least"))
        self.confident.setObjectName("mandateConfident")
        self.least = PercentBox(
            "mandateConfidence", start.confidence if start and start.confidence is not None else 0.8
        )
        self.least.setAccessibleName(tr("Least confidence the agent must claim"))
        self.confident.setChecked(start is not None and start.confidence is not None)
        self.least.setEnabled(self.confident.isChecked())
        self.confident.toggled.connect(self.least.setEnabled)
        self.confident.toggled.connect(lambda _on: self._on_changed())
        self.least.valueChanged.connect(lambda _value: self._on_changed())
        sure = QHBoxLayout()
        sure.addWidget(self.confident)
        sure.addWidget(self.least)
        sure.addStretch(1)
        self._rows.addWidget(self.hours)
        self._rows.addLayout(sure)
        self.ends = EndField(start, now)
        self.ends.dateChanged.connect(lambda _date: self._on_changed())
        self.silence = SilenceField(start)
        self.silence.valueChanged.connect(lambda _value: self._on_changed())
        pair = QHBoxLayout()
        pair.setSpacing(theme.px(16))
        pair.addWidget(Labelled(tr("Last day"), tr("A mandate always ends."), self.ends), 1)
        pair.addWidget(Labelled(tr("Lapses without anybody at a desk for"), tr("Silence is a stop."), self.silence), 1)
        self._rows.addLayout(pair)
        self.wait = RadioButton(tr("waits for a person"))
        self.wait.setObjectName("mandateWait")
        self.refuse = RadioButton(tr("is refused"))
        self.refuse.setObjectName("mandateRefuse")
        group = QButtonGroup(self)
        outside = QHBoxLayout()
        outside.addWidget(OwnLabel(tr("What falls outside"), "strong"))
        for button in (self.wait, self.refuse):
            group.addButton(button)
            outside.addWidget(button)
            button.setAccessibleDescription(tr("What falls outside the mandate"))
        outside.addStretch(1)
        (self.refuse if start and start.outside == "refuse" else self.wait).setChecked(True)
        self.refuse.toggled.connect(lambda _on: self._on_changed())
        self._rows.addLayout(outside)

    # Changes

    def _chosen(self) -> tuple[str, ...]:
        ticked = [tool for tool, box in self.tools.items() if box.isChecked()]
        chosen = [*ticked, *self._given.read(self.others.text())]
        # In the order they were signed in, so that a mandate that is the same is seen to be.
        before = [tool for tool in self._start.tools if tool in chosen] if self._start else []
        return tuple(dict.fromkeys([*before, *chosen]))

    def _question(self) -> Future[WhatIf] | str:
        try:
            wanted = self.mandate()
        except Problem as problem:
            return problem.what
        api, agent = self._bridge.desk.autonomy, address(self._detail.view)
        if wanted is None:
            return api.what_if(agent, drop_mandate=True)
        # Only the mandate is signed here: a draft's level is a signature of its own, and a question of its own.
        return api.what_if(agent, None, wanted)

    def _on_drop(self, on: bool) -> None:
        self.form.setVisible(not on)
        self.act.setText(tr("Take it back") if on else tr("Sign this mandate"))
        self._on_changed()
        self.refit()

    def _on_changed(self) -> None:
        # Where there was none, any mandate is towards risk; for the rest the core asks when it is.
        self.set_risky(self._detail.mandate is None)
        if hasattr(self, "what_if"):
            self.what_if.refresh()

    def _on_answer(self, answer: WhatIf | None) -> None:
        if answer is not None:
            self.set_risky(self._detail.mandate is None or answer.needs_second or answer.would_alone > answer.now_alone)
            self.refit()
