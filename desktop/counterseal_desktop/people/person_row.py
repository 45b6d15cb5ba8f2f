"""One person of the roster with their keys, and one announced enrolment that still waits."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.clock import parse_stamp
from counterseal.sync.api_people import KeyView, PendingEnrolment, PersonView
from counterseal_desktop import theme
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.key_chip import KeyChip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip


def short_key(key_id: str) -> str:
    """``618a…f1`` as in the status bar."""
    return f"{key_id[:4]}…{key_id[-2:]}" if len(key_id) > 8 else key_id


def span_words(key: KeyView) -> str:
    """From which to which entry a key counts, and from where on it is doubtful."""
    if key.compromised_since is not None:
        return f"doubtful from entry {key.compromised_since:,} on"
    if key.state == "recovery":
        return f"from entry {key.from_seq:,} on; signs nothing but a new key of this person"
    if key.until_seq is not None:
        return f"entries {key.from_seq:,} to {key.until_seq - 1:,}"
    return f"from entry {key.from_seq:,} on"


def roles_words(roles: tuple[str, ...]) -> str:
    """The roles as one line of safe words."""
    return ", ".join(display_line(role, 20) for role in roles) or "no role"


def away_words(person: PersonView) -> str:
    """``Away until 23 Nov 08:00``."""
    if person.away_until is None:
        return "Away"
    local = parse_stamp(person.away_until).astimezone()
    return f"Away until {local.day} {local:%b %H:%M}"


def _away_verb(person: PersonView) -> str:
    if person.away:
        return "I am back…" if person.me else "Mark as back…"
    return "I am away…" if person.me else "Mark as away…"


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
            head.addWidget(Chip("You", "blue"))
        if not person.active:
            head.addWidget(Chip("No longer on the roster", "grey"))
        elif person.away:
            head.addWidget(Chip(away_words(person), "amber"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        rows.setSpacing(theme.px(3))
        if may_revoke and decides and person.active:
            away = LinkButton(_away_verb(person))
            away.setObjectName(f"away_{person.id}")
            away.setAccessibleName(f"{_away_verb(person)} {display_line(person.name, 80)}")
            away.clicked.connect(lambda: self.away_wanted.emit(person))
            head.addWidget(away)
        if may_revoke and person.active:
            revoke = LinkButton(self.tr("Revoke…"))
            revoke.setObjectName(f"revoke_{person.id}")
            revoke.setAccessibleName(f"Revoke {display_line(person.name, 80)}")
            revoke.clicked.connect(lambda: self.revoke_wanted.emit(person.id, person.name))
            head.addWidget(revoke)
        rows.addLayout(head)
        rows.addWidget(OwnLabel(("" if person.active else "was ") + roles_words(person.roles), "muted"))
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
        label.setAccessibleName(f"Key {key.id}")
        grid.addWidget(label, row, 1, middle)
        grid.addWidget(OwnLabel(span_words(key), "small", wrap=True), row, 2, middle)
        # With one key left, ending it ends the person; that is the button above.
        several = sum(1 for other in person.keys if other.state == "active") > 1
        if may_revoke and key.state == "active" and several:
            revoke = LinkButton(self.tr("Revoke this key…"))
            revoke.setObjectName(f"revokeKey_{key.id[:16]}")
            words = f"key {short_key(key.id)} of {person.name}"
            revoke.setAccessibleName(display_line(f"Revoke {words}", 120))
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
        finish = ActionButton(self.tr("Go on…"))
        finish.setObjectName(f"finish_{pending.person_id}")
        finish.setAccessibleName(f"Go on with enrolling {display_line(pending.name, 80)}")
        finish.setEnabled(pending.can_finish)
        finish.clicked.connect(lambda: self.finish_wanted.emit(pending))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(name, 1)
        head.addWidget(Chip("Waits", "amber"))
        head.addWidget(finish)
        said = f"as {roles_words(pending.roles)} · announced by {display_line(pending.by, 60)} in entry {pending.seq:,}"
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, theme.px(4), 0, theme.px(4))
        rows.setSpacing(theme.px(3))
        rows.addLayout(head)
        rows.addWidget(OwnLabel(said, "muted", wrap=True))
        rows.addWidget(OwnLabel(display_line(pending.needs, 300), wrap=True))
        if pending.ready_at:
            local = parse_stamp(pending.ready_at).astimezone()
            when = f"{local.day} {local:%b %Y %H:%M}"
            rows.addWidget(OwnLabel(f"The last one left may finish it alone from {when} on.", "muted", wrap=True))
        code = OwnLabel(f"Code {pending.code}", "mono")
        code.setObjectName(f"pendingCode_{pending.person_id}")
        rows.addWidget(code)
