"""The agent's readiness, its success in numbers, and the tools it may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal.model.figures import Figures
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail, ToolView
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard, dotted
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import LinkButton, StatusDot
from counterseal_desktop.widgets.chips import RiskChip, chip_size
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line
from counterseal_desktop.widgets.vocabulary import risk_word

MOST_TOOLS = 8
SIDES = 165
"""At 100 % what a risk and the end of a tool's line may take together, so that the name between them can be read."""
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
READY = {
    "ok": ("green", mark("Ready")),
    "warning": ("amber", mark("Look at this")),
    "missing": ("red", mark("Missing")),
}


class ReadinessCard(RowsCard):
    """What stands behind this agent, each with a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Readiness"), (), parent)
        self.setObjectName("readinessCard")

    def set_detail(self, detail: AgentDetail) -> None:
        self.setVisible(bool(detail.readiness))
        if not self.is_new(detail.readiness):
            return
        rows = []
        for level, name, sentence in detail.readiness:
            tone, word = READY.get(level, ("grey", mark("Not known")))
            rows.append(
                dotted(
                    tone,
                    tr(word),
                    tr("{name}: {value}", name=display_line(name, 40), value=display_line(sentence, 300)),
                )
            )
        self.set_rows(rows)


class SuccessCard(RowsCard):
    """Figures of the last days, each against what the charter promises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Success, in numbers"), (), parent)
        self.setObjectName("successCard")

    def set_detail(self, detail: AgentDetail) -> None:
        figures, charter = detail.figures, detail.charter
        if not self.is_new(figures, charter):
            return
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(0, 1)
        metric = display_line(charter.metric, 60) if charter and charter.metric else tr("Success")
        lines = (
            (metric, figures.success, charter.target if charter else None, True),
            (tr("Wrong after it ran"), figures.wrong, charter.failure_rate if charter else None, False),
            (tr("Sent to a person"), figures.to_people, charter.share_to_people if charter else None, False),
            (tr("Approved unedited"), figures.unedited, None, True),
            (tr("Outcomes reported back"), figures.reported_back, None, True),
        )
        for row, (name, value, bound, at_least) in enumerate(lines):
            self._add(grid, row, name, value, bound, at_least)
        rows: list[QWidget] = [holder]
        rows.append(OwnLabel(_counted(figures), "small", wrap=True))
        if charter is None:
            rows.append(OwnLabel(tr("Without a charter there is no target to hold these against."), "small", wrap=True))
        self.set_rows(rows)

    @staticmethod
    def _add(grid: QGridLayout, row: int, name: str, value: float | None, bound: float | None, at_least: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        said = tr("nothing to count yet") if value is None else percent(value)
        goal = "" if bound is None else _goal(percent(bound), at_least)
        kept = None if value is None or bound is None else (value >= bound) == at_least or value == bound
        label = OwnLabel(name, "muted", wrap=True)
        dot = StatusDot(
            "grey" if kept is None else "green" if kept else "red",
            "" if kept is None else tr("kept") if kept else tr("missed"),
        )
        figure = OwnLabel(said, "strong" if value is not None else "small")
        figure.setAccessibleName(_spoken(name, said, goal, kept))
        grid.addWidget(label, row, 0)
        if value is None:
            grid.addWidget(figure, row, 1, 1, 3, top)
            return
        grid.addWidget(figure, row, 1, top)
        grid.addWidget(OwnLabel(goal, "muted"), row, 2, top)
        if kept is not None:
            grid.addWidget(dot, row, 3, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


class ToolsCard(RowsCard):
    """Signals: tools_wanted(); describe_wanted(str tool): a tool without a descriptor."""

    tools_wanted = Signal()
    describe_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Tools"), (("openTools", tr("Edit the list…")),), parent)
        self.setObjectName("toolsCard")
        self.link["openTools"].clicked.connect(self.tools_wanted)

    def set_detail(self, detail: AgentDetail) -> None:
        if not self.is_new(detail.tools):
            return
        if not detail.tools:
            words = tr("None is described yet, so whatever it calls counts as Critical.")
            self.set_rows([OwnLabel(words, "muted", wrap=True)])
            return
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(5))
        grid.setColumnStretch(1, 1)
        # What nobody has described yet comes first: it is Critical until somebody does.
        ordered = sorted(detail.tools, key=lambda tool: (tool.described, -tool.asked))
        under = not _fits_beside(ordered[:MOST_TOOLS])
        for number, tool in enumerate(ordered[:MOST_TOOLS]):
            self._add(grid, 3 * number, tool, under)
        rows: list[QWidget] = [holder]
        if len(ordered) > MOST_TOOLS:
            rows.append(OwnLabel(_more(len(ordered) - MOST_TOOLS), "small"))
        self.set_rows(rows)

    def _add(self, grid: QGridLayout, row: int, tool: ToolView, under: bool) -> None:
        """``under``: what stands at the end of the line gets one of its own."""
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = ElidedUntrusted(mono=True)
        name.set_text(tool.tool)
        risk = Risk(tool.risk) if tool.risk in Risk.__members__ else Risk.R4
        grid.addWidget(RiskChip(risk), row, 0, left)
        grid.addWidget(name, row, 1, 1, 2 if under else 1)
        if tool.described:
            asked = OwnLabel(_times(tool.asked), "small")
            if not under:
                grid.addWidget(asked, row, 2, _RIGHT)
            elif tool.asked:
                grid.addWidget(asked, row + 1, 1, 1, 2)
            return
        describe = LinkButton(tr("Describe…"))
        describe.setObjectName("describeTool")
        describe.setAccessibleName(tr("Describe {tool}", tool=display_line(tool.tool, 80)))
        describe.clicked.connect(lambda: self.describe_wanted.emit(tool.tool))
        grid.addWidget(OwnLabel(_nobody(tool.asked), "small", wrap=True), row + 1, 1, 1, 2)
        if under:
            grid.addWidget(describe, row + 2, 1, 1, 2, left)
        else:
            grid.addWidget(describe, row, 2, _RIGHT)


def _counted(figures: Figures) -> str:
    days, alone = figure(figures.days), figure(figures.alone)
    if figures.actions == 1:
        return tr("1 action in {days} days, {alone} of them alone.", days=days, alone=alone)
    return tr(
        "{number} actions in {days} days, {alone} of them alone.",
        count=figures.actions,
        number=figure(figures.actions),
        days=days,
        alone=alone,
    )


def _goal(bound: str, at_least: bool) -> str:
    return tr("target {share}", share=bound) if at_least else tr("at most {share}", share=bound)


def _spoken(name: str, said: str, goal: str, kept: bool | None) -> str:
    """A figure for who hears it: ``Success: 97.4 % target 90 % kept``."""
    if kept is None:
        return tr("{name}: {value} {goal}", name=name, value=said, goal=goal).strip()
    if kept:
        return tr("{name}: {value} {goal} kept", name=name, value=said, goal=goal)
    return tr("{name}: {value} {goal} missed", name=name, value=said, goal=goal)


def _more(number: int) -> str:
    return tr("1 more") if number == 1 else tr("{number} more", count=number, number=figure(number))


def _fits_beside(tools: Sequence[ToolView]) -> bool:
    """Whether a tool's name keeps its room between its risk and what stands at the end of the line."""
    chips = max(chip_size(risk_word(risk), risk).width() for risk in Risk)
    ends = [tr("Describe…") if not tool.described else _times(tool.asked) for tool in tools]
    metrics = QFontMetrics(theme.ui_font("regular", -1.0))
    return chips + max(metrics.horizontalAdvance(words) for words in ends) <= theme.px(SIDES)


def _times(asked: int) -> str:
    return tr("asked {number}×", number=figure(asked)) if asked else ""


def _nobody(asked: int) -> str:
    if not asked:
        return tr("Nobody has described it.")
    if asked == 1:
        return tr("Nobody has described it, asked for 1 time.")
    return tr("Nobody has described it, asked for {number} times.", count=asked, number=figure(asked))


def percent(share: float) -> str:
    """``93.1 %``; without the decimal where there is none."""
    value = round(share * 100, 1)
    return f"{figure(value, 0 if value == int(value) else 1)} %"
