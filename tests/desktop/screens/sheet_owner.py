"""Maria with a sheet before her: what she reads there, types, presses and signs."""

from __future__ import annotations

from typing import Any

from desk_double import PASSPHRASE, DeskDouble
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from reading import click, sees, until, words

from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.shell.sheet_deck import SheetDeck


class Owner:
    """Maria with a sheet before her."""

    def __init__(self, bot: QtBot, desk: DeskDouble, deck: SheetDeck, sheets: AgentSheets) -> None:
        self.bot, self.desk, self.deck, self.sheets = bot, desk, deck, sheets
        self.heard: list[tuple[str, str]] = []
        sheets.said.connect(lambda text, tone: self.heard.append((text, tone)))

    @property
    def sheet(self) -> Any:
        """The sheet on top."""
        until(self.bot, lambda: self.deck.top() is not None)
        return self.deck.top()

    def finds(self, name: str) -> Any:
        shown = [w for w in self.deck.host.findChildren(QWidget, name) if w.isVisible()]
        assert shown, f"{name} is not there; shown is: {words(self.deck.host)}"
        return shown[-1]

    def types(self, name: str, text: str) -> None:
        field = self.finds(name)
        field.setFocus()
        field.selectAll()
        self.bot.keyClicks(field, text)

    def clicks(self, name: str) -> None:
        click(self.bot, self.deck.host, name)

    def sees(self, *texts: str) -> None:
        """Waits until every text is on the sheet."""
        sees(self.bot, self.deck.host, *texts)

    def signs(self, reason: str = "Looked at it") -> None:
        """Gives the reason and the passphrase where they are asked for, and presses the verb."""
        sheet = self.sheet
        if sheet.reason.isVisible() and reason:
            self.types(sheet.reason.objectName(), reason)
        if sheet.passphrase.isVisible():
            self.types(sheet.passphrase.objectName(), PASSPHRASE)
        self.clicks(sheet.act.objectName())

    def signed(self) -> tuple[Any, ...]:
        """What was signed last."""
        until(self.bot, lambda: bool(self.desk.autonomy.signed))
        return self.desk.autonomy.signed[-1]
