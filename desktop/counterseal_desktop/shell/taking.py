"""Copying and dragging out of the lists: every row as text, every action as a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QEvent, QMimeData, QModelIndex, QObject, QPoint, Qt, QUrl
from PySide6.QtGui import QDrag, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from counterseal.model.untrusted import escape_untrusted
from counterseal_desktop.native.links import Link
from counterseal_desktop.translating import tr

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow


class Taking(QObject):
    """One for a window; follows every list that is told to it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._views: dict[QWidget, QAbstractItemView] = {}
        self._pressed: QPoint | None = None

    def follow(self, view: QAbstractItemView) -> None:
        """Copy and drag from this list."""
        self._views[view] = view
        self._views[view.viewport()] = view
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    def copy_row(self) -> None:
        """The selected rows of the screen that is shown, as text."""
        view = next((one for one in self._views.values() if one.isVisible()), None)
        text = rows_as_text(view) if view is not None else ""
        if text:
            QGuiApplication.clipboard().setText(text)  # trusted: escaped in _row
            self._window.news.say(tr("Copied."), "blue")

    def copy_link(self) -> None:
        """A link to the action that is selected in the inbox."""
        item = self._window.inbox.selected() if self._window.screen() == "inbox" else None
        if item is None:
            self._window.news.say(tr("Select an action in the inbox first."), "amber")
            return
        QGuiApplication.clipboard().setText(Link(item.id).text())  # trusted: an id
        self._window.news.say(
            tr("Copied a link to this action. Following it shows the action and decides nothing."), "blue"
        )

    def mime(self, view: QAbstractItemView) -> QMimeData | None:
        """What a drag carries; None when nothing is selected."""
        text = rows_as_text(view)
        if not text:
            return None
        made = QMimeData()
        made.setText(text)  # trusted: escaped in _row
        item = self._window.inbox.selected() if view is self._window.inbox.view else None
        if item is not None:
            made.setUrls([QUrl(Link(item.id).text())])
            made.setText(f"{text}\n{Link(item.id).text()}")  # trusted: escaped in _row
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        view = self._views.get(watched) if isinstance(watched, QWidget) else None
        if view is None:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Copy):
                self.copy_row()
                return True
        elif event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            index = view.indexAt(event.position().toPoint())
            on = event.button() == Qt.MouseButton.LeftButton and view.selectionModel().isSelected(index)
            # Only a row that was selected already is dragged, so that a sweep over rows still selects them.
            self._pressed = event.position().toPoint() if on else None
        elif event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            return self._maybe_drag(view, event)
        elif event.type() == QEvent.Type.MouseButtonRelease:
            self._pressed = None
        return False

    def _maybe_drag(self, view: QAbstractItemView, event: QMouseEvent) -> bool:
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return False
        if (event.position().toPoint() - self._pressed).manhattanLength() < QApplication.startDragDistance():
            return True
        self._pressed = None
        mime = self.mime(view)
        if mime is not None:
            drag = QDrag(view)
            drag.setMimeData(mime)
            drag.exec(Qt.DropAction.CopyAction)
        return True


def rows_as_text(view: QAbstractItemView) -> str:
    """The selected rows, a line each, cells between tabs; hidden characters made visible as on the screen."""
    model, chosen = view.model(), view.selectionModel()
    if model is None or chosen is None:
        return ""
    rows = sorted({index.row() for index in chosen.selectedIndexes()})
    return "\n".join(filter(None, (_row(view, model.index(row, 0)) for row in rows)))


def _row(view: QAbstractItemView, first: QModelIndex) -> str:
    model = first.model()
    cells = []
    # Of a list PySide does not tell the number of columns: it is private there.
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for column in range(columns):
        index = first.sibling(first.row(), column)
        said = index.data(Qt.ItemDataRole.DisplayRole)
        # Lists that draw their rows themselves tell them to screen readers as one sentence.
        said = said if isinstance(said, str) and said else index.data(Qt.ItemDataRole.AccessibleTextRole)
        cells.append(" ".join(escape_untrusted(str(said)).split()) if said else "")
    return "\t".join(cells).strip()
