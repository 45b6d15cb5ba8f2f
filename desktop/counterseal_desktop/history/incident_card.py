"""What went wrong with the action or agent of an entry: each incident, its state, its steps, what made up for it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from counterseal.sync.api_autonomy import IncidentView
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import clock_time, day_and_minute
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.sheet import hairline
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

MOST = 6
MOST_STEPS = 12


class IncidentCard(Card):
    """Hidden while there is none.

    Signals:
        note_wanted(IncidentView), close_wanted(IncidentView): a step shall be signed.
        action_wanted(str): show the entries of this action.
    """

    note_wanted = Signal(object)
    close_wanted = Signal(object)
    action_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Marked as wrong"), None, parent)
        self.setObjectName("incidentCard")
        self.set_tones("surface", "red", "hairline")
        let_grow(self)
        self._holder: QWidget | None = None
        self.hide()

    def set_incidents(self, incidents: tuple[IncidentView, ...], may_sign: bool) -> None:
        """Show these, the newest first; ``may_sign`` offers the next steps."""
        if not incidents and self.isHidden():
            return
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        lines = QVBoxLayout(self._holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(9))
        for number, incident in enumerate(incidents[:MOST]):
            if number:
                lines.addWidget(hairline())
            lines.addWidget(self._incident(incident, may_sign))
        if len(incidents) > MOST:
            lines.addWidget(OwnLabel(_older_words(len(incidents) - MOST), "muted"))
        self.body.addWidget(self._holder)
        self.setVisible(bool(incidents))

    def _incident(self, incident: IncidentView, may_sign: bool) -> QWidget:
        box = QWidget()
        box.setObjectName(f"incident_{incident.id}")
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.px(6))
        head = QHBoxLayout()
        head.setSpacing(theme.px(8))
        title = OwnLabel(display_line(incident.title, 120) or tr("The agent as a whole"), "strong", wrap=True)
        head.addWidget(title, 1)
        still = incident.state != "closed"
        head.addWidget(
            Chip(tr("Open") if still else tr("Closed"), "red" if still else "grey"), 0, Qt.AlignmentFlag.AlignTop
        )
        rows.addLayout(head)
        what = UntrustedText()
        what.set_text(incident.what, max_lines=6)
        rows.addWidget(what)
        by = tr(
            "by {person}, {time}",
            person=display_line(incident.opened_by, 60),
            time=day_and_minute(incident.opened_at),
        )
        rows.addWidget(OwnLabel(by, "small", wrap=True))
        if incident.runbook and still:
            rows.addWidget(
                OwnLabel(tr("Runbook: {text}", text=display_line(incident.runbook, 200)), "muted", wrap=True)
            )
        rows.addLayout(_timeline(incident))
        holder = QWidget()
        links = WrapLayout(holder, theme.px(10))
        if incident.compensating:
            self._link(links, tr("Show what made up for it"), "incidentCompensating", incident, self._show_compensating)
        if may_sign and still:
            self._link(links, tr("Add a note…"), "incidentNote", incident, self.note_wanted.emit)
            self._link(links, tr("Close it…"), "incidentClose", incident, self.close_wanted.emit)
        if links.count():
            rows.addWidget(holder)
        return box

    def _link(self, row: WrapLayout, words: str, name: str, incident: IncidentView, do: object) -> None:
        link = LinkButton(words)
        link.setObjectName(name)
        link.clicked.connect(lambda: do(incident))
        row.addWidget(link)

    def _show_compensating(self, incident: IncidentView) -> None:
        self.action_wanted.emit(incident.compensating or "")


def _timeline(incident: IncidentView) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(theme.px(10))
    grid.setVerticalSpacing(theme.px(3))
    grid.setColumnStretch(1, 1)
    for row, (at, who, what) in enumerate(incident.steps[-MOST_STEPS:]):
        said = f"{display_line(who, 60)}: {display_line(what, 240)}" if who else display_line(what, 240)
        grid.addWidget(OwnLabel(clock_time(at), "mono"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(OwnLabel(said, wrap=True), row, 1)
    return grid


def _older_words(count: int) -> str:
    return tr("and 1 older one") if count == 1 else tr("and {number} older ones", count=count, number=figure(count))
