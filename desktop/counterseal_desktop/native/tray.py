"""The icon in the tray, with how much waits. Many desktops have no tray, so nothing is reached by it alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from counterseal_desktop import theme
from counterseal_desktop.translating import tr

SIDES = (16, 22, 24, 32, 48, 64)
LOOK_AGAIN_MS = 10_000
LOOKS = 30


class Tray(QObject):
    """The icon and its menu.

    Signals:
        show_wanted(), halt_wanted(), quit_wanted(): from the menu; a click asks for ``show_wanted``.
        appeared(): there is a tray now. A session's own start may be slower than ours.
    """

    show_wanted = Signal()
    halt_wanted = Signal()
    quit_wanted = Signal()
    appeared = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.icon = QSystemTrayIcon(self)
        self._menu = QMenu()
        self._menu.setObjectName("trayMenu")
        self.waiting = self._action("", "trayCount", self.show_wanted)
        self._action(tr("Show Counterseal"), "trayShow", self.show_wanted)
        self._menu.addSeparator()
        self._action(tr("Halt agents…"), "trayHalt", self.halt_wanted)
        self._menu.addSeparator()
        self._action(tr("Quit"), "trayQuit", self.quit_wanted)
        self.icon.setContextMenu(self._menu)
        self.icon.activated.connect(self._on_activated)
        self._count = 0
        self._urgent = False
        self._worn: tuple[str, bool] | None = None
        self._looks = 0
        self._looking = QTimer(self)
        self._looking.setInterval(LOOK_AGAIN_MS)
        self._looking.timeout.connect(self._look)
        theme.theme_signals().changed.connect(self._restyle)
        self.set_count(0, False)

    def start(self) -> None:
        """Appear, now or when the session has its tray."""
        self._looks = LOOKS
        self._look()

    def stop(self) -> None:
        """Leave the tray."""
        self._looking.stop()
        self.icon.hide()

    def shown(self) -> bool:
        """Whether there is a tray and the icon is in it."""
        return self.icon.isVisible() and QSystemTrayIcon.isSystemTrayAvailable()

    def set_count(self, count: int, urgent: bool) -> None:
        """How many actions wait; ``urgent`` when one of them is Critical."""
        self._count, self._urgent = count, urgent
        if count == 0:
            words = tr("Nothing waits")
        elif count == 1:
            words = tr("One action waits")
        else:
            words = tr("{count} actions wait", count=count)
        self.waiting.setText(words)  # trusted: ours
        self.icon.setToolTip(f"Counterseal: {words}")  # trusted: ours
        if self._worn != (_words(count), urgent):
            self._restyle()

    def _action(self, words: str, name: str, signal: object) -> QAction:
        made = QAction(words, self._menu)
        made.setObjectName(name)
        made.triggered.connect(lambda _on=False: signal.emit())  # type: ignore[attr-defined]
        self._menu.addAction(made)
        return made

    def _look(self) -> None:
        self._looks -= 1
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._looking.stop()
            self.icon.show()
            self.appeared.emit()
        elif self._looks > 0:
            self._looking.start()
        else:
            self._looking.stop()

    def _on_activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.show_wanted.emit()

    def _restyle(self) -> None:
        self._worn = _words(self._count), self._urgent
        self.icon.setIcon(badged(self._count, self._urgent))


def badged(count: int, urgent: bool) -> QIcon:
    """The program's sign with a figure on it; plain when nothing waits."""
    sign = theme.icon("counterseal", "accent")
    made = QIcon()
    for side in SIDES:
        picture = QPixmap(sign.pixmap(side, side))
        if count:
            _paint_badge(picture, count, urgent)
        made.addPixmap(picture)
    return made


def _words(count: int) -> str:
    return str(count) if count < 100 else "99+"


def _paint_badge(picture: QPixmap, count: int, urgent: bool) -> None:
    tokens = theme.current()
    side = picture.width() / picture.devicePixelRatio()
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    words = _words(count)
    high = side * 0.56
    wide = min(side, high * (0.62 + 0.38 * len(words)))
    badge = QRectF(side - wide, side - high, wide, high)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.red if urgent else tokens.text))
    painter.drawRoundedRect(badge, high / 2, high / 2)
    font = QFont(theme.ui_font("bold"))
    font.setPixelSize(max(round(high * (0.82 if len(words) < 3 else 0.62)), 6))
    painter.setFont(font)
    painter.setPen(QColor(tokens.on_red if urgent else tokens.surface))
    painter.drawText(badge, int(Qt.AlignmentFlag.AlignCenter), words)
    painter.end()
