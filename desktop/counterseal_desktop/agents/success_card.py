"""The agent's success in numbers."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from counterseal.model.figures import Figures
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import StatusDot
from counterseal_desktop.widgets.untrusted import display_line

NAME_LEAST = 90
"""At 100 %: what is counted needs this much beside its figures, else it stands above them."""


class SuccessCard(RowsCard):
    """Figures of the last days, each against what the charter promises."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Success, in numbers"), (), parent)
        self.setObjectName("successCard")

    def set_detail(self, detail: AgentDetail) -> None:
        figures, charter = detail.figures, detail.charter
        if not self.is_new(figures, charter):
            return
        metric = display_line(charter.metric, 60) if charter and charter.metric else tr("Success")
        lines = (
            (metric, figures.success, charter.target if charter else None, True),
            (tr("Wrong after it ran"), figures.wrong, charter.failure_rate if charter else None, False),
            (tr("Sent to a person"), figures.to_people, charter.share_to_people if charter else None, False),
            (tr("Approved unedited"), figures.unedited, None, True),
            (tr("Outcomes reported back"), figures.reported_back, None, True),
        )
        rows: list[QWidget] = [_Table([_line(*line) for line in lines])]
        rows.append(OwnLabel(_counted(figures), "small", wrap=True))
        if charter is None:
            rows.append(OwnLabel(tr("Without a charter there is no target to hold these against."), "small", wrap=True))
        self.set_rows(rows)


class _Line(NamedTuple):
    name: OwnLabel
    figure: OwnLabel
    goal: OwnLabel | None
    kept: StatusDot | None


class _Table(QWidget):
    """Names with their figures, in columns; each name above its figures where they leave it too little room."""

    def __init__(self, lines: list[_Line]) -> None:
        super().__init__()
        self._lines = lines
        self._beside: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.px(10))
        self._grid.setVerticalSpacing(theme.px(6))
        self._place(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(self._least() <= self.width())

    def _least(self) -> int:
        gap = self._grid.horizontalSpacing()
        columns = [
            max((part.sizeHint().width() for part in parts if part is not None), default=0)
            for parts in (
                [line.figure for line in self._lines if line.goal is not None],
                [line.goal for line in self._lines],
                [line.kept for line in self._lines],
            )
        ]
        name = max(theme.px(NAME_LEAST), *(line.name.minimumSizeHint().width() for line in self._lines))
        return name + sum(width + gap for width in columns if width)

    def _place(self, beside: bool) -> None:
        if beside is self._beside:
            return
        self._beside = beside
        grid, top = self._grid, Qt.AlignmentFlag.AlignTop
        first = 1 if beside else 0
        for column in range(4):
            grid.setColumnStretch(column, int(column == (0 if beside else 3)))
        for number, line in enumerate(self._lines):
            row = 2 * number
            for part in line:
                if part is not None:
                    grid.removeWidget(part)
            grid.addWidget(line.name, row, 0, 1, 1 if beside else 4)
            below = row if beside else row + 1
            if line.goal is None:
                grid.addWidget(line.figure, below, first, 1, 3, top)
                continue
            grid.addWidget(line.figure, below, first, top)
            grid.addWidget(line.goal, below, first + 1, top)
            if line.kept is not None:
                grid.addWidget(line.kept, below, first + 2, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        # The figures do not hold the pane open: where the name has no room beside them it goes above.
        return QSize(theme.px(NAME_LEAST), super().minimumSizeHint().height())


def _line(name: str, value: float | None, bound: float | None, at_least: bool) -> _Line:
    said = tr("nothing to count yet") if value is None else percent(value)
    goal = "" if bound is None else _goal(percent(bound), at_least)
    kept = None if value is None or bound is None else (value >= bound) == at_least or value == bound
    shown = OwnLabel(said, "strong" if value is not None else "small")
    shown.setAccessibleName(_spoken(name, said, goal, kept))
    dot = None if kept is None else StatusDot("green" if kept else "red", tr("kept") if kept else tr("missed"))
    return _Line(OwnLabel(name, "muted", wrap=True), shown, None if value is None else OwnLabel(goal, "muted"), dot)


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


def percent(share: float) -> str:
    """``93.1 %``; without the decimal where there is none."""
    value = round(share * 100, 1)
    return f"{figure(value, 0 if value == int(value) else 1)} %"
