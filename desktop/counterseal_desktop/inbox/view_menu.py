"""The menu beside the inbox's filter: how the list is grouped, what it is narrowed to, and the saved views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from counterseal.sync.api_inbox import SavedView
from counterseal_desktop.inbox import narrowing
from counterseal_desktop.inbox.narrowing import Facet, Narrowing
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.untrusted import display_line

MOST_LISTED = 30


class ViewMenu(QObject):
    """Makes the menu anew each time it opens, from what waits then.

    Attributes:
        views: the saved views. names: people's names beside those that the queue tells.

    Signals:
        chosen(Narrowing): show this.
        save_wanted(): the saved views, and a name for what is shown, are asked for.
    """

    chosen = Signal(object)
    save_wanted = Signal()

    def __init__(self, model: QueueModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._parent = parent
        self.views: tuple[SavedView, ...] = ()
        self.names: dict[str, str] = {}

    def pop(self, button: QWidget) -> QMenu:
        """Open it under a button."""
        menu = self.make()
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))
        return menu

    def make(self) -> QMenu:
        """The menu as it would open now."""
        now = self._model.narrowing
        menu = QMenu(self._parent)
        menu.setObjectName("inboxViewMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        items = self._model.items()
        groups = (
            (narrowing.BY_DEADLINE, tr("Deadline")),
            (narrowing.BY_AGENT, tr("Agent")),
            (narrowing.BY_SOURCE, tr("Source")),
            (narrowing.BY_NONE, tr("Nothing")),
        )
        self._choices(menu, tr("Group by"), [(words, replace(now, group=name)) for name, words in groups])
        for title, anyone, name, facets in (
            (tr("Agent"), tr("Any agent"), "agent", narrowing.agents(items)),
            (tr("Source"), tr("Any source"), "source", narrowing.sources(items)),
            (tr("Person"), tr("Anybody"), "person", narrowing.people(items, self.names)),
        ):
            listed = [
                (f"{one.name}  {figure(one.count)}", replace(now, **{name: one.value})) for one in facets[:MOST_LISTED]
            ]
            self._choices(menu, title, [(anyone, replace(now, **{name: ""})), *listed])
        menu.addSeparator()
        for view in self.views:
            wanted = narrowing.from_view(view)
            self._add(menu, display_line(view.name, 60), wanted == now, lambda wanted=wanted: self.chosen.emit(wanted))
        self._add(menu, tr("Saved views…"), None, self.save_wanted.emit)
        if now != Narrowing(group=now.group):
            self._add(menu, tr("Show everything"), None, lambda: self.chosen.emit(Narrowing(group=now.group)))
        return menu

    def facets_in_force(self) -> list[tuple[str, str]]:
        """(member of the narrowing, words) of what the list is narrowed to beside pill and text."""
        now, items = self._model.narrowing, self._model.items()
        found = []
        if now.agent:
            found.append(("agent", _name(narrowing.agents(items), now.agent)))
        if now.source:
            found.append(("source", narrowing.source_words(now.source)))
        if now.person:
            found.append(("person", _name(narrowing.people(items, self.names), now.person)))
        return found

    def _choices(self, menu: QMenu, title: str, choices: Sequence[tuple[str, Narrowing]]) -> None:
        part = menu.addMenu(title)
        for words, wanted in choices:
            chosen = wanted == self._model.narrowing
            self._add(part, words, chosen, lambda wanted=wanted: self.chosen.emit(wanted))

    def _add(self, menu: QMenu, words: str, checked: bool | None, call: Callable[[], None]) -> None:
        action = QAction(words.replace("&", "&&"), menu)
        action.setCheckable(checked is not None)
        action.setChecked(bool(checked))
        action.triggered.connect(lambda _on=False: call())
        menu.addAction(action)


def _name(facets: Sequence[Facet], value: str) -> str:
    """The name of a value; of one that nothing waits of any more, the value itself."""
    return next((one.name for one in facets if one.value == value), display_line(value, 60))
