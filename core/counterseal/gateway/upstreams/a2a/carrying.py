"""Decisions on their way to an agent: held against what it asks now, sent once, and followed to their outcome.

A send is never repeated when it may have arrived. The id of its message is made from the action's, so the task's own
history says whether it did, whoever looks and whenever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from counterseal.clock import Clock, parse_stamp
from counterseal.errors import Conflict, Forbidden, InvalidInput, Unreachable
from counterseal.gateway.upstreams.a2a.client import A2AClient, RpcRefused
from counterseal.gateway.upstreams.a2a.halting import cancel
from counterseal.gateway.upstreams.a2a.tasks import (
    WAITING,
    history_of,
    is_id,
    message_of,
    read_question,
    state_of,
    words_of,
)
from counterseal.gateway.upstreams.a2a.templates import Parts, Templates
from counterseal.gateway.upstreams.json_client import Lost, NotTaken, Refused, is_gone
from counterseal.gateway.upstreams.langgraph.identity import action_id
from counterseal.gateway.upstreams.permitting import close, give_back, is_same_call
from counterseal.gateway.upstreams.port import Decided, GatewayPort
from counterseal.policy.unmasking import cover, masked_texts

# How long a message whose answer was lost is looked for in the task's history.
LOST_SECONDS = 30.0
# How long an approved task may work before what became of it is called unknown.
WORK_SECONDS = 600.0
_ENDINGS = {"completed": "done", "failed": "failed", "rejected": "failed"}


@dataclass(frozen=True, slots=True)
class Sent:
    """An approval on its way. ``arrived`` is False while only the task's history can say whether it was taken;
    ``until`` is the monotonic second at which waiting ends. ``secrets`` must not be told in the agent's words.
    """

    action: str
    task: str
    key: str
    message: str
    arrived: bool
    until: float
    secrets: tuple[str, ...]


class Carrier:
    """Carries decisions of one source.

    ``returned`` holds the ids of rejections and answers that this process has reported as returned.
    """

    def __init__(self, client: A2AClient, clock: Clock, templates: Templates, agent: str) -> None:
        self._client = client
        self._clock = clock
        self._templates = templates
        self._agent = agent
        self.returned: set[str] = set()
        self._sent: dict[str, Sent] = {}

    def in_flight(self) -> set[str]:
        """Ids of actions whose approval is on its way."""
        return set(self._sent)

    # Sending ---------------------------------------------------------------------------------------------------

    async def carry(self, port: GatewayPort, decided: Sequence[Decided]) -> list[str]:
        """Send what can be sent now. Returns problems, one sentence each.

        Raises:
            Unreachable, Unauthorised: the server is away; nothing further was tried.
        """
        problems: list[str] = []
        for one in decided:
            if one.id in self._sent:
                continue
            try:
                await self._carry_one(port, one, problems)
            except (Refused, RpcRefused, Unreachable) as error:
                if is_gone(error):
                    raise
                problems.append(error.text())
        return problems

    async def _carry_one(self, port: GatewayPort, one: Decided, problems: list[str]) -> None:
        identifier = one.upstream.get("task")
        if not is_id(identifier):
            await close(port, [one], "It names no task.", self.returned)
            return
        task = await self._client.task(str(identifier))
        fault = _changed(task, one, self._message(one.id))
        if task is None or fault:
            await close(port, [one], fault, self.returned)
            return
        if one.verdict != "reject" and await port.halted(self._agent):
            return
        try:
            parts = self._parts(one)
        except InvalidInput as error:
            problems.append(f"Not sent: {error.text()}")
            await close(port, [one], f"Not sent: {error.text()}", self.returned)
            return
        if parts is None:
            await self._cancel(port, one, str(identifier), problems)
        elif one.verdict == "approve":
            await self._approve(port, one, task, parts, problems)
        else:
            await self._return_words(port, one, task, parts, problems)

    def _parts(self, one: Decided) -> Parts | None:
        """What to send; None where the task is to be cancelled. Raises InvalidInput."""
        if one.verdict not in ("approve", "reject", "answer"):
            raise InvalidInput(f"An A2A agent cannot be sent {one.verdict!r}", code="verdict_not_taken")
        if one.verdict == "reject" and not self._templates.has("reject"):
            return None
        try:
            return self._templates.parts(one.verdict, one.reason, one.answer)
        except InvalidInput:
            if one.verdict == "reject":
                # Its words would say nothing, or the opposite. The task is ended without them.
                return None
            raise

    async def _approve(
        self, port: GatewayPort, one: Decided, task: Mapping[str, Any], parts: Parts, problems: list[str]
    ) -> None:
        try:
            grant = await port.take_permit(one.id)
        except (Conflict, Forbidden):
            return
        asked = read_question(task)
        if asked is None or parse_stamp(grant.expires_at) <= self._clock.now():
            await port.outcome(one.id, "failed", "Not sent: the permit expired before it could be used.")
            return
        sent = Sent(
            action=one.id,
            task=asked.task,
            key=asked.key,
            message=self._message(one.id),
            arrived=True,
            until=self._clock.monotonic() + WORK_SECONDS,
            secrets=masked_texts(asked.arguments),
        )
        try:
            await self._client.say(asked.task, asked.context, sent.message, parts)
        except NotTaken as error:
            await port.outcome(one.id, "failed", f"Not sent: {cover(error.what, sent.secrets)}")
            problems.append(error.text())
            return
        except Lost:
            sent = replace(sent, arrived=False, until=self._clock.monotonic() + LOST_SECONDS)
        self._sent[one.id] = sent

    async def _return_words(
        self, port: GatewayPort, one: Decided, task: Mapping[str, Any], parts: Parts, problems: list[str]
    ) -> None:
        asked = read_question(task)
        if asked is None:
            return
        try:
            await self._client.say(asked.task, asked.context, self._message(one.id), parts)
        except NotTaken as error:
            # It stays decided, and the next poll tries again.
            problems.append(error.text())
            return
        except Lost as error:
            # Not sent twice. If it did not arrive the question is still asked, and stands for a new action.
            problems.append(error.text())
            await give_back(
                port, one, "The connection broke while it was sent; it may have reached the agent.", self.returned
            )
            return
        await give_back(port, one, "The agent took the message.", self.returned)

    async def _cancel(self, port: GatewayPort, one: Decided, task: str, problems: list[str]) -> None:
        why = await cancel(self._client, task)
        if why:
            problems.append(f"Task {task[:80]} was rejected and goes on: {why}")
        else:
            await give_back(port, one, "The task was cancelled.", self.returned)

    # Following -------------------------------------------------------------------------------------------------

    async def settle(self, port: GatewayPort) -> list[str]:
        """Look after every approval on its way and report what became of it. Returns problems.

        Raises:
            Unreachable, Unauthorised: the server is away; what was not settled stays on its way.
        """
        problems: list[str] = []
        for sent in list(self._sent.values()):
            try:
                await self._settle_one(port, sent)
            except (Refused, RpcRefused, Unreachable) as error:
                if is_gone(error) and self._clock.monotonic() < sent.until:
                    raise
                problems.append(error.text())
                await self._give_up(port, sent, f"The task cannot be read back: {error.what}")
        return problems

    async def _settle_one(self, port: GatewayPort, sent: Sent) -> None:
        task = await self._client.task(sent.task)
        if task is None:
            await self._end(port, sent, "unknown", "The server no longer has this task.")
            return
        taken = sent.message in _messages(task)
        if taken and not sent.arrived:
            sent = replace(sent, arrived=True, until=self._clock.monotonic() + WORK_SECONDS)
            self._sent[sent.action] = sent
        ending = _ending(task, sent) if sent.arrived else None
        if ending is not None:
            await self._end(port, sent, *ending)
        elif sent.arrived:
            await self._give_up(
                port, sent, f"The task is still {state_of(task)} after {WORK_SECONDS / 60:.0f} minutes."
            )
        else:
            await self._give_up(
                port, sent, "The connection broke while the approval was sent, and the task does not show it."
            )

    async def _give_up(self, port: GatewayPort, sent: Sent, note: str) -> None:
        if self._clock.monotonic() >= sent.until:
            await self._end(port, sent, "unknown", note)

    async def _end(self, port: GatewayPort, sent: Sent, outcome: str, note: str) -> None:
        await port.outcome(sent.action, outcome, cover(note, sent.secrets))
        del self._sent[sent.action]

    def _message(self, action: str) -> str:
        return answer_id(self._client.server, action)


def answer_id(server: str, action: str) -> str:
    """The id of the message that carries the decision on an action: every desk comes to the same one."""
    return action_id(server, action, "answer", 0)


def _ending(task: Mapping[str, Any], sent: Sent) -> tuple[str, str] | None:
    """Outcome and note of an approval that was taken; None while the agent works on it."""
    state, words = state_of(task), words_of(message_of(task))[:300]
    if state in _ENDINGS:
        return _ENDINGS[state], f"The task is {state}. {words}".strip()
    if state == "canceled":
        return "unknown", "The task was cancelled after it was approved; whether the effect ran is not known."
    if state in WAITING:
        asked = read_question(task)
        # The agent asks anew only in a message of its own: without one the state is that of before.
        if asked is not None and asked.key != sent.key and message_of(task) is not None:
            return "done", "The agent took it, and asks for something else now."
    return None


def _messages(task: Mapping[str, Any]) -> set[str]:
    return {str(message.get("messageId")) for message in history_of(task)}


def _changed(task: Mapping[str, Any] | None, one: Decided, message: str) -> str:
    """Why a decision no longer fits what the agent asks; empty where it does."""
    if task is None:
        return "The server no longer has this task."
    if message in _messages(task):
        return "The agent has this message already."
    asked = read_question(task)
    if asked is None:
        return f"The task asks no more: it is {state_of(task) or 'in no known state'}."
    if asked.key != one.upstream.get("key") or asked.tool != one.tool:
        return "The task asks for something else now."
    if not is_same_call(asked.arguments, one.original):
        return "The agent changed its question under the same id."
    return ""
