"""The agent's readiness, its success in numbers, and the tools it may ask for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail, ToolView
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard, dotted
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.widgets.buttons import LinkButton, StatusDot
from counterseal_desktop.widgets.chips import RiskChip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

MOST_TOOLS = 8
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
READY = {"ok": ("green", "Ready"), "warning": ("amber", "Look at this"), "missing": ("red", "Missing")}


class ReadinessCard(RowsCard):
    """What stands behind this agent, each with a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Readiness", (), parent)
        self.setObjectName("readinessCard")

    def set_detail(self, detail: AgentDetail) -> None:
        self.setVisible(bool(detail.readiness))
        if not self.is_new(detail.readiness):
            return
        rows = []
        for level, name, sentence in detail.readiness:
            tone, word = READY.get(level, ("grey", "Not known"))
            rows.append(dotted(tone, word, f"{display_line(name, 40)}: {display_line(sentence, 300)}"))
        self.set_rows(rows)


class SuccessCard(RowsCard):
    """Figures of the last days, each against what the charter promises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Success, in numbers", (), parent)
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
        metric = display_line(charter.metric, 60) if charter and charter.metric else "Success"
        lines = (
            (metric, figures.success, charter.target if charter else None, True),
            ("Wrong after it ran", figures.wrong, charter.failure_rate if charter else None, False),
            ("Sent to a person", figures.to_people, charter.share_to_people if charter else None, False),
            ("Approved unedited", figures.unedited, None, True),
            ("Outcomes reported back", figures.reported_back, None, True),
        )
        for row, (name, value, bound, at_least) in enumerate(lines):
            self._add(grid, row, name, value, bound, at_least)
        rows: list[QWidget] = [holder]
        rows.append(
            OwnLabel(
                f"{figures.actions:,} actions in {figures.days} days, {figures.alone:,} of them alone.",
                "small",
                wrap=True,
            )
        )
        if charter is None:
            rows.append(OwnLabel("Without a charter there is no target to hold these against.", "small", wrap=True))
        self.set_rows(rows)

    @staticmethod
    def _add(grid: QGridLayout, row: int, name: str, value: float | None, bound: float | None, at_least: bool) -> None:
        top = Qt.AlignmentFlag.AlignTop
        said = "nothing to count yet" if value is None else percent(value)
        goal = "" if bound is None else f"{'target' if at_least else 'at most'} {percent(bound)}"
        kept = None if value is None or bound is None else (value >= bound) == at_least or value == bound
        label = OwnLabel(name, "muted", wrap=True)
        dot = StatusDot(
            "grey" if kept is None else "green" if kept else "red", "" if kept is None else "kept" if kept else "missed"
        )
        figure = OwnLabel(said, "strong" if value is not None else "small")
        words = {True: "kept", False: "missed", None: ""}[kept]
        figure.setAccessibleName(f"{name}: {said} {goal} {words}".strip())
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
        super().__init__("Tools", (("openTools", "Edit the list…"),), parent)
        self.setObjectName("toolsCard")
        self.link["openTools"].clicked.connect(self.tools_wanted)

    def set_detail(self, detail: AgentDetail) -> None:
        if not self.is_new(detail.tools):
            return
        if not detail.tools:
            words = "None is described yet, so whatever it calls counts as Critical."
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
        for number, tool in enumerate(ordered[:MOST_TOOLS]):
            self._add(grid, 2 * number, tool)
        rows: list[QWidget] = [holder]
        if len(ordered) > MOST_TOOLS:
            rows.append(OwnLabel(f"{len(ordered) - MOST_TOOLS:,} more", "small"))
        self.set_rows(rows)

    def _add(self, grid: QGridLayout, row: int, tool: ToolView) -> None:
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        name = ElidedUntrusted(mono=True)
        name.set_text(tool.tool)
        risk = Risk(tool.risk) if tool.risk in Risk.__members__ else Risk.R4
        grid.addWidget(RiskChip(risk), row, 0, left)
        grid.addWidget(name, row, 1)
        if tool.described:
            grid.addWidget(OwnLabel(f"asked {tool.asked:,}×" if tool.asked else "", "small"), row, 2, _RIGHT)
            return
        describe = LinkButton("Describe…")
        describe.setObjectName("describeTool")
        describe.setAccessibleName(f"Describe {display_line(tool.tool, 80)}")
        describe.clicked.connect(lambda: self.describe_wanted.emit(tool.tool))
        grid.addWidget(describe, row, 2, _RIGHT)
        asked = f", asked for {tool.asked:,} times" if tool.asked else ""
        grid.addWidget(OwnLabel(f"Nobody has described it{asked}.", "small", wrap=True), row + 1, 1, 1, 2)


def percent(share: float) -> str:
    """``93.1 %``; without the decimal where there is none."""
    value = round(share * 100, 1)
    return f"{value:.0f} %" if value == int(value) else f"{value:.1f} %"
