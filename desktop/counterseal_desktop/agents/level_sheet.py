"""Sign a change of level: for the agent, for groups of its tools, and how many people approve."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal.model.autonomy import Autonomy, Level, ToolGroup
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail, WhatIf
from counterseal_desktop import theme
from counterseal_desktop.agents.autonomy_card import USUAL_PEOPLE
from counterseal_desktop.agents.form import FormRow, Problem, RowList
from counterseal_desktop.agents.level_scale import LevelScale
from counterseal_desktop.agents.rows_card import dotted
from counterseal_desktop.agents.shown_names import SPOILT, GivenList, GivenNames
from counterseal_desktop.agents.standing import address
from counterseal_desktop.agents.what_if_view import WhatIfView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.choice_box import ChoiceBox
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import level_name, level_sentence, risk_word

MOST_PEOPLE = 4
QUORUMS = (Risk.R2, Risk.R3, Risk.R4)


class LevelSheet(SignedSheet):
    """``wanted``: the level that is chosen already, with groups that come to those there are, in place of a group of
    the same tools.

    Signals:
        charter_wanted(): there is none, and the chosen level needs one; the sheet has closed.
    """

    charter_wanted = Signal()

    def __init__(
        self,
        deck: SheetDeck,
        bridge: DeskBridge,
        step_up: StepUp,
        detail: AgentDetail,
        wanted: Autonomy | Level | None = None,
    ) -> None:
        name = display_line(detail.view.name, 80)
        now = detail.autonomy.level
        words = (
            tr("How far {agent} may go alone", agent=name),
            tr(
                "It stands at {level}. Inside its level an action still needs a mandate that covers it.",
                level=level_name(now),
            ),
            tr("Sign this level"),
        )
        super().__init__(deck, bridge, step_up, "levelSheet", words, asks_reason="risky", width=640)
        self._detail = detail
        self.scale = LevelScale(choosable=True)
        self.scale.setObjectName("levelChoice")
        chosen, added = (wanted.level, wanted.groups) if isinstance(wanted, Autonomy) else (wanted, ())
        self.scale.set_level(chosen or now, now, detail.cap)
        self.scale.chosen.connect(self._on_changed)
        self.sentence = OwnLabel("", wrap=True)
        self.sentence.setObjectName("levelSentence")
        self.groups = RowList(
            "levelGroups",
            tr("Tools with a level of their own"),
            tr("Where several groups name a tool, the lowest level counts."),
            tr("Add a group"),
            self._make_group,
        )
        kept = [one for one in detail.autonomy.groups if all(one.tools != new.tools for new in added)]
        for group in (*kept, *added):
            self.groups.add(GroupRow(group))
        self.groups.changed.connect(self._on_changed)
        self.groups.resized.connect(self.refit)
        self._make_lacking()
        self.what_if = WhatIfView(bridge)
        self.what_if.answered.connect(self._on_answer)
        self.what_if.resized.connect(self.refit)
        for widget in (self.scale, self.sentence, self.lacking, self.groups, self._make_quorum(), self.what_if):
            self.fields.addWidget(widget)
        self.start_at(self.scale)
        self._on_changed()
        self.what_if.set_question(self._question)

    def autonomy(self) -> Autonomy:
        """What stands in the form. Raises Problem."""
        quorum = {risk: box.currentData() for risk, box in self.quorum.items()}
        raised = {risk: people for risk, people in quorum.items() if people > USUAL_PEOPLE[risk]}
        # What is set for risks that this form does not show stays as it was signed.
        kept = {risk: people for risk, people in self._detail.autonomy.quorum.items() if risk not in quorum}
        return Autonomy(self.scale.level, self.groups.read(), {**kept, **raised})

    def problem(self) -> tuple[str, QWidget] | None:
        try:
            wanted = self.autonomy()
        except Problem as problem:
            return problem.what, problem.widget
        if self._lacks_charter(wanted):
            return tr("Above L1 it needs a charter first."), self.charter
        if wanted == self._detail.autonomy and self._detail.cap is None:
            return tr("Nothing has been changed yet."), self.scale
        return None

    def call(self) -> Future[Any]:
        detail, api = self._detail, self._bridge.desk.autonomy
        return api.set_level(address(detail.view), self.autonomy(), self.reason_text(), seen=detail)

    def _make_group(self) -> FormRow:
        return GroupRow(None)

    def _make_lacking(self) -> None:
        self.charter = LinkButton(tr("Write the charter…"))
        self.charter.setObjectName("levelCharter")
        self.charter.clicked.connect(self._on_charter)
        words = tr("Above L1 Operator it needs a charter: what it is for, and who answers.")
        self.lacking = dotted("red", tr("Missing"), words, self.charter)
        self.lacking.setObjectName("levelLacksCharter")

    def _make_quorum(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(4))
        grid.addWidget(OwnLabel(tr("How many people approve what waits"), "strong", wrap=True), 0, 0, 1, 3)
        self.quorum: dict[Risk, ChoiceBox] = {}
        for column, risk in enumerate(QUORUMS):
            box = ChoiceBox()
            box.setObjectName(f"quorum_{risk.value}")
            box.setAccessibleName(tr("People who approve {risk}", risk=risk_word(risk)))
            usual = USUAL_PEOPLE[risk]
            for people in range(usual, MOST_PEOPLE + 1):
                words = tr("1 person") if people == 1 else tr("{count} people", count=people)
                box.addItem(tr("{people} (usual)", people=words) if people == usual else words, people)
            at = box.findData(max(self._detail.autonomy.quorum.get(risk, usual), usual))
            box.setCurrentIndex(max(at, 0))
            box.currentIndexChanged.connect(lambda _index: self._on_changed())
            grid.addWidget(OwnLabel(risk_word(risk), "small"), 1, column)
            grid.addWidget(box, 2, column)
            grid.setColumnStretch(column, 1)
            self.quorum[risk] = box
        if self._bridge.desk.status().identity.solo:
            words = tr("You are the only owner or reviewer so far, so each of them is you, and the record says so.")
            grid.addWidget(OwnLabel(words, "small", wrap=True), 3, 0, 1, len(QUORUMS))
        return holder

    def _question(self) -> Future[WhatIf] | str:
        try:
            wanted = self.autonomy()
        except Problem as problem:
            return problem.what
        return self._bridge.desk.autonomy.what_if(address(self._detail.view), autonomy=wanted)

    def _on_changed(self, *_args: object) -> None:
        level = self.scale.level
        self.sentence.say(tr("{name}: {value}", name=level_name(level), value=level_sentence(level)))
        self.what_if.refresh()
        try:
            wanted = self.autonomy()
        except Problem:
            return
        self.lacking.setVisible(self._lacks_charter(wanted))
        self.set_risky(raises(self._detail.autonomy, wanted, self._detail.cap))
        self.act.setText(self._verb(level))  # trusted: literals and the name of a level
        self.refit()

    def _verb(self, level: Level) -> str:
        counts = self._detail.cap or self._detail.autonomy.level
        if level is counts:
            return tr("Sign this level")
        if level.rank > counts.rank:
            return tr("Raise to {level}", level=level_name(level))
        return tr("Lower to {level}", level=level_name(level))

    def _on_answer(self, answer: WhatIf | None) -> None:
        if answer is not None and answer.needs_second:
            self.set_risky(True)
            self.refit()

    def _on_charter(self) -> None:
        self.leave()
        self.charter_wanted.emit()

    def _lacks_charter(self, wanted: Autonomy) -> bool:
        return self._detail.charter is None and _highest(wanted).rank > 1


class GroupRow(FormRow):
    """A level for some tools."""

    def __init__(self, group: ToolGroup | None) -> None:
        super().__init__()
        self._given = GivenNames([group.name] if group else ())
        self._given_tools = GivenList(group.tools if group else ())
        self.name = self.text_field(tr("Name of the group"), tr("Mail"), 110, "".join(self._given.lines()))
        self.tools = self.text_field(
            tr("Tools of the group, apart by commas"), "mail.*, notes.add", 220, self._given_tools.text()
        )
        options = [(level_name(level), level.value) for level in Level]
        self.level = self.choice(tr("Level of the group"), 130, options, (group.level if group else Level.L1).value)

    def read(self) -> ToolGroup:
        tools, name = self._given_tools.read(self.tools.text()), self.name.text()
        if not tools:
            raise Problem(tr("Name the tools of the group, such as mail.*"), self.tools)
        if self._given_tools.spoilt_in(self.tools.text()):
            raise Problem(tr(SPOILT), self.tools)
        if self._given.spoilt(name):
            raise Problem(tr(SPOILT), self.name)
        kept = self._given.name(name) if self._given.knows(name) else name.strip()
        return ToolGroup(kept or tools[0], tools, Level(self.level.currentData()))


def raises(old: Autonomy, new: Autonomy, cap: Level | None) -> bool:
    """Whether a change may let more run alone; the core decides, this only asks for the passphrase in time."""
    before = min((level for level in (_lowest(old), cap) if level is not None), key=lambda level: level.rank)
    same_groups = old.groups == new.groups and cap is None
    if any(new.quorum.get(risk, 0) < people for risk, people in old.quorum.items()):
        return True
    return new.level.rank > old.level.rank if same_groups else _highest(new).rank > before.rank


def _highest(autonomy: Autonomy) -> Level:
    return max((autonomy.level, *(group.level for group in autonomy.groups)), key=lambda level: level.rank)


def _lowest(autonomy: Autonomy) -> Level:
    return min((autonomy.level, *(group.level for group in autonomy.groups)), key=lambda level: level.rank)
