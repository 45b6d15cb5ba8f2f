"""The insights screen: figures, questions, states, and the rows behind each figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import insights_story
import pytest
import screen_story as story
from desk_double import DeskDouble
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from counterseal.errors import KnownError, Stopped
from counterseal.ledger.sqlite_dialect import Cancelled
from counterseal.model.history import OWN_LOG
from counterseal.sync.api_insights import Insights, InsightsWanted, views
from counterseal.sync.api_records import CSV, JSON_LINES
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.insights import charts, words
from counterseal_desktop.insights.screen import InsightsScreen
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.buttons import LinkButton


@pytest.fixture(scope="module")
def found() -> Insights:
    """The whole story's figures, which nothing changes."""
    return insights_story.figures(InsightsWanted(30))


@pytest.fixture
def open_screen(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., tuple[InsightsScreen, DeskDouble]]]:
    bridges: list[DeskBridge] = []

    def act(scale: float = 0.3, **changes: object) -> tuple[InsightsScreen, DeskDouble]:
        desk = DeskDouble(tmp_path)
        desk.insights.scale = scale
        for name, value in changes.items():
            setattr(desk, name, value)
        bridges.append(DeskBridge(desk))
        screen = InsightsScreen(bridges[-1])
        qtbot.addWidget(screen)
        screen.resize(1200, 800)
        screen.show()
        qtbot.waitExposed(screen)
        screen.start()
        return screen, desk

    yield act
    for bridge in bridges:
        bridge.close()


def expect_shown(qtbot: QtBot, screen: InsightsScreen) -> Insights:
    qtbot.waitUntil(lambda: screen.found is not None and not screen.asking.busy)
    assert screen.found is not None
    return screen.found


def test_figures_come_with_names_words_and_rows(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen()
    shown = expect_shown(qtbot, screen)
    assert desk.insights.asked == [InsightsWanted()]
    assert screen.title.text() == "Last 30 days, all agents"
    assert screen.figures.isVisible()
    tile = screen.tiles.tile["decided"]
    assert tile.figure() == f"{shown.totals.decided.value:,}"
    with qtbot.waitSignal(screen.rows_wanted) as wanted:
        qtbot.keyClick(tile, Qt.Key.Key_Space)
    assert wanted.args == [shown.totals.decided.rows]
    for widget in screen.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            interface = QAccessible.queryAccessibleInterface(widget)
            assert interface.text(QAccessible.Text.Name).strip(), widget
    for card in (screen.volume, screen.rate, screen.waits, screen.charters, screen.load, screen.backlog):
        assert card.plot.accessibleDescription(), card.objectName()


def test_a_bar_leads_to_its_rows(qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]) -> None:
    screen, _desk = open_screen()
    shown = expect_shown(qtbot, screen)
    number, day = next((n, day) for n, day in enumerate(shown.volume) if day.counts.get("approve"))
    screen.volume.plot.set_cursor(number, views.SERIES.index("approve"))
    with qtbot.waitSignal(screen.rows_wanted) as wanted:
        qtbot.keyClick(screen.volume.plot, Qt.Key.Key_Return)
    assert wanted.args == [day.rows["approve"]]


def test_private_rows_lead_to_exactly_those_decisions(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, _desk = open_screen(scale=1.0)
    shown = expect_shown(qtbot, screen)
    links = [link for link in screen.own.findChildren(LinkButton) if "trace" in link.accessibleName()]
    with qtbot.waitSignal(screen.rows_wanted) as wanted:
        links[0].click()
    rows = wanted.args[0]
    assert (rows.log, rows.person) == (OWN_LOG, story.MARIA)
    assert len(rows.subjects) == min(shown.own.no_trace.value, 300)


def test_drift_is_told_in_a_sentence_with_its_rows(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, _desk = open_screen(scale=1.0)
    shown = expect_shown(qtbot, screen)
    figures = {alert.figure for alert in shown.drift.alerts}
    assert {views.CORRECTED, views.LOWERED} <= figures
    links = screen.drift.findChildren(LinkButton)
    told = [link.accessibleName() for link in links]
    assert any("CRM agent, crm.bulk_edit: " in name and "edited or rejected since" in name for name in told)
    assert any("Pricing agent: fell to L1 on" in name for name in told)
    with qtbot.waitSignal(screen.rows_wanted) as wanted:
        links[0].click()
    assert wanted.args == [shown.drift.alerts[0].rows]


def test_period_agent_and_person_are_new_questions(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen()
    expect_shown(qtbot, screen)
    qtbot.mouseClick(screen.periods[7], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: screen.found is not None and screen.found.wanted.days == 7)
    for pill, choice in ((screen.agent_pill, "CRM agent"), (screen.person_pill, "Jonas Öberg")):
        pill.click()
        menu = screen.findChild(QMenu)
        assert menu is not None
        next(action for action in menu.actions() if action.text() == choice).trigger()
        menu.close()
        menu.deleteLater()
        QApplication.sendPostedEvents(None, 52)
        qtbot.waitUntil(lambda: not screen.asking.busy)
    assert desk.insights.asked[-1] == InsightsWanted(7, "crm", story.JONAS)
    assert screen.title.text() == "Last 7 days, CRM agent, decided by Jonas Öberg"
    assert screen.tiles.tile["actions"].figure() == "–"
    assert (screen.agent_pill.text(), screen.person_pill.isChecked()) == ("CRM agent", True)


def test_figures_are_written_where_the_person_says_and_can_be_stopped(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]], tmp_path: Path
) -> None:
    screen, desk = open_screen(hold=True)
    assert not screen.export.isEnabled(), "there is nothing yet"
    desk.release()
    shown = expect_shown(qtbot, screen)
    qtbot.mouseClick(screen.export, Qt.MouseButton.LeftButton)
    menu = screen.findChild(QMenu, "insightsExportMenu")
    assert [action.text() for action in menu.actions()] == [
        "Figures and their rows as CSV…",
        "Figures and their rows as JSONL…",
    ]
    menu.actions()[1].trigger()
    menu.close()
    dialog = screen.findChild(QFileDialog, "insightsExportDialog")
    dialog.fileSelected.emit(str(tmp_path))
    dialog.close()
    ((out, form, written),) = desk.insights.exports
    assert (out.parent, form, written) == (tmp_path, JSON_LINES, shown)
    note = screen.exporting.note
    assert note.message() == "Writing the figures…"
    step = desk.insights.steps[-1]
    assert step is not None
    step(2_000, 5_000)
    qtbot.waitUntil(lambda: note.message() == "Writing the figures: 2,000 rows so far…")
    note.findChild(LinkButton).click()
    with pytest.raises(Stopped):
        step(4_000, 5_000)
    desk.fail["insights_export"] = Stopped("You stopped it")
    desk.release()
    qtbot.waitUntil(lambda: note.message() == "You stopped it.")
    desk.hold = False
    screen.exporting.write(CSV, shown, tmp_path)
    qtbot.waitUntil(lambda: note.message().startswith("The figures and the 1,234 rows behind them lie in "))
    assert not screen.exporting.busy
    note.findChildren(LinkButton)[-1].click()
    assert note.isHidden()


def test_nothing_yet_is_said(qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]) -> None:
    screen, desk = open_screen(scale=0.0)
    qtbot.waitUntil(lambda: screen.empty.text().startswith("Nothing was asked or decided"))
    assert not screen.figures.isVisible()
    desk.insights.scale = 0.3
    screen.look_at(InsightsWanted(7))
    qtbot.waitUntil(screen.figures.isVisible)


def test_too_little_is_said_and_not_drawn(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, _desk = open_screen(scale=0.04)
    shown = expect_shown(qtbot, screen)
    assert shown.rate.limits is None
    assert screen.rate.caption.text().startswith("Too little for control limits: they take 40 decisions on 8 days")
    assert all(slot.band is None for slot in screen.rate.plot.data.slots)
    assert "p99 takes 100 decisions" in screen.waits.caption.text()


def test_while_days_are_read_it_says_so_and_can_be_stopped(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen(hold=True)
    assert screen.empty.text() == "Counting…"
    step = desk.insights.steps[-1]
    assert step is not None
    step(12, 30)
    qtbot.waitUntil(lambda: screen.empty.text() == "Counting: 12 of 30 days read.")
    desk.release()
    expect_shown(qtbot, screen)
    screen.look_at(InsightsWanted(90))
    later = desk.insights.steps[-1]
    assert later is not None
    later(1, 90)
    qtbot.waitUntil(screen.note.isVisible)
    assert screen.note.message() == "Counting: 1 of 90 days read."
    screen.note.findChild(LinkButton).click()
    assert desk.insights.stops == 1
    desk.fail["insights"] = Cancelled("Counting was cancelled")
    desk.release()
    qtbot.waitUntil(lambda: "stopped" in screen.note.message())
    assert screen.title.text().startswith("Last 30 days"), "the heading says whose figures are shown"
    desk.hold = False
    screen.note.findChildren(LinkButton)[-1].click()
    qtbot.waitUntil(lambda: not screen.note.isVisible())


def test_a_question_that_was_left_is_asked_again_on_coming_back(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen()
    expect_shown(qtbot, screen)
    desk.hold = True
    screen.look_at(InsightsWanted(90))
    screen.hide()
    assert desk.insights.stops == 1
    screen.show()
    screen.start()
    desk.hold = False
    desk.fail["insights"] = Cancelled("Counting was cancelled")
    desk.release()
    qtbot.waitUntil(lambda: screen.found is not None and screen.found.wanted.days == 90)
    assert not screen.note.isVisible()


def test_an_error_is_said_and_the_older_figures_stay(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen(fail={"insights": KnownError("The disk refused", where="disk")})
    qtbot.waitUntil(lambda: "The disk refused" in screen.empty.text())
    assert screen.retry.isVisible()
    screen.retry.click()
    expect_shown(qtbot, screen)
    desk.fail["insights"] = KnownError("The disk refused", where="disk")
    screen.look_at(InsightsWanted(7))
    qtbot.waitUntil(screen.note.isVisible)
    assert "These are from before" in screen.note.message()
    assert screen.figures.isVisible()


def test_an_older_answer_is_nobodys_news(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen(hold=True)
    screen.look_at(InsightsWanted(7))
    older, newer = desk.held
    desk.held = []
    newer()
    qtbot.waitUntil(lambda: screen.found is not None)
    older()
    QApplication.processEvents()
    assert screen.found is not None
    assert screen.found.wanted.days == 7


def test_news_ask_again_not_more_often_than_that(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, desk = open_screen()
    expect_shown(qtbot, screen)
    desk.tell("history")
    QApplication.processEvents()
    assert len(desk.insights.asked) == 1, "the pause after an answer is not over"
    screen.asking._pause.timeout.emit()
    assert len(desk.insights.asked) == 2
    screen.hide()
    desk.tell("history")
    QApplication.processEvents()
    screen.asking._pause.stop()
    assert len(desk.insights.asked) == 2
    screen.show()
    screen.start()
    assert len(desk.insights.asked) == 3, "what came while it was hidden is counted when it is shown"


def test_nothing_is_wider_than_the_window(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, _desk = open_screen()
    expect_shown(qtbot, screen)
    for width, scale, columns in ((1300, 1.0, 2), (900, 2.0, 1)):
        if scale != theme.scale():
            theme.apply_theme(QApplication.instance(), "light", scale)  # type: ignore[arg-type]
        screen.resize(width, 560)
        expect_fits(qtbot, screen, columns)


def expect_fits(qtbot: QtBot, screen: InsightsScreen, columns: int) -> None:
    """So many cards beside each other, none of them cut."""
    qtbot.waitUntil(lambda: (screen.rate.y() == screen.waits.y()) is (columns == 2))
    qtbot.waitUntil(lambda: screen.scroll.widget().width() <= screen.scroll.viewport().width())
    for card in (screen.volume, screen.rate, screen.drift, screen.own, screen.load):
        qtbot.waitUntil(lambda card=card: card.height() >= card.heightForWidth(card.width()))
        assert card.geometry().right() <= screen.figures.width()


def test_by_week_has_one_point_a_week(
    qtbot: QtBot, open_screen: Callable[..., tuple[InsightsScreen, DeskDouble]]
) -> None:
    screen, _desk = open_screen()
    shown = expect_shown(qtbot, screen)
    assert len(screen.waits.plot.data.slots) == 30
    screen.weekly.click()
    assert len(screen.waits.plot.data.slots) == len(shown.by_week) == 5
    assert screen.weekly.text() == "By day"


def test_the_window_opens_history_with_the_rows(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    desk.insights.scale = 0.3
    window.show_screen("insights")
    screen = window.screens.get("insights")
    assert isinstance(screen, InsightsScreen)
    shown = expect_shown(qtbot, screen)
    screen.tiles.tile["decided"].click()
    qtbot.waitUntil(lambda: window.screen() == "history")
    assert desk.asked[-1][0] == shown.totals.decided.rows


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (words.share_words(0.041), "4.1 %"),
        (words.share_words(0.0002), "0.02 %"),
        (words.share_words(0.00002), "under 0.01 %"),
        (words.share_words(0.9999), "over 99.9 %"),
        (words.share_words(0.0), "0 %"),
        (words.share_words(1.0), "100 %"),
        (words.time_words(0.4), "0.4 s"),
        (words.time_words(48), "48 s"),
        (words.time_words(370), "6 min 10 s"),
        (words.time_words(3_599.7), "1 h"),
        (words.time_words(7_199), "2 h"),
        (words.time_words(187_200), "2 d 4 h"),
        (words.count_words(1240), "1,240"),
        (words.count_words(3.5), "3.5"),
    ],
)
def test_figures_in_words(said: str, expected: str) -> None:
    assert said.replace("\u00a0", " ") == expected


def test_names_from_outside_are_made_safe(found: Insights) -> None:
    assert "\u202e" not in words.name_of({"a": "evil\u202ename"}, "a")
    alert = next(one for one in found.drift.alerts if one.figure == views.LOWERED)
    who, what = words.alert_words(alert, {"pricing": "Pri\u202ecing"})
    assert "\u202e" not in who + what


def test_every_way_that_an_action_can_go_is_told_apart_without_colour() -> None:
    kinds = list(charts.verdict_series().values())
    assert list(charts.verdict_series()) == list(views.SERIES)
    assert len({one.mark for one in kinds}) == len(kinds)
    assert len({(one.tone, one.hatch) for one in kinds}) == len(kinds)
