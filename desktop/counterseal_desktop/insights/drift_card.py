"""Which agents behave differently than before, and since when."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal.sync.api_insights import Alert, Insights
from counterseal_desktop.agents.rows_card import RowsCard, dotted
from counterseal_desktop.insights.words import alert_words, is_worse, name_of
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton

MOST_NAMED = 6


class DriftCard(RowsCard):
    """Signals: rows_wanted(object): the rows of one alert."""

    rows_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Drift"), (), parent)
        self.setObjectName("driftCard")
        self.watched = OwnLabel("", "small")
        self.header.addWidget(self.watched)

    def set_insights(self, found: Insights) -> None:
        drift, names = found.drift, found.names
        if not self.is_new(drift, tuple(sorted(names.items()))):
            return
        count = len(drift.watched)
        self.watched.say(tr("1 agent watched") if count == 1 else tr("{count} agents watched", count=count))
        rows: list[QWidget] = [self._row(alert, found) for alert in drift.alerts]
        drifting = {alert.agent for alert in drift.alerts}
        steady = [name_of(names, agent) for agent in drift.watched if agent not in drifting]
        if steady:
            rows.append(dotted("green", tr("Steady"), tr("{agents}: steady", agents=_listed(steady)), QWidget()))
        if drift.scarce:
            scarce = _listed([name_of(names, agent) for agent in drift.scarce])
            rows.append(
                dotted("grey", tr("Too little"), tr("{agents}: too few actions to tell", agents=scarce), QWidget())
            )
        if not rows:
            rows.append(OwnLabel(tr("No agent did anything yet."), "muted", wrap=True))
        self.set_rows([*rows, room()])

    def _row(self, alert: Alert, found: Insights) -> QWidget:
        who, what = alert_words(alert, found.names)
        words = tr("{who}: {what}", who=who, what=what)
        show = LinkButton(tr("Show rows"))
        show.setAccessibleName(tr("Show rows: {words}", words=words))
        show.clicked.connect(_teller(self.rows_wanted.emit, alert.rows))
        tone, state = ("amber", tr("More")) if is_worse(alert) else ("blue", tr("Less"))
        return dotted(tone, state, words, show)


def room() -> QWidget:
    """Takes the height that a card has over, so that its rows stay together."""
    made = QWidget()
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
    return made


def _teller(tell: Callable[[object], None], rows: object) -> Callable[[], None]:
    return lambda: tell(rows)


def _listed(names: list[str]) -> str:
    shown = ", ".join(names[:MOST_NAMED])
    left = len(names) - MOST_NAMED
    return tr("{names} and {count} more", names=shown, count=left) if left > 0 else shown
