"""A real ``adk api_server`` with the page's agent: something to start, to ask, to end and to start again."""

from __future__ import annotations

import json
import shutil
import socket
import time
from pathlib import Path
from typing import Any

import httpx

from connect.frameworks import FRAMEWORKS
from connect.programs import PATIENCE, Program, put_page

ADK = "Google ADK"
SCRIPTED = Path(__file__).with_name("scripted.py")
# The page's own agent, with a model that needs no network, and the page's second tool.
ASSEMBLED = """
from . import agent, credit, scripted

agent.root_agent.model = scripted.Scripted(model="scripted")
agent.root_agent.tools.append(credit.give_credit)
"""


class AdkServer:
    """One server that keeps its address and its sessions through being ended and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Kept bound and never listened at, so that nobody else gets this port while the server is away.
        self._kept = socket.socket()
        self._kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._kept.bind(("127.0.0.1", 0))
        self._port = self._kept.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"
        self.http = httpx.Client(base_url=self.url, timeout=PATIENCE, trust_env=False)
        self._program: Program | None = None
        agent = folder / "agents" / "support"
        agent.mkdir(parents=True)
        put_page("adk", agent)
        shutil.copy(SCRIPTED, agent / "scripted.py")
        (agent / "__init__.py").write_text(ASSEMBLED)

    def start(self) -> None:
        """Start it and wait until it answers."""
        adk = FRAMEWORKS[ADK].python.with_name("adk")
        self._program = Program([adk, "api_server", "--port", str(self._port), "agents"], cwd=self.folder)
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends and self._program.process.poll() is None:
            try:
                if self.http.get("/list-apps").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(f"adk api_server did not start:\n{self._program.errors[-3000:]}")

    def stop(self) -> None:
        if self._program is not None:
            self._program.end()
            self._program = None

    def end(self) -> None:
        self.stop()
        self.http.close()
        self._kept.close()

    # As the agent's user ---------------------------------------------------------------------------------------

    def ask(self, *calls: tuple[str, dict[str, Any]], user: str = "user") -> str:
        """Let the model call these tools in a new session; its id."""
        session = str(self.http.post(f"/apps/support/users/{user}/sessions", json={}).json()["id"])
        self.run(session, {"text": json.dumps(calls)}, user=user)
        return session

    def run(self, session: str, *parts: dict[str, Any], user: str = "user") -> None:
        body = {"appName": "support", "userId": user, "sessionId": session}
        made = self.http.post("/run", json={**body, "newMessage": {"role": "user", "parts": list(parts)}})
        assert made.status_code == 200, made.text

    def parts(self, session: str, kind: str, user: str = "user") -> list[Any]:
        """All parts of one kind in a session, oldest first."""
        events = self.http.get(f"/apps/support/users/{user}/sessions/{session}").json()["events"]
        return [part[kind] for event in events for part in event["content"]["parts"] if kind in part]

    def answers(self, session: str) -> list[dict[str, Any]]:
        """What confirmations of a session were answered with."""
        found = self.parts(session, "functionResponse")
        return [one["response"] for one in found if one["name"] == "adk_request_confirmation"]

    def confirmations(self, session: str) -> list[dict[str, Any]]:
        return [one for one in self.parts(session, "functionCall") if one["name"] == "adk_request_confirmation"]

    def effects(self, name: str, holding: str) -> list[dict[str, Any]]:
        """Lines of a tool's file that hold a text."""
        file = self.folder / name
        lines = file.read_text().splitlines() if file.exists() else []
        return [json.loads(line) for line in lines if holding in line]
