"""The inbox: list, detail, decision bar, and the wiring between them and the core."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError, Locked
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import DecisionDraft, DecisionReceipt, DeskStatus
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.inbox.decision_bar import DecisionBar
from counterseal_desktop.inbox.detail_pane import DetailPane
from counterseal_desktop.inbox.edit_view import EditView
from counterseal_desktop.inbox.endings import Endings
from counterseal_desktop.inbox.flow import DecisionFlow, Stage
from counterseal_desktop.inbox.further import Further
from counterseal_desktop.inbox.list_side import ListSide
from counterseal_desktop.inbox.own_decisions import OwnDecisions
from counterseal_desktop.inbox.placeholder import Placeholder
from counterseal_desktop.inbox.queue_model import QueueModel
from counterseal_desktop.inbox.queue_pane import QueuePane
from counterseal_desktop.inbox.receipt_words import row_words, tell
from counterseal_desktop.inbox.room import RIGHT_LEAST, Room
from counterseal_desktop.inbox.together import Together
from counterseal_desktop.inbox.trace_files import TraceFiles
from counterseal_desktop.inbox.undo_toast import UndoToast
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp


class InboxScreen(QWidget):
    """The inbox screen.

    Signals:
        count_changed(int): how many actions wait.
        key_locked(DecisionDraft): signing needs the key unlocked first; answer with ``decide`` or ``give_up``.
        history_wanted(str): show this action's record.
    """

    count_changed = Signal(int)
    key_locked = Signal(object)
    history_wanted = Signal(str)

    def __init__(
        self, bridge: DeskBridge, clock: Clock, deck: SheetDeck, step_up: StepUp, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("inboxScreen")
        self._bridge, self._deck, self._clock = bridge, deck, clock
        self.own = OwnDecisions()
        self.model = QueueModel(clock.now, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.pane = QueuePane(self.model, clock, self.splitter)
        self.view, self.filter, self.new_bar = self.pane.view, self.pane.filter, self.pane.new_bar
        self.list_side = ListSide(bridge, deck, clock, self.pane, self)
        self._right = QFrame(self.splitter)
        self.stack = QStackedWidget(self._right)
        self.flow = DecisionFlow(clock.monotonic, step_up, self)
        self.detail = DetailPane(clock.now, self.stack)
        TraceFiles(bridge, self.detail.trace)
        self.edit = EditView(bridge.desk, self.stack)
        self.bar = DecisionBar(self.flow, self._right)
        self.further = Further(bridge, (deck, step_up), clock, (self.flow, self.detail, self.bar), self)
        self.together = Together(bridge, deck, clock, (self.model, self.detail, self.flow), self)
        self._endings = Endings(bridge, self.model, self.flow, self.own, self)
        self.placeholder = Placeholder(self.stack)
        self.first: QWidget | None = None
        for page in (self.placeholder, self.detail, self.edit):
            self.stack.addWidget(page)
        self.splitter.setObjectName("inboxSplitter")
        self._make_right()
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter_moved = False
        self.splitter.splitterMoved.connect(self._on_splitter_moved)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.splitter)
        self._wire()
        self._sweeper = QTimer(self)
        self._sweeper.setSingleShot(True)
        self._sweeper.setInterval(0)
        self._sweeper.timeout.connect(self._sweep)
        self._on_selection_gone()

    # What others call

    def start(self) -> None:
        """Show what the core already knows."""
        self.set_status(self._bridge.desk.status())
        self.list_side.start()
        self._on_queue(self._bridge.desk.queue())

    def select(self, action_id: str) -> bool:
        """Open an action; one that waits behind the bar is brought in first. False when it is not in the queue."""
        return self.pane.select(action_id)

    def selected(self) -> QueueItem | None:
        action_id = self.view.current_id()
        return self.model.item(action_id) if action_id else None

    def set_pill(self, name: str) -> None:
        self.pane.set_pill(name)

    def set_first(self, page: QWidget | None) -> None:
        """What the empty inbox shows somebody who has no agent yet; None once there is one."""
        before, self.first = self.first, page
        if page is not None and self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        if self.stack.currentWidget() in (before, self.placeholder) and before is not page:
            self._on_selection_gone()

    def refresh(self) -> None:
        """Orders about agents were signed: what is shown may be judged otherwise now."""
        if self.flow.stage in (Stage.READY, Stage.SIGNED, Stage.TAKEN):
            self._reload()

    def set_read_only(self, why: str) -> None:
        """Nothing can be signed, and why; empty when it can again."""
        if self.flow.read_only != why:
            self.flow.read_only = why
            if self.flow.detail is not None:
                self._show(self.flow.detail)

    def set_status(self, status: DeskStatus) -> None:
        """Who sits here, their roles, and solo come from the core."""
        who = status.identity
        self.flow.unguarded = bool(who.key_warning)
        self.further.set_status(status)
        self.list_side.set_status(status)
        if (self.flow.roles, self.flow.me, self.flow.solo) != (who.roles, who.person_id, who.solo):
            self.flow.roles, self.flow.me, self.flow.solo = who.roles, who.person_id, who.solo
            self.model.me = self.detail.me = self.own.me = who.person_id
            if self.flow.detail is not None:
                self._show(self.flow.detail)

    def press(self, verdict: Verdict, auto_repeat: bool = False) -> None:
        """A decision key."""
        self.detail.note_seen()
        self.flow.press(verdict, auto_repeat)

    def step(self, by: int) -> None:
        self.view.step(by)

    def escape(self) -> bool:
        """One step back; from the filter to the list."""
        if self.flow.cancel():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if self.room.reading:
            self.show_list()
            return True
        if self.filter.hasFocus():
            self.pane.clear_filter()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return False

    def commit(self) -> None:
        """Ctrl+Enter: sign the edit or send the answer that is open."""
        if self.flow.stage is Stage.EDIT:
            self._sign_edit()
        elif self.flow.stage is Stage.ANSWER:
            self.flow.send_answer()

    def undo(self) -> bool:
        return self.flow.stage is not Stage.SENDING and self.toast.undo()  # not the one before it, which nobody means

    def snooze(self) -> None:
        """Ask until when the shown action is put off, or bring it back."""
        if self.flow.detail is not None and self.stack.currentWidget() is self.detail:
            self.list_side.pop_snooze(self.flow.detail.item, self.detail.snooze)

    def decide(self, draft: DecisionDraft) -> None:
        """Sign a draft."""
        self._bridge.run(
            self._bridge.desk.decide(draft),
            self,
            lambda receipt: self._on_stored(receipt, draft.digest),
            lambda error: self._failed(draft, error),
        )

    def give_up(self, why: str) -> None:
        """Signing was abandoned."""
        self.flow.failed(why)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.further.left()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.flow.detail is not None:
            self.further.shown(self.flow.detail)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room.fit()
        if not self.splitter_moved:
            wide = min(theme.px(388), max(int(self.width() * 0.36), theme.px(250)))
            self.splitter.setSizes([wide, self.width() - wide])

    def show_list(self) -> None:
        """Where there is room for one of them only: the list."""
        self.room.show_detail(False)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """The keyboard goes to the detail, which takes the list's place where there is room for one only."""
        self.room.show_detail(True)
        self.detail.setFocus(Qt.FocusReason.OtherFocusReason)

    # Building

    def _make_right(self) -> None:
        right = self._right
        right.setMinimumWidth(theme.px(RIGHT_LEAST))
        self.room = Room(self, (self.pane, right))
        self.room.back.clicked.connect(self.show_list)
        rows = QVBoxLayout(right)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.room.back, 0, Qt.AlignmentFlag.AlignLeft)
        rows.addWidget(self.stack, 1)
        rows.addWidget(self.bar)
        self.toast = UndoToast(self.stack, self._clock.now)

    def _wire(self) -> None:
        self._bridge.queue_changed.connect(self._on_queue)
        self._bridge.status_changed.connect(self.set_status)
        self._bridge.receipt.connect(self._on_receipt)
        self.pane.selection_gone.connect(self._on_selection_gone)
        self.model.counts_changed.connect(self._say_counts)
        self.model.item_changed.connect(self._on_item_changed)
        self.model.modelReset.connect(self._on_reset)
        self.view.chosen.connect(self._on_chosen)
        self.view.entered_item.connect(self.read)
        self.view.clicked.connect(lambda _index: self._on_clicked())
        self.detail.section_seen.connect(self._on_section_seen)
        self.detail.snooze_wanted.connect(self.snooze)
        self.detail.side.precedent.history_wanted.connect(self.history_wanted)
        self.list_side.put_off_changed.connect(self._say_put_off)
        self.list_side.away_changed.connect(self._say_away)
        self.list_side.names_known.connect(self.detail.side.names.update)
        self.placeholder.retry.connect(self._reload)
        self.placeholder.all_wanted.connect(self.pane.show_all)
        self.edit.valid_changed.connect(self.bar.set_edit_valid)
        self.bar.sign_edit_wanted.connect(self._sign_edit)
        self.bar.said.next_wanted.connect(lambda: self.step(1))
        self.bar.said.reload_wanted.connect(self._reload)
        self.bar.said.show_all_wanted.connect(self._unfold)
        self.bar.said.take_back_wanted.connect(self._on_take_back)
        self.bar.said.go_on.clicked.connect(self._to_list)
        self.further.resolved.connect(self._on_resolved)
        self.together.stored.connect(self._on_stored)
        self.flow.submit.connect(self.decide)
        self.flow.unlock.connect(self._on_unlock)
        self.flow.missing.connect(self._on_missing)
        self.flow.edit_opened.connect(self._on_edit_opened)
        self.flow.edit_closed.connect(self._on_edit_closed)
        self.toast.undo_wanted.connect(self._on_undo)

    # The queue

    def _on_queue(self, queue: tuple[QueueItem, ...]) -> None:
        news = self.model.take(queue)
        self.detail.claims_seen.look(news.changed, news.gone, self._clock.now())
        self.list_side.look(queue)
        self.model.apply(news)
        if self.view.current_id() is None:
            self._on_selection_gone()

    def _say_counts(self) -> None:
        counts = self.model.counts()
        self.pane.set_counts(counts)
        self.count_changed.emit(counts.all)

    def _on_splitter_moved(self) -> None:
        self.splitter_moved = True

    def restore_splitter(self, state: QByteArray) -> None:
        """Put the divider where the person had left it."""
        self.splitter_moved = self.splitter.restoreState(state)

    def _on_clicked(self) -> None:
        if self.room.single and self.selected() is not None:
            self.read()

    def _on_reset(self) -> None:
        if self.view.current_id() is None and self.flow.detail is not None:
            self.view.select(self.flow.detail.item.id)

    def _on_item_changed(self, item: QueueItem) -> None:
        shown = self.flow.detail
        mine = self.flow.stage is Stage.DECIDED and item.edited_by == self.flow.me
        if shown is not None and shown.item.id == item.id and mine and item.digest != shown.item.digest:
            # What I signed is another action now; it is shown as it waits for somebody else.
            self._fetch(item.id)
            return
        self.flow.item_changed(item)
        if shown is not None and shown.item.id == item.id and self.flow.stage is not Stage.CLOSED:
            self.detail.update_item(item)
            self.further.changed(item)

    def _sweep(self) -> None:
        # Rows that end above the pointer would move what is under it, so they go when it is elsewhere.
        if not self.view.viewport().underMouse():
            self.model.sweep(self.view.current_id())

    # The detail

    def _on_chosen(self, action_id: str) -> None:
        if self.flow.detail is not None and self.flow.detail.item.id == action_id:
            return
        self.flow.select()
        self.further.left()
        if self.detail.detail is None or self.stack.currentWidget() is self.placeholder:
            self.placeholder.say_loading()
            self.stack.setCurrentWidget(self.placeholder)
        self._fetch(action_id)
        self._sweeper.start()

    def _fetch(self, action_id: str) -> None:
        def failed(error: KnownError) -> None:
            if self.view.current_id() == action_id:
                self.flow.close(error.text())
                self.placeholder.say_error(error)
                self.stack.setCurrentWidget(self.placeholder)

        self._bridge.run(self._bridge.desk.detail(action_id), self, self._on_detail, failed)

    def _on_detail(self, detail: ActionDetail) -> None:
        if self.view.current_id() == detail.item.id:
            self._show(detail)

    def _say_away(self) -> None:
        detail = self.flow.detail
        if self.view.current_id() is None:
            self._on_selection_gone()
        self.flow.away = self.list_side.away_name(detail.item) if detail is not None else ""
        self.bar.said.say()

    def _say_put_off(self) -> None:
        detail = self.flow.detail
        if self.view.current_id() is None:
            self._on_selection_gone()
        self.detail.snoozed = self.list_side.snoozed_until(detail.item) if detail is not None else None
        if detail is not None:
            self.detail.update_item(detail.item)

    def _show(self, detail: ActionDetail) -> None:
        self.flow.away = self.list_side.away_name(detail.item)
        self.detail.snoozed = self.list_side.snoozed_until(detail.item)
        self.detail.snooze.setVisible(self.list_side.may_snooze(detail.item))
        known = self.detail.detail
        self.detail.show_detail(detail)
        self.stack.setCurrentWidget(self.detail)
        if known is None or known.item.id != detail.item.id:
            # The keyboard comes back to the part that had it in the last action, and that part scrolls to itself.
            self.detail.verticalScrollBar().setValue(0)
        self.flow.show(detail, self.own.counting(detail.item), bool(self.detail.changed))
        if self.isVisible():
            # An order about an agent reads it again while another screen is shown; nobody looks at it then.
            self.further.shown(detail)
        newest = self.model.item(detail.item.id)
        if newest is not None:
            self.flow.item_changed(newest)
        self.bar.set_hidden_lines(self.detail.hidden_lines())
        self.detail.note_seen()

    def _reload(self) -> None:
        action_id = self.view.current_id()
        if action_id is not None:
            self.flow.select(keep_reason=True)
            self._fetch(action_id)

    def _on_selection_gone(self) -> None:
        self.flow.clear()
        self.further.left()
        shown = self.model.rowCount() > 0
        self.placeholder.say_empty(self.model.counts(), shown, self.list_side.away_names())
        self.stack.setCurrentWidget(self.placeholder if self.model.items() or self.first is None else self.first)

    def _on_section_seen(self, name: str) -> None:
        self.flow.saw(name)
        self.bar.set_hidden_lines(self.detail.hidden_lines())

    def _unfold(self) -> None:
        for value in self.detail.facts.values():
            value.show_all()
        self.detail.show_section("facts")
        QTimer.singleShot(0, self, lambda: self.bar.set_hidden_lines(self.detail.hidden_lines()))

    # Deciding

    def _on_missing(self, what: str) -> None:
        if what in ("changes", "facts", "trace"):
            self.detail.show_section(what)

    def _on_edit_opened(self) -> None:
        if self.flow.detail is not None:
            self.edit.open(self.flow.detail, self.flow.solo)
            self.stack.setCurrentWidget(self.edit)

    def _on_edit_closed(self) -> None:
        self.edit.finish()
        if self.stack.currentWidget() is self.edit:
            self.stack.setCurrentWidget(self.detail)

    def _sign_edit(self) -> None:
        self.edit.refresh()
        preview = self.edit.preview
        if preview is not None and preview.changes and not preview.problems:
            self.flow.sign_edit(self.edit.arguments, preview.facts)

    def _on_unlock(self, passphrase: str) -> None:
        future = self._bridge.desk.unlock(passphrase)
        self._bridge.run(future, self, lambda _none: self.flow.unlocked(), lambda error: self.flow.failed(error.text()))

    def _failed(self, draft: DecisionDraft, error: KnownError) -> None:
        if isinstance(error, Locked):
            self.key_locked.emit(draft)
        else:
            self.flow.failed(error.text())

    def _on_stored(self, receipt: DecisionReceipt, digest: str) -> None:
        self._note(receipt, digest)
        item = self.model.item(receipt.action_id)
        if receipt.not_before and receipt.verdict is not Verdict.WITHDRAW and item is not None:
            self.toast.hold(receipt, item.title)
        if self.flow.detail is not None and self.flow.detail.item.id == receipt.action_id:
            self.flow.stored(receipt)
            self._to_list()

    def _on_receipt(self, receipt: DecisionReceipt) -> None:
        if self.own.old(receipt):
            return
        self._note(receipt)
        if receipt.state == "refused":
            self.toast.drop(receipt.action_id)
        shown = self.flow.detail
        if shown is not None and shown.item.id == receipt.action_id and self.flow.stage is Stage.DECIDED:
            self.flow.stored(receipt)
        elif receipt.state != "stored":
            tell(self.view, receipt, self.model.item(receipt.action_id))

    def _note(self, receipt: DecisionReceipt, digest: str = "") -> None:
        self.own.note(receipt, digest)
        item = self.model.item(receipt.action_id)
        away = self.list_side.away_name(item) if item is not None else ""
        self.model.set_note(receipt.action_id, *row_words(receipt, away))

    def _to_list(self) -> None:
        """A button that has just gone leaves the keyboard with the list, where decision keys act, or with a sheet."""
        if self._deck.top() is None:
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_resolved(self) -> None:
        self._to_list()
        self._reload()

    def _on_take_back(self) -> None:
        self._to_list()
        if self.flow.detail is not None:
            self._on_undo(self.flow.detail.item.id)

    def _on_undo(self, action_id: str) -> None:
        def ok(receipt: DecisionReceipt) -> None:
            self.toast.drop(action_id)
            self._note(receipt)
            if self.flow.detail is not None and self.flow.detail.item.id == action_id:
                self.flow.stored(receipt)

        self._bridge.run(self._bridge.desk.withdraw(action_id), self, ok)
