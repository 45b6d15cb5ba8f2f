"""Twenty decisions of every kind, at every risk, in the real window by keys alone; the ledger holds them in order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from counterseal.agents.client import AgentClient
from counterseal.model.actions import State
from counterseal.seal.keywrap import Cost
from counterseal.sync.api import HistoryFilter
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal_desktop import theme
from counterseal_desktop.shell.window import MainWindow

from .conftest import NOTE_TOOL, PASSPHRASE, REFUND_TOOL
from .keyboard import CTRL, ReadingClock, Typist

LOOKUP_TOOL = {"tool": "orders.get", "risk": "R0", "verb": "Look up", "title": "Look up order {order}",
               "fields": {"order": {"label": "Order", "role": "target"}}}  # fmt: skip
DROP_TOOL = {"tool": "table.drop", "risk": "R4", "verb": "Drop table", "title": "Drop table {table}",
             "fields": {"table": {"label": "Table", "role": "target"}}}  # fmt: skip
Key = Qt.Key


class Asking:
    """The agent: what it asked for, by title."""

    def __init__(self, client: AgentClient) -> None:
        self.client = client
        self.ids: dict[str, str] = {}

    def refund(self, euros: int, order: int) -> str:
        call = {"order": f"{order}", "amount_minor": euros * 100, "card": "card 4417"}
        return self._ask(f"Refund €{euros:,}.00 for order {order}", "refunds.issue", call)

    def note(self, ticket: int) -> str:
        return self._ask(f"Add a note to {ticket}", "notes.add", {"ticket": f"{ticket}", "text": "called back"})

    def lookup(self, order: int) -> str:
        return self._ask(f"Look up order {order}", "orders.get", {"order": f"{order}"})

    def drop(self, table: str) -> str:
        return self._ask(f"Drop table {table}", "table.drop", {"table": table})

    def state(self, title: str) -> State:
        return self.client.status(self.ids[title]).state

    def runs(self, title: str) -> dict[str, Any]:
        """Take the permit, as the agent does right before the effect, and report it."""
        permit = self.client.permitted(self.ids[title], 60)
        self.client.outcome(permit, "done")
        return dict(permit.arguments)

    def _ask(self, title: str, tool: str, call: dict[str, Any]) -> str:
        trace = [{"id": "1", "kind": "tool", "name": "orders.get"}, {"id": "2", "kind": "propose", "name": tool}]
        self.ids[title] = self.client.propose(tool, call, summary="The display was cracked.", trace=trace)
        return title


@pytest.fixture
def token(desk: Desk) -> str:
    tools = [REFUND_TOOL, NOTE_TOOL, LOOKUP_TOOL, DROP_TOOL]
    return desk.register_agent("refunds", "Refunds agent", tools, "Payments / recall").result(60)


@pytest.fixture
def agent(desk: Desk, token: str) -> Iterator[Asking]:
    with AgentClient(desk.gateway_url, token) as client:
        yield Asking(client)


@pytest.fixture
def maria(desk: Desk, qapp: QApplication, qtbot: QtBot) -> Iterator[Typist]:
    theme.apply_theme(qapp, "light", 1.0)
    clock = ReadingClock()
    window = MainWindow(desk, clock, ask_on_close=False)
    window.resize(1440, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    person = Typist(window, qtbot, desk)
    person.clock = clock
    yield person
    window.close()
    window.deleteLater()
    qapp.processEvents()


@pytest.fixture
def jonas_card(tmp_path: Path) -> tuple[str, str]:
    """The card of somebody who could come to Maria's desk, and the code on his screen."""
    home = tmp_path / "jonas"
    Profile.create(home, "Jonas Öberg", KeyChoice("his own", False, Cost(64, 1, 1))).close()
    secret = tmp_path / "his"
    secret.write_text("his own", "utf-8")
    secret.chmod(0o600)
    his = open_desk(home, secret)
    try:
        card = his.people.card()
        return card, his.people.read_card(card).code
    finally:
        his.close()


def test_twenty_decisions(maria: Typist, agent: Asking, desk: Desk, jonas_card: tuple[str, str]) -> None:
    looked, noted = agent.lookup(88_001), agent.note(20_001)
    alike = [agent.note(number) for number in (20_011, 20_012, 20_013)]
    question = agent.note(20_002)
    small, smaller, edited, refused = (agent.refund(120 + n, 88_010 + n) for n in range(4))
    later = agent.refund(130, 88_020)
    big, bigger, big_edited, big_refused = (agent.refund(1_100 + n, 88_030 + n) for n in range(4))
    alone, paired = agent.drop("orders_2021"), agent.drop("orders_2022")
    maria.waits(lambda: maria.window.inbox.model.counts().all == len(agent.ids), "all of them to wait")
    if maria.window.inbox.new_bar.isVisible():
        maria.tabs_to("newBar")
        maria.presses(Key.Key_Space)
    done = Decisions(maria, desk)

    low_risk(maria, agent, done, looked, noted)
    answered(maria, done, question)
    together(maria, done, alike)
    moderate(maria, agent, done, (small, smaller, edited, refused))
    put_off(maria, done, later)
    high_risk(maria, agent, done, (big, bigger, big_edited, big_refused))
    critical(maria, agent, done, alone)
    jumped_to(maria, agent, done)
    for_two(maria, agent, done, paired, jonas_card)
    halted(maria, agent, paired)

    assert len(done.verdicts) == 20
    done.expect_all_of_them_in_the_ledger()


class Decisions:
    """What was decided so far; the ledger is held to it after each."""

    def __init__(self, maria: Typist, desk: Desk) -> None:
        self._maria, self._desk = maria, desk
        self.verdicts: list[tuple[str, str]] = []

    def rows(self) -> list[tuple[str, str]]:
        page = self._desk.history(HistoryFilter(kinds=("decision",))).result(60)
        return [(row.verdict, row.title) for row in reversed(page.rows)]

    def delivered(self) -> int:
        """How many of them the gateway has taken."""
        return len(self._desk.history(HistoryFilter(kinds=("delivered",))).result(60).rows)

    def note(self, verdict: str, *titles: str) -> None:
        self.verdicts += [(verdict, title) for title in titles]
        self._maria.waits(lambda: len(self.rows()) >= len(self.verdicts), f"{verdict} {titles} to be signed")
        assert self.rows() == self.verdicts
        self._maria.waits(lambda: self.delivered() == len(self.verdicts), f"{verdict} {titles} to be delivered")
        self._maria.waits(lambda: self._maria.window.inbox.flow.stage.value != "sending", "the window to know of it")

    def none_more(self) -> None:
        """Nothing else was signed."""
        assert self.rows() == self.verdicts

    def expect_all_of_them_in_the_ledger(self) -> None:
        self.none_more()
        report = self._desk.verify().result(60)
        assert report.ok, report.lines


def low_risk(maria: Typist, agent: Asking, done: Decisions, looked: str, noted: str) -> None:
    """One key approves; a second one out of habit, too early or held, does nothing; Ctrl+Z takes it back."""
    maria.goes_to(looked)
    maria.presses(Key.Key_A)
    done.note("Approved", looked)
    maria.goes_to(noted)
    maria.presses(Key.Key_A)
    done.note("Approved", noted)
    maria.sees("runs in")
    maria.presses(Key.Key_Z, CTRL)
    done.note("Withdrawn", noted)
    assert agent.state(noted) is State.HELD
    maria.tabs_to("reloadButton")
    maria.presses(Key.Key_Return)
    maria.reads_it(noted)
    maria.waits(lambda: maria.window.inbox.flow.stage.value == "ready", "the note to be decided anew")
    maria.looks_at_it()
    maria.presses(Key.Key_R)
    done.note("Rejected", noted)
    assert agent.state(noted) is State.REJECTED


def together(maria: Typist, done: Decisions, alike: list[str]) -> None:
    """Those of one kind and of no great risk in one sheet, each signed for itself."""
    maria.goes_to(alike[0])
    maria.presses(Key.Key_B)
    maria.finds("batchSheet")
    maria.sees("3 chosen")
    maria.looks_at_it()
    maria.tabs_to("batchApprove")
    maria.presses(Key.Key_Return)
    maria.sees("Done.")
    order = [title for _verdict, title in done.rows()[len(done.verdicts) :]]
    assert sorted(order) == sorted(alike)
    done.note("Approved", *order)
    maria.presses(Key.Key_Escape)


def answered(maria: Typist, done: Decisions, question: str) -> None:
    maria.goes_to(question)
    maria.presses(Key.Key_Q)
    maria.tabs_to("answerField")
    maria.writes("Which of the two tickets?")
    maria.presses(Key.Key_Return, CTRL)
    done.note("Answered", question)


def moderate(maria: Typist, agent: Asking, done: Decisions, titles: tuple[str, str, str, str]) -> None:
    """A key, then the verb again; Esc leaves it; an edit is signed at once; Tab and Enter do as well."""
    small, smaller, edited, refused = titles
    maria.goes_to(small)
    maria.presses(Key.Key_A)
    maria.sees("Approve refund €120.00")
    maria.presses(Key.Key_A)
    done.none_more()
    maria.presses(Key.Key_Escape)
    maria.looks_at_it()
    maria.presses(Key.Key_A)
    maria.looks_at_it()
    maria.presses(Key.Key_A)
    done.note("Approved", small)
    maria.goes_to(smaller)
    maria.tabs_to("approveButton")
    maria.presses(Key.Key_Space)
    maria.looks_at_it()
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Approved", smaller)
    assert agent.runs(small)["amount_minor"] == 12_000
    assert agent.runs(smaller)["order"] == "88011"
    maria.goes_to(edited)
    maria.presses(Key.Key_E)
    edits(maria, "91.00")
    maria.presses(Key.Key_Return, CTRL)
    done.note("Edited", edited)
    assert agent.runs(edited)["amount_minor"] == 9_100
    maria.presses(Key.Key_Slash)
    maria.writes("88013")
    maria.waits(lambda: maria.window.inbox.model.rowCount() == 2, "the filter to leave a heading and one action")
    maria.tabs_to("inboxList")
    maria.presses(Key.Key_J)
    maria.reads_it(refused)
    maria.presses(Key.Key_R)
    done.note("Rejected", refused)
    maria.presses(Key.Key_Slash)
    maria.presses(Key.Key_Escape)


def edits(maria: Typist, amount: str) -> None:
    """Types another amount into the form."""
    field = maria.window.inbox.edit.form.editor("amount_minor")
    maria.waits(field.isVisible, "the form")
    for _press in range(120):
        if field.hasFocus():
            break
        maria.presses(Key.Key_Tab)
    assert field.hasFocus()
    maria.writes(amount)
    maria.waits(lambda: maria.window.inbox.bar.edit_sign.isEnabled(), "the edit to be one")
    maria.looks_at_it()


def put_off(maria: Typist, done: Decisions, title: str) -> None:
    """Out of the list until later, looked at among what is put off, and brought back."""
    maria.goes_to(title)
    maria.presses(Key.Key_S)
    maria.waits(lambda: QApplication.activePopupWidget() is not None, "the times to put it off to")
    maria.presses(Key.Key_Down)
    maria.presses(Key.Key_Return)
    maria.waits(lambda: maria.window.inbox.model.counts().snoozed == 1, "it to be put off")
    maria.waits(lambda: maria.selected() != title, "it to leave the list")
    done.none_more()
    maria.tabs_to("inboxPill_all", back=True)
    maria.steps_to("inboxPill_snoozed")
    maria.tabs_to("inboxList")
    maria.goes_to(title)
    maria.presses(Key.Key_S)
    maria.waits(lambda: QApplication.activePopupWidget() is not None, "the way back")
    maria.presses(Key.Key_Down)
    maria.presses(Key.Key_Return)
    maria.waits(lambda: maria.window.inbox.model.counts().snoozed == 0, "it to be back")
    maria.goes_to(title)
    maria.presses(Key.Key_R)
    done.note("Rejected", title)


def high_risk(maria: Typist, agent: Asking, done: Decisions, titles: tuple[str, str, str, str]) -> None:
    """Facts and trace seen, a reason, the passphrase; for five minutes it is asked no more. No is one key."""
    big, bigger, edited, refused = titles
    maria.goes_to(big)
    maria.presses(Key.Key_A)
    maria.sees("A reason is required at High")
    done.none_more()
    maria.waits(lambda: maria.focus() == "reasonField", "the keyboard to be where the reason goes")
    maria.writes("Photos show the crack")
    maria.tabs_to("approveButton")
    maria.presses(Key.Key_Return)
    maria.waits(lambda: maria.focus() == "passphraseField", "the passphrase to be asked")
    maria.looks_at_it()
    maria.writes("not this")
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    maria.sees("The passphrase does not open this key")
    done.none_more()
    maria.looks_at_it()
    maria.tabs_to("passphraseField", back=True)
    maria.writes(PASSPHRASE)
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Approved", big)
    assert agent.runs(big)["amount_minor"] == 110_000
    maria.goes_to(bigger)
    maria.presses(Key.Key_T)
    maria.tabs_to("reasonField")
    maria.writes("The invoice says so")
    maria.tabs_to("approveButton")
    maria.presses(Key.Key_Return)
    maria.looks_at_it()
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Approved", bigger)
    maria.goes_to(edited)
    maria.presses(Key.Key_E)
    edits(maria, "1090.00")
    maria.tabs_to("reasonField")
    maria.writes("One of the two is damaged")
    maria.presses(Key.Key_Return, CTRL)
    maria.sees("as edited")
    maria.looks_at_it()
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Edited", edited)
    assert agent.runs(edited)["amount_minor"] == 109_000
    maria.goes_to(refused)
    maria.presses(Key.Key_R)
    done.note("Rejected", refused)


def critical(maria: Typist, agent: Asking, done: Decisions, title: str) -> None:
    """The fact that matters is typed, and anything else is not taken for it."""
    maria.goes_to(title)
    maria.tabs_to("reasonField")
    maria.writes("It was copied to the archive")
    maria.tabs_to("approveButton")
    maria.presses(Key.Key_Return)
    maria.waits(lambda: maria.focus() == "typedFact", "the fact to be asked")
    maria.looks_at_it()
    maria.writes("orders_2020")
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    maria.sees("Type the fact as it stands above")
    done.none_more()
    maria.looks_at_it()
    maria.tabs_to("typedFact", back=True)
    maria.writes("orders_2021")
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Approved", title)
    assert agent.runs(title) == {"table": "orders_2021"}


def jumped_to(maria: Typist, agent: Asking, done: Decisions) -> None:
    """What came meanwhile waits behind a bar; the search goes to it."""
    came = agent.refund(140, 88_099)
    maria.sees("1 new")
    maria.presses(Key.Key_K, CTRL)
    maria.writes("88099")
    maria.waits(lambda: maria.window.palette_list.isVisible(), "what was found")
    maria.presses(Key.Key_Return)
    maria.reads_it(came)
    maria.presses(Key.Key_R)
    done.note("Rejected", came)


def for_two(maria: Typist, agent: Asking, done: Decisions, title: str, card: tuple[str, str]) -> None:
    """With a second person on the roster, one person's approval of what is Critical lets nothing run."""
    maria.desk.people.enrol(card[0], ("reviewer",), card[1], "A second pair of eyes").result(60)
    maria.waits(lambda: not maria.window.inbox.flow.solo, "the window to know of the second person")
    maria.goes_to(title)
    maria.tabs_to("reasonField")
    maria.writes("Copied as well")
    maria.tabs_to("approveButton")
    maria.presses(Key.Key_Return)
    maria.waits(lambda: maria.focus() == "typedFact", "the fact to be asked")
    maria.writes("orders_2022")
    maria.looks_at_it()
    maria.tabs_to("confirmButton")
    maria.presses(Key.Key_Return)
    done.note("Approved", title)
    maria.sees("It waits for a second person")
    assert agent.state(title) is State.HELD


def halted(maria: Typist, agent: Asking, title: str) -> None:
    """The stop is a key and a button away, and what was approved by one of two is void."""
    maria.presses(Key.Key_H, CTRL | Qt.KeyboardModifier.ShiftModifier)
    maria.finds("haltSheet")
    maria.tabs_to("haltNow")
    maria.presses(Key.Key_Space)
    maria.finds("haltReport")
    maria.presses(Key.Key_Escape)
    maria.sees("Refunds agent is halted")
    (view,) = maria.desk.agents().result(60)
    assert view.state == "halted"
    assert maria.desk.queue() == ()
