"""From threads to the window: in order, on the GUI thread, and never to something that is gone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future

import pytest
import screen_story as story
from desk_double import DeskDouble
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from counterseal.errors import InvalidInput, KnownError
from counterseal_desktop.bridge import DeskBridge


@pytest.fixture
def bridge(qtbot: QtBot, desk: DeskDouble) -> Iterator[DeskBridge]:
    made = DeskBridge(desk)
    yield made
    made.close()


def in_thread(work: object) -> None:
    thread = threading.Thread(target=work)  # type: ignore[arg-type]
    thread.start()
    thread.join()


def test_a_result_from_another_thread_arrives_on_the_gui_thread(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    seen: list[tuple[int, bool]] = []
    here = QThread.currentThread()
    bridge.run(future, bridge, lambda value: seen.append((value, QThread.currentThread() is here)))
    in_thread(lambda: future.set_result(7))
    assert seen == [], "never before the event loop turns"
    qtbot.waitUntil(lambda: seen == [(7, True)])


def test_a_gone_receiver_hears_nothing(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    receiver = QObject()
    seen: list[int] = []
    bridge.run(future, receiver, seen.append)
    delete(receiver)
    marker: Future[int] = Future()
    later: list[int] = []
    bridge.run(marker, bridge, later.append)
    in_thread(lambda: (future.set_result(1), marker.set_result(2)))
    qtbot.waitUntil(lambda: later == [2])
    assert seen == []


def test_a_known_error_goes_to_the_caller(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    errors: list[KnownError] = []
    bridge.run(future, bridge, lambda _value: None, errors.append)
    in_thread(lambda: future.set_exception(InvalidInput("Too deep", where="/a")))
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].text() == InvalidInput("Too deep", where="/a").text()


def test_a_known_error_without_a_place_is_announced(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    bridge.run(future, bridge, lambda _value: None)
    with qtbot.waitSignal(bridge.problem) as told:
        in_thread(lambda: future.set_exception(KnownError("The disk is full", todo="Make room.")))
    assert (told.args[0].what, told.args[0].todo) == ("The disk is full", "Make room.")


def test_a_defect_is_told_with_its_exact_text_and_still_ends_the_wait(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    errors: list[KnownError] = []
    bridge.run(future, bridge, lambda _value: None, errors.append)
    with qtbot.waitSignal(bridge.defect) as told:
        in_thread(lambda: future.set_exception(ZeroDivisionError("a <b>bug</b>")))
    assert "ZeroDivisionError: a <b>bug</b>" in told.args[0]
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code == "defect"


def test_a_cancelled_future_is_a_known_failure(qtbot: QtBot, bridge: DeskBridge) -> None:
    future: Future[int] = Future()
    errors: list[KnownError] = []
    bridge.run(future, bridge, lambda _value: None, errors.append)
    future.cancel()
    qtbot.waitUntil(lambda: bool(errors))
    assert errors[0].code == "cancelled"


def test_a_burst_of_queues_is_passed_on_as_few_and_ends_with_the_newest(
    qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble
) -> None:
    seen: list[int] = []
    bridge.queue_changed.connect(lambda queue: seen.append(len(queue)))
    items = tuple(story.item(number) for number in range(1, 301))
    in_thread(lambda: [desk.tell("queue", items[:count]) for count in range(1, 301)])
    qtbot.waitUntil(lambda: bool(seen) and seen[-1] == 300)
    assert len(seen) <= 3


def test_events_become_signals(qtbot: QtBot, bridge: DeskBridge, desk: DeskDouble) -> None:
    for kind, signal in (
        ("status", bridge.status_changed),
        ("agents", bridge.agents_changed),
        ("history", bridge.history_changed),
        ("receipt", bridge.receipt),
        ("halt", bridge.halt),
    ):
        with qtbot.waitSignal(signal):
            in_thread(lambda kind=kind: desk.tell(kind, None))


def test_a_closed_bridge_is_silent(qtbot: QtBot, desk: DeskDouble) -> None:
    bridge = DeskBridge(desk)
    future: Future[int] = Future()
    seen: list[object] = []
    bridge.run(future, bridge, seen.append)
    bridge.status_changed.connect(seen.append)
    desk.tell("status", "late")
    bridge.close()
    future.set_result(1)
    desk.tell("status", "later")
    qtbot.wait(20)
    assert seen == []
