"""The left side of the inbox: what narrows the list, the bar that new items wait behind, and the list."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal_desktop import theme
from counterseal_desktop.inbox import narrowing
from counterseal_desktop.inbox.narrowing import Counts, Narrowing
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.inbox.queue_view import QueueView
from counterseal_desktop.inbox.view_menu import ViewMenu
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import Banner, FilterPill, QuietButton
from counterseal_desktop.widgets.untrusted import display_line

FILTER_DELAY_MS = 150
LOOK_AGAIN_MS = 20_000
"""How often the figures are counted anew although nothing changed: deadlines come nearer, snoozes end."""


class QueuePane(QFrame):
    """Shows a ``QueueModel`` and what narrows it.

    Attributes:
        away: says what cannot be reached now, and from when it is what is shown of it.

    Signals:
        selection_gone(): the item that was selected is not in the list any more.
        narrowed(): another narrowing is in force.
    """

    selection_gone = Signal()
    narrowed = Signal()

    def __init__(self, model: QueueModel, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self._clock = clock
        self.setProperty("panel", "surface")
        self.setMinimumWidth(theme.px(250))  # narrower than this the pills no longer fit
        self.view = QueueView(model, clock.now, self)
        self.menu = ViewMenu(model, self)
        self._pills: dict[str, FilterPill] = {}
        self._make()
        self._wire()

    def select(self, action_id: str) -> bool:
        """Open an action; one that waits behind the bar or is filtered out is brought in. False: not in the queue."""
        if self.view.select(action_id):
            return True
        item = self.model.item(action_id)
        if item is None:
            return False
        self.show_new()
        if self.model.row_of(action_id) < 0:
            snoozed = self.model.look().hides(item)
            pill = narrowing.PILL_SNOOZED if snoozed else narrowing.PILL_ALL
            self.narrow(Narrowing(pill, self.model.narrowing.group))
        return self.view.select(action_id)

    @property
    def narrowing(self) -> Narrowing:
        """What the list is narrowed to."""
        return self.model.narrowing

    def narrow(self, wanted: Narrowing) -> None:
        """Show something else, and let pills, filter field and facets say so."""
        self._timer.stop()
        self._pills[wanted.pill].setChecked(True)
        if self.filter.text().casefold().strip() != wanted.text:
            self.filter.blockSignals(True)
            self.filter.setText(wanted.text)  # trusted: what this person typed, now or when they saved it
            self.filter.blockSignals(False)
        kept = self.view.current_id()
        self.model.narrow(wanted)
        self._show_facets()
        if self.view.current_id() is None and (kept is None or not self.view.select(kept)):
            self.selection_gone.emit()
        self.narrowed.emit()

    def set_pill(self, name: str) -> None:
        self.narrow(replace(self.narrowing, pill=name))

    def set_counts(self, counts: Counts) -> None:
        """The figures behind the pills."""
        for name, pill in self._pills.items():
            pill.set_count(getattr(counts, name))
        snoozed = self._pills[narrowing.PILL_SNOOZED]
        if snoozed.isVisibleTo(self) != bool(counts.snoozed or snoozed.isChecked()):
            snoozed.setVisible(bool(counts.snoozed or snoozed.isChecked()))
        self._pill_box.updateGeometry()

    def clear_filter(self) -> None:
        """Take the typed words out; what else narrows the list stays."""
        self.narrow(replace(self.narrowing, text=""))

    def show_all(self) -> None:
        """Take out everything that narrows the list."""
        self.narrow(Narrowing(group=self.narrowing.group))

    def show_new(self) -> None:
        """Bring in what waits behind the bar."""
        kept = self.view.current_id()
        self.model.show_new()
        if kept is not None and not self.view.select(kept):
            self.selection_gone.emit()

    def take_out(self, action_id: str) -> None:
        """An action was put off, or brought back: the next one is selected where it leaves the list."""
        following = self.view.next_to(action_id) if self.view.current_id() == action_id else None
        item = self.model.item(action_id)
        hides = item is None or not narrowing.matches(item, self.narrowing, self.model.look())
        self.model.look_again(action_id if hides else "")
        if hides and following is not None:
            self.view.select(following)
        elif hides and self.view.current_id() is None:
            self.selection_gone.emit()

    def apply(self) -> None:
        """Narrow the list to what is typed, at once."""
        self.narrow(replace(self.narrowing, text=self.filter.text().casefold().strip()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for box in (self._pill_box, self._facet_box):
            box.updateGeometry()

    # Building

    def _make(self) -> None:
        self._group = QButtonGroup(self)
        self._pill_box = QWidget(self)
        pills = WrapLayout(self._pill_box, 0)
        for name, text in (
            (narrowing.PILL_ALL, tr("All")),
            (narrowing.PILL_MINE, tr("Mine")),
            (narrowing.PILL_CRITICAL, tr("Critical")),
            (narrowing.PILL_EXPIRING, tr("Expiring")),
            (narrowing.PILL_SNOOZED, tr("Snoozed")),
        ):
            pill = FilterPill(text, parent=self._pill_box)
            pill.setObjectName(f"inboxPill_{name}")
            pill.clicked.connect(lambda _on=False, name=name: self.set_pill(name))
            self._group.addButton(pill)
            pills.addWidget(pill)
            self._pills[name] = pill
        self._pills[narrowing.PILL_ALL].setChecked(True)
        self._pills[narrowing.PILL_SNOOZED].hide()
        self._pills[narrowing.PILL_MINE].setAccessibleDescription(
            tr("Actions of agents that you answer for, and what was escalated to you")
        )
        self.filter = QLineEdit(self)
        self.filter.setObjectName("inboxFilter")
        self.filter.setPlaceholderText(tr("Filter  /"))
        self.filter.setAccessibleName(tr("Filter the waiting actions"))
        self.filter.setClearButtonEnabled(True)
        self.menu_button = QuietButton(tr("View"), icon_name="filter")
        self.menu_button.setObjectName("inboxView")
        self.menu_button.setAccessibleName(tr("Grouping, filters and saved views"))
        self._facet_box = QWidget(self)
        self._facets = WrapLayout(self._facet_box, theme.px(2))
        self._facet_box.hide()
        self.away = Banner("amber", self)
        self.away.setObjectName("inboxAway")
        self.away.hide()
        self.new_bar = QPushButton(self)
        self.new_bar.setObjectName("newBar")
        self.new_bar.setAutoDefault(False)
        self.new_bar.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(4))
        head = QVBoxLayout()
        head.setContentsMargins(theme.px(9), theme.px(7), theme.px(9), theme.px(2))
        head.setSpacing(theme.px(4))
        head.addWidget(self._pill_box)
        line = QHBoxLayout()
        line.setSpacing(theme.px(4))
        line.addWidget(self.filter, 1)
        line.addWidget(self.menu_button)
        head.addLayout(line)
        head.addWidget(self._facet_box)
        head.addWidget(self.away)
        head.addWidget(self.new_bar)
        rows.addLayout(head)
        rows.addWidget(self.view, 1)

    def _wire(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_DELAY_MS)
        self._timer.timeout.connect(self.apply)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self._clockwork = QTimer(self)
        self._clockwork.setInterval(LOOK_AGAIN_MS)
        self._clockwork.timeout.connect(self.model.time_passed)
        self._clockwork.start()
        self.new_bar.clicked.connect(self.show_new)
        self.menu_button.clicked.connect(lambda: self.menu.pop(self.menu_button))
        self.menu.chosen.connect(self.narrow)
        self.model.new_count_changed.connect(self._on_new_count)

    def _show_facets(self) -> None:
        self._facets.clear()
        for name, words in self.menu.facets_in_force():
            pill = FilterPill(f"{words}  ×", parent=self._facet_box)
            pill.setObjectName(f"inboxFacet_{name}")
            pill.setChecked(True)
            pill.setAccessibleName(tr("Shown: {what}. Press to show any.", what=words))
            pill.clicked.connect(lambda _on=False, name=name: self.narrow(replace(self.narrowing, **{name: ""})))
            self._facets.addWidget(pill)
            pill.show()
        self._facet_box.setVisible(self._facets.count() > 0)
        self._facet_box.updateGeometry()

    def _on_new_count(self, count: int) -> None:
        self.new_bar.setText(tr("{figure} new", figure=figure(count)))  # trusted: a figure
        said = tr("Show one new action") if count == 1 else tr("Show {count} new actions", count=count)
        self.new_bar.setAccessibleName(said)
        if count and self.new_bar.isHidden():
            # Once, not with each that follows: a burst must not talk over what is being read.
            waits = tr("A new action waits") if count == 1 else tr("{count} new actions wait", count=count)
            announce(self.new_bar, waits)
        self.new_bar.setVisible(count > 0)


def away_words(name: str, since: str) -> str:
    """What is said of a gateway that cannot be reached; ``since`` in local time, empty when it never answered."""
    safe = display_line(name, 60)
    if not since:
        return tr("{gateway} is away.", gateway=safe)
    return tr("{gateway} is away; shown as of {time}.", gateway=safe, time=since)
