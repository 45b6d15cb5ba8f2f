"""The reasoning trace of an action, and beside it a trace file that the reader opened; the two are never mixed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from counterseal.model.actions import Action, TraceStep
from counterseal.model.traces import OpenedTrace, TraceTotals, marked_call_ids, proposing_step
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.buttons import Banner, FilterPill, LinkButton
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.trace_list import TraceList
from counterseal_desktop.widgets.trace_model import TraceRows
from counterseal_desktop.widgets.trace_panel import RAW, TracePanel
from counterseal_desktop.widgets.trace_rows import STEPS, TIMELINE
from counterseal_desktop.widgets.untrusted_escape import display_line


class ModeSwitch(QWidget):
    """Timeline, Steps or Raw. ``chosen`` tells the mode."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.pills: dict[str, FilterPill] = {}
        for mode, words in ((TIMELINE, tr("Timeline")), (STEPS, tr("Steps")), (RAW, tr("Raw"))):
            pill = FilterPill(words, None, self)
            self._group.addButton(pill)
            row.addWidget(pill)
            self.pills[mode] = pill
            pill.toggled.connect(lambda on, mode=mode: self.chosen.emit(mode) if on else None)
        self.pills[TIMELINE].setChecked(True)


class TraceCard(Card):
    """A card with one trace. ``panel`` holds it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.switch = ModeSwitch()
        super().__init__("", self.switch, parent)
        # Its tools wrap, so it may need more height than its hint says.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.panel = TracePanel(self)
        self.switch.chosen.connect(self.panel.set_mode)
        self.panel.mode_changed.connect(lambda mode: self.switch.pills[mode].setChecked(True))
        self.set_body_margins(False)
        self.body.addWidget(self.panel)

    def show_rows(self, rows: TraceRows, tool: str, title: str) -> None:
        """Show a trace under a heading of ours."""
        self.panel.set_trace(rows, tool)
        self.set_title(title)
        self.switch.setVisible(bool(rows.steps))
        self.set_body_shown(bool(rows.steps))


class TraceView(QWidget):
    """The trace that the agent sent with its action, and below it a file that the reader opened.

    Attributes:
        sent: the card of what was sent. file: the card of what was opened here, hidden while nothing is.

    Signals:
        viewed(): the person scrolled the sent trace or opened a step of it.
        file_wanted(Path): the person chose or dropped a trace file; answer with ``show_file`` or ``file_failed``.
    """

    viewed = Signal()
    file_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._action: Action | None = None
        self.setAcceptDrops(True)
        self.sent = TraceCard(self)
        self.sent.panel.looked.connect(self.viewed)
        self.open_file = LinkButton(tr("Open a trace file…"), self)
        self.open_file.setObjectName("traceOpen")
        self.open_file.setAccessibleDescription(tr("Shows a file of yours beside the trace that was sent"))
        self.open_file.clicked.connect(self._ask)
        self.said = Banner("red", self)
        self.said.setObjectName("traceFileSaid")
        self.said.hide()
        self.file = TraceCard(self)
        self.file.setObjectName("traceFileCard")
        self.file.set_tones("claims_bg", "claims_border")
        self.file.hide()
        self._label = Banner("amber", self.file)
        self._label.setObjectName("traceFileLabel")
        self.file.body.insertWidget(0, self._label)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(8))
        lines.addWidget(self.sent)
        below = QHBoxLayout()
        below.addStretch(1)
        below.addWidget(self.open_file)
        lines.addLayout(below)
        lines.addWidget(self.said)
        lines.addWidget(self.file)
        self.set_trace((), None)

    def set_trace(self, steps: tuple[TraceStep, ...], action: Action | None) -> None:
        """Show what was sent with an action; an empty trace says that the agent sent none.

        The same trace of the same action again changes nothing on the screen; another action closes an opened file.
        """
        rows = self.sent.panel.rows()
        if action is not None and action == self._action and steps == rows.steps:
            return
        if action is None or self._action is None or action.id != self._action.id:
            self.close_file()
        self._action = action
        match = None if action is None else proposing_step(steps, action.tool, action.arguments)
        made = TraceRows(steps, match)
        self.sent.show_rows(made, "" if action is None else action.tool, trace_words.title_words(made.totals))

    def show_file(self, opened: OpenedTrace) -> None:
        """Show a file beside what was sent, labelled as such."""
        action = self._action
        sent = self.sent.panel.rows().steps
        match = None
        if action is not None:
            ids = marked_call_ids(sent, action.tool)
            match = proposing_step(opened.steps, action.tool, action.arguments, ids)
        rows = TraceRows(opened.steps, match, opened.began_at)
        name = display_line(opened.name, 80)
        self.said.hide()
        self._label.set_message(
            " ".join(
                [
                    tr("You opened this file here. It was not sent with the action and is no part of what is signed."),
                    *trace_words.file_words(opened),
                ]
            ),
            tr("Close the file"),
            self.close_file,
        )
        self.file.show_rows(
            rows,
            "" if action is None else action.tool,
            tr("Opened file {name} — {figures}", name=name, figures=trace_words.figures(rows.totals)),
        )
        self.file.show()
        if not self.file.panel.jump_to_proposal():
            self.file.panel.focus_list()

    def file_failed(self, words: str) -> None:
        """Say why a file could not be shown; ``words`` must be escaped."""
        self.close_file()
        self.said.set_message(words, tr("Choose another"), self._ask)
        self.said.show()

    def close_file(self) -> None:
        """Put the opened file away."""
        self.said.hide()
        if not self.file.isHidden():
            self.file.hide()
            self.file.show_rows(TraceRows(()), "", "")

    def jump_to_proposal(self) -> bool:
        """Go to the step that proposed the action. Returns False when no step of the sent trace does."""
        return self.sent.panel.jump_to_proposal()

    def open(self) -> None:
        """What the trace's key does: the proposing step, else the list, gets the keyboard."""
        if not self.jump_to_proposal():
            self.sent.panel.focus_list()
        # What has just been opened gets its place only with the next layout.
        QTimer.singleShot(0, self.view(), self.view().bring_current)

    def action_id(self) -> str:
        """The id of the action that is shown; empty for none."""
        return "" if self._action is None else self._action.id

    def view(self) -> TraceList:
        """The list of the sent trace."""
        return self.sent.panel.list

    def title(self) -> str:
        return self.sent.title()

    def totals(self) -> TraceTotals:
        return self.sent.panel.rows().totals

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.file_wanted.emit(path)

    def _ask(self) -> None:
        dialog = QFileDialog(self, tr("Open a trace file"))
        dialog.setObjectName("traceFileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([tr("Traces (*.json *.jsonl *.ndjson)"), tr("All files (*)")])
        dialog.fileSelected.connect(lambda path: self.file_wanted.emit(Path(path)))
        dialog.open()


def _dropped(data: QMimeData) -> Path | None:
    """The one local file that is dragged; nothing else is taken, nor a share on a network."""
    urls = data.urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() and not urls[0].host() else None
