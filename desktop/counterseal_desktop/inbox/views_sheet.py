"""The saved views: what is shown now under a name, which of them the inbox opens with, and forgetting one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.sync.api_inbox import MOST_VIEWS, SavedView
from counterseal_desktop import theme
from counterseal_desktop.inbox import narrowing
from counterseal_desktop.inbox.keeping import InboxKeeping
from counterseal_desktop.inbox.narrowing import Narrowing
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton, Switch
from counterseal_desktop.widgets.untrusted import display_line

MOST_NAME = 60


class ViewsSheet(Sheet):
    """Changes take effect at once; nothing of it is signed."""

    def __init__(self, host: QWidget, keeping: InboxKeeping, shown: Narrowing) -> None:
        super().__init__(
            host,
            "viewsSheet",
            tr("Saved views"),
            tr("A view is what the list is narrowed to and how it is grouped. It is yours, on this machine."),
            width=520,
        )
        self._keeping = keeping
        self._shown = shown
        self.name = QLineEdit()
        self.name.setObjectName("viewName")
        self.name.setMaxLength(MOST_NAME)
        self.name.setAccessibleName(tr("Name of the view"))
        self.name.setPlaceholderText(tr("Name for what is shown now"))
        self.name.returnPressed.connect(self._on_save)
        self.first = Switch(tr("Open the inbox with it"), tr("Open the inbox with it"))
        self.first.setObjectName("viewDefault")
        self.first.setAccessibleName(tr("Open the inbox with it"))
        self.save = ActionButton(tr("Save"), kind="primary")
        self.save.setObjectName("viewSave")
        self.save.clicked.connect(self._on_save)
        line = QHBoxLayout()
        line.setSpacing(theme.px(8))
        line.addWidget(self.name, 1)
        line.addWidget(self.save)
        self.body.addLayout(line)
        self.body.addWidget(OwnLabel(view_words(narrowing.to_view("", shown)), "muted", wrap=True))
        self.body.addWidget(self.first)
        self._list = QVBoxLayout()
        self._list.setSpacing(theme.px(6))
        self.body.addLayout(self._list)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("viewsClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(close)
        self.start_at(self.name)
        keeping.views_changed.connect(self._fill)
        self._fill()

    def _on_save(self) -> None:
        name = self.name.text().strip()
        full = len(self._keeping.views) >= MOST_VIEWS and name not in [view.name for view in self._keeping.views]
        if not name:
            self.note.say(tr("A view needs a name."))
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif full:
            self.note.say(tr("{count} views are kept at most. Forget one first.", count=MOST_VIEWS))
        else:
            self._keeping.save_view(narrowing.to_view(name, self._shown), default=self.first.isChecked())
            self.name.clear()
            self.note.say(tr("Saved."))

    def _fill(self) -> None:
        while self._list.count():
            gone = self._list.takeAt(0)
            widget = gone.widget() if gone is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for view in self._keeping.views:
            self._list.addWidget(self._row(view))
        self.refit()

    def _row(self, view: SavedView) -> QWidget:
        row = QWidget()
        row.setObjectName("viewRow")
        name = display_line(view.name, MOST_NAME)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(OwnLabel(name, "strong", wrap=True))
        words.addWidget(OwnLabel(view_words(view), "muted", wrap=True))
        first = view.name == self._keeping.default
        default = LinkButton(tr("Opens with it") if first else tr("Open with it"))
        default.setObjectName("viewRowDefault")
        default.setAccessibleName(tr("Open the inbox with {name}", name=name))
        default.setAccessibleDescription(tr("It does so now. Press for everything.") if first else "")
        default.clicked.connect(lambda: self._keeping.set_default("" if first else view.name))
        forget = LinkButton(tr("Forget"))
        forget.setObjectName("viewRowForget")
        forget.setAccessibleName(tr("Forget {name}", name=name))
        forget.clicked.connect(lambda: self._keeping.drop_view(view.name))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, theme.px(4), 0, 0)
        line.setSpacing(theme.px(10))
        line.addLayout(words, 1)
        line.addWidget(default)
        line.addWidget(forget)
        return row


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
