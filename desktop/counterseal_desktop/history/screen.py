"""History: every entry of the ledger by any combination of filters, and the selected one with its proof."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from PySide6.QtCore import QByteArray, QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus, EntryDetail, HistoryFilter, HistoryPage, HistoryRow
from counterseal.sync.api_erasure import ErasureResult
from counterseal.sync.api_people import PeopleView
from counterseal.sync.api_records import SavedSearch
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history import looking
from counterseal_desktop.history.bundle_bar import BundleBar
from counterseal_desktop.history.date_sheets import DatesSheet, JumpSheet
from counterseal_desktop.history.entry_side import EntrySide
from counterseal_desktop.history.erase_sheet import ErasedSheet, EraseSheet
from counterseal_desktop.history.filter_bar import FilterBar
from counterseal_desktop.history.foot import HistoryFoot, NothingFound
from counterseal_desktop.history.history_model import HistoryModel
from counterseal_desktop.history.history_table import AGENT, OUTCOME, TIME, VERDICT, WHO, make_table
from counterseal_desktop.history.incidents import Incidents
from counterseal_desktop.history.looking import Looking
from counterseal_desktop.history.opening import Opening
from counterseal_desktop.history.proving import Proving
from counterseal_desktop.history.row_menu import RowMenu
from counterseal_desktop.history.searches_sheet import SearchesSheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, tr

ENTRY_AFTER_MS = 20


class HistoryScreen(QWidget):
    """Signals: exported(Path): a bundle, report, events or rows lie there.

    Attributes:
        bar: what is looked for. model, table: the rows. side: the selected entry. proving: verify and export.
        opening: a bundle in place of the own record.
    """

    exported = Signal(object)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("historyScreen")
        self._bridge, self._deck, self._step_up, self._clock = bridge, deck, step_up, clock
        self._owner = self._decides = self._read_only = self._started = False
        self._size = 0
        self._wanted_entry: tuple[int, str] | None = None
        self._goal: tuple[int, str] | None = None
        # An entry that nobody chose is read once the rows are drawn, so that they need not wait for it.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(ENTRY_AFTER_MS)
        self._later.timeout.connect(self._fetch_later)
        self._choosing = False
        self.model = HistoryModel(bridge, self)
        self.table = make_table(self.model)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QFrame(self.splitter)
        right = QFrame(self.splitter)
        self.side = EntrySide(right)
        self.bar = FilterBar(clock, left)
        self.proving = Proving(bridge, clock, left)
        self.proving.selected, self.proving.wanted = self.selected_rows, self._wanted
        self.bundle_bar = BundleBar(left)
        self.opening = Opening(bridge, self.bundle_bar, self.proving, self)
        self.incidents = Incidents(bridge, deck, step_up, self.side, self)
        self.rows = RowMenu(self.table, self.selected_rows)
        self.report = self.proving.report
        self.filter, self.verify = self.bar.filter, self.bar.verify
        self.foot = HistoryFoot(self.model, left)
        self.nothing = NothingFound(left)
        self._lay_out(left, right)
        self._wire()

    # What others call

    def start(self) -> None:
        """Load the first page; later calls only look for newer entries."""
        if self._started:
            self._refresh()
            return
        self._started = True
        self._reload()
        self._bridge.run(self._bridge.desk.records.saved(), self, self._on_searches, self.proving.say_failed)
        self._bridge.run(self._bridge.desk.people.view(), self, self._on_people, self.proving.say_failed)

    def search(self, text: str) -> None:
        """Look for a text in the own record, at once."""
        self._go(Looking(text=text))

    def show_agent(self, agent: str) -> None:
        """Only one agent's entries; empty for all."""
        self._go(Looking(agent=agent))

    def show_filter(self, wanted: HistoryFilter) -> None:
        """The rows of the own record behind a figure, until something else is looked for here."""
        self._go(looking.from_saved(SavedSearch("", wanted)))

    def show_action(self, action_id: str) -> None:
        """Open the newest entry of an action."""
        self.opening.close()

        def ok(page: HistoryPage) -> None:
            if page.rows:
                self._open(page.rows[0].seq, page.rows[0].log)

        self._bridge.run(self._bridge.desk.history(HistoryFilter(subject=action_id), None, 1), self, ok)

    def select(self, seq: int) -> None:
        """Open an entry of the own log, which need not be among the fetched rows."""
        self.opening.close()
        self._open(seq, "")

    def restore_splitter(self, state: QByteArray) -> None:
        """Put the divider where the person had left it."""
        self.splitter_moved = self.splitter.restoreState(state)

    def step(self, by: int) -> None:
        """Move the selection."""
        # Not ``selectRow``, which selects nothing from right to left where the columns leave room.
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(row, 0))

    def set_status(self, status: DeskStatus) -> None:
        """Only an owner may erase; owners and reviewers mark as wrong."""
        self._size = status.ledger.size
        self._owner = "owner" in status.identity.roles
        self._decides = bool({"owner", "reviewer"} & set(status.identity.roles))
        self.bar.logs = tuple(
            (one.name, one.name) for one in status.sources if one.kind == "gateway" and one.name != "Local gateway"
        )
        self._on_selection()

    def set_read_only(self, why: str) -> None:
        """Nothing can be signed while ``why`` says so, an erasure neither."""
        self._read_only = bool(why)
        self._on_selection()

    def selected_rows(self) -> tuple[HistoryRow, ...]:
        """Everything that is selected, in the ledger's order."""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()}, reverse=True)
        return tuple(self.model.row(row) for row in rows)

    def open_erase(self) -> None:
        """Ask what of the selection may be erased, and why."""
        rows = self.selected_rows()
        if rows and self._may_erase():
            sheet = EraseSheet(self._deck, self._bridge, self._step_up, rows)
            sheet.done.connect(self._on_erased)
            self._deck.open(sheet)

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        self.bar.agents = agents

    def jump(self, day: str) -> None:
        """Go to the end of a local day, whatever is looked for."""
        after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
        future = self.model.source.place(looking.midnight(after))
        self._bridge.run(future, self, lambda place: self._from(place, day), self.proving.say_failed)

    def open_jump(self) -> None:
        """Ask which day to go to."""
        sheet = JumpSheet(self._deck.host, self._today().isoformat())
        sheet.chosen.connect(self.jump)
        self._deck.open(sheet)

    def jump_at_random(self) -> None:
        """Go to an entry that chance chose, for who samples the record."""
        size = self.opening.bundle.report.entries if self.opening.bundle is not None else self._size
        if size:
            seq = random.SystemRandom().randrange(size)
            self._goal = None
            self.model.load(self._wanted(), seq + 1)
            self.foot.started_at = tr("entry {number}", number=figure(seq))

    # Building

    def _lay_out(self, left: QFrame, right: QFrame) -> None:
        left.setProperty("panel", "surface")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.bundle_bar)
        rows.addWidget(self.bar)
        rows.addWidget(self.proving)
        rows.addWidget(self.table, 1)
        rows.addWidget(self.nothing, 1)
        rows.addWidget(self.foot)
        right.setProperty("panel", "bg")
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.side)
        right.setMinimumWidth(theme.px(260))
        self.splitter.setObjectName("historySplitter")
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter_moved = False
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)

    def _wire(self) -> None:
        bar, side, table = self.bar, self.side, self.table
        bar.changed.connect(self._on_looking)
        bar.dates_wanted.connect(self._on_dates)
        bar.jump_wanted.connect(self.open_jump)
        bar.random_wanted.connect(self.jump_at_random)
        bar.newest_wanted.connect(self._reload)
        bar.searches_wanted.connect(self._on_searches_wanted)
        bar.verify.clicked.connect(self._on_verify)
        bar.export.clicked.connect(lambda: self.proving.pop_exports(bar.export))
        self.proving.verifying.connect(lambda runs: bar.verify.setEnabled(not runs))
        self.proving.exported.connect(self.exported)
        self.opening.changed.connect(self._on_record)
        self.rows.narrowed.connect(lambda members: bar.set_now(replace(bar.now, **members)))
        self.rows.export_wanted.connect(self.proving.ask_selected)
        self.foot.newest_wanted.connect(self._reload)
        self.nothing.everything_wanted.connect(lambda: bar.set_now(Looking()))
        side.erase_wanted.connect(self.open_erase)
        side.incidents.action_wanted.connect(self.show_action)
        self.incidents.said.connect(self.proving.say)
        self.incidents.changed.connect(self._read_again)
        table.selectionModel().selectionChanged.connect(self._on_selection)
        table.selectionModel().currentRowChanged.connect(self._on_current)
        self.model.found.connect(self._on_found)
        self._bridge.history_changed.connect(self._on_history_changed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.splitter_moved:
            side = min(theme.px(380), max(int(self.width() * 0.36), theme.px(260)))
            self.splitter.setSizes([self.width() - side, side])
        self._fit_columns()

    def _on_splitter_moved(self) -> None:
        self.splitter_moved = True
        self._fit_columns()

    def _fit_columns(self) -> None:
        """The action's title keeps its room; the side shows the whole entry."""
        room = self.splitter.sizes()[0]
        for column, least in ((AGENT, 830), (OUTCOME, 690), (WHO, 570), (TIME, 400), (VERDICT, 300)):
            self.table.setColumnHidden(column, room < theme.px(least))
        narrow = room < theme.px(420)
        self.bar.set_narrow(narrow)
        self.foot.set_narrow(narrow)

    # What is looked for

    def _wanted(self) -> HistoryFilter:
        return self.bar.now.wanted(self._today())

    def _today(self) -> date:
        return self._clock.now().astimezone().date()

    def _go(self, now: Looking) -> None:
        """Look for something in the own record."""
        self.opening.close()
        self._started = True
        self.bar.set_now(now)

    def _on_looking(self, _now: Looking) -> None:
        if self._started:
            self._reload()

    def _reload(self) -> None:
        self._goal = None
        self.foot.started_at = ""
        self.model.load(self._wanted())

    def _from(self, place: int, day: str) -> None:
        self._goal = None
        self.model.load(self._wanted(), place)
        self.foot.started_at = looking.day_words(day)

    def _refresh(self) -> None:
        if self.opening.bundle is None:
            self.model.refresh()

    def _on_history_changed(self) -> None:
        if self._started and self.isVisible():
            self._refresh()

    def _on_dates(self) -> None:
        now = self.bar.now
        sheet = DatesSheet(self._deck.host, now.since, now.until)
        sheet.chosen.connect(
            lambda since, until: self.bar.set_now(replace(self.bar.now, days=0, since=since, until=until))
        )
        self._deck.open(sheet)

    def _on_searches_wanted(self) -> None:
        now = self.bar.now.saved("", self._today())
        sheet = SearchesSheet(self._deck.host, self._bridge, now, self.bar.searches, self.bar.names())
        sheet.changed.connect(self._on_searches)
        sheet.chosen.connect(self.bar.set_now)
        self._deck.open(sheet)

    def _on_searches(self, searches: tuple[SavedSearch, ...]) -> None:
        self.bar.searches = searches

    def _on_people(self, view: PeopleView) -> None:
        self.bar.people = tuple((person.id, person.name) for person in view.people)

    def _on_record(self) -> None:
        """Another record is shown: the own one, or a bundle."""
        bundle = self.opening.bundle
        self.bar.offer_own(bundle is None)
        self.rows.own = bundle is None
        self._wanted_entry = None
        self.side.clear()
        self.model.read_from(self._bridge.desk.records if bundle is None else bundle)
        self._on_selection()
        self.bar.set_now(Looking())

    # The selected entry

    def _open(self, seq: int, log: str) -> None:
        # A page that is still on its way begins the list anew; the entry is opened again then.
        self._goal = (seq, log)
        number = self.model.number_of(seq, log)
        if number >= 0:
            self.table.setCurrentIndex(self.model.index(number, 0))
        else:
            self._fetch(seq, log)

    def _on_found(self, _total: int, _shown: int, _took: float) -> None:
        if not self.table.currentIndex().isValid() and self._goal is not None:
            self._open(*self._goal)
        elif not self.table.currentIndex().isValid() and self.model.rowCount():
            self._choosing = True
            self.table.setCurrentIndex(self.model.index(0, 0))
            self._choosing = False
        empty = not self.model.rowCount()
        if empty:
            self._later.stop()
            self.side.clear()
        nothing = empty and not self.model.looking_on
        keyboard = self.table.hasFocus()
        self.nothing.setVisible(nothing)
        self.table.setVisible(not nothing)
        if nothing and keyboard:
            # What is hidden hands the keyboard to whatever comes next in the window.
            self.nothing.everything.setFocus()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            row = self.model.row(current.row())
            if self._goal != (row.seq, row.log):
                self._goal = None
            if self._choosing:
                self._wanted_entry = (row.seq, row.log)
                self._later.start()
            else:
                self._fetch(row.seq, row.log)

    def _fetch_later(self) -> None:
        if self._wanted_entry is not None and not self._bridge.closed:
            self._fetch(*self._wanted_entry)

    def _fetch(self, seq: int, log: str) -> None:
        source = self.model.source
        self._later.stop()
        self._wanted_entry = (seq, log)

        def current() -> bool:
            return self._wanted_entry == (seq, log) and source is self.model.source

        def ok(detail: EntryDetail) -> None:
            if current():
                self.side.show_entry(detail)
                # An incident is about an action of the own record; a bundle's action may bear the same id.
                self.incidents.show(detail if self.opening.bundle is None else None)

        def failed(error: KnownError) -> None:
            if current():
                self.side.show_error(error)

        self._bridge.run(source.detail(seq, log), self, ok, failed)

    def _read_again(self) -> None:
        """Something was signed about the shown entry."""
        self._refresh()
        if self._wanted_entry is not None:
            self._fetch(*self._wanted_entry)

    def _may_erase(self) -> bool:
        return self._owner and not self._read_only and self.opening.bundle is None

    def _on_verify(self) -> None:
        # A disabled button hands the keyboard to its neighbour, which would be the export.
        self.table.setFocus()
        self.proving.verify()

    def _on_selection(self, *_changed: Any) -> None:
        count = len(self.table.selectionModel().selectedRows())
        self.side.set_erasable(count if self._may_erase() else 0)
        self.incidents.set_may_sign(self._decides and not self._read_only and self.opening.bundle is None)

    def _on_erased(self, result: ErasureResult) -> None:
        self._deck.open(ErasedSheet(self._deck, self._bridge, result))
        self.model.load(self._wanted(), self.model.start)
