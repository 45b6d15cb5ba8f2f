"""The agent frameworks that Counterseal is tried with: where each one's environment is and what there is to show."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What a person or the world can do to an action, in the order of the page's columns.
VERBS = ("approve", "edit", "reject", "answer", "expiry", "halt", "reconnect")


@dataclass(frozen=True, slots=True)
class Framework:
    """One framework, server or protocol.

    Args:
        name: as its makers write it.
        page: its page under ``docs/connect``, without ``.md``.
        environment: its lock under ``requirements/connect``; empty where the project's own environment has it.
        package: the distribution whose version says what was tried.
        without: verbs that it has no place for, with the reason.
    """

    name: str
    page: str
    environment: str
    package: str
    without: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> Path:
        """Its environment's folder."""
        if self.environment == "langgraph":
            return Path(os.environ.get("COUNTERSEAL_LANGGRAPH_VENV") or ROOT / ".venv-langgraph")
        return ROOT / (".venv-connect/" + self.environment if self.environment else ".venv")

    @property
    def python(self) -> Path:
        """Its interpreter. Raises AssertionError with what to do when there is none."""
        found = self.folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        assert found.exists(), (
            f"{self.name} is not installed. Make its environment: make test-connect ONLY={self.environment}"
        )
        return found

    @property
    def version(self) -> str:
        """The installed version, from its metadata; empty when it is not installed."""
        if self.package.startswith("@"):
            told = self.folder / "node_modules" / self.package / "package.json"
            return str(json.loads(told.read_text("utf-8"))["version"]) if told.exists() else ""
        wanted = self.package.lower().replace("-", "_")
        for found in self.folder.glob("lib/python*/site-packages/*.dist-info"):
            name, _, version = found.name.removesuffix(".dist-info").rpartition("-")
            if name.lower().replace("-", "_") == wanted:
                return version
        return ""


FRAMEWORKS = {
    one.name: one
    for one in (
        Framework("Plain Python", "python", "", "counterseal"),
        Framework("TypeScript", "typescript", "", ""),
        Framework("LangGraph server", "langgraph", "langgraph", "langgraph-api"),
        Framework("LangChain", "langchain", "langchain", "langchain"),
        Framework("OpenAI Agents SDK", "openai-agents", "openai-agents", "openai-agents"),
        Framework("Pydantic AI", "pydantic-ai", "pydantic-ai", "pydantic-ai-slim"),
        Framework("Strands Agents", "strands", "strands", "strands-agents"),
        Framework("Microsoft Agent Framework", "agent-framework", "agent-framework", "agent-framework-core"),
        Framework("CrewAI", "crewai", "crewai", "crewai"),
        Framework(
            "Google ADK",
            "adk",
            "adk",
            "google-adk",
            (("answer", "ADK asks nothing without a tool; a rejection carries the reason."),),
        ),
        Framework(
            "A2A",
            "a2a",
            "a2a",
            "a2a-sdk",
            (("edit", "A task asks in words, without arguments to change; the desk offers a rejection or an answer."),),
        ),
        Framework("MCP", "mcp", "", "mcp"),
        Framework("Claude Code", "claude-code", "claude-code", "@anthropic-ai/claude-code"),
        Framework(
            "Agent Approval Protocol",
            "aap",
            "aap",
            "agentapprovalprotocol",
            (("edit", "The protocol cannot change a call; the desk offers a rejection with a reason, or an answer."),),
        ),
        Framework(
            "HumanLayer",
            "humanlayer",
            "humanlayer",
            "humanlayer",
            (
                ("edit", "Its client runs the function with its own arguments; the desk offers no edit."),
                ("expiry", "Its calls name no deadline; what the agent's registration says of deadlines holds."),
            ),
        ),
        Framework("OpenTelemetry", "traces", "", ""),
    )
}


def chosen(environment: str) -> bool:
    """Whether ``make test-connect`` runs what needs this environment; never so in ``make test``."""
    asked = os.environ.get("COUNTERSEAL_CONNECT", "")
    return bool(asked) and (asked == "all" or environment in asked.split())
