"""Erase the content of entries: what goes and what stays is shown before it is signed, and who lags behind after."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from counterseal.errors import KnownError
from counterseal.sync.api import HistoryRow
from counterseal.sync.api_erasure import ErasableEntry, ErasurePreview, ErasureResult
from counterseal_desktop import theme
from counterseal_desktop.bridge import DeskBridge
from counterseal_desktop.shell.choices import RadioButton
from counterseal_desktop.shell.labels import OwnLabel
from counterseal_desktop.shell.sheet import Sheet, hairline
from counterseal_desktop.shell.sheet_deck import SheetDeck
from counterseal_desktop.shell.signed_sheet import SignedSheet
from counterseal_desktop.shell.step_up import StepUp
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.buttons import ActionButton
from counterseal_desktop.widgets.chips import Chip
from counterseal_desktop.widgets.untrusted import ElidedUntrusted, display_line
from counterseal_desktop.widgets.vocabulary import entries_words, record_word

MOST_LISTED = 12
BYTES_LEFT = mark(
    "Some bytes of it are still in the database's files, because another program reads them now. They go when you ask "
    "again later, or when the profile is opened next."
)


class EraseSheet(SignedSheet):
    """``rows`` is the selection. ``done`` gives the ``ErasureResult``."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, step_up: StepUp, rows: tuple[HistoryRow, ...]) -> None:
        words = (
            tr("Erase content"),
            tr(
                "What the entries hold is deleted for good; that they were made, by whom signed and in which order "
                "stays provable."
            ),
            tr("Erase"),
        )
        super().__init__(deck, bridge, step_up, "eraseSheet", words, kind="danger", width=600)
        # What stands in a separate gateway's log is erased there, by an order about the whole action.
        self._chosen = tuple(sorted(row.seq for row in rows if not row.log))
        self._subject = rows[0].subject if len({row.subject for row in rows}) == 1 else ""
        self.seqs: tuple[int, ...] = ()
        self.action = ""
        self._refused = False
        self._asked = 0
        self._make_scope()
        self._holder: QWidget | None = None
        self._space = QVBoxLayout()
        self.fields.addLayout(self._space)
        self.ground = QLineEdit()
        self.ground.setObjectName("eraseGround")
        self.ground.setAccessibleName(tr("Ground: the law or contract that asks for it"))
        self.ground.setPlaceholderText(tr("Ground, such as: GDPR art. 17, request of 20 November"))
        self.fields.addWidget(self.ground)
        self.act.setEnabled(False)
        self.start_at(self.ground)
        if self._chosen:
            self._preview(self._chosen, "")
        else:
            self.subject.setChecked(True)
            self.selected.setEnabled(False)

    def problem(self) -> tuple[str, QWidget] | None:
        if not self.seqs and not self.action:
            return tr("Nothing of this can be erased."), self.ground
        if not self.ground.text().strip():
            return tr("Name the ground: the law or contract that asks for it."), self.ground
        return None

    def call(self) -> Future[Any]:
        # One entry that must stay would refuse the order over the whole action.
        action = "" if self._refused else self.action
        return self._bridge.desk.erasing.erase(self.seqs, self.ground.text().strip(), self.reason_text(), action)

    def _make_scope(self) -> None:
        self.selected = RadioButton(tr("The selected entry") if len(self._chosen) == 1 else tr("The selected entries"))
        self.selected.setObjectName("eraseSelected")
        self.subject = RadioButton(tr("Everything about this action"))
        self.subject.setObjectName("eraseSubject")
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        for button in (self.selected, self.subject):
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        self.selected.setChecked(bool(self._chosen))
        self.subject.setVisible(bool(self._subject))
        self.selected.setVisible(bool(self._subject))
        self.selected.toggled.connect(self._on_scope)
        self.fields.addLayout(row)

    def _on_scope(self, selected: bool) -> None:
        if selected:
            self._preview(self._chosen, "")
        else:
            self._preview((), self._subject)

    def _preview(self, seqs: tuple[int, ...], action: str) -> None:
        self.seqs = ()
        self.action = action
        self.act.setEnabled(False)
        self._asked += 1
        asked = self._asked

        def ok(preview: ErasurePreview) -> None:
            if asked == self._asked:
                self.show_preview(preview)

        self._bridge.run(self._bridge.desk.erasing.preview(seqs, action), self, ok, self._on_no_preview)

    def _on_no_preview(self, error: KnownError) -> None:
        self.say_wrong(display_line(error.text(), 400))
        self.act.setEnabled(False)

    def show_preview(self, preview: ErasurePreview) -> None:
        """What goes, what cannot, what stays."""
        self.seqs = tuple(entry.seq for entry in preview.entries if not entry.refused)
        self._refused = len(self.seqs) < len(preview.entries)
        if self._holder is not None:
            self._space.removeWidget(self._holder)
            self._holder.hide()
            self._holder.deleteLater()
        self._holder = QWidget()
        lines = QVBoxLayout(self._holder)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(theme.px(6))
        lines.addWidget(OwnLabel(tr("What goes"), "section"))
        for entry in preview.entries[:MOST_LISTED]:
            lines.addWidget(_entry_row(entry))
        if len(preview.entries) > MOST_LISTED:
            lines.addWidget(OwnLabel(_more_words(len(preview.entries) - MOST_LISTED), "muted"))
        lines.addWidget(hairline())
        lines.addWidget(OwnLabel(tr("What stays"), "section"))
        for sentence in preview.stays:
            lines.addWidget(OwnLabel(display_line(sentence, 300), wrap=True))
        self._space.addWidget(self._holder)
        self.act.setEnabled(bool(self.seqs) or (bool(self.action) and not preview.entries))
        words = tr("Erase {entries}", entries=entries_words(len(self.seqs))) if self.seqs else tr("Erase")
        self.act.setText(words)  # trusted: a figure
        self.refit()


def _entry_row(entry: ErasableEntry) -> QWidget:
    row = QWidget()
    row.setObjectName("erasableEntry")
    title = ElidedUntrusted(weight="semibold")
    title.set_text(f"{figure(entry.seq)}  {entry.title or entry.verdict or entry.type}")
    head = QHBoxLayout()
    head.setSpacing(theme.px(8))
    head.addWidget(title, 1)
    if entry.refused:
        head.addWidget(Chip(tr("Stays"), "amber"))
    elif entry.verdict:
        head.addWidget(Chip(record_word(entry.verdict), "grey"))
    lines = QVBoxLayout(row)
    lines.setContentsMargins(0, 0, 0, 0)
    lines.setSpacing(theme.px(1))
    lines.addLayout(head)
    said = entry.refused or (", ".join(entry.holds) if entry.holds else tr("holds nothing any more"))
    lines.addWidget(OwnLabel(display_line(said, 300), "muted", wrap=True))
    return row


def waiting_words(result: ErasureResult) -> str:
    """Who has not acknowledged yet, in one sentence."""
    if not result.waiting_for:
        return tr("Everybody who replicates this ledger has acknowledged it.")
    names = ", ".join(display_line(name, 40) for name in result.waiting_for[:6])
    if len(result.waiting_for) > 6:
        names = tr("{names} and {count} more", names=names, count=len(result.waiting_for) - 6)
    return tr(
        "Not acknowledged yet by {names}. Bundles and backups that were made before are out of reach.", names=names
    )


def _more_words(count: int) -> str:
    return tr("and 1 more entry") if count == 1 else tr("and {number} more entries", count=count, number=figure(count))


class ErasedSheet(Sheet):
    """What was done, and who lags behind; can be asked again."""

    def __init__(self, deck: SheetDeck, bridge: DeskBridge, result: ErasureResult) -> None:
        super().__init__(
            deck.host,
            "erasedSheet",
            tr("Erased: {entries}", entries=entries_words(len(result.erased))),
            tr("Signed as entry {seq}. This cannot be undone.", seq=figure(result.seq)),
            width=500,
        )
        self._bridge = bridge
        self._seq = result.seq
        self.waiting = OwnLabel("", wrap=True)
        self.waiting.setObjectName("erasedWaiting")
        self.body.addWidget(self.waiting)
        self.bytes = OwnLabel(tr(BYTES_LEFT), "warn", wrap=True)
        self.bytes.setObjectName("erasedBytes")
        self.body.addWidget(self.bytes)
        self._again = ActionButton(tr("Ask again"))
        self._again.setObjectName("erasedAgain")
        self._again.clicked.connect(self._on_again)
        close = ActionButton(tr("Close"), "Esc")
        close.setObjectName("erasedClose")
        close.clicked.connect(self.leave)
        self.foot.addWidget(self._again)
        self.foot.addWidget(close)
        self._show(result)

    def _show(self, result: ErasureResult) -> None:
        self.waiting.say(waiting_words(result))
        self.waiting.set_role("warn" if result.waiting_for else "good")
        self.bytes.setVisible(not result.bytes_gone)
        self._again.setVisible(bool(result.waiting_for) or not result.bytes_gone)
        self._again.setEnabled(True)
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refit()

    def _on_again(self) -> None:
        self._again.setEnabled(False)
        future = self._bridge.desk.erasing.acknowledgements(self._seq)
        self._bridge.run(future, self, self._show, lambda error: self.waiting.say(display_line(error.text(), 300)))
