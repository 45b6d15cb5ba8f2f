"""A sheet for things kept under names: a name for what is there now, and the list of what was kept before."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton


@dataclass(frozen=True, slots=True)
class Naming:
    """The sheet's own words: title, subtitle, the field's ``label`` and ``hint``, and what is said without a name."""

    title: str
    subtitle: str
    label: str
    hint: str
    nameless: str


@dataclass(frozen=True, slots=True)
class RowLink:
    """Something to do with a kept thing; ``spoken`` is its accessible name, safe like ``words``."""

    name: str
    words: str
    spoken: str
    call: Callable[[], None]
    more: str = ""


class NamedSheet(Sheet):
    """Changes take effect at once; nothing of it is signed. A kind of sheet gives ``keep`` and fills the list.

    Attributes:
        beside: layout under the name, for what is said of the thing that would be kept.
    """

    def __init__(
        self, host: QWidget, kind: str, naming: Naming, most_name: int, width: int = 520, *, many: str = ""
    ) -> None:
        several = many or f"{kind}s"
        super().__init__(host, f"{several}Sheet", naming.title, naming.subtitle, width=width)
        self._kind = kind
        self._nameless = naming.nameless
        self.name = QLineEdit()
        self.name.setObjectName(f"{kind}Name")
        self.name.setMaxLength(most_name)
        self.name.setAccessibleName(naming.label)
        self.name.setPlaceholderText(naming.hint)  # trusted: our own words
        self.name.returnPressed.connect(self._on_save)
        self.save = ActionButton(tr("Save"), kind="primary")
        self.save.setObjectName(f"{kind}Save")
        self.save.clicked.connect(self._on_save)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        self.body.addLayout(line)
        self.beside = QVBoxLayout()
        self.beside.setSpacing(theme.px(8))
        self.body.addLayout(self.beside)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self.body.addLayout(self._list)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName(f"{several}Close")
        close.clicked.connect(self.leave)
        self.foot.addWidget(close)
        self.start_at(self.name)

    @abstractmethod
    def keep(self, name: str) -> str | None:
        """Keep what is there now under this name.

        Returns:
            what is to be said if that cannot be, else empty; None where ``saved`` follows when it is done.
        """

    def fill(self, rows: Iterable[QWidget]) -> None:
        """What is kept now."""
        while self._list.count():
            gone = self._list.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row in rows:
            self._list.addWidget(row)
        self.refit()

    def row(self, name: str, words: str, links: Sequence[RowLink]) -> QWidget:
        """One kept thing; name and words are safe to show."""
        row = QWidget()
        row.setObjectName(f"{self._kind}Row")
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(OwnLabel(name, "strong", wrap=True))
        said.addWidget(OwnLabel(words, "muted", wrap=True))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.px(4), 0, 0)
        line.setSpacing(theme.px(10))
        line.addLayout(said, 1)
        for link in links:
            button = LinkButton(link.words)
            button.setObjectName(f"{self._kind}Row{link.name}")
            button.setAccessibleName(link.spoken)
            button.setAccessibleDescription(link.more)
            button.clicked.connect(link.call)
            line.addWidget(button)
        return row

    def _on_save(self) -> None:
        name = self.name.text().strip()
        refused = self.keep(name) if name else self._nameless
        if refused:
            self.note.say(refused)
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif refused is not None:
            self.saved()

    def saved(self) -> None:
        """It is kept."""
        self.name.clear()
        self.note.say(tr("Saved."))
