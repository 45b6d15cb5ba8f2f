"""The closed vocabularies of the core in the language of the window: levels, risks, roles,
states and verdicts.

The core's own English words are what is signed and stored; these tables only say them to a person.
"""

from __future__ import annotations

from datetime import date

from counterseal.model.actions import State
from counterseal.model.autonomy import Level
from counterseal.model.decisions import Verdict
from counterseal.model.risk import Risk
from counterseal_desktop.translating import day_month, day_month_year, figure, mark, tr
from counterseal_desktop.widgets.untrusted_escape import display_line

LEVELS = {
    Level.L0: (mark("Suspended"), mark("Nothing runs; everything is refused.")),
    Level.L1: (mark("Operator"), mark("Nothing runs alone; a person approves everything.")),
    Level.L2: (mark("Collaborator"), mark("Read-only actions run alone; a person approves every change.")),
    Level.L3: (mark("Consultant"), mark("Read-only and Low run alone; a person approves Moderate and above.")),
    Level.L4: (mark("Approver"), mark("Up to Moderate runs alone; a person approves High and Critical.")),
    Level.L5: (mark("Observer"), mark("Up to High runs alone; a person approves Critical and watches.")),
}
RISKS = {
    Risk.R0: (mark("Read-only"), mark("Reads and changes nothing.")),
    Risk.R1: (mark("Low"), mark("Reversible and internal.")),
    Risk.R2: (mark("Moderate"), mark("Bounded, reaches outside.")),
    Risk.R3: (mark("High"), mark("Money, irreversible, or production.")),
    Risk.R4: (mark("Critical"), mark("The worst case would be hard to repair, or what it does is not known.")),
}
ROLES = {"owner": mark("owner"), "reviewer": mark("reviewer"), "auditor": mark("auditor")}
STATES = {
    State.HELD: mark("waits for a person"),
    State.APPROVED: mark("approved, waits for the agent"),
    State.REJECTED: mark("rejected"),
    State.ANSWERED: mark("answered by a person"),
    State.REFUSED: mark("refused"),
    State.ALLOWED: mark("allowed by policy"),
    State.EXPIRED: mark("the deadline has passed"),
    State.WITHDRAWN: mark("the agent took it back"),
    State.STALE: mark("changed or gone at its source"),
    State.VOID: mark("void: the agent was halted"),
    State.PERMITTED: mark("running now"),
    State.DONE: mark("done"),
    State.FAILED: mark("ran and failed"),
    State.UNKNOWN: mark("ran, outcome unknown"),
}
SOURCES = {
    "live": mark("live"),
    "reconnecting": mark("reconnecting"),
    "failed": mark("failed"),
    "off": mark("off"),
}
VERDICTS = {
    Verdict.APPROVE: mark("Approved"),
    Verdict.EDIT: mark("Edited and approved"),
    Verdict.REJECT: mark("Rejected"),
    Verdict.ANSWER: mark("Answered"),
    Verdict.WITHDRAW: mark("Taken back"),
}
# What the history says of an entry and of what became of it, and who acted where no person did.
RECORD_WORDS = frozenset({
    mark("Approved"), mark("Edited"), mark("Rejected"), mark("Answered"), mark("Withdrawn"), mark("Decided"),
    mark("Executed"), mark("Failed"), mark("Unknown"), mark("Level set"), mark("Mandate set"),
    mark("Charter signed"), mark("Tools described"), mark("Roster changed"), mark("Paused"), mark("Halted"),
    mark("Reset"), mark("Enrolment announced"), mark("Erased"), mark("Marked as wrong"), mark("Agent registered"),
    mark("Away"), mark("Outcome settled"), mark("Trace capture set"), mark("Ordered"), mark("Halt tried"),
    mark("Resumed"),
    mark("Incident noted"), mark("Incident closed"), mark("Level lowered"), mark("Asked"), mark("Allowed"),
    mark("Refused"), mark("Viewed"), mark("Delivered"), mark("Released"), mark("Expired"), mark("Escalated"),
    mark("Voided"), mark("Key enrolled"), mark("Key rotated"), mark("Key revoked"), mark("Retention cut"),
    mark("Restored"), mark("Exported"), mark("Head cosigned"), mark("Needs a second person"), mark("Superseded"),
    mark("Approved as edited"), mark("Taken back"), mark("Paused again"), mark("Halted again"), mark("Stopped"),
    mark("Waiting"), mark("In force"), mark("Announced"), mark("Tried"), mark("Running"), mark("Settled"),
    mark("policy"), mark("deadline"), mark("gateway"), mark("this computer"),
})  # fmt: skip


def level_word(level: Level) -> str:
    """``Approver``."""
    return tr(LEVELS[level][0])


def level_name(level: Level) -> str:
    """``L4 Approver``."""
    return f"{level.value} {level_word(level)}"


def level_sentence(level: Level) -> str:
    """What runs alone at a level, and what a person approves."""
    return tr(LEVELS[level][1])


def risk_word(risk: Risk) -> str:
    """``Moderate``."""
    return tr(RISKS[risk][0])


def risk_sentence(risk: Risk) -> str:
    """What a risk class means."""
    return tr(RISKS[risk][1])


def role_word(role: str) -> str:
    """``owner``; a role that is not known here comes back safe to show."""
    return tr(ROLES[role]) if role in ROLES else display_line(role, 20)


def day_words(day: date, *, year: bool = False) -> str:
    """``18 Nov``, or with its year ``18 Nov 2026``."""
    return day_month_year(day) if year else day_month(day)


def state_words(state: State) -> str:
    """What became of an action, or what it waits for: ``approved, waits for the agent``."""
    return tr(STATES[state])


def verdict_word(verdict: Verdict) -> str:
    """What a person did: ``Edited and approved``."""
    return tr(VERDICTS[verdict])


def source_word(state: str) -> str:
    """How a source stands: ``live``; a state that is not known here comes back safe to show."""
    return tr(SOURCES[state]) if state in SOURCES else display_line(state, 40)


def record_word(word: str) -> str:
    """A word of the history in the window's language; one that is not known here comes back safe to show."""
    return tr(word) if word in RECORD_WORDS else display_line(word, 60)


def entries_words(count: int) -> str:
    """``1 entry``, ``2,000 entries``."""
    return tr("1 entry") if count == 1 else tr("{number} entries", count=count, number=figure(count))
