"""The sources that a gateway has, as they are stored: their list in its database, their keys in files beside it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from counterseal.errors import InvalidInput
from counterseal.gateway.upstreams.port import Upstream, UpstreamConfig
from counterseal.ledger import schema

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}")


def make_adapter(config: UpstreamConfig) -> Upstream:
    """The adapter of a configured kind. Raises InvalidInput."""
    if config.kind == "langgraph":
        from counterseal.gateway.upstreams.langgraph import LangGraphUpstream

        return LangGraphUpstream(config)
    if config.kind == "adk":
        from counterseal.gateway.upstreams.adk import AdkUpstream

        return AdkUpstream(config)
    if config.kind == "a2a":
        from counterseal.gateway.upstreams.a2a import A2AUpstream

        return A2AUpstream(config)
    raise InvalidInput(
        f"Unknown kind of source {config.kind!r}", todo="Known are langgraph, adk and a2a.", code="unknown_kind"
    )


def configured(connection: Connection) -> list[UpstreamConfig]:
    """The sources stored in the profile (their keys are elsewhere)."""
    return [
        UpstreamConfig(row.name, row.kind, row.url, row.agent, json.loads(row.agents), options=json.loads(row.options))
        for row in connection.execute(select(schema.sources).order_by(schema.sources.c.name))
    ]


def key_file(home: Path, name: str) -> Path:
    """Where a source's API key lies: a file of mode 0600, so that a gateway restarts unattended."""
    return home / "sources" / f"{name}.key"


def with_key(home: Path, config: UpstreamConfig) -> UpstreamConfig:
    """The configuration with its API key, where there is one."""
    path = key_file(home, config.name)
    return replace(config, api_key=path.read_text("utf-8").strip()) if path.exists() else config


def store(connection: Connection, config: UpstreamConfig) -> None:
    """Add or replace a configured source. Raises InvalidInput for a name that cannot name its key's file."""
    if not _NAME.fullmatch(config.name):
        raise InvalidInput(
            "A source's name has 1 to 60 letters, digits, '.', '_', '-' and spaces, and starts with a letter or digit",
            where=config.name[:80],
            code="bad_name",
        )
    values: dict[str, Any] = {
        "kind": config.kind,
        "url": config.url,
        "agent": config.agent,
        "agents": json.dumps(dict(config.agents)),
        "options": json.dumps(dict(config.options)),
    }
    statement = upsert(schema.sources).values(name=config.name, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_=values))


def forget(connection: Connection, name: str) -> None:
    """Configure a source no more. The gateway that polls it sees that, and ends what waits there."""
    connection.execute(delete(schema.sources).where(schema.sources.c.name == name))
