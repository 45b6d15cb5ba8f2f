"""Spans that no action was asked for yet, and how often an exporter may send: bounded in every direction."""

from __future__ import annotations

import pytest

from counterseal.gateway import span_room
from counterseal.gateway.span_receipt import ReceivedSpan
from counterseal.gateway.span_room import Allowance, SpanRoom


def made(*names: str, size: int = 10) -> list[ReceivedSpan]:
    return [ReceivedSpan("t", name, frozenset(), None, b"x" * size) for name in names]


class Ticks:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def ticks() -> Ticks:
    return Ticks()


@pytest.fixture
def room(ticks: Ticks) -> SpanRoom:
    return SpanRoom(ticks)


def names(room: SpanRoom, agent: str = "a") -> list[str]:
    return [one.step for one in room.of(agent)]


def test_what_waits_is_kept_by_agent_and_once(room: SpanRoom) -> None:
    assert room.put("a", made("1", "2", "1")) == 0
    room.put("b", made("1"))
    assert (names(room), names(room, "b"), names(room, "c")) == (["1", "2"], ["1"], [])
    assert (room.count, room.size) == (3, 30)
    room.take("a", ["1", "9"])
    assert names(room) == ["2"]
    assert room.forget("a") == 1
    assert room.forget("a") == 0
    assert (room.count, room.size) == (1, 10)


def test_what_nobody_asked_for_goes_after_a_while(room: SpanRoom, ticks: Ticks) -> None:
    room.put("a", made("1"))
    ticks.now += span_room.KEPT_SECONDS / 2
    room.put("a", made("2"))
    assert room.expire() == 0
    ticks.now += span_room.KEPT_SECONDS / 2
    assert room.expire() == 1
    assert names(room) == ["2"]
    ticks.now += span_room.KEPT_SECONDS
    assert room.expire() == 1
    assert (room.count, room.size) == (0, 0)


@pytest.mark.parametrize(("bound", "most"), [("MOST_WAITING", 2), ("MOST_BYTES", 25), ("MOST_OF_ALL", 35)])
def test_the_oldest_give_way(room: SpanRoom, monkeypatch: pytest.MonkeyPatch, bound: str, most: int) -> None:
    room.put("b", made("other"))
    monkeypatch.setattr(span_room, bound, most)
    assert room.put("a", made("1", "2", "3")) == 1
    assert (names(room), names(room, "b")) == (["2", "3"], ["other"])


def test_what_is_larger_than_all_the_room_does_not_stay(room: SpanRoom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(span_room, "MOST_BYTES", 25)
    assert room.put("a", made("1", size=26)) == 1
    assert (room.count, room.size) == (0, 0)


def test_an_allowance_comes_back_with_time() -> None:
    allowance = Allowance(10.0, 2.0)
    assert [allowance.wait("a", 5.0, 0.0) for _ in range(3)] == [0.0, 0.0, 2.5]
    assert allowance.wait("b", 10.0, 0.0) == 0.0
    assert allowance.wait("a", 5.0, 2.5) == 0.0
    assert allowance.wait("a", 1_000.0, 7.5) == 0.0, "more than can be saved up is taken once all is there"
    assert allowance.wait("a", 1.0, 7.5) == 0.5
    allowance.forget(8.0)
    assert allowance.wait("a", 10.0, 8.0) == 4.5, "what was used is not forgotten too early"
