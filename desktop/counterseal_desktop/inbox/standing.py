"""Where a waiting action stands with other people: who approved, who looks at it now, whom it went to, and what is
left for me to do. Pure words and rules, no widget; names and words of others are made safe here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from enum import Enum

from counterseal.clock import parse_stamp
from counterseal.model.actions import State
from counterseal.model.facts import Facts
from counterseal.model.views import ActionDetail, QueueItem
from counterseal_desktop.translating import day_month, tr
from counterseal_desktop.widgets.untrusted import display_line
from counterseal_desktop.widgets.vocabulary import risk_word


class Place(Enum):
    """Where I stand with an action."""

    MINE = "mine"  # I may decide it
    SIGNED = "signed"  # my approval counts already; others are awaited, or the agent is
    TAKEN = "taken"  # somebody else is looking at it now
    UNKNOWN = "unknown"  # it ran or not, nobody knows: a person says what became of it


def place(item: QueueItem, me: str, solo: bool) -> Place:
    """Where the person ``me`` stands with an open action."""
    if item.state is State.UNKNOWN:
        return Place.UNKNOWN
    if me and me in item.approved_by:
        return Place.SIGNED
    if me and me == item.edited_by and not solo and item.risk.rank >= 3:
        return Place.SIGNED
    if taken_by_other(item, me):
        return Place.TAKEN
    return Place.MINE


def taken_by_other(item: QueueItem, me: str) -> bool:
    """Whether somebody else has it open at this moment."""
    return bool(item.claimed_by) and bool(me) and item.claimed_by != me


def progress(item: QueueItem, detail: ActionDetail | None = None) -> tuple[str, ...]:
    """``1 of 2 approvals: Maria Lind`` and ``waits for a second person, not the owner``; none where one is enough."""
    if item.needs <= 1 and not item.has:
        return ()
    said = (
        tr("{has} of 1 approval", has=item.has)
        if item.needs == 1
        else tr("{has} of {count} approvals", has=item.has, count=item.needs)
    )
    names = [display_line(one.name, 40) for one in detail.approvals] if detail else []
    if names:
        said = tr("{approvals}: {names}", approvals=said, names=", ".join(names))
    return (said, tr("waits for {who}", who=display_line(item.waits_for, 100))) if item.waits_for else (said,)


def signed_words(item: QueueItem, me: str) -> str:
    """What I did already, and what it still needs."""
    if item.state is State.APPROVED:
        return tr("You approved this. It runs when the agent asks for its permit; until then you can take it back.")
    waits = display_line(item.waits_for, 120)
    if me == item.edited_by:
        risk = risk_word(item.risk)
        if waits:
            words = tr(
                "You changed this, so at {risk} another person must approve it. It waits for {who}.",
                risk=risk,
                who=waits,
            )
        else:
            words = tr("You changed this, so at {risk} another person must approve it.", risk=risk)
        return words
    if waits:
        return tr("You approved this. It waits for {who}.", who=waits)
    return tr("You approved this. It waits for another person.")


def claim_words(item: QueueItem, since: datetime | None) -> str:
    """``Jonas Öberg is looking at this since 12:03``; without a time when it was so before this window looked."""
    name = display_line(item.claimed_name, 60) or tr("Somebody else")
    if since is None:
        return tr("{name} is looking at this", name=name)
    return tr("{name} is looking at this since {time}", name=name, time=f"{since.astimezone():%H:%M}")


def escalation_words(item: QueueItem, me: str) -> str:
    """To whom it went because nobody decided; empty when it did not."""
    if me and me in item.escalated_to:
        return tr("escalated to you")
    if item.escalated:
        words = display_line(item.escalated, 100)
        return words if words.casefold().startswith("escalated") else tr("escalated: {words}", words=words)
    return tr("escalated") if item.escalated_to else ""


def due(item: QueueItem) -> str | None:
    """The moment at which it ends by itself: rejected at its deadline, or expired. Both are UTC stamps of one form."""
    if item.state is State.UNKNOWN:
        return None
    deadline, expires = item.deadline, item.expires_at
    if deadline is None or expires is None:
        return deadline or expires
    return min(deadline, expires)


def deadline_words(item: QueueItem, now: datetime) -> str:
    """What happens at a deadline that the charter sets; empty without one, or when the action expires before it."""
    if item.deadline is None or due(item) != item.deadline:
        return ""
    at = parse_stamp(item.deadline).astimezone()
    day = "" if at.date() == now.astimezone().date() else f"{day_month(at)} "
    return tr("rejected by itself at {time} if nobody decides", time=f"{day}{at:%H:%M}")


def masked_words(redacted: Iterable[tuple[str, str]]) -> str:
    """What the gateway masked in the arguments: ``AWS key in config.key``; empty when nothing."""
    parts = [
        tr(
            "{rule} in {place}",
            rule=display_line(rule, 40),
            place=display_line(pointer.strip("/").replace("/", "."), 60) or tr("the arguments"),
        )
        for pointer, rule in redacted
    ]
    what = ", ".join(parts[:6])
    if len(parts) > 6:
        more = len(parts) - 6
        return tr(
            "Masked by the gateway: {what} and {count} more. The masked text is what would run.", what=what, count=more
        )
    return tr("Masked by the gateway: {what}. The masked text is what would run.", what=what) if parts else ""


def with_masks(facts: Facts, redacted: Iterable[tuple[str, str]]) -> Facts:
    """The facts with the gateway's masks as plain words; brackets like its own in an agent's text stay escaped."""
    rules = {rule for _pointer, rule in redacted}
    if not rules:
        return facts

    def plain(text: str) -> str:
        for rule in rules:
            text = text.replace(f"⟦masked: {rule}⟧", tr("[masked: {rule}]", rule=rule))
        return text

    rows = tuple(replace(row, value=plain(row.value), exact=plain(row.exact)) for row in facts.rows)
    return replace(facts, rows=rows)


class ClaimsSeen:
    """Since when this window knows of each claim: the queue says who, not since when."""

    def __init__(self) -> None:
        self._since: dict[str, tuple[str, datetime | None]] = {}
        self._known: set[str] = set()

    def look(self, changed: Iterable[QueueItem], gone: Iterable[str], now: datetime) -> None:
        """Take what is news. A claim that was there when its action was first seen has no known beginning."""
        for action_id in gone:
            self._known.discard(action_id)
            self._since.pop(action_id, None)
        for item in changed:
            before = self._since.pop(item.id, None)
            if before is not None and before[0] == item.claimed_by:
                self._since[item.id] = before
            elif item.claimed_by:
                self._since[item.id] = (item.claimed_by, now if item.id in self._known else None)
            self._known.add(item.id)

    def since(self, action_id: str) -> datetime | None:
        return self._since.get(action_id, ("", None))[1]
