"""An auditor at her own window: finds a decision, reads its proof in words, takes it along, and can change nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.sync.separate import Team, hand_over, know, until, verified
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.people import Role
from counterseal.sync.api import HistoryFilter
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow
from gateway.desks import Agent, Bench, running_bench
from gateway.offices import running_office

from .person import Person

TITLE = "Refund €1,240.00 for order 88213"


class Auditor(Person):
    """Ada, who reads."""

    def chooses(self, menu: str, words: str) -> None:
        """Picks an entry of an open menu."""

        def entry() -> QAction | None:
            shown = [one for one in self.window.findChildren(QMenu, menu) if one.isVisible()]
            return next((action for one in shown for action in one.actions() if action.text() == words), None)

        self.waits(lambda: entry() is not None, f"{words!r} in {menu}")
        found = entry()
        assert found is not None
        popup = found.parent()
        found.trigger()
        if isinstance(popup, QMenu):
            popup.close()

    def gives(self, dialog: str, folder: Path) -> None:
        """Answers the system's dialog that asks for a folder."""
        asked: QFileDialog = self.finds(dialog)
        asked.fileSelected.emit(str(folder))
        asked.reject()

    def counts(self) -> int:
        """Rows in the list."""
        return int(self.window.history.model.rowCount())

    def pressable(self, *names: str) -> list[str]:
        """Those of these buttons that are there and can be pressed."""
        found = {one: self.window.findChildren(QWidget, one) for one in names}
        return [name for name, those in found.items() if any(one.isVisible() and one.isEnabled() for one in those)]


@dataclass
class House:
    """What was decided before Ada came, and what waits."""

    maria: Bench
    ada: Bench
    agent: Agent
    decided: str
    waiting: str


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Maria's desk, Ada's, who may read everything at their gateway and decide nothing, and an agent there."""
    with ExitStack() as stack:
        office = stack.enter_context(running_office(tmp_path))
        newcomer = office.desktop(tmp_path / "ada", "Ada Alm")
        office.enrol(newcomer, (Role.AUDITOR,))
        vkey = office.process.house.log.verifier
        for desktop in tuple(office.desktops):
            hand_over(desktop)
        office.desktops.clear()
        maria, ada = (stack.enter_context(running_bench(tmp_path / name)) for name in ("maria", "ada"))
        for bench in (maria, ada):
            know(bench, office.url, vkey)
        agent = Team(office, maria, ada).agent()
        decided = agent.propose()["id"]
        maria.decide(decided, Verdict.APPROVE, reason="Photos show the crack")
        waiting = agent.propose()["id"]
        ada.held(waiting)
        yield House(maria, ada, agent, decided, waiting)


@pytest.fixture
def ada(house: House, qapp: QApplication, qtbot: QtBot) -> Iterator[Auditor]:
    """Ada at her window, which has the gateway's record by now."""

    def there() -> bool:
        found = house.ada.desk.history(HistoryFilter(subject=house.decided, kinds=("decision",))).result(60).rows
        return bool(found) and verified(house.ada) is not None

    until(house.ada, there, "the decision in Ada's copy of the record")
    theme.apply_theme(qapp, "light", 1.0)
    window = MainWindow(house.ada.desk, ask_on_close=False)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    yield Auditor(window, qtbot, house.ada.desk)
    window.close()
    window.deleteLater()
    qapp.processEvents()


def test_what_waits_can_be_read_and_not_decided(ada: Auditor, house: House) -> None:
    ada.waits(lambda: ada.window.inbox.select(house.waiting), "what waits to be in her list")
    ada.sees("You may read this and verify it, not decide it.")
    ada.sees("€1,240.00")
    ada.looks_at_it()
    assert ada.pressable("approveButton", "editButton", "rejectButton", "answerButton", "reasonField") == []
    for key in (Qt.Key.Key_A, Qt.Key.Key_R, Qt.Key.Key_E, Qt.Key.Key_Q, Qt.Key.Key_B):
        ada.presses(key)
    ada.looks_at_it()
    assert house.maria.held(house.waiting).item.state is State.HELD
    mine = HistoryFilter(kinds=("decision",), person=ada.desk.status().identity.person_id)
    assert ada.desk.history(mine).result(60).rows == ()


def test_a_decision_is_found_proved_and_taken_along(ada: Auditor, house: House, tmp_path: Path) -> None:
    finds_the_decision(ada)
    reads_its_proof(ada)
    takes_the_row(ada, tmp_path)
    bundle = takes_a_bundle(ada, tmp_path)
    reads_the_bundle(ada, bundle)
    report = prints_the_report(ada, tmp_path)
    assert report.read_bytes().startswith(b"%PDF")
    ada.clicks("verifyButton")
    ada.sees("entries checked in")
    assert house.ada.desk.verify().result(60).ok


def finds_the_decision(ada: Auditor) -> None:
    """By what was decided, then by words of the reason."""
    ada.clicks("nav_history")
    ada.waits(lambda: ada.counts() > 3, "the record")
    ada.clicks("historyKindPill")
    ada.chooses("historyKindPillMenu", "Approved")
    ada.waits(lambda: ada.counts() == 1, "one approval")
    ada.types("historyFilter", "nothing like it")
    ada.sees("No entry fits all of what is looked for.")
    ada.types("historyFilter", "crack")
    ada.waits(lambda: ada.counts() == 1, "the decision whose reason says so")
    row = ada.window.history.model.row(0)
    assert (row.who, row.title, row.verdict) == ("Maria Lind", TITLE, "Approved")


def reads_its_proof(ada: Auditor) -> None:
    ada.window.history.table.setFocus()
    ada.presses(Qt.Key.Key_Home)
    ada.sees("Approved by Maria Lind")
    ada.sees("Verified")
    ada.sees("Signed with Maria Lind's key")
    ada.sees("Photos show the crack")
    ada.sees("delivered to the gateway")
    assert ada.pressable("markWrong") == []


def takes_the_row(ada: Auditor, folder: Path) -> None:
    """The selection as a sheet that other programs open."""
    ada.clicks("exportButton")
    ada.chooses("exportMenu", "Selected rows as CSV…")
    ada.gives("exportDialog", folder)
    ada.sees("One row lies in")
    (sheet,) = folder.glob("counterseal-rows-*.csv")
    with sheet.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert TITLE in row.values()
    assert "Maria Lind" in row.values()


def takes_a_bundle(ada: Auditor, folder: Path) -> Path:
    """The whole record, for who has nothing of ours."""
    ada.clicks("exportButton")
    ada.chooses("exportMenu", "Evidence bundle…")
    ada.gives("exportDialog", folder)
    ada.sees("The bundle lies in")
    (bundle,) = folder.glob("counterseal-evidence-*")
    assert (bundle / "verify.py").is_file()
    return bundle


def reads_the_bundle(ada: Auditor, bundle: Path) -> None:
    """Opened beside the own record; it says whether it holds, and nothing in it can be changed."""
    ada.clicks("exportButton")
    ada.chooses("exportMenu", "Open a bundle…")
    ada.gives("bundleDialog", bundle)
    ada.finds("bundleBar")
    ada.waits(lambda: ada.counts() >= 1, "the bundle's rows")
    assert ada.pressable("eraseButton", "markWrong", "verifyButton", "exportButton") == []
    ada.clicks("bundleClose")
    ada.waits(lambda: not ada.window.history.bundle_bar.isVisible(), "the own record to be back")


def prints_the_report(ada: Auditor, folder: Path) -> Path:
    ada.presses(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    ada.gives("exportDialog", folder)
    ada.sees("The report lies in")
    (report,) = folder.glob("counterseal-report-*.pdf")
    return report
