"""The agents as a table: who answers for each, how far it may go alone, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from counterseal.model.views import AgentView
from counterseal_desktop.agents.standing import address, level_words, needs_attention, standing
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.untrusted import display_line

COLUMNS = (
    mark("Agent"),
    mark("Owner"),
    mark("Autonomy"),
    mark("State"),
    mark("Today"),
    mark("Waiting"),
    mark("Unedited"),
)
AGENT, OWNER, LEVEL, STATE, TODAY, WAITING, UNEDITED = range(len(COLUMNS))
AgentRole = Qt.ItemDataRole.UserRole + 1

Index = QModelIndex | QPersistentModelIndex


class AgentsModel(QAbstractTableModel):
    """Agents in the order the core gives them.

    Signals:
        counts_changed(): the pills' figures.
    """

    counts_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[AgentView, ...] = ()
        self._rows: list[AgentView] = []
        self._pill = "all"
        self._person = ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        agent = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _cell(agent, index.column())
        if role == AgentRole:
            return agent
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return tr("{name}: {value}", name=tr(COLUMNS[index.column()]), value=_cell(agent, index.column()))
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(COLUMNS[section]) if 0 <= section < len(COLUMNS) else None
        return None

    def apply(self, agents: Iterable[AgentView]) -> None:
        """Take the newest agents; rows change in place while their agents stay the same."""
        self._all = tuple(agents)
        self._show(self._matching())
        self.counts_changed.emit()

    def set_filter(self, pill: str, person: str) -> None:
        """``pill`` is all, mine or attention; ``person`` the id whose agents are "mine"."""
        self._pill, self._person = pill, person
        self._show(self._matching())
        self.counts_changed.emit()

    def counts(self) -> tuple[int, int, int]:
        """All agents, mine, and those that need attention."""
        mine = sum(1 for agent in self._all if agent.owner_id == self._person)
        return len(self._all), mine, sum(1 for agent in self._all if needs_attention(agent))

    def agents(self) -> tuple[AgentView, ...]:
        """All agents, whatever the filter."""
        return self._all

    def agent(self, agent_id: str) -> AgentView | None:
        return next((agent for agent in self._all if agent.id == agent_id), None)

    def row_of(self, agent_id: str) -> int:
        """The row of an id or an address, -1 without one."""
        exact = (row for row, agent in enumerate(self._rows) if address(agent) == agent_id)
        return next(exact, next((row for row, agent in enumerate(self._rows) if agent.id == agent_id), -1))

    def _matching(self) -> list[AgentView]:
        if self._pill == "mine":
            return [agent for agent in self._all if agent.owner_id == self._person]
        if self._pill == "attention":
            return [agent for agent in self._all if needs_attention(agent)]
        return list(self._all)

    def _show(self, rows: list[AgentView]) -> None:
        if [address(agent) for agent in rows] != [address(agent) for agent in self._rows]:
            self.beginResetModel()
            self._rows = rows
            self.endResetModel()
            return
        for number, agent in enumerate(rows):
            if agent != self._rows[number]:
                self._rows[number] = agent
                self.dataChanged.emit(self.index(number, 0), self.index(number, len(COLUMNS) - 1))


def _cell(agent: AgentView, column: int) -> str:
    if column == AGENT:
        return display_line(agent.name, 80)
    if column == OWNER:
        return display_line(agent.owner, 60)
    if column == LEVEL:
        return tr("lowered to {level}", level=display_line(agent.cap, 8)) if agent.cap else level_words(agent.level)
    if column == STATE:
        return standing(agent).word
    if column == TODAY:
        return figure(agent.today)
    if column == WAITING:
        return figure(agent.waiting)
    return "" if agent.unedited is None else f"{figure(agent.unedited * 100, 1)} %"
