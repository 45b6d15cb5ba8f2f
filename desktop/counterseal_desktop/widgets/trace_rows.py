"""How a row of the trace is laid out and painted: mark, kind, name, bar on the time axis, tokens, duration."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.chips import chip_size, paint_chip
from counterseal_desktop.widgets.trace_model import ROW_ROLE, TraceRow
from counterseal_desktop.widgets.untrusted import paint_untrusted

TIMELINE, STEPS = "timeline", "steps"
DEEPEST_INDENT = 8
_NARROW = 430
_DIAMOND = ((0.0, -1.0), (1.0, 0.0), (0.0, 1.0), (-1.0, 0.0))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the parts of a row stand. ``tokens`` is empty in the timeline, ``bar`` in the list of steps."""

    mark: QRect
    kind: QRect
    name: QRect
    bar: QRect
    tokens: QRect
    duration: QRect


def is_narrow(width: int) -> bool:
    """Whether a row of this width has two lines: the bar, or the figures, below the name."""
    return width < theme.px(_NARROW)


def row_height(width: int) -> int:
    """The height of a step's row in pixels when the list is ``width`` wide."""
    line = QFontMetrics(theme.ui_font()).height()
    return line + theme.px(12) + (theme.px(18) if is_narrow(width) else 0)


def columns(rect: QRect, depth: int, mode: str) -> Columns:
    """The places within a row."""
    edge = theme.px(14)
    small = QFontMetrics(theme.ui_font("regular", -0.5))
    last = small.horizontalAdvance("000.0 s") + theme.px(6)
    indent = min(depth, DEEPEST_INDENT) * theme.px(14)
    narrow = is_narrow(rect.width())
    line = QRect(rect.left(), rect.top(), rect.width(), rect.height() - (theme.px(18) if narrow else 0))
    mark = QRect(line.left() + edge - theme.px(5) + indent, line.top(), theme.px(16), line.height())
    kind = QRect(mark.right() + theme.px(4), line.top(), theme.px(15), line.height())
    left = kind.right() + theme.px(7)
    duration = QRect(line.right() - edge - last, line.top(), last, line.height())
    room = max(duration.left() - theme.px(10) - left, 10)
    empty = QRect()
    if narrow:
        name = QRect(left, line.top(), room, line.height())
        # Bars of every depth share one axis.
        begin = left - indent
        below = QRect(begin, line.bottom() - theme.px(4), line.right() - edge - begin, theme.px(18))
        return Columns(mark, kind, name, *((below, empty) if mode == TIMELINE else (empty, below)), duration)
    if mode == TIMELINE:
        # Bars of every depth share one axis, so the axis begins where the names of the outermost steps end.
        flat = room + indent
        axis = max(int(flat * 0.52), 10)
        bar = QRect(duration.left() - theme.px(10) - axis, line.top(), axis, line.height())
        name = QRect(left, line.top(), max(bar.left() - theme.px(12) - left, 10), line.height())
        return Columns(mark, kind, name, bar, empty, duration)
    wide = min(small.horizontalAdvance("000,000 tokens in, 00,000 out"), room // 2)
    tokens = QRect(duration.left() - theme.px(10) - wide, line.top(), wide, line.height())
    name = QRect(left, line.top(), max(tokens.left() - theme.px(10) - left, 10), line.height())
    return Columns(mark, kind, name, empty, tokens, duration)


class TraceDelegate(QStyledItemDelegate):
    """Paints rows. ``mode`` is TIMELINE or STEPS; ``found`` are the places that a search found; ``ticks`` in shares."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mode = TIMELINE
        self.found: frozenset[int] = frozenset()
        self.folded: frozenset[int] = frozenset()
        self.ticks: tuple[float, ...] = ()
        self.opened: int | None = None
        self._icons: dict[tuple[str, str, int, float], QPixmap] = {}
        theme.theme_signals().changed.connect(self._icons.clear)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        rect: QRect = option.rect
        return QSize(0, row_height(rect.width()))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, TraceRow):
            return
        tokens = theme.current()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), QColor(tokens.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect.adjusted(0, 0, 0, -1), QColor(tokens.hover))
        if row.place in self.found:
            painter.fillRect(QRect(rect.left(), rect.top(), theme.px(4), rect.height() - 1), QColor(tokens.amber))
        places = columns(rect, row.depth, self.mode)
        if self.mode == TIMELINE:
            self._bar(painter, places.bar, rect, row)
        if row.place != self.opened:
            painter.setPen(QPen(QColor(tokens.hairline), 1))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        self._mark(painter, places.mark, row)
        self._kind(painter, places.kind, row)
        self._words(painter, places, row)
        if selected and state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, QRectF(rect).adjusted(2, 2, -2, -3), theme.px(4))
        painter.restore()

    def _words(self, painter: QPainter, places: Columns, row: TraceRow) -> None:
        tokens = theme.current()
        name = places.name
        if row.step.failed:
            said = tr("failed")
            size = chip_size(said)
            box = QRectF(0, 0, size.width(), size.height())
            box.moveCenter(QRectF(name).center())
            painter.setFont(theme.ui_font("semibold" if row.place == self.opened else "regular"))
            taken = painter.fontMetrics().horizontalAdvance(row.name) + 4
            taken = min(taken, name.width() - size.width() - theme.px(8))
            name = QRect(name.left(), name.top(), max(taken, 10), name.height())
            box.moveLeft(name.right() + theme.px(8))
            paint_chip(painter, box, said, "red")
        painter.setFont(theme.ui_font("semibold" if row.place == self.opened else "regular"))
        painter.setPen(QColor(tokens.red if row.proposes else tokens.text))
        paint_untrusted(painter, name, row.name, escaped=True)
        painter.setFont(theme.ui_font("regular", -0.5))
        painter.setPen(QColor(tokens.muted))
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(places.duration, right, row.duration)
        if not places.tokens.isEmpty():
            narrow = places.tokens.top() > places.duration.top()
            left = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            shown = painter.fontMetrics().elidedText(row.tokens, Qt.TextElideMode.ElideRight, places.tokens.width())
            painter.drawText(places.tokens, left if narrow else right, shown)

    def _mark(self, painter: QPainter, box: QRect, row: TraceRow) -> None:
        tokens = theme.current()
        centre = QRectF(box).center()
        half = theme.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.red if row.proposes else tokens.muted))
        points: tuple[tuple[float, float], ...]
        if row.below and row.place not in self.folded:
            points = ((-1.0, -0.5), (1.0, -0.5), (0.0, 0.75))
        elif row.below:
            points = ((-0.5, -1.0), (0.75, 0.0), (-0.5, 1.0))
        elif row.proposes and row.step.kind != "propose":
            points = _DIAMOND
        else:
            return
        painter.drawPolygon(QPolygonF([centre + QPointF(x * half, y * half) for x, y in points]))

    def _kind(self, painter: QPainter, box: QRect, row: TraceRow) -> None:
        if row.proposes and row.step.kind == "propose":
            centre, half = QRectF(box).center(), theme.px(5)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().red))
            painter.drawPolygon(QPolygonF([centre + QPointF(x * half, y * half) for x, y in _DIAMOND]))
            return
        side = theme.px(14)
        ratio = painter.device().devicePixelRatioF()
        token = "red" if row.proposes else "muted"
        name = trace_words.KIND_ICONS.get(row.step.kind, "circle-dot")
        key = (name, token, side, ratio)
        if key not in self._icons:
            self._icons[key] = theme.icon(name, token).pixmap(QSize(side, side), ratio)
        painter.drawPixmap(QPointF(box.left(), box.center().y() - side / 2 + 0.5), self._icons[key])

    def _bar(self, painter: QPainter, box: QRect, rect: QRect, row: TraceRow) -> None:
        tokens = theme.current()
        painter.setPen(QPen(QColor(tokens.hairline), 1))
        for share in self.ticks:
            at = round(box.left() + box.width() * share)
            painter.drawLine(at, rect.top(), at, rect.bottom())
        height = theme.px(7)
        width = max(box.width() * row.width, theme.px(4))
        left = min(box.left() + box.width() * row.left, box.right() + 1 - width)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.trace("propose" if row.proposes else row.step.kind)))
        painter.drawRoundedRect(QRectF(left, QRectF(box).center().y() - height / 2, width, height), 2.5, 2.5)
