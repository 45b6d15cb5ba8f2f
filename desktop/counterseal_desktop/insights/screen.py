"""Insights: how much was done and decided, how well, by whom, and what has changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_insights import Insights, InsightsWanted, views
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.insights import charts
from counterseal_desktop.insights.asking import Asking
from counterseal_desktop.insights.drift_card import DriftCard
from counterseal_desktop.insights.exporting import Exporting
from counterseal_desktop.insights.own_card import OwnCard
from counterseal_desktop.insights.tiles import Tiles
from counterseal_desktop.insights.words import name_of, period_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import Banner, FilterPill, LinkButton, QuietButton
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.plots_card import PlotCard
from counterseal_desktop.widgets.plots_kinds import Lines, SideBars, StackedBars
from counterseal_desktop.widgets.untrusted import display_line

MOST_MENU = 60
TWO_COLUMNS = 860
"""Room, at 100 % text, from which cards stand beside each other."""


class InsightsScreen(QWidget):
    """The whole screen.

    Attributes:
        asking: asks the core. exporting: writes files. found: what is shown, None before the first answer.

    Signals:
        rows_wanted(HistoryFilter): somebody wants to see the rows behind a figure.
    """

    rows_wanted = Signal(object)

    def __init__(self, bridge: DeskBridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("insightsScreen")
        self.found: Insights | None = None
        self.asking = Asking(bridge, self)
        self.exporting = Exporting(bridge, self)
        self._columns = 0
        self._stale = False
        self._left = False
        self._make_cards()
        self._make_page()
        self._wire(bridge)
        self._fit()

    def start(self) -> None:
        """Look now, unless the figures are from just before."""
        if self.asking.busy:
            return
        if self.found is None or self._left:
            self._left = False
            self.asking.ask(self.asking.wanted)
        elif self._stale:
            self._stale = False
            self.asking.again()

    def look_at(self, wanted: InsightsWanted) -> None:
        """Another period, agent or person."""
        self._mark(wanted)
        self.asking.ask(wanted)

    # Building

    def _make_cards(self) -> None:
        self.tiles = Tiles()
        self.volume = PlotCard(
            tr("Actions and decisions by day"), StackedBars(tr("Actions and decisions by day"), high=250)
        )
        self.rate = PlotCard(tr("Edited or rejected, with control limits"), Lines(tr("Edited or rejected by day")))
        self.waits = PlotCard(tr("Time to decide"), Lines(tr("Time to decide")))
        self.drift = DriftCard()
        self.own = OwnCard()
        self.charters = PlotCard(tr("Against the charters"), SideBars(tr("Figures against the charters")))
        self.load = PlotCard(tr("Decisions by person"), SideBars(tr("Decisions by person")))
        self.backlog = PlotCard(tr("Waiting for a decision"), Lines(tr("Actions that wait"), high=170))
        names = ("volume", "rate", "waits", "charters", "load", "backlog")
        for name in names:
            card: PlotCard = getattr(self, name)
            card.setObjectName(f"insights_{name}")
            card.rows_wanted.connect(self.rows_wanted)
        self.outside = OwnLabel("", "warn")
        self.rate.set_corner(self.outside)
        self.weekly = LinkButton(tr("By week"))
        self.weekly.setObjectName("insightsWeekly")
        self.weekly.setCheckable(True)
        self.weekly.toggled.connect(self._show_waits)
        self.waits.set_corner(self.weekly)
        for part in (self.tiles, self.drift, self.own):
            part.rows_wanted.connect(self.rows_wanted)

    def _make_page(self) -> None:
        self.title = OwnLabel("", "title", wrap=True)
        self.title.setObjectName("insightsTitle")
        self.note = Banner("blue")
        self.note.setObjectName("insightsNote")
        self.note.hide()
        self.empty = OwnLabel("", "muted", wrap=True)
        self.empty.setObjectName("insightsEmpty")
        content = _Page()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(theme.px(20), theme.px(14), theme.px(20), theme.px(20))
        self._rows.setSpacing(theme.px(12))
        self._rows.addWidget(self.title)
        self._rows.addWidget(self._make_pills())
        self._rows.addWidget(self.note)
        self._rows.addWidget(self.exporting.note)
        # Not a stack: its pages would be as high as their text is at its narrowest.
        self.figures = QWidget()
        self.nothing = self._make_empty()
        inner = QVBoxLayout(self.figures)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(theme.px(12))
        inner.addWidget(self.tiles)
        inner.addWidget(self.volume)
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.px(12))
        inner.addLayout(self._grid)
        self.figures.hide()
        self._rows.addWidget(self.figures)
        self._rows.addWidget(self.nothing)
        self._rows.addStretch(1)
        self.scroll = QScrollArea(self)
        self.scroll.setProperty("panel", "bg")
        self.scroll.setWidgetResizable(True)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(content)
        self._content = content
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.scroll)

    def _make_empty(self) -> QWidget:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, theme.px(70), 0, theme.px(40))
        rows.setSpacing(theme.px(10))
        self._picture = QLabel()
        self.retry = QuietButton(tr("Count again"))
        self.retry.setObjectName("insightsRetry")
        self.retry.hide()
        centre = Qt.AlignmentFlag.AlignHCenter
        self.empty.setAlignment(centre)
        rows.addWidget(self._picture, 0, centre)
        rows.addWidget(self.empty)
        rows.addWidget(self.retry, 0, centre)
        return page

    def _make_pills(self) -> FlowRow:
        row = FlowRow(gap=4)
        self.periods: dict[int, FilterPill] = {}
        group = QButtonGroup(self)
        for days in views.PERIODS:
            pill = FilterPill(tr("{days} days", days=days))
            pill.setObjectName(f"insightsPeriod_{days}")
            pill.setAccessibleName(period_words(days))
            group.addButton(pill)
            row.add(pill)
            self.periods[days] = pill
        self.agent_pill = FilterPill(tr("Any agent"))
        self.agent_pill.setObjectName("insightsAgentPill")
        self.person_pill = FilterPill(tr("Anybody"))
        self.person_pill.setObjectName("insightsPersonPill")
        row.add(self.agent_pill)
        row.add(self.person_pill)
        self.export = QuietButton(tr("Export…"))
        self.export.setObjectName("insightsExport")
        self.export.setEnabled(False)
        row.add(self.export)
        self.filter = self.periods[30]
        return row

    def _wire(self, bridge: DeskBridge) -> None:
        for days, pill in self.periods.items():
            pill.clicked.connect(lambda _on=False, days=days: self._on_period(days))
        self.agent_pill.clicked.connect(self._on_agent_pill)
        self.person_pill.clicked.connect(self._on_person_pill)
        self.export.clicked.connect(self._on_export)
        self.retry.clicked.connect(lambda: self.asking.ask(self.asking.wanted))
        self.asking.begun.connect(self._on_begun)
        self.asking.stepped.connect(self._on_step)
        self.asking.found.connect(self._on_found)
        self.asking.failed.connect(self._on_failed)
        bridge.history_changed.connect(self._on_history_changed)
        theme.theme_signals().changed.connect(self._fit)
        self._mark(self.asking.wanted)

    # The question

    def _on_period(self, days: int) -> None:
        now = self.asking.wanted
        self.look_at(InsightsWanted(days, now.agent, now.person))

    def _on_agent_pill(self) -> None:
        now = self.asking.wanted
        self._pop(
            self.agent_pill,
            tr("Any agent"),
            self._known("agents", now.agent),
            now.agent,
            lambda agent: self.look_at(InsightsWanted(now.days, agent, now.person)),
        )

    def _on_person_pill(self) -> None:
        now = self.asking.wanted
        self._pop(
            self.person_pill,
            tr("Anybody"),
            self._known("people", now.person),
            now.person,
            lambda person: self.look_at(InsightsWanted(now.days, now.agent, person)),
        )

    def _on_export(self) -> None:
        # One at a time: the line that tells of it has the way to stop it.
        if self.found is not None and not self.exporting.busy:
            self.exporting.pop(self.export, self.found)

    def _known(self, what: str, chosen: str) -> list[tuple[str, str]]:
        """(name, id) of what may be chosen, by name; the chosen one always among them."""
        idents = set(getattr(self.found, what) if self.found is not None else ()) | ({chosen} if chosen else set())
        return sorted(((self._name(ident), ident) for ident in idents if ident), key=lambda one: one[0].casefold())

    def _pop(self, pill: FilterPill, anything: str, choices: list[tuple[str, str]], now: str, chosen: object) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text, ident in [(anything, ""), *choices[:MOST_MENU]]:
            action = QAction(text.replace("&", "&&"), menu)  # trusted: ours, or escaped
            action.setCheckable(True)
            action.setChecked(ident == now)
            action.triggered.connect(lambda _on=False, ident=ident: chosen(ident))  # type: ignore[operator]
            menu.addAction(action)
        menu.popup(pill.mapToGlobal(QPoint(0, pill.height())))
        pill.setChecked(bool(now))

    def _mark(self, wanted: InsightsWanted) -> None:
        """Show in the heading and the pills what is asked for."""
        agent = self._name(wanted.agent) if wanted.agent else tr("all agents")
        words = tr("{period}, {agent}", period=period_words(wanted.days), agent=agent)
        if wanted.person:
            words = tr("{words}, decided by {person}", words=words, person=self._name(wanted.person))
        self.title.say(words)
        self.periods[wanted.days].setChecked(True)
        for pill, ident, anything in (
            (self.agent_pill, wanted.agent, tr("Any agent")),
            (self.person_pill, wanted.person, tr("Anybody")),
        ):
            pill.setText(self._name(ident) if ident else anything)  # trusted: escaped
            pill.setAccessibleName(pill.text())
            pill.setChecked(bool(ident))

    def _name(self, ident: str) -> str:
        return name_of(self.found.names if self.found is not None else {}, ident)

    # The answer

    def _on_begun(self) -> None:
        if self.found is None:
            self._say_empty(tr("Counting…"))

    def _on_step(self, done: int, of_all: int) -> None:
        words = tr("Counting: {done} of {all} days read.", done=done, all=of_all)
        if self.found is None:
            self.empty.say(words)
        elif done < of_all:
            self.note.set_tone("blue")
            self.note.set_message(words, tr("Stop"), self._on_stop)
            self.note.show()
        else:
            self.note.hide()

    def _on_stop(self) -> None:
        self.asking.stop()

    def _on_found(self, found: Insights) -> None:
        first = self.found is None or self.found.wanted != found.wanted
        self.found = found
        self.note.hide()
        self._mark(found.wanted)
        self.export.setEnabled(not found.empty)
        if found.empty:
            self._say_empty(
                tr("Nothing was asked or decided in this period. What agents ask and people decide is counted here.")
            )
            return
        self.tiles.set_insights(found)
        self.volume.set_data(charts.volume(found))
        self.rate.set_data(*charts.rate(found))
        self.outside.say(charts.outside_words(found))
        self._show_waits()
        self.drift.set_insights(found)
        self.own.set_insights(found)
        self.charters.set_data(*charts.charters(found))
        self.charters.setVisible(bool(found.charters))
        self.load.set_data(*charts.load(found))
        self.backlog.set_data(charts.backlog(found))
        self._show(figures=True)
        if first:
            announce(self, tr("{title}: figures are shown.", title=self.title.text()))

    def _on_failed(self, error: KnownError) -> None:
        if self._left:
            # Nobody looked any more; the same is asked when somebody does.
            if self.isVisible():
                self.start()
            return
        if self.found is None:
            if error.code == "cancelled":
                self._say_empty(tr("Counting was stopped."), retry=True)
            else:
                self._say_empty(
                    tr("The figures cannot be counted: {why}", why=display_line(error.text(), 400)), retry=True
                )
            return
        if error.code == "cancelled":
            self.note.set_tone("blue")
            self.note.set_message(
                tr("Counting was stopped; these are the figures from before."), tr("Count again"), self._again
            )
            self._mark(self.found.wanted)
            self.asking.wanted = self.found.wanted
        else:
            self.note.set_tone("red")
            why = display_line(error.text(), 400)
            self.note.set_message(
                tr("The figures cannot be counted: {why} These are from before.", why=why),
                tr("Count again"),
                self._again,
            )
        self.note.show()

    def _again(self) -> None:
        self.asking.ask(self.asking.wanted)

    def _show_waits(self) -> None:
        weekly = self.weekly.isChecked()
        self.weekly.setText(tr("By day") if weekly else tr("By week"))
        if self.found is not None:
            self.waits.set_data(*charts.waiting(self.found, weekly))

    def _say_empty(self, words: str, *, retry: bool = False) -> None:
        self.empty.say(words)
        self.retry.setVisible(retry)
        self._show(figures=False)

    def _show(self, *, figures: bool) -> None:
        self.figures.setVisible(figures)
        self.nothing.setVisible(not figures)

    def _on_history_changed(self) -> None:
        if self.isVisible() and self.found is not None:
            self.asking.again()
        else:
            self._stale = True

    # Fitting

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._left = self.asking.busy
        self.asking.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        """Two columns where there is room, one where there is not."""
        side = theme.px(36)
        self._picture.setPixmap(theme.icon("bar-chart", "faint").pixmap(QSize(side, side), self.devicePixelRatio()))
        room = self.width() - theme.px(52)
        self.tiles.set_width(room)
        columns = 2 if room >= theme.px(TWO_COLUMNS) else 1
        if columns == self._columns:
            return
        self._columns = columns
        cards = (self.rate, self.waits, self.drift, self.own, self.charters, self.load, self.backlog)
        for number, card in enumerate(cards):
            self._grid.removeWidget(card)
            wide = columns if card is cards[-1] and number % columns == 0 else 1
            self._grid.addWidget(card, number // columns, number % columns, 1, wide)
        for column in range(2):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)


class _Page(QWidget):
    """As high as its width makes it: the least height of wrapped text is that at its narrowest, which is none here."""

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 0)
