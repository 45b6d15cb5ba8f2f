"""``counterseal people adopt``: become the first owner of a new separate gateway."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from counterseal.cli.session import JsonOption, PassphraseOption, ProfileOption, Session, begin, check_name
from counterseal.cli.terminal import one_line
from counterseal.errors import Forbidden, InvalidInput, WrongUse

if TYPE_CHECKING:
    from counterseal.gateway.adoption import GatewayRequest
    from counterseal.sync.desk import Desk

LONGEST_REQUEST = 10_000


def adopt(
    context: typer.Context,
    request: Annotated[
        str, typer.Argument(metavar="REQUEST|URL", help="The gateway's request file, or where it serves already.")
    ],
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="What to call it here, when it serves.")] = "team",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="With a request file: a new file for counterseal gateway init."),
    ] = None,
    code: Annotated[
        str | None, typer.Option("--code", metavar="CODE", help="The code as the gateway's own terminal shows it.")
    ] = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
    passphrase_file: PassphraseOption = None,
) -> None:
    """Sign the first entry of a new separate gateway, which was made with your card.

    With the address of a gateway that serves, the answer goes there, and the gateway is known here from then on.
    """
    session = begin(context, profile, as_json, passphrase_file)
    serves = request.startswith(("http://", "https://"))
    if serves == (out is not None):
        raise WrongUse("Give --out FILE with a request file, and none with an address")
    if out is not None and out.exists():
        raise InvalidInput("There is a file already", where=str(out), todo="Choose another name.", code="exists")
    with session.desk(sign=True) as desk:
        asked = desk.adopting.ask(request).result() if serves else _read(Path(request))
        _compare(session, asked, code)
        facts = {"origin": asked.origin, "name": asked.name, "vkey": asked.verifier.text(), "pin": asked.pin}
        if out is None:
            _send(session, desk, asked, request, check_name(name, "a gateway"), facts)
            return
        adoption = desk.adopting.sign(asked).result()
    with out.open("x", encoding="utf-8", newline="\n") as file:
        json.dump(adoption.envelope.to_json(), file)
    session.terminal.text(
        f"Signed, entry {adoption.seq:,}. Take {out} to the gateway: counterseal gateway init --finish {out.name}",
        f"Then, where it serves: counterseal upstream add NAME --kind gateway --url URL --vkey {facts['vkey']}"
        + (f" --pin {facts['pin']}" if facts["pin"] else ""),
    )
    session.terminal.json({**facts, "seq": adoption.seq, "file": str(out)})


def _send(session: Session, desk: Desk, asked: GatewayRequest, url: str, name: str, facts: dict[str, str]) -> None:
    adoption = desk.adopting.sign(asked).result()
    desk.adopting.send(url, asked, adoption).result()
    desk.add_gateway(name, url, facts["vkey"], facts["pin"]).result()
    session.terminal.text(
        f"You own the gateway {one_line(asked.name, 120)} now, entry {adoption.seq:,}. It is called {name} here.",
        f"Its log key: {facts['vkey']}",
        *([f"The key of its TLS: {facts['pin']}"] if facts["pin"] else []),
    )
    session.terminal.json({**facts, "seq": adoption.seq, "gateway": name, "url": url})


def _read(path: Path) -> GatewayRequest:
    from counterseal.gateway.adoption import read_request

    try:
        with path.open("rb") as file:
            return read_request(file.read(LONGEST_REQUEST))
    except OSError as error:
        raise InvalidInput(f"The request cannot be read: {error.strerror}", where=str(path)) from error


def _compare(session: Session, asked: GatewayRequest, code: str | None) -> None:
    """Whoever could slip in another request would own what looks like this gateway. Raises Forbidden, WrongUse."""
    from counterseal.seal.cards import same_code

    if code is None:
        if not session.terminal.interactive:
            raise WrongUse("Comparing the code is the point of a request", todo="Give --code CODE.")
        session.terminal.remark(f"This is the request of {one_line(asked.name, 120)}.")
        code = session.terminal.ask("Code that the gateway's own terminal shows")
    if not same_code(code, asked.code):
        raise Forbidden(
            "The code differs, so this is not the request that the gateway made",
            where=one_line(asked.name, 120),
            todo="Look at the gateway's own terminal again; if it still differs, do not adopt.",
            code="code_differs",
        )
