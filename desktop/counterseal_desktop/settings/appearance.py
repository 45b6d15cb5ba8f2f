"""How it looks: the colours and the size of the text."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.widgets.buttons import FilterPill
from counterseal_desktop.widgets.cards import Card

SCHEMES = (("system", "As the system"), ("light", "Light"), ("dark", "Dark"))
SCALES = (1.0, 1.25, 1.5, 2.0)


class AppearanceCard(Card):
    """Signals: wanted(str scheme, float scale)."""

    wanted = Signal(str, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Appearance", None, parent)
        self.setObjectName("settingsAppearance")
        let_grow(self)
        self._schemes: dict[str, FilterPill] = {}
        self._scales: dict[float, FilterPill] = {}
        group, sizes = QButtonGroup(self), QButtonGroup(self)
        colours, texts = QWidget(), QWidget()
        colour_line, text_line = WrapLayout(colours, 0), WrapLayout(texts, 0)
        for name, words in SCHEMES:
            self._schemes[name] = self._pill(words, f"scheme_{name}", group, colour_line)
        for size in SCALES:
            self._scales[size] = self._pill(f"{size:.0%}", f"scale_{size:g}", sizes, text_line)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(7))
        grid.setColumnMinimumWidth(0, theme.px(150))
        grid.setColumnStretch(1, 1)
        grid.addWidget(OwnLabel(self.tr("Colours"), "muted"), 0, 0)
        grid.addWidget(colours, 0, 1)
        grid.addWidget(OwnLabel(self.tr("Text size"), "muted"), 1, 0)
        grid.addWidget(texts, 1, 1)
        self.body.addLayout(grid)

    def mark(self) -> None:
        """Show what is in use."""
        self._schemes[theme.scheme()].setChecked(True)
        nearest = min(SCALES, key=lambda size: abs(size - theme.scale()))
        self._scales[nearest].setChecked(True)

    def _pill(self, words: str, name: str, group: QButtonGroup, line: WrapLayout) -> FilterPill:
        pill = FilterPill(words)
        pill.setObjectName(name)
        pill.clicked.connect(self._on_clicked)
        group.addButton(pill)
        line.addWidget(pill)
        return pill

    def _on_clicked(self) -> None:
        scheme = next((name for name, pill in self._schemes.items() if pill.isChecked()), "system")
        size = next((value for value, pill in self._scales.items() if pill.isChecked()), 1.0)
        self.wanted.emit(scheme, size)
