"""One ledger entry in words: what proves it, what was decided, what followed."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from counterseal.errors import InvalidInput, KnownError
from counterseal.sync.api import EntryDetail
from counterseal_desktop import theme
from counterseal_desktop.history.history_model import clock_ms, long_time
from counterseal_desktop.history.incident_card import IncidentCard
from counterseal_desktop.history.timeline_view import Timeline
from counterseal_desktop.shell.labels import OwnLabel, let_grow
from counterseal_desktop.shell.wrap_layout import WrapLayout
from counterseal_desktop.translating import figure, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.cards import Card
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import UntrustedText, display_line

_DOUBT = "later reported compromised"
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,18}Z")


class EntrySide(QScrollArea):
    """Shows one ``EntryDetail``.

    Signals:
        erase_wanted(): the selection shall be erased.
        wrong_wanted(): the shown action shall be marked as wrong.

    Attributes:
        incidents: the card of what went wrong with it.
    """

    erase_wanted = Signal()
    wrong_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("entrySide")
        self.setAccessibleName(tr("The selected entry"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._detail: EntryDetail | None = None
        content = QWidget()
        self.setWidget(content)
        self.title = OwnLabel("", "title", wrap=True, parent=content)
        self.title.setObjectName("entryTitle")
        self.subtitle = OwnLabel("", "muted", wrap=True)
        self.verified = Chip("", "grey")
        self.verified.setObjectName("entryVerified")
        self._proof = _Rows(tr("Proof"), self.verified, content)
        self._proof.setObjectName("proofCard")
        self._facts = _Rows(tr("Decision"), None, content)
        self._facts.setObjectName("decisionCard")
        self._followed = _Rows(tr("What followed"), None, content)
        self._followed.setObjectName("followedCard")
        self.timeline = Timeline(content)
        self.incidents = IncidentCard(content)
        self.wrong = ActionButton(tr("Mark as wrong…"))
        self.wrong.setObjectName("markWrong")
        self.wrong.clicked.connect(self.wrong_wanted)
        self.wrong.hide()
        self.copy = ActionButton(tr("Copy proof"))
        self.copy.setObjectName("copyProof")
        self.copy.clicked.connect(self._on_copy)
        self.raw_toggle = ActionButton(tr("Show raw"))
        self.raw_toggle.setObjectName("entryRawToggle")
        self.raw_toggle.clicked.connect(self._on_raw)
        self.erase = ActionButton(tr("Erase…"), kind="danger-plain")
        self.erase.setObjectName("eraseButton")
        self.erase.clicked.connect(self.erase_wanted)
        self.erase.hide()
        self.raw = UntrustedText()
        self.raw.setObjectName("entryRaw")
        rows = QVBoxLayout(content)
        rows.setContentsMargins(theme.px(20), theme.px(18), theme.px(20), theme.px(18))
        rows.setSpacing(theme.px(12))
        head = QVBoxLayout()
        head.setSpacing(theme.px(4))
        head.addWidget(self.title)
        head.addWidget(self.subtitle)
        rows.addLayout(head)
        for card in (self._proof, self._facts, self.timeline, self._followed, self.incidents):
            rows.addWidget(card)
        holder = QWidget()
        buttons = WrapLayout(holder, theme.px(4))
        buttons.addWidget(self.wrong)
        buttons.addWidget(self.copy)
        buttons.addWidget(self.raw_toggle)
        buttons.addWidget(self.erase)
        rows.addWidget(holder)
        rows.addWidget(self.raw)
        rows.addStretch(1)
        content.hide()

    def clear(self) -> None:
        self._detail = None
        self.widget().hide()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_entry(self, detail: EntryDetail) -> None:
        """Show an entry from its top."""
        self._detail = detail
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.title.say(display_line(detail.heading, 200))
        self.subtitle.say(_where_words(detail))
        self.verified.set_text(*_verdict(detail))
        self._proof.set_sentences(detail.proof)
        self._facts.set_pairs(detail.facts)
        self.timeline.set_steps(detail.timeline, (detail.row.log, detail.row.seq))
        # The timeline tells what followed too.
        followed = () if detail.timeline else detail.followed
        self._followed.set_lines(tuple((clock_ms(at), what) for at, what in followed))
        for card, filled in ((self._facts, detail.facts), (self._followed, followed)):
            card.setVisible(bool(filled))
        self.raw.set_text(detail.raw, max_lines=40, mono=True)
        self.raw.hide()
        self.raw_toggle.setText(tr("Show raw"))  # trusted: a literal
        self.widget().show()
        self.verticalScrollBar().setValue(0)

    def show_error(self, error: KnownError) -> None:
        self.title.say(tr("This entry cannot be read"))
        self.subtitle.say(display_line(error.text(), 400))
        cards = (self._proof, self._facts, self.timeline, self._followed, self.incidents, self.wrong, self.raw)
        for card in cards:
            card.hide()
        self.widget().show()

    def set_erasable(self, count: int) -> None:
        """How many selected entries could be erased by who sits here; 0 offers nothing."""
        self.erase.setVisible(count > 0)
        words = tr("Erase…") if count < 2 else tr("Erase {number} entries…", count=count, number=figure(count))
        self.erase.setText(words)  # trusted: a figure

    def offer_wrong(self, offered: bool) -> None:
        """Whether the shown action may be marked as wrong by who sits here."""
        self.wrong.setVisible(offered)

    def proof_text(self) -> str:
        """What Copy proof copies: the sentences and the raw entry, whole."""
        detail = self._detail
        if detail is None:
            return ""
        state = "verified" if detail.verified else "NOT verified"
        whose = f" of {detail.row.log}" if detail.row.log else ""
        lines = [
            f"{detail.heading} · entry {detail.row.seq}{whose} · {detail.row.at} · {state}",
            *detail.proof,
            "",
            detail.raw,
        ]
        return "\n".join(lines)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.proof_text())  # trusted: a copy, shown by nobody
        self.copy.setText(tr("Copied"))  # trusted: a literal

    def _on_raw(self) -> None:
        shown = self.raw.isHidden()
        self.raw.setVisible(shown)
        self.raw_toggle.setText(tr("Hide raw") if shown else tr("Show raw"))  # trusted: literals


class _Rows(Card):
    """A card whose rows are made anew for each entry."""

    def __init__(self, title: str, right: QWidget | None, parent: QWidget) -> None:
        super().__init__(title, right, parent)
        let_grow(self)
        self._holder: QWidget | None = None

    def set_sentences(self, sentences: tuple[str, ...]) -> None:
        grid = self._fresh()
        for row, sentence in enumerate(sentences):
            grid.addWidget(OwnLabel(display_line(sentence, 400), wrap=True), row, 0)
        self.show()

    def set_pairs(self, pairs: tuple[tuple[str, str], ...]) -> None:
        grid = self._fresh()
        grid.setColumnStretch(1, 1)
        for row, (label, value) in enumerate(pairs):
            name = OwnLabel(display_line(label, 60), "muted")
            text = UntrustedText()
            text.set_text(_local_times(value), max_lines=6)
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)

    def set_lines(self, lines: tuple[tuple[str, str], ...]) -> None:
        grid = self._fresh()
        grid.setColumnStretch(1, 1)
        for row, (when, sentence) in enumerate(lines):
            grid.addWidget(OwnLabel(display_line(when, 40), "mono"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(OwnLabel(display_line(sentence, 300), wrap=True), row, 1)

    def _fresh(self) -> QGridLayout:
        if self._holder is not None:
            self.body.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        self.body.addWidget(self._holder)
        grid = QGridLayout(self._holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(6))
        return grid


def _where_words(detail: EntryDetail) -> str:
    number, at = figure(detail.row.seq), long_time(detail.row.at)
    if detail.row.log:
        name = display_line(detail.row.log_name or detail.row.log, 60)
        return tr("Entry {number} of {name}'s log · {at}", number=number, name=name, at=at)
    return tr("Entry {number} · {at}", number=number, at=at)


def _verdict(detail: EntryDetail) -> tuple[str, str]:
    """The chip over the proof. A signature that holds is still doubtful when its key was reported compromised."""
    if not detail.verified:
        return tr("Not verified"), "red"
    if any(_DOUBT in sentence for sentence in detail.proof):
        return tr("Verified, key doubtful"), "amber"
    return tr("Verified"), "green"


def _local_times(value: str) -> str:
    """A value that is one UTC stamp, as the local time people read; anything else unchanged. Raw shows the stamp."""
    if not _STAMP.fullmatch(value):
        return value
    try:
        return long_time(value)
    except InvalidInput:
        return value
