"""``counterseal gateway``: make a separate gateway, and serve one, or a profile's own, without a screen."""

from __future__ import annotations

import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, Session, begin, gateway_of
from counterseal.cli.terminal import one_line, pairs
from counterseal.errors import Conflict, InvalidInput, WrongUse

if TYPE_CHECKING:
    from counterseal.sync.listening import Listening

_STOPPED = "Stopped. Agents wait until a gateway serves again."

SHORTEST_TOKEN = 24
CertOption = Annotated[
    Path | None,
    typer.Option("--cert", metavar="FILE", help="A certificate in PEM, with its chain; else one is made here."),
]
KeyOption = Annotated[
    Path | None, typer.Option("--key", metavar="FILE", help="The certificate's key in PEM, without a passphrase.")
]

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
    cert: CertOption = None,
    key: KeyOption = None,
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

    made = GatewayHome.create(session.home, read_card(_text(owner)), name, certificate=_pair(cert, key))
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
                ("TLS key", request.pin),
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
def certificate(
    context: typer.Context,
    new: Annotated[bool, typer.Option("--new", help="Make a new key; desktops and agents must take it then.")] = False,
    cert: CertOption = None,
    key: KeyOption = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Print the key that this separate gateway proves over TLS, or install another one."""
    session = begin(context, profile, as_json)
    given = _pair(cert, key)
    if new and given is not None:
        raise WrongUse("Give --new, or --cert and --key")
    from counterseal.clock import SystemClock, stamp
    from counterseal.gateway import certificates
    from counterseal.gateway.home import GatewayHome

    with closing(GatewayHome.open(session.home)) as house:
        before = certificates.held_pin(house.home)
        if new:
            held = certificates.make(house.home, house.log.origin, SystemClock().now())
        elif given is not None:
            held = certificates.install(house.home, *given)
        else:
            held = certificates.load(house.home)
        if held.pin != before and not house.adopted:
            house.write_request()
        code = house.request.code if not house.adopted else None
    ends = stamp(held.ends) if held.ends else None
    facts = [("TLS key", held.pin), ("Ends", ends or "never")]
    session.terminal.text(*pairs([*facts, ("Code", code)] if code else facts))
    if before not in ("", held.pin):
        session.terminal.remark(
            f"Another key than before: restart the gateway. On every desktop: counterseal upstream pin NAME {held.pin}",
            f"For every agent: COUNTERSEAL_PIN={held.pin}",
        )
    session.terminal.json({"gateway": str(session.home), "pin": held.pin, "ends": ends, "before": before, "code": code})


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="0 takes a free one.")] = 0,
    host: Annotated[
        str, typer.Option("--host", metavar="IP", help="A separate gateway: an address of this machine to listen on.")
    ] = "127.0.0.1",
    hostname: Annotated[
        list[str] | None,
        typer.Option("--hostname", metavar="NAME", help="A name that clients use for it; may be repeated."),
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help="TLS 1.3 on loopback too; elsewhere it is never without.")] = False,
    metrics_token_file: Annotated[
        Path | None,
        typer.Option(
            "--metrics-token-file", metavar="FILE", help="A file of mode 0600; its first line may read /metrics."
        ),
    ] = None,
    log_json: Annotated[bool, typer.Option("--log-json", help="Log to stderr as JSON, one line a request.")] = False,
    accept_older: Annotated[
        bool, typer.Option("--accept-older", help="A separate gateway: serve an older copy of its log; it is recorded.")
    ] = False,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve a separate gateway, or this profile's own on loopback, until SIGTERM or SIGINT. It needs no passphrase."""
    session = begin(context, profile, as_json)
    from counterseal.gateway.home import is_gateway

    separate = is_gateway(session.home)
    if accept_older and not separate:
        raise WrongUse("--accept-older is for a separate gateway", todo="See: counterseal profile accept-restored")
    if not separate and (tls or hostname or host != "127.0.0.1"):
        raise WrongUse("A profile's own gateway serves on 127.0.0.1 only", todo="See: counterseal gateway init")
    if metrics_token_file is not None and not separate:
        raise WrongUse("--metrics-token-file is for a separate gateway")
    from counterseal.sync import service_log

    with service_log.to_stderr(as_json=log_json):
        if separate:
            token = _metrics_token(metrics_token_file)
            _serve_separate(session, _listening(session, host, port, hostname or [], tls), accept_older, token)
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


def _listening(session: Session, host: str, port: int, names: list[str], tls: bool) -> Listening:
    """Raises WrongUse: off this machine without a certificate. NotFound: ``--tls`` and there is none."""
    from counterseal.gateway import certificates
    from counterseal.sync.listening import Listening, on_loopback

    wanted = tls or (not on_loopback(host) and bool(certificates.held_pin(session.home)))
    serves = certificates.server_context(session.home) if wanted else None
    return Listening(host, port, tuple(names), serves)


def _pair(cert: Path | None, key: Path | None) -> tuple[bytes, bytes] | None:
    """A certificate and its key as they were given. Raises WrongUse, InvalidInput."""
    if (cert is None) != (key is None):
        raise WrongUse("--cert and --key are given together")
    if cert is None or key is None:
        return None
    from counterseal.gateway import certificates

    return certificates.read_file(cert), certificates.read_file(key)


def _metrics_token(path: Path | None) -> str:
    """Raises InvalidInput: missing, empty, short, or readable by others."""
    if path is None:
        return ""
    from counterseal.seal.keystore import read_passphrase_file

    try:
        token = read_passphrase_file(path)
    except InvalidInput as error:
        # The same rules as for a passphrase; only the words differ.
        raise InvalidInput(
            error.what.replace("passphrase", "metrics token"), where=error.where, todo=error.todo, code=error.code
        ) from None
    if len(token) < SHORTEST_TOKEN:
        raise InvalidInput(f"A metrics token has at least {SHORTEST_TOKEN} characters", where=str(path))
    return token


def _serve_separate(session: Session, listening: Listening, accept_older: bool, metrics_token: str) -> None:
    from counterseal.sync import service_manager
    from counterseal.sync.gateway_process import GatewayProcess

    with _until_signalled() as stopped:
        process = GatewayProcess(session.home)
        try:
            address = process.start(accept_older=accept_older, listening=listening, metrics_token=metrics_token)
            _say_serving(session, address.url, address.origin)
            if not process.house.adopted:
                session.terminal.remark(
                    f"It has no owner yet and takes nothing but its first entry. Its code: {process.house.request.code}"
                )
            session.terminal.flush()
            with service_manager.told(process.answers), out_of_collection():
                stopped.wait()
        finally:
            process.close()
    session.terminal.remark(_STOPPED)


def _serve_own(session: Session, port: int) -> None:
    from counterseal.sync.desk import open_desk

    with _until_signalled() as stopped:
        desk = open_desk(session.home)
        try:
            desk.start(serve=True, port=port, attended=False)
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
            with out_of_collection():
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
def out_of_collection() -> Iterator[None]:
    """Keep what a started gateway is made of out of the garbage collector's full looks.

    Each would hold every answer, one to a halt as well, while it goes through all that was imported: 74 ms were
    measured, and less than 1 ms without that.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


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
