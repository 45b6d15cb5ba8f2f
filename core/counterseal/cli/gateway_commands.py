"""``counterseal gateway``: make a separate gateway, and serve one, or a profile's own, without a screen."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, Session, begin, gateway_of
from counterseal.cli.terminal import one_line, pairs
from counterseal.errors import Conflict, InvalidInput, WrongUse

_STOPPED = "Stopped. Agents wait until a gateway serves again."

app = typer.Typer(no_args_is_help=True, help="The gateway that queues, enforces, halts and logs.")


@app.command()
def init(
    context: typer.Context,
    owner: Annotated[
        Path | None,
        typer.Option("--owner", metavar="CARD", help="The card of its first owner: counterseal people card writes it."),
    ] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What people call this gateway.")] = "Gateway",
    finish: Annotated[
        Path | None,
        typer.Option("--finish", metavar="FILE", help="What the owner's counterseal people adopt wrote: entry 0."),
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a separate gateway with its own log, in two steps: with its owner's card, then with what the owner signed.

    The second step is not needed when the gateway serves and the owner's desktop sends its answer there.
    """
    session = begin(context, profile, as_json)
    if (owner is None) == (finish is None):
        raise WrongUse("Give --owner CARD to make a gateway, then --finish FILE to give it its first entry")
    if finish is not None:
        _finish(session, finish)
        return
    from counterseal.gateway.home import REQUEST_FILE, GatewayHome
    from counterseal.seal.cards import read_card

    made = GatewayHome.create(session.home, read_card(_text(owner)), name)
    try:
        request = made.request
    finally:
        made.close()
    file = session.home / REQUEST_FILE
    session.terminal.text(
        f"Made the gateway {one_line(request.name, 120)} in {session.home}",
        "",
        *pairs(
            [
                ("Log", request.origin),
                ("Log key", request.verifier.text()),
                ("Request", str(file)),
                ("Code", request.code),
            ]
        ),
        "",
        f"Its owner signs now, after comparing the code: counterseal people adopt {file.name}",
        "Then: counterseal gateway init --finish FILE, or just: counterseal gateway serve",
    )
    session.terminal.json(
        {"gateway": str(session.home), **request.members(), "request": str(file), "code": request.code}
    )


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="On loopback; 0 takes a free one.")] = 0,
    accept_older: Annotated[
        bool, typer.Option("--accept-older", help="A separate gateway: serve an older copy of its log; it is recorded.")
    ] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a separate gateway, or this profile's own, on loopback until SIGTERM or SIGINT. It needs no passphrase."""
    session = begin(context, profile, as_json)
    from counterseal.gateway.home import is_gateway

    if is_gateway(session.home):
        _serve_separate(session, port, accept_older)
    elif accept_older:
        raise WrongUse("--accept-older is for a separate gateway", todo="See: counterseal profile accept-restored")
    else:
        _serve_own(session, port)


def _finish(session: Session, file: Path) -> None:
    from counterseal.gateway.home import GatewayHome
    from counterseal.model import strict_json
    from counterseal.seal.dsse import parse

    envelope = parse(strict_json.parse(_text(file)))
    house = GatewayHome.open(session.home)
    try:
        house.finish(envelope)
        origin = house.log.origin
    finally:
        house.close()
    session.terminal.text(f"The gateway {origin} has its first owner.", "Next: counterseal gateway serve")
    session.terminal.json({"gateway": str(session.home), "origin": origin, "adopted": True})


def _text(file: Path | None) -> str:
    """Raises InvalidInput."""
    try:
        return "" if file is None else file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("The file cannot be read", where=f"{file}: {error}") from error


def _serve_separate(session: Session, port: int, accept_older: bool) -> None:
    from counterseal.sync.gateway_process import GatewayProcess

    with _until_signalled() as stopped:
        process = GatewayProcess(session.home)
        try:
            address = process.start(port, accept_older=accept_older)
            _say_serving(session, address.url, address.origin)
            if not process.house.adopted:
                session.terminal.remark(
                    f"It has no owner yet and takes nothing but its first entry. Its code: {process.house.request.code}"
                )
            session.terminal.flush()
            stopped.wait()
        finally:
            process.close()
    session.terminal.remark(_STOPPED)


def _serve_own(session: Session, port: int) -> None:
    from counterseal.sync.desk import open_desk

    with _until_signalled() as stopped:
        desk = open_desk(session.home)
        try:
            desk.start(serve=True, port=port)
            desk.profile.high_water.check()
            if not desk.serving:
                raise Conflict(
                    "A gateway of this profile runs already",
                    where=gateway_of(desk) or str(session.home),
                    todo="Stop it, or the desktop that holds it, first.",
                    code="already_serving",
                )
            url, origin = desk.gateway_url, desk.profile.log.origin
            _say_serving(session, url, origin)
            session.terminal.flush()
            stopped.wait()
        finally:
            desk.close()
    session.terminal.remark(_STOPPED)


def _say_serving(session: Session, url: str, origin: str) -> None:
    session.terminal.text(
        f"Serving {url} for {origin}",
        f"Agents use COUNTERSEAL_URL={url} and the token that counterseal agents register prints.",
        "Stop with Ctrl+C.",
    )
    session.terminal.json_line({"url": url, "origin": origin, "profile": str(session.home)})


@contextmanager
def _until_signalled() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set, from before the start to after the end of what waits for it."""
    stopped = threading.Event()

    def stop(_number: int, _frame: Any) -> None:
        stopped.set()

    before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
