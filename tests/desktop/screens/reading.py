"""What a person reads on a part of the window, and presses there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

WAIT_MS = 60_000


def words(root: QWidget) -> str:
    """All text that is visible in ``root`` now, and the names that are read out."""
    shown = [w for w in root.findChildren(QWidget) if w.isVisibleTo(root)]
    texts = [w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)]
    return "\n".join([*texts, *(w.accessibleName() for w in shown)])


def sees(bot: QtBot, root: QWidget | None, *texts: str) -> None:
    """Wait until every text is visible in ``root``: what a layout takes in is shown an event later."""
    assert root is not None
    for text in texts:
        bot.waitUntil(lambda text=text: text in words(root), timeout=WAIT_MS)


def until(bot: QtBot, true: Callable[[], bool]) -> None:
    """Wait for something with more patience than the default has, for a slow machine."""
    bot.waitUntil(true, timeout=WAIT_MS)


def click(bot: QtBot, root: QWidget, name: str) -> None:
    """Click the visible, enabled button of that name, once it is there."""

    def shown() -> list[QAbstractButton]:
        return [b for b in root.findChildren(QAbstractButton, name) if b.isVisible() and b.isEnabled()]

    bot.waitUntil(lambda: bool(shown()), timeout=WAIT_MS)
    bot.mouseClick(shown()[-1], Qt.MouseButton.LeftButton)
