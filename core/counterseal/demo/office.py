"""The LangGraph side of the demo: a real ``langgraph dev`` server with the office graph, and its mailbox."""

from __future__ import annotations

import mailbox
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx

import counterseal
from counterseal.demo.agents.scripted import RESOURCES
from counterseal.demo.folders import Folders
from counterseal.demo.processes import Child, Processes
from counterseal.errors import KnownError, Unreachable

GRAPH = "office"
FILES = ("langgraph.json", "office.py", "office_script.json", "office_records.json")
TASKS: Mapping[str, str] = {
    "Answer Nordfrakt about the renewal": "Ingrid Solberg asked on 18 November. Confirm it if the rate is agreed.",
    "Get invoice 7741 paid": "Hallberg & Co have not paid. See what has been done and do the next step.",
    "Tell Karin Sjöstrand when PN-309 arrives": "She waits for a day to book the forklift.",
}


@dataclass(frozen=True, slots=True)
class Mail:
    """One message that really lies in the mailbox."""

    to: str
    subject: str
    text: str


def executable(venv: Path | None) -> Path:
    """The ``langgraph`` program of the LangGraph environment.

    Raises:
        KnownError: there is none; says how to make it.
    """
    root = Path(counterseal.__file__).resolve().parents[2]
    named = os.environ.get("COUNTERSEAL_LANGGRAPH_VENV")
    places = [venv] if venv else [Path(named)] if named else [Path.cwd() / ".venv-langgraph", root / ".venv-langgraph"]
    inner = Path("Scripts/langgraph.exe") if os.name == "nt" else Path("bin/langgraph")
    for place in places:
        if (place / inner).is_file():
            return (place / inner).absolute()
    raise KnownError(
        "The LangGraph environment is missing",
        where=", ".join(str(place) for place in places),
        todo="Make it with: make langgraph-env",
        code="no_langgraph",
    )


def create(folders: Folders) -> None:
    """Lay out the graph and an empty mailbox."""
    folders.office.mkdir(parents=True)
    for name in FILES:
        text = files(RESOURCES).joinpath("demo", "graphs", name).read_text("utf-8")
        (folders.office / name).write_text(text, "utf-8")
    mailbox.Maildir(str(folders.mailbox), create=True).close()


def start(processes: Processes, folders: Folders, program: Path) -> tuple[Child, str]:
    """Start the server; returns it with its address, which answers a little later."""
    port = _free_port()
    options = ["--no-browser", "--no-reload", "--host", "127.0.0.1", "--port", str(port), "--n-jobs-per-worker", "4"]
    environment = {
        "COUNTERSEAL_DEMO_MAILBOX": str(folders.mailbox),
        "LANGSMITH_TRACING": "false",
        "LANGGRAPH_CLI_NO_ANALYTICS": "1",
    }
    child = processes.start("office agent", [str(program), "dev", *options], folders.office, environment)
    return child, f"http://127.0.0.1:{port}"


def answers(url: str) -> bool:
    """Whether the server is ready."""
    try:
        return httpx.get(f"{url}/ok", timeout=2.0, trust_env=False).is_success
    except httpx.TransportError:
        return False


def begin(url: str) -> dict[str, str]:
    """Give the agent its tasks; returns the thread of each. Raises Unreachable."""
    threads: dict[str, str] = {}
    with httpx.Client(base_url=url, timeout=10.0, trust_env=False) as client:
        for task, words in TASKS.items():
            thread = str(_post(client, "/threads", {"metadata": {"task": task}})["thread_id"])
            said = {"role": "user", "content": f"{task}\n{words}"}
            _post(client, f"/threads/{thread}/runs", {"assistant_id": GRAPH, "input": {"messages": [said]}})
            threads[task] = thread
    return threads


def last_words(url: str, thread: str) -> str:
    """The newest message of a finished thread; empty while it still runs or waits. Raises Unreachable."""
    with httpx.Client(base_url=url, timeout=10.0, trust_env=False) as client:
        try:
            found = client.get(f"/threads/{thread}").raise_for_status().json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unreachable("The LangGraph server did not answer", where=f"{url}: {error}") from error
    if found.get("status") != "idle":
        return ""
    messages = (found.get("values") or {}).get("messages") or []
    return str(messages[-1].get("content", "")) if messages else ""


def mails(folder: Path) -> list[Mail]:
    """What lies in the mailbox, oldest first."""
    box = mailbox.Maildir(str(folder), create=False)
    try:
        found = []
        for key in sorted(box.keys()):
            message = box.get_message(key)
            body = message.get_payload(decode=True)
            text = body.decode("utf-8") if isinstance(body, bytes) else ""
            found.append(Mail(str(message["To"]), _header(message["Subject"]), text))
        return found
    finally:
        box.close()


def _header(value: Any) -> str:
    from email.header import decode_header, make_header

    return str(make_header(decode_header(str(value or ""))))


def _post(client: httpx.Client, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = client.post(path, json=body).raise_for_status().json()
        return answer
    except (httpx.HTTPError, ValueError) as error:
        raise Unreachable("The LangGraph server did not take a task", where=f"{path}: {error}") from error


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
