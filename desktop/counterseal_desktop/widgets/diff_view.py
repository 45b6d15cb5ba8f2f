"""What an edit changes, member by member: the pointer, the old value struck with a minus, the new with a plus."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, set_untrusted_tooltip
from counterseal_desktop.widgets.untrusted_escape import display_line

ABSENT = "−absent"


class ValueMark(QWidget):
    """One value of a change on a tinted ground, led by its sign; gives way with an ellipsis, whole in the tooltip."""

    def __init__(self, value: str, added: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._added = added
        self._line = f"{'+' if added else '−'} {display_line(value, 400)}"
        words = tr("new value {value}") if added else tr("old value {value}")
        self.setAccessibleName(words.format(value=display_line(value, 400)))
        set_untrusted_tooltip(self, value)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.theme_signals().changed.connect(self._on_theme_changed)

    def shown_text(self) -> str:
        """The sign and the escaped value."""
        return self._line

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.mono_font())
        width = min(metrics.horizontalAdvance(self._line), metrics.averageCharWidth() * 60)
        return QSize(width + theme.px(12) + 2, metrics.height() + theme.px(4))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.mono_font())
        return QSize(min(metrics.averageCharWidth() * 6, self.sizeHint().width()), metrics.height() + theme.px(4))

    def paintEvent(self, event: QPaintEvent) -> None:
        ink, ground = theme.current().tone("green" if self._added else "red")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(QRectF(self.rect()), theme.px(3), theme.px(3))
        painter.setFont(theme.mono_font())
        painter.setPen(QColor(ink))
        pad = theme.px(6)
        room = QRect(pad, 0, self.width() - pad - pad // 2, self.height())
        line = painter.fontMetrics().elidedText(self._line, Qt.TextElideMode.ElideRight, room.width())
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), line)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class DiffView(QWidget):
    """A list of changes as ``EditPreview.changes`` gives them: (JSON pointer, old, new)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._changes: tuple[tuple[str, str, str], ...] = ()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._holder = QWidget(self)
        self._outer.addWidget(self._holder)
        self.set_changes(())

    def set_changes(self, changes: tuple[tuple[str, str, str], ...]) -> None:
        """Show the changes, or a line that says there are none."""
        self._changes = changes
        old, self._holder = self._holder, QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(5))
        for row, (pointer, before, after) in enumerate(changes):
            name = ElidedUntrusted(self._holder, color="muted", mono=True)
            name.set_text(pointer.lstrip("/") or "/")
            name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            name.setMaximumWidth(theme.px(220))
            grid.addWidget(name, row, 0)
            values = QWidget(self._holder)
            line = QGridLayout(values)
            line.setContentsMargins(0, 0, 0, 0)
            line.setHorizontalSpacing(theme.px(14))
            column = 0
            for value, added in ((before, False), (after, True)):
                if value != ABSENT:
                    line.addWidget(ValueMark(value, added, values), 0, column)
                    column += 1
            line.setColumnStretch(column, 1)
            grid.addWidget(values, row, 1)
        grid.setColumnStretch(1, 1)
        if not changes:
            nothing = QLabel(tr("Nothing is changed yet."), self._holder)
            nothing.setProperty("role", "muted")
            grid.addWidget(nothing, 0, 0, 1, 2)
        self._outer.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        self.setAccessibleName(tr("1 changed") if len(changes) == 1 else tr("{count} changed", count=len(changes)))

    def marks(self) -> list[ValueMark]:
        """The value marks in order, for tests."""
        return self._holder.findChildren(ValueMark)
