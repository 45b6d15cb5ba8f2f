"""The saved searches: what is looked for now under a name, and forgetting one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_records import SavedSearch
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.looking import Looking, from_saved, in_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.untrusted import display_line

MOST_NAME = 80


class SearchesSheet(Sheet):
    """Changes take effect at once; nothing of it is signed.

    Signals:
        changed(tuple[SavedSearch]): what is kept now.
        chosen(Looking): look for this.
    """

    changed = Signal(object)
    chosen = Signal(object)

    def __init__(
        self, host: QWidget, bridge: DeskBridge, now: SavedSearch, searches: tuple[SavedSearch, ...],
        names: dict[str, str],
    ) -> None:  # fmt: skip
        super().__init__(
            host,
            "searchesSheet",
            tr("Saved searches"),
            tr("What you look for, under a name. They are yours, in this profile, and no part of the record."),
            width=560,
        )
        self._bridge, self._now, self._names = bridge, now, names
        self.name = QLineEdit()
        self.name.setObjectName("searchName")
        self.name.setMaxLength(MOST_NAME)
        self.name.setAccessibleName(tr("Name of the search"))
        self.name.setPlaceholderText(tr("Name for what is looked for now"))
        self.name.returnPressed.connect(self._on_save)
        self.save = ActionButton(tr("Save"), kind="primary")
        self.save.setObjectName("searchSave")
        self.save.clicked.connect(self._on_save)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        self.body.addLayout(line)
        self.body.addWidget(OwnLabel(in_words(from_saved(now), names), "muted", wrap=True))
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self.body.addLayout(self._list)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("searchesClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(close)
        self.start_at(self.name)
        self._fill(searches)

    def _on_save(self) -> None:
        name = self.name.text().strip()
        if not name:
            self.note.say(tr("A search needs a name."))
            self.name.setFocus()
            return
        search = SavedSearch(name, self._now.wanted, self._now.days)
        self._bridge.run(self._bridge.desk.records.save(search), self, self._on_saved, self._on_failed)

    def _on_saved(self, searches: tuple[SavedSearch, ...]) -> None:
        self.name.clear()
        self.note.say(tr("Saved."))
        self._on_changed(searches)

    def _on_changed(self, searches: tuple[SavedSearch, ...]) -> None:
        self.changed.emit(searches)
        self._fill(searches)

    def _on_failed(self, error: KnownError) -> None:
        self.note.say(display_line(error.text(), 300))

    def _fill(self, searches: tuple[SavedSearch, ...]) -> None:
        while self._list.count():
            gone = self._list.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for search in searches:
            self._list.addWidget(self._row(search))
        self.refit()

    def _row(self, search: SavedSearch) -> QWidget:
        row = QWidget()
        row.setObjectName("searchRow")
        name = display_line(search.name, MOST_NAME)
        sought: Looking = from_saved(search)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(OwnLabel(name, "strong", wrap=True))
        words.addWidget(OwnLabel(in_words(sought, self._names), "muted", wrap=True))
        show = LinkButton(tr("Show"))
        show.setObjectName("searchRowShow")
        show.setAccessibleName(tr("Look for {name}", name=name))
        show.clicked.connect(lambda: self._show(sought))
        forget = LinkButton(tr("Forget"))
        forget.setObjectName("searchRowForget")
        forget.setAccessibleName(tr("Forget {name}", name=name))
        forget.clicked.connect(lambda: self._forget(search.name))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.px(4), 0, 0)
        line.setSpacing(theme.px(10))
        line.addLayout(words, 1)
        line.addWidget(show)
        line.addWidget(forget)
        return row

    def _show(self, sought: Looking) -> None:
        self.chosen.emit(sought)
        self.leave()

    def _forget(self, name: str) -> None:
        self._bridge.run(self._bridge.desk.records.forget(name), self, self._on_changed, self._on_failed)
