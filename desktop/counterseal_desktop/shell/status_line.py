"""The status bar: sources, outbox, ledger, who holds its newest head, and the key; each in words."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from counterseal.sync.api import DeskStatus, IdentityView, LedgerView
from counterseal_desktop import theme
from counterseal_desktop.evidence.words import heads_words
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import LinkButton, StatusDot
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line, set_untrusted_tooltip
from counterseal_desktop.widgets.vocabulary import source_word


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
    """Shows a ``DeskStatus``.

    Signals:
        heads_wanted(): who holds heads. key_wanted(): lock the key, or unlock it.
    """

    heads_wanted = Signal()
    key_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setProperty("panel", "bottom")
        self._heads = ("", "")
        self._key = ("", "")
        self.live = _Said("statusSources")
        self.trouble = _Said("statusTrouble", shrinks=True)
        self.outbox = _Said("statusOutbox")
        self.ledger = _Said("statusLedger")
        self.heads = LinkButton("")
        self.heads.setObjectName("statusHeads")
        self.heads.setAccessibleDescription(tr("Shows everybody who holds a head of this ledger"))
        self.heads.clicked.connect(self.heads_wanted)
        self.key = OwnLabel("", "small")
        self.key.setObjectName("statusKey")
        self.lock = LinkButton(tr("Lock"))
        self.lock.setObjectName("statusLock")
        self.lock.clicked.connect(self.key_wanted)
        self.locked_dot = StatusDot("amber")
        self.locked_dot.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(1), theme.px(14), theme.px(2))
        row.setSpacing(theme.px(18))
        row.addWidget(self.live)
        row.addWidget(self.outbox)
        row.addWidget(self.trouble, 1)
        row.addStretch(0)
        row.addLayout(_close(self.ledger, self.heads))
        row.addLayout(_close(self.locked_dot, self.key, self.lock))

    def set_status(self, status: DeskStatus) -> None:
        """Say everything anew."""
        live = sum(1 for source in status.sources if source.state == "live")
        troubled = [source for source in status.sources if source.state in ("reconnecting", "failed")]
        words = _live_words(live) if status.sources else tr("No sources yet")
        self.live.say(words, "green" if live else "grey")
        if troubled:
            first = troubled[0]
            said = f"{display_line(first.name, 40)}: {display_line(first.note, 90) or source_word(first.state)}"
            if len(troubled) > 1:
                said = tr("{source} and {count} more", source=said, count=len(troubled) - 1)
            self.trouble.say(said, "red" if first.state == "failed" else "amber")
        else:
            self.trouble.say("", "grey")
        self.outbox.say(tr("{count} signed, not yet delivered", count=status.outbox) if status.outbox else "", "amber")
        self.ledger.say(*_ledger_words(status.ledger))
        long, short = heads_words(status.ledger)
        self._heads = (f"· {long}", f"· {short}")
        self.heads.setVisible(not status.ledger.read_only)
        set_untrusted_tooltip(self.heads, long)
        self._set_key(status.identity)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _set_key(self, who: IdentityView) -> None:
        name = f"{who.key_id[:4]}…{who.key_id[-2:]}" if who.key_id else ""
        place = display_line(who.key_place, 80)
        if who.locked:
            key, short = tr("Key {name} is locked", name=name), tr("Key {name} locked", name=name)
            tip = tr("Key {name} is locked, in {place}", name=name, place=place)
        else:
            key, short = tr("Key {name} in {place}", name=name, place=place), tr("Key {id}", id=name)
            tip = key
        if who.key_warning:
            warning = display_line(who.key_warning, 120)
            key = tr("Key {name} in {place} · {warning}", name=name, place=place, warning=warning)
            tip = key
        self._key = (key, short)
        self.key.set_role("warn" if who.key_warning or who.locked else "small")
        set_untrusted_tooltip(self.key, tip)
        self.locked_dot.setVisible(who.locked)
        self.locked_dot.set_tone("amber", tr("Your key is locked"))
        self.lock.setText(tr("Unlock…") if who.locked else tr("Lock"))  # trusted: literals
        self.lock.setVisible(who.locked or not who.key_warning)

    def _fit(self) -> None:
        """The long words where there is room, the short ones else; a tooltip has the long ones always."""
        for short_heads, short_key in ((False, False), (True, False), (True, True)):
            self.key.say(self._key[short_key])
            self.heads.setText(self._heads[short_heads])  # trusted: ours, names escaped
            if self._wanted() <= self.width():
                return

    def _wanted(self) -> int:
        shown = (self.live, self.outbox, self.ledger, self.heads, self.key, self.lock, self.locked_dot)
        wide = sum(widget.sizeHint().width() + theme.px(9) for widget in shown if not widget.isHidden())
        return wide + theme.px(60) + (theme.px(120) if not self.trouble.isHidden() else 0)


def _close(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.px(5))
    for widget in widgets:
        row.addWidget(widget)
    return row


def _ledger_words(ledger: LedgerView) -> tuple[str, str]:
    if ledger.state == "shorter":
        return tr("Ledger is shorter than a head held elsewhere: read-only"), "red"
    if ledger.state == "forked":
        return tr("Ledger is not the one others hold a head of: read-only"), "red"
    if ledger.state == "verified":
        said, tone = tr("Ledger verified to entry {seq}", seq=figure(max(ledger.verified_to, 0))), "green"
    elif ledger.state == "checking":
        size = figure(ledger.size)
        said, tone = tr("Ledger: checking, {done} of {all}", done=figure(ledger.verified_to), all=size), "blue"
    elif ledger.state == "damaged":
        said, tone = tr("Ledger does not verify"), "red"
    else:
        said, tone = tr("Ledger not verified yet"), "amber"
    return f"{said}: {display_line(ledger.note, 120)}" if ledger.note else said, tone


def _live_words(live: int) -> str:
    return tr("1 source live") if live == 1 else tr("{count} sources live", count=live)
