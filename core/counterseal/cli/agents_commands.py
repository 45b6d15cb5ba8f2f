"""``counterseal agents``: who may act, and who answers for it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli import autonomy_commands, autonomy_files, cards
from counterseal.cli.choosing import choose
from counterseal.cli.queue_commands import NO_GATEWAY
from counterseal.cli.session import (
    JsonOption,
    PassphraseOption,
    ProfileOption,
    Session,
    begin,
    gateway_of,
)
from counterseal.model import wire
from counterseal.model.actions import check_agent_id
from counterseal.model.views import AgentView

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk

app = typer.Typer(no_args_is_help=True, help="Agents that may ask here, each with an owner who answers for it.")
autonomy_commands.register_on(app)


@app.command("list")
def list_(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """List the registered agents."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        found = agents_of(session, desk)
        session.terminal.text(*cards.agent_lines(found))
        session.terminal.json({"gateway": gateway_of(desk), "agents": [wire.to_json(agent) for agent in found]})


@app.command()
def register(
    context: typer.Context,
    agent: Annotated[str, typer.Argument(metavar="ID", help="a-z, 0-9, '.', '_' and '-', at most 64.")],
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What people call it.")],
    tools: Annotated[
        Path | None, typer.Option("--tools", metavar="FILE", help="Its tool descriptors: a JSON list.")
    ] = None,
    runbook: Annotated[str, typer.Option("--runbook", metavar="TEXT", help="What to do when it goes wrong.")] = "",
    gateway: Annotated[
        str, typer.Option("--gateway", metavar="NAME", help="A separate gateway that enforces it; else this profile's.")
    ] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Register an agent that you answer for, and print its token once.

    Again: a new token, the old one ends; its tools stay unless given, and it starts at L1 again.
    """
    session = begin(context, profile, as_json, passphrase_file)
    check_agent_id(agent, "ID")
    described = autonomy_files.read_tools(tools) if tools is not None else []
    with session.desk(sign=True) as desk:
        made = desk.autonomy.register(agent, name, described, runbook, gateway).result()
    typed = "set" if os.name == "nt" else "export"
    session.terminal.text(
        f"Registered {agent}. This token is shown once:",
        "",
        *(f"  {typed} {line}" for line in made.settings.splitlines()),
        "",
        "Every action of this agent waits for a person (level L1 Operator).",
    )
    if made.waits:
        session.terminal.text(
            "You would answer for it instead of its owner now, so another owner signs it too:",
            "counterseal agents second. Until then the token before stays in force and this one is refused.",
        )
    told = {"agent": agent, "name": name, "url": made.url, "token": made.token, "pin": made.pin, "waits": made.waits}
    session.terminal.json({**told, "level": "L1", "gateway": gateway})


def agents_of(session: Session, desk: Desk) -> tuple[AgentView, ...]:
    """The registered agents, from the gateway or from the database."""
    if gateway_of(desk) is not None:
        return desk.agents().result()
    from counterseal.cli import offline

    session.terminal.remark(NO_GATEWAY)
    elsewhere = desk.agents().result() if desk.connected else ()
    return (*offline.agents(desk.profile, desk.clock), *elsewhere)


def known_agent(session: Session, desk: Desk, agent: str) -> str:
    """The agent that was typed, whole; ``ID@GATEWAY`` keeps its gateway, which the desk looks for.

    Raises:
        NotFound, WrongUse: as ``choose``.
    """
    typed, at, gateway = agent.partition("@")
    known = {one.id for one in agents_of(session, desk)}
    found = typed if typed in known else choose(typed, known, "agent")
    return f"{found}{at}{gateway}"
