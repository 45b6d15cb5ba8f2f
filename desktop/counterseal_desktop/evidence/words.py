"""What the screens say about heads and histories. Pure; names in it are made safe here."""

from __future__ import annotations

from counterseal.sync.api import LedgerView
from counterseal.sync.api_evidence import HeadHolder, HistoryTrouble
from counterseal_desktop.translating import figure, mark, tr
from counterseal_desktop.widgets.untrusted import display_line

PLACES = {
    "keyring": mark("System keyring"),
    "file": mark("A file outside the profile"),
    "gateway": mark("Gateway"),
    "replica": mark("Replica"),
    "bundle": mark("Bundle"),
}
HOLDER_STATES = {
    "same": (mark("The same head"), "green"),
    "behind": (mark("Older head"), "blue"),
    "ahead": (mark("Holds more than is here"), "red"),
    "forked": (mark("Holds another history"), "red"),
    "unknown": (mark("Not known"), "grey"),
}
REPLICA_STATES = {
    "verified": (mark("verified"), "green"),
    "behind": (mark("behind"), "amber"),
    "forked": (mark("holds another history"), "red"),
    "shorter": (mark("shorter than it was"), "red"),
    "unreachable": (mark("unreachable"), "amber"),
}
ELSEWHERE = mark("Elsewhere")
FORKED = mark("This history is not the one that others hold a head of")
SHORTER = mark("This history is shorter than one that others hold a head of")
FORKED_CLOSED = mark(
    "Read-only: this history is not the one that others hold a head of. Nothing can be signed until an owner accepts "
    "this history or it is restored."
)
SHORTER_CLOSED = mark(
    "Read-only: this history is shorter than one that others hold a head of. Nothing can be signed until an owner "
    "accepts this history or it is restored."
)
ONE_OTHER = mark("Entry {entry} is another one than it was. Here: {here}, elsewhere: {elsewhere}.")
ONE_MISSING = mark("Entry {entry} is missing here. Here: {here}, elsewhere: {elsewhere}.")
SEVERAL_OTHER = mark(
    "Entries {first} to {last} are other ones than they were. Here: {here} entries, elsewhere: {elsewhere}."
)
SEVERAL_MISSING = mark("Entries {first} to {last} are missing here. Here: {here} entries, elsewhere: {elsewhere}.")


def heads_words(ledger: LedgerView) -> tuple[str, str]:
    """The status bar's sentence and its short form."""
    if not ledger.holder:
        return tr("nobody else holds a head of it"), tr("no head elsewhere")
    newer = tr("nothing newer")
    if ledger.newer:
        newer = tr("{number} newer", count=ledger.newer, number=figure(ledger.newer))
    holder = display_line(ledger.holder, 40)
    return tr("newest head held by {holder} · {newer}", holder=holder, newer=newer), newer


def holder_name(holder: HeadHolder) -> str:
    """What to call a holder; still to be made safe. One of ours, "a file of this account", says the place."""
    place = tr(PLACES.get(holder.place, ELSEWHERE))
    if not holder.name:
        return place
    if holder.place in ("keyring", "file") or holder.name.startswith("this "):
        return holder.name[:1].upper() + holder.name[1:]
    return tr("{place}: {name}", place=place, name=holder.name)


def holder_line(holder: HeadHolder) -> str:
    """How much a holder holds."""
    if not holder.size:
        return tr("holds no head yet")
    size = tr("1 entry")
    if holder.size != 1:
        size = tr("{number} entries", count=holder.size, number=figure(holder.size))
    if holder.newer == 0:
        return tr("{entries} · none newer here", entries=size)
    return tr("{entries} · {number} newer here", count=holder.newer, entries=size, number=figure(holder.newer))


def trouble_title(trouble: HistoryTrouble) -> str:
    """One sentence for the bar and for the reason why nothing can be decided."""
    return tr(FORKED if trouble.kind == "forked" else SHORTER)


def trouble_range(trouble: HistoryTrouble) -> str:
    """Which entries it is about."""
    last = trouble.held_size - 1
    forked = trouble.kind == "forked"
    first, here, elsewhere = figure(trouble.first_lost), figure(trouble.size), figure(trouble.held_size)
    if last <= trouble.first_lost:
        one = ONE_OTHER if forked else ONE_MISSING
        return tr(one, entry=first, here=here, elsewhere=elsewhere)
    several = SEVERAL_OTHER if forked else SEVERAL_MISSING
    return tr(several, first=first, last=figure(last), here=here, elsewhere=elsewhere)


def read_only_reason(trouble: HistoryTrouble) -> str:
    """Why the decision bar is closed."""
    return tr(FORKED_CLOSED if trouble.kind == "forked" else SHORTER_CLOSED)
