"""Everything the window can be told to do, as data: the keys call it, the palette finds it, the help lists it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from counterseal.model.decisions import Verdict
from counterseal_desktop.shell.key_map import KeyMap
from counterseal_desktop.shell.keys import KEYS
from counterseal_desktop.translating import mark, tr

if TYPE_CHECKING:
    from counterseal_desktop.shell.window import MainWindow

# Moving by one row and stepping back are what hands do, not what anybody searches for.
_NOT_FOUND = frozenset({"next", "previous", "open", "page", "escape", "search", "commit"})


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to do. ``key`` is how its key reads now; empty for none."""

    name: str
    words: str
    key: str


class Commands(QObject):
    """One for a window.

    Attributes:
        calls: by name, for the keys.
    """

    def __init__(self, window: MainWindow, key_map: KeyMap) -> None:
        super().__init__(window)
        self._window = window
        self._keys = key_map
        self.calls: dict[str, Callable[[], object]] = _by_key(window)
        self._more: dict[str, tuple[str, Callable[[], object]]] = _further(window)

    def run(self, name: str) -> None:
        """Do it. Raises KeyError for another name."""
        call = self.calls[name] if name in self.calls else self._more[name][1]
        call()

    def found(self, wanted: str) -> list[Command]:
        """Whose words hold every word of ``wanted``, which is casefolded; all of them for an empty text."""
        parts = wanted.split()
        return [one for one in self.all() if all(part in one.words.casefold() for part in parts)]

    def all(self) -> list[Command]:
        """Every command in the window's language."""
        seen: dict[str, Command] = {}
        for key in KEYS:
            if key.name not in seen and key.name not in _NOT_FOUND and key.words:
                seen[key.name] = Command(key.name, tr(key.words), self._keys.shown(key.name))
        return [*seen.values(), *(Command(name, tr(words), "") for name, (words, _call) in self._more.items())]


def _by_key(window: MainWindow) -> dict[str, Callable[[], object]]:
    inbox = window.inbox

    def in_inbox(call: Callable[[], object]) -> Callable[[], object]:
        return lambda: call() if window.stack.currentWidget() is inbox else None

    def screen(name: str) -> Callable[[], object]:
        return lambda: window.show_screen(name)

    return {
        "next": lambda: window.screens.step(1),
        "previous": lambda: window.screens.step(-1),
        "approve": in_inbox(lambda: inbox.press(Verdict.APPROVE)),
        "edit": in_inbox(lambda: inbox.press(Verdict.EDIT)),
        "reject": in_inbox(lambda: inbox.press(Verdict.REJECT)),
        "answer": in_inbox(lambda: inbox.press(Verdict.ANSWER)),
        "together": in_inbox(inbox.together.open),
        "snooze": in_inbox(inbox.snooze),
        "open": in_inbox(inbox.read),
        "page": in_inbox(inbox.detail.page),
        "trace": in_inbox(lambda: (inbox.read(), inbox.detail.open_trace())),
        "raw": in_inbox(lambda: (inbox.read(), inbox.detail.toggle_raw())),
        "undo": in_inbox(inbox.undo),
        "commit": in_inbox(inbox.commit),
        "filter": window.screens.filter,
        "search": window.finding.start,
        "inbox": screen("inbox"),
        "agents": screen("agents"),
        "history": screen("history"),
        "insights": screen("insights"),
        "settings": screen("settings"),
        "halt": window.halt_what_is_shown,
        "link": window.taking.copy_link,
        "print": window.printing.print_shown,
        "larger": lambda: window.looks.zoom(1),
        "smaller": lambda: window.looks.zoom(-1),
        "plain_size": lambda: window.looks.zoom(0),
        "lock": window.locker.lock,
        "help": window.open_help,
        "close": window.close,
        "quit": window.leaving.quit,
        "escape": window.step_back,
    }


def _further(window: MainWindow) -> dict[str, tuple[str, Callable[[], object]]]:
    """What has no key of its own: name, words, call."""

    def page(name: str) -> Callable[[], object]:
        def go() -> None:
            window.show_screen("settings")
            window.settings.show_page(name)

        return go

    def then(first: Callable[[], object], call: Callable[[], object]) -> Callable[[], object]:
        def go() -> None:
            first()
            call()

        return go

    def of_agent(call: Callable[[str], object]) -> Callable[[], object]:
        def go() -> None:
            window.show_screen("agents")
            chosen = window.agents.selected()
            if chosen is None:
                window.news.say(tr("Select an agent first."), "amber")
            else:
                call(chosen.id)

        return go

    def pause(_agent: str) -> None:
        chosen = window.agents.selected()
        if chosen is not None:
            window.agent_sheets.pause(chosen)

    history = lambda: window.show_screen("history")  # noqa: E731

    def export(kind: str) -> Callable[[], object]:
        return then(history, lambda: window.history.proving.ask(kind))

    sheets = window.agent_sheets
    return {
        "unlock": (mark("Unlock your key"), window.unlocking.ask),
        "verify": (mark("Verify the ledger"), then(history, lambda: window.history.proving.verify())),
        "heads": (mark("Who holds a head of this ledger"), window.evidence.open_holders),
        "export_bundle": (mark("Export an evidence bundle"), export("bundle")),
        "export_report": (mark("Export the report as PDF"), export("report")),
        "export_events": (mark("Export events for a SIEM"), export("events")),
        "open_bundle": (mark("Open a bundle to read it"), then(history, lambda: window.history.opening.ask())),
        "jump": (mark("Jump to a day in the history"), then(history, lambda: window.history.open_jump())),
        "erase": (mark("Erase the selected entries' content"), then(history, lambda: window.history.open_erase())),
        "register": (mark("Register an agent"), sheets.register),
        "agent_level": (mark("Change the selected agent's level"), of_agent(sheets.level)),
        "agent_mandate": (mark("Change the selected agent's mandate"), of_agent(sheets.mandate)),
        "agent_charter": (mark("Change the selected agent's charter"), of_agent(sheets.charter)),
        "agent_tools": (mark("Describe the selected agent's tools"), of_agent(sheets.tools)),
        "agent_pause": (mark("Pause the selected agent"), of_agent(pause)),
        "agent_resume": (mark("Resume the selected agent"), of_agent(sheets.resume)),
        "agent_halt": (mark("Halt the selected agent"), of_agent(window.open_halt)),
        "agent_reset": (mark("Reset the selected agent"), of_agent(window.open_reset)),
        "agent_drill": (mark("Try the selected agent's kill switch"), of_agent(sheets.drill)),
        "people": (mark("Settings: People and keys"), page("people")),
        "enrol": (mark("Enrol a person"), then(page("people"), lambda: window.settings.people.open_enrol())),
        "card": (mark("Show your own card"), then(page("people"), lambda: window.settings.people.open_card())),
        "sheet": (
            mark("Make a new recovery sheet"),
            then(page("people"), lambda: window.settings.people.open_recovery()),
        ),
        "sources": (mark("Settings: Sources"), page("sources")),
        "connect": (
            mark("Connect a source or gateway"),
            then(page("sources"), lambda: window.settings.sources.open_add()),
        ),
        "notifications": (mark("Settings: Notifications"), page("notifications")),
        "appearance": (mark("Settings: Appearance"), page("appearance")),
        "keys": (mark("Settings: Keys, change shortcuts"), page("keys")),
        "storage": (mark("Settings: Storage"), page("storage")),
        "backup": (mark("Back up this profile"), then(page("storage"), lambda: window.settings.storage.ask_backup())),
        "doctor": (mark("Settings: Doctor, what this stands on"), page("doctor")),
        "look_system": (mark("Colours as the system"), lambda: window.looks.wear("system")),
        "look_light": (mark("Light colours"), lambda: window.looks.wear("light")),
        "look_dark": (mark("Dark colours"), lambda: window.looks.wear("dark")),
        "look_contrast": (mark("High contrast colours"), lambda: window.looks.wear("contrast")),
        "profiles": (mark("Open another profile"), window.profiles.open_switch),
        "copy_shown": (mark("Copy the selected row"), window.taking.copy_row),
    }  # fmt: skip
