"""``counterseal incident`` and the single cases of a queue: what became of an unknown one, who works on what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from counterseal.cli import autonomy_cards, queue_commands
from counterseal.cli.choosing import choose
from counterseal.cli.ordered import told
from counterseal.cli.queue_commands import Id
from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, begin
from counterseal.cli.terminal import one_line
from counterseal.errors import WrongUse
from counterseal.sync.api_autonomy import IncidentView

app = typer.Typer(no_args_is_help=True, help="Executed actions that somebody marked as wrong, and what was done.")
Incident = Annotated[str, typer.Argument(metavar="ID", help="The incident's id, or six or more characters of it.")]
What = Annotated[str, typer.Option("--what", metavar="TEXT", help="In a sentence; it stands in the record.")]


@app.command("open")
def open_(
    context: typer.Context,
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="The agent that did it.")],
    what: What,
    action: Annotated[str | None, typer.Option("--action", metavar="ID", help="The executed action, whole id.")] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Mark something as wrong. The agent falls one level by itself, until its owner raises it again."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        done = desk.autonomy.open_incident(agent, action, what).result()
    told(session, f"Incident of {agent}", done)


@app.command()
def note(
    context: typer.Context,
    incident: Incident,
    what: What,
    compensating: Annotated[
        str | None, typer.Option("--compensating", metavar="ID", help="The action that makes up for it, whole id.")
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Add what was found or done."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        one = _chosen(incident, desk.autonomy.incidents().result())
        done = desk.autonomy.note_incident(one.id, what, compensating).result()
    told(session, f"Note to the incident of {one.agent}", done)


@app.command()
def close(
    context: typer.Context,
    incident: Incident,
    what: What,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Close it. The agent stays where it fell to, until its owner raises it."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        one = _chosen(incident, desk.autonomy.incidents().result())
        done = desk.autonomy.close_incident(one.id, what).result()
    told(session, f"Incident of {one.agent}, closed", done)


@app.command("list")
def list_(
    context: typer.Context,
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="Of this agent only.")] = "",
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """List incidents with what was done about each, the newest first."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        found = desk.autonomy.incidents(agent).result()
    session.terminal.text(*autonomy_cards.incident_lines(found))
    session.terminal.json({"incidents": [asdict(one) for one in found]})


def resolve(
    context: typer.Context,
    action: Id,
    outcome: Annotated[str, typer.Argument(metavar="done|failed", help="What became of it.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="How you know; it stands in the record.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say what became of an action whose outcome nobody reported."""
    session = begin(context, profile, as_json, passphrase_file)
    if outcome not in ("done", "failed"):
        raise WrongUse("An outcome is done or failed", where=ascii(outcome)[1:-1][:40])
    with session.desk(sign=True) as desk:
        item = queue_commands.find(session, desk, action).item
        done = desk.autonomy.resolve(item.id, outcome, reason).result()
    told(session, f"{one_line(item.title, 80)}: {outcome}", done, action=item.id, outcome=outcome)


def claim(
    context: typer.Context,
    action: Id,
    release: Annotated[bool, typer.Option("--release", help="I work on it no more.")] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say that you work on an action, for two minutes; others see it, and it binds nobody."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        item = queue_commands.find(session, desk, action).item
        name = desk.autonomy.claim(item.id, not release).result()
    session.terminal.text(f"{one_line(item.title, 80)}: {f'{one_line(name, 60)} works on it' if name else 'free'}.")
    session.terminal.json({"action": item.id, "claimed_by": name})


def _chosen(typed: str, found: tuple[IncidentView, ...]) -> IncidentView:
    known = {one.id: one for one in found}
    return known[choose(typed, known, "incident")]


queue_commands.app.command()(resolve)
queue_commands.app.command()(claim)
