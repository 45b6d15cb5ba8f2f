"""The bar above the history: a text and pills for everything else that it can be narrowed to, in any combination."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.model.history import OWN_LOG
from counterseal.model.views import AgentView
from counterseal.sync.api_records import SavedSearch
from counterseal_desktop import theme
from counterseal_desktop.history import looking
from counterseal_desktop.history.looking import KINDS, MONTH, TODAY, WEEK, Looking
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import FilterPill, QuietButton
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.untrusted import display_line

FILTER_DELAY_MS = 150
MOST_MENU = 60


class FilterBar(QWidget):
    """Signals:
    changed(Looking): something else is looked for.
    dates_wanted(), jump_wanted(), random_wanted(), newest_wanted(): about places in time.
    searches_wanted(): the saved searches are asked for.
    people_wanted(): the menu of people is about to open; ``people`` may be set anew.

    Attributes:
        now: what is looked for.
        filter: the field of the text. verify, export: the buttons at the end.
        agents, people, logs: what the menus offer, by id and name. searches: the saved ones.
    """

    changed = Signal(object)
    dates_wanted = Signal()
    jump_wanted = Signal()
    random_wanted = Signal()
    newest_wanted = Signal()
    searches_wanted = Signal()
    people_wanted = Signal()

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyBar")
        self._clock = clock
        self.now = Looking()
        self.agents: tuple[AgentView, ...] = ()
        self.people: tuple[tuple[str, str], ...] = ()
        self.logs: tuple[tuple[str, str], ...] = ()
        self.searches: tuple[SavedSearch, ...] = ()
        self.filter = QLineEdit()
        self.filter.setObjectName("historyFilter")
        self.filter.setAccessibleName(tr("Search the history"))
        self.filter.setPlaceholderText(tr("Search the history  /"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMaximumWidth(theme.px(300))
        self.date_pill = self._pill("historyDatePill", self._dates)
        self.agent_pill = self._pill("historyAgentPill", self._agent_menu)
        self.person_pill = self._pill("historyPersonPill", self._person_menu)
        self.kind_pill = self._pill("historyKindPill", self._kind_menu)
        self.more_pill = self._pill("historyMorePill", self._more_menu)
        self.saved = self._pill("historySavedPill", self._saved_menu)
        self.verify = QuietButton(tr("Verify"))
        self.verify.setObjectName("verifyButton")
        self.export = QuietButton(tr("Evidence…"))
        self.export.setObjectName("exportButton")
        self.all_pill = self._pill("historyAllPill", self._all_menu)
        self._extras: dict[str, FilterPill] = {}
        self._narrow, self._own = False, True
        self._lay_out()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_DELAY_MS)
        self._timer.timeout.connect(self._on_text)
        self.filter.textChanged.connect(lambda _text: self._timer.start())
        self._say()

    def set_now(self, now: Looking) -> None:
        """Look for something else, at once."""
        self._timer.stop()
        self.now = now
        if self.filter.text() != now.text:
            self.filter.blockSignals(True)
            self.filter.setText(now.text)  # trusted: what this person typed, now or when it was saved
            self.filter.blockSignals(False)
        self._say()
        self.changed.emit(now)

    def set_kind(self, name: str) -> None:
        """One of the choices of the decision's pill, by its name."""
        self.set_now(replace(self.now, kind=name))

    def names(self) -> dict[str, str]:
        """Names of agents, people and logs by id."""
        return dict(self.people) | dict(self.logs) | {agent.id: agent.name for agent in self.agents}

    def set_narrow(self, narrow: bool) -> None:
        """Where there is little room one pill stands for all, and its menu has theirs in it."""
        if narrow != self._narrow:
            self._narrow = narrow
            self._say()

    def offer_own(self, own: bool) -> None:
        """Whether the own record is shown, which is verified and exported; a bundle was verified when it opened."""
        self._own = own
        self._say()

    def _pill(self, name: str, make: Callable[[], QMenu]) -> FilterPill:
        pill = FilterPill("")
        pill.setObjectName(name)

        def pop() -> None:
            # A press must not switch the pill itself: what it shows is what is looked for.
            self._say()
            menu = make()
            menu.setObjectName(f"{name}Menu")
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(pill.mapToGlobal(QPoint(0, pill.height())))

        pill.clicked.connect(pop)
        return pill

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(theme.px(10), theme.px(6), theme.px(9), theme.px(6))
        outer.setSpacing(theme.px(4))
        self._top = QHBoxLayout()
        self._top.setSpacing(theme.px(5))
        self._top.addWidget(self.filter, 1)
        self._top.addWidget(self.saved)
        self._top.addStretch(1)
        self._top.addWidget(self.verify)
        self._top.addWidget(self.export)
        outer.addLayout(self._top)
        self._pills = FlowRow(self, 2)
        self._pills.setObjectName("historyPills")
        outer.addWidget(self._pills)

    def _say(self) -> None:
        """Let the pills say what is looked for."""
        now, names = self.now, self.names()
        agent = display_line(names.get(now.agent, now.agent), 30) if now.agent else tr("Any agent")
        person = display_line(names.get(now.person, now.person), 30) if now.person else tr("Anybody")
        for pill, words, on in (
            (self.date_pill, looking.time_words(now), now.dated),
            (self.agent_pill, agent, bool(now.agent)),
            (self.person_pill, person, bool(now.person)),
            (self.kind_pill, looking.kind_words(now.kind), now.kind != "any"),
            (self.more_pill, tr("More…"), False),
            (self.saved, tr("Saved searches"), False),
            (self.all_pill, tr("Filters…"), now != Looking(text=now.text)),
        ):
            pill.setText(words)  # trusted: escaped, or words of ours
            pill.setAccessibleName(words)
            pill.setChecked(on)
        self._say_extras(names)

    def _say_extras(self, names: dict[str, str]) -> None:
        now = self.now
        said = {
            "state": looking.state_words().get(now.state, now.state),
            "risk": tr("Risk {name}", name=looking.risk_words(now.risk)) if now.risk else "",
            "tool": tr("Tool {name}", name=display_line(now.tool, 40)) if now.tool else "",
            "log": self._log_words(now.log, names),
            "subject": tr("One action or agent") if now.subject else "",
            "given": tr("Rows of a figure") if now.by_given is not None else "",
        }
        extras: list[QWidget] = []
        for member, words in said.items():
            pill = self._extras.get(member)
            if pill is None and words:
                pill = self._extras[member] = FilterPill("")
                pill.setObjectName(f"historyExtra_{member}")
                gone = {member: None if member == "given" else ""}
                pill.clicked.connect(lambda _on=False, gone=gone: self.set_now(replace(self.now, **gone)))
            if pill is None:
                continue
            if words:
                pill.setText(f"{words}  ✕")  # trusted: escaped, or words of ours
                pill.setAccessibleName(tr("{filter}: press to look for any again", filter=words))
                pill.setChecked(True)
                extras.append(pill)
        self._place(extras)

    def _place(self, extras: list[QWidget]) -> None:
        """Put into the row of pills what belongs there now; what does not is hidden, not dropped."""
        pills = [self.date_pill, self.agent_pill, self.person_pill, self.kind_pill, *extras, self.more_pill]
        shown: list[QWidget] = [self.all_pill, *extras] if self._narrow else pills
        hidden = [one for one in (*pills, self.all_pill, *self._extras.values()) if one not in shown]
        self._pills.set_widgets([*shown, *hidden])
        for one in hidden:
            one.hide()
        self.saved.setVisible(not self._narrow)
        # In a narrow window the menu of the evidence offers the verification too.
        self.verify.setVisible(self._own and not self._narrow)
        self.export.setVisible(self._own)

    def _log_words(self, log: str, names: dict[str, str]) -> str:
        if log == OWN_LOG:
            return tr("Your own log")
        return tr("Log of {name}", name=display_line(names.get(log, log), 40)) if log else ""

    def _on_text(self) -> None:
        self.set_now(replace(self.now, text=self.filter.text()))

    # Menus

    def _dates(self) -> QMenu:
        now = self.now
        menu = QMenu(self)
        none = replace(now, days=0, since="", until="")
        yesterday = (self._clock.now().astimezone().date() - timedelta(days=1)).isoformat()
        for words, wanted in (
            (tr("Any time"), none),
            (tr("Today"), replace(none, days=TODAY)),
            (tr("Yesterday"), replace(none, since=yesterday, until=yesterday)),
            (tr("Last 7 days"), replace(none, days=WEEK)),
            (tr("Last 30 days"), replace(none, days=MONTH)),
        ):
            self._choose(menu, words, wanted)
        _add(menu, tr("From … to …"), self.dates_wanted.emit)
        menu.addSeparator()
        _add(menu, tr("Jump to a day…"), self.jump_wanted.emit)
        _add(menu, tr("Jump to a random entry"), self.random_wanted.emit)
        _add(menu, tr("Back to the newest"), self.newest_wanted.emit)
        return menu

    def _agent_menu(self) -> QMenu:
        agents = [(agent.id, agent.name) for agent in self.agents]
        return self._members(QMenu(self), "agent", tr("Any agent"), agents)

    def _person_menu(self) -> QMenu:
        self.people_wanted.emit()
        return self._members(QMenu(self), "person", tr("Anybody"), self.people)

    def _kind_menu(self) -> QMenu:
        menu = QMenu(self)
        for kind in KINDS:
            self._choose(menu, looking.kind_words(kind.name), replace(self.now, kind=kind.name))
        return menu

    def _more_menu(self) -> QMenu:
        menu = QMenu(self)
        tools = sorted({tool for agent in self.agents for tool in agent.tools})
        states = tuple(looking.state_words().items())
        risks = [(risk, looking.risk_words(risk)) for risk in ("R0", "R1", "R2", "R3", "R4")]
        for title, member, anything, choices in (
            (tr("Where the action stands"), "state", tr("Anywhere"), states),
            (tr("Risk"), "risk", tr("Any risk"), risks),
            (tr("Tool"), "tool", tr("Any tool"), [(tool, tool) for tool in tools]),
            (tr("Log"), "log", tr("All logs"), [(OWN_LOG, tr("Your own log")), *self.logs]),
        ):
            self._members(menu.addMenu(title), member, anything, choices)
        menu.addSeparator()
        _add(menu, tr("Show everything"), lambda: self.set_now(Looking()))
        return menu

    def _all_menu(self) -> QMenu:
        """All the menus in one."""
        menu = self._more_menu()
        first = menu.actions()[0]
        for words, part in (
            (tr("Time"), self._dates()),
            (tr("Agent"), self._agent_menu()),
            (tr("Person"), self._person_menu()),
            (tr("Decision"), self._kind_menu()),
            (tr("Saved searches"), self._saved_menu()),
        ):
            part.setTitle(words)
            part.setParent(menu, part.windowFlags())
            menu.insertMenu(first, part)
        return menu

    def _saved_menu(self) -> QMenu:
        menu = QMenu(self)
        for search in self.searches[:MOST_MENU]:
            self._choose(menu, display_line(search.name, 60), looking.from_saved(search))
        if self.searches:
            menu.addSeparator()
        _add(menu, tr("Save or forget searches…"), self.searches_wanted.emit)
        return menu

    def _members(self, menu: QMenu, member: str, anything: str, choices: Sequence[tuple[str, str]]) -> QMenu:
        self._choose(menu, anything, replace(self.now, **{member: ""}))
        for value, name in choices[:MOST_MENU]:
            self._choose(menu, display_line(name, 60), replace(self.now, **{member: value}))
        return menu

    def _choose(self, menu: QMenu, words: str, wanted: Looking) -> None:
        action = _add(menu, words, lambda: self.set_now(wanted))
        action.setCheckable(True)
        action.setChecked(wanted == self.now)


def _add(menu: QMenu, words: str, call: Callable[[], object]) -> QAction:
    action = QAction(words.replace("&", "&&"), menu)
    action.triggered.connect(lambda _on=False: call())
    menu.addAction(action)
    return action
