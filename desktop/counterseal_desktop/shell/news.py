"""What the window says and shows when something happens: a new status, other agents, a locked key, a failed call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counterseal.errors import KnownError
from counterseal.model.views import AgentView
from counterseal.sync.api import DeskStatus
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow
    from counterseal_desktop.welcome.first_steps import FirstSteps


class News(QObject):
    """One for a window.

    Attributes:
        agents: as last heard.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.agents: tuple[AgentView, ...] = ()
        self._first: FirstSteps | None = None
        window.bridge.status_changed.connect(self.on_status)
        window.bridge.problem.connect(self.on_problem)
        window.bridge.defect.connect(self._on_defect)
        window.inbox.count_changed.connect(lambda count: window.rail.set_count("inbox", count))
        for source in (window.agent_sheets, window.halting):
            source.said.connect(self.say)
        window.locker.locked.connect(self._on_locked)
        window.locker.nothing_to_lock.connect(self._on_nothing_to_lock)
        window.evidence.accepted.connect(self._on_accepted)

    def say(self, text: str, tone: str) -> None:
        """A sentence made safe in the bar above the screens, read out too."""
        banner = self._window.banner
        banner.set_tone(tone)
        banner.set_message(text, tr("Close"), banner.hide)
        banner.show()
        announce(banner, text, urgent=tone == "red")

    def on_status(self, status: DeskStatus) -> None:
        """Show a status everywhere it is shown."""
        window = self._window
        window.top.set_identity(status.identity)
        window.rail.set_sources(status.sources)
        window.status_line.set_status(status)
        window.evidence.set_status(status)
        window.screens.set_status(status)

    def on_problem(self, error: KnownError) -> None:
        """A failed call in words: what, where, what to do."""
        self.say(display_line(error.text(), 500), "red")

    def _on_defect(self, report: str) -> None:
        from counterseal_desktop.shell.small_sheets import DefectSheet

        deck = self._window.deck
        deck.open(DefectSheet(deck.host, report))

    def _on_accepted(self, seq: int) -> None:
        self.say(tr("Accepted: signed, entry {seq}. Decisions can be signed again.", seq=figure(seq)), "green")
        self.on_status(self._window.bridge.desk.status())

    def _on_locked(self, why: str) -> None:
        self._window.deck.leave_secret()
        self._window.inbox.flow.forget_secrets()
        self.say(tr("{why}. Reading works; signing asks for your passphrase.", why=why), "blue")
        self.on_status(self._window.bridge.desk.status())

    def _on_nothing_to_lock(self) -> None:
        self.say(
            tr(
                "Your key has no passphrase, so there is nothing to lock: any program of this account can sign with it."
                " Set one under Settings, People and keys."
            ),
            "amber",
        )

    def on_agents(self, agents: tuple[AgentView, ...]) -> None:
        """Show other agents everywhere they are counted or named."""
        window = self._window
        self.agents = agents
        window.rail.set_count("agents", len(agents))
        window.latch.set_agents(agents)
        window.halting.set_agents(agents)
        window.finding.set_agents(agents)
        window.screens.set_agents(agents)
        window.inbox.set_first(None if agents else self._first_steps())

    def _first_steps(self) -> FirstSteps:
        """Made for those who need it; who has agents never sees it."""
        if self._first is None:
            from counterseal_desktop.welcome.first_steps import FirstSteps

            window = self._window
            self._first = FirstSteps(window.inbox.stack)
            self._first.register_wanted.connect(window.agent_sheets.register)
            self._first.connect_wanted.connect(lambda: window.commands.run("connect"))
            self._first.said.connect(lambda words: self.say(words, "blue"))
        return self._first
