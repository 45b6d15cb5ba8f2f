"""A gateway port in memory: the states of DESIGN 4.4 and nothing else, strict about what an adapter may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from counterseal.clock import later
from counterseal.errors import Conflict
from counterseal.gateway.upstreams.port import Decided, Grant
from counterseal.model.actions import Action, Proposal, State
from counterseal.model.attachments import as_json
from counterseal.model.strict_json import ATTACHMENT_LIMITS, check

BY_VERDICT = {
    "approve": State.APPROVED,
    "edit": State.APPROVED,
    "reject": State.REJECTED,
    "answer": State.ANSWERED,
}


@dataclass
class Row:
    proposal: Proposal
    state: State = State.HELD
    verdict: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    answer: str = ""
    returned: bool = False
    permits: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def tool(self) -> str:
        return self.proposal.action.tool


class SmallGateway:
    """Implements ``GatewayPort``. ``rows`` is what it holds, ``problems`` what the source was last said to have."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.problems: list[str] = []
        self.remarks: list[str] = []
        self.halted_agents: set[str] = set()
        # Approvals that are withdrawn in the moment before their permit is taken.
        self.refuse_permit: set[str] = set()
        # Decisions whose undo still runs.
        self.undo_runs: set[str] = set()

    def rows_of(self, thread: str) -> list[Row]:
        """The actions of one thread in the order they were proposed."""
        return [row for row in self.rows.values() if row.proposal.upstream["thread"] == thread]

    def held_of(self, thread: str) -> list[Row]:
        return [row for row in self.rows_of(thread) if row.state is State.HELD]

    def decide(self, row: Row, verdict: str, **details: Any) -> None:
        """A person's decision on a held action."""
        assert row.state is State.HELD, f"{row.tool} is {row.state}: {row.notes}"
        assert verdict in row.proposal.verdicts, f"{verdict} is not offered for {row.tool}"
        row.verdict, row.state = verdict, BY_VERDICT[verdict]
        row.arguments = details.get("arguments", row.proposal.action.arguments)
        row.reason, row.answer = details.get("reason", ""), details.get("answer", "")

    async def propose(self, proposal: Proposal) -> str:
        action = Action.from_members(proposal.action.members())
        check(as_json(proposal.context), ATTACHMENT_LIMITS)
        check(as_json(proposal.trace), ATTACHMENT_LIMITS)
        check(proposal.upstream)
        return self.rows.setdefault(action.id, Row(proposal)).state

    async def open_ids(self, source: str) -> Mapping[str, str]:
        return {
            name: row.state for name, row in self.rows.items() if row.proposal.source == source and not row.state.ended
        }

    async def gone(self, action_id: str, why: str) -> None:
        row = self.rows[action_id]
        row.notes.append(why)
        if row.state in (State.HELD, State.APPROVED):
            row.state = State.STALE

    async def decided(self, source: str) -> list[Decided]:
        ready = {name for name, row in self.rows.items() if self._is_ready(row) and name not in self.undo_runs}
        handed: list[Decided] = []
        for name, row in self.rows.items():
            group = row.proposal.group
            members = [other for other, one in self.rows.items() if group and one.proposal.group == group]
            if row.proposal.source == source and name in ready and all(member in ready for member in members):
                handed.append(
                    Decided(
                        id=name,
                        tool=row.tool,
                        verdict=row.verdict,
                        arguments=row.arguments,
                        original=row.proposal.action.arguments,
                        reason=row.reason,
                        answer=row.answer,
                        upstream=row.proposal.upstream,
                        group=group,
                        decided_by="Ada",
                    )
                )
        return handed

    @staticmethod
    def _is_ready(row: Row) -> bool:
        return row.state is State.APPROVED or (row.state in (State.REJECTED, State.ANSWERED) and not row.returned)

    async def take_permit(self, action_id: str) -> Grant:
        row = self.rows[action_id]
        if action_id in self.refuse_permit:
            row.state = State.HELD
        if row.state is not State.APPROVED:
            raise Conflict("The approval was withdrawn")
        row.state = State.PERMITTED
        row.permits += 1
        return Grant("permit", row.arguments, later(datetime.now(UTC), 10))

    async def outcome(self, action_id: str, outcome: str, note: str) -> None:
        row = self.rows[action_id]
        assert row.state is State.PERMITTED, f"an outcome without a permit: {row.state}"
        row.state = State(outcome)
        row.notes.append(note)

    async def returned(self, action_id: str, note: str) -> None:
        row = self.rows[action_id]
        assert row.state in (State.REJECTED, State.ANSWERED), f"nothing to return: {row.state}"
        row.returned = True
        row.notes.append(note)

    async def problem(self, source: str, what: str) -> None:
        self.problems.append(what)

    async def remark(self, source: str, what: str) -> None:
        self.remarks.append(what)

    async def halted(self, agent: str) -> bool:
        return agent in self.halted_agents
