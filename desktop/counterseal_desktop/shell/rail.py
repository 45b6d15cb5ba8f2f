"""The left rail: the screens with their counts, and the sources with their state."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from counterseal.sync.api import SourceView
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure as in_figures
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.action_buttons import paint_focus
from counterseal_desktop.widgets.buttons import StatusDot
from counterseal_desktop.widgets.direction import mirrored
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip
from counterseal_desktop.widgets.vocabulary import source_word

SCREENS = (("inbox", mark("Inbox"), "inbox"), ("agents", mark("Agents"), "bot"),
           ("history", mark("History"), "history"), ("insights", mark("Insights"), "bar-chart"),
           ("settings", mark("Settings"), "settings"))  # fmt: skip
SOURCE_TONES = {"live": "green", "reconnecting": "amber", "failed": "red", "off": "grey"}


class NavButton(QAbstractButton):
    """One screen: icon, name, count."""

    def __init__(self, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(name)  # trusted: one of SCREENS
        self.setAccessibleName(name)
        self._icon = icon
        self._count: int | None = None
        self._compact = False
        set_untrusted_tooltip(self, name)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self.updateGeometry)

    def set_count(self, count: int | None) -> None:
        """A figure at the right; None for none."""
        self._count = count
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {in_figures(count)}")
        self.update()

    def set_compact(self, compact: bool) -> None:
        """Only the icon, with the count under it."""
        self._compact = compact
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.ui_font("semibold"))
        if self._compact:
            return QSize(theme.px(36), theme.px(42))
        return QSize(
            theme.px(64) + metrics.horizontalAdvance(self.text()), max(theme.px(34), metrics.height() + theme.px(12))
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        on = self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        body = QRectF(self.rect()).adjusted(2, 1, -2, -1)
        painter.setPen(Qt.PenStyle.NoPen)
        if on or self.underMouse():
            painter.setBrush(QColor(tokens.accent_soft if on else tokens.hover))
            painter.drawRoundedRect(body, theme.px(6), theme.px(6))
        side = theme.px(16)
        where = mirrored(self, QRectF(body.left() + theme.px(8), body.center().y() - side / 2, side, side))
        if self._compact:
            where.moveCenter(body.center())
            where.translate(0, -theme.px(6) if self._count is not None else 0)
        theme.icon(self._icon, "accent" if on else "muted").paint(painter, where.toRect())
        if self._compact:
            self._paint_compact(painter, body, on)
            return
        painter.setFont(theme.ui_font("semibold" if on else "regular"))
        painter.setPen(QColor(tokens.accent if on else tokens.muted))
        words = mirrored(self, body.adjusted(theme.px(34), 0, -theme.px(8), 0))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self.text())
        if self._count is not None:
            painter.setFont(theme.ui_font("semibold", -1.5))
            figure = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
            painter.drawText(words, figure, in_figures(self._count))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(7))
        painter.end()

    def _paint_compact(self, painter: QPainter, body: QRectF, on: bool) -> None:
        tokens = theme.current()
        if self._count is not None:
            painter.setFont(theme.ui_font("semibold", -2.0))
            painter.setPen(QColor(tokens.accent if on else tokens.muted))
            under = body.adjusted(0, body.height() / 2 + theme.px(3), 0, 0)
            painter.drawText(under, int(Qt.AlignmentFlag.AlignCenter), in_figures(self._count))
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme.px(7))
        painter.end()


class Rail(QFrame):
    """Signals: screen_wanted(str): the name of a screen."""

    screen_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setProperty("panel", "side")
        self._buttons: dict[str, NavButton] = {}
        group = QButtonGroup(self)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(theme.px(7), theme.px(10), theme.px(7), theme.px(8))
        rows.setSpacing(0)
        for name, words, icon in SCREENS:
            button = NavButton(tr(words), icon, self)
            button.setObjectName(f"nav_{name}")
            button.clicked.connect(lambda _=False, wanted=name: self.screen_wanted.emit(wanted))
            group.addButton(button)
            # One of them at a time, which a screen reader is not told by the group.
            button.setAutoExclusive(True)
            rows.addWidget(button)
            self._buttons[name] = button
        rows.addSpacing(theme.px(16))
        self._heading = OwnLabel(tr("Sources"), "section")
        self._heading.setContentsMargins(theme.px(10), 0, 0, theme.px(4))
        rows.addWidget(self._heading)
        holder = QWidget()
        self._sources = QVBoxLayout(holder)
        self._sources.setContentsMargins(theme.px(10), 0, 0, 0)
        self._sources.setSpacing(theme.px(2))
        self._sources.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows.addWidget(scroll, 1)
        self._shown: tuple[SourceView, ...] | None = None
        self._compact = False
        self._fit()
        theme.theme_signals().changed.connect(self._fit)

    def set_screen(self, name: str) -> None:
        """Mark the screen that is shown."""
        self._buttons[name].setChecked(True)

    def set_compact(self, compact: bool) -> None:
        """Icons only, where the window leaves no room for words."""
        if compact != self._compact:
            self._compact = compact
            for button in self._buttons.values():
                button.set_compact(compact)
            self._heading.setVisible(not compact)
            shown, self._shown = self._shown, None
            self._fit()
            self.set_sources(shown or ())

    def set_count(self, name: str, count: int | None) -> None:
        self._buttons[name].set_count(count)

    def set_sources(self, sources: tuple[SourceView, ...]) -> None:
        """List the sources with a dot each."""
        if sources == self._shown:
            return
        self._shown = sources
        while self._sources.count() > 1:
            taken = self._sources.takeAt(0)
            if taken.widget() is not None:
                taken.widget().hide()
                taken.widget().deleteLater()
        for source in sources:
            self._sources.insertWidget(self._sources.count() - 1, _source_row(source, self._compact))

    def _fit(self) -> None:
        self.setFixedWidth(theme.px(52 if self._compact else 164))
        self._sources.setContentsMargins(theme.px(5 if self._compact else 10), 0, 0, 0)


def _source_row(source: SourceView, compact: bool) -> QWidget:
    row = QWidget()
    row.setObjectName("sourceRow")
    state = f"{display_line(source.name, 60)}: {display_line(source.note, 200) or source_word(source.state)}"
    set_untrusted_tooltip(row, state)
    line = QHBoxLayout(row)
    line.setContentsMargins(0, theme.px(3), 0, theme.px(3))
    line.setSpacing(theme.px(7))
    line.addWidget(StatusDot(SOURCE_TONES.get(source.state, "grey"), state))
    if not compact:
        name = ElidedUntrusted(color="muted", size_delta=-0.75)
        name.set_text(source.name)
        line.addWidget(name, 1)
    return row
