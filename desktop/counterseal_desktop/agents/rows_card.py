"""A card of the agent's side: a heading with what can be done about it, and rows that are replaced as a whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton, StatusDot
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.flow import FlowRow


class RowsCard(Card):
    """``links`` are (object name, words) of the actions in the heading, kept in ``link``."""

    def __init__(self, title: str, links: tuple[tuple[str, str], ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(title, None, parent)
        let_grow(self)
        self.link: dict[str, LinkButton] = {}
        self._rows: list[QWidget] = []
        self._shown: object = None
        if links:
            self._links = FlowRow(gap=8)
            self.header.addWidget(self._links)
            # Neither holds the pane open: where they do not fit side by side they stand under each other.
            for part in (self._title, self._links):
                part.setMinimumWidth(1)
        for name, words in links:
            button = LinkButton(words)
            button.setObjectName(name)
            self._links.add(button)
            self.link[name] = button

    def set_rows(self, rows: list[QWidget]) -> None:
        """Show these in place of the earlier ones."""
        for old in self._rows:
            self.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._rows = rows
        for row in rows:
            self.body.addWidget(row)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The links stand beside the heading where both fit, else in a line of their own under it."""
        if not self.link:
            return
        margins = self.header.contentsMargins()
        self._title.ensurePolished()
        title = self._title.fontMetrics().horizontalAdvance(self._title.text()) + 2
        room = self.width() - 2 - margins.left() - margins.right() - theme.px(10)
        put_beside(self.header, title + self._links.sizeHint().width() <= room, theme.px(10))

    def is_new(self, *content: object) -> bool:
        """Whether this is not what is shown already: rows that stay the same must stay under the pointer."""
        if content == self._shown:
            return False
        self._shown = content
        return True

    def clear_rows(self) -> None:
        self._shown = None
        self.set_rows([])


class Beside(QWidget):
    """A name and figures at the other end of its line, or under it where there is no room for both."""

    def __init__(self, name: QWidget, figures: OwnLabel, gap: int = 8) -> None:
        super().__init__()
        self._name, self._figures, self._gap = name, figures, gap
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(name, 1)
        self._row.addWidget(figures)
        for part in (name, figures):
            part.setMinimumWidth(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._figures.ensurePolished()
        wanted = self._figures.fontMetrics().horizontalAdvance(self._figures.text()) + 2
        beside = self._name.sizeHint().width() + theme.px(self._gap) + wanted <= self.width()
        # In a line of its own it may break; beside the name it is never cut.
        self._figures.setWordWrap(not beside)
        put_beside(self._row, beside, theme.px(self._gap))


def put_beside(row: QBoxLayout, beside: bool, gap: int) -> None:
    """Let a row's widgets stand side by side, or under each other."""
    direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
    if row.direction() is not direction:
        row.setDirection(direction)
    row.setSpacing(gap if beside else theme.px(2))


def dotted(tone: str, state: str, words: str, action: QWidget | None = None) -> QWidget:
    """A sentence with a dot before it, and something to do about it behind; ``state`` says the dot in a word."""
    row = QWidget()
    dot = StatusDot(tone, state)
    label = OwnLabel(words, wrap=True)
    label.setAccessibleName(tr("{name}: {value}", name=state, value=words))
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(theme.px(8))
    if action is not None:
        for widget, stretch in ((dot, 0), (label, 1), (action, 0)):
            line.addWidget(widget, stretch, Qt.AlignmentFlag.AlignVCenter)
        return row
    # The dot stands beside the first line, however many there are.
    first = QVBoxLayout()
    first.setContentsMargins(0, max((QFontMetrics(theme.ui_font()).height() - dot.sizeHint().height()) // 2, 0), 0, 0)
    first.addWidget(dot)
    first.addStretch(1)
    line.addLayout(first)
    line.addWidget(label, 1)
    return row
