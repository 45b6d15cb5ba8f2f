"""Whether an agent is ready to act on its own: what is there, what is missing, in lines for its owner."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from counterseal.clock import parse_stamp
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.context import Context
from counterseal.gateway.given import owner_of
from counterseal.ledger.roster import Roster
from counterseal.model.figures import Figures

OK, WARNING, MISSING = "ok", "warning", "missing"
# A brake that was not tried for a quarter of a year is one that nobody knows to work.
DRILL_AGE = timedelta(days=90)
SOON = timedelta(days=7)
Line = tuple[str, str, str]


def lines(
    context: Context, found: AgentOrders, people: Roster, told: Figures, open_incidents: int, leased: bool
) -> Iterator[Line]:
    """(``ok`` | ``warning`` | ``missing``, name, sentence) of each thing that an agent needs."""
    yield _owner(found, people)
    yield _charter(found, people)
    yield _tools(found)
    yield _mandate(context, found)
    yield _people(people)
    yield _drill(context, found)
    yield _record(told)
    if open_incidents:
        yield (WARNING, "Incidents", f"{open_incidents} {'is' if open_incidents == 1 else 'are'} open.")
    if found.force.problem:
        yield (MISSING, "Orders", f"A person decides everything: {found.force.problem}.")
    elif found.standing.cap is not None:
        cap = found.standing.cap
        yield (WARNING, "Level", f"It fell to {cap.value} {cap.word} by itself: {found.row.cap_why}.")
    if not leased:
        yield (WARNING, "Process", "No process of this agent holds a lease now.")


def _owner(found: AgentOrders, people: Roster) -> Line:
    owner = owner_of(people, found.row.owner)
    if owner is not None:
        return OK, "Owner", f"{owner.name} answers for it."
    return (
        MISSING,
        "Owner",
        "Nobody answers for it any more, so everything it asks is refused. An owner registers it again as theirs, "
        "and another owner signs that too.",
    )


def _charter(found: AgentOrders, people: Roster) -> Line:
    charter = found.standing.charter
    if charter is None or not found.chartered:
        return MISSING, "Charter", "Its owner has not signed what it is for; it stays at L1."
    if charter.deputy is not None and charter.deputy not in people.deciders:
        return WARNING, "Charter", "Its deputy decides nothing any more."
    if charter.deputy is None:
        return WARNING, "Charter", "Signed; it names no deputy."
    return OK, "Charter", f"Signed; {people.people[charter.deputy].name} is the deputy."


def _tools(found: AgentOrders) -> Line:
    number = len(found.standing.tools)
    if not number:
        return MISSING, "Tools", "No tool is described, so every call is Critical."
    return OK, "Tools", f"{number} {'tool is' if number == 1 else 'tools are'} described."


def _mandate(context: Context, found: AgentOrders) -> Line:
    mandate = found.standing.mandate
    if mandate is None:
        return MISSING, "Mandate", "Without one nothing runs alone."
    ends = parse_stamp(mandate.expires_at)
    if ends <= context.latest():
        return WARNING, "Mandate", f"It ended on {mandate.expires_at[:10]}; nothing runs alone."
    if ends <= context.latest() + SOON:
        return WARNING, "Mandate", f"It ends on {mandate.expires_at[:10]}."
    return OK, "Mandate", f"In force until {mandate.expires_at[:10]}."


def _people(people: Roster) -> Line:
    number = len(people.deciders)
    if people.solo:
        return WARNING, "People", "One person decides alone; what is Critical should be seen by two."
    if number < 2:
        return MISSING, "People", "Only one person is left who decides; what takes two waits."
    return OK, "People", f"{number} people decide."


def _drill(context: Context, found: AgentOrders) -> Line:
    tried = found.row.drilled_at
    if tried is None:
        return MISSING, "Kill switch", "It was never tried."
    if parse_stamp(tried) + DRILL_AGE < context.clock.now():
        return WARNING, "Kill switch", f"It was last tried on {tried[:10]}."
    return OK, "Kill switch", f"Tried on {tried[:10]}."


def _record(told: Figures) -> Line:
    if told.reported_back is None:
        return WARNING, "Record", "Nothing has run yet."
    share = f"{told.reported_back * 100:.0f} %"
    if told.reported_back < 0.95:
        return WARNING, "Record", f"It reported back on {share} of what ran; the rest is unknown."
    return OK, "Record", f"It reported back on {share} of what ran."
