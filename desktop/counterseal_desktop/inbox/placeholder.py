"""What stands in place of the detail: nothing to do, nothing selected, loading, or why it failed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal_desktop import theme
from counterseal_desktop.inbox.narrowing import Counts
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import UntrustedText


class Placeholder(QWidget):
    """Signals: retry(), all_wanted(): show everything that waits."""

    retry = Signal()
    all_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("inboxPlaceholder")
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._icon_name = "inbox"
        self.title = OwnLabel("", "heading")
        self.title.setObjectName("placeholderTitle")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = OwnLabel("", "muted", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.error = UntrustedText()
        self.error.setObjectName("placeholderError")
        self.error.setMaximumWidth(theme.px(560))
        self._again = ActionButton(tr("Try again"))
        self._again.setObjectName("placeholderRetry")
        self._again.clicked.connect(self.retry)
        self._all = ActionButton(tr("Show everything"))
        self._all.setObjectName("placeholderAll")
        self._all.clicked.connect(self.all_wanted)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(40), 0, theme.px(40), 0)
        rows.setSpacing(theme.px(8))
        rows.addStretch(2)
        rows.addWidget(self._icon)
        rows.addWidget(self.title)
        rows.addWidget(self.text)
        rows.addWidget(self.error, 0)
        rows.addWidget(self._again, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addWidget(self._all, 0, Qt.AlignmentFlag.AlignHCenter)
        rows.addStretch(3)
        theme.theme_signals().changed.connect(self._restyle)
        self.say_empty(Counts(), shown=False)

    def say_empty(self, counts: Counts, shown: bool, away: str = "") -> None:
        """What stands there while nothing is selected.

        Args:
            counts: of what waits. shown: whether any of it passes the filter.
            away: safe names of the gateways that cannot be reached, of which nothing newer is known.
        """
        if not counts.all and counts.snoozed and not shown:
            put_off = tr("{figure} put off, none else waits", figure=figure(counts.snoozed))
            self._say("clock", put_off, tr("They come back by themselves. The pill Snoozed shows them."))
        elif not counts.all and not counts.snoozed and away:
            said = tr("As far as is known here, since {names} cannot be reached.", names=away)
            self._say("check", tr("Nothing waits for you"), said)
        elif not counts.all and not counts.snoozed:
            self._say("check", tr("Nothing waits for you"), tr("New actions appear here by themselves."))
        elif not shown:
            self._say("filter", tr("Nothing matches the filter"), "")
            self._all.show()
        else:
            self._say("inbox", tr("Select an action"), tr("J and K move through the list. ? shows all keys."))

    def say_loading(self) -> None:
        self._say("clock", tr("Loading this action…"), "")

    def say_error(self, error: KnownError) -> None:
        """What happened, where, what to do."""
        self._say("alert-triangle", tr("This action cannot be opened"), "")
        self.error.set_text(error.text())
        self.error.show()
        self._again.show()

    def _say(self, icon: str, title: str, text: str) -> None:
        self._icon_name = icon
        self.title.say(title)
        self.text.say(text)
        self.text.setVisible(bool(text))
        self.error.hide()
        self._again.hide()
        self._all.hide()
        self._restyle()

    def _restyle(self) -> None:
        side = theme.px(36)
        token = "amber" if self._icon_name == "alert-triangle" else "faint"
        pixmap = theme.icon(self._icon_name, token).pixmap(QSize(side, side), self.devicePixelRatio())
        self._icon.setPixmap(pixmap)
