"""Every screen and sheet, and how a person comes to it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import screen_story as story
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from worlds import BATCHED, TRACED, WORLDS, WelcomeStory

from counterseal.model.decisions import Verdict
from counterseal_desktop.settings.screen import PAGES
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.welcome.window import WelcomeWindow

PATIENCE = 60.0
_LEAST_WAIT_MS = 60


class Missed(Exception):
    """A screen did not come to where the scene wanted it."""


class Stage:
    """A window on one of the worlds.

    Args:
        world: ``full``, ``empty`` or ``error``. home: an empty folder. size: of the window, in pixels.
    """

    def __init__(self, world: str, home: Path, size: tuple[int, int]) -> None:
        self.world = world
        self.home = home
        self.clock = MovedClock()
        self.desk: DeskDouble = WORLDS[world](home)
        self.window = MainWindow(self.desk, self.clock, ask_on_close=False)
        self.window.resize(*size)
        self.window.start()
        self.window.show()
        self.window.activateWindow()
        self.others: list[QWidget] = []
        self.settle()

    def until(self, true: Callable[[], object], what: str) -> None:
        """Let the window work until something is so. Raises Missed: it never was."""
        ends = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > ends:
                raise Missed(what)
            QTest.qWait(10)

    def settle(self) -> None:
        """Let late layouts and queued answers arrive."""
        for _turn in range(3):
            QTest.qWait(_LEAST_WAIT_MS // 3)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def choose(self, number: int) -> None:
        """Show one of the story's actions."""
        wanted = story.action_id(number)
        self.window.show_screen("inbox")
        self.window.inbox.select(wanted)
        if self.world == "full":
            self.until(lambda: self._has(wanted), f"the detail of action {number}")
        self.clock.move(1.0)
        self.settle()

    def _has(self, wanted: str) -> bool:
        detail = self.window.inbox.flow.detail
        return detail is not None and detail.item.id == wanted

    def clear(self) -> None:
        """Back to a window without sheets, forms and banners."""
        self.settle()
        while (sheet := self.window.sheet()) is not None:
            sheet.leave()
            self.settle()
        for other in self.others:
            other.close()
            other.deleteLater()
        self.others.clear()
        self.window.finding.leave()
        self.window.banner.hide()
        if self.window.history.opening.bundle is not None:
            self.window.history.opening.close()
        while self.window.inbox.escape():
            self.settle()

    def end(self) -> None:
        self.clear()
        self.window.close()
        self.window.deleteLater()
        self.settle()


@dataclass(frozen=True, slots=True)
class Scene:
    """``act`` brings the screen up and returns what is drawn; ``worlds`` are those in which it looks different."""

    name: str
    title: str
    act: Callable[[Stage], QWidget]
    worlds: tuple[str, ...] = ("full",)


def _screen(name: str) -> Callable[[Stage], QWidget]:
    def act(stage: Stage) -> QWidget:
        stage.window.show_screen(name)
        return stage.window

    return act


def _inbox(stage: Stage) -> QWidget:
    stage.choose(1)
    return stage.window


def _context(stage: Stage) -> QWidget:
    stage.choose(1)
    stage.window.inbox.detail.show_section("context")
    return stage.window


def _trace(stage: Stage) -> QWidget:
    stage.choose(TRACED)
    detail = stage.window.inbox.detail
    detail.open_trace()
    detail.trace.jump_to_proposal()
    return stage.window


def _press(verdict: Verdict, number: int) -> Callable[[Stage], QWidget]:
    def act(stage: Stage) -> QWidget:
        stage.choose(number)
        stage.window.inbox.press(verdict)
        return stage.window

    return act


def _confirm(stage: Stage) -> QWidget:
    stage.choose(1)
    inbox = stage.window.inbox
    for section in ("facts", "trace"):
        inbox.flow.saw(section)
    inbox.bar.reason.setText("The photos show the crack")
    inbox.press(Verdict.APPROVE)
    return stage.window


def _batch(stage: Stage) -> QWidget:
    stage.choose(BATCHED)
    stage.window.inbox.together.open()
    return stage.window


def _sheet(call: Callable[[Stage], object]) -> Callable[[Stage], QWidget]:
    """A sheet over its screen. In the world of errors it may never open, and what is told instead is what counts."""

    def act(stage: Stage) -> QWidget:
        call(stage)
        if stage.world != "error":
            stage.until(lambda: stage.window.sheet() is not None, "a sheet")
        return stage.window

    return act


def _agents(act: Callable[[Stage], object]) -> Callable[[Stage], QWidget]:
    def call(stage: Stage) -> None:
        stage.window.show_screen("agents")
        stage.window.agents.select("refunds")
        stage.settle()
        act(stage)

    return _sheet(call)


def _agents_screen(stage: Stage) -> QWidget:
    stage.window.show_screen("agents")
    stage.window.agents.select("refunds")
    return stage.window


def _halted(stage: Stage) -> QWidget:
    stage.window.halt("all", "", "")
    stage.until(lambda: stage.window.sheet() is not None, "the report of a halt")
    return stage.window


def _history(stage: Stage) -> QWidget:
    stage.window.show_screen("history")
    if stage.world == "full":
        stage.until(lambda: bool(stage.window.history.selected_rows()), "rows")
    return stage.window


def _bundle(stage: Stage) -> QWidget:
    _history(stage)
    history = stage.window.history
    history.opening.open(stage.home)
    if stage.world == "full":
        stage.until(history.bundle_bar.isVisible, "the bundle")
    return stage.window


def _erase(stage: Stage) -> None:
    _history(stage)
    stage.window.history.open_erase()


def _settings(page: str) -> Callable[[Stage], QWidget]:
    def act(stage: Stage) -> QWidget:
        stage.window.show_screen("settings")
        stage.window.settings.show_page(page)
        return stage.window

    return act


def _people(act: Callable[[Stage], object]) -> Callable[[Stage], QWidget]:
    def call(stage: Stage) -> None:
        _settings("people")(stage)
        stage.settle()
        act(stage)

    return _sheet(call)


def _welcome(page: str) -> Callable[[Stage], QWidget]:
    def act(stage: Stage) -> QWidget:
        window = WelcomeWindow(WelcomeStory(stage.home / "new"))
        stage.others.append(window)
        window.show()
        if page != "start":
            window.go(page)
        return window

    return act


def _search(stage: Stage) -> QWidget:
    stage.window.show_screen("inbox")
    stage.window.top.search.setFocus()
    QTest.keyClicks(stage.window.top.search, "re")
    return stage.window


_ALL = ("full", "empty", "error")
SCENES = (
    Scene("inbox", "Inbox", _inbox, _ALL),
    Scene("context", "Inbox: context of every kind", _context),
    Scene("trace", "Inbox: trace as a timeline", _trace),
    Scene("confirm", "Inbox: confirming a Critical action", _confirm),
    Scene("edit", "Inbox: editing", _press(Verdict.EDIT, 1)),
    Scene("answer", "Inbox: answering", _press(Verdict.ANSWER, 1)),
    Scene("batch", "Batch sheet", _batch),
    Scene("search", "Search and commands", _search, ("full", "empty")),
    Scene("agents", "Agents", _agents_screen, _ALL),
    Scene("level", "Level sheet", _agents(lambda on: on.window.agent_sheets.level("refunds"))),
    Scene("mandate", "Mandate sheet", _agents(lambda on: on.window.agent_sheets.mandate("refunds"))),
    Scene("charter", "Charter sheet", _agents(lambda on: on.window.agent_sheets.charter("refunds"))),
    Scene("tools", "Tools sheet", _agents(lambda on: on.window.agent_sheets.tools("refunds"))),
    Scene("tool", "Tool sheet", _agents(lambda on: on.window.agent_sheets.describe("refunds", "refunds.issue"))),
    Scene("register", "Registering an agent", _agents(lambda on: on.window.agent_sheets.register())),
    Scene("halt", "Halt sheet", _agents(lambda on: on.window.open_halt("refunds"))),
    Scene("reset", "Reset sheet", _agents(lambda on: on.window.open_reset("storage"))),
    Scene("history", "History", _history, _ALL),
    Scene("bundle", "History: a bundle opened read-only", _bundle, ("full", "error")),
    Scene("erase", "History: erasing", _sheet(_erase)),
    Scene(
        "heads", "Who holds the newest head", _sheet(lambda on: on.window.evidence.open_holders()), ("full", "error")
    ),
    Scene("insights", "Insights", _screen("insights"), _ALL),
    *(Scene(f"settings-{page}", f"Settings: {words}", _settings(page), _ALL) for page, words in PAGES),
    Scene("enrol", "Enrolling a person", _people(lambda on: on.window.settings.people.open_enrol())),
    Scene("card", "Your card", _people(lambda on: on.window.settings.people.open_card())),
    Scene("recovery", "Recovery sheet", _people(lambda on: on.window.settings.people.open_recovery())),
    Scene("keys-help", "All keys", _sheet(lambda on: on.window.open_help())),
    Scene("unlock", "Unlocking", _sheet(lambda on: on.window.unlocking.ask())),
    Scene("welcome", "Welcome", _welcome("start")),
    Scene("welcome-new", "Welcome: a new key", _welcome("new")),
    Scene("welcome-restore", "Welcome: restoring", _welcome("restore")),
    Scene("halted", "Report of a halt", _halted),
)


def texts(root: QWidget) -> set[str]:
    """What is written on what is shown, as far as widgets tell."""
    found: set[str] = set()
    for widget in root.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, QPlainTextEdit):
            continue
        for name in ("text", "title", "placeholderText"):
            value = widget.property(name)
            if isinstance(value, str) and value.strip():
                found.add(value)
    return found
