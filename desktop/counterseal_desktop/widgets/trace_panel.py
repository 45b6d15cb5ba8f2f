"""One trace with its tools: the timeline, the list of steps or the raw text, search, folding, the proposing step."""

from __future__ import annotations

import json

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from counterseal.model.attachments import as_json
from counterseal_desktop import theme
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.buttons import LinkButton, QuietButton
from counterseal_desktop.widgets.flow import FlowRow
from counterseal_desktop.widgets.trace_axis import TraceAxis
from counterseal_desktop.widgets.trace_list import TraceList
from counterseal_desktop.widgets.trace_model import TraceRows
from counterseal_desktop.widgets.trace_rows import TIMELINE
from counterseal_desktop.widgets.trace_search import TraceSearch
from counterseal_desktop.widgets.untrusted import UntrustedText

RAW = "raw"
MOST_RAW_STEPS = 100


class SearchField(QLineEdit):
    """Enter is next, Shift+Enter previous, Esc ends the search; none of these keys reaches the window.

    Signals:
        step(int): 1 for the next, -1 for the previous.
        left(): the person ended the search.
    """

    step = Signal(int)
    left = Signal()

    def event(self, event: QEvent) -> bool:
        override = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if override and event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)


class TracePanel(QWidget):
    """Shows one trace. ``set_trace`` fills it.

    Attributes:
        list: the steps. search: what is looked for. field: where it is typed.

    Signals:
        looked(): the person scrolled the trace or opened a step of it.
        mode_changed(str): it shows the timeline, the steps or the raw text now.
    """

    looked = Signal()
    mode_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = TraceRows(())
        self._tool = ""
        self._mode = TIMELINE
        self.search = TraceSearch(self)
        self.axis = TraceAxis(self)
        self.list = TraceList(self)
        self.list.setAccessibleName(tr("Reasoning trace"))
        self._raw = UntrustedText(self)
        self._raw.setAccessibleName(tr("The trace as JSON"))
        self._make_tools()
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        self._said = _small(self)
        self._raw_box = QWidget(self)
        raw = QVBoxLayout(self._raw_box)
        raw.addWidget(self._raw)
        for part in (self._tool_box, self._said, self.axis, self.list, self._raw_box):
            lines.addWidget(part)
        self._said.setContentsMargins(theme.px(14), 0, theme.px(14), theme.px(6))
        self.list.content_changed.connect(self._fit)
        self.list.looked.connect(self.looked)
        self.search.changed.connect(self._on_found)
        for keys, call in (
            (QKeySequence.StandardKey.Find, self._to_field),
            (QKeySequence("F3"), lambda: self._step(1)),
            (QKeySequence("Shift+F3"), lambda: self._step(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(call)
        theme.theme_signals().changed.connect(self._fit)
        self.set_mode(TIMELINE)

    def _make_tools(self) -> None:
        self.field = SearchField()
        self.field.setObjectName("traceSearch")
        self.field.setPlaceholderText(tr("Search the trace"))
        self.field.setAccessibleName(tr("Search the trace"))
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self.search.start)
        self.field.step.connect(self._step)
        self.field.left.connect(self.focus_list)
        self._count = _small(self)
        self._previous = QuietButton("", icon_name="chevron-up", tooltip=tr("Previous found step (Shift+F3)"))
        self._next = QuietButton("", icon_name="chevron-down", tooltip=tr("Next found step (F3)"))
        self.to_proposal = LinkButton(tr("Go to the proposing step"))
        self.unfold = LinkButton(tr("Expand all"))
        self.fold = LinkButton(tr("Collapse all"))
        self._previous.clicked.connect(lambda: self._step(-1))
        self._next.clicked.connect(lambda: self._step(1))
        self.to_proposal.clicked.connect(self.jump_to_proposal)
        self.unfold.clicked.connect(lambda: self.list.fold_all(False))
        self.fold.clicked.connect(lambda: self.list.fold_all(True))
        self._tools = FlowRow(gap=10)
        self._tools.set_widgets(
            [self.field, self._count, self._previous, self._next, self.to_proposal, self.unfold, self.fold]
        )
        self._tool_box = QWidget(self)
        box = QVBoxLayout(self._tool_box)
        box.addWidget(self._tools)

    def set_trace(self, rows: TraceRows, tool: str) -> None:
        """Show a trace from its top; ``tool`` is the action's, for saying how its step was matched."""
        self._rows, self._tool = rows, tool
        self.list.set_rows(rows, tool)
        self.axis.set_span(rows.totals.total_ms)
        self.search.set_rows(rows)
        self.to_proposal.setVisible(rows.match is not None)
        self.unfold.setVisible(rows.nested)
        self.fold.setVisible(rows.nested)
        self._tools.updateGeometry()
        self.set_mode(self._mode)

    def rows(self) -> TraceRows:
        return self._rows

    def mode(self) -> str:
        return self._mode

    def set_mode(self, mode: str) -> None:
        """TIMELINE, STEPS or RAW."""
        self._mode = mode
        self._raw_box.setVisible(mode == RAW)
        self.list.setVisible(mode != RAW)
        self.axis.setVisible(mode == TIMELINE and self._rows.totals.total_ms > 0)
        if mode == RAW:
            self._say_raw()
        else:
            self.list.set_mode(mode)
        self._say_match()
        self._fit()
        self.mode_changed.emit(mode)

    def jump_to_proposal(self) -> bool:
        """Select, open and scroll to the step that proposed the action. Returns False when none was found."""
        match = self._rows.match
        if match is None:
            return False
        if self._mode == RAW:
            self.set_mode(TIMELINE)
        self.list.go_to(match.index, opened=True)
        self.focus_list()
        return True

    def focus_list(self) -> None:
        """Give the steps the keyboard."""
        (self._raw if self._mode == RAW else self.list).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def count_said(self) -> str:
        """What is said of the search."""
        return self._count.text()

    def match_said(self) -> str:
        """What is said where no step was found; how one was found stands with the step."""
        return self._said.text()

    def _say_match(self) -> None:
        # A trace that tells no calls at all could not have been matched, which is no finding about it.
        tells = any(step.calls for step in self._rows.steps)
        missing = bool(self._tool) and self._rows.match is None and tells
        self._said.setText(trace_words.match_words(None, None, self._tool) if missing else "")
        self._said.setVisible(missing)

    def _say_raw(self) -> None:
        steps = self._rows.steps
        text = json.dumps(as_json(steps[:MOST_RAW_STEPS]), ensure_ascii=False, indent=1)
        if len(steps) > MOST_RAW_STEPS:
            text += "\n" + tr("[{n} more steps; the list shows them all]", n=figure(len(steps) - MOST_RAW_STEPS))
        self._raw.set_text(text, max_lines=40, mono=True)

    def _to_field(self) -> None:
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _step(self, by: int) -> None:
        place = self.search.step(by, self.list.current_place())
        if place is None:
            return
        if self._mode == RAW:
            self.set_mode(TIMELINE)
        self.list.go_to(place, opened=True)
        self._say_count()

    def _on_found(self) -> None:
        self.list.set_found(frozenset(self.search.found), self.search.wanted)
        self._say_count()
        if self.search.wanted.strip() and not self.search.running():
            announce(self, self._count.text())

    def _say_count(self) -> None:
        search = self.search
        count = len(search.found)
        if not search.wanted.strip():
            said = ""
        elif search.at >= 0:
            said = tr("{at} of {n}", at=figure(search.at + 1), n=figure(count))
        elif search.running():
            said = tr("{n} found so far", n=figure(count))
        else:
            said = tr("1 found") if count == 1 else tr("{n} found", n=figure(count))
        self._count.setText(said)
        for part in (self._count, self._previous, self._next):
            part.setVisible(bool(said))
        for button in (self._previous, self._next):
            button.setEnabled(count > 0)
        self._tools.updateGeometry()

    def _fit(self) -> None:
        self.field.setFixedWidth(theme.px(170))
        for part in (self._count, self.to_proposal, self.unfold, self.fold):
            part.setFixedHeight(self.field.sizeHint().height())
        self._tool_box.layout().setContentsMargins(theme.px(14), theme.px(8), theme.px(14), theme.px(6))
        self._raw_box.layout().setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(12))
        width = self.list.viewport().width()
        self.axis.set_room(width)
        self.list.delegate.ticks = self.axis.shares() if self._rows.totals.total_ms else ()
        self.list.setFixedHeight(self.list.wanted_height() + 1)


def _small(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", "small")
    label.setWordWrap(False)
    return label
