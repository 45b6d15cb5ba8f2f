"""Taking back one's own decision, possible until the permit is taken or the agent was told."""

from __future__ import annotations

import json

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, Stale
from counterseal.gateway import agent_rows, in_force, policing, quorum_state, rows
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.gateway.judgement import Judgement
from counterseal.gateway.quorum_state import Approved
from counterseal.gateway.rows import ActionRow
from counterseal.ledger import log as ledger_log
from counterseal.ledger import roster as rosters
from counterseal.ledger.log import Draft, as_payload
from counterseal.ledger.roster import Roster
from counterseal.model import facts
from counterseal.model.actions import Action, State
from counterseal.model.decisions import Verdict
from counterseal.policy.ruling import HOLD
from counterseal.seal.digests import action_canonical, action_sha256
from counterseal.seal.statements import read_decision

_NOTHING = "There is nothing left to take back"


def withdraw(
    context: Context,
    connection: Connection,
    row: ActionRow,
    agent: AgentRow,
    people: Roster,
    judgement: Judgement,
) -> State:
    """Take back what this person said of the action; what others approved stands, unless they approved their edit.

    Raises:
        Conflict: nothing is left of it (``too_late``). Forbidden: it is another person's. Stale: the action changed.
    """
    given = quorum_state.of(connection, [row.id]).get(row.id, [])
    if row.state in (State.REJECTED, State.ANSWERED) and row.decision is not None:
        _name, _digest, earlier = read_decision(ledger_log.envelope(connection, row.decision))
        _check_mine(earlier["person"]["id"] == judgement.person.id, row)
        _check_same(row, judgement)
        if row.returned or row.not_before is None or not context.undoable(row.id, parse_stamp(row.not_before)):
            raise Conflict("The agent has already been told", where=row.id, code="too_late", state=row.state.value)
        return _start_over(context, connection, row, agent, people)
    if row.state not in (State.HELD, State.APPROVED) or not given:
        raise Conflict(_NOTHING, where=row.id, code="too_late", state=row.state.value)
    mine = [one for one in given if one.person == judgement.person.id]
    _check_mine(bool(mine), row)
    _check_same(row, judgement)
    if row.returned:
        raise Conflict("The agent has already been told", where=row.id, code="too_late", state=row.state.value)
    if any(one.verdict == Verdict.EDIT.value for one in mine):
        return _start_over(context, connection, row, agent, people)
    quorum_state.forget(connection, row.id, [one.envelope for one in mine])
    return settle(context, connection, row, agent, people, [one for one in given if one not in mine])


def settle(
    context: Context,
    connection: Connection,
    row: ActionRow,
    agent: AgentRow,
    people: Roster,
    left: list[Approved],
    note: str = "",
) -> State:
    """The state of a held or approved action after some of its approvals have gone; ``left`` are the others."""
    force = in_force.read(context, connection, agent, people)
    risk = policing.risk_now(force, row)
    reached = quorum_state.quorum(people, force.autonomy, agent.owner, risk, [one.given(row.edited_by) for one in left])
    state = State.HELD if reached.waits_for else State.APPROVED
    held = max((one.not_before for one in left if one.not_before is not None), key=parse_stamp, default=None)
    values: dict[str, str | None] = {"decision": None, "not_before": None}
    if state is State.APPROVED:
        values = {"decision": left[-1].envelope, "not_before": held}
    rows.change_action(connection, row.id, context.bump(), state=state, note=note, risk=risk.value, **values)
    return state


def end_approvals(context: Context, connection: Connection, row: ActionRow, ended: list[str], note: str) -> State:
    """Approvals (digests of envelopes) that count no more, in their entry; the action is settled by those left."""
    draft = Draft(
        "expired",
        context.now(),
        row.id,
        payloads={"note": as_payload({"action_sha256": row.digest, "envelopes": ended, "note": note})},
        verdict=State.HELD.value,
        agent=row.action.agent,
        title=row.title,
    )
    context.append(connection, [draft])
    quorum_state.forget(connection, row.id, ended)
    left = quorum_state.of(connection, [row.id]).get(row.id, [])
    agent = agent_rows.agent(connection, row.action.agent)
    return settle(context, connection, row, agent, rosters.load(connection), left, note)


def _start_over(context: Context, connection: Connection, row: ActionRow, agent: AgentRow, people: Roster) -> State:
    """The action as it was asked, without any approval."""
    first = Action.from_members(json.loads(ledger_log.payload(connection, row.received_seq, "action")))
    claims = policing.claims_of(connection, row)
    ruling, force = policing.rule(
        context, connection, agent, people, first, claims, leased=True, problem=row.problem, source=row.source
    )
    quorum_state.forget(connection, row.id)
    rows.change_action(
        connection,
        row.id,
        context.bump(),
        state=State.HELD,
        decision=None,
        not_before=None,
        note="",
        action=action_canonical(first),
        digest=action_sha256(first),
        risk=ruling.risk.value,
        title=row.title if row.problem else facts.render(first, agent.tools.get(first.tool)).title,
        edited_by=None,
        ruling=json.dumps({**policing.kept(ruling, force), "effect": HOLD}),
    )
    return State.HELD


def _check_mine(mine: bool, row: ActionRow) -> None:
    if not mine:
        raise Forbidden("Only one's own decision can be taken back", where=row.id, code="not_yours")


def _check_same(row: ActionRow, judgement: Judgement) -> None:
    if judgement.digest != row.digest:
        raise Stale("The action has changed since then", where=row.id, code="changed")
