"""What became of a signed decision, in one line."""

from __future__ import annotations

from counterseal.model.decisions import Verdict
from counterseal.sync.api import DecisionReceipt
from counterseal_desktop.translating import tr
from counterseal_desktop.widgets.untrusted import display_line

PAST = {
    Verdict.APPROVE: "Approved",
    Verdict.EDIT: "Edited and approved",
    Verdict.REJECT: "Rejected",
    Verdict.ANSWER: "Answered",
    Verdict.WITHDRAW: "Taken back",
}


def receipt_words(receipt: DecisionReceipt, away: str = "") -> tuple[str, str]:
    """The sentence for the bar and its tone.

    Args:
        away: safe name of the gateway that it is for, while that cannot be reached.
    """
    done = f"{PAST[receipt.verdict]}: signed, entry {receipt.seq:,}"
    note = display_line(receipt.note, 240)
    if receipt.state == "refused":
        return f"{done} · refused by the gateway: {note or 'no reason was given'}", "red"
    if receipt.state == "delivered":
        return f"{done} · delivered{f': {note}' if note else ''}", "green"
    if away:
        return tr("{done} · waits in the outbox until {gateway} answers", done=done, gateway=away), "amber"
    return f"{done} · delivering…{f' {note}' if note else ''}", "blue"


def row_words(receipt: DecisionReceipt, away: str = "") -> tuple[str, str]:
    """The same for a row of the list."""
    if receipt.verdict is Verdict.WITHDRAW and receipt.state != "refused":
        return f"taken back, entry {receipt.seq:,}", "amber"
    if receipt.state == "refused":
        return f"refused: {display_line(receipt.note, 120) or 'no reason was given'}", "red"
    if receipt.state == "delivered":
        return f"{PAST[receipt.verdict].lower()}, entry {receipt.seq:,} · delivered", "green"
    if away:
        return tr("signed, entry {seq} · in the outbox", seq=f"{receipt.seq:,}"), "amber"
    return f"signed, entry {receipt.seq:,} · delivering…", "blue"
