"""Describe one tool: how risky it is, what its arguments mean, when it is less risky, how it is taken back.

The facts card, the risk and every limit come from what is signed here; an agent's own words count for nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.risk import Risk
from counterseal.model.tools import read_descriptor
from counterseal.sync.api_autonomy import AgentDetail, WhatIf
from counterseal_desktop import theme
from counterseal_desktop.agents.form import FormRow, Labelled, Problem, RowList
from counterseal_desktop.agents.standing import address
from counterseal_desktop.agents.tool_rows import CaseRow, FieldRow
from counterseal_desktop.agents.what_if_view import WhatIfView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import CheckBox, RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.chips import RiskChip
from counterseal_desktop.widgets.number_box import NumberBox
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_sentence, risk_word

KEPT = ("schema", "pin")


class ToolSheet(SignedSheet):
    """Signs the registry with one tool described anew.

    Args:
        tool: a tool's name, or a descriptor to begin with (``AutonomyApi.suggest_descriptor``); empty for a new one.
    """

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        detail: AgentDetail,
        tool: str | Mapping[str, Any] = "",
    ) -> None:
        self._detail = detail
        self._registry = [dict(one.descriptor) for one in detail.tools if one.described and one.descriptor is not None]
        self._start = self._beginning(tool)
        name = str(self._start.get("tool", ""))
        agent = display_line(detail.view.name, 60)
        words = (
            tr("Describe {tool}", tool=display_line(name, 80)) if name else tr("Describe a tool"),
            tr("For {agent}. What is not described counts as Critical; what is, counts as you say here.", agent=agent),
            tr("Sign the description"),
        )
        super().__init__(deck, bridge, step_up, "toolSheet", words, asks_reason="risky", width=720)
        self._named = bool(name)
        self.name = QLineEdit()
        self.name.setObjectName("toolName")
        self.name.setProperty("mono", "true")
        self.name.setPlaceholderText("refunds.issue")
        self.name.textEdited.connect(lambda _text: self._on_changed())
        naming = Labelled(tr("The tool's name"), tr("Exactly as the agent calls it."), self.name)
        naming.setVisible(not self._named)
        self.fields.addWidget(naming)
        self.drop = CheckBox(tr("Take this description back: the tool counts as Critical from now on"))
        self.drop.setObjectName("toolDrop")
        self.drop.setVisible(any(one.get("tool") == name for one in self._registry))
        self.drop.toggled.connect(self._on_drop)
        self.fields.addWidget(self.drop)
        self._make_risk()
        self._make_words()
        self._make_rows()
        self._make_undo()
        items = (self.fields.itemAt(number) for number in range(2, self.fields.count()))
        parts = (item.widget() for item in items if item is not None)
        self._described = tuple(part for part in parts if part is not None)
        self.what_if = WhatIfView(bridge)
        self.what_if.answered.connect(self._on_answer)
        self.what_if.resized.connect(self.refit)
        self.fields.addWidget(self.what_if)
        self.start_at(self.risks[self.risk()] if self._named else self.name)
        self.set_risky(self.risk().rank < self._risk_before().rank)
        self.what_if.set_question(self._question)

    def tool(self) -> str:
        """The tool's name, exactly as the agent gave it; a text field would take line breaks out of it."""
        return str(self._start["tool"]) if self._named else self.name.text().strip()

    def risk(self) -> Risk:
        """The base risk that is chosen."""
        return next(risk for risk, button in self.risks.items() if button.isChecked())

    def descriptor(self) -> dict[str, Any]:
        """What stands in the form, checked. Raises Problem."""
        made: dict[str, Any] = {
            "tool": self.tool(),
            "risk": self.risk().value,
            "verb": self.verb.text().strip(),
            "title": self.headline.text().strip(),
            "fields": dict(self.arguments.read()),
            "when": list(self.cases.read()),
            "undo": {
                "minutes": self.undo_minutes.value() if self.can_undo.isChecked() else None,
                "how": self.undo_how.text().strip(),
            },
        }
        made |= {name: self._start[name] for name in KEPT if self._start.get(name) is not None}
        try:
            read_descriptor(made)
        except InvalidInput as error:
            raise Problem(f"{error.what} ({error.where}).", self._widget_at(error.where)) from None
        return made

    def registry(self) -> list[dict[str, Any]]:
        """The whole list with this tool in it, or without it when it is taken back. Raises Problem."""
        if self.drop.isChecked():
            return [one for one in self._registry if one.get("tool") != self.tool()]
        made = self.descriptor()
        others = [one for one in self._registry if one.get("tool") != made["tool"]]
        at = next((n for n, one in enumerate(self._registry) if one.get("tool") == made["tool"]), len(others))
        return [*others[:at], made, *others[at:]]

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.tool():
            return tr("Name the tool as the agent calls it."), self.name
        try:
            wanted = self.registry()
        except Problem as problem:
            return problem.what, problem.widget
        if wanted == self._registry:
            return tr("Nothing has been changed yet."), self.verb
        return None

    def call(self) -> Future[Any]:
        detail, api = self._detail, self._bridge.desk.autonomy
        return api.set_tools(address(detail.view), self.registry(), self.reason_text(), seen=detail)

    # Building

    def _beginning(self, tool: str | Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(tool, Mapping):
            return dict(tool)
        known = next((one for one in self._registry if one.get("tool") == tool), None)
        return dict(known) if known is not None else {"tool": tool, "risk": Risk.R4.value}

    def _make_risk(self) -> None:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(2))
        grid.setColumnStretch(2, 1)
        group = QButtonGroup(self)
        self.risks: dict[Risk, RadioButton] = {}
        now = str(self._start.get("risk"))
        for row, risk in enumerate(Risk):
            button = RadioButton("")
            button.setObjectName(f"toolRisk_{risk.value}")
            button.setAccessibleName(tr("{name}: {value}", name=risk_word(risk), value=risk_sentence(risk)))
            group.addButton(button)
            grid.addWidget(button, row, 0)
            grid.addWidget(RiskChip(risk), row, 1)
            grid.addWidget(OwnLabel(risk_sentence(risk), "muted", wrap=True), row, 2)
            self.risks[risk] = button
        self.risks[Risk(now) if now in Risk.__members__ else Risk.R4].setChecked(True)
        group.buttonToggled.connect(self._on_risk)
        self.fields.addWidget(Labelled(tr("Risk"), tr("At its worst, with the arguments that could come."), holder))

    def _make_words(self) -> None:
        self.verb = QLineEdit(str(self._start.get("verb", "")))
        self.verb.setObjectName("toolVerb")
        self.verb.setPlaceholderText(tr("Refund"))
        self.headline = QLineEdit(str(self._start.get("title", "")))
        self.headline.setObjectName("toolTitle")
        self.headline.setPlaceholderText(tr("Refund {amount_minor} for order {order}"))
        for field in (self.verb, self.headline):
            field.textEdited.connect(lambda _text: self._on_changed())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(12))
        row.addWidget(Labelled(tr("Verb"), tr("On the button that approves."), self.verb), 1)
        row.addWidget(Labelled(tr("Title"), tr("Names in braces are filled with the call's facts."), self.headline), 2)
        self.fields.addWidget(holder)

    def _make_rows(self) -> None:
        self.arguments = RowList(
            "toolFields",
            tr("Arguments"),
            tr("What people call them, and which is money, payee or target."),
            tr("Add an argument"),
            lambda: FieldRow("", {}),
        )
        known = self._start.get("fields") or {}
        properties = (self._start.get("schema") or {}).get("properties") or {}
        for name in dict.fromkeys([*known, *properties]):
            entry = known.get(name)
            self.arguments.add(FieldRow(str(name), entry if isinstance(entry, Mapping) else {}))
        self.cases = RowList(
            "toolCases",
            tr("Less risky when"),
            tr("Money is Moderate only by such a bound."),
            tr("Add a bound"),
            self._make_case,
        )
        try:
            read = read_descriptor(self._start).when
        except InvalidInput:
            read = ()
        for case in read:
            self.cases.add(CaseRow(self._currency_of, case))
        for rows in (self.arguments, self.cases):
            rows.changed.connect(self._on_changed)
            rows.resized.connect(self.refit)
            self.fields.addWidget(rows)

    def _make_case(self) -> FormRow:
        return CaseRow(self._currency_of, None)

    def _make_undo(self) -> None:
        undo = self._start.get("undo") or {}
        minutes = undo.get("minutes")
        self.can_undo = CheckBox(tr("Can be taken back for"))
        self.can_undo.setObjectName("toolCanUndo")
        self.can_undo.setChecked(minutes is not None)
        self.undo_minutes = NumberBox(tr("Minutes in which it can be taken back"), 0, 525_600, minutes or 30)
        self.undo_minutes.setSuffix(f" {tr('minutes')}")
        self.undo_minutes.setEnabled(minutes is not None)
        self.undo_how = QLineEdit(str(undo.get("how", "")))
        self.undo_how.setObjectName("toolUndoHow")
        self.undo_how.setPlaceholderText(tr("How: Payments / recall"))
        self.undo_how.setAccessibleName(tr("How it is taken back"))
        self.can_undo.toggled.connect(self.undo_minutes.setEnabled)
        self.can_undo.toggled.connect(lambda _on: self._on_changed())
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.can_undo)
        row.addWidget(self.undo_minutes)
        row.addWidget(self.undo_how, 1)
        self.fields.addWidget(Labelled(tr("Taking back"), "", holder))

    # Changes

    def _currency_of(self, name: str) -> str:
        rows = (row for row in self.arguments.rows if isinstance(row, FieldRow))
        return next((row.currency() for row in rows if row.argument() == name), "")

    def _risk_before(self) -> Risk:
        tool = self.tool()
        known = next((str(one.get("risk")) for one in self._registry if one.get("tool") == tool), "")
        return Risk(known) if known in Risk.__members__ else Risk.R4

    def _question(self) -> Future[WhatIf] | str:
        try:
            return self._bridge.desk.autonomy.what_if(address(self._detail.view), tools=self.registry())
        except Problem as problem:
            return problem.what

    def _on_drop(self, on: bool) -> None:
        for part in self._described:
            part.setVisible(not on)
        self.act.setText(tr("Take it back") if on else tr("Sign the description"))
        self._on_changed()

    def _on_risk(self, _button: object, on: bool) -> None:
        if on:
            self._on_changed()

    def _on_changed(self) -> None:
        lower = self.risk().rank < self._risk_before().rank or bool(self.cases.rows)
        self.set_risky(lower and not self.drop.isChecked())
        for row in self.cases.rows:
            if isinstance(row, CaseRow):
                row.say_unit()
        if hasattr(self, "what_if"):
            self.what_if.refresh()
        self.refit()

    def _on_answer(self, answer: WhatIf | None) -> None:
        if answer is not None and answer.needs_second:
            self.set_risky(True)
            self.refit()

    def _widget_at(self, where: str) -> QWidget:
        return {"tool/tool": self.name, "tool/verb": self.verb, "tool/title": self.headline}.get(where, self.verb)
