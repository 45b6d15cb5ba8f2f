"""One person of the roster with their keys, and one announced enrolment that still waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.sync.api_people import KeyView, PendingEnrolment, PersonView
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import day_month, day_month_year, figure, tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.key_chip import KeyChip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip
from counterseal_desktop.widgets.vocabulary import role_word


def short_key(key_id: str) -> str:
    """``618a…f1`` as in the status bar."""
    return f"{key_id[:4]}…{key_id[-2:]}" if len(key_id) > 8 else key_id


def span_words(key: KeyView) -> str:
    """From which to which entry a key counts, and from where on it is doubtful."""
    if key.compromised_since is not None:
        return tr("doubtful from entry {entry} on", entry=figure(key.compromised_since))
    if key.state == "recovery":
        return tr("from entry {entry} on; signs nothing but a new key of this person", entry=figure(key.from_seq))
    if key.until_seq is not None:
        return tr("entries {first} to {last}", first=figure(key.from_seq), last=figure(key.until_seq - 1))
    return tr("from entry {entry} on", entry=figure(key.from_seq))


def roles_words(roles: tuple[str, ...]) -> str:
    """The roles as one line of safe words."""
    return ", ".join(role_word(role) for role in roles) or tr("no role")


def away_words(person: PersonView) -> str:
    """``Away until 23 Nov 08:00``."""
    if person.away_until is None:
        return tr("Away")
    local = parse_stamp(person.away_until).astimezone()
    return tr("Away until {day} {time}", day=day_month(local), time=f"{local:%H:%M}")


def _away_verb(person: PersonView) -> tuple[str, str]:
    """What the link says, and what it says to who hears it alone."""
    name = display_line(person.name, 80)
    if person.away and person.me:
        return tr("I am back…"), tr("I am back… {person}", person=name)
    if person.away:
        return tr("Mark as back…"), tr("Mark as back… {person}", person=name)
    if person.me:
        return tr("I am away…"), tr("I am away… {person}", person=name)
    return tr("Mark as away…"), tr("Mark as away… {person}", person=name)


class PersonRow(QWidget):
    """Signals: revoke_wanted(str target, str words): a person id or a key id, and how to name it.
    away_wanted(PersonView): they shall be marked away, or back.
    """

    revoke_wanted = Signal(str, str)
    away_wanted = Signal(object)

    def __init__(
        self, person: PersonView, may_revoke: bool, decides: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"person_{person.id}")
        self.setAccessibleName(f"{display_line(person.name, 80)}, {roles_words(person.roles)}")
        name = ElidedUntrusted(weight="semibold")
        name.set_text(person.name)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(name, 1)
        if person.me:
            head.addWidget(Chip(tr("You"), "blue"))
        if not person.active:
            head.addWidget(Chip(tr("No longer on the roster"), "grey"))
        elif person.away:
            head.addWidget(Chip(away_words(person), "amber"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        rows.setSpacing(theme.px(3))
        if may_revoke and decides and person.active:
            shown, spoken = _away_verb(person)
            away = LinkButton(shown)
            away.setObjectName(f"away_{person.id}")
            away.setAccessibleName(spoken)
            away.clicked.connect(lambda: self.away_wanted.emit(person))
            head.addWidget(away)
        if may_revoke and person.active:
            revoke = LinkButton(tr("Revoke…"))
            revoke.setObjectName(f"revoke_{person.id}")
            revoke.setAccessibleName(tr("Revoke {what}", what=display_line(person.name, 80)))
            revoke.clicked.connect(lambda: self.revoke_wanted.emit(person.id, person.name))
            head.addWidget(revoke)
        rows.addLayout(head)
        rows.addWidget(
            OwnLabel(
                roles_words(person.roles) if person.active else tr("was {roles}", roles=roles_words(person.roles)),
                "muted",
            )
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(10))
        grid.setVerticalSpacing(theme.px(3))
        grid.setColumnStretch(2, 1)
        for number, key in enumerate(person.keys):
            self._add_key(grid, number, person, key, may_revoke)
        rows.addLayout(grid)

    def _add_key(self, grid: QGridLayout, row: int, person: PersonView, key: KeyView, may_revoke: bool) -> None:
        middle = Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(KeyChip(key.state), row, 0, middle | Qt.AlignmentFlag.AlignLeft)
        label = OwnLabel(short_key(key.id), "mono")
        set_untrusted_tooltip(label, key.id)
        label.setAccessibleName(tr("Key {id}", id=key.id))
        grid.addWidget(label, row, 1, middle)
        grid.addWidget(OwnLabel(span_words(key), "small", wrap=True), row, 2, middle)
        # With one key left, ending it ends the person; that is the button above.
        several = sum(1 for other in person.keys if other.state == "active") > 1
        if may_revoke and key.state == "active" and several:
            revoke = LinkButton(tr("Revoke this key…"))
            revoke.setObjectName(f"revokeKey_{key.id[:16]}")
            words = tr("key {id} of {person}", id=short_key(key.id), person=person.name)
            revoke.setAccessibleName(f"{revoke.text().rstrip('…')}: {display_line(words, 120)}")
            revoke.clicked.connect(lambda: self.revoke_wanted.emit(key.id, words))
            grid.addWidget(revoke, row, 3, middle)


class PendingRow(QWidget):
    """Signals: finish_wanted(PendingEnrolment)."""

    finish_wanted = Signal(object)

    def __init__(self, pending: PendingEnrolment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"pending_{pending.person_id}")
        name = ElidedUntrusted(weight="semibold")
        name.set_text(pending.name)
        finish = ActionButton(tr("Go on…"))
        finish.setObjectName(f"finish_{pending.person_id}")
        finish.setAccessibleName(tr("Go on with enrolling {person}", person=display_line(pending.name, 80)))
        finish.setEnabled(pending.can_finish)
        finish.clicked.connect(lambda: self.finish_wanted.emit(pending))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(name, 1)
        head.addWidget(Chip(tr("Waits"), "amber"))
        head.addWidget(finish)
        said = tr(
            "as {roles} · announced by {person} in entry {entry}",
            roles=roles_words(pending.roles),
            person=display_line(pending.by, 60),
            entry=figure(pending.seq),
        )
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        rows.setSpacing(theme.px(3))
        rows.addLayout(head)
        rows.addWidget(OwnLabel(said, "muted", wrap=True))
        rows.addWidget(OwnLabel(display_line(pending.needs, 300), wrap=True))
        if pending.ready_at:
            local = parse_stamp(pending.ready_at).astimezone()
            when = tr("{day} {time}", day=day_month_year(local), time=f"{local:%H:%M}")
            alone = tr("The last one left may finish it alone from {when} on.", when=when)
            rows.addWidget(OwnLabel(alone, "muted", wrap=True))
        code = OwnLabel(tr("Code {code}", code=pending.code), "mono")
        code.setObjectName(f"pendingCode_{pending.person_id}")
        rows.addWidget(code)
