"""``counterseal agents level|mandate|charter|tools|traces|show|pending|second``: how far an agent may go alone.

What a change would have changed is shown before it is signed. Towards risk a person confirms it and types the
passphrase; towards safety nothing is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli import autonomy_cards, autonomy_files
from counterseal.cli.choosing import choose
from counterseal.cli.ordered import told
from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, Session, begin
from counterseal.cli.terminal import one_line
from counterseal.errors import KnownError, Unreachable, WrongUse
from counterseal.model.autonomy import Autonomy, Level, ToolGroup, members
from counterseal.model.risk import Risk
from counterseal.model.traces import Capture

if TYPE_CHECKING:
    from counterseal.model.tools import ToolDescriptor
    from counterseal.policy.standing import Standing
    from counterseal.sync.api_autonomy import AgentDetail, WhatIf
    from counterseal.sync.desk import Desk

Id = Annotated[str, typer.Argument(metavar="ID", help="The agent; ID@GATEWAY where several have one of this id.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it stands in the record.")]
Yes = Annotated[bool, typer.Option("--yes", help="I have read what it would change; do not ask.")]


def level(
    context: typer.Context,
    agent: Id,
    to: Annotated[str, typer.Argument(metavar="LEVEL", help="L0 to L5.")],
    group: Annotated[
        list[str] | None,
        typer.Option("--group", metavar="NAME=LEVEL:TOOL,TOOL*", help="A level of its own for some tools; repeat."),
    ] = None,
    no_groups: Annotated[bool, typer.Option("--no-groups", help="All tools have the agent's level.")] = False,
    quorum: Annotated[
        list[str] | None, typer.Option("--quorum", metavar="RISK=PEOPLE", help="More people at a risk; repeat.")
    ] = None,
    reason: Reason = "",
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Set an agent's level. Groups and quorums stay unless named; lowering the level lowers its groups too."""
    session = begin(context, profile, as_json, passphrase_file)
    wanted = _level(to, "LEVEL")
    groups = tuple(_group(one) for one in group or [])
    quorums = dict(_quorum(one) for one in quorum or [])
    if groups and no_groups:
        raise WrongUse("Give --group or --no-groups")
    with session.desk(sign=True) as desk:
        detail = desk.autonomy.agent(agent).result()
        before = detail.autonomy
        kept = () if no_groups else tuple(_at_most(one, wanted, before.level) for one in before.groups)
        autonomy = Autonomy(wanted, groups or kept, {**before.quorum, **quorums})
        what_if = _ask(lambda: desk.autonomy.what_if(agent, autonomy=autonomy))
        session.terminal.text(*autonomy_cards.autonomy_lines(autonomy))
        _consent(session, desk, detail, lambda now: replace(now, autonomy=autonomy, cap=None), what_if, yes)
        done = desk.autonomy.set_level(agent, autonomy, reason, seen=detail).result()
    told(session, f"{detail.view.id} at {autonomy_cards.level_words(wanted)}", done, autonomy=members(autonomy))


def mandate(
    context: typer.Context,
    agent: Id,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The mandate in TOML or JSON.")] = None,
    none: Annotated[bool, typer.Option("--none", help="Take the mandate away: nothing runs alone.")] = False,
    reason: Reason = "",
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say what an agent may do alone, within its level; without options, show it."""
    session = begin(context, profile, as_json, passphrase_file)
    if file is not None and none:
        raise WrongUse("Give --file FILE or --none")
    wanted = autonomy_files.read_mandate(file) if file is not None else None
    with session.desk(sign=none or file is not None) as desk:
        detail = desk.autonomy.agent(agent).result()
        if file is None and not none:
            session.terminal.text(*autonomy_cards.mandate_lines(detail.mandate, detail))
            session.terminal.json({"agent": detail.view.id, "mandate": members(detail.mandate)})
            return
        what_if = _ask(lambda: desk.autonomy.what_if(agent, mandate=wanted, drop_mandate=none))
        session.terminal.text(*autonomy_cards.mandate_lines(wanted, detail))
        _consent(session, desk, detail, lambda now: replace(now, mandate=wanted), what_if, yes)
        done = desk.autonomy.set_mandate(agent, wanted, reason, seen=detail).result()
    told(session, f"Mandate of {detail.view.id}", done, mandate=members(wanted))


def charter(
    context: typer.Context,
    agent: Id,
    file: Annotated[Path | None, typer.Option("--file", metavar="FILE", help="The charter in TOML or JSON.")] = None,
    template: Annotated[bool, typer.Option("--template", help="Print a charter to fill in.")] = False,
    reason: Reason = "",
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say what an agent is for and what happens when it is wrong; without options, show it."""
    session = begin(context, profile, as_json, passphrase_file)
    if template:
        if file is not None:
            raise WrongUse("Give --file FILE or --template")
        session.terminal.text(*autonomy_files.TEMPLATE.rstrip().splitlines())
        session.terminal.json({"template": autonomy_files.TEMPLATE})
        return
    with session.desk(sign=file is not None) as desk:
        detail = desk.autonomy.agent(agent).result()
        if file is None:
            session.terminal.text(*autonomy_cards.charter_lines(detail.charter))
            session.terminal.json({"agent": detail.view.id, "charter": members(detail.charter)})
            return
        wanted = autonomy_files.read_charter(file, detail.view.owner_id)
        session.terminal.text(*autonomy_cards.charter_lines(wanted))
        _consent(session, desk, detail, lambda now: replace(now, charter=wanted), None, yes)
        done = desk.autonomy.set_charter(agent, wanted, reason, seen=detail).result()
    told(session, f"Charter of {detail.view.id}", done, charter=members(wanted))


def tools(
    context: typer.Context,
    agent: Id,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="FILE", help="All its descriptors: a JSON list, or TOML.")
    ] = None,
    reason: Reason = "",
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Replace an agent's whole tool registry; without options, print the one in force as JSON to start from."""
    session = begin(context, profile, as_json, passphrase_file)
    wanted = autonomy_files.read_tools(file) if file is not None else []
    with session.desk(sign=file is not None) as desk:
        detail = desk.autonomy.agent(agent).result()
        if file is None:
            session.terminal.as_json = True
            session.terminal.json([view.descriptor for view in detail.tools if view.descriptor is not None])
            return
        what_if = _ask(lambda: desk.autonomy.what_if(agent, tools=wanted))
        _consent(session, desk, detail, lambda now: replace(now, tools=_registry(wanted)), what_if, yes)
        done = desk.autonomy.set_tools(agent, wanted, reason, seen=detail).result()
    told(session, f"{len(wanted)} tools of {detail.view.id}", done, tools=wanted)


def traces(
    context: typer.Context,
    agent: Id,
    on: Annotated[bool | None, typer.Option("--on/--off", help="Keep steps of its exporter, or none any more.")] = None,
    content: Annotated[
        bool, typer.Option("--content", help="With --on: messages, arguments and results too, with secrets masked.")
    ] = False,
    reason: Reason = "",
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Say what is kept of the OpenTelemetry spans that an agent's program exports; without options, show it."""
    session = begin(context, profile, as_json, passphrase_file)
    if content and not on:
        raise WrongUse("--content goes with --on")
    wanted = Capture.CONTENT if content else Capture.STRUCTURE if on else Capture.OFF
    with session.desk(sign=on is not None) as desk:
        detail = desk.autonomy.agent(agent).result()
        if on is None:
            session.terminal.text(f"  {autonomy_cards.capture_words(detail.capture)}")
            session.terminal.json({"agent": detail.view.id, "capture": detail.capture.value})
            return
        session.terminal.text(f"  {autonomy_cards.capture_words(wanted)}")
        if wanted.rank > detail.capture.rank:
            confirm(session, f"sign this for {detail.view.id}", yes)
            session.step_up(desk)
        done = desk.autonomy.set_capture(agent, wanted, reason, seen=detail).result()
    told(session, f"Traces of {detail.view.id}", done, capture=wanted.value)


def show(context: typer.Context, agent: Id, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """Show everything about one agent: level, mandate and its use, charter, tools, figures, what waits."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        detail = desk.autonomy.agent(agent).result()
        session.terminal.text(*autonomy_cards.agent_lines(detail))
        session.terminal.json(asdict(detail))


def pending(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """List the orders that wait for a second person's signature."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        found = desk.autonomy.pending().result()
        session.terminal.text(*autonomy_cards.pending_lines(found))
        session.terminal.json({"pending": [asdict(one) for one in found]})


def second(
    context: typer.Context,
    sha: Annotated[str, typer.Argument(metavar="SHA", help="Its digest, or six or more characters of it.")],
    yes: Yes = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Sign an order that another person signed; with the second signature it is in force."""
    session = begin(context, profile, as_json, passphrase_file)
    with session.desk(sign=True) as desk:
        found = {one.sha256: one for one in desk.autonomy.pending().result()}
        order = found[choose(sha, found, "order that waits for a second person")]
        session.terminal.text(*autonomy_cards.pending_lines([order]))
        if not order.by_me:
            # One's own is refused before anything is asked.
            confirm(session, f"second the {order.kind} of {order.agent}", yes)
            session.step_up(desk)
        done = desk.autonomy.second(order.sha256).result()
    told(session, f"{order.kind} of {order.agent}", done)


def register_on(app: typer.Typer) -> None:
    """Add these commands to ``counterseal agents``."""
    for command in (level, mandate, charter, tools, traces, show, pending, second):
        app.command()(command)


def confirm(session: Session, what: str, yes: bool) -> None:
    """Have a person say yes. Raises WrongUse: nobody to ask. KnownError: they did not."""
    if yes:
        return
    if not session.terminal.interactive:
        raise WrongUse("Nobody confirmed this", todo="Read what it would change, then add --yes.", code="unconfirmed")
    if session.terminal.ask(f"Type yes to {what}").strip().lower() != "yes":
        raise KnownError("Nothing is signed", code="not_confirmed")


def _ask(ask: Callable[[], Future[WhatIf]]) -> WhatIf | None:
    """What a change would have changed; None where the gateway cannot be asked now."""
    try:
        return ask().result()
    except Unreachable:
        return None


def _consent(
    session: Session,
    desk: Desk,
    detail: AgentDetail,
    change: Callable[[Standing], Standing],
    what_if: WhatIf | None,
    yes: bool,
) -> None:
    """Show what it would change; towards risk have it confirmed and the passphrase entered."""
    from counterseal.policy.orders import changes_in_words
    from counterseal.sync import towards_risk

    before = towards_risk.standing(detail)
    after = change(before)
    session.terminal.text("", *(f"  - {one_line(said, 200)}" for said in changes_in_words(before, after)))
    if what_if is not None:
        session.terminal.text("", *autonomy_cards.what_if_lines(what_if), "")
    if towards_risk.moves(before, after):
        confirm(session, f"sign this for {detail.view.id}", yes)
        session.step_up(desk)


def _level(text: str, where: str) -> Level:
    try:
        return Level(text.strip().upper())
    except ValueError:
        said = ", ".join(f"{one.value} {one.word}" for one in Level)
        raise WrongUse(f"A level is one of {said}", where=f"{where}: {ascii(text)[1:-1][:20]}") from None


def _group(text: str) -> ToolGroup:
    name, equals, rest = text.partition("=")
    to, colon, listed = rest.partition(":")
    named = tuple(one.strip() for one in listed.split(",") if one.strip())
    if not equals or not colon or not name.strip() or not named:
        raise WrongUse("--group takes NAME=LEVEL:TOOL,TOOL*", where=ascii(text)[1:-1][:80])
    return ToolGroup(name.strip(), named, _level(to, "--group"))


def _quorum(text: str) -> tuple[Risk, int]:
    risk, equals, count = text.partition("=")
    if not equals or risk.strip().upper() not in Risk.__members__ or not (count.isascii() and count.isdigit()):
        raise WrongUse("--quorum takes RISK=PEOPLE, as in R3=2", where=ascii(text)[1:-1][:80])
    return Risk(risk.strip().upper()), int(count)


def _at_most(group: ToolGroup, wanted: Level, before: Level) -> ToolGroup:
    if wanted.rank < before.rank and group.level.rank > wanted.rank:
        return replace(group, level=wanted)
    return group


def _registry(listed: Sequence[Mapping[str, Any]]) -> Mapping[str, ToolDescriptor]:
    from counterseal.policy.reading import read_registry

    return read_registry(list(listed))
