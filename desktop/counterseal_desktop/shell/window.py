"""The main window: top bar, rail, screens, status bar, and what ties them together."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.sync.api import DeskApi
from counterseal_desktop import theme
from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.evidence.guard import EvidenceGuard
from counterseal_desktop.evidence.trouble_bar import TroubleBar
from counterseal_desktop.locking.locker import Locker
from counterseal_desktop.locking.session import SessionWatch
from counterseal_desktop.locking.unlocking import Unlocking
from counterseal_desktop.native import links
from counterseal_desktop.native.notifying import NotifyChoices, Notifying
from counterseal_desktop.shell.afterwards import Afterwards
from counterseal_desktop.shell.commands import Commands
from counterseal_desktop.shell.finding import Finding
from counterseal_desktop.shell.halting import Halting
from counterseal_desktop.shell.key_map import KeyMap
from counterseal_desktop.shell.keys import KeyTable
from counterseal_desktop.shell.latch_bar import LatchBar
from counterseal_desktop.shell.leaving import Leaving
from counterseal_desktop.shell.looks import Looks
from counterseal_desktop.shell.memory import appearance as appearance
from counterseal_desktop.shell.memory import keep_places, restore_divider, restore_place, window_settings
from counterseal_desktop.shell.news import News
from counterseal_desktop.shell.printing import Printing
from counterseal_desktop.shell.profiles import Profiles
from counterseal_desktop.shell.rail import Rail
from counterseal_desktop.shell.screens import Screens
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.status_line import StatusLine
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.shell.taking import Taking
from counterseal_desktop.shell.top_bar import TopBar
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.selecting import open_selected

if TYPE_CHECKING:
    from counterseal_desktop.agents.reset_sheet import ResetSheet
    from counterseal_desktop.agents.screen import AgentsScreen
    from counterseal_desktop.history.screen import HistoryScreen
    from counterseal_desktop.settings.screen import SettingsScreen
    from counterseal_desktop.shell.halt_sheet import HaltSheet

SMALLEST = (960, 600)
# What is imported and what is made are steps of their own. The brake comes before all that is only looked at.
_AGENTS = ("agents.screen",)
_BRAKE = ("shell.halt_sheet", "shell.help_sheet", "history.screen")
_SHEETS = (
    "agents.reset_sheet",
    "agents.pause_sheet",
    "agents.level_sheet",
    "agents.mandate_sheet",
    "agents.charter_sheet",
    "agents.tool_sheet",
    "agents.register_sheet",
    "settings.screen",
    "insights.screen",
)
COMPACT_BELOW = 1040
"""Window width, at 100 % text, under which the rail shows icons only."""


class MainWindow(QMainWindow):
    """The desk of one person.

    Args:
        desk: an opened profile; the window starts and closes it.
        clock: replaced in tests.
        ask_on_close: False closes without the sheet that names the waiting agents.
        session: tells when the person's session is locked; without it only the idle minutes count.

    Attributes:
        inbox: the screen; agents, history, settings likewise. bridge: events of the core as signals.
        locker: forgets the key.
        commands: all it can be told to do. key_map, looks, choices: what the person made of keys, look, notifications.

    Signals:
        closed(): the window has closed and the core has stopped.
    """

    closed = Signal()

    def __init__(
        self,
        desk: DeskApi,
        clock: Clock | None = None,
        ask_on_close: bool = True,
        session: SessionWatch | None = None,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Counterseal")
        self.setMinimumSize(*SMALLEST)
        self._desk = desk
        self.clock = clock or SystemClock()
        self._filled = False
        self._watching = False
        self.memory = window_settings(desk.home)
        self.looks = Looks(self.memory, self)
        self.key_map = KeyMap(self.memory, self)
        self.choices = NotifyChoices(self.memory, self)
        self.notifying: Notifying | None = None
        self.leaving = Leaving(self, self.memory, ask_on_close)
        self.bridge = DeskBridge(desk, self)
        self.step_up = StepUp(self.clock.monotonic)
        # From the outside in: each change of parent would make Qt look the whole subtree up in the style sheet again.
        central = QWidget(self)
        self.setCentralWidget(central)
        self.top = TopBar(central)
        self._host = QWidget(central)
        self._host.setObjectName("sheetHost")
        self.deck = SheetDeck(self._host, self)
        self.rail = Rail(self._host)
        self.status_line = StatusLine(central)
        self.latch = LatchBar(self._host)
        self.doubt = TroubleBar(self._host)
        self.banner = Banner("red", self._host)
        self.banner.setObjectName("problemBanner")
        self.banner.hide()
        self.evidence = EvidenceGuard(self.bridge, self.deck, self.step_up, self.doubt, self)
        self.halting = Halting(self.bridge, self.deck, self.step_up, self.clock, self)
        self.agent_sheets = AgentSheets(self.bridge, self.deck, self.step_up, self.clock, self)
        self.unlocking = Unlocking(self.bridge, self.deck, self.step_up, self)
        self.locker = Locker(
            self.bridge, self.step_up, self.memory, session or SessionWatch(), self.clock.monotonic, self
        )
        self.screens = Screens(self, self._host)
        self.stack, self.inbox = self.screens.stack, self.screens.inbox
        self._build(central)
        self.finding = Finding(self)
        self.palette_list = self.finding.palette
        self.news = News(self)
        self.taking = Taking(self)
        self.printing = Printing(self)
        self.profiles = Profiles(self)
        self.commands = Commands(self, self.key_map)
        self._keys = KeyTable(self, self.commands.calls, self.key_map)
        self._wire()
        self._afterwards = Afterwards(self._pieces(), self)
        self.bridge.queue_changed.connect(self._afterwards.usable)
        restore_place(self.memory, self)
        restore_divider(self.memory, "inbox", self.inbox)

    def start(self) -> None:
        """Start the core without waiting for it, and show what it knows; the rest comes as events."""
        self._desk.start(wait=False)
        self.fill()

    def fill(self) -> None:
        """Show what the core knows; done once, by ``start`` or when the window first appears on a started core."""
        if self._filled:
            return
        self._filled = True
        status = self._desk.status()
        self.news.on_status(status)
        self.evidence.watch.set_status(status)
        self.screens.fill()
        self.show_screen("inbox")
        self._afterwards.begin()

    # What others call

    def show_screen(self, name: str) -> None:
        """Show a screen of ``rail.SCREENS``. Raises KeyError for another name."""
        self.screens.get(name)
        self.rail.set_screen(name)
        self.screens.show(name)

    def screen(self) -> str:  # type: ignore[override]
        """The name of the screen that is shown."""
        return self.screens.current()

    @property
    def agents(self) -> AgentsScreen:
        """Made when first asked for, as those below are; this one soon after the inbox."""
        return self.screens.agents

    @property
    def history(self) -> HistoryScreen:
        return self.screens.history

    @property
    def settings(self) -> SettingsScreen:
        return self.screens.settings

    def open_halt(self, agent: str = "") -> HaltSheet:
        """The halt sheet, for one agent or, without a choice made, for everything."""
        return self.halting.open_halt(agent)

    def halt(self, scope: str, target: str, reason: str) -> None:
        """Order a halt and show how it goes."""
        self.halting.halt(scope, target, reason)

    def open_reset(self, agent: str) -> ResetSheet | None:
        """The reset sheet of one agent; None when there is no such agent."""
        return self.halting.open_reset(agent)

    def sheet(self) -> Sheet | None:
        """The sheet on top, if any."""
        return self.deck.top()

    def bring_up(self) -> None:
        """In front of everything, from wherever it was."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()

    def follow_link(self, text: str) -> None:
        """Show what a link names, and nothing more. One that is none is told."""
        self.bring_up()
        try:
            link = links.read(text)
        except KnownError as error:
            self.news.on_problem(error)
            return
        self.finding.show_action(link.action)

    # Building

    def _build(self, central: QWidget) -> None:
        inner = QVBoxLayout(self._host)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        for bar in (self.doubt, self.latch, self.banner):
            inner.addWidget(bar)
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addWidget(self.rail)
        body.addWidget(self.stack, 1)
        inner.addLayout(body, 1)
        rows = QVBoxLayout(central)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.top)
        rows.addWidget(self._host, 1)
        rows.addWidget(self.status_line)

    def _wire(self) -> None:
        self.taking.follow(self.inbox.view)
        open_selected(self.inbox.view)
        self.key_map.changed.connect(self._show_keys)
        self._show_keys()
        theme.theme_signals().changed.connect(self._fit_rail)
        self.deck.covered.connect(self._keys.block)
        self.rail.screen_wanted.connect(self.show_screen)
        self.top.halt_wanted.connect(self.halt_what_is_shown)
        self.inbox.history_wanted.connect(self.finding.show_action_history)
        self.agent_sheets.changed.connect(self.inbox.refresh)
        self.inbox.further.describe_wanted.connect(self.agent_sheets.describe)
        self.inbox.further.mandate_wanted.connect(self.agent_sheets.next_time)
        self.latch.reset_wanted.connect(self.open_reset)
        self.latch.agents_wanted.connect(lambda: self.show_screen("agents"))
        self.halting.entry_wanted.connect(self.finding.show_entry)
        self.inbox.key_locked.connect(self.unlocking.ask_for)
        self.unlocking.signing.connect(self.inbox.decide)
        self.unlocking.given_up.connect(self.inbox.give_up)
        self.status_line.key_wanted.connect(self._on_key_wanted)
        self.status_line.heads_wanted.connect(self.evidence.open_holders)
        self.evidence.read_only.connect(self.inbox.set_read_only)

    def _pieces(self) -> Iterator[Callable[[], object]]:
        """What is imported and made once the inbox can be used, before anybody asks for it."""
        yield from _importing(_AGENTS)
        yield lambda: self.agents
        yield from _importing(_BRAKE)
        yield lambda: self.history
        yield from _importing(_SHEETS)

    # Keys

    def open_help(self) -> None:
        """All keys as they are now."""
        from counterseal_desktop.shell.help_sheet import HelpSheet

        sheet = HelpSheet(self._host, self.key_map)
        sheet.change_wanted.connect(lambda: self.commands.run("keys"))
        self.deck.open(sheet)

    def step_back(self) -> None:
        """Esc: one step, and never a decision."""
        if not self.finding.leave() and self.screen() == "inbox":
            self.inbox.escape()

    def _on_key_wanted(self) -> None:
        if self._desk.status().identity.locked:
            self.unlocking.ask()
        else:
            self.locker.lock()

    def show_problem(self, error: KnownError) -> None:
        """A failed call in words: what, where, what to do."""
        self.news.on_problem(error)

    def halt_what_is_shown(self) -> None:
        """The halt sheet with the agent that is on the screen."""
        shown = self.inbox.selected() if self.screen() == "inbox" else None
        agent = shown.agent if shown else ""
        if self.screen() == "agents":
            chosen = self.agents.selected()
            agent = chosen.id if chosen is not None and chosen.state != "halted" else ""
        self.open_halt(agent)

    def _show_keys(self) -> None:
        self.inbox.bar.set_keys({name: self.key_map.shown(name) for name in ("approve", "edit", "reject", "answer")})
        self.top.search.set_hint(self.key_map.shown("search"))

    # The end

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.fill)
        if not self._watching:
            self._watching = True
            self.locker.start(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail.set_compact(self.width() < theme.px(COMPACT_BELOW))

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.leaving.may_close():
            event.ignore()
            return
        self._shut_down()
        event.accept()

    def _shut_down(self) -> None:
        self._afterwards.stop()
        self.locker.stop()
        self.inbox.further.left()
        self.evidence.watch.stop()
        keep_places(self.memory, self, self.screens.divided())
        self.bridge.close()
        self._desk.close()
        self.closed.emit()


def _importing(names: Iterable[str]) -> Iterator[Callable[[], object]]:
    for name in names:
        yield partial(importlib.import_module, f"counterseal_desktop.{name}")
