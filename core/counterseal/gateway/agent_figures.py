"""Success figures of one agent, and the higher level that they speak for (DESIGN 4.5, "Earned autonomy").

Counted over the newest actions of the last 30 days, at most ``MOST``, so that the cost does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from counterseal.clock import stamp
from counterseal.gateway.agent_orders import AgentOrders
from counterseal.gateway.context import Context
from counterseal.ledger import schema
from counterseal.model.actions import State
from counterseal.model.autonomy import Level
from counterseal.model.figures import Figures, Proposal
from counterseal.model.risk import Risk

DAYS = 30
MOST = 5_000
MOST_COUNTED = 100_000
# What a higher level takes: so many decisions over what it would add, so many of them approved as they were.
LEAST_DECIDED = 20
LEAST_UNEDITED = 0.95
_RAN = frozenset({State.PERMITTED.value, State.DONE.value, State.FAILED.value, State.UNKNOWN.value})
_ENDED = frozenset({State.DONE.value, State.FAILED.value, State.UNKNOWN.value})
_APPROVED = _RAN | {State.APPROVED.value}
_REJECTED = frozenset({State.REJECTED.value, State.ANSWERED.value})
_A, _I = schema.actions.c, schema.incidents.c


@dataclass(frozen=True, slots=True)
class Past:
    """One action as far as the figures look at it. ``wrong``: somebody marked it as wrong."""

    id: str
    tool: str
    risk: str
    state: str
    decided: bool
    edited: bool
    wrong: bool

    @property
    def approved(self) -> bool:
        return self.decided and self.state in _APPROVED

    @property
    def rejected(self) -> bool:
        return self.decided and self.state in _REJECTED

    @property
    def alone(self) -> bool:
        """Whether it ran, or may run, without a person."""
        return not self.decided and (self.state in _RAN or self.state == State.ALLOWED.value)


def since(context: Context) -> str:
    return stamp(context.clock.now() - timedelta(days=DAYS))


def sample(context: Context, connection: Connection, agent_id: str) -> tuple[Past, ...]:
    """The newest actions of the last 30 days, newest first."""
    query = (
        select(_A.id, _A.tool, _A.risk, _A.state, _A.decision, _A.edited_by)
        .where(_A.agent == agent_id, _A.asked_at >= since(context))
        .order_by(_A.asked_at.desc())
        .limit(MOST)
    )
    wrong = select(_I.action).where(_I.agent == agent_id, _I.action.is_not(None))
    marked = set(connection.execute(wrong).scalars())
    return tuple(
        Past(
            row.id,
            row.tool,
            row.risk,
            row.state,
            row.decision is not None,
            row.edited_by is not None,
            row.id in marked,
        )
        for row in connection.execute(query)
    )


def figures(context: Context, connection: Connection, agent_id: str, past: Sequence[Past]) -> Figures:
    """The figures of an agent. Figures are of the sample; ``actions`` are all, up to ``MOST_COUNTED``."""
    return shares(past, _count(context, connection, agent_id, len(past)))


def shares(past: Sequence[Past], actions: int) -> Figures:
    """The figures over a sample, newest first."""
    ended = [one for one in past if one.state in _ENDED]
    done = sum(one.state == State.DONE.value for one in ended)
    told = sum(one.state != State.UNKNOWN.value for one in ended)
    approved = [one for one in past if one.approved]
    judged = [one for one in past if one.state != State.REFUSED.value]
    alone = sum(one.alone for one in past)
    return Figures(
        days=DAYS,
        actions=actions,
        alone=alone,
        to_people=_share(len(judged) - alone, len(judged)),
        unedited=_share(sum(not one.edited for one in approved), len(approved)),
        wrong=_share(sum(one.wrong for one in ended), len(ended)),
        success=_share(done, len(ended)),
        reported_back=_share(told, len(ended)),
        unedited_in_a_row=_in_a_row(past),
    )


def proposal(found: AgentOrders, told: Figures, past: Sequence[Past], open_incidents: int) -> Proposal | None:
    """A higher level with its evidence, or None: it is only ever proposed (DESIGN 4.5)."""
    standing = found.standing
    level, charter = standing.autonomy.level, standing.charter
    if charter is None or not found.chartered or standing.cap is not None or open_incidents or found.force.problem:
        return None
    if level in (Level.L0, Level.L5):
        return None
    higher = Level(f"L{level.rank + 1}")
    more = [risk for risk in higher.runs_alone if risk not in level.runs_alone]
    newly = [one for one in past if one.risk in more and (one.approved or one.rejected)]
    approved = [one for one in newly if one.approved and not one.edited]
    if len(newly) < LEAST_DECIDED or len(approved) < LEAST_UNEDITED * len(newly):
        return None
    if told.unedited_in_a_row < LEAST_DECIDED:
        return None
    failed = 1 - told.success if told.success is not None else 0.0
    wrong = told.wrong or 0.0
    if failed > charter.failure_rate or wrong > charter.failure_rate:
        return None
    return Proposal(higher, tuple(_evidence(higher, more, newly, approved, told, charter.failure_rate)))


def _evidence(
    higher: Level,
    more: Sequence[Risk],
    newly: Sequence[Past],
    approved: Sequence[Past],
    told: Figures,
    accepted: float,
) -> Iterator[str]:
    words = " and ".join(risk.word for risk in more)
    share = len(approved) / len(newly) * 100
    yield f"People decided {len(newly):,} {words} actions in {DAYS} days and approved {share:.0f} % of them unchanged."
    yield f"The last {told.unedited_in_a_row:,} approvals in a row changed nothing."
    if told.success is not None:
        yield f"{told.success * 100:.1f} % of what ran succeeded; the charter accepts {accepted * 100:g} % failures."
    if told.wrong is not None:
        yield f"{told.wrong * 100:.1f} % of what ran was marked as wrong afterwards."
    yield f"At {higher.value} {higher.word} these {len(newly):,} would not have waited, inside its mandate."


def _count(context: Context, connection: Connection, agent_id: str, seen: int) -> int:
    if seen < MOST:
        return seen
    inner = select(_A.asked_at).where(_A.agent == agent_id, _A.asked_at >= since(context)).limit(MOST_COUNTED)
    return int(connection.execute(select(func.count()).select_from(inner.subquery())).scalar_one())


def _in_a_row(past: Sequence[Past]) -> int:
    """How many of the newest decisions in a row approved what was asked, which then went well."""
    count = 0
    for one in past:
        if one.rejected or (one.approved and (one.edited or one.wrong)):
            break
        count += one.approved
    return count


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
