"""The inbox's left side: pills, filter, the bar of new items, and the list."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from counterseal.clock import Clock
from counterseal_desktop import theme
from counterseal_desktop.inbox import words
from counterseal_desktop.inbox.queue_model import PILL_ALL, PILL_CRITICAL, PILL_EXPIRING, QueueModel
from counterseal_desktop.inbox.queue_view import QueueView
from counterseal_desktop.widgets.buttons import FilterPill

FILTER_DELAY_MS = 150


class QueuePane(QFrame):
    """Shows a ``QueueModel`` and what narrows it.

    Signals:
        selection_gone(): the item that was selected is not in the list any more.
    """

    selection_gone = Signal()

    def __init__(self, model: QueueModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.setProperty("panel", "surface")
        self.setMinimumWidth(theme.px(250))
        self.view = QueueView(model, clock.now, self)
        self._pills: dict[str, FilterPill] = {}
        self._make()
        model.new_count_changed.connect(self._on_new_count)

    def select(self, action_id: str) -> bool:
        """Open an action; one that waits behind the bar is brought in first. False when it is not in the queue."""
        if self.view.select(action_id):
            return True
        if self.model.item(action_id) is None:
            return False
        self.show_new()
        if self.model.row_of(action_id) < 0:
            self.clear_filter()
            self.set_pill(PILL_ALL)
        return self.view.select(action_id)

    def set_pill(self, name: str) -> None:
        self._pills[name].setChecked(True)
        self.apply()

    def set_counts(self, total: int, critical: int, soon: int) -> None:
        """The figures behind the pills."""
        for name, count in ((PILL_ALL, total), (PILL_CRITICAL, critical), (PILL_EXPIRING, soon)):
            self._pills[name].set_count(count)

    def clear_filter(self) -> None:
        self.filter.clear()
        self.apply()

    def show_new(self) -> None:
        """Bring in what waits behind the bar."""
        kept = self.view.current_id()
        self.model.show_new()
        if kept is not None and not self.view.select(kept):
            self.selection_gone.emit()

    def apply(self) -> None:
        """Narrow the list to the pill and the filter, at once."""
        self._timer.stop()
        kept = self.view.current_id()
        pill = next((name for name, button in self._pills.items() if button.isChecked()), PILL_ALL)
        self.model.set_filter(pill, self.filter.text())
        if kept is not None and self.view.current_id() is None and not self.view.select(kept):
            self.selection_gone.emit()

    def fit(self, width: int) -> None:
        """Put the filter under the pills where ``width`` is too small for both."""
        pills = sum(pill.sizeHint().width() for pill in self._pills.values())
        narrow = width < pills + theme.px(100)
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        self._lines.setDirection(wanted)

    def _make(self) -> None:
        group = QButtonGroup(self)
        pills = QHBoxLayout()
        pills.setSpacing(0)
        for name, text in ((PILL_ALL, "All"), (PILL_CRITICAL, "Critical"), (PILL_EXPIRING, "Expiring")):
            pill = FilterPill(text, parent=self)
            pill.setObjectName(f"inboxPill_{name}")
            pill.clicked.connect(self.apply)
            group.addButton(pill)
            pills.addWidget(pill)
            self._pills[name] = pill
        self._pills[PILL_ALL].setChecked(True)
        self.filter = QLineEdit(self)
        self.filter.setObjectName("inboxFilter")
        self.filter.setPlaceholderText(self.tr("Filter  /"))
        self.filter.setAccessibleName(self.tr("Filter the waiting actions"))
        self.filter.setClearButtonEnabled(True)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_DELAY_MS)
        self._timer.timeout.connect(self.apply)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self._lines = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lines.setContentsMargins(theme.px(9), theme.px(7), theme.px(9), theme.px(2))
        self._lines.setSpacing(theme.px(6))
        self._lines.addLayout(pills)
        self._lines.addWidget(self.filter, 1)
        self.new_bar = QPushButton(self)
        self.new_bar.setObjectName("newBar")
        self.new_bar.setAutoDefault(False)
        self.new_bar.hide()
        self.new_bar.clicked.connect(self.show_new)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        rows.addLayout(self._lines)
        holder = QVBoxLayout()
        holder.setContentsMargins(theme.px(10), 0, theme.px(10), 0)
        holder.addWidget(self.new_bar)
        rows.addLayout(holder)
        rows.addWidget(self.view, 1)

    def _on_new_count(self, count: int) -> None:
        self.new_bar.setText(f"{count:,} new")  # trusted: a figure
        self.new_bar.setAccessibleName(f"Show {words.count_of(count, 'new action', 'new actions')}")
        self.new_bar.setVisible(count > 0)
