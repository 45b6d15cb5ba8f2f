"""The trace as rows: the steps of the tree that are not folded away, and below one of them its text.

A flat model, so that opening, folding and scrolling thousands of steps costs the view nothing but the rows to be seen.
Rows are made when they are first painted and kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from counterseal.model.actions import TraceStep
from counterseal.model.traces import Match, TraceTotals, totals_of, tree_of
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.untrusted_escape import display_line

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
Index = QModelIndex | QPersistentModelIndex
TEXT_ROW = -1


@dataclass(frozen=True, slots=True)
class TraceRow:
    """One step, ready to be painted. ``left`` and ``width`` are shares of the whole time, 0 to 1."""

    place: int
    step: TraceStep
    name: str
    duration: str
    tokens: str
    depth: int
    left: float
    width: float
    proposes: bool
    below: int
    spoken: str


class TraceRows:
    """A trace prepared for showing: its tree, its figures and its rows. Total for any steps.

    Attributes:
        match: the step that proposed the action, if one was found; it alone is drawn as proposing.
        began_at: UTC stamp of the first step; empty when it is not known.
    """

    def __init__(self, steps: tuple[TraceStep, ...], match: Match | None = None, began_at: str = "") -> None:
        self.steps = steps
        self.match = match
        self.began_at = began_at
        self.tree = tree_of(steps)
        self.totals: TraceTotals = totals_of(steps)
        self.nested = any(self.tree.below)
        self._made: dict[int, TraceRow] = {}
        self._numbers = {place: number for number, place in enumerate(self.tree.order, 1)}

    def row(self, place: int) -> TraceRow:
        """The row of a step by its place in the trace."""
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]

    def _make(self, place: int) -> TraceRow:
        step = self.steps[place]
        whole = self.totals.total_ms
        name = display_line(step.name, 200)
        duration = "" if step.duration_ms is None else trace_words.seconds(step.duration_ms)
        tokens = trace_words.tokens_words(step)
        proposes = self.match is not None and self.match.index == place
        below = self.tree.below[place]
        spoken = [
            tr("Step {number} of {count}", number=self._numbers[place], count=len(self.steps)),
            trace_words.kind_word(step.kind),
            name,
        ]
        spoken += [said for said in (duration, tokens) if said]
        spoken += [tr("failed")] if step.failed else []
        spoken += [tr("proposes this action")] if proposes else []
        spoken += [tr("level {n}", n=self.tree.depths[place] + 1)] if self.tree.depths[place] else []
        if below:
            spoken.append(tr("1 step below") if below == 1 else tr("{n} steps below", n=figure(below)))
        return TraceRow(
            place=place,
            step=step,
            name=name,
            duration=duration,
            tokens=tokens,
            depth=self.tree.depths[place],
            left=(step.start_ms - self.totals.begin_ms) / whole if whole else 0.0,
            width=(step.duration_ms or 0) / whole if whole else 0.0,
            proposes=proposes,
            below=below,
            spoken=", ".join(spoken),
        )


class TraceModel(QAbstractTableModel):
    """The rows that are shown, in the tree's order. At most one step has its text opened, in a row of its own."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows = TraceRows(())
        self._shown: list[int] = []
        self._folded: set[int] = set()
        self._opened: int | None = None

    def set_rows(self, rows: TraceRows) -> None:
        """Replace the whole trace, everything unfolded."""
        self.beginResetModel()
        self._rows = rows
        self._folded.clear()
        self._opened = None
        self._shown = self._unfolded()
        self.endResetModel()

    def rows(self) -> TraceRows:
        return self._rows

    def opened(self) -> int | None:
        """The place of the step whose text is open."""
        return self._opened

    def text_row(self) -> int | None:
        """The number of the row that holds the opened text."""
        return None if self._opened is None else self._shown.index(TEXT_ROW)

    def place_at(self, row: int) -> int | None:
        """The place of the step in a row; None for the text's row and outside."""
        place = self._shown[row] if 0 <= row < len(self._shown) else TEXT_ROW
        return None if place == TEXT_ROW else place

    def row_of(self, place: int) -> int | None:
        """The row of a step; None while it is folded away."""
        try:
            return self._shown.index(place)
        except ValueError:
            return None

    def is_folded(self, place: int) -> bool:
        return place in self._folded

    def open_text(self, place: int | None) -> None:
        """Open a shown step's text and close the one that was open; None only closes."""
        if self._opened is not None:
            at = self._shown.index(TEXT_ROW)
            self.beginRemoveRows(QModelIndex(), at, at)
            del self._shown[at]
            self._opened = None
            self.endRemoveRows()
        row = None if place is None else self.row_of(place)
        if row is not None:
            self.beginInsertRows(QModelIndex(), row + 1, row + 1)
            self._shown.insert(row + 1, TEXT_ROW)
            self._opened = place
            self.endInsertRows()

    def fold(self, place: int, folded: bool) -> None:
        """Fold the steps below one away, or show them again."""
        row = self.row_of(place)
        if row is None or not self._rows.tree.below[place] or (place in self._folded) is folded:
            return
        if self._opened is not None and self._opened != place and self._is_below(self._opened, place):
            self.open_text(None)
        first = row + (2 if self._opened == place else 1)
        if folded:
            last = first
            while last < len(self._shown) and self._is_below(self._shown[last], place):
                last += 1
            self._folded.add(place)
            if last > first:
                self.beginRemoveRows(QModelIndex(), first, last - 1)
                del self._shown[first:last]
                self.endRemoveRows()
        else:
            self._folded.discard(place)
            inner = self._unfolded(place)
            self.beginInsertRows(QModelIndex(), first, first + len(inner) - 1)
            self._shown[first:first] = inner
            self.endInsertRows()
        changed = self.index(row, 0)
        self.dataChanged.emit(changed, changed)

    def fold_all(self, folded: bool) -> None:
        """Show the roots only, or every step."""
        self.beginResetModel()
        below = self._rows.tree.below
        self._folded = {place for place in range(len(below)) if below[place]} if folded else set()
        self._opened = None
        self._shown = self._unfolded()
        self.endResetModel()

    def reveal(self, place: int) -> int:
        """Unfold everything above a step; returns its row."""
        above = []
        parent = self._rows.tree.parents[place]
        while parent >= 0:
            above.append(parent)
            parent = self._rows.tree.parents[parent]
        for each in reversed(above):
            if each in self._folded:
                self.fold(each, folded=False)
        return self._shown.index(place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self._shown[index.row()] == TEXT_ROW:
            # The text has its own widget; as a row it is passed over by the arrow keys.
            return Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        place = self._shown[index.row()]
        if place == TEXT_ROW:
            opened = self._opened
            if role == Qt.ItemDataRole.AccessibleTextRole and opened is not None:
                return display_line(self._rows.steps[opened].text, 500)
            return None
        if role == ROW_ROLE:
            return self._rows.row(place)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows.row(place).name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            folded = [tr("folded")] if place in self._folded else []
            return ", ".join([self._rows.row(place).spoken, *folded])
        return None

    def _is_below(self, place: int, above: int) -> bool:
        if place == TEXT_ROW:
            return False
        tree = self._rows.tree
        while tree.depths[place] > tree.depths[above]:
            place = tree.parents[place]
        return place == above

    def _unfolded(self, root: int | None = None) -> list[int]:
        """The places below ``root``, or all, that no folded step hides."""
        tree = self._rows.tree
        at = 0 if root is None else tree.order.index(root) + 1
        end = len(tree.order) if root is None else at + tree.below[root]
        shown: list[int] = []
        while at < end:
            place = tree.order[at]
            shown.append(place)
            at += 1 + (tree.below[place] if place in self._folded else 0)
        return shown
