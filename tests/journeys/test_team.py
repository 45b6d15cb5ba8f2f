"""Two people at one gateway: Maria at her window, Jonas at his desk, and an action that takes both of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.sync.separate import Team, team
from counterseal.model.autonomy import Autonomy, Level
from counterseal.model.risk import Risk
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow
from gateway.desks import PASSPHRASE as WORDS
from gateway.desks import PATIENCE

from .person import Person


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Team]:
    with team(tmp_path) as made:
        yield made


@pytest.fixture
def maria(crew: Team, qapp: QApplication, qtbot: QtBot) -> Iterator[Person]:
    """Maria at a window on her desk, which knows the team's gateway."""
    theme.apply_theme(qapp, "light", 1.0)
    window = MainWindow(crew.maria.desk, ask_on_close=False)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Person(window, qtbot, crew.maria.desk)
    window.close()
    window.deleteLater()
    qapp.processEvents()


def test_an_action_that_takes_two_waits_for_the_other_and_says_so(crew: Team, maria: Person) -> None:
    agent = crew.agent("paired")
    two = Autonomy(Level.L1, (), {Risk.R3: 2})
    assert crew.maria.desk.autonomy.set_level("paired", two, "two look").result(PATIENCE).state == "in_force"
    action = agent.propose()["id"]
    title = crew.jonas.held(action).item.title
    assert crew.jonas.desk.autonomy.claim(action).result(PATIENCE) == "Jonas Weber"

    maria.opens(title)
    maria.sees("Jonas Weber is looking at this")
    maria.clicks("goOnButton")
    maria.looks_at_it()
    maria.presses(Qt.Key.Key_T)
    maria.types("reasonField", "The order exists")
    maria.clicks("approveButton")
    maria.confirms(WORDS)
    maria.sees("You approved this. It waits for a second person.")
    maria.sees("1 of 2 approvals: Maria Lind")

    maria.clicks("takeBackButton")
    maria.sees("Taken back")
    maria.clicks("reloadButton")
    maria.sees("Go on anyway")
    # The window says so once it is signed; it reaches the gateway, and Jonas, a moment later.
    crew.jonas.ear.until(lambda: crew.jonas.held(action).item.has == 0, "the end of Maria's approval at Jonas's desk")
