"""Small controls that are no buttons in the usual sense: the switch, the status dot, the message bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import LinkButton, paint_focus
from counterseal_desktop.widgets.direction import leading, mirrored, read_as_written


class Switch(QAbstractButton):
    """On or off, with the state in a word beside it. ``toggled`` tells of a change."""

    def __init__(self, on: str = "", off: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (off or tr("No"), on or tr("Yes"))
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.toggled.connect(self._on_toggled)
        theme.theme_signals().changed.connect(self._on_theme_changed)
        self._on_toggled(False)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font())
        words = max(metrics.horizontalAdvance(word) for word in self._words)
        track = self._track()
        return QSize(round(track.width()) + theme.px(8) + words + 6, max(round(track.height()), metrics.height()) + 8)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self._track()
        track.moveTop((self.height() - track.height()) / 2)
        words = QRectF(track.right() + theme.px(8), 0, self.width() - track.right() - theme.px(8), self.height())
        track, words = mirrored(self, track), mirrored(self, words)
        on = self.isChecked()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor((tokens.accent if on else tokens.border_strong) if self.isEnabled() else tokens.border))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        knob = QRectF(0, 0, track.height() - 4, track.height() - 4)
        knob.moveCenter(track.center())
        if on:
            knob.moveRight(track.right() - 2)
        else:
            knob.moveLeft(track.left() + 2)
        painter.setBrush(QColor(tokens.on_accent if on else tokens.surface))
        painter.drawEllipse(knob)
        painter.setPen(QColor(tokens.text if self.isEnabled() else tokens.faint))
        painter.setFont(theme.ui_font())
        read_as_written(painter)
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | leading(self)), self._words[on])
        if self.hasFocus():
            paint_focus(painter, track.adjusted(-2, -2, 2, 2), track.height() / 2 + 2)

    def show_state(self) -> None:
        """Say and draw the state again, after it was set without a signal."""
        self._on_toggled(self.isChecked())

    def _track(self) -> QRectF:
        height = theme.px(18)
        return QRectF(3, 0, height * 1.75, height)

    def _on_toggled(self, on: bool) -> None:
        self.setAccessibleDescription(self._words[on])
        self.update()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class StatusDot(QWidget):
    """A dot whose tone and shape say how something is; always stand it beside words. Tones as for ``Chip``."""

    def __init__(self, tone: str = "grey", name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self._on_theme_changed)

    def set_tone(self, tone: str, name: str = "") -> None:
        """Change the tone and the accessible words."""
        self._tone = tone
        self.setAccessibleName(name)
        self.update()

    def tone(self) -> str:
        return self._tone

    def sizeHint(self) -> QSize:
        return QSize(theme.px(10), theme.px(10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        paint_dot(painter, box, self._tone)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def paint_dot(painter: QPainter, box: QRectF, tone: str) -> None:
    """A disc for good, a ring for amber, a square for red: told apart without colour."""
    colour = QColor(theme.current().tone(tone)[0])
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if tone == "red":
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
    elif tone == "amber":
        width = max(box.width() / 3.5, 2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, width))
        painter.drawEllipse(box.adjusted(width / 2, width / 2, -width / 2, -width / 2))
    else:
        painter.drawEllipse(box)
    painter.restore()


class Banner(QFrame):
    """A message bar inside the page instead of a modal box. The text must be ours, or escaped with ``display_line``."""

    def __init__(self, tone: str = "amber", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = tone
        self._icon = QLabel(self)
        self._text = QLabel(self)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        self._text.setAlignment(leading(self, self._text.alignment()))
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._action: LinkButton | None = None
        self._on_action: Callable[[], None] | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6))
        self._row.setSpacing(theme.px(8))
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._text, 1)
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()

    def set_message(self, text: str, action: str = "", on_action: Callable[[], None] | None = None) -> None:
        """Show a sentence of ours and, if given, one thing to do about it."""
        self._text.setText(text)
        self.setAccessibleName(text)
        self._on_action = on_action
        if not action or on_action is None:
            if self._action is not None:
                self._row.removeWidget(self._action)
                self._action.deleteLater()
                self._action = None
        elif self._action is not None:
            # Kept, not made anew: a sentence may change many times a second while somebody presses this.
            self._action.setText(action)
        else:
            self._action = LinkButton(action, self)
            self._action.clicked.connect(self._act)
            self._row.addWidget(self._action, 0, Qt.AlignmentFlag.AlignVCenter)

    def message(self) -> str:
        return self._text.text()

    def set_tone(self, tone: str) -> None:
        self._tone = tone
        self._restyle()

    def _act(self) -> None:
        if self._on_action is not None:
            self._on_action()

    def _restyle(self) -> None:
        ink, ground = theme.current().tone(self._tone)
        name = {"red": "octagon-x", "amber": "alert-triangle", "green": "check"}.get(self._tone, "info")
        token = {"red": "red", "amber": "amber", "green": "green", "blue": "accent"}.get(self._tone, "muted")
        side = theme.px(16)
        self._icon.setPixmap(theme.icon(name, token).pixmap(QSize(side, side), self.devicePixelRatio()))
        self.setStyleSheet(
            f"Banner {{ background: {ground}; border-radius: {theme.px(6)}px; }} Banner QLabel {{ color: {ink}; }}"
        )
