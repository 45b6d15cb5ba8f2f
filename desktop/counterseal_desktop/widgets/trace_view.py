"""The agent's reasoning trace as a list of steps with a waterfall of their durations; a step opens to its text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from counterseal.model.actions import TraceStep
from counterseal_desktop import theme
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.trace_model import BODY_ROLE, ROW_ROLE, TraceModel, TraceRow, TraceTotals, prepare
from counterseal_desktop.widgets.untrusted import UntrustedText, paint_untrusted

_VISIBLE_ROWS = 18


class _StepDelegate(QStyledItemDelegate):
    """Paints one step: triangle or diamond, name, bar, duration."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if index.internalId():
            view = self.parent()
            return QSize(0, view.body_height(index) if isinstance(view, _StepTree) else 0)
        return QSize(0, row_height())

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        row = index.data(ROW_ROLE)
        if not isinstance(row, TraceRow):
            painter.restore()
            return
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        opened = bool(state & QStyle.StateFlag.State_Open)
        if state & QStyle.StateFlag.State_Selected and state & QStyle.StateFlag.State_HasFocus:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), QColor(tokens.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), QColor(tokens.hover))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = _columns(rect, row.depth)
        self._mark(painter, columns[0], row, opened)
        painter.setFont(theme.ui_font("semibold" if opened else "regular"))
        painter.setPen(QColor(tokens.red if row.proposes else tokens.text))
        paint_untrusted(painter, columns[1], row.name, escaped=True)
        self._bar(painter, columns[2], row)
        painter.setFont(theme.ui_font("regular", -0.5))
        painter.setPen(QColor(tokens.muted))
        painter.drawText(columns[3], int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), row.duration)
        if state & QStyle.StateFlag.State_HasFocus and state & QStyle.StateFlag.State_KeyboardFocusChange:
            paint_focus(painter, QRectF(rect).adjusted(2, 2, -2, -3), theme.px(4))
        painter.restore()

    def _mark(self, painter: QPainter, box: QRect, row: TraceRow, opened: bool) -> None:
        tokens = theme.current()
        centre = QRectF(box).center()
        half = theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        if row.proposes:
            painter.setBrush(QColor(tokens.red))
            half = theme.px(5)
            points = ((0, -half), (half, 0), (0, half), (-half, 0))
        elif not row.step.text:
            painter.setBrush(QColor(tokens.border_strong))
            painter.drawEllipse(centre, theme.px(1.5), theme.px(1.5))
            return
        elif opened:
            painter.setBrush(QColor(tokens.text))
            points = ((-half, -half / 2), (half, -half / 2), (0, half * 0.75))
        else:
            painter.setBrush(QColor(tokens.text))
            points = ((-half / 2, -half), (half * 0.75, 0), (-half / 2, half))
        painter.drawPolygon(QPolygonF([centre + QPointF(x, y) for x, y in points]))

    def _bar(self, painter: QPainter, box: QRect, row: TraceRow) -> None:
        tokens = theme.current()
        height = theme.px(7)
        width = max(box.width() * row.width, theme.px(6))
        left = min(box.left() + box.width() * row.left, box.right() - width)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.trace("propose" if row.proposes else row.step.kind)))
        painter.drawRoundedRect(QRectF(left, QRectF(box).center().y() - height / 2, width, height), 2.5, 2.5)


class _Body(QWidget):
    """Holds an opened step's text and tells when that text needs another height."""

    height_changed = Signal()

    def sizeHint(self) -> QSize:
        # The tree takes the larger of this and the delegate's hint; only the delegate knows the width.
        return QSize(0, 0)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.height_changed.emit()
        return super().event(event)


class _StepTree(QTreeView):
    """The list itself: one click or the arrow keys open a step; bodies are real widgets, made when opened."""

    content_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps = TraceModel(self)
        self.setModel(self._steps)
        self.setItemDelegate(_StepDelegate(self))
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setAnimated(False)
        self.setProperty("bare", True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)

    def steps(self) -> TraceModel:
        return self._steps

    def body_height(self, index: QModelIndex | QPersistentModelIndex) -> int:
        """The height of an opened step's text at the present width."""
        widget = self.indexWidget(QModelIndex(index))
        if widget is None:
            return row_height()
        return widget.heightForWidth(max(self.viewport().width(), 50)) + 1

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self._steps.step_index(0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self._flip(self.currentIndex())
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            index = self.indexAt(event.position().toPoint())
            if index.isValid() and index == self.currentIndex():
                self._flip(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.relayout()

    def relayout(self) -> None:
        """Measure opened texts again."""
        self.scheduleDelayedItemsLayout()
        self.content_changed.emit()

    def _flip(self, index: QModelIndex) -> None:
        if index.isValid() and not index.internalId() and self._steps.rowCount(index):
            self.setExpanded(index, not self.isExpanded(index))

    def _on_expanded(self, index: QModelIndex) -> None:
        body = self._steps.index(0, 0, index)
        if not body.isValid():
            return
        if self.indexWidget(body) is None:
            row: TraceRow = index.data(ROW_ROLE)
            holder = _Body()
            inner = QVBoxLayout(holder)
            left = _columns(QRect(0, 0, max(self.viewport().width(), 200), 10), row.depth)[1].left()
            inner.setContentsMargins(left, theme.px(7), theme.px(14), theme.px(8))
            text = UntrustedText(holder, tint="muted")
            text.set_text(body.data(BODY_ROLE))
            inner.addWidget(text)
            holder.height_changed.connect(self.relayout)
            self.setIndexWidget(body, holder)
        self.relayout()

    def _on_collapsed(self, index: QModelIndex) -> None:
        body = self._steps.index(0, 0, index)
        if body.isValid():
            self.setIndexWidget(body, None)  # type: ignore[arg-type]
        self.relayout()


class TraceView(Card):
    """A card with the trace. ``set_steps`` fills it; ``viewed`` fires when the person scrolls to or opens a step."""

    viewed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", None, parent)
        self._totals = TraceTotals(0, 0, None)
        self._tree = _StepTree(self)
        self._tree.setAccessibleName(self.tr("Reasoning trace"))
        self._tree.content_changed.connect(self._fit)
        self._tree.expanded.connect(self._on_viewed)
        self._tree.verticalScrollBar().valueChanged.connect(self._on_viewed)
        self.set_body_margins(False)
        self.body.addWidget(self._tree)
        self.body.addStretch(1)
        self.body.addSpacing(theme.px(4))
        theme.theme_signals().changed.connect(self._tree.relayout)
        self.set_steps(())

    def set_steps(self, steps: tuple[TraceStep, ...]) -> None:
        """Show a trace; an empty one says that the agent sent none."""
        rows, self._totals = prepare(steps)
        self._tree.steps().set_rows(rows)
        if rows:
            self.set_title(self.tr("Reasoning trace — {0}").format(self._totals.sentence()))
        else:
            self.set_title(self.tr("Reasoning trace — the agent sent none"))
        self.set_body_shown(bool(rows))
        self._fit()

    def jump_to_proposal(self) -> bool:
        """Select and scroll to the step that proposes the action. Returns False when no step does."""
        rows = self._tree.steps().rows()
        for number in range(len(rows) - 1, -1, -1):
            if rows[number].proposes:
                index = self._tree.steps().step_index(number)
                self._tree.setCurrentIndex(index)
                self._tree.scrollTo(index)
                self._tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return True
        return False

    def set_expanded(self, step: int, opened: bool = True) -> None:
        """Open or close a step by its place, from 0."""
        self._tree.setExpanded(self._tree.steps().step_index(step), opened)

    def view(self) -> QTreeView:
        """The list, for focus and tests."""
        return self._tree

    def totals(self) -> TraceTotals:
        return self._totals

    def _fit(self) -> None:
        rows = self._tree.steps().rows()
        height = len(rows) * row_height()
        if len(rows) <= _VISIBLE_ROWS:
            model = self._tree.steps()
            for number in range(len(rows)):
                index = model.step_index(number)
                if self._tree.isExpanded(index):
                    height += self._tree.body_height(model.index(0, 0, index))
        self._tree.setFixedHeight(min(height, max(_VISIBLE_ROWS * row_height(), 1)) + 1)

    def _on_viewed(self) -> None:
        self.viewed.emit()


def row_height() -> int:
    """The height of a step's row in pixels."""
    return QFontMetrics(theme.ui_font()).height() + theme.px(12)


def _columns(rect: QRect, depth: int) -> tuple[QRect, QRect, QRect, QRect]:
    """Mark, name, bar and duration within a row."""
    edge = theme.px(14)
    indent = depth * theme.px(14)
    last = QFontMetrics(theme.ui_font("regular", -0.5)).horizontalAdvance("000.0 s") + theme.px(6)
    mark = QRect(rect.left() + edge - theme.px(4) + indent, rect.top(), theme.px(18), rect.height())
    name_left = mark.right() + theme.px(10)
    room = rect.right() - edge - last - name_left
    name = QRect(name_left, rect.top(), max(int(room * 0.45), 20), rect.height())
    bar = QRect(name.right() + theme.px(10), rect.top(), max(room - name.width() - theme.px(20), 10), rect.height())
    return mark, name, bar, QRect(rect.right() - edge - last, rect.top(), last, rect.height())
