"""The entry beside the history's list: when it is read, and that nothing of another entry stays in its rows."""

from __future__ import annotations

from dataclasses import replace

from desk_double import DeskDouble
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from counterseal_desktop.history.entry_side import KEPT, EntrySide
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.window import MainWindow
from counterseal_desktop.widgets.untrusted import UntrustedText


def test_an_entry_that_nobody_chose_waits_for_the_rows_and_a_chosen_one_does_not(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble
) -> None:
    window.show_screen("history")
    history = window.history
    read: list[int] = []
    detail = desk.records.detail
    desk.records.detail = lambda seq, log="": (read.append(seq), detail(seq, log))[1]
    at_reset: list[list[int]] = []
    history.model.found.connect(lambda *_figures: at_reset.append(list(read)))
    qtbot.waitUntil(lambda: read == [999])
    assert at_reset[0] == []
    history.table.selectRow(3)
    assert read == [999, 996]
    qtbot.waitUntil(lambda: "996" in history.side.subtitle.text())


def test_the_side_keeps_its_rows_and_no_word_of_another_entry(qtbot: QtBot, desk: DeskDouble) -> None:
    side = EntrySide()
    qtbot.addWidget(side)
    few = desk.records.detail(999).result(5)
    many = replace(
        few,
        proof=("A secret proof",) * 9,
        facts=tuple((f"Fact {number}", f"secret {number}") for number in range(KEPT + 30)),
        followed=(("2026-11-21T13:02:11.482Z", "a secret step"),) * 5,
        raw="secret raw",
    )

    def words(shown: bool) -> list[str]:
        labels = [one.text() for one in side.findChildren(OwnLabel) if one.isHidden() is not shown]
        return labels + [one.text() for one in side.findChildren(UntrustedText) if one.isHidden() is not shown]

    side.show_entry(many)
    made = set(map(id, side.findChildren(UntrustedText)))
    assert [f"secret {number}" in words(shown=True) for number in range(KEPT + 30)] == [True] * (KEPT + 30)
    side.show_entry(few)
    assert not any("secret" in word for word in (*words(shown=True), *words(shown=False)))
    assert {value for _label, value in few.facts} <= set(words(shown=True))
    assert set(few.proof) <= set(words(shown=True))
    side.show_entry(replace(many, facts=many.facts[:KEPT]))
    assert "secret 23" in words(shown=True)
    assert set(map(id, side.findChildren(UntrustedText))) <= made, "nothing is made anew"


def test_the_raw_entry_is_there_for_who_asks(qtbot: QtBot, window: MainWindow) -> None:
    window.show_screen("history")
    side = window.history.side
    qtbot.waitUntil(lambda: side.verified.text() == "Verified")
    assert (side.raw.isHidden(), side.raw.text()) == (True, "")
    qtbot.mouseClick(side.raw_toggle, Qt.MouseButton.LeftButton)
    assert '{"seq":1}' in side.raw.text()
    window.history.table.selectRow(3)
    qtbot.waitUntil(lambda: "996" in side.subtitle.text())
    assert (side.raw.isHidden(), side.raw.text(), side.raw_toggle.text()) == (True, "", "Show raw")
