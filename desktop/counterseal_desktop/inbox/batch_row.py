"""One action of a batch: chosen or not, with each fact that it does not share, why it stands out, what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.model.facts import FactRow
from counterseal_desktop import theme
from counterseal_desktop.inbox.batching import Entry
from counterseal_desktop.shell.choices import CheckBox
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.chips import RiskChip
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line


class FactLines(QWidget):
    """Facts one below the other, each value in a widget of its own, so that none can pass for another fact."""

    def __init__(self, rows: Sequence[FactRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batchFacts")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, theme.px(110))
        grid.setColumnStretch(1, 1)
        self._values: list[UntrustedText] = []
        for number, row in enumerate(rows):
            value = UntrustedText()
            value.set_text(row.value, max_lines=0)
            value.setAccessibleName(display_line(row.label, 40))
            grid.addWidget(OwnLabel(display_line(row.label, 40), "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, number, 1)
            self._values.append(value)
        if not rows:
            self.hide()

    def values(self) -> list[str]:
        """What stands there, for tests."""
        return [value.shown_text() for value in self._values]


class BatchRow(QFrame):
    """Signals: toggled(): it was chosen or left out by hand."""

    toggled = Signal()

    def __init__(self, entry: Entry, own: Sequence[FactRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batchRow")
        self.entry = entry
        self.ended = False
        title = display_line(entry.detail.facts.title, 200)
        self.setAccessibleName(title)
        self.box = CheckBox("")
        self.box.setObjectName("batchChoose")
        self.box.setAccessibleName(tr("Decide on {title}", title=title))
        self.box.setAccessibleDescription("; ".join(entry.outlier))
        self.box.setFixedWidth(theme.px(28))
        self.box.setChecked(True)
        self.box.toggled.connect(lambda _on: self.toggled.emit())
        self.title = OwnLabel(title, "strong", wrap=True)
        self.state = OwnLabel("", "small")
        self.state.setObjectName("batchState")
        self.state.hide()
        words = QVBoxLayout()
        words.setSpacing(theme.px(1))
        words.addWidget(self.title)
        self.facts = FactLines(own)
        words.addWidget(self.facts)
        self.why = OwnLabel("", "warn", wrap=True)
        self.why.setObjectName("batchWhy")
        self.why.say("; ".join(entry.outlier))
        if not entry.outlier:
            self.why.hide()
        words.addWidget(self.why)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        line.setSpacing(theme.px(8))
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(words, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.px(2))
        right.addWidget(RiskChip(entry.detail.item.risk), 0, Qt.AlignmentFlag.AlignRight)
        right.addWidget(self.state, 0, Qt.AlignmentFlag.AlignRight)
        right.addStretch(1)
        line.addLayout(right)

    @property
    def action_id(self) -> str:
        return self.entry.detail.item.id

    @property
    def chosen(self) -> bool:
        """Whether it would be decided now."""
        return self.box.isChecked() and not self.ended

    def say(self, words: str, role: str = "small") -> None:
        """What became of it, in safe words."""
        self.state.set_role(role)
        self.state.say(words)
        self.state.setVisible(bool(words))

    def fall_out(self, why: str) -> None:
        """It is not what was read any more: it cannot be decided here, and stays where it is with the reason."""
        self.ended = True
        self.box.setChecked(False)
        self.box.setEnabled(False)
        self.why.say(why)
        self.why.set_role("bad")
        self.why.show()
        self.say(tr("fell out"), "bad")

    def finish(self, words: str, good: bool) -> None:
        """It was signed, or could not be."""
        self.ended = True
        self.box.setEnabled(False)
        self.say(words, "good" if good else "bad")
