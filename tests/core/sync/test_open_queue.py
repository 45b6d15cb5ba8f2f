"""The desk's queue keeps its order however it changes, and what did not change is not another object."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as some

from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync.open_queue import WAITING, OpenQueue, open_items

AT = "2026-11-21T13:02:{:02d}.000Z"


def item(number: int, risk: Risk = Risk.R2, state: State = State.HELD, due: int | None = None) -> QueueItem:
    deadline = None if due is None else AT.format(due)
    return QueueItem(
        f"{number:04d}", "refunds", "Refunds", "Maria", "m", "refunds.issue", "Refund", risk, state,
        AT.format(number % 60), None, "d" * 64, "direct", "0" * 32, 0, ("approve", "reject"), deadline=deadline,
    )  # fmt: skip


ITEMS = some.builds(
    item,
    some.integers(0, 60),
    some.sampled_from(list(Risk)),
    some.sampled_from([*WAITING, State.PERMITTED, State.DONE, State.VOID]),
    some.none() | some.integers(0, 59),
)


@given(some.lists(some.tuples(some.lists(ITEMS, max_size=4), some.sets(some.integers(0, 60), max_size=6)), max_size=8))
def test_order_after_any_changes_is_that_of_sorting_all(rounds: list[tuple[list[QueueItem], set[int]]]) -> None:
    queue = OpenQueue()
    # So many that a few changes are put in their places one by one.
    known = {one.id: one for one in map(item, range(100, 300))}
    assert queue.take(known) == open_items(known.values())
    for came, went in rounds:
        gone = {f"{number:04d}" for number in went} | {f"{100 + number:04d}" for number in went}
        known = {key: one for key, one in known.items() if key not in gone} | {one.id: one for one in came}
        told = queue.take(known)
        assert queue.waiting == open_items(known.values())
        assert told[: len(queue.waiting)] == queue.waiting
        assert {one.id for one in told} == set(known)
        assert len(told) == len(known)


def test_what_did_not_change_is_told_as_the_same_object() -> None:
    queue = OpenQueue()
    known = {one.id: one for one in map(item, range(40))}
    queue.take(known)
    changed = replace(known["0003"], claimed_by="somebody")
    told = {one.id: one for one in queue.take(known | {changed.id: changed})}
    assert [key for key, one in told.items() if known[key] is not one] == ["0003"]
