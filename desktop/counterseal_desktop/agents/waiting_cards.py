"""What waits for people about this agent: orders that need a second signature, and open incidents."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from counterseal.sync.api_autonomy import AgentDetail, IncidentView, PendingOrder
from counterseal_desktop import theme
from counterseal_desktop.agents.rows_card import RowsCard
from counterseal_desktop.agents.standing import as_sentence, day_of, when
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import ActionButton, LinkButton, StatusDot
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line

KINDS = {
    "level": mark("Another level"),
    "mandate": mark("Another mandate"),
    "registry": mark("Other tools"),
    "charter": mark("Another charter"),
    "reset": mark("Reset after a halt"),
    "agent": mark("Another owner"),
}
MOST_CHANGES = 4


class PendingCard(RowsCard):
    """Signals: second_wanted(PendingOrder).

    Attributes:
        may_sign: whether who sits here decides at all; an auditor only reads.
    """

    second_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Waits for a second person"), (), parent)
        self.setObjectName("pendingOrders")
        self.set_tones("surface", "amber")
        self.may_sign = True

    def set_detail(self, detail: AgentDetail, now: datetime) -> None:
        self.setVisible(bool(detail.pending))
        if self.is_new(detail.pending, spell(now), self.may_sign):
            self.set_rows([self._row(order, now) for order in detail.pending])

    def _row(self, order: PendingOrder, now: datetime) -> QWidget:
        row = QWidget()
        row.setObjectName(f"pendingOrder_{order.kind}")
        rows = QVBoxLayout(row)
        rows.setContentsMargins(0, 0, 0, theme.px(4))
        rows.setSpacing(theme.px(4))
        rows.addWidget(OwnLabel(order_title(order), "strong", wrap=True))
        for change in order.changes[:MOST_CHANGES]:
            rows.addWidget(OwnLabel(as_sentence(change), wrap=True))
        if len(order.changes) > MOST_CHANGES:
            rows.addWidget(OwnLabel(_more(len(order.changes) - MOST_CHANGES), "small"))
        rows.addWidget(OwnLabel(order_source(order, now), "small", wrap=True))
        if order.by_me:
            rows.addWidget(OwnLabel(tr("You signed it, so somebody else must sign it too."), "small", wrap=True))
            return row
        if not self.may_sign:
            rows.addWidget(OwnLabel(tr("An owner or reviewer may sign it."), "small", wrap=True))
            return row
        sign = ActionButton(tr("Sign as second person…"), kind="primary")
        sign.setObjectName(f"second_{order.kind}")
        sign.clicked.connect(lambda: self.second_wanted.emit(order))
        rows.addWidget(sign, 0, Qt.AlignmentFlag.AlignLeft)
        return row


class IncidentsCard(RowsCard):
    """Signals: incident_wanted(IncidentView)."""

    incident_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Incidents"), (), parent)
        self.setObjectName("incidentsCard")

    def set_detail(self, detail: AgentDetail, now: datetime) -> None:
        ordered = sorted(detail.incidents, key=lambda one: one.state != "open")
        if self.is_new(ordered, spell(now)):
            self.set_rows([self._row(incident, now) for incident in ordered[:6]])
        self.set_tones("surface", "red" if any(one.state == "open" for one in ordered) else "border")
        self.setVisible(bool(ordered))

    def _row(self, incident: IncidentView, now: datetime) -> QWidget:
        row = QWidget()
        opened = incident.state == "open"
        title = ElidedUntrusted(weight="semibold" if opened else "regular")
        title.set_text(incident.title, most=160)
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        head.addWidget(StatusDot("red" if opened else "grey", tr("Open") if opened else tr("Closed")))
        head.addWidget(title, 1)
        look = LinkButton(tr("Show…"))
        look.setObjectName("openIncident")
        look.setAccessibleName(tr("Show the incident about {title}", title=display_line(incident.title, 100)))
        look.clicked.connect(lambda: self.incident_wanted.emit(incident))
        head.addWidget(look)
        rows = QVBoxLayout(row)
        rows.setContentsMargins(0, 0, 0, theme.px(2))
        rows.setSpacing(theme.px(2))
        rows.addLayout(head)
        who = display_line(incident.opened_by, 60)
        since = when(incident.opened_at, now)
        if opened:
            said = tr("Open. Marked as wrong by {person} {when}.", person=who, when=since)
        else:
            said = tr("Closed. Marked as wrong by {person} {when}.", person=who, when=since)
        rows.addWidget(OwnLabel(said, "small", wrap=True))
        return row


def spell(now: datetime) -> int:
    """Which five minutes it is: as old as "3 minutes ago" may get before it is said anew."""
    return int(now.timestamp() // 300)


def order_title(order: PendingOrder) -> str:
    """What kind of change it is."""
    return tr(KINDS[order.kind]) if order.kind in KINDS else display_line(order.kind.capitalize(), 40)


def order_source(order: PendingOrder, now: datetime) -> str:
    """Who signed it first, when, why, and how long it waits."""
    said = tr(
        "Signed by {person} {when}; waits until {day}.",
        person=display_line(order.by, 60),
        when=when(order.at, now),
        day=day_of(order.until, now),
    )
    return f"{said} {tr('Reason: {reason}', reason=display_line(order.reason, 300))}" if order.reason else said


def _more(number: int) -> str:
    return tr("1 more change") if number == 1 else tr("{number} more changes", count=number, number=figure(number))
