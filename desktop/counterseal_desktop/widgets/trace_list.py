"""The list of a trace's steps: only the rows to be seen cost anything, and one step at a time shows its text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QScrollArea, QTableView, QWidget

from counterseal_desktop import theme
from counterseal_desktop.widgets.trace_model import ROW_ROLE, Index, TraceModel, TraceRow, TraceRows
from counterseal_desktop.widgets.trace_rows import TraceDelegate, columns, row_height
from counterseal_desktop.widgets.trace_step import TraceStepPane
from counterseal_desktop.widgets.untrusted_escape import escape_untrusted

VISIBLE_ROWS = 18
_OURS = frozenset(
    {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up,
     Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)  # fmt: skip


class TraceList(QTableView):
    """Up, Down, Home, End and the page keys move; Enter, Space or a click open a step's text; Right and Left unfold and
    fold, or go to the step above.

    Signals:
        content_changed(): another height is needed, or the width has changed.
        looked(): the person opened a step or scrolled.
    """

    content_changed = Signal()
    looked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = TraceModel(self)
        self._tool = ""
        self._wanted = ""
        self._pane: TraceStepPane | None = None
        self.setModel(self._model)
        self.delegate = TraceDelegate(self)
        self.setItemDelegate(self.delegate)
        self.setProperty("bare", True)
        # Time runs to the right in every language; only the words of an opened step follow the window's.
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(1)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self.looked.emit())
        theme.theme_signals().changed.connect(self.relayout)
        self._set_heights()

    def model(self) -> TraceModel:
        return self._model

    def set_rows(self, rows: TraceRows, tool: str) -> None:
        """Show another trace from its top."""
        self._tool = tool
        self._close_text()
        self._model.set_rows(rows)
        self._folded_changed()
        self.scrollToTop()
        self.relayout()

    def set_mode(self, mode: str) -> None:
        """TIMELINE or STEPS."""
        self.delegate.mode = mode
        self.relayout()

    def set_found(self, found: frozenset[int], wanted: str) -> None:
        """Mark what a search has found."""
        self.delegate.found, self._wanted = found, wanted
        self.viewport().update()

    def pane(self) -> TraceStepPane | None:
        """The opened step's content."""
        return self._pane

    def current_place(self) -> int | None:
        return self._model.place_at(self.currentIndex().row())

    def go_to(self, place: int, *, opened: bool = False) -> None:
        """Unfold what hides a step, make it the current one and scroll to it; ``opened`` shows its text."""
        row = self._model.reveal(place)
        self._folded_changed()
        self.setCurrentIndex(self._model.index(row, 0))
        if opened:
            self.open_step(place)
        else:
            self.content_changed.emit()
        self.scrollTo(self.currentIndex())

    def open_step(self, place: int | None) -> None:
        """Show the text of a step below its row, in place of the one that was open; None closes."""
        self._close_text()
        if place is not None and self._model.row_of(place) is not None:
            self._model.open_text(place)
            self._pane = TraceStepPane()
            self._pane.setLayoutDirection(QGuiApplication.layoutDirection())
            self._pane.show_step(self._model.rows(), place, self._tool, self._wanted)
            self._pane.height_changed.connect(self._fit_pane)
            self.setIndexWidget(self._model.index(self._model.text_row() or 0, 0), self._pane)
            self.looked.emit()
        self.delegate.opened = self._model.opened()
        self._fit_pane()
        if place is not None and self._pane is not None:
            self.scrollTo(self._model.index(self._model.text_row() or 0, 0))
            self.scrollTo(self.currentIndex())

    def fold_all(self, folded: bool) -> None:
        """Fold every step, or none; the current one, or what hides it, stays current."""
        place = self.current_place()
        self._close_text()
        self._model.fold_all(folded)
        tree = self._model.rows().tree
        while place is not None and self._model.row_of(place) is None:
            place = tree.parents[place]
        if place is not None:
            self.setCurrentIndex(self._model.index(self._model.row_of(place) or 0, 0))
        self._folded_changed()
        self.relayout()

    def wanted_height(self) -> int:
        """The height that shows all rows, up to ``VISIBLE_ROWS`` and an opened text of a short trace."""
        height = self.verticalHeader().length()
        if len(self._model.rows().steps) > VISIBLE_ROWS:
            height = min(height, VISIBLE_ROWS * row_height(self.viewport().width()))
        return height

    def relayout(self) -> None:
        """Measure the rows and the opened text again."""
        self._set_heights()
        self._fit_pane()

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's keys, never a search of rows."""

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in _OURS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        place = self.current_place()
        key = event.key()
        if event.matches(QKeySequence.StandardKey.Copy) and place is not None:
            self.copy_step(place)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self._model.rowCount() - 1
            last -= int(self._model.place_at(last) is None)
            self.setCurrentIndex(self._model.index(0 if key == Qt.Key.Key_Home else last, 0))
        elif place is None or key not in _OURS:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if not event.isAutoRepeat():
                self._flip(place)
        elif key == Qt.Key.Key_Right:
            self._further(place)
        elif key == Qt.Key.Key_Left:
            self._back(place)
        else:
            super().keyPressEvent(event)

    def copy_step(self, place: int) -> None:
        """Copy a step's name and text, escaped as they are shown."""
        step = self._model.rows().steps[place]
        whole = "\n".join(part for part in (step.name, step.text) if part)
        QGuiApplication.clipboard().setText(escape_untrusted(whole))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid() or index != self.currentIndex():
            return
        row = index.data(ROW_ROLE)
        if not isinstance(row, TraceRow):
            return
        mark = columns(self.visualRect(index), row.depth, self.delegate.mode).mark
        if row.below and event.position().x() <= mark.right() + theme.px(4):
            self.fold(row.place, not self._model.is_folded(row.place))
        else:
            self._flip(row.place)

    def fold(self, place: int, folded: bool) -> None:
        """Fold the steps below one away, or show them."""
        self._model.fold(place, folded)
        if self._model.opened() is None:
            self._pane = None
            self.delegate.opened = None
        self._folded_changed()
        self._set_heights()
        self._fit_pane()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.setCurrentIndex(self._model.index(0, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus():
            self.bring_current()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.relayout()

    def _close_text(self) -> None:
        """Before a reset too: else the header gives the height of the text's row to the step in its place."""
        self._model.open_text(None)
        self._pane = None
        self.delegate.opened = None

    def _flip(self, place: int) -> None:
        self.open_step(None if self._model.opened() == place else place)

    def _further(self, place: int) -> None:
        if self._model.is_folded(place):
            self.fold(place, folded=False)
        elif self._model.opened() != place:
            self.open_step(place)
        elif self._model.rows().tree.below[place]:
            self.setCurrentIndex(self._model.index((self._model.text_row() or 0) + 1, 0))

    def _back(self, place: int) -> None:
        tree = self._model.rows().tree
        if self._model.opened() == place:
            self.open_step(None)
        elif tree.below[place] and not self._model.is_folded(place):
            self.fold(place, folded=True)
        elif tree.parents[place] >= 0:
            self.setCurrentIndex(self._model.index(self._model.row_of(tree.parents[place]) or 0, 0))

    def _folded_changed(self) -> None:
        tree = self._model.rows().tree
        self.delegate.folded = frozenset(
            place for place, count in enumerate(tree.below) if count and self._model.is_folded(place)
        )

    def _set_heights(self) -> None:
        self.verticalHeader().setDefaultSectionSize(row_height(self.viewport().width()))

    def _fit_pane(self) -> None:
        row = self._model.text_row()
        if row is not None and self._pane is not None:
            layout = self._pane.layout()
            width = max(self.viewport().width(), 50)
            height = layout.heightForWidth(width) if layout.hasHeightForWidth() else layout.sizeHint().height()
            if self.rowHeight(row) != height:
                self.verticalHeader().resizeSection(row, height)
        self.content_changed.emit()

    def bring_current(self) -> None:
        """Scroll the current step into view, in this list and in the page that it stands in, which may be lower."""
        index = self.currentIndex()
        page: QWidget | None = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        if index.isValid() and isinstance(page, QScrollArea) and page.widget() is not None:
            self.scrollTo(index)
            rect: QRect = self.visualRect(index)
            # The upper end last: where there is too little room for all of it, that is what stays in view.
            for corner in (rect.bottomLeft(), rect.topLeft()):
                at = self.viewport().mapTo(page.widget(), corner)
                page.ensureVisible(at.x(), at.y(), 0, theme.px(12))
