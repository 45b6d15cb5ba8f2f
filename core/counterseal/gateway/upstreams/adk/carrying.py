"""Decisions on their way to the server: checked against what it asks now, sent once, and followed to their outcome.

``POST /run`` gives the agent its next turn and answers when that is over, which may take as long as a model does; the
server ends a turn whose caller leaves. So each answer is sent by a task of its own, which stays until the server is
done, while polls read from the session what became of the calls. A send is never repeated.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from counterseal.clock import Clock, parse_stamp
from counterseal.errors import InvalidInput, Unreachable
from counterseal.gateway.upstreams.adk.client import AdkClient
from counterseal.gateway.upstreams.adk.confirmations import (
    PAYLOAD,
    REQUEST,
    Asked,
    Ending,
    answers,
    first_answer,
    read_ending,
    read_session,
)
from counterseal.gateway.upstreams.adk.places import Owner, Place, is_usable
from counterseal.gateway.upstreams.json_client import Lost, NotTaken, Refused, TooLarge, is_gone
from counterseal.gateway.upstreams.permitting import (
    APPROVALS,
    close,
    give_back,
    is_same_call,
    not_sent,
    take_permits,
    together,
)
from counterseal.gateway.upstreams.port import Decided, GatewayPort, Grant
from counterseal.model.json_equality import same_json
from counterseal.policy.unmasking import cover, masked_texts, restore

# How long the session is read on for what became of a call after the connection broke.
LOST_SECONDS = 30.0
MARK = "counterseal_send"
_LONGEST_REASON = 2_000
_ELSEWHERE = "The server no longer asks for this: it was answered elsewhere, or the session was changed."


@dataclass(slots=True, eq=False)
class Sent:
    """An answer on its way. ``reported`` once the gateway knows what became of it; the agent's turn may go on."""

    place: Place
    agent: str
    members: tuple[Decided, ...]
    mark: str
    responses: Mapping[str, Mapping[str, Any]]
    task: asyncio.Task[None]
    reported: bool = False
    over_since: float | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.responses)


class Carrier:
    """Carries decisions of one source. ``agent_of`` names the agent a user's sessions of an app belong to.

    ``returned`` holds the ids of rejections that this process has reported as returned.
    """

    def __init__(self, client: AdkClient, clock: Clock, agent_of: Callable[[Owner], str]) -> None:
        self._client = client
        self._clock = clock
        self._agent_of = agent_of
        self.returned: set[str] = set()
        self._sent: list[Sent] = []

    def in_flight(self) -> set[str]:
        """Ids of actions whose answer is on its way."""
        return {member.id for sent in self._sent if not sent.reported for member in sent.members}

    def is_busy(self, place: Place) -> bool:
        """Whether an answer of this process still gives a session its turn."""
        return any(sent.place == place for sent in self._sent)

    async def close(self) -> None:
        """Leave the turns that still run, which ends them."""
        for sent in self._sent:
            sent.task.cancel()
        await asyncio.gather(*(sent.task for sent in self._sent), return_exceptions=True)

    def cancel(self, agent: str) -> int:
        """Leave the turns of an agent that this process has begun, which ends them at the server; how many."""
        running = [sent for sent in self._sent if sent.agent == agent and not sent.task.done()]
        for sent in running:
            sent.task.cancel()
        return len(running)

    # Sending ---------------------------------------------------------------------------------------------------

    async def carry(self, port: GatewayPort, decided: Sequence[Decided]) -> list[str]:
        """Send what can be sent now. Returns problems, one sentence each.

        Raises:
            Unreachable, Unauthorised: the server is away; nothing further was tried.
        """
        problems: list[str] = []
        for members in together(decided):
            if any(one.id in self.in_flight() for one in members):
                continue
            try:
                await self._carry_group(port, members, problems)
            except (Refused, Unreachable) as error:
                if is_gone(error):
                    raise
                problems.append(error.text())
        return problems

    async def _carry_group(self, port: GatewayPort, members: list[Decided], problems: list[str]) -> None:
        place = place_of(members[0].upstream)
        if place is None or self.is_busy(place):
            return
        agent = self._agent_of(place.owner)
        # Any answer, a rejection too, starts the agent's next turn.
        if await port.halted(agent):
            return
        try:
            session = await self._client.session(place)
        except Refused as error:
            if error.status != 404:
                raise
            await close(port, members, "The server no longer has this session.", self.returned)
            return
        asked = {one.key: one for one in read_session(session)}
        fault = _changed(asked, members)
        if fault is None:
            try:
                responses_to(asked, members)
            except InvalidInput as error:
                fault = f"Not sent: {error.text()}"
                problems.append(fault)
        if fault is not None:
            await close(port, members, fault, self.returned)
            return
        await self._answer(port, place, agent, asked, members)

    async def _answer(
        self, port: GatewayPort, place: Place, agent: str, asked: Mapping[str, Asked], members: Sequence[Decided]
    ) -> None:
        grants, refusal = await take_permits(port, members)
        if refusal is not None:
            await not_sent(port, grants, f"another approval of this batch no longer held ({refusal})")
            return
        if grants and await port.halted(agent):
            await not_sent(port, grants, "the agent was halted meanwhile")
            return
        try:
            if any(parse_stamp(grant.expires_at) <= self._clock.now() for grant in grants.values()):
                raise InvalidInput("the permit expired before it could be used")
            responses = responses_to(asked, members, grants)
        except InvalidInput as error:
            await not_sent(port, grants, error.what)
            return
        mark = str(uuid4())
        body = run_body(place, asked[next(iter(responses))].invocation, responses, mark)
        task = asyncio.create_task(self._client.run(body), name=f"counterseal-adk-run-{members[0].id}")
        secrets = masked_texts([asked[key].arguments for key in responses])
        self._sent.append(Sent(place, agent, tuple(members), mark, responses, task, secrets=secrets))

    # Following -------------------------------------------------------------------------------------------------

    async def settle(self, port: GatewayPort) -> list[str]:
        """Look after every answer on its way and report those whose end is known. Returns problems.

        Raises:
            Unreachable, Unauthorised: the server is away; what was not settled stays on its way.
        """
        problems: list[str] = []
        for sent in list(self._sent):
            # Asked before the session is read: what a finished turn has left is then in what is read.
            over = sent.task.done()
            try:
                if not sent.reported:
                    await self._settle_one(port, sent, over, problems)
            except Unreachable as error:
                if is_gone(error):
                    raise
                problems.append(error.text())
                continue
            if sent.reported and sent.task.done():
                _failure(sent.task)
                self._sent = [other for other in self._sent if other is not sent]
        return problems

    async def _settle_one(self, port: GatewayPort, sent: Sent, over: bool, problems: list[str]) -> None:
        failure = _failure(sent.task) if over else None
        try:
            session = await self._client.session(sent.place)
        except (Refused, TooLarge) as refusal:
            await self._report(port, sent, {}, f"The session cannot be read back: {refusal.what}")
            return
        found = first_answer(session, sent.keys)
        if found is None:
            await self._without_trace(port, sent, over, failure, problems)
            return
        index, event = found
        if not _is_ours(event, sent) or answers(session, sent.keys) > 1:
            # Two answers to one question: which of them a call followed, nobody can say.
            if over and isinstance(failure, NotTaken):
                await self._report(port, sent, {}, "Not taken: another answer reached the server first.", "failed")
            else:
                await self._report(port, sent, {}, "Another answer to the same question reached the server too.")
            return
        approved = [one for one in sent.members if one.verdict in APPROVALS]
        endings = {one.id: read_ending(session, index, str(one.upstream.get("call"))) for one in approved}
        known = {name: ending for name, ending in endings.items() if ending is not None}
        if len(known) == len(approved) or (over and self._has_waited(sent, failure)):
            said = "ended well" if failure is None else f"failed: {failure}"
            note = f"The turn {said}, and the session has no result of the tool that says what happened."
            await self._report(port, sent, known, note)

    async def _without_trace(
        self, port: GatewayPort, sent: Sent, over: bool, failure: Exception | None, problems: list[str]
    ) -> None:
        """The session shows no answer at all."""
        if not over or not self._has_waited(sent, failure):
            return
        if isinstance(failure, NotTaken):
            problems.append(failure.text())
            for one in sent.members:
                if one.verdict in APPROVALS:
                    await port.outcome(one.id, "failed", cover(f"Not sent: {failure.what}", sent.secrets))
            # Rejections stay decided, and are tried again.
            sent.reported = True
            return
        await self._report(port, sent, {}, "The answer was sent, and the session does not show it.")

    def _has_waited(self, sent: Sent, failure: Exception | None) -> bool:
        """Whether reading on is in vain: the turn ended, or it was lost for long enough."""
        if failure is None or isinstance(failure, NotTaken):
            return True
        if sent.over_since is None:
            sent.over_since = self._clock.monotonic()
        return self._clock.monotonic() - sent.over_since >= LOST_SECONDS

    async def _report(
        self, port: GatewayPort, sent: Sent, known: Mapping[str, Ending], note: str, otherwise: str = "unknown"
    ) -> None:
        for one in sent.members:
            if one.verdict in APPROVALS:
                ending = known.get(one.id) or Ending(otherwise, note)
                await port.outcome(one.id, ending.outcome, cover(ending.note, sent.secrets))
            else:
                await give_back(port, one, "The server took the answer.", self.returned)
        sent.reported = True


def place_of(upstream: Mapping[str, Any]) -> Place | None:
    """The session of a proposed action; None where what is stored names none."""
    app, user, session = (upstream.get(name) for name in ("app", "user", "session"))
    if not (is_usable(app) and is_usable(user) and is_usable(session)):
        return None
    return Place(Owner(str(app), str(user)), str(session))


def responses_to(
    asked: Mapping[str, Asked], members: Sequence[Decided], grants: Mapping[str, Grant] | None = None
) -> dict[str, dict[str, Any]]:
    """What each confirmation is answered with, by the id of its call.

    Raises:
        InvalidInput: an edit of something other than the payload, or around a masked value (``masked``).
    """
    found: dict[str, dict[str, Any]] = {}
    for one in members:
        request = asked[str(one.upstream.get("key"))]
        if one.verdict not in APPROVALS:
            # Without a payload: a tool that reads one without looking at ``confirmed`` fails and does nothing.
            found[request.key] = {"confirmed": False, "hint": (one.reason or one.answer)[:_LONGEST_REASON]}
            continue
        grant = (grants or {}).get(one.id)
        arguments = dict(restore(one.arguments if grant is None else grant.arguments, request.arguments))
        payload = arguments.pop(PAYLOAD, None)
        kept = {name: value for name, value in request.arguments.items() if name != PAYLOAD}
        if not same_json(arguments, kept) or (payload is not None and not request.has_payload):
            raise InvalidInput(
                "ADK runs a confirmed call as the model made it, and this changes its arguments",
                todo=f"Change {PAYLOAD} only, or reject with the right values as the reason."
                if request.has_payload
                else "Reject with the right values as the reason.",
                code="no_edit",
            )
        found[request.key] = {"confirmed": True, **({"payload": payload} if request.has_payload else {})}
    return found


def run_body(place: Place, invocation: str, responses: Mapping[str, Mapping[str, Any]], mark: str) -> dict[str, Any]:
    """The body of ``POST /run`` that answers these confirmations in one message."""
    parts = [
        {"functionResponse": {"id": key, "name": REQUEST, "response": dict(response)}}
        for key, response in responses.items()
    ]
    body: dict[str, Any] = {
        "appName": place.owner.app,
        "userId": place.owner.user,
        "sessionId": place.session,
        "newMessage": {"role": "user", "parts": parts},
        # Stands in the events of this turn, and so tells our answer from another one.
        "customMetadata": {MARK: mark},
    }
    return {**body, "invocationId": invocation} if invocation else body


def _changed(asked: Mapping[str, Asked], members: Sequence[Decided]) -> str | None:
    """Why the decisions no longer fit what the server asks; None where they do."""
    events = set()
    for member in members:
        request = asked.get(str(member.upstream.get("key")))
        if request is None:
            return _ELSEWHERE
        if request.tool != member.tool or request.call != member.upstream.get("call"):
            return "The server now asks for something else under the same id."
        if not is_same_call(request.arguments, member.original):
            return "The server now asks for the same tool with other arguments."
        events.add(request.event)
    if sum(one.event in events for one in asked.values()) != len(members):
        return "The server waits for more answers at once than were decided here."
    return None


def _is_ours(event: Mapping[str, Any], sent: Sent) -> bool:
    metadata = event.get("customMetadata")
    return isinstance(metadata, Mapping) and metadata.get(MARK) == sent.mark


def _failure(task: asyncio.Task[None]) -> Exception | None:
    """How a finished send failed; a cancelled one is lost, since the server may have done a part of it."""
    if task.cancelled():
        return Lost("it was cancelled")
    error = task.exception()
    if error is None or isinstance(error, NotTaken | Lost):
        return error
    return Lost(f"it broke with {type(error).__name__}")
