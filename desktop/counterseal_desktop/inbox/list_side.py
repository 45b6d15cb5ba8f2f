"""What a person does with the list beside reading it: saved views, putting off, and knowing what cannot be reached."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from counterseal.clock import Clock, parse_stamp
from counterseal.model.views import QueueItem
from counterseal.sync.api import DeskStatus, SourceView
from counterseal.sync.api_people import PeopleView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox import narrowing, snoozing
from counterseal_desktop.inbox.keeping import InboxKeeping
from counterseal_desktop.inbox.queue_pane import QueuePane, away_words
from counterseal_desktop.inbox.views_sheet import ViewsSheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.untrusted import display_line


class ListSide(QObject):
    """One for an inbox.

    Attributes:
        keeping: saved views and snoozes.
        away: by name, the separate gateways that cannot be reached now; the empty name is the own one.

    Signals:
        put_off_changed(): what is snoozed is another.
        away_changed(): what can be reached is another.
        names_known(dict[str, str]): people's names by id.
    """

    put_off_changed = Signal()
    away_changed = Signal()
    names_known = Signal(object)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, clock: Clock, pane: QueuePane, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge, self._deck, self._clock, self._pane = bridge, deck, clock, pane
        self._opened = False
        self.away: dict[str, SourceView] = {}
        self.keeping = InboxKeeping(bridge, self)
        self._wake = QTimer(self)
        self._wake.setSingleShot(True)
        self._wake.timeout.connect(self._on_wake)
        pane.model.hidden = self.keeping.snoozes
        pane.menu.save_wanted.connect(self.open_views)
        self.keeping.read.connect(self._on_read)
        self.keeping.views_changed.connect(self._on_views)
        self.keeping.snoozes_changed.connect(self._on_snoozes)

    def start(self) -> None:
        """Read what was kept, and who is on the roster."""
        self.keeping.start()
        self._bridge.run(self._bridge.desk.people.view(), self, self._on_people, lambda _error: None)

    def look(self, queue: tuple[QueueItem, ...]) -> None:
        """Take a new queue."""
        self.keeping.look(queue, self._clock.now())

    def set_status(self, status: DeskStatus) -> None:
        """Which gateways cannot be reached, and since when."""
        gateways = [source for source in status.sources if source.kind == "gateway"]
        local = gateways[0].name if gateways else ""
        away = {
            "" if source.name == local else source.name: source
            for source in gateways
            if source.state in ("reconnecting", "off", "failed")
        }
        if away != self.away:
            self.away = away
            self._say_away()
            self.away_changed.emit()

    def open_views(self) -> None:
        """The saved views, and a name for what is shown."""
        self._deck.open(ViewsSheet(self._deck.host, self.keeping, self._pane.narrowing))

    def away_name(self, item: QueueItem) -> str:
        """The safe name of an action's gateway while that cannot be reached; empty when it answers."""
        source = self.away.get(item.gateway)
        return display_line(source.name, 60) if source is not None else ""

    def away_names(self) -> str:
        """Those of all gateways that cannot be reached now."""
        return ", ".join(display_line(source.name, 60) for source in self.away.values())

    def may_snooze(self, item: QueueItem) -> bool:
        """Whether an action can be put off at all, or is already."""
        return not snoozing.why_not(item, self._clock.now())

    def snoozed_until(self, item: QueueItem) -> datetime | None:
        """Until when an action is hidden; None when it is not."""
        now = self._clock.now()
        kept = self.keeping.snoozes.of(item.id)
        return parse_stamp(kept.until) if kept is not None and snoozing.hides(kept, item, now) else None

    def snooze_menu(self, item: QueueItem, parent: QWidget) -> QMenu:
        """The times that an action may be put off to, or why it may not."""
        now = self._clock.now()
        menu = QMenu(parent)
        menu.setObjectName("snoozeMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        if self.snoozed_until(item) is not None:
            back = menu.addAction(tr("Bring it back now"))
            back.triggered.connect(lambda _on=False: self.bring_back(item.id))
            return menu
        for choice in snoozing.choices(item, now):
            action = QAction(choice.words, menu)
            action.triggered.connect(lambda _on=False, until=choice.until: self.snooze(item, until))
            menu.addAction(action)
        if menu.isEmpty():
            why = menu.addAction(snoozing.why_not(item, now) or tr("It ends too soon to be put off."))
            why.setEnabled(False)
        return menu

    def pop_snooze(self, item: QueueItem, button: QWidget) -> QMenu:
        """Open it under a button."""
        menu = self.snooze_menu(item, button)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        return menu

    def snooze(self, item: QueueItem, until: datetime) -> None:
        """Put an action off; it leaves the list, and the next one is selected."""
        try:
            self.keeping.snooze(item, until, self._clock.now())
        except ValueError:
            # It came closer to its end while the menu was open.
            return
        self._pane.take_out(item.id)
        said = tr("Put off until {time}", time=f"{until.astimezone():%H:%M}")
        announce(self._pane, said)

    def bring_back(self, action_id: str) -> None:
        """Show a snoozed action again; with the last one, the list shows everything."""
        self.keeping.bring_back(action_id)
        self._pane.take_out(action_id)
        last = not self._pane.model.counts().snoozed
        if last and self._pane.narrowing.pill == narrowing.PILL_SNOOZED:
            self._pane.set_pill(narrowing.PILL_ALL)
            self._pane.select(action_id)

    def _on_people(self, known: PeopleView) -> None:
        names = {one.id: one.name for one in known.people}
        self._pane.menu.names = names
        self.names_known.emit(names)

    def _on_read(self) -> None:
        if self._opened:
            return
        self._opened = True
        # What is put off was shown until now, because nothing is hidden before it is known that it should be.
        self._pane.model.hidden = self.keeping.snoozes
        self._pane.show_new()
        first = next((view for view in self.keeping.views if view.name == self.keeping.default), None)
        if first is not None:
            self._pane.narrow(narrowing.from_view(first))

    def _on_views(self) -> None:
        self._pane.menu.views = self.keeping.views

    def _on_snoozes(self) -> None:
        self._pane.model.hidden = self.keeping.snoozes
        self._pane.model.look_again()
        self._plan()
        self.put_off_changed.emit()

    def _on_wake(self) -> None:
        now = self._clock.now()
        self.keeping.look(self._pane.model.items(), now)
        self._pane.model.look_again()
        self._plan()

    def _plan(self) -> None:
        """Wake when the first snooze is over."""
        ends = self.keeping.snoozes.next_end()
        if ends is None:
            self._wake.stop()
        else:
            left = (ends - self._clock.now()).total_seconds()
            self._wake.start(int(min(max(left, 0.05), 3600.0) * 1000))

    def _say_away(self) -> None:
        said = []
        for source in self.away.values():
            since = f"{parse_stamp(source.heard_at).astimezone():%H:%M:%S}" if source.heard_at else ""
            said.append(away_words(source.name, since))
        self._pane.away.set_message(" ".join(said))
        self._pane.away.setVisible(bool(said))
