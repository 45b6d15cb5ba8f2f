"""Every screen, form and sheet of the window, and how it is brought up on a desk in memory."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator

import autonomy_double
import evidence_double
import scenes
import screen_story as story
from aside_double import incident
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from scenes import Scene, Stage

import counterseal_desktop
from counterseal.sync.api_autonomy import Registered
from counterseal_desktop.agents.register_sheet import TokenSheet
from counterseal_desktop.evidence.accept_sheet import AcceptSheet
from counterseal_desktop.history.date_sheets import DatesSheet
from counterseal_desktop.history.erase_sheet import ErasedSheet
from counterseal_desktop.history.incident_sheets import IncidentStepSheet, MarkWrongSheet
from counterseal_desktop.inbox.resolve_sheet import ResolveSheet
from counterseal_desktop.people.key_sheets import PassphraseChangeSheet, RecoverSheet, RotateSheet
from counterseal_desktop.people.recovery_view import RecoveryView
from counterseal_desktop.shell.profiles import ProfilesSheet
from counterseal_desktop.shell.sheet import Sheet
from counterseal_desktop.shell.small_sheets import DefectSheet, QuitSheet

# What others are made of and nobody ever sees.
BASES = {"Sheet", "SignedSheet", "NamedSheet", "_DaySheet"}


class Desk(Stage):
    """The stage of the contact sheets, which waits for events and not for time."""

    def settle(self) -> None:
        for _turn in range(4):
            QApplication.processEvents()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _sheet(make: Callable[[Desk], object]) -> Callable[[Desk], QWidget]:
    """A sheet that the window opens, or that is made here and opened on it."""

    def act(desk: Desk) -> QWidget:
        made = make(desk)
        if isinstance(made, Sheet) and desk.window.sheet() is None:
            desk.window.deck.open(made)
        desk.until(lambda: desk.window.sheet() is not None, "a sheet")
        return desk.window

    return act


def _signed(kind: Callable[..., Sheet], *more: object) -> Callable[[Desk], Sheet]:
    return lambda desk: kind(desk.window.deck, desk.window.bridge, desk.window.step_up, *more)


def _page(name: str) -> Callable[[Desk], QWidget]:
    def page(desk: Desk) -> QWidget:
        desk.window.show_screen("settings")
        desk.window.settings.show_page(name)
        desk.settle()
        return getattr(desk.window.settings, name)

    return page


def _history(desk: Desk) -> object:
    desk.window.show_screen("history")
    desk.until(lambda: bool(desk.window.history.selected_rows()), "rows")
    return desk.window.history


def _somebody(desk: Desk) -> Sheet:
    people = _page("people")(desk)
    desk.until(lambda: people.view is not None, "the roster")
    person = people.view.people[-1]
    people.open_away(person)
    return desk.window.sheet()


def _revoking(desk: Desk) -> Sheet:
    people = _page("people")(desk)
    desk.until(lambda: people.view is not None, "the roster")
    people.open_revoke(people.view.people[-1].id, "Jonas Öberg")
    return desk.window.sheet()


def _source(desk: Desk, act: Callable[[object, str], None]) -> Sheet | None:
    sources = _page("sources")(desk)
    known = desk.desk.connections.listed().result(60)
    act(sources, known[0].name)
    return desk.window.sheet()


def _erased(desk: Desk) -> Sheet:
    result = desk.desk.erasing.erase((900,), "GDPR art. 17", "Asked for").result(60)
    return ErasedSheet(desk.window.deck, desk.window.bridge, result)


def _new_paper(desk: Desk) -> Sheet:
    desk.desk.people.locked = False
    sheet = desk.desk.people.recovery_sheet().result(60)
    return RecoveryView(desk.window.deck, sheet)


_KEPT = evidence_double.ErasingDouble(None).classes[0]
_INCIDENT = incident(1, "refunds", None)
MORE: dict[str, Callable[[Desk], object]] = {
    "accept": _signed(AcceptSheet, evidence_double.trouble()),
    "away": _somebody,
    "connect": lambda desk: _page("sources")(desk).open_add(),
    "cut": lambda desk: _page("storage")(desk).open_cut(_KEPT),
    "dates": lambda desk: DatesSheet(desk.window.deck.host, "", ""),
    "defect": lambda desk: DefectSheet(desk.window.deck.host, "Traceback"),
    "drill": lambda desk: desk.window.agent_sheets.drill("refunds"),
    "erased": _erased,
    "incident": _signed(IncidentStepSheet, _INCIDENT, True),
    "jump": lambda desk: _history(desk).open_jump(),
    "keep": lambda desk: _page("storage")(desk).open_keep(_KEPT),
    "mark-wrong": lambda desk: MarkWrongSheet(
        desk.window.deck, desk.window.bridge, desk.window.step_up, _history(desk).selected_rows()[0]
    ),
    "passphrase-change": _signed(PassphraseChangeSheet),
    "pause": lambda desk: desk.window.agent_sheets.pause(desk.desk.agent_views[0]),
    "profiles": lambda desk: ProfilesSheet(desk.window.deck, [(desk.home, "Maria Lind")], desk.home),
    "quit": lambda desk: QuitSheet(desk.window.deck.host, ["Refunds agent"]),
    "recover": _signed(RecoverSheet),
    "recovery-paper": _new_paper,
    "remove": lambda desk: _source(desk, lambda page, name: page.remove(name)),
    "resolve": _signed(ResolveSheet, story.detail(story.item(1))),
    "revoke": _revoking,
    "rotate": _signed(RotateSheet),
    "searches": lambda desk: _history(desk)._on_searches_wanted(),
    "second": lambda desk: desk.window.agent_sheets.second(autonomy_double.pending()),
    "token": lambda desk: TokenSheet(desk.window.deck, Registered("refunds", "token", "http://127.0.0.1:8741")),
    "traces": lambda desk: desk.window.agent_sheets.traces("refunds"),
    "views": lambda desk: desk.window.inbox.list_side.open_views(),
}
PLACES = (
    *scenes.SCENES,
    *(Scene(name, name.replace("-", " ").capitalize(), _sheet(make)) for name, make in MORE.items()),
)
SHEETS = {
    "accept": "AcceptSheet",
    "away": "AwaySheet",
    "batch": "BatchSheet",
    "card": "CardSheet",
    "charter": "CharterSheet",
    "connect": "ConnectSheet",
    "cut": "CutSheet",
    "dates": "DatesSheet",
    "defect": "DefectSheet",
    "drill": "DrillSheet",
    "enrol": "EnrolSheet",
    "erase": "EraseSheet",
    "erased": "ErasedSheet",
    "halt": "HaltSheet",
    "halted": "HaltReport",
    "heads": "HoldersPopover",
    "incident": "IncidentStepSheet",
    "jump": "JumpSheet",
    "keep": "KeepSheet",
    "keys-help": "HelpSheet",
    "level": "LevelSheet",
    "mandate": "MandateSheet",
    "mark-wrong": "MarkWrongSheet",
    "passphrase-change": "PassphraseChangeSheet",
    "pause": "PauseSheet",
    "profiles": "ProfilesSheet",
    "quit": "QuitSheet",
    "recover": "RecoverSheet",
    "recovery": "_NewSheet",
    "recovery-paper": "RecoveryView",
    "register": "RegisterSheet",
    "remove": "RemoveSheet",
    "reset": "ResetSheet",
    "resolve": "ResolveSheet",
    "revoke": "RevokeSheet",
    "rotate": "RotateSheet",
    "searches": "SearchesSheet",
    "second": "SecondSheet",
    "token": "TokenSheet",
    "tool": "ToolSheet",
    "tools": "ToolsSheet",
    "traces": "TracesSheet",
    "unlock": "PassphraseSheet",
    "views": "ViewsSheet",
}
"""Which kind of sheet each of them is."""
GROUPS = {str(part): PLACES[part::4] for part in range(4)}
QUIET = "history"
"""The screen that is shown between them, because it reads nothing anew when it is."""


def load_all() -> None:
    """Import every part of the desktop: most sheets are only when they are first opened."""
    for part in pkgutil.walk_packages(counterseal_desktop.__path__, f"{counterseal_desktop.__name__}."):
        importlib.import_module(part.name)


def sheets(kind: type[Sheet] = Sheet) -> Iterator[str]:
    """The names of all kinds of sheets that the desktop has loaded."""
    for below in kind.__subclasses__():
        if below.__module__.startswith(counterseal_desktop.__name__):
            yield below.__name__
            yield from sheets(below)
