"""``counterseal upstream``: agents' own servers that a gateway polls, and separate gateways that this profile asks."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from counterseal.cli.session import JsonOption, ProfileOption, Session, begin, check_name, gateway_of
from counterseal.cli.terminal import one_line, table
from counterseal.errors import InvalidInput, KnownError, NotFound, Unreachable, WrongUse
from counterseal.gateway.upstreams.port import GATEWAY, SOURCE_KINDS, Check, UpstreamConfig
from counterseal.model.actions import check_agent_id
from counterseal.pinning import read_pin

app = typer.Typer(no_args_is_help=True, help="Agents' own servers, and separate gateways.")

KINDS = (*SOURCE_KINDS, GATEWAY)
# The steps of a connection test that fail when nobody answers at the address.
REACHING = ("Resolves", "Connects")
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="What it is: langgraph, adk, a2a or gateway (a separate Counterseal gateway); else found out by asking.",
    ),
]
VKey = Annotated[
    str | None,
    typer.Option("--vkey", metavar="VKEY", help="A gateway's log key, as its gateway init prints it, or a file of it."),
]
Pin = Annotated[
    str | None,
    typer.Option("--pin", metavar="PIN", help="The key of a gateway's TLS: counterseal gateway certificate prints it."),
]
Options = Annotated[
    Path | None,
    typer.Option("--options", metavar="FILE", help="A JSON file of what else this kind takes: an A2A agent's answers."),
]
KeyFile = Annotated[
    Path | None, typer.Option("--api-key-file", metavar="FILE", help="A file of mode 0600 with the server's API key.")
]


@app.command()
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="What to call it here.")],
    url: Annotated[str, typer.Option("--url", help="Where it answers.")],
    kind: Kind = None,
    agent: Annotated[
        str | None, typer.Option("--agent", metavar="ID", help="The agent that a server's actions belong to.")
    ] = None,
    agent_of: Annotated[
        list[str] | None,
        typer.Option("--agent-of", metavar="GRAPH=AGENT", help="Another agent for one graph; may be repeated."),
    ] = None,
    api_key_file: KeyFile = None,
    options: Options = None,
    vkey: VKey = None,
    pin: Pin = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a server or a separate gateway, or change the one of this name."""
    session = begin(context, profile, as_json)
    check_name(name, "a source")
    kind = _kind(kind, url)
    if kind == GATEWAY:
        if agent is not None or agent_of or api_key_file is not None or options is not None:
            raise WrongUse("A gateway takes --url, --vkey and --pin; its agents are registered at it")
        _add_gateway(session, name, _url(url), _vkey(vkey), pin or "")
        return
    if agent is None or vkey is not None or pin is not None:
        raise WrongUse("A server takes --agent ID, and neither --vkey nor --pin")
    agents = _mapping(agent_of or [])
    config = UpstreamConfig(
        name, kind, _url(url), check_agent_id(agent, "--agent"), agents, options=_options_in(options)
    )
    key = _key(api_key_file)
    served = _add_at_gateway(session, config, key) if session.at_gateway else _add_source(session, config, key)
    session.terminal.text(
        f"Added {config.name}: {config.kind} at {one_line(config.url)}, its actions belong to {agent}."
    )
    if served:
        session.terminal.remark("The gateway that runs now polls it within a few seconds.")
    session.terminal.json({**_members(config), "api_key": key is not None, "polled": served})


def _add_source(session: Session, config: UpstreamConfig, key: str | None) -> bool:
    """At the profile's own gateway; whether that runs now. Raises NotFound."""
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
    return served is not None


def _add_at_gateway(session: Session, config: UpstreamConfig, key: str | None) -> bool:
    from counterseal.cli import gateway_sources

    return gateway_sources.add(session, config, key)


@app.command("pin")
def pin_(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="A separate gateway, as it is called here.")],
    pin: Annotated[str, typer.Argument(metavar="PIN", help="As counterseal gateway certificate prints it there.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take another key of a separate gateway's TLS from now on. Read it off the gateway's own terminal."""
    session = begin(context, profile, as_json)
    with session.profile() as opened, opened.reading() as connection:
        from counterseal.sync import gateways

        known = {one.name: one for one in gateways.known(connection)}
    if name not in known:
        raise NotFound("There is no such gateway here", where=one_line(name, 80), code="no_gateway")
    _add_gateway(session, name, known[name].url, known[name].verifier.text(), read_pin(pin))


@app.command()
def remove(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="As it is called here.")],
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a server or a separate gateway. What of a gateway's log is replicated here stays, as evidence."""
    session = begin(context, profile, as_json)
    if session.at_gateway:
        from counterseal.cli import gateway_sources

        kind = gateway_sources.remove(session, name)
    else:
        with session.desk() as desk:
            kind = desk.remove_upstream(name).result()
    session.terminal.text(f"Removed {one_line(name, 80)}.")
    if kind == GATEWAY:
        session.terminal.remark("Its agents go on asking at it. The copy of its log stays in the folder replicas.")
    session.terminal.json({"name": name, "kind": kind, "removed": True})


@app.command("list")
def list_(context: typer.Context, profile: ProfileOption = None, as_json: JsonOption = False) -> None:
    """List the servers and separate gateways, with their state."""
    session = begin(context, profile, as_json)
    if session.at_gateway:
        _list_at_gateway(session)
        return
    with session.desk() as desk:
        states = {source.name: source for source in desk.status().sources[1:]} if desk.connected else {}
        replicas = {view.origin: view for view in desk.replicas()}
        found: list[dict[str, Any]] = [_members(config) for config in desk.sources()]
        for gateway in desk.gateways():
            view = replicas[gateway.origin]
            found.append({**gateway.members(), "agent": "", "replica": asdict(view)})
    for one in found:
        source = states.get(one["name"])
        one["state"], one["note"] = (source.state, source.note) if source else ("off", "")
    if not found:
        session.terminal.text("No server and no separate gateway is configured.")
    else:
        head = ("NAME", "KIND", "URL", "AGENT", "STATE", "NOTE")
        rows = [[str(one[column.lower()]) for column in head] for one in found]
        session.terminal.text(*table(head, rows))
        for view in replicas.values():
            session.terminal.text(f"  log of {view.name}: {view.state}, {one_line(view.note, 300)}")
    session.terminal.json({"sources": found})


def _list_at_gateway(session: Session) -> None:
    """What is configured; how it is doing, the desktops of the gateway's people see."""
    from counterseal.cli import gateway_sources

    found = [_members(config) for config in gateway_sources.configured(session)]
    head = ("NAME", "KIND", "URL", "AGENT")
    rows = [[str(one[column.lower()]) for column in head] for one in found]
    session.terminal.text(*(table(head, rows) if found else ["No server is configured."]))
    session.terminal.json({"sources": found})


@app.command("test")
def try_(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="A configured one.")] = None,
    url: Annotated[str | None, typer.Option("--url", help="Or any address.")] = None,
    kind: Kind = None,
    api_key_file: KeyFile = None,
    vkey: VKey = None,
    pin: Pin = None,
    profile: ProfileOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try a connection step by step and name what is wrong."""
    session = begin(context, profile, as_json)
    if (name is None) == (url is None):
        raise WrongUse("Name a configured one, or give --url URL")
    if url is not None:
        try:
            found = _kind(kind, url)
        except (NotFound, Unreachable):
            # The steps of any kind's test name why an address cannot be reached.
            found = SOURCE_KINDS[0]
        if found == GATEWAY:
            tried, checks = _url(url), _try_gateway(session, "test", _url(url), _vkey(vkey), pin or "")
        else:
            config = UpstreamConfig("test", found, _url(url), "test", api_key=_key(api_key_file))
            tried, checks = config.url, _try(config)
    else:
        tried, checks = _try_known(session, str(name))
    for check in checks:
        session.terminal.text(f"{'ok    ' if check.ok else 'FAILED'}  {check.name}: {one_line(check.found, 300)}")
        if check.todo and not check.ok:
            session.terminal.text(f"        → {one_line(check.todo, 300)}")
    session.terminal.json({"url": tried, "ok": all(c.ok for c in checks), "checks": [asdict(c) for c in checks]})
    failed = next((check for check in checks if not check.ok), None)
    if failed is not None:
        kind_of = Unreachable if failed.name in REACHING else KnownError
        raise kind_of(f"{failed.name}: {failed.found}", where=tried, todo=failed.todo, code="test_failed")


def _add_gateway(session: Session, name: str, url: str, vkey: str, pin: str) -> None:
    with session.desk() as desk:
        gateway = desk.add_gateway(name, url, vkey, pin).result()
        state = next(one for one in desk.status().sources if one.name == name and one.kind == GATEWAY)
    session.terminal.text(
        f"Added {gateway.name}: gateway at {one_line(gateway.url)}, its log is {one_line(gateway.origin, 80)}."
    )
    if state.state != "live":
        session.terminal.remark(f"It cannot be used yet: {one_line(state.note, 300)}")
    session.terminal.json({**gateway.members(), "state": state.state, "note": state.note})


def _try_known(session: Session, name: str) -> tuple[str, tuple[Check, ...]]:
    """Raises NotFound."""
    from counterseal.gateway.upstreams import stored as configured
    from counterseal.sync import gateways

    with session.profile() as opened, opened.reading() as connection:
        sources = {one.name: one for one in configured.configured(connection)}
        known = {one.name: one for one in gateways.known(connection)}
    if name in sources:
        config = configured.with_key(session.home, sources[name])
        return config.url, _try(config)
    if name in known:
        gateway = known[name]
        return gateway.url, _try_gateway(session, name, gateway.url, gateway.verifier.text(), gateway.pin)
    raise NotFound("There is no such source", where=one_line(name, 80), code="no_source")


def _try_gateway(session: Session, name: str, url: str, vkey: str, pin: str) -> tuple[Check, ...]:
    from counterseal.sync import gateways

    with session.desk() as desk:
        return desk.test_gateway(gateways.read(name, url, vkey, pin)).result()


def _vkey(given: str | None) -> str:
    """A verifier key, as text or as the name of a file. Raises WrongUse, InvalidInput."""
    if given is None:
        raise WrongUse("A gateway takes --vkey VKEY", todo="counterseal gateway init prints it as Log key.")
    if "+" in given and not Path(given).is_file():
        return given
    try:
        return Path(given).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput("The verifier key's file cannot be read", where=ascii(given)[1:-1][:120]) from error


def _try(config: UpstreamConfig) -> tuple[Check, ...]:
    import asyncio

    from counterseal.gateway.upstreams.stored import make_adapter

    async def run() -> tuple[Check, ...]:
        adapter = make_adapter(config)
        try:
            return await adapter.test()
        finally:
            await adapter.close()

    return asyncio.run(run())


def _registered(desk: Any) -> Sequence[Any]:
    from counterseal.gateway import agent_rows

    with desk.profile.reading() as connection:
        return agent_rows.agents(connection)


def _members(config: UpstreamConfig) -> dict[str, Any]:
    return {
        "name": config.name,
        "kind": config.kind,
        "url": config.url,
        "agent": config.agent,
        "agents": dict(config.agents),
        "options": dict(config.options),
    }


def _kind(kind: str | None, url: str) -> str:
    """The kind that was given, or that of what answers. Raises WrongUse, NotFound."""
    if kind is None:
        from counterseal.gateway.upstreams.finding import kind_at

        return asyncio.run(kind_at(_url(url)))
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


def _options_in(path: Path | None) -> dict[str, Any]:
    """The JSON object in a file; its kind checks what is in it. Raises InvalidInput: unreadable, or no JSON object."""
    if path is None:
        return {}
    from counterseal.model import strict_json

    try:
        found = strict_json.parse(path.read_bytes())
    except OSError as error:
        raise InvalidInput("The file of options cannot be read", where=ascii(str(path))[1:-1][:120]) from error
    if not isinstance(found, dict):
        raise InvalidInput("Options are a JSON object", where=ascii(str(path))[1:-1][:120])
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
