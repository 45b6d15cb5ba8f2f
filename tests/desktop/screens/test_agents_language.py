"""The agents' screens in another language: longer words find their room, and what is signed stays as it is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from counterseal.model.autonomy import DAY, Level
from counterseal_desktop.agents.level_delegate import level_width, state_width
from counterseal_desktop.agents.mandate_rows import WindowRow, apart
from counterseal_desktop.agents.rows_card import Beside, RowsCard
from counterseal_desktop.agents.standing import standings
from counterseal_desktop.agents.units import BoundField
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import CONTEXT
from counterseal_desktop.widgets.untrusted import ElidedUntrusted
from counterseal_desktop.widgets.vocabulary import level_name

REFUNDS = BoundField("refunds.issue", "amount_minor", "Amount", "EUR")


class Longer(QTranslator):
    """Says everything half as long again, so that what did not pass through it is seen."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's
        return False

    def translate(self, context: str, text: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        if context != CONTEXT or not any(char.isalpha() for char in text):
            return None
        return f"<{text}{'~' * (len(text) // 2)}>"


@pytest.fixture
def spoken(qtbot: QtBot) -> Iterator[None]:
    """The window speaks ``Longer``."""
    app, language = QApplication.instance(), Longer()
    assert app is not None
    assert app.installTranslator(language)
    yield
    app.removeTranslator(language)


def window_row(qtbot: QtBot, chosen: int) -> WindowRow:
    row = WindowRow(("refunds.issue", "mail.send"), (REFUNDS,), None)
    qtbot.addWidget(row)
    row.what.setCurrentIndex(chosen)
    row.most.setText("20")
    return row


@pytest.mark.parametrize(
    ("chosen", "name"),
    [(0, "Amount of refunds.issue"), (1, "Calls of all of them"), (2, "Calls of refunds.issue")],
)
def test_a_budget_is_signed_under_the_same_name_in_every_language(
    qtbot: QtBot, spoken: None, chosen: int, name: str
) -> None:
    row = window_row(qtbot, chosen)
    assert "~" in row.what.currentText(), "it is shown in the language of the window"
    assert row.read().name == name


def test_two_budgets_about_the_same_calls_are_told_apart_in_english(qtbot: QtBot, spoken: None) -> None:
    one = window_row(qtbot, 0).read()
    assert one.seconds == DAY
    assert [window.name for window in apart((one, one, one))] == [
        "Amount of refunds.issue",
        "Amount of refunds.issue a day",
        "Amount of refunds.issue a day (2)",
    ]


def test_columns_grow_with_the_words_in_them(qtbot: QtBot, request: pytest.FixtureRequest) -> None:
    english = level_width(), state_width()
    request.getfixturevalue("spoken")
    assert "~" in level_name(Level.L4)
    assert all("~" in state.word for state in standings())
    assert level_width() > english[0]
    assert state_width() > english[1]


@pytest.mark.parametrize(("width", "beside"), [(420, True), (150, False)])
def test_links_stand_beside_their_heading_or_in_a_line_under_it(qtbot: QtBot, width: int, beside: bool) -> None:
    card = RowsCard("Autonomy", (("openCharter", "Charter…"), ("openLevel", "Sign…")))
    qtbot.addWidget(card)
    card.resize(width, 160)
    card.show()
    qtbot.waitExposed(card)
    heading, links = card._title.geometry(), [card.link[name] for name in ("openCharter", "openLevel")]
    tops = [link.mapTo(card, link.rect().topLeft()).y() for link in links]
    assert tops[0] == tops[1], "never one under the other while both fit in a line"
    assert (tops[0] < heading.bottom()) is beside
    assert all(link.mapTo(card, link.rect().topRight()).x() < width for link in links)


@pytest.mark.parametrize("width", [420, 240, 130])
def test_the_figures_of_a_budget_are_never_cut(qtbot: QtBot, width: int) -> None:
    name, figures = ElidedUntrusted(), OwnLabel("€1,612.00 of €2,000.00 a day", "small")
    name.set_text("Refunds a day")
    row = Beside(name, figures)
    holder = QWidget()
    qtbot.addWidget(holder)
    row.setParent(holder)
    row.resize(width, 80)
    holder.resize(width, 80)
    holder.show()
    qtbot.waitExposed(holder)
    wanted = figures.fontMetrics().horizontalAdvance(figures.text())
    assert figures.wordWrap() or figures.width() >= wanted
    assert figures.geometry().right() < width
