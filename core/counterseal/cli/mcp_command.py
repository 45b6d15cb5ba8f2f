"""``counterseal mcp-proxy``: gate the tools of any MCP server, without touching the agent that calls them."""

from __future__ import annotations

import json
import logging
import os
import sys
from typing import Annotated

import typer

from counterseal.errors import WrongUse

LONGEST_WAIT = 600.0
LONGEST_GRACE = 300.0


def mcp_proxy(
    command: Annotated[
        list[str] | None,
        typer.Argument(metavar="-- CMD [ARG]...", help="The MCP server, on standard input and output."),
    ] = None,
    upstream: Annotated[
        str | None,
        typer.Option("--upstream", metavar="URL", help="An MCP server over streamable HTTP, in place of CMD."),
    ] = None,
    http: Annotated[
        int | None,
        typer.Option("--http", metavar="PORT", help="Serve clients over HTTP on this machine; 0 takes a free port."),
    ] = None,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="Stands in front of the tools' names: NAME.tool.")
    ] = "",
    wait: Annotated[
        float, typer.Option("--wait", metavar="S", help="Seconds until a client is told to call again.")
    ] = 45.0,
    expires: Annotated[
        float | None, typer.Option("--expires", metavar="S", help="Seconds until a call can no longer be approved.")
    ] = None,
    tools: Annotated[
        bool,
        typer.Option(
            "--tools", help="Only print its tools, pinned as they are, for counterseal agents register --tools."
        ),
    ] = False,
    grace: Annotated[
        float, typer.Option("--grace", metavar="S", help="Seconds from a halt to the server's being killed.")
    ] = 5.0,
) -> None:
    """Stand in front of an MCP server: its tools are listed through, and each call asks first.

    Takes COUNTERSEAL_URL and COUNTERSEAL_TOKEN; the server gets neither. COUNTERSEAL_MCP_AUTHORIZATION is sent to the
    server at --upstream; clients of --http have to send COUNTERSEAL_MCP_TOKEN as their bearer token, if it is set.
    Standard output belongs to the protocol. Ends with 1 when the agent was halted.
    """
    if bool(command) == bool(upstream):
        raise WrongUse("Either the server's command after --, or its address with --upstream")
    for option, value, longest in (("wait", wait, LONGEST_WAIT), ("grace", grace, LONGEST_GRACE)):
        if not 0 <= value <= longest:
            raise WrongUse(f"--{option} is 0 to {longest:.0f} seconds", where=str(value))
    if http is not None and not 0 <= http <= 65_535:
        raise WrongUse("A port is 0 to 65535", where=str(http))
    if expires is not None and expires <= 0:
        raise WrongUse("--expires is more than 0 seconds", where=str(expires))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="counterseal: %(message)s")
    try:
        from counterseal.agents.mcp_proxy.proxy import Settings, run, tools_of
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types", "uvicorn"):
            raise
        raise WrongUse(
            "The library for MCP is not installed here",
            where=str(error.name),
            todo='Install it: pip install "counterseal[mcp]"',
            code="not_installed",
        ) from error
    settings = Settings(
        command=command or (),
        url=upstream,
        authorization=os.environ.get("COUNTERSEAL_MCP_AUTHORIZATION", ""),
        port=http,
        token=os.environ.get("COUNTERSEAL_MCP_TOKEN", ""),
        name=name,
        wait=wait,
        expires=expires,
        grace=grace,
    )
    if tools:
        sys.stdout.write(json.dumps(tools_of(settings), indent=2) + "\n")
        return
    raise typer.Exit(run(settings))
