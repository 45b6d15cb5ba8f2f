"""Real profiles, desks and agents over loopback HTTP for tests, with nothing doubled but the clock."""

from __future__ import annotations

import atexit
import functools
import json
import os
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from counterseal.model.actions import State
from counterseal.model.decisions import Verdict
from counterseal.model.views import ActionDetail
from counterseal.seal.keywrap import Cost
from counterseal.sync.api import DecisionDraft, DecisionReceipt, Event
from counterseal.sync.beside import Beside
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from counterseal.sync.served_at import Address, read_address

T = TypeVar("T")
PASSPHRASE = "correct horse"
CHEAP = KeyChoice(PASSPHRASE, use_keyring=False, cost=Cost(64, 1, 1))
PATIENCE = 60.0
LOOK_AGAIN = 0.5
# The longest wait that a gateway grants: what is answered much sooner was answered by what happened meanwhile.
LONGEST = 60
# A lease lasts for 30 s.
OLD_LEASE = 10.0
# No client speaks TLS here, and making a context for each would cost more than most requests.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
REFUND = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount} for order {order}",
    "fields": {
        "amount": {"label": "Amount", "role": "money", "currency": "EUR"},
        "order": {"label": "Order", "role": "target"},
    },
    "schema": {
        "type": "object",
        "properties": {"amount": {"type": "integer", "minimum": 1}, "order": {"type": "string"}},
        "required": ["amount", "order"],
        "additionalProperties": False,
    },
}


class MovingClock:
    """The machine's clock, moved ahead by hand."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


class Ear:
    """Hears a desk's events and waits for what they bring."""

    def __init__(self, desk: Desk) -> None:
        self.events: list[Event] = []
        self._news = threading.Condition()
        self.end = desk.subscribe(self._hear)

    def _hear(self, event: Event) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def until(self, look: Callable[[], T | None], what: str = "what the test waits for") -> T:
        """Look now, after every event and each moment; the first found value."""
        ends = time.monotonic() + PATIENCE
        while True:
            with self._news:
                seen = len(self.events)
            late = time.monotonic() > ends
            found = look()
            if found:
                return found
            if late:
                raise AssertionError(f"{what} did not come in {PATIENCE:.0f} s; heard {self.kinds()}")
            with self._news:
                if len(self.events) == seen:
                    # Not all that is looked at is told: an event may come a moment before what it announces.
                    self._news.wait(LOOK_AGAIN)

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events[-30:]]

    def receipt(self, receipt: DecisionReceipt) -> DecisionReceipt:
        """The final receipt of a stored decision: delivered or refused."""

        def look() -> DecisionReceipt | None:
            with self._news:
                told = [e.value for e in self.events if e.kind == "receipt"]
            same = [r for r in told if r.envelope_sha256 == receipt.envelope_sha256 and r.state != "stored"]
            return same[-1] if same else None

        return self.until(look, f"the receipt of {receipt.verdict}")


def remove_at_end(folder: Path) -> None:
    """At the end of this process only: a forked child that ends has the same list of last things to do."""
    maker = os.getpid()
    atexit.register(lambda: os.getpid() == maker and shutil.rmtree(folder, ignore_errors=True))


@functools.cache
def _template() -> Path:
    """One new profile for the whole run: making keys and tables anew for each test would be most of its time."""
    folder = Path(tempfile.mkdtemp(prefix="cseal-template-"))
    remove_at_end(folder)
    Profile.create(folder / "profile", "Maria Lind", CHEAP).close()
    return folder / "profile"


def make_profile(home: Path, *, copied: bool = True) -> Path:
    """A new solo profile of Maria Lind with a cheap passphrase; returns its passphrase file.

    Args:
        copied: False gives it a log of its own. Two copies of one profile that share high-water marks are taken for
            one that went back, so of two that a module keeps open at most one is copied.
    """
    if copied:
        shutil.copytree(_template(), home)
    else:
        Profile.create(home, "Maria Lind", CHEAP).close()
    file = home.parent / f"{home.name}.passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return file


class Agent:
    """An agent's own program: plain HTTP with the agent's token. Answers are checked for their status."""

    def __init__(self, url: str, token: str, name: str = "refunds") -> None:
        self.name = name
        self.token = token
        self.leased = 0.0
        self.http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=100.0, trust_env=False, verify=PLAIN
        )

    def close(self) -> None:
        self.http.close()

    def post(self, path: str, body: Any = None, expect: int = 200, **headers: str) -> dict[str, Any]:
        content = json.dumps({} if body is None else body)
        answer = self.http.post(path, content=content, headers={"Content-Type": "application/json", **headers})
        assert answer.status_code == expect, (answer.status_code, answer.text)
        return dict(answer.json())

    def get(self, path: str, expect: int = 200, **params: Any) -> dict[str, Any]:
        answer = self.http.get(path, params=params)
        assert answer.status_code == expect, (answer.status_code, answer.text)
        return dict(answer.json())

    def lease(self) -> dict[str, Any]:
        granted = self.post("/v1/lease")
        self.leased = time.monotonic()
        return granted

    def propose(self, expect: int = 201, *, key: str | None = None, **members: Any) -> dict[str, Any]:
        body = {"tool": "refunds.issue", "arguments": {"amount": 124_000, "order": "88213"}, **members}
        headers = {} if key is None else {"Idempotency-Key": key}
        return self.post("/v1/actions", body, expect, **headers)

    def status(self, action_id: str, wait: float = 0.0) -> dict[str, Any]:
        return self.get(f"/v1/actions/{action_id}", wait=wait)

    def permit(self, action_id: str, expect: int = 200) -> dict[str, Any]:
        return self.post(f"/v1/actions/{action_id}/permit", expect=expect)

    def outcome(self, action_id: str, permit: str, outcome: str = "done", expect: int = 200, **more: Any) -> Any:
        return self.post(f"/v1/actions/{action_id}/outcome", {"permit": permit, "outcome": outcome, **more}, expect)


@dataclass(eq=False)
class Bench:
    """One started desk, its ear, and the agents registered at it."""

    home: Path
    desk: Desk
    clock: MovingClock
    ear: Ear
    agents: list[Agent] = field(default_factory=list)

    @property
    def profile(self) -> Profile:
        return self.desk.profile

    @property
    def address(self) -> Address:
        address = read_address(self.home)
        assert address is not None
        return address

    def agent(self, name: str = "refunds", tools: list[dict[str, Any]] | None = None) -> Agent:
        """Register an agent (again) and connect as it, with a lease."""
        token = self.desk.register_agent(name, f"{name.title()} agent", tools or [REFUND]).result(PATIENCE)
        agent = Agent(self.desk.gateway_url, token, name)
        self.agents.append(agent)
        agent.lease()
        return agent

    def people(self) -> httpx.Client:
        """A bare client of the people's side; close it."""
        headers = {"Authorization": f"Bearer {self.address.token}"}
        return httpx.Client(base_url=self.address.url, headers=headers, timeout=100.0, trust_env=False, verify=PLAIN)

    def held(self, action_id: str) -> ActionDetail:
        """The detail of an action once the desk has heard of it as held."""
        self.ear.until(
            lambda: next((i for i in self.desk.queue() if i.id == action_id and i.state is State.HELD), None),
            f"{action_id} in the queue",
        )
        return self.desk.detail(action_id).result(PATIENCE)

    def draft(self, action_id: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> DecisionDraft:
        """A draft on what is shown now, by somebody who proved again to be here when that was long ago."""
        item = self.held(action_id).item
        if not self.desk.step_up.fresh() and not self.profile.locked:
            self.desk.step_up.entered()
        members = {"reason": "the tests say so", "answer": "no" if verdict is Verdict.ANSWER else "", **more}
        return DecisionDraft(item.id, item.digest, item.nonce, item.halt_epoch, verdict, **members)

    def decide(self, action_id: str, verdict: Verdict = Verdict.APPROVE, **more: Any) -> DecisionReceipt:
        """Decide in the desk and wait for the gateway's answer."""
        return self.ear.receipt(self.desk.decide(self.draft(action_id, verdict, **more)).result(PATIENCE))

    def entries(self, subject: str) -> list[str]:
        """Types of the ledger's entries about a subject, oldest first."""
        with self.profile.reading() as connection:
            found = connection.exec_driver_sql("SELECT type FROM listing WHERE subject = ? ORDER BY seq", (subject,))
            return [row[0] for row in found]

    def by_hand(self, statement: str, *values: Any) -> None:
        """Change the database as somebody would who drops its guard-rails first."""
        with self.profile.database.write() as connection:
            guards = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in guards:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            connection.exec_driver_sql(statement, values)

    def close(self) -> None:
        _open.discard(self)
        for agent in self.agents:
            agent.close()
        self.desk.close()


def open_bench(home: Path, clock: MovingClock | None = None, *, beside: Beside | None = None, **started: Any) -> Bench:
    """Open and start a desk on an existing profile; it serves in this process unless something serves beside."""
    clock = clock or MovingClock()
    desk = open_desk(home, home.parent / f"{home.name}.passphrase", clock=clock, beside=beside)
    ear = Ear(desk)
    try:
        # The file opens the key; that a person is here is shown by entering the passphrase.
        desk.step_up.entered()
        desk.start(**started)
    except BaseException:
        desk.close()
        raise
    bench = Bench(home, desk, clock, ear)
    _open.add(bench)
    return bench


_open: set[Bench] = set()


def renew_old_leases() -> None:
    """Renew what agents of open desks hold: a slow machine takes longer over a module's tests than a lease lasts."""
    now = time.monotonic()
    for agent in [agent for bench in _open for agent in bench.agents]:
        if agent.leased and now - agent.leased > OLD_LEASE and not agent.http.is_closed:
            agent.leased = now
            # A halted agent gets none; and where nobody serves, the test is about that.
            with suppress(httpx.TransportError):
                agent.http.post("/v1/lease", json={})


@contextmanager
def running_bench(home: Path, clock: MovingClock | None = None, **started: Any) -> Iterator[Bench]:
    bench = open_bench(home, clock, **started)
    try:
        yield bench
    finally:
        bench.close()


def expect_problem(answer: httpx.Response, status: int, code: str) -> Mapping[str, Any]:
    """An RFC 9457 answer with this status and code; its members."""
    assert answer.status_code == status, (answer.status_code, answer.text)
    assert answer.headers["content-type"].split(";")[0] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["code"]) == (status, code), said
    assert said["title"]
    return dict(said)
