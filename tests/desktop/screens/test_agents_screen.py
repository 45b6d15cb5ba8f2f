"""The agents screen as an owner reads it: the table, and everything about one agent beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace

import autonomy_double as signed
import pytest
import screen_story as story
from aside_double import incident
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from reading import click, until, words
from reading import sees as expect_seen

from counterseal.clock import later, parse_stamp
from counterseal.errors import Unreachable
from counterseal.model.autonomy import Autonomy, Level, ToolGroup
from counterseal.model.risk import Risk
from counterseal.sync.api_autonomy import AgentDetail
from counterseal_desktop import theme
from counterseal_desktop.agents.agent_sheets import AgentSheets
from counterseal_desktop.agents.agents_model import LEVEL, STATE
from counterseal_desktop.agents.screen import AgentsScreen
from counterseal_desktop.agents.standing import day_of, when
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.step_up import StepUp


class Hall(QWidget):
    """The agents screen by itself, with its sheets over it; ``asked`` keeps where it would have led in the hall."""

    def __init__(self, desk: DeskDouble, clock: MovedClock) -> None:
        super().__init__()
        self.resize(1280, 800)
        self.bridge = DeskBridge(desk, self)
        self.deck = SheetDeck(self, self)
        sheets = AgentSheets(self.bridge, self.deck, StepUp(clock.monotonic), clock, self)
        self.agents = AgentsScreen(self.bridge, sheets, clock, self)
        self.asked: list[object] = []
        self.agents.history_wanted.connect(self.asked.append)
        self.agents.incident_wanted.connect(self.asked.append)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.agents)


@pytest.fixture
def open_hall(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> Iterator[Callable[[], Hall]]:
    """Open the screen on ``desk`` as the test has set it up."""
    opened: list[Hall] = []

    def make() -> Hall:
        hall = Hall(desk, clock)
        opened.append(hall)
        qtbot.addWidget(hall)
        hall.show()
        qtbot.waitExposed(hall)
        hall.agents.start()
        until(qtbot, lambda: bool(hall.agents.model.agents()) or not desk.agent_views)
        return hall

    yield make
    for hall in opened:
        hall.bridge.close()
    QApplication.processEvents()


@pytest.fixture
def hall(open_hall: Callable[[], Hall]) -> Hall:
    return open_hall()


def change(desk: DeskDouble, agent: str, **changes: object) -> None:
    """Let the table tell something else of one agent."""
    desk.agent_views = tuple(replace(one, **changes) if one.id == agent else one for one in desk.agent_views)


def looks_at(qtbot: QtBot, hall: Hall, agent: str) -> QWidget:
    """Go to an agent and wait until everything about it is there."""
    assert hall.agents.select(agent)
    until(qtbot, lambda: hall.agents.side.detail is not None and hall.agents.side.detail.view.id == agent)
    return hall.agents.side


def cells(hall: Hall, agent: str) -> tuple[str, str]:
    row = hall.agents.model.row_of(agent)
    model = hall.agents.model
    return model.index(row, LEVEL).data(), model.index(row, STATE).data()


def test_the_table_says_level_and_state_in_words(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    change(desk, "crm", cap="L1", level="L1")
    change(desk, "clinic", state="paused", paused_by="Sara Holm")
    hall = open_hall()
    assert cells(hall, "refunds") == ("L4 Approver", "Running")
    assert cells(hall, "crm") == ("lowered to L1", "Lowered")
    assert cells(hall, "clinic") == ("L3 Consultant", "Paused")
    assert cells(hall, "logistics") == ("L4 Approver", "Unreachable")
    assert cells(hall, "storage") == ("L4 Approver", "Halted")
    model = hall.agents.model
    row = model.row_of("crm")
    assert model.index(row, STATE).data(Qt.ItemDataRole.AccessibleTextRole) == "State: Lowered"


def test_needs_attention_holds_what_is_lowered_or_has_an_incident(
    qtbot: QtBot, desk: DeskDouble, open_hall: Callable
) -> None:
    change(desk, "crm", cap="L1")
    change(desk, "code", open_incidents=1)
    hall = open_hall()
    click(qtbot, hall, "agentsPill_attention")
    shown = {hall.agents.model.index(row, 0).data() for row in range(hall.agents.model.rowCount())}
    assert shown == {"CRM agent", "Code agent", "Logistics agent", "Storage agent"}


def test_the_side_says_who_answers_and_which_record_proves_it(qtbot: QtBot, hall: Hall) -> None:
    side = looks_at(qtbot, hall, "refunds")
    digest = signed.digest("charter")
    record = f"{digest[:4]} {digest[4:8]} … {digest[-4:]}"
    said = side.answers.text()
    assert said.startswith(f"Maria Lind answers for every decision it makes. The charter {record} proves it")
    assert "verified to entry 48,173" in said
    assert side.purpose.text() == "Refunds for damaged or late orders, from the ticket to the booked refund."
    click(qtbot, hall, "agentHistory")
    assert hall.asked == ["refunds"]


def test_an_agent_that_was_only_registered_says_what_it_lacks(qtbot: QtBot, hall: Hall) -> None:
    side = looks_at(qtbot, hall, "code")
    expect_seen(qtbot, side, "The signed registration proves it", "No charter is signed, so it cannot leave L1.")
    expect_seen(qtbot, side, "No mandate is signed.", "nothing runs alone without one", "None is described yet")
    expect_seen(qtbot, side, "nothing to count yet", "Without a charter there is no target")
    assert "It has no mandate, so for now everything waits." in side.autonomy.sentence.text()


def test_a_mandate_is_read_in_sentences_with_its_budgets(qtbot: QtBot, hall: Hall) -> None:
    side = looks_at(qtbot, hall, "refunds")
    expect_seen(qtbot, side.mandate, "Refunds a day", "€1,612.00 of €2,000.00 a day", "6 of 20 calls an hour")
    expect_seen(qtbot, side.mandate, "May run alone: refunds.issue, orders.get, mail.send.")
    expect_seen(qtbot, side.mandate, "Amount of each refunds.issue: at most €500.00.", "card ••4417, Visa")
    expect_seen(qtbot, side.mandate, "Only Mon to Fri, 08:00 to 18:00 (Europe/Berlin).", "a confidence of 80 % or more")
    expect_seen(qtbot, side.mandate, "Anything else waits for a person.", "in 40 days; lapses after 24 hours")


def test_a_mandate_that_has_ended_says_so(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    ended = signed.mandate(expires_at=later(story.NOON, -60), outside="refuse")
    desk.autonomy.details["refunds"] = replace(signed.full_detail(view), mandate=ended)
    side = looks_at(qtbot, open_hall(), "refunds")
    expect_seen(qtbot, side.mandate, "This mandate has ended", "Anything else is refused.", "which has passed")


def test_figures_stand_against_the_charter(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    worse = replace(signed.full_detail(view), figures=signed.figures(wrong=0.02))
    desk.autonomy.details["refunds"] = worse
    side = looks_at(qtbot, open_hall(), "refunds")
    expect_seen(qtbot, side.success, "Resolved within 10 min", "93.1 %", "target 90 %", "at most 0.5 %")
    said = words(side.success)
    assert "Resolved within 10 min: 93.1 % target 90 % kept" in said
    assert "Wrong after it ran: 2 % at most 0.5 % missed" in said
    assert "4,118 actions in 30 days, 3,862 of them alone." in said


def test_a_lowered_agent_says_why_and_what_was_signed(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    change(desk, "crm", cap="L1", level="L1")
    side = looks_at(qtbot, open_hall(), "crm")
    until(qtbot, lambda: "an incident was opened" in side.state.message())
    assert "Lowered to L1 Operator by itself" in side.state.message()
    expect_seen(qtbot, side.autonomy, "L4 Approver was signed; until it is signed again, this counts.")
    assert side.autonomy.scale.accessibleName() == "Autonomy level L4 Approver, lowered to L1 Operator by itself"


def test_groups_and_quorums_are_told(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    group = ToolGroup("Mail", ("mail.*",), Level.L2)
    autonomy = Autonomy(Level.L4, (group,), {Risk.R3: 2})
    desk.autonomy.details["refunds"] = replace(signed.full_detail(view), autonomy=autonomy)
    side = looks_at(qtbot, open_hall(), "refunds")
    expect_seen(qtbot, side.autonomy, "Mail (mail.*): L2 Collaborator.", "High takes 2 people here.")


def test_paused_and_unreachable_are_told_in_human_time(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    change(desk, "clinic", state="paused", paused_by="Sara Holm")
    hall = open_hall()
    side = looks_at(qtbot, hall, "clinic")
    at = parse_stamp(later(story.NOON, -300)).astimezone()
    until(qtbot, lambda: f"Paused by Sara Holm 5 minutes ago ({at:%H:%M})" in side.state.message())
    assert side.resume.isVisible()
    assert not side.pause.isVisible()
    looks_at(qtbot, hall, "logistics")
    assert side.state.message().startswith("Unreachable. It has stopped by itself: its lease ended at")


def test_an_agent_is_paused_while_its_gateway_cannot_be_reached(
    qtbot: QtBot, desk: DeskDouble, open_hall: Callable
) -> None:
    desk.failing["agent"] = Unreachable("The gateway does not answer")
    hall = open_hall()
    assert hall.agents.select("clinic")
    click(qtbot, hall, "pauseAgent")
    expect_seen(qtbot, hall, "Pause Clinic scribe", "Everything it asks for waits")
    click(qtbot, hall, "pauseSheetAct")
    until(qtbot, lambda: desk.autonomy.signed == [("pause", "agent", "clinic", "")])


def test_an_agent_without_an_owner_says_how_to_name_one(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    change(desk, "code", owner="", owner_id="")
    side = looks_at(qtbot, open_hall(), "code")
    assert "Nobody answers for it, so nothing runs." in side.answers.text()


def test_what_waits_for_a_second_person_is_read_and_signed(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    many = tuple(f"the limit of tool {number} rises" for number in range(6))
    mine = signed.pending(kind="mandate", by_me=True, by="Maria Lind", changes=many)
    desk.autonomy.details["refunds"] = replace(signed.full_detail(view), pending=(signed.pending(), mine))
    hall = open_hall()
    side = looks_at(qtbot, hall, "refunds")
    expect_seen(qtbot, side.pending, "Another level", "The level rises from L4 Approver to L5 Observer.")
    expect_seen(qtbot, side.pending, "Signed by Jonas Öberg 25 minutes ago", "Reason: Two quiet months")
    expect_seen(qtbot, side.pending, "Another mandate", "The limit of tool 3 rises.", "2 more changes")
    expect_seen(qtbot, side.pending, "You signed it, so somebody else must sign it too.")
    assert side.findChild(QAbstractButton, "second_mandate") is None
    click(qtbot, hall, "second_level")
    until(qtbot, lambda: hall.deck.top() is not None and hall.deck.top().objectName() == "secondSheet")
    hall.deck.top().leave()
    desk.tell("status", replace(desk.state, identity=replace(desk.state.identity, roles=("auditor",))))
    desk.tell("agents")
    expect_seen(qtbot, side.pending, "An owner or reviewer may sign it.")


def test_incidents_lead_to_the_history(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    mine = incident(1, "refunds", story.action_id(1))
    desk.autonomy.details["refunds"] = replace(signed.full_detail(view), incidents=(mine,))
    hall = open_hall()
    side = looks_at(qtbot, hall, "refunds")
    expect_seen(qtbot, side.incidents, "Open. Marked as wrong by Maria Lind")
    click(qtbot, hall, "openIncident")
    assert hall.asked == [mine]


def test_what_an_agent_calls_itself_is_shown_as_text(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    view = next(one for one in desk.agent_views if one.id == "refunds")
    tricky = signed.ToolView("pay\u202eout<b>", False, None, "R4", 1)
    charter = replace(signed.CHARTER, metric="<img src=x>\u200b")
    detail = replace(signed.full_detail(view), tools=(tricky,), charter=charter)
    desk.autonomy.details["refunds"] = detail
    side = looks_at(qtbot, open_hall(), "refunds")
    expect_seen(qtbot, side.tools, "pay⟦U+202E⟧out<b>")
    expect_seen(qtbot, side.success, "<img src=x>⟦U+200B⟧")


def test_a_gateway_that_cannot_tell_the_rest_leaves_what_is_known(
    qtbot: QtBot, desk: DeskDouble, open_hall: Callable
) -> None:
    hall = open_hall()
    until(qtbot, lambda: hall.agents.side.detail is not None)
    desk.fail["agent"] = Unreachable("The gateway does not answer")
    hall.agents.select("procurement")
    until(qtbot, lambda: "The gateway does not answer" in hall.agents.side.trouble.message())
    assert hall.agents.side.title.text() == "Procurement agent"
    assert hall.agents.side.halt.isEnabled()
    desk.tell("agents")
    until(qtbot, lambda: not hall.agents.side.trouble.isVisible())


def test_agents_that_cannot_be_read_say_why_and_are_asked_again(
    qtbot: QtBot, desk: DeskDouble, open_hall: Callable
) -> None:
    kept, desk.agent_views = desk.agent_views, ()
    hall = open_hall()
    expect_seen(qtbot, hall.agents, "No agent asks here yet")
    desk.failing["agents"] = Unreachable("The gateway does not answer")
    hall.agents.reload()
    expect_seen(qtbot, hall.agents, "The agents cannot be read", "The gateway does not answer")
    del desk.failing["agents"]
    desk.agent_views = kept
    click(qtbot, hall, "agentsAgain")
    until(qtbot, lambda: hall.agents.model.rowCount() == len(kept))
    assert not hall.findChild(QAbstractButton, "agentsAgain").isVisible()


def test_two_agents_of_one_id_at_two_gateways_are_told_apart(
    qtbot: QtBot, desk: DeskDouble, open_hall: Callable
) -> None:
    here = next(one for one in desk.agent_views if one.id == "code")
    there = replace(here, gateway="payments", owner="Maria Lind", owner_id=story.MARIA, name="Code agent at payments")
    desk.agent_views = (there, here)
    hall = open_hall()
    side = looks_at(qtbot, hall, "code")
    assert hall.agents.selected() == here
    assert hall.agents.select("code@payments")
    until(qtbot, lambda: side.detail is not None and side.detail.view == there)
    click(qtbot, hall, "openMandate")
    expect_seen(qtbot, hall, "Mandate of Code agent at payments", "Sign this mandate")


def test_news_that_come_fast_ask_once_more_and_no_more(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    tell = desk.autonomy.agent
    waiting: list[Future[AgentDetail]] = []

    def slowly(agent: str) -> Future[AgentDetail]:
        waiting.append(Future())
        return waiting[-1]

    desk.autonomy.agent = slowly
    hall = open_hall()
    for today in (119, 120, 121):
        change(desk, "refunds", today=today)
        desk.tell("agents")
        until(qtbot, lambda today=today: hall.agents.selected().today == today)
    assert len(waiting) == 1
    waiting[0].set_result(tell("refunds").result())
    until(qtbot, lambda: len(waiting) == 2)
    waiting[1].set_result(tell("refunds").result())
    until(qtbot, lambda: hall.agents.side.detail is not None)
    QApplication.processEvents()
    assert len(waiting) == 2


def test_a_late_answer_about_another_agent_is_dropped(qtbot: QtBot, hall: Hall, desk: DeskDouble) -> None:
    looks_at(qtbot, hall, "refunds")
    desk.hold = True
    hall.agents.select("code")
    hall.agents.select("crm")
    desk.hold = False
    desk.release()
    until(qtbot, lambda: hall.agents.side.detail is not None)
    assert hall.agents.side.detail.view.id == "crm"


def test_without_agents_the_screen_says_how_to_get_one(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    desk.agent_views = ()
    hall = open_hall()
    expect_seen(qtbot, hall.agents, "No agent asks here yet", "counterseal agents register ID --name NAME")
    click(qtbot, hall, "emptyRegister")
    until(qtbot, lambda: hall.deck.top() is not None and hall.deck.top().objectName() == "registerSheet")


def test_an_auditor_registers_nothing(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    desk.agent_views = ()
    desk.state = replace(desk.state, identity=replace(desk.state.identity, roles=("auditor",)))
    hall = open_hall()
    expect_seen(qtbot, hall.agents, "No agent asks here yet")
    assert not hall.findChild(QAbstractButton, "registerAgent").isVisible()
    assert not hall.findChild(QAbstractButton, "emptyRegister").isVisible()


def test_a_filter_that_matches_nothing_is_no_alarm(qtbot: QtBot, desk: DeskDouble, open_hall: Callable) -> None:
    desk.agent_views = tuple(one for one in desk.agent_views if one.id == "code")
    hall = open_hall()
    click(qtbot, hall, "agentsPill_mine")
    expect_seen(qtbot, hall.agents, "None of the agents is yours")
    assert not hall.findChild(QAbstractButton, "emptyRegister").isVisible()
    click(qtbot, hall, "agentsPill_attention")
    expect_seen(qtbot, hall.agents, "Nothing needs attention")


@pytest.mark.parametrize(("scheme", "scale"), [("dark", 1.0), ("light", 2.0)])
def test_the_side_keeps_its_content_inside(
    qtbot: QtBot, qapp: QApplication, desk: DeskDouble, open_hall: Callable, scheme: str, scale: float
) -> None:
    theme.apply_theme(qapp, scheme, scale)
    hall = open_hall()
    side = looks_at(qtbot, hall, "refunds")
    until(qtbot, lambda: side.tools.isVisible())
    room = side.page.viewport().width()
    until(qtbot, lambda: side.page.widget().width() <= room)
    for card in (side.autonomy, side.mandate, side.readiness, side.success, side.tools):
        assert card.geometry().right() < room
    ground = side.tools.grab().toImage().pixelColor(side.tools.width() // 2, 6)
    assert ground == QColor(theme.current().surface)


def test_everything_that_takes_the_keyboard_has_a_name(qtbot: QtBot, hall: Hall) -> None:
    looks_at(qtbot, hall, "refunds")
    nameless = [
        widget.objectName() or type(widget).__name__
        for widget in hall.agents.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget, QLineEdit | QPlainTextEdit)
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_moments_are_told_as_people_tell_them() -> None:
    now = parse_stamp("2026-11-21T13:02:00.000Z")
    clock = f"{now.astimezone():%H:%M}"
    assert when("2026-11-21T13:02:00.000Z", now) == f"just now ({clock})"
    assert when("2026-11-21T13:01:00.000Z", now).startswith("1 minute ago (")
    assert when("2026-11-21T11:01:00.000Z", now).startswith("today at ")
    assert when("2026-11-20T13:02:00.000Z", now) == f"yesterday at {clock}"
    assert when("2026-11-03T13:02:00.000Z", now) == f"on 3 Nov at {clock}"
    assert when("2025-11-03T13:02:00.000Z", now) == f"on 3 Nov 2025 at {clock}"
    assert day_of("2026-11-22T13:02:00.000Z", now) == "22 Nov 2026, tomorrow"
    assert day_of("2026-11-21T13:01:00.000Z", now) == "21 Nov 2026, which has passed"
