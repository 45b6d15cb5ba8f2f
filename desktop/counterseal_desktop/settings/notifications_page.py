"""Settings, Notifications: what this machine says, what the program does at its edges, and what leaves for outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput
from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.native.notifying import RISK_WORDS, NotifyChoices
from counterseal_desktop.settings.desktop_card import DesktopCard
from counterseal_desktop.settings.outward import OutwardCard
from counterseal_desktop.settings.rows import Rows, choice, choose, put, switch
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import QuietButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import display_line

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow


class NotificationsPage(QWidget):
    """Three cards: this machine, this desktop, outside."""

    def __init__(self, window: MainWindow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notificationsPage")
        self.here = HereCard(window)
        self.desktop = DesktopCard(window.leaving, window.bridge.desk.home)
        self.outward = OutwardCard(window.bridge)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(12))
        for card in (self.here, self.outward, self.desktop):
            outer.addWidget(card)

    def reload(self) -> None:
        """Show how everything is now."""
        self.here.refresh()
        self.desktop.refresh()
        self.outward.reload()


class HereCard(Card):
    """Notifications of this machine's own desktop."""

    def __init__(self, window: MainWindow) -> None:
        self.try_button = QuietButton(tr("Show a test"))
        super().__init__(tr("On this machine"), self.try_button)
        self.setObjectName("notifyCard")
        let_grow(self)
        self._window = window
        self._choices: NotifyChoices = window.choices
        self.try_button.setObjectName("notifyTest")
        self.try_button.clicked.connect(self._on_try)
        self.on = switch("notifySwitch", tr("Show notifications"))
        self.least = choice("notifyLeast", tr("Lowest risk that is shown"), risk_options())
        self.quiet = switch("quietSwitch", tr("Quiet hours"))
        self.begins, self.ends = (
            _time_field("quietFrom", tr("Quiet from")),
            _time_field("quietUntil", tr("Quiet until")),
        )
        self.breaks = switch("quietBreak", tr("Critical is shown in quiet hours too"))
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.hide()
        self._way = OwnLabel("", "small", wrap=True)
        rows = Rows()
        rows.add(tr("Show notifications"), self.on, says=self._way)
        rows.add(
            tr("From this risk on"),
            self.least,
            says=tr("They name risk, agent and verb, and carry no button that decides."),
        )
        rows.add(tr("Quiet hours"), self.quiet, self.begins, OwnLabel(tr("until")), self.ends)
        rows.add(
            tr("Critical then too"),
            self.breaks,
            says=tr("Quiet hours are for this machine; notices to the outside go out at any time."),
        )
        self.body.addWidget(rows)
        self.body.addWidget(self.wrong)
        self._wire()

    def refresh(self) -> None:
        choices = self._choices
        put(self.on, choices.on)
        choose(self.least, choices.least.value)
        put(self.quiet, choices.quiet)
        put(self.breaks, choices.critical_breaks)
        begins, ends = choices.hours
        if not self.begins.hasFocus() and not self.ends.hasFocus():
            self.begins.setText(begins.isoformat("minutes"))  # trusted: a time
            self.ends.setText(ends.isoformat("minutes"))  # trusted: a time
        for field in (self.begins, self.ends, self.breaks):
            field.setEnabled(choices.quiet)
        notifying = self._window.notifying
        self._way.say(notifying.channel().words() if notifying is not None else tr("Starts with the program."))

    def _wire(self) -> None:
        choices = self._choices
        self.on.toggled.connect(choices.set_on)
        self.least.currentIndexChanged.connect(lambda _at: choices.set_least(Risk(self.least.currentData())))
        self.quiet.toggled.connect(choices.set_quiet)
        self.breaks.toggled.connect(choices.set_critical_breaks)
        for field in (self.begins, self.ends):
            field.editingFinished.connect(self._on_hours)
        choices.changed.connect(self.refresh)

    def _on_hours(self) -> None:
        try:
            self._choices.set_hours(self.begins.text(), self.ends.text())
        except InvalidInput as error:
            self.wrong.say(display_line(error.text(), 200))
            self.wrong.show()
            return
        self.wrong.hide()

    def _on_try(self) -> None:
        notifying = self._window.notifying
        self._way.say(notifying.try_it() if notifying is not None else tr("Starts with the program."))


def risk_options() -> list[tuple[str, object]]:
    """Every risk with its word, as a choice of the lowest one."""
    return [(f"{risk.value} {tr(words)}", risk.value) for risk, words in RISK_WORDS.items()]


def _time_field(name: str, accessible: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(name)
    field.setAccessibleName(accessible)
    field.setInputMask("99:99")
    field.setMaximumWidth(theme.px(76))
    return field
