"""What the demo's owner signs before the agents start: what the refunds agent is for and what it may do alone."""

from __future__ import annotations

from counterseal.clock import SystemClock, later
from counterseal.demo import cast
from counterseal.model.autonomy import DAY, Autonomy, Charter, Level, Limit, Mandate, Window
from counterseal.sync.api_autonomy import AutonomyApi

MONTH = 30 * DAY
MOST_ALONE = 2000  # minor units
MOST_A_DAY = 10000


def charter(owner: str) -> Charter:
    """What it is for, when it counts as failed, and what then happens."""
    return Charter(
        workflow="Refunds of shop orders that a customer has written in about",
        bounds="Only to the card that paid, and only what policy RP-12 gives",
        owner=owner,
        deputy=None,
        metric="Refunds that nobody had to correct",
        target=0.98,
        failure_rate=0.02,
        share_to_people=0.5,
        runbook=cast.REFUNDS.runbook,
        undo_minutes=30,
        data=("orders", "tickets", "payments"),
        systems=("shop",),
    )


def mandate() -> Mandate:
    """Small refunds, and not many of them a day."""
    tool = cast.REFUND_TOOL["tool"]
    return Mandate(
        tools=(tool,),
        expires_at=later(SystemClock().now(), MONTH),
        limits=(Limit(tool, "amount_minor", MOST_ALONE),),
        windows=(Window("small refunds", (tool,), "amount_minor", MOST_A_DAY),),
        confidence=0.9,
    )


def sign(autonomy: AutonomyApi, owner: str) -> None:
    """Sign charter, level and mandate of the refunds agent. Raises KnownError."""
    agent = cast.REFUNDS.id
    autonomy.set_charter(agent, charter(owner), "It has been in use for a month with every refund approved").result(15)
    autonomy.set_level(agent, Autonomy(Level.L4), "Small refunds need nobody to look at them").result(15)
    autonomy.set_mandate(agent, mandate(), "RP-12 §7 and the like; more than 20.00 waits for me").result(15)
