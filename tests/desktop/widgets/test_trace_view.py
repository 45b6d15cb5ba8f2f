"""The trace: totals, tree, waterfall, keyboard, the proposing step, and thousands of steps without a pause."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hostile_texts import HOSTILE
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea

from counterseal.model.actions import Action, ToolCall, TraceStep
from counterseal.model.traces import Match, MatchedBy
from counterseal_desktop import theme
from counterseal_desktop.widgets.trace_axis import tick_words, ticks
from counterseal_desktop.widgets.trace_list import VISIBLE_ROWS, TraceList
from counterseal_desktop.widgets.trace_model import ROW_ROLE, TraceModel, TraceRows
from counterseal_desktop.widgets.trace_rows import STEPS as AS_STEPS
from counterseal_desktop.widgets.trace_rows import TIMELINE, columns
from counterseal_desktop.widgets.trace_view import TraceView
from counterseal_desktop.widgets.untrusted import PlainBlock

REFUND = {"order": "88213"}
ACTION = Action("0191f0a0-0000-7000-8000-000000000001", "refunds", "refunds.issue", REFUND)
OTHER = Action("0191f0a0-0000-7000-8000-000000000002", "refunds", "refunds.issue", {"order": "1"})
STEPS = (
    TraceStep("1", "message", "Read ticket 20877", "four messages", None, 0, 400, 100),
    TraceStep("2", "model", "Plan", "", None, 400, 2100, 3012),
    TraceStep("3", "tool", "orders.get(88213)", "{}\n\u202e", "2", 2500, 700, None, failed=True),
    TraceStep("4", "model", "Decide", "", "3", 3200, 6100, tokens_in=900, tokens_out=100, model="opus"),
    TraceStep("5", "propose", "Propose refunds.issue", "", None, 9300, 100, None, True),
)
_TEXT = st.sampled_from(["", "a", "b", "c", "odd\u202e"])
_STEP = st.builds(
    TraceStep,
    id=_TEXT,
    kind=st.sampled_from(["model", "tool", "retrieval", "message", "propose", "agent", "odd"]),
    name=_TEXT,
    text=_TEXT,
    parent=st.none() | _TEXT,
    start_ms=st.integers(0, 10**12),
    duration_ms=st.none() | st.integers(0, 10**12),
    tokens=st.none() | st.integers(0, 10**9),
    proposes=st.booleans(),
)


def many(count: int) -> tuple[TraceStep, ...]:
    """A deep and wide trace: every tenth step is a root with nine below it, in threes."""
    made = []
    for n in range(count):
        parent = None if n % 10 == 0 else str(n - 1) if n % 3 else str(n - n % 10)
        text = f"text {n} " * 20
        made.append(TraceStep(str(n), "tool", f"step {n}", text, parent, n * 10, 10, 1, n == count - 2))
    return tuple(made)


def _shown(qtbot, steps: tuple[TraceStep, ...], width: int = 700) -> TraceView:
    view = TraceView()
    qtbot.addWidget(view)
    view.resize(width, 600)
    view.set_trace(steps, ACTION)
    view.show()
    QApplication.processEvents()
    return view


def _names(rows: TraceList) -> list[str]:
    model = rows.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount()) if model.place_at(row) is not None]


def test_the_header_gives_the_totals(qtbot) -> None:
    assert _shown(qtbot, STEPS).title() == "Reasoning trace — 5 steps, 9.4 s, 4,112 tokens"


def test_an_absent_trace_says_so_and_a_file_can_be_opened_all_the_same(qtbot) -> None:
    view = _shown(qtbot, ())
    assert view.title() == "Reasoning trace — the agent sent none"
    assert not view.view().isVisible()
    assert view.open_file.isVisible()


def test_figures_that_no_step_gave_are_not_invented(qtbot) -> None:
    view = _shown(qtbot, (TraceStep("a", "tool", "x"),))
    assert view.title() == "Reasoning trace — 1 step"
    assert not view.sent.panel.axis.isVisible(), "there is no time to draw"


@given(st.lists(_STEP, max_size=6))
def test_any_trace_can_be_prepared(steps: list[TraceStep]) -> None:
    rows = TraceRows(tuple(steps))
    assert rows.totals.steps == len(steps)
    for place in range(len(steps)):
        row = rows.row(place)
        assert 0 <= row.left <= 1
        assert 0 <= row.width <= 1
        assert row.left + row.width <= 1 + 1e-9


def test_the_model_is_sound(qtmodeltester) -> None:
    model = TraceModel()
    model.set_rows(TraceRows(STEPS))
    qtmodeltester.check(model, force_py=True)
    model.open_text(2)
    model.fold(1, folded=True)
    qtmodeltester.check(model, force_py=True)
    assert [model.place_at(row) for row in range(model.rowCount())] == [0, 1, 4]


@given(st.lists(st.tuples(st.sampled_from(["open", "fold", "unfold", "all", "none", "reveal"]), st.integers(0, 29))))
def test_the_rows_follow_every_way_of_opening_and_folding(moves: list[tuple[str, int]]) -> None:
    steps = many(30)
    model = TraceModel()
    model.set_rows(TraceRows(steps))
    tree = model.rows().tree
    for move, place in moves:
        if move == "open":
            model.open_text(place)
        elif move in ("fold", "unfold"):
            model.fold(place, folded=move == "fold")
        elif move == "reveal":
            assert model.place_at(model.reveal(place)) == place
        else:
            model.fold_all(folded=move == "all")
        hidden = set()
        for each in tree.order:
            above = tree.parents[each]
            if above >= 0 and (above in hidden or model.is_folded(above)):
                hidden.add(each)
        shown = [model.place_at(row) for row in range(model.rowCount())]
        assert [each for each in shown if each is not None] == [each for each in tree.order if each not in hidden]
        opened = model.opened()
        assert shown.count(None) == (opened is not None)
        assert opened is None or shown[shown.index(None) - 1] == opened


def test_a_step_reads_as_a_sentence_to_a_screen_reader() -> None:
    model = TraceModel()
    model.set_rows(TraceRows(STEPS, Match(4, MatchedBy.MARK)))
    said = [model.data(model.index(row, 0), Qt.ItemDataRole.AccessibleTextRole) for row in range(5)]
    assert said == [
        "Step 1 of 5, Message, Read ticket 20877, 0.4 s, 100 tokens",
        "Step 2 of 5, Model, Plan, 2.1 s, 3,012 tokens, 2 steps below",
        "Step 3 of 5, Tool, orders.get(88213), 0.7 s, failed, level 2, 1 step below",
        "Step 4 of 5, Model, Decide, 6.1 s, 900 tokens in, 100 out, level 3",
        "Step 5 of 5, Proposal, Propose refunds.issue, 0.1 s, proposes this action",
    ]
    model.fold(1, folded=True)
    assert str(model.data(model.index(1, 0), Qt.ItemDataRole.AccessibleTextRole)).endswith("2 steps below, folded")


def test_the_keyboard_moves_opens_folds_and_closes(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    rows = view.view()
    rows.setFocus()
    rows.setCurrentIndex(rows.model().index(0, 0))
    QTest.keyClick(rows, Qt.Key.Key_Right)
    QApplication.processEvents()
    assert [block.toPlainText() for block in rows.findChildren(PlainBlock)] == ["four messages"]
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert rows.current_place() == 1, "the opened text is no stop for the arrow keys"
    QTest.keyClick(rows, Qt.Key.Key_Left)
    assert _names(rows) == ["Read ticket 20877", "Plan", "Propose refunds.issue"]
    QTest.keyClick(rows, Qt.Key.Key_Right)
    QTest.keyClick(rows, Qt.Key.Key_End)
    assert rows.current_place() == 4
    for _ in range(2):
        QTest.keyClick(rows, Qt.Key.Key_Up)
    assert rows.current_place() == 2
    QTest.keyClick(rows, Qt.Key.Key_Left)
    QTest.keyClick(rows, Qt.Key.Key_Left)
    assert rows.current_place() == 1, "from a folded step to the one above it"
    QTest.keyClick(rows, Qt.Key.Key_Home)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert rows.model().opened() is None
    QTest.keyClick(rows, Qt.Key.Key_Space)
    assert rows.model().opened() == 0


def test_an_opened_step_tells_all_that_is_known_of_it_with_its_text_escaped(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    rows = view.view()
    rows.open_step(2)
    QApplication.processEvents()
    pane = rows.pane()
    assert pane.text_widget().shown_text() == "{}\n⟦U+202E⟧"
    assert pane.facts_said() == "Tool · The source says that it failed · Began 2.5 s after the first step · Took 0.7 s"
    row = rows.model().text_row()
    qtbot.waitUntil(lambda: rows.rowHeight(row) >= pane.layout().heightForWidth(rows.viewport().width()))
    rows.open_step(1)
    assert len(rows.findChildren(PlainBlock)) <= 2, "the earlier text is closed, and goes"
    assert rows.pane().facts_said().startswith("Model · Began 0.4 s")


@pytest.mark.parametrize("width", [360, 500, 736, 1100])
def test_a_short_trace_needs_no_scroll_bar_when_a_step_is_open(qtbot, width: int) -> None:
    step = TraceStep("1", "tool", "search", "3 passages; refunds above €500 need a named approver. \u202e " * 3)
    view = _shown(qtbot, (step, *STEPS), width)
    view.resize(width, 1200)
    rows = view.view()
    rows.open_step(0)
    qtbot.waitUntil(lambda: rows.verticalScrollBar().maximum() == 0 and rows.height() > rows.verticalHeader().length())
    assert rows.height() - rows.verticalHeader().length() < 4


def test_a_click_opens_a_step_and_a_click_on_its_triangle_folds_it(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    rows = view.view()
    rect = rows.visualRect(rows.model().index(1, 0))
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    assert rows.model().opened() == 1
    mark = columns(rect, 0, TIMELINE).mark
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=mark.center())
    assert rows.model().is_folded(1)
    assert rows.model().opened() == 1, "its own text stays"


def test_a_step_is_copied_as_it_is_shown_and_a_long_name_is_told_whole(qtbot) -> None:
    name = "orders.get(88213) " * 8
    view = _shown(qtbot, (TraceStep("1", "tool", name + "\u202e", "found\u200b"),))
    rows = view.view()
    rows.go_to(0, opened=True)
    QTest.keyClick(rows, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == f"{name}⟦U+202E⟧\nfound⟦U+200B⟧"
    shown = {block.toPlainText() for block in rows.pane().findChildren(PlainBlock)}
    assert shown == {f"{name}⟦U+202E⟧", "found⟦U+200B⟧"}


def test_the_axis_runs_to_the_right_in_every_language(qtbot, qapp) -> None:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        view = _shown(qtbot, STEPS)
        view.view().open_step(0)
        assert view.view().layoutDirection() is Qt.LayoutDirection.LeftToRight
        assert view.sent.panel.axis.layoutDirection() is Qt.LayoutDirection.LeftToRight
        assert view.view().pane().layoutDirection() is Qt.LayoutDirection.RightToLeft
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_folding_all_keeps_the_place_and_unfolding_all_shows_all(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    rows = view.view()
    rows.go_to(3, opened=True)
    QTest.mouseClick(view.sent.panel.fold, Qt.MouseButton.LeftButton)
    assert _names(rows) == ["Read ticket 20877", "Plan", "Propose refunds.issue"]
    assert rows.current_place() == 1
    QTest.mouseClick(view.sent.panel.unfold, Qt.MouseButton.LeftButton)
    assert len(_names(rows)) == 5
    flat = _shown(qtbot, STEPS[:2])
    assert not flat.sent.panel.fold.isVisible(), "nothing to fold"


CALLED = (
    TraceStep("1", "model", "Decide", calls=(ToolCall("call_1", "refunds.issue", REFUND),)),
    TraceStep("2", "tool", "refunds.issue", "held", "1", calls=(ToolCall("call_1", "refunds.issue", REFUND),)),
)


@pytest.mark.parametrize(
    ("steps", "place", "said"),
    [
        (CALLED, 0, "Proposes this action: matched by tool and arguments."),
        (
            (*CALLED, TraceStep("3", "model", "Again", calls=CALLED[0].calls)),
            2,
            "Proposes this action: matched by tool and arguments, the last of 2 steps with the same call.",
        ),
        (
            STEPS,
            4,
            "The trace itself marks this step as proposing; it tells no tool and arguments to compare.",
        ),
        (
            (TraceStep("1", "model", "x", proposes=True, calls=(ToolCall("", "refunds.issue", {"order": "9"}),)),),
            0,
            "The trace itself marks this step as proposing; its arguments are not those of the action now.",
        ),
    ],
)
def test_the_jump_goes_to_the_proposing_step_and_says_how_it_was_matched(
    qtbot, steps: tuple[TraceStep, ...], place: int, said: str
) -> None:
    view = _shown(qtbot, steps)
    assert view.jump_to_proposal()
    assert view.view().current_place() == place
    assert view.view().pane().match_said() == said


def test_a_trace_in_which_nothing_fits_says_so(qtbot) -> None:
    steps = (TraceStep("1", "model", "x", calls=(ToolCall("", "mail.send", {}),)),)
    view = _shown(qtbot, steps)
    assert not view.jump_to_proposal()
    assert not view.sent.panel.to_proposal.isVisible()
    assert view.sent.panel.match_said() == "No step of this trace calls refunds.issue with the action's arguments."
    assert not _shown(qtbot, STEPS[:2]).sent.panel.match_said(), "a trace without calls could not have been matched"


def test_the_jump_unfolds_and_scrolls_what_is_far_away(qtbot) -> None:
    view = _shown(qtbot, many(400))
    view.view().fold_all(folded=True)
    assert view.jump_to_proposal()
    rows = view.view()
    row = rows.currentIndex().data(ROW_ROLE)
    assert (row.place, row.proposes) == (398, True)
    assert rows.viewport().rect().intersects(rows.visualRect(rows.currentIndex()))


def test_the_page_follows_the_keyboard(qtbot) -> None:
    page = QScrollArea()
    qtbot.addWidget(page)
    view = TraceView()
    page.setWidget(view)
    page.setWidgetResizable(True)
    page.resize(600, 200)
    view.set_trace(many(17), ACTION)
    page.show()
    page.activateWindow()
    rows = view.view()
    rows.setFocus()
    qtbot.waitUntil(rows.hasFocus)
    QTest.keyClick(rows, Qt.Key.Key_End)
    at = rows.viewport().mapTo(page.viewport(), rows.visualRect(rows.currentIndex()).center())
    assert page.viewport().rect().contains(at)


def test_the_same_trace_again_changes_nothing_and_another_action_starts_anew(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    view.view().go_to(3, opened=True)
    view.set_trace(STEPS, ACTION)
    assert view.view().current_place() == 3
    view.set_trace(STEPS, OTHER)
    rows = view.view()
    assert rows.model().opened() is None
    assert len({rows.rowHeight(row) for row in range(rows.model().rowCount())}) == 1, "no row is left high"
    for folded in (True, False):
        rows.go_to(4, opened=True)
        rows.fold_all(folded)
        assert len({rows.rowHeight(row) for row in range(rows.model().rowCount())}) == 1


def test_the_modes_show_bars_or_tokens_or_the_json(qtbot) -> None:
    view = _shown(qtbot, STEPS)
    panel, switch = view.sent.panel, view.sent.switch
    assert panel.axis.isVisible()
    QTest.mouseClick(switch.pills["steps"], Qt.MouseButton.LeftButton)
    assert (panel.mode(), panel.axis.isVisible(), panel.list.isVisible()) == (AS_STEPS, False, True)
    QTest.mouseClick(switch.pills["raw"], Qt.MouseButton.LeftButton)
    assert not panel.list.isVisible()
    assert '"name": "orders.get(88213)"' in panel.findChildren(PlainBlock)[0].toPlainText()
    assert view.jump_to_proposal()
    assert panel.list.isVisible()
    assert switch.pills[panel.mode()].isChecked()


def test_a_long_raw_text_says_how_much_it_leaves_out(qtbot) -> None:
    view = _shown(qtbot, many(105))
    view.sent.panel.set_mode("raw")
    block = view.sent.panel._raw
    assert block.text().endswith("[5 more steps; the list shows them all]")


@pytest.mark.parametrize("mode", [TIMELINE, AS_STEPS])
@pytest.mark.parametrize("width", [300, 620, 1100])
def test_the_parts_of_a_row_stand_apart_and_bars_share_one_axis(mode: str, width: int) -> None:
    rect = QRect(0, 0, width, 60)
    deep, flat = columns(rect, 5, mode), columns(rect, 0, mode)
    assert (deep.bar.left(), deep.bar.width()) == (flat.bar.left(), flat.bar.width())
    for places in (deep, flat):
        parts = [part for part in (places.mark, places.kind, places.name, places.duration) if not part.isEmpty()]
        assert all(not one.intersects(other) for one in parts for other in parts if one is not other)
        assert all(rect.adjusted(0, 0, 1, 1).contains(part) for part in parts)


@given(st.integers(0, 10**13), st.integers(2, 12))
def test_ticks_are_round_even_and_few(total: int, most: int) -> None:
    marked = ticks(total, most)
    assert len(marked) <= most
    assert not marked or (marked[0] == 0 and marked[-1] <= total)
    assert len({after - before for before, after in pairwise(marked)}) <= 1
    assert (len(marked) > 0) == (total > 0)


@pytest.mark.parametrize(
    ("at", "step", "said"),
    [
        (0, 500, "0"), (500, 500, "500 ms"), (1500, 500, "1.5 s"), (20, 5, "20 ms"), (4000, 1000, "4 s"),
        (90_000, 30_000, "90 s"), (120_000, 60_000, "2 min"), (7_200_000, 3_600_000, "2 h"), (1250, 50, "1.25 s"),
    ],
)  # fmt: skip
def test_ticks_are_labelled_as_precisely_as_they_stand_apart(at: int, step: int, said: str) -> None:
    assert tick_words(at, step) == said


def test_hostile_text_in_every_field_is_shown_escaped(qtbot) -> None:
    steps = []
    for number, text in enumerate(HOSTILE.values()):
        call = ToolCall(text, text, {text or "k": text})
        step = TraceStep(f"{text}{number}", text, text, text, text, 5, 5, 1, True, 1, 1, text, True, (call,))
        steps += [step]
    view = _shown(qtbot, tuple(steps))
    rows = view.view()
    for place in range(len(steps)):
        rows.go_to(place, opened=True)
        pane = rows.pane()
        index = rows.currentIndex()
        said = [pane.facts_said(), pane.match_said(), pane.text_widget().shown_text(), str(index.data())]
        said.append(str(index.data(Qt.ItemDataRole.AccessibleTextRole)))
        for shown in said:
            assert not any(ord(char) in range(0x202A, 0x202F) for char in shown)
            assert not any(char in shown for char in "\x1b\x07\x08\x00\u200b\u2028\U000e0041")


@pytest.mark.parametrize(("scheme", "scale"), [("dark", 1.0), ("light", 2.0)])
def test_the_look_changes_with_a_step_open(qtbot, qapp, scheme: str, scale: float) -> None:
    view = _shown(qtbot, STEPS)
    view.view().open_step(0)
    theme.apply_theme(qapp, scheme, scale)
    view.resize(700, 1400)
    QApplication.processEvents()
    rows = view.view()
    qtbot.waitUntil(lambda: rows.verticalScrollBar().maximum() == 0)
    colour = rows.viewport().grab().toImage().pixelColor(QPoint(2, rows.rowHeight(0) // 2)).name()
    assert colour in (theme.current().surface, theme.current().selection)


def test_five_thousand_steps_cost_only_the_rows_to_be_seen(qtbot, monkeypatch) -> None:
    calls = 0
    original = TraceModel.data

    def counted(self: TraceModel, index: QModelIndex, role: int = 0) -> object:
        nonlocal calls
        calls += 1
        return original(self, index, role)

    monkeypatch.setattr(TraceModel, "data", counted)
    view = _shown(qtbot, many(5000))
    rows = view.view()
    assert calls < 40 * VISIBLE_ROWS, "showing it asks for no row that is not to be seen"
    bar = rows.verticalScrollBar()
    assert bar.maximum() > 4000 * 20
    for act in (rows.fold_all, rows.open_step):
        calls = 0
        act(False if act == rows.fold_all else 4990)
        QApplication.processEvents()
        assert calls < 40 * VISIBLE_ROWS
    most = 0
    for place in range(40):
        calls = 0
        bar.setValue(bar.maximum() * place // 40)
        rows.viewport().grab()
        most = max(most, calls)
    assert most < 10 * VISIBLE_ROWS
    assert len(rows.findChildren(PlainBlock)) == 1, "one step's text, however many steps"
