"""``counterseal gateway``: serve a profile's gateway without a screen."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, begin, gateway_of
from counterseal.errors import Conflict

app = typer.Typer(no_args_is_help=True, help="The gateway that queues, enforces, halts and logs.")


@app.callback()
def _group() -> None:
    """Keeps ``serve`` a word of its own; a group of one command would swallow it."""


@app.command()
def serve(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="On loopback; 0 takes a free one.")] = 0,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Serve this profile's gateway on loopback until SIGTERM or SIGINT. It needs no passphrase."""
    session = begin(context, profile, as_json)
    from counterseal.sync.desk import open_desk

    with _until_signalled() as stopped:
        desk = open_desk(session.home)
        try:
            desk.start(serve=True, port=port)
            if not desk.serving:
                raise Conflict(
                    "A gateway of this profile runs already",
                    where=gateway_of(desk) or str(session.home),
                    todo="Stop it, or the desktop that holds it, first.",
                    code="already_serving",
                )
            url, origin = desk.gateway_url, desk.profile.log.origin
            session.terminal.text(
                f"Serving {url} for {origin}",
                f"Agents use COUNTERSEAL_URL={url} and the token that counterseal agents register prints.",
                "Stop with Ctrl+C.",
            )
            session.terminal.json_line({"url": url, "origin": origin, "profile": str(session.home)})
            session.terminal.flush()
            stopped.wait()
        finally:
            desk.close()
    session.terminal.remark("Stopped. Agents wait until a gateway serves again.")


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
