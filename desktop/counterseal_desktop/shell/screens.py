"""The stack of screens: the inbox, which the window needs at once, and those that are made when first asked for.

A new screen takes three lines: one in ``rail.SCREENS``, one in ``Screens._late``, and its maker, which imports what it
makes, so that a start does not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QWidget

from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus
from counterseal_desktop.inbox.screen import InboxScreen
from counterseal_desktop.shell.memory import Divided, restore_divider
from counterseal_desktop.widgets.selecting import open_selected

if TYPE_CHECKING:
    from counterseal_desktop.agents.screen import AgentsScreen
    from counterseal_desktop.history.screen import HistoryScreen
    from counterseal_desktop.settings.screen import SettingsScreen
    from counterseal_desktop.shell.window import MainWindow

_DIVIDED = ("inbox", "agents", "history")
"""Those with a divider that the person can move."""


class Shown(Protocol):
    """What a screen may have: ``start`` is called whenever it comes to the front."""

    def start(self) -> None: ...


class Screens(QObject):
    """One for a window.

    Attributes:
        stack: holds the screens that are made. made: they by name. inbox: made at once.
    """

    def __init__(self, window: MainWindow, host: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._filled = False
        self.stack = QStackedWidget(host)
        self.stack.setObjectName("screens")
        self.inbox = InboxScreen(window.bridge, window.clock, window.deck, window.step_up, self.stack)
        self.made: dict[str, QWidget] = {"inbox": self.inbox}
        self.stack.addWidget(self.inbox)
        # So that the inbox does not wait for what is looked at after it.
        self._late: dict[str, Callable[[], QWidget]] = {
            "agents": self._make_agents,
            "history": self._make_history,
            "settings": self._make_settings,
            "insights": self._make_insights,
        }

    def get(self, name: str) -> QWidget:
        """A screen by its name, made now if need be. Raises KeyError for another name."""
        if name not in self.made:
            screen = self._late[name]()
            self.made[name] = screen
            self.stack.addWidget(screen)
            if name in _DIVIDED:
                restore_divider(self._window.memory, name, cast(Divided, screen))
        return self.made[name]

    @property
    def agents(self) -> AgentsScreen:
        return cast("AgentsScreen", self.get("agents"))

    @property
    def history(self) -> HistoryScreen:
        return cast("HistoryScreen", self.get("history"))

    @property
    def settings(self) -> SettingsScreen:
        return cast("SettingsScreen", self.get("settings"))

    def divided(self) -> dict[str, Divided]:
        """Those made that have a divider."""
        return {name: cast(Divided, self.made[name]) for name in _DIVIDED if name in self.made}

    def fill(self) -> None:
        """The core can be asked from now on."""
        self._filled = True
        self.inbox.start()
        if "agents" in self.made:
            self.agents.start()

    def set_status(self, status: DeskStatus) -> None:
        """For the screens that the core's own news do not reach. One that is made later asks."""
        if "history" in self.made:
            self.history.set_status(status)

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        if "history" in self.made:
            self.history.set_agents(agents)

    def show(self, name: str) -> None:
        """Bring a screen to the front. Raises KeyError for another name."""
        screen = self.get(name)
        self.stack.setCurrentWidget(screen)
        if name == "agents":
            self.agents.reload()
        elif screen is not self.inbox and hasattr(screen, "start"):
            cast(Shown, screen).start()
        target = self._list_of(name)
        if target is not None:
            target.setFocus()

    def current(self) -> str:
        """The name of the screen that is shown."""
        return next(name for name, widget in self.made.items() if widget is self.stack.currentWidget())

    def step(self, by: int) -> None:
        """Move in the list of the screen that is shown, if it has one."""
        screen = self.stack.currentWidget()
        if hasattr(screen, "step"):
            screen.step(by)

    def filter(self) -> None:
        """Give the filter field of the screen that is shown the keyboard, if it has one."""
        field = getattr(self.stack.currentWidget(), "filter", None)
        if isinstance(field, QWidget):
            field.setFocus()
            if hasattr(field, "selectAll"):
                field.selectAll()

    def _list_of(self, name: str) -> QAbstractItemView | None:
        match name:
            case "inbox":
                return self.inbox.view
            case "agents":
                return self.agents.table
            case "history":
                return self.history.table
        return None

    def _make_agents(self) -> QWidget:
        from counterseal_desktop.agents.screen import AgentsScreen

        window = self._window
        made = AgentsScreen(window.bridge, window.agent_sheets, window.clock, self.stack)
        made.halt_wanted.connect(window.open_halt)
        made.reset_wanted.connect(window.open_reset)
        made.history_wanted.connect(window.finding.show_agent_history)
        made.incident_wanted.connect(window.finding.show_incident)
        made.agents_changed.connect(window.news.on_agents)
        window.halting.changed.connect(made.reload)
        self._take_from(made.table)
        if self._filled:
            made.start()
        return made

    def _make_history(self) -> QWidget:
        from counterseal_desktop.history.screen import HistoryScreen

        window = self._window
        made = HistoryScreen(window.bridge, window.deck, window.step_up, window.clock, self.stack)
        window.evidence.read_only.connect(made.set_read_only)
        made.set_read_only(window.evidence.said)
        made.set_agents(window.news.agents)
        if self._filled:
            made.set_status(window.bridge.desk.status())
        self._take_from(made.table)
        return made

    def _make_insights(self) -> QWidget:
        from counterseal_desktop.insights.screen import InsightsScreen

        made = InsightsScreen(self._window.bridge, self.stack)
        made.rows_wanted.connect(self._window.finding.show_rows)
        return made

    def _make_settings(self) -> SettingsScreen:
        from counterseal_desktop.settings.screen import SettingsScreen

        return SettingsScreen(self._window, self.stack)

    def _take_from(self, view: QAbstractItemView) -> None:
        self._window.taking.follow(view)
        open_selected(view)
