"""List and detail side by side where both fit, else the one that is being used."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from counterseal_desktop import theme
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import LinkButton

LIST_LEAST, RIGHT_LEAST = 250, 360
"""The least widths of list and detail, at 100 % text."""


class Room(QObject):
    """One for an inbox.

    Attributes:
        back: leads from the detail to the list; shown where there is room for one of them only.
    """

    def __init__(self, screen: QWidget, sides: tuple[QWidget, QWidget]) -> None:
        super().__init__(screen)
        self._screen = screen
        self._list, self._right = sides
        self._single = self._reading = False
        self.back = LinkButton(tr("Back to the list"), self._right)
        self.back.setObjectName("inboxToList")
        self.back.hide()
        theme.theme_signals().changed.connect(self.fit)

    @property
    def single(self) -> bool:
        """Whether one side is shown at a time."""
        return self._single

    @property
    def reading(self) -> bool:
        """Whether the detail stands in the list's place."""
        return self._single and self._reading

    def show_detail(self, wanted: bool) -> None:
        """Which of them is used now."""
        self._reading = wanted
        self.fit()

    def fit(self) -> None:
        """The window, or the text in it, has another size."""
        single = self._screen.width() < theme.px(LIST_LEAST + RIGHT_LEAST)
        if single != self._single:
            self._single = single
            self._reading = self._reading and not single
        for side, wanted in ((self._list, not self.reading), (self._right, not single or self._reading)):
            if side.isHidden() is wanted:
                side.setVisible(wanted)
        self.back.setVisible(single)
