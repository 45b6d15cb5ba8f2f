"""``counterseal halt``, ``reset``, ``pause`` and ``resume``: the brake, and letting go of it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli import cards
from counterseal.cli.agents_commands import agents_of, known_agent
from counterseal.cli.brake_unlocking import unlock_for_all, unlock_for_some
from counterseal.cli.choosing import choose
from counterseal.cli.news import follow
from counterseal.cli.ordered import told
from counterseal.cli.resetting import reset_shown
from counterseal.cli.session import (
    ANSWER_SECONDS,
    JsonOption,
    PassphraseOption,
    ProfileOption,
    Session,
    begin,
)
from counterseal.errors import Conflict, KnownError, Unreachable, WrongUse
from counterseal.sync.api import HaltProgress

if TYPE_CHECKING:
    from counterseal.sync.desk import Desk


def halt(
    context: typer.Context,
    agent: Annotated[str | None, typer.Option("--agent", metavar="ID", help="Halt this agent.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="ID", help="Halt all agents of this person.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Halt every agent.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    local: Annotated[
        bool, typer.Option("--local", help="Stop everything here by a file: needs no key, gateway or network.")
    ] = False,
    now: Annotated[
        bool, typer.Option("--now", help="Kill supervised processes at once, without the grace of 5 s.")
    ] = False,
    grace: Annotated[
        int | None,
        typer.Option("--grace", metavar="S", min=0, max=300, help="Seconds that supervised processes get to end."),
    ] = None,
    drill: Annotated[bool, typer.Option("--drill", help="Only try it: measure who answers, and stop nothing.")] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Halt: refuse now, void unused approvals, end what is parked. Stays until its owner resets it."""
    session = begin(context, profile, as_json, passphrase_file)
    if sum((agent is not None, owner is not None, every)) != (0 if local else 1):
        raise WrongUse("A halt takes one of --agent ID, --owner ID, --all and --local")
    if sum((now, grace is not None, drill, local)) > 1:
        raise WrongUse("Of --now, --grace, --drill and --local a halt takes one")
    if drill:
        _drill(session, agent, owner)
        return
    if local:
        _halt_locally(session)
        return
    if every:
        _halt_everything(session, reason, 0 if now else grace)
        return
    with session.desk() as desk:
        if not unlock_for_some(session, desk, enter_halts=True):
            _halt_locally(session)
            return
        scope, target = _scope(session, desk, agent, owner)
        _report_halt(session, desk, _halt(desk, scope, target, reason, 0 if now else grace))


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
        agent = known_agent(session, desk, agent)
        done = reset_shown(session, desk, agent, reason)
    told(session, f"Reset of {agent}", done, agent=agent)
    if done.state == "in_force":
        session.terminal.text(f"It is paused now. Let it go on with: counterseal resume --agent {agent}")


def pause(
    context: typer.Context,
    agent: Annotated[str | None, typer.Option("--agent", metavar="ID", help="Pause this agent.")] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="ID", help="Pause all agents of this person.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Pause every agent.")] = False,
    let_go: Annotated[bool, typer.Option("--resume", help="Let the agent go on instead; its owner does this.")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Pause: everything waits, nothing is voided, until the owner lets each agent go on."""
    session = begin(context, profile, as_json, passphrase_file)
    if sum((agent is not None, owner is not None, every)) != 1:
        raise WrongUse("A pause takes one of --agent ID, --owner ID and --all")
    if let_go:
        if agent is None:
            raise WrongUse("Agents go on one by one: --agent ID")
        _resume(session, agent, reason)
        return
    with session.desk() as desk:
        unlock_for_some(session, desk, enter_halts=False)
        scope, target = _scope(session, desk, agent, owner)
        done = desk.autonomy.pause(scope, target, reason).result()
    told(session, f"Pause of {target or 'all agents'}", done, scope=scope, target=target)


def resume(
    context: typer.Context,
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="The paused agent.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Let a paused agent go on. Its owner does this."""
    _resume(begin(context, profile, as_json, passphrase_file), agent, reason)


def _resume(session: Session, agent: str, reason: str) -> None:
    with session.desk(sign=True) as desk:
        agent = known_agent(session, desk, agent)
        session.step_up(desk)
        done = desk.autonomy.resume(agent, reason).result()
    told(session, f"{agent} goes on", done, agent=agent)


def _drill(session: Session, agent: str | None, owner: str | None) -> None:
    from counterseal.cli.drilling import drill

    with session.desk(sign=True) as desk:
        drill(session, desk, *_scope(session, desk, agent, owner))


def _scope(session: Session, desk: Desk, agent: str | None, owner: str | None) -> tuple[str, str]:
    """Scope and target of a halt or a pause. Raises NotFound, WrongUse."""
    if agent is not None:
        found, _at, gateway = known_agent(session, desk, agent).partition("@")
        if gateway:
            # A brake stops too much rather than too little.
            session.terminal.remark(f"This goes to every gateway that has {found}, not to {gateway} only.")
        return "agent", found
    if owner is not None:
        people = {one.owner_id for one in agents_of(session, desk)}
        return "owner", choose(owner, people, "owner of an agent")
    return "all", ""


def _halt_everything(session: Session, reason: str, grace_s: int | None) -> None:
    """Signed where that can be, else by the ``HALT`` file: whatever is in the way of signing stops no halt."""
    with ExitStack() as stack:
        try:
            desk = stack.enter_context(session.desk())
            progress = _halt(desk, "all", "", reason, grace_s) if unlock_for_all(session, desk) else None
        except (KnownError, OSError, EOFError) as error:
            said = error.text() if isinstance(error, KnownError) else f"It could not be signed: {error}"
            session.terminal.remark(said, "Halting everything here without a signature instead.")
            progress = None
        except Exception:
            # A defect is reported as one, but after the brake is on.
            _halt_locally(session)
            raise
        if progress is None:
            _halt_locally(session)
        else:
            _report_halt(session, desk, progress)


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
        "This halt is not signed. It ends when the file is removed. A gateway of another folder goes on.",
    )
    session.terminal.json({"scope": "local", "file": str(path)})


def _halt(desk: Desk, scope: str, target: str, reason: str, grace_s: int | None) -> HaltProgress:
    """Halt and follow it until every agent is accounted for, at most ``ANSWER_SECONDS``."""
    return follow(
        desk,
        "halt",
        lambda: desk.halt(scope, target, reason, grace_s).result(),
        lambda progress: progress.seq,
        lambda progress: not desk.connected or _accounted(progress),
        ANSWER_SECONDS,
    )


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
