"""Plots: axes that hold their values, a cursor for pointer and keys, words for all of it, and the same as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counterseal_desktop import theme
from counterseal_desktop.theme.tokens import DARK, LIGHT, contrast
from counterseal_desktop.widgets import plots_tip
from counterseal_desktop.widgets.plots import Plot
from counterseal_desktop.widgets.plots_card import PlotCard
from counterseal_desktop.widgets.plots_data import COUNT, SHARE, TIME, PlotData, Series, Slot, axis_for, labelled
from counterseal_desktop.widgets.plots_kinds import Lines, SideBars, StackedBars
from counterseal_desktop.widgets.plots_marks import LEAST_CONTRAST, fill_area

SERIES = (Series("Alone", "chart_alone"), Series("Approved", "green", "disc"), Series("Rejected", "red", "triangle"))


def data(kind: str = COUNT, **changes: object) -> PlotData:
    slots = (
        Slot("19 Nov", "Thursday 19 Nov", (90.0, 30.0, 0.0), ("alone-19", "approved-19", None)),
        Slot("20 Nov", "Friday 20 Nov", (0.0, 0.0, 0.0)),
        Slot("21 Nov", "Saturday 21 Nov", (80.0, 20.0, 2.0), ("alone-21", "approved-21", "rejected-21"), note="So far"),
    )
    words: Callable[[float], str] = lambda value: f"{value:g} actions"  # noqa: E731
    made = {"series": SERIES, "slots": slots, "across": "Day", "up": "Actions a day", "kind": kind}
    return PlotData(**{**made, "value_words": words, "summary": "Three days.", **changes})  # type: ignore[arg-type]


def shares() -> PlotData:
    slots = (
        Slot("1", "Day 1", (0.05,), ("r1",), (0.0, 0.1)),
        Slot("2", "Day 2", (0.3,), ("r2",), (0.0, 0.1), frozenset({0})),
        Slot("3", "Day 3", (None,)),
    )
    one = (Series("Edited", "accent", "disc"),)
    return data(
        SHARE, series=one, slots=slots, band_name="Limits", flag_name="outside", value_words=lambda v: f"{v:.0%}"
    )


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[[Plot, PlotData], Plot]]:
    def act(plot: Plot, content: PlotData) -> Plot:
        qtbot.addWidget(plot)
        plot.set_data(content)
        plot.resize(600, 240)
        plot.show()
        qtbot.waitExposed(plot)
        plot.activateWindow()
        plot.setFocus(Qt.FocusReason.TabFocusReason)
        return plot

    yield act
    QApplication.processEvents()


def expect_described(plot: Plot) -> str:
    """What a screen reader is told of the plot."""
    interface = QAccessible.queryAccessibleInterface(plot)
    assert interface is not None
    assert interface.text(QAccessible.Text.Name)
    return interface.text(QAccessible.Text.Description)


def point_of(plot: Plot, slot: int, number: int) -> QPointF:
    return plot.anchor(slot, number, plot.area(), plot.axis())


@pytest.mark.parametrize(
    ("kind", "values", "marks"),
    [
        (COUNT, (0.0,), (0, 1)),
        (COUNT, (7.0,), (0, 2, 4, 6, 8)),
        (COUNT, (1234.0,), (0, 500, 1000, 1500)),
        (SHARE, (0.041,), (0, 0.01, 0.02, 0.03, 0.04, 0.05)),
        (SHARE, (1.0,), (0, 0.2, 0.4, 0.6, 0.8, 1.0)),
        (TIME, (48.0, 370.0), (10, 60, 600)),
        (TIME, (0.2,), (1, 10)),
    ],
)
def test_axes_are_marked_with_round_values(kind: str, values: tuple[float, ...], marks: tuple[float, ...]) -> None:
    slots = tuple(Slot("", "", (value,)) for value in values)
    axis = axis_for(data(kind, series=SERIES[:1], slots=slots))
    assert axis.marks == pytest.approx(marks)


@given(st.sampled_from([COUNT, SHARE, TIME]), st.lists(st.floats(0, 1), min_size=1, max_size=9), st.integers(0, 7))
def test_every_value_lies_on_its_axis(kind: str, values: list[float], power: int) -> None:
    factor = 1.0 if kind == SHARE else 10.0**power
    slots = tuple(Slot("", "", (value * factor,)) for value in values)
    axis = axis_for(data(kind, series=SERIES[:1], slots=slots))
    places = [axis.place(value * factor) for value in sorted(values)]
    assert places == sorted(places)
    assert all(0 <= place <= 1 for place in places)
    assert axis.high >= max(values) * factor * (1 - 1e-9) or axis.high == 2_592_000
    assert 2 <= len(axis.marks) <= 12


@pytest.mark.parametrize(
    ("count", "room", "wide", "expected"),
    [(0, 100, 10, []), (3, 100, 10, [0, 1, 2]), (30, 100, 20, [5, 11, 17, 23, 29]), (3, 1, 50, [2])],
)
def test_labels_that_do_not_fit_are_left_out_but_never_the_last(
    count: int, room: float, wide: float, expected: list[int]
) -> None:
    assert list(labelled(count, room, wide)) == expected


def test_keys_go_along_the_axis_and_through_the_series(
    qtbot: QtBot, show: Callable[[Plot, PlotData], Plot], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr("counterseal_desktop.widgets.plots.announce", lambda _plot, words: said.append(words))
    plot = show(StackedBars("Actions by day"), data())
    qtbot.waitUntil(plot.hasFocus)
    assert (plot.slot, plot.number) == (2, 0), "the keyboard comes in at the newest place"
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.said() == "Saturday 21 Nov, Rejected: 2 actions. Enter shows the rows."
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    assert plot.number == 2, "there is nothing above"
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    assert plot.said().startswith("Thursday 19 Nov, Approved: 30 actions"), "the nearest series that has a value"
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.slot == 1
    with qtbot.assertNotEmitted(plot.rows_wanted):
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    qtbot.keyClick(plot, Qt.Key.Key_End)
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    with qtbot.waitSignal(plot.rows_wanted) as wanted:
        qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert wanted.args == ["alone-21"]
    assert said[-1].startswith("Saturday 21 Nov, Alone: 80 actions")
    assert expect_described(plot).startswith("Three days. Saturday 21 Nov, Alone")
    qtbot.keyClick(plot, Qt.Key.Key_Escape)
    assert (plot.slot, expect_described(plot)) == (-1, "Three days.")


def test_the_pointer_finds_a_part_and_its_rows(qtbot: QtBot, show: Callable[[Plot, PlotData], Plot]) -> None:
    plot = show(StackedBars("Actions by day"), data())
    where = point_of(plot, 2, 2).toPoint()
    qtbot.mouseMove(plot, where)
    assert (plot.slot, plot.number) == (2, 2), "two actions of a hundred are still met"
    with qtbot.waitSignal(plot.rows_wanted) as wanted:
        qtbot.mouseClick(plot, Qt.MouseButton.LeftButton, pos=where)
    assert wanted.args == ["rejected-21"]
    assert plot.cursor().shape() == Qt.CursorShape.PointingHandCursor
    outside = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(1, 1), QPointF(1, 1), Qt.MouseButton.NoButton, Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    QApplication.sendEvent(plot, outside)
    assert (plot.slot, plot.cursor().shape()) == (-1, Qt.CursorShape.ArrowCursor)


def test_lines_say_what_lies_outside(qtbot: QtBot, show: Callable[[Plot, PlotData], Plot]) -> None:
    plot = show(Lines("Edited"), shares())
    plot.set_cursor(1, 0)
    assert plot.said() == "Day 2, Edited: 30%, outside. Enter shows the rows."
    plot.set_cursor(2, 0)
    assert plot.said() == "Day 3: nothing"
    assert plot.hit(point_of(plot, 1, 0)) == (1, 0)
    lines = [line.words for line in plots_tip.tip_lines(plot.data, plot.data.slots[1], 0)]
    assert lines == ["Day 2", "Edited: 30%", "Limits 0% to 10%", "Press to see the rows"]


def test_long_lines_of_a_tooltip_go_on_below(qtbot: QtBot) -> None:
    line = plots_tip.TipLine("seven words that will hardly fit here", SERIES[0], True)
    pieces = plots_tip.wrapped([line], 120.0)
    assert len(pieces) > 1
    assert " ".join(piece.words for piece in pieces) == line.words
    assert [piece.series is not None for piece in pieces] == [True] + [False] * (len(pieces) - 1)
    assert plots_tip.wrapped([line], 2_000.0) == [line]
    assert [piece.words for piece in plots_tip.wrapped([plots_tip.TipLine("unbreakable")], 1.0)] == ["unbreakable"]


def test_side_bars_are_walked_up_and_down(qtbot: QtBot, show: Callable[[Plot, PlotData], Plot]) -> None:
    slots = (Slot("Maria", "Maria", (9.0,), ("m",), bound=4.0), Slot("Jonas", "Jonas", (3.0,), ("j",)))
    content = data(series=SERIES[:1], slots=slots, bound_name="Bound")
    plot = show(SideBars("Load"), content)
    qtbot.waitUntil(plot.hasFocus)
    qtbot.keyClick(plot, Qt.Key.Key_Home)
    qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert plot.said().startswith("Jonas, Alone: 3 actions")
    qtbot.keyClick(plot, Qt.Key.Key_Up)
    with qtbot.waitSignal(plot.rows_wanted) as wanted:
        qtbot.keyClick(plot, Qt.Key.Key_Space)
    assert wanted.args == ["m"]
    assert "Bound: 4 actions" in [line.words for line in plots_tip.tip_lines(plot.data, slots[0], 0)]
    assert plot.hit(point_of(plot, 1, 0) - QPointF(0, 3)) == (1, 0)


@pytest.mark.parametrize("kind", [StackedBars, Lines, SideBars])
@pytest.mark.parametrize("content", [data(), data(slots=()), shares(), data(TIME)])
def test_plots_draw_at_any_size_and_text(qtbot: QtBot, kind: type[Plot], content: PlotData) -> None:
    plot = kind("A plot")
    qtbot.addWidget(plot)
    plot.set_data(content)
    for scale, scheme in ((1.0, "light"), (2.0, "dark")):
        theme.apply_theme(QApplication.instance(), scheme, scale)  # type: ignore[arg-type]
        for size in ((60, 40), (640, 300)):
            plot.resize(*size)
            image = QImage(plot.size(), QImage.Format.Format_RGB32)
            image.fill(QColor(theme.current().surface))
            plot.render(image)
        drawn = {image.pixelColor(x, y).name() for x in range(0, 640, 8) for y in range(0, 300, 4)}
        assert len(drawn) > 3 or not content.slots


def test_tables_hold_the_same_numbers_and_can_be_copied(qtbot: QtBot) -> None:
    card = PlotCard("Edited", Lines("Edited"))
    qtbot.addWidget(card)
    card.set_data(shares(), "Too little for more.")
    assert card.caption.text() == "Too little for more."
    assert card.toggle.accessibleName() == "Show as table: Edited"
    card.toggle.click()
    card.show()
    qtbot.waitExposed(card)
    assert card.table.isVisible()
    assert not card.plot.isVisible()
    assert card.toggle.accessibleName() == "Show as plot: Edited"
    card.copy()
    head, *lines = QGuiApplication.clipboard().text().split("\n")
    assert head.split("\t") == ["Day", "Edited", "Lower limit", "Upper limit", "Outside"]
    assert [line.split("\t") for line in lines] == [
        ["Day 1", "5%", "0%", "10%", ""],
        ["Day 2", "30%", "0%", "10%", "Yes"],
        ["Day 3", "", "", "", ""],
    ]
    card.table.selectRow(1)
    qtbot.keyClick(card.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().count("\n") == 1
    assert "Day 2" in QGuiApplication.clipboard().text()
    index = card.model.index(1, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Edited: 30%"
    with qtbot.waitSignal(card.rows_wanted) as wanted:
        card.table.activated.emit(index)
    assert wanted.args == ["r2"]
    card.toggle.click()
    assert card.plot.isVisible()


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_what_carries_meaning_stands_out_from_its_ground(tokens: theme.Tokens) -> None:
    for tone in ("green", "amber", "red", "accent", "muted", "border_strong"):
        assert contrast(getattr(tokens, tone), tokens.surface) >= LEAST_CONTRAST, tone


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_pale_bar_has_an_edge_that_stands_out(qtbot: QtBot, scheme: str) -> None:
    theme.apply_theme(QApplication.instance(), scheme, 1.0)  # type: ignore[arg-type]
    assert contrast(theme.current().chart_alone, theme.current().surface) < LEAST_CONTRAST
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor(theme.current().surface))
    painter = QPainter(image)
    fill_area(painter, QRectF(10, 10, 20, 20), SERIES[0])
    painter.end()
    assert image.pixelColor(10, 20).name() == theme.current().border_strong
    assert image.pixelColor(20, 20).name() == theme.current().chart_alone
