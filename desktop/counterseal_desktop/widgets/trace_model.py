"""The trace as a tree model: steps in their order, each with at most one child, its text.

Rows are prepared once, so that painting reads attributes and does no work per cell.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from counterseal.model.actions import TraceStep
from counterseal_desktop.widgets.untrusted_escape import display_line

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
BODY_ROLE = int(Qt.ItemDataRole.UserRole) + 2
Index = QModelIndex | QPersistentModelIndex
_MAX_DEPTH = 6
_BODY = 1


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One step, ready to be painted. ``left`` and ``width`` are shares of the whole time, 0 to 1."""

    step: TraceStep
    name: str
    duration: str
    depth: int
    left: float
    width: float
    proposes: bool
    spoken: str


@dataclass(frozen=True, slots=True)
class TraceTotals:
    """The header's figures: number of steps, milliseconds from first to last, tokens where any step gave them."""

    steps: int
    total_ms: int
    tokens: int | None

    def sentence(self) -> str:
        """``7 steps, 9.4 s, 4,112 tokens``."""
        parts = [f"{self.steps:,} step{'' if self.steps == 1 else 's'}"]
        if self.total_ms:
            parts.append(seconds(self.total_ms))
        if self.tokens is not None:
            parts.append(f"{self.tokens:,} tokens")
        return ", ".join(parts)


def seconds(milliseconds: int) -> str:
    """A duration for people: ``38 ms``, ``0.4 s``, ``75 s``, ``12 min``."""
    if 0 < milliseconds < 50:
        return f"{milliseconds} ms"
    if milliseconds < 60_000:
        return f"{milliseconds / 1000:.1f} s"
    if milliseconds < 600_000:
        return f"{milliseconds // 1000:,} s"
    return f"{milliseconds // 60_000:,} min"


def prepare(steps: tuple[TraceStep, ...]) -> tuple[tuple[TraceRow, ...], TraceTotals]:
    """Rows and totals of a trace. Total: broken parents and absent durations do no harm."""
    end = max((step.start_ms + (step.duration_ms or 0) for step in steps), default=0)
    depths: dict[str, int] = {}
    rows: list[TraceRow] = []
    for number, step in enumerate(steps, 1):
        # A parent counts only when it came earlier, which also makes cycles impossible.
        depth = min(depths[step.parent] + 1, _MAX_DEPTH) if step.parent in depths else 0
        depths.setdefault(step.id, depth)
        proposes = step.proposes or step.kind == "propose"
        name = display_line(step.name, 200)
        duration = "" if step.duration_ms is None else seconds(step.duration_ms)
        spoken = [f"Step {number} of {len(steps)}", step.kind, name]
        spoken += [duration] if duration else []
        spoken += [f"{step.tokens:,} tokens"] if step.tokens is not None else []
        spoken += ["proposes this action"] if proposes else []
        rows.append(
            TraceRow(
                step=step,
                name=name,
                duration=duration,
                depth=depth,
                left=step.start_ms / end if end else 0.0,
                width=(step.duration_ms or 0) / end if end else 0.0,
                proposes=proposes,
                spoken=", ".join(spoken),
            )
        )
    counted = [step.tokens for step in steps if step.tokens is not None]
    return tuple(rows), TraceTotals(len(steps), end, sum(counted) if counted else None)


class TraceModel(QAbstractItemModel):
    """Top rows are steps; a step with text has one child row that stands for the text."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[TraceRow, ...] = ()

    def set_rows(self, rows: tuple[TraceRow, ...]) -> None:
        """Replace the whole trace."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rows(self) -> tuple[TraceRow, ...]:
        return self._rows

    def step_index(self, row: int) -> QModelIndex:
        """The index of a step by its place."""
        return self.index(row, 0, QModelIndex())

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        if column != 0 or row < 0:
            return QModelIndex()
        if not parent.isValid():
            return self.createIndex(row, 0, 0) if row < len(self._rows) else QModelIndex()
        if parent.internalId() == 0 and row == 0 and self._rows[parent.row()].step.text:
            return self.createIndex(0, 0, parent.row() + _BODY)
        return QModelIndex()

    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or index.internalId() == 0:
            return QModelIndex()
        return self.createIndex(index.internalId() - _BODY, 0, 0)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        if not parent.isValid():
            return len(self._rows)
        if parent.internalId() == 0 and self._rows[parent.row()].step.text:
            return 1
        return 0

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if index.internalId():
            # The text has its own widget; as a row it is passed over by the arrow keys.
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        if index.internalId():
            row = self._rows[index.internalId() - _BODY]
            if role == BODY_ROLE:
                return row.step.text
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return display_line(row.step.text, 500)
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        return None
