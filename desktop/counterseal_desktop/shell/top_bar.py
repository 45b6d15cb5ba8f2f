"""The top bar: who we are, search, who sits here, and the halt button, which is never covered."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from counterseal.sync.api import IdentityView
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import role_word


class SearchField(QLineEdit):
    """A line edit that shows its key while it is empty."""

    def __init__(self, hint: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._hint = hint
        self.textChanged.connect(self._make_room)
        theme.theme_signals().changed.connect(self._make_room)
        self._make_room()

    def set_hint(self, hint: str) -> None:
        """The key that leads here; empty for none."""
        self._hint = hint
        self._make_room()
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def _make_room(self) -> None:
        """The placeholder ends before the key, on whichever side that stands."""
        taken = 0 if self.text() or not self._hint else round(self._cap().width()) + theme.px(6)
        reads_left = self.layoutDirection() == Qt.LayoutDirection.LeftToRight
        self.setTextMargins(0 if reads_left else taken, 0, taken if reads_left else 0, 0)

    def _cap(self) -> QRectF:
        metrics = QFontMetrics(_cap_font())
        return QRectF(0, 0, metrics.horizontalAdvance(self._hint) + theme.px(10), metrics.height() + theme.px(3))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or not self._hint:
            return
        tokens = theme.current()
        cap = self._cap()
        cap.moveCenter(QRectF(self.rect()).center())
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            cap.moveLeft(theme.px(9))
        else:
            cap.moveRight(self.width() - theme.px(9))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(tokens.border), 1))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(cap, theme.px(4), theme.px(4))
        painter.setFont(_cap_font())
        painter.setPen(QColor(tokens.muted))
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._hint)
        painter.end()


def _cap_font() -> QFont:
    return theme.ui_font("medium", -1.5)


class TopBar(QFrame):
    """Signals: halt_wanted(); search_changed(str); search_entered(str)."""

    halt_wanted = Signal()
    search_changed = Signal(str)
    search_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBar")
        self.setProperty("panel", "top")
        self._logo = QLabel()
        self._name = OwnLabel("Counterseal", "heading")
        self.search = SearchField("Ctrl K")
        self.search.setObjectName("searchField")
        self.search.setPlaceholderText(tr("Search actions, agents, people"))
        self.search.setAccessibleName(tr("Search actions, agents and people"))
        self.search.setMaximumWidth(theme.px(440))
        self.search.textChanged.connect(self.search_changed)
        self.search.returnPressed.connect(self._on_search_return)
        self._person = OwnLabel("", "strong")
        self._person.setObjectName("personName")
        self._roles = OwnLabel("", "muted")
        self._roles.setObjectName("personRoles")
        self.halt = ActionButton(tr("Halt agents…"), kind="danger", icon_name="square")
        self.halt.setObjectName("haltButton")
        self.halt.clicked.connect(self.halt_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(5), theme.px(11), theme.px(6))
        row.setSpacing(theme.px(8))
        self._mark = QWidget()
        mark = QHBoxLayout(self._mark)
        mark.setContentsMargins(theme.px(14), 0, 0, 0)
        mark.setSpacing(theme.px(8))
        mark.addWidget(self._logo)
        mark.addWidget(self._name, 1)
        who = QHBoxLayout()
        who.setSpacing(theme.px(4))
        who.addWidget(self._person)
        who.addWidget(self._roles)
        row.addWidget(self._mark)
        row.addSpacing(theme.px(5))
        row.addWidget(self.search, 3)
        row.addStretch(1)
        row.addLayout(who)
        row.addSpacing(theme.px(4))
        row.addWidget(self.halt)
        theme.theme_signals().changed.connect(self._restyle)
        self._restyle()

    def set_identity(self, who: IdentityView) -> None:
        """Show the person and their roles."""
        self._person.say(display_line(who.name, 40))
        self._roles.say("· " + ", ".join(role_word(role) for role in who.roles))

    def _on_search_return(self) -> None:
        self.search_entered.emit(self.search.text().strip())

    def _restyle(self) -> None:
        self._mark.setFixedWidth(theme.px(164))
        side = theme.px(20)
        self._logo.setPixmap(theme.icon("counterseal", "accent").pixmap(QSize(side, side), self.devicePixelRatio()))
