"""What can be done with the selected rows of the history: copied, followed, written into files."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QTableView

from counterseal.sync.api import HistoryRow
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line

_COLUMNS = ("seq", "at", "who", "verdict", "title", "agent_name", "outcome")


class RowMenu(QObject):
    """The table's context menu and its copy key.

    Signals:
        narrowed(dict): look for this as well, members of ``Looking`` by name.
        export_wanted(str): write the selection as csv, jsonl or proofs.
    """

    narrowed = Signal(object)
    export_wanted = Signal(str)

    def __init__(self, table: QTableView, selected: Callable[[], tuple[HistoryRow, ...]]) -> None:
        super().__init__(table)
        self._table, self._selected = table, selected
        self.own = True
        copy = QAction(tr("Copy rows"), table)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self.copy)
        table.addAction(copy)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self.pop)

    def copy(self) -> None:
        """The selected rows as lines with tabs between their cells, ready for a sheet or a message."""
        rows = self._selected()
        if rows:
            QGuiApplication.clipboard().setText(as_text(rows))  # trusted: a copy, shown by nobody

    def pop(self, at: QPoint) -> None:
        """Open the menu of the selection."""
        rows = self._selected()
        if not rows:
            return
        menu = self.make(rows)
        menu.popup(self._table.viewport().mapToGlobal(at))

    def make(self, rows: tuple[HistoryRow, ...]) -> QMenu:
        """The menu as it would open on these rows."""
        menu = QMenu(self._table)
        menu.setObjectName("historyRowMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        one = rows[0] if len(rows) == 1 else None
        words = tr("Copy the row") if one else tr("Copy {count} rows", count=len(rows))
        self._add(menu, "rowCopy", words, self.copy)
        if one is not None and one.subject:
            self._add(menu, "rowSubject", tr("Only this action or agent"), lambda: self._only(subject=one.subject))
        if one is not None and one.agent:
            name = display_line(one.agent_name or one.agent, 40)
            self._add(menu, "rowAgent", tr("Only {name}", name=name), lambda: self._only(agent=one.agent))
        if self.own:
            menu.addSeparator()
            self._add(menu, "rowCsv", tr("Write as CSV…"), lambda: self.export_wanted.emit("csv"))
            self._add(menu, "rowJson", tr("Write as JSON Lines…"), lambda: self.export_wanted.emit("jsonl"))
            self._add(menu, "rowProofs", tr("Write proof files…"), lambda: self.export_wanted.emit("proofs"))
        return menu

    def _only(self, **members: str) -> None:
        self.narrowed.emit(members)

    def _add(self, menu: QMenu, name: str, words: str, call: Callable[[], object]) -> None:
        action = QAction(words.replace("&", "&&"), menu)
        action.setObjectName(name)
        action.triggered.connect(lambda _on=False: call())
        menu.addAction(action)


def as_text(rows: tuple[HistoryRow, ...]) -> str:
    """Rows as tab-separated lines; a tab or line break inside a cell becomes a space."""
    return "\n".join("\t".join(_cell(getattr(row, name)) for name in _COLUMNS) for row in rows)


def _cell(value: object) -> str:
    """On one line, and nothing that a sheet takes for a formula."""
    said = " ".join(str(value).split())
    return f"'{said}" if said.startswith(("=", "+", "-", "@")) else said
