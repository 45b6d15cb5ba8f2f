"""History: everything that was decided, by whom, and what proves it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from counterseal.clock import Clock
from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus, EntryDetail, HistoryFilter, HistoryPage, HistoryRow
from counterseal.sync.api_erasure import ErasureResult
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.entry_side import EntrySide
from counterseal_desktop.history.erase_sheet import ErasedSheet, EraseSheet
from counterseal_desktop.history.history_model import HistoryModel
from counterseal_desktop.history.history_table import AGENT, OUTCOME, WHO, make_table
from counterseal_desktop.history.incidents import Incidents
from counterseal_desktop.history.proving import Proving
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton
from counterseal_desktop.widgets.untrusted import display_line

FILTER_DELAY_MS = 150
MOST_MENU = 40
KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Any decision", ()),
    ("People's decisions", ("decision",)),
    ("Allowed by policy", ("policy_allowed",)),
    ("Refused by policy", ("policy_refused",)),
    ("Expired", ("expired", "escalated", "voided")),
    ("Halts and resets", ("pause", "halt", "reset")),
    ("Outcomes", ("permit_taken", "outcome")),
    ("Marked as wrong", ("incident",)),
    ("Orders and keys", ("order", "key_enrolled", "key_rotated", "key_revoked")),
)


class HistoryScreen(QWidget):
    """Signals: exported(Path): a bundle, report or events file lies there."""

    exported = Signal(object)

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("historyScreen")
        self._bridge = bridge
        self._deck = deck
        self._step_up = step_up
        self._owner = False
        self._decides = False
        self._read_only = False
        self._agents: tuple[AgentView, ...] = ()
        self._agent = ""
        self._kinds: tuple[str, ...] = ()
        self._started = False
        self._wanted_entry: tuple[int, str] | None = None
        self._goal: tuple[int, str] | None = None
        self.model = HistoryModel(bridge, self)
        self.table = make_table(self.model)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QFrame(self.splitter)
        right = QFrame(self.splitter)
        self.side = EntrySide(right)
        self.proving = Proving(bridge, clock, left)
        self.incidents = Incidents(bridge, deck, step_up, self.side, self)
        self.report = self.proving.report
        self.foot = OwnLabel("", "faint")
        self.foot.setObjectName("historyFoot")
        left.setProperty("panel", "surface")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._make_bar())
        rows.addWidget(self.proving)
        rows.addWidget(self.table, 1)
        below = QVBoxLayout()
        below.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(6))
        below.addWidget(self.foot)
        rows.addLayout(below)
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
        self._wire()

    def start(self) -> None:
        """Load the first page; later calls only look for newer entries."""
        if self._started:
            self.model.refresh()
        else:
            self._started = True
            self.model.load(self._wanted())

    def search(self, text: str) -> None:
        """Filter by text at once."""
        self._started = True
        self.filter.setText(text)  # trusted: what this person typed
        self._reload()

    def show_agent(self, agent: str) -> None:
        """Only one agent's entries; empty for all."""
        self._started = True
        self._set_agent(agent)

    def show_filter(self, wanted: HistoryFilter) -> None:
        """The rows behind a figure, until another filter is chosen here."""
        self._started = True
        self._timer.stop()
        self._goal = None
        self.model.load(wanted)

    def show_action(self, action_id: str) -> None:
        """Open the newest entry of an action."""

        def ok(page: HistoryPage) -> None:
            if page.rows:
                self._open(page.rows[0].seq, page.rows[0].log)

        self._bridge.run(self._bridge.desk.history(HistoryFilter(subject=action_id), None, 1), self, ok)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.splitter_moved:
            side = min(theme.px(380), max(int(self.width() * 0.36), theme.px(260)))
            self.splitter.setSizes([self.width() - side, side])
        self._fit_columns()

    def restore_splitter(self, state: QByteArray) -> None:
        """Put the divider where the person had left it."""
        self.splitter_moved = self.splitter.restoreState(state)

    def select(self, seq: int) -> None:
        """Open an entry, which need not be among the fetched rows."""
        self._open(seq, "")

    def _open(self, seq: int, log: str) -> None:
        # A page that is still on its way begins the list anew; the entry is opened again then.
        self._goal = (seq, log)
        number = self.model.number_of(seq, log)
        if number >= 0:
            self.table.selectRow(number)
        else:
            self._fetch(seq, log)

    def step(self, by: int) -> None:
        """Move the selection."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

    def set_status(self, status: DeskStatus) -> None:
        """Only an owner may erase; owners and reviewers mark as wrong."""
        self._owner = "owner" in status.identity.roles
        self._decides = bool({"owner", "reviewer"} & set(status.identity.roles))
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
        if rows and self._owner and not self._read_only:
            sheet = EraseSheet(self._deck, self._bridge, self._step_up, rows)
            sheet.done.connect(self._on_erased)
            self._deck.open(sheet)

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._agents = agents

    def _on_splitter_moved(self) -> None:
        self.splitter_moved = True
        self._fit_columns()

    def _fit_columns(self) -> None:
        """The action's title keeps its room; the side shows the whole entry."""
        room = self.splitter.sizes()[0]
        for column, least in ((AGENT, 780), (OUTCOME, 640), (WHO, 520)):
            self.table.setColumnHidden(column, room < theme.px(least))
        wanted = QBoxLayout.Direction.TopToBottom if room < theme.px(600) else QBoxLayout.Direction.LeftToRight
        self._bar.setDirection(wanted)

    def _make_bar(self) -> QBoxLayout:
        self.filter = QLineEdit()
        self.filter.setObjectName("historyFilter")
        self.filter.setAccessibleName(self.tr("Search the history"))
        self.filter.setPlaceholderText(self.tr("Search the history  /"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(theme.px(300))
        self.agent_pill = FilterPill(self.tr("Any agent"))
        self.agent_pill.setObjectName("historyAgentPill")
        self.kind_pill = FilterPill(self.tr("Any decision"))
        self.kind_pill.setObjectName("historyKindPill")
        self.verify = QuietButton(self.tr("Verify"))
        self.verify.setObjectName("verifyButton")
        self.export = QuietButton(self.tr("Export…"))
        self.export.setObjectName("exportButton")
        self._bar = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._bar.setContentsMargins(theme.px(10), theme.px(6), theme.px(9), theme.px(6))
        self._bar.setSpacing(theme.px(5))
        self._bar.addWidget(self.filter, 1)
        row = QHBoxLayout()
        row.setSpacing(theme.px(1))
        self._bar.addLayout(row, 2)
        row.addWidget(self.agent_pill)
        row.addWidget(self.kind_pill)
        row.addStretch(1)
        row.addWidget(self.verify)
        row.addWidget(self.export)
        return self._bar

    def _wire(self) -> None:
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_DELAY_MS)
        self._timer.timeout.connect(self._reload)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self.agent_pill.clicked.connect(self._on_agent_pill)
        self.kind_pill.clicked.connect(self._on_kind_pill)
        self.verify.clicked.connect(self._on_verify)
        self.proving.verifying.connect(lambda runs: self.verify.setEnabled(not runs))
        self.proving.exported.connect(self.exported)
        self.export.clicked.connect(lambda: self.proving.pop_exports(self.export))
        self.side.erase_wanted.connect(self.open_erase)
        self.side.incidents.action_wanted.connect(self.show_action)
        self.incidents.said.connect(self.proving.say)
        self.incidents.changed.connect(self._read_again)
        self.table.selectionModel().selectionChanged.connect(self._on_selection)
        self.model.searching.connect(lambda: self.foot.say("Searching…"))
        self.model.found.connect(self._on_found)
        self.model.failed.connect(self._on_failed)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self._bridge.history_changed.connect(self._on_history_changed)

    def _wanted(self) -> HistoryFilter:
        return HistoryFilter(text=self.filter.text().strip(), agent=self._agent, kinds=self._kinds)

    def _reload(self) -> None:
        self._timer.stop()
        self._goal = None
        self.model.load(self._wanted())

    def _on_history_changed(self) -> None:
        if self._started and self.isVisible():
            self.model.refresh()

    def _on_found(self, total: int, shown: int, took: float) -> None:
        more = " · more below" if self.model.canFetchMore(QModelIndex()) else ""
        self.foot.say(f"{count_of(total, 'entry', 'entries')} · {shown:,} shown · found in {took:,.0f} ms{more}")
        if not self.table.currentIndex().isValid() and self._goal is not None:
            self._open(*self._goal)
        elif not self.table.currentIndex().isValid() and self.model.rowCount():
            self.table.selectRow(0)
        if not self.model.rowCount():
            self.side.clear()

    def _on_failed(self, error: KnownError) -> None:
        self.foot.say(f"The history cannot be read: {display_line(error.text(), 300)}")

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        if current.isValid():
            row = self.model.row(current.row())
            if self._goal != (row.seq, row.log):
                self._goal = None
            self._fetch(row.seq, row.log)

    def _fetch(self, seq: int, log: str) -> None:
        self._wanted_entry = (seq, log)

        def ok(detail: EntryDetail) -> None:
            if self._wanted_entry == (seq, log):
                self.side.show_entry(detail)
                self.incidents.show(detail)

        def failed(error: KnownError) -> None:
            if self._wanted_entry == (seq, log):
                self.side.show_error(error)

        self._bridge.run(self._bridge.desk.entry(seq, log), self, ok, failed)

    def _read_again(self) -> None:
        """Something was signed about the shown entry."""
        self.model.refresh()
        if self._wanted_entry is not None:
            self._fetch(*self._wanted_entry)

    def _on_agent_pill(self) -> None:
        choices = [("Any agent", "")]
        choices += [(display_line(agent.name, 60), agent.id) for agent in self._agents[:MOST_MENU]]
        self._pop(self.agent_pill, choices, self._agent, self._set_agent)
        self.agent_pill.setChecked(bool(self._agent))

    def _set_agent(self, agent: str) -> None:
        self._agent = agent
        name = next((one.name for one in self._agents if one.id == agent), agent)
        self.agent_pill.setText(display_line(name, 30) if agent else "Any agent")  # trusted: escaped
        self.agent_pill.setAccessibleName(self.agent_pill.text())
        self.agent_pill.setChecked(bool(agent))
        self._reload()

    def _on_kind_pill(self) -> None:
        names = [(name, name) for name, _kinds in KINDS]
        now = next(name for name, kinds in KINDS if kinds == self._kinds)
        self._pop(self.kind_pill, names, now, self._set_kind)
        self.kind_pill.setChecked(bool(self._kinds))

    def _set_kind(self, name: str) -> None:
        self._kinds = dict(KINDS)[name]
        self.kind_pill.setText(name)  # trusted: one of KINDS
        self.kind_pill.setAccessibleName(name)
        self.kind_pill.setChecked(bool(self._kinds))
        self._reload()

    def _pop(self, pill: QWidget, choices: list[tuple[str, str]], now: str, chosen: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, value in choices:
            action = QAction(text.replace("&", "&&"), menu)
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(lambda _on=False, value=value: chosen(value))
            menu.addAction(action)
        menu.popup(pill.mapToGlobal(QPoint(0, pill.height())))

    def _on_verify(self) -> None:
        # A disabled button hands the keyboard to its neighbour, which would be the export.
        self.table.setFocus()
        self.proving.verify()

    def _on_selection(self) -> None:
        count = len(self.table.selectionModel().selectedRows())
        self.side.set_erasable(count if self._owner and not self._read_only else 0)
        self.incidents.set_may_sign(self._decides and not self._read_only)

    def _on_erased(self, result: ErasureResult) -> None:
        self._deck.open(ErasedSheet(self._deck, self._bridge, result))
        self.model.load(self._wanted())
