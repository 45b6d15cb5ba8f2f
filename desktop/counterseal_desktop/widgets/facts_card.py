"""The facts card: what will happen, as core rendered it from typed arguments, with the digest that is signed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from counterseal.model.facts import FactRow, Facts
from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.card import Card
from counterseal_desktop.widgets.controls import Banner
from counterseal_desktop.widgets.digest_label import DigestLabel
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, UntrustedText
from counterseal_desktop.widgets.untrusted_escape import display_line

_MOST_ROWS = 40
_LINES = 12
# A long value must not push how much and to whom out of the smallest window.
_LINES_BEFORE = 2
_FIRST_SEEN = ("money", "payee")
# Characters that take a line or two in the smallest window.
_SHORT = 100


class FactsCard(Card):
    """Label and value, one row per fact; money, payee and target bold; the exact argument beside it in muted text.

    Signals:
        describe_wanted(): the tool, which is not described, shall be.
    """

    describe_wanted = Signal()

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        self._digest = DigestLabel()
        super().__init__(title or tr("What will happen"), self._digest, parent)
        self._facts: Facts | None = None
        self._unknown = Banner("amber", self)
        self._unknown.hide()
        self.body.addWidget(self._unknown)
        self._holder = QWidget(self)
        self.body.addWidget(self._holder)
        self._values: list[UntrustedText] = []

    def set_facts(self, facts: Facts, digest: str) -> None:
        """Show the facts and the action digest (hex SHA-256) they belong to."""
        self._facts = facts
        self._digest.set_digest(digest)
        self._unknown.setVisible(not facts.plain)
        if not facts.plain:
            self.offer_description(False)
        old = self._holder
        self._holder = QWidget(self)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(120))
        grid.setColumnStretch(0, 0)
        grid.setColumnStretch(1, 1)
        self._values = []
        rows = list(facts.rows[:_MOST_ROWS])
        rest = facts.rows[_MOST_ROWS:]
        if rest:
            # Each row is three widgets; hundreds would stop the window. They stay readable and selectable as one text.
            lines = (f"{display_line(row.label)}: {display_line(row.value, 2000)}" for row in rest)
            rows.append(FactRow(tr("{count} more", count=len(rest)), "\n".join(lines)))
        if facts.undo:
            rows.append(FactRow(tr("Undo"), facts.undo))
        last = max((index for index, row in enumerate(rows) if row.role in _FIRST_SEEN), default=-1)
        places = _places(rows[: last + 1])
        for index, row in enumerate(rows):
            self._add_row(grid, places.get(index, index), row, _LINES_BEFORE if index < last else _LINES)
        self.body.replaceWidget(old, self._holder)
        old.hide()
        old.deleteLater()
        self.setAccessibleDescription("; ".join(f"{row.label}: {row.value}" for row in facts.rows)[:2000])

    def offer_description(self, offered: bool) -> None:
        """Whether who reads an undescribed tool's facts may describe it; never offered at first."""
        words = tr(
            "This tool is not described, so the labels below are the agent's own argument names and the action counts "
            "as Critical."
        )
        action = tr("Describe this tool…") if offered else ""
        self._unknown.set_message(words, action, self.describe_wanted.emit if offered else None)

    def values(self) -> list[UntrustedText]:
        """The value widgets in the facts' order, for tests and for copying."""
        return self._values

    def digest_label(self) -> DigestLabel:
        return self._digest

    def _add_row(self, grid: QGridLayout, index: int, row: FactRow, lines: int) -> None:
        label = ElidedUntrusted(self._holder, color="muted")
        label.set_text(row.label)
        label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        label.setMaximumWidth(theme.px(200))
        strong = row.role in ("money", "payee", "target")
        beside = bool(row.exact) and len(row.value) + len(row.exact) <= 60 and "\n" not in row.value
        value = UntrustedText(self._holder, strong=strong, compact=beside)
        value.set_text(row.value, max_lines=lines, mono=_is_code(row))
        value.set_label(label.shown_text())
        self._values.append(value)
        cell = QWidget(self._holder)
        line = QGridLayout(cell)
        line.setContentsMargins(0, 0, 0, 0)
        line.setHorizontalSpacing(theme.px(8))
        line.setVerticalSpacing(0)
        line.addWidget(value, 0, 0)
        if row.exact:
            exact = UntrustedText(cell, tint="muted")
            exact.set_text(row.exact)
            exact.set_label(tr("{name}, as it is sent", name=label.shown_text()))
            if beside:
                line.addWidget(exact, 0, 1)
                line.setColumnStretch(1, 1)
            else:
                line.addWidget(exact, 1, 0)
        grid.addWidget(label, index, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(cell, index, 1)


def _places(rows: list[FactRow]) -> dict[int, int]:
    """Where each row goes: how much and to whom come first where a longer value would push them down."""
    above = [row.value for row in rows if row.role not in _FIRST_SEEN]
    # As it is drawn: what is hidden or breaks the line stands there as a chip.
    if all(len(display_line(value, 2 * _SHORT)) <= _SHORT and "\n" not in value for value in above):
        return {}
    first = sorted(range(len(rows)), key=lambda index: rows[index].role not in _FIRST_SEEN)
    return {index: place for place, index in enumerate(first)}


def _is_code(row: FactRow) -> bool:
    """Ids and codes read better in the mono font: one word with a digit or an underscore."""
    value = row.value
    return (
        row.role in ("plain", "target")
        and 0 < len(value) <= 80
        and " " not in value
        and "@" not in value
        and (any(char.isdigit() for char in value) or "_" in value)
    )
