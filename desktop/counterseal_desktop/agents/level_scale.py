"""The levels in a row: shown in the agent's side, chosen in the sheet that signs a change."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from counterseal.model.autonomy import Level
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.vocabulary import level_name, level_sentence, level_word

USUAL = tuple(Level)[1:]


class LevelScale(QWidget):
    """The levels side by side, one marked; ``now`` draws a second mark under the level in force.

    Attributes:
        level: the marked one.

    Signals:
        chosen(Level): a person chose it; only with ``choosable``.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None, *, choosable: bool = False) -> None:
        super().__init__(parent)
        self.level = Level.L1
        self._now: Level | None = None
        self._cap: Level | None = None
        self._levels = tuple(Level) if choosable else USUAL
        self._choosable = choosable
        self._hover: Level | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setSizePolicy(policy)
        if choosable:
            self.setProperty("choosable", True)
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setMouseTracking(True)
        theme.theme_signals().changed.connect(self.updateGeometry)
        self._name()

    def set_level(self, level: Level, now: Level | None = None, cap: Level | None = None) -> None:
        """Mark a level. ``now`` is the one in force beside a chosen one, ``cap`` the one that it fell to by itself."""
        self.level, self._now, self._cap = level, now, cap
        if not self._choosable:
            self._levels = tuple(Level) if Level.L0 in (level, cap) else USUAL
        self._name()
        self.update()

    def choose(self, level: Level) -> None:
        """As if the person had pressed it."""
        if level is not self.level:
            self.level = level
            self._name()
            self.update()
            announce(self, tr("{name}: {value}", name=level_name(level), value=level_sentence(level)))
            self.chosen.emit(level)

    def sizeHint(self) -> QSize:
        widest = sum(self._wants()) + (len(self._levels) - 1) * theme.px(5)
        return QSize(widest, theme.px(54 if self._now is None else 60))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(150), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Up: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: -1}.get(
            Qt.Key(event.key()), 0
        )
        digit = event.text()
        if self._choosable and step:
            at = self._levels.index(self.level) + step
            self.choose(self._levels[min(max(at, 0), len(self._levels) - 1)])
        elif self._choosable and f"L{digit}" in Level.__members__:
            self.choose(Level(f"L{digit}"))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        hit = self._at(event.position().x())
        if self._choosable and hit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(hit)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover = self._at(event.position().x()) if self._choosable else None
        self.update()

    def leaveEvent(self, event: object) -> None:
        self._hover = None
        self.update()

    def centre_of(self, level: Level) -> float:
        """Where on the x axis a level's box has its middle."""
        return next(box.center().x() for one, box in self._boxes()[0] if one is level)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes, names = self._boxes()
        for level, box in boxes:
            self._paint_box(painter, level, box, names)
        painter.end()

    def _paint_box(self, painter: QPainter, level: Level, box: QRectF, names: bool) -> None:
        tokens = theme.current()
        on = level is self.level
        fallen = level is self._cap and not on
        line = tokens.accent if on else tokens.amber if fallen else tokens.border
        ground = tokens.accent_soft if on else tokens.amber_soft if fallen else tokens.surface
        if level is self._hover and not on:
            ground, line = tokens.hover, tokens.border_strong
        ink = tokens.accent if on else tokens.amber if fallen else tokens.muted
        pen = QPen(QColor(line), 1.4 if on or fallen else 1)
        if on and self._cap is not None and self._cap is not self.level:
            # Signed, but not what counts now.
            pen.setStyle(Qt.PenStyle.DashLine)
            ground = tokens.surface
        painter.setPen(pen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        painter.setPen(QColor(ink))
        half = box.height() / 2
        upper = QRectF(box.left(), box.top() + theme.px(5), box.width(), half - theme.px(4)) if names else box
        painter.setFont(theme.ui_font("semibold" if on else "regular"))
        painter.drawText(upper, int(Qt.AlignmentFlag.AlignCenter), level.value)
        if names:
            painter.setFont(_small(on))
            lower = QRectF(box.left(), box.center().y(), box.width(), half - theme.px(6))
            word = painter.fontMetrics().elidedText(
                level_word(level), Qt.TextElideMode.ElideRight, int(box.width()) - 2
            )
            painter.drawText(lower, int(Qt.AlignmentFlag.AlignCenter), word)
        if level is self._now:
            # A bar under the box: where the agent stands while another level is being chosen.
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.muted))
            painter.drawRoundedRect(
                QRectF(box.center().x() - theme.px(9), box.bottom() + theme.px(3), theme.px(18), theme.px(3)), 1.5, 1.5
            )
        if on and self.hasFocus():
            paint_focus(painter, box.adjusted(2.5, 2.5, -2.5, -2.5), theme.px(4))

    def _boxes(self) -> tuple[list[tuple[Level, QRectF]], bool]:
        """Each level's box, and whether there is room for the names; else the sentence below says them."""
        gap = theme.px(5)
        count = len(self._levels)
        wants = self._wants()
        spare = (self.width() - (count - 1) * gap - sum(wants)) / count
        names = spare >= 0
        if not names:
            wants, spare = [0] * count, (self.width() - (count - 1) * gap) / count
        height = self.height() - (theme.px(7) if self._now is not None else 0)
        boxes, left = [], 0.0
        for level, want in zip(self._levels, wants, strict=True):
            boxes.append((level, QRectF(left + 0.7, 0.7, want + spare - 1.4, height - 1.4)))
            left += want + spare + gap
        return boxes, names

    def _wants(self) -> list[int]:
        metrics = QFontMetrics(_small(True))
        return [metrics.horizontalAdvance(level_word(level)) + theme.px(7) for level in self._levels]

    def _at(self, x: float) -> Level | None:
        return next((level for level, box in self._boxes()[0] if box.left() <= x <= box.right()), None)

    def _name(self) -> None:
        level = level_name(self.level)
        if self._cap is None:
            self.setAccessibleName(tr("Autonomy level {level}", level=level))
        else:
            words = tr("Autonomy level {level}, lowered to {cap} by itself", level=level, cap=level_name(self._cap))
            self.setAccessibleName(words)
        said = level_sentence(self.level)
        if self._choosable:
            said = f"{said} {tr('Arrow keys or a digit choose another.')}"
        self.setAccessibleDescription(said)


def _small(on: bool) -> QFont:
    return theme.ui_font("semibold" if on else "regular", -2.25)
