"""What happens where the keyboard is not is read out (WCAG 2.2, 4.1.3), and a row says its risk in words (1.4.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import screen_story as story
from hearing import heard
from places import Desk
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from worlds import BATCHED

from counterseal.model.risk import Risk
from counterseal.sync.api import DecisionReceipt
from counterseal_desktop.widgets import announcing

LOW, CRITICAL, NEW, NEWER = BATCHED, 1, 40, 41


class Ear:
    """A screen reader: ``said`` holds what it was told, ``cut_in`` what could not wait."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.cut_in: list[str] = []

    def __call__(self, event: QAccessibleAnnouncementEvent) -> None:
        assert event.message().strip()
        urgent = event.politeness() == QAccessible.AnnouncementPoliteness.Assertive
        (self.cut_in if urgent else self.said).append(event.message())


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> Ear:
    listening = Ear()
    monkeypatch.setattr(announcing, "send", listening)
    return listening


@pytest.fixture
def desk(ear: Ear, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A window that is listened to from its first moment on."""
    made = Desk("full", tmp_path_factory.mktemp("desk"), (1440, 900))
    made.until(lambda: made.window.agents.model.agents(), "the agents")
    yield made
    made.end()


def expect_heard(desk: Desk, by: Callable[[], list[str]], *words: str) -> None:
    desk.until(lambda: any(all(word in said for word in words) for said in by()), f"{words} to be read out: {by()}")


def press(desk: Desk, key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget() or desk.window, key)
    desk.settle()


def receipt(desk: Desk, state: str, note: str = "") -> DecisionReceipt:
    return replace(desk.desk.receipt(desk.desk.drafts[-1]), state=state, note=note)


def test_news_of_the_queue_and_of_what_was_decided_are_read_out(desk: Desk, ear: Ear) -> None:
    desk.choose(LOW)
    desk.window.inbox.view.setFocus()
    assert desk.window.inbox.flow.detail.item.risk is Risk.R1
    press(desk, Qt.Key.Key_A)
    expect_heard(desk, lambda: ear.said, "Approved", "entry 41")
    expect_heard(desk, lambda: ear.said, "runs in")

    desk.desk.tell("receipt", receipt(desk, "delivered"))
    expect_heard(desk, lambda: ear.said, "delivered")
    title = desk.window.inbox.selected().title
    desk.choose(CRITICAL)
    desk.desk.tell("receipt", receipt(desk, "refused", "The agent was halted"))
    expect_heard(desk, lambda: ear.cut_in, title, "refused", "The agent was halted")

    desk.window.inbox.view.setFocus()
    press(desk, Qt.Key.Key_A)
    expect_heard(desk, lambda: ear.cut_in, "to the end first")

    before = desk.desk.items
    desk.desk.set_queue((*before, story.item(NEW)))
    expect_heard(desk, lambda: ear.said, "A new action waits")
    ear.said.clear()
    desk.desk.set_queue((*before, story.item(NEW), story.item(NEWER)))
    desk.until(lambda: desk.window.inbox.new_bar.text().startswith("2"), "both to be counted")
    assert [said for said in ear.said if "new action" in said] == []


def test_what_enter_would_take_of_what_was_found_is_read_out(desk: Desk, ear: Ear) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(desk.window.top.search, "agents")
    press(desk, Qt.Key.Key_Down)
    chosen = desk.window.palette_list.view.currentIndex()
    assert chosen.row() == 1
    expect_heard(desk, lambda: ear.said, chosen.data())


def test_a_halt_and_how_it_goes_on_are_read_out(desk: Desk, ear: Ear) -> None:
    expect_heard(desk, lambda: ear.cut_in, "is halted by")
    desk.window.halt("all", "", "")
    expect_heard(desk, lambda: ear.said, "Halt ordered for all agents", "5 of 7 stopped")
    lines = tuple(replace(line, state="stopped") for line in desk.desk.progress("all", "").lines)
    desk.desk.tell("halt", replace(desk.desk.progress("all", ""), lines=lines, done=True))
    expect_heard(desk, lambda: ear.said, "Halt ordered for all agents", "7 of 7 stopped")


def test_a_row_says_its_risk_in_words(desk: Desk) -> None:
    desk.desk.set_queue(tuple(story.item(NEW + risk.rank, risk=risk) for risk in Risk))
    desk.window.inbox.new_bar.click()
    desk.until(lambda: desk.window.inbox.select(story.action_id(NEW)), "the rows")
    view = heard(desk.window.inbox.view)
    rows = [view.child(number).text(QAccessible.Text.Name) for number in range(view.childCount())]
    assert [risk for risk in Risk if not any(row.startswith(f"{risk.word} risk: ") for row in rows)] == []
