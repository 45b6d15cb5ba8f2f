"""``counterseal run -- CMD``: a command that is ended, with all that it started, when its agent is halted."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from counterseal.cli.session import ProfileOption, Session, begin
from counterseal.errors import NotFound, WrongUse

# As env(1) and timeout(1) have it.
NOT_FOUND, NOT_EXECUTABLE = 127, 126
LONGEST_GRACE = 300.0
SHOWN = 20


def run(
    context: typer.Context,
    command: Annotated[list[str], typer.Argument(metavar="-- CMD [ARG]...", help="What to run.")],
    grace: Annotated[
        float,
        typer.Option("--grace", metavar="S", help="Seconds from being told to end to being killed."),
    ] = 5.0,
    profile: ProfileOption = None,
) -> None:
    """Run a command under its agent's lease: a halt, or silence of the gateway, ends it and all that it started.

    Takes COUNTERSEAL_URL and COUNTERSEAL_TOKEN, and refuses to start without a lease. Ends with the command's own exit
    code, 128 and the number of a signal that ended it, 124 when it was stopped, 127 or 126 when it could not be run.
    """
    from counterseal.agents.connection import Connection
    from counterseal.agents.lease import LeaseKeeper
    from counterseal.agents.supervisor import Supervisor
    from counterseal.clock import SystemClock

    session = begin(context, profile)
    if not 0 <= grace <= LONGEST_GRACE:
        raise WrongUse(f"The grace is 0 to {LONGEST_GRACE:.0f} seconds", where=str(grace))
    url, token = (_set(name) for name in ("COUNTERSEAL_URL", "COUNTERSEAL_TOKEN"))
    pin = os.environ.get("COUNTERSEAL_PIN", "")
    connection, watch = Connection(url, token, pin), Connection(url, token, pin)
    keeper = LeaseKeeper(connection, SystemClock(), lambda _why: supervisor.wake(), watch=watch, supervises=True)
    supervisor = Supervisor(keeper, session.home, grace)
    try:
        report = supervisor.run(command)
    except NotFound as error:
        if error.code not in ("not_found", "not_executable"):
            raise
        session.terminal.remark(f"counterseal: {error.text()}")
        raise typer.Exit(NOT_FOUND if error.code == "not_found" else NOT_EXECUTABLE) from error
    finally:
        watch.close()
        connection.close()
    if report.why is not None:
        session.terminal.remark(f"counterseal: stopped: {report.why}")
    _tell(session, "ended", tuple(one for one in report.ended if one not in report.killed), report.seconds)
    _tell(session, "killed, because they did not end", report.killed, report.seconds)
    if report.left:
        _tell(session, "could NOT be ended; end them by hand", report.left, report.seconds)
    raise typer.Exit(report.code)


def _set(name: str) -> str:
    value = os.environ.get(name, "")
    if not value:
        raise WrongUse(f"{name} is not set", todo="counterseal agents register prints it.", code="not_configured")
    return value


def _tell(session: Session, what: str, processes: tuple[object, ...], seconds: float) -> None:
    if processes:
        listed = ", ".join(str(one) for one in processes[:SHOWN])
        more = f" and {len(processes) - SHOWN} more" if len(processes) > SHOWN else ""
        count = f"{len(processes)} {'process' if len(processes) == 1 else 'processes'}"
        session.terminal.remark(f"counterseal: {count} {what} within {seconds:.1f} s: {listed}{more}")
