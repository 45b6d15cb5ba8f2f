"""The card about this program and the desktop around it: the tray, starting with the session, links."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from counterseal.errors import KnownError
from counterseal_desktop.native.registering import Registration, registration
from counterseal_desktop.settings.rows import Rows, put, switch
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.leaving import Leaving
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import Switch
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import display_line


class DesktopCard(Card):
    """Changes take effect at once; what the system refuses is said here and the switch goes back."""

    def __init__(self, leaving: Leaving, home: Path, made: Registration | None = None) -> None:
        super().__init__(tr("On this desktop"))
        self.setObjectName("desktopCard")
        let_grow(self)
        self._leaving = leaving
        self._home = home
        self._registration = made or registration()
        self.keeps = switch(
            "keepInTray", tr("Closing the window keeps the program in the tray"), tr("Stays in the tray"), tr("Quits")
        )
        self.starts = switch("startWithSession", tr("Start with the session"))
        self.links = switch("openLinks", tr("Open counterseal:// links"))
        self.wrong = OwnLabel("", "bad", wrap=True)
        self.wrong.setObjectName("desktopWrong")
        self.wrong.hide()
        self._tray = OwnLabel("", "small", wrap=True)
        rows = Rows()
        rows.add(tr("Closing the window"), self.keeps, says=self._tray)
        rows.add(
            tr("Start with the session"),
            self.starts,
            says=tr("It starts in the tray, or as a small window where there is none, and serves your agents."),
        )
        rows.add(
            tr("Links"),
            self.links,
            says=tr("counterseal://action/ID shows that action here. A link can only show, never decide."),
        )
        self.body.addWidget(rows)
        self.body.addWidget(self.wrong)
        self._where = OwnLabel(display_line(self._registration.words(), 300), "small", wrap=True)
        self.body.addWidget(self._where)
        self.keeps.toggled.connect(leaving.set_keeps)
        self.starts.toggled.connect(self._on_starts)
        self.links.toggled.connect(self._on_links)

    def refresh(self) -> None:
        """Show how it is now."""
        put(self.keeps, self._leaving.keeps)
        put(self.starts, self._registration.starts_with_session(self._home))
        put(self.links, self._registration.opens_links())
        self._tray.say(
            tr("Your agents' gateway stays up in the tray; Quit there, or Ctrl+Q, ends it.")
            if self._leaving.in_tray()
            else tr("This session shows no tray, so closing the window quits, after naming who waits.")
        )

    def _on_starts(self, on: bool) -> None:
        self._try(self.starts, lambda: self._registration.start_with_session(self._home, on))

    def _on_links(self, on: bool) -> None:
        self._try(self.links, lambda: self._registration.open_links(self._home, on))

    def _try(self, one: Switch, call: Callable[[], None]) -> None:
        self.wrong.hide()
        try:
            call()
        except KnownError as error:
            put(one, not one.isChecked())
            self.wrong.say(display_line(error.text(), 300))
            self.wrong.show()
