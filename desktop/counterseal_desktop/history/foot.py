"""The line under the history: how much was found, whether more is looked for, and where the list begins."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import HistoryModel, day_and_time
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.untrusted import display_line

# Most answers are there sooner. Saying so twice for each would lay out and paint the whole list twice more.
SEARCHING_AFTER_MS = 200


class HistoryFoot(QWidget):
    """Says what the model found.

    Attributes:
        started_at: where the list begins, in words; empty for the newest entry.

    Signals:
        newest_wanted(): go back to the newest entry.
    """

    newest_wanted = Signal()

    def __init__(self, model: HistoryModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._narrow = False
        self.started_at = ""
        self.words = OwnLabel("", "faint", wrap=True)
        self.words.setObjectName("historyFoot")
        self.stop = LinkButton(tr("Stop searching"))
        self.stop.setObjectName("historyStop")
        self.stop.clicked.connect(model.stop)
        self.stop.hide()
        self.go_on = LinkButton(tr("Search on"))
        self.go_on.setObjectName("historyGoOn")
        self.go_on.clicked.connect(model.go_on)
        self.go_on.hide()
        self.newest = LinkButton(tr("Back to the newest"))
        self.newest.setObjectName("historyNewest")
        self.newest.clicked.connect(self.newest_wanted)
        self.newest.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(6), theme.px(14), theme.px(6))
        row.setSpacing(theme.px(10))
        row.addWidget(self.words, 1)
        row.addWidget(self.stop)
        row.addWidget(self.go_on)
        row.addWidget(self.newest)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SEARCHING_AFTER_MS)
        self._soon.timeout.connect(self._say_searching)
        model.searching.connect(self._on_searching)
        model.found.connect(self._on_found)
        model.failed.connect(self._on_failed)

    def text(self) -> str:
        return self.words.text()

    def set_narrow(self, narrow: bool) -> None:
        """Say less where there is little room."""
        self._narrow = narrow

    def _on_searching(self) -> None:
        if not self._model.looking_on:
            self._soon.start()

    def _say_searching(self) -> None:
        self.words.say(tr("Searching…"))
        self._offer()

    def _on_found(self, total: int, shown: int, took: float) -> None:
        self._soon.stop()
        model = self._model
        if model.looking_on:
            back = day_and_time(model.row(shown - 1).at) if shown else ""
            said = tr("Still searching: {shown} found so far, the oldest of {time}", shown=figure(shown), time=back)
            self.words.say(said if shown else tr("Still searching: nothing found so far"))
            self._offer()
            return
        count = tr("One entry") if total == 1 else tr("{total} entries", total=figure(total))
        if model.capped:
            count = tr("More than {total} entries", total=figure(total))
        parts = [count, tr("{shown} shown", shown=figure(shown))]
        if not self._narrow:
            parts.append(tr("found in {time} ms", time=figure(took)))
            if model.canFetchMore(QModelIndex()):
                parts.append(tr("more below"))
        if model.start is not None and self.started_at:
            parts.insert(0, tr("From {place} back", place=self.started_at))
        self.words.say(" · ".join(parts))
        self._offer()

    def _on_failed(self, error: KnownError) -> None:
        self._soon.stop()
        if error.code != "cancelled":
            self.words.say(tr("The history cannot be read: {why}", why=display_line(error.text(), 300)))
        self._offer()

    def _offer(self) -> None:
        self.stop.setVisible(self._model.looking_on)
        self.go_on.setVisible(self._model.stopped)
        self.newest.setVisible(self._model.start is not None)


class NothingFound(QWidget):
    """Stands in the list's place when it is empty. Signals: everything_wanted()."""

    everything_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyNothing")
        title = OwnLabel(tr("Nothing found"), "section")
        why = OwnLabel(tr("No entry fits all of what is looked for."), "muted", wrap=True)
        everything = self.everything = LinkButton(tr("Show everything"))
        everything.setObjectName("historyEverything")
        everything.clicked.connect(self.everything_wanted)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        rows.setSpacing(theme.px(6))
        rows.addStretch(1)
        for widget in (title, everything):
            rows.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        why.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        rows.insertWidget(2, why)
        rows.addStretch(2)
        self.hide()
