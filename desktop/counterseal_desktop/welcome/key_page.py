"""The page of the welcome that makes a profile: name, where the key lies, what guards it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from counterseal.sync.api_welcome import KEYRING, KeyPlace
from counterseal_desktop import theme
from counterseal_desktop.shell.choices import CheckBox, RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.welcome.page import Page, button, field
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import Banner
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.untrusted import display_line

SHORTEST = 8
"""Characters of a passphrase under which a warning is shown; nothing is forbidden by length alone."""


class KeyPage(Page):
    """Name and key.

    Signals:
        make(str name, str passphrase, str place): everything is given and agrees.
    """

    make = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__(
            "welcomeKey",
            tr("Your name and your key"),
            tr("Your name stands in every decision you sign. The key is made on this machine and never leaves it."),
        )
        self.name = field("welcomeName", tr("Your name, as it stands in records"))
        self.first = field("welcomePassphrase", tr("A passphrase"), secret=True)
        self.again = field("welcomeAgain", tr("The same again"), secret=True)
        self.none = CheckBox(tr("No passphrase"))
        self.none.setObjectName("welcomeNone")
        self.none.toggled.connect(self._on_none)
        self.warning = Banner("amber")
        self.warning.setObjectName("welcomeWarning")
        self.warning.hide()
        self._places = QButtonGroup(self)
        self._place_rows = QVBoxLayout()
        self._place_rows.setSpacing(theme.px(4))
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("welcomeWrong")
        self.wrong.hide()
        self._name_card()
        self._place_card()
        self._guard_card()
        self.rows.addWidget(self.wrong)
        self.go = button(tr("Make my key"), "welcomeMake", "primary")
        self.go.clicked.connect(self._on_go)
        self._back = self.back_button()
        self.finish(self._back, self.go)

    def set_places(self, places: tuple[KeyPlace, ...]) -> None:
        """Where the key could lie here, best first."""
        for number, place in enumerate(places):
            choice = RadioButton(place.name[:1].upper() + place.name[1:])
            choice.setObjectName(f"place_{place.kind}")
            choice.setProperty("kind", place.kind)
            choice.setChecked(number == 0)
            self._places.addButton(choice)
            self._place_rows.addWidget(choice)
            says = OwnLabel(display_line(place.protects, 200), "small", wrap=True)
            says.setContentsMargins(theme.px(26), 0, theme.px(26), theme.px(4))
            self._place_rows.addWidget(says)
        if all(place.kind != KEYRING for place in places):
            self._place_rows.addWidget(
                OwnLabel(tr("No keyring of this system answers, so the key lies in a file."), "small", wrap=True)
            )

    def set_busy(self, busy: bool) -> None:
        """While the key is made nothing can be changed."""
        for widget in (self.name, self.first, self.again, self.none, self.go, self._back, *self._places.buttons()):
            widget.setEnabled(not busy)
        self.go.setText(tr("Making your key…") if busy else tr("Make my key"))  # trusted: ours
        if not busy:
            self._on_none(self.none.isChecked())

    def say_wrong(self, text: str, at: QWidget | None = None) -> None:
        """What is missing or was refused; the words are safe."""
        self.wrong.say(text)
        self.wrong.show()
        announce(self.wrong, text, urgent=True)
        self.ensureWidgetVisible(self.wrong)
        if at is not None:
            at.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Keep no passphrase on the screen."""
        self.first.clear()
        self.again.clear()

    def _name_card(self) -> None:
        self.rows.addWidget(OwnLabel(tr("Your name"), "strong"))
        self.rows.addWidget(self.name)

    def _place_card(self) -> None:
        card = Card(tr("Where your key will lie"))
        card.body.addLayout(self._place_rows)
        self.rows.addWidget(card)

    def _guard_card(self) -> None:
        card = Card(tr("What guards it"))
        card.body.addWidget(
            OwnLabel(
                tr(
                    "The passphrase is asked for when you start, after a pause, and for what is High or Critical. "
                    "Nobody can tell it to you again; a recovery sheet, shown next, makes a new key instead."
                ),
                "small",
                wrap=True,
            )
        )
        for one in (self.first, self.again):
            card.body.addWidget(one)
        card.body.addWidget(self.none)
        card.body.addWidget(self.warning)
        self.rows.addWidget(card)

    def _on_none(self, none: bool) -> None:
        for one in (self.first, self.again):
            one.setEnabled(not none)
        if none:
            self.forget()
            self.warning.set_message(
                tr(
                    "Then any program of your account can sign as you; the window, Doctor and every decision say so. "
                    "You can set a passphrase later under Settings."
                )
            )
        self.warning.setVisible(none)

    def _on_go(self) -> None:
        self.wrong.hide()
        name = self.name.text().strip()
        none = self.none.isChecked()
        if not name:
            self.say_wrong(tr("Your name is missing."), self.name)
        elif not none and not self.first.text():
            self.say_wrong(tr("Choose a passphrase, or say that you want none."), self.first)
        elif not none and self.first.text() != self.again.text():
            self.say_wrong(tr("The two passphrases differ."), self.again)
        elif not none and len(self.first.text()) < SHORTEST and self.first.property("warned") != self.first.text():
            self.first.setProperty("warned", self.first.text())
            self.say_wrong(
                tr("That is short, and short ones are guessed. Use four words or more, or press again to keep it."),
                self.first,
            )
        else:
            place = self._places.checkedButton()
            self.make.emit(name, "" if none else self.first.text(), str(place.property("kind")) if place else "file")
