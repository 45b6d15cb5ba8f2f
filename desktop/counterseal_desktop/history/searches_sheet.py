"""The saved searches: what is looked for now under a name, and forgetting one."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from counterseal.errors import KnownError
from counterseal.sync.api_records import SavedSearch
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.history.looking import Looking, from_saved, in_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.named_sheet import NamedSheet, Naming, RowLink
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line

MOST_NAME = 80


class SearchesSheet(NamedSheet):
    """Keeps and forgets in the profile.

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
        naming = Naming(
            tr("Saved searches"),
            tr("What you look for, under a name. They are yours, in this profile, and no part of the record."),
            tr("Name of the search"),
            tr("Name for what is looked for now"),
            tr("A search needs a name."),
        )
        super().__init__(host, "search", naming, MOST_NAME, 560, many="searches")
        self._bridge, self._now, self._names = bridge, now, names
        self.beside.addWidget(OwnLabel(in_words(from_saved(now), names), "muted", wrap=True))
        self._fill(searches)

    def keep(self, name: str) -> None:
        search = SavedSearch(name, self._now.wanted, self._now.days)
        self._bridge.run(self._bridge.desk.records.save(search), self, self._on_saved, self._on_failed)

    def _on_saved(self, searches: tuple[SavedSearch, ...]) -> None:
        self.saved()
        self._on_changed(searches)

    def _on_changed(self, searches: tuple[SavedSearch, ...]) -> None:
        self.changed.emit(searches)
        self._fill(searches)

    def _on_failed(self, error: KnownError) -> None:
        self.note.say(display_line(error.text(), 300))

    def _fill(self, searches: tuple[SavedSearch, ...]) -> None:
        self.fill(self._row(search) for search in searches)

    def _row(self, search: SavedSearch) -> QWidget:
        name, sought = display_line(search.name, MOST_NAME), from_saved(search)
        show = RowLink("Show", tr("Show"), tr("Look for {name}", name=name), lambda: self._show(sought))
        forget = RowLink("Forget", tr("Forget"), tr("Forget {name}", name=name), lambda: self._forget(search.name))
        return self.row(name, in_words(sought, self._names), (show, forget))

    def _show(self, sought: Looking) -> None:
        self.chosen.emit(sought)
        self.leave()

    def _forget(self, name: str) -> None:
        self._bridge.run(self._bridge.desk.records.forget(name), self, self._on_changed, self._on_failed)
