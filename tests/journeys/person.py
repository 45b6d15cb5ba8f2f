"""A person at the window, in a person's words: reads what is shown, clicks and types, and waits for what changes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from counterseal.sync.desk import Desk
from counterseal_desktop.shell.window import MainWindow

ROOT = Path(__file__).resolve().parents[2]
WAIT_MS = 60_000
GUARD_S = 0.45


class Agent:
    """A running agent process, and the file its effect would appear in."""

    def __init__(self, process: subprocess.Popen[str], effects: Path) -> None:
        self.process = process
        self.effects_file = effects

    def last_words(self) -> str:
        """What an ended process printed last."""
        out, err = self.process.communicate()
        assert out.strip(), f"the agent printed nothing; its errors: {err}"
        return out.strip().splitlines()[-1]

    def effects(self) -> list[str]:
        return self.effects_file.read_text("utf-8").splitlines() if self.effects_file.exists() else []

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Person:
    """Maria at her window."""

    def __init__(self, window: MainWindow, bot: QtBot, desk: Desk) -> None:
        self.window = window
        self.bot = bot
        self.desk = desk

    def waits(self, until: Callable[[], bool], for_what: str) -> None:
        self.bot.waitUntil(lambda: _assert(until(), for_what), timeout=WAIT_MS)

    def hears_from(self, agent: Agent) -> str:
        """Keeps using the window until the agent process has ended; returns what it printed last."""
        self.waits(lambda: agent.process.poll() is not None, "the agent to end")
        return agent.last_words()

    def finds(self, name: str, kind: type[QWidget] = QWidget) -> Any:
        """The visible widget of that name."""

        def look() -> Any:
            shown = [w for w in self.window.findChildren(kind, name) if w.isVisible()]
            return shown[-1] if shown else None

        self.waits(lambda: look() is not None, f"{name} to be shown")
        return look()

    def sees(self, text: str) -> None:
        """Waits until a visible label, button or document holds the text."""
        self.waits(lambda: text in self.reads(), f"the words {text!r}; shown is: {self.reads()[:3000]}")

    def reads(self) -> str:
        """All text that is visible now, as a screen reader would be given it."""
        parts = []
        for widget in [self.window, *self.window.findChildren(QWidget)]:
            if widget.isVisible():
                shown = getattr(widget, "text", None) or getattr(widget, "toPlainText", None)
                value = shown() if callable(shown) else ""
                parts.append(value if isinstance(value, str) else "")
                parts.append(widget.accessibleName())
        return "\n".join(filter(None, parts))

    def opens(self, title: str) -> None:
        """Selects the waiting action with this title and waits for its detail."""
        self.waits(lambda: any(i.title == title for i in self.desk.queue()), f"{title!r} to wait in the inbox")
        found = next(i for i in self.desk.queue() if i.title == title)
        self.waits(lambda: self.window.inbox.select(found.id), f"{title!r} to be in the list")
        self.sees(title)
        self.finds("factsCard")
        self.looks_at_it()

    def looks_at_it(self) -> None:
        """Lets the 400 ms guard pass, as a person who reads does."""
        ends = time.monotonic() + GUARD_S
        self.bot.waitUntil(lambda: _assert(time.monotonic() >= ends, "the guard"), timeout=5_000)

    def clicks(self, name: str) -> None:
        button = self.finds(name, QAbstractButton)
        self.waits(button.isEnabled, f"{name} to be enabled")
        self.bot.mouseClick(button, Qt.MouseButton.LeftButton)

    def types(self, name: str, text: str) -> None:
        field = self.finds(name)
        assert isinstance(field, QLineEdit | QPlainTextEdit), f"{name} is no text field"
        field.setFocus()
        field.selectAll()
        self.bot.keyClicks(field, text)

    def pastes(self, name: str, text: str) -> None:
        """Puts a text into a field by the clipboard."""
        field = self.finds(name)
        assert isinstance(field, QLineEdit | QPlainTextEdit), f"{name} is no text field"
        QApplication.clipboard().setText(text)
        field.setFocus()
        field.selectAll()
        field.paste()

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.has_the_keyboard()
        target = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
        self.bot.keyClick(target, key, modifier)

    def has_the_keyboard(self) -> None:
        """Without a window manager nobody gives the keyboard back to the window when a menu or dialog has closed."""
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            self.window.activateWindow()
            self.bot.waitUntil(self.window.isActiveWindow)

    def confirms(self, passphrase: str = "", typed: str = "") -> None:
        """Fills what the confirmation asks for, and confirms."""
        self.finds("confirmSheet")
        if typed:
            self.types("typedFact", typed)
        if passphrase and self.window.findChild(QLineEdit, "passphraseField").isVisible():
            self.types("passphraseField", passphrase)
        self.looks_at_it()
        self.clicks("confirmButton")


def start_agent(url: str, token: str, tool: str, arguments: str, effects: Path) -> Agent:
    """Start the agent of ``agent_process.py``."""
    script = Path(__file__).with_name("agent_process.py")
    environment = {**os.environ, "COUNTERSEAL_URL": url, "COUNTERSEAL_TOKEN": token}
    process = subprocess.Popen(
        [sys.executable, str(script), tool, arguments, str(effects)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    return Agent(process, effects)


def _assert(fine: bool, what: str) -> None:
    assert fine, f"waited for {what}"
