"""Settings, People and keys: who is on the roster, the own key, and what waits."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from counterseal.clock import Clock
from counterseal.errors import KnownError, Locked
from counterseal.sync.api import DeskStatus
from counterseal.sync.api_autonomy import OrderDone
from counterseal.sync.api_evidence import ReplicaView
from counterseal.sync.api_people import (
    PendingEnrolment,
    PeopleChange,
    PeopleView,
    PersonView,
    RecoverySheet,
    RosterApi,
)
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.people.away_sheet import AwaySheet
from counterseal_desktop.people.card_sheet import CardSheet
from counterseal_desktop.people.enrol_sheet import EnrolSheet
from counterseal_desktop.people.key_sheets import PassphraseChangeSheet, RecoverSheet, RotateSheet
from counterseal_desktop.people.person_row import PendingRow, PersonRow, roles_words
from counterseal_desktop.people.recovery_view import RecoveryView
from counterseal_desktop.people.revoke_sheet import RevokeSheet
from counterseal_desktop.settings.table import SettingsTable
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.sheet import hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import ActionButton, Banner, FilterPill
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.untrusted import display_line

DONE = {
    "announced": mark("Announced: signed, entry {entry}."),
    "enrolled": mark("Enrolled: signed, entry {entry}."),
    "rotated": mark("Your new key is in force: signed, entry {entry}."),
    "revoked": mark("Revoked: signed, entry {entry}."),
    "recovered": mark("Recovered: your new key is in force: signed, entry {entry}."),
}


class PeoplePage(QWidget):
    """Signals: lock_wanted(); unlock_wanted(): the person asks for it here."""

    lock_wanted = Signal()
    unlock_wanted = Signal()

    def __init__(
        self, bridge: DeskBridge, deck: SheetDeck, step_up: StepUp, clock: Clock, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("peoplePage")
        self._clock = clock
        self._bridge = bridge
        self._deck = deck
        self._step_up = step_up
        self.view: PeopleView | None = None
        self._roles: tuple[str, ...] = ()
        self._locked = False
        self.report = Banner("green")
        self.report.setObjectName("peopleReport")
        self.report.hide()
        self._where = ""
        self._replicas: tuple[ReplicaView, ...] = ()
        self._places = _Places()
        self._places.chosen.connect(self.show_roster)
        self._you = SettingsTable(tr("You and your key"), None, self)
        self._you.setObjectName("settingsPeople")
        self._make_buttons()
        self.enrol = ActionButton(tr("Enrol somebody…"), icon_name="plus")
        self.enrol.setObjectName("enrolButton")
        self.enrol.clicked.connect(lambda: self.open_enrol())
        self._people = Card(tr("People"), self.enrol, self)
        self._people.setObjectName("peopleCard")
        self._waiting = Card(tr("Announced, not enrolled yet"), None, self)
        self._waiting.setObjectName("pendingCard")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(12))
        rows.addWidget(self.report)
        rows.addWidget(self._you)
        rows.addWidget(self._places)
        for card in (self._waiting, self._people):
            let_grow(card)
            rows.addWidget(card)
        self._holders: dict[Card, QWidget] = {}
        self._fill(self._people, [OwnLabel(tr("Asking…"), "muted")])
        self._waiting.hide()

    def reload(self) -> None:
        """Ask who is on the shown roster now."""
        where = self._where

        def ok(view: PeopleView) -> None:
            if where == self._where:
                self.set_view(view)

        def failed(error: KnownError) -> None:
            if where == self._where:
                self._on_unread(error)

        if self.view is None:
            self._fill(self._people, [OwnLabel(tr("Asking…"), "muted")])
        roster = self._roster_or_say()
        if roster is not None:
            self._bridge.run(roster.view(), self, ok, failed)

    def set_replicas(self, replicas: tuple[ReplicaView, ...]) -> None:
        """The separate gateways whose rosters can be shown as well."""
        self._replicas = replicas
        self._places.set_places(tuple((replica.origin, replica.name) for replica in replicas))

    def show_roster(self, origin: str) -> None:
        """The own roster (empty) or that of a separate gateway, by its log's origin."""
        if origin == self._where:
            return
        self._where = origin
        self._places.mark(origin)
        self.view = None
        name = next((one.name for one in self._replicas if one.origin == origin), "")
        self._people.set_title(tr("People at {gateway}", gateway=display_line(name, 60)) if origin else tr("People"))
        self._waiting.hide()
        self.reload()

    def set_status(self, status: DeskStatus) -> None:
        """Who sits here, and whether the key is locked."""
        who = status.identity
        solo = (
            tr("You are the only owner or reviewer: every quorum is you, and the record says so.") if who.solo else ""
        )
        self._you.set_rows(
            [
                ("", tr("Person"), who.name, ""),
                ("", tr("Roles"), roles_words(who.roles), solo),
                ("", tr("Key id"), who.key_id, ""),
                ("amber" if who.key_warning else "green", tr("Key"), who.key_place, who.key_warning),
                ("grey" if who.locked else "green", tr("Locked"), _lock_words(who.locked), ""),
            ]
        )
        self._locked = who.locked
        self.lock.setText(tr("Unlock…") if who.locked else tr("Lock now"))  # trusted: literals
        self.lock.set_key_hint("" if who.locked else "Ctrl L")
        if who.roles != self._roles:
            self._roles = who.roles
            if self.view is not None:
                self.set_view(self.view)

    def set_view(self, view: PeopleView) -> None:
        """Show the roster."""
        self.view = view
        may_change = "owner" in self._roles
        self.enrol.setEnabled(bool({"owner", "reviewer"} & set(self._roles)))
        rows: list[QWidget] = []
        for person in sorted(view.people, key=lambda one: (not one.active, not one.me, one.name.casefold())):
            row = PersonRow(person, may_change or person.me, bool({"owner", "reviewer"} & set(person.roles)))
            row.revoke_wanted.connect(self.open_revoke)
            row.away_wanted.connect(self.open_away)
            rows.append(row)
        self._fill(self._people, [OwnLabel(display_line(view.rule, 400), "muted", wrap=True), *rows])
        waiting: list[QWidget] = []
        for pending in view.pending:
            line = PendingRow(pending)
            line.finish_wanted.connect(self.open_enrol)
            waiting.append(line)
        self._fill(self._waiting, waiting)
        self._waiting.setVisible(bool(waiting))

    # Sheets

    def open_enrol(self, pending: PendingEnrolment | None = None) -> None:
        """Ask for a card, its code and the roles, for the shown roster."""
        roster = self._roster_or_say()
        if roster is not None:
            rule = self.view.rule if self.view is not None else ""
            self._open(EnrolSheet(self._deck, self._bridge, self._step_up, roster, rule, pending))

    def open_revoke(self, target: str, words: str) -> None:
        """Ask why, and since when a key is doubtful, on the shown roster."""
        roster = self._roster_or_say()
        if roster is None:
            return
        size = self._bridge.desk.status().ledger.size
        if self._where:
            size = next((one.size for one in self._replicas if one.origin == self._where), 0)
        self._open(RevokeSheet(self._deck, self._bridge, self._step_up, roster, target, words, size))

    def open_away(self, person: PersonView) -> None:
        """Ask until when somebody is away, or say that they are back."""
        sheet = AwaySheet(self._deck, self._bridge, self._step_up, person, self._clock.now())
        sheet.done.connect(lambda done: self._on_away(person, done))
        self._deck.open(sheet)

    def open_card(self) -> None:
        """The own card with its code; unlocking comes first where it must."""
        people = self._bridge.desk.people
        try:
            card = people.card()
            self._deck.open(CardSheet(self._deck, card, people.read_card(card).code))
        except Locked:
            self.unlock_wanted.emit()
        except KnownError as error:
            self._on_failed(error)

    def open_recovery(self) -> None:
        """Make a recovery sheet: asked for once more, since the one before ends."""
        sheet = _NewSheet(self._deck, self._bridge, self._step_up)
        sheet.done.connect(self._show_recovery)
        self._deck.open(sheet)

    def say(self, text: str, tone: str) -> None:
        """A sentence at the top of the page."""
        self.report.set_tone(tone)
        self.report.set_message(text, tr("Close"), self.report.hide)
        self.report.show()

    def _roster_or_say(self) -> RosterApi | None:
        """The shown roster; None, and said, when its gateway is gone."""
        desk = self._bridge.desk
        try:
            return desk.people_at(self._where) if self._where else desk.people
        except KnownError as error:
            self._on_unread(error)
            return None

    def _open(self, sheet: SignedSheet) -> None:
        sheet.done.connect(self._on_done)
        self._deck.open(sheet)

    def _show_recovery(self, sheet: RecoverySheet) -> None:
        self._deck.open(RecoveryView(self._deck, sheet))
        self.reload()

    def _on_done(self, change: PeopleChange | None) -> None:
        if change is None:
            self.say(tr("Your passphrase is changed."), "green")
        else:
            entry = figure(change.seq)
            words = tr("{change}: signed, entry {entry}.", change=display_line(change.kind, 40), entry=entry)
            if change.kind in DONE:
                words = tr(DONE[change.kind], entry=entry)
            tone = "blue" if change.kind == "announced" else "green"
            self.say(_with_note(words, change.note), tone)
        self.reload()

    def _on_away(self, person: PersonView, done: OrderDone) -> None:
        self.say(_with_note(_away_done(person, done), done.note), "green")
        self.reload()

    def _on_failed(self, error: KnownError) -> None:
        self.say(display_line(error.text(), 400), "red")

    def _on_unread(self, error: KnownError) -> None:
        """Nobody could be asked: where nothing is shown yet the card says so, with a way to ask again."""
        if self.view is not None:
            self._on_failed(error)
            return
        again = ActionButton(tr("Try again"))
        again.setObjectName("peopleAgain")
        again.clicked.connect(self.reload)
        wrong = OwnLabel(display_line(error.text(), 400), "bad", wrap=True)
        wrong.setObjectName("peopleUnread")
        self._fill(self._people, [wrong, again])

    def _on_lock(self) -> None:
        (self.unlock_wanted if self._locked else self.lock_wanted).emit()

    def _make_buttons(self) -> None:
        self.lock = ActionButton(tr("Lock now"), "Ctrl L", icon_name="lock")
        self.lock.setObjectName("lockNow")
        self.lock.clicked.connect(self._on_lock)
        holder = QWidget()
        line = WrapLayout(holder, theme.px(4))
        line.addWidget(self.lock)
        sheets = (self._deck, self._bridge, self._step_up)
        for words, name, act in (
            (tr("Show my card…"), "cardButton", self.open_card),
            (tr("Passphrase…"), "changeButton", lambda: self._open(PassphraseChangeSheet(*sheets))),
            (tr("New key…"), "rotateButton", lambda: self._open(RotateSheet(*sheets))),
            (tr("Recovery sheet…"), "recoveryButton", self.open_recovery),
            (tr("Recover…"), "recoverButton", lambda: self._open(RecoverSheet(*sheets))),
        ):
            button = ActionButton(words)
            button.setObjectName(name)
            button.clicked.connect(act)
            line.addWidget(button)
        self._you.body.addWidget(holder)

    def _fill(self, card: Card, rows: list[QWidget]) -> None:
        old = self._holders.pop(card, None)
        if old is not None:
            card.body.removeWidget(old)
            old.hide()
            old.deleteLater()
        holder = self._holders[card] = QWidget()
        lines = QVBoxLayout(holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(5))
        for number, row in enumerate(rows):
            if number > 1 or (number and card is not self._people):
                lines.addWidget(hairline())
            lines.addWidget(row)
        card.body.addWidget(holder)


class _Places(QWidget):
    """Which roster is shown; hidden while there is only the own one. Signals: chosen(str origin)."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._line = WrapLayout(self, theme.px(2))
        self._group = QButtonGroup(self)
        self._places: tuple[tuple[str, str], ...] = ()
        self._pills: list[FilterPill] = []
        self._now = ""
        self.hide()

    def set_places(self, places: tuple[tuple[str, str], ...]) -> None:
        """(origin, name) of each separate gateway."""
        if places == self._places:
            return
        self._places = places
        self._line.clear()
        self._pills = []
        for number, (origin, name) in enumerate((("", tr("This desk")), *places)):
            words = display_line(name, 40)
            pill = FilterPill(words)
            pill.setObjectName(f"roster_{number}")
            pill.setChecked(origin == self._now)
            pill.clicked.connect(lambda _on=False, origin=origin: self.chosen.emit(origin))
            self._group.addButton(pill)
            self._line.addWidget(pill)
            self._pills.append(pill)
        self.setVisible(bool(places))

    def mark(self, origin: str) -> None:
        """Which one is shown."""
        self._now = origin
        for (place, _name), pill in zip((("", ""), *self._places), self._pills, strict=False):
            pill.setChecked(place == origin)


class _NewSheet(SignedSheet):
    """Asks before the recovery sheet is replaced."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp) -> None:
        words = (
            tr("Make a recovery sheet"),
            tr(
                "With it you can make a new key when your passphrase or this machine is lost. It is shown once. A "
                "sheet you had before ends with it."
            ),
            tr("Make the sheet"),
        )
        super().__init__(deck, bridge, step_up, "newRecovery", words, asks_reason="none", width=460)
        if not self.passphrase.isHidden():
            self.start_at(self.passphrase)

    def call(self) -> Future[Any]:
        return self._bridge.desk.people.recovery_sheet()


def _away_done(person: PersonView, done: OrderDone) -> str:
    name, entry = display_line(person.name, 80), figure(done.seq)
    if person.away and person.me:
        return tr("You are back: signed, entry {entry}.", entry=entry)
    if person.away:
        return tr("{person} is back: signed, entry {entry}.", person=name, entry=entry)
    if person.me:
        return tr("You are away: signed, entry {entry}.", entry=entry)
    return tr("{person} is away: signed, entry {entry}.", person=name, entry=entry)


def _with_note(said: str, note: str) -> str:
    return f"{said} {display_line(note, 300)}" if note else said


def _lock_words(locked: bool) -> str:
    return tr("Yes: reading works, signing asks for your passphrase") if locked else tr("No")
