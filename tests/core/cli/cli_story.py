"""The parts of the command line's tests: a real profile, a real gateway over HTTP, an agent that speaks httpx."""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from counterseal.seal.keywrap import Cost
from counterseal.sync.desk import Desk, open_desk
from counterseal.sync.profile import KeyChoice, Profile
from gateway.desks import PLAIN

PASSPHRASE = "correct horse battery"
CHEAP = Cost(memory_kib=64, passes=1, lanes=1)
TOOLS: list[dict[str, Any]] = [
    {
        "tool": "refunds.issue",
        "risk": "R3",
        "verb": "Refund",
        "title": "Refund {amount_minor} for order {order}",
        "fields": {
            "amount_minor": {"label": "Amount", "role": "money", "currency": "EUR"},
            "order": {"label": "Order", "role": "target"},
        },
        "when": [{"field": "amount_minor", "at_most": 50_000, "risk": "R2"}],
        "undo": {"minutes": 30, "how": "Payments / recall"},
        "schema": {
            "type": "object",
            "properties": {
                "amount_minor": {"type": "integer", "minimum": 1},
                "order": {"type": "string"},
                "urgent": {"type": "boolean"},
                "note": {"type": ["string", "null"]},
            },
            "required": ["amount_minor", "order"],
        },
    }
]


@dataclass(frozen=True)
class Ran:
    """What one run of the command gave."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Cli = Callable[..., Ran]


class Agent:
    """A registered agent that speaks HTTP."""

    def __init__(self, agent_id: str, url: str, token: str) -> None:
        self.id = agent_id
        self.http = httpx.Client(
            base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=40.0, trust_env=False, verify=PLAIN
        )

    def propose(self, amount: int = 12_000, order: str = "1042", tool: str = "refunds.issue", **more: Any) -> str:
        body = {"tool": tool, "arguments": {"amount_minor": amount, "order": order}, **more}
        answer = self.http.post("/v1/actions", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def state(self, action_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.http.get(f"/v1/actions/{action_id}").json()
        return found

    def permit(self, action_id: str) -> dict[str, Any]:
        self.http.post("/v1/lease", json={}).raise_for_status()
        answer = self.http.post(f"/v1/actions/{action_id}/permit", json={})
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def make_profile(home: Path) -> Path:
    Profile.create(home, "Ana Ruiz", KeyChoice(PASSPHRASE, use_keyring=False, cost=CHEAP)).close()
    return home


def serving(home: Path) -> Desk:
    """A desk that serves the profile's gateway, its key unlocked."""
    desk = open_desk(home)
    desk.unlock(PASSPHRASE).result()
    desk.start(serve=True)
    return desk


def new_agent(desk: Desk) -> Agent:
    agent_id = f"refunds-{uuid.uuid4().hex[:8]}"
    # A desk that all tests share may just be connecting anew.
    own, ends, pause = desk.linked().own, time.monotonic() + 60, threading.Event()
    while own.state != "live":
        assert time.monotonic() < ends, own.note
        pause.wait(0.05)
    return Agent(agent_id, desk.gateway_url, desk.register_agent(agent_id, "Refund desk", TOOLS).result(30))
