"""The agent's readiness, and the tools it may ask for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail, ToolView
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard, dotted
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.chips import RiskChip, chip_size
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line
from counterseal_desktop.widgets.vocabulary import risk_word

MOST_TOOLS = 8
LARGE_TEXT = 1.4
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


def _more(number: int) -> str:
    return tr("1 more") if number == 1 else tr("{number} more", count=number, number=figure(number))


def _fits_beside(tools: Sequence[ToolView]) -> bool:
    """Whether a tool's name keeps its room between its risk and what stands at the end of the line."""
    if theme.scale() >= LARGE_TEXT:
        return False
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
