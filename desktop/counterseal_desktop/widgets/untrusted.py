"""The only widgets that may show text from outside: agents' claims, arguments, context, traces, server messages.

``UntrustedText`` shows a block, ``ElidedUntrusted`` one line. Both draw plain text in which hidden characters are
visible chips (see ``untrusted_escape``), lay it out left to right apart from its surroundings, and never widen their
parent however long a word is.
"""

from __future__ import annotations

import html
import math
from itertools import zip_longest

from PySide6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextOption,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.theme import fonts
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.flow import FlowLayout
from counterseal_desktop.widgets.line_count import Lines, measure
from counterseal_desktop.widgets.untrusted_escape import CHIP, display_line, page_from

__all__ = ["ElidedUntrusted", "UntrustedText", "display_line", "paint_untrusted", "set_untrusted_tooltip"]


_CAPPED_CHARACTERS = 8192


class _ChipMarks(QSyntaxHighlighter):
    """Gives ``⟦U+202E⟧`` a ground, so that it is seen to be ours and not the text's."""

    def highlightBlock(self, text: str) -> None:
        tokens = theme.current()
        mark = QTextCharFormat()
        mark.setBackground(QColor(tokens.amber_soft))
        mark.setForeground(QColor(tokens.amber))
        for match in CHIP.finditer(text):
            # Qt counts UTF-16 units, Python counts characters; they differ after an astral character.
            start = len(text[: match.start()].encode("utf-16-le")) // 2
            self.setFormat(start, match.end() - match.start(), mark)


class PlainBlock(QPlainTextEdit):
    """A read-only block of plain text as high as its lines, at most ``max_lines`` of them; 0 means no limit."""

    lines_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._max_lines = 0
        self._measured: dict[int, Lines] = {}
        self._compact = False
        self._ringed = False
        self.setProperty("bare", True)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().setDocumentMargin(0)
        option = self.document().defaultTextOption()
        option.setTextDirection(Qt.LayoutDirection.LeftToRight)
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDefaultTextOption(option)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._marks = _ChipMarks(self.document())
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def show_plain(self, shown: str, max_lines: int) -> None:
        """Show already escaped text."""
        self._max_lines = max_lines
        self._measured.clear()
        self.setPlainText(shown)
        self.updateGeometry()

    def set_compact(self, compact: bool) -> None:
        """Ask for no more width than the text needs, for text with something beside it."""
        self._compact = compact
        policy = self.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Maximum if compact else QSizePolicy.Policy.Expanding)
        self.setSizePolicy(policy)

    def lines(self, width: int) -> Lines:
        """The text's lines when it has ``width`` pixels."""
        self.ensurePolished()
        if width not in self._measured:
            if len(self._measured) > 32:
                self._measured.clear()
            self._measured[width] = measure(self.document(), width)
        return self._measured[width]

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return math.ceil(self.lines(max(width, 1)).height(self._max_lines)) + 1

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        metrics = QFontMetricsF(self.document().defaultFont())
        width = metrics.averageCharWidth() * 60
        if self._compact:
            longest = max(self.toPlainText().split("\n"), key=len)[:200]
            width = min(metrics.horizontalAdvance(longest) + 2, width)
        return QSize(math.ceil(width), self.heightForWidth(math.ceil(width)))

    def minimumSizeHint(self) -> QSize:
        metrics = QFontMetricsF(self.document().defaultFont())
        return QSize(math.ceil(metrics.averageCharWidth() * 8), math.ceil(metrics.lineSpacing()) + 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lines_changed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._measured.clear()
            self.document().setDefaultFont(fonts.exact(self.font()))
            self._marks.rehighlight()
            self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._ringed = event.reason() not in (Qt.FocusReason.MouseFocusReason, Qt.FocusReason.PopupFocusReason)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ringed = False
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ringed:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(theme.current().focus))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        copy = menu.addAction(tr("Copy"), self.copy)
        copy.setEnabled(self.textCursor().hasSelection())
        menu.addAction(tr("Select all"), self.selectAll)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text only: Qt would add HTML and ODF forms, which other programs might read instead."""
        data = QMimeData()
        data.setText(self.textCursor().selectedText().replace("\u2029", "\n"))
        return data

    def _on_scrolled(self, value: int) -> None:
        # The block is always as high as what it shows; a selection dragged below its end must not scroll it.
        if value:
            self.verticalScrollBar().setValue(0)


class _Foot(QWidget):
    """What is not shown, in words, and the ways to see it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.words = (QLabel(self), QLabel(self))
        self.toggle = LinkButton(tr("Show all"), self)
        self.back = LinkButton(tr("Previous page"), self)
        self.following = LinkButton(tr("Next page"), self)
        for label in self.words:
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("role", "faint")
            label.setMinimumHeight(self.toggle.sizeHint().height())
        row = FlowLayout(self, gap=12)
        for part in (*self.words, self.toggle, self.back, self.following):
            row.addWidget(part)


class UntrustedText(QWidget):
    """A block of outside text: plain, escaped, wrapped, selectable, capped at ``max_lines`` with a way to see all.

    ``tint="muted"`` draws it in the muted colour, ``strong=True`` in semibold, ``small=True`` smaller;
    ``compact=True`` takes no more width than the text needs.
    """

    expanded_changed = Signal(bool)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        tint: str = "",
        strong: bool = False,
        small: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self._raw = self._label = ""
        self._max_lines = 12
        self._all = False
        self._starts: list[int] = [0]
        self._next = 0
        self._block = PlainBlock(self)
        self._block.setProperty("tint", tint)
        self._block.setProperty("strong", strong)
        self._block.setProperty("small", small)
        self._block.set_compact(compact)
        if compact:
            self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._foot: _Foot | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(theme.px(2))
        outer.addWidget(self._block)
        self._block.lines_changed.connect(self._update_foot)
        self.setFocusProxy(self._block)

    def set_text(self, text: str, *, max_lines: int = 12, mono: bool = False) -> None:
        """Show ``text``. Nothing in it is interpreted; ``max_lines`` 0 shows the whole page at once."""
        self._raw = text
        self._max_lines = max_lines
        self._all = max_lines == 0
        self._starts = [0]
        if bool(self._block.property("mono")) != mono:
            self._block.setProperty("mono", mono)
            theme.repolish(self._block)
        self._show_page()

    def set_label(self, label: str) -> None:
        """Say what the text is, in safe words; without it a screen reader hears the text as its own name."""
        self._label = label
        self._block.setAccessibleName(label or self.shown_text())

    def set_struck(self, struck: bool) -> None:
        """Draw the text struck through, for a value that no longer counts."""
        if bool(self._block.property("struck")) != struck:
            self._block.setProperty("struck", struck)
            theme.repolish(self._block)

    def text(self) -> str:
        """The raw text as it was given."""
        return self._raw

    def shown_text(self) -> str:
        """The escaped text of the page on the screen."""
        return self._block.toPlainText()

    def show_all(self, wanted: bool = True) -> None:
        """Lift or put back the cap on lines."""
        if wanted != self._all:
            self._all = wanted
            self._starts = [0]
            self._show_page()
            self.expanded_changed.emit(wanted)

    def hidden_lines(self) -> int:
        """How many lines of this page the cap hides at the present width."""
        if self._all:
            return 0
        return max(0, self._block.lines(max(self._block.viewport().width(), 1)).count - self._max_lines)

    def copy_selection(self) -> None:
        """Copy what is selected, escaped as it is shown."""
        self._block.copy()

    def select_all(self) -> None:
        """Select the shown page."""
        self._block.selectAll()

    def _show_page(self) -> None:
        # A capped text needs no more than its first lines laid out, however long it is.
        source = self._raw if self._all else self._raw[:_CAPPED_CHARACTERS]
        shown, self._next = page_from(source, self._starts[-1])
        self._block.show_plain(shown, 0 if self._all else self._max_lines)
        self._block.setAccessibleName(self._label or shown)
        self.setAccessibleName(shown)
        self._update_foot()

    def _update_foot(self) -> None:
        hidden = self.hidden_lines()
        rest = len(self._raw) - self._next
        paged = self._all and (rest > 0 or len(self._starts) > 1)
        words: list[str] = []
        if hidden:
            words.append(
                tr("1 more line") if hidden == 1 else tr("{figure} more lines", count=hidden, figure=figure(hidden))
            )
        if rest > 0 and not self._all:
            words.append(tr("{figure} more characters", count=rest, figure=figure(rest)))
        if paged:
            words.append(
                tr(
                    "characters {first} to {last} of {all}",
                    first=figure(self._starts[-1] + 1),
                    last=figure(self._next),
                    all=figure(len(self._raw)),
                )
            )
        can_fold = self._all and self._max_lines > 0 and self._was_capped()
        if not words and not can_fold:
            if self._foot is not None:
                self._foot.hide()
            return
        foot = self._make_foot()
        for label, said in zip_longest(foot.words, words, fillvalue=""):
            label.setText(said)
            label.setVisible(bool(said))
        foot.toggle.setText(tr("Show less") if can_fold else tr("Show all"))
        foot.toggle.setVisible(can_fold or bool(hidden) or (rest > 0 and not self._all))
        foot.back.setVisible(paged and len(self._starts) > 1)
        foot.following.setVisible(paged and rest > 0)
        foot.show()

    def _make_foot(self) -> _Foot:
        """The line below the text; most texts need none, so it is made when first needed."""
        if self._foot is None:
            self._foot = _Foot(self)
            self._foot.toggle.clicked.connect(self._on_toggle_clicked)
            self._foot.back.clicked.connect(self._on_back_clicked)
            self._foot.following.clicked.connect(self._on_next_clicked)
            self.layout().addWidget(self._foot)
        return self._foot

    def _was_capped(self) -> bool:
        width = max(self._block.viewport().width(), 1)
        return len(self._raw) > self._next or self._block.lines(width).count > self._max_lines

    def _on_toggle_clicked(self) -> None:
        self.show_all(not self._all)

    def _on_next_clicked(self) -> None:
        self._starts.append(self._next)
        self._show_page()

    def _on_back_clicked(self) -> None:
        self._starts.pop()
        self._show_page()


class ElidedUntrusted(QWidget):
    """One line of outside text that gives way to its surroundings; the whole line is in the tooltip and on Copy."""

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        weight: str = "regular",
        size_delta: float = 0.0,
        color: str = "text",
        mono: bool = False,
    ) -> None:
        super().__init__(parent)
        self._raw = ""
        self._line = ""
        self._weight = weight
        self._delta = size_delta
        self._color = color
        self._mono = mono
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        copy = QAction(tr("Copy"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        theme.theme_signals().changed.connect(self._on_theme_changed)

    def set_text(self, text: str, *, most: int = 400) -> None:
        """Show ``text`` as one line of at most ``most`` characters before eliding."""
        self._raw = text
        self._line = display_line(text, most)
        self.setAccessibleName(self._line)
        set_untrusted_tooltip(self, text)
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """The raw text as it was given."""
        return self._raw

    def shown_text(self) -> str:
        """The escaped line before eliding."""
        return self._line

    def sizeHint(self) -> QSize:
        metrics = self._metrics()
        return QSize(min(metrics.horizontalAdvance(self._line) + 2, metrics.averageCharWidth() * 60), metrics.height())

    def minimumSizeHint(self) -> QSize:
        metrics = self._metrics()
        return QSize(metrics.averageCharWidth() * 4, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font())
        painter.setPen(QColor(getattr(theme.current(), self._color)))
        paint_untrusted(painter, self.rect(), self._line, escaped=True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self._on_copy()
        else:
            super().keyPressEvent(event)

    def _font(self) -> QFont:
        if self._mono:
            return theme.mono_font("bold" if self._weight in ("semibold", "bold") else "regular", self._delta - 0.75)
        return theme.ui_font(self._weight, self._delta)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._font())

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._line)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def paint_untrusted(
    painter: QPainter,
    rect: QRect,
    text: str,
    *,
    most: int = 200,
    escaped: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw one line of outside text into ``rect`` with the painter's font and pen, elided; for delegates."""
    line = text if escaped else display_line(text, most)
    shown = painter.fontMetrics().elidedText(line, Qt.TextElideMode.ElideRight, rect.width())
    painter.save()
    painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
    flags = int(align | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
    painter.drawText(rect, flags, shown)
    painter.restore()


def set_untrusted_tooltip(widget: QWidget, text: str, most: int = 600) -> None:
    """A tooltip from outside text: escaped twice, for Qt would read a tooltip as HTML."""
    line = html.escape(display_line(text, most))
    widget.setToolTip(f"<p>{line}</p>" if line else "")
