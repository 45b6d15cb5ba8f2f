"""Decisions on their way to the server: checked against what it asks now, sent once, and followed to their outcome.

A send is never repeated. Between taking a permit and reporting an outcome nothing here raises a known error; if the
process dies in between, the gateway finds the permit taken and calls the outcome unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import uuid4

from counterseal.clock import Clock, parse_stamp
from counterseal.errors import InvalidInput, Unreachable
from counterseal.gateway.upstreams.json_client import Lost, NotTaken, Refused, TooLarge, is_gone
from counterseal.gateway.upstreams.langgraph import outcomes
from counterseal.gateway.upstreams.langgraph.answers import Choice, Plan, Way, plan, resume_body
from counterseal.gateway.upstreams.langgraph.client import LangGraphClient
from counterseal.gateway.upstreams.langgraph.ending import END_BODY, has_ended
from counterseal.gateway.upstreams.langgraph.identity import is_safe
from counterseal.gateway.upstreams.langgraph.interrupts import (
    Asked,
    read_error,
    read_standing,
    read_thread,
)
from counterseal.gateway.upstreams.langgraph.listing import error_of, look
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
from counterseal.policy.unmasking import cover, masked_texts, restore

# How long a send whose answer was lost is looked for among the server's runs.
LOST_SECONDS = 30.0
# The first langgraph whose refusal of stale answers was seen to work through the run's configuration.
STRICT_SINCE = (1, 2, 22)
_STALE_ANSWER = "UnknownInterruptError"


@dataclass(frozen=True, slots=True)
class Sent:
    """An answer on its way. ``run`` is None while it is not known whether the server took it; then ``until`` is the
    monotonic second at which the search for it ends. ``mark`` stands in the run's metadata and in no other's.
    ``secrets`` are what is masked of the calls: the server's words about them must not tell it.
    """

    thread: str
    members: tuple[Decided, ...]
    way: Way
    strict: bool
    mark: str
    run: str | None
    until: float = 0.0
    secrets: tuple[str, ...] = field(default=(), repr=False)


class Carrier:
    """Carries decisions of one source. ``agent_of`` names the agent a thread belongs to.

    ``returned`` holds the ids of rejections and answers that this process has reported as returned.
    """

    def __init__(self, client: LangGraphClient, clock: Clock, agent_of: Callable[[Mapping[str, Any]], str]) -> None:
        self._client = client
        self._clock = clock
        self._agent_of = agent_of
        self.returned: set[str] = set()
        self._sent: list[Sent] = []
        self._strict: bool | None = None

    def in_flight(self) -> set[str]:
        """Ids of actions whose answer is on its way."""
        return {member.id for sent in self._sent for member in sent.members}

    def is_waiting_for(self, thread: str) -> bool:
        return any(sent.thread == thread for sent in self._sent)

    # Sending ---------------------------------------------------------------------------------------------------

    async def carry(self, port: GatewayPort, decided: Sequence[Decided]) -> list[str]:
        """Send what can be sent now. Returns problems, one sentence each.

        Raises:
            Unreachable, Unauthorised: the server is away; nothing further was tried.
        """
        problems: list[str] = []
        for members in together(decided):
            members.sort(key=lambda one: int(one.upstream.get("index", 0)))
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
        thread = str(members[0].upstream.get("thread"))
        if self.is_waiting_for(thread) or not is_safe(thread):
            return
        found = await look(self._client, thread)
        if found is None:
            await close(port, members, "The server no longer has this thread.", self.returned)
            return
        if found.get("status") == "busy":
            return
        asked, others = await self._asked_now(found, members[0])
        fault = _changed(asked, members)
        if fault:
            await close(port, members, fault, self.returned)
            return
        strict = await self._is_strict()
        try:
            if asked[0].interrupt is None and others:
                raise InvalidInput("This server gives its interrupts no ids and waits for several answers at once")
            made = plan(asked, _choices(asked, members))
            resume_body("", asked, made, {}, strict=strict)
        except InvalidInput as error:
            problems.append(f"Not sent: {error.text()}")
            await close(port, members, f"Not sent: {error.text()}", self.returned)
            return
        if made.way is Way.END:
            await self._end(port, thread, members, made, problems)
        elif all(one.verdict == "reject" for one in members) or not await port.halted(self._agent_of(found)):
            await self._answer(port, found, asked, members, strict, problems)

    async def _answer(
        self,
        port: GatewayPort,
        found: Mapping[str, Any],
        asked: Sequence[Asked],
        members: Sequence[Decided],
        strict: bool,
        problems: list[str],
    ) -> None:
        thread = str(found["thread_id"])
        grants, refusal = await take_permits(port, members)
        if refusal is not None:
            await not_sent(port, grants, f"another approval of this batch no longer held ({refusal})")
            return
        metadata = {"decision_id": members[0].id, "counterseal_send": str(uuid4())}
        try:
            if any(parse_stamp(grant.expires_at) <= self._clock.now() for grant in grants.values()):
                raise InvalidInput("the permit expired before it could be used")
            made = plan(asked, _choices(asked, members, grants))
            body = resume_body(assistant_of(found), asked, made, metadata, strict=strict)
        except InvalidInput as error:
            await not_sent(port, grants, error.what)
            return
        sent = Sent(
            thread=thread,
            members=tuple(members),
            way=made.way,
            strict=strict,
            mark=metadata["counterseal_send"],
            run=None,
            until=self._clock.monotonic() + LOST_SECONDS,
            secrets=masked_texts([request.arguments for request in asked]),
        )
        try:
            run = await self._client.send(f"/threads/{thread}/runs", body)
        except NotTaken as error:
            await not_sent(port, grants, "the thread was busy" if error.busy else error.what)
            if not error.busy:
                problems.append(error.text())
            return
        except Lost:
            self._sent.append(sent)
            return
        identifier = run.get("run_id") if isinstance(run, Mapping) else None
        self._sent.append(replace(sent, run=identifier if is_safe(identifier) else None))

    async def _end(
        self, port: GatewayPort, thread: str, members: Sequence[Decided], made: Plan, problems: list[str]
    ) -> None:
        try:
            await self._client.send(f"/threads/{thread}/state", END_BODY)
        except NotTaken as error:
            if not error.busy:
                problems.append(error.text())
            return
        except Lost as error:
            problems.append(error.text())
        found = await look(self._client, thread)
        if found is None or has_ended(found):
            for one in members:
                if one.verdict in APPROVALS:
                    await port.gone(one.id, f"The thread was ended: {made.why}.")
                else:
                    await give_back(port, one, f"The thread was ended: {made.why}.", self.returned)

    # Following -------------------------------------------------------------------------------------------------

    async def settle(self, port: GatewayPort) -> list[str]:
        """Look after every answer on its way and report those that have arrived. Returns problems.

        Raises:
            Unreachable, Unauthorised: the server is away; what was not settled stays on its way.
        """
        problems: list[str] = []
        for sent in list(self._sent):
            try:
                arrived = await self._settle_one(port, sent)
            except Unreachable as error:
                if is_gone(error):
                    raise
                problems.append(error.text())
                continue
            if arrived:
                self._sent = [other for other in self._sent if other.mark != sent.mark]
        return problems

    def forget_server(self) -> None:
        """The server was away and may have come back as another version."""
        self._strict = None

    async def _settle_one(self, port: GatewayPort, sent: Sent) -> bool:
        if sent.run is None:
            return await self._search_lost(port, sent)
        try:
            run = await self._client.run(sent.thread, sent.run)
            if run.get("status") in outcomes.RUNNING:
                return False
            failed = run.get("status") == "error"
            error = await error_of(self._client, sent.thread) if failed else ""
            state = await self._client.state(sent.thread)
        except (Refused, TooLarge) as refusal:
            await self._report_all(port, sent, "unknown", f"The run cannot be read back: {refusal.what}")
            return True
        if failed and _STALE_ANSWER in error:
            await self._report_all(port, sent, "failed", "Not taken: another answer reached the server first.")
        elif sent.way is Way.CONTINUE:
            await self._report(port, sent, [outcomes.read_continued(run, error)], "")
        elif not sent.strict and not outcomes.took_part(await self._client.history(sent.thread, 20), str(sent.run)):
            await self._report_all(
                port, sent, "unknown", "Nothing at the server shows that it took this answer and no other."
            )
        else:
            calls = [_text_or_none(one.upstream.get("call")) for one in sent.members if one.verdict in APPROVALS]
            note = f"The server failed on the answer: {error}" if failed else "The server took the answer."
            await self._report(port, sent, outcomes.read_ending(run, state, calls), note)
        return True

    async def _search_lost(self, port: GatewayPort, sent: Sent) -> bool:
        for run in await self._client.runs(sent.thread, limit=20):
            metadata = run.get("metadata")
            if isinstance(metadata, Mapping) and metadata.get("counterseal_send") == sent.mark:
                identifier = run.get("run_id")
                if is_safe(identifier):
                    return await self._settle_one(port, replace(sent, run=str(identifier)))
        if self._clock.monotonic() < sent.until:
            return False
        note = "The connection broke while the answer was sent, and the server shows no run of it."
        await self._report_all(port, sent, "unknown", note)
        return True

    async def _report_all(self, port: GatewayPort, sent: Sent, outcome: str, note: str) -> None:
        await self._report(port, sent, [outcomes.Ending(outcome, note)], note)

    async def _report(self, port: GatewayPort, sent: Sent, endings: Sequence[outcomes.Ending], note: str) -> None:
        """Tell the gateway. A single ending holds for every approved member; ``note`` is for rejections and answers."""
        approved = [one for one in sent.members if one.verdict in APPROVALS]
        each = list(endings) if len(endings) == len(approved) else [endings[0]] * len(approved)
        for one, ending in zip(approved, each, strict=True):
            await port.outcome(one.id, ending.outcome, cover(ending.note, sent.secrets))
        for one in sent.members:
            if one.verdict not in APPROVALS:
                await give_back(port, one, cover(note, sent.secrets), self.returned)

    # Reading ---------------------------------------------------------------------------------------------------

    async def _asked_now(self, found: Mapping[str, Any], one: Decided) -> tuple[list[Asked], bool]:
        """What the server asks under the decided action's key, and whether it also asks anything else."""
        key = str(one.upstream.get("key"))
        pending = read_thread(found)
        if not pending:
            state = await self._client.state(str(found.get("thread_id")))
            single = read_error(state, "")
            pending = read_standing(state) if found.get("status") == "interrupted" else [single] if single else []
        ours = [asked for asked in pending if asked.key == key]
        return ours, len(ours) != len(pending)

    async def _is_strict(self) -> bool:
        """Whether this server refuses stale answers when asked to."""
        if self._strict is None:
            self._strict = refuses_stale_answers(await self._client.info())
        return self._strict


def refuses_stale_answers(info: Any) -> bool:
    """Read ``GET /info``: the server says so itself, or runs a langgraph known to."""
    if not isinstance(info, Mapping):
        return False
    flags = info.get("flags")
    if isinstance(flags, Mapping) and flags.get("strict_resume") is True:
        return True
    numbers = str(info.get("langgraph_py_version") or "").split(".")[:3]
    return len(numbers) == 3 and all(part.isdigit() for part in numbers) and tuple(map(int, numbers)) >= STRICT_SINCE


def _changed(asked: Sequence[Asked], members: Sequence[Decided]) -> str | None:
    """Why the decisions no longer fit what the server asks; None where they do."""
    if not asked:
        return "The server no longer asks for this: it was answered elsewhere, or the agent went on."
    by_index = {one.index: one for one in asked}
    for member in members:
        request = by_index.get(int(member.upstream.get("index", 0)))
        if request is None or request.tool != member.tool:
            return "The server now asks for something else under the same id."
        if not is_same_call(request.arguments, member.original):
            return "The server now asks for the same tool with other arguments."
    return None


def _choices(
    asked: Sequence[Asked], members: Sequence[Decided], grants: Mapping[str, Grant] | None = None
) -> list[Choice]:
    """The verdicts with the arguments that may run, in which the server's own values stand for masked ones.

    Raises:
        InvalidInput: an edit changed something around a masked value (``masked``).
    """
    by_index = {one.index: one for one in asked}
    found = []
    for one in members:
        grant = (grants or {}).get(one.id)
        arguments = one.arguments if grant is None else grant.arguments
        request = by_index.get(int(one.upstream.get("index", 0)))
        if request is not None and one.verdict in APPROVALS:
            arguments = restore(arguments, request.arguments)
        found.append(Choice(one.tool, one.verdict, arguments, reason=one.reason, answer=one.answer))
    return found


def assistant_of(found: Mapping[str, Any]) -> str:
    """What a thread's runs belong to, as its server wants it named; empty where the thread does not say."""
    metadata = found.get("metadata")
    both = metadata if isinstance(metadata, Mapping) else {}
    return str(both.get("assistant_id") or both.get("graph_id") or "")


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) else None
