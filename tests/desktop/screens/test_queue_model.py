"""The inbox list never moves a row by itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import screen_story as story
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from counterseal.model.actions import State
from counterseal_desktop.inbox import words
from counterseal_desktop.inbox.narrowing import PILL_CRITICAL, PILL_EXPIRING, Counts, Narrowing
from counterseal_desktop.inbox.queue_model import IdRole, QueueModel


class Now:
    def __init__(self) -> None:
        self.moment = story.NOON

    def __call__(self) -> datetime:
        return self.moment


def make(now: Now | None = None) -> QueueModel:
    model = QueueModel(now or Now())
    model.tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    return model


def shown(model: QueueModel) -> list[str]:
    return [model.index(row).data(Qt.ItemDataRole.DisplayRole) for row in range(model.rowCount())]


def ids(model: QueueModel) -> list[str | None]:
    return [model.index(row).data(IdRole) for row in range(model.rowCount())]


def test_groups_by_deadline_and_keeps_the_order_of_the_core(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    lines = shown(model)
    assert lines[0] == words.GROUP_SOON
    assert lines[1:4] == [story.item(number).title for number in (1, 2, 3)]
    assert lines[4] == words.GROUP_TODAY
    assert lines[-2:] == [words.GROUP_NONE, story.item(10).title]


def test_headings_cannot_be_selected(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    assert not model.index(0).flags() & Qt.ItemFlag.ItemIsSelectable
    assert model.index(1).flags() & Qt.ItemFlag.ItemIsSelectable


def test_new_items_wait_and_no_row_moves(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    before = ids(model)
    urgent = story.item(11, expires_at=story.item(1).expires_at)
    with qtbot.waitSignal(model.new_count_changed) as told:
        model.apply((urgent, *story.queue()))
    assert told.args == [1]
    assert ids(model) == before
    assert model.counts().all == 11
    model.show_new()
    assert urgent.id in ids(model)
    assert model.new_count == 0


def test_new_items_are_shown_at_once_when_nothing_is(qtbot: QtBot) -> None:
    model = make()
    model.apply(())
    model.apply((story.item(1),))
    assert story.action_id(1) in ids(model)
    assert model.new_count == 0


def test_an_ended_item_stays_with_its_reason_until_swept(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    before = ids(model)
    gone = story.action_id(2)
    with qtbot.waitSignal(model.ended) as told:
        model.apply(tuple(item for item in story.queue() if item.id != gone))
    assert told.args == [gone]
    assert ids(model) == before
    row = model.row_at(model.row_of(gone))
    assert row.ended
    assert row.note == "no longer waits"
    model.set_note(gone, "the deadline has passed")
    assert model.row_at(model.row_of(gone)).note == "the deadline has passed"
    model.sweep(keep=gone)
    assert gone in ids(model)
    model.sweep(keep=None)
    assert gone not in ids(model)


def test_an_item_that_comes_once_more_ended_is_no_longer_counted(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    void = replace(story.item(2), state=State.VOID)
    with qtbot.waitSignal(model.ended):
        model.apply(tuple(void if item.id == void.id else item for item in story.queue()))
    assert model.counts().all == 9
    assert model.row_at(model.row_of(void.id)).ended
    assert model.item(void.id) == void
    model.apply(story.queue())
    assert not model.row_at(model.row_of(void.id)).ended


def test_a_heading_leaves_with_its_last_row(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    model.apply(story.queue()[:-1])
    model.sweep(keep=None)
    assert words.GROUP_NONE not in shown(model)


def test_a_changed_item_is_replaced_in_place(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    changed = replace(story.item(3), title="Send offer: 24 months", digest="0" * 64)
    with qtbot.waitSignals([model.item_changed, model.dataChanged]):
        model.apply(tuple(changed if item.id == changed.id else item for item in story.queue()))
    assert model.row_at(model.row_of(changed.id)).title == "Send offer: 24 months"
    assert model.row_of(changed.id) == 3


def test_time_passing_moves_nothing_until_the_reader_asks(qtbot: QtBot) -> None:
    now = Now()
    model = make(now)
    model.apply(story.queue())
    before = ids(model)
    now.moment += timedelta(seconds=6600 - 60)
    model.apply(story.queue())
    assert ids(model) == before
    model.show_new()
    assert model.row_of(story.action_id(4)) < model.row_of(story.action_id(5))
    assert shown(model).index(words.GROUP_TODAY) > model.row_of(story.action_id(4))


def test_pills_and_filter_text(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    assert model.counts() == Counts(10, 0, 2, 3)
    model.narrow(Narrowing(PILL_CRITICAL))
    assert [line for line in ids(model) if line] == [story.action_id(1), story.action_id(2)]
    model.narrow(Narrowing(PILL_EXPIRING))
    assert len([line for line in ids(model) if line]) == 3
    model.narrow(Narrowing(text="öberg"))
    assert [line for line in ids(model) if line] == [story.action_id(number) for number in (2, 6, 10)]


def test_hostile_titles_are_made_visible(qtbot: QtBot) -> None:
    model = make()
    model.apply((story.item(1, title="Refund \u202e00.04€\u202c <img src=x>"),))
    title = model.row_at(1).title
    assert "\u202e" not in title
    assert "<img src=x>" in title


def test_a_row_speaks_in_full(qtbot: QtBot) -> None:
    model = make()
    model.apply(story.queue())
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Critical risk: Refund €1,240.00 for order 88213, Refunds agent · owner Maria Lind, 4 minutes left"


def test_ten_thousand_items_update_without_reading_cells(qtbot: QtBot) -> None:
    model = make()
    many = tuple(story.item(number) for number in range(11, 2011))
    model.apply(many)
    changes: list[int] = []
    model.dataChanged.connect(lambda *_: changes.append(1))
    model.apply(many)
    assert changes == []
    assert model.rowCount() == 2001
