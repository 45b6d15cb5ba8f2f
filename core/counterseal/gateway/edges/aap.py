"""An Agent Approval Protocol provider at ``/aap/v1``: seven frameworks' integrations ask here unchanged.

``consume`` takes the permit, just before the effect; ``outcome`` reports it. Instances are not provisioned by
themselves: an agent is registered by its owner, and its token is the instance's credential.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from sqlalchemy import Connection

from counterseal.clock import stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, NotFound, Stale
from counterseal.gateway.edges.aap_wire import (
    VERDICTS,
    Submission,
    answer,
    read_outcome,
    read_submission,
    read_wait,
    shown,
)
from counterseal.gateway.edges.door import Answer, Asked, Door
from counterseal.gateway.edges.moments import moments
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.service import Gateway
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import Action, Claims, ContextItem, Proposal, State, check_tool, check_uuid
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import redact
from counterseal.seal.statements import read_decision

EDGE = "aap"
MAX_WAIT = 30.0
# Submissions with secrets in them are not stored as they came; until a restart they can still be told again.
MAX_REMEMBERED = 2_000
_RUN = (State.PERMITTED, State.DONE, State.FAILED, State.UNKNOWN)


def add(app: FastAPI, gateway: Gateway) -> None:
    """Add the protocol's addresses."""
    provider = Provider(gateway)
    door = Door(app, gateway, "/aap/v1", refused)
    door.add("POST", "/requests", provider.create, "Agent Approval Protocol: submit a tool call.")
    door.add("GET", "/requests/{id}", provider.read, "Agent Approval Protocol: the request; wait=30s waits for news.")
    door.add("DELETE", "/requests/{id}", provider.cancel, "Agent Approval Protocol: take a request back.")
    door.add("POST", "/requests/{id}/consume", provider.consume, "Agent Approval Protocol: take the one-time approval.")
    door.add("POST", "/requests/{id}/outcome", provider.outcome, "Agent Approval Protocol: how the call ended.")
    door.add("POST", "/instances", provider.provision, "Agent Approval Protocol: refused; owners register agents.")


def refused(error: KnownError) -> Answer:
    """An error in the protocol's shape."""
    status, kind = error.http_status, {401: "authentication", 403: "permission", 404: "not_found", 409: "conflict"}
    # The client takes 5xx and 429 for something to try again, and all else for final.
    if error.code == "paused":
        status = 503
    elif isinstance(error, InvalidInput):
        status = 400
    told = {
        "type": kind.get(status, "invalid_request" if status < 500 else "unavailable"),
        "code": error.code,
        "message": error.text()[:1000],
        "request_id": str(uuid4()),
    }
    return Answer(status, {"error": told})


class Provider:
    """The protocol's requests as actions of the gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self._echoes: OrderedDict[str, Mapping[str, Any]] = OrderedDict()

    async def create(self, asked: Asked) -> Answer:
        """Submit a call; the same key with the same submission is the same request."""
        key = _key(asked)
        said = read_submission(asked.body)
        proposal = self._proposal(asked.caller.agent, said)
        row = await self.gateway.propose(proposal, key, asked.caller, leased=True)
        if row.id != proposal.action.id:
            # Sent again: it has the deadline of the first time.
            self._same(row, said)
            return Answer(200, await self._told(row))
        if row.upstream["asked"] is None:
            self._remember(row.id, said.echo)
        return Answer(201, await self._told(row))

    async def read(self, asked: Asked) -> Answer:
        """The request now, or once it was decided."""
        wait = min(read_wait(asked.query), MAX_WAIT)
        return Answer(200, await self._told(await self._row(asked, wait)))

    async def cancel(self, asked: Asked) -> Answer:
        """Take a request back that nobody has decided."""
        row = await self._row(asked)
        if row.state is not State.WITHDRAWN:
            if row.state is not State.HELD:
                raise Conflict("This request was decided already", where=row.id, code="already_terminal")
            await self.gateway.withdraw(row.id, asked.caller.agent, "cancelled by the agent")
        return Answer(200, await self._told(await self._row(asked)))

    async def consume(self, asked: Asked) -> Answer:
        """Take the permit."""
        key = _key(asked)
        row = await self._row(asked)
        try:
            await self.gateway.take_permit(
                row.id, asked.caller.agent, leased=False, idempotency=key, caller=asked.caller
            )
        except (Conflict, Stale) as error:
            raise _not_consumed(error) from error
        return Answer(200, await self._told(await self._row(asked)))

    async def outcome(self, asked: Asked) -> Answer:
        """Record what became of a consumed call; the same report again is the same."""
        outcome, note = read_outcome(asked.body)
        row = await self._row(asked)
        if row.state not in _RUN:
            raise Conflict("This request was not consumed", where=row.id, code="not_consumed")
        try:
            await self.gateway.outcome(row.id, asked.caller.agent, None, outcome, note, asked.caller)
        except Conflict as error:
            raise Conflict("Another outcome was reported before", where=row.id, code="outcome_conflict") from error
        return Answer(200, await self._told(await self._row(asked)))

    async def provision(self, asked: Asked) -> Answer:
        """Nobody becomes an agent without an owner."""
        raise Forbidden(
            "Agents are not provisioned by themselves here",
            where=asked.caller.agent,
            todo="Their owner registers each, and its token is the instance's credential.",
            code="provisioning_disabled",
        )

    # -- inside -------------------------------------------------------------------------------------------------
    def _proposal(self, agent: str, said: Submission) -> Proposal:
        kept = {name: value for name, value in said.echo.items() if name not in ("tool", "arguments")}
        asked = {**kept, "tool": said.echo["tool"]}
        _masked, found = redact({**asked, "arguments": dict(said.arguments)})
        moment = self.gateway.context.clock.now() + timedelta(seconds=said.seconds)
        action = Action(self.gateway.new_id(), agent, check_tool(said.name), said.arguments, stamp(moment))
        context: tuple[ContextItem, ...] = ()
        if said.context:
            context = (ContextItem("document", "What the agent's runtime told", shown(said.context)),)
        return Proposal(
            action=Action.from_members(action.members(), ""),
            claims=Claims(said.reasoning),
            context=context,
            upstream={"edge": EDGE, "asked": None if found else asked},
            verdicts=VERDICTS,
        )

    def _remember(self, action_id: str, echo: Mapping[str, Any]) -> None:
        self._echoes[action_id] = echo
        while len(self._echoes) > MAX_REMEMBERED:
            self._echoes.popitem(last=False)

    def _echo(self, row: ActionRow) -> Mapping[str, Any]:
        """The submission as it came. Raises Conflict: it held a secret, and the gateway has restarted since."""
        asked = row.upstream.get("asked")
        if isinstance(asked, Mapping):
            return {**asked, "arguments": dict(row.action.arguments)}
        if row.id not in self._echoes:
            raise Conflict(
                "It holds a secret that was masked, so it cannot be told as it was sent any more",
                where=row.id,
                todo="Ask again.",
                code="masked",
            )
        return self._echoes[row.id]

    def _same(self, row: ActionRow, said: Submission) -> None:
        if not same_json(self._echo(row), said.echo):
            raise Conflict("This key was used for another submission", where=row.id, code="idempotency_conflict")

    async def _row(self, asked: Asked, wait: float = 0.0) -> ActionRow:
        action_id = check_uuid(asked.path["id"], "id")
        try:
            row = await self.gateway.status(action_id, asked.caller.agent, wait)
        except Forbidden as error:
            if error.code != "not_yours":
                raise
            raise NotFound("There is no such request", where=action_id) from error
        if row.upstream.get("edge") != EDGE:
            raise NotFound("There is no such request", where=action_id)
        return row

    async def _told(self, row: ActionRow) -> dict[str, Any]:
        echo = self._echo(row)
        held = row.state is State.HELD or self.gateway.held_until(row) is not None
        times, ends = await self.gateway.read(lambda c: (moments(c, row.id), _ends(c, row)))
        return answer(row, echo, held, times, ends)


def _key(asked: Asked) -> str:
    key = asked.headers.get("idempotency-key", "")
    if not 1 <= len(key) <= 150:
        raise InvalidInput("This call needs an Idempotency-Key of 1 to 150 characters", code="missing_idempotency_key")
    return f"{EDGE}:{key}"


def _not_consumed(error: KnownError) -> KnownError:
    """Why a permit was not given, in the protocol's words."""
    state = error.extra.get("state")
    if error.code == "paused":
        return error
    if state in {one.value for one in _RUN}:
        return Conflict("This approval was consumed already", where=error.where, code="already_consumed")
    if error.code == "expired" or state == State.EXPIRED.value:
        return Conflict("This approval has expired", where=error.where, code="approval_expired")
    return Conflict(error.what, where=error.where, code="not_approved")


def _ends(connection: Connection, row: ActionRow) -> str | None:
    if row.decision is None:
        return None
    _name, _digest, predicate = read_decision(ledger_log.envelope(connection, row.decision))
    ends = predicate["expires_at"]
    return ends if isinstance(ends, str) else None
