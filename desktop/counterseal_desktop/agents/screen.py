"""The agents screen: a table of all agents and the selected one beside it."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from counterseal.clock import Clock
from counterseal.errors import KnownError, Unreachable
from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.agents.agent_side import AgentSide
from counterseal_desktop.agents.agents_empty import AgentsEmpty
from counterseal_desktop.agents.agents_model import (
    AGENT,
    COLUMNS,
    LEVEL,
    OWNER,
    STATE,
    TODAY,
    UNEDITED,
    WAITING,
    AgentRole,
    AgentsModel,
)
from counterseal_desktop.agents.level_delegate import AgentDelegate, level_width, state_width
from counterseal_desktop.agents.standing import address
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton
from counterseal_desktop.widgets.untrusted import display_line

WIDTHS = (0, 120, 232, 122, 66, 76, 84)
NAME_LEAST = 130


class AgentsScreen(QWidget):
    """Signals: halt_wanted(str), reset_wanted(str), history_wanted(str), incident_wanted(IncidentView),
    agents_changed(tuple).
    """

    halt_wanted = Signal(str)
    reset_wanted = Signal(str)
    history_wanted = Signal(str)
    incident_wanted = Signal(object)
    agents_changed = Signal(object)

    def __init__(self, bridge: DeskBridge, sheets: AgentSheets, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agentsScreen")
        self._bridge = bridge
        self._sheets = sheets
        self._looking_at = ""
        self._look_again = False
        self._person = ""
        self._asking = False
        self._again = False
        self._failed = False
        self.model = AgentsModel(self)
        self.table = _make_table(self.model)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        left = QFrame(self.splitter)
        right = QFrame(self.splitter)
        self.side = AgentSide(clock, right)
        self._empty = AgentsEmpty()
        self._empty.register.clicked.connect(sheets.register)
        self._empty.again.clicked.connect(self.reload)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self._empty)
        self._pills: dict[str, FilterPill] = {}
        left.setProperty("panel", "surface")
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self._make_pills())
        rows.addWidget(self._pages, 1)
        right.setProperty("panel", "bg")
        holder = QVBoxLayout(right)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addWidget(self.side)
        right.setMinimumWidth(theme.px(260))
        self.splitter.setObjectName("agentsSplitter")
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter_moved = False
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)
        self.table.selectionModel().currentChanged.connect(self._on_current)
        self.model.counts_changed.connect(self._say_counts)
        self._wire_side()
        bridge.agents_changed.connect(self.reload)
        sheets.changed.connect(self.reload)
        bridge.status_changed.connect(self.set_status)

    def _wire_side(self) -> None:
        side, sheets = self.side, self._sheets
        side.halt_wanted.connect(self.halt_wanted)
        side.reset_wanted.connect(self.reset_wanted)
        side.history_wanted.connect(self.history_wanted)
        side.incident_wanted.connect(self.incident_wanted)
        side.pause_wanted.connect(self._on_pause)
        side.resume_wanted.connect(sheets.resume)
        side.drill_wanted.connect(sheets.drill)
        side.charter_wanted.connect(sheets.charter)
        side.mandate_wanted.connect(sheets.mandate)
        side.tools_wanted.connect(sheets.tools)
        side.traces_wanted.connect(sheets.traces)
        side.level_wanted.connect(sheets.level)
        side.describe_wanted.connect(sheets.describe)
        side.second_wanted.connect(sheets.second)

    def _on_pause(self) -> None:
        agent = self.selected()
        if agent is not None:
            self._sheets.pause(agent)

    def start(self) -> None:
        self.set_status(self._bridge.desk.status())
        self.reload()

    def reload(self) -> None:
        """Ask for the agents; while an answer is on its way, one more question at most is kept."""
        if self._asking:
            self._again = True
            return
        self._asking = True
        self._bridge.run(self._bridge.desk.agents(), self, self._on_agents, self._on_failed)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self.splitter_moved:
            side = min(theme.px(400), max(int(self.width() * 0.36), theme.px(280)))
            self.splitter.setSizes([self.width() - side, side])
        self._fit_columns()

    def restore_splitter(self, state: QByteArray) -> None:
        """Put the divider where the person had left it."""
        self.splitter_moved = self.splitter.restoreState(state)

    def select(self, agent_id: str) -> bool:
        """Show an agent, by its id or address; False when there is none."""
        row = self.model.row_of(agent_id)
        if row < 0:
            self._pills["all"].setChecked(True)
            self._apply_pill()
            row = self.model.row_of(agent_id)
        if row < 0:
            return False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.table.selectionModel().setCurrentIndex(self.model.index(row, AGENT), flags)
        return True

    def selected(self) -> AgentView | None:
        index = self.table.currentIndex()
        return index.data(AgentRole) if index.isValid() else None

    def step(self, by: int) -> None:
        """Move the selection."""
        row = self.table.currentIndex().row() + by
        if 0 <= row < self.model.rowCount():
            self.select(address(self.model.index(row, AGENT).data(AgentRole)))

    def set_status(self, status: DeskStatus) -> None:
        self.side.set_status(status)
        owns = "owner" in status.identity.roles
        self._register.setVisible(owns)
        self._empty.set_may_register(owns)
        if status.identity.person_id != self._person:
            self._person = status.identity.person_id
            self._apply_pill()
        if self._failed:
            self.reload()

    def _on_splitter_moved(self) -> None:
        self.splitter_moved = True
        self._fit_columns()

    def _fit_columns(self) -> None:
        """The name keeps its room: what matters least goes first. The side shows the selected agent whole."""
        widths = _widths(self.table)
        room = self.splitter.sizes()[0] - theme.px(NAME_LEAST)
        for column in (UNEDITED, TODAY, OWNER, LEVEL, WAITING):
            tight = sum(widths.values()) > room
            if tight and column == LEVEL:
                # The bars stay; the side says the level's name.
                widths[LEVEL] = theme.px(120)
            elif tight:
                del widths[column]
        for column in range(1, len(COLUMNS)):
            self.table.setColumnHidden(column, column not in widths)
            if column in widths:
                self.table.horizontalHeader().resizeSection(column, widths[column])

    def _make_pills(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(9), theme.px(7), theme.px(9), theme.px(5))
        row.setSpacing(0)
        pills = QWidget()
        pills.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        wrapped = WrapLayout(pills, 0)
        row.addWidget(pills, 1)
        group = QButtonGroup(self)
        for name, text in (("all", tr("All")), ("mine", tr("Mine")), ("attention", tr("Needs attention"))):
            pill = FilterPill(text)
            pill.setObjectName(f"agentsPill_{name}")
            pill.clicked.connect(self._apply_pill)
            group.addButton(pill)
            wrapped.addWidget(pill)
            self._pills[name] = pill
        self._pills["all"].setChecked(True)
        self._register = QuietButton(tr("Register an agent"))
        self._register.setObjectName("registerAgent")
        self._register.clicked.connect(self._sheets.register)
        row.addWidget(self._register, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _pill(self) -> str:
        return next((name for name, pill in self._pills.items() if pill.isChecked()), "all")

    def _apply_pill(self) -> None:
        kept = self.selected()
        self.model.set_filter(self._pill(), self._person)
        self._keep(kept)

    def _on_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._failed = False
        kept = self.selected()
        self.model.apply(agents)
        self._keep(kept)
        self.agents_changed.emit(agents)
        self._look()
        self._asked()

    def _keep(self, kept: AgentView | None) -> None:
        if kept is None or self.model.row_of(address(kept)) < 0:
            if self.model.rowCount():
                self.select(address(self.model.index(0, AGENT).data(AgentRole)))
        elif self.selected() is None:
            self.select(address(kept))
        self._show_selected()
        self._empty.say_none(self._pill(), bool(self.model.agents()))
        self._pages.setCurrentIndex(0 if self.model.rowCount() else 1)

    def _on_failed(self, error: KnownError) -> None:
        # While the gateway starts, or is away, the page says so; asked again with the next news of the state.
        self._failed = True
        self._empty.say_failed(display_line(error.text(), 400))
        if not self.model.rowCount():
            self._pages.setCurrentIndex(1)
        if not isinstance(error, Unreachable):
            self._bridge.problem.emit(error)
        self._asked()

    def _asked(self) -> None:
        self._asking = False
        if self._again:
            self._again = False
            self.reload()

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_selected()
        self._look()

    def _show_selected(self) -> None:
        self.side.set_agent(self.selected())

    def _look(self) -> None:
        """Ask for everything about the selected agent while it is on the screen; an answer about another is dropped.

        While an answer is on its way, one more question at most is kept: news come faster than figures are counted.
        """
        agent = self.selected()
        if agent is None or not self.isVisible():
            return
        wanted = address(agent)
        if self._looking_at == wanted:
            self._look_again = True
            return
        self._looking_at, self._look_again = wanted, False

        def arrived(detail: AgentDetail) -> None:
            if self._looking_at == wanted:
                self.side.set_detail(detail)
                looked()

        def failed(error: KnownError) -> None:
            if self._looking_at == wanted:
                self.side.show_error(wanted, error)
                looked()

        def looked() -> None:
            self._looking_at = ""
            if self._look_again:
                self._look()

        self._bridge.run(self._bridge.desk.autonomy.agent(wanted), self, arrived, failed)

    def _say_counts(self) -> None:
        for pill, count in zip(self._pills.values(), self.model.counts(), strict=True):
            pill.set_count(count)


def _widths(table: QTableView) -> dict[int, int]:
    """How wide each column but the name is: as wide as its heading and the longest word that stands in it."""
    header = table.horizontalHeader()
    header.ensurePolished()
    words = header.fontMetrics()
    longest = {LEVEL: level_width(), STATE: state_width()}
    return {
        column: max(
            theme.px(WIDTHS[column]),
            words.horizontalAdvance(tr(COLUMNS[column])) + theme.px(26),
            longest.get(column, 0),
        )
        for column in range(1, len(COLUMNS))
    }


def _make_table(model: AgentsModel) -> QTableView:
    table = QTableView()
    table.setObjectName("agentsTable")
    table.setAccessibleName(tr("Agents"))
    table.setModel(model)
    table.setItemDelegate(AgentDelegate(table))
    table.setShowGrid(False)
    table.setMouseTracking(True)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.px(42))
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    # The cells are drawn from left to right in every window, and so are their headings.
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
    header.setDefaultAlignment(left | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(AGENT, QHeaderView.ResizeMode.Stretch)
    for column, width in _widths(table).items():
        header.resizeSection(column, width)
    return table
