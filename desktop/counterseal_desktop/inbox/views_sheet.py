"""The saved views: what is shown now under a name, which of them the inbox opens with, and forgetting one."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from counterseal.sync.api_inbox import MOST_VIEWS, SavedView
from counterseal_desktop.inbox import narrowing
from counterseal_desktop.inbox.keeping import InboxKeeping
from counterseal_desktop.inbox.narrowing import Narrowing
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.named_sheet import NamedSheet, Naming, RowLink
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import Switch
from counterseal_desktop.widgets.untrusted import display_line

MOST_NAME = 60


class ViewsSheet(NamedSheet):
    """One for each time it is opened; ``shown`` is what would be saved."""

    def __init__(self, host: QWidget, keeping: InboxKeeping, shown: Narrowing) -> None:
        naming = Naming(
            tr("Saved views"),
            tr("A view is what the list is narrowed to and how it is grouped. It is yours, on this machine."),
            tr("Name of the view"),
            tr("Name for what is shown now"),
            tr("A view needs a name."),
        )
        super().__init__(host, "view", naming, MOST_NAME)
        self._keeping = keeping
        self._shown = shown
        self.first = Switch(tr("Open the inbox with it"), tr("Open the inbox with it"))
        self.first.setObjectName("viewDefault")
        self.first.setAccessibleName(tr("Open the inbox with it"))
        self.beside.addWidget(OwnLabel(view_words(narrowing.to_view("", shown)), "muted", wrap=True))
        self.beside.addWidget(self.first)
        keeping.views_changed.connect(self._fill)
        self._fill()

    def keep(self, name: str) -> str:
        known = [view.name for view in self._keeping.views]
        if len(known) >= MOST_VIEWS and name not in known:
            return tr("{count} views are kept at most. Forget one first.", count=MOST_VIEWS)
        self._keeping.save_view(narrowing.to_view(name, self._shown), default=self.first.isChecked())
        return ""

    def _fill(self) -> None:
        self.fill(self._row(view) for view in self._keeping.views)

    def _row(self, view: SavedView) -> QWidget:
        name, keeping = display_line(view.name, MOST_NAME), self._keeping
        first = view.name == keeping.default
        default = RowLink(
            "Default",
            tr("Opens with it") if first else tr("Open with it"),
            tr("Open the inbox with {name}", name=name),
            lambda: keeping.set_default("" if first else view.name),
            tr("It does so now. Press for everything.") if first else "",
        )
        spoken = tr("Forget {name}", name=name)
        forget = RowLink("Forget", tr("Forget"), spoken, lambda: keeping.drop_view(view.name))
        return self.row(name, view_words(view), (default, forget))


def view_words(view: SavedView) -> str:
    """What a view shows, in one line."""
    pills = {
        narrowing.PILL_ALL: tr("everything"),
        narrowing.PILL_MINE: tr("mine"),
        narrowing.PILL_CRITICAL: tr("Critical"),
        narrowing.PILL_EXPIRING: tr("expiring within 15 minutes"),
    }
    groups = {
        narrowing.BY_DEADLINE: tr("by deadline"),
        narrowing.BY_AGENT: tr("by agent"),
        narrowing.BY_SOURCE: tr("by source"),
        narrowing.BY_NONE: tr("in one list"),
    }
    parts = [pills[view.pill], groups[view.group]]
    if view.agent:
        parts.append(tr("agent {name}", name=display_line(view.agent, 60)))
    if view.source:
        parts.append(tr("from {name}", name=display_line(view.source, 60)))
    if view.person:
        parts.append(tr("one person's"))
    if view.text:
        parts.append(tr("with “{text}”", text=display_line(view.text, 60)))
    return ", ".join(parts)
