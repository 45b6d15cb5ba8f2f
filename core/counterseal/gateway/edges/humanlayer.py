"""HumanLayer's REST at ``/humanlayer/v1``: agents whose service has ended work by changing one variable (client 0.7.9).

Its client asks until ``approved`` is said and then runs the function with its own arguments: it takes no permit and
tells no outcome. So the permit is taken when the approval is told, and what became of the call is unknown until a
person says so. People are offered what the client can carry out: approve and reject, or an answer to a question.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from sqlalchemy import Connection

from counterseal.clock import parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, KnownError, NotFound, Stale
from counterseal.gateway import agent_rows
from counterseal.gateway.edges.door import Answer, Asked, Door, members, text
from counterseal.gateway.edges.moments import moments
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.service import Gateway
from counterseal.ledger import log as ledger_log
from counterseal.model.actions import Action, Claims, ContextItem, Proposal, State, check_tool
from counterseal.model.ids import uuid8
from counterseal.model.json_equality import same_json
from counterseal.policy.redaction import redact

EDGE = "humanlayer"
CONTACT = "humanlayer.contact"
# A client that lost the answer asks again within its own time limit of 30 s.
AGAIN_SECONDS = 60.0
SILENT = "HumanLayer's client was told that it may run, and does not tell what became of it"
_CALL = {"run_id": True, "call_id": True, "spec": True, "status": False}
_RUN = (State.PERMITTED, State.DONE, State.FAILED, State.UNKNOWN)


def add(app: FastAPI, gateway: Gateway) -> None:
    """Add the addresses."""
    calls, contacts = Calls(gateway), Contacts(gateway)
    door = Door(app, gateway, "/humanlayer/v1", refused)
    door.add("POST", "/function_calls", calls.create, "HumanLayer: ask for approval of a function call.")
    door.add("GET", "/function_calls/{call_id}", calls.read, "HumanLayer: whether the call was approved.")
    door.add("POST", "/contact_requests", contacts.create, "HumanLayer: ask a person a question.")
    door.add("GET", "/contact_requests/{call_id}", contacts.read, "HumanLayer: what the person answered.")
    for kind in ("function_calls", "human_contacts"):
        for what in ("respond", "escalate_email"):
            door.add("POST", f"/agent/{kind}/{{call_id}}/{what}", not_here, "HumanLayer: refused.")


def refused(error: KnownError) -> Answer:
    """An error as its client shows it: the status, and the text of the body."""
    return Answer(error.http_status, {"error": error.text()[:1000], "code": error.code})


async def not_here(asked: Asked) -> Answer:
    """Decisions are people's, signed in their desk; and who hears of what waits is for the owner to say."""
    raise Forbidden(
        "An agent cannot decide or escalate here",
        where=asked.path["call_id"][:80],
        todo="A person decides in the desk, and an agent's escalation follows its registration.",
        code="not_for_agents",
    )


class _Kind:
    """What function calls and questions have in common."""

    word = ""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    def _id(self, agent: str, call_id: str) -> str:
        return uuid8(EDGE, self.word, agent, call_id)

    async def _propose(self, asked: Asked, call: Mapping[str, Any], proposal: Proposal) -> ActionRow:
        row = await self.gateway.propose(proposal, None, asked.caller, leased=True)
        wanted, _found = redact(proposal.action.arguments)
        first = await self.gateway.read(lambda c: _asked(c, row))
        if row.action.tool != proposal.action.tool or not same_json(first, wanted):
            raise Conflict(
                "This call_id was used for another call", where=str(call["call_id"])[:80], code="call_id_used"
            )
        return row

    async def _row(self, asked: Asked) -> ActionRow:
        try:
            return await self.gateway.status(self._id(asked.caller.agent, asked.path["call_id"]), asked.caller.agent, 0)
        except NotFound as error:
            raise NotFound("There is no such call", where=asked.path["call_id"][:80]) from error

    def _upstream(self, call: Mapping[str, Any]) -> dict[str, Any]:
        return {"edge": EDGE, "run_id": call["run_id"], "call_id": call["call_id"]}

    async def _decided(self, row: ActionRow) -> str | None:
        return (await self.gateway.read(lambda c: moments(c, row.id))).decided

    def _settled(self, row: ActionRow) -> bool:
        return row.state is not State.HELD and self.gateway.held_until(row) is None


class Calls(_Kind):
    """``/function_calls``."""

    word = "function_call"

    async def create(self, asked: Asked) -> Answer:
        """Ask for a function call; the same ``call_id`` again is the same call."""
        call = _call(
            asked.body, {"fn": True, "kwargs": True, "channel": False, "reject_options": False, "state": False}
        )
        spec = call["spec"]
        if not isinstance(spec["kwargs"], Mapping):
            raise InvalidInput("kwargs must be a JSON object", where="spec/kwargs")
        members = {
            "v": 1,
            "id": self._id(asked.caller.agent, call["call_id"]),
            "agent": asked.caller.agent,
            "tool": check_tool(spec.get("fn")),
            "arguments": spec["kwargs"],
            "expires_at": None,
        }
        proposal = Proposal(
            Action.from_members(members, ""),
            context=_beside(spec, ("channel", "reject_options", "state")),
            upstream=self._upstream(call),
            verdicts=("approve", "reject"),
        )
        row = await self._propose(asked, call, proposal)
        return Answer(200, await self._told(row, asked))

    async def read(self, asked: Asked) -> Answer:
        """Where the call stands; telling an approval takes its permit."""
        row = await self._row(asked)
        if self._settled(row) and row.state in (State.APPROVED, State.ALLOWED):
            row = await self._release(row, asked)
        return Answer(200, await self._told(row, asked))

    async def _release(self, row: ActionRow, asked: Asked) -> ActionRow:
        try:
            await self.gateway.take_permit(row.id, asked.caller.agent, leased=False, caller=asked.caller)
        except (Conflict, Stale):
            # Taken back, paused, or no longer enough: it waits, and is asked for again.
            return await self._row(asked)
        await self.gateway.outcome(row.id, asked.caller.agent, None, "unknown", SILENT, asked.caller)
        return await self._row(asked)

    async def _told(self, row: ActionRow, asked: Asked) -> dict[str, Any]:
        status: dict[str, Any] = {"requested_at": row.asked_at, "responded_at": None, "approved": None, "comment": None}
        if row.state in _RUN:
            await self._check_again(row, asked)
            status |= {"approved": True, "responded_at": await self._decided(row)}
        elif self._settled(row) and row.state.ended:
            # Its client raises when a denial has no comment.
            status |= {"approved": False, "responded_at": await self._decided(row), "comment": row.note or _why(row)}
        spec = {"fn": row.action.tool, "kwargs": dict(row.action.arguments)}
        return {"run_id": row.upstream["run_id"], "call_id": row.upstream["call_id"], "spec": spec, "status": status}

    async def _check_again(self, row: ActionRow, asked: Asked) -> None:
        """An approval is told again only to who lost the answer, and never after a halt."""
        context = self.gateway.context
        await self.gateway.read(lambda c: context.check_going(agent_rows.agent(c, asked.caller.agent)))
        until = row.permit_until
        if until is None or parse_stamp(until) + timedelta(seconds=AGAIN_SECONDS) < context.clock.now():
            raise Conflict("This approval was told before and has been used", where=row.id, code="already_consumed")


class Contacts(_Kind):
    """``/contact_requests``."""

    word = "contact_request"

    async def create(self, asked: Asked) -> Answer:
        """Ask a question; the same ``call_id`` again is the same question."""
        names = {"msg": True, "subject": False, "channel": False, "response_options": False, "state": False}
        call = _call(asked.body, names)
        spec = call["spec"]
        arguments = {name: spec[name] for name in ("msg", "subject", "response_options") if spec.get(name) is not None}
        text(arguments, "msg", 100_000)
        action_id = self._id(asked.caller.agent, call["call_id"])
        action = Action(action_id, asked.caller.agent, CONTACT, arguments)
        proposal = Proposal(
            Action.from_members(action.members(), ""),
            claims=Claims(str(arguments.get("subject", ""))),
            context=_beside(spec, ("channel", "state")),
            upstream=self._upstream(call),
            verdicts=("answer", "reject"),
        )
        row = await self._propose(asked, call, proposal)
        return Answer(200, await self._told(row))

    async def read(self, asked: Asked) -> Answer:
        """The question with its answer, once there is one."""
        return Answer(200, await self._told(await self._row(asked)))

    async def _told(self, row: ActionRow) -> dict[str, Any]:
        status: dict[str, Any] = {"requested_at": row.asked_at, "responded_at": None, "response": None}
        if self._settled(row) and row.state.ended:
            said = row.note if row.state is State.ANSWERED else f"No answer: {row.note or _why(row)}"
            status |= {"responded_at": await self._decided(row), "response": said}
            options = row.action.arguments.get("response_options")
            names = (
                [one.get("name") for one in options if isinstance(one, Mapping)] if isinstance(options, list) else []
            )
            if said in names:
                status["response_option_name"] = said
        return {
            "run_id": row.upstream["run_id"],
            "call_id": row.upstream["call_id"],
            "spec": dict(row.action.arguments),
            "status": status,
        }


def _call(body: Any, names: Mapping[str, bool]) -> dict[str, Any]:
    """A call with its ``spec``, whose empty members the client writes as null. Raises InvalidInput."""
    said = members(_without_null(body), _CALL)
    spec = members(_without_null(said["spec"]), names)
    ids = {name: text(said, name, 200) for name in ("run_id", "call_id")}
    if redact(ids)[1]:
        raise InvalidInput("An id looks like a secret, and ids are stored as they are", where="run_id, call_id")
    return {**ids, "spec": spec}


def _without_null(value: Any) -> Any:
    return {name: one for name, one in value.items() if one is not None} if isinstance(value, Mapping) else value


def _beside(spec: Mapping[str, Any], names: tuple[str, ...]) -> tuple[ContextItem, ...]:
    found = {name: spec[name] for name in names if spec.get(name)}
    if not found:
        return ()
    shown = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True)
    return (ContextItem("document", "What HumanLayer's client told beside it", shown),)


def _why(row: ActionRow) -> str:
    return {
        State.EXPIRED: "Nobody decided in time",
        State.VOID: "This agent was halted",
        State.REFUSED: "The rules for this agent refuse it",
    }.get(row.state, "Rejected, without a reason")


def _asked(connection: Connection, row: ActionRow) -> Any:
    """The arguments as they were first asked."""
    return json.loads(ledger_log.payload(connection, row.received_seq, "action"))["arguments"]
