"""What the screens say about heads and histories. Pure; names in it are made safe here."""

from __future__ import annotations

from counterseal.sync.api import LedgerView
from counterseal.sync.api_evidence import HeadHolder, HistoryTrouble
from counterseal_desktop.inbox.words import count_of
from counterseal_desktop.widgets.untrusted import display_line

PLACES = {
    "keyring": "System keyring",
    "file": "A file outside the profile",
    "gateway": "Gateway",
    "replica": "Replica",
    "bundle": "Bundle",
}
HOLDER_STATES = {
    "same": ("The same head", "green"),
    "behind": ("Older head", "blue"),
    "ahead": ("Holds more than is here", "red"),
    "forked": ("Holds another history", "red"),
    "unknown": ("Not known", "grey"),
}
REPLICA_STATES = {
    "verified": ("verified", "green"),
    "behind": ("behind", "amber"),
    "forked": ("holds another history", "red"),
    "shorter": ("shorter than it was", "red"),
    "unreachable": ("unreachable", "amber"),
}


def heads_words(ledger: LedgerView) -> tuple[str, str]:
    """The status bar's sentence and its short form."""
    if not ledger.holder:
        return "nobody else holds a head of it", "no head elsewhere"
    newer = "nothing newer" if ledger.newer == 0 else f"{ledger.newer:,} newer"
    return f"newest head held by {display_line(ledger.holder, 40)} · {newer}", newer


def holder_name(holder: HeadHolder) -> str:
    """What to call a holder; still to be made safe. One of ours, "a file of this account", says the place."""
    place = PLACES.get(holder.place, "Elsewhere")
    if not holder.name:
        return place
    if holder.place in ("keyring", "file") or holder.name.startswith("this "):
        return holder.name[:1].upper() + holder.name[1:]
    return f"{place}: {holder.name}"


def holder_line(holder: HeadHolder) -> str:
    """How much a holder holds."""
    if not holder.size:
        return "holds no head yet"
    newer = "none newer here" if holder.newer == 0 else f"{holder.newer:,} newer here"
    return f"{count_of(holder.size, 'entry', 'entries')} · {newer}"


def trouble_title(trouble: HistoryTrouble) -> str:
    """One sentence for the bar and for the reason why nothing can be decided."""
    if trouble.kind == "forked":
        return "This history is not the one that others hold a head of"
    return "This history is shorter than one that others hold a head of"


def trouble_range(trouble: HistoryTrouble) -> str:
    """Which entries it is about."""
    last = trouble.held_size - 1
    what = "are other ones than they were" if trouble.kind == "forked" else "are missing here"
    if last <= trouble.first_lost:
        verb = what.replace("are other ones than they were", "is another one than it was").replace("are ", "is ")
        return f"Entry {trouble.first_lost:,} {verb}. Here: {trouble.size:,}, elsewhere: {trouble.held_size:,}."
    return (
        f"Entries {trouble.first_lost:,} to {last:,} {what}. Here: {trouble.size:,} entries, elsewhere: "
        f"{trouble.held_size:,}."
    )


READ_ONLY = "Read-only: {0}. Nothing can be signed until an owner accepts this history or it is restored."


def read_only_reason(trouble: HistoryTrouble) -> str:
    """Why the decision bar is closed."""
    title = trouble_title(trouble)
    return READ_ONLY.format(title[:1].lower() + title[1:])
