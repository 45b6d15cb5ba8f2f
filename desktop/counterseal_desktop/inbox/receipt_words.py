"""What became of a signed decision, in one line."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from counterseal.model.decisions import Verdict
from counterseal.model.views import QueueItem
from counterseal.sync.api import DecisionReceipt
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.announcing import announce
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import verdict_word

_DELIVERED = {
    Verdict.APPROVE: mark("approved, entry {seq} · delivered"),
    Verdict.EDIT: mark("edited and approved, entry {seq} · delivered"),
    Verdict.REJECT: mark("rejected, entry {seq} · delivered"),
    Verdict.ANSWER: mark("answered, entry {seq} · delivered"),
    Verdict.WITHDRAW: mark("taken back, entry {seq} · delivered"),
}


def receipt_words(receipt: DecisionReceipt, away: str = "") -> tuple[str, str]:
    """The sentence for the bar and its tone.

    Args:
        away: safe name of the gateway that it is for, while that cannot be reached.
    """
    done = tr("{verdict}: signed, entry {seq}", verdict=verdict_word(receipt.verdict), seq=figure(receipt.seq))
    note = display_line(receipt.note, 240)
    if receipt.state == "refused":
        why = note or tr("no reason was given")
        return tr("{done} · refused by the gateway: {why}", done=done, why=why), "red"
    if receipt.state == "delivered":
        said = tr("{done} · delivered: {note}", done=done, note=note) if note else tr("{done} · delivered", done=done)
        return said, "green"
    if away:
        return tr("{done} · waits in the outbox until {gateway} answers", done=done, gateway=away), "amber"
    said = tr("{done} · delivering… {note}", done=done, note=note) if note else tr("{done} · delivering…", done=done)
    return said, "blue"


def row_words(receipt: DecisionReceipt, away: str = "") -> tuple[str, str]:
    """The same for a row of the list."""
    if receipt.verdict is Verdict.WITHDRAW and receipt.state != "refused":
        return tr("taken back, entry {seq}", seq=figure(receipt.seq)), "amber"
    if receipt.state == "refused":
        return tr("refused: {why}", why=display_line(receipt.note, 120) or tr("no reason was given")), "red"
    if receipt.state == "delivered":
        return tr(_DELIVERED[receipt.verdict], seq=figure(receipt.seq)), "green"
    if away:
        return tr("signed, entry {seq} · in the outbox", seq=figure(receipt.seq)), "amber"
    return tr("signed, entry {seq} · delivering…", seq=figure(receipt.seq)), "blue"


def tell(widget: QWidget, receipt: DecisionReceipt, item: QueueItem | None) -> None:
    """Have it read out what became of a decision whose action is not on the screen any more."""
    said = row_words(receipt)[0]
    title = f"{display_line(item.title, 90)}: " if item is not None else ""
    announce(widget, f"{title}{said}", urgent=receipt.state == "refused")
