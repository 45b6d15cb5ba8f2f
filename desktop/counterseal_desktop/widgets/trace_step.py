"""What a step of the trace holds: what is known of it, how it was matched, and its whole text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets import trace_words
from counterseal_desktop.widgets.trace_model import TraceRows
from counterseal_desktop.widgets.trace_rows import DEEPEST_INDENT
from counterseal_desktop.widgets.untrusted import UntrustedText

SHORT_NAME = 28


class TraceStepPane(QWidget):
    """One step in full, filled once; stands in the list below the step's row, its texts in ``UntrustedText``.

    Signals:
        height_changed(): it needs another height at the same width.
    """

    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("traceStep")
        self._match = _line("strong", self)
        self._facts = _line("small", self)
        self._found = _line("warn", self)
        self._text = UntrustedText(self, tint="muted")
        self._nothing = _line("faint", self)
        self._nothing.setText(tr("This step has no text."))
        self._rows = QVBoxLayout(self)
        self._rows.setSpacing(theme.px(4))
        for part in (self._match, self._facts, self._found, self._text, self._nothing):
            self._rows.addWidget(part)

    def show_step(self, rows: TraceRows, place: int, tool: str, wanted: str = "") -> None:
        """Show a step.

        Args:
            tool: the action's tool, for saying how the step was matched.
            wanted: what is being searched for; where the step's text has it, the words around it are shown first.
        """
        step = rows.steps[place]
        if len(step.name) > SHORT_NAME:
            # The row above gives a short name whole; a longer one is cut there.
            name = UntrustedText(self, strong=True)
            name.set_text(step.name, max_lines=4)
            self._rows.insertWidget(0, name)
        matched = rows.match is not None and rows.match.index == place
        self._match.setText(trace_words.match_words(rows.match, step, tool) if matched else "")
        self._match.setVisible(matched)
        facts = trace_words.step_facts(step, rows.totals.begin_ms, rows.began_at, place in rows.tree.strays)
        self._facts.setText(" · ".join(facts))
        around = trace_words.excerpt(step.text, wanted) if wanted else ""
        self._found.setText(tr("Found in its text: {words}", words=around) if around else "")
        self._found.setVisible(bool(around))
        self._text.set_text(step.text)
        self._text.setVisible(bool(step.text))
        self._nothing.setVisible(not step.text)
        indent = min(rows.tree.depths[place], DEEPEST_INDENT) * theme.px(14)
        self._rows.setContentsMargins(theme.px(51) + indent, theme.px(2), theme.px(14), theme.px(10))
        self.setAccessibleName(tr("The opened step"))

    def text_widget(self) -> UntrustedText:
        return self._text

    def facts_said(self) -> str:
        """What is said of the step besides its text."""
        return self._facts.text()

    def match_said(self) -> str:
        """How it was matched; empty for another step than the proposing one."""
        return self._match.text()

    def found_said(self) -> str:
        return self._found.text()

    def sizeHint(self) -> QSize:
        # The list gives it its height; only the list knows the width.
        return QSize(0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(theme.current().hairline), 1))
        painter.drawLine(0, self.height() - 1, self.width(), self.height() - 1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.height_changed.emit()
        return super().event(event)


def _line(role: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label
