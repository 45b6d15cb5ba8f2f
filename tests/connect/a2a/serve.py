"""An A2A server whose agent asks before it pays, and then writes the payment into a file.

Run in the protocol's own environment as ``serve.py FOLDER PORT [old]``; PORT 0 takes a free one. What the program says
first is its address. A task's text is its order: ``pay 5 to bob``, ``ask`` (asks twice), ``sign in`` (needs
authorisation).
"""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path
from typing import Any

import uvicorn
from a2a.helpers import get_message_text, new_data_part, new_text_part
from a2a.server.agent_execution import AgentExecutor, RequestContext
from a2a.server.events import EventQueue
from a2a.server.request_handlers import DefaultRequestHandler
from a2a.server.routes import create_agent_card_routes, create_jsonrpc_routes
from a2a.server.tasks import InMemoryTaskStore, TaskUpdater
from a2a.types import AgentCapabilities, AgentCard, AgentInterface, AgentSkill, Task, TaskState, TaskStatus
from starlette.applications import Starlette


class Payer(AgentExecutor):
    """Asks for each payment, pays once it reads ``approve``, and rejects on anything else."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.orders: dict[str, str] = {}
        self.heard: dict[str, list[str]] = {}

    async def execute(self, context: RequestContext, event_queue: EventQueue) -> None:
        task, where = str(context.task_id), str(context.context_id)
        updater = TaskUpdater(event_queue, task, where)
        text = get_message_text(context.message)
        if task not in self.orders:
            self.orders[task] = text
            submitted = TaskStatus(state=TaskState.TASK_STATE_SUBMITTED)
            await event_queue.enqueue_event(
                Task(id=task, context_id=where, status=submitted, history=[context.message])
            )
            await self._ask(updater, text)
            return
        self.heard.setdefault(task, []).append(text)
        (self.folder / "heard.json").write_text(json.dumps(self.heard), "utf-8")
        order = self.orders[task]
        if order == "ask" and len(self.heard[task]) == 1:
            await updater.requires_input(updater.new_agent_message([new_text_part(f"{text}: from which account?")]))
        elif order == "ask" or text == "approve":
            with (self.folder / "paid.txt").open("a", encoding="utf-8") as paid:
                paid.write(f"{task} {order} {text}\n")
            await updater.add_artifact([new_text_part(f"paid: {order}")], name="receipt")
            await updater.complete(updater.new_agent_message([new_text_part("It is done.")]))
        else:
            await updater.reject(updater.new_agent_message([new_text_part(f"Not paid, because: {text}")]))

    async def _ask(self, updater: TaskUpdater, order: str) -> None:
        if order == "sign in":
            await updater.requires_auth(updater.new_agent_message([new_text_part("Sign in at the bank.")]))
            return
        words = "To whom?" if order == "ask" else f"Shall I {order}?"
        parts = [new_text_part(words), new_data_part({"order": order, "amount_minor": 500})]
        await updater.requires_input(updater.new_agent_message(parts))

    async def cancel(self, context: RequestContext, event_queue: EventQueue) -> None:
        await TaskUpdater(event_queue, str(context.task_id), str(context.context_id)).cancel()


def application(folder: Path, url: str, *, old: bool) -> Starlette:
    versions = ["0.3"] if old else ["1.0"]
    card = AgentCard(
        name="Payer",
        description="Pays",
        version="1",
        capabilities=AgentCapabilities(),
        default_input_modes=["text/plain"],
        default_output_modes=["text/plain"],
        skills=[AgentSkill(id="pay", name="Pay", description="Pays", tags=["money"])],
        supported_interfaces=[
            AgentInterface(url=f"{url}/a2a", protocol_binding="JSONRPC", protocol_version=one) for one in versions
        ],
    )
    handler = DefaultRequestHandler(agent_executor=Payer(folder), task_store=InMemoryTaskStore(), agent_card=card)
    routes: list[Any] = [*create_agent_card_routes(card)]
    routes += create_jsonrpc_routes(handler, "/a2a", enable_v0_3_compat=True)
    return Starlette(routes=routes)


def main() -> None:
    folder, port = Path(sys.argv[1]), int(sys.argv[2])
    listening = socket.create_server(("127.0.0.1", port), reuse_port=False)
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    app = application(folder, url, old="old" in sys.argv[3:])
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    print(json.dumps({"url": url}), flush=True)
    server.run(sockets=[listening])


if __name__ == "__main__":
    main()
