"""One delivered order as its handlers see it: who signed it, what it says, and where it stands in the log."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput
from counterseal.gateway import agent_rows, judging
from counterseal.gateway.agent_rows import AgentRow
from counterseal.gateway.context import Context
from counterseal.ledger.roster import Roster
from counterseal.model.actions import check_agent_id
from counterseal.model.people import Person, Role

# How far the clock of a desk may be ahead.
SKEW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Given:
    """An order whose envelope, storage, signer and audience were checked already.

    Attributes:
        subject: the name of the statement's subject.
        person: who signed it, as the roster in force lists them.
        people: the roster in force.
        sha: the envelope's digest.
        place: its entry in the log of this gateway's roster.
        entry_type: the type of its entry.
    """

    context: Context
    connection: Connection
    people: Roster
    person: Person
    subject: str
    predicate: Mapping[str, Any]
    sha: str
    place: int
    entry_type: str

    @property
    def kind(self) -> str:
        return str(self.predicate["kind"])

    def signed_after(self, at: str) -> bool:
        """Whether it says that it was signed after ``at``. A time that is yet to come says nothing."""
        decided = parse_stamp(self.predicate["decided_at"], "predicate/decided_at")
        return parse_stamp(at) <= decided <= self.context.latest() + SKEW

    @property
    def supersedes(self) -> Any:
        return self.predicate["supersedes"]

    def body(self, members: Set[str], optional: Set[str] = frozenset()) -> Mapping[str, Any]:
        """The body, which has exactly these members. Raises InvalidInput."""
        body = self.predicate["body"]
        if not isinstance(body, Mapping) or not members <= set(body) <= members | optional:
            raise InvalidInput(f"An order of kind {self.kind} has {', '.join(sorted(members))}", where="body")
        return body

    def agent(self, agent_id: Any) -> AgentRow:
        """The agent that a body names, which the statement must be about. Raises InvalidInput, Forbidden."""
        self.about(check_agent_id(agent_id, "body/agent"))
        return agent_rows.agent(self.connection, agent_id)

    def about(self, subject: str) -> None:
        """Raises InvalidInput: the statement is about something else than its body, so History would file it wrong."""
        if self.subject != subject:
            raise InvalidInput("The order is about something else than its body says", where="subject", code="subject")

    def reason(self, what: str) -> str:
        """The reason that ``what`` needs. Raises InvalidInput."""
        reason = self.predicate["reason"]
        if not isinstance(reason, str) or not reason.strip():
            raise InvalidInput(f"{what} needs a reason", where="predicate/reason", code="reason_missing")
        return reason

    def by_decider(self, what: str) -> None:
        """Raises Forbidden: who signed is neither owner nor reviewer."""
        if self.person.id not in self.people.deciders:
            raise Forbidden(f"{what} needs an owner or a reviewer", where=self.person.name, code="wrong_role")

    def replaces(self, in_force: str | None, what: str) -> None:
        """Hold it to the order in force. Raises Conflict (``superseded``)."""
        if self.supersedes != in_force:
            raise Conflict(
                f"There is a newer {what} in force than the one that this replaces"
                if in_force is not None
                else f"There is no {what} in force that this could replace",
                where=self.subject,
                todo="Read it again, then repeat the change.",
                code="superseded",
            )

    def taken(self, state: str) -> None:
        """Count it among the orders taken in: only then does what is in force verify with it."""
        judging.remember(self.context, self.connection, self.sha, self.place, state)

    def replaces_nothing(self) -> None:
        """Hold an order of a kind that does not supersede another to that. Raises Conflict (``superseded``)."""
        if self.supersedes is not None:
            raise Conflict(f"An order of kind {self.kind} supersedes none", where=self.subject, code="superseded")


def owner_of(people: Roster, owner_id: str) -> Person | None:
    """The agent's owner as somebody who answers for it now; None when they left, or are no owner any more."""
    person = people.people.get(owner_id)
    return person if person is not None and person.keys and person.has(Role.OWNER) else None
