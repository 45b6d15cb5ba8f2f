"""Somebody who presses and clicks without reading: nothing is approved without its full path, and nothing breaks."""

from __future__ import annotations

import gc
import os
import random
import sys
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from typing import Any

import pytest
import screen_story as story
from desk_double import PASSPHRASE, DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMenu, QMessageBox, QWidget

from counterseal.errors import Locked
from counterseal.model.decisions import Verdict
from counterseal.model.facts import same_fact
from counterseal.model.risk import Risk
from counterseal.sync.api import DecisionDraft, DecisionReceipt
from counterseal_desktop.inbox import friction
from counterseal_desktop.inbox.flow import DecisionFlow, Stage
from counterseal_desktop.shell.window import MainWindow

SOAK = os.environ.get("COUNTERSEAL_SOAK") == "1"
SEED = int(os.environ.get("MONKEY_SEED", "20261121"))
RUNNING = (Verdict.APPROVE, Verdict.EDIT)
LETTERS = "aaaaeeerrqqtjkjkzx/?gs"
KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Up,
        Qt.Key.Key_Space, Qt.Key.Key_Backtab, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_End,
        Qt.Key.Key_F1, Qt.Key.Key_Backspace)  # fmt: skip
# Leaves the window, or opens a dialog of the system's own, which a process without a screen cannot close.
KEPT_SHUT = ("quitNow", "headsSave")


@dataclass(frozen=True, slots=True)
class Seen:
    """What had been shown and typed when a stage began."""

    stage: Stage
    action: str
    at: float


class Witness:
    """Sees each stage the decision bar goes through, and judges each draft that reaches the desk by what it saw."""

    def __init__(self, window: MainWindow, desk: DeskDouble, clock: MovedClock) -> None:
        self.flow: DecisionFlow = window.inbox.flow
        self.clock = clock
        self.desk = desk
        self.path: list[Seen] = []
        self.broken: list[str] = []
        self.counts: dict[str, int] = {}
        self._waits_for_key: DecisionDraft | None = None
        self._risks = {item.id: item.risk for item in desk.items}
        self._real = desk.decide
        desk.decide = self._judged  # type: ignore[method-assign]
        self.flow.changed.connect(self._note)

    def _note(self) -> None:
        self._risks.update((item.id, item.risk) for item in self.desk.items)
        detail = self.flow.detail
        action = detail.item.id if detail is not None else ""
        last = self.path[-1] if self.path else None
        if last is None or (last.stage, last.action) != (self.flow.stage, action):
            self.path.append(Seen(self.flow.stage, action, self.clock.monotonic()))

    def _judged(self, draft: DecisionDraft) -> Future[DecisionReceipt]:
        batched = draft.shown is not None and draft.shown.opened == ("batch",)
        word = f"{draft.verdict.value} {self._risk(draft).value}{' together' if batched else ''}"
        self.counts[word] = self.counts.get(word, 0) + 1
        if draft.verdict in RUNNING:
            problems = self._together(draft) if batched else self._alone(draft)
            self.broken += [f"{word}: {problem}" for problem in problems]
        made = self._real(draft)
        made.add_done_callback(lambda done: self._heard(draft, done))
        return made

    def _heard(self, draft: DecisionDraft, answer: Future[DecisionReceipt]) -> None:
        if not answer.cancelled() and isinstance(answer.exception(), Locked):
            self._waits_for_key = draft

    def _risk(self, draft: DecisionDraft) -> Risk:
        # What has left the queue meanwhile still has the risk it had.
        self._risks.update((item.id, item.risk) for item in self.desk.items)
        return self._risks[draft.action_id]

    def _alone(self, draft: DecisionDraft) -> Iterator[str]:
        """What is missing on the way of an approval of one action."""
        detail, facts = self.flow.detail, self.flow.facts
        if detail is None or facts is None or detail.item.id != draft.action_id:
            yield "it was not on the screen"
            return
        # By the risk of the story, never by what the window says of it.
        risk = self._risk(draft)
        stages = [seen.stage for seen in self._since_shown(draft.action_id)]
        opened = draft.shown.opened if draft.shown is not None else ()
        if Stage.READY not in stages:
            yield "its detail was never ready"
        # An edit of something Moderate is deliberate by itself.
        asks = risk.rank >= (2 if draft.verdict is Verdict.APPROVE else 3)
        if asks and Stage.CONFIRM not in stages:
            yield "no confirmation was shown"
        if risk.rank >= 3 and not {"facts", "trace"} <= set(opened):
            yield f"only {opened} had been seen"
        if risk.rank >= 3 and not draft.reason.strip():
            yield "it has no reason"
        if risk.rank >= 3 and not draft.step_up:
            yield "the passphrase was not entered"
        if risk is Risk.R4 and facts.confirm and not same_fact(self.flow.typed, facts.confirm):
            yield f"{self.flow.typed!r} was typed in place of {facts.confirm!r}"
        if draft.digest != detail.item.digest:
            yield "it is another digest than the one shown"
        # The last stage is that of sending; before it stands the one that was signed in.
        if draft == self._waits_for_key:
            # Judged when it was decided; entering the passphrase sends the very same once more.
            return
        begun = [seen.at for seen in self._since_shown(draft.action_id)[:-1]]
        shown_for = self.clock.monotonic() - max(begun, default=self.clock.monotonic() - 1.0)
        if shown_for < friction.GUARD_SECONDS:
            yield f"signed {shown_for:.2f} s after the last stage began"

    def _together(self, draft: DecisionDraft) -> Iterator[str]:
        if self._risk(draft).rank > 2:
            yield "it was decided together with others"

    def _since_shown(self, action: str) -> list[Seen]:
        """The stages since the action came up last."""
        begins = 0
        for place, seen in enumerate(self.path):
            if seen.action != action or seen.stage is Stage.LOADING:
                begins = place + 1
        return self.path[begins:]


class Monkey:
    """Presses and clicks by a seed; moves the clock as it goes; sometimes knows the passphrase or a fact to type."""

    def __init__(self, window: MainWindow, desk: DeskDouble, clock: MovedClock, seed: int) -> None:
        self.window, self.desk, self.clock = window, desk, clock
        self.chance = random.Random(seed)
        self.done: list[str] = []

    def act(self) -> None:
        """One press, click or word."""
        chance = self.chance
        self.clock.move(chance.choice((0.0, 0.05, 0.2, 0.5, 1.0, 5.0)))
        ways = (self.letter, self.key, self.click, self.choose, self.write, self.scroll, self.news, self.hurry)
        what = chance.choices(ways, (30, 12, 22, 8, 10, 6, 2, 10))[0]
        what()
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def letter(self) -> None:
        text = self.chance.choice(LETTERS)
        self._press(getattr(Qt.Key, f"Key_{text.upper()}", Qt.Key.Key_Question), text)

    def key(self) -> None:
        self._press(self.chance.choice(KEYS), "")

    def _press(self, key: Qt.Key, text: str) -> None:
        target = QApplication.focusWidget() or self.window
        repeats = self.chance.random() < 0.1
        self.done.append(f"{key.name} in {target.objectName() or type(target).__name__}")
        if not repeats:
            QTest.keyClick(target, key)
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text, True)
            QApplication.sendEvent(target, event)

    def click(self) -> None:
        place = QPoint(self.chance.randrange(self.window.width()), self.chance.randrange(self.window.height()))
        if self.chance.random() < 0.5:
            # Where there is something to hit.
            shown = [
                w for w in self.window.findChildren(QWidget) if w.isVisible() and w.focusPolicy() and w.isEnabled()
            ]
            if shown:
                one = self.chance.choice(shown)
                place = one.mapTo(self.window, one.rect().center())
        target = self.window.childAt(place)
        if target is None or target.objectName() in KEPT_SHUT:
            return
        self.done.append(f"click {target.objectName() or type(target).__name__} at {place.x()},{place.y()}")
        QTest.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(self.window, place))

    def choose(self) -> None:
        """Any of the actions, by the list."""
        if self.window.sheet() is None and self.desk.items:
            self.window.show_screen("inbox")
            item = self.chance.choice(self.desk.items)
            self.done.append(f"choose {item.title}")
            self.window.inbox.select(item.id)
            self.window.inbox.view.setFocus()

    def hurry(self) -> None:
        """Out of whatever is open, to any action, and at once the keys that decide."""
        while (sheet := self.window.sheet()) is not None:
            sheet.leave()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.choose()
        QApplication.processEvents()
        if self.chance.random() < 0.5:
            self.window.inbox.bar.reason.setText("in a hurry")
        if self.chance.random() < 0.5:
            self.window.inbox.detail.open_trace()
        for _press in range(self.chance.randrange(1, 5)):
            self.clock.move(self.chance.choice((0.1, 0.5, 2.0)))
            key = self.chance.choice((Qt.Key.Key_A, Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_PageDown))
            self._press(key, "")
            QApplication.processEvents()
        if self.chance.random() < 0.5:
            self.nearly()

    def nearly(self) -> None:
        """Most of what the action on the screen asks for, each part left out now and then."""
        flow, bar = self.window.inbox.flow, self.window.inbox.bar
        if flow.facts is None:
            return
        for section in ("facts", "trace"):
            if self.chance.random() < 0.8:
                self.window.inbox.detail.show_section(section)
                flow.saw(section)
        if self.chance.random() < 0.8:
            bar.reason.setText("it looks right")
        self.clock.move(1.0)
        self.window.inbox.press(Verdict.APPROVE)
        self.clock.move(1.0)
        if self.chance.random() < 0.8:
            flow.typed = flow.facts.confirm if flow.facts is not None else ""
        if self.chance.random() < 0.8:
            flow.passphrase = PASSPHRASE
        self.window.inbox.press(Verdict.APPROVE)
        QApplication.processEvents()

    def write(self) -> None:
        """Something into a field, and now and then just what it asks for."""
        fields = [f for f in self.window.findChildren(QLineEdit) if f.isVisible() and f.isEnabled()]
        if not fields:
            return
        field = self.chance.choice(fields)
        facts = self.window.inbox.flow.facts
        text = self.chance.choice((PASSPHRASE, facts.confirm if facts else "7", "a reason", "1", "", "x" * 40))
        self.done.append(f"write {text!r} into {field.objectName()}")
        field.setFocus()
        field.clear()
        # As an input method commits it: a key cannot say every character.
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(field, typed)

    def scroll(self) -> None:
        """Down a screenful of what is being read, with the keyboard on it."""
        if self.window.sheet() is None:
            self.window.inbox.detail.setFocus()
        self.window.inbox.detail.page()
        self.window.inbox.detail.note_seen()

    def news(self) -> None:
        """The queue changes under the reader."""
        items = list(self.desk.items)
        if self.chance.random() < 0.5 and len(items) > 6:
            items.pop(self.chance.randrange(len(items)))
        else:
            number = 100 + len(self.done)
            items.append(story.item(number, risk=self.chance.choice(tuple(Risk))))
        self.done.append(f"now {len(items)} wait")
        self.desk.set_queue(tuple(items))


@pytest.fixture
def shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dialogs of the system stay shut, and menus answer at once: both have loops of their own."""

    def nothing(*_asked: Any, **_more: Any) -> tuple[str, str]:
        return "", ""

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, nothing)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_a, **_k: "")
    monkeypatch.setattr(QFileDialog, "open", lambda *_a, **_k: None)
    monkeypatch.setattr(QMessageBox, "open", lambda *_a, **_k: None)
    monkeypatch.setattr(QMenu, "popup", lambda *_a, **_k: None)


def let_loose(
    window: MainWindow, desk: DeskDouble, clock: MovedClock, monkeypatch: pytest.MonkeyPatch, times: int, seed: int
) -> Witness:
    """Raises AssertionError: something broke, with the seed and the last things that were done."""
    errors: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, _where: errors.append(f"{kind.__name__}: {error}"))
    window.bridge.defect.connect(errors.append)
    witness, monkey = Witness(window, desk, clock), Monkey(window, desk, clock, seed)
    for number in range(times):
        monkey.act()
        assert errors == [], (seed, number, monkey.done[-12:])
        assert witness.broken == [], (seed, number, monkey.done[-12:])
        assert window.isVisible(), (seed, number, monkey.done[-3:])
        if number % 40 == 39:
            _tidy(window, desk, seed + number)
    return witness


def _tidy(window: MainWindow, desk: DeskDouble, turn: int) -> None:
    """Out of sheets, and everything waits again, so that the rest is not spent on an empty list."""
    while (sheet := window.sheet()) is not None:
        sheet.leave()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    desk.set_queue(())
    # Under new ids: what was decided under the old ones stays decided.
    fresh = (replace(item, id=str(uuid.uuid5(uuid.NAMESPACE_OID, f"{item.id} {turn}"))) for item in story.queue())
    desk.set_queue(tuple(fresh))
    window.finding.leave()
    window.show_screen("inbox")


@pytest.mark.usefixtures("shut")
def test_300_keys_and_clicks_approve_nothing_without_its_path(
    window: MainWindow, desk: DeskDouble, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    witness = let_loose(window, desk, clock, monkeypatch, 300, SEED)
    assert witness.counts, "the monkey decided nothing, so this shows nothing"


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.usefixtures("shut")
def test_10000_keys_and_clicks_approve_nothing_without_their_path_and_leave_nothing_behind(
    open_window: Callable[[], MainWindow], desk: DeskDouble, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed = SEED if "MONKEY_SEED" in os.environ else random.SystemRandom().randrange(1 << 32)
    print(f"MONKEY_SEED={seed}")
    window = open_window()
    let_loose(window, desk, clock, monkeypatch, 1_000, seed)
    _tidy(window, desk, -1)
    before = _kept()
    witness = let_loose(window, desk, clock, monkeypatch, 9_000, seed + 10_000)
    _tidy(window, desk, -2)
    print(f"decided: {dict(sorted(witness.counts.items()))}")
    grown = _kept() - before
    print(f"widgets kept after 9,000 more: {grown:+}")
    assert grown < 1_500, "what was opened was not let go"
    # Otherwise it would show nothing of their paths.
    assert {f"approve {risk.value}" for risk in Risk} <= set(witness.counts)


def _kept() -> int:
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return len(QApplication.allWidgets())


@pytest.mark.parametrize("missing", ["confirm", "reason", "typed", "step_up", "seen"])
def test_the_witness_sees_what_is_missing(
    window: MainWindow,
    desk: DeskDouble,
    clock: MovedClock,
    choose: Callable[[MainWindow, int], None],
    missing: str,
) -> None:
    witness = Witness(window, desk, clock)
    choose(window, 1)
    flow = window.inbox.flow
    flow.typed = "€1,240.00" if missing != "typed" else "€1.00"
    if missing != "confirm":
        witness.path += [Seen(Stage.CONFIRM, story.action_id(1), 0.0), Seen(Stage.SENDING, story.action_id(1), 0.0)]
    clock.move(1.0)
    detail = flow.detail
    assert detail is not None
    draft = DecisionDraft(
        detail.item.id,
        detail.item.digest,
        detail.item.nonce,
        0,
        Verdict.APPROVE,
        reason="" if missing == "reason" else "seen",
        step_up=missing != "step_up",
        shown=_shown(() if missing == "seen" else ("facts", "trace")),
    )
    witness._judged(draft)
    assert len(witness.broken) == 1, witness.broken


def _shown(opened: tuple[str, ...]) -> Any:
    from counterseal.model.decisions import Shown

    return Shown(None, "r", opened, 1)
