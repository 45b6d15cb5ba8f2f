"""Resetting from the command line: the halt is shown, and what is signed ends that one and no newer one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from counterseal.cli.agents_commands import agents_of
from counterseal.cli.session import Session
from counterseal.cli.terminal import one_line
from counterseal.errors import Conflict

if TYPE_CHECKING:
    from counterseal.sync.api_autonomy import AgentDetail, OrderDone
    from counterseal.sync.desk import Desk


def reset_shown(session: Session, desk: Desk, agent: str, reason: str) -> OrderDone:
    """Show what halts ``ID`` or ``ID@GATEWAY``, take the passphrase, and end that.

    Raises:
        Conflict: it is not halted by an order (``not_halted``), or was halted again meanwhile (``superseded``).
        KnownError.
    """
    shown = _halted(session, desk, agent)
    for one in (each for each in shown if each.halt_order is not None):
        where = f" at {one.view.gateway}" if one.view.gateway else ""
        said = f"This ends the halt of {one.view.id}{where} by {one.view.halted_by} at {one.view.halted_at}."
        session.terminal.text(one_line(said, 300))
    session.step_up(desk)
    done = [desk.reset(one.view.id, reason, one.view.gateway, halt=one.halt_order or "").result() for one in shown]
    notes = " ".join(dict.fromkeys(one.note for one in done if one.note))
    return replace(done[0], note=notes)


def _halted(session: Session, desk: Desk, agent: str) -> list[AgentDetail]:
    identifier, at, _gateway = agent.partition("@")
    if at:
        found = [desk.autonomy.agent(agent).result()]
    else:
        views = [one for one in agents_of(session, desk) if one.id == identifier and one.state == "halted"]
        found = [desk.autonomy.agent(f"{one.id}@{one.gateway}").result() for one in views]
    halted = [one for one in found if one.view.state == "halted"]
    if not halted:
        raise Conflict("This agent is not halted", where=identifier, code="not_halted")
    # What a file halts no order ends; where nothing else halts it, the desk says what does.
    return [one for one in halted if one.halt_order is not None] or halted[:1]
