"""One decision from the first key to the signature, as a state machine without widgets.

It alone builds the ``DecisionDraft`` and binds it to the detail that was on the screen. Nothing in it approves by
itself: not Esc, not a held key, not a key that was meant for the item shown a moment ago.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

from PySide6.QtCore import QObject, Signal

from counterseal.model.actions import State
from counterseal.model.decisions import Shown, Verdict
from counterseal.model.facts import RENDERER, Facts, same_fact
from counterseal.model.views import ActionDetail, QueueItem
from counterseal.sync.api import DecisionDraft, DecisionReceipt
from counterseal_desktop.inbox import friction, standing
from counterseal_desktop.inbox.standing import Place
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import mark, tr
from counterseal_desktop.widgets.vocabulary import risk_word, state_words


class Stage(Enum):
    """Where the decision bar stands."""

    EMPTY = "empty"  # nothing selected
    LOADING = "loading"  # the detail is on its way: nothing to decide on yet
    READY = "ready"
    CONFIRM = "confirm"  # an approval or an edit waits for its second, deliberate act
    ANSWER = "answer"
    EDIT = "edit"
    SENDING = "sending"
    DECIDED = "decided"
    CLOSED = "closed"  # cannot be decided (any more); ``why`` says so
    SIGNED = "signed"  # my approval counts already and can be taken back; others are awaited
    TAKEN = "taken"  # somebody else is looking at it; I may go on all the same
    UNKNOWN = "unknown"  # nobody knows whether it ran: a person says so


_READ_FIRST = {
    "changes": mark("Read first what changed since you read it."),
    "facts": mark("Read the facts to the end first."),
    "trace": mark("Read the trace to the end first."),
}
_NO_ONLY = (Stage.SIGNED, Stage.TAKEN)
_STAYS = ((Stage.SIGNED, State.APPROVED), (Stage.UNKNOWN, State.UNKNOWN))


class DecisionFlow(QObject):
    """The decision bar's state.

    Attributes:
        me, solo, unguarded: who sits here, whether every quorum is that person, whether their key has no passphrase.
        away: safe name of the shown action's gateway while that cannot be reached.

    Signals:
        changed(): stage or any text has changed.
        missing(str): a section ("facts", "trace") or field ("reason", "typed", "passphrase", "answer") comes first.
        unlock(str): check this passphrase, then call ``unlocked`` or ``failed``.
        submit(DecisionDraft): sign this.
        edit_opened(), edit_closed(): the edit form shall appear, vanish.
    """

    changed = Signal()
    missing = Signal(str)
    unlock = Signal(str)
    submit = Signal(object)
    edit_opened = Signal()
    edit_closed = Signal()

    def __init__(
        self, monotonic: Callable[[], float], step_up: StepUp | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._clock = monotonic
        self._step_up = step_up or StepUp(monotonic)
        self._since = monotonic()
        self._shown_at = monotonic()
        self.roles: tuple[str, ...] = ()
        self.me = ""
        self.away = ""
        self.solo = self.unguarded = False
        self._going_on = ""
        self._changed = False
        self.read_only = ""
        self.stage = Stage.EMPTY
        self._before = Stage.READY
        self.detail: ActionDetail | None = None
        self.receipt: DecisionReceipt | None = None
        self.why = ""
        self.again = False
        self.hint = self.reason = self.answer = self.typed = self.passphrase = ""
        self.verdict = Verdict.APPROVE
        self._arguments: Mapping[str, Any] | None = None
        self._facts: Facts | None = None
        self._opened: list[str] = []

    # What is on the screen

    def clear(self) -> None:
        """Nothing is selected."""
        self._leave()
        self._to(Stage.EMPTY)

    def select(self, keep_reason: bool = False) -> None:
        """Another item is selected; its detail is on its way. Starts the guard."""
        reason = self.reason if keep_reason else ""
        self._leave()
        self.reason = reason
        self._to(Stage.LOADING)

    def show(self, detail: ActionDetail, receipt: DecisionReceipt | None = None, changed: bool = False) -> None:
        """The detail is on the screen now; the guard starts again, since what is seen has just changed.

        Args:
            changed: whether it is another since it was read, so that what changed has to be seen as well.
        """
        self.detail = detail
        self._changed = changed
        self.receipt = receipt
        self._opened = []
        self._since = self._shown_at = self._clock()
        item = detail.item
        stands = standing.place(item, self.me, self.solo)
        waits = stands is Place.UNKNOWN or (item.state, stands) == (State.HELD, Place.SIGNED)
        if receipt is not None and receipt.state != "refused" and not waits:
            self._to(Stage.DECIDED)
        elif stands is Place.SIGNED and item.state in (State.HELD, State.APPROVED) and not self.read_only:
            self._to(Stage.SIGNED)
        elif stands is Place.UNKNOWN and not self.read_only and {"owner", "reviewer"} & set(self.roles):
            self._to(Stage.UNKNOWN)
        elif item.state is not State.HELD:
            self.close(tr("Nothing to decide: {why}.", why=state_words(item.state)))
        elif self.read_only:
            self.close(self.read_only)
        elif not friction.allowed_verdicts(detail, self.roles):
            self.close(tr("You may read this and verify it, not decide it."))
        elif stands is Place.TAKEN and self._going_on != item.id:
            self._to(Stage.TAKEN)
        else:
            self._to(Stage.READY)

    def go_on(self) -> None:
        """Decide although somebody else is looking at it; what they sign meanwhile still counts."""
        if self.stage is Stage.TAKEN and self.detail is not None:
            self._going_on = self.detail.item.id
            self._since = self._clock()
            self._to(Stage.READY)

    def close(self, why: str, again: bool = False) -> None:
        """What is on the screen can no longer be decided; ``again`` when a newer form of it can be shown."""
        if self.stage is Stage.EDIT:
            self.edit_closed.emit()
        self.why = why
        self.again = again
        self._to(Stage.CLOSED)

    def item_changed(self, item: QueueItem) -> None:
        """The queue has another form of the item on the screen. What was read is then not what would be signed."""
        if self.detail is None or item.id != self.detail.item.id or self.stage is Stage.SENDING:
            return
        seen = self.detail.item
        if self.stage is Stage.DECIDED:
            # My approval arrived and others are still awaited, or it ran and nobody knows how that went.
            stands = standing.place(item, self.me, self.solo)
            counts = item.state is State.HELD and stands is Place.SIGNED and item.digest == seen.digest
            if counts or stands is Place.UNKNOWN:
                self.detail = replace(self.detail, item=item)
                self._to(Stage.SIGNED if counts else Stage.UNKNOWN)
            return
        if (item.digest, item.nonce, item.halt_epoch) != (seen.digest, seen.nonce, seen.halt_epoch):
            why = tr("This action changed while it was open. Read the new version before you decide.")
            self.close(why, again=True)
        elif item.state is State.HELD or (self.stage, item.state) in _STAYS:
            self._others_moved(item)
        else:
            self.close(tr("Nothing to decide: {why}.", why=state_words(item.state)))

    def _others_moved(self, item: QueueItem) -> None:
        """The action is the one that was read; who stands where may be another now."""
        if self.detail is not None:
            self.detail = replace(self.detail, item=item)
        stands = standing.place(item, self.me, self.solo)
        wanted = {Place.SIGNED: Stage.SIGNED, Place.TAKEN: Stage.TAKEN}.get(stands, Stage.READY)
        if self.stage in _NO_ONLY and wanted is not self.stage:
            # An approval that no longer counts was taken back elsewhere, or the other one has left.
            self._since = self._clock()
            self._to(wanted)
        elif self.stage in _NO_ONLY:
            self.changed.emit()
        elif stands is Place.SIGNED and self.stage is Stage.READY:
            self._to(Stage.SIGNED)

    def forget_secrets(self) -> None:
        """The key was locked: a passphrase that was typed and not used goes with it."""
        if self.passphrase:
            self.passphrase = ""
            self.changed.emit()

    def saw(self, section: str) -> None:
        """A section was on the screen to its end, or was opened."""
        if section not in self._opened:
            self._opened.append(section)

    def verdicts(self) -> frozenset[Verdict]:
        """What may be decided here now; rejecting alone where my approval counts or somebody else is at it."""
        offered = friction.allowed_verdicts(self.detail, self.roles) if self.detail else frozenset()
        return offered & {Verdict.REJECT} if self.stage in _NO_ONLY else offered

    @property
    def opened(self) -> tuple[str, ...]:
        return tuple(self._opened)

    @property
    def facts(self) -> Facts | None:
        """The facts of what would run: the edited ones once an edit is being confirmed."""
        return self._facts or (self.detail.facts if self.detail else None)

    @property
    def path(self) -> friction.Path | None:
        if self.detail is None or self.facts is None:
            return None
        return friction.path_for(friction.risk_of(self.detail, self._facts), self.facts, bool(self.detail.trace))

    @property
    def asks_passphrase(self) -> bool:
        """Whether the confirmation must hold a passphrase: step-up that is older than five minutes, or none."""
        path = self.path
        return self.stage is Stage.CONFIRM and bool(path and path.step_up) and self._step_up_missing()

    def _step_up_missing(self) -> bool:
        return not self.unguarded and not self._step_up.fresh()

    # What the person does

    def press(self, verdict: Verdict, auto_repeat: bool = False) -> None:
        """A decision key or its button."""
        if auto_repeat or self._guarded() or verdict not in self.verdicts():
            return
        if verdict is Verdict.REJECT and self.stage in (Stage.READY, Stage.CONFIRM, Stage.ANSWER, *_NO_ONLY):
            self._submit(Verdict.REJECT)
        elif verdict is Verdict.APPROVE and self.stage is Stage.CONFIRM and self.verdict is Verdict.APPROVE:
            self.confirm()
        elif self.stage is not Stage.READY:
            return
        elif verdict is Verdict.APPROVE:
            self._approve()
        elif verdict is Verdict.ANSWER:
            self._to(Stage.ANSWER)
        elif verdict is Verdict.EDIT:
            self._to(Stage.EDIT)
            self.edit_opened.emit()

    def confirm(self, auto_repeat: bool = False) -> None:
        """The second act: the confirm button, or the key again."""
        path = self.path
        if self.stage is not Stage.CONFIRM or path is None or auto_repeat or self._guarded():
            return
        if not self._complete(path):
            return
        if path.typed and not same_fact(self.typed, path.typed):
            self._miss("typed", tr("Type the fact as it stands above; an amount may go without its sign."))
        elif path.step_up and self._step_up_missing():
            if self.passphrase:
                self._to(Stage.SENDING)
                self.unlock.emit(self.passphrase)
            else:
                self._miss("passphrase", tr("Your passphrase is asked again at this risk."))
        else:
            self._submit(self.verdict)

    def sign_edit(self, arguments: Mapping[str, Any], facts: Facts, auto_repeat: bool = False) -> None:
        """Sign the edited arguments, whose facts are ``facts``."""
        if self.stage is not Stage.EDIT or auto_repeat or self._guarded():
            return
        self._arguments, self._facts, self.verdict = arguments, facts, Verdict.EDIT
        path = self.path
        if path is None or (path.reason and not self._complete(path)):
            self._arguments = self._facts = None
        elif path.step_up:
            self._to(Stage.CONFIRM)
        else:
            self._submit(Verdict.EDIT)

    def send_answer(self, auto_repeat: bool = False) -> None:
        """Answer the agent in place of running the action."""
        if self.stage is not Stage.ANSWER or auto_repeat or self._guarded():
            return
        if self.answer.strip():
            self._submit(Verdict.ANSWER)
        else:
            self._miss("answer", tr("An answer needs words."))

    def cancel(self) -> bool:
        """Esc or Cancel: one step back, never a decision. Returns whether there was anything to leave."""
        if self.stage is Stage.EDIT:
            self._arguments = self._facts = None
            self.edit_closed.emit()
            self._to(Stage.READY)
        elif self.stage is Stage.CONFIRM and self.verdict is Verdict.EDIT:
            self._arguments = self._facts = None
            self._to(Stage.EDIT)
        elif self.stage in (Stage.CONFIRM, Stage.ANSWER):
            self._to(Stage.READY)
        else:
            return False
        return True

    # What the core says

    def unlocked(self) -> None:
        """The passphrase was right."""
        self._step_up.note()
        if self.stage is Stage.SENDING:
            self._submit(self.verdict)

    def failed(self, text: str) -> None:
        """The signature was not made; back to where the person can try again."""
        if self.stage is Stage.SENDING:
            self.passphrase = ""
            if self._before is Stage.EDIT:
                self._arguments = self._facts = None
            self._to(self._before, text)

    def stored(self, receipt: DecisionReceipt) -> None:
        """The decision is in the ledger, or its delivery has news."""
        self.receipt = receipt
        if self.stage is Stage.EDIT or self._facts is not None:
            self.edit_closed.emit()
        self._arguments = self._facts = None
        if receipt.verdict is Verdict.WITHDRAW:
            self.close(tr("Taken back: what you signed before does not run."), again=True)
        else:
            self._to(Stage.DECIDED)

    # Inside

    def _approve(self) -> None:
        self._facts = self._arguments = None
        self.verdict = Verdict.APPROVE
        path = self.path
        if path is None or not self._complete(path):
            return
        if path.confirm:
            self._to(Stage.CONFIRM)
        else:
            self._submit(Verdict.APPROVE)

    def _complete(self, path: friction.Path) -> bool:
        """Whether everything that must be read and said before a risky approval is."""
        for section in (*(("changes",) if self._changed else ()), *path.seen):
            if section not in self._opened:
                self._miss(section, tr(_READ_FIRST[section]))
                return False
        if path.reason and not self.reason.strip():
            word = risk_word(friction.risk_of(self.detail, self._facts)) if self.detail else ""
            self._miss("reason", tr("A reason is required at {risk}.", risk=word))
            return False
        return True

    def _submit(self, verdict: Verdict) -> None:
        detail, path = self.detail, self.path
        if detail is None or path is None:
            return
        running = verdict in (Verdict.APPROVE, Verdict.EDIT)
        draft = DecisionDraft(
            action_id=detail.item.id,
            digest=detail.item.digest,
            nonce=detail.item.nonce,
            halt_epoch=detail.item.halt_epoch,
            verdict=verdict,
            reason=self.reason.strip(),
            answer=self.answer.strip() if verdict is Verdict.ANSWER else "",
            arguments=self._arguments if verdict is Verdict.EDIT else None,
            shown=Shown(None, RENDERER, tuple(self._opened), int((self._clock() - self._shown_at) * 1000)),
            hold_seconds=path.hold if running else 0.0,
            step_up=running and path.step_up and self._step_up.fresh(),
        )
        self.verdict = verdict
        self.passphrase = ""
        self._enter(Stage.SENDING)
        # First what the agent waits for: showing it takes this thread longer than signing takes the other.
        self.submit.emit(draft)
        self.changed.emit()

    def _guarded(self) -> bool:
        return self._clock() - self._since < friction.GUARD_SECONDS

    def _miss(self, what: str, hint: str) -> None:
        self.hint = hint
        self.changed.emit()
        self.missing.emit(what)

    def _leave(self) -> None:
        if self.stage is Stage.EDIT or self._facts is not None:
            self.edit_closed.emit()
        self.detail = self.receipt = None
        self._arguments = self._facts = None
        self.reason = self.answer = self.typed = self.passphrase = ""
        self.why = self._going_on = ""
        self._since = self._clock()

    def _to(self, stage: Stage, hint: str = "") -> None:
        self._enter(stage, hint)
        self.changed.emit()

    def _enter(self, stage: Stage, hint: str = "") -> None:
        if stage is Stage.CONFIRM and self.stage is not Stage.SENDING:
            self.typed = self.passphrase = ""
            # A second key pressed out of habit must not confirm what it has just opened.
            self._since = self._clock()
        if stage in (Stage.READY, Stage.DECIDED):
            self._facts = self._arguments = None
        if stage is Stage.SENDING and self.stage is not Stage.SENDING:
            self._before = self.stage
        self.stage = stage
        self.hint = hint
