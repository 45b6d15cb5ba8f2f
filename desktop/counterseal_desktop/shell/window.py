"""The main window: top bar, rail, screens, status bar, and the sheets over them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from counterseal.clock import Clock, SystemClock
from counterseal.errors import KnownError
from counterseal.model.decisions import Verdict
from counterseal.model.views import AgentView
from counterseal.sync.api import DecisionDraft, DeskApi, DeskStatus, HaltProgress
from counterseal_desktop import theme
from counterseal_desktop.agents.screen import AgentsScreen
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.screen import HistoryScreen
from counterseal_desktop.inbox.screen import InboxScreen
from counterseal_desktop.settings.screen import SettingsScreen
from counterseal_desktop.shell.halt_sheet import HaltReport, HaltSheet, LatchBar
from counterseal_desktop.shell.keys import KeyTable, help_lines
from counterseal_desktop.shell.palette import Palette
from counterseal_desktop.shell.rail import Rail
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.small_sheets import DefectSheet, HelpSheet, PassphraseSheet, QuitSheet, ResetSheet
from counterseal_desktop.shell.status_line import StatusLine
from counterseal_desktop.shell.top_bar import TopBar
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.untrusted import display_line

SMALLEST = (960, 600)
FIRST_SIZE = (1440, 900)
SERVING = "embedded"
COMPACT_BELOW = 1040
"""Window width, at 100 % text, under which the rail shows icons only."""


class MainWindow(QMainWindow):
    """The desk of one person.

    Args:
        desk: an opened profile; the window starts and closes it.
        clock: replaced in tests.
        ask_on_close: False closes without the sheet that names the waiting agents.

    Attributes:
        inbox, agents, history, settings: the screens. bridge: events of the core as signals.

    Signals:
        closed(): the window has closed and the core has stopped.
    """

    closed = Signal()

    def __init__(self, desk: DeskApi, clock: Clock | None = None, ask_on_close: bool = True) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Counterseal")
        self.setMinimumSize(*SMALLEST)
        self._desk = desk
        self._clock = clock or SystemClock()
        self._ask_on_close = ask_on_close
        self._agents: tuple[AgentView, ...] = ()
        self._sheets: list[Sheet] = []
        self._filled = False
        self._halt_report: HaltReport | None = None
        self._settings = _settings(desk.home)
        self.bridge = DeskBridge(desk, self)
        # From the outside in: each change of parent would make Qt look the whole subtree up in the style sheet again.
        central = QWidget(self)
        self.setCentralWidget(central)
        self.top = TopBar(central)
        self._host = QWidget(central)
        self._host.setObjectName("sheetHost")
        self.rail = Rail(self._host)
        self.status_line = StatusLine(central)
        self.latch = LatchBar(self._host)
        self.banner = Banner("red", self._host)
        self.banner.setObjectName("problemBanner")
        self.banner.hide()
        self.stack = QStackedWidget(self._host)
        self.stack.setObjectName("screens")
        self.inbox = InboxScreen(self.bridge, self._clock, self.stack)
        self.agents = AgentsScreen(self.bridge, self.stack)
        self.history = HistoryScreen(self.bridge, self._clock, self.stack)
        self.settings = SettingsScreen(self.bridge, self.stack)
        self.screens: dict[str, QWidget] = {
            "inbox": self.inbox,
            "agents": self.agents,
            "history": self.history,
            "settings": self.settings,
        }
        self._build(central)
        self.palette_list = Palette(self.top.search, self)
        self._keys = KeyTable(self, self._calls())
        self._wire()
        self._restore()

    def start(self) -> None:
        """Start the core without waiting for it, and show what it knows; the rest comes as events."""
        self._desk.start(wait=False)
        self.fill()

    def fill(self) -> None:
        """Show what the core knows; done once, by ``start`` or when the window first appears on a started core."""
        if self._filled:
            return
        self._filled = True
        self._on_status(self._desk.status())
        self.inbox.start()
        self.agents.start()
        self.show_screen("inbox")

    # What others call

    def show_screen(self, name: str) -> None:
        """Show ``inbox``, ``agents``, ``history`` or ``settings``. Raises KeyError for another name."""
        screen = self.screens[name]
        self.rail.set_screen(name)
        self.stack.setCurrentWidget(screen)
        if isinstance(screen, HistoryScreen | SettingsScreen):
            screen.start()
        elif isinstance(screen, AgentsScreen):
            screen.reload()
        target = {"inbox": self.inbox.view, "agents": self.agents.table, "history": self.history.table}.get(name)
        if target is not None:
            target.setFocus()

    def screen(self) -> str:  # type: ignore[override]
        """The name of the screen that is shown."""
        return next(name for name, widget in self.screens.items() if widget is self.stack.currentWidget())

    def open_halt(self, agent: str = "") -> HaltSheet:
        """The halt sheet, for one agent or, without a choice made, for everything."""
        sheet = HaltSheet(self._host, self._agents, agent)
        sheet.ordered.connect(self.halt)
        self._open(sheet)
        return sheet

    def halt(self, scope: str, target: str, reason: str) -> None:
        """Order a halt and show how it goes."""
        self.bridge.run(self._desk.halt(scope, target, reason), self, self._on_halt)

    def open_reset(self, agent: str) -> ResetSheet | None:
        """The reset sheet of one agent; None when there is no such agent."""
        found = next((one for one in self._agents if one.id == agent), None)
        if found is None:
            return None
        sheet = ResetSheet(self._host, found)
        sheet.asked.connect(lambda agent, reason, passphrase: self._reset(sheet, agent, reason, passphrase))
        self._open(sheet)
        return sheet

    def sheet(self) -> Sheet | None:
        """The sheet on top, if any."""
        return self._sheets[-1] if self._sheets else None

    def set_appearance(self, scheme: str, scale: float) -> None:
        """Put a look on and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply_theme(app, scheme, scale)  # type: ignore[arg-type]
            self._settings.setValue("appearance/scheme", scheme)
            self._settings.setValue("appearance/scale", scale)

    # Building

    def _build(self, central: QWidget) -> None:
        for screen in self.screens.values():
            self.stack.addWidget(screen)
        inner = QVBoxLayout(self._host)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        inner.addWidget(self.latch)
        inner.addWidget(self.banner)
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
        theme.theme_signals().changed.connect(self._fit_rail)
        self.bridge.status_changed.connect(self._on_status)
        self.bridge.problem.connect(self.show_problem)
        self.bridge.defect.connect(self._on_defect)
        self.bridge.halt.connect(self._on_halt_news)
        self.rail.screen_wanted.connect(self.show_screen)
        self.top.halt_wanted.connect(self._on_halt_button)
        self.top.search_entered.connect(self._on_search)
        self.top.search_changed.connect(self._on_search_changed)
        self.palette_list.screen_wanted.connect(self.show_screen)
        self.palette_list.action_wanted.connect(self._show_action)
        self.palette_list.agent_wanted.connect(self._show_agent)
        self.palette_list.history_wanted.connect(self._on_search)
        self.inbox.count_changed.connect(lambda count: self.rail.set_count("inbox", count))
        self.inbox.key_locked.connect(self._on_key_locked)
        self.agents.agents_changed.connect(self._on_agents)
        self.agents.halt_wanted.connect(self.open_halt)
        self.agents.reset_wanted.connect(self.open_reset)
        self.agents.history_wanted.connect(self._show_agent_history)
        self.latch.reset_wanted.connect(self.open_reset)
        self.latch.agents_wanted.connect(lambda: self.show_screen("agents"))
        self.settings.appearance_wanted.connect(self.set_appearance)

    def _calls(self) -> dict[str, object]:
        inbox = self.inbox
        return {
            "next": lambda: self._step(1),
            "previous": lambda: self._step(-1),
            "approve": lambda: self._decide(Verdict.APPROVE),
            "edit": lambda: self._decide(Verdict.EDIT),
            "reject": lambda: self._decide(Verdict.REJECT),
            "answer": lambda: self._decide(Verdict.ANSWER),
            "open": lambda: self._in_inbox(inbox.detail.setFocus),
            "page": lambda: self._in_inbox(inbox.detail.page),
            "trace": lambda: self._in_inbox(lambda: inbox.detail.show_section("trace")),
            "raw": lambda: self._in_inbox(inbox.detail.toggle_raw),
            "filter": self._on_filter,
            "help": lambda: self._open(HelpSheet(self._host, help_lines())),
            "search": self._on_ctrl_k,
            "undo": lambda: self._in_inbox(lambda: inbox.undo()),
            "commit": lambda: self._in_inbox(inbox.commit),
            "escape": self._on_escape,
        }

    # Keys

    def _in_inbox(self, call: object) -> None:
        if self.stack.currentWidget() is self.inbox:
            call()  # type: ignore[operator]

    def _decide(self, verdict: Verdict) -> None:
        self._in_inbox(lambda: self.inbox.press(verdict))

    def _step(self, by: int) -> None:
        screen = self.stack.currentWidget()
        if isinstance(screen, InboxScreen | AgentsScreen | HistoryScreen):
            screen.step(by)

    def _on_filter(self) -> None:
        field = {"inbox": self.inbox.filter, "history": self.history.filter}.get(self.screen())
        if field is not None:
            field.setFocus()
            field.selectAll()

    def _on_ctrl_k(self) -> None:
        self.top.search.setFocus()
        self.top.search.selectAll()

    def _on_escape(self) -> None:
        if self.palette_list.isVisible() or self.top.search.hasFocus():
            self.palette_list.hide()
            self.top.search.clear()
            self.stack.currentWidget().setFocus()
        elif self.screen() == "inbox":
            self.inbox.escape()

    # News

    def _on_status(self, status: DeskStatus) -> None:
        self.top.set_identity(status.identity)
        self.rail.set_sources(status.sources)
        self.status_line.set_status(status)

    def _on_agents(self, agents: tuple[AgentView, ...]) -> None:
        self._agents = agents
        self.rail.set_count("agents", len(agents))
        self.latch.set_agents(agents)
        self.history.set_agents(agents)

    def show_problem(self, error: KnownError) -> None:
        """A failed call in words: what, where, what to do."""
        self.banner.set_message(display_line(error.text(), 500), "Close", self.banner.hide)
        self.banner.show()

    def _on_defect(self, report: str) -> None:
        self._open(DefectSheet(self._host, report))

    def _on_halt_button(self) -> None:
        shown = self.inbox.selected() if self.screen() == "inbox" else None
        agent = shown.agent if shown else ""
        if self.screen() == "agents":
            chosen = self.agents.selected()
            agent = chosen.id if chosen is not None and chosen.state != "halted" else ""
        self.open_halt(agent)

    def _on_halt(self, progress: HaltProgress) -> None:
        if self._halt_report is None:
            report = HaltReport(self._host, self._clock)
            report.history_wanted.connect(self._show_entry)
            report.closed.connect(self._on_report_closed)
            self._halt_report = report
            self._open(report)
        self._halt_report.set_progress(progress)
        self.agents.reload()

    def _on_halt_news(self, progress: HaltProgress) -> None:
        if self._halt_report is not None and self._halt_report.seq == progress.seq:
            self._halt_report.set_progress(progress)
        self.agents.reload()

    def _on_report_closed(self) -> None:
        self._halt_report = None

    def _reset(self, sheet: ResetSheet, agent: str, reason: str, passphrase: str) -> None:
        def unlocked(_none: object) -> None:
            self.bridge.run(self._desk.reset(agent, reason), sheet, done, failed)

        def done(_none: object) -> None:
            sheet.leave()
            self.agents.reload()

        def failed(error: KnownError) -> None:
            sheet.say_wrong(display_line(error.text(), 400))

        self.bridge.run(self._desk.unlock(passphrase), sheet, unlocked, failed)

    def _on_key_locked(self, draft: DecisionDraft) -> None:
        sheet = PassphraseSheet(self._host, "Your decision is ready. Signing it needs your key.")

        def ok(_none: object) -> None:
            sheet.finish()
            self.inbox.decide(draft)

        def check(passphrase: str) -> None:
            self.bridge.run(
                self._desk.unlock(passphrase), sheet, ok, lambda error: sheet.say_wrong(display_line(error.text(), 300))
            )

        sheet.entered.connect(check)
        sheet.abandoned.connect(lambda: self.inbox.give_up("Your key stays locked. Nothing was signed."))
        self._open(sheet)

    # Search

    def _on_search_changed(self, text: str) -> None:
        items = self._desk.queue() if text.strip() else ()
        self.palette_list.look(text, items, self._agents)

    def _on_search(self, text: str) -> None:
        self.palette_list.hide()
        self.top.search.clear()
        if text:
            self.show_screen("history")
            self.history.search(text)

    def _show_action(self, action_id: str) -> None:
        self.top.search.clear()
        self.show_screen("inbox")
        self.inbox.select(action_id)

    def _show_agent(self, agent: str) -> None:
        self.top.search.clear()
        self.show_screen("agents")
        self.agents.select(agent)

    def _show_agent_history(self, agent: str) -> None:
        self.history.show_agent(agent)
        self.show_screen("history")

    def _show_entry(self, seq: int) -> None:
        self.show_screen("history")
        self.history.select(seq)

    # Sheets and the end

    def _open(self, sheet: Sheet) -> None:
        self._sheets.append(sheet)
        sheet.closed.connect(lambda: self._on_sheet_closed(sheet))
        self._keys.block(True)
        sheet.open()

    def _on_sheet_closed(self, sheet: Sheet) -> None:
        if sheet in self._sheets:
            self._sheets.remove(sheet)
            sheet.deleteLater()
        self._keys.block(bool(self._sheets))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self.fill)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rail()

    def _fit_rail(self) -> None:
        self.rail.set_compact(self.width() < theme.px(COMPACT_BELOW))

    def closeEvent(self, event: QCloseEvent) -> None:
        held = [agent.name for agent in self._agents if agent.state != "halted"]
        if self._ask_on_close and held and self._desk.status().gateway == SERVING:
            event.ignore()
            if not any(isinstance(sheet, QuitSheet) for sheet in self._sheets):
                sheet = QuitSheet(self._host, held)
                sheet.quit_wanted.connect(self._on_quit)
                self._open(sheet)
            return
        self._shut_down()
        event.accept()

    def _on_quit(self) -> None:
        self._ask_on_close = False
        QTimer.singleShot(0, self, self.close)

    def _shut_down(self) -> None:
        self._settings.setValue("window/geometry", self.saveGeometry())
        for name, screen in (("inbox", self.inbox), ("agents", self.agents), ("history", self.history)):
            if screen.splitter_moved:
                self._settings.setValue(f"window/{name}", screen.splitter.saveState())
        self._settings.sync()
        self.bridge.close()
        self._desk.close()
        self.closed.emit()

    def _restore(self) -> None:
        geometry = self._settings.value("window/geometry")
        if geometry is None or not self.restoreGeometry(geometry):
            self.resize(*FIRST_SIZE)
        for name, screen in (("inbox", self.inbox), ("agents", self.agents), ("history", self.history)):
            state = self._settings.value(f"window/{name}")
            if isinstance(state, QByteArray):
                screen.restore_splitter(state)


def _settings(home: Path) -> QSettings:
    """The window's own file in the profile, never the user's registry."""
    return QSettings(str(home / "window.ini"), QSettings.Format.IniFormat)


def appearance(home: Path) -> tuple[str, float]:
    """The remembered scheme and text scale of a profile; a spoilt file gives the defaults."""
    settings = _settings(home)
    scheme = str(settings.value("appearance/scheme", "system"))
    try:
        scale = float(settings.value("appearance/scale", 1.0))
    except (TypeError, ValueError):
        scale = 1.0
    return (scheme if scheme in ("light", "dark", "system") else "system"), scale
