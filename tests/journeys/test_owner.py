"""An owner lets an agent go on alone, step by step, in the real window; and stops it, tries that, and lets it go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from counterseal.model.autonomy import Level
from counterseal.sync.api import HistoryFilter
from counterseal.sync.desk import Desk
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow

from .conftest import PASSPHRASE
from .person import Agent, Person, start_agent

AGENT = "refunds-agent"


class Owner(Person):
    """Maria, who answers for the agent."""

    def goes_to(self, screen: str) -> None:
        self.clicks(f"nav_{screen}")

    def presses_words(self, words: str) -> None:
        """Clicks the visible button or link with these words."""

        def shown() -> list[QAbstractButton]:
            buttons = self.window.findChildren(QAbstractButton)
            return [one for one in buttons if one.isVisible() and one.isEnabled() and one.text() == words]

        self.waits(lambda: bool(shown()), f"{words!r} to be there")
        self.bot.mouseClick(shown()[-1], Qt.MouseButton.LeftButton)

    def signs(self, sheet: str, reason: str = "") -> None:
        """Fills what the sheet asks for at its end, and signs it."""
        top = self.finds(sheet)
        if reason and top.reason.isVisible():
            self.types(f"{sheet}Reason", reason)
        if top.passphrase.isVisible():
            self.types(f"{sheet}Passphrase", PASSPHRASE)
        self.clicks(f"{sheet}Act")
        self.waits(lambda: self.window.sheet() is not top, f"{sheet} to close; it says {self.reads()[-1500:]}")

    def registers_the_agent(self) -> str:
        """Registers it and takes its token from the sheet that shows it once."""
        self.goes_to("agents")
        self.clicks("emptyRegister")
        self.types("registerName", "Refunds agent")
        self.signs("registerSheet")
        self.clicks("tokenCopy")
        settings = dict(line.split("=", 1) for line in QApplication.clipboard().text().splitlines() if "=" in line)
        self.clicks("tokenClose")
        (token,) = (value.strip().strip('"') for name, value in settings.items() if "COUNTERSEAL_TOKEN" in name)
        return token

    def describes_the_refund(self) -> None:
        """Describes the tool of the action on the screen: High, but Moderate up to €500."""
        self.presses_words("Describe this tool…")
        sheet = self.finds("toolSheet")
        self.clicks("toolRisk_R3")
        self.types("toolVerb", "Refund")
        self.types("toolTitle", "Refund {amount_minor} for order {order}")
        amount = next(row for row in sheet.arguments.rows if row.name.text() == "amount_minor")
        amount.role.setCurrentIndex(amount.role.findData("money"))
        amount.unit.clear()
        self.bot.keyClicks(amount.unit, "EUR")
        self.clicks("toolCasesAdd")
        (bound,) = sheet.cases.rows
        self.bot.keyClicks(bound.field, "amount_minor")
        self.bot.keyClicks(bound.most, "500")
        self.signs("toolSheet", "It pays money out")

    def signs_the_charter(self) -> None:
        self.clicks("openCharter")
        for field, text in (
            ("charterWorkflow", "Refunds for damaged orders"),
            ("charterBounds", "Never above 2000 euros"),
            ("charterMetric", "Resolved within 10 minutes"),
            ("charterRunbook", "Payments / recall"),
        ):
            self.types(field, text)
        self.signs("charterSheet", "Agreed with finance")
        self.waits(lambda: self.detail().charter is not None, "the charter to be in force")

    def raises_to(self, level: Level) -> None:
        self.clicks("openLevel")
        sheet = self.finds("levelSheet")
        sheet.scale.setFocus()
        self.bot.keyClick(sheet.scale, Qt.Key(ord(level.value[1])))
        self.signs("levelSheet", "63 refunds in a row were right")
        self.waits(lambda: self.detail().view.level == level.value, f"{level.value} to be in force")

    def signs_a_mandate(self) -> None:
        """Refunds up to €500 each."""
        self.clicks("openMandate")
        sheet = self.finds("mandateSheet")
        sheet.tools["refunds.issue"].click()
        self.clicks("mandateLimitsAdd")
        (limit,) = sheet.limits.rows
        self.bot.keyClicks(limit.most, "500")
        self.signs("mandateSheet", "Small refunds are routine")
        self.waits(lambda: self.detail().mandate is not None, "the mandate to be in force")

    def marks_as_wrong(self, title: str, what: str) -> None:
        """Finds what ran in the history, and says what went wrong with it."""
        self.goes_to("history")
        model = self.window.history.model

        def allowed() -> list[int]:
            rows = (model.row(number) for number in range(model.rowCount()))
            return [row.seq for row in rows if row.kind == "policy_allowed" and row.title == title]

        self.waits(lambda: bool(allowed()), f"{title!r} in the history")
        self.window.history.select(allowed()[0])
        self.clicks("markWrong")
        self.sees("Runbook: Payments / recall")
        self.signs("wrongSheet", what)
        self.sees("Marked as wrong: signed")
        self.sees(what)

    def detail(self) -> Any:
        return self.desk.autonomy.agent(AGENT).result(30)


@pytest.fixture
def maria(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Owner]:
    """Maria at a window on a profile without any agent."""
    theme.apply_theme(qapp, "light", 1.0)
    window = MainWindow(desk, ask_on_close=False)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Owner(window, qtbot, desk)
    window.close()
    window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def asks(desk: Desk, tmp_path: Path) -> Iterator[Callable[[str, int], Agent]]:
    """Starts agent processes that ask for one refund of so many cents each."""
    started: list[Agent] = []

    def start(token: str, cents: int) -> Agent:
        arguments = json.dumps({"order": "88213", "amount_minor": cents, "card": "card 4417"})
        one = start_agent(desk.gateway_url, token, "refunds.issue", arguments, tmp_path / f"effects-{len(started)}")
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


def test_an_agent_goes_alone_as_far_as_its_owner_signed_and_no_further(
    maria: Owner, asks: Callable[[str, int], Agent]
) -> None:
    token = maria.registers_the_agent()
    first = asks(token, 12_000)
    maria.signs_the_charter()
    maria.goes_to("inbox")
    maria.opens("Call refunds.issue")
    maria.sees("This tool is not described")
    maria.describes_the_refund()
    maria.sees("Refund €120.00 for order 88213")
    maria.looks_at_it()
    maria.clicks("rejectButton")
    assert maria.hears_from(first).startswith("rejected")

    maria.goes_to("agents")
    maria.raises_to(Level.L2)
    maria.signs_a_mandate()
    maria.raises_to(Level.L4)
    within, outside = asks(token, 12_000), asks(token, 60_000)
    assert maria.hears_from(within) == "done"
    assert [json.loads(line)["amount_minor"] for line in within.effects()] == [12_000]
    (allowed,) = maria.desk.history(HistoryFilter(kinds=("policy_allowed",))).result(30).rows
    assert allowed.outcome == "Executed"

    maria.goes_to("inbox")
    maria.opens("Refund €600.00 for order 88213")
    maria.sees("€500.00")
    assert outside.effects() == []

    maria.goes_to("agents")
    maria.clicks("drillAgent")
    maria.clicks("drillNow")
    maria.sees("1 of 1 answered")
    maria.clicks("drillClose")
    maria.clicks("haltAgent")
    maria.clicks("haltNow")
    assert maria.hears_from(outside).startswith(("halted", "void"))
    maria.sees("1 of 1 stopped")
    maria.clicks("haltClose")
    assert outside.effects() == []

    maria.clicks("resetAgent")
    maria.types("resetReason", "The card was checked")
    maria.waits(lambda: maria.window.sheet()._halt is not None, "what halts it to be read")
    maria.clicks("resetNow")
    maria.sees("The agent is reset and paused")
    maria.clicks("resumeAgent")
    maria.signs("resumeSheet")
    maria.waits(lambda: maria.detail().view.state == "running", "the agent to go on")
    after = asks(token, 9_000)
    assert maria.hears_from(after) == "done"

    maria.marks_as_wrong("Refund €90.00 for order 88213", "It was refunded twice")
    maria.waits(lambda: maria.detail().cap is Level.L3, "the level to fall by itself")
    assert maria.desk.verify().result(60).ok
