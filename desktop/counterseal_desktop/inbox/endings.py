"""What an item's row says when it has left the queue: how it ended, in the words of its state."""

from __future__ import annotations

from PySide6.QtCore import QObject

from counterseal.model.actions import State
from counterseal.model.views import ActionDetail
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox.flow import DecisionFlow
from counterseal_desktop.inbox.own_decisions import OwnDecisions
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.inbox.receipt_words import row_words
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.vocabulary import state_words


class Endings(QObject):
    """One for an inbox; listens to its list."""

    def __init__(
        self, bridge: DeskBridge, model: QueueModel, flow: DecisionFlow, own: OwnDecisions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bridge, self._model, self._flow, self._own = bridge, model, flow, own
        model.ended.connect(self._on_ended)

    def _on_ended(self, action_id: str) -> None:
        item = self._model.item(action_id)
        if item is not None and item.state.ended:
            self._say(action_id, item.state)
            return
        future = self._bridge.desk.detail(action_id)
        self._bridge.run(future, self, self._on_detail, lambda _error: self._say(action_id, None))

    def _on_detail(self, detail: ActionDetail) -> None:
        state = detail.item.state
        self._say(detail.item.id, state if state.ended else None)

    def _say(self, action_id: str, state: State | None) -> None:
        """How an item ended; None when that is not known. One's own decision that held keeps its words."""
        mine = self._own.of(action_id)
        if mine is not None and state in (None, State.REJECTED, State.ANSWERED):
            return
        why = state_words(state) if state else tr("no longer waits")
        if mine is not None and state is State.DONE:
            self._model.set_note(action_id, tr("{words} · done", words=row_words(mine)[0]), "green")
            return
        self._model.set_note(action_id, why)
        shown = self._flow.detail
        if shown is not None and shown.item.id == action_id:
            self._flow.close(tr("Nothing to decide: {why}.", why=why))
