"""An old copy is put back under Maria: her window says so, she accepts it; and she erases what a person asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.sync.thief import put_back, take_copy
from counterseal.seal.keywrap import Cost
from counterseal.sync.api import HistoryFilter
from counterseal.sync.desk import open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow

from .conftest import PASSPHRASE, REFUND_TOOL
from .person import Agent, Person


@pytest.fixture
def put_back_home(tmp_path: Path) -> Path:
    """A profile whose database is an old copy: what came after it is gone from here."""
    home = tmp_path / "profile"
    Profile.create(home, "Maria Lind", KeyChoice(PASSPHRASE, False, Cost(64, 1, 1))).close()
    secret = tmp_path / "passphrase"
    secret.write_text(PASSPHRASE, "utf-8")
    secret.chmod(0o600)
    copy = take_copy(home, tmp_path / "old.db")
    desk = open_desk(home, secret)
    desk.start()
    desk.register_agent("refunds", "Refunds agent", [REFUND_TOOL], "Payments / recall").result(30)
    desk.close()
    put_back(home, copy)
    return home


@pytest.fixture
def maria_of_old(put_back_home: Path, tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[Person]:
    """Maria at a window on the profile that was put back."""
    theme.apply_theme(qapp, "light", 1.0)
    desk = open_desk(put_back_home, tmp_path / "passphrase")
    window = MainWindow(desk, ask_on_close=False)
    window.resize(1440, 900)
    window.start()
    window.show()
    qtbot.waitExposed(window)
    yield Person(window, qtbot, desk)
    window.close()
    window.deleteLater()
    qapp.processEvents()


def test_a_put_back_copy_is_read_only_until_the_owner_accepts_it(maria_of_old: Person) -> None:
    maria = maria_of_old
    maria.sees("Read-only. This history is shorter than one that others hold a head of")
    maria.clicks("troubleHeads")
    maria.sees(maria.desk.profile.log.origin)
    maria.clicks("troubleAccept")
    maria.types("acceptSheetReason", "the disk died, this is last night's copy")
    maria.types("acceptSheetPassphrase", PASSPHRASE)
    maria.clicks("acceptSheetAct")
    maria.sees("Accepted: signed, entry")
    maria.waits(lambda: not maria.window.doubt.isVisible(), "the bar to go")
    (row,) = maria.desk.history(HistoryFilter(kinds=("restored",))).result(30).rows
    assert row.who == "Maria Lind"
    assert maria.desk.verify().result(60).ok


def test_erasing_what_an_action_held(maria: Person, agent: Callable[..., Agent]) -> None:
    running = agent(card="card of Ana Kovac")
    maria.opens("Refund €1,240.00 for order 88213")
    maria.types("reasonField", "Ana asked twice")
    maria.clicks("rejectButton")
    maria.hears_from(running)
    maria.clicks("nav_history")
    maria.waits(lambda: maria.window.history.table.model().rowCount() > 3, "rows in the history")
    row = next(r for r in maria.desk.history(HistoryFilter(kinds=("decision",))).result(30).rows)
    maria.waits(lambda: maria.window.history.model.number_of(row.seq) >= 0, "the decision in the list")
    maria.window.history.select(row.seq)
    maria.sees("Rejected by Maria Lind")
    maria.clicks("eraseButton")
    maria.clicks("eraseSubject")
    maria.types("eraseGround", "GDPR art. 17")
    maria.types("eraseSheetReason", "Ana asked for it")
    maria.types("eraseSheetPassphrase", PASSPHRASE)
    maria.clicks("eraseSheetAct")
    maria.sees("This cannot be undone.")
    maria.clicks("erasedClose")
    assert "Ana" not in maria.desk.entry(row.seq).result(30).raw
    assert b"card of Ana Kovac" not in (maria.desk.home / "counterseal.db").read_bytes()
    assert maria.desk.verify().result(60).ok
