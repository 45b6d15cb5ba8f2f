"""A separate gateway and the desktops of its people, each with a real profile and log, over loopback HTTP."""

from __future__ import annotations

import base64
import copy
import hashlib
import json
import os
import secrets
import shutil
import ssl
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from counterseal.clock import Clock, SystemClock, stamp
from counterseal.gateway import certificates
from counterseal.gateway.home import GatewayHome
from counterseal.ledger import cosignature
from counterseal.ledger import log as ledger_log
from counterseal.ledger.log import Draft, Log
from counterseal.ledger.note import Head, verify_head
from counterseal.ledger.roster import roster_body
from counterseal.model import wire
from counterseal.model.decisions import Verdict
from counterseal.model.people import Person, Role
from counterseal.model.views import ActionDetail
from counterseal.seal import access, possession
from counterseal.seal.cards import Card
from counterseal.seal.dsse import Envelope
from counterseal.seal.keys import SigningKey
from counterseal.seal.keywrap import Cost
from counterseal.seal.statements import DecisionContent, Who, sign_decision, sign_order
from counterseal.sync.gateway_process import GatewayProcess
from counterseal.sync.listening import Listening
from counterseal.sync.profile import KeyChoice, Profile

# As in ``desks``: making a context for each client would cost more than most requests. It believes every certificate:
# what the real clients believe is tested with them.
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
PLAIN.check_hostname = False
PLAIN.verify_mode = ssl.CERT_NONE
CHEAP = KeyChoice("correct horse", use_keyring=False, cost=Cost(64, 1, 1))
METRICS_TOKEN = "a token that may read figures"
OWNER = (Role.OWNER, Role.REVIEWER)
REFUND = {
    "tool": "refunds.issue",
    "risk": "R3",
    "verb": "Refund",
    "title": "Refund {amount} for order {order}",
    "fields": {"amount": {"label": "Amount", "role": "money", "currency": "EUR"}, "order": {"label": "Order"}},
}


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Desktop:
    """One person's profile, and what their desk would sign, store and send, made by hand."""

    def __init__(self, home: Path, name: str, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.profile = Profile.create(home, name, CHEAP, self.clock)
        self.name = name
        self.url = ""
        self.gateway = ""
        self.seen = 0

    def close(self) -> None:
        self.profile.close()

    @property
    def log(self) -> Log:
        return self.profile.log

    @property
    def key(self) -> SigningKey:
        return self.profile.key

    @property
    def id(self) -> str:
        return self.profile.person_id

    def person(self, roles: Sequence[Role] = OWNER) -> Person:
        """As the gateway's roster shall list them."""
        logs = {self.log.origin: self.log.key.public.hex()}
        return Person(self.id, self.name, tuple(roles), {self.key.id: self.key.public.hex()}, logs)

    def proofs(self) -> dict[str, str]:
        return {key.id: possession.prove(key, self.id) for key in (self.key, self.log.key)}

    def card(self) -> Card:
        person = self.person()
        return Card(self.id, self.name, person.keys, person.logs, {}, self.proofs())

    # -- signing --------------------------------------------------------------------------------------------------
    def order(self, kind: str, body: Mapping[str, Any], subject: str = "", **members: Any) -> Envelope:
        wanted: dict[str, Any] = {
            "subject": subject or self.gateway,
            "who": Who(self.id, self.name, "owner"),
            "audience": self.gateway,
            "nonce": os.urandom(16).hex(),
            "supersedes": None,
            "reason": "the tests say so",
            "at": stamp(self.clock.now()),
            "key": self.key,
        }
        return sign_order(kind, body, **{**wanted, **members})

    def decision(self, detail: ActionDetail, verdict: Verdict = Verdict.APPROVE, **members: Any) -> Envelope:
        now = self.clock.now()
        wanted: dict[str, Any] = {
            "verdict": verdict,
            "action": detail.action,
            "original_sha256": detail.item.digest,
            "who": Who(self.id, self.name, "owner"),
            "audience": detail.audience,
            "nonce": detail.item.nonce,
            "halt_epoch": detail.item.halt_epoch,
            "decided_at": stamp(now),
            "expires_at": stamp(now + timedelta(hours=1)),
            "reason": "seen and good",
        }
        return sign_decision(DecisionContent(**{**wanted, **members}), self.key)

    # -- storing --------------------------------------------------------------------------------------------------
    def store(self, envelope: Envelope, kind: str = "order", subject: str = "", verdict: str = "") -> int:
        """Append to this desktop's own log; its place."""
        predicate = json.loads(envelope.payload)
        subject = subject or predicate["subject"][0]["name"]
        verdict = verdict or predicate["predicate"].get("kind") or predicate["predicate"]["verdict"]
        draft = Draft(kind, stamp(self.clock.now()), subject, envelope, verdict=verdict, person=self.id, title="t")
        with self.profile.database.write() as connection:
            return self.log.append(connection, [draft]).seqs[0]

    def body(self, envelope: Envelope, index: int, old: int | None = None) -> dict[str, Any]:
        """A delivery that proves from the size that the gateway has seen."""
        old = self.seen if old is None else old
        with self.profile.reading() as connection:
            head, note = ledger_log.head(connection)
            first = old if old <= head.size else 0
            return {
                "envelope": envelope.to_json(),
                "leaf": b64(ledger_log.leaf_bytes(connection, index)),
                "index": index,
                "inclusion": [b64(h) for h in ledger_log.prove_inclusion(connection, index, head.size)],
                "consistency": [b64(h) for h in ledger_log.prove_consistency(connection, first, head.size)],
                "checkpoint": note,
                "old": old,
            }

    # -- sending --------------------------------------------------------------------------------------------------
    def token(self, **members: Any) -> str:
        wanted = {
            "key": self.log.key,
            "log": self.log.origin,
            "gateway": self.gateway,
            "expires": int(self.clock.now().timestamp()) + 600,
        }
        return access.make(**{**wanted, **members})

    def http(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token or self.token()}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=40.0, trust_env=False, verify=PLAIN)

    def get(self, path: str, expect: int = 200, **params: Any) -> dict[str, Any]:
        with self.http() as http:
            return answer(http.get(path, params=params), expect)

    def post(self, path: str, body: Any, expect: int = 200) -> dict[str, Any]:
        with self.http() as http:
            return answer(http.post(path, json=body), expect)

    def deliver(self, path: str, body: dict[str, Any], expect: int = 200) -> dict[str, Any]:
        told = self.post(path, body, expect)
        if expect == 200:
            self.seen = told["seen_size"]
        return told

    def send_order(
        self, kind: str, body: Mapping[str, Any], subject: str = "", expect: int = 200, entry: str = "", **members: Any
    ) -> dict[str, Any]:
        """Sign, store and deliver an order."""
        envelope = self.order(kind, body, subject, **members)
        stored = self.store(envelope, entry or (kind if kind in ("halt", "reset") else "order"))
        return self.deliver("/v1/orders", self.body(envelope, stored), expect)

    def halt(self, expect: int = 200) -> dict[str, Any]:
        """The smallest order: sign, store, deliver."""
        return self.send_order("halt", {"scope": "all", "target": ""}, "refunds", expect)

    def decide(
        self, action: str, verdict: Verdict = Verdict.APPROVE, expect: int = 200, **members: Any
    ) -> dict[str, Any]:
        envelope = self.decision(self.detail(action), verdict, **members)
        return self.deliver("/v1/decisions", self.body(envelope, self.store(envelope, "decision")), expect)

    def detail(self, action: str) -> ActionDetail:
        return wire.read_detail(self.get(f"/v1/queue/{action}"))

    # -- witnessing -----------------------------------------------------------------------------------------------
    def cosigned(self, note: str, time: int | None = None) -> str:
        """The note with this desktop's cosignature under it."""
        now = int(self.clock.now().timestamp()) if time is None else time
        return note + cosignature.cosign(note, self.log.origin, self.log.key, now)

    def adoption(self, request: Mapping[str, Any], *people: Person, key: SigningKey | None = None) -> Envelope:
        """Entry 0 of a gateway that asks with ``request``."""
        body = roster_body(people or [self.person()], bytes.fromhex(request["log_key"]), request["origin"])
        return self.order("roster", body, request["origin"], audience=request["origin"], key=key or self.key)


def stolen(owner: Desktop, folder: Path) -> Desktop:
    """The same profile in other hands: a copy of its folder, with log key and personal key, as it is now."""
    shutil.copytree(owner.profile.home, folder)
    thief = copy.copy(owner)
    thief.profile = Profile.open(folder)
    thief.profile.unlock(CHEAP.passphrase)
    return thief


def answer(response: httpx.Response, expect: int = 200) -> dict[str, Any]:
    assert response.status_code == expect, (response.status_code, response.text)
    return dict(response.json())


@dataclass
class Office:
    """A served gateway with one owner and what else a test adds."""

    home: Path
    process: GatewayProcess
    desktops: list[Desktop] = field(default_factory=list)
    tls: bool = False

    def serve(self) -> None:
        """Start the process, over TLS if this office has it."""
        serves = certificates.server_context(self.home) if self.tls else None
        self.process.start(listening=Listening(tls=serves), metrics_token=METRICS_TOKEN)

    @property
    def owner(self) -> Desktop:
        return self.desktops[0]

    @property
    def url(self) -> str:
        assert self.process.address is not None
        return self.process.address.url

    @property
    def origin(self) -> str:
        return self.process.house.log.origin

    def desktop(self, home: Path, name: str) -> Desktop:
        made = Desktop(home, name, self.owner.clock)
        made.url, made.gateway = self.url, self.origin
        self.desktops.append(made)
        return made

    def enrol(self, newcomer: Desktop, roles: Sequence[Role] = OWNER) -> dict[str, Any]:
        """The first owner, alone so far, puts somebody on the gateway's roster."""
        with self.process.house.reading() as connection:
            from counterseal.ledger import roster as rosters

            people = rosters.load(connection)
        body = roster_body(
            [*people.people.values(), newcomer.person(roles)],
            self.process.house.log.key.public,
            self.origin,
            proofs=newcomer.proofs(),
        )
        return self.owner.send_order("roster", body, entry="key_enrolled", supersedes=people.sha256)

    def agent(self, name: str = "refunds", by: Desktop | None = None, **members: Any) -> httpx.Client:
        """Register an agent by order and connect as it, with a lease; close it. ``members`` are the order's."""
        token = secrets.token_urlsafe(24)
        by = by or self.owner
        body = {
            "id": name,
            "name": f"{name.title()} agent",
            "owner": by.id,
            "level": "L1",
            "tools": [REFUND],
            "runbook": "",
            "token_sha256": hashlib.sha256(token.encode()).hexdigest(),
        }
        assert by.send_order("agent", body, name, **members)["state"] == "registered"
        http = httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=40.0, trust_env=False, verify=PLAIN
        )
        answer(http.post("/v1/lease", json={}))
        return http

    def head(self) -> tuple[Head, str]:
        note = self.owner.get("/v1/log/checkpoint")["checkpoint"]
        return verify_head(note, self.process.house.log.verifier), note

    def types(self) -> list[str]:
        """Types of the gateway's own entries, oldest first."""
        with self.process.house.reading() as connection:
            return [row[0] for row in connection.exec_driver_sql("SELECT type FROM listing ORDER BY seq")]

    def restart(self, clock: Clock | None = None) -> None:
        """Stop and serve again."""
        self.process.close()
        self.process = GatewayProcess(self.home, clock)
        self.serve()
        for desktop in self.desktops:
            desktop.url = self.url

    def close(self) -> None:
        self.process.close()
        for desktop in self.desktops:
            desktop.close()


def propose(agent: httpx.Client, amount: int = 124_000) -> str:
    body = {"tool": "refunds.issue", "arguments": {"amount": amount, "order": "88213"}}
    return str(answer(agent.post("/v1/actions", json=body), 201)["id"])


@contextmanager
def running_office(
    folder: Path, clock: Clock | None = None, *, adopt: bool = True, tls: bool = False
) -> Iterator[Office]:
    """A gateway in this process, and its owner's desktop; ``adopt`` False leaves entry 0 to the test."""
    owner = Desktop(folder / "maria", "Maria Lind", clock)
    GatewayHome.create(folder / "gateway", owner.card(), "Payments", clock).close()
    process = GatewayProcess(folder / "gateway", clock)
    office = Office(folder / "gateway", process, [owner], tls)
    try:
        office.serve()
        owner.url, owner.gateway = office.url, office.origin
        if adopt:
            with httpx.Client(base_url=office.url, trust_env=False, verify=PLAIN) as http:
                request = answer(http.get("/v1/log/request"))
                answer(http.post("/v1/orders", json={"envelope": owner.adoption(request).to_json()}))
        yield office
    finally:
        office.close()
