"""A tool as its MCP server defines it now: its name here, its digest, and what the server says of it.

What a server says of its own tools is outside text. It is shown to people and is part of the digest, so that a change
of it is noticed; its annotations (hints, as MCP calls them) can raise a risk, and nothing in it can lower one.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

from mcp_types import Tool

from counterseal.errors import InvalidInput
from counterseal.model.actions import ContextItem
from counterseal.model.risk import Risk
from counterseal.seal.digests import canonical

# Without a dot: "a.b" with tool "c" must not read as "a" with tool "b.c".
SERVER_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
SHOWN = 1_000


def check_server(name: str) -> str:
    """A server's name in front of its tools' names. Raises InvalidInput."""
    if SERVER_NAME.fullmatch(name):
        return name
    raise InvalidInput(
        "A server's name has 1 to 64 of a-z, A-Z, 0-9, '_' and '-'", where=name[:80], todo="Give one with --name."
    )


def server_from(said: str) -> str:
    """The name of a server that named itself so; ``mcp`` where nothing of that can be used."""
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", said).strip("-_")[:64]
    return plain if SERVER_NAME.fullmatch(plain) else "mcp"


def digest(tool: Tool) -> str:
    """SHA-256, hex, over the canonical JSON (RFC 8785) of name, description, input schema and annotations.

    Raises:
        InvalidInput: the definition is not I-JSON.
    """
    return hashlib.sha256(canonical(_defined(tool))).hexdigest()


def least_risk(tool: Tool) -> Risk | None:
    """What the risk of a call must not lie below by what the server says of the tool; None when it says nothing.

    By the protocol a tool that is not read-only may destroy, unless its server says otherwise. A server that says
    neither is not taken to have said so: else nothing that it offers could be read alone.
    """
    hints = tool.annotations
    if hints is None or hints.read_only_hint is True:
        return None
    if hints.destructive_hint is True or (hints.destructive_hint is None and hints.read_only_hint is False):
        return Risk.R2
    return Risk.R1 if hints.read_only_hint is False else None


def descriptor(server: str, tool: Tool) -> dict[str, Any]:
    """What an owner can begin from to describe the tool: Critical, whatever its server says, and pinned as it is now.

    Raises:
        InvalidInput: the definition is not I-JSON.
    """
    return {"tool": f"{server}.{tool.name}", "risk": "R4", "title": tool.name, "pin": digest(tool)}


def described(server: str, tool: Tool) -> ContextItem:
    """What the server says of the tool, for the person who decides."""
    hints = _hints(tool)
    text = (tool.description or "(no description)")[:SHOWN]
    said = ", ".join(f"{name}: {str(value).lower()}" for name, value in hints.items() if isinstance(value, bool))
    return ContextItem(
        "note", f"How the MCP server describes {tool.name}"[:200], f"{text}\n\n{said or 'no hints'}", server
    )


def _defined(tool: Tool) -> dict[str, Any]:
    return {
        "name": tool.name,
        "description": tool.description,
        "inputSchema": tool.input_schema,
        "annotations": _hints(tool),
    }


def _hints(tool: Tool) -> dict[str, Any]:
    if tool.annotations is None:
        return {}
    return dict(tool.annotations.model_dump(mode="json", by_alias=True, exclude_none=True))
