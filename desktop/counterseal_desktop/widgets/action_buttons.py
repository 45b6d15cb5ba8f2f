"""Push buttons of four weights: the deciding ones with a key cap, quiet ones, links and filter pills."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from counterseal_desktop import theme
from counterseal_desktop.theme.tokens import Tokens
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.direction import leading, mirrored, read_as_written

Kind = Literal["plain", "primary", "danger", "approve", "danger-plain"]


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str
    line: str
    text: str
    hover: str


def _look(kind: str, tokens: Tokens) -> _Look:
    if kind == "primary":
        return _Look(tokens.accent, tokens.accent, tokens.on_accent, _mix(tokens.accent, tokens.text, 0.12))
    if kind == "approve":
        return _Look(tokens.green, tokens.green, tokens.on_green, _mix(tokens.green, tokens.text, 0.12))
    if kind == "danger":
        return _Look(tokens.surface, tokens.red, tokens.red, tokens.red_soft)
    if kind == "danger-plain":
        return _Look(tokens.surface, tokens.border, tokens.red, tokens.red_soft)
    return _Look(tokens.surface, tokens.border, tokens.text, tokens.hover)


def _mix(one: str, other: str, share: float) -> str:
    a, b = QColor(one), QColor(other)
    parts = (round(x + (y - x) * share) for x, y in ((a.red(), b.red()), (a.green(), b.green()), (a.blue(), b.blue())))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def paint_focus(painter: QPainter, rect: QRectF, radius: float) -> None:
    """The keyboard's ring, the same on every control of ours: two pixels outside the shape."""
    painter.save()
    pen = QPen(QColor(theme.current().focus))
    pen.setWidthF(2)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)
    painter.restore()


class _Painted(QPushButton):
    """A push button that paints itself, follows theme changes and is nobody's default."""

    ring = 3

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setAutoDefault(False)
        self.setDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self._on_theme_changed)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it while the keyboard is on it, as Space does; a held key presses once."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not held:
            event.accept()
            if not event.isAutoRepeat():
                self.click()
        else:
            super().keyPressEvent(event)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()

    def _body(self) -> QRectF:
        return QRectF(self.rect()).adjusted(self.ring, self.ring, -self.ring, -self.ring)


class ActionButton(_Painted):
    """A verb with an optional key cap. ``kind``: plain, primary, danger (red outline), approve, danger-plain.

    ``key_hint`` is only drawn; the shortcut itself belongs to the window's actions.
    """

    def __init__(
        self,
        text: str,
        key_hint: str = "",
        kind: Kind = "plain",
        parent: QWidget | None = None,
        *,
        icon_name: str = "",
    ) -> None:
        super().__init__(text, parent)
        self._hint = key_hint
        self._kind = kind
        self._icon_name = icon_name
        self._name()

    def kind(self) -> str:
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Change the weight, for a button whose meaning changes."""
        self._kind = kind
        self.update()

    def key_hint(self) -> str:
        return self._hint

    def set_key_hint(self, hint: str) -> None:
        """Change the drawn key, when the person remaps it; empty for none."""
        self._hint = hint
        self._name()
        self.updateGeometry()
        self.update()

    def setText(self, text: str) -> None:
        super().setText(text)
        self._name()
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_bold())
        width = metrics.horizontalAdvance(_plain(self.text())) + 2 * theme.px(14)
        if self._hint:
            width += self._cap_width() + theme.px(9)
        if self._icon_name:
            width += theme.px(18)
        return QSize(width + 2 * self.ring, metrics.height() + 2 * theme.px(8) + 2 * self.ring)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        look = _look(self._kind, tokens)
        painter = QPainter(self)
        read_as_written(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = self._body()
        radius = theme.px(6)
        enabled = self.isEnabled()
        fill, line, text = look.fill, look.line, look.text
        if not enabled:
            fill, line, text = tokens.bg, tokens.border, tokens.faint
        elif self.isDown() or self.underMouse():
            fill = look.hover
        painter.setPen(QPen(QColor(line), 1))
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        left = body.left() + theme.px(14)
        if self._icon_name:
            side = theme.px(12)
            token = "faint" if not enabled else {"danger": "red", "danger-plain": "red"}.get(self._kind, "text")
            at = mirrored(self, QRectF(left, body.center().y() - side / 2, side, side)).toRect()
            if self._icon_name == "square":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(text))
                inset = QRectF(at).adjusted(1, 1, -1, -1)
                painter.drawRoundedRect(inset, 2, 2)
            else:
                theme.icon(self._icon_name, token).paint(painter, at)
            left += theme.px(18)
        painter.setFont(_bold())
        painter.setPen(QColor(text))
        right = body.right() - theme.px(14)
        if self._hint:
            cap = QRectF(0, 0, self._cap_width(), QFontMetrics(_cap_font()).height() + theme.px(3))
            cap.moveCenter(body.center())
            cap.moveRight(right + theme.px(3))
            self._paint_cap(painter, mirrored(self, cap), text, tokens)
            right = cap.left() - theme.px(6)
        painter.setFont(_bold())
        painter.setPen(QColor(text))
        painter.drawText(
            mirrored(self, QRectF(left, body.top(), right - left, body.height())),
            int(Qt.AlignmentFlag.AlignVCenter | leading(self)),
            _plain(self.text()),
        )
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), radius + 2)

    def _paint_cap(self, painter: QPainter, cap: QRectF, text: str, tokens: Tokens) -> None:
        solid = self._kind in ("primary", "approve") and self.isEnabled()
        edge = QColor(text)
        edge.setAlphaF(0.55 if solid else 0.0)
        painter.setPen(QPen(edge if solid else QColor(tokens.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if solid else QColor(tokens.raised))
        painter.drawRoundedRect(cap, theme.px(4), theme.px(4))
        painter.setFont(_cap_font())
        painter.setPen(QColor(text if solid else tokens.muted))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), key_words(self._hint))

    def _cap_width(self) -> int:
        metrics = QFontMetrics(_cap_font())
        return max(metrics.horizontalAdvance(key_words(self._hint)) + theme.px(10), metrics.height() + theme.px(2))

    def _name(self) -> None:
        words = _plain(self.text()).rstrip("…")
        self.setAccessibleName(words)
        self.setAccessibleDescription(tr("Key {name}", name=key_words(self._hint)) if self._hint else "")


def key_words(hint: str) -> str:
    """``Ctrl K`` in the names that the system's language gives to keys: Qt's own translation has them all."""
    return " ".join(QCoreApplication.translate("QShortcut", part) for part in hint.split(" "))


class QuietButton(_Painted):
    """A rounded button of small weight, such as "Verify" above a table. May carry an icon of ours."""

    def __init__(self, text: str, parent: QWidget | None = None, *, icon_name: str = "", tooltip: str = "") -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self.setAccessibleName(_plain(text) or tooltip)
        if tooltip:
            self.setToolTip(tooltip)

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_small())
        words = _plain(self.text())
        width = metrics.horizontalAdvance(words) + 2 * theme.px(10) if words else 2 * theme.px(6)
        if self._icon_name:
            width += theme.px(14) + (theme.px(5) if words else 0)
        return QSize(width + 2 * self.ring, metrics.height() + 2 * theme.px(4) + 2 * self.ring)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = self._body()
        radius = body.height() / 2
        active = self.isEnabled() and (self.isDown() or self.underMouse())
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.hover if active else tokens.surface))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        token = "muted" if self.isEnabled() else "faint"
        words = _plain(self.text())
        left = body.left() + (theme.px(10) if words else theme.px(6))
        if self._icon_name:
            side = theme.px(14)
            at = mirrored(self, QRectF(left, body.center().y() - side / 2, side, side)).toRect()
            theme.icon(self._icon_name, token).paint(painter, at)
            left += side + theme.px(5)
        painter.setFont(_small())
        painter.setPen(QColor(getattr(tokens, token)))
        target = mirrored(self, QRectF(left, body.top(), body.right() - left, body.height()))
        read_as_written(painter)
        painter.drawText(target, int(Qt.AlignmentFlag.AlignVCenter | leading(self)), words)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), radius + 2)


class LinkButton(_Painted):
    """Words in the accent colour that act; never a link to anywhere outside."""

    ring = 2

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(_plain(text))

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self.setAccessibleName(_plain(text))
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_small())
        return QSize(
            metrics.horizontalAdvance(_plain(self.text())) + 2 * self.ring + 2,
            max(metrics.height() + 2 * self.ring, theme.px(24)),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = _small()
        font.setUnderline(self.isEnabled() and self.underMouse())
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent if self.isEnabled() else tokens.faint))
        read_as_written(painter)
        painter.drawText(self._body(), int(Qt.AlignmentFlag.AlignCenter), _plain(self.text()))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(4))


class FilterPill(_Painted):
    """A filter that is on or off: "Critical 2". Checkable; ``set_count`` changes the number behind the word."""

    def __init__(self, text: str, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._word = text
        self.setCheckable(True)
        self.set_count(count)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The group keeps one of its pills chosen either way; by this a screen reader says so too: a radio button.
        group = self.group()
        self.setAutoExclusive(group is not None and group.exclusive())

    def set_count(self, count: int | None) -> None:
        """Show a count behind the word, None for no count."""
        words = self._word if count is None else f"{self._word} {figure(count)}"
        super().setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(_small("semibold"))
        return QSize(
            metrics.horizontalAdvance(_plain(self.text())) + 2 * theme.px(11) + 2 * self.ring,
            metrics.height() + 2 * theme.px(4) + 2 * self.ring,
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = self._body()
        radius = body.height() / 2
        on = self.isChecked()
        painter.setPen(QPen(QColor(tokens.accent_soft if on else tokens.border), 1))
        hover = self.isEnabled() and self.underMouse()
        painter.setBrush(QColor(tokens.accent_soft if on else tokens.hover if hover else tokens.surface))
        painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.setFont(_small("semibold" if on else "regular"))
        painter.setPen(QColor(tokens.accent if on else tokens.muted))
        read_as_written(painter)
        painter.drawText(body, int(Qt.AlignmentFlag.AlignCenter), _plain(self.text()))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), radius + 2)


def _bold() -> QFont:
    return theme.ui_font("semibold")


def _small(weight: str = "regular") -> QFont:
    return theme.ui_font(weight, -0.75)


def _cap_font() -> QFont:
    return theme.ui_font("medium", -1.5)


def _plain(text: str) -> str:
    """Without mnemonic marks, which these buttons do not draw."""
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")
