"""The stack of screens: those the window needs at once, and those that are made when first asked for.

A new screen takes three lines: one in ``rail.SCREENS``, one in ``Screens._late``, and its maker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from counterseal_desktop.agents.screen import AgentsScreen
from counterseal_desktop.history.screen import HistoryScreen
from counterseal_desktop.inbox.screen import InboxScreen
from counterseal_desktop.settings.screen import SettingsScreen

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow


class Shown(Protocol):
    """What a screen may have: ``start`` is called whenever it comes to the front."""

    def start(self) -> None: ...


class Screens(QObject):
    """One for a window.

    Attributes:
        stack: holds the screens that are made. made: they by name. inbox, agents, history: made at once.
    """

    def __init__(self, window: MainWindow, host: QWidget) -> None:
        super().__init__(window)
        self._window = window
        bridge, deck, step_up, clock = window.bridge, window.deck, window.step_up, window.clock
        self.stack = QStackedWidget(host)
        self.stack.setObjectName("screens")
        self.inbox = InboxScreen(bridge, clock, deck, step_up, self.stack)
        self.agents = AgentsScreen(bridge, window.agent_sheets, clock, self.stack)
        self.history = HistoryScreen(bridge, deck, step_up, clock, self.stack)
        self.made: dict[str, QWidget] = {"inbox": self.inbox, "agents": self.agents, "history": self.history}
        # So that the inbox does not wait for what is opened once in a while.
        self._late: dict[str, Callable[[], QWidget]] = {
            "settings": self._make_settings,
            "insights": self._make_insights,
        }
        for screen in self.made.values():
            self.stack.addWidget(screen)

    def get(self, name: str) -> QWidget:
        """A screen by its name, made now if need be. Raises KeyError for another name."""
        if name not in self.made:
            screen = self._late[name]()
            self.made[name] = screen
            self.stack.addWidget(screen)
        return self.made[name]

    @property
    def settings(self) -> SettingsScreen:
        return cast(SettingsScreen, self.get("settings"))

    def divided(self) -> dict[str, InboxScreen | AgentsScreen | HistoryScreen]:
        """Those with a divider that the person can move."""
        return {"inbox": self.inbox, "agents": self.agents, "history": self.history}

    def show(self, name: str) -> None:
        """Bring a screen to the front. Raises KeyError for another name."""
        screen = self.get(name)
        self.stack.setCurrentWidget(screen)
        if screen is self.agents:
            self.agents.reload()
        elif screen is not self.inbox and hasattr(screen, "start"):
            cast(Shown, screen).start()
        target = {"inbox": self.inbox.view, "agents": self.agents.table, "history": self.history.table}.get(name)
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

    def _make_insights(self) -> QWidget:
        # Its plots are imported when somebody looks at them, and not while the window starts.
        from counterseal_desktop.insights.screen import InsightsScreen

        made = InsightsScreen(self._window.bridge, self.stack)
        made.rows_wanted.connect(self._window.finding.show_rows)
        return made

    def _make_settings(self) -> SettingsScreen:
        return SettingsScreen(self._window, self.stack)
