"""The trace: totals, waterfall, opening by keyboard, and thousands of steps without a pause."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from counterseal.model.actions import TraceStep
from counterseal_desktop.widgets.trace_model import ROW_ROLE, TraceModel, prepare
from counterseal_desktop.widgets.trace_view import TraceView
from counterseal_desktop.widgets.untrusted import PlainBlock

STEPS = (
    TraceStep("1", "message", "Read ticket 20877", "four messages", None, 0, 400, 100),
    TraceStep("2", "model", "Plan", "", None, 400, 2100, 3012),
    TraceStep("3", "tool", "orders.get(88213)", "{}\n\u202e", "2", 2500, 700, None),
    TraceStep("4", "model", "Decide", "", "3", 3200, 6100, 1000),
    TraceStep("5", "propose", "Propose refunds.issue", "", None, 9300, 100, None, True),
)
_TEXT = st.text(max_size=12)
_STEP = st.builds(
    TraceStep,
    id=_TEXT,
    kind=st.sampled_from(["model", "tool", "retrieval", "message", "propose", "odd"]),
    name=_TEXT,
    text=_TEXT,
    parent=st.none() | _TEXT,
    start_ms=st.integers(0, 10**12),
    duration_ms=st.none() | st.integers(0, 10**12),
    tokens=st.none() | st.integers(0, 10**9),
    proposes=st.booleans(),
)


def _many(count: int) -> tuple[TraceStep, ...]:
    return tuple(
        TraceStep(str(n), "tool", f"step {n}", "text " * 20, None, n * 10, 10, 1, n == count - 2) for n in range(count)
    )


def _shown(qtbot, steps: tuple[TraceStep, ...]) -> TraceView:
    view = TraceView()
    qtbot.addWidget(view)
    view.resize(700, 600)
    view.set_steps(steps)
    view.show()
    QApplication.processEvents()
    return view


def test_the_header_gives_the_totals(qtbot) -> None:
    assert _shown(qtbot, STEPS).title() == "Reasoning trace — 5 steps, 9.4 s, 4,112 tokens"


def test_an_absent_trace_says_so(qtbot) -> None:
    view = _shown(qtbot, ())
    assert view.title() == "Reasoning trace — the agent sent none"
    assert not view.view().isVisible()


def test_figures_that_no_step_gave_are_not_invented(qtbot) -> None:
    assert _shown(qtbot, (TraceStep("a", "tool", "x"),)).title() == "Reasoning trace — 1 step"


@given(st.lists(_STEP, max_size=30))
def test_any_trace_can_be_prepared(steps: list[TraceStep]) -> None:
    rows, totals = prepare(tuple(steps))
    assert totals.steps == len(rows) == len(steps)
    for row in rows:
        assert 0 <= row.left <= 1
        assert 0 <= row.width <= 1
        assert row.left + row.width <= 1 + 1e-9
        assert 0 <= row.depth <= 6


def test_children_are_indented_and_circles_do_no_harm() -> None:
    rows, _ = prepare(STEPS)
    assert [row.depth for row in rows] == [0, 0, 1, 2, 0]
    loop, _ = prepare((TraceStep("a", "tool", "x", parent="b"), TraceStep("b", "tool", "y", parent="a")))
    assert [row.depth for row in loop] == [0, 1]


def test_the_model_is_sound(qtmodeltester) -> None:
    model = TraceModel()
    model.set_rows(prepare(STEPS)[0])
    qtmodeltester.check(model, force_py=True)
    model.set_rows(prepare(STEPS[:2])[0])
    assert model.rowCount() == 2


def test_a_step_reads_as_a_sentence_to_a_screen_reader() -> None:
    model = TraceModel()
    model.set_rows(prepare(STEPS)[0])
    said = [model.data(model.step_index(n), Qt.ItemDataRole.AccessibleTextRole) for n in (0, 4)]
    assert said == [
        "Step 1 of 5, message, Read ticket 20877, 0.4 s, 100 tokens",
        "Step 5 of 5, propose, Propose refunds.issue, 0.1 s, proposes this action",
    ]


def test_the_keyboard_moves_opens_and_closes(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    tree = view.view()
    tree.setFocus()
    tree.setCurrentIndex(tree.model().index(0, 0))
    QTest.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(tree.model().index(0, 0))
    QApplication.processEvents()
    assert [block.toPlainText() for block in tree.findChildren(PlainBlock)] == ["four messages"]
    QTest.keyClick(tree, Qt.Key.Key_Down)
    assert tree.currentIndex() == tree.model().index(1, 0), "the opened text is no stop for the arrow keys"
    QTest.keyClick(tree, Qt.Key.Key_Up)
    QTest.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(tree.model().index(0, 0))
    QTest.keyClick(tree, Qt.Key.Key_Return)
    assert tree.isExpanded(tree.model().index(0, 0))


def test_an_opened_text_is_escaped_and_wholly_visible(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    view.set_expanded(2)
    QApplication.processEvents()
    tree = view.view()
    block = tree.findChild(PlainBlock)
    assert block.toPlainText() == "{}\n⟦U+202E⟧"
    qtbot.waitUntil(lambda: block.verticalScrollBar().maximum() == 0)
    body = tree.model().index(0, 0, tree.model().index(2, 0))
    assert tree.visualRect(body).height() >= block.height()


@pytest.mark.parametrize("width", [360, 500, 736, 1100])
def test_a_short_trace_needs_no_scroll_bar_when_a_step_is_open(qtbot, width: int) -> None:
    step = TraceStep("1", "tool", "search", "3 passages; refunds above €500 need a named approver. \u202e " * 3)
    view = _shown(qtbot, (step, *STEPS))
    view.resize(width, 900)
    view.set_expanded(0)
    tree = view.view()
    body = tree.model().index(0, 0, tree.model().index(0, 0))
    qtbot.waitUntil(lambda: tree.visualRect(body).height() == tree.body_height(body))
    qtbot.waitUntil(lambda: tree.verticalScrollBar().maximum() == 0)


def test_a_click_opens_a_step(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    tree = view.view()
    rect = tree.visualRect(tree.model().index(0, 0))
    QTest.mouseClick(tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert tree.isExpanded(tree.model().index(0, 0))


def test_jump_to_the_proposal(qtbot) -> None:
    view = _shown(qtbot, _many(400))
    assert view.jump_to_proposal()
    row = view.view().currentIndex().data(ROW_ROLE)
    assert row.proposes
    assert view.view().viewport().rect().intersects(view.view().visualRect(view.view().currentIndex()))
    view.set_steps(STEPS[:2])
    assert not view.jump_to_proposal()


def test_five_thousand_steps_scroll_without_a_pause(qtbot, monkeypatch) -> None:
    calls = 0
    original = TraceModel.data

    def counted(self: TraceModel, index: QModelIndex, role: int = 0) -> object:
        nonlocal calls
        calls += 1
        return original(self, index, role)

    monkeypatch.setattr(TraceModel, "data", counted)
    started = time.perf_counter()
    view = _shown(qtbot, _many(5000))
    assert time.perf_counter() - started < 5, "filling took far too long"
    bar = view.view().verticalScrollBar()
    calls = 0
    for place in range(20):
        bar.setValue(bar.maximum() * place // 20)
        view.view().viewport().grab()
    # What a frame asks for depends on the rows to be seen, not on the length of the trace.
    assert calls / 20 < 400
    view.set_expanded(4990)
    QApplication.processEvents()
    assert len(view.view().findChildren(PlainBlock)) == 1
