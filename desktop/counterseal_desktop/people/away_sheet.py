"""Say that somebody is away: what waits for them goes on to the next at once. Being back is said the same way."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from typing import Any

from counterseal.clock import stamp
from counterseal.sync.api_people import PersonView
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import DropDown
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import day_month, tr
from counterseal_desktop.widgets.untrusted import display_line

MORNING = 8
TOMORROW = 1


class AwaySheet(SignedSheet):
    """``person`` is oneself, or somebody whom an owner marks. ``done`` gives the ``OrderDone``."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, person: PersonView, now: datetime) -> None:
        name = display_line(person.name, 80)
        verb = tr("Come back") if person.me else tr("Mark as back")
        words = (
            (
                tr("You are back") if person.me else tr("{person} is back", person=name),
                tr("What waits is asked of you again.")
                if person.me
                else tr("What waits is asked of {person} again.", person=name),
                verb,
            )
            if person.away
            else (
                tr("I am away") if person.me else tr("{person} is away", person=name),
                tr(
                    "What waits and nobody else may decide goes on at once, to the agent's deputy, then to its owner. "
                    "Nothing is approved by it, and deciding here stays possible."
                ),
                tr("Mark as away"),
            )
        )
        super().__init__(deck, bridge, step_up, "awaySheet", words, risky=False, asks_reason="none", width=460)
        self._person = person
        self.until = DropDown()
        self.until.setObjectName("awayUntil")
        self.until.setAccessibleName(tr("Until when"))
        for said, until in choices(now):
            self.until.addItem(said, until)
        self.until.addItem(tr("Until I say that I am back") if person.me else tr("Until they are marked as back"), None)
        self.until.setCurrentIndex(TOMORROW)
        self.until.setVisible(not person.away)
        self.fields.addWidget(self.until)
        self.start_at(self.act if person.away else self.until)

    def call(self) -> Future[Any]:
        person = "" if self._person.me else self._person.id
        if self._person.away:
            return self._bridge.desk.autonomy.away(False, None, person)
        return self._bridge.desk.autonomy.away(True, self.until.currentData(), person)


def choices(now: datetime) -> list[tuple[str, str]]:
    """(words, UTC stamp) of until when somebody may be away, in local time."""
    local = now.astimezone()
    tomorrow = (local + timedelta(days=1)).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    monday = tomorrow + timedelta(days=(7 - tomorrow.weekday()) % 7)
    hour, week = local + timedelta(hours=1), local + timedelta(days=7)
    found = [
        (tr("For an hour, until {time}", time=f"{hour:%H:%M}"), hour),
        (tr("Until tomorrow {time}", time=f"{tomorrow:%H:%M}"), tomorrow),
        (tr("Until Monday, {day} {time}", day=day_month(monday), time=f"{monday:%H:%M}"), monday),
        (tr("For a week, until {day} {time}", day=day_month(week), time=f"{week:%H:%M}"), week),
    ]
    return [(said, stamp(until.astimezone(UTC))) for said, until in found]
