"""Journeys: a real profile, gateway, agent process and window; nothing stands in for anything."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QWidget

from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow
from stall_lines import PROPERTY
from stalls import Heartbeat

from .person import Agent, Person, start_agent

PASSPHRASE = "correct horse"
REFUND_TOOL: dict[str, Any] = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount_minor} for order {order}",
    "fields": {
        "order": {"label": "Order", "role": "target"},
        "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
        "card": {"label": "Pay to", "role": "payee"},
    },
    "when": [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}],
    "undo": {"minutes": 30, "how": "Payments / recall"},
    "schema": {
        "type": "object",
        "required": ["order", "amount_minor", "card"],
        "properties": {
            "order": {"type": "string"},
            "amount_minor": {"type": "integer", "minimum": 1, "maximum": 124_000},
            "card": {"type": "string"},
        },
    },
}
NOTE_TOOL = {
    "tool": "notes.add",
    "risk": "R1",
    "verb": "Add note",
    "title": "Add a note to {ticket}",
    "fields": {"ticket": {"label": "Ticket", "role": "target"}, "text": {"label": "Note"}},
}


@pytest.fixture
def qtbot(qtbot: QtBot, request: pytest.FixtureRequest) -> Iterator[QtBot]:
    """Times what the window's thread does while the person waits, clicks and types, and tells the longest stall.

    What the test itself computes in between is not the window's, and does not count.
    """
    heart = Heartbeat(every_ms=4)
    wait = qtbot.wait

    def waits(ms: int) -> None:
        with heart.at():
            wait(ms)

    def acting(name: str) -> None:
        act = getattr(qtbot, name)

        def acts(widget: QWidget, *how: Any, **more: Any) -> None:
            with heart.at(f"{name} on {widget.objectName() or type(widget).__name__}"):
                act(widget, *how, **more)

        setattr(qtbot, name, acts)

    def types(widget: QWidget, text: str, *how: Any) -> None:
        # Somebody who types waits for one letter at a time.
        for letter in text:
            key(widget, letter, *how)

    for name in ("keyClick", "mouseClick", "mouseDClick"):
        acting(name)
    key = qtbot.keyClick
    qtbot.wait, qtbot.keyClicks = waits, types
    heart.start()
    yield qtbot
    heart.stop()
    if heart.beats:
        said = f"{heart.longest}, after {heart.longest.doing or 'the window opened'}"
        request.node.user_properties.append((PROPERTY, {"ms": heart.longest.seconds * 1e3, "said": said}))
        print(f"longest stall: {request.node.name} {said}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A new profile, unlocked, with its embedded gateway running."""
    home = tmp_path / "profile"
    Profile.create(home, "Maria Lind", KeyChoice(PASSPHRASE, False, Cost(64, 1, 1))).close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, "utf-8")
    secret.chmod(0o600)
    opened = open_desk(home, secret)
    # The file opens the key; that a person is here is shown by entering the passphrase.
    opened.step_up.entered()
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def token(desk: Desk) -> str:
    """The token of the registered Refunds agent."""
    return desk.register_agent("refunds", "Refunds agent", [REFUND_TOOL, NOTE_TOOL], "Payments / recall").result(30)


@pytest.fixture
def agent(desk: Desk, token: str, tmp_path: Path) -> Iterator[Callable[..., Agent]]:
    """Starts agent processes that ask for one call each."""
    started: list[Agent] = []

    def start(tool: str = "refunds.issue", **arguments: Any) -> Agent:
        if tool == "refunds.issue":
            arguments = {"order": "88213", "amount_minor": 124_000, "card": "card 4417"} | arguments
        effects = tmp_path / f"effects-{len(started)}"
        one = start_agent(desk.gateway_url, token, tool, json.dumps(arguments), effects)
        started.append(one)
        return one

    yield start
    for one in started:
        one.stop()


@pytest.fixture
def maria(desk: Desk, qapp: QApplication, qtbot: QtBot, token: str) -> Iterator[Person]:
    """Maria at her open window."""
    theme.apply_theme(qapp, "light", 1.0)
    window = MainWindow(desk, ask_on_close=False)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Person(window, qtbot, desk)
    window.close()
    window.deleteLater()
    qapp.processEvents()
