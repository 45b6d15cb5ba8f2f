"""What the pages of the welcome are made of: a page that scrolls, a card that is a button, fields and buttons."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.action_buttons import Kind, paint_focus
from counterseal_desktop.widgets.buttons import ActionButton


class Page(QScrollArea):
    """A page that scrolls: ``rows`` takes the content, ``foot`` the buttons, which stay in sight.

    Signals:
        back(): to the choices.
    """

    back = Signal()

    def __init__(self, name: str, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        # Else wrapped labels would get the height that they need at their narrowest.
        inner.setMinimumHeight(1)
        self.rows = QVBoxLayout(inner)
        self.rows.setContentsMargins(theme.px(40), theme.px(26), theme.px(40), theme.px(22))
        self.rows.setSpacing(theme.px(12))
        self.rows.addWidget(OwnLabel(title, "title", wrap=True))
        if text:
            self.rows.addWidget(OwnLabel(text, "muted", wrap=True))
        self.setWidget(inner)

    def finish(self, *buttons: QWidget) -> None:
        """Close the page with a line of buttons."""
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addStretch(1)
        for one in buttons:
            line.addWidget(one)
        self.rows.addStretch(1)
        self.rows.addLayout(line)

    def back_button(self) -> ActionButton:
        made = button(tr("Back"), f"{self.objectName()}Back")
        made.clicked.connect(self.back)
        return made


class Choice(QAbstractButton):
    """A whole card that is a button: an icon, what it does, and a sentence about it."""

    def __init__(self, name: str, icon: str, title: str, text: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._icon = icon
        self._sign = QLabel()
        words = QVBoxLayout()
        words.setSpacing(theme.px(3))
        words.addWidget(OwnLabel(title, "heading", wrap=True))
        words.addWidget(OwnLabel(text, "muted", wrap=True))
        line = QHBoxLayout(self)
        line.setContentsMargins(theme.px(18), theme.px(14), theme.px(18), theme.px(15))
        line.setSpacing(theme.px(16))
        line.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return self.layout().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        over = self.underMouse() or self.isDown()
        painter.setPen(QColor(tokens.border_strong if over else tokens.border))
        painter.setBrush(QColor(tokens.hover if over else tokens.surface))
        body = self.rect().toRectF().adjusted(2.5, 2.5, -2.5, -2.5)
        painter.drawRoundedRect(body, theme.px(9), theme.px(9))
        if self.hasFocus():
            paint_focus(painter, self.rect().toRectF().adjusted(1, 1, -1, -1), theme.px(10))
        painter.end()

    def _restyle(self) -> None:
        side = theme.px(24)
        self._sign.setPixmap(theme.icon(self._icon, "accent").pixmap(QSize(side, side), self.devicePixelRatio()))


class Sign(QLabel):
    """The program's sign, large."""

    def __init__(self) -> None:
        super().__init__()
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()

    def _restyle(self) -> None:
        side = theme.px(40)
        self.setPixmap(theme.icon("counterseal", "accent").pixmap(QSize(side, side), self.devicePixelRatio()))


def button(words: str, name: str, kind: Kind = "plain") -> ActionButton:
    """A button with an object name; never anybody's default."""
    made = ActionButton(words, kind=kind)
    made.setObjectName(name)
    return made


def field(name: str, words: str, secret: bool = False) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setPlaceholderText(words)  # trusted: ours
    made.setAccessibleName(words)
    if secret:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made
