"""Around the window: notifications, the tray, links, closing into it, and a portal on a real bus."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

import pytest
import screen_story as story
from desk_double import DeskDouble
from moved_clock import MovedClock
from PySide6.QtCore import QObject, QSettings, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot
from reading import until

from counterseal.errors import InvalidInput
from counterseal.model.actions import State
from counterseal.model.risk import Risk
from counterseal.model.views import QueueItem
from counterseal.sync.api import HistoryFilter
from counterseal_desktop.native import portal
from counterseal_desktop.native.around import Around
from counterseal_desktop.native.channels import Channel, TrayChannel
from counterseal_desktop.native.notifying import NotifyChoices, Notifying
from counterseal_desktop.native.portal import PortalChannel
from counterseal_desktop.native.single import SingleInstance
from counterseal_desktop.native.tray import Tray, badged
from counterseal_desktop.shell.small_sheets import QuitSheet
from counterseal_desktop.shell.window import MainWindow


class Ear(Channel):
    """Keeps what it was to show."""

    def __init__(self, works: bool = True) -> None:
        super().__init__()
        self.shows: list[tuple[str, str, str, bool]] = []
        self.on = works

    def works(self) -> bool:
        return self.on

    def show(self, key: str, title: str, text: str, urgent: bool) -> None:
        self.shows.append((key, title, text, urgent))


@pytest.fixture
def choices(tmp_path: Path) -> NotifyChoices:
    return NotifyChoices(QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def speaking(qtbot: QtBot, choices: NotifyChoices, clock: MovedClock) -> Iterator[tuple[Notifying, Ear]]:
    ear = Ear()
    made = Notifying(choices, clock, lambda: False, [Ear(works=False), ear])
    yield made, ear
    made.stop()


def new(number: int, risk: Risk = Risk.R3, **changes: object) -> QueueItem:
    plain = {"digest": f"{number:064x}", "verb": "Refund", "title": "Refund €1,240.00 to card 4417"}
    return replace(story.queue()[0], id=story.action_id(number), risk=risk, **{**plain, **changes})  # type: ignore[arg-type]


def test_a_notification_names_risk_agent_and_verb_and_nothing_else(speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying.hear(())
    notifying.hear((new(1),))
    notifying.tell()
    assert ear.shows == [(story.action_id(1), "High: Refunds agent", "Wants to: Refund", False)]


def test_what_waited_before_is_no_news_and_nothing_is_told_twice(speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying.hear((new(1), new(2)))
    notifying.hear((new(1), new(2), new(3)))
    notifying.hear((new(1), new(3)))
    notifying.tell()
    notifying.tell()
    assert [key for key, *_rest in ear.shows] == [story.action_id(3)]
    notifying.hear((new(1), new(3, digest="ab" * 32), new(4, state=State.APPROVED)))
    notifying.tell()
    assert len(ear.shows) == 2, "an edit makes another action; what is decided is not told"


def test_many_are_told_together(speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying.hear(())
    notifying.hear(tuple(new(n, Risk.R4 if n == 3 else Risk.R2) for n in range(1, 13)))
    notifying.tell()
    assert ear.shows == [("", "12 new actions wait", "1 Critical, 11 Moderate", True)]


def test_hidden_characters_in_an_agent_s_name_are_shown(speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying.hear(())
    notifying.hear((new(1, agent_name="Refunds\u202eagent", verb="", tool="<b>pay</b>"),))
    notifying.tell()
    assert ear.shows[0][1:3] == ("High: Refunds⟦U+202E⟧agent", "Wants to: <b>pay</b>")


def test_what_ended_before_it_was_told_is_not_told(speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying.hear(())
    notifying.hear((new(1),))
    notifying.hear(())
    notifying.tell()
    assert ear.shows == []


def test_the_gathered_news_is_told_by_itself(qtbot: QtBot, speaking: tuple[Notifying, Ear]) -> None:
    notifying, ear = speaking
    notifying._timer.setInterval(1)
    notifying.hear(())
    notifying.hear((new(1),))
    until(qtbot, lambda: len(ear.shows) == 1)
    assert ear.shows[0][0] == story.action_id(1)


@pytest.mark.parametrize(
    ("at", "quiet"), [("21:59", False), ("22:00", True), ("23:30", True), ("06:59", True), ("07:00", False)]
)
def test_quiet_hours_go_over_midnight(choices: NotifyChoices, at: str, quiet: bool) -> None:
    choices.set_quiet(True)
    choices.set_hours("22:00", "07:00")
    now = datetime.combine(story.NOON.date(), time.fromisoformat(at)).astimezone()
    assert choices.silent(now, Risk.R3) is quiet
    assert not choices.silent(now, Risk.R4), "Critical breaks them"
    choices.set_critical_breaks(False)
    assert choices.silent(now, Risk.R4) is quiet


def test_choices_are_kept_and_a_spoilt_file_gives_the_defaults(tmp_path: Path) -> None:
    file = str(tmp_path / "window.ini")
    choices = NotifyChoices(QSettings(file, QSettings.Format.IniFormat))
    choices.set_on(False)
    choices.set_least(Risk.R3)
    choices.set_hours("20:15", "06:00")
    with pytest.raises(InvalidInput, match="22:00"):
        choices.set_hours("25:00", "1")
    again = NotifyChoices(QSettings(file, QSettings.Format.IniFormat))
    assert (again.on, again.least, again.hours) == (False, Risk.R3, (time(20, 15), time(6)))
    noon = story.NOON.astimezone()
    assert again.silent(noon, Risk.R4)
    again.set_on(True)
    assert again.silent(noon, Risk.R2)
    spoilt = QSettings(str(tmp_path / "other.ini"), QSettings.Format.IniFormat)
    spoilt.setValue("notifications/least", "R9")
    spoilt.setValue("notifications/quiet_from", "noonish")
    assert (NotifyChoices(spoilt).least, NotifyChoices(spoilt).hours[0]) == (Risk.R1, time(22))


# The window


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def around(window: MainWindow, ear: Ear) -> Iterator[Around]:
    made = Around(window, channels=[ear])
    yield made
    made.stop()


def test_the_title_counts_and_the_tray_too(qtbot: QtBot, window: MainWindow, desk: DeskDouble, around: Around) -> None:
    desk.set_queue((new(1), new(2, Risk.R4)))
    until(qtbot, lambda: window.windowTitle() == "(2) Counterseal")
    assert around.tray.waiting.text() == "2 actions wait"
    assert around.tray.icon.toolTip() == "Counterseal: 2 actions wait"
    desk.set_queue((new(1),))
    until(qtbot, lambda: around.tray.waiting.text() == "One action waits")
    desk.set_queue(())
    until(qtbot, lambda: window.windowTitle() == "Counterseal")


def test_nothing_is_told_while_the_window_is_in_front(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, around: Around, ear: Ear
) -> None:
    desk.set_queue(())
    until(qtbot, lambda: window.windowTitle() == "Counterseal")
    window.activateWindow()
    until(qtbot, lambda: QApplication.activeWindow() is window)
    desk.set_queue((new(1),))
    until(qtbot, lambda: window.windowTitle().startswith("(1)"))
    around.notifying.tell()
    assert ear.shows == []
    window.hide()
    desk.set_queue((new(1), new(2)))
    until(qtbot, lambda: window.windowTitle().startswith("(2)"))
    around.notifying.tell()
    assert [key for key, *_rest in ear.shows] == [story.action_id(2)]


def test_pressing_a_notification_shows_the_action_and_decides_nothing(
    qtbot: QtBot, window: MainWindow, desk: DeskDouble, around: Around, ear: Ear
) -> None:
    window.show_screen("agents")
    window.hide()
    ear.clicked.emit(story.action_id(2))
    assert window.isVisible()
    assert window.screen() == "inbox"
    chosen = window.inbox.selected()
    assert chosen is not None
    assert chosen.id == story.action_id(2)
    assert desk.drafts == []
    window.show_screen("agents")
    ear.clicked.emit("")
    ear.clicked.emit("test")
    ear.clicked.emit("tray")
    assert window.screen() == "agents"


def test_a_link_shows_its_action_and_a_bad_one_is_told(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    window.follow_link(f"counterseal://action/{story.action_id(3)}")
    chosen = window.inbox.selected()
    assert chosen is not None
    assert chosen.id == story.action_id(3)
    window.follow_link("counterseal://approve/everything")
    assert "not a link" in window.banner.message()
    assert desk.drafts == []


def test_a_link_to_what_does_not_wait_shows_no_other_action(qtbot: QtBot, window: MainWindow, desk: DeskDouble) -> None:
    gone = story.action_id(77)
    window.follow_link(f"counterseal://action/{gone}")
    until(qtbot, lambda: window.screen() == "history")
    assert window.history.model.wanted == HistoryFilter(subject=gone)
    assert "does not wait for a decision here" in window.banner.message()
    assert desk.drafts == []


def test_a_link_that_comes_before_the_queue_waits_for_it(qtbot: QtBot, desk: DeskDouble, clock: MovedClock) -> None:
    waiting = desk.queue()
    desk.items = ()
    window = MainWindow(desk, clock, ask_on_close=False)
    window.show()
    window.follow_link(f"counterseal://action/{waiting[2].id}")
    assert (window.screen(), window.inbox.selected()) == ("inbox", None)
    desk.set_queue(waiting)
    until(qtbot, lambda: window.inbox.selected() is not None and window.inbox.selected().id == waiting[2].id)
    assert window.screen() == "inbox"
    window.close()
    window.deleteLater()


def test_a_later_start_brings_the_window_up(qtbot: QtBot, window: MainWindow, tmp_path: Path, ear: Ear) -> None:
    instance = SingleInstance(tmp_path / "profile")
    assert instance.take()
    made = Around(window, instance, [ear])
    window.hide()
    instance.shown.emit("")
    assert window.isVisible()
    instance.shown.emit(f"counterseal://action/{story.action_id(4)}")
    chosen = window.inbox.selected()
    assert chosen is not None
    assert chosen.id == story.action_id(4)
    made.stop()
    second = SingleInstance(tmp_path / "profile")
    assert second.take(), "the closed window gave its place up"
    second.give_up()


def test_closing_goes_into_the_tray_and_quitting_names_who_waits(
    qtbot: QtBot, desk: DeskDouble, clock: MovedClock, ear: Ear
) -> None:
    desk.state = replace(desk.state, gateway="embedded")
    window = MainWindow(desk, clock)
    made = Around(window, channels=[ear])
    window.leaving.in_tray = lambda: True
    window.start()
    window.show()
    until(qtbot, lambda: bool(window.news.agents))
    window.close()
    assert not window.isVisible()
    assert not desk.closed
    assert ear.shows == [("tray", "Counterseal is still here", ear.shows[0][2], False)]
    window.bring_up()
    window.close()
    assert len(ear.shows) == 1, "told once"
    made.tray.quit_wanted.emit()
    assert window.isVisible()
    assert isinstance(window.sheet(), QuitSheet)
    window.sheet().leave()
    window.close()
    assert not window.isVisible(), "after staying, closing hides again"
    window.leaving.set_keeps(False)
    window.bring_up()
    window.close()
    assert isinstance(window.sheet(), QuitSheet), "the person wants closing to quit"
    with qtbot.waitSignal(window.closed):
        window.sheet().quit_wanted.emit()
    assert desk.closed
    window.deleteLater()


def test_the_tray_asks_for_a_halt_in_the_window(window: MainWindow, around: Around) -> None:
    window.hide()
    around.tray.halt_wanted.emit()
    assert window.isVisible()
    assert window.sheet() is not None
    assert window.sheet().objectName() == "haltSheet"


def test_the_tray_icon_carries_the_count(qtbot: QtBot) -> None:
    def differing(one: QImage, other: QImage) -> int:
        return sum(one.pixel(x, y) != other.pixel(x, y) for x in range(one.width()) for y in range(one.height()))

    plain, few, critical = (badged(*args).pixmap(32, 32).toImage() for args in ((0, False), (7, False), (7, True)))
    assert differing(plain, few) > 60
    assert differing(few, critical) > 40
    assert differing(few, badged(8, False).pixmap(32, 32).toImage()) > 3


def test_without_a_tray_it_looks_again_and_gives_up(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    there = [False, False, True]
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: there.pop(0) if there else True)
    tray = Tray()
    tray._looking.setInterval(1)
    with qtbot.waitSignal(tray.appeared):
        tray.start()
    tray.stop()
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: False)
    never = Tray()
    never._looking.setInterval(1)
    never.start()
    until(qtbot, lambda: not never._looking.isActive())
    assert not never.shown()
    never.stop()
    assert not TrayChannel(never.icon).works()


# A real bus


class Portal(QObject):
    """Stands for the desktop's notification portal; keeps what it was asked to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[tuple[str, dict[str, object]]] = []

    @Slot(str, "QVariantMap")
    def AddNotification(self, key: str, notification: dict[str, object]) -> None:  # noqa: N802 (the bus calls it so)
        self.shown.append((key, notification))


def test_a_notification_goes_over_a_real_bus_and_a_press_comes_back(qtbot: QtBot, bus: str) -> None:
    ours, theirs = QDBusConnection.connectToBus(bus, "ours"), QDBusConnection.connectToBus(bus, "theirs")
    desktop = Portal()
    export = QDBusConnection.RegisterOption.ExportAllSlots
    assert theirs.registerObject(portal.PATH, portal.FACE, desktop, export)
    assert theirs.registerService(portal.PORTAL)
    channel = PortalChannel(ours)
    until(qtbot, channel.works)
    channel.show(story.action_id(1), "High: Refunds agent", "Wants to: Refund", True)
    until(qtbot, lambda: len(desktop.shown) == 1)
    key, said = desktop.shown[0]
    assert key == f"counterseal:{story.action_id(1)}"
    assert said == {
        "title": "High: Refunds agent",
        "body": "Wants to: Refund",
        "priority": "urgent",
        "default-action": "show",
    }, "plain text, and no button of any kind"
    pressed: list[str] = []
    channel.clicked.connect(pressed.append)
    for name in ("somebody-else:1", key):
        message = QDBusMessage.createSignal(portal.PATH, portal.FACE, "ActionInvoked")
        message.setArguments([name, "approve", []])
        assert theirs.send(message)
    until(qtbot, lambda: pressed == [story.action_id(1)])
    channel.deleteLater()


def test_a_portal_that_fails_is_asked_no_more(
    qtbot: QtBot, bus: str, choices: NotifyChoices, clock: MovedClock
) -> None:
    ours, theirs = QDBusConnection.connectToBus(bus, "ours"), QDBusConnection.connectToBus(bus, "theirs")
    assert theirs.registerService(portal.PORTAL), "the service without its object"
    channel, second = PortalChannel(ours), Ear()
    made = Notifying(choices, clock, lambda: False, [channel, second])
    until(qtbot, channel.works)
    assert made.channel() is channel
    made.try_it()
    until(qtbot, lambda: made.channel() is second)
    assert made.try_it() == second.words()
    assert second.shows[0][0] == "test"


def test_what_a_channel_could_not_show_is_shown_by_the_next_one(choices: NotifyChoices, clock: MovedClock) -> None:
    first, second = Ear(), Ear()
    made = Notifying(choices, clock, lambda: False, [first, second])
    first.failed.emit()
    assert second.shows == [], "nothing had been told yet"
    made = Notifying(choices, clock, lambda: False, [first, second])
    made.hear(())
    made.hear((new(1), new(2)))
    made.tell()
    assert (len(first.shows), second.shows) == (2, [])
    for _one in first.shows:
        first.failed.emit()
    assert second.shows == first.shows, "each once"
    made.stop()


def test_without_a_bus_or_tray_it_says_so(qtbot: QtBot, choices: NotifyChoices, clock: MovedClock) -> None:
    nowhere = PortalChannel(QDBusConnection("counterseal-nowhere"))
    assert not nowhere.works()
    made = Notifying(choices, clock, lambda: False, [nowhere])
    assert "no notifications" in made.channel().words()
