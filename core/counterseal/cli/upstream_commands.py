"""``counterseal upstream``: agents' own servers that a gateway polls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, begin, check_name, gateway_of
from counterseal.cli.terminal import one_line, table
from counterseal.errors import InvalidInput, KnownError, NotFound, Unreachable, WrongUse
from counterseal.gateway.upstreams.port import Check, UpstreamConfig
from counterseal.model.actions import check_agent_id

app = typer.Typer(no_args_is_help=True, help="Agents' own servers that this profile's gateway polls.")

KINDS = ("langgraph",)
# The steps of a connection test that fail when nobody answers at the address.
REACHING = ("Resolves", "Connects")
Kind = Annotated[str, typer.Option("--kind", help="What the server is: langgraph.")]
KeyFile = Annotated[
    Path | None, typer.Option("--api-key-file", metavar="FILE", help="A file of mode 0600 with the server's API key.")
]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it here.")],
    kind: Kind,
    url: Annotated[str, typer.Option("--url", help="Where it answers.")],
    agent: Annotated[str, typer.Option("--agent", metavar="ID", help="The agent that its actions belong to.")],
    agent_of: Annotated[
        list[str] | None,
        typer.Option("--agent-of", metavar="GRAPH=AGENT", help="Another agent for one graph; may be repeated."),
    ] = None,
    api_key_file: KeyFile = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a server, or change the one of this name."""
    session = begin(context, profile, as_json)
    config = UpstreamConfig(
        check_name(name, "a source"), _kind(kind), _url(url), check_agent_id(agent, "--agent"), _mapping(agent_of or [])
    )
    key = _key(api_key_file)
    with session.desk() as desk:
        served = gateway_of(desk)
        registered = {row.id for row in _registered(desk)}
        for one in (config.agent, *config.agents.values()):
            if one not in registered:
                raise NotFound(
                    "There is no such agent",
                    where=one,
                    todo="Register it first: counterseal agents register.",
                    code="no_agent",
                )
        desk.add_source(config, key).result()
    session.terminal.text(
        f"Added {config.name}: {config.kind} at {one_line(config.url)}, its actions belong to {agent}."
    )
    if served is not None:
        session.terminal.remark("The gateway that runs now polls it from its next start on.")
    session.terminal.json({**_members(config), "api_key": key is not None, "polled": False})


@app.command("list")
def list_(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """List the servers, with their state when a gateway runs."""
    session = begin(context, profile, as_json)
    with session.desk() as desk:
        configs = desk.sources()
        states = {source.name: source for source in desk.status().sources[1:]} if gateway_of(desk) else {}
    found = [
        {
            **_members(config),
            "state": states[config.name].state if config.name in states else "off",
            "note": states[config.name].note if config.name in states else "",
        }
        for config in configs
    ]
    if not found:
        session.terminal.text("No server is configured.")
    else:
        head = ("NAME", "KIND", "URL", "AGENT", "STATE", "NOTE")
        rows = [[str(one[column.lower()]) for column in head] for one in found]
        session.terminal.text(*table(head, rows))
    session.terminal.json({"sources": found})


@app.command("test")
def try_(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A configured server.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Or any address.")] = None,
    kind: Kind = "langgraph",
    api_key_file: KeyFile = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a connection step by step and name what is wrong."""
    session = begin(context, profile, as_json)
    if (name is None) == (url is None):
        raise WrongUse("Name a configured server, or give --url URL")
    if url is not None:
        key = _key(api_key_file)
        config = UpstreamConfig("test", _kind(kind), _url(url), "test", api_key=key)
    else:
        with session.profile() as opened:
            from counterseal.gateway.upstreams import desk as configured

            with opened.reading() as connection:
                known = {one.name: one for one in configured.configured(connection)}
        if name not in known:
            raise NotFound("There is no such source", where=one_line(str(name), 80), code="no_source")
        config = configured.with_key(session.home, known[name])
    checks = _try(config)
    for check in checks:
        session.terminal.text(f"{'ok    ' if check.ok else 'FAILED'}  {check.name}: {one_line(check.found, 300)}")
        if check.todo and not check.ok:
            session.terminal.text(f"        → {one_line(check.todo, 300)}")
    session.terminal.json({"url": config.url, "ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]})
    failed = next((check for check in checks if not check.ok), None)
    if failed is not None:
        kind_of = Unreachable if failed.name in REACHING else KnownError
        raise kind_of(f"{failed.name}: {failed.found}", where=config.url, todo=failed.todo, code="test_failed")


def _try(config: UpstreamConfig) -> tuple[Check, ...]:
    import asyncio

    from counterseal.gateway.upstreams.desk import make_adapter

    async def run() -> tuple[Check, ...]:
        adapter = make_adapter(config)
        try:
            return await adapter.test()
        finally:
            await adapter.close()

    return asyncio.run(run())


def _registered(desk: Any) -> Sequence[Any]:
    from counterseal.gateway import rows

    with desk.profile.reading() as connection:
        return rows.agents(connection)


def _members(config: UpstreamConfig) -> dict[str, Any]:
    return {
        "name": config.name,
        "kind": config.kind,
        "url": config.url,
        "agent": config.agent,
        "agents": dict(config.agents),
    }


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise WrongUse(f"--kind is one of {', '.join(KINDS)}", where=ascii(kind)[1:-1][:40])
    return kind


def _url(url: str) -> str:
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fine, parts = False, urlsplit("")
    if not fine:
        raise WrongUse("--url takes an http or https address", where=ascii(url)[1:-1][:120])
    if parts.username or parts.password:
        raise WrongUse("An address with a password in it would be stored readable", todo="Use --api-key-file FILE.")
    return url.rstrip("/")


def _mapping(pairs: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in pairs:
        graph, equals, agent = pair.partition("=")
        if not equals or not graph.strip():
            raise WrongUse("--agent-of takes GRAPH=AGENT", where=ascii(pair)[1:-1][:80])
        found[graph.strip()] = check_agent_id(agent.strip(), "--agent-of")
    return found


def _key(path: Path | None) -> str | None:
    """The API key in a private file. Raises InvalidInput: missing, empty, or readable by others."""
    if path is None:
        return None
    from counterseal.seal.keystore import read_passphrase_file

    try:
        return read_passphrase_file(path)
    except InvalidInput as error:
        # The same rules as for a passphrase; only the words differ.
        raise InvalidInput(
            error.what.replace("passphrase", "API key"), where=error.where, todo=error.todo, code=error.code
        ) from None
