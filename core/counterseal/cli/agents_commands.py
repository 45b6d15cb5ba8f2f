"""``counterseal agents``, ``halt`` and ``reset``: who may act, and the brake."""

from __future__ import annotations

import getpass
import queue as queues
import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli import cards
from counterseal.cli.choosing import choose
from counterseal.cli.queue_commands import NO_GATEWAY
from counterseal.cli.session import (
    ANSWER_SECONDS,
    JsonOption,
    PassphraseOption,
    ProfileOption,
    Session,
    begin,
    gateway_of,
)
from counterseal.errors import Conflict, InvalidInput, KnownError, Locked, Unreachable, WrongUse
from counterseal.model import wire
from counterseal.model.actions import check_agent_id
from counterseal.model.views import AgentView
from counterseal.sync.api import Event, HaltProgress

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk

app = typer.Typer(no_args_is_help=True, help="Agents that may ask here, each with an owner who answers for it.")


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
    """Register an agent that you answer for, and print its token once. Again: a new token, the old one ends."""
    session = begin(context, profile, as_json, passphrase_file)
    check_agent_id(agent, "ID")
    described = _descriptors(tools)
    with session.desk(sign=True) as desk:
        made = desk.autonomy.register(agent, name, described, runbook, gateway).result()
    session.terminal.text(
        f"Registered {agent}. This token is shown once:",
        "",
        *(f"  {line}" for line in made.settings.splitlines()),
        "",
        "Every action of this agent waits for a person (level L1 Operator).",
    )
    told = {"agent": agent, "name": name, "url": made.url, "token": made.token, "pin": made.pin}
    session.terminal.json({**told, "level": "L1", "gateway": gateway})


def halt(
    context: typer.Context,
    agent: Annotated[str | None, typer.Option("--agent", metavar="ID", help="Halt this agent.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="ID", help="Halt all agents of this person.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Halt every agent.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    local: Annotated[
        bool, typer.Option("--local", help="Stop everything here by a file: needs no key, gateway or network.")
    ] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Halt: refuse now, void unused approvals, end what is parked. Stays until its owner resets it."""
    session = begin(context, profile, as_json, passphrase_file)
    if sum((agent is not None, owner is not None, every)) != (0 if local else 1):
        raise WrongUse("A halt takes one of --agent ID, --owner ID, --all and --local")
    if local:
        _halt_locally(session)
        return
    with session.desk() as desk:
        if every and not _unlock_to_halt(session, desk):
            _halt_locally(session)
            return
        if desk.profile.locked:
            desk.unlock(session.passphrase()).result()
        scope, target = "all", ""
        if agent is not None:
            scope, target = "agent", _known_agent(session, desk, agent)
        elif owner is not None:
            people = {one.owner_id for one in agents_of(session, desk)}
            scope, target = "owner", choose(owner, people, "owner of an agent")
        _report_halt(session, desk, _halt(desk, scope, target, reason))


def reset(
    context: typer.Context,
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="The halted agent.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why it may run again.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Let a halted agent ask again. Its owner does this, with a reason."""
    session = begin(context, profile, as_json, passphrase_file)
    if not reason.strip():
        raise WrongUse("A reset needs a reason")
    with session.desk(sign=True) as desk:
        agent = _known_agent(session, desk, agent)
        desk.reset(agent, reason).result()
    session.terminal.text(f"Reset {agent}. It may ask again; every action still waits for a person.")
    session.terminal.json({"agent": agent, "state": "running"})


def agents_of(session: Session, desk: Desk) -> tuple[AgentView, ...]:
    """The registered agents, from the gateway or from the database."""
    if gateway_of(desk) is not None:
        return desk.agents().result()
    from counterseal.cli import offline

    session.terminal.remark(NO_GATEWAY)
    elsewhere = desk.agents().result() if desk.connected else ()
    return (*offline.agents(desk.profile, desk.clock), *elsewhere)


def _known_agent(session: Session, desk: Desk, agent: str) -> str:
    known = {one.id for one in agents_of(session, desk)}
    if agent in known:
        return agent
    return choose(agent, known, "agent")


def _descriptors(path: Path | None) -> list[dict[str, Any]]:
    if path is None:
        return []
    from counterseal.cli.arguments import read_json
    from counterseal.model.tools import read_descriptor

    found = read_json(path)
    listed = found.get("tools") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        raise InvalidInput("The tools file holds a JSON list of descriptors", where=str(path))
    for index, raw in enumerate(listed):
        read_descriptor(raw, f"{path}: tools/{index}")
    return listed


def _unlock_to_halt(session: Session, desk: Desk) -> bool:
    """Unlock if that takes no more than what is at hand; a halt of everything never waits for a passphrase."""
    if not desk.profile.locked:
        return True
    passphrase = session.file_passphrase()
    if passphrase is None and session.terminal.interactive:
        passphrase = getpass.getpass("Passphrase (Enter alone halts everything here at once, unsigned): ")
    if not passphrase:
        return False
    try:
        desk.unlock(passphrase).result()
    except Locked as error:
        session.terminal.remark(error.text(), "Halting without a signature instead.")
        return False
    return True


def _halt_locally(session: Session) -> None:
    from counterseal.gateway.context import HALT_FILE
    from counterseal.seal.keystore import write_private

    home = session.home
    if not home.is_dir():
        raise KnownError("There is no profile folder here", where=str(home), todo="Name it with --profile DIR.")
    path = home / HALT_FILE
    write_private(path, b"halted\n")
    session.terminal.text(
        f"Halted: {path} is there, so every gateway of this folder refuses every permit from now on.",
        "This halt is not signed. It ends when the file is removed.",
    )
    session.terminal.json({"scope": "local", "file": str(path)})


def _halt(desk: Desk, scope: str, target: str, reason: str) -> HaltProgress:
    """Halt and follow it until every agent is accounted for, at most ``ANSWER_SECONDS``."""
    news: queues.Queue[HaltProgress] = queues.Queue()

    def hear(event: Event) -> None:
        if event.kind == "halt" and isinstance(event.value, HaltProgress):
            news.put(event.value)

    end = desk.subscribe(hear)
    try:
        progress = desk.halt(scope, target, reason).result()
        ends = time.monotonic() + ANSWER_SECONDS
        while desk.connected and not _accounted(progress) and time.monotonic() < ends:
            try:
                heard = news.get(timeout=0.2)
            except queues.Empty:
                continue
            progress = heard if heard.seq == progress.seq else progress
        return progress
    finally:
        end()


def _accounted(progress: HaltProgress) -> bool:
    # An agent that is known to stop when its lease ends is accounted for; nobody waits 30 s here for it.
    return progress.done or all(line.state in ("stopped", "failed", "lease") for line in progress.lines)


def _report_halt(session: Session, desk: Desk, progress: HaltProgress) -> None:
    """Raises Unreachable: nobody took it yet. Conflict: a server could not be stopped."""
    session.terminal.text(*cards.halt_lines(progress))
    session.terminal.json(asdict(progress))
    if not desk.connected:
        raise Unreachable(
            f"Signed and stored as entry {progress.seq}; it is delivered when a gateway runs",
            todo="Nothing runs through a gateway that is down; counterseal halt --local also stops the next one.",
            code="stored_only",
            entry=progress.seq,
        )
    failed = [line.agent for line in progress.lines if line.state == "failed"]
    if failed:
        raise Conflict("Not everything could be stopped", where=", ".join(failed), code="halt_incomplete")
