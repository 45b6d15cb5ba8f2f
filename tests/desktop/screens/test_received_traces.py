"""What an agent's exporter sent stands beside what it sent with its action, and its owner says how much of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import screen_story as story
from desk_double import DeskDouble
from pytestqt.qtbot import QtBot
from reading import until, words
from sheet_owner import Owner

from counterseal.model.actions import ToolCall, TraceStep
from counterseal.model.traces import Capture, ReceivedTrace
from counterseal_desktop.inbox.flow import Stage
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.received_view import LATE, STEPS

CALL = ToolCall("call_77", "refunds.issue", {"order": "88213"})
ASKED = TraceStep(
    "t/1", "model", "chat some-model", "Agent\nIt arrived broken, so I refund it.\n→ refunds.issue", None, 0, 2_400,
    tokens_in=3_812, tokens_out=96, model="some-model", calls=(CALL,),
)  # fmt: skip
LOOKED = TraceStep("t/2", "tool", "orders.look", "Result\nOrder 88213, delivered 12 November", "t/1", 2_500, 310)
RUN = TraceStep("t/3", "tool", "refunds.issue", "Result\nrefunded", "t/1", 61_000, 420, calls=(CALL,))
AT = "2026-11-21T13:02:11.000Z"


def arrive(desk: DeskDouble, number: int, received: ReceivedTrace, **changes: object) -> None:
    """The gateway's next form of an item, with what arrived beside it."""
    item = next(one for one in desk.items if one.id == story.action_id(number))
    newer = replace(item, version=item.version + 1)
    desk.details[item.id] = replace(story.detail(newer), received=received, **changes)
    desk.set_queue(tuple(newer if one.id == item.id else one for one in desk.items))


def test_the_trace_of_a_held_action_fills_in_while_somebody_looks(
    qtbot: QtBot, desk: DeskDouble, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    choose(window, 2)
    pane = window.inbox.detail
    assert not pane.received.isVisibleTo(pane)
    sent = pane.trace.title()
    arrive(desk, 2, ReceivedTrace((ASKED,), (), AT))
    until(qtbot, lambda: pane.received.isVisibleTo(pane))
    card = pane.received.card(STEPS)
    assert card is not None
    assert card.title() == "Received from its exporter — 1 step, 2.4 s, 3,908 tokens"
    assert "They are no part of what is signed." in words(card)
    arrive(desk, 2, ReceivedTrace((ASKED, LOOKED), (), AT, full=True))
    until(qtbot, lambda: card.title().startswith("Received from its exporter — 2 steps"))
    assert "There may be more" in words(card)
    assert (pane.trace.title(), window.inbox.flow.stage) == (sent, Stage.READY), "nothing else has moved"
    assert pane.received.card(LATE) is None


def test_what_came_after_the_decision_stands_apart(
    qtbot: QtBot, desk: DeskDouble, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    arrive(desk, 2, ReceivedTrace((ASKED,), (RUN,), AT))
    choose(window, 2)
    pane = window.inbox.detail
    late = pane.received.card(LATE)
    assert late is not None
    assert late.title() == "Arrived after the decision — 1 step, 0.4 s"
    assert "Nobody had seen these steps at the first decision." in words(late)
    choose(window, 3)
    assert not pane.received.isVisibleTo(pane), "another action has none of it"


def test_reading_what_was_received_is_not_reading_what_was_sent(
    qtbot: QtBot, desk: DeskDouble, window: MainWindow, choose: Callable[[MainWindow, int], None]
) -> None:
    arrive(desk, 2, ReceivedTrace((ASKED, LOOKED), (), AT), trace=())
    choose(window, 2)
    pane = window.inbox.detail
    seen: list[str] = []
    pane.section_seen.connect(seen.append)
    card = pane.received.card(STEPS)
    assert card is not None
    pane.open_trace()
    until(qtbot, card.panel.list.hasFocus)
    assert card.panel.list.current_place() == 0, "the step that asked for it"
    assert "trace" not in seen


@pytest.mark.parametrize("wanted", [Capture.STRUCTURE, Capture.CONTENT])
def test_an_owner_lets_more_of_a_run_be_kept(owner: Owner, wanted: Capture) -> None:
    owner.sheets.traces("refunds")
    owner.sees("Exported traces of", "What is not chosen here is dropped before anything is stored.")
    owner.clicks("tracesSheetAct")
    owner.sees("This is in force already.")
    owner.clicks(f"traces_{wanted.value}")
    assert owner.sheet.passphrase.isVisible()
    owner.signs("To see why it asks")
    assert owner.signed() == ("set_capture", "refunds", wanted, "To see why it asks")
    assert owner.desk.autonomy.seen[-1].view.id == "refunds"


def test_less_takes_no_passphrase(owner: Owner) -> None:
    before = owner.desk.autonomy.agent("refunds").result(5)
    owner.desk.autonomy.details["refunds"] = replace(before, capture=Capture.CONTENT)
    owner.sheets.traces("refunds")
    owner.clicks("traces_off")
    assert not owner.sheet.passphrase.isVisible()
    owner.signs("")
    assert owner.signed() == ("set_capture", "refunds", Capture.OFF, "")


def test_the_agents_side_says_what_is_kept(qtbot: QtBot, desk: DeskDouble, window: MainWindow) -> None:
    window.show_screen("agents")
    side = window.agents.side
    until(qtbot, lambda: side.detail is not None)
    assert "Nothing is kept of what its program exports." in words(side.traces)
    heard: list[str] = []
    side.traces_wanted.connect(heard.append)
    side.traces.link["openTraces"].click()
    assert len(heard) == 1
