"""What joins a real LangGraph server to a real desk: the server as something to kill, the desk in test words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from counterseal.clock import Clock
from counterseal.gateway import rows
from counterseal.gateway.rows import ActionRow
from counterseal.gateway.upstreams.port import UpstreamConfig
from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.history import HistoryFilter
from counterseal.model.views import QueueItem
from counterseal.seal.keywrap import Cost
from counterseal.sync.api import DecisionDraft, DecisionReceipt, Event, SourceView
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from langgraph_server import Server

PASSPHRASE = "correct horse"
WAIT_SECONDS = 60.0
AGENT = "lab"
TOOLS: list[dict[str, Any]] = [
    {
        "tool": "send_mail",
        "risk": "R2",
        "verb": "Send mail",
        "title": "Send mail to {to}",
        "fields": {"to": {"label": "To", "role": "payee"}},
    },
    {
        "tool": "move_money",
        "risk": "R2",
        "verb": "Move money",
        "title": "Move {amount}",
        "fields": {"amount": {"label": "Amount", "role": "target"}, "rate": {"label": "Rate"}},
        "schema": {
            "type": "object",
            "required": ["amount", "rate", "test"],
            "properties": {
                "amount": {"type": "integer", "minimum": 1},
                "rate": {"type": "number"},
                "test": {"type": "string"},
            },
        },
    },
]


class Joint:
    """A desk that polls a server, asked and told as a person's program does it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.events: list[Event] = []
        desk.subscribe(self.events.append)
        desk.register_agent(AGENT, "Lab agent", TOOLS).result(30)

    def add_source(self, url: str, name: str = "lab") -> None:
        self.desk.add_source(UpstreamConfig(name, "langgraph", url, AGENT, every=0.3)).result(30)

    def shows(self, state: str, name: str = "lab", saying: str = "") -> SourceView:
        """Wait until the source is in this state, for a reason that has these words."""

        def now() -> list[SourceView]:
            sources = self.desk.status().sources
            return [one for one in sources if one.name == name and one.state == state and saying in one.note]

        until(lambda: bool(now()), lambda: f"{name} is never {state}: {self.desk.status().sources}")
        return now()[0]

    # -- actions ------------------------------------------------------------------------------------------------
    def row(self, action_id: str) -> ActionRow:
        with self.desk.profile.reading() as connection:
            return rows.action(connection, action_id)

    def thread_of(self, item: QueueItem) -> str:
        return str(self.row(item.id).upstream["thread"])

    def held(self, thread: str) -> list[QueueItem]:
        """What waits in the inbox for this thread, in the order of its batch."""
        waiting = [item for item in self.desk.queue() if item.state is State.HELD and self.thread_of(item) == thread]
        return sorted(waiting, key=lambda item: int(self.row(item.id).upstream["index"]))

    def finds(self, thread: str, count: int = 1) -> list[QueueItem]:
        """Wait until so many actions of the thread are in the inbox."""
        until(
            lambda: len(self.held(thread)) == count,
            lambda: f"{count} actions of {thread}; the inbox has {self.desk.queue()}, sources: {self.desk.status()}",
        )
        return self.held(thread)

    def draft(self, item: QueueItem, verdict: str, **details: Any) -> DecisionDraft:
        """Look at the action, and write down a decision on what is shown."""
        shown = self.desk.detail(item.id).result(30).item
        told = {"reason": "seen in a test"} | details
        return DecisionDraft(shown.id, shown.digest, shown.nonce, shown.halt_epoch, Verdict(verdict), **told)

    def decides(self, item: QueueItem, verdict: str, **details: Any) -> DecisionReceipt:
        return self.desk.decide(self.draft(item, verdict, **details)).result(30)

    def has_arrived(self, action_id: str) -> bool:
        """Whether a decision has reached the server and come back, or the action ended without."""
        row = self.row(action_id)
        return row.returned if row.state in (State.REJECTED, State.ANSWERED) else row.state in _OVER

    def settles(self, *ids: str) -> list[ActionRow]:
        """Wait until decisions on these actions have arrived."""
        until(
            lambda: all(self.has_arrived(one) for one in ids),
            lambda: f"never settled: {[self.row(one) for one in ids]}, sources: {self.desk.status().sources}",
        )
        return [self.row(one) for one in ids]

    # -- ledger -------------------------------------------------------------------------------------------------
    def history(self, action_id: str) -> list[str]:
        """The ledger's entries about an action, oldest first, as ``type verdict``; an outcome's verdict is its word."""
        page = self.desk.history(HistoryFilter(subject=action_id)).result(30)
        return [f"{row.kind} {row.verdict}" for row in reversed(page.rows)]

    def receipt_of(self, made: DecisionReceipt) -> DecisionReceipt:
        """Wait until a stored decision was taken or refused; returns that receipt."""

        def told() -> list[DecisionReceipt]:
            receipts = [event.value for event in list(self.events) if event.kind == "receipt"]
            return [r for r in receipts if r.envelope_sha256 == made.envelope_sha256 and r.state != "stored"]

        until(lambda: bool(told()), lambda: f"no news of {made}")
        return told()[-1]

    def verifies(self) -> None:
        report = self.desk.verify().result(30)
        assert report.ok, report.sentences


_OVER = (State.DONE, State.FAILED, State.UNKNOWN, State.STALE, State.VOID, State.EXPIRED)


def open_joint(home: Path, person: str = "Maria Lind", clock: Clock | None = None) -> Joint:
    """A new profile with a cheap key, unlocked, serving its own gateway."""
    home.parent.mkdir(parents=True, exist_ok=True)
    Profile.create(home, person, KeyChoice(PASSPHRASE, False, Cost(64, 1, 1))).close()
    secret = home.with_suffix(".passphrase")
    secret.write_text(PASSPHRASE, "utf-8")
    secret.chmod(0o600)
    desk = open_desk(home, secret, clock=clock)
    # The file opens the key; that a person is here is shown by entering the passphrase.
    desk.step_up.entered()
    desk.start()
    return Joint(desk)


def until(done: Callable[[], bool], otherwise: Callable[[], str], seconds: float = WAIT_SECONDS) -> None:
    """Wait for a condition; the words are made when it never came."""
    ends = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < ends, otherwise()
        time.sleep(0.03)


def started(server: Server, *given: tuple[str, dict[str, Any]]) -> list[str]:
    """Start these graphs at once; returns their threads."""

    async def start() -> list[str]:
        async with server.agents() as agents:
            return await asyncio.gather(*(agents.start(graph, one) for graph, one in given))

    return asyncio.run(start())
