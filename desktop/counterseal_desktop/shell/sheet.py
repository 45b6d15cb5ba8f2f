"""A sheet: a dialog inside the window, over the screens and under the top bar, so that Halt stays in reach.

It is opened, never executed; it answers by signals. Esc and Close leave it and decide nothing. No button is a default.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget
from shiboken6 import isValid

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel


class Card(QWidget):
    """The sheet's card: rounded, painted from the tokens."""

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), tokens.radius + 2, tokens.radius + 2)
        painter.end()


class Sheet(QWidget):
    """Covers ``host`` with a scrim and shows a card with a heading, a body and a foot.

    Attributes:
        body: layout for the content; scrolls when the window is low.
        foot: layout of the last line; ``note`` is its text on the left.

        tabular: whether the body is a grid of wrapped labels.
        secret: whether it shows or takes a secret, and so closes when the key is locked.

    Signals:
        closed(): the sheet has left the screen, however.
    """

    closed = Signal()
    secret = False
    tabular = False

    def __init__(self, host: QWidget, name: str, title: str, subtitle: str = "", width: int = 560) -> None:
        super().__init__(host)
        self.setObjectName(name)
        self._host = host
        self._wide = width
        self._before: QWidget | None = None
        self._first: QWidget | None = None
        self.card = Card(self)
        self.setAccessibleName(title)
        self.card.setAccessibleName(title)
        self.title = OwnLabel(title, "heading", wrap=True)
        self.subtitle = OwnLabel(subtitle, "muted", wrap=True)
        if not subtitle:
            # Never setVisible(True) here: without a parent yet it would flash up as a window of its own.
            self.subtitle.hide()
        self.note = OwnLabel("", "muted", wrap=True)
        self._content = QWidget()
        self.body = QVBoxLayout(self._content)
        self._scroll = QScrollArea()
        self._scroll.setWidget(self._content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head = QVBoxLayout()
        self.foot = QHBoxLayout()
        self._build()
        host.installEventFilter(self)
        self.hide()

    def _build(self) -> None:
        gap = theme.px(18)
        self.head.setContentsMargins(gap, gap, gap, theme.px(14))
        self.head.setSpacing(theme.px(3))
        self.head.addWidget(self.title)
        self.head.addWidget(self.subtitle)
        # Otherwise the scroll area would hold the content to wrapped labels' hints, which ask for more than they take.
        self._content.setMinimumHeight(1)
        self.body.setContentsMargins(gap, theme.px(14), gap, theme.px(14))
        self.body.setSpacing(theme.px(10))
        self.foot.setContentsMargins(gap, theme.px(12), gap, theme.px(16))
        self.foot.setSpacing(theme.px(8))
        self.foot.addWidget(self.note, 1)
        rows = QVBoxLayout(self.card)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addLayout(self.head)
        rows.addWidget(hairline())
        rows.addWidget(self._scroll, 1)
        rows.addWidget(hairline())
        rows.addLayout(self.foot)

    def start_at(self, widget: QWidget) -> None:
        """Which widget has the focus first; without it none has, so that no key presses anything by habit."""
        self._first = widget

    def open(self) -> None:
        """Show the sheet over its host."""
        self._before = QApplication.focusWidget()
        self._place()
        self.show()
        self.raise_()
        if self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Close without having done anything."""
        if self.isVisible() or not self.isHidden():
            self.hide()
            before = self._before
            self._before = None
            # What had the keyboard may have gone with a sheet that lay under this one.
            if before is not None and isValid(before) and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()

    def refit(self) -> None:
        """The content has another size, now and once its new widgets have been polished."""
        self._place()
        QTimer.singleShot(0, self, self._place)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        # Nothing pressed here may reach the screen below.
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the sheet."""
        ring = [
            widget
            for widget in self.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and widget.isEnabled()
            # The field inside a number box hands the keyboard back to the box: Tab would go no further.
            and widget.focusProxy() is None
        ]
        if not ring:
            return True
        now = QApplication.focusWidget()
        step = 1 if forward else -1
        at = ring.index(now) + step if now in ring else (0 if forward else -1)
        ring[at % len(ring)].setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        scrim = QColor(theme.current().scrim)
        scrim.setAlpha(110)
        painter.fillRect(self.rect(), scrim)
        painter.end()

    def _place(self) -> None:
        self.setGeometry(self._host.rect())
        margin = theme.px(24)
        width = min(theme.px(self._wide), self.width() - 2 * margin)
        self.card.setFixedWidth(max(width, 200))
        self._content.adjustSize()
        inside = self._content.layout()
        inside.activate()
        wanted = inside.sizeHint().height()
        wraps = inside.hasHeightForWidth()
        # Without wrapped labels the scroll area would rather squeeze the fields than scroll.
        self._content.setMinimumHeight(1 if wraps else inside.minimumSize().height())
        if wraps:
            wanted = max(inside.heightForWidth(width), inside.minimumHeightForWidth(width))
        if self.tabular:
            # A grid of wrapped labels asks for less than it takes as its minimum.
            wanted = max(wanted, self._content.minimumSizeHint().height())
        wanted = max(wanted, self._scroll.minimumSizeHint().height())
        frame = self.card.layout()
        frame.activate()
        others = sum(
            item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
            for item in (frame.itemAt(index) for index in range(frame.count()))
            if item.widget() is not self._scroll
        )
        height = min(wanted + others + 2, self.height() - 2 * margin)
        top = min(theme.px(56), max((self.height() - height) // 2, margin))
        self.card.setFixedHeight(max(height, 120))
        self.card.move((self.width() - self.card.width()) // 2, top)


def hairline() -> QFrame:
    """A line across a card."""
    line = QFrame()
    line.setFixedHeight(1)
    line.setObjectName("sheetLine")
    line.setProperty("panel", "bottom")
    return line
