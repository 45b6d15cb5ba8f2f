"""The inbox at 200 % text: what is asked before a signature can be read, and what is opened is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from desk_double import DeskDouble
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from reading import until

from counterseal.model.decisions import Verdict
from counterseal_desktop import theme
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.window import MainWindow

Choose = Callable[[MainWindow, int], None]


@pytest.fixture
def large_window(qapp: QApplication, open_window: Callable[[], MainWindow]) -> Iterator[MainWindow]:
    theme.apply_theme(qapp, "light", 2.0)
    yield open_window()
    theme.apply_theme(qapp, "light", 1.0)


def _shows_its_words(field: QLineEdit) -> bool:
    return field.width() >= field.fontMetrics().horizontalAdvance(field.placeholderText()) + theme.px(16)


def test_the_fields_before_a_signature_are_wide_enough_for_their_words(
    qtbot: QtBot, large_window: MainWindow, desk: DeskDouble, choose: Choose
) -> None:
    bar = large_window.inbox.bar
    choose(large_window, 1)
    for section in ("facts", "trace"):
        large_window.inbox.flow.saw(section)
    bar.reason.setText("The photos show it")  # trusted: a literal
    large_window.inbox.press(Verdict.APPROVE)
    until(qtbot, lambda: large_window.inbox.flow.stage is Stage.CONFIRM)
    for size in ((1440, 900), (960, 640)):
        large_window.resize(*size)
        large_window.inbox.read()
        until(qtbot, lambda: bar.typed.isVisible() and _shows_its_words(bar.typed))
        until(qtbot, lambda: bar.passphrase.isVisible() and _shows_its_words(bar.passphrase))
        until(qtbot, lambda: bar.confirm.mapTo(bar, QPoint(bar.confirm.width(), 0)).x() <= bar.width())
    assert desk.drafts == []


def test_the_key_of_the_raw_action_goes_to_the_action(qtbot: QtBot, large_window: MainWindow, choose: Choose) -> None:
    inbox = large_window.inbox
    large_window.resize(960, 600)
    until(qtbot, lambda: not inbox.stack.isVisible())
    choose(large_window, 9)
    qtbot.keyClick(inbox.view, Qt.Key.Key_D)
    until(qtbot, inbox.detail.isVisible)
    until(qtbot, inbox.detail.raw.isVisible)
    until(qtbot, lambda: "raw" in inbox.flow.opened)
    assert not inbox.pane.isVisible()
