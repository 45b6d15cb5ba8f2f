"""Where the search field, its palette and links between screens lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from counterseal.model.views import AgentView
from counterseal.sync.api import HistoryFilter
from counterseal_desktop.shell.palette import Palette
from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import IncidentView
    from counterseal_desktop.shell.window import MainWindow


class Finding(QObject):
    """One for a window; goes to what was found in it.

    Attributes:
        palette: hangs under the search field.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._agents: tuple[AgentView, ...] = ()
        self._heard = False
        self._sought = ""
        # Queued, so that the inbox has taken the queue before.
        window.bridge.queue_changed.connect(self._on_queue, Qt.ConnectionType.QueuedConnection)
        self.palette = Palette(window.top.search, window)
        self.palette.action_wanted.connect(self.show_action)
        self.palette.agent_wanted.connect(self.show_agent)
        self.palette.history_wanted.connect(self.search)
        self.palette.command_wanted.connect(self.command)
        window.top.search_entered.connect(self.search)
        window.top.search_changed.connect(self._look)

    def set_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._agents = agents

    def start(self) -> None:
        """Give the search field the keyboard."""
        field = self._window.top.search
        field.setFocus()
        field.selectAll()

    def leave(self) -> bool:
        """Esc: put the search away. False when it was not open."""
        window = self._window
        if not self.palette.isVisible() and not window.top.search.hasFocus():
            return False
        self.palette.hide()
        window.top.search.clear()
        window.stack.currentWidget().setFocus()
        return True

    def search(self, text: str) -> None:
        """Look for a text in the history."""
        self._put_away()
        if text:
            self._window.show_screen("history")
            self._window.history.search(text)

    def command(self, name: str) -> None:
        """One of the palette's commands. Raises KeyError for another name."""
        self._put_away()
        self._window.stack.currentWidget().setFocus()
        self._window.commands.run(name)

    def show_action(self, action_id: str) -> None:
        """A waiting action in the inbox; one that does not wait, as the history has it.

        Never another one in its place: who follows a link takes what is shown for what was named. Before the queue was
        heard nothing is known to wait, so the answer comes with it.
        """
        self._put_away()
        window = self._window
        window.show_screen("inbox")
        self._sought = ""
        if window.inbox.select(action_id):
            return
        if not self._heard and not window.bridge.desk.queue():
            self._sought = action_id
            return
        self.show_rows(HistoryFilter(subject=action_id))
        window.news.say(
            tr("That action does not wait for a decision here. This is what the history has of it."), "blue"
        )

    def _on_queue(self) -> None:
        self._heard = True
        if self._sought:
            self.show_action(self._sought)

    def show_agent(self, agent: str) -> None:
        """An agent among the agents."""
        self._put_away()
        self._window.show_screen("agents")
        self._window.agents.select(agent)

    def show_agent_history(self, agent: str) -> None:
        """Only one agent's entries in the history."""
        self._window.history.show_agent(agent)
        self._window.show_screen("history")

    def show_rows(self, wanted: HistoryFilter) -> None:
        """The rows behind a figure of the insights."""
        self._window.history.show_filter(wanted)
        self._window.show_screen("history")

    def show_incident(self, incident: IncidentView) -> None:
        """An incident where it is noted and closed: beside its action in the history."""
        history = self._window.history
        history.show_agent(incident.agent)
        self._window.show_screen("history")
        if incident.action is not None:
            history.show_action(incident.action)

    def show_action_history(self, action_id: str) -> None:
        """What was decided on an action, in the history."""
        self._window.show_screen("history")
        self._window.history.show_action(action_id)

    def show_entry(self, seq: int) -> None:
        """One entry of the own log in the history."""
        self._window.show_screen("history")
        self._window.history.select(seq)

    def _put_away(self) -> None:
        self.palette.hide()
        self._window.top.search.clear()

    def _look(self, text: str) -> None:
        self.palette.find_commands = self._window.commands.found
        items = self._window.bridge.desk.queue() if text.strip() else ()
        self.palette.look(text, items, self._agents)
