"""What the search box finds as one types: actions, agents, screens, commands, and the way into the history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QVBoxLayout, QWidget

from counterseal.model.views import AgentView, QueueItem
from counterseal_desktop import theme
from counterseal_desktop.shell.commands import Command
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word

MOST = 6
MOST_COMMANDS = 8
MOST_ALL = 14
_LEAST_WIDTH, _MARGIN = 360, 12


@dataclass(frozen=True, slots=True)
class Hit:
    """``kind`` is action, agent, command or history; ``key`` what to open; ``text`` safe to show."""

    kind: str
    key: str
    text: str


class HitModel(QAbstractListModel):
    """The hits, at most a dozen."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.hits: tuple[Hit, ...] = ()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if index.isValid() and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.hits[index.row()].text
        return None

    def set_hits(self, hits: tuple[Hit, ...]) -> None:
        self.beginResetModel()
        self.hits = hits
        self.endResetModel()


class Palette(QFrame):
    """Hangs under the search field. Signals name what was chosen."""

    action_wanted = Signal(str)
    agent_wanted = Signal(str)
    history_wanted = Signal(str)
    command_wanted = Signal(str)

    def __init__(self, field: QLineEdit, window: QWidget) -> None:
        super().__init__(window)
        self.find_commands: Callable[[str], list[Command]] = lambda _wanted: []
        self.setObjectName("palette")
        self._field = field
        self._window = window
        self._model = HitModel(self)
        self.view = QListView()
        self.view.setObjectName("paletteList")
        self.view.setAccessibleName(tr("Found"))
        self.view.setModel(self._model)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.clicked.connect(lambda index: self._choose(index.row()))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), theme.px(4))
        rows.addWidget(self.view)
        field.installEventFilter(self)
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()
        self.hide()

    def look(self, text: str, items: tuple[QueueItem, ...], agents: tuple[AgentView, ...]) -> None:
        """Find again; an empty text hides the list."""
        wanted = text.strip().casefold()
        if not wanted:
            self.hide()
            return
        hits: list[Hit] = []
        for item in items:
            if any(wanted in part.casefold() for part in (item.title, item.agent_name, item.owner)):
                line = tr(
                    "{title}  ·  {risk}, {agent}",
                    title=display_line(item.title, 70),
                    risk=risk_word(item.risk),
                    agent=display_line(item.agent_name, 40),
                )
                hits.append(Hit("action", item.id, line))
                if len(hits) >= MOST:
                    break
        found = [agent for agent in agents if wanted in agent.name.casefold() or wanted in agent.owner.casefold()]
        hits += [Hit("agent", agent.id, _agent_words(agent)) for agent in found[:MOST]]
        hits += [
            Hit("command", one.name, f"{one.words}  ·  {one.key}" if one.key else one.words)
            for one in self.find_commands(wanted)[: MOST_COMMANDS if hits else MOST_ALL]
        ]
        hits.append(
            Hit("history", text.strip(), tr("Search the history for “{text}”", text=display_line(text.strip(), 60)))
        )
        self._model.set_hits(tuple(hits))
        self.view.setCurrentIndex(self._model.index(0))
        self._place()
        self.show()
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self._field or self.isHidden():
            return False
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = event.key()
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                row = self.view.currentIndex().row() + (1 if key == Qt.Key.Key_Down else -1)
                index = self._model.index(max(0, min(row, self._model.rowCount() - 1)))
                self.view.setCurrentIndex(index)
                # The keyboard stays in the field, so nobody would hear which of them Enter takes.
                announce(self._field, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.view.currentIndex().row())
                return True
        return False

    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._model.hits):
            hit = self._model.hits[row]
            self.hide()
            signal = {
                "action": self.action_wanted,
                "agent": self.agent_wanted,
                "history": self.history_wanted,
                "command": self.command_wanted,
            }[hit.kind]
            signal.emit(hit.key)

    def _place(self) -> None:
        row = max(self.view.sizeHintForRow(0), theme.px(24))
        at = self._field.mapTo(self._window, QPoint(0, self._field.height() + theme.px(4)))
        height = row * self._model.rowCount() + theme.px(12)
        # The field is narrow at large text; what is found needs more.
        width = min(max(self._field.width(), theme.px(_LEAST_WIDTH)), self._window.width() - 2 * theme.px(_MARGIN))
        left = max(theme.px(_MARGIN), min(at.x(), self._window.width() - width - theme.px(_MARGIN)))
        self.setGeometry(left, at.y(), width, min(height, self._window.height() - at.y() - 20))

    def _restyle(self) -> None:
        tokens = theme.current()
        self.setStyleSheet(
            f"#palette {{ background: {tokens.surface}; border: 1px solid {tokens.border_strong}; "
            f"border-radius: 8px; }}"
            f"#paletteList::item {{ padding: {theme.px(5)}px {theme.px(8)}px; border-radius: 4px; }}"
            f"#paletteList::item:selected {{ background: {tokens.selection}; color: {tokens.text}; }}"
        )


def _agent_words(agent: AgentView) -> str:
    return tr("{name}  ·  agent of {owner}", name=display_line(agent.name, 60), owner=display_line(agent.owner, 40))
