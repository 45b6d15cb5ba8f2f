"""A window that reads from right to left: figures stay whole, our sentences lead from the right, nothing is covered."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counterseal_desktop.insights.words import share_words, time_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.top_bar import SearchField
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.choice_box import ChoiceBox
from counterseal_desktop.widgets.direction import isolated, mirrored
from counterseal_desktop.widgets.flow import FlowRow

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
LEFT_TO_RIGHT, RIGHT_TO_LEFT = Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft


@pytest.fixture
def from_the_right(qapp: QApplication) -> Iterator[None]:
    """The application reads from right to left during a test."""
    qapp.setLayoutDirection(RIGHT_TO_LEFT)
    yield
    qapp.setLayoutDirection(LEFT_TO_RIGHT)


def test_a_figure_keeps_its_unit_behind_it(from_the_right: None) -> None:
    assert isolated("5.8 %") == "\u20665.8 %\u2069"
    for text in (share_words(0.058), time_words(58), time_words(4000)):
        assert (text[0], text[-1]) == ("\u2066", "\u2069")
        assert text.count("\u2066") == 1


def test_nothing_is_added_where_text_reads_from_the_left() -> None:
    assert isolated("5.8 %") == "5.8 %"
    assert share_words(0.058) == "5.8\u00a0%"
    assert time_words(4000) == "1\u00a0h\u00a07\u00a0min"


def test_a_sentence_of_ours_leads_from_the_right(qtbot: QtBot, from_the_right: None) -> None:
    label = OwnLabel("An English sentence", wrap=True)
    figure = OwnLabel("12")
    figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    centred = OwnLabel("in the middle")
    centred.setAlignment(Qt.AlignmentFlag.AlignCenter)
    card = Card("A heading")
    for widget in (label, figure, centred, card):
        qtbot.addWidget(widget)
    assert label.alignment() & RIGHT == RIGHT
    assert figure.alignment() & Qt.AlignmentFlag.AlignLeft
    assert centred.alignment() & Qt.AlignmentFlag.AlignHCenter
    assert card._title.alignment() & RIGHT == RIGHT


def test_a_label_turns_with_its_window(qtbot: QtBot) -> None:
    label = OwnLabel("An English sentence")
    qtbot.addWidget(label)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft
    label.setLayoutDirection(RIGHT_TO_LEFT)
    assert label.alignment() & RIGHT == RIGHT
    label.setLayoutDirection(LEFT_TO_RIGHT)
    assert label.alignment() & Qt.AlignmentFlag.AlignLeft


@pytest.mark.parametrize("direction", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_the_hint_of_the_search_ends_before_its_key(qtbot: QtBot, direction: Qt.LayoutDirection) -> None:
    field = SearchField("Ctrl K")
    qtbot.addWidget(field)
    field.setLayoutDirection(direction)
    cap = field._cap().width()
    margins = field.textMargins()
    taken = margins.right() if direction == LEFT_TO_RIGHT else margins.left()
    assert taken >= cap
    assert margins.left() + margins.right() == taken
    field.setText("what is typed has all the room")  # trusted: a literal
    assert field.textMargins().left() + field.textMargins().right() == 0
    field.clear()
    field.set_hint("")
    assert field.textMargins().left() + field.textMargins().right() == 0


def test_a_row_that_breaks_begins_at_the_right(qtbot: QtBot, from_the_right: None) -> None:
    row = FlowRow()
    qtbot.addWidget(row)
    first, second = Chip("first"), Chip("second")
    row.set_widgets([first, second])
    row.resize(400, 40)
    row.show()
    qtbot.waitUntil(lambda: first.geometry().right() == 399, timeout=60_000)
    assert second.geometry().right() < first.geometry().left()


def test_an_arrow_is_drawn_away_from_the_words(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.resize(200, 30)
    box.addItem("")
    there = _ink(box)
    box.setLayoutDirection(RIGHT_TO_LEFT)
    assert there > 100 > _ink(box)
    assert mirrored(box, QRectF(180, 0, 10, 10)) == QRectF(10, 0, 10, 10)


def _ink(widget: QWidget) -> int:
    """Where the darkest pixel of the middle line stands: the point of the arrow or one of its ends."""
    image = widget.grab().toImage()
    rows = range(image.height() // 2 - 3, image.height() // 2 + 4)
    return min(
        ((image.pixelColor(x, y).lightness(), x) for y in rows for x in range(4, image.width() - 4)),
    )[1]
