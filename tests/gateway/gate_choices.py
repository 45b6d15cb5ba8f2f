"""What can be asked, signed and befall in a play of the gate, and letters that carry what was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from counterseal.clock import stamp
from counterseal.seal.dsse import Envelope
from gateway.agent_orders import LOOK, level, registry
from gateway.desks import REFUND
from gateway.gate_model import EXPIRIES
from gateway.gate_town import AGENT, BEGIN
from gateway.offices import Desktop

DAY = 86_400
TOOLS = ("orders.look", "refunds.issue", "refunds.issue", "refunds.issue", "mail.send")
AMOUNTS = (1, 49_900, 49_900, 49_999, 50_000, 50_001, 99_000)
CRASHES = ("", "", "", "", "gateway.before_commit", "gateway.committed")
VERDICTS = ("approve", "approve", "approve", "edit", "reject", "withdraw")
LEVELS = ("L0", "L1", "L2", "L3", "L4", "L4", "L5")
BRAKES = ("pause", "resume", "halt", "reset")
MISHAPS = ("time", "time", "time", "clock", "clock", "kill", "sweep", "sweep", "halt file", "no halt file")
SPANS = (1, 4, 11, 29, 31, 301, 3601, 43_200, 86_400)
MOVES = (-86_400, -3600, 0, 0, 3600, 86_400)
QUORUMS: tuple[dict[str, int], ...] = ({}, {}, {"R2": 2}, {"R3": 2})
# How long an approval lives, whether it is held for undo, and when its permit is asked for.
TIMINGS = ((3600, False, 0), (3600, False, 0), (3600, False, 0), (30, False, 31), (3600, True, 5), (3600, True, 11))
WHO = (("maria",), ("jonas",), ("maria", "jonas"), ("jonas", "maria"))
MANDATES: dict[str, Any] = {
    "day": st.sampled_from([50_000, 100_000, 150_000]),
    "each": st.sampled_from([49_950, 50_000]),
    "at": st.sampled_from([2 * DAY, 30 * DAY]),
    "silence": st.sampled_from([3600, DAY]),
    "seconds": st.sampled_from([3600, DAY]),
    "confidence": st.sampled_from([None, 0.8]),
}
gates = st.integers(0, 2)
persons = st.sampled_from(["maria", "jonas"])
picks = st.integers(0, 7)
crashes = st.sampled_from(CRASHES)


def mandate(at: float, day: int = 100_000, each: int = 50_000, **more: Any) -> dict[str, Any]:
    """A mandate over small refunds, ending ``at`` seconds after the beginning."""
    ends = stamp(BEGIN + timedelta(seconds=at))
    EXPIRIES[ends] = at
    said = {
        "tools": ["orders.look", "refunds.issue"],
        "expires_at": ends,
        "limits": [{"tool": "refunds.issue", "field": "amount", "at_most": each}],
        "windows": [
            {"name": "Day", "tools": ["refunds.issue"], "field": "amount", "at_most": day, "seconds": DAY},
        ],
        "silence": DAY,
        "confidence": None,
    }
    window = {**said["windows"][0], "seconds": more.pop("seconds", DAY)}  # type: ignore[index]
    return {"agent": AGENT, "mandate": {**said, "windows": [window], **more}}


def refunds(bound: int | None) -> dict[str, Any]:
    """The tool registry, with refunds up to ``bound`` being Moderate."""
    refund = REFUND if bound is None else {**REFUND, "when": [{"field": "amount", "at_most": bound, "risk": "R2"}]}
    return registry(LOOK, refund)


ORDERS = st.one_of(
    st.builds(
        lambda to, quorum: ("level", level(to, quorum=quorum)), st.sampled_from(LEVELS), st.sampled_from(QUORUMS)
    ),
    st.fixed_dictionaries(MANDATES).map(lambda bounds: ("mandate", mandate(**bounds))),
    st.just(("mandate", {"agent": AGENT, "mandate": None})),
    st.sampled_from([None, 20_000, 50_000, 99_000]).map(lambda bound: ("registry", refunds(bound))),
)


@dataclass
class Letter:
    """Something signed and stored that waits to be delivered, once, twice, late, or to the wrong gateway."""

    desktop: Desktop
    person: str
    gate: int
    envelope: Envelope
    index: int
    order: str = ""
    action: str = ""
    verdict: str = ""
    amount: int = 0
    epoch: int = 0
    not_before: float | None = None
    expires: float = 0.0
