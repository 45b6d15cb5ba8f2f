"""The status bar: sources, outbox, ledger and key, each in words."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counterseal.sync.api import DeskStatus, LedgerView
from counterseal_desktop import theme
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.widgets.buttons import StatusDot
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip


class _Said(QWidget):
    """A dot and a sentence."""

    def __init__(self, name: str, shrinks: bool = False) -> None:
        super().__init__()
        self.dot = StatusDot("grey")
        # One that shrinks elides: the bar must not widen the window.
        self.words = ElidedUntrusted(color="muted", size_delta=-0.75) if shrinks else OwnLabel("", "small")
        self.words.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(6))
        row.addWidget(self.dot)
        row.addWidget(self.words, 1 if shrinks else 0)

    def say(self, text: str, tone: str) -> None:
        if isinstance(self.words, ElidedUntrusted):
            self.words.set_text(text)
        else:
            self.words.say(text)
            set_untrusted_tooltip(self.words, text)
        self.dot.set_tone(tone, text)
        self.setVisible(bool(text))


class StatusLine(QFrame):
    """Shows a ``DeskStatus``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setProperty("panel", "bottom")
        self.live = _Said("statusSources")
        self.trouble = _Said("statusTrouble", shrinks=True)
        self.outbox = _Said("statusOutbox")
        self.ledger = _Said("statusLedger")
        self.key = OwnLabel("", "small")
        self.key.setObjectName("statusKey")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(4), theme.px(14), theme.px(5))
        row.setSpacing(theme.px(18))
        row.addWidget(self.live)
        row.addWidget(self.outbox)
        row.addWidget(self.trouble, 1)
        row.addStretch(0)
        row.addWidget(self.ledger)
        row.addWidget(self.key)

    def set_status(self, status: DeskStatus) -> None:
        """Say everything anew."""
        live = sum(1 for source in status.sources if source.state == "live")
        troubled = [source for source in status.sources if source.state in ("reconnecting", "failed")]
        words = f"{count_of(live, 'source', 'sources')} live" if status.sources else "No sources yet"
        self.live.say(words, "green" if live else "grey")
        if troubled:
            first = troubled[0]
            more = f" and {len(troubled) - 1} more" if len(troubled) > 1 else ""
            note = display_line(first.note or first.state, 90)
            self.trouble.say(
                f"{display_line(first.name, 40)}: {note}{more}", "red" if first.state == "failed" else "amber"
            )
        else:
            self.trouble.say("", "grey")
        self.outbox.say(f"{status.outbox} signed, not yet delivered" if status.outbox else "", "amber")
        self.ledger.say(*_ledger_words(status.ledger))
        who = status.identity
        name = f"{who.key_id[:4]}…{who.key_id[-2:]}" if who.key_id else ""
        key = f"Key {name} in {display_line(who.key_place, 80)}" + (" (locked)" if who.locked else "")
        self.key.say(f"{key} · {display_line(who.key_warning, 120)}" if who.key_warning else key)
        self.key.set_role("warn" if who.key_warning else "small")


def _ledger_words(ledger: LedgerView) -> tuple[str, str]:
    note = f": {display_line(ledger.note, 120)}" if ledger.note else ""
    if ledger.state == "verified":
        return f"Ledger verified to entry {max(ledger.verified_to, 0):,}{note}", "green"
    if ledger.state == "checking":
        return f"Ledger: checking, {ledger.verified_to:,} of {ledger.size:,}{note}", "blue"
    if ledger.state == "damaged":
        return f"Ledger does not verify{note}", "red"
    return f"Ledger not verified yet{note}", "amber"
